"""Dated tables of what changes: each says when it was last checked, and each row where it comes from."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from menkyo.rules.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FRESH_MONTHS", "Table", "TableRow", "is_stale", "load_table", "parse_table"]

_TABLES: Final = Path(__file__).parent / "tables"

FRESH_MONTHS: Final = 12
"""Months after which a table that nobody checked again counts as stale."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; `source` is the text that states it."""

    table: str
    source: str
    values: Mapping[str, object]

    def text(self, key: str) -> str:
        """The words under a key; raises `TableError` if there are none."""
        value = self.values.get(key)
        if not isinstance(value, str):
            raise TableError(f"Table {self.table}: a row has no words under {key!r}.")
        return value

    def number(self, key: str) -> int:
        """The whole number under a key; raises `TableError` if there is none."""
        value = self.number_or_none(key)
        if value is None:
            raise TableError(f"Table {self.table}: a row has no number under {key!r}.")
        return value

    def number_or_none(self, key: str) -> int | None:
        """The whole number under a key, `None` where the row has no such key; raises `TableError` for anything else."""
        value = self.values.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise TableError(f"Table {self.table}: {key!r} is no whole number.")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """The list of words under a key, empty where the row has no such key; raises `TableError` for anything else."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise TableError(f"Table {self.table}: {key!r} is no list of words.")
        found = [word for word in cast("list[object]", value) if isinstance(word, str)]
        if len(found) != len(cast("list[object]", value)):
            raise TableError(f"Table {self.table}: {key!r} is no list of words.")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Table:
    """A dated table: `checked_on` is the day on which its rows were last compared with their sources."""

    name: str
    checked_on: dt.date
    source: str
    rows: tuple[TableRow, ...]

    def is_stale(self, as_of: dt.date) -> bool:
        """Whether nobody has checked the table for more than twelve months before a day."""
        return is_stale(self.checked_on, as_of)


def is_stale(checked_on: dt.date, as_of: dt.date) -> bool:
    """Whether what was last checked on one day counts as stale on another."""
    months = (as_of.year - checked_on.year) * 12 + as_of.month - checked_on.month
    return months > FRESH_MONTHS or (months == FRESH_MONTHS and as_of.day > checked_on.day)


@cache
def load_table(name: str) -> Table:
    """The table of a name, as it ships with this package."""
    return parse_table(name, (_TABLES / f"{name}.toml").read_text(encoding="utf-8"))


def parse_table(name: str, text: str) -> Table:
    """A table from TOML: `checked_on`, `source` and `[[row]]`s; a row without a source of its own has the table's.

    Raises `TableError` for anything else.
    """
    try:
        document: Mapping[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"Table {name} is not TOML: {error}.") from error
    checked_on, source, rows = document.get("checked_on"), document.get("source"), document.get("row")
    # A time of day would not compare with a day, and is a date all the same.
    if not isinstance(checked_on, dt.date) or isinstance(checked_on, dt.datetime):
        raise TableError(f"Table {name} does not tell in checked_on when it was last checked.")
    if not isinstance(source, str) or not source:
        raise TableError(f"Table {name} does not name its source.")
    if not isinstance(rows, list):
        raise TableError(f"Table {name} has no rows.")
    return Table(name, checked_on, source, tuple(_row(name, source, row) for row in cast("list[object]", rows)))


def _row(name: str, source: str, row: object) -> TableRow:
    if not isinstance(row, dict):
        raise TableError(f"Table {name} has a row that is no row.")
    values = cast("dict[str, object]", row)
    own = values.get("source", source)
    if not isinstance(own, str) or not own:
        raise TableError(f"Table {name} has a row whose source is not in words.")
    return TableRow(name, own, values)
