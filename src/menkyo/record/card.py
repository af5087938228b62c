"""The expiry of the My Number card itself (My Number card spec, section 7.1)."""

from dataclasses import dataclass, field
from datetime import date as calendar_date


@dataclass(frozen=True, slots=True)
class CardExpiry:
    """個人番号カードの有効期限: the card's own last day; `raw` is its eight digits and nothing of the card's serial."""

    raw: bytes = field(repr=False)
    date: calendar_date = field(repr=False)
