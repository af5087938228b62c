from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from menkyo.output import (
    OutputError,
    PhotoDecodeError,
    PhotoExtensionError,
    PhotoSizeError,
    PhotoWriteError,
    check_photo_path,
    save_photo,
)
from menkyo.output.photo import open_photo
from menkyo.record import Photo, PhotoFormat

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from menkyo.output import ReadResult

WIDTH_IN_CODESTREAM = 8  # behind start, size marker, its length and capabilities


@pytest.fixture
def photo(result: ReadResult) -> Photo:
    """The specimen's photo."""
    assert result.record.photo is not None
    return result.record.photo


@pytest.fixture
def codestream(make_result: Callable[..., ReadResult]) -> Photo:
    """A photo without boxes around it."""
    photo = make_result("codestream").record.photo
    assert photo is not None
    return photo


def files(folder: Path) -> list[str]:
    """The names in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", ["photo.jp2", "photo.J2K", "写真.jp2"])
def test_bytes_as_recorded(name: str, photo: Photo, tmp_path: Path) -> None:
    """`.jp2` and `.j2k` hold exactly the bytes on the card."""
    save_photo(photo, tmp_path / name)
    assert (tmp_path / name).read_bytes() == photo.raw


def test_a_codestream_is_not_wrapped(codestream: Photo, tmp_path: Path) -> None:
    """A bare codestream saved as `.jp2` stays as recorded."""
    assert codestream.format is PhotoFormat.J2K
    save_photo(codestream, tmp_path / "photo.jp2")
    assert (tmp_path / "photo.jp2").read_bytes() == codestream.raw


def test_broken_bytes_are_saved_as_recorded(tmp_path: Path) -> None:
    """Bytes that are no picture can still be saved as recorded."""
    save_photo(Photo(b"no picture", None, None, None), tmp_path / "photo.jp2")
    assert (tmp_path / "photo.jp2").read_bytes() == b"no picture"


@pytest.mark.parametrize(("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.jpeg", "JPEG"), ("a.PNG", "PNG")])
@pytest.mark.parametrize("image", ["specimen", "codestream"])
def test_conversion(image: str, name: str, kind: str, make_result: Callable[..., ReadResult], tmp_path: Path) -> None:
    """`.png` and `.jpg` are pictures of the same size in gray."""
    photo = make_result(image).record.photo
    assert photo is not None
    save_photo(photo, tmp_path / name)
    with Image.open(tmp_path / name) as picture:
        assert (picture.format, picture.size, picture.mode) == (kind, (192, 240), "L")


@pytest.mark.parametrize("name", ["a.jp2", "a.png"])
def test_only_the_owner_may_read(name: str, photo: Photo, tmp_path: Path) -> None:
    """The file is its owner's alone, whatever the umask."""
    mask = os.umask(0)
    try:
        save_photo(photo, tmp_path / name)
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_an_older_file_is_replaced(photo: Photo, tmp_path: Path) -> None:
    """A file of that name is replaced, its mode too, and nothing else is left behind."""
    path = tmp_path / "a.jp2"
    path.write_bytes(b"older")
    path.chmod(0o644)
    save_photo(photo, path)
    assert path.read_bytes() == photo.raw
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert files(tmp_path) == ["a.jp2"]


@pytest.mark.parametrize("name", ["a", "a.gif", "a.jp2.txt", ".png", "a.svg"])
def test_other_extensions_are_refused(name: str, photo: Photo, tmp_path: Path) -> None:
    """Any other extension is refused before anything is written."""
    with pytest.raises(PhotoExtensionError, match=r"can be saved as \.jp2") as caught:
        save_photo(photo, tmp_path / name)
    assert caught.value.path == tmp_path / name
    with pytest.raises(PhotoExtensionError):
        check_photo_path(tmp_path / name)
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    "raw",
    [b"", b"no picture", b"\xff\x4f\xff\x51", b"\x00\x00\x00\x0cjP  \r\n\x87\n", b"\x89PNG\r\n\x1a\n" + bytes(40)],
)
def test_broken_pictures(raw: bytes, tmp_path: Path) -> None:
    """Bytes that are no JPEG 2000 raise an error of one sentence, and leave no file."""
    with pytest.raises(PhotoDecodeError, match="cannot be decoded"):
        save_photo(Photo(raw, None, None, None), tmp_path / "a.png")
    assert files(tmp_path) == []


def test_a_damaged_picture(make_result: Callable[..., ReadResult], tmp_path: Path) -> None:
    """A picture whose data is damaged is an error, or what is left of it; never half a file."""
    photo = make_result("damaged-photo").record.photo
    assert photo is not None
    with pytest.raises(PhotoDecodeError):
        save_photo(photo, tmp_path / "a.png")
    assert files(tmp_path) == []


@pytest.mark.parametrize("as_told", [True, False])
def test_a_picture_that_claims_to_be_huge(as_told: bool, codestream: Photo) -> None:  # noqa: FBT001 - a parameter row
    """A picture that claims more pixels than a license photo can have is not decoded, whoever reads its header."""
    raw = bytearray(codestream.raw)
    raw[WIDTH_IN_CODESTREAM : WIDTH_IN_CODESTREAM + 8] = (5000).to_bytes(4, "big") * 2
    size = 5000 if as_told else None
    with pytest.raises(PhotoSizeError, match="5000 by 5000") as caught:
        open_photo(Photo(bytes(raw), PhotoFormat.J2K, size, size))
    assert (caught.value.width, caught.value.height) == (5000, 5000)


def test_a_size_beyond_the_decoder(codestream: Photo) -> None:
    """A picture that claims billions of pixels is refused, too."""
    raw = bytearray(codestream.raw)
    raw[WIDTH_IN_CODESTREAM : WIDTH_IN_CODESTREAM + 8] = (100_000).to_bytes(4, "big") * 2
    with pytest.raises(PhotoDecodeError):
        open_photo(Photo(bytes(raw), PhotoFormat.J2K, None, None))


def test_a_folder_that_is_not_there(photo: Photo, tmp_path: Path) -> None:
    """A folder that does not exist is an error with the path and the system's reason."""
    path = tmp_path / "none" / "a.jp2"
    with pytest.raises(PhotoWriteError, match="No such file or directory") as caught:
        save_photo(photo, path)
    assert caught.value.path == path
    assert isinstance(caught.value.__cause__, OSError)


def test_a_folder_in_the_way(photo: Photo, tmp_path: Path) -> None:
    """A folder of that name is not replaced, and no temporary file is left."""
    (tmp_path / "a.jp2").mkdir()
    with pytest.raises(PhotoWriteError):
        save_photo(photo, tmp_path / "a.jp2")
    assert files(tmp_path) == ["a.jp2"]


def test_a_failed_write_leaves_nothing(photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full, the older file stays and no half of a new one."""

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "a.jp2").write_bytes(b"older")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(PhotoWriteError, match="No space left"):
        save_photo(photo, tmp_path / "a.jp2")
    assert files(tmp_path) == ["a.jp2"]
    assert (tmp_path / "a.jp2").read_bytes() == b"older"


def test_every_error_is_the_layer_s(photo: Photo, tmp_path: Path) -> None:
    """A caller can catch all of them by one name."""
    with pytest.raises(OutputError):
        save_photo(photo, tmp_path / "a.bmp")
