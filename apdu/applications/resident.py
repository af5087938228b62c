"""住基AP of the My Number card: detected, not read (My Number card spec, section 7.2)."""

from __future__ import annotations

from typing import Final

from apdu.applications.application import Application

__all__ = ["RESIDENT_AP"]

RESIDENT_AP: Final = Application("resident", "住基AP", aid=bytes.fromhex("D3921000310001010401"), clause="7.2")
