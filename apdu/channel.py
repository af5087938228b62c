"""A channel sends command APDUs over a transport and judges the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apdu.command import MAX_SHORT_LE
from apdu.errors import ResponseError, StatusError
from apdu.response import ResponseAPDU
from apdu.status import StatusWord

if TYPE_CHECKING:
    from apdu.command import CommandAPDU
    from apdu.transport import Transport

__all__ = ["SUCCESS", "Channel"]

SUCCESS: Final = StatusWord(0x9000)


class Channel:
    """Command in, response out; the caller names the status words that it accepts."""

    __slots__ = ("transport",)

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    def send(self, command: CommandAPDU) -> ResponseAPDU:
        """Send a command and return the answer whatever its status is.

        Raises `ResponseError` when the answer is none, or holds more data than the command asked for.
        """
        response = ResponseAPDU.parse(self.transport.transmit(command.encode()))
        # A card that sends more than Le is broken or hostile. Without Le some cards send a few bytes (an FCI).
        if len(response.data) > (command.le or MAX_SHORT_LE):
            raise ResponseError(f"The answer has {len(response.data)} bytes of data, more than were asked for")
        return response

    def require(self, command: CommandAPDU, purpose: str, accepted: frozenset[int] = frozenset({0x9000})) -> bytes:
        """Send a command and return the data; raises `StatusError`, naming the purpose, for a status not accepted."""
        response = self.send(command)
        if response.status.value not in accepted:
            raise StatusError(purpose, response.status)
        return response.data
