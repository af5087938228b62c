"""What is taken for a PIN, and what never reaches the card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Desk, Outcome

READ = ("read", "--reader", "virtual", "--format", "plain")
MARK = b"\xef\xbb\xbf"
ENDINGS = ["", "\n", "\r\n"]
DIGITS = st.text("0123456789", min_size=4, max_size=4)
WRONG_LENGTHS = st.text("0123456789", max_size=3) | st.text("0123456789", min_size=5, max_size=80)
# Full-width, Arabic-Indic and superscript digits are digits to Unicode, and none to a card.
OTHERS = st.characters(exclude_characters="0123456789\r\n", codec="utf-8") | st.sampled_from("０１９٣²*\0 \tx-+")


@st.composite
def _not_all_digits(draw: st.DrawFn) -> str:
    """Four characters of which one at least is no ASCII digit."""
    characters = draw(st.lists(OTHERS | st.sampled_from("0123456789"), min_size=3, max_size=3))
    characters.insert(draw(st.integers(0, 3)), draw(OTHERS))
    return "".join(characters)


@st.composite
def _padded(draw: st.DrawFn) -> str:
    """Four digits with white space around them: what is not exactly a PIN is not mended."""
    before, after = draw(st.sampled_from([(" ", ""), ("", " "), ("\t", ""), ("", "　"), (" ", " ")]))
    return before + draw(DIGITS) + after


MALFORMED = WRONG_LENGTHS | _not_all_digits() | _padded() | st.sampled_from(["****", "", "12.4", "1 34", "\x001234"])


@given(pin=MALFORMED, ending=st.sampled_from(ENDINGS), mark=st.booleans())
def test_a_malformed_pin_is_never_sent(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], pin: str, ending: str, *, mark: bool
) -> None:
    """Whatever is not four ASCII digits is wrong usage, and the card sees no VERIFY with data."""
    desk = lay()
    content = MARK * mark + (pin + ending).encode()
    outcome = menkyo_run(*READ, "--pin-file", "-", stdin=content, card=desk)
    assert outcome.code == 2
    assert desk.presented == []
    outcome.assert_one_sentence("ja")


@given(content=st.binary(max_size=8))
def test_any_bytes_are_four_digits_or_never_sent(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], content: bytes
) -> None:
    """Of any bytes at all, the card sees four digits or nothing."""
    desk = lay()
    outcome = menkyo_run(*READ, "--pin-file", "-", stdin=content, card=desk)
    if outcome.code == 2:
        assert desk.presented == []
    else:
        (pin,) = desk.presented
        assert len(pin) == 4
        assert pin.isdigit()
        assert pin in content


@given(pin=DIGITS, ending=st.sampled_from(ENDINGS), mark=st.booleans(), rest=st.sampled_from([b"", b"9999\n", b"\xff"]))
def test_the_first_line_is_the_pin(  # noqa: PLR0913 - fixtures and what is drawn
    menkyo_run: Callable[..., Outcome],
    lay: Callable[..., Desk],
    pin: str,
    ending: str,
    *,
    mark: bool,
    rest: bytes,
) -> None:
    """Line ending and byte order mark are what editors add: the four digits before and behind them are sent once."""
    desk = lay()
    content = MARK * mark + (pin + ending).encode() + (rest if ending else b"")
    outcome = menkyo_run(*READ, "--pin-file", "-", stdin=content, card=desk)
    assert outcome.code == (0 if pin == "1234" else 6)
    assert desk.presented == [pin.encode()]


def test_a_pin_file_is_read(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """--pin-file FILE takes the first line of that file, of a folder or a file that is missing none."""
    pin = tmp_path / "pin"
    pin.write_bytes(b"1234\r\nnothing else matters\n")
    assert menkyo_run(*READ, "--pin-file", str(pin)).code == 0
    for wrong in (tmp_path, tmp_path / "missing"):
        outcome = menkyo_run(*READ, "--pin-file", str(wrong), "--lang", "en")
        assert outcome.code == 2
        assert outcome.output == b""


def test_without_a_terminal_a_pin_is_not_asked_for(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]
) -> None:
    """A PIN that is needed and cannot be typed is wrong usage, with a hint, and nothing is sent."""
    for lang in ("ja", "en"):
        desk = lay()
        outcome = menkyo_run(*READ, "--lang", lang, stdin=b"1234\n", card=desk)
        assert outcome.code == 2
        outcome.assert_one_sentence(lang)
        assert "--pin-file" in outcome.errors
        assert desk.presented == []


@pytest.mark.parametrize("image", ["no-pin", "no-pin-no-verify"])
def test_a_card_without_a_pin_needs_no_terminal(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], image: str
) -> None:
    """Where the card says that no PIN is set nobody is asked, and a PIN that is given is not used."""
    for arguments in ((), ("--pin-file", "-")):
        desk = lay(image)
        outcome = menkyo_run(*READ, *arguments, stdin=b"not a PIN", card=desk)
        assert outcome.code == 0
        assert desk.presented == [b"****"]


@pytest.mark.parametrize("image", ["blocked", "last-try", "pin-flag-odd", "no-license"])
def test_a_pin_that_could_not_be_sent_is_not_asked_for(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], image: str
) -> None:
    """Nobody types a PIN in vain."""
    asked: list[str] = []

    def refuse(prompt: str) -> str:
        asked.append(prompt)
        return "1234"

    outcome = menkyo_run(*READ, card=lay(image), typed=refuse)
    assert outcome.code in {5, 7, 8}
    assert asked == []


@pytest.mark.parametrize(("lang", "tries"), [("ja", "残り10回"), ("en", "tries left: 10")])
def test_the_prompt_says_how_many_tries_are_left(menkyo_run: Callable[..., Outcome], lang: str, tries: str) -> None:
    """The tries left are known before a PIN is typed, and it is asked for once."""
    asked: list[str] = []

    def give(prompt: str) -> str:
        asked.append(prompt)
        return "1234"

    assert menkyo_run(*READ, "--lang", lang, typed=give).code == 0
    (prompt,) = asked
    assert tries in prompt


@pytest.mark.parametrize("error", [KeyboardInterrupt, EOFError])
def test_no_answer_at_the_prompt_ends_the_command(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], error: type[BaseException]
) -> None:
    """Ctrl-C and Ctrl-D end in 130 with nothing sent and the card put away."""
    desk = lay()

    def leave(_prompt: str) -> str:
        raise error

    outcome = menkyo_run(*READ, card=desk, typed=leave)
    assert (outcome.code, outcome.output, outcome.errors.strip()) == (130, b"", "")
    assert desk.presented == []
    assert desk.closed == 1


def test_what_no_terminal_can_write_is_no_pin(menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]) -> None:
    """Bytes that are no text, as a terminal of another encoding sends them, are a malformed PIN."""
    desk = lay()

    def give(_prompt: str) -> str:
        return "12\udcff3"

    assert menkyo_run(*READ, card=desk, typed=give).code == 2
    assert desk.presented == []
