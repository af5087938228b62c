"""What the old card recorded: from a capture, from a small file, or typed at the terminal."""

from __future__ import annotations

import re
import sys
import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, TypeVar, cast

from menkyo.cli.exit_codes import USAGE, CommandError
from menkyo.cli.language import Bilingual
from menkyo.cli.streams import write_line
from menkyo.cli.written_day import parse_day
from menkyo.record import Category, ColorClass
from menkyo.rules.final_check_values import OldRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from menkyo.cli.language import Language

__all__ = ["HISTORY_ONLY", "HISTORY_ONLY_HINT", "ask_old_record", "old_record_of_values", "values_in_file"]

_T = TypeVar("_T")

_MOST_BYTES: Final = 1 << 20
_READ_SCHEMA: Final = "menkyo.read/1"
_KEYS: Final = ("number", "expires_on", "color", "categories", "conditions")
_CARD_EXPIRES_ON: Final = "card_expires_on"
"""Of a My Number card; it is compared where a file has it, and asked of nobody."""

_COLORS: Final = {
    "優良": ColorClass.GOLD,
    "ゴールド": ColorClass.GOLD,
    "新規": ColorClass.GREEN,
    "グリーン": ColorClass.GREEN,
    "その他": ColorClass.BLUE,
    "ブルー": ColorClass.BLUE,
    **{color.value: color for color in ColorClass},
}
_CATEGORIES: Final = {
    name: category
    for category in Category
    for name in (category.value, category.abbreviation, category.full_name, category.english)
}
_NONE: Final = frozenset({"なし", "none"})

_NOT_UNDERSTOOD: Final = Bilingual("前の記録の {} を読み取れません。", "The old record's {} is not understood.")
_FORMS: Final = Bilingual(
    "number は12桁の数字、expires_on は 2030-05-15 か 令和12年5月15日、color は gold/green/blue、"
    "categories と conditions は一覧です。",
    "number has twelve digits, expires_on is like 2030-05-15 or R12.5.15, color is gold, green or blue, "
    "categories and conditions are lists.",
)
_UNKNOWN_KEY: Final = Bilingual("前の記録に {} という項目はありません。", "An old record has no {}.")
_NO_TABLE: Final = Bilingual(
    "前の記録のファイルを読み取れません。", "The file with the old record cannot be understood."
)
_NO_LINE: Final = Bilingual(
    "前の記録のファイルの{}行目を読み取れません。", "Line {} of the file with the old record cannot be understood."
)
_NO_TABLE_HINT: Final = Bilingual(
    "menkyo read の --save か --format json で保存したファイル、"
    "または number などの項目を書いたTOMLかJSONを指定してください。",
    "Name a file of menkyo read --save or --format json, or TOML or JSON with number, expires_on and so on.",
)
_NOTHING: Final = Bilingual("前の記録に比べる項目がありません。", "The old record has nothing to compare with.")
HISTORY_ONLY: Final = Bilingual(
    "前の記録は運転経歴だけで、免許の記録ではありません。", "The old record is a driving history, and no license."
)
HISTORY_ONLY_HINT: Final = Bilingual(
    "この確認は免許の記録どうしを比べます。", "This check compares records of licenses."
)
_NO_TERMINAL: Final = Bilingual("前の記録がありません。", "There is no old record to compare with.")
_NO_TERMINAL_HINT: Final = Bilingual(
    "--old FILE で指定してください。端末からなら、書面の値を尋ねます。",
    "Name it with --old FILE; at a terminal the printed values are asked for.",
)
_INTRODUCTION: Final = Bilingual(
    "前の記録の書面(または免許証)の値を入力してください。分からない項目は空のままEnterキーを押します。",
    "Type what the print-out of the old record (or the license) says; press Enter alone for what you do not know.",
)
_PROMPTS: Final = {
    "number": Bilingual("番号(12桁)", "Number (twelve digits)"),
    "expires_on": Bilingual("期限(例: 令和12年5月15日、2030-05-15)", "Last day (such as 2030-05-15 or R12.5.15)"),
    "color": Bilingual("色(ゴールド、グリーン、ブルー)", "Color (gold, green, blue)"),
    "categories": Bilingual("種類(例: 準中型、普通、原付)", "Categories (such as semi_medium, ordinary, moped)"),
    "conditions": Bilingual(
        "条件(1行に1つ、終わりは空の行。なければ「なし」)",
        "Conditions (one a line, an empty line at the end; none if there are none)",
    ),
}


