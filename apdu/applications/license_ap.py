"""The license application (免許AP) on the My Number card (license card spec, section 3)."""

from __future__ import annotations

from typing import Final

from apdu.applications.application import Access, Application, ElementaryFile, KeyReference

__all__ = ["DEFAULT_PIN", "LICENSE_AP", "PIN", "PIN_NOT_SET", "WEF01", "WEF02", "WEF03"]

# WEF01 in full, when the holder set no PIN (3.7).
PIN_NOT_SET: Final = bytes.fromhex("C10100")
PIN: Final = KeyReference(
    "license", "暗証番号", identifier=0x0006, tries=10, clause="3.4", not_set=PIN_NOT_SET, digits=4
)
WEF01: Final = ElementaryFile(
    "WEF01", "暗証番号(PIN)設定", identifier=0x001A, max_size=3, access=Access.FREE, clause="3.7", last_tag=0xC1
)
WEF02: Final = ElementaryFile(
    "WEF02", "免許情報", identifier=0x001B, max_size=5845, access=Access.PIN, clause="3.8", last_tag=0x107
)
WEF03: Final = ElementaryFile(
    "WEF03", "電子署名", identifier=0x001C, max_size=584, access=Access.PIN, clause="3.9", last_tag=0x10D
)

LICENSE_AP: Final = Application(
    "license",
    "免許AP",
    aid=bytes.fromhex("A0000002310600000000000000000000"),
    clause="3.2",
    files=(WEF01, WEF02, WEF03),
    keys=(PIN,),
)

# What is presented when the holder set no PIN, and only then (2.5); the conventional card has the same.
DEFAULT_PIN: Final = b"****"
