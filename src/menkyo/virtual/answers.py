"""What a card answers: the status words by name, and a part of a file.

Source: license card spec, section 9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.virtual.command import WRONG_LENGTH, CardStatusError

if TYPE_CHECKING:
    from menkyo.virtual.switches import Switches

__all__ = [
    "CHANNEL_NOT_SUPPORTED",
    "DONE",
    "FAULT",
    "INCOMPATIBLE_FILE",
    "NOT_FOUND",
    "NOT_SUPPORTED",
    "NO_CURRENT_FILE",
    "OBJECT_NOT_FOUND",
    "OFFSET_OUTSIDE",
    "RECORD_NOT_FOUND",
    "SECURE_MESSAGING_NOT_SUPPORTED",
    "SECURITY_NOT_SATISFIED",
    "UNKNOWN_CLASS",
    "UNKNOWN_INSTRUCTION",
    "WRONG_CONDITIONS",
    "WRONG_LENGTH",
    "WRONG_PARAMETERS",
    "Answer",
    "part_of_file",
]

DONE: Final = 0x9000
CHANNEL_NOT_SUPPORTED: Final = 0x6881
SECURE_MESSAGING_NOT_SUPPORTED: Final = 0x6882
INCOMPATIBLE_FILE: Final = 0x6981
SECURITY_NOT_SATISFIED: Final = 0x6982
WRONG_CONDITIONS: Final = 0x6985
NO_CURRENT_FILE: Final = 0x6986
NOT_SUPPORTED: Final = 0x6A81
NOT_FOUND: Final = 0x6A82
RECORD_NOT_FOUND: Final = 0x6A83
WRONG_PARAMETERS: Final = 0x6A86
OBJECT_NOT_FOUND: Final = 0x6A88
OFFSET_OUTSIDE: Final = 0x6B00
UNKNOWN_INSTRUCTION: Final = 0x6D00
UNKNOWN_CLASS: Final = 0x6E00
FAULT: Final = 0x6F00

Answer = tuple[bytes, int]
"""Data and status word."""


def part_of_file(content: bytes, offset: int, expected: int, switches: Switches, *, end_of_file: str) -> Answer:
    """The bytes of a file from ``offset`` on, at most ``expected`` of them.

    ``end_of_file`` is what a command is told that asks for more than is left: a status word, or ``6Cxx``. Raises
    `CardStatusError` 6B00 for an offset at the end or beyond.
    """
    left = len(content) - offset
    if left <= 0:
        raise CardStatusError(OFFSET_OUTSIDE)
    data = content[offset : offset + min(expected, switches.answer_limit or expected)]
    if expected > left:
        if end_of_file == "6Cxx":
            raise CardStatusError(0x6C00 | min(left, 0x100) & 0xFF)
        if len(data) == left:
            return data, int(end_of_file, 16)
    return data, DONE
