"""The contract's exit codes, and how a command ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.cli.language import Bilingual
from menkyo.cli.streams import write_line

if TYPE_CHECKING:
    from menkyo.cli.language import Language

__all__ = [
    "DONE",
    "EXIT_CODES",
    "FAULT",
    "INTERRUPTED",
    "MISMATCH",
    "NOTHING",
    "NO_CARD",
    "NO_LICENSE",
    "NO_READER",
    "PIN_REFUSED",
    "UNDECIDED",
    "UNREADABLE",
    "USAGE",
    "WRONG_PIN",
    "CardError",
    "CommandError",
    "ExitCode",
    "Explanation",
    "end",
]


class ExitCode(NamedTuple):
    """One exit code of the contract and its meaning."""

    value: int
    meaning: Bilingual


DONE: Final = 0
FAULT: Final = 1
USAGE: Final = 2
NO_READER: Final = 3
NO_CARD: Final = 4
NO_LICENSE: Final = 5
WRONG_PIN: Final = 6
PIN_REFUSED: Final = 7
UNREADABLE: Final = 8
MISMATCH: Final = 9
UNDECIDED: Final = 10

EXIT_CODES: Final = (
    ExitCode(DONE, Bilingual("正常に終了した", "done")),
    ExitCode(FAULT, Bilingual("menkyo 自身の不具合", "a fault in menkyo itself")),
    ExitCode(USAGE, Bilingual("使い方の誤り", "wrong usage")),
    ExitCode(NO_READER, Bilingual("PC/SCサービスまたはリーダーがない", "no PC/SC service, or no reader")),
    ExitCode(NO_CARD, Bilingual("カードがない、または途中で離れた", "no card in time, or card removed")),
    ExitCode(NO_LICENSE, Bilingual("カードに免許情報がない", "the card carries no license")),
    ExitCode(WRONG_PIN, Bilingual("暗証番号が違う", "wrong PIN")),
    ExitCode(
        PIN_REFUSED,
        Bilingual("暗証番号がロックされている、または残り1回", "PIN blocked, or refused because only one try is left"),
    ),
    ExitCode(
        UNREADABLE,
        Bilingual(
            "データを解読できない、または応答が異常。apdu: 想定と違う応答",
            "card data cannot be decoded, or the card answered nonsense; `apdu`: an answer other than expected",
        ),
    ),
    ExitCode(
        MISMATCH,
        Bilingual(
            "verify: 署名とデータが一致しない、compare: 記録が食い違う、"
            "check-new-card: 引き継がれていない、または食い違う、may-drive: 運転できない",
            "`verify`: the signature does not match the data; `compare`: the records differ; "
            "`check-new-card`: not carried over, or not all is as it was; `may-drive`: no",
        ),
    ),
    ExitCode(
        UNDECIDED,
        Bilingual(
            "verify: 判定できない(署名がない、または署名者が信頼リストにない)、"
            "compare: 判定できない(番号がない)、may-drive: 判定できない",
            "`verify`: cannot be decided (no signature, or its signer is not in the trust store); "
            "`compare`: cannot be decided (no numbers); `may-drive`: cannot tell",
        ),
    ),
    ExitCode(130, Bilingual("Ctrl-C で中断した", "interrupted by Ctrl-C")),
)


class Explanation(NamedTuple):
    """What a person is told, and how the process ends."""

    exit_code: int
    sentence: str
    hint: str = ""


INTERRUPTED: Final = Explanation(130, "")
_ERROR: Final = Bilingual("エラー: ", "Error: ")


def end(explanation: Explanation, language: Language) -> int:
    """Print the sentence and the hint to standard error and return the exit code."""
    if explanation.sentence:
        write_line(_ERROR.text(language) + explanation.sentence, err=True)
    if explanation.hint:
        write_line(explanation.hint, err=True)
    return explanation.exit_code


NOTHING: Final = Bilingual("", "")


class CommandError(Exception):
    """A command cannot go on, for a reason that belongs to the command line."""

    def __init__(self, exit_code: int, sentence: Bilingual, hint: Bilingual = NOTHING) -> None:
        super().__init__(sentence.en)
        self.exit_code = exit_code
        self.sentence = sentence
        self.hint = hint


class CardError(Exception):
    """What ended the reading of one of two cards is the cause; ``card`` names the card."""

    def __init__(self, card: Bilingual, cause: Exception) -> None:
        super().__init__(card.en)
        self.card = card
        self.cause = cause
