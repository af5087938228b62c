"""One reading from end to end, against virtual cards and cards that misbehave."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu.errors import (
    ApduError,
    CardRemovedError,
    LastTryError,
    PinBlockedError,
    StatusError,
    TriesUnknownError,
    WrongPinError,
)
from menkyo.reading import (
    CardFound,
    CardKind,
    NoLicenseError,
    Phase,
    PinSettingError,
    PinState,
    ReadingError,
    read_card,
)
from menkyo.virtual import (
    FaultyTransport,
    LicenseFiles,
    endless_more_data,
    image_names,
    load_image,
    open_virtual,
    pull_at,
    random_answers,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.reading import Capture
    from tests.reading.conftest import AnyCard, Watched

    Insert = Callable[..., Watched]
    PinOf = Callable[..., Callable[[int], bytes]]
    Watch = Callable[..., Watched]
    MakeCard = Callable[..., AnyCard]

# Images that cannot be read to the end, and how each reading ends.
ENDINGS: dict[str, type[Exception]] = {
    "blocked": PinBlockedError,
    "blocked-63c0": PinBlockedError,
    "blocked-6983": PinBlockedError,
    "blocked-query-6983": PinBlockedError,
    "blocked-query-6984": PinBlockedError,
    "blocked-select-6283": PinBlockedError,
    "last-try": LastTryError,
    "no-license": NoLicenseError,
    "phone": NoLicenseError,
    "resident-card": NoLicenseError,
    "other-card": NoLicenseError,
    "pin-flag-empty": PinSettingError,
    "pin-flag-odd": PinSettingError,
}
# Images whose link or card needs more commands than a whole reading in extended length.
SLOW = {
    "answers-cut",
    "cut-without-status",
    "end-6cxx",
    "first-command-6f00",
    "no-extended-length",
    "no-extended-length-6cxx",
    "no-extended-length-6f00",
}
# A record without an end of its own costs one command more.
ENDLESS = {"damaged-record"}


def nobody(_tries_left: int) -> bytes:
    """Types no PIN, because nobody may ask."""
    raise AssertionError("The PIN was asked for")


@pytest.mark.parametrize("image", sorted(set(image_names("mynumber")) - set(ENDINGS)))
def test_every_readable_image_is_read_whole(insert: Insert, pin_of: PinOf, image: str) -> None:
    """Each position on each open question: the files come as they stand, with one PIN and few commands."""
    card = insert(image)
    capture = read_card(card, pin_of(image))
    files = LicenseFiles(load_image(image))
    for name, content in (("WEF01", files.wef01), ("WEF02", files.wef02), ("WEF03", files.wef03)):
        data = capture.data(name)
        assert (data is None) == (content is None)
        if data is not None and content is not None:
            assert content.startswith(data)
            assert content[len(data) :].strip(b"\xff") == b"" or content[len(data) :].strip(b"\0") == b""
    assert len(card.presented) <= 1
    assert len(card.log) <= 14 + (image in ENDLESS) or image in SLOW
    assert len(card.log) <= 50


@pytest.mark.parametrize("image", ENDINGS)
def test_every_other_image_ends_as_it_should(insert: Insert, image: str) -> None:
    """Each such card ends the reading with its own error, before a PIN is asked for."""
    card = insert(image)
    with pytest.raises(ENDINGS[image]):
        read_card(card, nobody)
    assert not card.presented


def test_a_whole_reading_takes_fourteen_commands(insert: Insert, pin_of: PinOf) -> None:
    """Six SELECTs and a record to know the card, its PIN in three commands, and two files in two each."""
    card = insert()
    read_card(card, pin_of())
    headers = [command[:4].hex().upper() for command, _ in card.log]
    assert headers == [
        *["00A4040C"] * 5,
        "00B2010C",
        "00A4040C",
        "00B09A00",
        "00200086",
        "00200086",
        "00A4020C",
        "00B00000",
        "00A4020C",
        "00B00000",
    ]


def test_a_short_link_gets_hardly_more_than_is_needed(insert: Insert, pin_of: PinOf) -> None:
    """In short length the bytes behind the PIN are the two files, their status words, and no more."""
    for image, short in (("specimen", True), ("no-extended-length", False), ("padding-ff", True)):
        card = insert(image)
        read_card(card, pin_of(image), short=short)
        files = LicenseFiles(load_image("specimen"))
        needed = len(files.wef02 or b"") + len(files.wef03 or b"")
        back = sum(len(answer) for command, answer in card.log if command[1] == 0xB0 and command[2] < 0x80)
        assert back <= 1.05 * needed + (256 if image == "padding-ff" else 0)


def test_a_capture_says_what_was_found(insert: Insert, pin_of: PinOf) -> None:
    """Reader, ATR, kind, applications in the contract's order, the PIN as it was before, and all files."""
    card = insert()
    capture = read_card(card, pin_of())
    assert (capture.reader, capture.atr, capture.kind) == (card.name, card.atr, CardKind.MY_NUMBER)
    assert capture.applications == ("license", "jpki", "common", "resident", "surface", "text")
    assert capture.pin == PinState(is_set=True, tries_left=10)
    assert [(file.application, file.name) for file in capture.files] == [
        ("common", "card-record"),
        ("license", "WEF01"),
        ("license", "WEF02"),
        ("license", "WEF03"),
    ]
    assert capture.read_at.utcoffset() == timedelta(hours=9)
    assert capture.read_at.microsecond == 0
    assert capture.data("WEF09") is None


