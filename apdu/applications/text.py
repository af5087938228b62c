"""券面事項入力補助AP of the My Number card: the holder; its My Number is denied (My Number card spec, 1 and 5)."""

from __future__ import annotations

from typing import Final

from apdu.applications.application import Access, Application, ElementaryFile, KeyReference

__all__ = ["ATTRIBUTES", "TEXT_AP", "TEXT_CERTIFICATE", "TEXT_INFORMATION", "TEXT_NUMBER_B", "TEXT_PIN"]

# It would open the My Number, too, and is therefore never presented (section 1).
TEXT_PIN: Final = KeyReference("text", "券面事項入力補助用の暗証番号", identifier=0x0011, tries=3, clause="5.4")
TEXT_NUMBER_B: Final = KeyReference("text-number-b", "照合番号B", identifier=0x0015, tries=10, clause="5.4", digits=14)
ATTRIBUTES: Final = ElementaryFile(
    "text/EF0002", "基本4情報", identifier=0x0002, max_size=4096, access=Access.NUMBER_B, clause="5.2", is_ber=True
)
TEXT_CERTIFICATE: Final = ElementaryFile(
    "text-certificate", "券面事項入力補助AP証明書", identifier=0x0004, max_size=568, access=Access.FREE, clause="5.1"
)
TEXT_INFORMATION: Final = ElementaryFile(
    "text-information", "券面事項入力補助AP基本情報", identifier=0x0005, max_size=256, access=Access.FREE, clause="5.3"
)
TEXT_AP: Final = Application(
    "text",
    "券面事項入力補助AP",
    aid=bytes.fromhex("D3921000310001010408"),
    clause="5",
    files=(ATTRIBUTES, TEXT_CERTIFICATE, TEXT_INFORMATION),
    keys=(TEXT_PIN, TEXT_NUMBER_B),
    denied_files=frozenset({0x0001, 0x0003}),  # the number as text, and a digest that gives it away
    denied_keys=frozenset({0x0014}),  # 照合番号A is the number
)
