from __future__ import annotations

import pytest

from apdu.errors import CardRemovedError, CardUnresponsiveError, TransportError
from menkyo.pcsc import (
    AmbiguousReaderError,
    NoCardError,
    NoReaderError,
    NoServiceError,
    PcscError,
    PyscardMissingError,
    Reader,
    ReaderNotFoundError,
    ReaderUnpluggedError,
    ServicePermissionError,
    SharingViolationError,
)
from menkyo.pcsc.codes import ResultCode
from menkyo.pcsc.errors import ResultError, error_for

MEANINGS = {
    ResultCode.NO_SERVICE: NoServiceError,
    ResultCode.SERVICE_STOPPED: NoServiceError,
    ResultCode.SHUTDOWN: NoServiceError,
    ResultCode.SYSTEM_CANCELLED: NoServiceError,
    ResultCode.INVALID_HANDLE: NoServiceError,
    ResultCode.SERVER_TOO_BUSY: NoServiceError,
    ResultCode.WINDOWS_BROKEN_PIPE: NoServiceError,
    ResultCode.WINDOWS_INVALID_HANDLE: NoServiceError,
    ResultCode.NO_ACCESS: ServicePermissionError,
    ResultCode.SECURITY_VIOLATION: ServicePermissionError,
    ResultCode.WINDOWS_ACCESS_DENIED: ServicePermissionError,
    ResultCode.NO_READERS_AVAILABLE: NoReaderError,
    ResultCode.UNKNOWN_READER: ReaderUnpluggedError,
    ResultCode.READER_UNAVAILABLE: ReaderUnpluggedError,
    ResultCode.WINDOWS_DEVICE_NOT_CONNECTED: ReaderUnpluggedError,
    ResultCode.SHARING_VIOLATION: SharingViolationError,
    ResultCode.NO_SMARTCARD: NoCardError,
    ResultCode.REMOVED_CARD: CardRemovedError,
    ResultCode.WINDOWS_NOT_READY: CardRemovedError,
    ResultCode.WINDOWS_BAD_COMMAND: CardRemovedError,
    ResultCode.RESET_CARD: CardRemovedError,
    ResultCode.UNRESPONSIVE_CARD: CardUnresponsiveError,
    ResultCode.UNPOWERED_CARD: CardUnresponsiveError,
    ResultCode.NOT_READY: CardUnresponsiveError,
    ResultCode.INVALID_ATR: CardUnresponsiveError,
    ResultCode.COMM_ERROR: CardUnresponsiveError,
    ResultCode.COMM_DATA_LOST: CardUnresponsiveError,
    ResultCode.WINDOWS_GENERAL_FAILURE: CardUnresponsiveError,
    ResultCode.WINDOWS_IO_DEVICE: CardUnresponsiveError,
    ResultCode.WINDOWS_OPERATION_ABORTED: CardUnresponsiveError,
    ResultCode.TIMEOUT: CardUnresponsiveError,
    ResultCode.WAITED_TOO_LONG: CardUnresponsiveError,
    ResultCode.WINDOWS_SEMAPHORE_TIMEOUT: CardUnresponsiveError,
    ResultCode.INSUFFICIENT_BUFFER: CardUnresponsiveError,
    ResultCode.PROTOCOL_MISMATCH: CardUnresponsiveError,
    ResultCode.UNSUPPORTED_CARD: CardUnresponsiveError,
    ResultCode.CARD_UNSUPPORTED: CardUnresponsiveError,
    ResultCode.UNKNOWN_CARD: CardUnresponsiveError,
    ResultCode.READER_UNSUPPORTED: CardUnresponsiveError,
    ResultCode.NOT_TRANSACTED: CardUnresponsiveError,
}


@pytest.mark.parametrize(
    "code", [code for code in ResultCode if code != ResultCode.SUCCESS], ids=lambda code: code.name
)
def test_each_named_result_code_has_one_meaning(code: ResultCode) -> None:
    """Every result code that has a name here also has an error class of its own kind, and a sentence for it."""
    error = error_for(code, "Words.", "Reader A")
    assert type(error) is MEANINGS[code]
    assert str(error).endswith(".")
    assert isinstance(error.__cause__, ResultError)
    assert error.__cause__.code == code
    assert "Words (PC/SC" in str(error.__cause__)


def test_signed_and_unsigned_codes_are_the_same() -> None:
    """Where a C long has 32 bits the code comes as a negative number, and means the same."""
    assert type(error_for(ResultCode.REMOVED_CARD - 2**32, "Words.")) is CardRemovedError


def test_an_unnamed_code_keeps_the_words_of_the_service() -> None:
    """A code without a meaning of its own is shown with the service's words and its number."""
    error = error_for(0x8010_0003 + 1, "Parameter is invalid.")
    assert type(error) is PcscError
    assert str(error) == "PC/SC failed: Parameter is invalid (PC/SC 80100004)."


def test_every_error_is_a_transport_error() -> None:
    """Who talks to a card through any transport catches all of them as one family."""
    assert issubclass(PcscError, TransportError)
    assert issubclass(PyscardMissingError, NoServiceError)


@pytest.mark.parametrize(
    "error",
    [
        NoServiceError(),
        PyscardMissingError(),
        ServicePermissionError(),
        NoReaderError(),
        ReaderNotFoundError("x", [Reader(0, "Reader A", card_present=False)]),
        ReaderUnpluggedError("Reader A"),
        AmbiguousReaderError([Reader(0, "A", card_present=False), Reader(1, "B", card_present=False)]),
        NoCardError(5),
        SharingViolationError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_each_error_says_what_to_do(error: PcscError) -> None:
    """Every failure that a person can mend comes with a hint in a second sentence."""
    assert str(error).endswith(".")
    assert error.hint.endswith(".")


def test_the_wait_is_named() -> None:
    """The message of a wait in vain says how long it was; without a wait it says that there is no card."""
    assert str(NoCardError(5)) == "No card came within 5 seconds."
    assert str(NoCardError()) == "No card is on the reader."
    assert NoCardError(1.5).seconds == 1.5
