"""Status words of ISO/IEC 7816-4, section 5.6, with the meanings seen on the cards of this project."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

__all__ = ["Family", "StatusWord"]


class Family(Enum):
    """What a status word says about the command, by its first byte (ISO/IEC 7816-4, table 5)."""

    SUCCESS = "success"
    WARNING = "warning"
    EXECUTION_ERROR = "execution error"
    CHECKING_ERROR = "checking error"
    PROPRIETARY = "proprietary"
    INVALID = "invalid"


_FAMILIES: Final = {
    0x61: Family.SUCCESS,
    0x62: Family.WARNING,
    0x63: Family.WARNING,
    0x64: Family.EXECUTION_ERROR,
    0x65: Family.EXECUTION_ERROR,
    0x66: Family.EXECUTION_ERROR,
    **dict.fromkeys(range(0x67, 0x70), Family.CHECKING_ERROR),
    **dict.fromkeys(range(0x91, 0xA0), Family.PROPRIETARY),
}

# License card spec, section 9; My Number card spec, section 2.2.
_PHRASES: Final = {
    0x9000: "success",
    0x6282: "end of file reached before Le bytes",
    0x6283: "selected file is blocked",
    0x6300: "verification failed, tries left not told",
    0x63C0: "no tries left",
    0x6400: "execution error",
    0x6581: "memory failure",
    0x6700: "wrong length",
    0x6881: "logical channel not supported",
    0x6882: "secure messaging not supported",
    0x6981: "command incompatible with the file structure",
    0x6982: "security status not satisfied",
    0x6983: "PIN blocked",
    0x6984: "reference data blocked",
    0x6985: "conditions of use not satisfied",
    0x6986: "no current EF",
    0x6A80: "incorrect data field",
    0x6A81: "function not supported",
    0x6A82: "file or application not found",
    0x6A83: "record not found",
    0x6A86: "incorrect P1 or P2",
    0x6A87: "Lc inconsistent with P1 and P2",
    0x6A88: "reference data not found",
    0x6B00: "offset outside the file",
    0x6D00: "instruction not supported",
    0x6E00: "class not supported",
    0x6F00: "no precise diagnosis",
}

_SUCCESS: Final = 0x9000
_MORE_DATA: Final = 0x61
_RIGHT_LENGTH: Final = 0x6C
_BLOCKED: Final = frozenset({0x63C0, 0x6983, 0x6984})
_COUNTER: Final = 0x63C0


class StatusWord(NamedTuple):
    """The two bytes that end every answer (SW1 SW2), 0 to 0xFFFF; unknown ones are values like any other."""

    value: int

    @property
    def sw1(self) -> int:
        """First byte."""
        return self.value >> 8

    @property
    def sw2(self) -> int:
        """Second byte."""
        return self.value & 0xFF

    @property
    def family(self) -> Family:
        """What the status says about the command; `Family.INVALID` is no status word of ISO/IEC 7816-4."""
        return Family.SUCCESS if self.value == _SUCCESS else _FAMILIES.get(self.sw1, Family.INVALID)

    @property
    def is_success(self) -> bool:
        """Whether the value is 9000."""
        return self.value == _SUCCESS

    @property
    def tries_left(self) -> int | None:
        """Tries left that the status tells (63Cx, and 0 when it says blocked); ``None`` when it tells none."""
        if self.value in _BLOCKED:
            return 0
        if self.value & 0xFFF0 == _COUNTER:
            return self.value & 0x0F
        return None

    @property
    def phrase(self) -> str:
        """The meaning in a few words."""
        if (tries := self.tries_left) and self.value not in _PHRASES:
            return f"tries left: {tries}"
        if self.sw1 == _MORE_DATA:
            return f"{self.sw2 or 256} more bytes available"
        if self.sw1 == _RIGHT_LENGTH:
            return f"wrong Le, {self.sw2 or 256} is right"
        return _PHRASES.get(self.value, self.family.value)

    def __str__(self) -> str:
        return f"{self.value:04X} ({self.phrase})"
