"""One reading: identify the card, plan the files, take the PIN once, gather a capture."""

from __future__ import annotations

from menkyo.reading.capture import Capture, CapturedFile, CardKind, PinState, load_capture, save_capture
from menkyo.reading.errors import CaptureFormatError, CardFound, NoLicenseError, PinSettingError, ReadingError
from menkyo.reading.pins import HolderKeys, IcLicensePins
from menkyo.reading.plan import BehindPin2
from menkyo.reading.read import JAPAN_TIME, Phase, read_card

__all__ = [
    "JAPAN_TIME",
    "BehindPin2",
    "Capture",
    "CaptureFormatError",
    "CapturedFile",
    "CardFound",
    "CardKind",
    "HolderKeys",
    "IcLicensePins",
    "NoLicenseError",
    "Phase",
    "PinSettingError",
    "PinState",
    "ReadingError",
    "load_capture",
    "read_card",
    "save_capture",
]
