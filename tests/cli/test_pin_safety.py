"""Rules that hold for any card and any PIN: tries are never spent unless the person and the card agree on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from menkyo.virtual import CardImage, Switches, load_image
from menkyo.virtual.image import PinImage
from menkyo.virtual.switches import DropVerified

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.cli.conftest import Card, Desk, Outcome

SPECIMEN = load_image("specimen")
NOT_SET, SET = bytes.fromhex("C10100"), bytes.fromhex("C10101")
QUERY = bytes.fromhex("00200086")
DEFAULT_PIN = b"****"
DOCUMENTED = {0, 2, 5, 6, 7, 8}

SWITCHES = st.builds(
    Switches,
    extended_length=st.booleans(),
    extended_length_refused=st.sampled_from(["6700", "6F00", "6Cxx"]),
    answer_limit=st.none() | st.sampled_from([1, 2, 84, 253]),
    cut_without_status=st.sampled_from([None] * 9 + [2, 3, 4, 400]),
    first_command_6f00=st.booleans(),
    end_of_file=st.sampled_from(["9000", "6282", "6Cxx"]),
    verified_query=st.sampled_from(["63Cx", "9000"]),
    wrong_pin=st.sampled_from(["63Cx", "6300"]),
    blocked=st.sampled_from(["6984", "6983", "63C0"]),
    blocked_query=st.sampled_from(["63C0", "6984", "6983"]),
    blocked_select=st.sampled_from(["9000", "6283"]),
    select_drops_verified=st.sampled_from(DropVerified),
    no_pin_needs_verify=st.booleans(),
)
ODD_SETTINGS = (
    st.none() | st.binary(max_size=6) | st.builds(bytes.__add__, st.sampled_from([NOT_SET, SET]), st.binary(max_size=3))
)


@st.composite
def images(draw: st.DrawFn) -> CardImage:
    """The specimen in any state of its PIN, in any position of the switches that touch it."""
    most = draw(st.sampled_from([3, 10, 15]))
    is_set = draw(st.booleans())
    pin = PinImage("1234" if is_set else "****", is_set, draw(st.integers(0, most)), most)
    is_odd = draw(st.integers(0, 4)) == 0
    raw = (("WEF01", draw(ODD_SETTINGS)),) if is_odd else ()
    return replace(SPECIMEN, pin=pin, switches=draw(SWITCHES), raw=raw)


def tries_told(exchanges: Sequence[tuple[bytes, bytes | None]]) -> list[int]:
    """The counts that the card told in answer to an empty VERIFY."""
    answers = [answer for command, answer in exchanges if command == QUERY and answer is not None]
    return [answer[1] & 0x0F for answer in answers if len(answer) == 2 and answer[0] == 0x63 and answer[1] >= 0xC0]


def setting_told(exchanges: Sequence[tuple[bytes, bytes | None]]) -> bytes:
    """What the card answered to the last READ of WEF01, without the status word."""
    answers = [answer for command, answer in exchanges if command[1:3] == b"\xb0\x9a"]
    return (answers[-1] or b"")[:-2] if answers else b""


def assert_no_try_is_spent_unasked(desk: Desk, *, pin: bytes, use_last_try: bool) -> None:
    """The rules of the design, section "What never happens", as the card sees them."""
    assert len(desk.presented) <= 1
    for presented in desk.presented:
        place = next(place for place, (command, _) in enumerate(desk.exchanges) if presented in command[5:])
        before = desk.exchanges[:place]
        told = tries_told(before)
        assert told, "the tries left were not known"
        assert told[-1] > (0 if use_last_try else 1)
        setting = setting_told(before)
        assert setting == (NOT_SET if presented == DEFAULT_PIN else SET)
        assert presented in {DEFAULT_PIN, pin}


@settings(max_examples=400)
@given(
    image=images(),
    pin=st.sampled_from([b"1234", b"4321", b"****", b"12", b"", b"12345"]),
    use_last_try=st.booleans(),
    short=st.booleans(),
)
@example(image=replace(SPECIMEN, pin=PinImage(tries_left=1)), pin=b"1234", use_last_try=False, short=False)
@example(image=replace(SPECIMEN, raw=(("WEF01", None),)), pin=b"1234", use_last_try=True, short=False)
def test_no_try_is_spent_unasked(  # noqa: PLR0913 - fixtures and what is drawn
    menkyo_run: Callable[..., Outcome],
    lay: Callable[..., Desk],
    image: CardImage,
    pin: bytes,
    *,
    use_last_try: bool,
    short: bool,
) -> None:
    """For any state of the card and any PIN: one VERIFY at most, after the tries are known, and not at the last one."""
    desk = lay(image)
    options = ["--use-last-try"] * use_last_try + ["--short"] * short
    outcome = menkyo_run(
        "read", "--reader", "virtual", "--format", "plain", "--pin-file", "-", *options, stdin=pin, card=desk
    )
    event(f"exit code {outcome.code}")
    assert outcome.code in DOCUMENTED
    assert desk.closed == 1
    if outcome.code:
        outcome.assert_one_sentence("ja")
    assert_no_try_is_spent_unasked(desk, pin=pin, use_last_try=use_last_try)
    spent = image.pin.tries_left - desk.inner.card.tries_left()  # type: ignore[attr-defined]
    assert spent <= (1 if desk.presented else 0)


QUERIES = st.sampled_from([bytes([0x63, low]) for low in range(0xC0, 0xD0)]) | st.binary(max_size=4)
VERDICTS = st.sampled_from(
    [b"\x90\x00", b"\x63\xc5", b"\x63\x00", b"\x69\x83", b"\x6f\x00", b"", b"\x6c\x04", b"\x61\x02"]
)


@settings(max_examples=200)
@given(
    replies=st.tuples(QUERIES, st.sampled_from([NOT_SET, SET] * 4) | st.binary(max_size=5), VERDICTS),
    use_last_try=st.booleans(),
)
def test_no_answer_makes_a_try_be_spent_twice(
    menkyo_run: Callable[..., Outcome],
    lay: Callable[..., Desk],
    make_card: type[Card],
    replies: tuple[bytes, bytes, bytes],
    *,
    use_last_try: bool,
) -> None:
    """The same on cards that answer the questions about the PIN, and the PIN itself, with anything."""
    query, setting, verdict = replies

    def answer(command: bytes) -> bytes:
        if command[1] == 0x20:
            return verdict if len(command) > 4 else query
        if command[1] == 0xB0:
            return setting + b"\x90\x00" if command[2] == 0x9A else b"\x69\x82"
        return b"\x90\x00"

    desk = lay(make_card(answer))
    options = ["--use-last-try"] * use_last_try
    outcome = menkyo_run("read", "--reader", "virtual", "--pin-file", "-", *options, stdin=b"1234", card=desk)
    event(f"exit code {outcome.code}")
    assert outcome.code in DOCUMENTED - {0, 2}
    assert_no_try_is_spent_unasked(desk, pin=b"1234", use_last_try=use_last_try)
