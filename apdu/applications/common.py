"""共通AP of the My Number card: the card's own expiry, free to read (My Number card spec, section 7.1)."""

from __future__ import annotations

from typing import Final

from apdu.applications.application import Access, Application, ElementaryFile

__all__ = ["CARD_RECORD", "COMMON_AP", "KEY_REFERENCE"]

CARD_RECORD: Final = ElementaryFile(
    "card-record", "カード情報", identifier=0x0001, max_size=30, access=Access.FREE, clause="7.1", record_number=1
)
KEY_REFERENCE: Final = ElementaryFile(
    "key-reference", "鍵の参照名", identifier=0x0002, max_size=16, access=Access.FREE, clause="7.1"
)
COMMON_AP: Final = Application(
    "common", "共通AP", aid=bytes.fromhex("D3921000310001010100"), clause="7.1", files=(CARD_RECORD, KEY_REFERENCE)
)
