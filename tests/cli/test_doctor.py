from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from unittest import mock

import jsonschema
import pytest

import menkyo.pcsc
from apdu.errors import CardRemovedError
from menkyo.output import schema
from menkyo.pcsc import NoServiceError, Reader, ServicePermissionError
from menkyo.virtual import image_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Card, Desk, Outcome

STEPS = ["service", "driver", "reader", "card", "applications", "pin", "extended-length", "speed"]


def outcomes(run: Outcome) -> dict[str, str]:
    """The outcome of each step."""
    checks = cast("list[dict[str, str]]", run.document["checks"])
    return {check["step"]: check["outcome"] for check in checks}


@pytest.mark.parametrize("name", image_names())
def test_every_card_is_examined(name: str, menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]) -> None:
    """Every built-in card gets all steps in order, in the schema's form, and no PIN is presented."""
    desk = lay(name)
    run = menkyo_run("doctor", "--reader", "virtual", "--json", card=desk)
    jsonschema.validate(run.document, schema("menkyo.doctor/1"))  # pyright: ignore[reportUnknownMemberType]
    assert list(outcomes(run)) == STEPS
    assert ("fail" in outcomes(run).values()) == bool(run.code)
    assert run.code in {0, 5, 7, 8}
    assert desk.presented == []
    assert run.errors == ""


@pytest.mark.parametrize(
    ("name", "step", "code"),
    [
        ("specimen", None, 0),
        ("ic-license", None, 0),
        ("no-license", "applications", 5),
        ("other-card", "applications", 5),
        ("blocked", "pin", 7),
        ("ic-pin2-blocked", "pin", 7),
    ],
)
def test_the_step_that_fails_has_a_remedy(
    name: str, step: str | None, code: int, menkyo_run: Callable[..., Outcome]
) -> None:
    """The first step that fails gives the exit code and a remedy; what comes behind it is skipped with the reason."""
    run = menkyo_run("doctor", "--reader", f"virtual:{name}", "--json")
    assert run.code == code
    checks = cast("list[dict[str, str | None]]", run.document["checks"])
    failed = [check for check in checks if check["outcome"] == "fail"]
    assert [check["step"] for check in failed] == ([step] if step else [])
    assert all(check["remedy"] for check in failed)
    if step:
        assert {check["detail"] for check in checks[STEPS.index(step) + 1 :]} == {"an earlier step failed"}


@pytest.mark.parametrize(("image", "pin"), [("specimen", "免許 10/10"), ("ic-license", "暗証番号1 3/3、暗証番号2 3/3")])
def test_japanese_has_the_labels_and_not_the_words_of_the_object(
    menkyo_run: Callable[..., Outcome], image: str, pin: str
) -> None:
    """Who reads Japanese finds applications and PINs by the names that every other command has for them."""
    printed = menkyo_run("doctor", "--reader", f"virtual:{image}", "--lang", "ja").text
    assert pin in printed
    assert not any(word in printed for word in ("license 10", "pin1", "mynumber", "jpki"))


def test_a_short_link_is_no_fault(menkyo_run: Callable[..., Outcome]) -> None:
    """A link without extended length passes, and the line says that short commands are used."""
    run = menkyo_run("doctor", "--reader", "virtual:no-extended-length", "--lang", "en")
    assert run.code == 0
    assert "[ok] Extended length: it does not work; short commands are used" in run.text


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_saved_reading_is_nothing_to_look_at(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """A saved reading has neither reader nor card: wrong usage, with the command that shows what is in it."""
    run = menkyo_run("doctor", "--reader", "capture:saved.json", "--lang", lang)
    assert run.code == 2
    run.assert_one_sentence(lang)
    assert "menkyo status" in run.errors


def test_a_recording_is_looked_at_as_far_as_it_goes(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """Of a recorded reading the reader and the card are told, and what was not asked then is skipped, not failed."""
    file = tmp_path / "recording.txt"
    assert menkyo_run("trace", "record", str(file), "--demo").code == 0
    run = menkyo_run("doctor", "--reader", f"replay:{file}", "--json")
    assert run.code == 0
    assert [step for step, outcome in outcomes(run).items() if outcome == "pass"] == ["reader", "card"]
    assert set(outcomes(run).values()) == {"pass", "skip"}


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    ("error", "step", "code"),
    [(NoServiceError(), 0, 3), (ServicePermissionError(), 0, 3)],
)
def test_without_a_service_the_first_step_fails(
    error: Exception, step: int, code: int, lang: str, menkyo_run: Callable[..., Outcome]
) -> None:
    """A service that does not run, or lets nobody in, is the first finding, with the remedy below it."""
    with mock.patch.object(menkyo.pcsc, "list_readers", side_effect=error):
        run = menkyo_run("doctor", "--lang", lang)
    assert run.code == code
    lines = run.text.splitlines()
    assert lines[step].startswith("[問題]" if lang == "ja" else "[FAILED]")
    assert lines[step + 1].startswith("    対処: " if lang == "ja" else "    Remedy: ")
    assert len(lines) == len(STEPS) + 1


def test_without_a_reader_the_service_passes(menkyo_run: Callable[..., Outcome]) -> None:
    """No reader is found at the step of the reader, or at the driver's where none is installed."""
    with mock.patch.object(menkyo.pcsc, "list_readers", return_value=()):
        run = menkyo_run("doctor", "--json")
    assert run.code == 3
    assert outcomes(run)["service"] == "pass"
    assert "fail" in {outcomes(run)["driver"], outcomes(run)["reader"]}


def test_without_a_card_the_reader_passes(menkyo_run: Callable[..., Outcome]) -> None:
    """A reader without a card fails at the step of the card."""
    reader = Reader(0, "Test reader", card_present=False)
    with (
        mock.patch.object(menkyo.pcsc, "list_readers", return_value=(reader,)),
        mock.patch.object(menkyo.pcsc, "wait_for_card", side_effect=menkyo.pcsc.NoCardError(0)),
    ):
        run = menkyo_run("doctor", "--json")
    assert run.code == 4
    assert outcomes(run)["reader"] == "pass"
    assert outcomes(run)["card"] == "fail"


@pytest.mark.parametrize("at", range(30))
def test_a_card_that_is_pulled_ends_in_a_finding(
    at: int, menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]
) -> None:
    """A card that leaves at any command fails the step at hand."""
    desk = lay("specimen")
    transmit, count = desk.inner.transmit, 0

    def pulled(command: bytes) -> bytes:
        nonlocal count
        count += 1
        if count > at:
            raise CardRemovedError("The card was taken off the reader.")
        return transmit(command)

    with mock.patch.object(desk.inner, "transmit", pulled):
        run = menkyo_run("doctor", "--reader", "virtual", "--json", card=desk)
    assert run.code in {0, 4}
    assert ("fail" in outcomes(run).values()) == (run.code == 4)


