from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from apdu.errors import CardRemovedError, CardUnresponsiveError
from menkyo.pcsc import (
    NoCardError,
    NoServiceError,
    PcscError,
    Reader,
    ReaderUnpluggedError,
    ServicePermissionError,
    SharingViolationError,
    connect,
    transport,
)
from menkyo.pcsc.codes import CardProtocol, ReaderState, ResultCode

if TYPE_CHECKING:
    from apdu.transport import Transport
    from tests.pcsc.conftest import FakeService

SELECT = bytes.fromhex("00A4040C")
CLOSING = ["end_transaction UNPOWER", "disconnect LEAVE", "release_context"]


@pytest.fixture
def card(service: FakeService) -> FakeService:
    """The same service with a card on ``Reader A``."""
    service.put_card(atr=b"\x3b\x88\x80")
    return service


def test_it_is_a_transport(card: FakeService) -> None:
    """Name and ATR are those of the reader and its card, and the answer comes back as it is."""
    card.answer = b"\x01\x02\x90\x00"
    with connect(Reader(0, "Reader A", card_present=True), service=card) as connected:
        transport: Transport = connected
        assert transport.name == "Reader A"
        assert transport.atr == b"\x3b\x88\x80"
        assert transport.transmit(SELECT) == b"\x01\x02\x90\x00"


def test_one_transaction_lasts_from_connect_to_close(card: FakeService) -> None:
    """Other programs are kept away all the time, and the card loses power at the end."""
    with connect("Reader A", service=card) as transport:
        transport.transmit(SELECT)
        transport.transmit(SELECT)
    assert card.log == [
        "establish_context",
        "connect Reader A",
        "begin_transaction",
        "status_change",
        "transmit T=1 00a4040c",
        "transmit T=1 00a4040c",
        *CLOSING,
    ]


def test_the_protocol_agreed_on_is_used(card: FakeService) -> None:
    """A contact reader may have agreed on T=0."""
    card.protocols.append(CardProtocol.T0)
    connect("Reader A", service=card).transmit(SELECT)
    assert card.log[-1] == "transmit T=0 00a4040c"


def test_a_reset_by_others_before_the_transaction_is_acknowledged(card: FakeService) -> None:
    """When another program resets the card first, connecting goes on, with the protocol agreed on anew."""
    card.fail("begin_transaction", ResultCode.RESET_CARD, ResultCode.RESET_CARD)
    card.protocols.extend([CardProtocol.T1, CardProtocol.T1, CardProtocol.T0])
    connect("Reader A", service=card).transmit(SELECT)
    assert card.log.count("reconnect") == 2
    assert card.log[-1] == "transmit T=0 00a4040c"


def test_endless_resets_by_others_end_in_an_error(card: FakeService) -> None:
    """A card that other programs keep resetting is given up after a few tries."""
    card.fail("begin_transaction", *[ResultCode.RESET_CARD] * 9)
    with pytest.raises(CardRemovedError, match="reset"):
        connect("Reader A", service=card)
    assert card.log.count("begin_transaction") == 3
    assert card.contexts_open == 0


