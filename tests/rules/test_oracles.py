"""Holidays and eras, each by two programs that know nothing of each other, on every day from 1900 to 2060."""

from __future__ import annotations

import datetime as dt
from typing import Final

import holidays
import jpholiday
import pytest
from japanera import EraDate as OracleDate  # pyright: ignore[reportMissingTypeStubs] - it has none

from menkyo.record.dates import decode_era_date
from menkyo.rules.birthday import add_month, birthday_in
from menkyo.rules.renewal import Window, license_window
from menkyo.rules.table import load_table
from menkyo.rules.validity import is_working_day, lawful_last_day

FIRST: Final = dt.date(1900, 1, 1)
LAST: Final = dt.date(2060, 12, 31)
TURN_OF_THE_YEAR: Final = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
ONE_DAY: Final = dt.timedelta(days=1)


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=later) for later in range((last - first).days + 1)]


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


def test_working_days_agree_with_another_program(working_days: frozenset[dt.date]) -> None:
    """From 1900 to 2060 both programs tell the same working days, without an exception."""
    assert [day for day in _days(FIRST, LAST) if is_working_day(day) is not (day in working_days)] == []


def test_the_library_s_known_errors_are_mended() -> None:
    """Each day of the table of corrections is one that the library still takes for a holiday, and the Act did not."""
    for row in load_table("holidays").rows:
        years = range(row.number("first"), row.number("last") + 1)
        days = [dt.date(year, row.number("month"), row.number("day")) for year in years]
        weekdays = [day for day in days if day.weekday() < 5]
        assert all(map(is_working_day, weekdays)), row.text("name")
        assert all(map(jpholiday.is_holiday, weekdays)), row.text("name")


def test_every_recorded_day_moves_to_the_next_working_day_of_the_other_program(
    working_days: frozenset[dt.date],
) -> None:
    """Every last day from 1950 to 2060 moves to the first working day on or after it, at most ten days later."""
    for recorded in _days(dt.date(1950, 1, 1), LAST):
        expected = recorded
        while expected not in working_days:
            expected += ONE_DAY
        assert lawful_last_day(recorded) == expected <= recorded + 10 * ONE_DAY


def test_every_birthday_has_a_window_before_every_end() -> None:
    """Every birthday from 1930 to 2010, before every end to 2060: ordered, and a working day ten days off at most."""
    # A birthday is a month and a day: of the years of birth one leap year and one common year stand for all.
    birth_dates = _days(dt.date(1988, 1, 1), dt.date(1989, 12, 31))
    assert {(day.month, day.day) for day in _days(dt.date(1930, 1, 1), dt.date(2010, 12, 31))} == {
        (day.month, day.day) for day in birth_dates
    }
    for birth_date in birth_dates:
        for year in range(2012, LAST.year + 1):
            birthday = birthday_in(birth_date, year)
            recorded = add_month(birthday)
            window = license_window(recorded, birth_date)
            assert isinstance(window, Window)
            assert window.opens_on < window.birthday == birthday < recorded <= window.closes_on
            assert window.closes_on <= recorded + 10 * ONE_DAY
            assert is_working_day(window.closes_on)


def test_era_years_agree_with_another_program() -> None:
    """Every day from 1900 to 2060, written in the era that another program gives it, decodes to that day."""
    digits = {"明治": 1, "大正": 2, "昭和": 3, "平成": 4, "令和": 5}
    for day in _days(FIRST, LAST):
        oracle = OracleDate.from_date(day)
        digit, year = digits[oracle.strftime("%-K")], int(oracle.strftime("%-y"))
        decoded = decode_era_date(f"{digit}{year:02}{day:%m%d}".encode())
        assert decoded is not None
        assert (decoded.date, decoded.year_of_era) == (day, year)
