"""One reading: identify the card, plan the files, take the PIN once, gather a capture."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from menkyo.reading.capture import Capture, CapturedFile, CardKind, PinState, load_capture, save_capture
from menkyo.reading.errors import (
    CaptureFault,
    CaptureFormatError,
    CapturePassphraseError,
    CaptureVersionError,
    CardFound,
    NoLicenseError,
    PinSettingError,
    ReadingError,
)
from menkyo.reading.pins import HolderKeys, IcLicensePins
from menkyo.reading.plan import BehindPin2
from menkyo.reading.read import Phase, read_card
from menkyo.record.dates import JAPAN_TIME

if TYPE_CHECKING:
    from menkyo.reading.dump import Dump, SkippedFile, SkipReason, dump_card
    from menkyo.reading.presenting import present_pin
    from menkyo.reading.status import read_status, status_of_capture

__all__ = [
    "JAPAN_TIME",
    "BehindPin2",
    "Capture",
    "CaptureFault",
    "CaptureFormatError",
    "CapturePassphraseError",
    "CaptureVersionError",
    "CapturedFile",
    "CardFound",
    "CardKind",
    "Dump",
    "HolderKeys",
    "IcLicensePins",
    "NoLicenseError",
    "Phase",
    "PinSettingError",
    "PinState",
    "ReadingError",
    "SkipReason",
    "SkippedFile",
    "dump_card",
    "load_capture",
    "present_pin",
    "read_card",
    "read_status",
    "save_capture",
    "status_of_capture",
]

_MODULES: Final = {
    "Dump": "dump",
    "SkipReason": "dump",
    "SkippedFile": "dump",
    "dump_card": "dump",
    "present_pin": "presenting",
    "read_status": "status",
    "status_of_capture": "status",
}


def __getattr__(name: str) -> object:
    """Import what reading a license does not need when one of its names is first used."""
    if name in _MODULES:
        return getattr(import_module(f"menkyo.reading.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'menkyo.reading' has no attribute {name!r}")
