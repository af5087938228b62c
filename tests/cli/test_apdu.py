"""`menkyo apdu`: commands of one's own to any card, and the rules that hold for them, too."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, validate

from apdu.command import Instruction
from apdu.errors import CardRemovedError, CardUnresponsiveError
from apdu.transcript import Transcript
from menkyo.output import schema
from menkyo.virtual import Action, VirtualCard, load_image

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Card, Desk, Outcome

CHECKOUT_TRANSCRIPTS = "fixtures/transcripts"
SELECT = "00A4040C10A0000002310600000000000000000000"
SELECT_TEXT = "00A4040C0AD3921000310001010408"
SETTING = "00B09A0003"
RECORD = "00B09B0010"
READER = ("--reader", "virtual")
LANGUAGES = ["ja", "en"]
SCHEMA = schema("menkyo.apdu/1")
DENIED_FILES = (("text", "0001"), ("text", "0003"), ("surface", "0005"))
DENIED_KEYS = (("text", "0014"), ("surface", "0013"))
READING = {each.value for each in Instruction}


def test_an_exchange_is_shown_and_explained(menkyo_run: Callable[..., Outcome]) -> None:
    """Application, file, meaning of the status word and the objects stand around the bytes as comments."""
    outcome = menkyo_run("apdu", "--demo", SELECT, "= 9000", SETTING, "--lang", "en")
    assert (outcome.code, outcome.errors) == (0, "")
    assert outcome.text.splitlines() == [
        "# menkyo transcript 1",
        "# reader: Virtual: specimen",
        "# atr: 3B888001000005E0B381A1007F",
        "",
        "# select application | license | 9000 (success)",
        f"> {SELECT}",
        "< 9000",
        "",
        "# read | license WEF01 | 3 bytes at offset 0 | 9000 (success)",
        f"> {SETTING}",
        "< C10101 9000",
        "#   C1 whether a PIN is set (1 byte) 01",
    ]


def test_japanese_words(menkyo_run: Callable[..., Outcome]) -> None:
    """The comments are in the language that was asked for."""
    outcome = menkyo_run("apdu", "--demo", SELECT, "00200086", RECORD)
    assert "\n# 残り回数の照会 | 免許AP 暗証番号 | 63CA (残り10回)\n" in outcome.text
    assert "\n# 読み取り | 免許AP WEF02 (免許情報) | 6982 (セキュリティステータスを満たさない)\n" in outcome.text


@pytest.mark.parametrize("flag", [["--json"], ["--format", "json"]])
def test_json_is_one_object_on_each_line(menkyo_run: Callable[..., Outcome], flag: list[str]) -> None:
    """Each line fits the schema; what presenting a PIN took stands under the line that asked for it."""
    outcome = menkyo_run("apdu", *READER, "--pin-file", "-", *flag, "verify license", "= 9000", RECORD, stdin=b"1234")
    assert (outcome.code, outcome.errors) == (0, "")
    documents = [json.loads(line) for line in outcome.output.splitlines()]
    for document in documents:
        validate(document, SCHEMA, cls=Draft202012Validator)
    assert [document["line"] for document in documents] == [1, 1, 1, 1, 3]
    assert [document["command"][2:4] for document in documents] == ["A4", "B0", "20", "20", "B0"]
    last = documents[-1]
    assert (last["file"], last["status"], last["objects"][2]) == (
        "WEF02",
        "9000",
        {"level": 0, "tag": "C4", "hex": "4D254E49"},
    )
    assert "31323334" not in outcome.text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("# nothing",),
        ("hello",),
        ("00B09A000",),
        ("00B09A",),
        ("00A4040C05D392",),
        ("00" * 66_000,),
        ("= 9000",),
        (SETTING, "= 90"),
        (SETTING, "< zz"),
        ("verify",),
        ("verify text",),
        (SELECT, "002000860431323334"),
        (SELECT, "00200086 31323334"),
        (SELECT, "0020008604********", "verify text"),
        ("0020008604********",),
        (SELECT, "00D6000001AA"),
        (SELECT, "0024008608 3132333435363738"),
        (SELECT, "002C0086"),
        ("8032008004 31323334",),
        ("01A4040C10A0000002310600000000000000000000",),
        ("0CB09A0003",),
        (SELECT_TEXT, "00B0810000"),
        (SELECT_TEXT, "00A4020C020003"),
        ("00B0850000",),
        ("002000140C313131313131313131313131",),
        ("--script", "-", SELECT),
        ("--script", "-", "--pin-file", "-"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_sent(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], arguments: tuple[str, ...], lang: str
) -> None:
    """A script is judged as a whole: one sentence, exit code 2, and no command has reached the card."""
    desk = lay()
    outcome = menkyo_run("apdu", *READER, *arguments, "--lang", lang, card=desk)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert desk.exchanges == []
    assert "3132333" not in outcome.errors


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_typed_pin_is_refused_with_the_way_to_present_it(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """The hint names the line that asks for it."""
    outcome = menkyo_run("apdu", *READER, SELECT, "002000860431323334", "--lang", lang)
    assert "verify license" in outcome.errors
    assert ("2行目" if lang == "ja" else "Line 2") in outcome.errors


def test_a_saved_reading_cannot_be_talked_to(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """There is no card in a capture."""
    path = tmp_path / "saved.json"
    assert menkyo_run("save", str(path), "--demo").code == 0
    outcome = menkyo_run("apdu", "--reader", f"capture:{path}", SELECT)
    assert outcome.code == 2
    outcome.assert_one_sentence("ja")


def test_the_guard_judges_what_the_card_really_did(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], make_card: type[Card]
) -> None:
    """Where leaving the application with the number fails, reading by a short identifier is denied in the middle."""
    desk = lay(make_card(lambda command: b"\x90\x00" if b"\x04\x08" in command else b"\x6a\x82"))
    outcome = menkyo_run("apdu", *READER, SELECT_TEXT, SELECT, "00B0810000", "--lang", "en", card=desk)
    assert outcome.code == 2
    assert outcome.errors.startswith("Error: Line 3: this is not sent")
    assert len(desk.exchanges) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("expected", "code"),
    [
        ("= 9000", 0),
        ("= 9...", 0),
        ("< C10101 9000", 0),
        ("< ..9000", 0),
        ("< [3 bytes] 9000", 0),
        ("= 6A82", 8),
        ("< C10100 9000", 8),
        ("< 9000", 8),
        ("< [4 bytes] 9000", 8),
    ],
)
def test_what_is_expected_is_compared(menkyo_run: Callable[..., Outcome], expected: str, code: int, lang: str) -> None:
    """Another answer ends the script with exit code 8 and one sentence that names the line and the status word."""
    outcome = menkyo_run("apdu", "--demo", SELECT, SETTING, expected, SELECT, "--lang", lang)
    assert outcome.code == code
    assert outcome.text.count(f"> {SELECT}") == (2 if code == 0 else 1)
    if code:
        sentence = outcome.errors.splitlines()[0]
        assert ("2行目" if lang == "ja" else "Line 2") in sentence
        assert "9000" in sentence


def test_keep_going_tells_at_the_end(menkyo_run: Callable[..., Outcome]) -> None:
    """With --keep-going everything is sent; the first unexpected answer is told, and how many more there are."""
    outcome = menkyo_run(
        "apdu", "--demo", "--keep-going", "--lang", "en", SELECT, "= 6A82", SETTING, "= 9000", RECORD, "= 9000"
    )
    assert outcome.code == 8
    assert outcome.text.count("\n> ") == 3
    sentence, hint = outcome.errors.splitlines()
    assert sentence == "Error: Line 1: the card answered 9000, and 6A82 was expected."
    assert hint.endswith("1.")


@pytest.mark.parametrize(("image", "word", "stdin"), [
    ("specimen", "license", b"1234\n"),
    ("ic-license", "pin1", b"1234\n"),
    ("ic-license", "pin2", b"1234\n5678\n"),
])  # fmt: skip
def test_a_pin_is_presented_by_the_rules(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], image: str, word: str, stdin: bytes
) -> None:
    """The application is selected, the setting read and the tries known before the one VERIFY with data."""
    desk = lay(image)
    outcome = menkyo_run("apdu", *READER, "--pin-file", "-", f"verify {word}", "= 9000", stdin=stdin, card=desk)
    assert (outcome.code, outcome.errors) == (0, "")
    assert len(desk.presented) == 1
    assert [command[1] for command, _ in desk.exchanges[-3:]] == [0xB0, 0x20, 0x20]
    assert len(desk.exchanges[-2][0]) == 4
    assert desk.presented[0].hex() not in outcome.text


def test_a_pin_is_asked_for_with_the_tries_left(menkyo_run: Callable[..., Outcome]) -> None:
    """At a terminal it is a hidden prompt, as everywhere."""
    prompts: list[str] = []

    def typed(prompt: str) -> str:
        prompts.append(prompt)
        return "1234"

    outcome = menkyo_run("apdu", *READER, "verify license", RECORD, "= 9000", typed=typed)
    assert outcome.code == 0
    assert [("10" in prompt) for prompt in prompts] == [True]


@pytest.mark.parametrize(
    ("image", "stdin", "code", "presented"),
    [
        ("specimen", b"4321", 6, 1),
        ("specimen", b"12345", 2, 0),
        ("specimen", b"", 2, 0),
        ("blocked", b"1234", 7, 0),
        ("last-try", b"1234", 7, 0),
        ("pin-flag-odd", b"1234", 8, 0),
        ("no-license", b"1234", 5, 0),
        ("ic-license", b"1234", 5, 0),
        ("no-pin", b"", 0, 1),
    ],
)
def test_a_pin_that_cannot_be_presented_ends_the_script(  # noqa: PLR0913, PLR0917 - fixtures, and one row of the table
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], image: str, stdin: bytes, code: int, presented: int
) -> None:
    """Exit codes are those of a reading, whatever --keep-going says, and nothing follows."""
    desk = lay(image)
    arguments = ("verify license", "= 9000", SELECT_TEXT, "--keep-going", "--lang", "en")
    outcome = menkyo_run("apdu", *READER, "--pin-file", "-", *arguments, stdin=stdin, card=desk)
    assert outcome.code == code
    assert len(desk.presented) == presented
    assert (f"> {SELECT_TEXT}" in outcome.text) == (code == 0)


def test_the_last_try_takes_insisting(menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]) -> None:
    """--use-last-try is what it is for a reading."""
    desk = lay("last-try")
    arguments = ("--pin-file", "-", "--use-last-try", "verify license")
    assert menkyo_run("apdu", *READER, *arguments, stdin=b"1234", card=desk).code == 0
    assert len(desk.presented) == 1


def test_one_pin_is_not_presented_twice(menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]) -> None:
    """A PIN that counts no longer, because another application was selected, is neither asked for nor sent again."""
    desk = lay("specimen")
    arguments = ("verify license", SELECT_TEXT, "verify license")
    outcome = menkyo_run("apdu", *READER, "--pin-file", "-", *arguments, "--lang", "en", stdin=b"1234", card=desk)
    assert outcome.code == 2
    assert outcome.errors.startswith("Error: Line 3: ")
    assert len(desk.presented) == 1


def test_pin1_goes_to_no_other_application(menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]) -> None:
    """A My Number card says that it selected the MF, and keeps its application: nothing is presented to it."""
    desk = lay("specimen")
    arguments = (SELECT_TEXT, "verify pin1")
    outcome = menkyo_run("apdu", *READER, "--pin-file", "-", *arguments, stdin=b"1234", card=desk)
    assert outcome.code == 5
    assert desk.presented == []
    assert all(command[1] == 0xA4 for command, _ in desk.exchanges)


def test_a_script_comes_from_a_file_or_standard_input(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """Both say the same."""
    script = f"# a script\n{SELECT}\n= 9000\n> {SETTING}\n< C10101 9000\n"
    path = tmp_path / "commands.txt"
    path.write_bytes(b"\xef\xbb\xbf" + script.replace("\n", "\r\n").encode())
    from_file = menkyo_run("apdu", "--demo", "--script", str(path))
    from_input = menkyo_run("apdu", "--demo", "--script", "-", stdin=script.encode())
    assert (from_file.code, from_input.code) == (0, 0)
    assert from_file.output == from_input.output


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00" * 100, b"\n" * 17_000_000])
def test_a_file_that_is_no_script(menkyo_run: Callable[..., Outcome], content: bytes) -> None:
    """It is one sentence."""
    outcome = menkyo_run("apdu", "--demo", "--script", "-", stdin=content)
    assert outcome.code == 2
    outcome.assert_one_sentence("ja")


TRANSCRIPTS = {
    "blocked": ("blocked", b""),
    "specimen-extended": ("specimen", b"1234\n"),
    "specimen-short-link": ("no-extended-length", b"1234\n"),
    "no-pin": ("no-pin", b""),
    "no-license": ("no-license", b""),
    "ic-license-both-pins": ("ic-license", b"1234\n5678\n"),
    "ic-license-pin1": ("ic-license", b"1234\n"),
    "ic-license-no-pin": ("ic-no-pin", b""),
}


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_a_transcript_is_a_script(
    menkyo_run: Callable[..., Outcome], pytestconfig: pytest.Config, tmp_path: Path, name: str
) -> None:
    """A recorded reading, played to the same card, gets the same answers; its stars ask for the PIN.

    What ``menkyo trace show`` tells of the output is what stands in it.
    """
    image, pins = TRANSCRIPTS[name]
    path = pytestconfig.rootpath / CHECKOUT_TRANSCRIPTS / f"{name}.txt"
    pin_file = tmp_path / "pin"
    pin_file.write_bytes(pins)
    outcome = menkyo_run("apdu", "--reader", f"virtual:{image}", "--script", str(path), "--pin-file", str(pin_file))
    assert (outcome.code, outcome.errors) == (0, "")
    shown = tmp_path / "shown.txt"
    shown.write_bytes(outcome.output)
    told = [
        line[6:] for line in menkyo_run("trace", "show", str(shown)).text.splitlines() if line[:4].strip().isdigit()
    ]
    assert told == [line[2:] for line in outcome.text.splitlines() if line.startswith("# ") and " | " in line]


def test_what_is_shown_is_a_transcript(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """The output can be replayed as a card, and played to a card again."""
    arguments = (SELECT, SETTING, "00200086", SELECT_TEXT, "00B0850000", "00A4020C020099")
    shown = menkyo_run("apdu", *READER, *arguments)
    path = tmp_path / "shown.txt"
    path.write_bytes(shown.output)
    assert len(Transcript.parse(shown.text).exchanges) == len(arguments)
    again = menkyo_run("apdu", "--reader", f"replay:{path}", "--script", str(path))
    assert (again.code, again.output) == (0, shown.output)


def test_an_answer_that_never_came_is_shown(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], make_card: type[Card]
) -> None:
    """A card that is pulled is exit code 4 with what was said before; one that is mute, too."""
    for error, name in ((CardRemovedError, "CardRemovedError"), (CardUnresponsiveError, "CardUnresponsiveError")):

        def answer(command: bytes, error: type[Exception] = error) -> bytes:
            if command[1] == 0xA4:
                return b"\x90\x00"
            raise error("Gone")

        plain = menkyo_run("apdu", *READER, SELECT, SETTING, SELECT, "--lang", "en", card=lay(make_card(answer)))
        assert plain.code == 4
        assert plain.text.endswith(f"> {SETTING}\n! {name}\n")
        assert plain.errors.startswith("Error: ")
        as_json = menkyo_run("apdu", *READER, SELECT, SETTING, SELECT, "--json", card=lay(make_card(answer)))
        documents = [json.loads(line) for line in as_json.output.splitlines()]
        assert [document["error"] for document in documents] == [None, name]
        for document in documents:
            validate(document, SCHEMA, cls=Draft202012Validator)


@pytest.mark.parametrize("answer", [b"", b"\x90"])
def test_an_answer_without_a_status_word_is_nonsense(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], make_card: type[Card], answer: bytes
) -> None:
    """It is shown, and ends the script with exit code 8."""
    outcome = menkyo_run("apdu", *READER, SELECT, SELECT, card=lay(make_card(lambda _command: answer)))
    assert outcome.code == 8
    assert outcome.text.count("\n> ") == 1


def _say(answer: bytes, _command: bytes) -> bytes:
    return answer


def _say_next(answers: Iterator[bytes], _command: bytes) -> bytes:
    return next(answers, b"\x90\x00")


def test_any_status_word_is_shown(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], make_card: type[Card]
) -> None:
    """Nothing but what the script expects makes an answer wrong: 61xx and 6Cxx are not followed by commands of ours."""
    for answer in (b"\x61\x10", b"\x6c\x03", b"\x12\x34", b"\x9f\x01"):
        desk = lay(make_card(partial(_say, answer)))
        outcome = menkyo_run("apdu", *READER, SELECT, "00200086", card=desk)
        assert outcome.code == 0
        assert f"< {answer.hex().upper()}\n" in outcome.text
        assert len(desk.exchanges) == 2


def test_the_trace_is_masked(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """What a person sees because they asked for it is not in the trace."""
    path = tmp_path / "trace.txt"
    arguments = ("verify license", "00B09B0100", "--trace", str(path))
    outcome = menkyo_run("apdu", *READER, "--pin-file", "-", *arguments, stdin=b"1234")
    assert outcome.code == 0
    trace = path.read_text()
    assert "[256 bytes] 9000" in trace
    assert "31323334" not in trace


WORDS = st.sampled_from(
    (
        *(SELECT, SELECT_TEXT, SETTING, "00200086", "002000860431323334", "0020008131", "00A40000", "00B0810000"),
        *("00C0000010", "00CA00F200", "verify license", "= 9000", "< ..9000", "# x", "00D60000"),
        *("0020008604********", "00A4020C020014", "00200080"),
    )
)
DIGITS = st.text("0123456789ABCDEF", max_size=20)
HEADERS = st.builds(
    "".join,
    st.tuples(st.sampled_from(["00", "00", "80", "0C"]), st.sampled_from(["20", "21", "A4", "B0", "24"]), DIGITS),
)


@settings(max_examples=300)
@given(words=st.lists(WORDS | DIGITS | HEADERS | st.text(max_size=10).filter(lambda text: text[:1] != "-"), max_size=5))
def test_whatever_is_typed_nothing_but_reading_reaches_the_card(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], words: list[str]
) -> None:
    """On the card's log: no VERIFY with data but by `verify`, no other instruction, no file or key of the My Number."""
    card = VirtualCard(load_image("specimen"))
    desk = lay(card)
    outcome = menkyo_run("apdu", *READER, "--pin-file", "-", "--lang", "en", "--", *words, stdin=b"1234", card=desk)
    event(f"exit code {outcome.code}")
    assert outcome.code in {0, 2, 6, 8}
    asked = sum(word.split()[:1] == ["verify"] or "*" in word for word in words)
    assert len(desk.presented) <= min(asked, 1)
    assert set(desk.presented) <= {b"1234"}
    assert {command[1] for command, _ in desk.exchanges} <= READING
    assert {command[0] for command, _ in desk.exchanges} <= {0}
    touched = {(entry.application, entry.file, entry.action) for entry in card.log.entries}
    for application, file in DENIED_FILES:
        assert not touched & {(application, file, action) for action in Action}
    for application, key in DENIED_KEYS:
        assert (application, key, Action.VERIFY) not in touched
    _assert_lines_end_well(outcome)


