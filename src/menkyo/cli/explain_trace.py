"""What is wrong with a recorded conversation, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apdu.errors import ConversationError, ConversationFault, ReplayError
from menkyo.cli.exit_codes import UNREADABLE, USAGE, Explanation
from menkyo.cli.language import Bilingual
from menkyo.output.details import detail_words
from menkyo.output.printable import printable
from menkyo.reading.errors import LeftoverError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apdu.errors import TranscriptError
    from menkyo.cli.language import Language

__all__ = ["explain_conversation"]

_RECORD: Final = Bilingual(
    "menkyo trace record で記録し直してください。", "Record the reading anew with menkyo trace record."
)
_NOTHING: Final = Bilingual("", "")
_ROWS: Final[Mapping[ConversationFault, tuple[Bilingual, Bilingual]]] = {
    ConversationFault.MASKED: (
        Bilingual("読み取った内容を含まない記録です。", "The recording was written without its data."),
        _RECORD,
    ),
    ConversationFault.HOLE: (
        Bilingual("記録に {file} の途中が含まれていません。", "The recording lacks a part of {file}."),
        _RECORD,
    ),
    ConversationFault.CHANGED: (
        Bilingual(
            "記録の中で {file} の内容が途中で変わっています。",
            "The recording has {file} twice, with different bytes.",
        ),
        _RECORD,
    ),
    ConversationFault.TOO_MUCH: (
        Bilingual("1枚のカードの記録にしては多すぎます。", "The recording holds more than any card has."),
        _NOTHING,
    ),
    ConversationFault.MY_NUMBER: (
        Bilingual(
            "マイナンバーにつながるファイルの記録が含まれているため、扱いません。",
            "The recording holds a file that leads to the My Number; menkyo does not touch it.",
        ),
        Bilingual("この記録は削除してください。", "Delete this recording."),
    ),
}
_LEFT: Final = Bilingual(
    "元の値が残っていないことを確かめられないため、ファイルを書きませんでした。",
    "That nothing of the card is left cannot be proved, so that no file was written.",
)
_AGAIN: Final = Bilingual(
    "もう一度実行してください。続く場合は、記録を送らずにその旨を報告してください。",
    "Run it again; if it persists please report that, without the recording.",
)
_DIFFERS: Final = Bilingual(
    "この記録には、いま必要な命令がありません({detail})。",
    "What is asked for is not in the recording ({detail}).",
)
_READ_IT: Final = Bilingual(
    "再生できるのは録ったときと同じ読み取りだけです。menkyo trace show FILE は中身を説明します。",
    "A recording plays only the reading that it was made of; menkyo trace show FILE explains what is in it.",
)
_NO_RECORDING: Final = Bilingual("記録ファイルを使えません({detail})。", "The recording cannot be used ({detail}).")


def explain_conversation(error: TranscriptError | LeftoverError, language: Language) -> Explanation:
    """The explanation of a recording that is none, that goes another way, or that cannot be anonymized.

    What the messages of `apdu.transcript` tell are line numbers and commands without their data.
    """
    if isinstance(error, LeftoverError):
        return Explanation(UNREADABLE, _LEFT.text(language), _AGAIN.text(language))
    if isinstance(error, ConversationError):
        sentence, hint = _ROWS[error.fault]
        return Explanation(USAGE, sentence.text(language).format(file=printable(error.file)), hint.text(language))
    detail = detail_words(printable(str(error)), language)
    if isinstance(error, ReplayError):
        return Explanation(UNREADABLE, _DIFFERS.text(language).format(detail=detail), _READ_IT.text(language))
    return Explanation(USAGE, _NO_RECORDING.text(language).format(detail=detail), _RECORD.text(language))
