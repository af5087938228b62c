"""The meanings of status words in both languages; the English ones are those of `apdu.status`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from apdu.status import Family
from menkyo.output.language import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apdu import StatusWord

__all__ = ["describe_status"]

_JAPANESE: Final[Mapping[int, str]] = MappingProxyType(
    {
        0x9000: "正常終了",
        0x6282: "Leより前でファイルの終わりに達した",
        0x6283: "選択したファイルは閉塞している",
        0x6300: "照合不一致、残り回数は不明",
        0x63C0: "残り回数なし",
        0x6400: "実行エラー",
        0x6581: "メモリーの故障",
        0x6700: "長さの誤り",
        0x6881: "論理チャネルは使えない",
        0x6882: "セキュアメッセージングは使えない",
        0x6981: "ファイルの構造に合わない命令",
        0x6982: "セキュリティステータスを満たさない",
        0x6983: "暗証番号はロックされている",
        0x6984: "照合の対象はロックされている",
        0x6985: "使用条件を満たさない",
        0x6986: "カレントEFがない",
        0x6A80: "データの誤り",
        0x6A81: "機能は使えない",
        0x6A82: "ファイルまたはアプリケーションがない",
        0x6A83: "レコードがない",
        0x6A86: "P1またはP2の誤り",
        0x6A87: "LcがP1、P2に合わない",
        0x6A88: "照合の対象またはデータがない",
        0x6B00: "オフセットがファイルの外",
        0x6D00: "命令は使えない",
        0x6E00: "クラスは使えない",
        0x6F00: "原因は不明",
    }
)
_FAMILIES: Final[Mapping[Family, str]] = MappingProxyType(
    {
        Family.SUCCESS: "正常終了",
        Family.WARNING: "警告",
        Family.EXECUTION_ERROR: "実行エラー",
        Family.CHECKING_ERROR: "検査エラー",
        Family.PROPRIETARY: "独自のステータスワード",
        Family.INVALID: "ステータスワードではない",
    }
)
_MORE_DATA: Final = 0x61
_RIGHT_LENGTH: Final = 0x6C
_ALL: Final = 256


def describe_status(status: StatusWord, language: Language) -> str:
    """The meaning of a status word in a few words."""
    if language is not Language.JA:
        # "invalid" is a word that is never used of what a card said.
        return "no status word of ISO/IEC 7816-4" if status.family is Family.INVALID else status.phrase
    if (known := _JAPANESE.get(status.value)) is not None:
        return known
    if status.tries_left is not None:
        return f"残り{status.tries_left}回"
    if status.sw1 == _MORE_DATA:
        return f"あと{status.sw2 or _ALL}バイトある"
    if status.sw1 == _RIGHT_LENGTH:
        return f"Leの誤り、{status.sw2 or _ALL}が正しい"
    return _FAMILIES[status.family]
