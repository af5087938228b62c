"""The checklist of the carry-over: what is ticked, crossed and asked."""

from __future__ import annotations

import datetime as dt

import pytest

from menkyo.rules.carry_over import (
    CARRY_OVER_FROM,
    Answer,
    CarryOverFacts,
    CarryOverItem,
    Evidence,
    SignatureCertificate,
    carry_over,
)

TODAY = dt.date(2026, 11, 22)
CARD_END = dt.date(2026, 12, 10)
CARD_OPENS = dt.date(2026, 9, 11)


def _item(rule: str, facts: CarryOverFacts) -> CarryOverItem:
    return next(item for item in carry_over(facts) if item.id == rule)


def test_nothing_known_is_asked() -> None:
    """Without facts every item is a question but the first, which today's date answers."""
    first, *others = carry_over(CarryOverFacts(TODAY))
    assert (first.id, first.answer) == ("C1", Answer.YES)
    assert {item.answer for item in others} == {Answer.ASK}


def test_all_rules_stand_in_order() -> None:
    """C1 to C12 stand in order, each once; C4 and C5 are one item."""
    items = carry_over(CarryOverFacts(TODAY))
    assert [rule.id for item in items for rule in item.rules] == [f"C{number}" for number in range(1, 13)]
    assert [[rule.id for rule in item.rules] for item in items if len(item.rules) > 1] == [["C4", "C5"]]
    assert all(rule.source and rule.statement for item in items for rule in item.rules)


@pytest.mark.parametrize(
    ("rule", "facts", "answer", "evidence"),
    [
        ("C1", CarryOverFacts(CARRY_OVER_FROM), Answer.YES, Evidence.IN_FORCE),
        ("C1", CarryOverFacts(dt.date(2025, 8, 31)), Answer.NO, Evidence.NOT_IN_FORCE),
        ("C2", CarryOverFacts(TODAY, has_record=True), Answer.YES, Evidence.RECORDED),
        ("C2", CarryOverFacts(TODAY, has_record=False), Answer.NO, Evidence.NOT_RECORDED),
        ("C3", CarryOverFacts(CARD_OPENS, CARD_END, CARD_OPENS), Answer.YES, Evidence.CARD_WINDOW),
        ("C3", CarryOverFacts(dt.date(2026, 9, 10), CARD_END, CARD_OPENS), Answer.ASK, Evidence.CARD_TOO_EARLY),
        ("C3", CarryOverFacts(CARD_END, CARD_END, CARD_OPENS), Answer.YES, Evidence.CARD_WINDOW),
        ("C3", CarryOverFacts(dt.date(2026, 12, 11), CARD_END, CARD_OPENS), Answer.NO, Evidence.CARD_ENDED),
        ("C8", CarryOverFacts(dt.date(2026, 12, 11), CARD_END, CARD_OPENS), Answer.NO, Evidence.CARD_ENDED),
        ("C8", CarryOverFacts(TODAY, CARD_END, CARD_OPENS), Answer.ASK, Evidence.CARD_NOT_ENDED),
        ("C9", CarryOverFacts(TODAY, has_lapsed=True), Answer.NO, Evidence.LICENSE_ENDED),
        ("C9", CarryOverFacts(TODAY, has_lapsed=False), Answer.ASK, None),
        ("C12", CarryOverFacts(TODAY, renewals=Evidence.SAME_YEAR), Answer.ASK, Evidence.SAME_YEAR),
        ("C12", CarryOverFacts(TODAY, renewals=Evidence.MAY_BE_SAME_YEAR), Answer.ASK, Evidence.MAY_BE_SAME_YEAR),
        ("C12", CarryOverFacts(TODAY, renewals=Evidence.OTHER_YEARS), Answer.YES, Evidence.OTHER_YEARS),
    ],
)
def test_facts_answer(rule: str, facts: CarryOverFacts, answer: Answer, evidence: Evidence | None) -> None:
    """A fact answers the item that it decides, to the day, and no more than that."""
    item = _item(rule, facts)
    assert (item.answer, item.evidence) == (answer, evidence)


@pytest.mark.parametrize("certificate", list(SignatureCertificate))
def test_the_submission_is_asked_whatever_the_certificate(certificate: SignatureCertificate) -> None:
    """A certificate that cannot be submitted now may have been before: the card's state decides nothing."""
    item = _item("C4", CarryOverFacts(TODAY, signature_certificate=certificate))
    assert item.answer is Answer.ASK
    assert item.evidence is not None
