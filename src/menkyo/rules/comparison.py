"""Compares two license records of one holder, item by item.

Sources: license card spec, section 6.4, and rules, sections 1.5 and 2.2. What may differ between two cards that record
one license is told apart from what may not.
"""

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from menkyo.record import LicenseRecord, RecordKind, RecordNumber
from menkyo.record.dates import EraDate
from menkyo.rules.rule import Rule
from menkyo.rules.rulebook import rule

SAME_NUMBER: Final = rule("D4")
"""免許証番号 and 免許情報記録番号: rules, section 2.2, and license card spec, section 6.4."""

ONE_LICENSE: Final = rule("one-license")
"""2枚持ち: rules, section 2.1, H1, and section 2.2, D1."""

SAME_PHOTO: Final = rule("same-photo")
"""写真: rules, section 1.5."""

REMARKS_DIFFER_BY_CARD: Final = rule("remarks-by-card")
"""備考."""

SHARED_DIGITS: Final = 11
"""Digits that the numbers of one license have in common."""


class Item(Enum):
    """What is compared; the value is its name in JSON."""

    KIND = "kind"
    """Whether a license or a driving history is recorded."""

    NUMBER = "number"
    EXPIRES_ON = "expires_on"
    COLOR = "color"
    CATEGORIES = "categories"
    CONDITIONS = "conditions"
    MOTORCYCLE_SMALL_MOPED = "acquired_on.motorcycle_small_moped"
    OTHER = "acquired_on.other"
    CLASS_2 = "acquired_on.class_2"
    REMARKS = "remarks"
    PHOTO = "photo"
    HISTORY_NUMBER = "driving_history.number"
    HISTORY_DATE = "driving_history.recorded_on"
    HISTORY_CLASS = "driving_history.class"


class State(Enum):
    """How the two records stand in one item."""

    EQUAL = "equal"
    NORMAL_DIFFERENCE = "normal-difference"
    """They differ as two cards of one holder may."""

    DIFFERS = "differs"
    NOT_COMPARED = "not-compared"


class Reason(Enum):
    """Why an item is in its state, where that does not go without saying."""

    LAST_DIGIT = "last-digit"
    """The numbers differ in their last digit alone."""

    ONE_ONLY = "one-only"
    """One record has a value that can be read, and the other has none."""

    NEITHER = "neither"
    """Neither record has a value that can be read."""

    OTHER_BYTES = "other-bytes"
    """The photos have different bytes: a person must look at them."""

    UNREAD_A = "unread-a"
    """What PIN2 opens was not read of the first card."""

    UNREAD_B = "unread-b"
    """What PIN2 opens was not read of the second card."""

    OTHER_KIND_OF_CARD = "other-kind-of-card"
    """The cards are of two kinds, which need not record the same here."""

    HISTORY_ONLY = "history-only"
    """One record is of a license and the other of a driving history alone, so that nothing else can be compared."""


