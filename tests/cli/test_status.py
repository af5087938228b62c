"""`menkyo status` as a person types it: every card, every ending, and never a PIN."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, validate

from apdu.errors import CardUnresponsiveError
from menkyo.output import schema
from menkyo.virtual import FaultyTransport, answer_at, image_names, open_virtual, pull_at, random_answers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Desk, Outcome

    Run = Callable[..., Outcome]

STATUS = schema("menkyo.status/1")
JUDGING = re.compile(r"\b(valid|invalid|genuine|authentic|forged|fake)\b|有効|無効|真正|本物|偽|正規", re.IGNORECASE)
JSON = ("status", "--reader", "virtual", "--format", "json")


@pytest.mark.parametrize("image", image_names())
def test_every_card_fits_the_schema(menkyo_run: Run, lay: Callable[..., Desk], image: str) -> None:
    """Of every built-in card there is a document that fits the schema, or one sentence; no PIN is sent to any."""
    desk = lay(image)
    outcome = menkyo_run(*JSON, card=desk)
    assert desk.presented == []
    assert desk.closed == 1
    if image in {"other-card", "phone", "resident-card"}:
        assert outcome.code == 5
        outcome.assert_one_sentence("ja")
        return
    assert (outcome.code, outcome.errors) == (0, "")
    validate(outcome.document, STATUS, cls=Draft202012Validator)
    assert list(outcome.document) == STATUS["required"]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("form", ["panel", "plain"])
@pytest.mark.parametrize("image", ["specimen", "blocked", "blocked-keys", "no-license", "no-card-pins", "ic-license"])
def test_every_form_of_text(menkyo_run: Run, image: str, form: str, lang: str) -> None:
    """Each form announces the specimen and who unblocks a PIN, and no word in it judges."""
    outcome = menkyo_run("status", "--reader", f"virtual:{image}", "--format", form, "--lang", lang)
    assert outcome.code == 0
    assert "見本" in outcome.text
    assert ("ロックの解除" if lang == "ja" else "Unblocking") in outcome.text
    assert not JUDGING.search(outcome.text)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_help_judges_nothing(menkyo_run: Run, lang: str) -> None:
    """Neither does the help, and it has no option for a PIN."""
    text = menkyo_run("status", "--help", "--lang", lang).text
    assert not JUDGING.search(text)
    assert "--pin" not in text
    assert "--use-last-try" not in text


def test_nothing_is_asked(menkyo_run: Run) -> None:
    """At a terminal nothing is asked for either, and a PIN on standard input stays there."""

    def typed(_prompt: str) -> str:
        raise AssertionError("It asked for a PIN")

    assert menkyo_run("status", "--demo", typed=typed).code == 0
    assert menkyo_run("status", "--demo", "--pin-file", "-", stdin=b"1234").code == 2


def test_the_day_decides_what_ended(menkyo_run: Run) -> None:
    """`--as-of` moves the day that ends are judged by."""
    ended = menkyo_run("status", "--demo", "--as-of", "2035-02-18", "--format", "plain", "--lang", "en").text
    current = menkyo_run("status", "--demo", "--as-of", "2035-02-17", "--format", "plain", "--lang", "en").text
    assert ended.count("ENDED on 17 Feb 2035") == 2
    assert current.count("last day today") == 2


def test_short_length_only(menkyo_run: Run, lay: Callable[..., Desk]) -> None:
    """With `--short` no command is longer than a short one, and the document is the same."""
    desk = lay()
    outcome = menkyo_run(*JSON, "--short", card=desk)
    assert outcome.document == menkyo_run(*JSON).document
    assert not any(len(command) > 5 and command[1] == 0xB0 for command, _ in desk.exchanges)


def test_the_trace_tells_nothing_of_the_holder(menkyo_run: Run, tmp_path: Path) -> None:
    """The trace has the commands, and neither the certificate nor the card's serial number."""
    path = tmp_path / "trace.txt"
    assert menkyo_run("status", "--demo", "--trace", str(path)).code == 0
    text = path.read_text(encoding="utf-8")
    assert "> 0020009B" in text
    for secret in (b"MENKYOTEST", b"900000000000017", b"JPKI"):
        assert secret.hex().upper() not in text.replace(" ", "")


