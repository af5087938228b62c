"""Whether the end of a card or of a certificate is near, which is when a new one is applied for."""

from calendar import monthrange
from datetime import date
from enum import StrEnum
from typing import Final

from menkyo.rules.validity import Rule

__all__ = ["RENEWAL", "Ending", "ending"]

RENEWAL: Final = Rule(
    id="card-renewal",
    statement="A My Number card may be renewed when under three months remain until its last day, and until that day.",
    source="National Police Agency, flow chart on renewing a My Number card; rules, W1, W2 and C3",
)
"""マイナンバーカードの更新."""

_MONTHS: Final = 3
_YEAR: Final = 12


class Ending(StrEnum):
    """How a day lies to the last day of something."""

    FAR = "far"
    """Three months or more remain."""

    NEAR = "near"
    """Under three months remain; the last day itself is among them."""

    ENDED = "ended"
    """The last day is past."""


def ending(last_day: date, as_of: date) -> Ending:
    """How `as_of` lies to a last day, both in Japan (`RENEWAL`)."""
    if as_of > last_day:
        return Ending.ENDED
    return Ending.NEAR if as_of > _three_months_before(last_day) else Ending.FAR


def _three_months_before(day: date) -> date:
    """The day of the same number three months earlier, or the last of that month."""
    years, month = divmod(day.year * _YEAR + day.month - 1 - _MONTHS, _YEAR)
    if not years:  # the calendar begins with the year 1
        return date.min
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
