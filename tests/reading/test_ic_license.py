"""Reading a conventional IC license (license card spec, section 4): what is sent, and what never is."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu import StatusWord
from apdu.errors import (
    ApduError,
    LastTryError,
    MalformedPinError,
    PinBlockedError,
    PinError,
    StatusError,
    TriesUnknownError,
    WrongPinError,
)
from apdu.wrappers import Observed
from menkyo.decoding import decode
from menkyo.reading import (
    BehindPin2,
    CardFound,
    CardKind,
    IcLicensePins,
    NoLicenseError,
    PinSettingError,
    PinState,
    ReadingError,
    load_capture,
    read_card,
    save_capture,
)
from menkyo.virtual import IC_FILES, IcLicenseFiles, image_names, load_image, open_virtual

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.reading.conftest import IcCard

    MakeIcCard = Callable[..., IcCard]

NOTHING: frozenset[BehindPin2] = frozenset()
FREE = ["MF/EF01", "MF/EF02"]
BEHIND_PIN1 = ["DF1/EF01", "DF1/EF03", "DF1/EF04", "DF1/EF05", "DF1/EF07"]
ALL = [*FREE, *(f"DF1/EF0{number}" for number in range(1, 8)), "DF2/EF01", "DF3/EF01"]


def nobody(_tries_left: int) -> bytes:
    """Types no PIN, because nobody may ask."""
    raise AssertionError("The PIN was asked for")


def wanting(wanted: frozenset[BehindPin2]) -> Callable[[], frozenset[BehindPin2]]:
    """Someone who wants this of what PIN2 opens."""
    return lambda: wanted


def typed(
    pin1: bytes = b"1234", pin2: bytes = b"5678", wanted: frozenset[BehindPin2] = frozenset(BehindPin2)
) -> IcLicensePins:
    """Someone who wants everything, or this, and types these PINs."""
    return IcLicensePins(lambda _left: pin1, lambda _left: pin2, wanting(wanted))


def test_everything_takes_at_most_28_commands(ic_card: MakeIcCard) -> None:
    """On an extended link: seven SELECTs to know the card, both PINs in four commands, one command for each file."""
    card = ic_card()
    capture = read_card(card, nobody, ic_license_pins=typed())
    assert [command[:4].hex().upper() for command, _ in card.log] == [
        *["00A4040C"] * 7,
        *["00A40000", "00B08100", "00B08A00"],
        *["00200081", "00200082", "00200081", "00200082"],
        *["00A4040C", "00B08100", "00B08200", "00B08300", "00B08400", "00B08500", "00B08600", "00B08700"],
        *["00A4040C", "00B08100", "00A4040C", "00B08100"],
    ]
    assert len(card.log) == 26
    assert card.presented == [(0x81, b"1234"), (0x82, b"5678")]
    assert {file.name: file.data for file in capture.files} == card.files


def test_a_capture_says_what_was_found(ic_card: MakeIcCard, tmp_path: Path) -> None:
    """Kind, application, both PINs as they were before, the files in the order of the spec; all of it can be saved."""
    capture = read_card(ic_card(tries=[3, 2]), nobody, ic_license_pins=typed())
    assert (capture.kind, capture.applications) == (CardKind.IC_LICENSE, ("ic-license",))
    assert capture.pin == PinState(is_set=True, tries_left=3, pin2_tries_left=2)
    assert sorted(file.name for file in capture.files) == sorted(ALL)
    assert {file.application for file in capture.files} == {"ic-license"}
    save_capture(capture, tmp_path / "capture.json")
    assert load_capture(tmp_path / "capture.json") == capture


def test_without_pin2_everything_is_read_that_pin1_opens(ic_card: MakeIcCard) -> None:
    """Who wants nothing of PIN2 is not asked for it, and it is not presented; its tries are told."""
    for pins in (None, IcLicensePins(lambda _left: b"1234", nobody, lambda: NOTHING)):
        card = ic_card()
        capture = read_card(card, lambda _left: b"1234", ic_license_pins=pins)
        assert [file.name for file in capture.files] == [*FREE, *BEHIND_PIN1, "DF3/EF01"]
        assert card.presented == [(0x81, b"1234")]
        assert capture.pin.pin2_tries_left == 3


@pytest.mark.parametrize(
    ("wanted", "files"),
    [({BehindPin2.PHOTO}, {"DF2/EF01"}), ({BehindPin2.DOMICILE}, {"DF1/EF02", "DF1/EF06"})],
)
def test_of_what_pin2_opens_only_what_is_wanted_is_read(
    ic_card: MakeIcCard, wanted: set[BehindPin2], files: set[str]
) -> None:
    """PIN2 opens domicile and photo, and only those asked for leave the card."""
    pins = IcLicensePins(lambda _left: b"1234", lambda _left: b"5678", lambda: frozenset(wanted))
    capture = read_card(ic_card(), nobody, ic_license_pins=pins)
    assert {file.name for file in capture.files} == {*FREE, *BEHIND_PIN1, "DF3/EF01"} | files


@pytest.mark.parametrize("short", [False, True])
def test_a_short_link_brings_the_same(ic_card: MakeIcCard, *, short: bool) -> None:
    """Where extended length does not work the same files come, at least as far as their fill, for two VERIFYs."""
    card = ic_card(extended=False)
    capture = read_card(card, nobody, ic_license_pins=typed(), short=short)
    for name, content in card.files.items():
        data = capture.data(name)
        assert data is not None
        assert content.startswith(data)
        assert not content[len(data) :].strip(b"\xff")
    assert len(card.presented) == 2
    assert len(card.log) <= 45


def test_without_pins_the_default_is_presented(ic_card: MakeIcCard) -> None:
    """When MF/EF02 says exactly 05 01 00 both keys get four stars and nobody is asked; PIN2 only if wanted."""
    for wanted, presented in ((frozenset(BehindPin2), [0x81, 0x82]), (NOTHING, [0x81])):
        card = ic_card(pins=[b"****", b"****"])
        card.files["MF/EF02"] = b"\x05\x01\x00"
        capture = read_card(card, nobody, ic_license_pins=IcLicensePins(nobody, nobody, wanting(wanted)))
        assert card.presented == [(key, b"****") for key in presented]
        assert capture.pin == PinState(is_set=False, tries_left=3, pin2_tries_left=3)


@pytest.mark.parametrize("setting", ["", "0501", "050102", "0501FF", "050131", "C10100", "C10101", "FFFFFF", "000000"])
def test_an_odd_setting_ends_the_reading_before_any_verify(ic_card: MakeIcCard, setting: str) -> None:
    """Neither yes nor no is an error: no VERIFY of any kind for either key, no question."""
    card = ic_card()
    card.files["MF/EF02"] = bytes.fromhex(setting)
    with pytest.raises(PinSettingError):
        read_card(card, nobody, ic_license_pins=typed())
    assert all(command[1] != 0x20 for command, _ in card.log)


@pytest.mark.parametrize(("key", "name"), [(0, "pin1"), (1, "pin2")])
@pytest.mark.parametrize(("tries", "error"), [(0, PinBlockedError), (1, LastTryError)])
def test_a_pin_that_could_not_be_presented_is_not_asked_for(
    ic_card: MakeIcCard, key: int, name: str, tries: int, error: type[PinError]
) -> None:
    """Blocked, or at its last try: neither key is asked for or presented, and the error names the one to blame."""
    card = ic_card()
    card.tries[key] = tries
    with pytest.raises(error) as caught:
        read_card(card, nobody, ic_license_pins=IcLicensePins(nobody, nobody))
    assert caught.value.key_name == name
    assert not card.presented


def test_the_last_try_is_presented_to_who_insists(ic_card: MakeIcCard) -> None:
    """With one try left for each key, who insists presents each once."""
    card = ic_card(tries=[1, 1])
    read_card(card, nobody, ic_license_pins=typed(), use_last_try=True)
    assert len(card.presented) == 2


@pytest.mark.parametrize("tries", [0, 1])
def test_pin2_does_not_matter_to_who_wants_nothing_of_it(ic_card: MakeIcCard, tries: int) -> None:
    """A blocked PIN2, one at its last try, or one that tells no tries, leaves what PIN1 opens readable."""
    capture = read_card(ic_card(tries=[3, tries]), lambda _left: b"1234")
    assert capture.pin.pin2_tries_left == tries
    capture = read_card(ic_card(overrides={"00200082": b"\x6a\x82"}), lambda _left: b"1234")
    assert capture.pin.pin2_tries_left is None
    with pytest.raises(TriesUnknownError) as caught:
        read_card(ic_card(overrides={"00200082": b"\x6a\x82"}), nobody, ic_license_pins=typed())
    assert caught.value.key_name == "pin2"


@pytest.mark.parametrize(
    ("pin1", "pin2", "name", "presented"),
    [(b"9999", b"5678", "pin1", 1), (b"1234", b"9999", "pin2", 2), (b"9999", b"9999", "pin1", 1)],
)
def test_a_wrong_pin_costs_one_try_of_its_key(
    ic_card: MakeIcCard, pin1: bytes, pin2: bytes, name: str, presented: int
) -> None:
    """The error names the key and its tries; a wrong PIN1 spares PIN2."""
    card = ic_card()
    with pytest.raises(WrongPinError) as caught:
        read_card(card, nobody, ic_license_pins=typed(pin1, pin2))
    assert (caught.value.key_name, caught.value.tries_left) == (name, 2)
    assert len(card.presented) == presented


def test_one_pin_for_both_keys_is_presented_to_both(ic_card: MakeIcCard) -> None:
    """The same four digits are another PIN for another key."""
    card = ic_card(pins=[b"1234", b"1234"])
    read_card(card, nobody, ic_license_pins=typed(b"1234", b"1234"))
    assert card.presented == [(0x81, b"1234"), (0x82, b"1234")]


@given(pin1=st.binary(max_size=5), pin2=st.binary(max_size=5))
def test_of_malformed_pins_none_is_presented(ic_card: MakeIcCard, pin1: bytes, pin2: bytes) -> None:
    """When one of two PINs is not four digits, not even the other reaches the card."""
    card = ic_card()
    good = [len(pin) == 4 and pin.isdigit() for pin in (pin1, pin2)]
    if all(good):
        return
    with pytest.raises(MalformedPinError) as caught:
        read_card(card, nobody, ic_license_pins=typed(pin1, pin2))
    assert caught.value.key_name == ("pin2" if good[0] else "pin1")
    assert not card.presented


STATUSES = st.sampled_from([b"\x90\x00", b"\x63\x00", b"\x63\xc0", b"\x63\xc1", b"\x63\xc2", b"\x63\xc3", b"\x69\x84"])


@given(
    setting=st.sampled_from([b"\x05\x01\x01", b"\x05\x01\x00"]) | st.binary(max_size=4),
    queries=st.tuples(STATUSES | st.binary(max_size=3), STATUSES | st.binary(max_size=3)),
    answers=st.tuples(STATUSES | st.binary(max_size=3), STATUSES | st.binary(max_size=3)),
    pins=st.tuples(st.sampled_from([b"1234", b"****", b"12"]), st.sampled_from([b"1234", b"5678", b"****", b""])),
    wanted=st.sampled_from([frozenset(BehindPin2), NOTHING]),
    use_last_try=st.booleans(),
    extended=st.booleans(),
)
def test_each_pin_is_presented_once_and_only_when_everything_is_known(  # noqa: PLR0913 - one argument for each thing that can vary
    ic_card: MakeIcCard,
    *,
    setting: bytes,
    queries: tuple[bytes, bytes],
    answers: tuple[bytes, bytes],
    pins: tuple[bytes, bytes],
    wanted: frozenset[BehindPin2],
    use_last_try: bool,
    extended: bool,
) -> None:
    """For each key on its own: at most one VERIFY, after an exact setting and a count of that key that allows it."""
    verifies = {f"0020008{key}04": answer for key, answer in zip("12", answers, strict=True)}
    asks = {f"0020008{key}": answer for key, answer in zip("12", queries, strict=True)}
    card = ic_card(overrides={**verifies, **asks}, extended=extended)
    card.files["MF/EF02"] = setting
    with suppress(ApduError, ReadingError):
        read_card(
            card,
            nobody,
            ic_license_pins=typed(*pins, wanted),
            use_last_try=use_last_try,
        )
    presented = [key for key, _ in card.presented]
    assert len(presented) == len(set(presented)) <= (2 if wanted else 1)
    for key, pin in card.presented:
        query = queries[key - 0x81]
        count = StatusWord(int.from_bytes(query, "big")).tries_left if len(query) == 2 else None
        assert count is not None
        assert count >= (1 if use_last_try else 2)
        if setting == b"\x05\x01\x00":
            assert pin == b"****"
        else:
            assert setting == b"\x05\x01\x01"
            assert (pin, len(pin)) == (pins[key - 0x81], 4)
            assert pin.isdigit()


def test_an_empty_ic_license_is_named(ic_card: MakeIcCard) -> None:
    """Where the entries' file does not exist the card carries no license."""
    card = ic_card()
    del card.files["DF1/EF01"]
    with pytest.raises(NoLicenseError) as caught:
        read_card(card, nobody, ic_license_pins=typed())
    assert caught.value.found is CardFound.EMPTY_IC_LICENSE


