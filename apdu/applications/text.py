"""券面事項入力補助AP of the My Number card: detected; the My Number in it is denied (My Number card spec, 1 and 5)."""

from __future__ import annotations

from typing import Final

from apdu.applications.application import Application

__all__ = ["TEXT_AP"]

TEXT_AP: Final = Application(
    "text",
    "券面事項入力補助AP",
    aid=bytes.fromhex("D3921000310001010408"),
    clause="5",
    denied_files=frozenset({0x0001, 0x0003}),  # the number as text, and a digest that gives it away
    denied_keys=frozenset({0x0014}),  # 照合番号A is the number
)
