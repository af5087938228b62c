"""The photo: JPEG 2000, at most 2000 bytes (license card spec, section 3.10).

Only the header is read, with the standard library alone: boxes and markers are those of ISO/IEC 15444-1, annexes A
and I.
"""

from dataclasses import dataclass, field
from enum import Enum
from struct import Struct
from typing import Final

_JP2_SIGNATURE: Final = b"\x00\x00\x00\x0cjP  "
_CODESTREAM: Final = b"\xff\x4f\xff\x51"  # start of codestream, then the size marker

_BOX: Final = Struct(">I4s")
_LONG_BOX: Final = Struct(">Q")
_IMAGE_HEADER: Final = Struct(">IIH")  # height, width, components
_SIZE_MARKER: Final = Struct(">4x2x2xIIII16xH")  # right, bottom, left, top, components

# A picture of this card is around 200 pixels wide; larger numbers come from damage and would cost memory.
_MOST_PIXELS: Final = 16384
_MOST_COMPONENTS: Final = 16384  # the format's own limit
_MOST_BOXES: Final = 64


class PhotoFormat(Enum):
    """How the picture is wrapped; the value is the usual file extension."""

    JP2 = "jp2"
    """A JP2 file: boxes around the codestream."""

    J2K = "j2k"
    """A bare JPEG 2000 codestream."""


@dataclass(frozen=True, slots=True)
class Photo:
    """写真: the face photo as recorded.

    `format`, `width`, `height` (pixels) and `components` come from the picture's header and are `None` when it does not
    tell. The picture itself is not decoded.
    """

    raw: bytes = field(repr=False)
    format: PhotoFormat | None
    width: int | None
    height: int | None
    components: int | None = None


def decode_photo(raw: bytes) -> Photo:
    """Read wrapping and size; what the header does not tell is `None`. Any bytes are accepted."""
    if raw.startswith(_JP2_SIGNATURE):
        size = _size_in_boxes(raw)
        return Photo(raw, PhotoFormat.JP2, *(size or (None, None, None)))
    if raw.startswith(_CODESTREAM):
        size = _size_in_codestream(raw)
        return Photo(raw, PhotoFormat.J2K, *(size or (None, None, None)))
    return Photo(raw, None, None, None)


def _size_in_boxes(raw: bytes) -> tuple[int, int, int] | None:
    """Find the image header box, or else the codestream, in a JP2 file; bounded by the number of boxes."""
    offset = 0
    for _ in range(_MOST_BOXES):
        if offset + _BOX.size > len(raw):
            return None
        length, kind = _BOX.unpack_from(raw, offset)
        content = offset + _BOX.size
        if length == 1 and content + _LONG_BOX.size <= len(raw):
            (length,) = _LONG_BOX.unpack_from(raw, content)
            content += _LONG_BOX.size
        if kind == b"ihdr" and content + _IMAGE_HEADER.size <= len(raw):
            height, width, components = _IMAGE_HEADER.unpack_from(raw, content)
            return _plausible(width, height, components)
        if kind == b"jp2c":
            return _size_in_codestream(raw[content:])
        # The header superbox is entered, every other box is passed; length 0 means that the box is the last one.
        end = content if kind == b"jp2h" else offset + length
        if end <= offset:
            return None
        offset = end
    return None


def _size_in_codestream(raw: bytes) -> tuple[int, int, int] | None:
    """Read the size marker that begins every codestream."""
    if not raw.startswith(_CODESTREAM) or len(raw) < _SIZE_MARKER.size:
        return None
    right, bottom, left, top, components = _SIZE_MARKER.unpack_from(raw)
    return _plausible(right - left, bottom - top, components)


def _plausible(width: int, height: int, components: int) -> tuple[int, int, int] | None:
    """Keep numbers that can be a picture's."""
    if 0 < width <= _MOST_PIXELS and 0 < height <= _MOST_PIXELS and 0 < components <= _MOST_COMPONENTS:
        return width, height, components
    return None
