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
