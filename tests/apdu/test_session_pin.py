"""The PIN in a session: what is sent, what never is, and what each answer means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apdu import CardSession, Family, StatusWord, TriesLeft
from apdu.applications import COMMON_AP, LICENSE_AP
from apdu.applications.common import CARD_RECORD
from apdu.applications.ic_license import PIN1
from apdu.applications.license_ap import PIN, PIN_NOT_SET
from apdu.applications.text import TEXT_AP, TEXT_PIN
from apdu.errors import (
    ApduError,
    CardRemovedError,
    CardUnresponsiveError,
    DeniedError,
    LastTryError,
    MalformedPinError,
    PinBlockedError,
    PinError,
    ResponseError,
    StatusError,
    TransportError,
    TriesUnknownError,
    WrongPinError,
)
from apdu.forms import REFUSED_FORM

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apdu.conftest import Responder, Scripted

    MakeScripted = Callable[..., Scripted]
    MakeResponder = Callable[[Callable[[bytes], bytes]], Responder]

SELECT = "00 A4 04 0C 10 A0 00 00 02 31 06 00 00 00 00 00 00 00 00 00 00"
QUERY = "00 20 00 86"
SELECT_KEY = "00 A4 02 0C 02 00 06"
QUERY_SELECTED = "00 20 00 80"
VERIFY = "00 20 00 86 04 39 38 37 36"
STATUSES = st.one_of(
    st.integers(0x6100, 0x6FFF), st.integers(0x9100, 0x9FFF), st.integers(0x63C0, 0x63CF), st.just(0x9000)
).filter(lambda status: status >> 8 != 0x61)


def test_an_application_is_selected_by_its_whole_aid(scripted: MakeScripted) -> None:
    """SELECT names all bytes of the AID and asks for nothing back."""
    card = scripted("90 00")
    assert CardSession(card).select(LICENSE_AP)
    assert card.sent == [SELECT]


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        (["90 00"], True),
        (["6F 02 84 00 90 00"], True),
        (["61 02", "AA BB 90 00"], True),
        (["62 83"], True),
        (["6A 82"], False),
        (["6A 86"], False),
        (["69 85"], False),
        (["68 81"], False),
        (["6D 00"], False),
        (["6E 00"], False),
        (["6F 00", "90 00"], True),
        (["6F 00", "62 83"], True),
        (["6F 00", "6A 82"], False),
    ],
)
def test_a_card_says_whether_it_has_an_application(scripted: MakeScripted, answers: list[str], found: bool) -> None:  # noqa: FBT001 - a column of the table
    """9000 and a warning that it is blocked say yes, checking errors no; the first 6F00 only asks to repeat."""
    card = scripted(*answers)
    assert CardSession(card).select(LICENSE_AP) is found
    assert not card.answers


@pytest.mark.parametrize(
    "answers", [["65 81"], ["64 00"], ["62 82"], ["63 00"], ["6F 00", "6F 00"], ["6F 00", "65 81"]]
)
def test_neither_yes_nor_no_is_an_error(scripted: MakeScripted, answers: list[str]) -> None:
    """A fault of the card does not mean that it lacks the application."""
    card = scripted(*answers)
    with pytest.raises(StatusError, match=r"^Selecting license: "):
        CardSession(card).select(LICENSE_AP)
    assert not card.answers


@pytest.mark.parametrize(("answer", "is_no"), [("6A 82", True), ("6A 00", True), ("69 85", False), ("6B 00", False)])
def test_a_strict_question_has_one_no(scripted: MakeScripted, answer: str, *, is_no: bool) -> None:
    """Where a card knows what it is asked, only that there is no such thing means no."""
    try:
        assert CardSession(scripted(answer)).select(LICENSE_AP, strict=True) is False
    except StatusError:
        assert not is_no
    else:
        assert is_no


@given(status=STATUSES)
def test_the_empty_verify_tells_the_tries_or_it_is_unknown(scripted: MakeScripted, status: int) -> None:
    """For every status word: a count, that the PIN is verified, or that the tries are unknown."""
    # Who refuses the short identifier is asked once more, with the key selected.
    is_refused = status in REFUSED_FORM
    card = scripted(f"{status:04X}", *(["6A 82"] if is_refused else []))
    session = CardSession(card)
    expected = StatusWord(status).tries_left
    if expected is None and status != 0x9000:
        with pytest.raises(TriesUnknownError) as caught:
            session.tries_left(PIN)
        assert caught.value.status == StatusWord(status)
    else:
        assert session.tries_left(PIN) == TriesLeft(expected, is_verified=status == 0x9000)
    assert card.sent == [QUERY, *([SELECT_KEY] if is_refused else [])]


@pytest.mark.parametrize("answer", ["00 63 C2", "63 CA 63 CA", "00 90 00"])
def test_a_count_that_comes_with_data_is_not_believed(scripted: MakeScripted, answer: str) -> None:
    """An empty VERIFY asks for no data: an answer that has some is no answer to it."""
    with pytest.raises(TriesUnknownError):
        CardSession(scripted(answer)).verify(PIN, b"9876")


def test_a_pin_is_presented_once_after_the_count(scripted: MakeScripted) -> None:
    """The tries are asked for, then the PIN is sent; a count that was asked for before serves."""
    card = scripted("63 CA", "90 00")
    CardSession(card).verify(PIN, b"9876")
    assert card.sent == [QUERY, VERIFY]
    card = scripted("63 CA", "90 00")
    session = CardSession(card)
    session.tries_left(PIN)
    session.verify(PIN, b"9876")
    assert card.sent == [QUERY, VERIFY]


@given(pin=st.binary(max_size=6) | st.text("0123456789*０１", max_size=5).map(lambda text: text.encode()))
@example(pin=b"****")
@example(pin=b"12 4")
@example(pin="１２３４".encode())
@example(pin=b"\xb2\xb3\xb9\xb2")
def test_only_four_ascii_digits_are_a_pin(scripted: MakeScripted, pin: bytes) -> None:
    """Anything else is refused before a single byte is sent, the default PIN included."""
    is_pin = len(pin) == 4 and set(pin) <= set(b"0123456789")
    card = scripted("63 CA", "90 00")
    if is_pin:
        CardSession(card).verify(PIN, pin)
        return
    with pytest.raises(MalformedPinError) as caught:
        CardSession(card).verify(PIN, pin)
    assert not card.commands
    assert repr(pin)[2:-1] not in str(caught.value) or len(pin) < 2


@pytest.mark.parametrize("answer", ["63 C0", "69 83", "69 84"])
def test_a_blocked_pin_is_not_presented(scripted: MakeScripted, answer: str) -> None:
    """When no tries are left nothing but the question is sent."""
    card = scripted(answer)
    with pytest.raises(PinBlockedError):
        CardSession(card).verify(PIN, b"9876", use_last_try=True)
    assert card.sent == [QUERY]


def test_the_last_try_is_kept(scripted: MakeScripted) -> None:
    """With one try left the PIN is sent only to who insists."""
    card = scripted("63 C1")
    with pytest.raises(LastTryError):
        CardSession(card).verify(PIN, b"9876")
    assert card.sent == [QUERY]
    card = scripted("63 C1", "90 00")
    CardSession(card).verify(PIN, b"9876", use_last_try=True)
    assert card.sent == [QUERY, VERIFY]


@pytest.mark.parametrize("answer", ["63 00", "67 00", "6A 80", "6D 00", "6F 00", "69 82", "6C 04", "65 81"])
def test_without_a_count_nothing_is_presented(scripted: MakeScripted, answer: str) -> None:
    """A card that does not tell the tries gets no PIN, whoever insists."""
    card = scripted(answer)
    with pytest.raises(TriesUnknownError):
        CardSession(card).verify(PIN, b"9876", use_last_try=True)
    assert card.sent == [QUERY]


@pytest.mark.parametrize("refused", ["69 81", "69 86", "6A 81", "6A 82", "6A 86", "6A 88", "6B 00"])
def test_a_key_may_have_to_be_selected(scripted: MakeScripted, refused: str) -> None:
    """A card that refuses the short identifier of a key is asked with the key selected, and so is the PIN presented."""
    card = scripted(refused, "90 00", "63 CA", "90 00", "63 CA", "90 00")
    session = CardSession(card)
    assert session.tries_left(PIN) == TriesLeft(10)
    session.verify(PIN, b"9876")
    asked = [SELECT_KEY, QUERY_SELECTED]
    assert card.sent == [QUERY, *asked, *asked, "00 20 00 80 04 39 38 37 36"]


@pytest.mark.parametrize(
    "answers",
    [
        ["6A 82", "6A 82"],
        ["6A 82", "90 00", "6A 82"],
        ["6A 82", "90 00", "63 00"],
        ["6A 82", "90 00", "63 C0"],
        ["6A 82", "90 00", "63 C1"],
    ],
)
def test_a_selected_key_keeps_the_rules(scripted: MakeScripted, answers: list[str]) -> None:
    """Whatever the second form brings, no PIN is sent without a count of two or more."""
    card = scripted(*answers)
    with pytest.raises(PinError):
        CardSession(card).verify(PIN, b"9876")
    assert not card.answers
    assert not [command for command in card.commands if command[1] == 0x20 and command[5:]]


@pytest.mark.parametrize("answers", [["6A 82"], ["90 00", "6A 82"], ["90 00", "63 C1"], ["90 00", "6F 00"]])
def test_a_selected_key_is_asked_again_right_before_its_pin(scripted: MakeScripted, answers: list[str]) -> None:
    """Another file may have been selected meanwhile, so that an older count serves no PIN."""
    card = scripted("6A 82", "90 00", "63 CA", *answers)
    session = CardSession(card)
    session.tries_left(PIN)
    with pytest.raises(PinError):
        session.verify(PIN, b"9876")
    assert not card.answers
    assert not [command for command in card.commands if command[1] == 0x20 and command[5:]]


def test_a_form_that_told_a_count_is_kept(scripted: MakeScripted) -> None:
    """When the card once told the tries by the short identifier, a later refusal means what it says."""
    card = scripted("63 CA", "6A 82")
    session = CardSession(card)
    session.tries_left(PIN)
    with pytest.raises(TriesUnknownError):
        session.tries_left(PIN)
    assert card.sent == [QUERY, QUERY]


def test_where_nobody_knows_what_is_current_no_key_is_selected(scripted: MakeScripted) -> None:
    """A key whose identifier is also that of the My Number stays unselected; its tries are not known then."""
    card = scripted("6A 82")
    with pytest.raises(TriesUnknownError):
        CardSession(card).tries_left(PIN1)
    assert card.sent == ["00 20 00 81"]


def test_a_key_that_is_the_my_numbers_file_is_denied_where_it_must_be_selected(scripted: MakeScripted) -> None:
    """Where the card told a key's tries with the key selected, a denied one has no other answer, and is not sent."""
    card = scripted("90 00", "6A 82", "90 00", "63 C3")
    session = CardSession(card)
    session.select(TEXT_AP)
    session.tries_left(TEXT_PIN)
    with pytest.raises(DeniedError):
        session.tries_left(TEXT_PIN._replace(identifier=0x0001))
    assert len(card.commands) == 4


