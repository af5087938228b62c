"""Small black and white PNG pictures for the card face: digits that can be read, and text that only looks like some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["draw_digits", "draw_text"]

DIGIT_WIDTH: Final = 6
DIGIT_HEIGHT: Final = 12
CHARACTER: Final = 16

# Five columns by seven rows each; a row is five bits.
_DIGITS: Final = {
    "0": (0x0E, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0E),
    "1": (0x04, 0x0C, 0x04, 0x04, 0x04, 0x04, 0x0E),
    "2": (0x0E, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1F),
    "3": (0x1F, 0x02, 0x04, 0x02, 0x01, 0x11, 0x0E),
    "4": (0x02, 0x06, 0x0A, 0x12, 0x1F, 0x02, 0x02),
    "5": (0x1F, 0x10, 0x1E, 0x01, 0x01, 0x11, 0x0E),
    "6": (0x06, 0x08, 0x10, 0x1E, 0x11, 0x11, 0x0E),
    "7": (0x1F, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08),
    "8": (0x0E, 0x11, 0x11, 0x0E, 0x11, 0x11, 0x0E),
    "9": (0x0E, 0x11, 0x11, 0x0F, 0x01, 0x02, 0x0C),
}
_ROWS_ABOVE: Final = 2


def draw_digits(digits: str) -> bytes:
    """Draw digits, 6 x 12 dots each: four make the 24 x 12 of a security code (section 6.2)."""
    rows = [0] * DIGIT_HEIGHT
    for digit in digits:
        dots = (0,) * _ROWS_ABOVE + _DIGITS[digit]
        for row in range(DIGIT_HEIGHT):
            rows[row] = rows[row] << DIGIT_WIDTH | (dots[row] << 1 if row < len(dots) else 0)
    return _png(rows, DIGIT_WIDTH * len(digits))


def draw_text(text: str) -> bytes:
    """Draw one pattern of 16 x 16 dots for each character: a frame around the bits of its code point.

    No font comes with the package, and what matters of these pictures is that they are there.
    """
    rows = [0] * CHARACTER
    for character in text:
        code = ord(character)
        for row in range(CHARACTER):
            frame = 0x7FFE if row in (1, CHARACTER - 2) else 0x4002
            stroke = 0x0FF0 if row % 3 and code >> row & 1 else 0
            dots = 0 if row in (0, CHARACTER - 1) or character.isspace() else frame | stroke
            rows[row] = rows[row] << CHARACTER | dots
    return _png(rows, CHARACTER * len(text))


def _png(rows: Sequence[int], width: int) -> bytes:
    """Write a PNG of one bit for each dot; a set bit is black."""
    import zlib  # noqa: PLC0415 - only a reading of the card face comes here

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = -(-width // 8)
    white = (1 << width) - 1
    # In a PNG 1 is white, and the bits of a row begin at its left.
    lines = b"".join(b"\x00" + ((white ^ row) << (8 * size - width)).to_bytes(size, "big") for row in rows)
    header = width.to_bytes(4, "big") + len(rows).to_bytes(4, "big") + b"\x01\x00\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b"")
