"""Era dates of seven digits (license card spec, section 2.4)."""

from dataclasses import dataclass, field
from datetime import date as calendar_date
from datetime import timedelta, timezone
from enum import IntEnum
from typing import Final


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


_ERA_NAMES: Final = ("明治", "大正", "昭和", "平成", "令和")
_ERA_BASES: Final = (1867, 1911, 1925, 1988, 2018)
_BY_DIGIT: Final = {ord("0") + era: (era, era.base) for era in Era}

JAPAN_TIME: Final = timezone(timedelta(hours=9), "JST")
"""The zone in which the days of cards begin and end; it has no summer time."""

ERA_DATE_SIZE: Final = 7
"""Bytes of an era date: era, two digits each of year, month and day."""

_BLANKS: Final = b"0 \0\xff"


@dataclass(frozen=True, slots=True)
class EraDate:
    """A day recorded as era, year, month and day (年月日).

    `year_of_era` is 0 to 99 and may lie past the era's end, as in 平成34年; `date` is the same day in western years.
    """

    raw: bytes = field(repr=False)
    era: Era = field(repr=False)
    year_of_era: int = field(repr=False)
    date: calendar_date = field(repr=False)

    @property
    def japanese(self) -> str:
        """The day as it is written in Japan: 令和12年5月15日, 令和元年5月1日."""
        year = "元" if self.year_of_era == 1 else str(self.year_of_era)
        return f"{self.era.japanese}{year}年{self.date.month}月{self.date.day}日"


def decode_era_date(raw: bytes) -> EraDate | None:
    """Decode the seven digits EYYMMDD at the beginning; `None` when the field says that there is no date.

    Absent is an empty field, month or day 00, and nothing but zeros, blanks or fill. Raises `ValueError` for bytes that
    are no date.
    """
    if len(raw) < ERA_DATE_SIZE or not raw[:ERA_DATE_SIZE].isdigit():
        if raw.strip(_BLANKS):
            raise ValueError("The date is not seven digits.")
        return None
    year, month, day = int(raw[1:3]), int(raw[3:5]), int(raw[5:7])
    if not month or not day:
        return None
    known = _BY_DIGIT.get(raw[0])
    if known is None:
        raise ValueError("The date has an era that does not exist.")
    era, base = known
    try:
        western = calendar_date(base + year, month, day)
    except ValueError:
        raise ValueError("The calendar has no such day.") from None
    return EraDate(raw, era, year, western)
