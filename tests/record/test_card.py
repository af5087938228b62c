"""The card's own expiry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from menkyo.record import decode_card_expiry

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


@given(st.binary(max_size=40) | st.binary(max_size=40).map(lambda tail: b"\x01\x1c" + tail))
def test_any_bytes_have_an_answer(record: bytes) -> None:
    """Whatever the bytes, there is a day or none, and no exception."""
    expiry = decode_card_expiry(record)
    assert expiry is None or expiry.raw == expiry.date.strftime("%Y%m%d").zfill(8).encode()
