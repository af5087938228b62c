"""Record numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.record import COMMISSIONS, NumberCheck, RecordNumber
from menkyo.record.number import check_digit, decode_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def test_number_vectors(number_vector: Mapping[str, Any]) -> None:
    """Each number decodes to its parts, to no number, or is refused."""
    raw = bytes.fromhex(number_vector["hex"])
    if number_vector["number"] == "bad-number":
        with pytest.raises(ValueError, match="twelve digits"):
            decode_number(raw)
        return
    number = decode_number(raw)
    if number_vector["number"] is None:
        assert number is None
        return
    assert number is not None
    assert number.raw == raw
    for attribute, expected in number_vector["number"].items():
        value = getattr(number, attribute)
        assert (value.value if isinstance(value, NumberCheck) else value) == expected


@pytest.mark.parametrize(
    ("first_ten", "digit"),
    [("3090123456", "2"), ("3025000001", "1"), ("3025000007", "0"), ("4525000001", "8"), ("1024000011", "9")],
)
def test_check_digit(first_ten: str, digit: str) -> None:
    """The check digit is the last digit of 11 less the weighted sum's remainder (license card spec, section 6.2)."""
    assert check_digit(first_ten) == digit


@given(st.from_regex(r"[0-9]{10}", fullmatch=True), st.integers(0, 9))
def test_one_check_digit_fits(first_ten: str, digit: int) -> None:
    """Of the ten numbers that differ in the check digit alone, exactly the right one is ok."""
    digits = f"{first_ten}{digit}0"
    fits = RecordNumber(digits.encode(), digits).check is NumberCheck.OK
    assert fits == (str(digit) == check_digit(first_ten))


def test_commissions() -> None:
    """All 51 commissions have a code and a name of their own; Hokkaido has five."""
    assert len(COMMISSIONS) == len(set(COMMISSIONS.values())) == 51
    assert [name for code, name in COMMISSIONS.items() if code.startswith("1")] == [
        "北海道",
        "函館",
        "旭川",
        "釧路",
        "北見",
    ]


def test_a_number_is_not_shown_in_its_repr() -> None:
    """A record number is personal, and stays out of logs."""
    assert repr(decode_number(b"309012345620")) == "RecordNumber()"


@pytest.mark.parametrize("digits", ["309012345", "30901234562"])
def test_a_check_digit_needs_ten_digits(digits: str) -> None:
    """Fewer or more have none."""
    with pytest.raises(ValueError, match="zip"):
        check_digit(digits)
