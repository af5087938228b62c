from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from apdu.errors import CardUnresponsiveError
from menkyo.pcsc import NoCardError, NoServiceError, Reader, ReaderUnpluggedError, wait_for_card, wait_for_removal
from menkyo.pcsc.codes import ReaderState, ResultCode

if TYPE_CHECKING:
    from tests.pcsc.conftest import FakeService

READER = Reader(0, "Reader A", card_present=False)


def test_a_card_that_is_there_is_found_at_once(service: FakeService) -> None:
    """When a card lies on the reader already no time passes and nothing is counted down."""
    service.put_card(atr=b"\x3b\x88")
    told: list[int] = []
    found = wait_for_card([READER], 30, told.append, service=service, clock=service.clock)
    assert found == Reader(0, "Reader A", card_present=True, atr=b"\x3b\x88")
    assert (told, service.now, service.contexts_open) == ([], 0, 0)


def test_a_card_that_comes_later_is_found(service: FakeService) -> None:
    """The wait ends when the card comes."""
    service.while_waiting.extend([lambda: None] * 5)
    service.while_waiting.append(service.put_card)
    assert wait_for_card([READER], 30, service=service, clock=service.clock).card_present
    assert service.now == 1.5


def test_each_second_left_is_told_once(service: FakeService) -> None:
    """The countdown starts from the whole wait and tells every second once."""
    told: list[int] = []
    with pytest.raises(NoCardError) as error:
        wait_for_card([READER], 3, told.append, service=service, clock=service.clock)
    assert told == [3, 2, 1]
    assert error.value.seconds == 3
    assert service.now == 3
    assert service.contexts_open == 0


def test_no_step_is_longer_than_a_quarter_second(service: FakeService) -> None:
    """Ctrl-C is noticed between steps, so no step is long."""
    with pytest.raises(NoCardError):
        wait_for_card([READER], 2, service=service, clock=service.clock)
    assert max(service.timeouts) == 250


@pytest.mark.parametrize("seconds", [0, -1])
def test_no_time_means_one_look(service: FakeService, seconds: float) -> None:
    """With no seconds to wait the reader is looked at once."""
    told: list[int] = []
    with pytest.raises(NoCardError):
        wait_for_card([READER], seconds, told.append, service=service, clock=service.clock)
    assert (service.timeouts, told) == ([0], [])


@pytest.mark.parametrize("seconds", [0, 2])
def test_a_card_that_stays_mute_is_unresponsive(service: FakeService, seconds: float) -> None:
    """A card that lies there to the end without an answer to reset is not reported as missing."""
    service.put_card(atr=b"", state=ReaderState.PRESENT | ReaderState.MUTE)
    with pytest.raises(CardUnresponsiveError):
        wait_for_card([READER], seconds, service=service, clock=service.clock)


def test_a_card_on_any_of_several_readers_ends_the_wait(service: FakeService) -> None:
    """With several readers the first card counts, whichever reader it comes to."""
    service.take_card("Reader B")
    service.while_waiting.append(lambda: service.put_card("Reader B"))
    other = Reader(1, "Reader B", card_present=False)
    assert wait_for_card([READER, other], 30, service=service, clock=service.clock).name == "Reader B"


def test_a_mute_card_may_still_answer(service: FakeService) -> None:
    """A card that is mute while it comes nearer is waited for."""
    service.put_card(atr=b"", state=ReaderState.PRESENT | ReaderState.MUTE)
    service.while_waiting.append(service.put_card)
    assert wait_for_card([READER], 2, service=service, clock=service.clock).atr == b"\x3b\x80"


def test_a_reader_that_is_unplugged_ends_the_wait(service: FakeService) -> None:
    """When the reader goes there is no use in waiting for a card on it."""
    service.while_waiting.append(service.readers.clear)
    with pytest.raises(ReaderUnpluggedError, match=r"'Reader A' is no longer connected"):
        wait_for_card([READER], 30, service=service, clock=service.clock)
    assert service.contexts_open == 0


def test_a_reader_that_gives_no_answer_for_a_moment_is_not_unplugged(service: FakeService) -> None:
    """The service calls a reader unavailable until the next time that it asks it: a card may come all the same."""
    silent = partial(service.put_card, atr=b"", state=ReaderState.UNAVAILABLE)
    service.while_waiting.extend([silent, service.put_card])
    assert wait_for_card([READER], 30, service=service, clock=service.clock).card_present


def test_a_reader_that_is_not_known_for_an_instant_is_not_unplugged(service: FakeService) -> None:
    """Twice the service may say that it does not know a reader before it is believed."""
    service.put_card()
    service.fail("status_change", *[ResultCode.UNKNOWN_READER] * 2)
    assert wait_for_card([READER], 30, service=service, clock=service.clock).card_present


def test_no_answer_is_no_removal(service: FakeService) -> None:
    """A reader that gives no answer for a moment may still have its card."""
    service.put_card(atr=b"", state=ReaderState.UNAVAILABLE)
    service.while_waiting.extend([service.put_card, lambda: None, service.take_card])
    assert wait_for_removal(READER, 30, service=service, clock=service.clock)
    assert service.now == 0.75


@pytest.mark.parametrize(
    ("code", "error"),
    [(ResultCode.UNKNOWN_READER, ReaderUnpluggedError), (ResultCode.SERVICE_STOPPED, NoServiceError)],
)
def test_failures_end_the_wait(service: FakeService, code: ResultCode, error: type[Exception]) -> None:
    """A failure of the service in the middle of the wait ends it under its own name."""
    service.fail("status_change", ResultCode.SUCCESS, *[code] * 3)
    with pytest.raises(error):
        wait_for_card([READER], 30, service=service, clock=service.clock)
    assert service.contexts_open == 0


def test_ctrl_c_releases_the_context(service: FakeService) -> None:
    """A person who gives up leaves nothing open."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    service.while_waiting.append(interrupt)
    with pytest.raises(KeyboardInterrupt):
        wait_for_card([READER], 30, service=service, clock=service.clock)
    assert service.contexts_open == 0


def test_a_removal_is_waited_for(service: FakeService) -> None:
    """An empty reader is empty at once, a card that goes ends the wait, and one that stays is told in time."""
    assert wait_for_removal(READER, 30, service=service, clock=service.clock)
    service.put_card()
    service.while_waiting.extend([lambda: None] * 3)
    assert not wait_for_removal(READER, 0.5, service=service, clock=service.clock)
    service.while_waiting.append(service.take_card)
    assert wait_for_removal(READER, 30, service=service, clock=service.clock)
    assert service.contexts_open == 0
