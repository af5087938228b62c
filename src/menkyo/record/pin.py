"""WEF01: whether a PIN is set (license card spec, section 3.7)."""

from enum import Enum


class PinSetting(Enum):
    """暗証番号(PIN)設定: whether the holder set a PIN.

    `UNKNOWN` is everything that says neither yes nor no exactly; no PIN may be presented then, as a wrong guess costs
    a try.
    """

    SET = "set"
    NOT_SET = "not-set"
    UNKNOWN = "unknown"
