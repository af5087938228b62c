"""Plain command lines of ``menkyo read``, understood without click, which takes longer to import than a card to read.

A line is understood as a whole, and then exactly as click understands it, or not at all: help, completion, mistakes and
rare forms are click's. Which options there are and what they take is in the one table that click's are made of.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, cast

from menkyo.cli import COMPLETION_VARIABLE
from menkyo.cli.language import Language
from menkyo.cli.read_options import DAY_FORMAT, FORMATS, MOST_SECONDS, READ_OPTIONS, OptionKind, split_words
from menkyo.cli.read_request import make_request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from menkyo.cli.read_options import ReadOption, ReadValues
    from menkyo.cli.read_request import ReadRequest

__all__ = ["understand"]

_COMMAND: Final = "read"
_STANDARD_STREAM: Final = "-"
_OPTIONS: Final = {option.flag: option for option in READ_OPTIONS}


def understand(arguments: Sequence[str], environment: Mapping[str, str], language: Language) -> ReadRequest | None:
    """The request that a command line makes; ``None`` for one that click has to look at. Raises as `make_request`."""
    if environment.get(COMPLETION_VARIABLE) or list(arguments[:1]) != [_COMMAND]:
        return None
    try:
        given = _given(arguments[1:])
    except ValueError:
        return None
    values = {
        option.key: (option.variable and environment.get(option.variable)) or option.default for option in READ_OPTIONS
    }
    return make_request(cast("ReadValues", values | given), given, language)


def _given(words: Sequence[str]) -> dict[str, object]:
    """The values of the options that are given; raises `ValueError` for a line that is not understood."""
    given: dict[str, object] = {}
    rest = iter(words)
    for word in rest:
        flag, equals, value = word.partition("=")
        if word == "--debug":
            continue
        option = None if flag == "--lang" else _option(flag)
        if option is not None and option.kind is OptionKind.FLAG:
            if equals:
                raise ValueError(word)
            given[option.key] = True
            continue
        if not equals:
            value = next(rest, "")
        if not value or (value.startswith("-") and value != _STANDARD_STREAM):
            raise ValueError(word)
        if option is None:
            Language(value)  # which language counts was looked up before
        else:
            given[option.key] = _READERS[option.kind](value)
    return given


def _option(flag: str) -> ReadOption:
    option = _OPTIONS.get(flag)
    if option is None:
        raise ValueError(flag)
    return option


def _text(value: str) -> str:
    return value


def _format(value: str) -> str:
    if value not in FORMATS:
        raise ValueError(value)
    return value


def _seconds(value: str) -> float:
    seconds = float(value)
    if not 0 <= seconds <= MOST_SECONDS:  # nan lies nowhere
        raise ValueError(value)
    return seconds


def _day(value: str) -> date:
    from datetime import datetime  # noqa: PLC0415 - only when asked for

    return datetime.strptime(value, DAY_FORMAT).date()  # noqa: DTZ007 - a day without a time


def _input(value: str) -> str:
    if value != _STANDARD_STREAM and not _is_readable(value):
        raise ValueError(value)
    return value


def _output(value: str) -> Path:
    from pathlib import Path  # noqa: PLC0415 - only when asked for

    path = Path(value)
    # What stands for standard output elsewhere is refused in words.
    if value == _STANDARD_STREAM or (path.exists() and not _is_readable(value)):
        raise ValueError(value)
    return path


def _folder(value: str) -> Path:
    from pathlib import Path  # noqa: PLC0415 - only when asked for

    path = Path(value)
    if not path.is_dir() or not os.access(value, os.R_OK):
        raise ValueError(value)
    return path


def _is_readable(name: str) -> bool:
    """Whether the name is that of something that can be read, and no folder."""
    return not os.path.isdir(name) and os.access(name, os.R_OK)  # noqa: PTH112 - pathlib is slow to import


_READERS: Final[Mapping[OptionKind, Callable[[str], object]]] = {
    OptionKind.TEXT: _text,
    OptionKind.FORMAT: _format,
    OptionKind.SECONDS: _seconds,
    OptionKind.DAY: _day,
    OptionKind.WORDS: split_words,
    OptionKind.INPUT: _input,
    OptionKind.OUTPUT: _output,
    OptionKind.FOLDER: _folder,
}
