"""The guard that every command passes: nothing is written to a card, and the My Number (個人番号) is not read.

It stands below everything that sends commands, raw ones included (My Number card spec, section 1).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from apdu.applications import MY_NUMBER_CARD
from apdu.command import CommandAPDU, Instruction
from apdu.errors import DeniedError, EncodingError

if TYPE_CHECKING:
    from apdu.transport import Transport

__all__ = ["Guard"]

_BY_NAME: Final = 0x04
_BY_SHORT_IDENTIFIER: Final = 0x80
_FILE_IDENTIFIER_LENGTH: Final = 2
_SUCCESS: Final = b"\x90\x00"
_REFUSED_NUMBER: Final = "This would read the My Number, which menkyo never does"
_ALL_FILES: Final = frozenset[int]().union(*(application.denied_files for application in MY_NUMBER_CARD))
_ALL_KEYS: Final = frozenset[int]().union(*(application.denied_keys for application in MY_NUMBER_CARD))


@dataclass(slots=True)
class Guard:
    """Passes the reading commands on and raises `DeniedError` for all others, before anything is sent.

    It follows which applications may be current. After a SELECT by name that fails, the card may have kept the old
    application (section 3.2 leaves that open), so that both count.
    """

    inner: Transport
    # Another program may have left any application current, so that all count until the first SELECT.
    _files: frozenset[int] = field(default=_ALL_FILES, repr=False)
    _keys: frozenset[int] = field(default=_ALL_KEYS, repr=False)
    _key_is_current: bool = field(default=True, repr=False)

    @property
    def name(self) -> str:
        """The reader's name."""
        return self.inner.name

    @property
    def atr(self) -> bytes:
        """The answer to reset."""
        return self.inner.atr

    def close(self) -> None:
        """Close the wrapped transport."""
        self.inner.close()

    def transmit(self, command: bytes, /) -> bytes:
        """Send the command if it may be sent."""
        try:
            parsed = CommandAPDU.parse(command)
            instruction = Instruction(parsed.ins)
        except (EncodingError, ValueError):
            raise DeniedError("Only commands that read are sent to a card") from None
        if instruction is Instruction.SELECT and parsed.p1 == _BY_NAME:
            return self._select_by_name(parsed, command)
        self._check(instruction, parsed)
        return self.inner.transmit(command)

    def _select_by_name(self, parsed: CommandAPDU, command: bytes) -> bytes:
        files: frozenset[int] = frozenset()
        keys: frozenset[int] = frozenset()
        for application in MY_NUMBER_CARD:
            # A card takes the beginning of an AID for the whole.
            if application.aid.startswith(parsed.data) or parsed.data.startswith(application.aid):
                files |= application.denied_files
                keys |= application.denied_keys
        self._files |= files
        self._keys |= keys
        self._key_is_current = False
        answer = self.inner.transmit(command)
        if answer[-2:] == _SUCCESS:
            self._files, self._keys = files, keys
        return answer

    def _check(self, instruction: Instruction, command: CommandAPDU) -> None:
        match instruction:
            case Instruction.SELECT:
                # By identifier or by path: the last two bytes name the file. Without them the card would choose one.
                selected = int.from_bytes(command.data[-_FILE_IDENTIFIER_LENGTH:], "big")
                if selected in self._files or (self._keys and not command.data and command.p1):
                    raise DeniedError(_REFUSED_NUMBER)
                self._key_is_current = selected in self._keys
            case Instruction.READ_BINARY:
                if command.p1 & _BY_SHORT_IDENTIFIER and self._matches(command.p1, self._files):
                    raise DeniedError(_REFUSED_NUMBER)
            case Instruction.READ_RECORD:
                if self._matches(command.p2 >> 3, self._files):
                    raise DeniedError(_REFUSED_NUMBER)
            case Instruction.VERIFY:
                current = self._key_is_current and not command.p2 & 0x1F
                if command.data and (current or self._matches(command.p2, self._keys)):
                    raise DeniedError("照合番号A is the My Number, which menkyo never presents")
            case _:
                pass

    @staticmethod
    def _matches(short_identifier: int, identifiers: frozenset[int]) -> bool:
        """Whether a short identifier stands for one of the identifiers."""
        return any(short_identifier & 0x1F == identifier & 0x1F for identifier in identifiers)
