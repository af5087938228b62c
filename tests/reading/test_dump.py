"""A dump: all that may be read of a card, and nothing that leads to the My Number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator, validate

import menkyo
from apdu.applications import MY_NUMBER_CARD, Access
from apdu.errors import PinBlockedError, PinError, TransportError
from menkyo.output import schema
from menkyo.reading import (
    CardFound,
    Dump,
    HolderKeys,
    IcLicensePins,
    NoLicenseError,
    PinSettingError,
    PinState,
    SkipReason,
    dump_card,
    load_capture,
    read_status,
    save_capture,
    status_of_capture,
)
from menkyo.virtual import Action, VirtualCard, image_names, load_image, open_virtual

if TYPE_CHECKING:
    from pathlib import Path

# What leads to the My Number (My Number card spec, section 1).
DENIED_FILES = (("text", "0001"), ("text", "0003"), ("surface", "0005"))
DENIED_KEYS = (("text", "0014"), ("surface", "0013"))
BLOCKED = [name for name in image_names() if name.startswith("blocked") and not load_image(name).pin.tries_left]
FREE = [(each.name, file.name) for each in MY_NUMBER_CARD for file in each.files if file.access is Access.FREE]


def never(_tries: int) -> bytes:
    """Ask nobody."""
    pytest.fail("A PIN was asked for")


def dump(card: VirtualCard) -> Dump:
    """Dump a card whose PINs are those of the built-in images."""
    pins = IcLicensePins(lambda _tries: b"1234", lambda _tries: b"5678")
    return dump_card(open_virtual(card), lambda _tries: b"1234", ic_license_pins=pins, use_last_try=True)


def assert_number_untouched(card: VirtualCard) -> None:
    """The access log has no file of the My Number in any way, and no VERIFY with one of its keys."""
    for application, file in DENIED_FILES:
        assert card.log.count(application, file) == 0
    for application, key in DENIED_KEYS:
        assert card.log.count(application, key, Action.VERIFY) == 0


def test_a_dump_has_every_free_file_and_what_the_pin_opens() -> None:
    """All that the tables call free is there, besides the record and its signature."""
    card = VirtualCard(load_image("specimen"))
    names = {(file.application, file.name) for file in dump(card).capture.files}
    assert names == {*FREE, ("license", "WEF02"), ("license", "WEF03")}
    assert_number_untouched(card)


def test_what_was_not_asked_for_is_told() -> None:
    """The deny list, and what needs a secret that is not presented."""
    skipped = {(file.application, file.name, file.reason) for file in dump(VirtualCard(load_image("specimen"))).skipped}
    assert skipped == {
        ("text", "0001", SkipReason.MY_NUMBER),
        ("text", "0003", SkipReason.MY_NUMBER),
        ("surface", "0005", SkipReason.MY_NUMBER),
        ("text", "text/EF0002", SkipReason.NUMBER_B),
        ("surface", "surface/EF0002", SkipReason.NUMBER_B),
        ("jpki", "signature-certificate", SkipReason.PASSWORD),
    }


def test_the_holder_is_dumped_when_asked_for() -> None:
    """照合番号B opens name and face, without the security code; then nothing of it is left out."""
    keys = HolderKeys(lambda _tries: b"55021720352285")
    result = dump_card(open_virtual("specimen"), lambda _tries: b"1234", holder=keys)
    assert result.capture.data("text/EF0002")
    assert result.capture.data("surface/EF0002")
    assert not [file for file in result.skipped if file.reason is SkipReason.NUMBER_B]


def test_what_pin2_would_open_is_told() -> None:
    """Without PIN2 the domicile, its changes and the photo are left out."""
    pins = IcLicensePins(lambda _tries: b"1234", never, frozenset)
    result = dump_card(open_virtual("ic-license"), never, ic_license_pins=pins)
    assert [(file.name, file.reason) for file in result.skipped] == [
        (name, SkipReason.PIN2) for name in ("DF1/EF02", "DF1/EF06", "DF2/EF01")
    ]
    assert dump(VirtualCard(load_image("ic-license"))).skipped == ()


def test_serial_numbers_are_zeros() -> None:
    """Neither the card's serial number nor that of its token is in a dump; the rest of both files is."""
    image = load_image("specimen")
    capture = dump(VirtualCard(image)).capture
    record, token = capture.data("card-record") or b"", capture.data("token-information") or b""
    assert record == b"\x01\x1c" + b"0" * 20 + record[22:]
    assert token[80:96] == b"0" * 16
    assert token.startswith(b"JPKIAPICCTOKEN2")
    assert len(token) == 160
    assert all(image.card.serial.encode() not in (file.data or b"") for file in capture.files)


