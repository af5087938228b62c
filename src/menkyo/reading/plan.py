"""What one reading selects and reads, in order: free things first, then the PIN, then what it opens."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from apdu.applications import (
    COMMON_AP,
    IC_LICENSE,
    JPKI_AP,
    LICENSE_AP,
    RESIDENT_AP,
    SURFACE_AP,
    TEXT_AP,
    Access,
    Application,
    ElementaryFile,
)
from apdu.applications.common import CARD_RECORD
from apdu.applications.ic_license import DF2_EF01, IC_LICENSE_MF
from apdu.applications.license_ap import WEF02, WEF03

__all__ = ["DETECTION", "BehindPin2", "Step", "files_behind_pin", "ic_license_files"]


class Step(NamedTuple):
    """Select an application to see whether the card has it, and read its free files while it is current."""

    application: Application
    free_files: tuple[ElementaryFile, ...] = ()


# The license application comes last, so that it is the current one when its PIN is asked for.
DETECTION: Final = (
    Step(TEXT_AP),
    Step(SURFACE_AP),
    Step(RESIDENT_AP),
    Step(JPKI_AP),
    Step(COMMON_AP, (CARD_RECORD,)),
    Step(LICENSE_AP),
)


class BehindPin2(Enum):
    """What PIN2 of the IC license opens; the value is the word for it on the command line."""

    DOMICILE = "domicile"
    """本籍, and its changes."""

    PHOTO = "photo"
    """写真."""


def ic_license_files(opened: frozenset[BehindPin2]) -> tuple[tuple[Application, tuple[ElementaryFile, ...]], ...]:
    """The DFs of an IC license with the files to read: all that PIN1 opens, and what is wanted of PIN2's."""
    return tuple(
        (application, tuple(file for file in application.files if _is_wanted(file, opened)))
        for application in IC_LICENSE
        if application is not IC_LICENSE_MF
    )


def _is_wanted(file: ElementaryFile, opened: frozenset[BehindPin2]) -> bool:
    if file.access is not Access.PIN1_AND_PIN2:
        return True
    return (BehindPin2.PHOTO if file is DF2_EF01 else BehindPin2.DOMICILE) in opened


def files_behind_pin() -> tuple[ElementaryFile, ...]:
    """The files that the license PIN opens, the record first."""
    files = (WEF02, WEF03)
    return tuple(file for file in files if file.access is Access.PIN)
