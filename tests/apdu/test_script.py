"""Scripts of commands: what a line means, what is refused, and that no PIN can be typed."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apdu.command import CommandAPDU
from apdu.errors import ScriptError, ScriptFault
from apdu.script import MAX_LINES, Expectation, parse_script

SELECT_LICENSE = "00A4040C10A0000002310600000000000000000000"
SELECT_TEXT = "00A4040C0AD3921000310001010408"
READ = "00B09A0003"


def fault(text: str) -> tuple[ScriptFault, int]:
    """Why a script is refused, and in which line."""
    with pytest.raises(ScriptError) as caught:
        parse_script(text)
    return caught.value.fault, caught.value.line


@pytest.mark.parametrize("line", [READ, READ.lower(), f"> {READ}", f">{READ}", "00 b0 9a 00 03", f"  {READ}\t"])
def test_a_command_is_hex_digits(line: str) -> None:
    """With or without its mark, spaced or not, in either case."""
    (step,) = parse_script(f"# a comment\n\n{line}\n")
    assert (step.line, step.command, step.key, step.expected) == (3, bytes.fromhex(READ), None, None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("= 9000", Expectation(None, "9000")),
        ("=63cx", Expectation(None, "63C.")),
        ("= 6...", Expectation(None, "6...")),
        ("< 9000", Expectation("", "9000")),
        ("< ..9000", Expectation(None, "9000")),
        ("< .. 63C.", Expectation(None, "63C.")),
        ("< C1xx 63cX", Expectation("C1..", "63C.")),
        ("< C1010. 9000", Expectation("C1010.", "9000")),
        ("< [3 bytes] 9000", Expectation("......", "9000")),
        ("< [1 byte] 9000", Expectation("..", "9000")),
        ("< [65536 bytes] 9000", Expectation(".." * 65_536, "9000")),
        ("! CardRemovedError", None),
    ],
)
def test_what_is_expected_stands_below(line: str, expected: Expectation | None) -> None:
    """``=`` is a status word, ``<`` a whole answer, and ``!`` says that the recording has none."""
    (step,) = parse_script(f"{READ}\n# a comment\n{line}")
    assert step.expected == expected


@pytest.mark.parametrize(
    ("expected", "answer", "fits"),
    [
        (Expectation(None, "9000"), "C101019000", True),
        (Expectation(None, "9000"), "6A82", False),
        (Expectation(None, "63C."), "63CA", True),
        (Expectation(None, "9000"), "", False),
        (Expectation("", "9000"), "9000", True),
        (Expectation("", "9000"), "C19000", False),
        (Expectation("C1010.", "9000"), "C101009000", True),
        (Expectation("C1010.", "9000"), "C1019000", False),
        (Expectation("..", "...."), "AA6A82", True),
    ],
)
def test_an_answer_fits_or_not(expected: Expectation, answer: str, *, fits: bool) -> None:
    """Each digit is compared, and the lengths are."""
    assert expected.fits(bytes.fromhex(answer)) is fits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (ScriptFault.EMPTY, 0)),
        ("# nothing", (ScriptFault.EMPTY, 0)),
        ("hello", (ScriptFault.NOT_HEX, 1)),
        ("0x00B09A0003", (ScriptFault.NOT_HEX, 1)),
        ("> 00B0９A0003", (ScriptFault.NOT_HEX, 1)),
        ("00B09A000", (ScriptFault.ODD, 1)),
        ("00B09A", (ScriptFault.NOT_COMMAND, 1)),
        ("00A4040C05D392", (ScriptFault.NOT_COMMAND, 1)),
        ("00A4040C01D392000000", (ScriptFault.NOT_COMMAND, 1)),
        (">", (ScriptFault.NOT_COMMAND, 1)),
        ("00" * 70_000, (ScriptFault.TOO_LONG, 1)),
        ("\n" * (MAX_LINES + 1), (ScriptFault.TOO_LONG, 0)),
        ("= 9000", (ScriptFault.OUT_OF_PLACE, 1)),
        (f"{READ}\n= 9000\n= 9000", (ScriptFault.OUT_OF_PLACE, 3)),
        (f"{READ}\n= 900", (ScriptFault.NO_EXPECTATION, 2)),
        (f"{READ}\n= C1019000", (ScriptFault.NO_EXPECTATION, 2)),
        (f"{READ}\n< C1019", (ScriptFault.NO_EXPECTATION, 2)),
        (f"{READ}\n< [65537 bytes] 9000", (ScriptFault.NO_EXPECTATION, 2)),
        (f"{READ}\n< [9999999999 bytes] 9000", (ScriptFault.NO_EXPECTATION, 2)),
        ("verify", (ScriptFault.NO_KEY, 1)),
        ("verify text", (ScriptFault.NO_KEY, 1)),
        ("verify license 1234", (ScriptFault.NO_KEY, 1)),
    ],
)
def test_what_is_refused(text: str, expected: tuple[ScriptFault, int]) -> None:
    """Each fault is found before anything is sent, with its line."""
    assert fault(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "The script has no command"), ("00B", "Line 1 of the script has an odd number of digits")],
)
def test_a_message_names_the_line(text: str, message: str) -> None:
    """The line that is to blame, or the whole script."""
    with pytest.raises(ScriptError) as caught:
        parse_script(text)
    assert str(caught.value) == message


def test_the_longest_script() -> None:
    """As many lines as may be are read."""
    (step,) = parse_script("\n" * (MAX_LINES - 1) + READ)
    assert step.line == MAX_LINES


def test_the_longest_command() -> None:
    """Extended lengths and 65,535 bytes of data are a command, and a byte more is none."""
    text = "00DA000000FFFF" + "AA" * 0xFFFF + "0000"
    (step,) = parse_script(text)
    assert step.command == bytes.fromhex(text)
    assert fault(text + "00") == (ScriptFault.TOO_LONG, 1)


@pytest.mark.parametrize(
    "command",
    [
        "002000860431323334",
        "002000860431323334FF00",
        "00200086 04 3132",
        "0020008600000431323334",
        "002000863132",
        "0020008604",
        "00200086000004",
        "802000860431323334",
        "0C2000860431323334",
        "002100860431323334",
        "0020008004 31323334",
    ],
)
def test_no_pin_can_be_typed(command: str) -> None:
    """A VERIFY with anything behind its header is refused, whole or broken, and the message does not show it."""
    with pytest.raises(ScriptError) as caught:
        parse_script(f"{SELECT_LICENSE}\n{command}")
    assert caught.value.fault is ScriptFault.TYPED_PIN
    assert "3132" not in str(caught.value)


def test_asking_for_the_tries_left_is_no_pin() -> None:
    """A VERIFY that is a header alone costs no try."""
    (step,) = parse_script("00200086")
    assert step.command == bytes.fromhex("00200086")


@pytest.mark.parametrize(("word", "key"), [("license", "license"), ("PIN1", "pin1"), ("pin2", "pin2")])
def test_a_pin_is_presented_by_the_name_of_its_key(word: str, key: str) -> None:
    """The line names the key; a status word may be expected."""
    (step,) = parse_script(f"Verify  {word}\n= 9000")
    assert step.key is not None
    assert (step.key.name, step.command, step.expected) == (key, b"", Expectation(None, "9000"))


@pytest.mark.parametrize(
    ("before", "stars", "key"),
    [
        (SELECT_LICENSE, "0020008604********", "license"),
        ("00A40000", "0020008104********", "pin1"),
        ("00A40000023F00", "0020008204********", "pin2"),
        (f"{SELECT_LICENSE}\n00A4020C02001B", "0020008604********", "license"),
        (f"{SELECT_LICENSE}\n00A40000022F01", "0020008604********", "license"),
        (f"{SELECT_LICENSE}\n00A4020C023F00", "0020008604********", "license"),
    ],
)
def test_stars_of_a_transcript_are_the_key_that_is_meant(before: str, stars: str, key: str) -> None:
    """What a transcript leaves out is asked for where the application that was selected tells whose PIN it is."""
    *_, step = parse_script(f"{before}\n> {stars}\n< 9000")
    assert step.key is not None
    assert step.key.name == key


@pytest.mark.parametrize(
    "text",
    [
        "0020008604********",
        f"{SELECT_TEXT}\n0020008604********",
        f"{SELECT_LICENSE}\n0020009104********",
        f"{SELECT_LICENSE}\n{SELECT_TEXT}\n0020008604********",
    ],
)
def test_other_stars_are_refused(text: str) -> None:
    """Nobody guesses which key a VERIFY was for: another application's would lose a try."""
    assert fault(text) == (ScriptFault.TYPED_PIN, text.count("\n") + 1)


