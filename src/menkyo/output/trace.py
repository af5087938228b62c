"""A recorded conversation, explained: each exchange, what the files hold, and what it answers; text and JSON.

The objects `menkyo.trace/1` and `menkyo.trace-report/1` keep to the rules of `menkyo.output.document`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from apdu.errors import TlvError
from apdu.tlv import parse_ber, parse_license
from apdu.transcript import mask_again
from menkyo.output.document import dump
from menkyo.output.labels import FIELDS, Language
from menkyo.output.printable import printable
from menkyo.output.status_words import describe_status
from menkyo.output.trace_texts import ACTS, FACE_FIELDS, FINDINGS, FORMS, PLACES, QUESTION_TITLES
from menkyo.record.dates import decode_era_date
from menkyo.record.ic_layout import IC_LAYOUTS
from menkyo.record.layout import LICENSE_LAYOUT, PIN_SETTING_LAYOUT, SIGNATURE_LAYOUT, Coding, tag_hex
from menkyo.record.text import decode_latin, decode_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from apdu.conversation import FileRead, Step
    from apdu.status import StatusWord
    from apdu.transcript import Transcript
    from menkyo.record import FieldLayout
    from menkyo.rules.open_questions import Answer, Finding

__all__ = [
    "TRACE_REPORT_SCHEMA",
    "TRACE_SCHEMA",
    "render_report",
    "render_report_json",
    "render_trace",
    "render_trace_json",
]

TRACE_SCHEMA: Final = "menkyo.trace/1"
TRACE_REPORT_SCHEMA: Final = "menkyo.trace-report/1"

_LAYOUTS: Final[Mapping[str, Mapping[int, FieldLayout]]] = {
    file: {row.tag: row for row in layout}
    for file, layout in {
        **IC_LAYOUTS,
        "WEF01": PIN_SETTING_LAYOUT,
        "WEF02": LICENSE_LAYOUT,
        "WEF03": SIGNATURE_LAYOUT,
        "DF3/EF01": (),
    }.items()
}
_DAY_SIZE: Final = 7
_MOST_BYTES: Final = 32
_CHANGE_DATE: Final = slice(2, 15, 2)
_CHANGE_TEXT: Final = slice(15, -10)
_CHANGE_COMMISSION: Final = slice(-10, None)
_SHORTEST_CHANGE: Final = 25
_TEXT_TAGS: Final = {
    "text/EF0002": frozenset({0xDF22, 0xDF23, 0xDF24, 0xDF25}),
    "surface/EF0002": frozenset({0xDF22, 0xDF23}),
}


class _Object(NamedTuple):
    """An object of a file: what it is called, and its value as text where that says more than its bytes."""

    tag: str
    name: str | None
    value: bytes
    text: str | None


def render_trace(
    transcript: Transcript, steps: Sequence[Step], files: Sequence[FileRead], *, language: Language, values: bool
) -> str:
    """Each exchange in a line or two, and below the one that completes a file what it holds."""
    ja = language is Language.JA
    by_step = {max(piece.number for piece in file.pieces): file for file in files}
    lines = [
        f"{'リーダー' if ja else 'Reader'}: {printable(transcript.reader)}",
        f"ATR: {transcript.atr.hex().upper() or '-'}",
    ]
    for step in steps:
        lines.append(f"{step.number:>4}  {_sentence(step, language)}")
        if step.number in by_step:
            lines += (f"        {line}" for line in _file_lines(by_step[step.number], language, values=values))
    return "\n".join(lines)


def _sentence(step: Step, language: Language) -> str:
    """What an exchange is: command, place, answer and time."""
    ja = language is Language.JA
    count = len(step.data) + step.exchange.hidden
    parts = [ACTS[step.act.value].text(language), _where(step, language)]
    if step.place is not None and count:
        parts.append(f"位置{step.offset}から{count}バイト" if ja else f"{count} bytes at offset {step.offset}")
    elif count:
        parts.append(f"{count}バイト" if ja else f"{count} bytes")
    answer = step.exchange.answer
    if isinstance(answer, str):
        parts.append(("応答なし " if ja else "no answer, ") + printable(answer))
    else:
        parts.append(_meaning(step.status, language))
    if step.exchange.milliseconds is not None:
        parts.append(f"{step.exchange.milliseconds:.1f} ms")
    return " | ".join(filter(None, parts))


def _where(step: Step, language: Language) -> str:
    """Application, and file or key."""
    application = "" if step.application is None else _title(step.application.title, language)
    if step.key is not None:
        return f"{application} {_title(step.key.title, language)}".strip()
    if step.file is not None:
        # The titles of files are in Japanese alone.
        title = f" ({step.file.title})" if language is Language.JA else ""
        return f"{application} {step.file.name}{title}".strip()
    if step.place is not None:
        return f"{application} EF {step.place.identifier:04X}".strip()
    return application


def _title(title: str, language: Language) -> str:
    return title if language is Language.JA else PLACES.get(title, title)


def _meaning(status: StatusWord | None, language: Language) -> str:
    if status is None:
        return "ステータスワードなし" if language is Language.JA else "no status word"
    return f"{status.value:04X} ({describe_status(status, language)})"


def _file_lines(file: FileRead, language: Language, *, values: bool) -> Iterator[str]:
    ja = language is Language.JA
    for item in _objects(file, language):
        size = f"{len(item.value)}バイト" if ja else f"{len(item.value)} bytes"
        name = item.name or ("未知の項目" if ja else "unknown object")
        if not item.value:
            shown = "空" if ja else "empty"
        elif not values:
            shown = size
        elif item.text is not None:
            shown = printable(item.text)
        else:
            shown = item.value.hex().upper() if len(item.value) <= _MOST_BYTES else size
        yield f"{item.tag} {name}: {shown}"


def _objects(file: FileRead, language: Language) -> Iterator[_Object]:
    """The objects that a file is made of, as far as it is made of any."""
    name = file.name
    if name in _LAYOUTS:
        for item in parse_license(file.data).objects:
            row = _LAYOUTS[name].get(item.tag)
            label = FIELDS.get(tag_hex(item.tag)) if row is not None else None
            text = None if row is None else _text(row, item.value)
            term = row and (row.japanese if language is Language.JA else row.meaning)
            yield _Object(tag_hex(item.tag), label.text(language) if label else term, item.value, text)
    elif name in FACE_FIELDS:
        try:
            inner = [child for outer in parse_ber(file.data) for child in outer.children()]
        except TlvError:
            return
        for child in inner:
            label = FACE_FIELDS[name].get(child.tag)
            text = child.value.decode("utf-8", "replace") if child.tag in _TEXT_TAGS[name] else None
            yield _Object(f"{child.tag:X}", label.text(language) if label else None, child.value, text)


def _text(row: FieldLayout, value: bytes) -> str | None:
    """A value as people read it; ``None`` for what is no text."""
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


def render_trace_json(transcript: Transcript, steps: Sequence[Step], files: Sequence[FileRead], *, values: bool) -> str:
    """The conversation as the object `menkyo.trace/1`."""
    return dump(
        {
            "schema": TRACE_SCHEMA,
            "reader": transcript.reader,
            "atr": transcript.atr.hex().upper(),
            "masked": any(step.exchange.hidden for step in steps),
            "exchanges": [_step_document(step) for step in steps],
            "files": [_file_document(file, values=values) for file in files],
        }
    )


def _step_document(step: Step) -> Mapping[str, object]:
    answer = step.exchange.answer
    is_place = step.place is not None
    return {
        "number": step.number,
        # Another program may have written a PIN down.
        "command": mask_again(step.exchange.command),
        "act": step.act.value,
        "application": None if step.application is None else step.application.name,
        "file": None if step.place is None else step.file_name,
        "key": None if step.key is None else step.key.name,
        "offset": step.offset if is_place else None,
        "bytes": len(step.data) + step.exchange.hidden,
        "status": None if step.status is None else f"{step.status.value:04X}",
        "meaning": None if step.status is None else step.status.phrase,
        "error": answer if isinstance(answer, str) else None,
        "milliseconds": step.exchange.milliseconds,
    }


def _file_document(file: FileRead, *, values: bool) -> Mapping[str, object]:
    return {
        "application": file.place.application,
        "file": file.name,
        "bytes": len(file.data),
        "exchanges": [piece.number for piece in file.pieces],
        "objects": [
            {
                "tag": item.tag,
                "name": item.name,
                "bytes": len(item.value),
                "text": item.text if values else None,
                "hex": item.value.hex().upper() if values else None,
            }
            for item in _objects(file, Language.EN)
        ],
    }


def render_report(answers: Sequence[Answer], *, language: Language) -> str:
    """One line for each question: what was seen, or that nothing was."""
    none = "この記録では分かりません" if language is Language.JA else "not seen in this conversation"
    return "\n".join(
        f"{answer.question} {QUESTION_TITLES[answer.question].text(language)}: {_seen(answer, language) or none}"
        for answer in answers
    )


def _seen(answer: Answer, language: Language) -> str:
    return ("、" if language is Language.JA else "; ").join(_finding(each, language) for each in answer.findings)


def _finding(finding: Finding, language: Language) -> str:
    values = {key: FORMS[value].text(language) if value in FORMS else value for key, value in finding.values.items()}
    return FINDINGS[finding.word].text(language).format(**values)


def render_report_json(transcript: Transcript, answers: Sequence[Answer]) -> str:
    """The answers as the object `menkyo.trace-report/1`."""
    return dump(
        {
            "schema": TRACE_REPORT_SCHEMA,
            "atr": transcript.atr.hex().upper(),
            "questions": [
                {
                    "question": answer.question,
                    "answered": answer.is_answered,
                    "findings": [{"kind": finding.word, "values": dict(finding.values)} for finding in answer.findings],
                    "text": _seen(answer, Language.EN) or None,
                }
                for answer in answers
            ],
        }
    )
