"""The final check of a renewed card: every outcome, and what decides it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.record import Category, ColorClass, LicenseRecord, decode_license_record
from menkyo.rules.final_check import final_check, first_end_after, old_record_of
from menkyo.rules.final_check_values import FinalCheck, NewCard, Notice, OldRecord, Outcome, Reason, Result, Step
from menkyo.virtual import LicenseFiles, load_image

if TYPE_CHECKING:
    from collections.abc import Mapping

MISSING = {
    Notice.RECORDED: (Outcome.MISSING_DESPITE_NOTICE, None),
    Notice.NOT_RECORDED: (Outcome.NOT_CARRIED_OVER, 0),
    Notice.NONE: (Outcome.NOT_REQUESTED, 1500),
    None: (Outcome.NOT_RECORDED, None),
}
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))


@cache
def _record(image: str = "renewed") -> LicenseRecord:
    return decode_license_record(LicenseFiles(load_image(image)).wef02 or b"")


def _old(**changes: Any) -> OldRecord:  # noqa: ANN401 - any field of the record
    return replace(old_record_of(_record("specimen")), **changes)


def _check(old: OldRecord, image: str = "renewed", **options: Any) -> FinalCheck:  # noqa: ANN401 - as above
    verdict = options.pop("verdict", "unknown-signer")
    return final_check(old, NewCard(has_application=True, record=_record(image), signature_verdict=verdict), **options)


def _failed(check: FinalCheck) -> Mapping[Step, Reason | None]:
    return {checked.step: checked.reason for checked in check.steps if checked.result is Result.FAILED}


def test_a_copy_is_all_well() -> None:
    """A record that equals the old one is all well, whatever cannot be told of notice, renewal and signature."""
    check = _check(_old())
    assert (check.outcome, check.fee, check.must_not_drive) == (Outcome.ALL_WELL, None, False)
    assert [checked.step for checked in check.steps] == list(Step)


@pytest.mark.parametrize(
    ("as_of", "outcome"),
    [(dt.date(2030, 5, 15), Outcome.ALL_WELL), (dt.date(2030, 5, 16), Outcome.PAST)],
)
def test_what_is_past_is_not_all_well(as_of: dt.date, outcome: Outcome) -> None:
    """A record like the old one is a lapsed license, or one from before a renewal, once its lawful last day is past."""
    check = _check(_old(), as_of=as_of)
    assert check.outcome is outcome
    assert _failed(check) == ({} if outcome is Outcome.ALL_WELL else {Step.EXPIRES_ON: Reason.PAST})
    assert check.must_not_drive is (outcome is Outcome.PAST)


@pytest.mark.parametrize(
    ("as_of", "must_not_drive"), [(None, False), (dt.date(2025, 5, 15), False), (dt.date(2025, 5, 16), True)]
)
def test_a_stale_record_is_nothing_to_drive_with_once_it_is_past(
    as_of: dt.date | None, *, must_not_drive: bool
) -> None:
    """No source tells whether an old record allows driving, but past its lawful last day there is no grace."""
    check = _check(_old(), "renewed-stale", as_of=as_of)
    assert (check.outcome, check.must_not_drive) == (Outcome.STALE, must_not_drive)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"expires_on": None}, Outcome.PAST),
        ({"color": ColorClass.BLUE}, Outcome.DIFFERS),
        ({"expires_on": dt.date(2031, 5, 15)}, Outcome.STALE),
    ],
)
def test_what_differs_weighs_more_than_what_is_past(changes: Mapping[str, object], outcome: Outcome) -> None:
    """That the day is past needs no old one to compare with, and hides nothing that differs."""
    assert _check(_old(**changes), as_of=dt.date(2045, 1, 1)).outcome is outcome


@pytest.mark.parametrize("notice", MISSING)
@pytest.mark.parametrize(
    "card",
    [
        NewCard(has_application=False),
        NewCard(has_application=True),
        NewCard(has_application=True, record=decode_license_record(b"")),
        NewCard(has_application=True, record=_record("history-only")),
    ],
    ids=["no-application", "no-record", "empty", "history-only"],
)
def test_without_a_license_the_notice_decides(card: NewCard, notice: Notice | None) -> None:
    """A card without a license ends by what the notice says, with its fee, and is nothing to drive with."""
    check = final_check(_old(), card, notice=notice)
    assert (check.outcome, check.fee) == MISSING[notice]
    assert check.must_not_drive
    (first,) = [step for step in _failed(check) if step is not Step.NOTICE]
    assert first is (Step.RECORD if card.has_application else Step.APPLICATION)


def test_the_last_digit_may_differ() -> None:
    """The number is the old one when its first eleven digits are."""
    assert _check(_old(number="309012345629")).outcome is Outcome.ALL_WELL
    assert _check(_old(number="300900007010")).outcome is Outcome.DIFFERS


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({"color": ColorClass.BLUE}, Step.COLOR),
        ({"categories": frozenset({Category.MOPED})}, Step.CATEGORIES),
        ({"conditions": ()}, Step.CONDITIONS),
        ({"expires_on": dt.date(2029, 5, 15)}, Step.EXPIRES_ON),
    ],
)
def test_what_differs_is_told(changes: Mapping[str, object], step: Step) -> None:
    """Each item that is not as it was fails by itself."""
    check = _check(_old(**changes))
    assert check.outcome is Outcome.DIFFERS
    assert list(_failed(check)) == [step]


@pytest.mark.parametrize("field", ["number", "expires_on", "color", "categories", "conditions"])
def test_what_was_not_given_cannot_be_told(field: str) -> None:
    """An item without an old value is not taken for equal."""
    check = _check(_old(**{field: None}))
    assert check.outcome is Outcome.INCOMPLETE
    assert not _failed(check)


def test_conditions_are_compared_by_their_texts() -> None:
    """Width and order of conditions do not count."""
    conditions = ("準中型車（５ｔ）と普通車はＡＴ車に限る", "眼鏡等")
    assert _check(_old(conditions=conditions)).outcome is Outcome.ALL_WELL


def test_an_earlier_end_is_stale() -> None:
    """A record that ends before the old one is an older copy (C12)."""
    check = _check(_old(), "renewed-stale")
    assert check.outcome is Outcome.STALE
    assert _failed(check) == {Step.EXPIRES_ON: Reason.OLDER}


def test_a_record_from_before_the_renewal_is_stale() -> None:
    """Though it equals the old record, a record that ends soon after the renewal is older than that (C12)."""
    old = _old(expires_on=dt.date(2025, 5, 15))
    assert _check(old, "renewed-stale").outcome is Outcome.ALL_WELL
    check = _check(old, "renewed-stale", renewed_on=dt.date(2025, 4, 20))
    assert check.outcome is Outcome.STALE
    assert _failed(check) == {Step.RENEWAL: Reason.OLDER}


def test_a_later_end_needs_a_renewal() -> None:
    """A record that ends after the old one is right only where a renewal explains it."""
    old = _old(expires_on=dt.date(2025, 5, 15))
    assert _failed(_check(old)) == {Step.EXPIRES_ON: Reason.NEWER}
    assert _check(old, renewed_on=dt.date(2025, 4, 20)).outcome is Outcome.ALL_WELL


def test_what_a_renewal_may_change_cannot_be_told() -> None:
    """With an old record from before the renewal another color is neither right nor wrong."""
    old = _old(expires_on=dt.date(2025, 5, 15), color=ColorClass.BLUE)
    check = _check(old, renewed_on=dt.date(2025, 4, 20))
    assert check.outcome is Outcome.INCOMPLETE
    assert [checked.step for checked in check.steps if checked.reason is Reason.MAY_CHANGE] == [Step.COLOR]


def test_another_number_weighs_more_than_age() -> None:
    """A record of another number is no stale one of this license."""
    assert _check(_old(number="300900007010"), "renewed-stale").outcome is Outcome.DIFFERS


def test_the_signature_counts_when_it_is_decided() -> None:
    """A signature that does not match ends the check; one that is undecided does not."""
    assert _check(_old(), verdict="mismatch").outcome is Outcome.SIGNATURE_MISMATCH
    for verdict in ("verified", "unknown-signer", "not-checked", "absent"):
        assert _check(_old(), verdict=verdict).outcome is Outcome.ALL_WELL


def test_a_license_recorded_since_the_notice_is_all_well() -> None:
    """A notice that says 記録：無 takes nothing from a license that is recorded by now."""
    for notice in Notice:
        assert _check(_old(), notice=notice).outcome is Outcome.ALL_WELL


@pytest.mark.parametrize("field", ["number", "expires_on", "color"])
def test_what_the_new_card_lacks_fails(field: str) -> None:
    """An old value that the new card does not record is a failure."""
    changes: dict[str, Any] = {field: None}
    new = NewCard(has_application=True, record=replace(_record(), **changes))
    check = final_check(_old(), new)
    assert check.outcome is Outcome.DIFFERS
    assert list(_failed(check).values()) == [Reason.NOT_RECORDED]


@given(DAYS)
def test_a_renewal_lasts_two_years_at_least(day: dt.date) -> None:
    """The earliest end lies two years after the renewal, to the day but for a leap day."""
    end = first_end_after(day)
    assert end.year == day.year + 2
    assert abs((end - day).days - 730) <= 1


@given(
    number=st.none() | st.text("0123456789", min_size=12, max_size=12),
    expires_on=st.none() | DAYS,
    color=st.none() | st.sampled_from(ColorClass),
    categories=st.none() | st.frozensets(st.sampled_from(Category)),
    conditions=st.none() | st.lists(st.text(max_size=8), max_size=3).map(tuple),
    renewed_on=st.none() | DAYS | st.just(dt.date.max),
    notice=st.none() | st.sampled_from(Notice),
)
def test_every_old_record_has_an_outcome(  # noqa: PLR0913, PLR0917 - one argument for each thing that can be told
    number: str | None,
    expires_on: dt.date | None,
    color: ColorClass | None,
    categories: frozenset[Category] | None,
    conditions: tuple[str, ...] | None,
    renewed_on: dt.date | None,
    notice: Notice | None,
) -> None:
    """Nothing raises, every failure has an outcome, and all is well only where nothing failed."""
    old = OldRecord(number, expires_on, color, categories, conditions)
    check = _check(old, notice=notice, renewed_on=renewed_on)
    assert (check.outcome is Outcome.ALL_WELL) <= (not _failed(check) and None not in {number, expires_on, color})
    assert all(checked.rule.source for checked in check.steps)


def test_nothing_personal_stands_in_a_repr() -> None:
    """An old record and a new card show nothing of what they hold."""
    card = NewCard(has_application=True, record=_record())
    assert "309012345620" not in repr(_old()) + repr(card)


@given(st.none() | DAYS, st.none() | DAYS)
def test_the_old_card_ends_when_it_did(old: dt.date | None, new: dt.date | None) -> None:
    """Only a day that is known of both cards, and is the same, makes the new card one that may be the old."""
    card = NewCard(has_application=True, record=_record(), card_expires_on=new)
    assert final_check(_old(card_expires_on=old), card).may_be_old_card is (old is not None and old == new)
    assert final_check(_old(card_expires_on=new), card).may_be_old_card is (new is not None)
