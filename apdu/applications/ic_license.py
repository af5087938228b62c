"""The conventional IC driver's license (運転免許証): recognized by its first DF (license card spec, section 4.2)."""

from __future__ import annotations

from typing import Final

from apdu.applications.application import Application

__all__ = ["IC_LICENSE_DF1"]

IC_LICENSE_DF1: Final = Application(
    "ic-license", "運転免許証 DF1", aid=bytes.fromhex("A0000002310100000000000000000000"), clause="4.2"
)
