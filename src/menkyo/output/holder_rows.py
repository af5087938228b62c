"""The rows that tell who the holder of a My Number card is, when that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menkyo.output.days import write_day
from menkyo.output.labels import SEXES, Language
from menkyo.output.printable import printable
from menkyo.output.rows import Row, Tone
from menkyo.output.texts import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from menkyo.record import CardHolder, Text

__all__ = ["card_holder_rows"]


def card_holder_rows(holder: CardHolder, language: Language) -> Iterator[Row]:
    """Name, birth date, sex and address, and that they are not of the license record."""
    none = Phrase.NOT_RECORDED.text(language)
    yield Row(Phrase.NAME.text(language), _text(holder.name, language), Tone.STRONG)
    birth_date = none if holder.birth_date is None else write_day(holder.birth_date, language)
    yield Row(Phrase.BIRTH_DATE.text(language), birth_date)
    yield Row(Phrase.SEX.text(language), none if holder.sex is None else SEXES[holder.sex].text(language))
    yield Row(Phrase.ADDRESS.text(language), _text(holder.address, language))
    yield Row(Phrase.HOLDER.text(language), Phrase.HOLDER_SOURCE.text(language), Tone.QUIET)


def _text(text: Text | None, language: Language) -> str:
    return Phrase.NOT_RECORDED.text(language) if text is None else printable(text.text)
