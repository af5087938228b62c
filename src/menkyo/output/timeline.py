"""The renewals drawn year by year: a lane for each window, a column for a few days."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from menkyo.output.line_breaks import Flowing
from menkyo.output.plan_texts import (
    LANE_AS_OF,
    LANE_CARD,
    LANE_CERTIFICATES,
    LANE_LICENSE,
    LANE_LICENSE_YEARS,
    LEGEND,
    NO_YEARS,
    month_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from menkyo.output.language import Language
    from menkyo.rules.plan import LicensePeriod, Plan

__all__ = ["timeline"]

_MONTHS: Final = 12
_FEWEST_COLUMNS: Final = 3
"""Columns of a month below which nothing could be told apart."""

_MOST_COLUMNS: Final = 6
_GAP: Final = 2
_WINDOW: Final = "█"
_ASSUMED: Final = "▒"
_END: Final = "┃"
_AS_OF: Final = "▲"
_QUIET: Final = "dim"


class _Stretch(NamedTuple):
    """Days that a lane marks, both included."""

    first: date
    last: date
    mark: str
    style: str


@dataclass(frozen=True, slots=True)
class _Lane:
    label: str
    stretches: tuple[_Stretch, ...]

    def years(self) -> set[int]:
        """The years that it marks days of."""
        return {year for stretch in self.stretches for year in range(stretch.first.year, stretch.last.year + 1)}


def timeline(plan: Plan, width: int, language: Language) -> Iterator[RenderableType]:
    """The years in which something can be renewed or ends, as lines of a width; none where they would not fit."""
    lanes = list(_lanes(plan, language))
    labels = max(cell_len(lane.label) for lane in lanes)
    columns = min((width - labels - _GAP) // _MONTHS, _MOST_COLUMNS)
    if columns < _FEWEST_COLUMNS or len(lanes) == 1:
        return
    years = sorted(set[int]().union(*(lane.years() for lane in lanes)))
    for before, year in pairwise([None, *years]):
        if before is not None and year is not None and year - before > 1:
            yield Text(_between(before + 1, year - 1, language), style=_QUIET)
        if year is not None:
            yield from _year(year, lanes, labels, columns, language)
    yield Flowing(Text(LEGEND.text(language), style=_QUIET))


def _between(first: int, last: int, language: Language) -> str:
    return NO_YEARS.text(language).format(years=first if first == last else f"{first}–{last}")


def _lanes(plan: Plan, language: Language) -> Iterator[_Lane]:
    for period in (*(() if plan.license is None else (plan.license,)), *plan.following):
        yield _license_lane(period, language)
    if plan.card is not None:
        yield _Lane(
            LANE_CARD.text(language),
            (
                _Stretch(plan.card.opens_on, plan.card.closes_on, _WINDOW, "cyan"),
                _Stretch(plan.card.closes_on, plan.card.closes_on, _END, "bold cyan"),
            ),
        )
    end = plan.facts.certificates_end
    if end is not None:
        yield _Lane(LANE_CERTIFICATES.text(language), (_Stretch(end, end, _END, "bold magenta"),))
    as_of = plan.facts.as_of
    yield _Lane(LANE_AS_OF.text(language), (_Stretch(as_of, as_of, _AS_OF, "bold"),))


def _license_lane(period: LicensePeriod, language: Language) -> _Lane:
    last, window = period.lawful_last_day, period.window
    name = LANE_LICENSE if period.years is None else LANE_LICENSE_YEARS
    mark = _WINDOW if period.years is None else _ASSUMED
    opening = () if window is None else (_Stretch(window.opens_on, last, mark, "green"),)
    return _Lane(name.text(language).format(years=period.years), (*opening, _Stretch(last, last, _END, "bold green")))


def _year(year: int, lanes: list[_Lane], labels: int, columns: int, language: Language) -> Iterator[Text]:
    """The head of a year, and its lanes that mark something."""
    head = "".join(_padded(month_name(month, language, columns), columns) for month in range(1, _MONTHS + 1))
    yield Text.assemble((_padded(str(year), labels + _GAP), "bold"), (head.rstrip(), _QUIET))
    for lane in lanes:
        if year in lane.years():
            yield Text.assemble((_padded(lane.label, labels + _GAP), _QUIET), _line(year, lane, columns))


def _line(year: int, lane: _Lane, columns: int) -> Text:
    cells: list[tuple[str, str]] = [(" ", "")] * (columns * _MONTHS)
    for stretch in lane.stretches:
        if stretch.first.year > year or stretch.last.year < year:
            continue
        first = _column(max(stretch.first, date(year, 1, 1)), columns)
        last = _column(min(stretch.last, date(year, 12, 31)), columns)
        cells[first : last + 1] = [(stretch.mark, stretch.style)] * (last + 1 - first)
    line = Text.assemble(*cells)
    line.rstrip()
    return line


def _column(day: date, columns: int) -> int:
    days = monthrange(day.year, day.month)[1]
    return (day.month - 1) * columns + (day.day - 1) * columns // days


def _padded(text: str, columns: int) -> str:
    return text + " " * max(0, columns - cell_len(text))
