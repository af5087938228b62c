"""Era dates."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from japanera import EraDate as OracleDate  # pyright: ignore[reportMissingTypeStubs] - it has none

from menkyo.record import Era
from menkyo.record.dates import decode_era_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def test_date_vectors(date_vector: Mapping[str, Any]) -> None:
    """Each date decodes to its day, to no date, or is refused."""
    raw = bytes.fromhex(date_vector["hex"])
    if date_vector["date"] == "bad-date":
        with pytest.raises(ValueError, match=r"^The (date|calendar) "):
            decode_era_date(raw)
        return
    decoded = decode_era_date(raw)
    if date_vector["date"] is None:
        assert decoded is None
        return
    assert decoded is not None
    assert decoded.raw == raw
    assert decoded.date.isoformat() == date_vector["date"]
    assert decoded.japanese == date_vector["japanese"]


@given(st.dates(dt.date(1873, 1, 1), dt.date(2099, 12, 31)))
def test_dates_agree_with_the_calendar_of_eras(day: dt.date) -> None:
    """A day written in the era that it belongs to decodes to that day, era and year, as another program counts them."""
    oracle = OracleDate.from_date(day)
    name = oracle.strftime("%-K")
    digit = {"明治": 1, "大正": 2, "昭和": 3, "平成": 4, "令和": 5}[name]
    decoded = decode_era_date(f"{digit}{oracle.strftime('%-y')}{day:%m%d}".encode())
    assert decoded is not None
    assert decoded.date == day
    assert decoded.era.japanese == name
    assert decoded.year_of_era == int(oracle.strftime("%-y"))


@given(st.sampled_from(Era), st.integers(0, 99), st.integers(1, 12), st.integers(1, 28))
def test_any_year_of_any_era_decodes(era: Era, year: int, month: int, day: int) -> None:
    """A year past the end of its era is still a year: 平成34年 is 2022."""
    decoded = decode_era_date(b"%d%02d%02d%02d" % (era, year, month, day))
    assert decoded is not None
    assert decoded.date == dt.date(era.base + year, month, day)


@given(st.binary(max_size=16))
def test_any_bytes_are_a_date_or_none_or_refused(raw: bytes) -> None:
    """Nothing but ValueError comes out of bytes that are no date, and its message shows none of them."""
    message = ""
    try:
        decode_era_date(raw)
    except ValueError as error:
        message = str(error)
    assert message in {
        "",
        "The date is not seven digits.",
        "The date has an era that does not exist.",
        "The calendar has no such day.",
    }


def test_a_date_is_not_shown_in_its_repr() -> None:
    """A date may be personal, and stays out of logs."""
    assert repr(decode_era_date(b"5120515")) == "EraDate()"
