"""What can end a reading besides the card's own refusals.

::

    ReadingError
    ├── NoLicenseError       the card carries no license record; ``found`` says what it is
    ├── PinSettingError      the file that says whether a PIN is set cannot be read, or says neither yes nor no
    ├── CaptureFormatError   a file is no capture that can be read; ``fault`` says why
    │   ├── CaptureVersionError      a newer menkyo wrote it
    │   └── CapturePassphraseError   its passphrase is missing or wrong, or the encrypted file was changed
    └── LeftoverError        an anonymized conversation would still hold something of the card, or not play alike
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "CaptureFault",
    "CaptureFormatError",
    "CapturePassphraseError",
    "CaptureVersionError",
    "CardFound",
    "LeftoverError",
    "NoLicenseError",
    "PinSettingError",
    "ReadingError",
]


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
    """The card carries no license record; ``is_saved`` says that it was read then, and is not here now."""

    is_saved = False

    def __init__(self, found: CardFound) -> None:
        super().__init__(f"The card is {found.value}")
        self.found = found


class PinSettingError(ReadingError):
    """Whether a PIN is set cannot be read, or the card says neither yes nor no; no PIN was sent."""


class CaptureFault(Enum):
    """Why a file is no capture that can be read."""

    NO_FILE = "is no regular file"
    TOO_LONG = "is too long for a capture"
    NO_JSON = "is cut short, or no JSON"
    OTHER = "is no menkyo capture"
    DAMAGED = "is a damaged or edited capture"
    COSTLY = "asks for more work than a passphrase is worth"
    NEWER = "is a capture that a newer menkyo wrote"
    LOCKED = "is encrypted, and there is no passphrase"
    NOT_OPENED = "is not opened by this passphrase, or was changed"


class CaptureFormatError(ReadingError):
    """A file is no capture that can be read.

    ``fault`` says why, ``where`` names the place in its document, "files[2].hex", if one is to blame, and ``path`` is
    the file, if it came from one.
    """

    def __init__(self, fault: CaptureFault, where: str = "") -> None:
        super().__init__(f"The file {fault.value}{where and f' ({where})'}")
        self.fault = fault
        self.where = where
        self.path: Path | None = None


class CaptureVersionError(CaptureFormatError):
    """A newer menkyo wrote the capture, in a form that this one does not know."""

    def __init__(self) -> None:
        super().__init__(CaptureFault.NEWER)


class CapturePassphraseError(CaptureFormatError):
    """The capture is encrypted: there is no passphrase, or a wrong one, or the file was changed since."""


class LeftoverError(ReadingError):
    """An anonymized conversation would still hold a value of the card, or would not play like the recorded one."""