def test_a_verified_pin_is_not_presented_again(scripted: MakeScripted) -> None:
    """9000 to the empty VERIFY says that the PIN is verified already: nothing more is sent."""
    card = scripted("90 00")
    CardSession(card).verify(PIN, b"9876")
    assert card.sent == [QUERY]


@pytest.mark.parametrize(
    ("answers", "tries_left"),
    [
        (["63 C9"], 9),
        (["63 C1"], 1),
        (["63 00", "63 C9"], 9),
        (["63 00", "63 00"], None),
        (["63 00", "6A 82"], None),
        (["63 00", "90 00"], None),
        (["63 00", "AA"], None),
    ],
)
def test_a_wrong_pin_costs_one_try(scripted: MakeScripted, answers: list[str], tries_left: int | None) -> None:
    """63Cx tells the tries left; after 6300 they are asked for, by an empty VERIFY and never by another PIN."""
    card = scripted("63 CA", *answers)
    with pytest.raises(WrongPinError) as caught:
        CardSession(card).verify(PIN, b"9876")
    assert caught.value.tries_left == tries_left
    assert card.sent == [QUERY, VERIFY, QUERY][: 1 + len(answers)]
    assert "9876" not in str(caught.value)


@pytest.mark.parametrize("answers", [["63 C0"], ["69 83"], ["69 84"], ["63 00", "63 C0"], ["63 00", "69 84"]])
def test_a_pin_can_block_with_its_last_try(scripted: MakeScripted, answers: list[str]) -> None:
    """When the card counts to nothing, or says so, the PIN is blocked."""
    card = scripted("63 C1", *answers)
    with pytest.raises(PinBlockedError):
        CardSession(card).verify(PIN, b"9876", use_last_try=True)
    assert card.sent == [QUERY, VERIFY, QUERY][: 1 + len(answers)]


