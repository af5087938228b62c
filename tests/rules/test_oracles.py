"""Holidays and eras, each by two programs that know nothing of each other, on every day from 1900 to 2060."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, Final

import holidays
import pytest
from japanera import EraDate as OracleDate  # pyright: ignore[reportMissingTypeStubs] - it has none

from menkyo.record.dates import decode_era_date
from menkyo.rules.birthday import add_month, birthday_in
from menkyo.rules.renewal import Window, license_window
from menkyo.rules.validity import is_working_day, lawful_last_day

VECTORS: Final = Path(__file__).parents[2] / "fixtures" / "vectors"
FIRST: Final = dt.date(1900, 1, 1)
LAST: Final = dt.date(2060, 12, 31)
TURN_OF_THE_YEAR: Final = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
ONE_DAY: Final = dt.timedelta(days=1)


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=later) for later in range((last - first).days + 1)]


@pytest.fixture(scope="module")
def disagreements() -> list[dict[str, Any]]:
    """The days on which the two programs are known to differ, each with the reason."""
    rows: list[dict[str, Any]] = json.loads((VECTORS / "rules_holidays.json").read_text(encoding="utf-8"))
    return rows


@pytest.fixture(scope="module")
def working_days() -> frozenset[dt.date]:
    """The working days by the other program's holidays, which begin in 1949 as ours do."""
    # Ten days beyond the last, as a last day moves that far.
    table = holidays.country_holidays("JP", years=range(1949, LAST.year + 2))
    return frozenset(
        day
        for day in _days(FIRST, LAST + 10 * ONE_DAY)
        if day.weekday() < 5 and (day.month, day.day) not in TURN_OF_THE_YEAR and day not in table
    )


def _is_listed(day: dt.date, rows: list[dict[str, Any]]) -> bool:
    return any(
        (row["month"], row["day"]) == (day.month, day.day) and row["years"][0] <= day.year <= row["years"][1]
        for row in rows
    )


def test_working_days_agree_with_another_program(
    working_days: frozenset[dt.date], disagreements: list[dict[str, Any]]
) -> None:
    """From 1900 to 2060 both programs tell the same working days, but for those that the table of fixtures lists."""
    differ = [day for day in _days(FIRST, LAST) if is_working_day(day) is not (day in working_days)]
    assert [day for day in differ if not _is_listed(day, disagreements)] == []
    for row in disagreements:
        found = [day for day in differ if _is_listed(day, [row])]
        assert found, f"{row['name']}: both agree now"
        assert {(is_working_day(day), day in working_days) for day in found} == {
            (row["working_here"], row["working_there"])
        }


def test_no_disagreement_lies_in_the_life_of_a_license_that_can_be_read(disagreements: list[dict[str, Any]]) -> None:
    """Licenses with a chip exist since 2007: from then on both programs agree on every day."""
    assert all(row["years"][1] < 2007 for row in disagreements)


def test_every_recorded_day_moves_to_the_next_working_day_of_the_other_program(
    working_days: frozenset[dt.date],
) -> None:
    """Every last day from 1986 to 2060 moves to the first working day on or after it, at most ten days later."""
    for recorded in _days(dt.date(1986, 1, 1), LAST):
        expected = recorded
        while expected not in working_days:
            expected += ONE_DAY
        assert lawful_last_day(recorded) == expected <= recorded + 10 * ONE_DAY


def test_every_birthday_has_a_window_in_a_common_and_in_a_leap_year() -> None:
    """Each day that somebody was born on from 1930 to 2010 leads to a window, in every form that a year can have."""
    for birth_date in _days(dt.date(1930, 1, 1), dt.date(2010, 12, 31)):
        for year in (2027, 2028):
            birthday = birthday_in(birth_date, year)
            window = license_window(add_month(birthday), birth_date)
            assert isinstance(window, Window)
            assert window.opens_on < window.birthday == birthday < window.closes_on


def test_era_years_agree_with_another_program() -> None:
    """Every day from 1900 to 2060, written in the era that another program gives it, decodes to that day."""
    digits = {"明治": 1, "大正": 2, "昭和": 3, "平成": 4, "令和": 5}
    for day in _days(FIRST, LAST):
        oracle = OracleDate.from_date(day)
        digit, year = digits[oracle.strftime("%-K")], int(oracle.strftime("%-y"))
        decoded = decode_era_date(f"{digit}{year:02}{day:%m%d}".encode())
        assert decoded is not None
        assert (decoded.date, decoded.year_of_era) == (day, year)