def _assert_lines_end_well(outcome: Outcome) -> None:
    """Each line is one of a transcript: no control characters, no blanks at its end; errors are one sentence."""
    assert not outcome.text or outcome.text.endswith("\n")
    for line in outcome.text.splitlines():
        assert line == line.rstrip()
        assert line.isprintable()
        assert re.match(r"$|# |> [0-9A-F*]+$|< ([0-9A-F]+ )?[0-9A-F]{4}$", line)
    if outcome.code:
        assert outcome.errors.splitlines()[0].startswith("Error: ")
        assert outcome.errors.splitlines()[0].endswith(".")


@settings(max_examples=100)
@given(
    answers=st.lists(st.binary(max_size=60) | st.binary(max_size=60).map(lambda data: data + b"\x90\x00"), max_size=4)
)
def test_any_answer_is_shown(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], make_card: type[Card], answers: list[bytes]
) -> None:
    """A hostile card's answers end well on the terminal and as JSON."""
    for flag in ([], ["--json"]):
        desk = lay(make_card(partial(_say_next, iter(answers))))
        commands = (SELECT_TEXT, "00B0850000", SELECT, RECORD, "00B2010C00")
        outcome = menkyo_run("apdu", *READER, "--lang", "en", *flag, *commands, card=desk)
        assert outcome.code in {0, 2, 8}
        if flag:
            for line in outcome.output.splitlines():
                validate(json.loads(line), SCHEMA, cls=Draft202012Validator)
        elif outcome.code == 0:
            _assert_lines_end_well(outcome)
