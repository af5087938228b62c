"""Era dates of seven digits (license card spec, section 2.4)."""

from dataclasses import dataclass, field
from datetime import date as calendar_date
from enum import IntEnum


class Era(IntEnum):
    """元号: the era that a year is counted in; the value is the digit on the card."""

    MEIJI = 1
    TAISHO = 2
    SHOWA = 3
    HEISEI = 4
    REIWA = 5

    @property
    def japanese(self) -> str:
        """The era's name, such as 令和."""
        return _ERA_NAMES[self - 1]

    @property
    def base(self) -> int:
        """The western year before the era's first year."""
        return _ERA_BASES[self - 1]


_ERA_NAMES = ("明治", "大正", "昭和", "平成", "令和")
_ERA_BASES = (1867, 1911, 1925, 1988, 2018)


@dataclass(frozen=True, slots=True)
class EraDate:
    """A day recorded as era, year, month and day (年月日).

    `year_of_era` is 0 to 99 and may lie past the era's end, as in 平成34年; `date` is the same day in western years.
    """

    raw: bytes = field(repr=False)
    era: Era = field(repr=False)
    year_of_era: int = field(repr=False)
    date: calendar_date = field(repr=False)
