"""The rows that only an IC license has: holder, issue, categories by date, changes; and the pictures of characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menkyo.output.days import write_recorded_day
from menkyo.output.labels import CHANGE_KINDS, Language
from menkyo.output.printable import printable
from menkyo.output.rows import Row, Tone
from menkyo.output.texts import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from menkyo.output.view import ReadResult
    from menkyo.record import Change, IcLicense, Text

__all__ = ["category_rows", "change_rows", "glyph_rows", "holder_rows", "issue_rows"]


def holder_rows(result: ReadResult, ic_license: IcLicense, language: Language) -> Iterator[Row]:
    """The holder with all changes applied; an alias only where there is one."""
    holder = ic_license.holder
    yield Row(Phrase.NAME.text(language), _text(holder.name, language), Tone.STRONG)
    yield Row(Phrase.KANA.text(language), _text(holder.kana, language))
    if holder.alias is not None:
        yield Row(Phrase.ALIAS.text(language), _text(holder.alias, language))
    yield Row(Phrase.BIRTH_DATE.text(language), write_recorded_day(holder.birth_date, language))
    yield Row(Phrase.ADDRESS.text(language), _text(holder.address, language))
    domicile = _text(holder.domicile, language)
    if "domicile" in result.unread:
        domicile = Phrase.NOT_READ.text(language, word="domicile")
    elif holder.domicile is None and not result.is_domicile_given:
        domicile = Phrase.NOT_GIVEN.text(language)
    yield Row(Phrase.DOMICILE.text(language), domicile)


def issue_rows(ic_license: IcLicense, language: Language) -> Iterator[Row]:
    """When and by whom the license was issued."""
    day = write_recorded_day(ic_license.issued_on, language)
    if ic_license.reference_number:
        number = printable(ic_license.reference_number)
        day = Phrase.ISSUED_VALUE.text(language, date=day, number=number)
    yield Row(Phrase.ISSUED.text(language), day)
    yield Row(Phrase.COMMISSION.text(language), _text(ic_license.commission, language))


def category_rows(ic_license: IcLicense, language: Language) -> Iterator[Row]:
    """When each category was acquired."""
    for date in ic_license.category_dates:
        category = date.category
        name = category.abbreviation if language is Language.JA else category.english
        yield Row(Phrase.CATEGORY_DATE.text(language), write_recorded_day(date.acquired_on, language), name=name)


def change_rows(ic_license: IcLicense, language: Language) -> Iterator[Row]:
    """What was written behind the license, by date."""
    for change in ic_license.changes:
        name = CHANGE_KINDS[change.kind].text(language)
        yield Row(Phrase.CHANGE.text(language), _change(change, language), name=name)


def _change(change: Change, language: Language) -> str:
    date = write_recorded_day(change.changed_on, language)
    commission = "" if change.commission is None else printable(change.commission.text).strip()
    if change.text is None:
        return Phrase.CHANGE_PLAIN.text(language, date=date, text=commission)
    text = printable(change.text.text)
    phrase = Phrase.CHANGE_VALUE if commission else Phrase.CHANGE_PLAIN
    return phrase.text(language, date=date, text=text, commission=commission)


def glyph_rows(result: ReadResult, language: Language) -> Iterator[Row]:
    """The pictures of characters that stand as 〓, by the numbers that the problems name."""
    for glyph in result.record.glyphs:
        if glyph.bitmap is not None:
            words = Phrase.GLYPH_VALUE.text(language, size=glyph.bitmap.size)
        elif result.ic_license is not None:
            words = Phrase.GLYPH_UNREADABLE.text(language, bytes=len(glyph.raw))
        else:
            continue
        yield Row(Phrase.GLYPH.text(language), words, name=str(glyph.number))


def _text(text: Text | None, language: Language) -> str:
    return Phrase.NOT_RECORDED.text(language) if text is None else printable(text.text)
