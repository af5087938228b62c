from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from menkyo.pcsc import (
    AmbiguousReaderError,
    NoReaderError,
    NoServiceError,
    Reader,
    ReaderNotFoundError,
    ServicePermissionError,
    choose_reader,
    list_readers,
)
from menkyo.pcsc.codes import ReaderState, ResultCode

if TYPE_CHECKING:
    from tests.pcsc.conftest import FakeService

SONY = Reader(0, "SONY FeliCa RC-S300/S (1234567) 00 00", card_present=False)
ACS = Reader(1, "ACS ACR1252 Reader [ACR1252 Reader PICC] 01 00", card_present=False)
ACS_SAM = Reader(2, "ACS ACR1252 Reader [ACR1252 Reader SAM] 01 01", card_present=False)
ACS_WITH_CARD = Reader(1, ACS.name, card_present=True, atr=b"\x3b\x80")
SONY_WITH_CARD = Reader(0, SONY.name, card_present=True, atr=b"\x3b\x80")


def test_readers_are_numbered_in_the_order_of_the_service(service: FakeService) -> None:
    """Readers come as the service orders them, with whether a card is there and its ATR."""
    service.put_card("Reader B", b"\x3b\x88")
    assert list_readers(service) == (
        Reader(0, "Reader A", card_present=False),
        Reader(1, "Reader B", card_present=True, atr=b"\x3b\x88"),
    )


def test_one_look_covers_all_readers(service: FakeService) -> None:
    """All readers are asked in one question that does not wait, and the context is released."""
    service.put_card("Reader B")
    list_readers(service)
    assert service.log == ["establish_context", "list_readers", "status_change", "release_context"]
    assert service.timeouts == [0]


def test_the_count_of_events_is_not_part_of_the_state(service: FakeService) -> None:
    """The high half of the state counts events and does not hide the card."""
    service.put_card(state=0x0003_0000 | ReaderState.PRESENT)
    assert list_readers(service)[0].card_present


def test_a_mute_card_is_present_without_an_atr(service: FakeService) -> None:
    """A card that does not answer to reset lies there all the same."""
    service.put_card(atr=b"", state=ReaderState.PRESENT | ReaderState.MUTE)
    assert list_readers(service) == (Reader(0, "Reader A", card_present=True),)


def test_no_reader_is_an_empty_list(service: FakeService) -> None:
    """A machine without readers is no error, whether the service says so by a code or by an empty list."""
    service.fail("list_readers", ResultCode.NO_READERS_AVAILABLE)
    assert list_readers(service) == ()
    service.readers.clear()
    assert list_readers(service) == ()
    assert service.contexts_open == 0


def test_a_reader_that_goes_between_the_questions_is_left_out(service: FakeService) -> None:
    """When a reader is unplugged between the two questions both are asked again."""
    service.put_card("Reader B")
    service.before["status_change"] = lambda: service.readers.pop("Reader B", None)
    service.fail("status_change", ResultCode.UNKNOWN_READER)
    assert [reader.name for reader in list_readers(service)] == ["Reader A"]


def test_readers_that_keep_going_end_in_an_error(service: FakeService) -> None:
    """The questions are asked again a few times only."""
    service.fail("status_change", *[ResultCode.UNKNOWN_READER] * 9)
    with pytest.raises(ReaderNotFoundError):
        list_readers(service)
    assert service.log.count("list_readers") == 3
    assert service.contexts_open == 0


@pytest.mark.parametrize(
    ("function", "code", "error"),
    [
        ("establish_context", ResultCode.NO_SERVICE, NoServiceError),
        ("establish_context", ResultCode.SECURITY_VIOLATION, ServicePermissionError),
        ("list_readers", ResultCode.SERVICE_STOPPED, NoServiceError),
        ("status_change", ResultCode.SERVICE_STOPPED, NoServiceError),
    ],
)
def test_failures_of_the_service_have_names(
    service: FakeService, function: str, code: ResultCode, error: type[Exception]
) -> None:
    """A service that is missing, stops or refuses ends the listing with the error of that name."""
    service.fail(function, code)
    with pytest.raises(error):
        list_readers(service)
    assert service.contexts_open == 0