def values_in_file(path: Path) -> Mapping[str, object] | None:
    """The values in a file that a person wrote, or in the JSON of `menkyo read`; `None` for any other JSON or bytes.

    Raises `CommandError` for a file that is neither, and `OSError`.
    """
    with path.open("rb") as stream:
        raw = stream.read(_MOST_BYTES)
    if path.suffix == ".toml":
        import tomllib  # noqa: PLC0415 - few people write TOML

        try:
            return tomllib.loads(raw.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            # Of what the library says only the line is told: the rest may repeat a number.
            place = re.search(r"at line (\d+)", str(error))
            sentence = _NO_TABLE if place is None else _filled(_NO_LINE, place[1])
            raise CommandError(USAGE, sentence, _NO_TABLE_HINT) from None
    import json  # noqa: PLC0415 - who types needs none

    try:
        document: object = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    values = cast("dict[str, object]", document)
    schema = values.get("schema")
    if schema is None:
        return values
    return _values_of_reading(values) if schema == _READ_SCHEMA else None


def _values_of_reading(document: Mapping[str, object]) -> Mapping[str, object]:
    """What the JSON of `menkyo read` says of the license."""
    part = document.get("license")
    values = cast("dict[str, object]", part) if isinstance(part, dict) else {}
    if values.get("number") is None and values.get("expires_on") is None and document.get("driving_history"):
        raise CommandError(USAGE, HISTORY_ONLY, HISTORY_ONLY_HINT)
    found = {key: values[key] for key in ("number", "expires_on", "color", "conditions") if values.get(key) is not None}
    found["categories"] = document.get("categories", [])
    card = document.get("card")
    about = cast("dict[str, object]", card) if isinstance(card, dict) else {}
    if about.get("kind") == "mynumber" and about.get("expires_on") is not None:
        found[_CARD_EXPIRES_ON] = about["expires_on"]
    return found


def old_record_of_values(values: Mapping[str, object]) -> OldRecord:
    """The old record that values say; raises `CommandError` for one that is not understood, naming its key only."""
    for key in values:
        if key not in {*_KEYS, _CARD_EXPIRES_ON}:
            raise CommandError(USAGE, _filled(_UNKNOWN_KEY, repr(key)[:40]), _FORMS)
    if not values:
        raise CommandError(USAGE, _NOTHING, _FORMS)
    return OldRecord(
        number=_taken(values, "number", _number),
        expires_on=_taken(values, "expires_on", _day),
        color=_taken(values, "color", _color),
        categories=_taken(values, "categories", _categories),
        conditions=_taken(values, "conditions", _texts),
        card_expires_on=_taken(values, _CARD_EXPIRES_ON, _day),
    )


def _filled(sentence: Bilingual, word: str) -> Bilingual:
    return Bilingual(*(text.format(word) for text in sentence))


def _taken(values: Mapping[str, object], key: str, parse: Callable[[object], _T]) -> _T | None:
    if key not in values:
        return None
    try:
        return parse(values[key])
    except (TypeError, ValueError, OverflowError):
        # Not even the value that is wrong belongs into an error: it may be part of a number.
        raise CommandError(USAGE, _filled(_NOT_UNDERSTOOD, key), _FORMS) from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return unicodedata.normalize("NFKC", value).strip()


def _number(value: object) -> str:
    digits = re.sub(r"[\s-]", "", _text(value))
    if not re.fullmatch(r"[0-9]{12}", digits):
        raise ValueError
    return digits


def _day(value: object) -> date:
    if isinstance(value, datetime):
        raise TypeError
    return value if isinstance(value, date) else parse_day(_text(value))


def _color(value: object) -> ColorClass:
    color = _COLORS.get(_text(value).lower())
    if color is None:
        raise ValueError
    return color


def _categories(value: object) -> frozenset[Category]:
    names = re.split(r"[、,]", _text(value)) if isinstance(value, str) else [_text(name) for name in _items(value)]
    found = [_CATEGORIES.get(name.strip().lower()) for name in names if name.strip()]
    held = frozenset(category for category in found if category is not None)
    if None in found or not held:
        raise ValueError
    return held


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(item) for item in _items(value))


def _items(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError
    return cast("list[object]", value)


def ask_old_record(language: Language) -> OldRecord:
    """Ask for the values on a print-out, one after the other; raises `CommandError` without a terminal."""
    if not sys.stdin.isatty():
        raise CommandError(USAGE, _NO_TERMINAL, _NO_TERMINAL_HINT)
    write_line(_INTRODUCTION.text(language), err=True)
    values: dict[str, object] = {}
    for key in _KEYS:
        while (value := _ask(key, language)) is not None:
            try:
                old_record_of_values({key: value})
            except CommandError as error:
                write_line(error.sentence.text(language), err=True)
            else:
                values[key] = value
                break
    return old_record_of_values(values)


def _ask(key: str, language: Language) -> object | None:
    """One value as it was typed; `None` for an empty line."""
    write_line(f"{_PROMPTS[key].text(language)}: ", err=True)
    first = _line()
    if not first:
        return None
    if key != "conditions":
        return first
    if first.lower() in _NONE:
        return []
    lines = [first]
    while line := _line():
        lines.append(line)
    return lines


def _line() -> str:
    line = sys.stdin.readline()
    if not line:
        raise KeyboardInterrupt
    return line.strip()
