"""When a license and a My Number card can be renewed, and when cards and certificates end (rules, 2.3, 2.5, 3.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import MAXYEAR, date, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.rules.birthday import add_month, birthday_in, month_before, months_before
from menkyo.rules.rulebook import rules
from menkyo.rules.validity import EXTENSION, lawful_last_day

if TYPE_CHECKING:
    from menkyo.rules.rule import Rule

__all__ = [
    "BirthDateReason",
    "LastDay",
    "NeedsBirthDate",
    "Window",
    "WindowState",
    "card_end",
    "card_window",
    "certificate_end",
    "license_window",
]

_ONE_DAY: Final = timedelta(days=1)
_CARD_MONTHS: Final = 3
_LONGEST_MONTH: Final = 31

_ADULT_AT_18_SINCE: Final = date(2022, 4, 1)
_ADULT_CARD_BIRTHDAYS: Final = 10
_BIRTHDAYS: Final = 5


class WindowState(Enum):
    """Where a day stands against a window."""

    NOT_YET = "not-yet"
    OPEN = "open"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which something can be renewed, the first and the last included (更新期間).

    `closes_on` is the lawful last day; `birthday` is the one that the window belongs to, as it counts in its year.
    """

    opens_on: date = field(repr=False)
    closes_on: date = field(repr=False)
    birthday: date = field(repr=False)
    rules: tuple[Rule, ...] = field(repr=False)

    def state(self, as_of: date) -> WindowState:
        """Where a day, Japan time, stands against the window."""
        if as_of < self.opens_on:
            return WindowState.NOT_YET
        return WindowState.OPEN if as_of <= self.closes_on else WindowState.LAPSED

    def days_to_open(self, as_of: date) -> int:
        """Days from a day to the first one of the window: 0 on it, negative after it."""
        return (self.opens_on - as_of).days

    def days_to_close(self, as_of: date) -> int:
        """Days from a day to the last one of the window: 0 on it, negative after it."""
        return (self.closes_on - as_of).days


class BirthDateReason(Enum):
    """Why a recorded day, alone or with the birth date that was given, does not lead to one birthday."""

    SEVERAL = "several"
    """Several birthdays give the recorded day, the last of a month: a birth date is needed."""

    NONE = "none"
    """No birthday gives the recorded day, which a month cannot end with: the record or its reading is odd."""

    DISAGREES = "disagrees"
    """The birth date that was given does not lead to the recorded day: one of the two is wrong."""

    NOT_BORN = "not-born"
    """The birth date that was given lies not a year before the recorded day."""


@dataclass(frozen=True, slots=True)
class NeedsBirthDate:
    """There is no window to tell, and why; `birthdays` are those that give the recorded day, first to last."""

    reason: BirthDateReason
    birthdays: tuple[date, ...] = field(repr=False)
    rules: tuple[Rule, ...] = field(repr=False)


class LastDay(NamedTuple):
    """A last day that was reckoned, and what it rests on."""

    day: date
    rules: tuple[Rule, ...]


def license_window(recorded_last_day: date, birth_date: date | None) -> Window | NeedsBirthDate:
    """The window in which a license that is recorded until a day can be renewed (rules, section 3.2).

    Without a birth date the birthday is the recorded day less one month, unless the ends of the months hide it.
    """
    possible = _birthdays(recorded_last_day)
    if birth_date is None:
        if len(possible) == 1:
            return _window(recorded_last_day, possible[0])
        reason = BirthDateReason.SEVERAL if possible else BirthDateReason.NONE
        return NeedsBirthDate(reason, possible, rules("one-month", "month-end"))
    years = {birthday.year for birthday in possible} or {recorded_last_day.year}
    counted = {birthday_in(birth_date, year) for year in years}
    for birthday in possible:
        if birthday in counted and birthday > birth_date:
            return _window(recorded_last_day, birthday, *(("leap-day",) if birthday.day != birth_date.day else ()))
    is_born = any(birthday > birth_date for birthday in (*possible, *counted))
    reason = BirthDateReason.DISAGREES if is_born else BirthDateReason.NOT_BORN
    return NeedsBirthDate(reason, possible, rules("one-month", "leap-day"))


def _birthdays(recorded: date) -> tuple[date, ...]:
    """The days that, one month added, give a recorded day; as 29 February counts as 28 in a common year, it is one."""
    first = month_before(recorded)
    days = [first + timedelta(days=later) for later in range(_LONGEST_MONTH)] if first > date.min else []
    return tuple(day for day in days if day < recorded and day.month == first.month and add_month(day) == recorded)


def _window(recorded: date, birthday: date, *more: str) -> Window:
    opens_on = month_before(birthday)
    closes_on = lawful_last_day(recorded)
    cut = ("month-before",) if opens_on.day != birthday.day else ()
    extended = (EXTENSION,) if closes_on != recorded else ()
    return Window(opens_on, closes_on, birthday, (*rules("renewal-window", "one-month", *more, *cut), *extended))


def card_window(card_expires_on: date) -> Window:
    """The window in which a My Number card can be renewed: under three months before its end (rules, section 2.5).

    A card ends on a birthday; no source moves its end past a day off.
    """
    earlier = months_before(card_expires_on, _CARD_MONTHS)
    opens_on = min(earlier + _ONE_DAY, card_expires_on)
    return Window(opens_on, card_expires_on, card_expires_on, rules("W1", "W2"))


def card_end(issued_on: date, birth_date: date) -> LastDay:
    """The last day of a My Number card that was issued on a day (rules, section 2.5).

    Raises `ValueError` when its holder was not born by then.
    """
    adult = 18 if issued_on >= _ADULT_AT_18_SINCE else 20
    is_adult = issued_on.year - birth_date.year > adult or (
        issued_on.year - birth_date.year == adult and issued_on >= birthday_in(birth_date, issued_on.year)
    )
    count = _ADULT_CARD_BIRTHDAYS if is_adult else _BIRTHDAYS
    return LastDay(_birthday_after(issued_on, birth_date, count), rules("card-end", "leap-day"))


def certificate_end(issued_on: date, birth_date: date) -> LastDay:
    """The last day of electronic certificates that were issued on a day (rules, sections 2.3 and 2.5).

    Raises `ValueError` when their holder was not born by then.
    """
    return LastDay(_birthday_after(issued_on, birth_date, _BIRTHDAYS), rules("E6", "leap-day"))


def _birthday_after(day: date, birth_date: date, count: int) -> date:
    """The birthday with a number, of those after a day; the calendar's last day where it has no such birthday."""
    if birth_date > day:
        raise ValueError("The day of issue lies before the birth date.")
    first = day.year if birthday_in(birth_date, day.year) > day else day.year + 1
    year = first + count - 1
    return birthday_in(birth_date, year) if year <= MAXYEAR else date.max