LINES = st.sampled_from(
    [READ, SELECT_LICENSE, "> 00200086", "= 9000", "< ..9000", "verify pin1", "!", "# x", "0020008604********", ""]
)


@given(text=st.text(max_size=80) | st.lists(LINES | st.text("0123456789ABCDEF*.<>=! x", max_size=24)).map("\n".join))
@example(text="\x1c\x85\u2028verify license\x0b= 9000")
def test_any_text_is_a_script_or_refused(text: str) -> None:
    """Whatever is typed, only `ScriptError` comes out; what is taken are commands, and none is a VERIFY with data."""
    try:
        steps = parse_script(text)
    except ScriptError:
        return
    lines = len(text.splitlines())
    for step in steps:
        assert 1 <= step.line <= lines
        if step.key is None:
            command = CommandAPDU.parse(step.command)
            assert command.ins not in {0x20, 0x21} or len(step.command) == 4
        else:
            assert step.command == b""


@given(before=st.binary(min_size=2, max_size=2), rest=st.binary(min_size=1, max_size=20))
def test_a_message_shows_nothing_of_the_script(before: bytes, rest: bytes) -> None:
    """Messages are made of the line's number and of our own words."""
    command = (b"\x00\x20" + before + rest).hex()
    with pytest.raises(ScriptError) as caught:
        parse_script(command)
    assert str(caught.value) in {f"Line 1 of the script {each.value}" for each in ScriptFault}
