"""The guard that every command passes: nothing is written to a card, and the My Number (個人番号) is not read.

It stands below everything that sends commands, raw ones included (My Number card spec, section 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apdu.applications import MY_NUMBER_CARD
from apdu.command import CommandAPDU, Instruction
from apdu.errors import DeniedError, EncodingError
from apdu.wrappers import Wrapper

if TYPE_CHECKING:
    from apdu.transport import Transport

__all__ = ["Guard"]

_CLASS: Final = 0x00
_BY_NAME: Final = 0x04
_WAYS_TO_SELECT: Final = frozenset({0x00, 0x01, 0x02, 0x03, _BY_NAME, 0x08, 0x09})
_BY_SHORT_IDENTIFIER: Final = 0x80
_FILE_IDENTIFIER_LENGTH: Final = 2
_SUCCESS: Final = 0x9000
_DONE_TOO: Final = (0x61, 0x62)  # more data, and a warning: first byte of the status word
_REFUSED_COMMAND: Final = "Only commands that read are sent to a card"
_REFUSED_NUMBER: Final = "This would read the My Number, which menkyo never does"
_ALL_FILES: Final = frozenset[int]().union(*(application.denied_files for application in MY_NUMBER_CARD))
_ALL_KEYS: Final = frozenset[int]().union(*(application.denied_keys for application in MY_NUMBER_CARD))


class Guard(Wrapper):
    """Passes the reading commands on and raises `DeniedError` for all others, before anything is sent.

    It follows which applications may be current, and whether the current file or key may be a denied one. After a
    SELECT that fails, the card may have kept the old (section 3.2 leaves that open) or taken the new, so that both
    count.
    """

    __slots__ = ("_current_is_denied", "_files", "_keys")

    def __init__(self, inner: Transport) -> None:
        super().__init__(inner)
        # Another program may have left anything current, so that all count until the first SELECT.
        self._files = _ALL_FILES
        self._keys = _ALL_KEYS
        self._current_is_denied = True

    def transmit(self, command: bytes, /) -> bytes:
        """Send the command if it may be sent."""
        try:
            parsed = CommandAPDU.parse(command)
            instruction = Instruction(parsed.ins)
        except (EncodingError, ValueError):
            raise DeniedError(_REFUSED_COMMAND) from None
        if parsed.cla != _CLASS:
            # Each logical channel has a current file of its own; chains and secure messaging hide what is named.
            raise DeniedError(_REFUSED_COMMAND)
        if instruction is Instruction.SELECT:
            return self._select(parsed, command)
        self._check(instruction, parsed)
        return self.inner.transmit(command)

    def _select(self, parsed: CommandAPDU, command: bytes) -> bytes:
        if parsed.p1 not in _WAYS_TO_SELECT:
            raise DeniedError(_REFUSED_COMMAND)
        if parsed.p1 == _BY_NAME:
            return self._select_by_name(parsed, command)
        # By identifier or by path: the last two bytes name the file. Without them the card would choose one.
        selected = int.from_bytes(parsed.data[-_FILE_IDENTIFIER_LENGTH:], "big")
        if selected in self._files or (self._keys and not parsed.data and parsed.p1):
            raise DeniedError(_REFUSED_NUMBER)
        # A key may be selected, to ask for its tries.
        is_key = selected in self._keys
        self._current_is_denied |= is_key
        answer = self.inner.transmit(command)
        if parsed.data and _is_done(answer):
            self._current_is_denied = is_key
        return answer

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
        answer = self.inner.transmit(command)
        if _is_done(answer):
            self._files, self._keys, self._current_is_denied = files, keys, False
        return answer

    def _check(self, instruction: Instruction, command: CommandAPDU) -> None:
        match instruction:
            case Instruction.READ_BINARY:
                short_identifier = command.p1 if command.p1 & _BY_SHORT_IDENTIFIER else 0
                if self._is_denied(short_identifier, self._files):
                    raise DeniedError(_REFUSED_NUMBER)
            case Instruction.READ_RECORD:
                if self._is_denied(command.p2 >> 3, self._files):
                    raise DeniedError(_REFUSED_NUMBER)
            case Instruction.VERIFY:
                if command.data and self._is_denied(command.p2, self._keys):
                    raise DeniedError("照合番号A is the My Number, which menkyo never presents")
            case _:
                pass

    def _is_denied(self, short_identifier: int, identifiers: frozenset[int]) -> bool:
        """Whether a short identifier stands for one of the identifiers; 0 stands for what is current."""
        short_identifier &= 0x1F
        if not short_identifier:
            return self._current_is_denied
        return any(short_identifier == identifier & 0x1F for identifier in identifiers)


def _is_done(answer: bytes) -> bool:
    """Whether a SELECT was done, by the status word that ends its answer."""
    status = int.from_bytes(answer[-2:], "big")
    return status == _SUCCESS or status >> 8 in _DONE_TOO
