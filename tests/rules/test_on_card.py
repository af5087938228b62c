"""What a card shows of its readiness for a carry-over."""

from __future__ import annotations

from datetime import date, timedelta

from menkyo.rules.carry_over import Answer
from menkyo.rules.on_card import Look, OnCard, look_at

TODAY = date(2026, 11, 22)


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
