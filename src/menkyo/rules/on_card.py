"""What a My Number card itself shows of its readiness for a carry-over (継続利用): ticks and crosses, no PIN asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from apdu.applications.jpki import SIGNATURE_PASSWORD, USER_AUTHENTICATION_PIN
from apdu.applications.license_ap import PIN
from menkyo.record.dates import JAPAN_TIME
from menkyo.rules.carry_over import Answer, SignatureCertificate
from menkyo.rules.rulebook import rules

if TYPE_CHECKING:
    from datetime import date

    from menkyo.record import CardStatus
    from menkyo.rules.rule import Rule

__all__ = ["Look", "OnCard", "Seen", "look_at", "told_by"]


class Look(Enum):
    """What is looked at; each answer is "yes" where it is as it should be."""

    CARD = "card-not-ended"
    CERTIFICATE = "signature-certificate-present"
    CERTIFICATES_END = "certificates-not-ended"
    """By the user-authentication certificate, whose end is free to read; the signature certificate's is not."""

    SIGNATURE_PASSWORD = "signature-password-not-blocked"  # noqa: S105 - a state, not a secret
    USER_AUTHENTICATION_PIN = "user-authentication-pin-not-blocked"
    LICENSE_PIN = "license-pin-not-blocked"


@dataclass(frozen=True, slots=True)
class OnCard:
    """What a card told on the day `as_of`; `None` is what it did not tell."""

    as_of: date
    expires_on: date | None = field(default=None, repr=False)
    certificates_end: date | None = field(default=None, repr=False)
    has_signature_certificate: bool | None = None
    signature_blocked: bool | None = None
    user_authentication_blocked: bool | None = None
    license_blocked: bool | None = None

    @property
    def signature_certificate(self) -> SignatureCertificate | None:
        """What it told of the signature certificate and its password, of which a blocked one weighs more."""
        if self.signature_blocked:
            return SignatureCertificate.BLOCKED
        if self.has_signature_certificate is None:
            return None
        return SignatureCertificate.PRESENT if self.has_signature_certificate else SignatureCertificate.ABSENT


class Seen(NamedTuple):
    """One tick, cross or question; `day` is the last day that it rests on."""

    look: Look
    answer: Answer
    rules: tuple[Rule, ...]
    day: date | None = None


def told_by(status: CardStatus, as_of: date, expires_on: date | None = None) -> OnCard:
    """What the status of a My Number card, or what a saved reading kept of it, tells on a day, Japan time.

    `expires_on` is the card's last day where more than the status told it.
    """
    present = {certificate.name: certificate.present for certificate in status.certificates}
    # The end of the certificate for user authentication: that of the other one is not free to read.
    ends = [certificate.expires_at for certificate in status.certificates if certificate.expires_at is not None]
    blocked = {pin.name: pin.blocked for pin in status.pins}
    return OnCard(
        as_of,
        expires_on or status.expires_on,
        certificates_end=max(ends).astimezone(JAPAN_TIME).date() if ends else None,
        has_signature_certificate=present.get(SIGNATURE_PASSWORD.name),
        signature_blocked=blocked.get(SIGNATURE_PASSWORD.name),
        user_authentication_blocked=blocked.get(USER_AUTHENTICATION_PIN.name),
        license_blocked=blocked.get(PIN.name),
    )


def look_at(card: OnCard) -> tuple[Seen, ...]:
    """Everything that is looked at, in the order of `Look`; what the card did not tell is a question."""
    return (
        _lasting(Look.CARD, card.expires_on, card.as_of, "E3", "C8"),
        Seen(Look.CERTIFICATE, _answer(card.has_signature_certificate), rules("W6", "C4")),
        _lasting(Look.CERTIFICATES_END, card.certificates_end, card.as_of, "E6"),
        _open(Look.SIGNATURE_PASSWORD, card.signature_blocked, "O9"),
        _open(Look.USER_AUTHENTICATION_PIN, card.user_authentication_blocked, "O9"),
        _open(Look.LICENSE_PIN, card.license_blocked, "O10"),
    )


def _lasting(look: Look, last_day: date | None, as_of: date, *identities: str) -> Seen:
    is_lasting = None if last_day is None else as_of <= last_day
    return Seen(look, _answer(is_lasting), rules(*identities), day=last_day)


def _open(look: Look, is_blocked: bool | None, identity: str) -> Seen:  # noqa: FBT001 - three states, and no switch
    return Seen(look, _answer(None if is_blocked is None else not is_blocked), rules(identity))


def _answer(fact: bool | None) -> Answer:  # noqa: FBT001 - as above
    if fact is None:
        return Answer.ASK
    return Answer.YES if fact else Answer.NO
