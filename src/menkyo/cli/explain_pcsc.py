"""What the errors of readers and the PC/SC service mean to a person, with the remedy for the system at hand."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from menkyo.cli.exit_codes import NO_CARD, NO_READER, USAGE, Explanation
from menkyo.cli.language import Bilingual
from menkyo.output.printable import printable
from menkyo.pcsc import (
    AmbiguousReaderError,
    NoCardError,
    NoReaderError,
    NoServiceError,
    PcscError,
    PyscardMissingError,
    ReaderNotFoundError,
    ReaderUnpluggedError,
    ServicePermissionError,
    SharingViolationError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from menkyo.cli.language import Language
    from menkyo.pcsc import Reader

__all__ = ["explain_pcsc"]

_TRY_DEMO: Final = Bilingual(
    "リーダーなしで試すには: menkyo read --demo", "To try it without a reader: menkyo read --demo"
)
_START_SERVICE: Final = {
    "linux": Bilingual(
        "sudo apt install pcscd のあと sudo systemctl start pcscd.socket を実行してください。",
        "Run: sudo apt install pcscd, then sudo systemctl start pcscd.socket.",
    ),
    "win32": Bilingual(
        "リーダーを接続してください(Smart Card サービスは最初のリーダーで起動します)。",
        "Plug in the reader: Windows starts the Smart Card service with the first one.",
    ),
    "darwin": Bilingual(
        "リーダーを接続してください(サービスは最初のリーダーで起動します)。",
        "Plug in the reader: macOS starts the service with the first one.",
    ),
}
_INSTALL_PYSCARD: Final = Bilingual(
    "pip install pyscard を実行してください。Debian では先に sudo apt install pcscd swig libpcsclite-dev が必要です。",
    "Run: pip install pyscard (on Debian after sudo apt install pcscd swig libpcsclite-dev).",
)
_PERMISSION: Final = Bilingual(
    "このパソコンに直接ログインするか、polkit で org.debian.pcsc-lite の使用を許可してください。",
    "Log in at the machine itself, or let polkit allow org.debian.pcsc-lite to this user.",
)
_RECONNECT: Final = Bilingual("リーダーを接続し直してください。", "Connect the reader again.")
_PUT_CARD: Final = Bilingual(
    "カードをリーダーに平らに置いてください。--wait 秒数 で待つ時間を延ばせます。",
    "Lay the card flat on the reader; --wait SECONDS waits longer.",
)
_CLOSE_OTHERS: Final = Bilingual(
    "ブラウザーや利用者クライアントソフトなど、カードを使うほかのプログラムを終了してください。",
    "Close the other program that uses the card, for example a browser or the JPKI client.",
)


def explain_pcsc(error: Exception, language: Language) -> Explanation | None:
    """The explanation of an error of `menkyo.pcsc`; ``None`` for any other."""
    if not isinstance(error, PcscError):
        return None
    exit_code, sentence, hint = _row(error)
    return Explanation(exit_code, sentence.text(language), hint.text(language))


def _row(error: PcscError) -> tuple[int, Bilingual, Bilingual]:  # noqa: PLR0911 - a table whose rows need the error
    english = str(error)
    match error:
        case PyscardMissingError():
            return NO_READER, Bilingual("Pythonパッケージ pyscard を読み込めません。", english), _INSTALL_PYSCARD
        case NoServiceError():
            hint = _START_SERVICE.get(sys.platform, _TRY_DEMO)
            return NO_READER, Bilingual("PC/SCサービスが動いていません。", english), hint
        case ServicePermissionError():
            return NO_READER, Bilingual("PC/SCサービスを使う権限がありません。", english), _PERMISSION
        case NoReaderError():
            return NO_READER, Bilingual("カードリーダーが接続されていません。", english), _TRY_DEMO
        case ReaderUnpluggedError():
            return NO_READER, Bilingual(f"リーダー「{error.wanted}」が外れました。", english), _RECONNECT
        case ReaderNotFoundError():
            sentence = Bilingual(f"リーダー「{error.wanted}」は見つかりません。", english)
            return NO_READER, sentence, _connected(error.readers)
        case AmbiguousReaderError():
            sentence = Bilingual("リーダーが複数あり、どれを使うか決められません。", english)
            return USAGE, sentence, _choice(error.readers)
        case NoCardError():
            waited = f"{error.seconds:g}秒待ちましたが、" if error.seconds else ""
            return NO_CARD, Bilingual(f"{waited}リーダーにカードがありません。", english), _PUT_CARD
        case SharingViolationError():
            return NO_CARD, Bilingual("ほかのプログラムがカードを使用中です。", english), _CLOSE_OTHERS
        case _:
            return NO_READER, Bilingual("リーダーとの通信に失敗しました。", english), _RECONNECT


def _names(readers: Sequence[Reader]) -> str:
    return ", ".join(f"{reader.number} = {printable(reader.name)}" for reader in readers)


def _connected(readers: Sequence[Reader]) -> Bilingual:
    names = _names(readers)
    return Bilingual(f"接続中: {names}", f"Connected: {names}")


def _choice(readers: Sequence[Reader]) -> Bilingual:
    names = _names(readers)
    return Bilingual(
        f"--reader に番号か名前の一部を指定してください: {names}",
        f"Name one with --reader, by number or part of its name: {names}",
    )
