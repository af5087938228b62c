"""Every exit code of the contract, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock

import pytest

import menkyo.pcsc
from apdu.errors import CardUnresponsiveError
from menkyo.pcsc import (
    AmbiguousReaderError,
    NoCardError,
    NoReaderError,
    NoServiceError,
    PcscError,
    PyscardMissingError,
    Reader,
    ReaderNotFoundError,
    ReaderUnpluggedError,
    ServicePermissionError,
    SharingViolationError,
)
from menkyo.virtual import FaultyTransport, open_virtual, pull_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Card, Desk, Outcome

READERS = (Reader(0, "Reader A", card_present=False), Reader(1, "Reader B", card_present=False))

ON_THE_CARD = [
    ("no-license", b"1234", 5),
    ("other-card", b"1234", 5),
    ("empty-record", b"1234", 5),
    ("specimen", b"4321", 6),
    ("wrong-pin-6300", b"4321", 6),
    ("blocked", b"1234", 7),
    ("blocked-63c0", b"1234", 7),
    ("blocked-6983", b"1234", 7),
    ("blocked-query-6983", b"1234", 7),
    ("blocked-query-6984", b"1234", 7),
    ("blocked-select-6283", b"1234", 7),
    ("last-try", b"1234", 7),
    ("pin-flag-odd", b"1234", 8),
    ("pin-flag-empty", b"1234", 8),
    ("specimen", b"123", 2),
]

PCSC_ERRORS = [
    (NoServiceError(), 3),
    (PyscardMissingError(), 3),
    (ServicePermissionError(), 3),
    (NoReaderError(), 3),
    (ReaderNotFoundError("x", READERS), 3),
    (ReaderUnpluggedError("Reader A"), 3),
    (PcscError("PC/SC failed."), 3),
    (AmbiguousReaderError(READERS), 2),
    (NoCardError(), 4),
    (SharingViolationError(), 4),
    (CardUnresponsiveError("The card does not answer."), 4),
]


@pytest.mark.parametrize("output_format", ["panel", "plain", "json"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_0_done(menkyo_run: Callable[..., Outcome], lang: str, output_format: str) -> None:
    """A record that was read and shown is 0, with the payload on standard output and nothing beside it."""
    outcome = menkyo_run("read", "--demo", "--lang", lang, "--format", output_format)
    assert (outcome.code, outcome.errors) == (0, "")
    assert "2030" in outcome.text


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(("image", "pin", "code"), ON_THE_CARD)
def test_what_the_card_says_decides(
    menkyo_run: Callable[..., Outcome],
    image: str,
    pin: bytes,
    code: int,
    lang: str,
) -> None:
    """Each refusal by the card, or of a PIN for it, ends in its exit code and one sentence."""
    outcome = menkyo_run("read", "--reader", f"virtual:{image}", "--pin-file", "-", "--lang", lang, stdin=pin)
    assert outcome.code == code
    outcome.assert_one_sentence(lang)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(("error", "code"), PCSC_ERRORS, ids=[type(error).__name__ for error, _ in PCSC_ERRORS])
@pytest.mark.parametrize("command", ["read", "readers"])
def test_what_the_service_says_decides(
    menkyo_run: Callable[..., Outcome],
    command: str,
    error: Exception,
    code: int,
    lang: str,
) -> None:
    """Each failure of PC/SC ends in its exit code and one sentence."""
    with mock.patch.object(menkyo.pcsc, "list_readers", side_effect=error):
        outcome = menkyo_run(command, "--lang", lang)
    assert outcome.code == code
    outcome.assert_one_sentence(lang)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_3_no_reader(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """Without any reader `read` and `readers` end in 3."""
    with mock.patch.object(menkyo.pcsc, "list_readers", return_value=()):
        for command in ("read", "readers"):
            outcome = menkyo_run(command, "--lang", lang)
            assert outcome.code == 3
            outcome.assert_one_sentence(lang)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_4_the_card_was_pulled(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """A card that leaves while it is read is 4."""
    card = FaultyTransport(open_virtual(), pull_at(12))
    outcome = menkyo_run("read", "--reader", "virtual", "--pin-file", "-", "--lang", lang, stdin=b"1234", card=card)
    assert outcome.code == 4
    outcome.assert_one_sentence(lang)


@pytest.mark.parametrize(("command", "is_named"), [(10, False), (8, True), (9, False)])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_4_at_the_first_long_command_names_short(
    menkyo_run: Callable[..., Outcome], lang: str, *, command: int, is_named: bool
) -> None:
    """A card that is gone at the first command in extended length may have been reset by it."""
    card = FaultyTransport(open_virtual(), pull_at(command))
    outcome = menkyo_run("read", "--reader", "virtual", "--pin-file", "-", "--lang", lang, stdin=b"1234", card=card)
    assert outcome.code == 4
    assert ("--short" in outcome.errors) is is_named


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_5_an_ic_license_is_told_from_other_cards(
    menkyo_run: Callable[..., Outcome],
    make_card: type[Card],
    lang: str,
) -> None:
    """A conventional IC license without a record is named in the sentence."""
    setting, pin = bytes.fromhex("00B08A0003"), bytes.fromhex("0020")

    def answer(command: bytes) -> bytes:
        if command == setting:
            return b"\x05\x01\x00\x90\x00"
        if command[:2] == pin:
            return b"\x90\x00" if len(command) > 4 else b"\x63\xc3"
        is_selected = command[5:11] == bytes.fromhex("A00000023101") or command == bytes.fromhex("00A40000")
        return b"\x90\x00" if is_selected else b"\x6a\x82"

    card = make_card(answer)
    outcome = menkyo_run("read", "--reader", "virtual", "--lang", lang, card=card)
    assert outcome.code == 5
    outcome.assert_one_sentence(lang)
    assert "IC" in outcome.errors.splitlines()[0]
    assert card.is_closed


def test_6_says_how_many_tries_are_left(menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]) -> None:
    """The number in the sentence is the card's own after the wrong PIN, also when it answers 6300."""
    for image in ("specimen", "wrong-pin-6300"):
        desk = lay(image)
        outcome = menkyo_run("read", "--reader", "virtual", "--pin-file", "-", stdin=b"9999", card=desk)
        assert outcome.code == 6
        assert "残り9回" in outcome.errors
        assert len(desk.presented) == 1


