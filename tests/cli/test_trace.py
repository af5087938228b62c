"""`menkyo trace`: record, show, replay, anonymize and report."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from jsonschema import validate

from apdu.transcript import Transcript
from menkyo.output import TRACE_REPORT_SCHEMA, TRACE_SCHEMA, schema
from menkyo.reading import anonymization

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.cli.conftest import Outcome

LANGUAGES = ["ja", "en"]


def _keep(files: Sequence[tuple[str, bytes]], *_others: object) -> tuple[tuple[bytes, ...], tuple[()]]:
    """Invent nothing."""
    return tuple(data for _, data in files), ()


NUMBER = "309012345620"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    path = tmp_path / "folder"
    path.mkdir()
    return path


@pytest.fixture
def recording(menkyo_run: Callable[..., Outcome], folder: Path) -> Path:
    """The specimen's conversation."""
    path = folder / "recording.txt"
    assert menkyo_run("trace", "record", str(path), "--demo").code == 0
    return path


@pytest.fixture
def shared(menkyo_run: Callable[..., Outcome], recording: Path) -> Path:
    """The same, anonymized."""
    path = recording.with_name("shared.txt")
    assert menkyo_run("trace", "anonymize", str(recording), str(path)).code == 0
    return path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_recording_is_announced_and_is_its_owners(
    menkyo_run: Callable[..., Outcome], folder: Path, lang: str
) -> None:
    """One line says what the file will hold; it holds the record and no PIN, and only its owner can read it."""
    path = folder / "recording.txt"
    outcome = menkyo_run(
        "trace", "record", str(path), "--reader", "virtual", "--pin-file", "-", "--lang", lang, stdin=b"1234\n"
    )
    assert (outcome.code, outcome.output) == (0, b"")
    assert outcome.errors.count("\n") == 1
    assert str(path) in outcome.errors
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text(encoding="utf-8")
    assert NUMBER.encode().hex().upper() in text
    assert b"1234".hex() + "\n" not in text
    assert "> 0020008604********\n" in text
    assert " ms\n" in text
    assert [each.name for each in folder.iterdir()] == [path.name]


def test_a_default_pin_is_masked_alike(menkyo_run: Callable[..., Outcome], folder: Path) -> None:
    """The PIN of a card on which none was set stands as stars, too."""
    path = folder / "recording.txt"
    assert menkyo_run("trace", "record", str(path), "--reader", "virtual:no-pin").code == 0
    assert "> 0020008604********\n" in path.read_text(encoding="utf-8")
    assert b"****".hex().upper() not in path.read_text(encoding="utf-8")


def test_a_reading_that_fails_is_recorded_to_its_end(menkyo_run: Callable[..., Outcome], folder: Path) -> None:
    """A wrong PIN ends a recording, which shows and plays the same failure."""
    path = folder / "recording.txt"
    wrong = menkyo_run("trace", "record", str(path), "--reader", "virtual", "--pin-file", "-", stdin=b"9999\n")
    assert wrong.code == 6
    assert b"9999".hex() not in path.read_text(encoding="utf-8")
    again = menkyo_run("trace", "replay", str(path), "--lang", "en")
    assert (again.code, again.output) == (6, b"")
    assert "tries left: 9" in again.errors


def test_a_saved_reading_has_no_conversation(menkyo_run: Callable[..., Outcome], folder: Path) -> None:
    """Of a saved reading nothing can be recorded."""
    saved, path = folder / "saved.json", folder / "recording.txt"
    assert menkyo_run("save", str(saved), "--demo").code == 0
    outcome = menkyo_run("trace", "record", str(path), "--reader", f"capture:{saved}", "--lang", "en")
    assert outcome.code == 2
    outcome.assert_one_sentence("en")
    assert not path.exists()
    assert "--trace" not in outcome.errors


@pytest.mark.parametrize("lang", LANGUAGES)
def test_show_explains(menkyo_run: Callable[..., Outcome], recording: Path, lang: str) -> None:
    """What each exchange is, and what the files hold."""
    outcome = menkyo_run("trace", "show", str(recording), "--lang", lang)
    assert (outcome.code, outcome.errors) == (0, "")
    assert NUMBER in outcome.text
    without = menkyo_run("trace", "show", str(recording), "--no-values", "--lang", lang)
    assert NUMBER not in without.text
    assert "WEF02" in without.text


