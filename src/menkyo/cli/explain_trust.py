"""What the errors of keys and trust stores mean to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.cli.exit_codes import USAGE, Explanation
from menkyo.cli.language import Bilingual
from menkyo.output.details import system_reason
from menkyo.output.printable import printable
from menkyo.trust import (
    KeyFileError,
    KeyKindError,
    KeySizeError,
    NameTakenError,
    NoFolderError,
    PrivateKeyError,
    UnknownNameError,
)

if TYPE_CHECKING:
    from menkyo.cli.language import Language

__all__ = ["explain_trust", "unusable_reason"]

_NO_KEY: Final = Bilingual(
    "証明書でも公開鍵でもないファイルです。", "The file holds neither a certificate nor a public key."
)
_KEY_HINT: Final = Bilingual(
    "発行者の証明書または公開鍵を PEM か DER の形式で指定してください。",
    "Name a certificate or a public key of the issuer, in PEM or DER.",
)
_PRIVATE: Final = Bilingual(
    "秘密鍵のファイルです。信頼リストには入れません。", "The file holds a private key, which belongs in no trust store."
)
_PRIVATE_HINT: Final = Bilingual(
    "公開鍵または証明書だけを指定してください。", "Name the public key or the certificate alone."
)
_KIND: Final = Bilingual(
    "RSA の鍵ではありません。免許の署名は RSA-2048 です。",
    "The key is no RSA key, and license signatures are made with RSA-2048.",
)
_SIZE: Final = Bilingual(
    "{bits}ビットの鍵です。免許の署名は RSA-2048 です。",
    "The key has {bits} bits, and license signatures are made with RSA-2048.",
)
_LIST_HINT: Final = Bilingual("menkyo trust list で一覧が見られます。", "See menkyo trust list.")
_TAKEN: Final = Bilingual(
    "同じ名前の別のファイル {name} が信頼リストにあります。", "The trust store has another file with the name {name}."
)
_TAKEN_HINT: Final = Bilingual(
    "ファイル名を変えるか、menkyo trust remove で先に取り除いてください。",
    "Give the file another name, or remove the other one first with menkyo trust remove.",
)
_UNKNOWN: Final = Bilingual("信頼リストに {name} はありません。", "The trust store has no file with the name {name}.")
_NO_FOLDER: Final = Bilingual(
    "信頼リストの場所が分かりません(ホームフォルダーがありません)。",
    "There is no home folder to keep a trust store in.",
)
_NO_FOLDER_HINT: Final = Bilingual("--trust DIR で場所を指定してください。", "Name a folder with --trust DIR.")


def explain_trust(error: Exception, language: Language) -> Explanation | None:
    """The explanation of an error of the trust layer; ``None`` for any other."""
    if isinstance(error, KeyFileError):
        hint = _PRIVATE_HINT if isinstance(error, PrivateKeyError) else _KEY_HINT
        return Explanation(USAGE, unusable_reason(error, language), hint.text(language))
    if isinstance(error, NameTakenError):
        sentence = _TAKEN.text(language).format(name=printable(error.name))
        return Explanation(USAGE, sentence, _TAKEN_HINT.text(language))
    if isinstance(error, UnknownNameError):
        sentence = _UNKNOWN.text(language).format(name=printable(error.name))
        return Explanation(USAGE, sentence, _LIST_HINT.text(language))
    if isinstance(error, NoFolderError):
        return Explanation(USAGE, _NO_FOLDER.text(language), _NO_FOLDER_HINT.text(language))
    return None


def unusable_reason(error: KeyFileError | OSError, language: Language) -> str:
    """Why a file gives no key, in a sentence."""
    match error:
        case PrivateKeyError():
            return _PRIVATE.text(language)
        case KeyKindError():
            return _KIND.text(language)
        case KeySizeError():
            return _SIZE.text(language).format(bits=error.bits)
        case KeyFileError():
            return _NO_KEY.text(language)
        case _:
            reason = system_reason(error.strerror or type(error).__name__, language)
            return Bilingual(f"読めません ({reason})。", f"It cannot be read ({reason}).").text(language)
