"""What there is to tell of one reading: the same facts in the same words for the panel and for plain text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from menkyo.output.days import (
    write_day,
    write_day_of_week,
    write_era_day,
    write_last_day,
    write_recorded_day,
)
from menkyo.output.findings import finding_rows
from menkyo.output.headline import days_left, headline_row
from menkyo.output.holder_rows import card_holder_rows
from menkyo.output.ic_rows import category_rows, change_rows, glyph_rows, holder_rows, issue_rows
from menkyo.output.labels import CARD_KINDS, COLORS, COMMISSION_NAMES, DRIVER_CLASSES, Language
from menkyo.output.printable import printable
from menkyo.output.rows import Row, Tone
from menkyo.output.signature import signature_rows
from menkyo.output.texts import Phrase
from menkyo.record import NumberCheck, RecordKind
from menkyo.record.dates import JAPAN_TIME
from menkyo.rules.number_use import first_year
from menkyo.rules.validity import lawful_last_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from menkyo.output.view import ReadResult
    from menkyo.record import Category, ColorClass, DrivingHistory, Photo, RecordNumber, Text
    from menkyo.rules.validity import Validity

__all__ = ["Band", "Facts", "facts_of", "origin_of", "origin_rows", "read_row", "read_words"]


_TITLES: Final = {
    RecordKind.LICENSE: Phrase.LICENSE_TITLE,
    RecordKind.HISTORY: Phrase.HISTORY_TITLE,
    RecordKind.BOTH: Phrase.BOTH_TITLE,
    RecordKind.EMPTY: Phrase.EMPTY_TITLE,
}


@dataclass(frozen=True, slots=True)
class Band:
    """The colored band: color in words, recorded last day, days left, and what stands below it.

    `color` is `None` on a record that is no license, `expiry` and `days` where no day is recorded. `lawful` is the
    lawful last day where it is another than the recorded one, `notice` a sentence where there is no last day, and
    `headline` what matters most on the day.
    """

    color_class: ColorClass | None
    color: str | None
    expiry: Row | None
    days: str | None
    lawful: Row | None
    notice: Row | None
    headline: Row | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is shown, in order: `main` and `photos` stand beside the photo, `more` below the categories.

    The first of the `photos` is the license's, the second that of the My Number card, where it was read. `origin` says
    what the record is not: that of a real person, or that of a card which was read now.
    """

    title: str
    origin: tuple[str, ...]
    band: Band
    main: tuple[Row, ...]
    held: tuple[Category, ...]
    photos: tuple[Row, ...]
    more: tuple[Row, ...]
    foot: tuple[str, ...]


def facts_of(result: ReadResult, language: Language) -> Facts:
    """Put one reading into words."""
    return Facts(
        title=(_TITLES[result.record.kind] if result.ic_license is None else Phrase.IC_TITLE).text(language),
        origin=origin_of(result, language),
        band=_band(result, language),
        main=tuple(_main(result, language)),
        held=result.record.categories,
        photos=tuple(_photos(result, language)),
        more=tuple(_more(result, language)),
        foot=(Phrase.CANNOT_TELL.text(language), Phrase.NO_LICENSE.text(language)),
    )


def origin_of(result: ReadResult, language: Language) -> tuple[str, ...]:
    """Sentences on where a record comes from, if it is not from a real card that was read now."""
    said = ((result.specimen, Phrase.SPECIMEN), (result.is_saved, Phrase.SAVED))
    return tuple(phrase.text(language) for is_so, phrase in said if is_so)


def origin_rows(result: ReadResult, language: Language) -> Iterator[Row]:
    """The same, each as a notice."""
    return (Row(Phrase.NOTICE.text(language), sentence) for sentence in origin_of(result, language))


def read_row(result: ReadResult, language: Language) -> Row:
    """When the card was read, and where; a saved reading is told as one."""
    words = read_words(result.read_at, result.reader, language, is_saved=result.is_saved)
    return Row(Phrase.READ.text(language), words)


def read_words(read_at: datetime, reader: str, language: Language, *, is_saved: bool) -> str:
    """The same of any reading of a card."""
    moment = read_at.astimezone(JAPAN_TIME)
    return (Phrase.READ_THEN if is_saved else Phrase.READ_AT).text(
        language, date=write_day(moment.date(), language), time=f"{moment:%H:%M}", reader=printable(reader)
    )