def test_show_as_json(menkyo_run: Callable[..., Outcome], recording: Path) -> None:
    """The object keeps to its schema, and its times are those of the recording."""
    outcome = menkyo_run("trace", "show", str(recording), "--format", "json")
    validate(outcome.document, schema(TRACE_SCHEMA))
    exchanges = json.loads(outcome.output)["exchanges"]
    assert all(exchange["milliseconds"] is not None for exchange in exchanges)


def test_show_takes_a_trace_without_data(menkyo_run: Callable[..., Outcome], folder: Path) -> None:
    """The trace of a bug report is explained, and cannot be anonymized or played."""
    path, out = folder / "trace.txt", folder / "out.txt"
    assert menkyo_run("read", "--demo", "--trace", str(path)).code == 0
    shown = menkyo_run("trace", "show", str(path), "--lang", "en")
    assert "WEF02" in shown.text
    assert menkyo_run("trace", "report", str(path), "--lang", "en").code == 0
    for lang in LANGUAGES:
        refused = menkyo_run("trace", "anonymize", str(path), str(out), "--lang", lang)
        assert refused.code == 2
        refused.assert_one_sentence(lang)
    assert menkyo_run("trace", "replay", str(path)).code == 2
    assert not out.exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_replay_shows_the_license_as_read_does(menkyo_run: Callable[..., Outcome], recording: Path, lang: str) -> None:
    """The same record comes out as from the card, but for the specimen's mark and the moment."""
    read = menkyo_run("read", "--reader", f"replay:{recording}", "--pin-file", "-", "--format", "json", stdin=b"0000\n")
    replayed = menkyo_run("trace", "replay", str(recording), "--format", "json", "--lang", lang)
    assert replayed.code == 0
    assert {**replayed.document, "read_at": None} == {**read.document, "read_at": None}


