"""What a card tells without a PIN: nothing is presented, nothing is spent, and no answer of a card is a fault."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu.applications import COMMON_AP, IC_LICENSE, JPKI_AP, LICENSE_AP, MY_NUMBER_CARD
from apdu.errors import ApduError, CardRemovedError, ResponseError
from menkyo.reading import (
    Capture,
    CapturedFile,
    CardFound,
    CardKind,
    NoLicenseError,
    PinState,
    read_card,
    read_status,
    status_of_capture,
)
from menkyo.virtual import FaultyTransport, VirtualCard, image_names, load_image, open_virtual, pull_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.record import CardStatus
    from tests.reading.conftest import AnyCard, IcCard, Watched

    Insert = Callable[..., Watched]
    Watch = Callable[..., Watched]

CERTIFICATE_FILE, SIGNATURE_FILE = bytes.fromhex("00A4020C02000A"), bytes.fromhex("00A4020C020001")
FLAGS, TOKEN = 0x88, 0x86


def tries(status: CardStatus) -> dict[str, int | None]:
    """The tries left by PIN."""
    return {pin.name: pin.tries_left for pin in status.pins}


def certificates(status: CardStatus) -> dict[str, bool | None]:
    """Whether each certificate is there."""
    return {certificate.name: certificate.present for certificate in status.certificates}


def reads(command: bytes, short_identifier: int) -> bool:
    """Whether a command reads a file by its short identifier, in either length."""
    return command[:3] == bytes((0x00, 0xB0, short_identifier))


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("image", image_names())
def test_nothing_is_presented_and_nothing_is_spent(watch: Watch, image: str, *, short: bool) -> None:
    """Of every card, in either length: no VERIFY has data, and every counter stays."""
    card = VirtualCard(load_image(image))
    keys = [("MF", 1), ("MF", 2)] if card.image.kind == "ic-license" else KEYS
    before = [_counter(card, *key) for key in keys]
    transport = watch(open_virtual(card))
    with suppress(NoLicenseError):
        read_status(transport, short=short)
    assert transport.presented == []
    assert [_counter(card, *key) for key in keys] == before
    assert {command[1] for command, _ in transport.log} <= {0x20, 0xA4, 0xB0, 0xB2, 0xCA}


KEYS = [("license", 0x06), ("jpki", 0x18), ("jpki", 0x1B), ("text", 0x11), ("text", 0x15), ("surface", 0x12)]


def _counter(card: VirtualCard, application: str, key: int) -> int | None:
    try:
        return card.tries_left(application, key)
    except KeyError:
        return None


def test_the_specimen(insert: Insert) -> None:
    """Everything that a whole My Number card tells, in the contract's order."""
    status = read_status(insert())
    assert (status.kind, status.expires_on) == ("mynumber", date(2035, 2, 17))
    assert status.applications == ("license", "jpki", "common", "resident", "surface", "text")
    assert [(pin.name, pin.is_set, pin.tries_left, pin.tries_max, pin.blocked) for pin in status.pins] == [
        ("license", True, 10, 10, False),
        ("user-authentication", None, 3, 3, False),
        ("signature", None, 5, 5, False),
        ("text", None, 3, 3, False),
    ]
    own, signature = status.certificates
    assert own.expires_at == datetime(2035, 2, 17, 14, 59, 59, tzinfo=UTC)
    assert (own.present, signature.present, signature.expires_at) == (True, True, None)


