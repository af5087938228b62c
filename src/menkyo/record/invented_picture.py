"""Pictures of nothing in place of recorded ones: of the same length, size and wrapping (ISO/IEC 15444-1, A and I)."""

import re
import zlib
from struct import Struct
from typing import Final

__all__ = ["blank_jpeg_2000", "blank_png", "picture_bodies"]

_JP2_SIGNATURE: Final = b"\x00\x00\x00\x0cjP  "
_CODESTREAM: Final = b"\xff\x4f\xff\x51"
_BOX: Final = Struct(">I4s")
_BOXES_OF_HEADER: Final = frozenset({b"jP  ", b"ftyp", b"jp2h"})
_MOST_BOXES: Final = 64

# Markers whose segments say how the picture is coded; what any other holds is of no use, and may be anything.
_KEPT_MARKERS: Final = frozenset({0x51, 0x52, 0x53, 0x5C, 0x5D, 0x5E, 0x5F})
_TILE: Final = 0x90
_DATA: Final = 0x93
_END: Final = b"\xff\xd9"
_MARKER_SIZE: Final = 2
_SEGMENT: Final = Struct(">HH")
_TILE_DATA: Final = re.compile(rb"\xff\x93(.*?)(?=\xff\x90\x00\x0a|\xff\xd9|\Z)", re.DOTALL)
_TILE_LENGTH: Final = Struct(">6xI")
_MAGIC_SIZE: Final = 12

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_CHUNK_OVERHEAD: Final = 12
_IMAGE_SIZE: Final = Struct(">IIBB")
_SAMPLES: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS: Final = frozenset({1, 2, 4, 8, 16})
_MOST_PIXELS: Final = 1 << 20


def blank_jpeg_2000(raw: bytes) -> bytes:
    """A picture without content: boxes and main headers stay, all that is compressed becomes empty packets.

    Bytes that are no JPEG 2000 picture become zeros behind what they begin with.
    """
    if raw.startswith(_JP2_SIGNATURE):
        return _blank_boxes(raw)
    if raw.startswith(_CODESTREAM):
        return _blank_codestream(raw)
    return bytes(len(raw))


def picture_bodies(raw: bytes) -> list[bytes]:
    """What of a JPEG 2000 picture is the picture itself: the data of each tile, or all of what is no such picture."""
    # No two bytes of the data look like these markers.
    return _TILE_DATA.findall(raw) or [raw[_MAGIC_SIZE:]]


def _blank_boxes(raw: bytes) -> bytes:
    made = bytearray(len(raw))
    offset = 0
    for _ in range(_MOST_BOXES):
        if offset + _BOX.size > len(raw):
            break
        length, kind = _BOX.unpack_from(raw, offset)
        end = len(raw) if length == 0 else min(offset + length, len(raw))
        content = offset + _BOX.size
        if end < content:  # a box of more than 4 GiB, or none
            break
        made[offset:content] = raw[offset:content]
        if kind in _BOXES_OF_HEADER:
            made[content:end] = raw[content:end]
        elif kind == b"jp2c":
            made[content:end] = _blank_codestream(raw[content:end])
        offset = end
    return bytes(made)


def _blank_codestream(raw: bytes) -> bytes:
    """Keep the markers and the segments that describe the coding; a packet that begins with 00 is empty."""
    made = bytearray(len(raw))
    made[:_MARKER_SIZE] = raw[:_MARKER_SIZE]
    offset, tile_end = _MARKER_SIZE, 0
    while offset + _MARKER_SIZE <= len(raw) and raw[offset] == 0xFF:  # noqa: PLR2004 - every marker begins so
        marker = raw[offset + 1]
        if raw[offset : offset + _MARKER_SIZE] == _END:
            made[offset : offset + _MARKER_SIZE] = _END
            break
        if marker == _DATA:
            made[offset : offset + _MARKER_SIZE] = raw[offset : offset + _MARKER_SIZE]
            if tile_end <= offset:
                break
            offset = tile_end
            continue
        if offset + _SEGMENT.size > len(raw):
            break
        length = _SEGMENT.unpack_from(raw, offset)[1]
        end = offset + _MARKER_SIZE + length
        if length < _MARKER_SIZE or end > len(raw):
            break
        kept = end if marker in _KEPT_MARKERS or marker == _TILE else offset + _SEGMENT.size
        made[offset:kept] = raw[offset:kept]
        if marker == _TILE and end - offset >= _TILE_LENGTH.size:
            (tile_length,) = _TILE_LENGTH.unpack_from(raw, offset)
            # Without a length the tile goes on to the end of the picture.
            tile_end = offset + tile_length if tile_length else raw.rfind(_END)
            if tile_end <= end:
                break
        offset = end
    return bytes(made)


def blank_png(raw: bytes) -> bytes:
    """A picture of one color; zeros for what is no PNG, or one that is smaller compressed than a blank one."""
    chunks = _chunks(raw)
    lengths = [length for kind, _, length in chunks if kind == b"IDAT"]
    blank = _blank_pixels(raw)
    if blank is None or len(blank) > sum(lengths):
        return raw[: len(_PNG)] + bytes(len(raw) - len(_PNG)) if raw.startswith(_PNG) else bytes(len(raw))
    blank = blank.ljust(sum(lengths), b"\0")
    made = bytearray(len(raw))
    made[: len(_PNG)] = _PNG
    for kind, at, length in chunks:
        content = bytes(length)
        if kind == b"IDAT":
            content, blank = blank[:length], blank[length:]
        elif kind in {b"IHDR", b"PLTE"}:
            content = raw[at + 8 : at + 8 + length]
        checksum = zlib.crc32(kind + content).to_bytes(4, "big")
        made[at : at + _CHUNK_OVERHEAD + length] = length.to_bytes(4, "big") + kind + content + checksum
    return bytes(made)


def _chunks(raw: bytes) -> list[tuple[bytes, int, int]]:
    """Kind, offset and length of each whole chunk of a PNG."""
    chunks: list[tuple[bytes, int, int]] = []
    offset = len(_PNG)
    while raw.startswith(_PNG):
        length = int.from_bytes(raw[offset : offset + 4], "big")
        if offset + _CHUNK_OVERHEAD + length > len(raw):
            break
        chunks.append((raw[offset + 4 : offset + 8], offset, length))
        offset += _CHUNK_OVERHEAD + length
    return chunks


def _blank_pixels(raw: bytes) -> bytes | None:
    """The compressed pixels of a picture of the same size; `None` when its header does not tell one."""
    chunks = _chunks(raw)
    if not chunks or chunks[0][0] != b"IHDR" or chunks[0][2] < _IMAGE_SIZE.size:
        return None
    width, height, depth, kind = _IMAGE_SIZE.unpack_from(raw, chunks[0][1] + 8)
    if not 0 < width * height <= _MOST_PIXELS or kind not in _SAMPLES or depth not in _DEPTHS:
        return None
    row = b"\0" + b"\xff" * ((width * depth * _SAMPLES[kind] + 7) // 8)
    return zlib.compress(row * height, 9)
