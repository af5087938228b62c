"""Whether a PIN is set: WEF01, and MF/EF02 of the IC license (license card spec, sections 3.7 and 4.7)."""

from collections.abc import Mapping
from enum import Enum
from typing import Final

from apdu.tlv import is_fill


class PinSetting(Enum):
    """暗証番号(PIN)設定: whether the holder set a PIN.

    `UNKNOWN` is everything that says neither yes nor no exactly; no PIN may be presented then, as a wrong guess costs
    a try.
    """

    SET = "set"
    NOT_SET = "not-set"
    UNKNOWN = "unknown"


_SETTINGS: Final = {b"\xc1\x01\x01": PinSetting.SET, b"\xc1\x01\x00": PinSetting.NOT_SET}
_IC_SETTINGS: Final = {b"\x05\x01\x01": PinSetting.SET, b"\x05\x01\x00": PinSetting.NOT_SET}
_SIZE: Final = 3


def decode_pin_setting(data: bytes) -> PinSetting:
    """Decode WEF01; only its two exact forms are believed, with padding behind them or not. Never raises."""
    return _decode(data, _SETTINGS)


def decode_ic_pin_setting(data: bytes) -> PinSetting:
    """Decode MF/EF02 of the IC license, whose one flag serves both PINs; as strict as `decode_pin_setting`."""
    return _decode(data, _IC_SETTINGS)


def _decode(data: bytes, settings: Mapping[bytes, PinSetting]) -> PinSetting:
    setting = settings.get(bytes(data[:_SIZE]), PinSetting.UNKNOWN)
    return setting if is_fill(data[_SIZE:]) else PinSetting.UNKNOWN
