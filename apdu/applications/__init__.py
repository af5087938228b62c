"""The card applications, declared as data; one module each."""

from __future__ import annotations

from typing import Final

from apdu.applications.application import Access, Application, ElementaryFile, KeyReference
from apdu.applications.common import COMMON_AP
from apdu.applications.ic_license import IC_LICENSE, IC_LICENSE_DF1
from apdu.applications.jpki import JPKI_AP
from apdu.applications.license_ap import LICENSE_AP
from apdu.applications.resident import RESIDENT_AP
from apdu.applications.surface import SURFACE_AP
from apdu.applications.text import TEXT_AP

__all__ = [
    "COMMON_AP",
    "IC_LICENSE",
    "IC_LICENSE_DF1",
    "JPKI_AP",
    "LICENSE_AP",
    "MY_NUMBER_CARD",
    "RESIDENT_AP",
    "SURFACE_AP",
    "TEXT_AP",
    "Access",
    "Application",
    "ElementaryFile",
    "KeyReference",
]

# The applications of a My Number card (My Number card spec, section 3.1).
MY_NUMBER_CARD: Final = (LICENSE_AP, JPKI_AP, COMMON_AP, RESIDENT_AP, SURFACE_AP, TEXT_AP)
