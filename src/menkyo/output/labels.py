"""The words for what a record holds, in both languages: one row for each value."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from menkyo.output.language import Bilingual, Language
from menkyo.record import (
    COMMISSIONS,
    IC_LAYOUTS,
    LICENSE_LAYOUT,
    SIGNATURE_LAYOUT,
    ChangeKind,
    ColorClass,
    DriverClass,
    Era,
    ProblemKind,
    Sex,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from menkyo.record import Category, FieldLayout

__all__ = [
    "CARD_KINDS",
    "CHANGE_KINDS",
    "COLORS",
    "COMMISSION_NAMES",
    "COVERAGES",
    "DRIVER_CLASSES",
    "ERAS",
    "FIELDS",
    "FOUND_BY",
    "MEANINGS",
    "PROBLEMS",
    "SEXES",
    "VERDICTS",
    "Language",
    "category_name",
]


COLORS: Final[Mapping[ColorClass, Bilingual]] = MappingProxyType(
    {
        ColorClass.GOLD: Bilingual("ゴールド (優良)", "Gold (優良)"),
        ColorClass.GREEN: Bilingual("グリーン (新規)", "Green (新規)"),
        ColorClass.BLUE: Bilingual("ブルー (その他)", "Blue (その他)"),
    }
)
"""免許の色区分, with the words on the card beside it (license card spec, section 7.2)."""

DRIVER_CLASSES: Final[Mapping[DriverClass, Bilingual]] = MappingProxyType(
    {
        DriverClass.EXCELLENT: Bilingual("優良", "excellent (優良)"),
        DriverClass.GENERAL: Bilingual("一般", "general (一般)"),
        DriverClass.VIOLATION: Bilingual("違反", "violation (違反)"),
    }
)
"""運転経歴区分."""

SEXES: Final[Mapping[Sex, Bilingual]] = MappingProxyType(
    {
        Sex.MALE: Bilingual("男", "male"),
        Sex.FEMALE: Bilingual("女", "female"),
        Sex.NOT_APPLICABLE: Bilingual("適用不能", "not applicable"),
        Sex.UNKNOWN: Bilingual("不明", "not known"),
    }
)
"""性別."""

ERAS: Final[Mapping[Era, Bilingual]] = MappingProxyType(
    {
        Era.MEIJI: Bilingual("明治", "Meiji"),
        Era.TAISHO: Bilingual("大正", "Taisho"),
        Era.SHOWA: Bilingual("昭和", "Showa"),
        Era.HEISEI: Bilingual("平成", "Heisei"),
        Era.REIWA: Bilingual("令和", "Reiwa"),
    }
)
"""元号."""

CARD_KINDS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "mynumber": Bilingual("マイナンバーカード", "My Number card"),
        "ic-license": Bilingual("IC運転免許証", "IC driver's license"),
    }
)
"""The contract's `card.kind`."""

CHANGE_KINDS: Final[Mapping[ChangeKind, Bilingual]] = MappingProxyType(
    {
        ChangeKind.COMMISSION: Bilingual("新住所地公安委員会", "commission of new address"),
        ChangeKind.NAME: Bilingual("新氏名", "name"),
        ChangeKind.KANA: Bilingual("新カナ", "katakana"),
        ChangeKind.ADDRESS: Bilingual("新住所", "address"),
        ChangeKind.CONDITION: Bilingual("新条件", "condition"),
        ChangeKind.CONDITION_LIFTED: Bilingual("条件解除", "condition lifted"),
        ChangeKind.REMARK: Bilingual("備考", "remark"),
        ChangeKind.SPARE: Bilingual("予備", "spare"),
        ChangeKind.DOMICILE: Bilingual("新本籍", "domicile"),
    }
)
"""What a change record of an IC license changes (license card spec, section 4.11)."""

VERDICTS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "verified": Bilingual("照合一致 (信頼リストの鍵による)", "matches the data, by a key of the trust store"),
        "mismatch": Bilingual(
            "不一致 (信頼リストの鍵で開けますが、データと合いません)",
            "DOES NOT MATCH the data, by a key of the trust store",
        ),
        "unknown-signer": Bilingual("未確認 (発行者の鍵がありません)", "unconfirmed (no key of the issuer at hand)"),
        "not-checked": Bilingual(
            "未確認 (必要なファイルを読んでいません)", "unconfirmed (the files needed were not read)"
        ),
        "absent": Bilingual("なし (署名が記録されていません)", "none (no signature is recorded)"),
    }
)
"""The contract's `signature.verdict`; not one of them says more than what was compared with what."""

MEANINGS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "verified": Bilingual(
            "読み取ったデータは、この鍵の持ち主が署名したデータと同じです。",
            "The data that were read are those that the key's holder signed.",
        ),
        "mismatch": Bilingual(
            "この鍵による署名ですが、読み取ったデータに対するものではありません。"
            "データが変わったか、署名の対象が menkyo の知らない形です。",
            "The key's holder signed something else than the data that were read: "
            "they were changed, or the signature covers them in a form that menkyo does not know.",
        ),
        "unknown-signer": Bilingual(
            "信頼する鍵のどれでも署名を開けないため、判定できません。記録が正しいとも正しくないとも言えません。",
            "Undecided: no trusted key opens the signature, which says nothing for or against the record.",
        ),
        "not-checked": Bilingual(
            "署名または署名の対象を読み取っていないため、判定できません。",
            "Undecided: the signature, or what it covers, was not read.",
        ),
        "absent": Bilingual(
            "照合する署名がないため、判定できません。", "Undecided: there is no signature to compare anything with."
        ),
    }
)
"""What a verdict means, in a sentence that claims no more than was compared."""

