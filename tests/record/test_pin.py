"""The PIN setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from menkyo.record import PinSetting, decode_ic_pin_setting, decode_pin_setting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def test_pin_vectors(pin_vector: Mapping[str, Any]) -> None:
    """Only the two exact forms are believed, with padding behind them or not."""
    assert decode_pin_setting(bytes.fromhex(pin_vector["hex"])).value == pin_vector["setting"]


@given(st.binary(max_size=6))
def test_every_other_form_is_unknown(data: bytes) -> None:
    """Whatever differs from the two exact forms is unknown, so that no PIN is ever presented on a guess."""
    known = data[:3] in {b"\xc1\x01\x00", b"\xc1\x01\x01"} and data[3:].strip(b"\0\xff") == b""
    assert known or decode_pin_setting(data) is PinSetting.UNKNOWN


def test_pin_vectors_of_the_ic_license(pin_vector: Mapping[str, Any]) -> None:
    """The same forms under its own tag, and never those of the other card (license card spec, section 4.7)."""
    data = bytes.fromhex(pin_vector["hex"]).translate(bytes.maketrans(b"\xc1\x05", b"\x05\xc1"))
    assert decode_ic_pin_setting(data).value == pin_vector["setting"]
