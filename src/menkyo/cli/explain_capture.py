"""What is wrong with a saved reading, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.cli.exit_codes import UNREADABLE, USAGE, Explanation
from menkyo.cli.language import Bilingual
from menkyo.output.printable import printable
from menkyo.reading.errors import CaptureFault, CaptureFormatError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from menkyo.cli.language import Language
    from menkyo.record.errors import RecordError

__all__ = ["SAVE_AGAIN", "explain_capture"]

_NAME_ONE: Final = Bilingual(
    "menkyo save か menkyo read --save で保存したファイルを指定してください。",
    "Name a file that menkyo save or menkyo read --save wrote.",
)
SAVE_AGAIN: Final = Bilingual(
    "カードがあれば menkyo save で保存し直せます。", "With the card at hand, menkyo save makes it anew."
)
_NO_RECORD: Final = Bilingual(
    "保存した免許情報を解読できません。", "The license record that was saved cannot be decoded."
)
_REPORT: Final = Bilingual(
    "カードがあれば menkyo save で保存し直してください。続く場合は報告してください(保存ファイルは"
    "個人情報なので添えないでください)。",
    "With the card at hand, menkyo save makes it anew; if it persists, report it, without the file: it is personal "
    "data.",
)
_ROWS: Final[Mapping[CaptureFault, tuple[Bilingual, Bilingual]]] = {
    CaptureFault.NO_FILE: (
        Bilingual("{file} は普通のファイルではありません。", "{file} is no regular file."),
        _NAME_ONE,
    ),
    CaptureFault.TOO_LONG: (
        Bilingual("{file} は保存ファイルにしては長すぎます。", "{file} is too long for a saved reading."),
        _NAME_ONE,
    ),
    CaptureFault.NO_JSON: (
        Bilingual("{file} は途中で切れているか、JSONではありません。", "{file} is cut short, or no JSON."),
        _NAME_ONE,
    ),
    CaptureFault.OTHER: (
        Bilingual("{file} は menkyo の保存ファイルではありません。", "{file} is no reading that menkyo saved."),
        _NAME_ONE,
    ),
    CaptureFault.DAMAGED: (
        Bilingual(
            "{file} は保存ファイルですが、壊れているか書き換えられています{where}。",
            "{file} is a saved reading, and was damaged or edited{where}.",
        ),
        SAVE_AGAIN,
    ),
    CaptureFault.COSTLY: (
        Bilingual(
            "{file} の暗号化の設定は、メモリーか時間がかかりすぎるため使いません。",
            "{file} asks for more memory or time than menkyo gives to opening a saved reading.",
        ),
        SAVE_AGAIN,
    ),
    CaptureFault.NEWER: (
        Bilingual("{file} は新しい版の menkyo が保存したものです。", "{file} was written by a newer menkyo."),
        Bilingual("menkyo を更新してください。", "Update menkyo to read it."),
    ),
    CaptureFault.LOCKED: (
        Bilingual("{file} は暗号化されています。", "{file} is encrypted."),
        Bilingual("パスフレーズが要ります。", "It needs its passphrase."),
    ),
    CaptureFault.NOT_OPENED: (
        Bilingual(
            "{file} のパスフレーズが違うか、ファイルが書き換えられています。",
            "{file}: wrong passphrase, or the file was changed.",
        ),
        Bilingual(
            "何度でも試せます。忘れたパスフレーズを調べる方法はありません。",
            "You may try as often as you like; a forgotten passphrase cannot be found out.",
        ),
    ),
}
_WHERE: Final = Bilingual(" ({})", " ({})")
_ANY_FILE: Final = Bilingual("このファイル", "The file")


def explain_capture(error: CaptureFormatError | RecordError, language: Language) -> Explanation:
    """The explanation of a file that is no capture, or of what cannot be decoded in one that is."""
    if not isinstance(error, CaptureFormatError):
        return Explanation(UNREADABLE, _NO_RECORD.text(language), _REPORT.text(language))
    sentence, hint = _ROWS[error.fault]
    file = _ANY_FILE.text(language) if error.path is None else printable(str(error.path))
    where = _WHERE.text(language).format(error.where) if error.where else ""
    return Explanation(USAGE, sentence.text(language).format(file=file, where=where), hint.text(language))
