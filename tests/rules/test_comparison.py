"""Two records of one holder: what may differ, and what may not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.record import LicenseRecord, Photo, Text, decode_license_record
from menkyo.rules.comparison import (
    Comparison,
    Item,
    Reason,
    Side,
    State,
    Verdict,
    compare,
    fold_conditions,
    same_license_number,
)
from menkyo.virtual import LicenseFiles, load_image

DIGITS = st.text("0123456789", min_size=12, max_size=12)


@cache
def _record(image: str = "specimen") -> LicenseRecord:
    return decode_license_record(LicenseFiles(load_image(image)).wef02 or b"")


def _compare(one: LicenseRecord, other: LicenseRecord) -> Comparison:
    return compare(Side(one, "mynumber"), Side(other, "ic-license"))


def _states(comparison: Comparison) -> dict[Item, State]:
    return {difference.item: difference.state for difference in comparison.items}


def _with_number(digits: str) -> LicenseRecord:
    record = _record()
    assert record.number is not None
    return replace(record, number=replace(record.number, raw=digits.encode(), digits=digits))


def test_a_record_equals_itself() -> None:
    """Nothing differs from itself, and every item that a license has is compared."""
    comparison = _compare(_record(), _record())
    assert set(_states(comparison).values()) == {State.EQUAL}
    assert comparison.verdict is Verdict.AGREE


@given(one=DIGITS, other=DIGITS)
def test_the_first_eleven_digits_decide(one: str, other: str) -> None:
    """Numbers are of one license when they differ in the last digit at most."""
    assert same_license_number(one, other) == (one[:11] == other[:11])
    for last in "0123456789":
        assert same_license_number(one, one[:11] + last)


def test_the_last_digit_is_a_normal_difference() -> None:
    """A difference in the last digit alone is told, and told apart."""
    comparison = _compare(_record(), _with_number("309012345627"))
    (difference,) = comparison.in_state(State.NORMAL_DIFFERENCE)
    assert (difference.item, difference.reason, difference.rule.id) == (Item.NUMBER, Reason.LAST_DIGIT, "D4")
    assert comparison.verdict is Verdict.AGREE


def test_another_digit_is_not() -> None:
    """Any of the first eleven digits makes it another license."""
    comparison = _compare(_record(), _with_number("309012345720"))
    assert _states(comparison)[Item.NUMBER] is State.DIFFERS
    assert comparison.verdict is Verdict.DIFFER


def test_conditions_are_equal_in_any_width_and_order() -> None:
    """Conditions are compared by their texts, whatever their order, width and blanks."""
    texts = tuple(Text(b"", text) for text in ("準中型車（５ｔ）と普通車は ＡＴ車に限る", "眼鏡等"))
    assert _states(_compare(_record(), replace(_record(), conditions=texts)))[Item.CONDITIONS] is State.EQUAL
    fewer = replace(_record(), conditions=texts[:1])
    assert _states(_compare(_record(), fewer))[Item.CONDITIONS] is State.DIFFERS


@given(st.lists(st.text("眼鏡等車（(ＡA５5ｔt 　", max_size=12), max_size=4))
def test_folding_twice_is_folding_once(texts: list[str]) -> None:
    """What is folded stays as it is, and order is gone."""
    folded = fold_conditions(texts)
    assert fold_conditions(list(folded)) == folded == fold_conditions(texts[::-1])


def test_other_bytes_of_a_photo_are_for_a_person() -> None:
    """Photos with other bytes differ, and the reason sends a person to look; equal bytes are one photo."""
    photo = Photo(b"other", None, None, None)
    (difference,) = _compare(_record(), replace(_record(), photo=photo)).in_state(State.DIFFERS)
    assert (difference.item, difference.reason) == (Item.PHOTO, Reason.OTHER_BYTES)


@pytest.mark.parametrize(("unread", "reason"), [(0, Reason.UNREAD_A), (1, Reason.UNREAD_B)])
def test_a_photo_that_was_not_read_is_not_compared(unread: int, reason: Reason) -> None:
    """Without PIN2 nothing is said of the photo, and of whose it is."""
    sides = [Side(_record(), "ic-license", is_photo_read=position != unread) for position in range(2)]
    comparison = compare(*sides)
    (difference,) = comparison.in_state(State.NOT_COMPARED)
    assert (difference.item, difference.reason) == (Item.PHOTO, reason)
    assert comparison.verdict is Verdict.AGREE


@pytest.mark.parametrize(
    ("without", "item"),
    [
        (replace(_record(), number=None), Item.NUMBER),
        (replace(_record(), expires_on=None), Item.EXPIRES_ON),
        (replace(_record(), color=None), Item.COLOR),
        (replace(_record(), photo=None), Item.PHOTO),
    ],
    ids=lambda value: value.value if isinstance(value, Item) else "",
)
def test_a_value_on_one_card_alone_differs(without: LicenseRecord, item: Item) -> None:
    """What one card records and the other does not is a difference, from either side."""
    for one, other in ((_record(), without), (without, _record())):
        comparison = _compare(one, other)
        (difference,) = comparison.in_state(State.DIFFERS)
        assert (difference.item, difference.reason) == (item, Reason.ONE_ONLY)


def test_without_numbers_nothing_is_decided() -> None:
    """Where neither record has a number, nothing tells whether they are of one holder."""
    without = replace(_record(), number=None)
    assert _compare(without, without).verdict is Verdict.UNDECIDED


def test_remarks_of_two_kinds_of_card_are_not_compared() -> None:
    """Remarks of one kind of card must agree; of two kinds no source says so."""
    other = replace(_record(), remarks=(Text(b"", "備考"),))
    assert _states(_compare(_record(), other))[Item.REMARKS] is State.NOT_COMPARED
    same_kind = compare(Side(_record(), "mynumber"), Side(other, "mynumber"))
    assert _states(same_kind)[Item.REMARKS] is State.DIFFERS


def test_a_driving_history_alone_is_no_license() -> None:
    """A license and a driving history differ in what they are, and nothing else is compared."""
    for one, other in (("specimen", "history-only"), ("history-only", "license-and-history")):
        comparison = _compare(_record(one), _record(other))
        (difference,) = comparison.items
        assert (difference.item, difference.reason) == (Item.KIND, Reason.HISTORY_ONLY)
        assert comparison.verdict is Verdict.DIFFER


def test_histories_are_compared() -> None:
    """Two driving histories are compared by their own number, day and class."""
    comparison = _compare(_record("history-only"), _record("history-only"))
    assert comparison.verdict is Verdict.AGREE
    assert {Item.HISTORY_NUMBER, Item.HISTORY_DATE, Item.HISTORY_CLASS} < set(_states(comparison))
    assert Item.EXPIRES_ON not in _states(comparison)


def test_every_difference_names_its_rule() -> None:
    """Each row says which rule it rests on, with a source."""
    for difference in _compare(_record(), _record("license-and-history")).items:
        assert difference.rule.id
        assert difference.rule.statement.endswith(".")
        assert difference.rule.source
