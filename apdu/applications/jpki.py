"""公的個人認証AP of the My Number card: detected, not read (My Number card spec, section 4)."""

from __future__ import annotations

from typing import Final

from apdu.applications.application import Application

__all__ = ["JPKI_AP"]

JPKI_AP: Final = Application("jpki", "公的個人認証AP", aid=bytes.fromhex("D392F000260100000001"), clause="4")
