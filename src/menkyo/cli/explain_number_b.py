"""What went wrong with 照合番号B of a My Number card: whose number it is, how many tries are left, who unblocks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apdu import errors as card
from menkyo.cli.exit_codes import PIN_REFUSED, UNREADABLE, USAGE, WRONG_PIN, Explanation
from menkyo.cli.language import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from menkyo.cli.language import Language

__all__ = ["explain_number_b"]

# The card has the key twice, each with its own tries.
_NAMES: Final[Mapping[str, Bilingual]] = {
    "text-number-b": Bilingual("照合番号B", "Number B (照合番号B)"),
    "surface-number-b": Bilingual("顔写真のための照合番号B", "Number B (照合番号B) for the face photo"),
}
_UNTOUCHED: Final = Bilingual("免許情報の暗証番号は送っていません。", "The PIN of the license was not sent.")
_LOOK: Final = Bilingual(
    "カードの表面で生年月日・有効期限の年・セキュリティコードを確かめてください。10回間違えるとロックされます。",
    "Look at birth date, year of expiry and security code on the card's face; ten wrong ones block it.",
)
_UNBLOCK: Final = Bilingual(
    "解除は住所地の市区町村の窓口で行います。--holder を付けなければ、免許情報は読み取れます。",
    "The municipal office where the holder lives unblocks it; without --holder the license can be read.",
)
_LAST_TRY: Final = Bilingual(
    "確かな場合に限り --use-last-try を付けてください。間違えるとロックされ、市区町村の窓口での解除が必要です。",
    "If you are sure, add --use-last-try; a wrong one then blocks it until the municipal office unblocks it.",
)
_FORM: Final = Bilingual(
    "生年月日6桁(年は券面の元号の年)、有効期限の西暦4桁、セキュリティコード4桁の順です。残り回数は減っていません。",
    "Six digits of birth date (with the year as printed), the year of expiry, the security code; no try was used.",
)
_WITHOUT: Final = Bilingual(
    "--holder を付けなければ、免許情報は読み取れます。", "Without --holder the license can be read."
)


def explain_number_b(error: Exception, language: Language) -> Explanation | None:
    """The explanation of an error about 照合番号B; `None` for any other."""
    name = _NAMES.get(error.key_name or "") if isinstance(error, card.PinError) else None
    if name is None:
        return None
    explained = _explained(error, name)
    if explained is None:
        return None
    exit_code, sentence, *hints = explained
    space = "" if language.value == "ja" else " "
    return Explanation(exit_code, sentence.text(language), space.join(hint.text(language) for hint in hints))


def _explained(error: Exception, name: Bilingual) -> tuple[int, Bilingual, *tuple[Bilingual, ...]] | None:
    """The exit code, the sentence, and what the hint is made of."""
    match error:
        case card.WrongPinError():
            return WRONG_PIN, _wrong(error.tries_left, name), _LOOK, _UNTOUCHED
        case card.PinBlockedError():
            blocked = Bilingual(f"{name.ja}がロックされています。", f"{name.en} is blocked.")
            return PIN_REFUSED, blocked, _UNBLOCK, _UNTOUCHED
        case card.LastTryError():
            last = Bilingual(
                f"{name.ja}の入力は残り1回のため、送りませんでした。",
                f"{name.en} has only one try left, so that it was not sent.",
            )
            return PIN_REFUSED, last, _LAST_TRY
        case card.MalformedPinError():
            malformed = Bilingual(
                "照合番号Bとして正しくありません。カードには送っていません。",
                "That is no number B (照合番号B); none was sent.",
            )
            return USAGE, malformed, _FORM
        case card.TriesUnknownError():
            unknown = Bilingual(
                f"カードが{name.ja}の残り回数を答えないため、送りませんでした。",
                f"{name.en} was not sent, because the card does not tell its tries left.",
            )
            return UNREADABLE, unknown, _WITHOUT
        case _:
            return None


def _wrong(left: int | None, name: Bilingual) -> Bilingual:
    if left is None:
        return Bilingual(
            f"{name.ja}が違います(残り回数は不明です)。",
            f"{name.en} is wrong (the card does not tell the tries left).",
        )
    return Bilingual(f"{name.ja}が違います。残り{left}回です。", f"{name.en} is wrong; tries left: {left}.")
