"""Which reader is meant, which options go together, and what a replay plays."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock

import pytest

import menkyo.pcsc
from apdu.transcript import record
from menkyo.pcsc import Reader
from menkyo.virtual import open_virtual

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Desk, Outcome

JSON = ("--format", "json", "--pin-file", "-")


def test_the_environment_names_the_reader(menkyo_run: Callable[..., Outcome]) -> None:
    """MENKYO_READER counts where --reader is not given, and not where it is."""
    environment = {"MENKYO_READER": "virtual:new-driver"}
    chosen = menkyo_run("read", *JSON, stdin=b"1234", environment=environment)
    assert chosen.document["reader"] == "Virtual: new-driver"
    other = menkyo_run("read", "--reader", "virtual", *JSON, stdin=b"1234", environment=environment)
    assert other.document["reader"] == "Virtual: specimen"


@pytest.mark.parametrize("environment", [{}, {"MENKYO_READER": "virtual:blocked"}])
def test_the_demo_runs_unattended(menkyo_run: Callable[..., Outcome], environment: dict[str, str]) -> None:
    """--demo shows the specimen whatever the environment says, with no terminal and no PC/SC service."""
    with mock.patch.object(menkyo.pcsc, "list_readers", side_effect=AssertionError):
        outcome = menkyo_run("read", "--demo", "--format", "json", environment=environment)
    assert outcome.code == 0
    assert outcome.document["reader"] == "Virtual: specimen"


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "options",
    [
        ("--demo", "--reader", "0"),
        ("--reader", "virtual", "--demo"),
        ("--demo", "--pin-file", "-"),
        ("--demo", "--no-photo", "--photo", "photo.png"),
    ],
)
def test_options_that_do_not_go_together(
    menkyo_run: Callable[..., Outcome], options: tuple[str, ...], lang: str
) -> None:
    """Two options that contradict each other are wrong usage, and the sentence names both."""
    outcome = menkyo_run("read", *options, "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert outcome.errors.count("--") >= 2


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("seconds", ["-1", "nan", "inf", "86401", "soon", ""])
@pytest.mark.parametrize("command", [("read",), ("virtual", "serve")])
def test_seconds_are_a_number(
    menkyo_run: Callable[..., Outcome], command: tuple[str, ...], seconds: str, lang: str
) -> None:
    """--wait takes seconds up to a day; anything else is wrong usage, nan included."""
    outcome = menkyo_run(*command, "--wait", seconds, "--lang", lang)
    assert outcome.code == 2
    assert "--wait" in outcome.errors


def test_the_only_reader_with_a_card_is_meant(menkyo_run: Callable[..., Outcome]) -> None:
    """Without a name the only reader with a card is connected to, and the wait is the one asked for."""
    readers = (Reader(0, "Reader A", card_present=False), Reader(1, "Reader B", card_present=True))
    with (
        mock.patch.object(menkyo.pcsc, "list_readers", return_value=readers),
        mock.patch.object(menkyo.pcsc, "wait_for_card", return_value=readers[1]) as wait,
        mock.patch.object(menkyo.pcsc, "connect", return_value=open_virtual()) as connect,
    ):
        assert menkyo_run("read", "--wait", "7.5", *JSON, stdin=b"1234").code == 0
    assert wait.call_args.args[:2] == ([readers[1]], 7.5)
    connect.assert_called_once_with(readers[1])


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_several_readers_with_cards_are_named(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """Where nothing says which reader is meant, the hint lists them with their numbers."""
    readers = (Reader(0, "Reader A", card_present=True), Reader(1, "Reader B", card_present=True))
    with mock.patch.object(menkyo.pcsc, "list_readers", return_value=readers):
        outcome = menkyo_run("read", "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert "0 = Reader A, 1 = Reader B" in outcome.errors.splitlines()[1]


@pytest.mark.parametrize("command", ["read", "readers"])
def test_a_readers_name_cannot_command_the_terminal(menkyo_run: Callable[..., Outcome], command: str) -> None:
    """Control characters in the name of a reader are not passed on to a person."""
    readers = tuple(Reader(number, f"Reader \x1b[2J\u202e{number}", card_present=True) for number in (0, 1))
    with mock.patch.object(menkyo.pcsc, "list_readers", return_value=readers):
        outcome = menkyo_run(command)
    shown = outcome.text + outcome.errors
    assert "Reader" in shown
    assert not {"\x1b", "\u202e"} & set(shown)


def test_readers_are_listed(menkyo_run: Callable[..., Outcome]) -> None:
    """`readers` tells number, name and whether a card is there; as JSON the contract's document."""
    readers = (
        Reader(0, "Reader A", card_present=False),
        Reader(1, "Reader B", card_present=True, atr=b"\x3b\x80"),
        Reader(2, "Reader C", card_present=True),
    )
    with mock.patch.object(menkyo.pcsc, "list_readers", return_value=readers):
        plain = menkyo_run("readers", "--lang", "en")
        outcome = menkyo_run("readers", "--format", "json")
    assert [line.split("  ") for line in plain.text.splitlines()] == [
        ["0", "Reader A", "(no card)"],
        ["1", "Reader B", "(card present)"],
        ["2", "Reader C", "(card present)"],
    ]
    assert outcome.document == {
        "schema": "menkyo.readers/1",
        "readers": [
            {"number": 0, "name": "Reader A", "card_present": False, "atr": None},
            {"number": 1, "name": "Reader B", "card_present": True, "atr": "3B80"},
            {"number": 2, "name": "Reader C", "card_present": True, "atr": None},
        ],
    }