class Verdict(Enum):
    """What the comparison came to."""

    AGREE = "agree"
    """Nothing differs but what may."""

    DIFFER = "differ"
    UNDECIDED = "undecided"
    """Nothing differs, and no numbers were there to compare: whether both are of one holder is not known."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records, with what the comparison must know of its card.

    `card_kind` is the contract's word for it; `is_photo_read` is whether a photo would be here if one were recorded.
    """

    record: LicenseRecord
    card_kind: str
    is_photo_read: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """One item of the comparison, equal or not; the values are those of `Side.record`, by the item."""

    item: Item
    state: State
    rule: Rule
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records, item by item, in the order of `Item`."""

    a: Side = field(repr=False)
    b: Side = field(repr=False)
    items: tuple[Difference, ...]

    @property
    def verdict(self) -> Verdict:
        """What the comparison came to."""
        states = {difference.item: difference.state for difference in self.items}
        if State.DIFFERS in states.values():
            return Verdict.DIFFER
        numbers = (states.get(item, State.NOT_COMPARED) for item in (Item.NUMBER, Item.HISTORY_NUMBER))
        if all(state is State.NOT_COMPARED for state in numbers):
            return Verdict.UNDECIDED
        return Verdict.AGREE

    def in_state(self, state: State) -> tuple[Difference, ...]:
        """The items in a state."""
        return tuple(difference for difference in self.items if difference.state is state)


def compare(a: Side, b: Side) -> Comparison:
    """Compare two records, neither of them empty."""
    return Comparison(a, b, tuple(_compare(a, b)))


def same_license_number(one: str, other: str) -> bool:
    """Whether two numbers of twelve digits can be of one license: the last digit says nothing of that."""
    return one[:SHARED_DIGITS] == other[:SHARED_DIGITS]


def fold_conditions(texts: Collection[str]) -> frozenset[str]:
    """Texts without differences of width, blanks and order (license card spec, section 12, Q16)."""
    return frozenset("".join(unicodedata.normalize("NFKC", text).split()) for text in texts)


def _compare(a: Side, b: Side) -> Iterator[Difference]:
    one, other = a.record, b.record
    has_license = one.kind is not RecordKind.HISTORY
    if has_license == (other.kind is RecordKind.HISTORY):
        yield Difference(Item.KIND, State.DIFFERS, ONE_LICENSE, Reason.HISTORY_ONLY)
        return
    if has_license:
        yield _numbers(Item.NUMBER, one.number, other.number)
        yield _days(Item.EXPIRES_ON, one.expires_on, other.expires_on)
        yield _colors(one, other)
    yield _equal_or_not(Item.CATEGORIES, one.categories, other.categories)
    if has_license:
        yield _equal_or_not(Item.CONDITIONS, _folded(one), _folded(other))
    dates, other_dates = one.acquired_on, other.acquired_on
    yield _days(Item.MOTORCYCLE_SMALL_MOPED, dates.motorcycle_small_moped, other_dates.motorcycle_small_moped)
    yield _days(Item.OTHER, dates.other, other_dates.other)
    yield _days(Item.CLASS_2, dates.class_2, other_dates.class_2)
    yield _remarks(a, b)
    yield _photos(a, b)
    if one.history is not None and other.history is not None:
        yield _numbers(Item.HISTORY_NUMBER, one.history.number, other.history.number)
        yield _days(Item.HISTORY_DATE, one.history.recorded_on, other.history.recorded_on)
        yield _equal_or_not(Item.HISTORY_CLASS, one.history.class_code, other.history.class_code)


def _numbers(item: Item, one: RecordNumber | None, other: RecordNumber | None) -> Difference:
    if one is None or other is None:
        return _missing(item, one, other)
    if one.digits == other.digits:
        return Difference(item, State.EQUAL, SAME_NUMBER)
    if same_license_number(one.digits, other.digits):
        return Difference(item, State.NORMAL_DIFFERENCE, SAME_NUMBER, Reason.LAST_DIGIT)
    return Difference(item, State.DIFFERS, SAME_NUMBER)


def _days(item: Item, one: EraDate | None, other: EraDate | None) -> Difference:
    if one is None or other is None:
        return _missing(item, one, other)
    return _equal_or_not(item, one.date, other.date)


def _colors(one: LicenseRecord, other: LicenseRecord) -> Difference:
    if one.color is None or other.color is None:
        return _missing(Item.COLOR, one.color, other.color)
    classes = (one.color.color_class, other.color.color_class)
    if None in classes:
        return _equal_or_not(Item.COLOR, one.color.text.text, other.color.text.text)
    return _equal_or_not(Item.COLOR, *classes)


def _folded(record: LicenseRecord) -> frozenset[str]:
    return fold_conditions([text.text for text in record.conditions])


def _remarks(a: Side, b: Side) -> Difference:
    """Remarks; of two kinds of card they are not said to be the same."""
    one, other = (fold_conditions([text.text for text in side.record.remarks]) for side in (a, b))
    if one != other and a.card_kind != b.card_kind:
        return Difference(Item.REMARKS, State.NOT_COMPARED, REMARKS_DIFFER_BY_CARD, Reason.OTHER_KIND_OF_CARD)
    return _equal_or_not(Item.REMARKS, one, other)


def _photos(a: Side, b: Side) -> Difference:
    if not a.is_photo_read or not b.is_photo_read:
        reason = Reason.UNREAD_B if a.is_photo_read else Reason.UNREAD_A
        return Difference(Item.PHOTO, State.NOT_COMPARED, SAME_PHOTO, reason)
    one, other = a.record.photo, b.record.photo
    if one is None or other is None:
        return _missing(Item.PHOTO, one, other)
    if one.raw == other.raw:
        return Difference(Item.PHOTO, State.EQUAL, SAME_PHOTO)
    return Difference(Item.PHOTO, State.DIFFERS, SAME_PHOTO, Reason.OTHER_BYTES)


def _missing(item: Item, one: object | None, other: object | None) -> Difference:
    """An item that at least one record has no value for; without numbers nothing tells whose the records are."""
    is_number = item in {Item.NUMBER, Item.HISTORY_NUMBER}
    rule = SAME_NUMBER if is_number else ONE_LICENSE
    if one is None and other is None:
        return Difference(item, State.NOT_COMPARED if is_number else State.EQUAL, rule, Reason.NEITHER)
    return Difference(item, State.DIFFERS, rule, Reason.ONE_ONLY)


def _equal_or_not(item: Item, one: object, other: object) -> Difference:
    return Difference(item, State.EQUAL if one == other else State.DIFFERS, ONE_LICENSE)
