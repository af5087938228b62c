"""券面事項確認AP of the My Number card: detected; the My Number in it is denied (My Number card spec, 1 and 6)."""

from __future__ import annotations

from typing import Final

from apdu.applications.application import Application

__all__ = ["SURFACE_AP"]

SURFACE_AP: Final = Application(
    "surface",
    "券面事項確認AP",
    aid=bytes.fromhex("D3921000310001010402"),
    clause="6",
    denied_files=frozenset({0x0005}),  # the number as an image
    denied_keys=frozenset({0x0013}),  # 照合番号A is the number
)
