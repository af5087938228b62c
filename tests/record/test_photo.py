"""The photo's header."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from menkyo.record import PhotoFormat
from menkyo.record.photo import decode_photo

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def test_photo_vectors(photo_vector: Mapping[str, Any]) -> None:
    """Each header tells wrapping and size, or as much of them as it holds."""
    photo = decode_photo(bytes.fromhex(photo_vector["hex"]))
    assert (photo.format and photo.format.value) == photo_vector["format"]
    assert [photo.width, photo.height, photo.components] == photo_vector["size"]


@pytest.mark.parametrize("no_jp2", [False, True])
@pytest.mark.parametrize(("mode", "components"), [("L", 1), ("RGB", 3)])
def test_size_agrees_with_an_encoder(no_jp2: bool, mode: str, components: int) -> None:  # noqa: FBT001 - a parameter
    """The size read from the header is that of the picture that another program wrote, boxed or bare."""
    stream = io.BytesIO()
    Image.new(mode, (192, 240)).save(stream, "JPEG2000", no_jp2=no_jp2)
    photo = decode_photo(stream.getvalue())
    assert photo.format is (PhotoFormat.J2K if no_jp2 else PhotoFormat.JP2)
    assert (photo.width, photo.height, photo.components) == (192, 240, components)


@given(st.sampled_from([b"", b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51"]), st.binary(max_size=120))
def test_any_bytes_are_a_photo(start: bytes, rest: bytes) -> None:
    """Whatever the bytes, there is an answer, and a size is there as a whole or not at all."""
    photo = decode_photo(start + rest)
    assert photo.raw == start + rest
    assert (photo.width is None) == (photo.height is None) == (photo.components is None)
    assert photo.width is None or photo.format is not None


HEADER = b"\xff\x4f\xff\x51\0\x29\0\0"


@pytest.mark.parametrize(
    ("width", "height", "components", "told"),
    [
        (1, 1, 1, True),
        (16384, 16384, 16384, True),
        (0, 1, 1, False),
        (1, 0, 1, False),
        (1, 1, 0, False),
        (16385, 1, 1, False),
        (1, 16385, 1, False),
        (1, 1, 16385, False),
    ],
)
def test_a_size_is_that_of_a_picture(width: int, height: int, components: int, *, told: bool) -> None:
    """Nothing is no size, and beyond 16,384 there is damage and no picture."""
    marker = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes(24) + components.to_bytes(2, "big")
    photo = decode_photo(HEADER + marker)
    assert (photo.width, photo.height, photo.components) == ((width, height, components) if told else (None,) * 3)


JP2 = "0000000C6A5020200D0A870A"
IMAGE_HEADER = "0000001669686472 000000F0 000000C0 0001"


@pytest.mark.parametrize(
    ("boxes", "size"),
    [
        ("", None),
        ("000000016A703263", None),
        ("000000016A7032630000", None),
        ("0000000166726565 0000000000000012 0000" + IMAGE_HEADER, (192, 240)),
        (IMAGE_HEADER, (192, 240)),
        (IMAGE_HEADER[:-2], None),
    ],
    ids=["none", "length cut off", "half a length", "long box passed", "ends with the size", "cut in the size"],
)
def test_boxes_may_be_long_and_may_be_cut(boxes: str, size: tuple[int, int] | None) -> None:
    """A length of eight bytes is read where it is all there, and so is the size."""
    photo = decode_photo(bytes.fromhex(JP2 + boxes))
    assert (photo.width, photo.height) == (size or (None, None))