@pytest.mark.parametrize("image", ["no-extended-length", "cut-without-status", "answers-cut", "first-command-6f00"])
def test_a_link_that_can_do_less_tells_the_same(insert: Insert, image: str) -> None:
    """Whatever link and card take, the status is that of the specimen."""
    expected = read_status(insert())
    status = read_status(insert(image))
    assert replace(status, read_at=expected.read_at, reader=expected.reader) == expected


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("blocked", "license"),
        ("blocked-query-6983", "license"),
        ("blocked-query-6984", "license"),
        ("blocked-select-6283", "license"),
        ("blocked-keys", "user-authentication"),
        ("blocked-keys", "signature"),
        ("blocked-keys", "text"),
        ("ic-pin1-blocked", "pin1"),
        ("ic-blocked-select-6283", "pin1"),
        ("ic-pin2-blocked", "pin2"),
    ],
)
def test_a_blocked_pin_is_one_however_the_card_says_so(insert: Insert, image: str, name: str) -> None:
    """63C0, 6983 and 6984 all mean that no try is left."""
    (pin,) = (pin for pin in read_status(insert(image)).pins if pin.name == name)
    assert (pin.tries_left, pin.blocked) == (0, True)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("no-pin", [False]),
        ("pin-flag-odd", [None]),
        ("pin-flag-empty", [None]),
        ("ic-no-pin", [False, False]),
        ("ic-license", [True, True]),
    ],
)
def test_whether_a_license_pin_is_set(insert: Insert, image: str, expected: list[bool | None]) -> None:
    """The card's own file tells; what it says in no known form is not guessed."""
    pins = read_status(insert(image)).pins
    assert [pin.is_set for pin in pins if pin.name in {"license", "pin1", "pin2"}] == expected


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("no-certificates", [False, False]),
        ("no-signature-certificate", [True, False]),
        ("signature-certificate-6982", [True, False]),
        ("signature-certificate-empty", [True, False]),
        ("no-jpki", []),
        ("ic-license", []),
    ],
)
def test_which_certificates_there_are(insert: Insert, image: str, expected: list[bool]) -> None:
    """A card without the application has none to list."""
    assert list(certificates(read_status(insert(image))).values()) == expected


def test_a_card_without_a_license_is_no_error(insert: Insert) -> None:
    """A My Number card without the license application has a status like any other."""
    status = read_status(insert("no-license"))
    assert "license" not in status.applications
    assert [pin.name for pin in status.pins] == ["user-authentication", "signature", "text"]


def test_a_card_without_pins_tells_no_tries(insert: Insert) -> None:
    """顔認証マイナンバーカード: where a card has no such key, its tries are not known, and neither is a block."""
    status = read_status(insert("no-card-pins"))
    assert [(pin.tries_left, pin.blocked) for pin in status.pins[1:]] == [(None, None)] * 3


def test_another_card_is_told_as_one(insert: Insert) -> None:
    """A card of neither kind carries nothing to tell."""
    with pytest.raises(NoLicenseError) as caught:
        read_status(insert("other-card"))
    assert caught.value.found is CardFound.OTHER


@pytest.mark.parametrize(
    ("answer", "left", "is_verified", "blocked"),
    [
        ("9000", None, True, False),
        ("63C7", 7, False, False),
        ("63C0", 0, False, True),
        ("6A82", None, False, None),
        ("6A88", None, False, None),
        ("6300", None, False, None),
        ("6D00", None, False, None),
        ("016300", None, False, None),
        ("", None, False, None),
    ],
)
def test_what_an_empty_verify_may_answer(
    insert: Insert, answer: str, left: int | None, *, is_verified: bool, blocked: bool | None
) -> None:
    """A count, a verified PIN, a block, or nothing that tells: none of them ends the look at a card."""
    card = insert()
    card.replace = lambda command: bytes.fromhex(answer) if command[1] == 0x20 else None
    for pin in read_status(card).pins:
        assert (pin.tries_left, pin.is_verified, pin.blocked) == (left, is_verified, blocked)


@pytest.mark.parametrize("record", ["6A83", "9000", "011C" + "30" * 20 + "3230333530323330" + "9000", "00", "6F00"])
def test_the_second_source_of_the_cards_last_day(insert: Insert, record: str) -> None:
    """Where the common application's record is missing, odd or no day, the card manager's object counts."""
    card = insert()
    card.replace = lambda command: bytes.fromhex(record) if command[1] == 0xB2 else None
    assert read_status(card).expires_on == date(2035, 2, 17)
    assert card.log[-1][0] == bytes.fromhex("00CA00F200")
    assert card.log[-2][0] == bytes.fromhex("00A4040C07A0000001510000")


@pytest.mark.parametrize("answer", ["6A88", "6700", "32303335303233309000", "9000", "", "6F"])
def test_a_card_may_have_no_last_day(insert: Insert, answer: str) -> None:
    """Without either source the day is not known, which is no error."""
    card = insert()
    card.replace = lambda command: bytes.fromhex(answer) if command[1] in {0xB2, 0xCA} else None
    assert read_status(card).expires_on is None


