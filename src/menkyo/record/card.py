"""The expiry of the My Number card itself (My Number card spec, sections 7.1 and 7.3)."""

from dataclasses import dataclass, field
from datetime import date as calendar_date
from typing import Final

_HEADER: Final = b"\x01\x1c"
_EXPIRY: Final = slice(22, 30)  # behind the header, 15 digits of serial and 5 of municipality
_EXPIRY_SIZE: Final = 8


@dataclass(frozen=True, slots=True)
class CardExpiry:
    """個人番号カードの有効期限: the card's own last day; `raw` is its eight digits and nothing of the card's serial."""

    raw: bytes = field(repr=False)
    date: calendar_date = field(repr=False)


def decode_card_expiry(record: bytes) -> CardExpiry | None:
    """Decode the expiry in record 1 of EF 0001 of the common application (共通AP); `None` for anything else.

    Only the last eight digits are looked at: the serial before them identifies the card and is dropped here.
    """
    return decode_card_expiry_object(record[_EXPIRY]) if record.startswith(_HEADER) else None


def decode_card_expiry_object(data: bytes) -> CardExpiry | None:
    """Decode the expiry in the card manager's data object 00F2, eight digits and no more; `None` for anything else."""
    digits = bytes(data)
    if len(digits) != _EXPIRY_SIZE or not digits.isdigit():
        return None
    try:
        day = calendar_date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return CardExpiry(digits, day)
