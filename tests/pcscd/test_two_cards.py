"""Both kinds of card in the two slots at once, each served by a process of its own, as a person with two readers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, cast

import pytest

if TYPE_CHECKING:
    from tests.pcscd.conftest import Menkyo

pytestmark = pytest.mark.pcscd

NAMES: Final = ("Virtual PCD 00 00", "Virtual PCD 00 01")
KINDS: Final = ("mynumber", "ic-license")
NUMBERS: Final = ("309012345620", "309012345621")
TWO_PINS: Final = "1234\n5678\n"


@pytest.mark.usefixtures("two_cards")
def test_both_cards_are_listed(menkyo: Menkyo) -> None:
    """`menkyo readers` has two readers with a card each, whose ATRs differ."""
    output, errors = menkyo.run("readers", "--format", "json")
    readers = cast("dict[str, list[dict[str, object]]]", json.loads(output))["readers"]
    assert errors == ""
    assert [(reader["number"], reader["name"], reader["card_present"]) for reader in readers] == [
        (0, NAMES[0], True),
        (1, NAMES[1], True),
    ]
    assert len({reader["atr"] for reader in readers}) == 2
    output, _ = menkyo.run("readers")
    assert output.decode().splitlines() == [f"{number}  {name}  (card present)" for number, name in enumerate(NAMES)]


@pytest.mark.usefixtures("two_cards")
@pytest.mark.parametrize("reader", ["0", "1", *NAMES, "pcd 00 00", "PCD 00 01"])
def test_each_card_is_read_by_number_and_by_name(menkyo: Menkyo, reader: str) -> None:
    """A reader's number, its name or a part of it in any case chooses the card, and nothing of the other shows."""
    slot = int(reader[-1])
    output, errors = menkyo.run("read", "--reader", reader, "--pin-file", "-", "--format", "json", pin=TWO_PINS)
    document = cast("dict[str, object]", json.loads(output))
    card, recorded = (cast("dict[str, object]", document[key]) for key in ("card", "license"))
    assert errors == ""
    assert document["reader"] == NAMES[slot]
    assert card["kind"] == KINDS[slot]
    assert recorded["number"] == NUMBERS[slot]
    assert document["photo"]
    assert (document["holder"] is not None) == (KINDS[slot] == "ic-license")


@pytest.mark.usefixtures("two_cards")
@pytest.mark.parametrize("command", ["read", "number", "verify"])
def test_without_a_reader_the_readers_are_named(menkyo: Menkyo, command: str) -> None:
    """With a card on each reader nobody guesses: 2, both readers with their numbers, and no card is touched."""
    for options in ((), ("--reader", "Virtual PCD")):
        output, errors = menkyo.run(command, *options, "--pin-file", "-", code=2)
        assert output == b""
        assert f"0 = {NAMES[0]}, 1 = {NAMES[1]}" in errors
        assert len(errors.splitlines()) == 2
    assert menkyo.read("--reader", "0")["pin"] == {"set": True, "tries_left": 10}
    assert menkyo.read("--reader", "1")["pin"] == {"set": True, "tries_left": 3, "pin2_tries_left": 3}


@pytest.mark.usefixtures("two_cards")
def test_the_two_numbers_are_told_apart(menkyo: Menkyo) -> None:
    """`menkyo number` names each of the two numbers, which share eleven digits, and the one for the renewal form."""
    numbers = [
        cast(
            "dict[str, object]",
            json.loads(menkyo.run("number", "--reader", str(slot), "--pin-file", "-", "--format", "json")[0]),
        )
        for slot in range(2)
    ]
    assert [number["number"] for number in numbers] == list(NUMBERS)
    assert [number["kind"] for number in numbers] == ["license-record", "license"]
    assert [number["for_renewal"] for number in numbers] == [True, False]
    assert numbers[0]["shared_digits"] == numbers[1]["shared_digits"]


@pytest.mark.usefixtures("two_cards")
def test_a_wrong_pin_of_one_card_costs_the_other_nothing(menkyo: Menkyo) -> None:
    """Each card counts its own tries: a wrong PIN2 of the IC license leaves its PIN1 and the other card alone."""
    _, errors = menkyo.run("read", "--reader", "1", "--pin-file", "-", pin="1234\n9999\n", code=6)
    assert "PIN2 is wrong; tries left: 2." in errors
    assert menkyo.read("--reader", "1")["pin"] == {"set": True, "tries_left": 3, "pin2_tries_left": 2}
    assert menkyo.read("--reader", "0")["pin"] == {"set": True, "tries_left": 10}