@pytest.mark.parametrize(
    ("flags", "own", "signature", "expected"),
    [
        ("6A82", "", "", (True, True)),
        ("0F0F009000", "", "", (True, True)),
        ("6A82", "6A82", "6A82", (False, False)),
        ("6A82", "6982", "6982", (None, None)),
        ("6F00", "6A82", "9000", (False, True)),
        ("8F8F009000", "6A82", "6A82", (True, True)),
        ("0000009000", "6A82", "9000", (False, False)),
        ("008F009000", "", "9000", (True, False)),
        ("8F00009000", "", "9000", (True, False)),
        ("8F00009000", "6A82", "", (False, True)),
        ("0F8F009000", "", "6A82", (True, False)),
        ("0000009000", "", "9000", (True, False)),
        ("9000", "6A82", "", (False, True)),
    ],
)
def test_where_the_word_on_certificates_is_missing_the_files_tell(
    insert: Insert, flags: str, own: str, signature: str, expected: tuple[bool | None, bool | None]
) -> None:
    """A certificate that is read is there; else EF 0008 counts, and where that is odd whether the files are there.

    Where EF 0008 says that one of the two is there, the one that is read is it, whichever byte says so.
    """
    card = insert()

    def answer(command: bytes) -> bytes | None:
        if reads(command, FLAGS) or (command == bytes.fromhex("00A4020C020008") and not flags.endswith("9000")):
            return bytes.fromhex(flags)
        if command == CERTIFICATE_FILE and own:
            return bytes.fromhex(own)
        return bytes.fromhex(signature) if command == SIGNATURE_FILE and signature else None

    card.replace = answer
    assert tuple(certificates(read_status(card)).values()) == expected
    assert not any(command[:2] == b"\x00\xb0" and reads(command, 0x81) for command, _ in card.log)


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("JPKIAPICCTOKEN", CardFound.RESIDENT_CARD),
        ("JPKIAPGPSETOKEN", CardFound.PHONE),
        ("JPKIAPIOSTOKEN", CardFound.PHONE),
    ],
)
def test_a_phone_and_the_older_card_are_no_my_number_card(insert: Insert, label: str, found: CardFound) -> None:
    """My Number card spec, section 3.2: the token's label tells them from a My Number card without a license."""
    card = insert("no-license")
    card.replace = lambda command: label.encode().ljust(160) + b"\x90\x00" if reads(command, TOKEN) else None
    with pytest.raises(NoLicenseError) as caught:
        read_status(card)
    assert caught.value.found is found


def test_a_license_is_believed_before_a_label(insert: Insert) -> None:
    """What carries a license is a My Number card, whatever label its token has one day."""
    card = insert()
    card.replace = lambda command: b"JPKIAPICCTOKEN".ljust(160) + b"\x90\x00" if reads(command, TOKEN) else None
    status = read_status(card)
    assert "license" in status.applications
    assert certificates(status) == {"user-authentication": True, "signature": True}


def test_short_identifiers_may_be_refused(insert: Insert) -> None:
    """A card that wants its files selected is read all the same."""
    card = insert()
    card.replace = lambda command: b"\x6a\x86" if command[1] == 0xB0 and command[2] & 0x80 else None
    status = read_status(card)
    assert certificates(status) == {"user-authentication": True, "signature": True}
    assert status.pins[0].is_set is True


def test_an_ic_license_written_by_hand(ic_card: Callable[..., IcCard]) -> None:
    """Both PINs and the card's own last day; the MF is selected in either form."""
    for needs_identifier in (False, True):
        card = ic_card(tries=[2, 0], needs_identifier=needs_identifier)
        status = read_status(card)
        assert (status.kind, status.applications) == ("ic-license", ("ic-license",))
        assert status.expires_on == date(2030, 5, 15)
        assert tries(status) == {"pin1": 2, "pin2": 0}
        assert card.presented == []


def test_an_ic_license_without_a_master_file_tells_nothing(ic_card: Callable[..., IcCard]) -> None:
    """Where the MF cannot be selected, everything in it is unknown."""
    status = read_status(ic_card(overrides={"00A40000": b"\x6a\x82"}))
    assert (status.expires_on, tries(status)) == (None, {"pin1": None, "pin2": None})


