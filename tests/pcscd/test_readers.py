from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from menkyo.pcsc import NoCardError, choose_reader, list_readers, wait_for_card

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.pcsc import Reader
    from tests.pcscd.conftest import ServedCard

pytestmark = pytest.mark.pcscd


def test_the_virtual_reader_has_two_slots(slots: tuple[Reader, ...]) -> None:
    """Without cards both slots of the virtual reader are listed, empty, and nothing else is."""
    assert [(reader.number, reader.name) for reader in slots] == [(0, "Virtual PCD 00 00"), (1, "Virtual PCD 00 01")]
    assert [(reader.card_present, reader.atr) for reader in slots] == [(False, None)] * 2


def test_a_card_shows_in_its_slot(lay_card: Callable[..., ServedCard]) -> None:
    """A card that lies on the second slot is seen there with its ATR, and chooses that reader."""
    served = lay_card(slot=1)
    first, second = list_readers()
    assert (first.card_present, second.card_present) == (False, True)
    assert second.atr == served.card.atr
    assert choose_reader([first, second]) == second


def test_waiting_in_vain_ends(slots: tuple[Reader, ...]) -> None:
    """One look at an empty slot finds no card."""
    with pytest.raises(NoCardError):
        wait_for_card(slots[:1], 0)
