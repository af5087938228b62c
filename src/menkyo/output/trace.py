"""A recorded conversation, explained: each exchange, what the files hold, and what it answers; text and JSON.

The objects `menkyo.trace/1` and `menkyo.trace-report/1` keep to the rules of `menkyo.output.document`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from apdu.objects import objects_of_file
from apdu.transcript import mask_again
from menkyo.output.conversation import LICENSE_FILES, describe_exchange, object_name, object_text
from menkyo.output.document import dump
from menkyo.output.language import Language
from menkyo.output.printable import printable
from menkyo.output.trace_texts import FACE_FIELDS, FINDINGS, FORMS, QUESTION_TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from apdu.conversation import FileRead, Step
    from apdu.transcript import Transcript
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

_MOST_BYTES: Final = 32


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
    """What an exchange is, and the time that it took."""
    taken = step.exchange.milliseconds
    return describe_exchange(step, language) + ("" if taken is None else f" | {taken:.1f} ms")


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
    """The objects that a license file is made of, or a file of the card's own; none of a file that has no table."""
    name = file.name
    if name not in LICENSE_FILES and name not in FACE_FIELDS:
        return
    objects = objects_of_file(file.application, file.file, file.data).objects
    if name in FACE_FIELDS:
        objects = tuple(inner for outer in objects for inner in outer.objects)
    for item in objects:
        yield _Object(item.tag, object_name(name, item.tag, language), item.value, object_text(name, item))


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
