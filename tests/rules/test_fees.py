"""Fees, holding states and services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from menkyo.rules.fees import (
    Fee,
    FeeReason,
    LectureForm,
    NoFee,
    RecordingSituation,
    fee_table,
    first_license_fee,
    recording_fee,
    renewal_fee,
)
from menkyo.rules.holding import HoldingState, Service, services
from menkyo.rules.one_stop import Need, StepKind, one_stop
from menkyo.rules.terms import RenewalClass

if TYPE_CHECKING:
    from collections.abc import Mapping


def test_fee_vectors(fee_vector: Mapping[str, Any]) -> None:
    """Renewal in each holding state costs what the table of totals says."""
    state = HoldingState(fee_vector["state"])
    for renewal_class in RenewalClass:
        fee = renewal_fee(state, renewal_class, LectureForm.IN_PERSON)
        assert isinstance(fee, Fee)
        assert fee.yen == fee.handling + fee.lecture == fee_vector[renewal_class.value]
        assert fee.sources
    for renewal_class in (RenewalClass.EXCELLENT, RenewalClass.GENERAL):
        online = renewal_fee(state, renewal_class, LectureForm.ONLINE)
        assert (online.yen if isinstance(online, Fee) else None) == fee_vector["online"]


@pytest.mark.parametrize("state", HoldingState)
@pytest.mark.parametrize("renewal_class", [RenewalClass.VIOLATION, RenewalClass.FIRST_TIME])
def test_no_online_lecture_for_the_other_classes(state: HoldingState, renewal_class: RenewalClass) -> None:
    """Only excellent and general drivers have an online lecture."""
    fee = renewal_fee(state, renewal_class, LectureForm.ONLINE)
    assert isinstance(fee, NoFee)
    assert fee.reason is FeeReason.NOT_ONLINE


def test_the_fee_from_70_is_not_told() -> None:
    """The lecture for older drivers is another one, and its fee is in no source."""
    fee = renewal_fee(HoldingState.BOTH, RenewalClass.EXCELLENT, LectureForm.IN_PERSON, 70)
    assert isinstance(fee, NoFee)
    assert fee.reason is FeeReason.SENIOR
    assert isinstance(renewal_fee(HoldingState.BOTH, RenewalClass.EXCELLENT, LectureForm.IN_PERSON, 69), Fee)


def test_recording_costs_nothing_or_1500_yen() -> None:
    """Recording anew is free where carry-over was asked for and failed, and 1,500 yen where it was not asked for."""
    assert [recording_fee(situation).yen for situation in RecordingSituation] == [0, 0, 1500, 1500]


def test_first_licenses() -> None:
    """The fees of a first license are those that the press reports, and are marked so."""
    fees = [first_license_fee(state) for state in HoldingState]
    assert [fee.yen for fee in fees] == [2350, 1550, 2450]
    assert all("press" in source for fee in fees for source in fee.sources)


def test_every_fee_is_a_known_one() -> None:
    """Each row of the table is of a known kind, and says its amount in yen."""
    rows = fee_table().rows
    assert {row.text("kind") for row in rows} == {"renewal", "lecture", "recording", "first"}
    assert all(row.number("yen") >= 0 for row in rows)


def test_services_by_holding_state() -> None:
    """Online lecture and Mynaportal need a license on the My Number card, the one-stop changes it alone (H8)."""
    both = (Service.ONLINE_LECTURE, Service.MYNAPORTAL)
    assert services(HoldingState.PLASTIC_ONLY).services == ()
    assert services(HoldingState.BOTH).services == both
    assert services(HoldingState.MY_NUMBER_ONLY).services == tuple(Service)


def test_one_stop_change_of_address() -> None:
    """The certificate is submitted and consent given; the link is for those who consent online (O1 to O4)."""
    result = one_stop(Service.ADDRESS_ONE_STOP, HoldingState.MY_NUMBER_ONLY)
    assert result.is_offered
    assert [(step.kind, step.need) for step in result.steps] == [
        (StepKind.SUBMIT_SIGNATURE_CERTIFICATE, Need.ALWAYS),
        (StepKind.LINK_MYNAPORTAL, Need.ONLINE_CONSENT),
        (StepKind.CONSENT, Need.ALWAYS),
        (StepKind.KEEP_CERTIFICATE, Need.ALWAYS),
    ]


def test_one_stop_change_of_domicile_needs_no_consent() -> None:
    """It needs the link to Mynaportal and an action there (O6)."""
    steps = {step.kind for step in one_stop(Service.DOMICILE_ONE_STOP, HoldingState.MY_NUMBER_ONLY).steps}
    assert StepKind.ACT_IN_MYNAPORTAL in steps
    assert StepKind.CONSENT not in steps


@pytest.mark.parametrize("state", [HoldingState.PLASTIC_ONLY, HoldingState.BOTH])
def test_no_one_stop_with_a_plastic_license(state: HoldingState) -> None:
    """Whoever has a plastic license reports changes at a counter (H8, O5)."""
    result = one_stop(Service.ADDRESS_ONE_STOP, state)
    assert not result.is_offered
    assert result.steps == ()
    assert {rule.id for rule in result.rules} == {"H8", "O5"}
