"""The lawful last day."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import jpholiday
import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.rules import EXTENSION, ValidityState, is_working_day, lawful_last_day, validity

if TYPE_CHECKING:
    from collections.abc import Mapping

VECTORS: Final = json.loads(
    (Path(__file__).parents[2] / "fixtures" / "vectors" / "record_validity.json").read_text(encoding="utf-8")
)
DAYS: Final = st.dates(dt.date(1950, 1, 1), dt.date(2099, 11, 30))


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_validity_vectors(vector: Mapping[str, str]) -> None:
    """Each recorded last day moves to its lawful last day."""
    recorded = dt.date.fromisoformat(vector["recorded"])
    assert lawful_last_day(recorded).isoformat() == vector["lawful"]


@given(DAYS)
def test_the_lawful_day_is_the_next_working_day(recorded: dt.date) -> None:
    """The lawful day is a working day, on or after the recorded one by ten days at most, with none between them."""
    lawful = lawful_last_day(recorded)
    assert recorded <= lawful <= recorded + dt.timedelta(days=10)
    assert lawful.weekday() < 5
    assert not jpholiday.is_holiday(lawful)
    assert (lawful.month, lawful.day) not in {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
    between = [recorded + dt.timedelta(days=days) for days in range((lawful - recorded).days)]
    assert not any(is_working_day(day) for day in between)


@given(DAYS)
def test_extending_twice_changes_nothing(recorded: dt.date) -> None:
    """The lawful last day of a lawful last day is itself."""
    assert lawful_last_day(lawful_last_day(recorded)) == lawful_last_day(recorded)


@given(st.dates())
def test_absurd_years_have_an_answer(recorded: dt.date) -> None:
    """Before 1949 and after 2099 weekends and the turn of the year still count, and nothing fails."""
    assert lawful_last_day(recorded) >= recorded


def test_the_last_day_of_the_calendar() -> None:
    """The last day that can be written has no day to move to."""
    assert lawful_last_day(dt.date.max) == dt.date.max


@pytest.mark.parametrize(
    ("as_of", "state", "days_left"),
    [
        ("2025-12-27", ValidityState.CURRENT, 9),
        ("2025-12-28", ValidityState.CURRENT, 8),
        ("2025-12-29", ValidityState.EXTENDED, 7),
        ("2026-01-05", ValidityState.EXTENDED, 0),
        ("2026-01-06", ValidityState.PAST, -1),
    ],
)
def test_states(as_of: str, state: ValidityState, days_left: int) -> None:
    """Days are current to the recorded day, extended to the lawful one, past after it, each through its end."""
    result = validity(dt.date(2025, 12, 28), dt.date.fromisoformat(as_of))
    assert (result.state, result.days_left) == (state, days_left)
    assert (result.recorded_last_day, result.lawful_last_day) == (
        dt.date(2025, 12, 28),
        dt.date(2026, 1, 5),
    )


def test_nothing_recorded() -> None:
    """Without a recorded day nothing is known."""
    result = validity(None, dt.date(2026, 11, 22))
    assert result.state is ValidityState.UNKNOWN
    assert (result.recorded_last_day, result.lawful_last_day, result.days_left) == (None, None, None)


def test_the_rule_names_its_source() -> None:
    """The rule carries the id that pages refer to it by, and the article of the Act."""
    assert EXTENSION.id == "validity-extension"
    assert "Article 95-6(3)" in EXTENSION.source


def test_holidays_are_loaded_only_when_asked_for() -> None:
    """Importing the rules does not import the table of holidays."""
    program = "import sys, menkyo.rules; sys.exit('jpholiday' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
