"""How long somebody has been licensed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.record import AcquisitionDates, EraDate
from menkyo.record.dates import decode_era_date
from menkyo.rules.experience import AcquisitionGroup, ExperienceReason, Proof, licensed_over

TODAY = dt.date(2026, 11, 23)


def _recorded(text: str | None) -> EraDate | None:
    return None if text is None else decode_era_date(text.encode())


@pytest.mark.parametrize(
    ("dates", "proof", "reason", "group"),
    [
        ((None, None, None), Proof.CANNOT_TELL, ExperienceReason.NO_DATE, None),
        (("4210420", "4220802", None), Proof.YES, ExperienceReason.PROVED, "motorcycle-small-moped"),
        ((None, "5080601", "4220802"), Proof.YES, ExperienceReason.PROVED, "class-2"),
        ((None, "5071122", None), Proof.YES, ExperienceReason.PROVED, "other"),
        ((None, "5071123", None), Proof.CANNOT_TELL, ExperienceReason.TOO_RECENT, "other"),
        ((None, "5081123", None), Proof.CANNOT_TELL, ExperienceReason.TOO_RECENT, "other"),
        ((None, "5081124", None), Proof.CANNOT_TELL, ExperienceReason.FUTURE, "other"),
    ],
)
def test_the_earliest_date_decides(
    dates: tuple[str | None, str | None, str | None], proof: Proof, reason: ExperienceReason, group: str | None
) -> None:
    """Yes where the earliest date is more than a year old; otherwise nothing is proved, not even the opposite."""
    result = licensed_over(AcquisitionDates(*map(_recorded, dates)), TODAY)
    assert (result.proof, result.reason) == (proof, reason)
    assert result.group == (None if group is None else AcquisitionGroup(group))
    assert "unseen" in {rule.id for rule in result.rules}


def test_a_leap_day_is_a_year_old_on_the_first_of_march() -> None:
    """More than a year after 29 February is 1 March of the next year."""
    dates = AcquisitionDates(None, _recorded("5060229"), None)
    assert licensed_over(dates, dt.date(2025, 2, 28)).proof is Proof.CANNOT_TELL
    assert licensed_over(dates, dt.date(2025, 3, 1)).proof is Proof.YES


@given(st.dates(), st.integers(1, 100))
def test_every_day_has_an_answer(as_of: dt.date, years: int) -> None:
    """No day of the calendar makes it fail."""
    assert licensed_over(AcquisitionDates(None, _recorded("5060229"), None), as_of, years).since == dt.date(2024, 2, 29)


def test_a_date_is_not_shown_in_its_repr() -> None:
    """A date may be personal, and stays out of logs."""
    assert "2024" not in repr(licensed_over(AcquisitionDates(None, _recorded("5060229"), None), TODAY))
