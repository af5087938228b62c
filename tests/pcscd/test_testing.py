"""`menkyo.testing` through a real PC/SC service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from menkyo.pcsc import list_readers

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.testing import CardForTests
    from tests.pcscd.conftest import Menkyo

pytestmark = pytest.mark.pcscd


@pytest.mark.menkyo_card("new-driver")
def test_a_card_is_served_to_other_programs(menkyo: Menkyo, menkyo_card: CardForTests) -> None:
    """The reader's name is returned once the card is seen; what the program did can be looked at here."""
    reader = menkyo_card.serve()
    document = menkyo.read("--reader", reader)
    assert document["categories"] == ["moped"]
    assert menkyo_card.access_log.count("license", "0006") > 0
    menkyo.run("read", "--reader", reader, "--pin-file", "-", pin="0000", code=6)
    assert menkyo_card.tries["license"] == 9
    menkyo_card.withdraw()
    assert not any(each.card_present for each in list_readers())
    assert menkyo_card.transmit(bytes.fromhex("00A4040C10A0000002310600000000000000000000")) == b"\x90\x00"
    assert menkyo_card.serve() == reader


def test_two_cards_at_once(menkyo: Menkyo, make_menkyo_card: Callable[..., CardForTests]) -> None:
    """Each slot has its own reader and its own card."""
    first, second = make_menkyo_card("specimen"), make_menkyo_card("new-driver")
    names = first.serve(0), second.serve(1)
    assert names == ("Virtual PCD 00 00", "Virtual PCD 00 01")
    assert menkyo.read("--reader", names[1])["categories"] == ["moped"]
    assert first.access_log.count() == 0
