"""What a license needs to move to a renewed My Number card (継続利用): a checklist (rules, section 2.4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Final

from menkyo.rules.rulebook import rules

if TYPE_CHECKING:
    from menkyo.rules.rule import Rule

__all__ = [
    "CARRY_OVER_FROM",
    "Answer",
    "CarryOverFacts",
    "CarryOverItem",
    "Evidence",
    "SignatureCertificate",
    "carry_over",
]

CARRY_OVER_FROM: Final = date(2025, 9, 1)
"""The day on which the carry-over began (rule C1)."""


class Answer(Enum):
    """Whether an item of the checklist holds."""

    YES = "yes"
    NO = "no"
    ASK = "ask"
    """Only the holder knows."""


class Evidence(Enum):
    """The fact that an answer rests on."""

    IN_FORCE = "in-force"
    NOT_IN_FORCE = "not-in-force"
    RECORDED = "recorded"
    """The license record was read from a My Number card, or said to be there."""

    NOT_RECORDED = "not-recorded"
    """There is no license on the My Number card, by what was said."""

    CARD_WINDOW = "card-window"
    """The card is in its last three months."""

    CARD_TOO_EARLY = "card-too-early"
    """More than three months remain: only a full note field counts."""

    CARD_ENDED = "card-ended"
    CARD_NOT_ENDED = "card-not-ended"
    CERTIFICATE_PRESENT = "certificate-present"
    CERTIFICATE_ABSENT = "certificate-absent"
    CERTIFICATE_ENDED = "certificate-ended"
    PASSWORD_BLOCKED = "password-blocked"  # noqa: S105 - a state, not a secret
    LICENSE_ENDED = "license-ended"
    SAME_YEAR = "same-year"
    MAY_BE_SAME_YEAR = "may-be-same-year"
    """The renewal after the next one may fall into the year of the card's."""

    OTHER_YEARS = "other-years"


class SignatureCertificate(Enum):
    """署名用電子証明書, as far as a card tells without its password."""

    PRESENT = "present"
    ABSENT = "absent"
    ENDED = "ended"
    BLOCKED = "blocked"
    """Its password is blocked."""


@dataclass(frozen=True, slots=True)
class CarryOverFacts:
    """What is known of a card and its license on the day `as_of`, Japan time; `None` is what is not known.

    `card_opens_on` is the first day on which the card can be renewed, `has_record` whether a license is recorded on the
    My Number card, and `has_lapsed` whether the license is past its lawful last day. `renewals` tells whether license
    and card come to be renewed in one year: one of the last three kinds of evidence.
    """

    as_of: date
    card_expires_on: date | None = field(default=None, repr=False)
    card_opens_on: date | None = field(default=None, repr=False)
    has_record: bool | None = None
    has_lapsed: bool | None = None
    renewals: Evidence | None = None
    signature_certificate: SignatureCertificate | None = None


@dataclass(frozen=True, slots=True)
class CarryOverItem:
    """One item: the rules that it stands for, whether it holds, and what tells."""

    rules: tuple[Rule, ...]
    answer: Answer
    evidence: Evidence | None = None

    @property
    def id(self) -> str:
        """The id of the first rule."""
        return self.rules[0].id


_CERTIFICATES: Final = {
    SignatureCertificate.PRESENT: Evidence.CERTIFICATE_PRESENT,
    SignatureCertificate.ABSENT: Evidence.CERTIFICATE_ABSENT,
    SignatureCertificate.ENDED: Evidence.CERTIFICATE_ENDED,
    SignatureCertificate.BLOCKED: Evidence.PASSWORD_BLOCKED,
}


def carry_over(facts: CarryOverFacts) -> tuple[CarryOverItem, ...]:
    """The checklist in the order of the rules; what no fact decides is a question."""
    return (
        _in_force(facts),
        _recorded(facts),
        _in_time(facts),
        _submitted(facts),
        _ask("C6"),
        _ask("C7"),
        _no_reissue(facts),
        _not_lapsed(facts),
        _ask("C10"),
        _ask("C11"),
        _up_to_date(facts),
    )


def _item(rule: str, answer: Answer, evidence: Evidence | None) -> CarryOverItem:
    return CarryOverItem(rules(rule), answer, evidence)


def _ask(rule: str, evidence: Evidence | None = None) -> CarryOverItem:
    return _item(rule, Answer.ASK, evidence)


def _in_force(facts: CarryOverFacts) -> CarryOverItem:
    if facts.as_of < CARRY_OVER_FROM:
        return _item("C1", Answer.NO, Evidence.NOT_IN_FORCE)
    return _item("C1", Answer.YES, Evidence.IN_FORCE)


def _recorded(facts: CarryOverFacts) -> CarryOverItem:
    if facts.has_record is None:
        return _ask("C2")
    if facts.has_record:
        return _item("C2", Answer.YES, Evidence.RECORDED)
    return _item("C2", Answer.NO, Evidence.NOT_RECORDED)


def _has_ended(facts: CarryOverFacts) -> bool:
    return facts.card_expires_on is not None and facts.as_of > facts.card_expires_on


def _in_time(facts: CarryOverFacts) -> CarryOverItem:
    if _has_ended(facts):
        return _item("C3", Answer.NO, Evidence.CARD_ENDED)
    if facts.card_opens_on is None:
        return _ask("C3")
    if facts.as_of < facts.card_opens_on:
        return _ask("C3", Evidence.CARD_TOO_EARLY)
    return _item("C3", Answer.YES, Evidence.CARD_WINDOW)


def _submitted(facts: CarryOverFacts) -> CarryOverItem:
    """C4 and C5: no card tells of it, and a certificate that cannot be submitted now may have been, before."""
    certificate = facts.signature_certificate
    evidence = None if certificate is None else _CERTIFICATES[certificate]
    return CarryOverItem(rules("C4", "C5"), Answer.ASK, evidence)


def _no_reissue(facts: CarryOverFacts) -> CarryOverItem:
    if _has_ended(facts):
        return _item("C8", Answer.NO, Evidence.CARD_ENDED)
    return _ask("C8", None if facts.card_expires_on is None else Evidence.CARD_NOT_ENDED)


def _not_lapsed(facts: CarryOverFacts) -> CarryOverItem:
    """A lapse shows in the dates; a suspension or revocation does not."""
    if facts.has_lapsed:
        return _item("C9", Answer.NO, Evidence.LICENSE_ENDED)
    return _ask("C9")


def _up_to_date(facts: CarryOverFacts) -> CarryOverItem:
    return _item("C12", Answer.YES if facts.renewals is Evidence.OTHER_YEARS else Answer.ASK, facts.renewals)
