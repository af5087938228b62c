"""`menkyo.testing`: a card for other programs' tests, in the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import menkyo
from apdu.errors import CardRemovedError
from menkyo.pcsc import Reader
from menkyo.testing import CardForTests
from menkyo.virtual import Action, ImageError, ServeError, VirtualCard, image_names, load_image

if TYPE_CHECKING:
    from pathlib import Path

SELECT_LICENSE = bytes.fromhex("00A4040C10A0000002310600000000000000000000")
WRONG_PIN = bytes.fromhex("0020008604") + b"0000"
QUERY = bytes.fromhex("00200086")


def test_a_card_is_a_transport() -> None:
    """It can be read again and again, and its try counters stay while it lies there."""
    card = CardForTests()
    menkyo.read_card(card, lambda _tries: b"1234")
    card.close()
    capture = menkyo.read_card(card, lambda _tries: b"1234")
    card.close()
    assert capture.reader == "Virtual: specimen"
    assert menkyo.decode(capture).record.number is not None
    card.transmit(SELECT_LICENSE)
    assert card.transmit(WRONG_PIN)[:1] == b"\x63"
    card.close()
    assert card.tries["license"] == 9


def test_what_was_done_can_be_looked_at() -> None:
    """The access log tells which files were touched, and never the My Number's."""
    with CardForTests() as card:
        menkyo.read_card(card, lambda _tries: b"1234")
        assert card.access_log.count("license", action=Action.VERIFY) == 1
        assert card.access_log.count("text", "0001") == 0


@pytest.mark.parametrize("name", image_names())
def test_the_tries_have_names(name: str) -> None:
    """Every secret that a card has is named, and none that it lacks."""
    card = CardForTests(name)
    if card.image.kind == "ic-license":
        assert set(card.tries) == {"pin1", "pin2"}
    else:
        absent = {key for key, change in card.image.keys if not change.present}
        assert not absent & set(card.tries)
        assert ("license" in card.tries) == ("license" in card.image.card.applications)
    assert all(0 <= left <= 15 for left in card.tries.values())


def test_a_card_is_made_of_anything_that_is_one(tmp_path: Path) -> None:
    """A name, a file, an image, and a card that exists; no representation shows what is on it."""
    path = tmp_path / "mine.toml"
    path.write_text('schema = "menkyo.image/1"\n[pin]\nvalue = "4321"\n', encoding="utf-8")
    image = load_image("expired")
    for card in ("expired", path, str(path), image, VirtualCard(image)):
        made = CardForTests(card)
        assert made.image.name in {"expired", "mine"}
        assert "4321" not in repr(made)
        assert made.atr == made.card.atr
    with pytest.raises(ImageError):
        CardForTests("nothing")


@pytest.mark.parametrize("slot", [-1, 0, 2])
def test_serving_needs_a_virtual_reader(monkeypatch: pytest.MonkeyPatch, slot: int) -> None:
    """A reader of another make is none, nor is a slot that it lacks; the card stays usable in the process."""
    readers = (Reader(0, "Real reader 00 00", card_present=False),)
    monkeypatch.setattr("menkyo.pcsc.list_readers", lambda: readers)
    card = CardForTests()
    with pytest.raises(ServeError):
        card.serve(slot)
    assert card.transmit(SELECT_LICENSE) == b"\x90\x00"


def _is_empty(_reader: Reader, _seconds: float) -> bool:
    return True


def _stays(_reader: Reader, _seconds: float) -> bool:
    return False


def test_a_reader_where_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the service has the reader and its port is closed, the error says so, and the card is given back."""
    readers = (Reader(0, "Virtual PCD 00 00", card_present=False),)
    monkeypatch.setattr("menkyo.pcsc.list_readers", lambda: readers)
    monkeypatch.setattr("menkyo.pcsc.wait_for_removal", _is_empty)
    monkeypatch.setattr("menkyo.virtual.DEFAULT_PORT", 1, raising=False)
    card = CardForTests()
    with pytest.raises(ServeError):
        card.serve(seconds=0)
    assert card.transmit(SELECT_LICENSE) == b"\x90\x00"


def test_a_slot_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another card stays on the slot, that is said, and its reader's name is not taken for this card's."""
    readers = (Reader(0, "Virtual PCD 00 00", card_present=True),)
    monkeypatch.setattr("menkyo.pcsc.list_readers", lambda: readers)
    monkeypatch.setattr("menkyo.pcsc.wait_for_removal", _stays)
    card = CardForTests()
    with pytest.raises(ServeError, match="Another card lies on slot 0"):
        card.serve()
    assert card.transmit(SELECT_LICENSE) == b"\x90\x00"


def test_a_card_on_a_reader_is_not_in_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two programs at once would disturb each other."""
    card = CardForTests()
    monkeypatch.setattr(card, "_served", object())
    with pytest.raises(CardRemovedError):
        card.transmit(SELECT_LICENSE)