def test_7_the_last_try_is_sent_when_insisted_on(menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]) -> None:
    """With --use-last-try the one try that is left may be used: a right PIN reads, a wrong one blocks."""
    arguments = ("read", "--reader", "virtual", "--use-last-try", "--format", "plain", "--pin-file", "-")
    assert menkyo_run(*arguments, stdin=b"1234", card=lay("last-try")).code == 0
    outcome = menkyo_run(*arguments, stdin=b"4321", card=lay("last-try"))
    assert outcome.code == 7
    assert "ロック" in outcome.errors


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("record", ["81", "C2 82 FF FF 00", "00 00 00"])
def test_8_a_record_that_is_none(
    menkyo_run: Callable[..., Outcome],
    tmp_path: Path,
    record: str,
    lang: str,
) -> None:
    """Bytes that hold no record end in 5 or 8, never in a fault."""
    image = tmp_path / "odd.toml"
    image.write_text(f'schema = "menkyo.image/1"\nextends = "specimen"\n[raw]\nWEF02 = "{record}"\n', encoding="utf-8")
    outcome = menkyo_run("read", "--reader", f"virtual:{image}", "--pin-file", "-", "--lang", lang, stdin=b"1234")
    assert outcome.code in {5, 8}
    outcome.assert_one_sentence(lang)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_1_a_fault_in_menkyo(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """An error that nobody foresaw is 1, names its class and shows nothing of what it says."""
    with mock.patch("menkyo.output.document.render_json", side_effect=ZeroDivisionError("1234 眼鏡等")):
        outcome = menkyo_run("read", "--demo", "--format", "json", "--lang", lang)
    assert outcome.code == 1
    outcome.assert_one_sentence(lang)
    assert "ZeroDivisionError" in outcome.errors
    assert "1234" not in outcome.errors


@pytest.mark.parametrize("position", ["--debug read --reader virtual:nothing", "read --debug --reader virtual:nothing"])
def test_a_traceback_is_for_those_who_ask(menkyo_run: Callable[..., Outcome], position: str) -> None:
    """With --debug, before the command or behind it, the traceback comes before the same sentence and exit code."""
    outcome = menkyo_run(*position.split())
    assert outcome.code == 2
    assert outcome.errors.startswith("Traceback (most recent call last):")
    assert outcome.errors.splitlines()[-2].startswith("エラー: ")
    assert "Traceback" not in menkyo_run("read", "--reader", "virtual:nothing").errors


def test_a_traceback_holds_no_pin(menkyo_run: Callable[..., Outcome]) -> None:
    """Not even with --debug does a PIN reach standard error."""
    for pin in (b"7294", b"729 4"):
        outcome = menkyo_run("--debug", "read", "--reader", "virtual", "--pin-file", "-", stdin=pin)
        assert outcome.code in {2, 6}
        assert "729" not in outcome.errors