def _band(result: ReadResult, language: Language) -> Band:
    record, validity = result.record, result.validity
    color_class = None if record.color is None else record.color.color_class
    if color_class is not None:
        color = COLORS[color_class].text(language)
    elif record.color is not None:
        color = printable(record.color.text.text)
    elif record.kind is RecordKind.HISTORY:
        notice = Row(Phrase.NOTICE.text(language), Phrase.NOT_A_LICENSE.text(language), Tone.STRONG)
        return Band(None, None, None, None, None, notice, headline_row(result, language))
    else:
        color = Phrase.NO_COLOR.text(language)
    if record.expires_on is None:
        notice = Row(Phrase.NOTICE.text(language), Phrase.NO_EXPIRY.text(language), Tone.WARNING)
        return Band(color_class, color, None, None, None, notice, headline_row(result, language))
    lawful = _lawful(validity, language)
    label = Phrase.EXPIRY if lawful is None else Phrase.RECORDED_UNTIL
    return Band(
        color_class,
        color,
        Row(label.text(language), write_era_day(record.expires_on, language)),
        None if validity.days_left is None else days_left(validity.days_left, language),
        lawful,
        None,
        headline_row(result, language),
    )


def _lawful(validity: Validity, language: Language) -> Row | None:
    """The lawful last day; nothing when it is the recorded one."""
    lawful = validity.lawful_last_day
    if lawful is None or lawful == validity.recorded_last_day:
        return None
    day = write_day_of_week(lawful, language)
    return Row(Phrase.LAWFUL_UNTIL.text(language), Phrase.LAWFUL_VALUE.text(language, lawful=day), Tone.STRONG)


def _main(result: ReadResult, language: Language) -> Iterator[Row]:
    record = result.record
    if result.ic_license is not None:
        yield from holder_rows(result, result.ic_license, language)
    elif result.holder is not None:
        yield from card_holder_rows(result.holder, language)
    if record.kind is not RecordKind.HISTORY:
        yield from _number(record.number, result, language)
    if result.ic_license is not None:
        yield from issue_rows(result.ic_license, language)
    if record.history is not None:
        yield from _history(record.history, language)
    yield from _acquired(result, language)
    if record.kind is not RecordKind.HISTORY:
        yield from _lines(Phrase.CONDITIONS, record.conditions, language)
    yield from _lines(Phrase.REMARKS, record.remarks, language)
    if record.spares:
        yield from _lines(Phrase.SPARES, record.spares, language)


def _number(number: RecordNumber | None, result: ReadResult, language: Language) -> Iterator[Row]:
    label = Phrase.NUMBER.text(language)
    if number is None:
        yield Row(label, Phrase.NOT_RECORDED.text(language))
        return
    name = Phrase.NUMBER_NAME if result.ic_license is None else Phrase.IC_NUMBER_NAME
    yield Row(label, name.text(language, number=number.grouped), Tone.STRONG)
    known = COMMISSION_NAMES.get(number.commission_code)
    unlisted = Phrase.UNLISTED_COMMISSION.text(language, code=number.commission_code)
    yield Row(
        label,
        Phrase.NUMBER_PARTS.text(
            language,
            commission=unlisted if known is None else known.text(language),
            year=first_year(number, result.validity.as_of),
            reissues=number.reissue_count,
        ),
    )
    if number.check is NumberCheck.MISMATCH:
        yield Row(label, Phrase.NUMBER_MISMATCH.text(language), Tone.WARNING)


def _history(history: DrivingHistory, language: Language) -> Iterator[Row]:
    label = Phrase.HISTORY.text(language)
    none = Phrase.NOT_RECORDED.text(language)
    number = none if history.number is None else history.number.grouped
    yield Row(label, number, name=Phrase.HISTORY_NUMBER.text(language))
    if history.number is not None and history.number.check is NumberCheck.MISMATCH:
        yield Row(label, Phrase.NUMBER_MISMATCH.text(language), Tone.WARNING)
    yield Row(label, write_recorded_day(history.recorded_on, language), name=Phrase.HISTORY_DATE.text(language))
    code = history.class_code.hex().upper()
    if history.driver_class is not None:
        driver_class = DRIVER_CLASSES[history.driver_class].text(language)
        words = Phrase.CLASS_WITH_CODE.text(language, name=driver_class, code=code)
    else:
        words = Phrase.UNKNOWN_CLASS.text(language, code=code) if code else none
    yield Row(label, words, name=Phrase.HISTORY_CLASS.text(language))


