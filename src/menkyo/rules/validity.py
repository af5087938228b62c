"""Until when a license may be used: the recorded last day and the lawful one (rules, section 3.1)."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import Final

from menkyo.rules.rule import Rule

__all__ = [
    "EXTENSION",
    "Rule",
    "Validity",
    "ValidityState",
    "is_working_day",
    "lawful_last_day",
    "validity",
]

EXTENSION: Final = Rule(
    id="validity-extension",
    statement=(
        "A last day on a Saturday, a Sunday, a national holiday or a day from 29 December to 3 January moves to the "
        "next day, again and again; the recorded day stays as it is."
    ),
    source="Road Traffic Act, Article 95-6(3), formerly 92-2(4); its Enforcement Order, Article 33-8",
)
"""有効期間の末日の特例: rules, section 3.1, number 5. The Order's number may have changed since."""

_SATURDAY: Final = 5
_ONE_DAY: Final = timedelta(days=1)
_DECEMBER: Final = 12
_CLOSED_FROM: Final = 29  # December
_CLOSED_UNTIL: Final = 3  # January

# The Holidays Act is of July 1948, and the equinoxes of later centuries are anybody's guess.
_HOLIDAY_YEARS: Final = range(1949, 2100)

# The last year of the table `holidays`.
_LAST_CORRECTED: Final = 1985


class ValidityState(Enum):
    """Where a day stands against the recorded and the lawful last day; says nothing of suspension or revocation."""

    CURRENT = "current"
    """Not past the recorded day."""

    EXTENDED = "extended"
    """Past the recorded day, and not past the lawful one."""

    PAST = "past"
    """Past the lawful day."""

    UNKNOWN = "unknown"
    """No day is recorded."""


@dataclass(frozen=True, slots=True)
class Validity:
    """What the recorded last day (有効期間の末日) means on the day `as_of`, Japan time.

    `days_left` counts to the lawful last day: 0 on that day, negative after it, `None` when no day is recorded.
    """

    as_of: date
    recorded_last_day: date | None = field(repr=False)
    lawful_last_day: date | None = field(repr=False)
    days_left: int | None = field(repr=False)
    state: ValidityState


def is_working_day(day: date) -> bool:
    """Whether no part of `EXTENSION` moves a last day away from this one.

    Outside 1949 to 2099 national holidays are not known, and weekends and the turn of the year alone count.
    """
    if day.weekday() >= _SATURDAY:
        return False
    if (day.month == _DECEMBER and day.day >= _CLOSED_FROM) or (day.month == 1 and day.day <= _CLOSED_UNTIL):
        return False
    if day.year not in _HOLIDAY_YEARS:
        return True
    import jpholiday  # noqa: PLC0415 - takes longer to import than a whole record to decode

    return not jpholiday.is_holiday(day) or (day.year <= _LAST_CORRECTED and _was_no_holiday(day))


def _was_no_holiday(day: date) -> bool:
    """Whether the library knows a holiday that the Act of its day did not."""
    from menkyo.rules.table import load_table  # noqa: PLC0415 - for days before every chip license

    return any(
        (row.number("month"), row.number("day")) == (day.month, day.day)
        and row.number("first") <= day.year <= row.number("last")
        for row in load_table("holidays").rows
    )


def lawful_last_day(recorded: date) -> date:
    """The last day on which the license may be used when this one is recorded: itself, or up to ten days later."""
    day = recorded
    while day < date.max and not is_working_day(day):
        day += _ONE_DAY
    return day


def validity(recorded: date | None, as_of: date) -> Validity:
    """Compare a day with the recorded and the lawful last day; both run through the end of their day."""
    if recorded is None:
        return Validity(as_of, None, None, None, ValidityState.UNKNOWN)
    lawful = lawful_last_day(recorded)
    if as_of <= recorded:
        state = ValidityState.CURRENT
    elif as_of <= lawful:
        state = ValidityState.EXTENDED
    else:
        state = ValidityState.PAST
    return Validity(as_of, recorded, lawful, (lawful - as_of).days, state)
