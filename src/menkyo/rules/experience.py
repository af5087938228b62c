"""How long somebody has been licensed, as far as three dates prove it (rules, section 3.7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final

from menkyo.rules.birthday import months_after
from menkyo.rules.rulebook import rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from menkyo.record import AcquisitionDates
    from menkyo.rules.rule import Rule

__all__ = ["AcquisitionGroup", "Experience", "ExperienceReason", "Proof", "licensed_over"]

_YEAR: Final = 12


class Proof(Enum):
    """Whether a record proves something; it never proves the opposite."""

    YES = "yes"
    CANNOT_TELL = "cannot-tell"


class AcquisitionGroup(Enum):
    """Which of the three dates (免許の年月日)."""

    MOTORCYCLE_SMALL_MOPED = "motorcycle-small-moped"
    """二・小・原."""

    OTHER = "other"
    """他."""

    CLASS_2 = "class-2"
    """二種."""


class ExperienceReason(Enum):
    """What the answer rests on."""

    PROVED = "proved"
    """The earliest date lies far enough in the past."""

    NO_DATE = "no-date"
    """None of the three dates is recorded."""

    TOO_RECENT = "too-recent"
    """The earliest date does not lie so far back; an earlier license may have lapsed, and is not recorded."""

    FUTURE = "future"
    """The earliest date is yet to come: the record or the clock is odd."""


@dataclass(frozen=True, slots=True)
class Experience:
    """The answer, the earliest date, and which of the three it is.

    The dates are those of groups of categories, and time under suspension is not recorded.
    """

    proof: Proof
    reason: ExperienceReason
    since: date | None = field(repr=False)
    group: AcquisitionGroup | None
    rules: tuple[Rule, ...] = field(repr=False)


def licensed_over(dates: AcquisitionDates, as_of: date, years: int = 1) -> Experience:
    """Whether the record proves that its holder was first licensed more than so many years before a day."""
    known = tuple(_known(dates))
    shared = rules("licensed-since", "unseen")
    if not known:
        return Experience(Proof.CANNOT_TELL, ExperienceReason.NO_DATE, None, None, shared)
    since, group = min(known, key=lambda pair: pair[0])
    if since > as_of:
        return Experience(Proof.CANNOT_TELL, ExperienceReason.FUTURE, since, group, shared)
    if as_of > months_after(since, years * _YEAR):
        return Experience(Proof.YES, ExperienceReason.PROVED, since, group, shared)
    return Experience(Proof.CANNOT_TELL, ExperienceReason.TOO_RECENT, since, group, shared)


def _known(dates: AcquisitionDates) -> Iterator[tuple[date, AcquisitionGroup]]:
    for recorded, group in (
        (dates.motorcycle_small_moped, AcquisitionGroup.MOTORCYCLE_SMALL_MOPED),
        (dates.other, AcquisitionGroup.OTHER),
        (dates.class_2, AcquisitionGroup.CLASS_2),
    ):
        if recorded is not None:
            yield recorded.date, group
