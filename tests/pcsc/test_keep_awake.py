from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

from menkyo.pcsc import connect
from menkyo.pcsc.codes import ResultCode
from menkyo.pcsc.keep_awake import TOUCH_SECONDS

if TYPE_CHECKING:
    from tests.pcsc.conftest import FakeService

SELECT = bytes.fromhex("00A4040C")
OFTEN = 0.001
PATIENCE = 30


def touching() -> list[threading.Thread]:
    """The threads that touch cards."""
    return [thread for thread in threading.enumerate() if thread.name == "menkyo-pcsc-keep-awake"]


def test_only_windows_needs_it(service: FakeService) -> None:
    """Elsewhere no card is touched and no thread is started."""
    assert (TOUCH_SECONDS is None) == (sys.platform != "win32")
    service.put_card()
    with connect("Reader A", service=service, touch_seconds=None):
        assert touching() == []


def test_windows_is_touched_in_time() -> None:
    """Windows resets an idle card after five seconds; a touch may be missed and still be in time."""
    assert TOUCH_SECONDS is None or 2 * TOUCH_SECONDS < 5


def test_an_idle_card_is_touched_until_it_is_closed(service: FakeService) -> None:
    """The card is touched again and again while it is open, and never once it is closed."""
    service.put_card()
    touches = threading.Semaphore(0)
    service.before["status"] = touches.release
    transport = connect("Reader A", service=service, touch_seconds=OFTEN)
    (thread,) = touching()
    for _ in range(3):
        assert touches.acquire(timeout=PATIENCE)
    transport.transmit(SELECT)
    transport.close()
    log = list(service.log)
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert service.log == log
    assert log[-3:] == ["end_transaction UNPOWER", "disconnect LEAVE", "release_context"]


def test_a_command_is_never_interrupted(service: FakeService) -> None:
    """A touch and a command hold the same lock, so that a touch never comes in the middle of a command."""
    service.put_card()
    held: list[bool] = []
    touched = threading.Event()
    transport = connect("Reader A", service=service, touch_seconds=OFTEN)
    lock: threading.Lock = vars(transport)["_lock"]

    def note() -> None:
        held.append(lock.locked())
        touched.set()

    service.before |= {"status": note, "transmit": note}
    assert touched.wait(PATIENCE)
    transport.transmit(SELECT)
    transport.close()
    transport.close()
    assert all(held)


def test_a_card_that_left_is_no_concern_of_the_touch(service: FakeService) -> None:
    """What a touch finds out is left to the next command to tell."""
    service.put_card()
    touches = threading.Semaphore(0)
    service.before["status"] = touches.release
    service.fail("status", ResultCode.REMOVED_CARD, ResultCode.INVALID_HANDLE)
    with connect("Reader A", service=service, touch_seconds=OFTEN) as transport:
        for _ in range(3):
            assert touches.acquire(timeout=PATIENCE)
        assert transport.transmit(SELECT) == b"\x90\x00"
