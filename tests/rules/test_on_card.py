"""What a card shows of its readiness for a carry-over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from menkyo.record import CardStatus, CertificateStatus, PinStatus
from menkyo.rules.carry_over import Answer, SignatureCertificate
from menkyo.rules.on_card import Look, OnCard, look_at, told_by

TODAY = date(2026, 11, 22)


def _status(
    pins: tuple[PinStatus, ...] = (),
    certificates: tuple[CertificateStatus, ...] = (),
    expires_on: date | None = None,
) -> CardStatus:
    return CardStatus(
        datetime(2026, 11, 22, tzinfo=UTC), "reader", b"\x3b", "mynumber", (), expires_on, pins, certificates
    )


def _answers(card: OnCard) -> dict[Look, Answer]:
    return {seen.look: seen.answer for seen in look_at(card)}


def test_a_card_that_told_nothing_leaves_questions() -> None:
    """What a card did not tell is neither ticked nor crossed."""
    assert _answers(OnCard(TODAY)) == dict.fromkeys(Look, Answer.ASK)


def test_a_card_in_order_is_ticked() -> None:
    """A last day counts to its end, and what is there and open is ticked."""
    card = OnCard(
        TODAY,
        TODAY,
        TODAY,
        has_signature_certificate=True,
        signature_blocked=False,
        user_authentication_blocked=False,
        license_blocked=False,
    )
    assert _answers(card) == dict.fromkeys(Look, Answer.YES)


def test_what_hinders_is_crossed() -> None:
    """An ended card, ended certificates, none at all, and blocked PINs are crossed."""
    yesterday = TODAY - timedelta(days=1)
    card = OnCard(
        TODAY,
        yesterday,
        yesterday,
        has_signature_certificate=False,
        signature_blocked=True,
        user_authentication_blocked=True,
        license_blocked=True,
    )
    assert _answers(card) == dict.fromkeys(Look, Answer.NO)


def test_each_look_names_its_rules() -> None:
    """Each tick says why it matters."""
    assert all(seen.rules for seen in look_at(OnCard(TODAY)))


def test_a_status_that_tells_nothing_decides_nothing() -> None:
    """What a status leaves open stays open."""
    assert told_by(_status(), TODAY) == OnCard(TODAY)


def test_what_a_status_tells() -> None:
    """Certificates and PINs go by their names, and what nobody can know of one stays open."""
    certificates = (
        CertificateStatus("user-authentication", present=False, expires_at=datetime(2026, 11, 22, 15, tzinfo=UTC)),
        CertificateStatus("signature", present=True),
    )
    pins = (
        PinStatus("license", is_set=True, tries_left=10, tries_max=10),
        PinStatus("user-authentication", is_set=None, tries_left=0, tries_max=3),
        PinStatus("signature", is_set=None, tries_left=None, tries_max=5),
    )
    assert told_by(_status(pins, certificates), TODAY) == OnCard(
        TODAY,
        # 15:00 UTC is midnight in Japan.
        certificates_end=date(2026, 11, 23),
        has_signature_certificate=True,
        signature_blocked=None,
        user_authentication_blocked=True,
        license_blocked=False,
    )


def test_the_last_day_that_was_read_comes_before_that_of_the_status() -> None:
    """A reading may know the card's last day where its status does not, and the other way around."""
    tomorrow = TODAY + timedelta(days=1)
    assert told_by(_status(expires_on=TODAY), TODAY).expires_on == TODAY
    assert told_by(_status(), TODAY, tomorrow).expires_on == tomorrow


@pytest.mark.parametrize(
    ("has_certificate", "is_blocked", "expected"),
    [
        (None, None, None),
        (None, False, None),
        (None, True, SignatureCertificate.BLOCKED),
        (True, None, SignatureCertificate.PRESENT),
        (True, True, SignatureCertificate.BLOCKED),
        (False, False, SignatureCertificate.ABSENT),
        (False, True, SignatureCertificate.BLOCKED),
    ],
)
def test_the_signature_certificate_and_its_password(
    has_certificate: bool | None,  # noqa: FBT001 - three states, and no switch
    is_blocked: bool | None,  # noqa: FBT001 - as above
    expected: SignatureCertificate | None,
) -> None:
    """A password that is blocked hinders more than anything else."""
    card = OnCard(TODAY, has_signature_certificate=has_certificate, signature_blocked=is_blocked)
    assert card.signature_certificate is expected
