"""What can go wrong with readers and the PC/SC service.

::

    apdu.errors.TransportError
    ├── CardRemovedError             (apdu) the card left, or lost its state by a reset
    ├── CardUnresponsiveError        (apdu) the card or the reader gave no answer
    └── PcscError                    any other failure of PC/SC
        ├── NoServiceError               no PC/SC service runs
        │   └── PyscardMissingError          pyscard is missing or does not load
        ├── ServicePermissionError       the service refuses this user
        ├── NoReaderError                no reader is connected
        ├── ReaderNotFoundError          none of the readers is the one asked for
        │   └── ReaderUnpluggedError         it was there, and is gone
        ├── AmbiguousReaderError         several readers, and nothing says which
        ├── NoCardError                  no card came in time
        └── SharingViolationError        another program keeps the card to itself

A message is one sentence; ``hint`` says what to do about it, or is empty. The result code of PC/SC stays in
``__cause__`` as a `ResultError`, with the service's own words.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from apdu.errors import CardRemovedError, CardUnresponsiveError, TransportError
from menkyo.pcsc.codes import CODE_MASK, ResultCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from menkyo.pcsc.readers import Reader

__all__ = [
    "AmbiguousReaderError",
    "NoCardError",
    "NoReaderError",
    "NoServiceError",
    "PcscError",
    "PyscardMissingError",
    "ReaderNotFoundError",
    "ReaderUnpluggedError",
    "ResultError",
    "ServicePermissionError",
    "SharingViolationError",
    "error_for",
]

_SERVICE_HINTS: Final[Mapping[str, str]] = {
    "linux": "Install and start it: `sudo apt install pcscd`, then `sudo systemctl start pcscd.socket`.",
    "win32": "Plug in the reader: Windows starts the Smart Card service with the first one.",
    "darwin": "Plug in the reader: macOS starts the service with the first one.",
}


class ResultError(Exception):
    """A PC/SC function returned a code other than success; only ever the cause of another error."""

    def __init__(self, code: int, text: str) -> None:
        self.code = code & CODE_MASK
        self.text = text
        super().__init__(f"{text.rstrip('.')} (PC/SC {self.code:08X})")


class PcscError(TransportError):
    """PC/SC failed in a way that has no class of its own."""

    hint = ""


class NoServiceError(PcscError):
    """No PC/SC service runs, or it stopped."""

    hint = _SERVICE_HINTS.get(sys.platform, "Install and start pcscd.")

    def __init__(self, message: str = "The PC/SC service is not running.") -> None:
        super().__init__(message)


class PyscardMissingError(NoServiceError):
    """The Python package pyscard is missing, or does not find the PC/SC library of the system."""

    hint = "Install both: `pip install pyscard`, and on Debian or Ubuntu `sudo apt install pcscd libpcsclite1`."

    def __init__(self) -> None:
        super().__init__("The Python package pyscard cannot be loaded.")


class ServicePermissionError(PcscError):
    """The PC/SC service runs and refuses this user."""

    hint = "On Linux polkit decides: log in at the machine itself, or allow org.debian.pcsc-lite to this user."

    def __init__(self, message: str = "The PC/SC service does not let this user reach the reader.") -> None:
        super().__init__(message)


class NoReaderError(PcscError):
    """No reader is connected."""

    hint = "Connect a contactless reader, or try without one: `--reader virtual`."

    def __init__(self) -> None:
        super().__init__("No card reader is connected.")


class ReaderNotFoundError(PcscError):
    """None of the connected readers is the one asked for."""

    def __init__(self, wanted: str, readers: Sequence[Reader] = (), message: str = "") -> None:
        super().__init__(message or f"No reader matches {wanted!r}.")
        self.wanted = wanted
        self.readers = tuple(readers)
        self.hint = _listing(self.readers)


class ReaderUnpluggedError(ReaderNotFoundError):
    """The reader was there before, and is gone."""

    def __init__(self, wanted: str) -> None:
        super().__init__(wanted, (), f"The reader {wanted!r} is no longer connected.")
        self.hint = "Connect it again."


class AmbiguousReaderError(PcscError):
    """Several readers would do, and nothing says which."""

    def __init__(self, readers: Sequence[Reader], wanted: str | None = None) -> None:
        which = "are connected" if wanted is None else f"match {wanted!r}"
        super().__init__(f"{len(readers)} readers {which}.")
        self.readers = tuple(readers)
        self.hint = f"{_listing(self.readers)} Choose one with `--reader`, by number or part of its name."


class NoCardError(PcscError):
    """No card came within ``seconds``."""

    hint = "Lay the card flat on the reader and leave it there."

    def __init__(self, seconds: float = 0) -> None:
        super().__init__(f"No card came within {seconds:g} seconds." if seconds else "No card is on the reader.")
        self.seconds = seconds


class SharingViolationError(PcscError):
    """Another program keeps the card to itself."""

    hint = "Close the other program that uses the card, for example a browser, GnuPG or the JPKI client."

    def __init__(self) -> None:
        super().__init__("Another program keeps the card to itself.")


def error_for(code: int, text: str, reader: str = "") -> TransportError:
    """The error that the result code of a PC/SC function means, with the code and the service's text as its cause."""
    cause = ResultError(code, text)
    make = _ERRORS.get(cause.code)
    error = PcscError(f"PC/SC failed: {cause}.") if make is None else make(reader)
    error.__cause__ = cause
    return error


