"""The calendar of a plan, read back by another program's parser."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

import pytest
from ical.calendar_stream import IcsCalendarStream

from menkyo.output import Language, PlanResult, render_calendar, save_calendar
from menkyo.rules.plan import PlanFacts
from menkyo.rules.planning import make_plan

if TYPE_CHECKING:
    from pathlib import Path

    from ical.event import Event

READ_AT: Final = datetime(2026, 11, 22, 23, 5, tzinfo=timezone(timedelta(hours=9)))
FACTS: Final = PlanFacts(
    date(2026, 11, 22),
    date(2027, 1, 10),
    date(1985, 12, 10),
    date(2026, 12, 10),
    date(2027, 12, 10),
    is_on_card=True,
)


def _result(facts: PlanFacts = FACTS, **more: object) -> PlanResult:
    return PlanResult(make_plan(facts), **more)  # type: ignore[arg-type]


def _events(result: PlanResult, language: Language = Language.JA) -> dict[str, Event]:
    """The events by the kind in their identity, as the other parser reads them."""
    calendar = IcsCalendarStream.calendar_from_ics(render_calendar(result, language=language).decode())
    return {(event.uid or "").rpartition("@")[0][:-18]: event for event in calendar.events}


def test_another_parser_reads_the_days() -> None:
    """Windows and last days are events of whole days; the end of an event is the day after its last."""
    days = {kind: (event.dtstart, event.dtend) for kind, event in _events(_result()).items()}
    assert days == {
        "license-window": (date(2026, 11, 10), date(2027, 1, 13)),
        "license-last-day": (date(2027, 1, 12), date(2027, 1, 13)),
        "card-window": (date(2026, 9, 11), date(2026, 12, 11)),
        "card-last-day": (date(2026, 12, 10), date(2026, 12, 11)),
        "certificates-last-day": (date(2027, 12, 10), date(2027, 12, 11)),
    }


def test_reminders() -> None:
    """A window reminds in its first morning, a last day thirty and seven days before, and on the day."""
    events = _events(_result())
    morning = timedelta(hours=9)
    assert [alarm.trigger for alarm in events["license-window"].alarm] == [morning]
    assert [alarm.trigger for alarm in events["card-last-day"].alarm] == [
        morning - timedelta(days=30),
        morning - timedelta(days=7),
        morning,
    ]


@pytest.mark.parametrize(
    ("language", "title"),
    [(Language.JA, "運転免許の法律上の末日"), (Language.EN, "Driver's license: lawful last day")],
)
def test_titles_are_in_the_language(language: Language, title: str) -> None:
    """The words are Japanese or English, and survive the other parser."""
    event = _events(_result(), language)["license-last-day"]
    assert event.summary == title
    assert "W4" in (_events(_result(), language)["license-window"].description or "")


def test_only_a_card_with_a_license_is_prepared_for_carry_over() -> None:
    """To hand in the signature certificate first is advice for a card that carries a license, and for no other."""
    for is_on_card, is_advised in ((True, True), (None, True), (False, False)):
        description = _events(_result(replace(FACTS, is_on_card=is_on_card)))["card-window"].description or ""
        assert ("(W6)" in description) is is_advised


def test_every_event_names_its_rules() -> None:
    """The sources stand in each event: those of a day that moved, too, where the birthday is not known."""
    hidden = replace(FACTS, license_last_day=date(2027, 2, 28), birth_date=None, card_expires_on=None)
    events = _events(_result(hidden))
    assert set(events) == {"license-last-day", "certificates-last-day"}
    assert "[validity-extension]" in (events["license-last-day"].description or "")
    assert "[E6]" in (events["certificates-last-day"].description or "")


def test_the_same_plan_is_the_same_file() -> None:
    """Identities and time stamps depend on the plan alone; a second import changes events, and adds none."""
    one, other = (render_calendar(_result(read_at=READ_AT), language=Language.JA) for _ in range(2))
    assert one == other
    assert b"DTSTAMP:20261122T140500Z" in one
    assert b"DTSTAMP:20261122T000000Z" in render_calendar(_result(), language=Language.JA)
    japanese, english = ({event.uid for event in _events(_result(), language).values()} for language in Language)
    assert japanese == english
    assert len(japanese) == 5


def test_nobody_is_named() -> None:
    """The calendar holds days of license and card, and not the birth date."""
    content = render_calendar(_result(), language=Language.JA)
    assert b"1985" not in content


def test_what_is_past_or_assumed_is_left_out() -> None:
    """A day that is past needs no reminder, and a period that may follow is none to remind of."""
    late = PlanFacts(date(2026, 12, 20), date(2027, 1, 10), card_expires_on=date(2026, 12, 10))
    assert set(_events(_result(late))) == {"license-window", "license-last-day"}


def test_a_lapsed_license_has_a_last_day_of_what_is_waived() -> None:
    """After the end, the calendar reminds of the day until which tests are waived."""
    events = _events(_result(PlanFacts(date(2026, 11, 22), date(2026, 6, 5))))
    assert {kind: event.dtstart for kind, event in events.items()} == {"relicensing-last-day": date(2026, 12, 5)}


def test_an_empty_plan_is_a_calendar_without_events() -> None:
    """Nothing known makes a calendar that other programs take."""
    assert _events(_result(PlanFacts(date(2026, 11, 22)))) == {}


def test_the_file_is_the_owners(tmp_path: Path) -> None:
    """The file is readable by its owner alone, replaces one of its name, and leaves nothing beside it."""
    path = tmp_path / "plan.ics"
    path.write_text("old", encoding="utf-8")
    save_calendar(_result(), path, language=Language.JA)
    assert path.read_bytes() == render_calendar(_result(), language=Language.JA)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_all_or_nothing(tmp_path: Path) -> None:
    """Where the file cannot be made, there is an error and no part of a file."""
    path = tmp_path / "plan.ics"
    path.mkdir()
    with pytest.raises(OSError, match=r"plan\.ics"):
        save_calendar(_result(), path, language=Language.JA)
    assert list(tmp_path.iterdir()) == [path]


def test_lines_are_folded() -> None:
    """No line is longer than 75 bytes, as calendar programs expect, and no Japanese letter is cut."""
    lines = render_calendar(_result(), language=Language.JA).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
