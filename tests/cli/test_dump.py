"""`menkyo dump`: every file that may be read, in a capture."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from jsonschema import Draft202012Validator, validate

from menkyo.output import schema
from menkyo.reading import capture_encryption

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Desk, Outcome

READER = ("--reader", "virtual", "--pin-file", "-")
LANGUAGES = ["ja", "en"]


@pytest.fixture(scope="module", autouse=True)
def cheap() -> Iterator[None]:
    """Let each key be made fast."""
    with mock.patch.object(capture_encryption.encrypt, "__kwdefaults__", {"cost": 1 << 10}):
        yield


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_file_has_its_line(menkyo_run: Callable[..., Outcome], tmp_path: Path, lang: str) -> None:
    """Read, refused and left out: one line each on standard output, and where the file is on standard error."""
    path = tmp_path / "card.json"
    outcome = menkyo_run(
        "dump", str(path), "--reader", "virtual:no-certificates", *READER[2:], "--lang", lang, stdin=b"1234"
    )
    assert outcome.code == 0
    labels = [line.partition(":")[0] for line in outcome.text.splitlines()]
    read, refused, skipped = ("読み取り", "カードが拒否", "対象外") if lang == "ja" else ("Read", "Refused", "Skipped")
    assert labels == [read] * 6 + [refused] + [read] * 7 + [skipped] * 6
    assert "6A82" in outcome.text
    assert str(path) in outcome.errors
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_json_tells_the_same(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """The object fits its schema and holds no data of a file."""
    path = tmp_path / "card.json"
    outcome = menkyo_run("dump", str(path), *READER, "--format", "json", stdin=b"1234")
    assert outcome.code == 0
    validate(outcome.document, schema("menkyo.dump/1"), cls=Draft202012Validator)
    saved = json.loads(path.read_bytes())
    validate(saved, schema("menkyo.capture/1"), cls=Draft202012Validator)
    assert all(len(file["hex"]) < 64 or file["hex"] not in outcome.text for file in saved["files"])


@pytest.mark.parametrize("image", ["specimen", "ic-license"])
@pytest.mark.parametrize("command", ["read", "status", "verify", "number"])
def test_a_dump_stands_for_a_card(menkyo_run: Callable[..., Outcome], tmp_path: Path, image: str, command: str) -> None:
    """Every command that takes a saved reading takes a dump."""
    path = tmp_path / "card.json"
    arguments = ("--reader", f"virtual:{image}", "--pin-file", "-")
    assert menkyo_run("dump", str(path), *arguments, stdin=b"1234\n5678\n").code == 0
    outcome = menkyo_run(command, "--reader", f"capture:{path}")
    assert outcome.code == 0


def test_pins_are_asked_for_as_for_a_reading(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """At a terminal, both PINs of an IC license; a PIN that is refused leaves no file."""
    path = tmp_path / "card.json"
    typed = {"PIN1": "1234", "PIN2": "5678"}
    prompts: list[str] = []

    def answer(prompt: str) -> str:
        prompts.append(prompt)
        return next(pin for name, pin in typed.items() if name in prompt)

    outcome = menkyo_run("dump", str(path), "--reader", "virtual:ic-license", "--lang", "en", typed=answer)
    assert (outcome.code, len(prompts)) == (0, 2)
    path.unlink()
    outcome = menkyo_run("dump", str(path), *READER, "--lang", "en", stdin=b"4321")
    assert outcome.code == 6
    outcome.assert_one_sentence("en")
    assert list(tmp_path.iterdir()) == []


def test_a_dump_may_be_locked(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """--encrypt is what it is for `menkyo save`; the passphrase is the third line with both on standard input."""
    path = tmp_path / "card.json"
    arguments = (*READER, "--encrypt", "--passphrase-file", "-")
    assert menkyo_run("dump", str(path), *arguments, stdin=b"1234\n\nsecret words\n").code == 0
    assert json.loads(path.read_bytes())["schema"] == "menkyo.capture-encrypted/1"
    opened = menkyo_run("read", "--reader", f"capture:{path}", "--pin-file", "-", stdin=b"secret words\n")
    assert opened.code == 0


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("arguments", [("--passphrase-file", "-"), ("--reader", "capture:x.json")])
def test_what_cannot_be_is_one_sentence(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], tmp_path: Path, arguments: tuple[str, ...], lang: str
) -> None:
    """A passphrase without a lock, and a saved reading in place of a card, before the card is touched."""
    desk = lay()
    outcome = menkyo_run("dump", str(tmp_path / "x"), *READER, *arguments, "--lang", lang, card=desk)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert (desk.exchanges, list(tmp_path.iterdir())) == ([], [])
