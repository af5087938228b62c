"""券面事項確認AP of the My Number card: the photo; the My Number in it is denied (My Number card spec, 1 and 6)."""

from __future__ import annotations

from typing import Final

from apdu.applications.application import Access, Application, ElementaryFile, KeyReference

__all__ = ["CARD_FACE", "SURFACE_AP", "SURFACE_CERTIFICATE", "SURFACE_INFORMATION", "SURFACE_NUMBER_B"]

SURFACE_NUMBER_B: Final = KeyReference(
    "surface-number-b", "照合番号B", identifier=0x0012, tries=10, clause="6.1", digits=14
)
CARD_FACE: Final = ElementaryFile(
    "surface/EF0002", "券面事項", identifier=0x0002, max_size=0x8000, access=Access.NUMBER_B, clause="6.2", is_ber=True
)
SURFACE_INFORMATION: Final = ElementaryFile(
    "surface-information", "券面事項確認AP基本情報", identifier=0x0003, max_size=512, access=Access.FREE, clause="6.3"
)
SURFACE_CERTIFICATE: Final = ElementaryFile(
    "surface-certificate", "券面事項確認AP証明書", identifier=0x0004, max_size=568, access=Access.FREE, clause="6.1"
)
SURFACE_AP: Final = Application(
    "surface",
    "券面事項確認AP",
    aid=bytes.fromhex("D3921000310001010402"),
    clause="6",
    files=(CARD_FACE, SURFACE_INFORMATION, SURFACE_CERTIFICATE),
    keys=(SURFACE_NUMBER_B,),
    denied_files=frozenset({0x0005}),  # the number as an image
    denied_keys=frozenset({0x0013}),  # 照合番号A is the number
)