@pytest.mark.parametrize(
    "entries", ["110190 120A3B33FFF1212142403A3A 1B00 2100", "110190 1B00 2100 260735303230343031"]
)
def test_a_record_without_number_and_last_day_is_told(ic_card: MakeIcCard, entries: str) -> None:
    """A name or a category is a license: number and last day are missing, and nothing else is."""
    card = ic_card()
    card.files["DF1/EF01"] = bytes.fromhex(entries).ljust(880, b"\xff")
    record = decode(read_card(card, nobody, ic_license_pins=typed())).record
    assert (record.number, record.expires_on) == (None, None)


@pytest.mark.parametrize("entries", ["", "110190 1200 1B00 2100 260734303030303030"])
def test_a_record_of_empty_fields_is_none(ic_card: MakeIcCard, entries: str) -> None:
    """Fields that are there and empty, and categories that are not held, tell of no license."""
    card = ic_card()
    card.files["DF1/EF01"] = bytes.fromhex(entries).ljust(880, b"\xff")
    with pytest.raises(NoLicenseError) as caught:
        decode(read_card(card, nobody, ic_license_pins=typed()))
    assert caught.value.found is CardFound.EMPTY_IC_LICENSE


def test_files_that_are_missing_or_refused_are_told(ic_card: MakeIcCard) -> None:
    """All but the entries may be missing or refused: the capture keeps the status word."""
    card = ic_card(overrides={"00B087": b"\x69\x82"})
    for name in ("MF/EF01", "DF1/EF03", "DF1/EF05", "DF3/EF01", "DF2/EF01"):
        del card.files[name]
    capture = read_card(card, nobody, ic_license_pins=typed())
    refused = {file.name: file.refused and file.refused.value for file in capture.files if file.data is None}
    assert refused == {
        **dict.fromkeys(("MF/EF01", "DF1/EF03", "DF1/EF05", "DF3/EF01", "DF2/EF01"), 0x6A82),
        "DF1/EF07": 0x6982,
    }
    with pytest.raises(StatusError):
        read_card(ic_card(overrides={"00B081000003": b"\x69\x82"}), nobody, ic_license_pins=typed())