COVERAGES: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "objects": Bilingual("記録の項目全体", "the objects of the record"),
        "file": Bilingual("充塡を含むファイル全体", "the whole file with its fill"),
        "values": Bilingual("項目の値のみ", "the objects' values alone"),
        "values-and-padding": Bilingual("項目の値と充塡", "the objects' values and the fill"),
    }
)
"""The bytes that a signature covers, by the beginning of the name of a coverage (license card spec, section 5)."""

FOUND_BY: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "key-identifier": Bilingual("記録に書かれた鍵識別子", "the key identifier in the record"),
        "issuer-and-serial": Bilingual(
            "記録に書かれた発行者とシリアル番号", "the issuer and serial number in the record"
        ),
        "trial": Bilingual("すべての鍵を順に試行", "trying each trusted key"),
    }
)
"""How the key that opened a signature was found."""

PROBLEMS: Final[Mapping[ProblemKind, Bilingual]] = MappingProxyType(
    {
        ProblemKind.EXTERNAL_CHARACTER: Bilingual("外字があります (〓で表示)", "external character, shown as 〓"),
        ProblemKind.MISSING_CHARACTER: Bilingual("欠字があります (〓で表示)", "character missing, shown as 〓"),
        ProblemKind.UNDEFINED_CHARACTER: Bilingual(
            "定義のない文字コードです (〓で表示)", "undefined code, shown as 〓"
        ),
        ProblemKind.UNDECODABLE_TEXT: Bilingual(
            "読めない文字があります (〓で表示)", "unreadable character, shown as 〓"
        ),
        ProblemKind.BAD_DATE: Bilingual("日付として読めません", "not a date"),
        ProblemKind.BAD_NUMBER: Bilingual("番号として読めません", "not a number"),
        ProblemKind.BAD_LENGTH: Bilingual("長さが仕様と違います", "length outside the specification"),
        ProblemKind.BAD_PHOTO: Bilingual("写真として読めません", "not a readable photo"),
        ProblemKind.UNEXPECTED_VALUE: Bilingual("仕様にない値です", "value outside the specification"),
        ProblemKind.DUPLICATE: Bilingual("重複しています (最初の値を使用)", "repeated; the first one counts"),
        ProblemKind.TRUNCATED: Bilingual("途中で切れています", "ends in the middle of an object"),
        ProblemKind.MALFORMED: Bilingual("データの形が正しくありません", "bytes that are no object"),
        ProblemKind.TRAILING_DATA: Bilingual("末尾に余分なデータがあります", "extra bytes at the end"),
        ProblemKind.UNREAD: Bilingual("カードから読み取れませんでした", "the card did not give this file"),
    }
)
"""What is wrong with a field, as short as one line allows."""


def _fields(*tables: tuple[FieldLayout, ...]) -> Mapping[str, Bilingual]:
    """Tag in hex to the field's name."""
    return MappingProxyType({row.tag_hex: Bilingual(row.japanese, row.meaning) for table in tables for row in table})


FIELDS: Final = _fields(LICENSE_LAYOUT, SIGNATURE_LAYOUT, *IC_LAYOUTS.values())
"""Tag in upper-case hex to the name of the field; no two files share one."""

_COMMISSIONS_ENGLISH: Final = {
    "10": "Hokkaido", "11": "Hakodate", "12": "Asahikawa", "13": "Kushiro", "14": "Kitami",
    "20": "Aomori", "21": "Iwate", "22": "Miyagi", "23": "Akita", "24": "Yamagata", "25": "Fukushima",
    "30": "Tokyo",
    "40": "Ibaraki", "41": "Tochigi", "42": "Gunma", "43": "Saitama", "44": "Chiba",
    "45": "Kanagawa", "46": "Niigata", "47": "Yamanashi", "48": "Nagano", "49": "Shizuoka",
    "50": "Toyama", "51": "Ishikawa", "52": "Fukui", "53": "Gifu", "54": "Aichi", "55": "Mie",
    "60": "Shiga", "61": "Kyoto", "62": "Osaka", "63": "Hyogo", "64": "Nara", "65": "Wakayama",
    "70": "Tottori", "71": "Shimane", "72": "Okayama", "73": "Hiroshima", "74": "Yamaguchi",
    "80": "Tokushima", "81": "Kagawa", "82": "Ehime", "83": "Kochi",
    "90": "Fukuoka", "91": "Saga", "92": "Nagasaki", "93": "Kumamoto", "94": "Oita", "95": "Miyazaki",
    "96": "Kagoshima", "97": "Okinawa",
}  # fmt: skip

COMMISSION_NAMES: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {code: Bilingual(name, _COMMISSIONS_ENGLISH[code]) for code, name in COMMISSIONS.items()}
)
"""公安委員会: code in the number to name (license card spec, section 6.3)."""


def category_name(category: Category, language: Language, *, short: bool = False) -> str:
    """The name of a category; `short` is the one for a table that tells the class elsewhere."""
    if language is Language.EN:
        return category.english.removesuffix(", class 2") if short else category.english
    return category.abbreviation if short else category.full_name