def _listing(readers: Sequence[Reader]) -> str:
    if not readers:
        return ""
    return f"Connected: {'; '.join(f'{reader.number} = {reader.name}' for reader in readers)}."


def _removed(_reader: str) -> TransportError:
    return CardRemovedError("The card was taken off the reader.")


def _reset(_reader: str) -> TransportError:
    return CardRemovedError("The card was reset, by another program or by the system.")


def _unresponsive(_reader: str) -> TransportError:
    return CardUnresponsiveError("The card does not answer.")


def _broken_link(_reader: str) -> TransportError:
    return CardUnresponsiveError("The link between reader and card broke down.")


def _too_long(_reader: str) -> TransportError:
    return CardUnresponsiveError("The card took too long to answer.")


def _no_length(_reader: str) -> TransportError:
    return CardUnresponsiveError("The card's answer is longer than the reader can pass on.")


def _mismatch(_reader: str) -> TransportError:
    return CardUnresponsiveError("The reader and the card share no transmission protocol.")


def _unsupported(_reader: str) -> TransportError:
    return CardUnresponsiveError("The reader cannot talk to this kind of card.")


def _not_transacted(_reader: str) -> TransportError:
    return CardUnresponsiveError("The exchange with the card was not carried out.")


_ERRORS: Final[Mapping[int, Callable[[str], TransportError]]] = {
    ResultCode.NO_SERVICE: lambda _: NoServiceError(),
    ResultCode.SERVICE_STOPPED: lambda _: NoServiceError("The PC/SC service has stopped."),
    ResultCode.SHUTDOWN: lambda _: NoServiceError("The PC/SC service has stopped."),
    ResultCode.SYSTEM_CANCELLED: lambda _: NoServiceError("The PC/SC service has stopped."),
    # pcsc-lite: the service closed the socket, or the handle belongs to one that was restarted meanwhile.
    ResultCode.INVALID_HANDLE: lambda _: NoServiceError("The PC/SC service has closed the connection."),
    ResultCode.SERVER_TOO_BUSY: lambda _: NoServiceError("The PC/SC service is too busy."),
    # Windows in a remote session without smart card redirection.
    ResultCode.WINDOWS_BROKEN_PIPE: lambda _: NoServiceError("The PC/SC service cannot be reached from this session."),
    ResultCode.WINDOWS_INVALID_HANDLE: lambda _: NoServiceError("The PC/SC service has closed the connection."),
    ResultCode.NO_ACCESS: lambda _: ServicePermissionError(),
    ResultCode.SECURITY_VIOLATION: lambda _: ServicePermissionError(),
    ResultCode.WINDOWS_ACCESS_DENIED: lambda _: ServicePermissionError(),
    ResultCode.NO_READERS_AVAILABLE: lambda _: NoReaderError(),
    ResultCode.UNKNOWN_READER: ReaderUnpluggedError,
    ResultCode.READER_UNAVAILABLE: ReaderUnpluggedError,
    ResultCode.WINDOWS_DEVICE_NOT_CONNECTED: ReaderUnpluggedError,
    ResultCode.SHARING_VIOLATION: lambda _: SharingViolationError(),
    ResultCode.NO_SMARTCARD: lambda _: NoCardError(),
    ResultCode.REMOVED_CARD: _removed,
    # Windows drivers answer a card that leaves in the middle of a command with these two.
    ResultCode.WINDOWS_NOT_READY: _removed,
    ResultCode.WINDOWS_BAD_COMMAND: _removed,
    ResultCode.RESET_CARD: _reset,
    ResultCode.UNRESPONSIVE_CARD: _unresponsive,
    ResultCode.UNPOWERED_CARD: _unresponsive,
    ResultCode.NOT_READY: _unresponsive,
    ResultCode.INVALID_ATR: _unresponsive,
    ResultCode.COMM_ERROR: _broken_link,
    ResultCode.COMM_DATA_LOST: _broken_link,
    ResultCode.WINDOWS_GENERAL_FAILURE: _broken_link,
    ResultCode.WINDOWS_IO_DEVICE: _broken_link,
    ResultCode.WINDOWS_OPERATION_ABORTED: _broken_link,
    ResultCode.TIMEOUT: _too_long,
    ResultCode.WAITED_TOO_LONG: _too_long,
    ResultCode.WINDOWS_SEMAPHORE_TIMEOUT: _too_long,
    ResultCode.INSUFFICIENT_BUFFER: _no_length,
    ResultCode.PROTOCOL_MISMATCH: _mismatch,
    ResultCode.UNSUPPORTED_CARD: _unsupported,
    ResultCode.CARD_UNSUPPORTED: _unsupported,
    ResultCode.UNKNOWN_CARD: _unsupported,
    ResultCode.READER_UNSUPPORTED: _unsupported,
    ResultCode.NOT_TRANSACTED: _not_transacted,
}
