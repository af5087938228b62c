"""Text: JIS X 0208 two-byte characters and JIS X 0201 single bytes (license card spec, sections 2.2 and 2.3)."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """One text field.

    `raw` is as recorded. `text` is in Unicode form NFC with full-width digits, Latin letters and parentheses as
    half-width; 外字, 欠字 and whatever else has no character stand as 〓. It never holds a control character.
    """

    raw: bytes = field(repr=False)
    text: str = field(repr=False)