def test_the_trace_is_written_when_the_card_is_pulled(menkyo_run: Run, tmp_path: Path) -> None:
    """However the look at the card ends."""
    path = tmp_path / "trace.txt"
    card = FaultyTransport(open_virtual("specimen"), pull_at(7))
    assert menkyo_run(*JSON, "--trace", str(path), card=card).code == 4
    assert path.read_text(encoding="utf-8").count("\n> ") == 7


def test_a_trace_that_cannot_be_written_ends_nothing_worse(menkyo_run: Run, tmp_path: Path) -> None:
    """A folder that goes away costs the trace alone where the card went, too."""
    folder = tmp_path / "folder"
    folder.mkdir()

    def pull(_number: int, _command: bytes, _card: Callable[[bytes], bytes]) -> bytes:
        folder.rmdir()
        raise CardUnresponsiveError("No answer")

    card = FaultyTransport(open_virtual("specimen"), pull)
    assert menkyo_run(*JSON, "--trace", str(folder / "trace.txt"), card=card).code == 4


def test_a_capture_has_a_status(menkyo_run: Run, tmp_path: Path) -> None:
    """Of a saved reading: the PIN's tries as they were, nothing of certificates, and that it is a capture."""
    path = tmp_path / "reading.json"
    menkyo_run("read", "--demo", "--save", str(path))
    reader = ("--reader", f"capture:{path}")
    document = menkyo_run("status", *reader, "--format", "json").document
    validate(document, STATUS, cls=Draft202012Validator)
    assert document["pins"] == [{"name": "license", "set": True, "tries_left": 10, "tries_max": 10, "blocked": False}]
    assert [row["present"] for row in cast("list[dict[str, object]]", document["certificates"])] == [None, None]
    assert "A saved reading" in menkyo_run("status", *reader, "--format", "plain", "--lang", "en").text


def test_a_file_that_is_no_capture(menkyo_run: Run, tmp_path: Path) -> None:
    """Wrong usage, as for any other file that cannot be read."""
    path = tmp_path / "reading.json"
    for content in (None, b"{}"):
        if content is not None:
            path.write_bytes(content)
        outcome = menkyo_run("status", "--reader", f"capture:{path}")
        assert outcome.code == 2
        outcome.assert_one_sentence("ja")


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("image", ["other-card", "phone", "resident-card"])
@pytest.mark.parametrize("command", [("status",), ("read", "--pin-file", "-"), ("number", "--pin-file", "-")])
def test_what_is_no_my_number_card_is_named(menkyo_run: Run, command: tuple[str, ...], image: str, lang: str) -> None:
    """A phone and the older card have a sentence of their own, whatever is asked of them."""
    outcome = menkyo_run(*command, "--reader", f"virtual:{image}", "--lang", lang, stdin=b"1234\n")
    assert outcome.code == 5
    outcome.assert_one_sentence(lang)
    words = {
        "other-card": ("でもIC運転免許証でもありません", "neither"),
        "phone": ("スマートフォン", "smartphone"),
        "resident-card": ("住民基本台帳カード", "住基カード"),
    }
    assert words[image][lang == "en"] in outcome.errors


@pytest.mark.parametrize("number", range(1, 32))
def test_one_fault_at_every_command(menkyo_run: Run, number: int) -> None:
    """A card that is pulled is told so; a single odd answer costs no more than what it was asked for."""
    pulled = menkyo_run(*JSON, card=FaultyTransport(open_virtual("specimen"), pull_at(number)))
    assert pulled.code in {0, 4}
    for answer in ("", "90", "6F00", "6A82", "63C0", "9000", "00" * 257 + "9000"):
        card = FaultyTransport(open_virtual("specimen"), answer_at(number, bytes.fromhex(answer)))
        outcome = menkyo_run(*JSON, card=card)
        assert outcome.code in {0, 8}
        if outcome.code:
            outcome.assert_one_sentence("ja")
        else:
            validate(outcome.document, STATUS, cls=Draft202012Validator)


@given(seed=st.integers(0, 2**32))
def test_noise_has_a_sentence(menkyo_run: Run, seed: int) -> None:
    """A card of noise ends in a status or in one sentence, never in a traceback."""
    outcome = menkyo_run(*JSON, card=FaultyTransport(open_virtual("specimen"), random_answers(seed)))
    assert outcome.code in {0, 5, 8}
    assert "Traceback" not in outcome.errors
