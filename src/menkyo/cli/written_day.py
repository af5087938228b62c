"""Days as people write them, on a command line and in what was printed for them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Final

import click

from menkyo.cli.language import Bilingual

if TYPE_CHECKING:
    from menkyo.cli.language import Language

__all__ = ["WrittenDay", "parse_day"]

_WESTERN: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_IN_ERA: Final = re.compile(r"(明治|大正|昭和|平成|令和|[MTSHR])(\d{1,2}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?")

_NO_DAY: Final = Bilingual("{!r} という日は暦にありません", "there is no day {!r} in the calendar.")
_NOT_WRITTEN: Final = Bilingual(
    "{!r} は日付として読めません。2030-05-15 か 令和12年5月15日 のように書きます",
    "{!r} is no day; write it like 2030-05-15 or R12.5.15.",
)


class WrittenDay(click.ParamType[date, str]):
    """A day on a command line."""

    name = "date"

    def __init__(self, language: Language) -> None:
        self._language = language

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Take a day from the command line."""
        if isinstance(value, date):
            return value
        written = _written(value)
        if written is None:
            self.fail(_NOT_WRITTEN.text(self._language).format(value), param, ctx)
        try:
            return date(*written)
        except (ValueError, OverflowError):
            self.fail(_NO_DAY.text(self._language).format(value), param, ctx)


def parse_day(text: str) -> date:
    """A day in western years or in those of an era; raises `ValueError` for what is none."""
    written = _written(text)
    if written is None:
        raise ValueError
    return date(*written)


def _written(text: str) -> tuple[int, int, int] | None:
    """Year, month and day as they are written, be they in the calendar or not."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    western = _WESTERN.fullmatch(text)
    if western:
        year, month, day = western.groups()
        return int(year), int(month), int(day)
    in_era = _IN_ERA.fullmatch(text)
    if not in_era:
        return None
    from menkyo.record import Era  # noqa: PLC0415 - help needs none of it

    bases = {name: era.base for era in Era for name in (era.japanese, era.name[0])}
    era, year, month, day = in_era.groups()
    return bases[era] + (1 if year == "元" else int(year)), int(month), int(day)
