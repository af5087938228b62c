"""Plain text: one "label: value" line for each fact, for screen readers, files and `grep`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menkyo.output.facts import facts_of
from menkyo.output.labels import category_name
from menkyo.output.rows import Row
from menkyo.output.texts import Phrase
from menkyo.record import Category

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from menkyo.output.facts import Band, Facts
    from menkyo.output.labels import Language
    from menkyo.output.view import ReadResult

__all__ = ["render_plain"]


def render_plain(result: ReadResult, *, language: Language) -> str:
    """One reading as lines "label: value", without a line feed at the end; no color, no drawing."""
    return "\n".join(f"{label}: {value}" for label, value in _lines(facts_of(result, language), language))


def _lines(facts: Facts, language: Language) -> Iterator[tuple[str, str]]:
    notice = Phrase.NOTICE.text(language)
    yield Phrase.TITLE.text(language), facts.title
    for sentence in facts.origin:
        yield notice, sentence
    yield from _band(facts.band, language)
    yield Phrase.HELD.text(language), _names(facts.held, language) or Phrase.NONE.text(language)
    not_held = [category for category in Category if category not in facts.held]
    if not_held:
        yield Phrase.NOT_HELD.text(language), _names(not_held, language)
    for row in (*facts.main, *facts.photos, *facts.more):
        yield f"{row.label} {row.name}" if row.name else row.label, row.text
    for sentence in facts.foot:
        yield notice, sentence


def _band(band: Band, language: Language) -> Iterator[tuple[str, str]]:
    if band.color is not None:
        yield Phrase.COLOR.text(language), band.color
    days = None if band.days is None else Row(Phrase.DAYS.text(language), band.days)
    for row in (band.expiry, band.lawful, days, band.notice, band.headline):
        if row is not None:
            yield row.label, row.text


def _names(categories: Iterable[Category], language: Language) -> str:
    return Phrase.SEMICOLON.text(language).join(category_name(category, language) for category in categories)
