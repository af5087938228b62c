"""The numbers of PC/SC that menkyo knows by name: result codes, reader states, dispositions.

The values are the same in pcsc-lite, macOS and Windows, except where a comment says otherwise.
They stand here, and are not taken from pyscard, so that a table of failures can be read and tested without it.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Final

__all__ = ["CODE_MASK", "CardProtocol", "Disposition", "ReaderState", "ResultCode"]

CODE_MASK: Final = 0xFFFF_FFFF
"""Makes a result code unsigned: where a C long has 32 bits, pyscard returns 80100069 as a negative number."""


class ResultCode(IntEnum):
    """What a PC/SC function returns, as an unsigned 32-bit number."""

    SUCCESS = 0
    INVALID_HANDLE = 0x8010_0003
    WAITED_TOO_LONG = 0x8010_0007
    INSUFFICIENT_BUFFER = 0x8010_0008
    UNKNOWN_READER = 0x8010_0009
    TIMEOUT = 0x8010_000A
    SHARING_VIOLATION = 0x8010_000B
    NO_SMARTCARD = 0x8010_000C
    UNKNOWN_CARD = 0x8010_000D
    PROTOCOL_MISMATCH = 0x8010_000F
    NOT_READY = 0x8010_0010
    SYSTEM_CANCELLED = 0x8010_0012
    COMM_ERROR = 0x8010_0013
    INVALID_ATR = 0x8010_0015
    NOT_TRANSACTED = 0x8010_0016
    READER_UNAVAILABLE = 0x8010_0017
    SHUTDOWN = 0x8010_0018
    READER_UNSUPPORTED = 0x8010_001A
    CARD_UNSUPPORTED = 0x8010_001C
    NO_SERVICE = 0x8010_001D
    SERVICE_STOPPED = 0x8010_001E
    NO_ACCESS = 0x8010_0027
    NO_READERS_AVAILABLE = 0x8010_002E
    COMM_DATA_LOST = 0x8010_002F
    SERVER_TOO_BUSY = 0x8010_0031
    UNSUPPORTED_CARD = 0x8010_0065
    UNRESPONSIVE_CARD = 0x8010_0066
    UNPOWERED_CARD = 0x8010_0067
    RESET_CARD = 0x8010_0068
    REMOVED_CARD = 0x8010_0069
    SECURITY_VIOLATION = 0x8010_006A
    # Windows hands these of its own through, without the prefix 8010.
    WINDOWS_ACCESS_DENIED = 5
    WINDOWS_INVALID_HANDLE = 6
    WINDOWS_NOT_READY = 21
    WINDOWS_BAD_COMMAND = 22
    WINDOWS_GENERAL_FAILURE = 31
    WINDOWS_BROKEN_PIPE = 109
    WINDOWS_SEMAPHORE_TIMEOUT = 121
    WINDOWS_OPERATION_ABORTED = 995
    WINDOWS_IO_DEVICE = 1117
    WINDOWS_DEVICE_NOT_CONNECTED = 1167


class ReaderState(IntFlag):
    """The low half of a reader's state; the high half counts events and is no business of ours."""

    UNAWARE = 0
    IGNORE = 0x0001
    CHANGED = 0x0002
    UNKNOWN = 0x0004
    UNAVAILABLE = 0x0008
    EMPTY = 0x0010
    PRESENT = 0x0020
    MUTE = 0x0200

    @property
    def gone(self) -> bool:
        """Whether PC/SC no longer knows the reader; one that only gives no answer is `ReaderState.UNAVAILABLE`."""
        return bool(self & (ReaderState.UNKNOWN | ReaderState.IGNORE))

    @property
    def card_present(self) -> bool:
        """Whether something lies on the reader, even if it does not answer."""
        return bool(self & ReaderState.PRESENT)

    @property
    def mute(self) -> bool:
        """Whether the card lies there and gives no answer to reset."""
        return bool(self & ReaderState.MUTE)


class Disposition(IntEnum):
    """What becomes of the card when a transaction or a connection ends."""

    LEAVE = 0
    RESET = 1
    UNPOWER = 2


class CardProtocol(IntEnum):
    """The transmission protocol that reader and card agreed on; a contactless card is always given as T=1."""

    T0 = 1
    T1 = 2
