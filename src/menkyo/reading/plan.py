"""What one reading selects and reads, in order: free things first, then the PIN, then what it opens."""

from __future__ import annotations

from typing import Final, NamedTuple

from apdu.applications import (
    COMMON_AP,
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
from apdu.applications.license_ap import WEF02, WEF03

__all__ = ["DETECTION", "Step", "files_behind_pin"]


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


def files_behind_pin() -> tuple[ElementaryFile, ...]:
    """The files that the license PIN opens, the record first."""
    files = (WEF02, WEF03)
    return tuple(file for file in files if file.access is Access.PIN)
