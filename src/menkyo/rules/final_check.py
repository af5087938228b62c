"""The final check after a My Number card was renewed: did the license come along (継続利用の最終確認)?

Source: rules, section 2.4, C1 to C12 and the three outcomes on the pick-up notice (交付通知書).
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from menkyo.record import LicenseRecord, RecordKind
from menkyo.rules.comparison import SAME_NUMBER, fold_conditions, same_license_number
from menkyo.rules.fees import RecordingSituation, recording_fee
from menkyo.rules.final_check_values import (
    Checked,
    FinalCheck,
    NewCard,
    Notice,
    OldRecord,
    Outcome,
    Reason,
    Result,
    Step,
)
from menkyo.rules.rulebook import rule
from menkyo.rules.validity import lawful_last_day

CARRY_OVER: Final = rule("C1")
"""継続利用: rules, section 2.4."""

COPY: Final = rule("final-check")
"""最終確認: rules, section 2.4."""

COPIED_AS_APPLIED: Final = rule("C12")
"""記録が古い: rules, sections 2.4 and 3.1."""

OUTLASTS_RENEWAL: Final = rule("outlasts-renewal")
"""更新後の有効期間: rules, section 3.1."""

NO_GRACE: Final = rule("no-grace")
"""期限後の運転: rules, section 3.4."""

PIN_OPENS: Final = rule("pin-opens")
"""暗証番号: rules, section 1.1."""

SIGNED: Final = rule("signature")
"""電子署名: rules, section 1.7."""

THREE_NOTICES: Final = rule("carry-over-outcome")
"""交付通知書: rules, section 2.4."""

_YEARS: Final = 2

_SITUATIONS: Final = {
    Outcome.NOT_CARRIED_OVER: RecordingSituation.ASKED_AND_NOT_CARRIED_OVER,
    Outcome.NOT_REQUESTED: RecordingSituation.NOT_ASKED,
}
_MISSING: Final = {
    Notice.RECORDED: Outcome.MISSING_DESPITE_NOTICE,
    Notice.NOT_RECORDED: Outcome.NOT_CARRIED_OVER,
    Notice.NONE: Outcome.NOT_REQUESTED,
    None: Outcome.NOT_RECORDED,
}
# Without the others a record can be as it should be: nobody publishes keys, and not everybody renews or keeps a notice.
_REQUIRED: Final = frozenset({Step.NUMBER, Step.EXPIRES_ON, Step.COLOR, Step.CATEGORIES, Step.CONDITIONS})


def old_record_of(record: LicenseRecord) -> OldRecord:
    """What a record that was read says of the old card; it must be of a license."""
    return OldRecord(
        number=None if record.number is None else record.number.digits,
        expires_on=None if record.expires_on is None else record.expires_on.date,
        color=None if record.color is None else record.color.color_class,
        categories=frozenset(record.categories),
        conditions=tuple(text.text for text in record.conditions),
    )


def first_end_after(renewed_on: date) -> date:
    """The earliest last day that a license renewed on a day can have."""
    try:
        return renewed_on.replace(year=renewed_on.year + _YEARS)
    except ValueError:  # 29 February, or the last years that there are
        return date.max if renewed_on.year + _YEARS > date.max.year else date(renewed_on.year + _YEARS, 2, 28)


def final_check(
    old: OldRecord,
    new: NewCard,
    *,
    as_of: date | None = None,
    notice: Notice | None = None,
    renewed_on: date | None = None,
) -> FinalCheck:
    """Check a renewed card against what was recorded before.

    ``as_of`` is the day, Japan time, that what is recorded may be past; ``renewed_on`` the license's last renewal.
    """
    record = new.record
    if not new.has_application or record is None or record.kind in {RecordKind.HISTORY, RecordKind.EMPTY}:
        outcome = _MISSING[notice]
        situation = _SITUATIONS.get(outcome)
        fee = None if situation is None else recording_fee(situation).yen
        return FinalCheck(tuple(_missing(new, notice)), outcome, fee, must_not_drive=True)
    is_past = _is_past(record, as_of)
    steps = tuple(_past(step) if is_past else step for step in _steps(old, new, record, notice, renewed_on))
    is_same_day = old.card_expires_on is not None and old.card_expires_on == new.card_expires_on
    return FinalCheck(steps, _outcome(steps), None, must_not_drive=is_past, may_be_old_card=is_same_day)


def _missing(new: NewCard, notice: Notice | None) -> Iterator[Checked]:
    """The steps of a card without a license."""
    if not new.has_application:
        yield Checked(Step.APPLICATION, Result.FAILED, CARRY_OVER, Reason.NO_APPLICATION)
    else:
        yield Checked(Step.APPLICATION, Result.PASSED, CARRY_OVER)
        is_empty = new.record is None or new.record.kind is RecordKind.EMPTY
        yield Checked(Step.RECORD, Result.FAILED, CARRY_OVER, Reason.EMPTY if is_empty else Reason.HISTORY_ONLY)
    if notice is None:
        yield Checked(Step.NOTICE, Result.CANNOT_TELL, THREE_NOTICES, Reason.NOT_GIVEN)
    elif notice is Notice.RECORDED:
        yield Checked(Step.NOTICE, Result.FAILED, THREE_NOTICES, Reason.CONTRADICTED)
    else:
        yield Checked(Step.NOTICE, Result.PASSED, THREE_NOTICES)


def _steps(
    old: OldRecord, new: NewCard, record: LicenseRecord, notice: Notice | None, renewed_on: date | None
) -> Iterator[Checked]:
    """The steps of a card with a license."""
    ends = None if record.expires_on is None else record.expires_on.date
    renewal = _renewal(ends, renewed_on)
    is_from_before = (
        renewed_on is not None
        and renewal.result is Result.PASSED
        and old.expires_on is not None
        and old.expires_on < first_end_after(renewed_on)
    )
    yield Checked(Step.APPLICATION, Result.PASSED, CARRY_OVER)
    yield Checked(Step.RECORD, Result.PASSED, CARRY_OVER)
    yield Checked(Step.PIN, Result.PASSED, PIN_OPENS, None if new.pin_set else Reason.NO_PIN_SET)
    yield _number(old.number, None if record.number is None else record.number.digits)
    yield _expiry(old.expires_on, ends, is_from_before=is_from_before)
    yield renewal
    color = None if record.color is None else record.color.color_class
    yield _same(Step.COLOR, old.color, color, is_from_before=is_from_before)
    yield _same(Step.CATEGORIES, old.categories, frozenset(record.categories), is_from_before=is_from_before)
    conditions = None if old.conditions is None else fold_conditions(old.conditions)
    recorded = fold_conditions([text.text for text in record.conditions])
    yield _same(Step.CONDITIONS, conditions, recorded, is_from_before=is_from_before)
    yield _signature(new.signature_verdict)
    if notice is None:
        yield Checked(Step.NOTICE, Result.CANNOT_TELL, THREE_NOTICES, Reason.NOT_GIVEN)
    elif notice is Notice.RECORDED:
        yield Checked(Step.NOTICE, Result.PASSED, THREE_NOTICES)
    else:
        yield Checked(Step.NOTICE, Result.CANNOT_TELL, THREE_NOTICES, Reason.RECORDED_SINCE)


def _number(old: str | None, new: str | None) -> Checked:
    if old is None:
        return Checked(Step.NUMBER, Result.CANNOT_TELL, SAME_NUMBER, Reason.NOT_GIVEN)
    if new is None:
        return Checked(Step.NUMBER, Result.FAILED, SAME_NUMBER, Reason.NOT_RECORDED)
    if not same_license_number(old, new):
        return Checked(Step.NUMBER, Result.FAILED, SAME_NUMBER)
    return Checked(Step.NUMBER, Result.PASSED, SAME_NUMBER, None if old == new else Reason.LAST_DIGIT)


def _expiry(old: date | None, new: date | None, *, is_from_before: bool) -> Checked:
    if old is None:
        return Checked(Step.EXPIRES_ON, Result.CANNOT_TELL, COPY, Reason.NOT_GIVEN)
    if new is None:
        return Checked(Step.EXPIRES_ON, Result.FAILED, COPY, Reason.NOT_RECORDED)
    if new < old:
        return Checked(Step.EXPIRES_ON, Result.FAILED, COPIED_AS_APPLIED, Reason.OLDER)
    if new == old:
        return Checked(Step.EXPIRES_ON, Result.PASSED, COPY)
    if is_from_before:
        return Checked(Step.EXPIRES_ON, Result.PASSED, COPIED_AS_APPLIED, Reason.RENEWED)
    return Checked(Step.EXPIRES_ON, Result.FAILED, COPY, Reason.NEWER)


def _is_past(record: LicenseRecord, as_of: date | None) -> bool:
    """Whether what is recorded is past its lawful last day."""
    return as_of is not None and record.expires_on is not None and as_of > lawful_last_day(record.expires_on.date)


def _past(checked: Checked) -> Checked:
    """A step of a record that is past: the day which agrees is past, too."""
    if checked.step is not Step.EXPIRES_ON or checked.result is Result.FAILED:
        return checked
    return Checked(checked.step, Result.FAILED, NO_GRACE, Reason.PAST)


def _renewal(ends: date | None, renewed_on: date | None) -> Checked:
    if renewed_on is None:
        return Checked(Step.RENEWAL, Result.CANNOT_TELL, OUTLASTS_RENEWAL, Reason.NOT_GIVEN)
    if ends is None:
        return Checked(Step.RENEWAL, Result.CANNOT_TELL, OUTLASTS_RENEWAL, Reason.NOT_RECORDED)
    if ends < first_end_after(renewed_on):
        return Checked(Step.RENEWAL, Result.FAILED, OUTLASTS_RENEWAL, Reason.OLDER)
    return Checked(Step.RENEWAL, Result.PASSED, OUTLASTS_RENEWAL)


def _same(step: Step, old: object | None, new: object | None, *, is_from_before: bool) -> Checked:
    if old is None:
        return Checked(step, Result.CANNOT_TELL, COPY, Reason.NOT_GIVEN)
    if old == new:
        return Checked(step, Result.PASSED, COPY)
    if new is None:
        return Checked(step, Result.FAILED, COPY, Reason.NOT_RECORDED)
    if is_from_before:
        return Checked(step, Result.CANNOT_TELL, COPIED_AS_APPLIED, Reason.MAY_CHANGE)
    return Checked(step, Result.FAILED, COPY)


def _signature(verdict: str) -> Checked:
    if verdict == "verified":
        return Checked(Step.SIGNATURE, Result.PASSED, SIGNED)
    if verdict == "mismatch":
        return Checked(Step.SIGNATURE, Result.FAILED, SIGNED)
    return Checked(Step.SIGNATURE, Result.CANNOT_TELL, SIGNED, Reason.UNDECIDED)


def _outcome(steps: tuple[Checked, ...]) -> Outcome:
    """The outcome for a card with a license; another number weighs more than age, and age more than what follows it."""
    failed = {checked.step for checked in steps if checked.result is Result.FAILED}
    if Step.NUMBER in failed:
        return Outcome.DIFFERS
    reasons = {checked.reason for checked in steps}
    if Step.RENEWAL in failed or Reason.OLDER in reasons:
        return Outcome.STALE
    if failed - {Step.SIGNATURE}:
        is_past_alone = Reason.PAST in reasons and failed <= {Step.EXPIRES_ON, Step.SIGNATURE}
        return Outcome.PAST if is_past_alone else Outcome.DIFFERS
    if failed:
        return Outcome.SIGNATURE_MISMATCH
    if any(checked.result is Result.CANNOT_TELL and checked.step in _REQUIRED for checked in steps):
        return Outcome.INCOMPLETE
    return Outcome.ALL_WELL