@pytest.mark.parametrize("function", ["list_readers", "wait_for_card", "connect"])
def test_ctrl_c_ends_a_wait(menkyo_run: Callable[..., Outcome], function: str) -> None:
    """Ctrl-C while readers are listed, a card is waited for or connected to: 130 and no word of it."""
    readers = (Reader(0, "Reader A", card_present=False),)
    with (
        mock.patch.object(menkyo.pcsc, "list_readers", return_value=readers),
        mock.patch.object(menkyo.pcsc, "wait_for_card", return_value=readers[0]),
        mock.patch.object(menkyo.pcsc, function, side_effect=KeyboardInterrupt),
    ):
        outcome = menkyo_run("read")
    assert (outcome.code, outcome.output, outcome.errors.strip()) == (130, b"", "")


@pytest.fixture
def recording(menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], tmp_path: Path) -> Path:
    """A whole reading of the specimen as a transcript."""
    desk = lay()
    assert menkyo_run("read", "--reader", "virtual", *JSON, stdin=b"1234", card=desk).code == 0
    file = tmp_path / "reading.txt"
    exchanges = [(command, answer or b"") for command, answer in desk.exchanges]
    file.write_text(record(desk.name, desk.atr, exchanges).format(), encoding="utf-8")
    return file


def test_a_replay_reads_as_the_card_did(menkyo_run: Callable[..., Outcome], recording: Path) -> None:
    """replay:FILE is a reader, any PIN opens it, and what comes out is what the card gave."""
    outcome = menkyo_run("read", "--reader", f"replay:{recording}", *JSON, stdin=b"0000")
    original = menkyo_run("read", "--reader", "virtual", *JSON, stdin=b"1234")
    assert outcome.code == 0
    assert outcome.document | {"read_at": ""} == original.document | {"read_at": ""}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_conversation_that_differs_is_8(menkyo_run: Callable[..., Outcome], recording: Path, lang: str) -> None:
    """A replay that ends early or has another command ends in 8; a recorded failure is what it was."""
    lines = recording.read_text(encoding="utf-8").splitlines()
    read = ("read", "--reader", f"replay:{recording}", "--pin-file", "-", "--lang", lang)
    for content, code in (
        (lines[:7], 8),
        ([*lines[:7], "> 00B0000001", "< 9000"], 8),
        ([*lines[:4], "! CardRemovedError"], 4),
        ([*lines[:4], "! CardUnresponsiveError"], 4),
    ):
        recording.write_text("\n".join(content), encoding="utf-8")
        outcome = menkyo_run(*read, stdin=b"1234")
        assert outcome.code == code
        outcome.assert_one_sentence(lang)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"hello", b"# menkyo transcript 1\n< 9000\n", None])
def test_a_file_that_is_no_transcript_is_wrong_usage(
    menkyo_run: Callable[..., Outcome], tmp_path: Path, content: bytes | None, lang: str
) -> None:
    """A file that is missing or cannot be read as a transcript ends in 2."""
    file = tmp_path / "odd.txt"
    if content is not None:
        file.write_bytes(content)
    outcome = menkyo_run("read", "--reader", f"replay:{file}", "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)


def test_a_conversation_that_cannot_be_used_says_why(
    menkyo_run: Callable[..., Outcome], recording: Path, tmp_path: Path
) -> None:
    """The line that is wrong, or the command that the recording lacks, is told; a PIN that stands there is not."""
    file = tmp_path / "odd.txt"
    file.write_text("# menkyo transcript 1\n> 00B0\n< 90zz\n", encoding="utf-8")
    assert "Line 3" in menkyo_run("read", "--reader", f"replay:{file}", "--lang", "en").errors
    lines = recording.read_text(encoding="utf-8").splitlines()[:3]
    recording.write_text("\n".join([*lines, "> 002000860431393736", "< 9000"]), encoding="utf-8")
    outcome = menkyo_run("status", "--reader", f"replay:{recording}", "--lang", "en")
    assert outcome.code == 8
    assert "0020008604******** as command 1" in outcome.errors
    assert "31393736" not in outcome.errors


def test_a_trace_cannot_be_replayed(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """A trace looks like a transcript and holds no data: that is said, and is no fault."""
    trace = tmp_path / "trace.txt"
    assert menkyo_run("read", "--demo", "--trace", str(trace)).code == 0
    outcome = menkyo_run("read", "--reader", f"replay:{trace}")
    assert outcome.code == 2
    outcome.assert_one_sentence("ja")


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "line",
    [
        "read --format x",
        "read --wait abc",
        "read --wait=-1",
        "read --wait nan",
        "read --reader",
        "read --demo=1",
        "read --pin-file /nowhere/pin",
        "status extra",
        "verify --trust /nowhere",
        "dump / --demo",
        "virtual serve --port 0",
        "virtual list x y",
        "plan --demo --class x",
    ],
)
def test_wrong_usage_is_said_in_one_language(menkyo_run: Callable[..., Outcome], line: str, lang: str) -> None:
    """What click says of a command line has its Japanese."""
    outcome = menkyo_run(*line.split(), "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "content", [None, b"", b"\xff\xfe", b"[[[", b'schema = "menkyo.image/2"', b'schema = "menkyo.image/1"\npin = 3']
)
def test_a_file_that_is_no_card_image_is_wrong_usage(
    menkyo_run: Callable[..., Outcome], tmp_path: Path, content: bytes | None, lang: str
) -> None:
    """An image that is missing, no TOML or holds what no card can ends in 2, in every command that takes one."""
    file = tmp_path / "odd.toml"
    if content is not None:
        file.write_bytes(content)
    for command in (
        ("read", "--reader", f"virtual:{file}"),
        ("virtual", "show", str(file)),
        ("virtual", "serve", str(file)),
    ):
        outcome = menkyo_run(*command, "--lang", lang)
        assert outcome.code == 2
        outcome.assert_one_sentence(lang)
