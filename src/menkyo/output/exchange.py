"""One exchange with a card as a person and as a program sees it: transcript lines with comments, and `menkyo.apdu/1`.

What is written for people is itself a transcript: it can be kept, commented, and played to a card again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple

from apdu.command import Instruction
from apdu.status import StatusWord
from apdu.transcript import HEADING, mask_command
from menkyo.output.language import Bilingual, Language
from menkyo.output.printable import escape_invisible, printable
from menkyo.output.status_words import describe_status
from menkyo.record import IC_LAYOUTS, LICENSE_LAYOUT, PIN_SETTING_LAYOUT, SIGNATURE_LAYOUT
from menkyo.record.layout import Coding
from menkyo.record.text import decode_latin, decode_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from apdu.interpretation import DataObject, Meaning
    from menkyo.record.layout import FieldLayout

__all__ = ["APDU_SCHEMA", "ExchangeView", "render_exchange", "render_exchange_json", "render_heading"]

APDU_SCHEMA: Final = "menkyo.apdu/1"

_NAMES: Final = {
    Instruction.SELECT: "SELECT",
    Instruction.READ_BINARY: "READ BINARY",
    Instruction.READ_RECORD: "READ RECORD",
    Instruction.VERIFY: "VERIFY",
    Instruction.GET_DATA: "GET DATA",
    Instruction.GET_RESPONSE: "GET RESPONSE",
}
_LAYOUTS: Final[Mapping[str, tuple[FieldLayout, ...]]] = {
    "WEF01": PIN_SETTING_LAYOUT,
    "WEF02": LICENSE_LAYOUT,
    "WEF03": SIGNATURE_LAYOUT,
    **IC_LAYOUTS,
}
_STATUS_LENGTH: Final = 2
# What is longer stands whole in the answer above.
_MOST_BYTES: Final = 32
_MOST_CHARACTERS: Final = 60
_MOST_OBJECTS: Final = 200
_SHORTEST_TEXT: Final = 3

_TITLE: Final = Bilingual("{title}({name})", "{title} ({name})")
_OFFSET: Final = Bilingual("{offset}バイト目から", "from byte {offset}")
_TRIES: Final = Bilingual("残り回数の照会", "asking for the tries left")
_BYTES: Final = Bilingual("{count}バイト", "{count} bytes")
_BYTE: Final = Bilingual("1バイト", "1 byte")
_REST: Final = Bilingual("ほかに{count}バイト", "{count} more bytes")
_MORE: Final = Bilingual("ほかのオブジェクトは省略", "more objects are left out")
_EXPECTED: Final = Bilingual("想定と違う: {expected} を想定", "other than expected: {expected} was expected")


class ExchangeView(NamedTuple):
    """One exchange: the line of the script that it comes from, the bytes, and what they are about.

    ``answer`` is the name of the error where none came. ``expected`` is what the script says, and ``fits`` whether the
    answer is so; both are ``None`` where it says nothing.
    """

    line: int
    command: bytes
    answer: bytes | str
    meaning: Meaning
    expected: str | None = None
    fits: bool | None = None


def render_heading(reader: str, atr: bytes) -> str:
    """What a transcript begins with, without a line feed at the end."""
    name = " ".join(printable(reader).split())
    return "\n".join((HEADING, f"# reader: {name}".rstrip(), f"# atr: {atr.hex().upper()}".rstrip()))


def render_exchange(view: ExchangeView, language: Language) -> str:
    """An exchange as lines of a transcript with what they mean as comments, without a line feed at the end."""
    return "\n".join(line.rstrip() for line in _lines(view, language))


def _lines(view: ExchangeView, language: Language) -> Iterator[str]:
    subject = _subject(view, language)
    if subject:
        yield f"# {subject}"
    yield f"> {mask_command(view.command)}"
    if isinstance(view.answer, str):
        yield f"! {view.answer}"
        return
    data, status = view.answer[:-_STATUS_LENGTH].hex().upper(), view.answer[-_STATUS_LENGTH:].hex().upper()
    yield f"< {data} {status}" if data else f"< {status}"
    if len(view.answer) >= _STATUS_LENGTH:
        yield f"# {status}: {describe_status(_status(view.answer), language)}"
    yield from _objects(view.meaning, language)
    if view.fits is False:
        yield f"# {_EXPECTED.text(language).format(expected=view.expected)}"


def _subject(view: ExchangeView, language: Language) -> str:
    """What a command is about, in words."""
    meaning = view.meaning
    words = [_NAMES[meaning.instruction]] if meaning.instruction is not None else []
    named = meaning.named
    part = named.file or named.key
    if part is not None:
        words.append(_TITLE.text(language).format(title=part.title, name=part.name))
    elif named.identifier is not None:
        words.append(f"EF {named.identifier:02X}" if named.is_short else f"EF {named.identifier:04X}")
    elif meaning.tag is not None:
        words.append(f"{meaning.tag:04X}")
    if meaning.application is not None:
        name = _TITLE.text(language).format(title=meaning.application.title, name=meaning.application.name)
        words.append(name if part is None and named.identifier is None else f"[{name}]")
    if meaning.offset:
        words.append(_OFFSET.text(language).format(offset=meaning.offset))
    if meaning.instruction is Instruction.VERIFY and len(view.command) == 4:  # noqa: PLR2004 - a bare header
        words.append(f"- {_TRIES.text(language)}")
    return " ".join(words)


def _objects(meaning: Meaning, language: Language) -> Iterator[str]:
    """The objects of an answer, one line each, indented by their level."""
    count = 0
    waiting = [(1, item) for item in reversed(meaning.objects)]
    while waiting:
        level, item = waiting.pop()
        if count == _MOST_OBJECTS:
            yield f"#   {_MORE.text(language)}"
            return
        count += 1
        field = _field(meaning, item.tag)
        name = "" if field is None else f" {field.japanese if language is Language.JA else field.meaning}"
        yield f"#{'  ' * level} {item.tag}{name} ({_length(len(item.value), language)}){_value(item, field)}"
        waiting += [(level + 1, inner) for inner in reversed(item.objects)]
    if meaning.objects and meaning.rest:
        yield f"#   {_REST.text(language).format(count=meaning.rest)}"


def _length(count: int, language: Language) -> str:
    return _BYTE.text(language) if count == 1 else _BYTES.text(language).format(count=count)


def _value(item: DataObject, field: FieldLayout | None) -> str:
    """The value of an object that holds no others, and the text that it is where it is one, or looks like one."""
    if item.objects or not item.value:
        return ""
    is_long = len(item.value) > _MOST_BYTES
    shown = f" {item.value[:_MOST_BYTES].hex().upper()}{'…' if is_long else ''}"
    text = _text(item.value) if field is None else _recorded_text(item.value, field.coding)
    return f'{shown} "{text[:_MOST_CHARACTERS]}"' if text and (field or not is_long) else shown


def _text(value: bytes) -> str:
    """The UTF-8 text that bytes look like; nothing where they look like none."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if len(text) >= _SHORTEST_TEXT and text.isprintable() else ""