def test_a_pulled_card_ends_the_look(insert: Insert) -> None:
    """At whatever command the card goes, that is what is said."""
    whole = insert()
    read_status(whole)
    for number in range(1, len(whole.log) + 1):
        with pytest.raises(CardRemovedError):
            read_status(FaultyTransport(open_virtual("specimen"), pull_at(number)))


ANSWERS = st.sampled_from(
    [
        *("9000", "63C0", "63C3", "6300", "6983", "6984", "6A82", "6A88", "6982", "6700", "6B00", "6F00", "6C05"),
        *("61FF", "", "90", "3082FFFF9000", "8F8F009000", "0000009000", "00" * 300 + "9000", "C101019000", "6283"),
    ]
).map(bytes.fromhex) | st.binary(max_size=300)


@given(image=st.sampled_from(["specimen", "ic-license", "no-license"]), data=st.data(), short=st.booleans())
def test_a_card_may_lie_at_every_command(watch: Watch, image: str, data: st.DataObject, *, short: bool) -> None:
    """Whatever a card answers to anything, there is a status or one of the documented errors, and no PIN is sent."""
    lies = data.draw(st.dictionaries(st.integers(1, 30), ANSWERS, max_size=30))
    card = watch(open_virtual(image))
    card.replace = lambda _command: lies.get(len(card.log))
    with suppress(NoLicenseError, ApduError):
        status = read_status(card, short=short)
        assert all(pin.tries_left is None or 0 <= pin.tries_left <= 15 for pin in status.pins)
    assert card.presented == []
    assert len(card.log) < 2200


@given(answer=ANSWERS)
def test_a_card_may_answer_everything_alike(any_card: Callable[..., AnyCard], watch: Watch, answer: bytes) -> None:
    """One answer to all commands ends the look soon."""
    card = watch(any_card())
    card.replace = lambda _command: answer
    with suppress(NoLicenseError, ApduError):
        read_status(card)
    assert card.presented == []
    assert len(card.log) < 2200


def test_a_mute_card_is_nonsense(any_card: Callable[..., AnyCard], watch: Watch) -> None:
    """A card that answers without a status word is told as such."""
    card = watch(any_card())
    card.replace = lambda _command: b""
    with pytest.raises(ResponseError):
        read_status(card)


def test_a_capture_keeps_what_it_found(insert: Insert, pin_of: Callable[..., Callable[[int], bytes]]) -> None:
    """From a capture: the license's PIN as it was found, and nothing of certificates, which were not read."""
    capture = read_card(insert("last-try"), pin_of(), use_last_try=True)
    status = status_of_capture(capture)
    assert (status.read_at, status.kind, status.expires_on) == (capture.read_at, "mynumber", date(2035, 2, 17))
    assert tries(status) == {"license": 1}
    assert certificates(status) == {"user-authentication": None, "signature": None}
    assert status.is_saved


def test_a_capture_of_an_ic_license_has_two_pins(ic_card: Callable[..., IcCard]) -> None:
    """PIN1 and PIN2 with the tries that were found."""
    status = status_of_capture(read_card(ic_card(tries=[3, 2]), lambda _tries: b"1234"))
    assert (tries(status), status.certificates) == ({"pin1": 3, "pin2": 2}, ())
    assert status.expires_on == date(2030, 5, 15)


def test_a_capture_without_a_card_record_has_no_last_day() -> None:
    """What was refused is not known."""
    files = (CapturedFile(COMMON_AP.name, "card-record", None),)
    names = (LICENSE_AP.name, COMMON_AP.name)
    pin = PinState(is_set=True, tries_left=None)
    status = status_of_capture(Capture(datetime.now(UTC), "R", b"", CardKind.MY_NUMBER, names, pin, files))
    assert (status.expires_on, status.certificates, status.pins[0].blocked) == (None, (), None)


def test_every_application_is_looked_at_by_its_whole_aid(insert: Insert) -> None:
    """A card takes the beginning of an AID for another application, so that only whole ones are sent."""
    known = {application.aid for application in (*MY_NUMBER_CARD, *IC_LICENSE)} | {bytes.fromhex("A0000001510000")}
    for image in ("specimen", "ic-license", "other-card"):
        card = insert(image)
        with suppress(NoLicenseError):
            read_status(card)
        assert {command[5:] for command, _ in card.log if command[1:3] == b"\xa4\x04"} <= known
    assert JPKI_AP.aid in known