@pytest.mark.parametrize("answer", ["67 00", "69 82", "69 85", "6A 82", "6A 88", "6C 04", "6D 00", "6F 00", "65 81"])
def test_any_other_answer_is_no_verdict_and_repeats_nothing(scripted: MakeScripted, answer: str) -> None:
    """A status that is no count ends it: the PIN is not sent another way."""
    card = scripted("63 CA", answer)
    with pytest.raises(StatusError, match=r"^Verifying the PIN: "):
        CardSession(card).verify(PIN, b"9876")
    assert card.sent == [QUERY, VERIFY]


@pytest.mark.parametrize("answer", ["", "90", "01 02 03", CardUnresponsiveError("No answer"), CardRemovedError("Gone")])
def test_a_lost_answer_repeats_nothing(scripted: MakeScripted, answer: str | TransportError) -> None:
    """A PIN whose answer never came may have cost a try: it is not sent again, now or later."""
    card = scripted("63 CA", answer, "63 C9")
    session = CardSession(card)
    with pytest.raises((ResponseError, TransportError)):
        session.verify(PIN, b"9876")
    with pytest.raises(WrongPinError):
        session.verify(PIN, b"9876")
    assert card.sent.count(VERIFY) == 1


def test_a_pin_is_never_sent_twice(scripted: MakeScripted) -> None:
    """The same PIN typed again is wrong already; another one is sent after a new count."""
    card = scripted("63 CA", "63 C9", "63 C9", "63 C9", "90 00")
    session = CardSession(card)
    for _ in range(2):
        with pytest.raises(WrongPinError) as caught:
            session.verify(PIN, b"9876")
        assert caught.value.tries_left == 9
    session.verify(PIN, b"1234")
    assert card.sent == [QUERY, VERIFY, QUERY, QUERY, "00 20 00 86 04 31 32 33 34"]


