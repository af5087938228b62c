"""What a new license needs after the last one has lapsed, and until when (rules, section 3.4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final

from menkyo.rules.birthday import add_month, months_after
from menkyo.rules.rulebook import rules
from menkyo.rules.validity import lawful_last_day

if TYPE_CHECKING:
    from datetime import date

    from menkyo.rules.rule import Rule

__all__ = ["PROVISIONAL_PERMITS", "Deadlines", "Reason", "Relicensing", "Waiver", "deadlines", "relicensing"]

PROVISIONAL_PERMITS: Final = ("large", "medium", "semi-medium", "ordinary")
"""The vehicles with a provisional permit over six months after expiry (仮免許)."""

_SIX_MONTHS: Final = 6
_YEAR: Final = 12
_THREE_YEARS: Final = 36


class Waiver(Enum):
    """What a new license does not need any more."""

    NOT_LAPSED = "not-lapsed"
    """The lawful last day has not passed."""

    TESTS = "tests"
    """Tests of skill and theory are waived; an aptitude test and a lecture remain."""

    PROVISIONAL_PERMIT = "provisional-permit"
    """A provisional permit is given for `PROVISIONAL_PERMITS`; the rest has to be done again."""

    NOTHING = "nothing"
    """No source waives anything."""


@dataclass(frozen=True, slots=True)
class Reason:
    """An unavoidable reason (やむを得ない理由), such as illness or travel; `ended_on` is `None` while it lasts."""

    ended_on: date | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The last days of what is waived after the lawful last day, first to last."""

    lawful_last_day: date = field(repr=False)
    tests_until: date = field(repr=False)
    provisional_until: date = field(repr=False)
    with_reason_until: date = field(repr=False)
    rules: tuple[Rule, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Relicensing:
    """What is waived on a day, and the last day of it; `until` is `None` where nothing is."""

    waiver: Waiver
    until: date | None = field(repr=False)
    rules: tuple[Rule, ...] = field(repr=False)


def deadlines(recorded_last_day: date) -> Deadlines:
    """Until when what is waived, counted from the lawful last day (an inference) in months of the calendar."""
    lawful = lawful_last_day(recorded_last_day)
    return Deadlines(
        lawful,
        months_after(lawful, _SIX_MONTHS),
        months_after(lawful, _YEAR),
        months_after(lawful, _THREE_YEARS),
        rules("no-grace", "lapsed-six-months", "lapsed-one-year", "lapsed-three-years", "lapsed-from"),
    )


def relicensing(recorded_last_day: date, as_of: date, reason: Reason | None = None) -> Relicensing:
    """What is waived on a day for a license that is recorded until another; `reason` is what the holder states.

    A reason counts for three years, and for one month after it ended, and matters once six months have passed.
    """
    ends = deadlines(recorded_last_day)
    if as_of <= ends.lawful_last_day:
        return Relicensing(Waiver.NOT_LAPSED, ends.lawful_last_day, rules("no-grace"))
    excused_until = _excused_until(ends, reason)
    if as_of <= excused_until and excused_until > ends.tests_until:
        return Relicensing(Waiver.TESTS, excused_until, rules("lapsed-three-years", "lapsed-from"))
    if as_of <= ends.tests_until:
        return Relicensing(Waiver.TESTS, ends.tests_until, rules("lapsed-six-months", "lapsed-from"))
    if as_of <= ends.provisional_until:
        return Relicensing(Waiver.PROVISIONAL_PERMIT, ends.provisional_until, rules("lapsed-one-year", "lapsed-from"))
    past = ("lapsed-six-months", "lapsed-one-year", "lapsed-three-years", "lapsed-from")
    return Relicensing(Waiver.NOTHING, None, rules(*past))


def _excused_until(ends: Deadlines, reason: Reason | None) -> date:
    """The last day on which a reason counts; without one, that on which none is needed."""
    if reason is None:
        return ends.tests_until
    if reason.ended_on is None:
        return ends.with_reason_until
    return min(ends.with_reason_until, add_month(reason.ended_on))
