from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from apdu.errors import CardRemovedError
from menkyo.pcsc import NoCardError, SharingViolationError, connect

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.pcsc import Reader
    from tests.pcscd.conftest import ServedCard

pytestmark = pytest.mark.pcscd

SELECT_LICENSE = bytes.fromhex("00A4040C10A0000002310600000000000000000000")
"""The license application (免許AP) on the My Number card; license card spec, section 3.2."""

VERIFY = bytes.fromhex("002000860431323334")
"""The PIN of the built-in cards, 1234; license card spec, section 3.5."""

READ_RECORD = bytes.fromhex("00B09B00000000")
"""WEF02 from its start, as much as there is, with extended length; license card spec, section 3.7."""

SELECT_NOTHING = bytes.fromhex("00A4040C05A000000099")


def test_commands_and_answers_pass_as_they_are(lay_card: Callable[..., ServedCard]) -> None:
    """The card gets the bytes that were sent, and its answer comes back whole."""
    served = lay_card()
    with connect(served.reader) as transport:
        assert (transport.name, transport.atr) == ("Virtual PCD 00 00", served.card.atr)
        assert transport.transmit(SELECT_NOTHING) == b"\x6a\x82"
        assert transport.transmit(SELECT_LICENSE) == b"\x90\x00"


def test_a_long_answer_passes_whole(lay_card: Callable[..., ServedCard]) -> None:
    """An answer far longer than 256 bytes, asked for with extended length, is not cut on its way."""
    served = lay_card("full-size")
    with connect(served.reader) as transport:
        transport.transmit(SELECT_LICENSE)
        assert transport.transmit(VERIFY) == b"\x90\x00"
        answer = transport.transmit(READ_RECORD)
    assert len(answer) > 2000
    assert answer[-2:] == b"\x90\x00"


def test_a_verified_pin_does_not_outlive_the_connection(lay_card: Callable[..., ServedCard]) -> None:
    """Closing takes the card's power, so that the next program has to present the PIN itself."""
    served = lay_card()
    with connect(served.reader) as transport:
        transport.transmit(SELECT_LICENSE)
        assert transport.transmit(VERIFY) == b"\x90\x00"
        assert transport.transmit(READ_RECORD)[-2:] == b"\x90\x00"
    with connect(served.reader) as transport:
        transport.transmit(SELECT_LICENSE)
        assert transport.transmit(READ_RECORD) == b"\x69\x82"


def test_the_atr_is_known_on_every_connection(lay_card: Callable[..., ServedCard]) -> None:
    """Taking the card's power does not make the next connection lose its ATR."""
    served = lay_card()
    for _ in range(3):
        with connect(served.reader) as transport:
            assert transport.atr == served.card.atr


def test_a_card_that_is_pulled_is_removed(lay_card: Callable[..., ServedCard]) -> None:
    """A card that leaves between two commands is reported as removed, although pcscd calls it a failed exchange."""
    served = lay_card()
    with connect(served.reader) as transport:
        transport.transmit(SELECT_LICENSE)
        served.pull()
        with pytest.raises(CardRemovedError):
            transport.transmit(SELECT_LICENSE)


def test_an_empty_slot_has_no_card(slots: tuple[Reader, ...]) -> None:
    """Connecting to a slot without a card says that there is none."""
    with pytest.raises(NoCardError):
        connect(slots[0])


def test_a_card_in_use_is_waited_for_and_then_given_up(lay_card: Callable[..., ServedCard]) -> None:
    """While one program holds the card another one gets nothing, and leaves nothing behind when it gives up."""
    served = lay_card()
    with connect(served.reader) as holder:
        holder.transmit(SELECT_LICENSE)
        with pytest.raises(SharingViolationError):
            connect(served.reader, patience=0.1)
        assert holder.transmit(SELECT_NOTHING) == b"\x6a\x82"
    for thread in threading.enumerate():
        if thread.name == "menkyo-pcsc-connect":
            thread.join()
    with connect(served.reader) as next_holder:
        assert next_holder.transmit(SELECT_LICENSE) == b"\x90\x00"
