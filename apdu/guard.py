"""The guard that every command passes: nothing is written to a card, and the My Number (個人番号) is not read.

It stands below everything that sends commands, raw ones included (My Number card spec, section 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apdu.applications import MY_NUMBER_CARD
from apdu.applications.ic_license import MASTER_FILE
from apdu.command import CommandAPDU, Instruction
from apdu.errors import DeniedError, EncodingError
from apdu.wrappers import Wrapper

if TYPE_CHECKING:
    from apdu.transport import Transport

__all__ = ["Guard"]

_CLASS: Final = 0x00
_ANYWHERE: Final = 0x00
_FILE_HERE: Final = 0x02
_PARENT: Final = 0x03
_BY_NAME: Final = 0x04
_WAYS_TO_SELECT: Final = frozenset({_ANYWHERE, 0x01, _FILE_HERE, _PARENT, _BY_NAME, 0x08, 0x09})
_MASTER_FILE: Final = (b"", MASTER_FILE.to_bytes(2, "big"))
_BY_SHORT_IDENTIFIER: Final = 0x80
_FILE_IDENTIFIER_LENGTH: Final = 2
_PRIVATE_TAGS: Final = (0xDF, 0xFF)  # first byte of the tags in the files with the number
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
        if parsed.data and instruction is not Instruction.VERIFY:
            # The data of a reading command may name another file than P1 and P2 do.
            raise DeniedError(_REFUSED_COMMAND)
        self._check(instruction, parsed)
        return self.inner.transmit(command)

    def _select(self, parsed: CommandAPDU, command: bytes) -> bytes:
        if parsed.p1 not in _WAYS_TO_SELECT:
            raise DeniedError(_REFUSED_COMMAND)
        if parsed.p1 == _BY_NAME:
            return self._select_by_name(parsed, command)
        is_master_file = parsed.p1 == _ANYWHERE and parsed.data in _MASTER_FILE
        leaves = parsed.p1 != _FILE_HERE and not is_master_file
        selected = _identifiers(parsed.data)
        # By a path or an identifier a card may go to any application, whose own identifier nobody knows.
        if (_ALL_FILES if leaves else self._files) & selected:
            raise DeniedError(_REFUSED_NUMBER)
        if leaves:
            self._files, self._keys = _ALL_FILES, _ALL_KEYS
        # Without an identifier the card would choose.
        if self._keys and not parsed.data and parsed.p1 not in (_ANYWHERE, _PARENT):
            raise DeniedError(_REFUSED_NUMBER)
        # A key may be selected, to ask for its tries.
        is_key = bool(self._keys & selected)
        self._current_is_denied |= is_key
        answer = self.inner.transmit(command)
        if parsed.data and not is_master_file and _is_done(answer):
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
                self._check_read(command.p1 if command.p1 & _BY_SHORT_IDENTIFIER else 0)
            case Instruction.READ_RECORD:
                self._check_read(command.p2 >> 3)
            case Instruction.VERIFY:
                if command.p1 or command.le is not None:
                    # Nobody knows what that costs.
                    raise DeniedError("Only a VERIFY with P1 00 and without Le is sent")
                if command.data and self._is_denied(command.p2, self._keys):
                    raise DeniedError("照合番号A is the My Number, which menkyo never presents")
            case Instruction.GET_DATA:
                if self._files and command.p1 in _PRIVATE_TAGS:
                    raise DeniedError(_REFUSED_NUMBER)
            case _:
                pass

    def _check_read(self, short_identifier: int) -> None:
        if self._is_denied(short_identifier, self._files):
            raise DeniedError(_REFUSED_NUMBER)
        # A read by short identifier makes the file current, and may do so with a key that it does not read.
        self._current_is_denied |= self._is_denied(short_identifier, self._keys)

    def _is_denied(self, short_identifier: int, identifiers: frozenset[int]) -> bool:
        """Whether a short identifier stands for one of the identifiers; 0 stands for what is current."""
        short_identifier &= 0x1F
        if not short_identifier:
            return self._current_is_denied
        return any(short_identifier == identifier & 0x1F for identifier in identifiers)


def _identifiers(data: bytes) -> set[int]:
    """The identifiers that a SELECT may mean: each of a path, and the last two bytes whatever stands before them."""
    pairs = [data[at : at + _FILE_IDENTIFIER_LENGTH] for at in range(0, len(data), _FILE_IDENTIFIER_LENGTH)]
    return {int.from_bytes(pair, "big") for pair in (*pairs, data[-_FILE_IDENTIFIER_LENGTH:])} if data else set()


def _is_done(answer: bytes) -> bool:
    """Whether a SELECT was done, by the status word that ends its answer."""
    status = int.from_bytes(answer[-2:], "big")
    return status == _SUCCESS or status >> 8 in _DONE_TOO
