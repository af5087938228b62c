"""Whether an end is near."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.rules.ending import Ending, ending


@pytest.mark.parametrize(
    ("last_day", "as_of", "expected"),
    [
        ("2035-02-17", "2034-11-17", Ending.FAR),
        ("2035-02-17", "2034-11-18", Ending.NEAR),
        ("2035-02-17", "2035-02-17", Ending.NEAR),
        ("2035-02-17", "2035-02-18", Ending.ENDED),
        ("2031-05-31", "2031-02-28", Ending.FAR),
        ("2031-05-31", "2031-03-01", Ending.NEAR),
        ("2032-03-15", "2031-12-15", Ending.FAR),
        ("2032-03-15", "2031-12-16", Ending.NEAR),
        ("0001-02-01", "0001-01-02", Ending.NEAR),
    ],
)
def test_under_three_months_is_near(last_day: str, as_of: str, expected: Ending) -> None:
    """Rules, W2: from the day after the one of the same number three months earlier, or after that month's last."""
    assert ending(date.fromisoformat(last_day), date.fromisoformat(as_of)) is expected


@given(st.dates(), st.dates())
def test_days_only_come_closer(last_day: date, as_of: date) -> None:
    """No pair of days fails, and a later day is never farther from the end."""
    states = list(Ending)
    later = as_of if as_of == date.max else as_of + timedelta(days=1)
    assert states.index(ending(last_day, later)) >= states.index(ending(last_day, as_of))
