"""What can end a reading besides the card's own refusals.

::

    ReadingError
    ├── NoLicenseError       the card carries no license record; ``found`` says what it is
    ├── PinSettingError      the file that says whether a PIN is set cannot be read, or says neither yes nor no
    └── CaptureFormatError   a saved capture cannot be read
"""

from __future__ import annotations

from enum import Enum

__all__ = ["CaptureFormatError", "CardFound", "NoLicenseError", "PinSettingError", "ReadingError"]


class CardFound(Enum):
    """What a card without a license record is."""

    MY_NUMBER_CARD = "a My Number card without the license application"
    EMPTY_RECORD = "a My Number card whose license application holds no record"
    EMPTY_IC_LICENSE = "a conventional IC driver's license that holds no record"
    RESIDENT_CARD = "a Basic Resident Registration card, which came before the My Number card"
    PHONE = "a phone with the certificates of a My Number card"
    OTHER = "another card"


class ReadingError(Exception):
    """Base of the errors of a reading."""


class NoLicenseError(ReadingError):
    """The card carries no license record."""

    def __init__(self, found: CardFound) -> None:
        super().__init__(f"The card is {found.value}")
        self.found = found


class PinSettingError(ReadingError):
    """Whether a PIN is set cannot be read, or the card says neither yes nor no; no PIN was sent."""


class CaptureFormatError(ReadingError):
    """A saved capture cannot be read."""