def test_a_card_that_was_just_put_to_sleep_is_woken(card: FakeService, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that is taking the card's power when we come is asked again; no command was sent yet."""
    monkeypatch.setattr(transport, "WAKE_SECONDS", 0)
    card.fail("connect", ResultCode.UNPOWERED_CARD, ResultCode.UNPOWERED_CARD)
    card.fail("begin_transaction", ResultCode.UNPOWERED_CARD)
    connect("Reader A", service=card).transmit(SELECT)
    assert (card.log.count("connect Reader A"), card.log.count("reconnect")) == (3, 1)


def test_a_card_that_stays_asleep_is_given_up(card: FakeService, monkeypatch: pytest.MonkeyPatch) -> None:
    """A card that gets no power at all does not answer."""
    monkeypatch.setattr(transport, "WAKE_SECONDS", 0)
    card.fail("connect", *[ResultCode.UNPOWERED_CARD] * 9)
    with pytest.raises(CardUnresponsiveError):
        connect("Reader A", service=card)
    assert card.contexts_open == 0


@pytest.mark.parametrize(
    ("function", "code", "error"),
    [
        ("establish_context", ResultCode.NO_SERVICE, NoServiceError),
        ("connect", ResultCode.NO_SMARTCARD, NoCardError),
        ("connect", ResultCode.REMOVED_CARD, CardRemovedError),
        ("connect", ResultCode.UNKNOWN_READER, ReaderUnpluggedError),
        ("connect", ResultCode.SHARING_VIOLATION, SharingViolationError),
        ("connect", ResultCode.SECURITY_VIOLATION, ServicePermissionError),
        ("connect", ResultCode.UNRESPONSIVE_CARD, CardUnresponsiveError),
        ("connect", ResultCode.PROTOCOL_MISMATCH, CardUnresponsiveError),
        ("begin_transaction", ResultCode.SHARING_VIOLATION, SharingViolationError),
        ("begin_transaction", ResultCode.REMOVED_CARD, CardRemovedError),
        ("status_change", ResultCode.UNKNOWN_READER, ReaderUnpluggedError),
    ],
)
def test_connecting_fails_by_name(card: FakeService, function: str, code: ResultCode, error: type[Exception]) -> None:
    """Each reason why a card cannot be reached has its error, and nothing stays open behind it."""
    card.fail(function, *[code] * (3 if code is ResultCode.UNKNOWN_READER else 1))
    with pytest.raises(error):
        connect("Reader A", service=card)
    assert card.contexts_open == 0
    if function in {"begin_transaction", "status_change"}:
        assert card.log[-2:] == ["disconnect RESET", "release_context"]


def test_a_reset_that_cannot_be_acknowledged_is_an_error(card: FakeService) -> None:
    """A card that goes while a reset is acknowledged was removed."""
    card.fail("begin_transaction", ResultCode.RESET_CARD)
    card.fail("reconnect", ResultCode.REMOVED_CARD)
    with pytest.raises(CardRemovedError):
        connect("Reader A", service=card)


def test_another_programs_transaction_is_not_waited_for_without_end(card: FakeService) -> None:
    """A call that blocks because another program holds the card is left behind, and undone when it returns."""
    release, released = threading.Event(), threading.Event()
    card.before["begin_transaction"] = release.wait
    card.before["release_context"] = released.set
    with pytest.raises(SharingViolationError):
        connect("Reader A", service=card, patience=0.01)
    release.set()
    assert released.wait(30)
    assert card.log[-3:] == CLOSING


def test_a_failure_that_comes_too_late_goes_nowhere(card: FakeService) -> None:
    """When the blocked call fails after it was given up, nobody hears of it and nothing stays open."""
    release, released = threading.Event(), threading.Event()
    card.before["connect"] = release.wait
    card.before["release_context"] = released.set
    card.fail("connect", ResultCode.REMOVED_CARD)
    with pytest.raises(SharingViolationError):
        connect("Reader A", service=card, patience=0.01)
    release.set()
    assert released.wait(30)
    assert card.log[-1] == "release_context"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (ResultCode.REMOVED_CARD, CardRemovedError),
        (ResultCode.RESET_CARD, CardRemovedError),
        (ResultCode.NO_SMARTCARD, NoCardError),
        (ResultCode.UNRESPONSIVE_CARD, CardUnresponsiveError),
        (ResultCode.UNPOWERED_CARD, CardUnresponsiveError),
        (ResultCode.COMM_ERROR, CardUnresponsiveError),
        (ResultCode.NOT_TRANSACTED, CardUnresponsiveError),
        (ResultCode.INSUFFICIENT_BUFFER, CardUnresponsiveError),
        (ResultCode.READER_UNAVAILABLE, ReaderUnpluggedError),
        (ResultCode.SERVICE_STOPPED, NoServiceError),
        (ResultCode.INVALID_HANDLE, NoServiceError),
        (0x8010_0004, PcscError),
    ],
)
def test_a_command_fails_by_name_and_is_not_repeated(card: FakeService, code: int, error: type[Exception]) -> None:
    """Each failure of a command has its error; the command is never sent again, for it may cost a PIN try."""
    transport = connect("Reader A", service=card)
    card.fail("transmit", code)
    with pytest.raises(error) as caught:
        transport.transmit(SELECT)
    assert type(caught.value) is error
    assert caught.value.__cause__ is not None
    assert card.log.count("transmit T=1 00a4040c") == 1


