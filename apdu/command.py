"""Command APDUs in their four cases, short and extended (ISO/IEC 7816-4, section 5.1).

Le is absent or the number of bytes wanted, 1 to 65,536. The zero that stands for 256 or 65,536 exists on the wire only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, Self

from apdu.errors import EncodingError

__all__ = ["MAX_EXTENDED_LE", "MAX_SHORT_LE", "Case", "CommandAPDU", "Instruction"]

MAX_SHORT_LC: Final = 255
MAX_SHORT_LE: Final = 256
MAX_EXTENDED_LC: Final = 65_535
MAX_EXTENDED_LE: Final = 65_536

_HEADER_LENGTH: Final = 4
_EXTENDED_LC_LENGTH: Final = 3  # a zero, then two bytes
_BYTE: Final = 0xFF


class Instruction(IntEnum):
    """Instruction bytes in use; none of them writes to a card."""

    VERIFY = 0x20
    SELECT = 0xA4
    READ_BINARY = 0xB0
    READ_RECORD = 0xB2
    GET_RESPONSE = 0xC0
    GET_DATA = 0xCA


class Case(IntEnum):
    """The four cases: which of command data and response data there are."""

    NOTHING = 1
    RESPONSE_DATA = 2
    COMMAND_DATA = 3
    BOTH = 4


@dataclass(frozen=True, slots=True)
class CommandAPDU:
    """One command: header, 0 to 65,535 bytes of data, and Le.

    Raises `EncodingError` for a header byte outside 0..255, too much data, or an Le outside 1..65,536.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    # Command data may be a PIN, so that it stays out of representations.
    data: bytes = field(default=b"", repr=False)
    le: int | None = None
    # Extended length although short would do: it tells whether link and card take it.
    extended: bool = False

    def __post_init__(self) -> None:
        if any(not 0 <= byte <= _BYTE for byte in (self.cla, self.ins, self.p1, self.p2)):
            raise EncodingError("A header byte is outside 0 to 255")
        if len(self.data) > MAX_EXTENDED_LC:
            raise EncodingError("The data field is longer than 65,535 bytes")
        if self.le is not None and not 1 <= self.le <= MAX_EXTENDED_LE:
            raise EncodingError("Le is outside 1 to 65,536")
        needs = len(self.data) > MAX_SHORT_LC or (self.le is not None and self.le > MAX_SHORT_LE)
        if needs and not self.extended:
            object.__setattr__(self, "extended", True)
        if self.extended and not self.data and self.le is None:
            raise EncodingError("A command without data and Le has no extended form")

    @property
    def case(self) -> Case:
        """Which of the four cases this is."""
        if self.data:
            return Case.COMMAND_DATA if self.le is None else Case.BOTH
        return Case.NOTHING if self.le is None else Case.RESPONSE_DATA

    def encode(self) -> bytes:
        """Return the bytes on the wire."""
        header = bytes((self.cla, self.ins, self.p1, self.p2))
        if not self.extended:
            lc = bytes((len(self.data),)) if self.data else b""
            le = b"" if self.le is None else bytes((self.le % MAX_SHORT_LE,))
            return header + lc + self.data + le
        # One zero byte introduces the extended form: before Lc, or before Le where there is no data.
        lc = len(self.data).to_bytes(2, "big") if self.data else b""
        le = b"" if self.le is None else (self.le % MAX_EXTENDED_LE).to_bytes(2, "big")
        return header + b"\0" + lc + self.data + le

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read a command back from its bytes; raises `EncodingError` when they are none of the four cases."""
        if len(raw) < _HEADER_LENGTH:
            raise EncodingError("A command has at least four bytes")
        cla, ins, p1, p2 = raw[:_HEADER_LENGTH]
        data, le, extended = _parse_body(raw[_HEADER_LENGTH:])
        return cls(cla, ins, p1, p2, data, le, extended)


def _parse_body(body: bytes) -> tuple[bytes, int | None, bool]:
    """Split what follows the header into data, Le and whether the form is extended."""
    match len(body):
        case 0:
            return b"", None, False
        case 1:
            return b"", body[0] or MAX_SHORT_LE, False
        case 3 if body[0] == 0:
            return b"", int.from_bytes(body[1:], "big") or MAX_EXTENDED_LE, True
        case _ if body[0]:
            return _split(body[1:], body[0], 1, MAX_SHORT_LE, extended=False)
        case length if length > _EXTENDED_LC_LENGTH:
            return _split(
                body[_EXTENDED_LC_LENGTH:], int.from_bytes(body[1:3], "big"), 2, MAX_EXTENDED_LE, extended=True
            )
        case _:
            raise EncodingError("The bytes after the header are none of the four cases")


def _split(rest: bytes, lc: int, le_length: int, le_zero: int, *, extended: bool) -> tuple[bytes, int | None, bool]:
    """Split data and Le, given Lc."""
    if lc and len(rest) == lc:
        return rest, None, extended
    if lc and len(rest) == lc + le_length:
        return rest[:lc], int.from_bytes(rest[lc:], "big") or le_zero, extended
    raise EncodingError("Lc does not fit the bytes that follow it")
