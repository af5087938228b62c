"""`menkyo plan`: from a card, from typed dates, with a birth date only where it helps."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Any, cast
from unittest import mock

import pytest
from ical.calendar_stream import IcsCalendarStream
from jsonschema import validate

from menkyo.cli.plan_options import PLAN_OPTIONS
from menkyo.output import schema
from menkyo.rules.holding import HoldingState
from menkyo.rules.terms import RenewalClass

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Desk, Outcome

    Run = Callable[..., Outcome]

TODAY = ("--as-of", "2026-11-22")
TYPED = ("plan", "--license-expires", "2027-01-10", "--card-expires", "2026-12-10", *TODAY)
HIDDEN = ("plan", "--license-expires", "2027-02-28", *TODAY)
JSON = ("--format", "json")


def _document(outcome: Outcome) -> dict[str, Any]:
    assert outcome.code == 0
    document = cast("dict[str, Any]", outcome.document)
    validate(document, schema("menkyo.plan/1"))  # pyright: ignore[reportUnknownMemberType]
    return document


@pytest.mark.parametrize("output_format", ["panel", "plain", "json"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_demo_runs_unattended(menkyo_run: Run, output_format: str, language: str) -> None:
    """The specimen's plan needs no card, no reader and no terminal, in any form and language."""
    outcome = menkyo_run("plan", "--demo", *TODAY, "--format", output_format, "--lang", language)
    assert (outcome.code, outcome.errors) == (0, "")
    assert "2030" in outcome.text


def test_a_card_tells_its_certificates(menkyo_run: Run) -> None:
    """From a card come both last days, the certificates' end, and what the checklist can tick."""
    document = _document(menkyo_run("plan", "--demo", *TODAY, *JSON))
    assert (document["source"], document["specimen"]) == ("mynumber", True)
    assert document["license"]["recorded_last_day"] == "2030-05-15"
    assert document["card"]["expires_on"] == "2035-02-17"
    assert document["certificates_end"] == "2035-02-17"
    evidence = {item["rules"][0]: item["evidence"] for item in document["carry_over"]}
    assert (evidence["C2"], evidence["C4"]) == ("recorded", "certificate-present")


@pytest.mark.parametrize(
    ("language", "license_row", "item"),
    [
        ("ja", "更新する免許はありません", "免許(または運転経歴)"),
        ("en", "no license that could be renewed", "(or a driving history)"),
    ],
)
def test_a_driving_history_is_no_license(menkyo_run: Run, language: str, license_row: str, item: str) -> None:
    """A driving history moves to a new card as a license does, and there is nothing to renew or to pay for."""
    call = ("plan", "--reader", "virtual:history-only", "--pin-file", "-", *TODAY)
    document = _document(menkyo_run(*call, *JSON, stdin=b"1234\n"))
    assert (document["license"], document["costs"]["amounts"]) == (None, [])
    text = menkyo_run(*call, "--format", "plain", "--lang", language, stdin=b"1234\n").text
    assert license_row in text
    assert item in text
    assert "3,350" not in text


def test_a_blocked_password_is_seen(menkyo_run: Run) -> None:
    """A signature password that is blocked stands beside the item that needs it."""
    outcome = menkyo_run("plan", "--reader", "virtual:blocked-keys", "--pin-file", "-", *TODAY, *JSON, stdin=b"1234\n")
    evidence = {item["rules"][0]: item["evidence"] for item in _document(outcome)["carry_over"]}
    assert evidence["C4"] == "password-blocked"


def test_a_saved_reading_is_planned(menkyo_run: Run, tmp_path: Path) -> None:
    """A saved reading gives the same dates as its card without a PIN; of certificates it keeps nothing, and says so."""
    path = tmp_path / "reading.json"
    assert menkyo_run("read", "--demo", "--save", str(path)).code == 0
    document = _document(menkyo_run("plan", "--reader", f"capture:{path}", *TODAY, *JSON))
    assert document["license"]["recorded_last_day"] == "2030-05-15"
    assert document["card"]["expires_on"] == "2035-02-17"
    assert document["certificates_end"] is None
    answers = {seen["look"]: seen["answer"] for seen in document["on_card"]}
    assert answers["signature-certificate-present"] == answers["certificates-not-ended"] == "ask"
    assert answers["license-pin-not-blocked"] == "yes"


