"""What is waived after a license has lapsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from menkyo.rules.lapse import Reason, Waiver, deadlines, relicensing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


def test_lapse_vectors(lapse_vector: Mapping[str, Any]) -> None:
    """On a day after the recorded one this is waived, until that day."""
    reason = Reason(lapse_vector.get("ended")) if lapse_vector.get("reason") else None
    result = relicensing(lapse_vector["recorded"], lapse_vector["as_of"], reason)
    assert (result.waiver.value, result.until) == (lapse_vector["waiver"], lapse_vector["until"])


@given(st.dates(), st.dates(), st.none() | st.builds(Reason, st.none() | st.dates()))
def test_every_day_has_an_answer(recorded: dt.date, as_of: dt.date, reason: Reason | None) -> None:
    """No days make it fail, what is waived is waived on the day itself, and each answer names its rules."""
    result = relicensing(recorded, as_of, reason)
    assert (result.until is None) is (result.waiver is Waiver.NOTHING)
    assert result.until is None or as_of <= result.until
    assert result.rules


@given(st.dates())
def test_deadlines_are_ordered(recorded: dt.date) -> None:
    """Six months, one year and three years follow each other."""
    ends = deadlines(recorded)
    assert recorded <= ends.lawful_last_day <= ends.tests_until <= ends.provisional_until <= ends.with_reason_until


@given(st.dates(), st.dates(), st.none() | st.dates())
def test_a_reason_never_makes_it_worse(recorded: dt.date, as_of: dt.date, ended: dt.date | None) -> None:
    """Whoever states a reason has at least what others have, for at least as long."""
    without, with_reason = relicensing(recorded, as_of), relicensing(recorded, as_of, Reason(ended))
    if without.waiver is not with_reason.waiver:
        assert with_reason.waiver is Waiver.TESTS
    elif without.until is not None:
        assert with_reason.until is not None
        assert with_reason.until >= without.until
