"""What each error means to a person: one sentence, a hint with the next step, and the contract's exit code."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final, NamedTuple

from apdu import errors as card
from menkyo.cli.exit_codes import (
    FAULT,
    NO_CARD,
    NO_LICENSE,
    NO_READER,
    PIN_REFUSED,
    UNREADABLE,
    USAGE,
    WRONG_PIN,
    CardError,
    CommandError,
    Explanation,
)
from menkyo.cli.explain_number_b import explain_number_b
from menkyo.cli.language import Bilingual, Language
from menkyo.output import PhotoError, PhotoExtensionError, PhotoWriteError
from menkyo.reading.errors import CaptureFormatError, CardFound, LeftoverError, NoLicenseError, PinSettingError
from menkyo.record.errors import RecordError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RECORD_IT", "UNBLOCK", "explain"]


class _Row(NamedTuple):
    exit_code: int
    sentence: Bilingual
    hint: Bilingual


UNBLOCK: Final = Bilingual(
    "解除は運転免許センターか警察署で行います(市区町村の窓口ではできません)。",
    "A driver's license center or police station unblocks it (the municipal office cannot).",
)
_KEEP_STILL: Final = Bilingual(
    "カードをリーダーに置いたまま、もう一度実行してください。",
    "Leave the card on the reader and run the command again.",
)
_RESET_BY_LENGTH: Final = Bilingual(
    "カードを置いたまま、もう一度実行してください。続く場合は --short を付けてください(長い命令が原因かもしれません)。",
    "Leave the card there and run the command again; if it persists add --short: a long command may reset the card.",
)
_REPORT: Final = Bilingual(
    "カードを置き直してもう一度お試しください。続く場合は --short を付けるか、"
    "--trace FILE の記録を添えて報告してください。",
    "Put the card down again and retry; if it persists try --short, or report it with the file of --trace FILE.",
)
RECORD_IT: Final = Bilingual(
    "免許情報は運転免許センターか警察署で記録します。カードを更新した場合は引き継がれていないことがあります。",
    "A license is recorded at a driver's license center or police station; a renewed card may have come without it.",
)

_OTHER_CARD: Final = Bilingual(
    "マイナンバーカードかIC運転免許証をリーダーに置いてください。",
    "Put a My Number card or an IC driver's license on the reader.",
)

# The two keys of the IC license, and the words for a PIN that they complete.
_IC_LICENSE_KEYS: Final = {"pin1": "1", "pin2": "2"}
_PIN_WORDS: Final = {"暗証番号": "暗証番号"}
_ANY_PIN: Final = re.compile(r"暗証番号|(?:\b(?:The|A|a|the) )?\bPIN\b")

# The first row whose class fits explains an error: subclasses stand before their bases.
_ROWS: Final[tuple[tuple[type[Exception], _Row], ...]] = (
    (
        card.MalformedPinError,
        _Row(
            USAGE,
            Bilingual(
                "暗証番号は半角数字4桁です。カードには送っていません。", "A PIN is four ASCII digits; none was sent."
            ),
            Bilingual("残り回数は減っていません。", "No try was used."),
        ),
    ),
    (
        card.PinBlockedError,
        _Row(PIN_REFUSED, Bilingual("暗証番号がロックされています。", "The PIN is blocked."), UNBLOCK),
    ),
    (
        card.LastTryError,
        _Row(
            PIN_REFUSED,
            Bilingual(
                "暗証番号の入力は残り1回のため、送りませんでした。", "Only one PIN try is left, so that none was sent."
            ),
            Bilingual(
                "確かな場合に限り --use-last-try を付けてください。間違えるとロックされ、警察での解除が必要です。",
                "If you are sure, add --use-last-try; a wrong PIN then blocks the card until the police unblock it.",
            ),
        ),
    ),
    (
        card.TriesUnknownError,
        _Row(
            UNREADABLE,
            Bilingual(
                "カードが残り回数を答えないため、暗証番号を送りませんでした。",
                "The card does not tell the PIN tries left, so that none was sent.",
            ),
            _REPORT,
        ),
    ),
    (
        PinSettingError,
        _Row(
            UNREADABLE,
            Bilingual(
                "暗証番号が設定されているかをカードから読み取れないため、暗証番号を送りませんでした。",
                "Whether a PIN is set cannot be read from the card, so that none was sent.",
            ),
            _REPORT,
        ),
    ),
    (
        card.CardRemovedError,
        _Row(
            NO_CARD,
            Bilingual(
                "読み取りの途中でカードとの接続が切れました。",
                "The card left the reader, or was reset, while it was read.",
            ),
            _KEEP_STILL,
        ),
    ),
    (
        card.CardUnresponsiveError,
        _Row(NO_CARD, Bilingual("カードが応答しません。", "The card does not answer."), _KEEP_STILL),
    ),
    (
        card.DeniedError,
        _Row(
            USAGE,
            Bilingual(
                "この命令は送れません: 書き込みとマイナンバーの読み取りは行いません。", "This command is never sent."
            ),
            Bilingual("", ""),
        ),
    ),
    (
        PhotoExtensionError,
        _Row(
            USAGE,
            Bilingual(
                "写真の拡張子は .jp2 .j2k .png .jpg のいずれかです。", "A photo is saved as .jp2, .j2k, .png or .jpg."
            ),
            Bilingual(
                ".jp2 と .j2k は記録のまま保存し、ほかは変換します。",
                "As .jp2 and .j2k it is saved as recorded, else converted.",
            ),
        ),
    ),
    (
        PhotoError,
        _Row(
            UNREADABLE,
            Bilingual("カードの写真を変換できません。", "The photo on the card cannot be converted."),
            Bilingual(
                "--photo FILE.jp2 なら記録のまま保存できます。", "With --photo FILE.jp2 it is saved as recorded."
            ),
        ),
    ),
    (
        RecordError,
        _Row(
            UNREADABLE,
            Bilingual("カードの免許情報を解読できません。", "The license record on the card cannot be decoded."),
            _REPORT,
        ),
    ),
    (
        card.TransportError,
        _Row(NO_READER, Bilingual("リーダーとの通信に失敗しました。", "Talking to the reader failed."), _KEEP_STILL),
    ),
    (
        card.ApduError,
        _Row(UNREADABLE, Bilingual("カードの応答が異常です。", "The card answered nonsense."), _REPORT),
    ),
)

_FOUND: Final[Mapping[CardFound, tuple[Bilingual, Bilingual]]] = {
    CardFound.MY_NUMBER_CARD: (
        Bilingual(
            "このマイナンバーカードには免許情報のアプリがありません。",
            "This My Number card carries no license application.",
        ),
        RECORD_IT,
    ),
    CardFound.EMPTY_RECORD: (
        Bilingual(
            "免許情報のアプリはありますが、免許情報が記録されていません。",
            "The license application is there, and holds no record.",
        ),
        RECORD_IT,
    ),
    CardFound.EMPTY_IC_LICENSE: (
        Bilingual("このIC運転免許証には免許の記載事項がありません。", "This IC driver's license holds no record."),
        _REPORT,
    ),
    CardFound.RESIDENT_CARD: (
        Bilingual(
            "このカードは住民基本台帳カードで、マイナンバーカードではありません。",
            "This is a Basic Resident Registration card (住基カード), and no My Number card.",
        ),
        _OTHER_CARD,
    ),
    CardFound.PHONE: (
        Bilingual(
            "リーダーにあるのはスマートフォンの電子証明書で、マイナンバーカードではありません。",
            "On the reader are the certificates of a smartphone, and no My Number card.",
        ),
        _OTHER_CARD,
    ),
    CardFound.OTHER: (
        Bilingual(
            "このカードはマイナンバーカードでもIC運転免許証でもありません。",
            "This card is neither a My Number card nor an IC driver's license.",
        ),
        _OTHER_CARD,
    ),
}


def explain(error: Exception, language: Language) -> Explanation:
    """The explanation of any error; what is in no table is a fault in menkyo itself."""
    if isinstance(error, CardError):
        explanation = explain(error.cause, language)
        return explanation._replace(sentence=f"{error.card.text(language)}: {explanation.sentence}")
    for find in (
        _command,
        explain_number_b,
        _wrong_pin,
        _no_license,
        _capture,
        _conversation,
        _pcsc,
        _virtual,
        _trust,
        _system,
        _table,
    ):
        found = find(error, language)
        if found is not None:
            return _with_key(found, error, language)
    return Explanation(
        FAULT,
        Bilingual(
            f"menkyo の内部で問題が起きました ({type(error).__name__})。",
            f"A fault in menkyo itself ({type(error).__name__}).",
        ).text(language),
        Bilingual(
            "--debug を付けて実行した結果を添えて報告してください(暗証番号や個人情報は含まれません)。",
            "Please report it with what the command prints with --debug (it holds no PIN and no personal data).",
        ).text(language),
    )


def _with_key(explanation: Explanation, error: Exception, language: Language) -> Explanation:
    """The same, naming the PIN of an IC license, which has two."""
    key = isinstance(error, card.PinError) and _IC_LICENSE_KEYS.get(error.key_name or "")
    if not key:
        return explanation
    if key == "2" and explanation.exit_code == PIN_REFUSED:
        rest = Bilingual(
            "暗証番号2なしでも、本籍と写真のほかは読み取れます。",
            "Without PIN2 all but domicile and photo can be read.",
        )
        space = Bilingual("", " ").text(language)
        explanation = explanation._replace(hint=f"{explanation.hint}{space}{rest.text(language)}")
    sentence = _ANY_PIN.sub(lambda found: f"{_PIN_WORDS.get(found[0], 'PIN')}{key}", explanation.sentence, count=1)
    return explanation._replace(sentence=sentence)


def _command(error: Exception, language: Language) -> Explanation | None:
    if not isinstance(error, CommandError):
        return None
    return Explanation(error.exit_code, error.sentence.text(language), error.hint.text(language))


def _wrong_pin(error: Exception, language: Language) -> Explanation | None:
    if not isinstance(error, card.WrongPinError):
        return None
    left = error.tries_left
    sentence = (
        Bilingual(
            "暗証番号が違います(残り回数は不明です)。", "The PIN is wrong (the card does not tell the tries left)."
        )
        if left is None
        else Bilingual(f"暗証番号が違います。残り{left}回です。", f"The PIN is wrong; tries left: {left}.")
    )
    hint = Bilingual(
        "免許情報用の4桁の暗証番号です。ほかの暗証番号とは別のもので、10回間違えるとロックされます。",
        "It is the four-digit PIN for the license, not one of the card's others; ten wrong ones block it.",
    )
    if error.key_name in _IC_LICENSE_KEYS:
        hint = Bilingual(
            "交付のときに決めた4桁の番号です。暗証番号1と2は別々に数え、それぞれ3回間違えるとロックされます。",
            "It was chosen when the license was issued; PIN1 and PIN2 are counted apart; three wrong ones block each.",
        )
    return Explanation(WRONG_PIN, sentence.text(language), hint.text(language))


def _no_license(error: Exception, language: Language) -> Explanation | None:
    if not isinstance(error, NoLicenseError):
        return None
    sentence, hint = _FOUND[error.found]
    if error.is_saved and hint is _REPORT:
        from menkyo.cli.explain_capture import SAVE_AGAIN  # noqa: PLC0415 - most errors are of cards

        hint = SAVE_AGAIN
    return Explanation(NO_LICENSE, sentence.text(language), hint.text(language))


def _capture(error: Exception, language: Language) -> Explanation | None:
    if isinstance(error, CaptureFormatError) or (isinstance(error, RecordError) and error.is_saved):
        from menkyo.cli.explain_capture import explain_capture  # noqa: PLC0415 - most errors are of cards

        return explain_capture(error, language)
    return None


def _conversation(error: Exception, language: Language) -> Explanation | None:
    if not isinstance(error, (card.TranscriptError, LeftoverError)):
        return None
    from menkyo.cli.explain_trace import explain_conversation  # noqa: PLC0415 - as for captures

    return explain_conversation(error, language)


def _pcsc(error: Exception, language: Language) -> Explanation | None:
    # Without the module no error can be one of its classes, and importing it would cost every other error time.
    if "menkyo.pcsc" not in sys.modules:
        return None
    from menkyo.cli.explain_pcsc import explain_pcsc  # noqa: PLC0415 - see above

    return explain_pcsc(error, language)


def _virtual(error: Exception, language: Language) -> Explanation | None:
    if "menkyo.virtual" not in sys.modules:
        return None
    from menkyo.cli.explain_virtual import explain_virtual  # noqa: PLC0415 - as for PC/SC

    return explain_virtual(error, language)


def _trust(error: Exception, language: Language) -> Explanation | None:
    if "menkyo.trust.errors" not in sys.modules:
        return None
    from menkyo.cli.explain_trust import explain_trust  # noqa: PLC0415 - as for PC/SC

    return explain_trust(error, language)


def _table(error: Exception, language: Language) -> Explanation | None:
    for kind, row in _ROWS:
        if isinstance(error, kind):
            is_at_length = isinstance(error, card.CardRemovedError) and error.at_extended_length
            hint = _RESET_BY_LENGTH if is_at_length else row.hint
            return Explanation(row.exit_code, row.sentence.text(language), hint.text(language))
    return None


def _system(error: Exception, language: Language) -> Explanation | None:
    cause = error.__cause__ if isinstance(error, PhotoWriteError) else error
    if not isinstance(cause, OSError):
        return None
    from menkyo.output.details import system_reason  # noqa: PLC0415 - few errors are the system's

    reason = system_reason(cause.strerror or type(cause).__name__, language)
    name = error.path if isinstance(error, PhotoWriteError) else cause.filename
    if name is None:  # only what was opened before has no name: standard input and output
        sentence = Bilingual(f"入出力に失敗しました ({reason})。", f"Input or output failed ({reason}).")
    else:
        sentence = Bilingual(
            f"ファイルを扱えません: {name} ({reason})。", f"The file cannot be used: {name} ({reason})."
        )
    return Explanation(USAGE, sentence.text(language))
