"""A table of a card image file: every key is taken once, and what nobody takes is refused."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar, cast

from menkyo.virtual.encoding import encode_day
from menkyo.virtual.errors import ImageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from enum import Enum

    from menkyo.virtual.image import Day

    AnyEnum = TypeVar("AnyEnum", bound=Enum)

__all__ = ["Table", "merge"]

_HEX: Final = re.compile(r"(?:[0-9A-Fa-f]{2})*")
Value = TypeVar("Value")


def merge(base: Mapping[str, object], change: Mapping[str, object]) -> dict[str, object]:
    """Lay ``change`` over ``base``: tables are merged key by key, everything else replaces."""
    merged = dict(base)
    for key, value in change.items():
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            merged[key] = merge(cast("dict[str, object]", old), cast("dict[str, object]", value))
        else:
            merged[key] = value
    return merged


class Table:
    """The keys of one table, with the file and the path that an error names.

    Every method but `close` takes one key and answers ``default`` when it is not there; a value of the wrong kind
    raises `ImageError`.
    """

    def __init__(self, values: Mapping[str, object], file: str, path: str = "") -> None:
        self._values = dict(values)
        self._known: set[str] = set()
        self.file = file
        self._path = path

    def key(self, name: str) -> str:
        """The key's full name, as an error shows it."""
        return f"{self._path}.{name}" if self._path else name

    def refuse(self, name: str, problem: str) -> NoReturn:
        """Raise the error of one key."""
        raise ImageError(problem, file=self.file, key=self.key(name))

    def peek(self, name: str) -> object:
        """The value of one key without taking it; the key counts as known."""
        self._known.add(name)
        return self._values.get(name)

    def close(self) -> None:
        """Refuse the first key that nobody took."""
        for name in self._values:
            self.refuse(name, f"is not a key of this table, which knows {', '.join(sorted(self._known)) or 'none'}")

    def table(self, name: str) -> Table:
        """A table, empty when it is not there."""
        value = cast("dict[str, object] | None", self._take(name, dict, "a table"))
        return Table(value or {}, self.file, self.key(name))

    def tables(self, name: str) -> tuple[Table, ...]:
        """A list of tables, such as ``[[changes]]`` makes; their keys count from 1."""
        values = cast("list[object] | None", self._take(name, list, "a list of tables"))
        if not all(isinstance(value, dict) for value in values or ()):
            self.refuse(name, "must be a list of tables")
        rows = cast("list[dict[str, object]]", values or [])
        return tuple(Table(row, self.file, f"{self.key(name)}.{number}") for number, row in enumerate(rows, start=1))

    def text(self, name: str, default: str, *, pattern: str = ".*", meaning: str = "text") -> str:
        """A text that matches ``pattern`` as a whole; ``meaning`` says so in words."""
        value = self._take(name, str, f"{meaning}, in quotes")
        if value is None:
            return default
        if not re.fullmatch(pattern, value, re.DOTALL):
            self.refuse(name, f"must be {meaning}, not {value!r}")
        return value

    def optional_text(self, name: str, *, pattern: str = ".*", meaning: str = "text") -> str | None:
        """A text, or ``None`` when it is not there."""
        if name not in self._values:
            self._known.add(name)
            return None
        return self.text(name, "", pattern=pattern, meaning=meaning)

    def secret(self, name: str, *, pattern: str, meaning: str) -> str | None:
        """A text that errors do not show."""
        value = self._take(name, str, f"{meaning}, in quotes")
        if value is not None and not re.fullmatch(pattern, value):
            self.refuse(name, f"must be {meaning}")
        return value

    def texts(self, name: str, default: tuple[str, ...], *, most: int) -> tuple[str, ...]:
        """A list of at most ``most`` texts."""
        texts = cast("list[object] | None", self._take(name, list, "a list of texts"))
        if texts is None:
            return default
        if not all(isinstance(text, str) for text in texts):
            self.refuse(name, "must be a list of texts")
        if len(texts) > most:
            self.refuse(name, f"has {len(texts)} texts where the card has room for {most}")
        return tuple(str(text) for text in texts)

    def integer(self, name: str, default: int, *, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``."""
        value = self.optional_integer(name, low=low, high=high)
        return default if value is None else value

    def optional_integer(self, name: str, *, low: int, high: int) -> int | None:
        """A whole number from ``low`` to ``high``, or ``None`` when it is not there."""
        value = self._take(name, int, "a whole number")
        # A TOML boolean is a Python int, and no count.
        if isinstance(value, bool) or (value is not None and not low <= value <= high):
            self.refuse(name, f"must be a whole number from {low} to {high}, not {value!r}")
        return value

    def boolean(self, name: str, *, default: bool) -> bool:
        """A ``true`` or ``false``."""
        value = self._take(name, bool, "true or false")
        return default if value is None else value

    def octets(self, name: str, *, most: int, least: int = 0) -> bytes | None:
        """Hexadecimal bytes, spaces and line ends allowed, or ``None`` when they are not there."""
        value = self._take(name, str, "hexadecimal digits, in quotes")
        if value is None:
            return None
        packed = "".join(value.split())
        if not _HEX.fullmatch(packed):
            self.refuse(name, "must be pairs of hexadecimal digits")
        octets = bytes.fromhex(packed)
        if not least <= len(octets) <= most:
            room = str(most) if least == most else f"{least} to {most}"
            self.refuse(name, f"has {len(octets)} bytes where the card wants {room}")
        return octets

    def choice(self, name: str, default: str | None, choices: Iterable[str]) -> str | None:
        """One word of a fixed list."""
        value = self._take(name, str, "text, in quotes")
        if value is None:
            return default
        words = tuple(choices)
        if value not in words:
            self.refuse(name, f"must be one of {', '.join(words)}, not {value!r}")
        return value

    def member(self, name: str, default: AnyEnum) -> AnyEnum:
        """A member of an enumeration, by its value."""
        kind = type(default)
        word = self.choice(name, None, (str(member.value) for member in kind))
        return default if word is None else kind(word)

    def day(self, name: str) -> Day | None:
        """A day that the card can hold: a TOML date, or its text on the card."""
        value = self._values.get(name)
        if isinstance(value, str):
            return self._checked(name, self._take(name, str, "a day"), encode_day)
        day = self.date(name)
        return None if day is None else self._checked(name, day, encode_day)

    def birth_date(self, name: str) -> dt.date | None:
        """A TOML date that has an era, or ``None`` when it is not there."""
        return self._checked(name, self.date(name), encode_day)

    def date(self, name: str) -> dt.date | None:
        """A TOML date such as 2030-05-15, or ``None`` when it is not there."""
        value = self._take(name, dt.date, "a date such as 2030-05-15, without quotes")
        if isinstance(value, dt.datetime):
            self.refuse(name, "must be a date such as 2030-05-15, without a time")
        return value

    def _checked(self, name: str, value: Value | None, encode: Callable[[Value], bytes]) -> Value | None:
        if value is not None:
            try:
                encode(value)
            except ValueError as error:
                self.refuse(name, str(error))
        return value

    def _take(self, name: str, kind: type[Value], meaning: str) -> Value | None:
        self._known.add(name)
        value = self._values.pop(name, None)
        if value is not None and not isinstance(value, kind):
            self.refuse(name, f"must be {meaning}")
        return value
