from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from menkyo.record.photo import decode_photo
from menkyo.virtual import PictureError, PictureFault, license_photo, portrait

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (192, 240)
ORIENTATION = 0x0112


def opened(photo: bytes) -> Image.Image:
    """The photo's pixels; it is one of a license."""
    assert 0 < len(photo) <= 2000
    seen = decode_photo(photo)
    assert (seen.width, seen.height, seen.format and seen.format.value) == (*SIZE, "jp2")
    picture = Image.open(BytesIO(photo))
    assert (picture.size, picture.mode) == (SIZE, "L")
    return picture


def level(picture: Image.Image, x: int, y: int) -> int:
    """The brightness of a dot."""
    value = picture.getpixel((x, y))
    assert isinstance(value, int)
    return value


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


@settings(max_examples=25)
@given(st.integers(1, 600), st.integers(1, 600), st.integers(0, 255), st.binary(min_size=1, max_size=64))
def test_any_picture_becomes_a_photo(
    tmp_path_factory: pytest.TempPathFactory, width: int, height: int, ground: int, noise: bytes
) -> None:
    """Whatever its size and content, a picture fits in the file of a license."""
    path = tmp_path_factory.mktemp("pictures") / "any.png"
    dots = bytes(ground ^ dot for dot in noise)
    Image.frombytes("L", (width, height), (dots * (width * height // len(dots) + 1))[: width * height]).save(path)
    opened(license_photo(path))


def test_the_room_is_used(tmp_path: Path) -> None:
    """A picture full of detail is not made worse than it must be."""
    path = tmp_path / "noise.png"
    Image.effect_noise((900, 900), 90).save(path)
    assert len(license_photo(path)) > 1700


def test_a_single_dot_will_do(tmp_path: Path) -> None:
    """The smallest picture there is becomes an even surface."""
    path = tmp_path / "dot.png"
    Image.new("RGB", (1, 1), "white").save(path)
    assert level(opened(license_photo(path)), 96, 120) > 250


@pytest.mark.parametrize(
    ("name", "picture", "expected"),
    [
        ("cmyk.jpg", Image.new("CMYK", (50, 60), (0, 0, 0, 0)), 255),
        ("cmyk.tif", Image.new("CMYK", (50, 60), (0, 0, 0, 255)), 0),
        ("seethrough.png", Image.new("RGBA", (50, 60), (0, 0, 0, 0)), 255),
        ("half.png", Image.new("LA", (50, 60), (0, 128)), 127),
        ("palette.gif", Image.new("P", (50, 60), 0), 0),
        ("one-bit.tif", Image.new("1", (50, 60), 1), 255),
        ("sixteen.png", Image.new("I;16", (50, 60), 0x8000), 128),
        ("color.webp", Image.new("RGB", (50, 60), "white"), 255),
        ("color.bmp", Image.new("RGB", (50, 60), (255, 0, 0)), 76),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_every_kind_of_pixel_becomes_gray(tmp_path: Path, name: str, picture: Image.Image, expected: int) -> None:
    """Colors of print, see-through pictures (on white), palettes, one bit and sixteen bits keep their brightness."""
    path = tmp_path / name
    picture.save(path)
    assert abs(level(opened(license_photo(path)), 96, 120) - expected) <= 3


def test_a_moving_picture_counts_by_its_first_frame(tmp_path: Path) -> None:
    """The frames behind the first are not looked at."""
    path = tmp_path / "moving.gif"
    first, second = (Image.new("L", (50, 60), gray) for gray in (0, 255))
    first.save(path, save_all=True, append_images=[second])
    assert level(opened(license_photo(path)), 96, 120) < 5


def test_the_picture_is_turned_upright_and_cut(tmp_path: Path) -> None:
    """A camera's note on how it was held is obeyed, the shape is kept, and what is too wide is cut at both sides."""
    path = tmp_path / "turned.jpg"
    picture = Image.new("L", (400, 100), 255)
    ImageDraw.Draw(picture).rectangle((0, 0, 199, 99), fill=0)
    exif = picture.getexif()
    exif[ORIENTATION] = 6
    picture.save(path, exif=exif)
    photo = opened(license_photo(path))
    assert level(photo, 96, 5) < 20
    assert level(photo, 96, 235) > 235

    wide = Image.new("L", (480, 240), 0)
    ImageDraw.Draw(wide).ellipse((190, 70, 290, 170), fill=255)
    wide.save(path := tmp_path / "wide.png")
    photo = opened(license_photo(path))
    assert level(photo, 96, 75) > 235
    assert level(photo, 96 + 45, 120) > 200
    assert level(photo, 96, 120 - 60) < 50
    assert level(photo, 96 + 60, 120) < 50


def test_a_photo_that_is_one_already_is_kept(tmp_path: Path) -> None:
    """The bytes of a photo that was made before, or saved from a card, are taken as they are."""
    path = tmp_path / "noise.png"
    Image.effect_noise((192, 240), 90).save(path)
    photo = license_photo(path)
    again = tmp_path / "photo.jp2"
    again.write_bytes(photo)
    assert license_photo(again) == photo


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", PictureFault.NO_PICTURE),
        (b"no picture at all", PictureFault.NO_PICTURE),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 40 50\n%%EndComments\n", PictureFault.NO_PICTURE),
        (png_header(20_000, 20_000), PictureFault.TOO_LARGE),
        (png_header(9_000, 9_990), PictureFault.TOO_LARGE),
        (png_header(8_000, 8_001), PictureFault.TOO_LARGE),
        (png_header(100, 100), PictureFault.DAMAGED),
    ],
    ids=["empty", "text", "program", "a bomb", "a small bomb", "just too large", "cut off"],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes, fault: PictureFault) -> None:
    """No picture, a program that would draw one, a size that fills the memory, and a file that breaks off."""
    path = tmp_path / "bad"
    path.write_bytes(content)
    with pytest.raises(PictureError) as caught:
        license_photo(path)
    assert (caught.value.fault, caught.value.path) == (fault, path)


@pytest.mark.parametrize("cut", [20, 60, 85, 120, 400])
def test_a_picture_that_breaks_off_is_refused(tmp_path: Path, cut: int) -> None:
    """JPEG 2000 that ends too early is no picture, or a damaged one; no other error comes out."""
    whole = BytesIO()
    Image.effect_noise((64, 64), 90).save(whole, "JPEG2000")
    path = tmp_path / "cut.jp2"
    path.write_bytes(whole.getvalue()[:cut])
    with pytest.raises(PictureError):
        license_photo(path)


def test_a_file_that_is_too_long_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The length of a file has a bound."""
    monkeypatch.setattr(portrait, "MOST_BYTES", 1000)
    path = tmp_path / "long.png"
    path.write_bytes(bytes(1001))
    with pytest.raises(PictureError) as caught:
        license_photo(path)
    assert caught.value.fault is PictureFault.TOO_LARGE


def test_a_file_that_is_not_there_is_the_systems_affair(tmp_path: Path) -> None:
    """The error of the system says it best."""
    with pytest.raises(FileNotFoundError):
        license_photo(tmp_path / "none.png")
