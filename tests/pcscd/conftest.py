"""Cards in the virtual reader of a private pcscd, which `scripts/private-pcscd` starts."""

from __future__ import annotations

import os
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from menkyo.pcsc import Reader, list_readers, wait_for_card
from menkyo.pcsc.service import PyscardService, look_at, open_context
from menkyo.virtual import DEFAULT_PORT, ServeEventKind, VirtualCard, load_image, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from menkyo.virtual import ServeEvent

PATIENCE = 20.0
"""Seconds after which pcscd will not notice a card any more; it takes less than one."""


class ServedCard:
    """A virtual card lying on a slot of the virtual reader until it is pulled."""

    def __init__(self, card: VirtualCard, slot: int) -> None:
        self.card = card
        self.slot = slot
        self.events: list[ServeEventKind] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, name=f"virtual card in slot {slot}")
        self._thread.start()
        self.reader = wait_for_card([list_readers()[slot]], PATIENCE)

    def pull(self) -> None:
        """Take the card off the reader; pcscd notices a little later."""
        self._stop.set()
        self._thread.join()

    def leave_nothing(self) -> None:
        """Take the card off the reader and wait until pcscd has noticed, for the next test's sake."""
        self.pull()
        service = PyscardService()
        with open_context(service) as context:
            look = look_at(service, context, self.reader.name)
            if look.state.card_present:
                look = look_at(service, context, self.reader.name, look, int(PATIENCE * 1000))
            assert not look.state.card_present

    def _serve(self) -> None:
        serve(self.card, port=DEFAULT_PORT + self.slot, stop=self._stop, on_event=self._note)

    def _note(self, event: ServeEvent) -> None:
        self.events.append(event.kind)


@pytest.fixture(autouse=True, scope="session")
def private_daemon() -> None:
    """The private daemon that this folder needs; a test must never reach the readers of the person who runs it."""
    if os.environ.get("MENKYO_PRIVATE_PCSCD") != "1":
        pytest.fail("These tests need a private pcscd; run `make test`, which starts one.", pytrace=False)


@pytest.fixture
def slots() -> tuple[Reader, ...]:
    """The two slots of the virtual reader, as they are."""
    return list_readers()


@pytest.fixture
def lay_card() -> Iterator[Callable[..., ServedCard]]:
    """A function that lays a card image (by name or file) on slot 0 or 1, and returns when the reader reports it."""
    with ExitStack() as stack:

        def lay(image: str = "specimen", slot: int = 0) -> ServedCard:
            served = ServedCard(VirtualCard(load_image(image)), slot)
            stack.callback(served.leave_nothing)
            return served

        yield lay


@pytest.fixture(scope="module")
def specimen() -> Iterator[ServedCard]:
    """The specimen on slot 0 for all tests of a module, where none of them pulls it or spends a PIN try."""
    served = ServedCard(VirtualCard(load_image("specimen")), 0)
    yield served
    served.leave_nothing()
