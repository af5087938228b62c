"""The card's own expiry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.record import decode_card_expiry, decode_card_expiry_object

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def test_card_vectors(card_vector: Mapping[str, Any]) -> None:
    """Each record tells its day, or nothing."""
    expiry = decode_card_expiry(bytes.fromhex(card_vector["hex"]))
    assert (expiry and expiry.date.isoformat()) == card_vector["date"]


def test_the_serial_is_not_kept() -> None:
    """Of the record's 28 digits only the last eight stay: the serial identifies the card."""
    expiry = decode_card_expiry(b"\x01\x1c" + b"123456789012345" + b"13221" + b"20350217")
    assert expiry is not None
    assert expiry.raw == b"20350217"


@pytest.mark.parametrize(
    ("data", "day"),
    [
        (b"20350217", "2035-02-17"),
        (b"20351130", "2035-11-30"),
        (b"20350230", None),
        (b"2035021", None),
        (b"203502170", None),
        (b"", None),
    ],
)
def test_the_data_object_is_eight_digits(data: bytes, day: str | None) -> None:
    """My Number card spec, section 7.3: the day and nothing else."""
    expiry = decode_card_expiry_object(data)
    assert (expiry and expiry.date.isoformat()) == day


@given(st.binary(max_size=40) | st.binary(max_size=40).map(lambda tail: b"\x01\x1c" + tail))
def test_any_bytes_have_an_answer(record: bytes) -> None:
    """Whatever the bytes, there is a day or none, and no exception."""
    expiry = decode_card_expiry(record)
    assert expiry is None or expiry.raw == expiry.date.strftime("%Y%m%d").zfill(8).encode()
