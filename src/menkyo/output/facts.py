"""What there is to tell of one reading: the same facts in the same words for the panel and for plain text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Final

from menkyo.output.days import write_day, write_day_of_week, write_era_day, write_recorded_day
from menkyo.output.findings import finding_rows
from menkyo.output.holder_rows import card_holder_rows
from menkyo.output.ic_rows import category_rows, change_rows, glyph_rows, holder_rows, issue_rows
from menkyo.output.labels import CARD_KINDS, COLORS, COMMISSION_NAMES, DRIVER_CLASSES, Language
from menkyo.output.printable import printable
from menkyo.output.rows import Row, Tone
from menkyo.output.signature import signature_rows
from menkyo.output.texts import Phrase
from menkyo.record import NumberCheck, RecordKind
from menkyo.rules.validity import ValidityState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from menkyo.output.view import ReadResult
    from menkyo.record import Category, ColorClass, DrivingHistory, Photo, RecordNumber, Text
    from menkyo.rules.validity import Validity

__all__ = ["Band", "Facts", "facts_of"]

_JAPAN_TIME: Final = timezone(timedelta(hours=9))
_CENTURY: Final = 100

_TITLES: Final = {
    RecordKind.LICENSE: Phrase.LICENSE_TITLE,
    RecordKind.HISTORY: Phrase.HISTORY_TITLE,
    RecordKind.BOTH: Phrase.BOTH_TITLE,
    RecordKind.EMPTY: Phrase.EMPTY_TITLE,
}


@dataclass(frozen=True, slots=True)
class Band:
    """The colored band: color in words, recorded last day, days left, and a sentence where these do not suffice.

    `color` is `None` on a record that is no license, `expiry` and `days` where no day is recorded.
    """

    color_class: ColorClass | None
    color: str | None
    expiry: str | None
    days: str | None
    notice: Row | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is shown, in order: `main` and `photos` stand beside the photo, `more` below the categories.

    The first of the `photos` is the license's, the second that of the My Number card, where it was read.
    """

    title: str
    specimen: str | None
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
        specimen=Phrase.SPECIMEN.text(language) if result.specimen else None,
        band=_band(result, language),
        main=tuple(_main(result, language)),
        held=result.record.categories,
        photos=tuple(_photos(result, language)),
        more=tuple(_more(result, language)),
        foot=(Phrase.CANNOT_TELL.text(language), Phrase.NO_LICENSE.text(language)),
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
        return Band(None, None, None, None, notice)
    else:
        color = Phrase.NO_COLOR.text(language)
    if record.expires_on is None:
        notice = Row(Phrase.NOTICE.text(language), Phrase.NO_EXPIRY.text(language), Tone.WARNING)
        return Band(color_class, color, None, None, notice)
    return Band(
        color_class,
        color,
        write_era_day(record.expires_on, language),
        None if validity.days_left is None else _days(validity.days_left, language),
        _notice(validity, language),
    )


def _days(left: int, language: Language) -> str:
    """The days to the lawful last day, or since."""
    if left == 0:
        return Phrase.LAST_DAY.text(language)
    if left < 0:
        return (Phrase.DAY_PAST if left == -1 else Phrase.DAYS_PAST).text(language, days=-left)
    return (Phrase.DAY_LEFT if left == 1 else Phrase.DAYS_LEFT).text(language, days=left)


def _notice(validity: Validity, language: Language) -> Row | None:
    """The state in words; nothing when the recorded day is the lawful one and has not passed."""
    recorded, lawful = validity.recorded_last_day, validity.lawful_last_day
    if recorded is None or lawful is None:
        return None
    label = Phrase.NOTICE.text(language)
    day = write_day_of_week(lawful, language)
    if validity.state is ValidityState.PAST:
        return Row(label, Phrase.PAST.text(language, lawful=day), Tone.WARNING)
    if validity.state is ValidityState.EXTENDED:
        return Row(label, Phrase.EXTENDED.text(language, lawful=day), Tone.WARNING)
    return Row(label, Phrase.LAWFUL_LATER.text(language, lawful=day)) if recorded != lawful else None


def _main(result: ReadResult, language: Language) -> Iterator[Row]:
    record = result.record
    if result.ic_license is not None:
        yield from holder_rows(result.ic_license, result.unread, language)
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
            year=_first_year(number, result.validity.as_of),
            reissues=number.reissue_count,
        ),
    )
    if number.check is NumberCheck.MISMATCH:
        yield Row(label, Phrase.NUMBER_MISMATCH.text(language), Tone.WARNING)


def _first_year(number: RecordNumber, as_of: date) -> int:
    """The latest year that ends in the two recorded digits and has come: nobody holds a license for a century."""
    year = as_of.year - as_of.year % _CENTURY + int(number.year_digits)
    return year if year <= as_of.year else year - _CENTURY


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
        words = Phrase.NOT_RECORDED.text(language)
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
    read_at = result.read_at.astimezone(_JAPAN_TIME)
    label = Phrase.READ.text(language)
    day = write_day(read_at.date(), language)
    reader = printable(result.reader)
    words = Phrase.READ_AT.text(language, date=day, time=f"{read_at:%H:%M}", reader=reader)
    yield Row(label, words)
    if result.validity.as_of != read_at.date():
        yield Row(label, Phrase.AS_OF.text(language, date=write_day(result.validity.as_of, language)))


def _card(result: ReadResult, language: Language) -> Row:
    label = Phrase.CARD_EXPIRY.text(language)
    day = result.card_expires_on
    if day is None:
        return Row(label, Phrase.NOT_RECORDED.text(language))
    known = CARD_KINDS.get(result.kind)
    kind = printable(result.kind) if known is None else known.text(language)
    has_expired = result.validity.as_of > day
    phrase = Phrase.CARD_EXPIRED if has_expired else Phrase.CARD_EXPIRY_VALUE
    words = phrase.text(language, date=write_day(day, language), kind=kind)
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
