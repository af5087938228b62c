"""Bitmaps compressed by ITU-T T.6 (MMR), small ones only: as a glyph may be (license card spec, section 12, Q6).

A code word either moves a change of color against the row above, or gives the lengths of two runs (T.6, section 2.2;
the run lengths are those of T.4, tables 2 and 3).
"""

from collections.abc import Iterator
from typing import Final

_MOST_WIDTH: Final = 64
_LONGEST_CODE: Final = 13

_WHITE: Final = (
    "00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 001000 000011 110100 110101 101010 101011 "
    "0100111 0001100 0001000 0010111 0000011 0000100 0101000 0101011 0010011 0100100 0011000 00000010 00000011 "
    "00011010 00011011 00010010 00010011 00010100 00010101 00010110 00010111 00101000 00101001 00101010 00101011 "
    "00101100 00101101 00000100 00000101 00001010 00001011 01010010 01010011 01010100 01010101 00100100 00100101 "
    "01011000 01011001 01011010 01011011 01001010 01001011 00110010 00110011 00110100 11011"
)
_BLACK: Final = (
    "0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 0000111 00000100 00000111 000011000 "
    "0000010111 0000011000 0000001000 00001100111 00001101000 00001101100 00000110111 00000101000 00000010111 "
    "00000011000 000011001010 000011001011 000011001100 000011001101 000001101000 000001101001 000001101010 "
    "000001101011 000011010010 000011010011 000011010100 000011010101 000011010110 000011010111 000001101100 "
    "000001101101 000011011010 000011011011 000001010100 000001010101 000001010110 000001010111 000001100100 "
    "000001100101 000001010010 000001010011 000000100100 000000110111 000000111000 000000100111 000000101000 "
    "000001011000 000001011001 000000101011 000000101100 000001011010 000001100110 000001100111 0000001111"
)
_RUNS: Final = tuple({code: run for run, code in enumerate(codes.split())} for codes in (_WHITE, _BLACK))
_MAKE_UP: Final = 64

# Modes: how far a change is from the one above, -3 to 3, or one of these.
_COPIED: Final = 8
_HORIZONTAL: Final = 9
_MODES: Final = {
    "0001": _COPIED,
    "001": _HORIZONTAL,
    "1": 0,
    "011": 1,
    "000011": 2,
    "0000011": 3,
    "010": -1,
    "000010": -2,
    "0000010": -3,
}
_END: Final = "000000000001" * 2


class _Bits:
    """The bits of the data, taken code word by code word; raises `ValueError` where there is none."""

    __slots__ = ("_at", "_bits")

    def __init__(self, data: bytes) -> None:
        self._bits = "".join(f"{byte:08b}" for byte in data)
        self._at = 0

    def take(self, codes: dict[str, int]) -> int:
        """The value of the next code word; no code word begins another."""
        for length in range(1, _LONGEST_CODE + 1):
            value = codes.get(self._bits[self._at : self._at + length])
            if value is not None:
                self._at += length
                return value
        raise ValueError("There is no code word.")

    def run(self, color: int) -> int:
        """The length of a run: one code word, or one for 64 and one for the rest."""
        length = self.take(_RUNS[color])
        return length + self.take(_RUNS[color]) if length == _MAKE_UP else length

    def is_over(self) -> bool:
        """Whether nothing but an end mark and fill is left."""
        rest = self._bits[self._at :].removeprefix(_END)
        return not rest.strip("0") or not rest.strip("1")


def decode_t6(data: bytes, width: int, height: int) -> bytes | None:
    """Decode a bitmap of known size into rows padded to bytes, 1 for black; `None` for data that are none.

    At most 64 pixels wide.
    """
    if not 0 < width <= _MOST_WIDTH:
        return None
    bits = _Bits(data)
    changes = [width]
    rows: list[bytes] = []
    try:
        for _ in range(height):
            changes = _decode_row(bits, changes, width)
            rows.append(_draw(changes, width))
    except ValueError:
        return None
    return b"".join(rows) if bits.is_over() else None


def _decode_row(bits: _Bits, above: list[int], width: int) -> list[int]:
    """The positions at which a row changes color, given those of the row above; each list ends at the width."""
    changes: list[int] = []
    at, color = -1, 0
    while at < width:
        opposite, following = _changes_above(above, at, color, width)
        mode = bits.take(_MODES)
        if mode == _COPIED:
            at = following
        elif mode == _HORIZONTAL:
            start = max(at, 0)
            first = start + bits.run(color)
            at = first + bits.run(1 - color)
            if at > width:
                raise ValueError("A run is longer than the row.")
            changes += first, at
        else:
            changed = opposite + mode
            if not max(at, 0) <= changed <= width:
                raise ValueError("A change lies outside the row.")
            changes.append(changed)
            at, color = changed, 1 - color
    return [*changes, width]


def _changes_above(above: list[int], at: int, color: int, width: int) -> tuple[int, int]:
    """The next change to the opposite color in the row above (b1 in T.6), and the one behind it (b2)."""
    following = iter(_of_color(above, color))
    for index, changed in following:
        if changed > at:
            return changed, above[index + 1] if index + 1 < len(above) else width
    return width, width


def _of_color(above: list[int], color: int) -> Iterator[tuple[int, int]]:
    """The changes of a row that end this color: of white the even ones, of black the odd ones."""
    return ((index, changed) for index, changed in enumerate(above) if index % 2 == color)


def _draw(changes: list[int], width: int) -> bytes:
    """A row of pixels of its changes."""
    row = 0
    color, start = 0, 0
    for changed in changes:
        for position in range(start, changed if color else start):
            row |= 1 << (width - 1 - position)
        color, start = 1 - color, changed
    return (row << -width % 8).to_bytes((width + 7) // 8, "big")
