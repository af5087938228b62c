"""One exchange with a card as a person and as a program sees it: transcript lines with comments, and `menkyo.apdu/1`.

What is written for people is itself a transcript: it can be kept, commented, and played to a card again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple

from apdu.conversation import Act
from apdu.objects import objects_of_answer
from apdu.transcript import HEADING, mask_again
from menkyo.output.conversation import describe_exchange, object_name, object_text
from menkyo.output.language import Bilingual, Language
from menkyo.output.printable import escape_invisible, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apdu.conversation import Step
    from apdu.objects import DataObject

__all__ = ["APDU_SCHEMA", "ExchangeView", "render_exchange", "render_exchange_json", "render_heading"]

APDU_SCHEMA: Final = "menkyo.apdu/1"

_INSTRUCTIONS: Final = {
    "A4": "SELECT",
    "B0": "READ BINARY",
    "B2": "READ RECORD",
    "20": "VERIFY",
    "CA": "GET DATA",
    "C0": "GET RESPONSE",
}
# What is longer stands whole in the answer above.
_MOST_BYTES: Final = 32
_MOST_CHARACTERS: Final = 60
_MOST_OBJECTS: Final = 200
_SHORTEST_TEXT: Final = 3
_HEADER_DIGITS: Final = 8

_BYTES: Final = Bilingual("{count}バイト", "{count} bytes")
_BYTE: Final = Bilingual("1バイト", "1 byte")
_REST: Final = Bilingual("ほかに{count}バイト", "{count} more bytes")
_MORE: Final = Bilingual("ほかのオブジェクトは省略", "more objects are left out")
_EXPECTED: Final = Bilingual("想定と違う: {expected} を想定", "other than expected: {expected} was expected")


class ExchangeView(NamedTuple):
    """One exchange: the line of the script that it comes from, and what it is about.

    ``expected`` is what the script says, and ``fits`` whether the answer is so; both are ``None`` where there is none.
    """

    line: int
    step: Step
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
    step, answer = view.step, view.step.exchange.answer
    yield f"# {describe_exchange(step, language)}"
    yield f"> {mask_again(step.exchange.command)}"
    if isinstance(answer, str):
        yield f"! {answer}"
        return
    # The last two bytes stand apart where they are no status word, too: the script says of them what is expected.
    yield " ".join(filter(None, ("<", answer[:-2].hex().upper(), answer[-2:].hex().upper())))
    yield from _objects(step, language)
    if view.fits is False:
        yield f"# {_EXPECTED.text(language).format(expected=view.expected)}"


def _status(step: Step) -> str | None:
    return None if step.status is None else f"{step.status.value:04X}"


def _objects(step: Step, language: Language) -> Iterator[str]:
    """The objects of an answer, one line each, indented by their level."""
    count = 0
    objects, rest = objects_of_answer(step)
    file = step.file_name
    waiting = [(1, item) for item in reversed(objects)]
    while waiting:
        level, item = waiting.pop()
        if count == _MOST_OBJECTS:
            yield f"#   {_MORE.text(language)}"
            return
        count += 1
        name = object_name(file, item.tag, language)
        words = item.tag if name is None else f"{item.tag} {name}"
        value = _value(item, _text(item.value) if name is None else object_text(file, item))
        yield f"#{'  ' * level} {words} ({_length(len(item.value), language)}){value}"
        waiting += [(level + 1, inner) for inner in reversed(item.objects)]
    if objects and rest:
        yield f"#   {_REST.text(language).format(count=rest)}"


def _length(count: int, language: Language) -> str:
    return _BYTE.text(language) if count == 1 else _BYTES.text(language).format(count=count)


def _value(item: DataObject, text: str | None) -> str:
    """The value of an object that holds no others, with the text that it is where it is one."""
    if item.objects or not item.value:
        return ""
    shown = f" {item.value[:_MOST_BYTES].hex().upper()}{'…' if len(item.value) > _MOST_BYTES else ''}"
    return f'{shown} "{printable(text)[:_MOST_CHARACTERS]}"' if text else shown


def _text(value: bytes) -> str | None:
    """The UTF-8 text that the bytes of an unknown object look like, where they are few."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if len(text) >= _SHORTEST_TEXT and len(value) <= _MOST_BYTES and text.isprintable() else None


def render_exchange_json(view: ExchangeView) -> str:
    """An exchange as the object `menkyo.apdu/1`, on one line, without a line feed at the end."""
    step = view.step
    answer = step.exchange.answer
    command = mask_again(step.exchange.command)
    document = {
        "schema": APDU_SCHEMA,
        "line": view.line,
        "command": command,
        "instruction": _INSTRUCTIONS.get(command[2:4]),
        "act": step.act.value,
        "application": None if step.application is None else step.application.name,
        "file": None if step.file is None else step.file.name,
        "key": None if step.key is None else step.key.name,
        "identifier": _identifier(step, command),
        "offset": step.offset,
        "data": None if isinstance(answer, str) else step.data.hex().upper(),
        "status": _status(step),
        "meaning": None if step.status is None else step.status.phrase,
        "error": answer if isinstance(answer, str) else None,
        "objects": _object_documents(objects_of_answer(step).objects),
        "expected": view.expected,
        "as_expected": view.fits,
    }
    return escape_invisible(json.dumps(document, ensure_ascii=False))


def _identifier(step: Step, command: str) -> str | None:
    """The short identifier in the command, two digits; where there is none, that of the file, four digits."""
    p1, p2 = bytes.fromhex(command[4:8]) if len(command) >= _HEADER_DIGITS else (0, 0)
    match step.act:
        case Act.READ if p1 & 0x80:
            short = p1 & 0x1F
        case Act.READ_RECORD:
            short = p2 >> 3
        case Act.ASK_TRIES | Act.VERIFY:
            short = p2 & 0x1F
        case _:
            short = 0
    if short:
        return f"{short:02X}"
    return None if step.place is None else f"{step.place.identifier:04X}"


def _object_documents(objects: tuple[DataObject, ...]) -> list[dict[str, object]]:
    """The objects in the order in which they stand in the answer; those in a constructed one follow it."""
    documents: list[dict[str, object]] = []
    waiting = [(0, item) for item in reversed(objects)]
    while waiting:
        level, item = waiting.pop()
        value = None if item.objects else item.value.hex().upper()
        documents.append({"level": level, "tag": item.tag, "hex": value})
        waiting += [(level + 1, inner) for inner in reversed(item.objects)]
    return documents