def test_selecting_forgets_the_count(scripted: MakeScripted) -> None:
    """A count serves the application in which it was asked for, until that is selected anew."""
    card = scripted("63 CA", "90 00", "63 C1")
    session = CardSession(card)
    session.tries_left(PIN)
    session.select(LICENSE_AP)
    with pytest.raises(LastTryError):
        session.verify(PIN, b"9876")


@pytest.mark.parametrize("answer", ["63 00", "", CardUnresponsiveError("No answer")])
def test_an_older_count_serves_no_longer(scripted: MakeScripted, answer: str | TransportError) -> None:
    """When the tries are asked for again and the answer tells none, they are unknown."""
    card = scripted("63 CA", answer, "63 00")
    session = CardSession(card)
    session.tries_left(PIN)
    with pytest.raises(ApduError):
        session.tries_left(PIN)
    with pytest.raises(TriesUnknownError):
        session.verify(PIN, b"9876")
    assert card.sent == [QUERY] * 3


def test_the_default_pin_is_presented_when_none_is_set(scripted: MakeScripted) -> None:
    """A card that says in so many bytes that no PIN is set gets four stars, with the same care."""
    card = scripted("63 CA", "90 00")
    CardSession(card).verify_default(PIN, PIN_NOT_SET)
    assert card.sent == [QUERY, "00 20 00 86 04 2A 2A 2A 2A"]
    with pytest.raises(LastTryError):
        CardSession(scripted("63 C1")).verify_default(PIN, PIN_NOT_SET)
    insisted = scripted("63 C1", "90 00")
    CardSession(insisted).verify_default(PIN, PIN_NOT_SET, use_last_try=True)
    assert insisted.sent == card.sent
    with pytest.raises(PinBlockedError):
        CardSession(scripted("63 C0")).verify_default(PIN, PIN_NOT_SET)
    with pytest.raises(TriesUnknownError):
        CardSession(scripted("6A 82", "6A 82")).verify_default(PIN, PIN_NOT_SET)


@given(setting=st.binary(max_size=5).filter(lambda setting: setting != b"\xc1\x01\x00"))
@example(setting=b"\xc1\x01\x01")
@example(setting=b"\xc1\x00")
@example(setting=b"\xc1\x01\x00\xff")
def test_the_default_pin_is_presented_at_no_other_time(scripted: MakeScripted, setting: bytes) -> None:
    """Whatever else the file holds, nothing is sent."""
    card = scripted()
    with pytest.raises(MalformedPinError):
        CardSession(card).verify_default(PIN, setting)


def check_presented(log: list[tuple[bytes, bytes]], least: int) -> None:
    """See that each PIN was sent once, with that many tries left by the last answer to the empty VERIFY."""
    count: int | None = None
    presented: list[bytes] = []
    for command, answer in log:
        if command[1] == 0xA4:
            count = None
        elif command == bytes.fromhex(QUERY):
            count = StatusWord(int.from_bytes(answer, "big")).tries_left
        elif command[1] == 0x20:
            assert count is not None
            assert count >= least
            assert command[5:] not in presented
            presented.append(command[5:])
            count = None


STEPS = st.sampled_from(["select", "tries", "1111", "2222", "3333", "default", "default"])