def test_nonsense_ends_in_a_finding(menkyo_run: Callable[..., Outcome], make_card: type[Card]) -> None:
    """A card that answers anything but an answer is nobody's fault but its own."""
    run = menkyo_run("doctor", "--reader", "virtual", "--json", card=make_card(lambda _command: b"\x90"))
    assert run.code == 8
    assert outcomes(run)["applications"] == "fail"


def test_a_slow_link_is_told(menkyo_run: Callable[..., Outcome]) -> None:
    """A command that takes long fails the step of speed alone, and the exit code stays: the card can be read."""
    with mock.patch("menkyo.cli.doctor_steps._SLOW_MILLISECONDS", -1):
        run = menkyo_run("doctor", "--reader", "virtual", "--json")
    assert outcomes(run)["speed"] == "fail"


def test_a_report_holds_no_personal_data(menkyo_run: Callable[..., Outcome]) -> None:
    """Neither number nor name nor any date of the specimen is in the report, only versions and names of parts."""
    run = menkyo_run("doctor", "--reader", "virtual", "--json")
    system = cast("dict[str, Any]", run.document["system"])
    assert set(system) == {"menkyo", "python", "platform", "pyscard"}
    for secret in ("309012345620", "2030-05-15", "黒桐", "20350217", "400000012719843"):
        assert secret not in run.text


@pytest.mark.parametrize("form", [("--json",), ("--lang", "ja"), ("--lang", "en")])
@pytest.mark.parametrize("wanted", [(), ("--reader", "nosuch")])
def test_a_report_holds_no_serial_number_of_a_reader(
    menkyo_run: Callable[..., Outcome], form: tuple[str, ...], wanted: tuple[str, ...]
) -> None:
    """A reader is told by maker, model and slot, wherever it is named; other brackets stay."""
    names = ("Maker Model [CCID Interface] (0x4F12A3B7) 00 00", "Other (Contactless) (ABC9) 01 00")
    readers = tuple(Reader(number, name, card_present=False) for number, name in enumerate(names))
    with (
        mock.patch.object(menkyo.pcsc, "list_readers", return_value=readers),
        mock.patch.object(menkyo.pcsc, "wait_for_card", side_effect=menkyo.pcsc.NoCardError(0)),
    ):
        run = menkyo_run("doctor", *wanted, *form)
    assert "Maker Model [CCID Interface] 00 00" in run.text
    assert "Other (Contactless) 01 00" in run.text
    assert "4F12A3B7" not in run.text
    assert "ABC9" not in run.text


def test_another_error_is_a_finding_too(menkyo_run: Callable[..., Outcome]) -> None:
    """A name that is no reader's fails at the reader, with the readers there are."""
    reader = Reader(0, "Test reader", card_present=True)
    with mock.patch.object(menkyo.pcsc, "list_readers", return_value=(reader,)):
        run = menkyo_run("doctor", "--reader", "other", "--json")
    assert run.code == 3
    assert outcomes(run)["reader"] == "fail"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_saved_reading_has_no_reader(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """What keeps reader and card from working a file cannot tell: wrong usage, and `status` is named instead."""
    outcome = menkyo_run("doctor", "--reader", "capture:reading.json", "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert "menkyo status" in outcome.errors
