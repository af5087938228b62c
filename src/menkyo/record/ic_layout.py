"""The tables of the IC license's files, one row for each object (license card spec, sections 4.7 to 4.13).

Sizes are the most bytes that a value may have, tags are in file order.
"""

from typing import Final

from menkyo.record.categories import Category
from menkyo.record.layout import Coding, FieldLayout, numbered

COMMON_DATA_FILE: Final = "MF/EF01"
IC_PIN_SETTING_FILE: Final = "MF/EF02"
ENTRIES_FILE: Final = "DF1/EF01"
DOMICILE_FILE: Final = "DF1/EF02"
EXTERNAL_FILE: Final = "DF1/EF03"
CHANGES_FILE: Final = "DF1/EF04"
ADDED_EXTERNAL_FILE: Final = "DF1/EF05"
DOMICILE_CHANGES_FILE: Final = "DF1/EF06"
IC_SIGNATURE_FILE: Final = "DF1/EF07"
IC_PHOTO_FILE: Final = "DF2/EF01"
RESERVED_FILE: Final = "DF3/EF01"

_TEXT, _LATIN, _CHANGE = Coding.TEXT, Coding.LATIN, Coding.CHANGE


def _category_dates() -> tuple[FieldLayout, ...]:
    """The rows of the fifteen category dates, in file order."""
    return tuple(
        FieldLayout(
            category.ic_tag, 7, _LATIN, f"免許の年月日 {category.abbreviation}", "category_dates",
            f"acquired: {category.english}",
        )
        for category in sorted(Category, key=lambda category: category.ic_tag)
    )  # fmt: skip


COMMON_DATA_LAYOUT: Final[tuple[FieldLayout, ...]] = (
    FieldLayout(0x45, 11, Coding.BCD, "カード発行者データ", "common", "version, days of issue and expiry of the card"),
    FieldLayout(0x46, 2, Coding.BINARY, "プレ発行データ", "common.pre_issue", "maker of the card and its ciphers"),
)
"""MF/EF01, 共通データ要素: 2 objects, 17 bytes (license card spec, section 4.7)."""

IC_PIN_SETTING_LAYOUT: Final[tuple[FieldLayout, ...]] = (
    FieldLayout(0x05, 1, Coding.CODE, "暗証番号(PIN)設定", "setting", "whether PINs are set"),
)
"""MF/EF02, 暗証番号(PIN)設定: 1 object, 3 bytes (license card spec, section 4.7)."""

ENTRIES_LAYOUT: Final[tuple[FieldLayout, ...]] = (
    FieldLayout(0x11, 1, Coding.BCD, "JIS X 0208 制定年番号", "character_set_year", "edition of JIS X 0208"),
    FieldLayout(0x12, 72, _TEXT, "氏名", "holder.name", "name"),
    FieldLayout(0x13, 32, _TEXT, "呼び名(カナ)", "holder.kana", "name in katakana"),
    FieldLayout(0x14, 32, _TEXT, "通称名", "holder.alias", "alias"),
    FieldLayout(0x15, 16, _TEXT, "統一氏名(カナ)", "holder.unified_kana", "unified name in katakana"),
    FieldLayout(0x16, 7, _LATIN, "生年月日", "holder.birth_date", "birth date"),
    FieldLayout(0x17, 80, _TEXT, "住所", "holder.address", "address"),
    FieldLayout(0x18, 7, _LATIN, "交付年月日", "issued_on", "day of issue"),
    FieldLayout(0x19, 5, _LATIN, "照会番号", "reference_number", "reference number"),
    FieldLayout(0x1A, 6, _TEXT, "免許証の色区分", "license.color", "color of the license"),
    FieldLayout(0x1B, 7, _LATIN, "有効期間の末日", "license.expires_on", "last day of validity"),
    *numbered(range(0x1C, 0x20), 80, _TEXT, "免許の条件", "license.conditions", "condition"),
    FieldLayout(0x20, 24, _TEXT, "公安委員会名", "commission", "public safety commission"),
    FieldLayout(0x21, 12, _LATIN, "免許証の番号", "license.number", "number of the license"),
    FieldLayout(
        0x22, 7, _LATIN, "免許の年月日 二・小・原", "license.acquired_on.motorcycle_small_moped",
        "first motorcycle, small special or moped license",
    ),
    FieldLayout(0x23, 7, _LATIN, "免許の年月日 他", "license.acquired_on.other", "first other license of class 1"),
    FieldLayout(0x24, 7, _LATIN, "免許の年月日 二種", "license.acquired_on.class_2", "first license of class 2"),
    *_category_dates(),
    *numbered(range(0x34, 0x3B), 7, Coding.RESERVED, "RFU", "license.reserved", "reserved"),
)  # fmt: skip
"""DF1/EF01, 記載事項(本籍除く): 42 objects, at most 880 bytes (license card spec, section 4.8)."""