def _recorded_text(value: bytes, coding: Coding) -> str:
    """The text of a field of a license; nothing for a field that is no text."""
    match coding:
        case Coding.TEXT:
            return printable(decode_text(value)[0])
        case Coding.LATIN:
            return printable(decode_latin(value)[0])
        case _:
            return ""


def _field(meaning: Meaning, tag: str) -> FieldLayout | None:
    """The row of a license file's table that an object belongs to."""
    layout = _LAYOUTS.get(meaning.named.file.name, ()) if meaning.named.file else ()
    return next((field for field in layout if field.tag_hex == tag), None)


def _status(answer: bytes) -> StatusWord:
    return StatusWord(int.from_bytes(answer[-_STATUS_LENGTH:], "big"))


def render_exchange_json(view: ExchangeView) -> str:
    """An exchange as the object `menkyo.apdu/1`, on one line, without a line feed at the end."""
    meaning, named = view.meaning, view.meaning.named
    answer, error = (b"", view.answer) if isinstance(view.answer, str) else (view.answer, None)
    status = _status(answer) if len(answer) >= _STATUS_LENGTH else None
    document = {
        "schema": APDU_SCHEMA,
        "line": view.line,
        "command": mask_command(view.command),
        "instruction": None if meaning.instruction is None else _NAMES[meaning.instruction],
        "application": None if meaning.application is None else meaning.application.name,
        "file": None if named.file is None else named.file.name,
        "key": None if named.key is None else named.key.name,
        "identifier": None if named.identifier is None else f"{named.identifier:0{2 if named.is_short else 4}X}",
        "offset": meaning.offset,
        "data": None if error else (answer if status is None else answer[:-_STATUS_LENGTH]).hex().upper(),
        "status": None if status is None else f"{status.value:04X}",
        "meaning": None if status is None else describe_status(status, Language.EN),
        "error": error,
        "objects": _object_documents(meaning),
        "expected": view.expected,
        "as_expected": view.fits,
    }
    return escape_invisible(json.dumps(document, ensure_ascii=False))


def _object_documents(meaning: Meaning) -> list[dict[str, object]]:
    """The objects in the order in which they stand in the answer; those in a constructed one follow it."""
    documents: list[dict[str, object]] = []
    waiting = [(0, item) for item in reversed(meaning.objects)]
    while waiting:
        level, item = waiting.pop()
        value = None if item.objects else item.value.hex().upper()
        documents.append({"level": level, "tag": item.tag, "hex": value})
        waiting += [(level + 1, inner) for inner in reversed(item.objects)]
    return documents