def test_a_card_without_a_license_is_dumped_without_a_pin() -> None:
    """There is nothing to ask for; what is decoded later says that the license application is not there."""
    card = VirtualCard(load_image("no-license"))
    result = dump_card(open_virtual(card), never)
    assert {(file.application, file.name) for file in result.capture.files} == {
        each for each in FREE if each[0] != "license"
    }
    assert "license" not in result.capture.applications
    with pytest.raises(NoLicenseError) as caught:
        menkyo.decode(result.capture)
    assert caught.value.found is CardFound.MY_NUMBER_CARD
    assert_number_untouched(card)


@pytest.mark.parametrize("image", BLOCKED)
def test_a_card_whose_pin_is_blocked_keeps_what_is_free(image: str) -> None:
    """No PIN is asked for, and what is decoded later says that it is blocked, not that there is no record."""
    card = VirtualCard(load_image(image))
    result = dump_card(open_virtual(card), never)
    assert {(file.application, file.name) for file in result.capture.files} == set(FREE)
    assert [skipped.name for skipped in result.skipped if skipped.reason is SkipReason.BLOCKED] == ["WEF02", "WEF03"]
    assert result.capture.pin == PinState(is_set=True, tries_left=0)
    assert [pin.tries_left for pin in status_of_capture(result.capture).pins] == [0]
    with pytest.raises(PinBlockedError):
        menkyo.decode(result.capture)
    assert_number_untouched(card)


def test_a_pin_that_is_blocked_just_now_ends_the_dump() -> None:
    """Whoever used the last try hears that it was wrong."""
    with pytest.raises(PinBlockedError):
        dump_card(open_virtual("last-try"), lambda _tries: b"0000", use_last_try=True)


@pytest.mark.parametrize(
    ("image", "found"),
    [("phone", CardFound.PHONE), ("resident-card", CardFound.RESIDENT_CARD), ("other-card", CardFound.OTHER)],
)
def test_other_cards_are_named(image: str, found: CardFound) -> None:
    """What is no My Number card and no license is not dumped as one."""
    with pytest.raises(NoLicenseError) as caught:
        dump_card(open_virtual(image), never)
    assert caught.value.found is found


def test_the_status_of_a_dump_has_the_certificates() -> None:
    """What a status tells of certificates, a dump tells, too."""
    capture = dump(VirtualCard(load_image("specimen"))).capture
    assert status_of_capture(capture).certificates == read_status(open_virtual("specimen")).certificates
    without = dump(VirtualCard(load_image("no-certificates"))).capture
    assert [each.present for each in status_of_capture(without).certificates] == [False, False]


def test_the_status_of_a_dump_without_a_license_has_no_pin() -> None:
    """A PIN that is not there has no tries."""
    assert status_of_capture(dump_card(open_virtual("no-license"), never).capture).pins == ()


@pytest.mark.parametrize("name", image_names())
def test_every_dump_loads_again(name: str, tmp_path: Path) -> None:
    """For each built-in card: a dump that is saved and loaded is the same, or nothing is dumped for a known reason."""
    card = VirtualCard(load_image(name))
    try:
        result = dump(card)
    except (NoLicenseError, PinError, PinSettingError):
        result = None
    assert_number_untouched(card)
    if result is not None:
        save_capture(result.capture, tmp_path / "dump.json")
        assert load_capture(tmp_path / "dump.json") == result.capture
        validate(
            json.loads((tmp_path / "dump.json").read_bytes()), schema("menkyo.capture/1"), cls=Draft202012Validator
        )


def test_a_card_that_leaves_is_not_dumped() -> None:
    """What is missing because the card is gone is not taken for a file that is not there."""
    count = 0

    class Leaving:
        name = "Reader"
        atr = b"\x3b\x80"
        inner = open_virtual("specimen")

        def transmit(self, command: bytes, /) -> bytes:
            nonlocal count
            count += 1
            if count > 40:
                raise TransportError("Gone")
            return self.inner.transmit(command)

        def close(self) -> None:
            """Do nothing."""

    with pytest.raises(TransportError):
        dump_card(Leaving(), lambda _tries: b"1234")