@pytest.mark.parametrize(
    ("readers", "wanted", "chosen"),
    [
        pytest.param([SONY], None, SONY, id="the only reader needs no name"),
        pytest.param([SONY], "", SONY, id="an empty wish is no wish"),
        pytest.param([SONY], "  ", SONY, id="a blank wish is no wish"),
        pytest.param([SONY, ACS_WITH_CARD], None, ACS_WITH_CARD, id="the only one with a card needs no name"),
        pytest.param([SONY, ACS], "1", ACS, id="digits are a number"),
        pytest.param([SONY, ACS], "01", ACS, id="zeros in front of a number do not matter"),
        pytest.param([SONY, ACS], "0", SONY, id="numbers start from zero"),
        pytest.param([SONY, ACS], ACS.name, ACS, id="the whole name"),
        pytest.param([SONY, ACS], "felica", SONY, id="a part of the name, in either case"),
        pytest.param([SONY, ACS], " sony ", SONY, id="blanks around the wish do not matter"),
        pytest.param([SONY, ACS, ACS_SAM], "picc", ACS, id="a part that tells two slots of one reader apart"),
        pytest.param([SONY_WITH_CARD, ACS], "acr1252", ACS, id="a name weighs more than a card"),
        pytest.param([SONY, ACS_WITH_CARD, ACS_SAM], "acr", ACS_WITH_CARD, id="of several, the one with a card"),
        pytest.param([Reader(0, "X 1", card_present=True), Reader(1, "X", card_present=False)], "X",
                     Reader(1, "X", card_present=False), id="the whole name weighs more than a part of another"),
    ],
)  # fmt: skip
def test_a_reader_is_chosen(readers: list[Reader], wanted: str | None, chosen: Reader) -> None:
    """A number, a name or a part of a name chooses; without one, the only reader or the only card does."""
    assert choose_reader(readers, wanted) == chosen


@pytest.mark.parametrize(
    ("readers", "wanted", "error"),
    [
        pytest.param([], None, NoReaderError, id="no reader at all"),
        pytest.param([], "sony", NoReaderError, id="no reader at all, whatever is wanted"),
        pytest.param([SONY], "acr", ReaderNotFoundError, id="no name fits"),
        pytest.param([SONY], "7", ReaderNotFoundError, id="a number never means a part of the name"),
        pytest.param([SONY], "9" * 5000, ReaderNotFoundError, id="an absurd number"),
        pytest.param([SONY, ACS], None, AmbiguousReaderError, id="two readers without cards"),
        pytest.param([SONY_WITH_CARD, ACS_WITH_CARD], None, AmbiguousReaderError, id="two readers with cards"),
        pytest.param([SONY, ACS, ACS_SAM], "acr1252", AmbiguousReaderError, id="two readers fit"),
    ],
)
def test_no_reader_can_be_chosen(readers: list[Reader], wanted: str | None, error: type[Exception]) -> None:
    """Rather than guess, the choice fails with the error that says why."""
    with pytest.raises(error):
        choose_reader(readers, wanted)


def test_the_hint_lists_the_readers() -> None:
    """Who chose wrongly is shown the numbers and names to choose from."""
    with pytest.raises(ReaderNotFoundError, match=r"No reader matches 'scm'\.") as not_found:
        choose_reader([SONY, ACS], "scm")
    assert not_found.value.wanted == "scm"
    assert not_found.value.hint == f"Connected: 0 = {SONY.name}; 1 = {ACS.name}."
    with pytest.raises(AmbiguousReaderError, match=r"2 readers match 'acr'\.") as ambiguous:
        choose_reader([SONY, ACS, ACS_SAM], "acr")
    assert ambiguous.value.readers == (ACS, ACS_SAM)
