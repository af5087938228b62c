"""Whether the end of a card or of a certificate is near, which is when a new one is applied for."""

from datetime import date
from enum import StrEnum
from typing import Final

from menkyo.rules.birthday import months_before

__all__ = ["Ending", "ending"]

_MONTHS: Final = 3


class Ending(StrEnum):
    """How a day lies to the last day of something."""

    FAR = "far"
    """Three months or more remain."""

    NEAR = "near"
    """Under three months remain; the last day itself is among them."""

    ENDED = "ended"
    """The last day is past."""


def ending(last_day: date, as_of: date) -> Ending:
    """How `as_of` lies to a last day, both in Japan (マイナンバーカードの更新: the rules W1, W2 and C3)."""
    if as_of > last_day:
        return Ending.ENDED
    return Ending.NEAR if as_of > months_before(last_day, _MONTHS) else Ending.FAR
