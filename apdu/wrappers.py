"""Wrappers around a transport, each for one thing, each itself a transport."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apdu.command import Instruction
from apdu.errors import ResponseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from apdu.transport import Transport

__all__ = ["GetResponse", "Limited", "Observed", "RightLength", "Wrapper"]

# A card that announces more data for ever must not be believed for ever.
MAX_ROUNDS: Final = 256
MAX_RESPONSE: Final = 65_536
# A whole reading takes 14 to 80 commands, and some 300 where each answer brings 16 bytes.
MAX_COMMANDS: Final = 4096

_MORE_DATA: Final = 0x61
_RIGHT_LENGTH: Final = 0x6C
_STATUS_LENGTH: Final = 2
_HEADER_LENGTH: Final = 4


class Wrapper:
    """What all wrappers share: they pass on everything but ``transmit``."""

    __slots__ = ("inner",)

    def __init__(self, inner: Transport) -> None:
        self.inner = inner

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


class GetResponse(Wrapper):
    """Fetches the rest of an answer that ends in 61xx (ISO/IEC 7816-4, section 11.8.1).

    Raises `ResponseError` when a round brings nothing, after 256 rounds and after 65,536 bytes. A card that went on for
    as long as that is sent nothing more: every later command raises the same.
    """

    __slots__ = ("_is_endless",)

    def __init__(self, inner: Transport) -> None:
        super().__init__(inner)
        self._is_endless = False

    def transmit(self, command: bytes, /) -> bytes:
        """Send the command, then GET RESPONSE as long as the card announces more."""
        if self._is_endless:
            raise ResponseError("The card announced more data without end before")
        answer = self.inner.transmit(command)
        data = b""
        for fetched in range(MAX_ROUNDS):
            if len(answer) < _STATUS_LENGTH or answer[-2] != _MORE_DATA:
                return data + answer
            part = answer[:-_STATUS_LENGTH]
            if fetched and not part:
                raise ResponseError("The card announces more data and sends none")
            data += part
            if len(data) > MAX_RESPONSE:
                break
            # 61 00 means "256 or more": the same zero on the wire asks for 256.
            answer = self.inner.transmit(bytes((command[0], Instruction.GET_RESPONSE, 0, 0, answer[-1])))
        self._is_endless = True
        raise ResponseError("The card announces more data without end")


class Limited(Wrapper):
    """Sends 4,096 commands and no more: a card must not keep a program busy for ever; raises `ResponseError`."""

    __slots__ = ("commands",)

    def __init__(self, inner: Transport) -> None:
        super().__init__(inner)
        self.commands = 0
        """Commands sent so far."""

    def transmit(self, command: bytes, /) -> bytes:
        """Send the command, if there have not been too many."""
        if self.commands >= MAX_COMMANDS:
            raise ResponseError("The card keeps the conversation going without end")
        self.commands += 1
        return self.inner.transmit(command)


class RightLength(Wrapper):
    """Repeats a command with the Le that the card names in 6Cxx; never one that carries data.

    A command with data may be a VERIFY, and a VERIFY is sent once.
    """

    __slots__ = ()

    def transmit(self, command: bytes, /) -> bytes:
        """Send the command, and once more with the right Le when the card asks for that."""
        answer = self.inner.transmit(command)
        if len(answer) != _STATUS_LENGTH or answer[0] != _RIGHT_LENGTH or not _has_only_le(command):
            return answer
        return self.inner.transmit(command[:_HEADER_LENGTH] + answer[1:])


def _has_only_le(command: bytes) -> bool:
    """Whether the command is a header with Le and nothing else."""
    short, extended = _HEADER_LENGTH + 1, _HEADER_LENGTH + 3
    return len(command) == short or (len(command) == extended and command[_HEADER_LENGTH] == 0)


class Observed(Wrapper):
    """Shows each exchange to a function before it goes up: for tracing, recording and counting.

    The function gets the command and the answer, or the command and the error's name when there was no answer. What
    it sees holds PINs and personal data: `apdu.transcript.mask_command` and `mask_answer` take them out.
    """

    __slots__ = ("_observe",)

    def __init__(self, inner: Transport, observe: Callable[[bytes, bytes | str], None]) -> None:
        super().__init__(inner)
        self._observe = observe

    def transmit(self, command: bytes, /) -> bytes:
        """Send the command and show the exchange."""
        try:
            answer = self.inner.transmit(command)
        except BaseException as error:
            self._observe(command, type(error).__name__)
            raise
        self._observe(command, answer)
        return answer
