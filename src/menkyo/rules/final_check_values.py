"""What goes into the final check of a renewed card, and what comes of it (継続利用の最終確認).

Source: rules, section 2.4.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from menkyo.record import Category, ColorClass, LicenseRecord
from menkyo.rules.rule import Rule

__all__ = ["Checked", "FinalCheck", "NewCard", "Notice", "OldRecord", "Outcome", "Reason", "Result", "Step"]


class Notice(Enum):
    """What the front of the pick-up notice (交付通知書) says."""

    RECORDED = "recorded"
    """記録：有"""

    NOT_RECORDED = "not-recorded"
    """記録：無"""

    NONE = "none"
    """Nothing."""


class Step(Enum):
    """What is checked, in this order; the value is its name in JSON."""

    APPLICATION = "application"
    RECORD = "record"
    PIN = "pin"
    NUMBER = "number"
    EXPIRES_ON = "expires_on"
    RENEWAL = "renewal"
    COLOR = "color"
    CATEGORIES = "categories"
    CONDITIONS = "conditions"
    SIGNATURE = "signature"
    NOTICE = "notice"


class Result(Enum):
    """What a step came to."""

    PASSED = "passed"
    FAILED = "failed"
    CANNOT_TELL = "cannot-tell"


class Reason(Enum):
    """Reason a step came to its result, where that does not go without saying."""

    NO_APPLICATION = "no-application"
    EMPTY = "empty"
    """The license application is there, and its record is empty."""

    HISTORY_ONLY = "history-only"
    """A driving history is recorded and no license."""

    NO_PIN_SET = "no-pin-set"
    NOT_GIVEN = "not-given"
    """What to compare with, or what the notice says, was not told."""

    NOT_RECORDED = "not-recorded"
    """The new card has no value that can be read."""

    LAST_DIGIT = "last-digit"
    """The numbers differ in their last digit alone."""

    OLDER = "older"
    """The new card's record ends before the old one, or too soon after the renewal."""

    NEWER = "newer"
    """The new card's record ends after the old one, and no renewal was told that explains it."""

    PAST = "past"
    """The new card's record is past its lawful last day, and nothing else is wrong with the day."""

    RENEWED = "renewed"
    """The new card's record ends later, as the renewal makes it."""

    MAY_CHANGE = "may-change"
    """The old record is from before the renewal, at which this may have changed."""

    UNDECIDED = "undecided"
    """No trusted key decides."""

    RECORDED_SINCE = "recorded-since"
    """The notice does not say so, and a license is recorded all the same."""

    CONTRADICTED = "contradicted"
    """The notice says that a license is recorded, and none is."""


class Outcome(Enum):
    """How the final check ends."""

    ALL_WELL = "all-well"
    INCOMPLETE = "incomplete"
    """Nothing differs, and not everything could be compared."""

    STALE = "stale"
    """Recorded, as it was before a renewal (C12)."""

    DIFFERS = "differs"
    """Recorded, and not what the old record says."""

    PAST = "past"
    """Recorded as before, and past its lawful last day: the license has lapsed, or a renewal is missing (C12)."""

    SIGNATURE_MISMATCH = "signature-mismatch"
    """Recorded as before, and the signature does not match the data."""

    NOT_CARRIED_OVER = "not-carried-over"
    """Not recorded, and the notice says 記録：無."""

    NOT_REQUESTED = "not-requested"
    """Not recorded, and the notice says nothing."""

    MISSING_DESPITE_NOTICE = "missing-despite-notice"
    """Not recorded, and the notice says 記録：有."""

    NOT_RECORDED = "not-recorded"
    """Not recorded, and what the notice says was not told."""


@dataclass(frozen=True, slots=True, repr=False)
class OldRecord:
    """What the old card recorded, or a print-out of it says; `None` for what is not known.

    `number` has twelve digits. `conditions` are the texts, of which width, blanks and order do not count.
    `card_expires_on` is the last day of the My Number card itself.
    """

    number: str | None = None
    expires_on: date | None = None
    color: ColorClass | None = None
    categories: frozenset[Category] | None = None
    conditions: tuple[str, ...] | None = None
    card_expires_on: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class NewCard:
    """The new card: whether it has the license application, and what is in it; `None` for an empty record.

    `signature_verdict` is the contract's word for it. `card_expires_on` is the last day of the card itself.
    """

    has_application: bool
    record: LicenseRecord | None = None
    pin_set: bool = True
    signature_verdict: str = "not-checked"
    card_expires_on: date | None = None


class Checked(NamedTuple):
    """One step and its result; the values are those of `OldRecord` and `NewCard.record`, by the step."""

    step: Step
    result: Result
    rule: Rule
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class FinalCheck:
    """What the check came to.

    `fee` is in yen for recording the license on the new card, `None` where there is nothing to record or no source
    tells. `must_not_drive` says that the new card alone is nothing to drive with: no license is recorded, or one past
    its lawful last day. `may_be_old_card` says that both My Number cards end on one day, as they do when the old card
    was read in place of the new one.
    """

    steps: tuple[Checked, ...]
    outcome: Outcome
    fee: int | None
    must_not_drive: bool
    may_be_old_card: bool = False