def test_phases_are_told(insert: Insert, pin_of: PinOf) -> None:
    """Who shows progress hears of the detection, and of the reading once the PIN is right."""
    phases: list[Phase] = []
    read_card(insert(), pin_of(), on_phase=phases.append)
    assert phases == [Phase.DETECTING, Phase.READING]
    phases.clear()
    with pytest.raises(WrongPinError):
        read_card(insert(), lambda _left: b"9999", on_phase=phases.append)
    assert phases == [Phase.DETECTING]


@pytest.mark.parametrize(
    ("applications", "found"),
    [
        (("jpki", "common", "resident", "surface", "text"), CardFound.MY_NUMBER_CARD),
        (("jpki",), CardFound.MY_NUMBER_CARD),
        ((), CardFound.OTHER),
    ],
)
def test_a_card_without_the_application_is_named(
    any_card: MakeCard, watch: Watch, applications: tuple[str, ...], found: CardFound
) -> None:
    """What else the card carries tells what it is; no PIN is asked for."""
    card = watch(any_card(applications=applications))
    with pytest.raises(NoLicenseError) as caught:
        read_card(card, nobody)
    assert caught.value.found is found
    assert not card.presented


def test_an_application_without_a_record_is_named(any_card: MakeCard) -> None:
    """Where the record's file does not exist the card carries no license."""
    with pytest.raises(NoLicenseError) as caught:
        read_card(any_card(select_file=b"\x6a\x82"), lambda _left: b"1234")
    assert caught.value.found is CardFound.EMPTY_RECORD


@pytest.mark.parametrize("answer", [b"\x65\x81", b"\x6f\x00", b"\x64\x00"])
def test_a_fault_of_another_application_is_no_matter(any_card: MakeCard, watch: Watch, answer: bytes) -> None:
    """Only the license application must answer yes or no; a fault there is an error, elsewhere an absence."""

    def failing(command: bytes) -> bytes | None:
        return answer if command[5:7] == b"\xd3\x92" else None

    assert read_card(watch(any_card(), failing), lambda _left: b"1234").applications == ("license",)
    with pytest.raises(StatusError):
        read_card(any_card(select_license=answer), nobody)


@pytest.mark.parametrize("answer", [b"\x62\x83", b"\x61\x02"])
def test_a_warning_at_a_select_does_not_stop_the_reading(any_card: MakeCard, watch: Watch, answer: bytes) -> None:
    """A blocked common application, or one that announces more data, is selected: its record may be read."""

    def common(command: bytes) -> bytes | None:
        if command[1] == 0xC0:
            return b"\x84\x00\x90\x00"
        return answer if command[5:].startswith(bytes.fromhex("D3921000310001010100")) else None

    card = watch(any_card(card_record=b"\x01\x1c" + b"1" * 20 + b"20350217\x90\x00"), common)
    assert read_card(card, lambda _left: b"1234").data("card-record") == b"\x01\x1c" + b"0" * 20 + b"20350217"


