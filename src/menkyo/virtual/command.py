"""The command as the card sees it; the card parses for itself, apart from `apdu.command`."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["WRONG_LENGTH", "CardStatusError", "Command", "parse_command"]

_HEADER: Final = 4
WRONG_LENGTH: Final = 0x6700


class CardStatusError(Exception):
    """A command ends here, with this status word and no data."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status:04X}")
        self.status = status


class Command(NamedTuple):
    """A command APDU taken apart; ``expected`` is Le, from 1 to 65,536, or ``None`` when it is absent."""

    class_byte: int
    instruction: int
    p1: int
    p2: int
    data: bytes
    expected: int | None
    extended: bool


def parse_command(command: bytes) -> Command:
    """Take a command apart by the four cases, short and extended; raises `CardStatusError` 6700."""
    if len(command) < _HEADER:
        raise CardStatusError(WRONG_LENGTH)
    class_byte, instruction, p1, p2 = command[:_HEADER]
    data, expected, extended = _parse_body(command[_HEADER:])
    return Command(class_byte, instruction, p1, p2, data, expected, extended)


def _parse_body(body: bytes) -> tuple[bytes, int | None, bool]:
    """Data, Le and whether the lengths are extended."""
    if not body:
        return b"", None, False
    if len(body) == 1:
        return b"", body[0] or 0x100, False
    if body[0]:
        data, rest, le_size = body[1 : 1 + body[0]], body[1 + body[0] :], 1
        complete = len(data) == body[0]
    elif len(body) == 3:  # noqa: PLR2004 - zero, then two bytes of Le
        return b"", int.from_bytes(body[1:3], "big") or 0x10000, True
    else:
        length = int.from_bytes(body[1:3], "big")
        data, rest, le_size = body[3 : 3 + length], body[3 + length :], 2
        complete = len(data) == length > 0
    if not complete or len(rest) not in (0, le_size):
        raise CardStatusError(WRONG_LENGTH)
    expected = (int.from_bytes(rest, "big") or 0x100**le_size) if rest else None
    return data, expected, not body[0]
