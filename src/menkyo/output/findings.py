"""What was odd about the bytes of a record, one short line each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from menkyo.output.labels import FIELDS, PROBLEMS, Language
from menkyo.output.printable import printable
from menkyo.output.rows import Row, Tone
from menkyo.output.texts import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from menkyo.output.view import ReadResult
    from menkyo.record import Problem, UnknownObject

__all__ = ["finding_rows"]

MOST_LINES: Final = 12
"""Lines for each kind of finding: a hostile card can cause some hundreds, and JSON has all of them."""


def finding_rows(result: ReadResult, language: Language) -> Iterator[Row]:
    """The problems, the unknown objects, and what is kept without being understood."""
    problems = [_problem(problem, language) for problem in result.problems]
    yield from _bounded(Phrase.PROBLEMS.text(language), problems, Tone.WARNING, language)
    unknown = [_unknown(item, language) for item in result.unknown]
    undrawn = [glyph for glyph in result.record.glyphs if glyph.bitmap is None]
    if undrawn and result.ic_license is None:
        unknown.append(Phrase.GLYPHS.text(language, count=len(undrawn)))
    if result.record.reserved:
        tags = " ".join(f"{field.tag:02X}" for field in result.record.reserved)
        unknown.append(Phrase.RESERVED.text(language, tags=tags))
    yield from _bounded(Phrase.UNKNOWN.text(language), unknown, Tone.PLAIN, language)


def _bounded(label: str, findings: Sequence[str], tone: Tone, language: Language) -> Iterator[Row]:
    """One row for each different finding; the rest is counted."""
    lines = [
        line if count == 1 else Phrase.REPEATED.text(language, line=line, count=count)
        for line, count in Counter(findings).items()
    ]
    for line in lines[:MOST_LINES]:
        yield Row(label, line, tone)
    if len(lines) > MOST_LINES:
        yield Row(label, Phrase.MORE.text(language, count=len(lines) - MOST_LINES), tone)


def _problem(problem: Problem, language: Language) -> str:
    """Where and what, as in "C6 免許の条件1: 外字があります"."""
    known = PROBLEMS.get(problem.kind)
    if problem.glyph is not None:
        what = Phrase.GLYPH_MISSING.text(language, number=problem.glyph)
    else:
        what = printable(problem.detail) if known is None else known.text(language)
    return f"{_place(problem.file, problem.tag, language)}: {what}"


def _unknown(item: UnknownObject, language: Language) -> str:
    return f"{_place(item.file, item.tag, language)}: {Phrase.BYTES.text(language, count=len(item.raw))}"


def _place(file: str, tag: str | None, language: Language) -> str:
    """The field by tag and name, else the file."""
    if tag is None:
        return printable(file)
    name = FIELDS.get(tag)
    return f"{printable(file)} {printable(tag)}" if name is None else f"{tag} {name.text(language)}"