@given(
    steps=st.lists(st.tuples(STEPS, st.booleans()), max_size=10),
    answers=st.lists(
        STATUSES.map(lambda status: status.to_bytes(2, "big")) | st.sampled_from([b"\x63\xc1", b"\x63\xca", b""]),
        min_size=30,
        max_size=30,
    ),
)
def test_no_order_of_calls_breaks_the_rules(
    responder: MakeResponder, steps: list[tuple[str, bool]], answers: list[bytes]
) -> None:
    """Whatever is called and answered: a count before each VERIFY, no PIN twice, none at the last try."""
    left = iter(answers)
    log: list[tuple[bytes, bytes]] = []

    def respond(command: bytes) -> bytes:
        answer = next(left)
        log.append((command, answer))
        return answer

    session = CardSession(responder(respond))
    insisted = False
    for step, use_last_try in steps:
        insisted |= use_last_try
        try:
            match step:
                case "select":
                    session.select(LICENSE_AP)
                case "tries":
                    session.tries_left(PIN)
                case "default":
                    session.verify_default(PIN, PIN_NOT_SET, use_last_try=use_last_try)
                case _:
                    session.verify(PIN, step.encode(), use_last_try=use_last_try)
        except ApduError:
            continue
    check_presented(log, least=1 if insisted else 2)


@given(status=STATUSES.filter(lambda status: StatusWord(status).family is not Family.SUCCESS and status != 0x6282))
def test_a_record_is_read_by_its_number(scripted: MakeScripted, status: int) -> None:
    """READ RECORD names record and file in one command; a refusal is an error."""
    card = scripted("90 00", "01 1C 90 00")
    session = CardSession(card)
    session.select(COMMON_AP)
    assert session.read_record(CARD_RECORD) == b"\x01\x1c"
    assert card.sent[1] == "00 B2 01 0C 00"
    if status >> 8 != 0x6C:
        again = [f"{status:04X}"] if status in REFUSED_FORM | {0x6700} else []
        session = CardSession(scripted("90 00", f"{status:04X}", *again))
        session.select(COMMON_AP)
        with pytest.raises(StatusError, match=r"^Reading card-record: "):
            session.read_record(CARD_RECORD)


@pytest.mark.parametrize(
    "answers", [[], ["63 C0"], ["63 C1"], ["6A 82", "6A 82"], ["63 CA", "63 C9"], ["63 CA", "63 C0"]]
)
def test_what_goes_wrong_with_a_pin_names_its_key(scripted: MakeScripted, answers: list[str]) -> None:
    """A card may have several PINs, so that each error says which one it is about."""
    with pytest.raises(PinError) as caught:
        CardSession(scripted(*answers)).verify(PIN, b"9876" if answers else b"987")
    assert caught.value.key_name == "license"


def test_tries_that_are_not_told_name_their_key(scripted: MakeScripted) -> None:
    """The question alone has the same answer."""
    with pytest.raises(TriesUnknownError) as caught:
        CardSession(scripted("6A 82", "6A 82")).tries_left(PIN)
    assert caught.value.key_name == "license"


@pytest.mark.parametrize(("answers", "status"), [(["63 CA", "65 81"], 0x6581), (["6A 88", "6A 82"], 0x6A88)])
def test_what_the_card_answered_is_kept(scripted: MakeScripted, answers: list[str], status: int) -> None:
    """An error for an answer that tells no count has the status word as a value."""
    with pytest.raises(ApduError) as caught:
        CardSession(scripted(*answers)).verify(PIN, b"9876")
    assert isinstance(caught.value, StatusError | TriesUnknownError)
    assert caught.value.status == StatusWord(status)


@pytest.mark.parametrize(
    ("answers", "commands"),
    [
        (["6C 02", "01 1C 90 00"], ["00 B2 01 0C 00", "00 B2 01 0C 02"]),
        (["67 00", "01 1C 90 00"], ["00 B2 01 0C 00", "00 B2 01 0C 1E"]),
        (["6A 82", "90 00", "01 1C 90 00"], ["00 B2 01 0C 00", "00 A4 02 0C 02 00 01", "00 B2 01 04 00"]),
        (
            ["6A 86", "90 00", "67 00", "01 1C 90 00"],
            ["00 B2 01 0C 00", "00 A4 02 0C 02 00 01", "00 B2 01 04 00", "00 B2 01 04 1E"],
        ),
    ],
)
def test_a_record_is_read_in_the_form_that_the_card_takes(
    scripted: MakeScripted, answers: list[str], commands: list[str]
) -> None:
    """Le 00 and the short identifier come first; then its length, and the file selected."""
    card = scripted("90 00", *answers)
    session = CardSession(card)
    session.select(COMMON_AP)
    assert session.read_record(CARD_RECORD) == b"\x01\x1c"
    assert card.sent[1:] == commands
