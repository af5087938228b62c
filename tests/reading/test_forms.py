"""Cards that take commands in one of the forms that the specs name: each is read whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from apdu.errors import WrongPinError
from menkyo.reading import IcLicensePins, read_card, read_status
from menkyo.virtual import Switches, VirtualCard, load_image, open_virtual

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.reading import Capture
    from tests.reading.conftest import Watched

    Watch = Callable[..., Watched]

FORMS: dict[str, Callable[[Switches], Switches]] = {
    "neither": lambda plain: replace(plain, short_read=False, short_verify=False),
    "read": lambda plain: replace(plain, short_verify=False),
    "verify": lambda plain: replace(plain, short_read=False),
    "neither, in short length": lambda plain: replace(
        plain, short_read=False, short_verify=False, extended_length=False
    ),
}


def read(transport: Watched, pin: bytes = b"1234") -> Capture:
    """Read whichever card it is."""
    pins = IcLicensePins(lambda _tries: pin, lambda _tries: b"5678")
    return read_card(transport, lambda _tries: pin, ic_license_pins=pins)


def with_switches(name: str, change: Callable[[Switches], Switches]) -> VirtualCard:
    """The card of an image with other switches."""
    image = load_image(name)
    return VirtualCard(replace(image, switches=change(image.switches)))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["specimen", "ic-license"])
def test_a_card_of_either_form_brings_the_same(watch: Watch, name: str, form: str) -> None:
    """Where short identifiers are refused for files, keys or both, files and keys are selected."""
    usual = read(watch(open_virtual(name)))
    card = watch(open_virtual(with_switches(name, FORMS[form])))
    files = {file.name: (file.data or b"").rstrip(b"\xff") for file in read(card).files}
    assert files == {file.name: (file.data or b"").rstrip(b"\xff") for file in usual.files}
    assert card.presented == ([b"1234"] if name == "specimen" else [b"1234", b"5678"])


@pytest.mark.parametrize("name", ["specimen", "ic-license"])
def test_a_selected_key_costs_one_try_of_a_wrong_pin(watch: Watch, name: str) -> None:
    """The question in the other form costs none, and the PIN is presented once."""
    card = with_switches(name, FORMS["neither"])
    place = ("license", 0x06) if name == "specimen" else ("MF", 0x01)
    before = card.tries_left(*place)
    watched = watch(open_virtual(card))
    with pytest.raises(WrongPinError):
        read(watched, b"0000")
    assert watched.presented == [b"0000"]
    assert card.tries_left(*place) == before - 1


@pytest.mark.parametrize("name", ["specimen", "ic-license"])
def test_the_status_is_told_in_either_form(watch: Watch, name: str) -> None:
    """The look at a card finds the same without short identifiers."""
    card = watch(open_virtual(with_switches(name, FORMS["neither"])))
    assert read_status(card).pins == read_status(open_virtual(name)).pins
    assert not card.presented


@pytest.mark.parametrize("answer", ["6700", "6Cxx"])
def test_a_record_of_its_own_length_is_read(watch: Watch, answer: str) -> None:
    """A card that wants the record's length in Le tells its last day all the same."""
    card = watch(open_virtual(with_switches("specimen", lambda plain: replace(plain, record_length=answer))))
    capture = read(card)
    assert (capture.data("card-record") or b"").endswith(b"20350217")
    assert not [command for command, _ in card.log if command[1] == 0xCA]


def test_a_second_source_is_asked_only_when_the_first_tells_nothing(watch: Watch) -> None:
    """The card's last day costs no command more where 共通AP tells it."""
    card = watch(open_virtual("specimen"))
    assert read(card).data("card-expiry") is None
    assert len(card.log) == 14


@pytest.mark.parametrize("record", ["6A82", "6700", "6982", "9000", "011C" + "30" * 20 + "3230333530323330" + "9000"])
def test_the_card_manager_tells_what_the_record_does_not(watch: Watch, record: str) -> None:
    """Where 共通AP gives no day, reading and status ask the same second source, and agree."""
    card = watch(open_virtual("specimen"))
    card.replace = lambda command: bytes.fromhex(record) if command[1] == 0xB2 else None
    assert read(card).data("card-expiry") == b"20350217"
    assert read_status(card).expires_on == date(2035, 2, 17)


def test_a_card_without_the_common_application_has_a_last_day(watch: Watch) -> None:
    """Without 共通AP there is no record to be asked for, and the card manager tells."""
    card = watch(open_virtual("specimen"))
    card.replace = lambda command: b"\x6a\x82" if command[5:] == bytes.fromhex("D3921000310001010100") else None
    capture = read(card)
    assert "common" not in capture.applications
    assert capture.data("card-expiry") == b"20350217"


@pytest.mark.parametrize("answer", ["6A88", "32303335303233309000", "9000", "313233349000"])
def test_what_is_no_day_is_not_kept(watch: Watch, answer: str) -> None:
    """The object of the second source is kept when it is eight digits that are a day."""
    card = watch(open_virtual("specimen"))
    card.replace = lambda command: bytes.fromhex(answer) if command[1] in {0xB2, 0xCA} else None
    capture = read(card)
    assert capture.data("card-expiry") is None
    assert card.presented == [b"1234"]
