"""Birthdays and months."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.rules.birthday import add_month, birthday_in, month_before, months_after, months_before


@pytest.mark.parametrize(
    ("day", "after"),
    [
        ("2026-05-05", "2026-06-05"),
        ("2026-12-10", "2027-01-10"),
        ("2027-01-28", "2027-02-28"),
        ("2027-01-29", "2027-02-28"),
        ("2027-01-30", "2027-02-28"),
        ("2027-01-31", "2027-02-28"),
        ("2028-01-30", "2028-02-29"),
        ("2027-02-28", "2027-03-28"),
        ("2028-02-29", "2028-03-29"),
        ("2027-03-31", "2027-04-30"),
        ("2027-12-31", "2028-01-31"),
        ("9999-12-01", "9999-12-31"),
    ],
)
def test_a_month_later(day: str, after: str) -> None:
    """The same day number in the next month, cut to its last day (rules, section 3.1, number 3)."""
    assert add_month(dt.date.fromisoformat(day)).isoformat() == after


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2026-05-05", "2026-04-05"),
        ("2027-01-10", "2026-12-10"),
        ("2027-03-31", "2027-02-28"),
        ("0001-01-31", "0001-01-01"),
    ],
)
def test_a_month_earlier(day: str, before: str) -> None:
    """The same day number in the month before, cut to its last day."""
    assert month_before(dt.date.fromisoformat(day)).isoformat() == before


@pytest.mark.parametrize(("year", "birthday"), [(2027, "2027-02-28"), (2028, "2028-02-29"), (2100, "2100-02-28")])
def test_a_leap_day_s_birthday(year: int, birthday: str) -> None:
    """29 February counts as 28 February in a common year (rules, section 3.1, number 4)."""
    assert birthday_in(dt.date(1984, 2, 29), year).isoformat() == birthday


@pytest.mark.parametrize("year", [0, 10000])
def test_a_year_outside_the_calendar(year: int) -> None:
    """The calendar has the years 1 to 9999."""
    with pytest.raises(ValueError, match="year"):
        birthday_in(dt.date(1990, 5, 5), year)


@given(st.dates(), st.integers(0, 1200))
def test_months_run_one_way(day: dt.date, months: int) -> None:
    """Months later is never earlier, months earlier never later, and a cut loses three days at most."""
    assert months_before(day, months) <= day <= months_after(day, months)
    there_and_back = months_before(months_after(day, months), months)
    assert months_after(day, months) == dt.date.max or dt.timedelta(0) <= day - there_and_back <= dt.timedelta(days=3)
