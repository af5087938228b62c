"""Change records of the IC license: what was written behind the license after it was issued (section 4.11)."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date as calendar_date
from enum import Enum
from typing import Final

from menkyo.record.dates import EraDate, decode_era_date
from menkyo.record.objects import FileObjects
from menkyo.record.problem import ProblemKind
from menkyo.record.text import Text

_EDITION: Final = 1
_DATE_END: Final = _EDITION + 14
_COMMISSION_SIZE: Final = 10
_SHORTEST: Final = _DATE_END + _COMMISSION_SIZE

_DIGIT_ROW: Final = b"\x23"
_BLANKS: Final = b"\x21\xff\0"  # full-width spaces, and fill


class ChangeKind(Enum):
    """What a change record changes; the value is the word used in JSON."""

    COMMISSION = "commission"
    """新住所地公安委員会名: the commission of the new address; a record without text."""

    NAME = "name"
    """新氏名"""

    KANA = "kana"
    """新呼び名(カナ)"""

    ADDRESS = "address"
    """新住所"""

    CONDITION = "condition"
    """新条件"""

    CONDITION_LIFTED = "condition-lifted"
    """条件解除"""

    REMARK = "remark"
    """備考"""

    SPARE = "spare"
    """予備"""

    DOMICILE = "domicile"
    """新本籍"""


CHANGE_TAGS: Final = {
    tag: kind
    for kind, tags in (
        (ChangeKind.COMMISSION, range(0x51, 0x60)),
        (ChangeKind.NAME, range(0x60, 0x68)),
        (ChangeKind.KANA, range(0x68, 0x70)),
        (ChangeKind.ADDRESS, range(0x70, 0x78)),
        (ChangeKind.CONDITION, range(0x78, 0x80)),
        (ChangeKind.CONDITION_LIFTED, range(0x80, 0x88)),
        (ChangeKind.REMARK, range(0x88, 0x90)),
        (ChangeKind.SPARE, range(0x90, 0x98)),
        (ChangeKind.DOMICILE, range(0xAB, 0xB0)),
    )
    for tag in tags
}
"""What the record with a tag changes."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change record.

    `changed_on` is its date, `text` what is new (`None` for a new commission), `commission` the public safety
    commission that wrote it, in five characters at most, as recorded (section 12, Q17).
    """

    raw: bytes = field(repr=False)
    tag: int
    kind: ChangeKind
    changed_on: EraDate | None = field(repr=False)
    text: Text | None = field(repr=False)
    commission: Text | None = field(repr=False)


def decode_changes(objects: FileObjects) -> tuple[Change, ...]:
    """The change records of a file by their tags; what cannot be decoded of one becomes a problem."""
    changes: list[Change] = []
    for tag, raw in sorted(objects.values.items()):
        kind = CHANGE_TAGS.get(tag)
        if kind is None or not raw:
            continue
        if len(raw) < _SHORTEST:
            detail = f"The record has {len(raw)} bytes and needs {_SHORTEST}."
            objects.note(tag, ProblemKind.BAD_LENGTH, detail)
            continue
        text, commission = (
            objects.part_text(tag, part) for part in (raw[_DATE_END:-_COMMISSION_SIZE], raw[-_COMMISSION_SIZE:])
        )
        changes.append(Change(raw, tag, kind, _date(objects, tag, raw[_EDITION:_DATE_END]), text, commission))
    return tuple(changes)


def _date(objects: FileObjects, tag: int, raw: bytes) -> EraDate | None:
    """The date of a record: seven full-width digits."""
    if not raw.strip(_BLANKS):
        return None
    try:
        date = decode_era_date(raw[1::2] if set(raw[::2]) == set(_DIGIT_ROW) else raw)
    except ValueError as error:
        objects.note(tag, ProblemKind.BAD_DATE, str(error))
        return None
    return None if date is None else replace(date, raw=raw)


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes by date; those of one day, and those without a date behind all others, by their tags."""
    return tuple(sorted(changes, key=lambda change: (_day(change), change.tag)))


def _day(change: Change) -> calendar_date:
    return calendar_date.max if change.changed_on is None else change.changed_on.date


def latest(changes: Iterable[Change], kind: ChangeKind, recorded: Text | None) -> Text | None:
    """What holds now: the text of the last record of a kind by its tag, else what was recorded at first."""
    texts = [change.text for change in sorted(changes, key=lambda change: change.tag) if change.kind is kind]
    return next((text for text in reversed(texts) if text is not None and not text.text.isspace()), recorded)


def apply_conditions(recorded: tuple[Text, ...], changes: Iterable[Change]) -> tuple[tuple[Text, ...], list[Change]]:
    """The conditions that hold now, and the records that lift one which is not there (section 12, Q16).

    Texts are equal when they are so after width folding. A record that lifts a condition follows one of its day that
    adds it.
    """
    conditions = list(recorded)
    unmatched: list[Change] = []
    for change in in_order(changes):
        if change.text is None or change.text.text.isspace():
            continue
        if change.kind is ChangeKind.CONDITION:
            conditions.append(change.text)
        elif change.kind is ChangeKind.CONDITION_LIFTED:
            lifted = _folded(change.text)
            kept = [text for text in conditions if _folded(text) != lifted]
            if len(kept) == len(conditions):
                unmatched.append(change)
            conditions = kept
    return tuple(conditions), unmatched


def _folded(text: Text) -> str:
    """A text in which differences of width and blanks are gone."""
    return "".join(unicodedata.normalize("NFKC", text.text).split())
