"""Birthdays and months, as the renewal of a license counts them (rules, section 3.1, numbers 3 and 4)."""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import MAXYEAR, MINYEAR, date
from typing import Final

__all__ = ["add_month", "birthday_in", "month_before", "months_after", "months_before"]

_FEBRUARY: Final = 2
_LEAP_DAY: Final = 29
_MONTHS: Final = 12


def birthday_in(birth_date: date, year: int) -> date:
    """The birthday in a year from 1 to 9999; that of 29 February is 28 February in a common year.

    Rules, section 3.1, number 4. Raises `ValueError` for a year outside the calendar.
    """
    if (birth_date.month, birth_date.day) == (_FEBRUARY, _LEAP_DAY) and not isleap(year):
        return date(year, _FEBRUARY, _LEAP_DAY - 1)
    return birth_date.replace(year=year)


def add_month(day: date) -> date:
    """The same day of the next month, cut to that month's last day (rules, section 3.1, number 3).

    The last month of the calendar has none after it, and ends with `date.max`.
    """
    return _moved(day, 1)


def month_before(day: date) -> date:
    """The same day of the month before, cut to that month's last day; the calendar's first month gives `date.min`."""
    return _moved(day, -1)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, cut to that month's last day, and never after `date.max`."""
    return _moved(day, months)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, cut to that month's last day, and never before `date.min`."""
    return _moved(day, -months)


def _moved(day: date, months: int) -> date:
    count = day.year * _MONTHS + day.month - 1 + months
    year, month = count // _MONTHS, count % _MONTHS + 1
    if year < MINYEAR:
        return date.min
    if year > MAXYEAR:
        return date.max
    return date(year, month, min(day.day, monthrange(year, month)[1]))