def test_a_dump_is_planned_with_its_certificates(menkyo_run: Run, tmp_path: Path) -> None:
    """A dump keeps which certificates there are and until when, and its plan is that of the card."""
    path = tmp_path / "dump.json"
    assert menkyo_run("dump", str(path), "--demo").code == 0
    document = _document(menkyo_run("plan", "--reader", f"capture:{path}", *TODAY, *JSON))
    assert document["certificates_end"] == "2035-02-17"
    evidence = {item["rules"][0]: item["evidence"] for item in document["carry_over"]}
    assert evidence["C4"] == "certificate-present"
    answers = {seen["look"]: seen["answer"] for seen in document["on_card"]}
    assert answers["signature-certificate-present"] == answers["certificates-not-ended"] == "yes"
    # Its tries are those of a card, and of no file.
    assert answers["signature-password-not-blocked"] == "ask"


@pytest.mark.parametrize(
    ("born", "japanese", "minutes"),
    [
        (None, "講習: 一般 60分、70歳未満の場合 [lecture]", 60),
        ("1957-12-10", "講習: 一般 60分 [lecture]", 60),
        ("1956-12-10", "講習: 70歳からは高齢者講習(時間の定めは資料にありません) [senior senior-age]", None),
        (
            "1951-12-10",
            (
                "講習: 70歳からは高齢者講習(時間の定めは資料にありません)、75歳からは認知機能検査、"
                "一定の違反があれば運転技能検査 [senior senior-age]"
            ),
            None,
        ),
    ],
)
def test_the_lecture_goes_by_class_and_age(
    menkyo_run: Run, tmp_path: Path, born: str | None, japanese: str, minutes: int | None
) -> None:
    """The plan tells the lecture of the class that is stated, or that of older drivers where the age is known."""
    call = [*TYPED, "--class", "general"]
    if born is not None:
        (tmp_path / "born").write_text(born, encoding="utf-8")
        call += ["--birth-date-file", str(tmp_path / "born")]
    assert japanese in menkyo_run(*call, "--format", "plain", "--lang", "ja").text.splitlines()
    amounts = _document(menkyo_run(*call, *JSON))["costs"]["amounts"]
    assert {amount["lecture"]["minutes"] for amount in amounts} == {minutes}


def test_each_holding_state_has_its_services(menkyo_run: Run) -> None:
    """The plan tells what each way of holding a license can use, and nothing of a license that has lapsed."""
    services = {each["holding"]: each["services"] for each in _document(menkyo_run(*TYPED, *JSON))["services"]}
    assert services == {
        "plastic-only": [],
        "my-number-only": ["online-lecture", "mynaportal", "address-one-stop", "domicile-one-stop"],
        "both": ["online-lecture", "mynaportal"],
    }
    lines = menkyo_run(*TYPED, "--format", "plain", "--lang", "en").text.splitlines()
    assert "Services: plastic license only: none [H1 H8]" in lines
    lapsed = menkyo_run("plan", "--license-expires", "2026-01-10", *TODAY, *JSON)
    assert _document(lapsed)["services"] == []


def test_typed_dates_ask_for_nothing(menkyo_run: Run, lay: Callable[..., Desk]) -> None:
    """With typed dates no card is touched and no PIN is asked for."""
    desk = lay()
    document = _document(menkyo_run(*TYPED, *JSON, card=desk, environment={"MENKYO_READER": "virtual"}))
    assert desk.exchanges == []
    assert (document["source"], document["order"]) == ("typed", "card-first")