DOMICILE_LAYOUT: Final[tuple[FieldLayout, ...]] = (
    FieldLayout(0x41, 80, _TEXT, "本籍", "holder.domicile", "registered domicile"),
)
"""DF1/EF02, 記載事項(本籍): 1 object, at most 82 bytes (license card spec, section 4.9)."""

EXTERNAL_LAYOUT: Final[tuple[FieldLayout, ...]] = numbered(
    range(0x48, 0x4A), 128, Coding.BINARY, "外字", "license.glyphs", "external character"
)
"""DF1/EF03, 外字: 2 objects, at most 264 bytes (license card spec, section 4.10)."""

CHANGES_LAYOUT: Final[tuple[FieldLayout, ...]] = (
    FieldLayout(0x50, 1, Coding.CODE, "追記の有無", "changes", "whether there are changes; not relied on"),
    *numbered(range(0x51, 0x60), 25, _CHANGE, "新住所地公安委員会名", "changes", "commission of the new address"),
    *numbered(range(0x60, 0x68), 97, _CHANGE, "新氏名", "changes", "new name"),
    *numbered(range(0x68, 0x70), 57, _CHANGE, "新呼び名(カナ)", "changes", "new name in katakana"),
    *numbered(range(0x70, 0x78), 105, _CHANGE, "新住所", "changes", "new address"),
    *numbered(range(0x78, 0x80), 105, _CHANGE, "新条件", "changes", "new condition"),
    *numbered(range(0x80, 0x88), 105, _CHANGE, "条件解除", "changes", "condition lifted"),
    *numbered(range(0x88, 0x90), 105, _CHANGE, "備考", "changes", "remark"),
    *numbered(range(0x90, 0x98), 105, _CHANGE, "予備", "changes", "spare record"),
)
"""DF1/EF04, 記載事項変更等(本籍除く): at most 640 bytes, so that not all can be full (license card spec, 4.11)."""

ADDED_EXTERNAL_LAYOUT: Final[tuple[FieldLayout, ...]] = (
    FieldLayout(0xA0, 1, Coding.CODE, "追記の有無", "license.glyphs", "whether there are more; not relied on"),
    *numbered(range(0xA1, 0xA6), 128, Coding.BINARY, "外字", "license.glyphs", "external character", 3),
)
"""DF1/EF05, 記載事項変更(外字): 6 objects, at most 663 bytes (license card spec, section 4.10)."""

DOMICILE_CHANGES_LAYOUT: Final[tuple[FieldLayout, ...]] = (
    FieldLayout(0xAA, 1, Coding.CODE, "追記の有無", "changes", "whether there are changes; not relied on"),
    *numbered(range(0xAB, 0xB0), 105, _CHANGE, "新本籍", "changes", "new registered domicile"),
)
"""DF1/EF06, 記載事項変更(本籍): at most 256 bytes, two full records (license card spec, section 4.11)."""

IC_SIGNATURE_LAYOUT: Final[tuple[FieldLayout, ...]] = (
    FieldLayout(0xB1, 256, Coding.BINARY, "電子署名", "signature.value", "signature"),
    FieldLayout(0xB2, 16, _LATIN, "シリアル番号", "signature.serial", "serial number of the certificate"),
    FieldLayout(0xB3, 48, Coding.RESERVED, "RFU", "signature.reserved", "reserved"),
    FieldLayout(0xB4, 80, _LATIN, "発行者名", "signature.issuer", "issuer of the certificate"),
    FieldLayout(0xB5, 130, _LATIN, "主体者名", "signature.subject", "subject of the certificate"),
    FieldLayout(0xB6, 32, Coding.BINARY, "主体者鍵識別子", "signature.key_identifier", "subject key identifier"),
)
"""DF1/EF07, 電子署名: 6 objects, at most 578 bytes (license card spec, section 4.12)."""

IC_PHOTO_LAYOUT: Final[tuple[FieldLayout, ...]] = (
    FieldLayout(0x5F40, 2000, Coding.PHOTO, "写真", "license.photo", "photo"),
)
"""DF2/EF01, 写真: 1 object, at most 2005 bytes (license card spec, section 4.13)."""

IC_LAYOUTS: Final[dict[str, tuple[FieldLayout, ...]]] = {
    COMMON_DATA_FILE: COMMON_DATA_LAYOUT,
    IC_PIN_SETTING_FILE: IC_PIN_SETTING_LAYOUT,
    ENTRIES_FILE: ENTRIES_LAYOUT,
    DOMICILE_FILE: DOMICILE_LAYOUT,
    EXTERNAL_FILE: EXTERNAL_LAYOUT,
    CHANGES_FILE: CHANGES_LAYOUT,
    ADDED_EXTERNAL_FILE: ADDED_EXTERNAL_LAYOUT,
    DOMICILE_CHANGES_FILE: DOMICILE_CHANGES_LAYOUT,
    IC_SIGNATURE_FILE: IC_SIGNATURE_LAYOUT,
    IC_PHOTO_FILE: IC_PHOTO_LAYOUT,
}
"""The files of the IC license by name, with their objects; DF3/EF01 is reserved and has no table."""
