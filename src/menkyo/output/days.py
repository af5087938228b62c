"""Days as people write them, in both languages; nothing here depends on the locale of the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.output.labels import ERAS, Language
from menkyo.output.texts import Phrase
from menkyo.rules.validity import lawful_last_day

if TYPE_CHECKING:
    from datetime import date

    from menkyo.record import EraDate

__all__ = ["MONTHS", "write_day", "write_day_of_week", "write_era_day", "write_last_day", "write_recorded_day"]

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAYS_JAPANESE: Final = "月火水木金土日"


def write_day(day: date, language: Language) -> str:
    """A day in western years: 2030年5月15日, or 15 May 2030."""
    if language is Language.EN:
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def write_day_of_week(day: date, language: Language) -> str:
    """A day with its day of the week: 2030年5月15日(水), or Wed 15 May 2030."""
    if language is Language.EN:
        return f"{_WEEKDAYS[day.weekday()]} {write_day(day, language)}"
    return f"{write_day(day, language)}({_WEEKDAYS_JAPANESE[day.weekday()]})"


def write_last_day(recorded: date, language: Language) -> str:
    """The recorded last day of a license, and the lawful one where it is another."""
    words = write_day(recorded, language)
    lawful = lawful_last_day(recorded)
    if lawful == recorded:
        return words
    return Phrase.LAWFUL_TOO.text(language, recorded=words, lawful=write_day_of_week(lawful, language))


def write_recorded_day(day: EraDate | None, language: Language) -> str:
    """A recorded day or that there is none; the Japanese year only where people count in it."""
    if day is None:
        return Phrase.NOT_RECORDED.text(language)
    return write_day(day.date, language) if language is Language.EN else write_era_day(day, language)


def write_era_day(day: EraDate, language: Language) -> str:
    """A recorded day with its Japanese year as recorded: 2030年5月15日 (令和12年), or 15 May 2030 (Reiwa 12)."""
    era = ERAS[day.era].text(language)
    western = write_day(day.date, language)
    if language is Language.EN:
        return f"{western} ({era} {day.year_of_era})"
    year = "元" if day.year_of_era == 1 else day.year_of_era
    return f"{western} ({era}{year}年)"
