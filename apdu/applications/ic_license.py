"""The conventional IC driver's license (運転免許証): MF, DF1, DF2 and DF3 (license card spec, section 4)."""

from __future__ import annotations

from typing import Final

from apdu.applications.application import Access, Application, ElementaryFile, KeyReference

__all__ = [
    "COMMON_DATA",
    "DF1_FILES",
    "DF2_EF01",
    "DF3_EF01",
    "IC_LICENSE",
    "IC_LICENSE_DF1",
    "IC_LICENSE_DF2",
    "IC_LICENSE_DF3",
    "IC_LICENSE_MF",
    "IC_PIN_SETTING",
    "MASTER_FILE",
    "PIN1",
    "PIN2",
]

MASTER_FILE: Final = 0x3F00

# MF/EF02 in full, when the holder set no PIN: one flag serves both (4.4, 4.7).
_NOT_SET: Final = bytes.fromhex("050100")
PIN1: Final = KeyReference("pin1", "暗証番号1", identifier=0x0001, tries=3, clause="4.4", not_set=_NOT_SET, digits=4)
PIN2: Final = KeyReference("pin2", "暗証番号2", identifier=0x0002, tries=3, clause="4.4", not_set=_NOT_SET, digits=4)

COMMON_DATA: Final = ElementaryFile(
    "MF/EF01", "共通データ要素", identifier=0x2F01, max_size=17, access=Access.FREE, clause="4.7", last_tag=0x46
)
IC_PIN_SETTING: Final = ElementaryFile(
    "MF/EF02", "暗証番号(PIN)設定", identifier=0x000A, max_size=3, access=Access.FREE, clause="4.7", last_tag=0x05
)
IC_LICENSE_MF: Final = Application(
    "ic-license-mf", "運転免許証 MF", aid=b"", clause="4.2", files=(COMMON_DATA, IC_PIN_SETTING), keys=(PIN1, PIN2)
)


def _file(  # noqa: PLR0913, PLR0917 - the columns of the specification's table
    name: str, title: str, identifier: int, max_size: int, access: Access, clause: str, last_tag: int | None = None
) -> ElementaryFile:
    """A file behind a PIN, which is filled with FF to its full size."""
    return ElementaryFile(name, title, identifier, max_size, access, clause, last_tag, is_filled=True)


# Records are appended to EF04, EF05 and EF06 over the years: no tag of theirs is surely the last (4.11).
DF1_FILES: Final = (
    _file("DF1/EF01", "記載事項(本籍除く)", 0x0001, 880, Access.PIN1, "4.8", 0x3A),
    _file("DF1/EF02", "記載事項(本籍)", 0x0002, 82, Access.PIN1_AND_PIN2, "4.9", 0x41),
    _file("DF1/EF03", "外字", 0x0003, 264, Access.PIN1, "4.10", 0x49),
    _file("DF1/EF04", "記載事項変更等(本籍除く)", 0x0004, 640, Access.PIN1, "4.11"),
    _file("DF1/EF05", "記載事項変更(外字)", 0x0005, 663, Access.PIN1, "4.10"),
    _file("DF1/EF06", "記載事項変更(本籍)", 0x0006, 256, Access.PIN1_AND_PIN2, "4.11"),
    _file("DF1/EF07", "電子署名", 0x0007, 578, Access.PIN1, "4.12", 0xB6),
)
IC_LICENSE_DF1: Final = Application(
    "ic-license",
    "運転免許証 DF1",
    aid=bytes.fromhex("A0000002310100000000000000000000"),
    clause="4.2",
    files=DF1_FILES,
)

DF2_EF01: Final = _file("DF2/EF01", "写真", 0x0001, 2005, Access.PIN1_AND_PIN2, "4.13", 0x5F40)
IC_LICENSE_DF2: Final = Application(
    "ic-license-df2",
    "運転免許証 DF2",
    aid=bytes.fromhex("A0000002310200000000000000000000"),
    clause="4.2",
    files=(DF2_EF01,),
)

DF3_EF01: Final = _file("DF3/EF01", "RFU (将来用)", 0x0001, 512, Access.PIN1, "4.3")
IC_LICENSE_DF3: Final = Application(
    "ic-license-df3",
    "運転免許証 DF3",
    aid=bytes.fromhex("A0000002480300000000000000000000"),
    clause="4.2",
    files=(DF3_EF01,),
)

IC_LICENSE: Final = (IC_LICENSE_MF, IC_LICENSE_DF1, IC_LICENSE_DF2, IC_LICENSE_DF3)
"""The card's master file and its three DFs; DF1 is what it is recognized by."""