@pytest.mark.parametrize("status", [0x6A82, 0x6400])
def test_what_a_df_is_refused_with_stands_for_its_files(ic_card: MakeIcCard, status: int) -> None:
    """PIN2 was presented for the photo: that its DF is missing, or did not come, is told of the file in it."""
    card = ic_card(overrides={"00A4040C10A00000023102": status.to_bytes(2, "big")})
    capture = read_card(card, nobody, ic_license_pins=typed())
    assert [file.name for file in capture.files] == ALL
    refused = {file.name: file.refused for file in capture.files if file.data is None}
    assert refused == {"DF2/EF01": StatusWord(status)}


@pytest.mark.parametrize("answer", [b"\x6a\x86", b"\x6b\x00", b"\x6a\x81", b""])
def test_a_file_without_short_identifier_is_selected(ic_card: MakeIcCard, answer: bytes) -> None:
    """A card or a link that refuses the short way gets the long one."""
    card = ic_card(overrides={"00B084": answer})
    assert read_card(card, nobody, ic_license_pins=typed()).data("DF1/EF04") is not None
    assert bytes.fromhex("00A4020C020004") in [command for command, _ in card.log]


def test_the_other_way_to_select_the_mf(ic_card: MakeIcCard) -> None:
    """A card that wants the identifier of the MF gets it."""
    card = ic_card(needs_identifier=True)
    assert read_card(card, nobody, ic_license_pins=typed()).data("DF2/EF01") is not None