@pytest.mark.parametrize("option", [("--demo",), ("--reader", "virtual"), ("--pin-file", "-"), ("--holder",)])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_typed_dates_and_a_card_do_not_go_together(menkyo_run: Run, option: tuple[str, ...], language: str) -> None:
    """Who types dates and names a card is told that these exclude each other."""
    outcome = menkyo_run(*TYPED, *option, "--lang", language)
    assert outcome.code == 2
    outcome.assert_one_sentence(language)
    assert option[0] in outcome.errors


def test_an_ic_license_tells_the_birth_date(menkyo_run: Run) -> None:
    """An IC license records the birth date behind PIN1, and its own end is not taken for that of a My Number card."""
    outcome = menkyo_run("plan", "--reader", "virtual:ic-license", "--pin-file", "-", *TODAY, *JSON, stdin=b"1234\n")
    document = _document(outcome)
    assert (document["source"], document["card"]) == ("ic-license", None)
    assert document["license"]["birthday_source"] in {None, "birth-date"}
    assert document["license"]["needs_birth_date"] in {None, "disagrees"}


def test_the_birth_date_is_asked_for_only_where_it_helps(menkyo_run: Run) -> None:
    """At a terminal a hidden birthday is asked for on standard error; a birthday that is known is not."""
    outcome = menkyo_run(*HIDDEN, *JSON, stdin=b"1985-01-30\n", typed=str)
    assert "生年月日" in outcome.errors
    assert _document(outcome)["license"]["birthday"] == "2027-01-30"
    assert menkyo_run(*TYPED, *JSON, typed=str).errors == ""


def test_an_empty_answer_leaves_the_birthday_open(menkyo_run: Run) -> None:
    """Who does not want to tell the birth date presses Enter, and learns what cannot be told."""
    outcome = menkyo_run(*HIDDEN, "--format", "plain", "--lang", "en", stdin=b"\n", typed=str)
    assert outcome.code == 0
    assert "takes a birth date" in outcome.text


def test_without_a_terminal_nothing_is_asked(menkyo_run: Run) -> None:
    """Without a terminal the plan says what cannot be told, and succeeds."""
    outcome = menkyo_run(*HIDDEN, *JSON)
    document = _document(outcome)
    assert outcome.errors == ""
    assert document["license"]["needs_birth_date"] == "several"
    assert document["license"]["opens_on"] is None


def test_the_end_of_input_ends_the_command(menkyo_run: Run) -> None:
    """Ctrl-D at the question ends the command as Ctrl-C does."""
    assert menkyo_run(*HIDDEN, stdin=b"", typed=str).code == 130


def test_a_birth_date_file(menkyo_run: Run, tmp_path: Path) -> None:
    """The birth date is the first line of a file or of standard input; it appears in no output."""
    path = tmp_path / "born"
    path.write_bytes(b"\xef\xbb\xbf1956-01-30\r\n")
    named = menkyo_run(*HIDDEN, *JSON, "--birth-date-file", str(path))
    piped = menkyo_run(*HIDDEN, *JSON, "--birth-date-file", "-", stdin=b"1956-01-30\n")
    assert _document(named) == _document(piped)
    assert [period["years"] for period in _document(named)["following"]] == [3, 4]
    assert "1956" not in named.text