@pytest.mark.parametrize("code", [ResultCode.COMM_ERROR, ResultCode.NOT_TRANSACTED, ResultCode.UNRESPONSIVE_CARD])
def test_a_broken_link_to_an_empty_reader_is_a_removed_card(card: FakeService, code: ResultCode) -> None:
    """A reader that reports a broken link because the card left is understood, also when it is slow to say so."""
    transport = connect("Reader A", service=card)
    card.fail("transmit", code)
    card.while_waiting.append(card.take_card)
    with pytest.raises(CardRemovedError):
        transport.transmit(SELECT)


@pytest.mark.parametrize(("leaves", "error"), [(False, CardUnresponsiveError), (True, CardRemovedError)])
def test_success_without_an_answer_is_no_success(
    card: FakeService,
    leaves: bool,  # noqa: FBT001 - a column
    error: type[Exception],
) -> None:
    """Some drivers report a card that left in the middle of a command as an empty answer."""
    transport = connect("Reader A", service=card)
    card.answer = b""
    if leaves:
        card.while_waiting.append(card.take_card)
    with pytest.raises(error):
        transport.transmit(SELECT)


def test_a_broken_link_to_a_lost_reader_is_an_unplugged_reader(card: FakeService) -> None:
    """A reader pulled out in the middle of a command is not blamed on the card."""
    transport = connect("Reader A", service=card)
    card.fail("transmit", ResultCode.COMM_ERROR)
    card.before["transmit"] = card.readers.clear
    with pytest.raises(ReaderUnpluggedError):
        transport.transmit(SELECT)


def test_closing_twice_does_nothing_more(card: FakeService) -> None:
    """Closing is done once, however often it is asked for."""
    transport = connect("Reader A", service=card)
    transport.close()
    transport.close()
    assert card.log[-3:] == CLOSING
    assert card.log.count("release_context") == 1


def test_closing_takes_the_power_once(card: FakeService) -> None:
    """What the end of the transaction did is not done once more: the next program may have the card by now."""
    connect("Reader A", service=card).close()
    assert card.log[-3:] == CLOSING


def test_closing_takes_the_power_when_the_transaction_does_not(card: FakeService) -> None:
    """A verified PIN must not outlive us: where the end of the transaction fails the end of the connection does it."""
    transport = connect("Reader A", service=card)
    card.fail("end_transaction", ResultCode.RESET_CARD)
    transport.close()
    assert card.log[-2:] == ["disconnect UNPOWER", "release_context"]


def test_closing_resets_the_card_when_it_cannot_take_its_power(card: FakeService) -> None:
    """A card that keeps its power is at least reset."""
    transport = connect("Reader A", service=card)
    card.fail("end_transaction", ResultCode.COMM_ERROR)
    card.fail("disconnect", ResultCode.COMM_ERROR)
    transport.close()
    assert card.log[-3:] == ["disconnect UNPOWER", "disconnect RESET", "release_context"]


def test_closing_never_fails(card: FakeService) -> None:
    """Whatever the service answers, closing goes through to its end."""
    transport = connect("Reader A", service=card)
    for function in ("end_transaction", "disconnect", "release_context"):
        card.fail(function, *[ResultCode.REMOVED_CARD] * 3)
    transport.close()
    assert card.log[-1] == "release_context"


def test_a_closed_transport_transmits_nothing(card: FakeService) -> None:
    """After closing a command is refused here and does not reach the service."""
    transport = connect("Reader A", service=card)
    transport.close()
    with pytest.raises(PcscError, match="closed"):
        transport.transmit(SELECT)
    assert card.log[-1] == "release_context"


def test_an_error_inside_with_closes_too(card: FakeService) -> None:
    """A failure between connect and close leaves no card in our hands."""
    with pytest.raises(ZeroDivisionError), connect("Reader A", service=card):
        raise ZeroDivisionError
    assert card.log[-3:] == CLOSING


def test_a_card_without_an_atr_has_an_empty_one(card: FakeService) -> None:
    """A service that does not tell the ATR is no reason to fail."""
    card.put_card(atr=b"", state=ReaderState.PRESENT)
    assert connect("Reader A", service=card).atr == b""


def test_the_representation_names_the_reader_and_nothing_else(card: FakeService) -> None:
    """Logs and tracebacks show which reader it is and nothing of the card."""
    assert repr(connect("Reader A", service=card)) == "PcscTransport('Reader A')"