@pytest.mark.parametrize(
    "arguments", [("virtual:ic-license",), ("virtual:ic-license", "--short"), ("virtual:ic-license", "--with", "photo")]
)
def test_replay_finds_out_how_it_was_read(
    menkyo_run: Callable[..., Outcome], folder: Path, arguments: tuple[str, ...]
) -> None:
    """Length and what PIN2 opened are told by the conversation, not by the person who plays it."""
    path = folder / "recording.txt"
    recorded = menkyo_run(
        "trace", "record", str(path), "--pin-file", "-", "--reader", *arguments, stdin=b"1234\n5678\n"
    )
    assert recorded.code == 0
    assert menkyo_run("trace", "replay", str(path), "--format", "plain").code == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_replay_says_where_a_reading_differs(menkyo_run: Callable[..., Outcome], recording: Path, lang: str) -> None:
    """A conversation that was edited ends where the reader asks for something else."""
    text = recording.read_text(encoding="utf-8").replace("> 00200086\n", "> 00200087\n")
    recording.write_text(text, encoding="utf-8")
    outcome = menkyo_run("trace", "replay", str(recording), "--lang", lang)
    assert (outcome.code, outcome.output) == (8, b"")
    assert "9" in outcome.errors.splitlines()[0]
    assert "00200087" in outcome.errors
    assert "menkyo trace show" in outcome.errors.splitlines()[-1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_anonymize_says_what_it_did(menkyo_run: Callable[..., Outcome], recording: Path, lang: str) -> None:
    """What was replaced and searched for is told, and the file holds none of it and plays."""
    out = recording.with_name("out.txt")
    outcome = menkyo_run("trace", "anonymize", str(recording), str(out), "--lang", lang)
    assert (outcome.code, outcome.output) == (0, b"")
    assert str(out) in outcome.errors
    text = out.read_text(encoding="utf-8")
    assert NUMBER.encode().hex().upper() not in text
    assert len(Transcript.parse(text).exchanges) == len(
        Transcript.parse(recording.read_text(encoding="utf-8")).exchanges
    )
    assert menkyo_run("trace", "replay", str(out), "--format", "json").code == 0


def test_anonymize_lists_what_stays(menkyo_run: Callable[..., Outcome], folder: Path) -> None:
    """Objects that nobody knows are named with their lengths."""
    recording, out = folder / "recording.txt", folder / "out.txt"
    record = ("trace", "record", str(recording), "--reader", "virtual:full-size", "--pin-file", "-")
    assert menkyo_run(*record, stdin=b"1234\n").code == 0
    outcome = menkyo_run("trace", "anonymize", str(recording), str(out), "--lang", "en")
    assert "WEF03 010A (48 bytes)" in outcome.errors


def test_anonymize_leaves_its_original_alone(menkyo_run: Callable[..., Outcome], recording: Path) -> None:
    """The original is not overwritten, under whatever name it is given."""
    link = recording.with_name("link.txt")
    link.symlink_to(recording)
    before = recording.read_bytes()
    for out in (recording, link):
        assert menkyo_run("trace", "anonymize", str(recording), str(out)).code == 2
    assert recording.read_bytes() == before


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_cannot_be_proved_is_not_written(menkyo_run: Callable[..., Outcome], recording: Path, lang: str) -> None:
    """When something of the card is left there is no file, and the exit code is 8."""
    out = recording.with_name("out.txt")
    with mock.patch.object(anonymization, "anonymize_files", _keep):
        outcome = menkyo_run("trace", "anonymize", str(recording), str(out), "--lang", lang)
    assert outcome.code == 8
    outcome.assert_one_sentence(lang)
    assert not out.exists()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "content",
    [
        "> 00A4040C0AD3921000310001010408\n< 9000\n> 00B0810000\n< 3132339000\n",
        "> 00A4020C02001B\n< 9000\n> 00B0000003\n< 3132339000\n> 00B0000003\n< 3132349000\n",
        "> 00A4020C02001B\n< 9000\n> 00B0000403\n< 3132339000\n",
        "> 00A4020C02001B\n",
        "no transcript\n",
    ],
)
def test_what_cannot_be_taken_apart_is_told(
    menkyo_run: Callable[..., Outcome], folder: Path, content: str, lang: str
) -> None:
    """A conversation that holds the My Number, contradicts itself, lacks a part or is none ends in one sentence."""
    path, out = folder / "recording.txt", folder / "out.txt"
    path.write_text(f"# menkyo transcript 1\n{content}", encoding="utf-8")
    outcome = menkyo_run("trace", "anonymize", str(path), str(out), "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert not out.exists()


def test_report_answers_without_personal_data(
    menkyo_run: Callable[..., Outcome], recording: Path, shared: Path
) -> None:
    """One line for each question; the original tells what its signature covers, the anonymized one does not."""
    outcome = menkyo_run("trace", "report", str(recording), "--lang", "en")
    lines = outcome.text.splitlines()
    assert len(lines) == 20
    assert lines[2].endswith(": objects")
    assert NUMBER not in outcome.text
    again = menkyo_run("trace", "report", str(shared), "--lang", "en").text.splitlines()
    assert [line for line in again if not line.startswith("Q3")] == [
        line for line in lines if not line.startswith("Q3")
    ]


def test_report_as_json(menkyo_run: Callable[..., Outcome], recording: Path) -> None:
    """The object keeps to its schema."""
    outcome = menkyo_run("trace", "report", str(recording), "--format", "json")
    validate(outcome.document, schema(TRACE_REPORT_SCHEMA))


@pytest.mark.parametrize("form", ["plain", "json"])
def test_a_pin_that_another_program_wrote_down_is_not_shown(
    menkyo_run: Callable[..., Outcome], folder: Path, form: str
) -> None:
    """Whoever made a transcript may have left a PIN in it; menkyo shows stars."""
    path = folder / "foreign.txt"
    select = "> 00A4040C10A0000002310600000000000000000000\n< 9000\n"
    verify = "> 002000860437343532\n< 9000\n> 0020008600000437343532\n< 9000\n"
    path.write_text(f"# menkyo transcript 1\n{select}{verify}", "utf-8")
    outcome = menkyo_run("trace", "show", str(path), "--format", form)
    assert outcome.code == 0
    assert "37343532" not in outcome.text + outcome.errors


def test_a_byte_order_mark_is_no_part_of_a_transcript(menkyo_run: Callable[..., Outcome], recording: Path) -> None:
    """An editor that puts one first changes nothing."""
    recording.write_bytes(b"\xef\xbb\xbf" + recording.read_bytes())
    assert menkyo_run("trace", "replay", str(recording)).code == 0


def test_an_output_that_cannot_be_written_is_named_as_it_was_given(
    menkyo_run: Callable[..., Outcome], recording: Path
) -> None:
    """The name of the file that was tried in its place says nothing to anybody."""
    out = recording.parent / "nowhere" / "shared.txt"
    outcome = menkyo_run("trace", "anonymize", str(recording), str(out))
    assert outcome.code == 2
    assert str(out) in outcome.errors
