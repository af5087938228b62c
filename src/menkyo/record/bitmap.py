"""The picture of a character outside JIS X 0208: 外字 and 欠字 (license card spec, section 4.10 and section 12, Q6)."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from apdu.tlv import is_fill
from menkyo.record.t6 import decode_t6

_DOTS: Final = range(16, 65)


class BitmapCoding(Enum):
    """How a bitmap is written; which one the cards use is not known."""

    RAW = "uncompressed"
    """Rows of pixels, each padded to whole bytes."""

    MMR = "MMR"
    """ITU-T T.6."""


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Black and white pixels; `rows` are padded to whole bytes, 1 for black, and `size` is their width and number."""

    size: int
    rows: bytes = field(repr=False)
    coding: BitmapCoding

    def is_black(self, x: int, y: int) -> bool:
        """Whether a pixel is black; it must lie inside."""
        return bool(self.rows[y * ((self.size + 7) // 8) + x // 8] & 0x80 >> x % 8)


def decode_bitmap(raw: bytes) -> Bitmap | None:
    """Decode a glyph's value: the number of dots, then as many rows of as many pixels, in the first coding that fits.

    `None` when none fits. Of the two polarities the one with fewer black pixels is taken.
    """
    if not raw or raw[0] not in _DOTS:
        return None
    size, content = raw[0], raw[1:]
    length = size * ((size + 7) // 8)
    if len(content) >= length and is_fill(content[length:]):
        return Bitmap(size, _lighter(content[:length], size), BitmapCoding.RAW)
    rows = decode_t6(content, size, size)
    return None if rows is None else Bitmap(size, _lighter(rows, size), BitmapCoding.MMR)


def _lighter(rows: bytes, size: int) -> bytes:
    """The rows or their negative, whichever has fewer black pixels, with nothing in the padding."""
    width = (size + 7) // 8
    mask = int.from_bytes((((1 << size) - 1) << -size % 8).to_bytes(width, "big") * size, "big")
    black = int.from_bytes(rows, "big") & mask
    return min(black, black ^ mask, key=int.bit_count).to_bytes(len(rows), "big")