# Images that cannot be read to the end, and how each reading ends.
ENDINGS: dict[str, type[Exception]] = {
    "ic-blocked-select-6283": PinBlockedError,
    "ic-last-try": LastTryError,
    "ic-pin1-blocked": PinBlockedError,
    "ic-pin2-blocked": PinBlockedError,
}
# Images whose link or files need more commands than a whole reading in extended length.
SLOW = {"ic-cut-without-status", "ic-no-extended-length", "ic-padding-none"}


@pytest.mark.parametrize("image", image_names("ic-license"))
def test_every_image_is_read_whole(image: str) -> None:
    """Each position on each open question: all files come as they stand, with two PINs and at most 28 commands."""
    loaded = load_image(image)
    exchanges: list[bytes] = []
    card = Observed(open_virtual(image), lambda command, _answer: exchanges.append(command))
    if image in ENDINGS:
        with pytest.raises(ENDINGS[image]):
            read_card(card, nobody, ic_license_pins=IcLicensePins(nobody, nobody))
        return
    capture = read_card(card, nobody, ic_license_pins=typed())
    files = IcLicenseFiles(loaded)
    for name in IC_FILES:
        data, content = capture.data(name), files.content(name)
        assert (data is None) == (content is None)
        if data is not None and content is not None:
            assert content.startswith(data)
            assert not content[len(data) :].strip(b"\xff")
    assert len([command for command in exchanges if command[1] == 0x20 and len(command) > 5]) == 2
    assert len(exchanges) <= 28 or image in SLOW
    # Without fill the first long answer and the empty file are asked for twice, and no other.
    assert len(exchanges) <= (30 if image == "ic-padding-none" else 40)