@pytest.mark.parametrize(
    ("record", "kept"),
    [
        (b"\x01\x1c" + b"987654321012345" + b"13101" + b"20350217", b"\x01\x1c" + b"0" * 20 + b"20350217"),
        (
            b"\x01\x1c" + b"987654321012345" + b"13101" + b"20350217" + b"\xff" * 9,
            b"\x01\x1c" + b"0" * 20 + b"20350217",
        ),
        (b"\x01\xff\x00\x1c" + b"987654321012345" + b"13101" + b"20350217", None),
        (b"987654321012345" + b"13101" + b"20350217", None),
        (b"\x02\x1c" + b"987654321012345" + b"13101" + b"20350217", None),
        (b"\x01\x1c" + b"987654321012345", None),
        (b"", None),
    ],
)
def test_the_cards_serial_is_never_kept(any_card: MakeCard, record: bytes, kept: bytes | None) -> None:
    """Of the card record only the expiry is kept, and nothing of one in another form."""
    capture = read_card(any_card(card_record=record + b"\x90\x00"), lambda _left: b"1234")
    assert capture.data("card-record") == kept


def test_what_can_be_missed_is_noted_with_its_refusal(any_card: MakeCard, watch: Watch) -> None:
    """A refused card record or signature leaves the reading whole and its status word in the capture."""

    def refuse_signature(command: bytes) -> bytes | None:
        return b"\x6a\x82" if command[5:] == b"\x00\x1c" else None

    capture = read_card(watch(any_card(), refuse_signature), lambda _left: b"1234")
    refused = {file.name: file.refused and file.refused.value for file in capture.files}
    assert refused == {"card-record": 0x6A83, "WEF01": None, "WEF02": None, "WEF03": 0x6A82}
    assert capture.data("WEF03") is None


def test_a_refused_record_is_an_error(any_card: MakeCard) -> None:
    """Without the record there is nothing to show."""
    with pytest.raises(StatusError, match=r"^Selecting WEF02: 6982"):
        read_card(any_card(select_file=b"\x69\x82"), lambda _left: b"1234")


@pytest.mark.parametrize("short", [True, False])
@pytest.mark.parametrize("answered", [True, False])
def test_a_card_pulled_at_any_command_costs_one_try_at_most(
    pin_of: PinOf, watch: Watch, *, short: bool, answered: bool
) -> None:
    """Whenever the card is pulled, the reading ends with that, and no PIN was sent twice."""
    whole = watch(open_virtual())
    read_card(whole, pin_of(), short=short)
    for number in range(1, len(whole.log) + 1):
        card = watch(FaultyTransport(open_virtual(), pull_at(number, answered=answered)))
        with pytest.raises(CardRemovedError):
            read_card(card, pin_of(), short=short)
        assert len(card.log) == number
        assert len(card.presented) <= 1


@pytest.mark.parametrize("number", range(1, 15))
def test_endless_announcements_end(pin_of: PinOf, watch: Watch, number: int) -> None:
    """A card that from some command on announces more and more ends the reading or is done without."""
    card = watch(FaultyTransport(open_virtual(), endless_more_data(number)))
    with suppress(ApduError, ReadingError):
        read_card(card, pin_of())
    assert len(card.presented) <= 1
    assert len(card.log) <= 14 * 260


@given(seed=st.integers(0, 1 << 32))
def test_noise_ends_in_an_error_of_ours(watch: Watch, seed: int) -> None:
    """A card that answers noise ends in an error, and sees no PIN."""
    card = watch(FaultyTransport(open_virtual(), random_answers(seed)))
    with pytest.raises((ApduError, ReadingError)):
        read_card(card, nobody)


def test_the_my_number_is_never_touched(pin_of: PinOf) -> None:
    """The virtual card's own log: neither file nor key that holds the number is ever named."""
    transport = open_virtual()
    read_card(transport, pin_of())
    log = transport.card.log
    for application, file in (
        ("text", "0001"),
        ("text", "0003"),
        ("text", "0014"),
        ("surface", "0005"),
        ("surface", "0013"),
    ):
        assert log.count(application, file) == 0
    assert log.count("text", "") == 1


def test_a_second_reading_with_the_right_pin_finds_the_tries_restored(pin_of: PinOf) -> None:
    """A wrong PIN costs one try; the next reading sees it, and its right PIN gives all back."""
    transport = open_virtual()
    with pytest.raises(WrongPinError) as caught:
        read_card(transport, lambda _left: b"9999")
    assert caught.value.tries_left == 9
    capture: Capture = read_card(transport, pin_of())
    assert capture.pin.tries_left == 9
    assert transport.card.tries_left() == 10


def test_the_tries_must_be_known(any_card: MakeCard) -> None:
    """A card that does not tell the tries is not asked to take a PIN."""
    with pytest.raises(TriesUnknownError):
        read_card(any_card(tries=b"\x6a\x82"), nobody)
