"""How long a renewed license lasts, and the lecture before it, when class and birth date are stated (rules, 3.1, 3.3).

Neither the class nor the next color can be read from a record: its color is that of the past class.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import MAXYEAR, date
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.rules.birthday import add_month, birthday_in
from menkyo.rules.rulebook import rules
from menkyo.rules.validity import EXTENSION, lawful_last_day

if TYPE_CHECKING:
    from menkyo.rules.rule import Rule

__all__ = ["Lecture", "RenewalClass", "Term", "Years", "lecture", "next_term", "years_of_validity"]


class RenewalClass(Enum):
    """The class of a driver at renewal (更新時の運転者区分)."""

    EXCELLENT = "excellent"
    """優良: five years and more without a break, no violation in five years."""

    GENERAL = "general"
    """一般: five years and more, one minor violation (three points at most)."""

    VIOLATION = "violation"
    """違反: five years and more, anything worse."""

    FIRST_TIME = "first-time"
    """初回: under five years, at most one minor violation."""


_LONG: Final = frozenset({RenewalClass.EXCELLENT, RenewalClass.GENERAL})
_SHORT_YEARS: Final = 3
_LECTURE_MINUTES: Final = {
    RenewalClass.EXCELLENT: 30,
    RenewalClass.GENERAL: 60,
    RenewalClass.VIOLATION: 120,
    RenewalClass.FIRST_TIME: 120,
}
_FIVE_YEARS_UNTIL: Final = 70
_FOUR_YEARS_AT: Final = 71
_SENIOR: Final = 70
_COGNITIVE: Final = 75


class Years(NamedTuple):
    """How many birthdays after the previous expiry a renewed license lasts."""

    years: int
    rules: tuple[Rule, ...]


class Lecture(NamedTuple):
    """What comes before renewal. `minutes` is `None` for the lecture for older drivers, whose length no source tells.

    `may_need_driving_test`: with certain violations, which a record does not hold.
    """

    minutes: int | None
    is_senior: bool
    needs_cognitive_test: bool
    may_need_driving_test: bool
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """What a renewal in the window of a birthday leads to: the next such birthday and the two last days."""

    birthday: date = field(repr=False)
    recorded_last_day: date = field(repr=False)
    lawful_last_day: date = field(repr=False)
    years: int
    rules: tuple[Rule, ...] = field(repr=False)


def years_of_validity(renewal_class: RenewalClass, birthday_age: int) -> Years:
    """The years of a renewed license; `birthday_age` is the age that the birthday in the window completes.

    Age counts as it is on the day before that birthday, so that whoever turns 70 still gets five years.
    """
    if renewal_class not in _LONG:
        return Years(_SHORT_YEARS, rules("validity-years"))
    years = 5 if birthday_age <= _FIVE_YEARS_UNTIL else 4 if birthday_age == _FOUR_YEARS_AT else _SHORT_YEARS
    return Years(years, rules("validity-years", "age-at-renewal"))


def next_term(birthday: date, birth_date: date, renewal_class: RenewalClass) -> Term:
    """The term after a renewal in the window of `birthday`, as `license_window` tells it.

    Raises `ValueError` when that is no birthday of the birth date, or the term would leave the calendar.
    """
    age = birthday.year - birth_date.year
    if age < 1 or birthday_in(birth_date, birthday.year) != birthday:
        raise ValueError("The day is no birthday of this birth date.")
    years = years_of_validity(renewal_class, age)
    if birthday.year + years.years > MAXYEAR:
        raise ValueError("The calendar has no such year.")
    following = birthday_in(birth_date, birthday.year + years.years)
    recorded = add_month(following)
    lawful = lawful_last_day(recorded)
    leap = ("leap-day",) if following.day != birth_date.day else ()
    extended = (EXTENSION,) if lawful != recorded else ()
    return Term(following, recorded, lawful, years.years, (*years.rules, *rules("one-month", *leap), *extended))


def lecture(renewal_class: RenewalClass, birthday_age: int | None) -> Lecture:
    """What comes before renewal; without an age, what holds for drivers under 70.

    The age is the one that the birthday in the window completes; no source says on which day it is taken.
    """
    minutes = _LECTURE_MINUTES[renewal_class]
    if birthday_age is None or birthday_age < _SENIOR:
        return Lecture(minutes, False, False, False, rules("lecture"))
    is_tested = birthday_age >= _COGNITIVE
    return Lecture(None, True, is_tested, is_tested, rules("senior", "senior-age"))
