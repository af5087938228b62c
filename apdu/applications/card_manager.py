"""The issuer security domain of the My Number card: data objects that are free to read (My Number card spec, 7.3)."""

from __future__ import annotations

from typing import Final

from apdu.applications.application import Application

__all__ = ["CARD_EXPIRY_OBJECT", "CARD_MANAGER"]

CARD_EXPIRY_OBJECT: Final = 0x00F2
"""カードの有効期限 as eight digits: the tag for GET DATA."""

# Every GlobalPlatform card has one, so that it says nothing of what a card is.
CARD_MANAGER: Final = Application(
    "card-manager", "カードマネージャー", aid=bytes.fromhex("A0000001510000"), clause="7.3"
)