@pytest.mark.parametrize(
    "line", [b"", b"30 January 1985\n", b"1985-02-30\n", b"1899-12-31\n", b"2027-01-30\n", b"\xff\n"]
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_is_no_birth_date(menkyo_run: Run, line: bytes, language: str) -> None:
    """What is no date, or a day not yet come, is refused without being repeated."""
    outcome = menkyo_run(*HIDDEN, "--birth-date-file", "-", "--lang", language, stdin=line)
    assert outcome.code == 2
    outcome.assert_one_sentence(language)
    assert "2027-01-30" not in outcome.errors


def test_a_birth_date_that_does_not_fit(menkyo_run: Run) -> None:
    """A birth date that does not lead to the recorded day is said not to fit, and nothing is invented."""
    outcome = menkyo_run(*TYPED, *JSON, "--birth-date-file", "-", stdin=b"1985-03-03\n")
    document = _document(outcome)
    assert document["license"]["needs_birth_date"] == "disagrees"
    assert document["license"]["opens_on"] is None


def test_one_standard_input_is_not_two(menkyo_run: Run) -> None:
    """PIN and birth date cannot both come from standard input."""
    outcome = menkyo_run("plan", "--reader", "virtual", "--pin-file", "-", "--birth-date-file", "-", stdin=b"1234\n")
    assert outcome.code == 2
    outcome.assert_one_sentence("ja")


@pytest.mark.parametrize("day", ["2027-02-30", "tomorrow", "1989-12-31", "2100-01-01", "9999-12-31"])
@pytest.mark.parametrize("option", ["--license-expires", "--card-expires", "--certificates-end"])
def test_impossible_days(menkyo_run: Run, option: str, day: str) -> None:
    """A day that there is not, or that lies far away, is wrong usage."""
    outcome = menkyo_run("plan", option, day)
    assert outcome.code == 2
    outcome.assert_one_sentence("ja")
    assert option in outcome.errors


def test_a_last_day_in_the_past_is_planned(menkyo_run: Run) -> None:
    """A license that has lapsed is no wrong usage: the plan says what is still waived, and until when."""
    outcome = menkyo_run("plan", "--license-expires", "2026-06-05", *TODAY, *JSON)
    document = _document(outcome)
    assert document["order"] == "license-ended"
    assert document["relicensing"]["waiver"] == "tests"


def test_a_calendar(menkyo_run: Run, tmp_path: Path) -> None:
    """`--ics` saves a calendar for its owner, in the language of the command, and the plan is shown all the same."""
    path = tmp_path / "plan.ics"
    outcome = menkyo_run(*TYPED, "--lang", "en", "--ics", str(path))
    assert outcome.code == 0
    assert outcome.text
    calendar = IcsCalendarStream.calendar_from_ics(path.read_text(encoding="utf-8"))
    assert "Driver's license: renewal window" in {event.summary for event in calendar.events}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["missing/plan.ics", "."])
def test_a_calendar_that_cannot_be_saved(menkyo_run: Run, tmp_path: Path, lay: Callable[..., Desk], name: str) -> None:
    """Where the calendar cannot be written, that is said before a card is touched."""
    desk = lay()
    outcome = menkyo_run("plan", "--reader", "virtual", "--ics", str(tmp_path / name), card=desk)
    assert outcome.code == 2
    outcome.assert_one_sentence("ja")
    assert desk.exchanges == []


def test_a_folder_that_takes_no_files_is_found_before_the_card(
    menkyo_run: Run, lay: Callable[..., Desk], tmp_path: Path
) -> None:
    """Where no calendar can be written no card is touched: nobody types a PIN for nothing."""
    desk = lay()
    with mock.patch("tempfile.TemporaryFile", side_effect=PermissionError(13, "Permission denied")):
        outcome = menkyo_run("plan", "--reader", "virtual", "--ics", str(tmp_path / "plan.ics"), card=desk)
    assert (outcome.code, outcome.output, desk.exchanges) == (2, b"", [])


def test_a_card_without_a_license(menkyo_run: Run) -> None:
    """A My Number card whose record is empty ends as it does for `read`."""
    outcome = menkyo_run("plan", "--reader", "virtual:empty-record", "--pin-file", "-", stdin=b"1234\n")
    assert outcome.code == 5
    outcome.assert_one_sentence("ja")


def test_the_words_are_those_of_the_rules() -> None:
    """The choices of the options are the values that the rules know, in their order."""
    choices = {option.key: option.choices for option in PLAN_OPTIONS if option.choices}
    assert choices == {
        "holding": tuple(state.value for state in HoldingState),
        "class_": tuple(each.value for each in RenewalClass),
    }


def test_holding_plastic_only_has_no_checklist(menkyo_run: Run) -> None:
    """Who holds a plastic license only renews card and license independently."""
    outcome = menkyo_run(*TYPED, "--holding", "plastic-only", "--format", "plain", "--lang", "en")
    assert "Order: independent" in outcome.text
    assert "Carry-over: " not in outcome.text
    assert "plastic license only (as stated)" in outcome.text
