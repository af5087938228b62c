"""The tables of the license application's files, one row for each object.

Decoders, documentation and tests read these rows and nothing else. Sizes are the most bytes that a value may have, tags
are in file order (license card spec, sections 3.7 to 3.9).
"""

from enum import Enum
from typing import Final, NamedTuple

from menkyo.record.categories import Category

LICENSE_FILE: Final = "WEF02"
SIGNATURE_FILE: Final = "WEF03"
PIN_SETTING_FILE: Final = "WEF01"


class Coding(Enum):
    """How a value is coded; the value is the name that the specification gives to it."""

    LATIN = "JIS X 0201"
    """One byte for each character."""

    TEXT = "JIS X 0208"
    """Two bytes for each character, in row and cell form without escape sequences."""

    BCD = "BCD"
    """Two decimal digits in each byte."""

    CHANGE = "change record"
    """Edition of JIS X 0208, date in full-width digits, text, and the commission in five characters."""

    CODE = "HEX"
    """One byte that is a number."""

    BINARY = "binary"
    """Bytes with a coding of their own."""

    PHOTO = "JPEG 2000"
    """A picture."""

    RESERVED = "reserved"
    """Reserved for future use (RFU)."""


class FieldLayout(NamedTuple):
    """One object of a file.

    `tag` is the tag as a number (0x100 to 0x10D take two bytes on the card), `size` the most bytes of the value,
    `japanese` the name in the specification, `field` the attribute that it decodes to, `meaning` the name in English.
    """

    tag: int
    size: int
    coding: Coding
    japanese: str
    field: str
    meaning: str

    @property
    def tag_hex(self) -> str:
        """The tag as people write it: "C4", "0107"."""
        return tag_hex(self.tag)


def tag_hex(tag: int) -> str:
    """Write a tag in upper-case hex: two digits, or four for a tag of two bytes."""
    return f"{tag:04X}" if tag > 0xFF else f"{tag:02X}"  # noqa: PLR2004 - one byte


def numbered(  # noqa: PLR0913, PLR0917 - the columns of a row, and where the numbers begin
    tags: range, size: int, coding: Coding, japanese: str, field: str, meaning: str, first: int = 1
) -> tuple[FieldLayout, ...]:
    """Rows that differ in tag and number only."""
    return tuple(
        FieldLayout(tag, size, coding, f"{japanese}{number}", field, f"{meaning} {number}")
        for number, tag in enumerate(tags, first)
    )


def _flags() -> tuple[FieldLayout, ...]:
    """The rows of the fifteen category flags, in file order."""
    return tuple(
        FieldLayout(category.tag, 1, Coding.CODE, category.abbreviation, "category_flags", f"held: {category.english}")
        for category in sorted(Category, key=lambda category: category.tag)
    )


LICENSE_LAYOUT: Final[tuple[FieldLayout, ...]] = (
    FieldLayout(0xC2, 7, Coding.LATIN, "運転経歴情報記録年月日", "history.recorded_on", "day the history was recorded"),
    FieldLayout(0xC3, 1, Coding.CODE, "運転経歴区分", "history.driver_class", "driver class of the history"),
    FieldLayout(0xC4, 6, Coding.TEXT, "免許の色区分", "color", "color"),
    FieldLayout(0xC5, 7, Coding.LATIN, "有効期間の末日", "expires_on", "last day of validity"),
    *numbered(range(0xC6, 0xCA), 80, Coding.TEXT, "免許の条件", "conditions", "condition"),
    *numbered(range(0xCA, 0xCC), 256, Coding.BINARY, "欠字", "glyphs", "missing glyph"),
    *numbered(range(0xCC, 0xD4), 80, Coding.TEXT, "免許の条件", "conditions", "condition", 5),
    *numbered(range(0xD4, 0xD7), 256, Coding.BINARY, "欠字", "glyphs", "missing glyph", 3),
    *numbered(range(0xD7, 0xDF), 80, Coding.TEXT, "備考", "remarks", "remark"),
    *numbered(range(0xDF, 0xE7), 80, Coding.TEXT, "予備", "spares", "spare line"),
    FieldLayout(0xE7, 12, Coding.LATIN, "免許情報記録番号", "number", "number of the license record"),
    FieldLayout(0xE8, 12, Coding.LATIN, "運転経歴情報記録番号", "history.number", "number of the history record"),
    FieldLayout(
        0xE9, 7, Coding.LATIN, "免許の年月日 二・小・原", "acquired_on.motorcycle_small_moped",
        "first motorcycle, small special or moped license",
    ),
    FieldLayout(0xEA, 7, Coding.LATIN, "免許の年月日 他", "acquired_on.other", "first other license of class 1"),
    FieldLayout(0xEB, 7, Coding.LATIN, "免許の年月日 二種", "acquired_on.class_2", "first license of class 2"),
    *_flags(),
    *numbered(range(0xFB, 0x107), 7, Coding.RESERVED, "RFU", "reserved", "reserved"),
    FieldLayout(0x107, 2000, Coding.PHOTO, "写真", "photo", "photo"),
)  # fmt: skip
"""WEF02, 免許情報: 70 objects, at most 5845 bytes (license card spec, section 3.8)."""

SIGNATURE_LAYOUT: Final[tuple[FieldLayout, ...]] = (
    FieldLayout(0x108, 256, Coding.BINARY, "電子署名", "value", "signature"),
    FieldLayout(0x109, 16, Coding.LATIN, "シリアル番号", "serial", "serial number of the certificate"),
    FieldLayout(0x10A, 48, Coding.RESERVED, "RFU", "reserved", "reserved"),
    FieldLayout(0x10B, 80, Coding.LATIN, "発行者名", "issuer", "issuer of the certificate"),
    FieldLayout(0x10C, 130, Coding.LATIN, "主体者名", "subject", "subject of the certificate"),
    FieldLayout(0x10D, 32, Coding.BINARY, "主体者鍵識別子", "key_identifier", "subject key identifier"),
)
"""WEF03, 電子署名: 6 objects, at most 584 bytes (license card spec, section 3.9)."""

PIN_SETTING_LAYOUT: Final[tuple[FieldLayout, ...]] = (
    FieldLayout(0xC1, 1, Coding.CODE, "暗証番号(PIN)設定", "setting", "whether a PIN is set"),
)
"""WEF01, 暗証番号(PIN)設定: 1 object, 3 bytes (license card spec, section 3.7)."""