def _acquired(result: ReadResult, language: Language) -> Iterator[Row]:
    dates = result.record.acquired_on
    label = Phrase.ACQUIRED.text(language)
    for phrase, day in (
        (Phrase.MOTORCYCLE_SMALL_MOPED, dates.motorcycle_small_moped),
        (Phrase.OTHER, dates.other),
        (Phrase.CLASS_2, dates.class_2),
    ):
        yield Row(label, write_recorded_day(day, language), name=phrase.text(language))


def _lines(phrase: Phrase, texts: tuple[Text, ...], language: Language) -> Iterator[Row]:
    label = phrase.text(language)
    if not texts:
        yield Row(label, Phrase.NONE.text(language))
    for text in texts:
        yield Row(label, printable(text.text))


def _photos(result: ReadResult, language: Language) -> Iterator[Row]:
    photo = result.record.photo
    if photo is not None:
        words = _size(photo, language)
    elif "photo" in result.unread:
        words = Phrase.NOT_READ.text(language, word="photo")
    else:
        words = (Phrase.NOT_RECORDED if result.is_photo_read else Phrase.NOT_GIVEN).text(language)
    yield Row(Phrase.PHOTO.text(language), words)
    if result.holder_photo is not None:
        yield Row(Phrase.HOLDER_PHOTO.text(language), _size(result.holder_photo, language))


def _size(photo: Photo, language: Language) -> str:
    size = len(photo.raw)
    if photo.format is None or photo.width is None:
        return Phrase.PHOTO_UNREADABLE.text(language, bytes=size)
    return Phrase.PHOTO_SIZE.text(
        language, width=photo.width, height=photo.height, format=photo.format.name, bytes=size
    )


def _more(result: ReadResult, language: Language) -> Iterator[Row]:
    if result.ic_license is not None:
        yield from category_rows(result.ic_license, language)
        yield from change_rows(result.ic_license, language)
    yield from glyph_rows(result, language)
    yield from signature_rows(result, language)
    yield _card(result, language)
    yield _pin(result, language)
    yield from finding_rows(result, language)
    row = read_row(result, language)
    yield row
    if result.validity.as_of != result.read_at.astimezone(JAPAN_TIME).date():
        yield Row(row.label, Phrase.AS_OF.text(language, date=write_day(result.validity.as_of, language)))


def _card(result: ReadResult, language: Language) -> Row:
    label = Phrase.CARD_EXPIRY.text(language)
    day = result.card_expires_on
    if day is None:
        return Row(label, Phrase.NOT_RECORDED.text(language))
    known = CARD_KINDS.get(result.kind)
    kind = printable(result.kind) if known is None else known.text(language)
    # An IC license ends with the license in it, and no source moves the end of a My Number card.
    is_license = result.ic_license is not None
    has_expired = result.validity.as_of > (lawful_last_day(day) if is_license else day)
    phrase = Phrase.CARD_EXPIRED if has_expired else Phrase.CARD_EXPIRY_VALUE
    words = phrase.text(language, date=(write_last_day if is_license else write_day)(day, language), kind=kind)
    return Row(label, words, Tone.WARNING if has_expired else Tone.PLAIN)


def _pin(result: ReadResult, language: Language) -> Row:
    left = _tries(result.tries_left, language)
    state = (Phrase.PIN_SET if result.pin_set else Phrase.PIN_NOT_SET).text(language)
    label = Phrase.PIN.text(language)
    if result.ic_license is not None:
        pin2 = _tries(result.pin2_tries_left, language)
        return Row(label, Phrase.TWO_PINS.text(language, state=state, pin1=left, pin2=pin2))
    comma = Phrase.COMMA.text(language)
    return Row(label, f"{state}{comma}{left}")


def _tries(tries: int | None, language: Language) -> str:
    if tries is None:
        return Phrase.NO_TRIES.text(language)
    return (Phrase.TRY if tries == 1 else Phrase.TRIES).text(language, tries=tries)
