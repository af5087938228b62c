"""What is said of an exchange and of the objects of a file, alike while a card is in the field and of a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apdu.conversation import Act
from menkyo.output.language import Bilingual, Language
from menkyo.output.printable import printable
from menkyo.output.status_words import describe_status
from menkyo.output.trace_texts import ACTS, FACE_FIELDS, PLACES
from menkyo.record.dates import decode_era_date
from menkyo.record.ic_layout import IC_LAYOUTS, RESERVED_FILE
from menkyo.record.layout import LICENSE_LAYOUT, PIN_SETTING_LAYOUT, SIGNATURE_LAYOUT, Coding
from menkyo.record.text import decode_latin, decode_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apdu.conversation import Step
    from apdu.objects import DataObject
    from menkyo.record import FieldLayout

__all__ = ["LICENSE_FILES", "describe_exchange", "object_name", "object_text"]

LICENSE_FILES: Final[Mapping[str, Mapping[str, FieldLayout]]] = {
    file: {row.tag_hex: row for row in layout}
    for file, layout in {
        **IC_LAYOUTS,
        "WEF01": PIN_SETTING_LAYOUT,
        "WEF02": LICENSE_LAYOUT,
        "WEF03": SIGNATURE_LAYOUT,
        RESERVED_FILE: (),
    }.items()
}
"""The tables of the license files, by file name and tag in hex."""

_TEXT_TAGS: Final = {
    "text/EF0002": frozenset({0xDF22, 0xDF23, 0xDF24, 0xDF25}),
    "surface/EF0002": frozenset({0xDF22, 0xDF23}),
}
_DAY_SIZE: Final = 7
_CHANGE_DATE: Final = slice(2, 15, 2)
_CHANGE_TEXT: Final = slice(15, -10)
_CHANGE_COMMISSION: Final = slice(-10, None)
_SHORTEST_CHANGE: Final = 25
_GET_DATA: Final = "CA"
_TAG_DIGITS: Final = slice(4, 8)

_AT_OFFSET: Final = Bilingual("位置{offset}から{count}バイト", "{count} bytes at offset {offset}")
_BYTES: Final = Bilingual("{count}バイト", "{count} bytes")
_NO_ANSWER: Final = Bilingual("応答なし {error}", "no answer, {error}")
_NO_STATUS: Final = Bilingual("ステータスワードなし", "no status word")


def describe_exchange(step: Step, language: Language) -> str:
    """What an exchange is, in one line: command, place, and what was answered."""
    count = len(step.data) + step.exchange.hidden
    parts = [ACTS[step.act.value].text(language), _where(step, language)]
    if count:
        size = _BYTES if step.place is None else _AT_OFFSET
        parts.append(size.text(language).format(count=count, offset=step.offset))
    parts.append(_answer(step, language))
    return " | ".join(filter(None, parts))


def _where(step: Step, language: Language) -> str:
    """Application, and file, key or tag."""
    part = ""
    if step.key is not None:
        part = _title(step.key.title, language)
    elif step.file is not None:
        # The titles of files are the terms of the field, in Japanese alone.
        part = f"{step.file.name} ({step.file.title})" if language is Language.JA else step.file.name
    elif step.place is not None:
        part = step.file_name
    elif step.act is Act.GET_DATA and step.exchange.command[2:4] == _GET_DATA:
        part = step.exchange.command[_TAG_DIGITS]
    application = "" if step.application is None else _title(step.application.title, language)
    return " ".join(filter(None, (application, part)))


def _title(title: str, language: Language) -> str:
    return title if language is Language.JA else PLACES.get(title, title)


def _answer(step: Step, language: Language) -> str:
    if isinstance(step.exchange.answer, str):
        return _NO_ANSWER.text(language).format(error=printable(step.exchange.answer))
    if step.status is None:
        return _NO_STATUS.text(language)
    return f"{step.status.value:04X} ({describe_status(step.status, language)})"


def object_name(file: str, tag: str, language: Language) -> str | None:
    """The name of the object with a tag in a file; ``None`` for one that is in no table."""
    row = LICENSE_FILES.get(file, {}).get(tag)
    if row is not None:
        return row.japanese if language is Language.JA else row.meaning
    label = FACE_FIELDS.get(file, {}).get(int(tag, 16))
    return None if label is None else label.text(language)


def object_text(file: str, item: DataObject) -> str | None:
    """The value of an object as people read it; ``None`` for what is no text, or in no table."""
    row = LICENSE_FILES.get(file, {}).get(item.tag)
    if row is not None:
        return _field_text(row, item.value)
    return item.value.decode("utf-8", "replace") if int(item.tag, 16) in _TEXT_TAGS.get(file, ()) else None


def _field_text(row: FieldLayout, value: bytes) -> str | None:
    match row.coding:
        case Coding.TEXT:
            return decode_text(value)[0]
        case Coding.LATIN:
            return _day(value) if row.size == _DAY_SIZE else decode_latin(value)[0]
        case Coding.CHANGE if len(value) >= _SHORTEST_CHANGE:
            parts = (
                _day(value[_CHANGE_DATE]),
                *(decode_text(value[part])[0] for part in (_CHANGE_TEXT, _CHANGE_COMMISSION)),
            )
            return " ".join(filter(None, parts))
        case _:
            return None


def _day(value: bytes) -> str:
    try:
        day = decode_era_date(value)
    except ValueError:
        day = None
    return decode_latin(value)[0] if day is None else day.japanese
