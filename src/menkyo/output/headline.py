"""The one line that matters most today, with the command that explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.output.days import write_day, write_day_of_week
from menkyo.output.rows import Row, Tone
from menkyo.output.texts import Phrase
from menkyo.record import RecordKind
from menkyo.rules.headline import PinTries, Topic, headline
from menkyo.rules.lapse import Waiver, relicensing
from menkyo.rules.renewal import license_window
from menkyo.rules.rulebook import rule_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from menkyo.output.labels import Language
    from menkyo.output.view import ReadResult

__all__ = ["days_left", "headline_row"]

_PLAN: Final = "menkyo plan"
_STATUS: Final = "menkyo status"
_WORDS: Final = {
    Topic.EXPIRED: (Phrase.IS_EXPIRED, _PLAN, Tone.WARNING),
    Topic.EXTENDED: (Phrase.IS_EXTENDED, _PLAN, Tone.WARNING),
    Topic.LICENSE_WINDOW: (Phrase.LICENSE_CAN_BE_RENEWED, _PLAN, Tone.STRONG),
    Topic.CARD_EXPIRED: (Phrase.CARD_HAS_EXPIRED, _PLAN, Tone.WARNING),
    Topic.CARD_WINDOW: (Phrase.CARD_CAN_BE_RENEWED, _PLAN, Tone.STRONG),
    Topic.PIN_BLOCKED: (Phrase.PIN_IS_BLOCKED, _STATUS, Tone.WARNING),
    Topic.FEW_TRIES: (Phrase.PIN_HAS_FEW_TRIES, _STATUS, Tone.STRONG),
    Topic.CARD_FIRST: (Phrase.CARD_ENDS_FIRST, _PLAN, Tone.PLAIN),
}
_WAIVERS: Final = {
    Waiver.TESTS: Phrase.TESTS_ARE_WAIVED,
    Waiver.PROVISIONAL_PERMIT: Phrase.PERMIT_IS_GIVEN,
}
# Of three tries.
_FEW_TRIES: Final = 1


def headline_row(result: ReadResult, language: Language) -> Row | None:
    """What matters most on the day that a reading was judged for; nothing on a day with nothing to do."""
    recorded = result.validity.recorded_last_day
    is_license = result.record.kind is not RecordKind.HISTORY and recorded is not None
    window = license_window(recorded, result.birth_date) if is_license and recorded is not None else None
    # The end of an IC license is that of the license itself.
    card_expires_on = result.card_expires_on if result.ic_license is None else None
    found = headline(result.validity, window, card_expires_on, _pins(result, language))
    if found is None:
        return None
    phrase, command, tone = _WORDS[found.topic]
    words = phrase.text(
        language,
        day="" if found.last_day is None else write_day_of_week(found.last_day, language),
        left="" if found.days is None else days_left(found.days, language),
        pin="" if found.pin is None else found.pin.name,
        tries="" if found.pin is None else found.pin.left,
    )
    if found.topic is Topic.EXPIRED and recorded is not None:
        words = _with_waiver(words, recorded, result.validity.as_of, language)
    words = Phrase.SEE.text(language, words=words, command=command)
    if found.last_day is not None:
        words = _with_age_of_rules(words, result.validity.as_of, language)
    return Row(Phrase.HEADLINE.text(language), words, tone)


def _with_age_of_rules(words: str, as_of: date, language: Language) -> str:
    """The line, with the day on which the rules that it states were last checked where that is long ago."""
    table = rule_table()
    if not table.is_stale(as_of):
        return words
    return Phrase.BY_OLD_RULES.text(language, words=words, day=write_day(table.checked_on, language))


def _with_waiver(words: str, recorded: date, as_of: date, language: Language) -> str:
    """The line of an expired license, with what is still waived for a new one, whatever the reason."""
    found = relicensing(recorded, as_of)
    phrase = _WAIVERS.get(found.waiver)
    if phrase is None or found.until is None:
        return words
    return phrase.text(language, words=words, day=write_day_of_week(found.until, language))


def days_left(left: int, language: Language) -> str:
    """The days to a last day, or since."""
    if left == 0:
        return Phrase.LAST_DAY.text(language)
    if left < 0:
        return (Phrase.DAY_PAST if left == -1 else Phrase.DAYS_PAST).text(language, days=-left)
    return (Phrase.DAY_LEFT if left == 1 else Phrase.DAYS_LEFT).text(language, days=left)


def _pins(result: ReadResult, language: Language) -> Iterator[PinTries]:
    """The PIN that was not presented: presenting one restores its tries."""
    if result.ic_license is not None and result.unread:
        yield PinTries(Phrase.PIN2.text(language), result.pin2_tries_left, _FEW_TRIES)
