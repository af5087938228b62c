"""What errors of virtual cards and their images mean to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.cli.exit_codes import NO_READER, USAGE, Explanation
from menkyo.cli.language import Bilingual
from menkyo.output.details import detail_words
from menkyo.output.printable import printable
from menkyo.virtual.errors import (
    ChoiceError,
    ChoiceFault,
    FaultError,
    FileTakenError,
    ImageError,
    PictureError,
    PictureFault,
    ServeError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from menkyo.cli.language import Language

__all__ = ["choice_sentence", "explain_virtual", "picture_sentence"]

_CHOICES: Final[Mapping[ChoiceFault, Bilingual]] = {
    ChoiceFault.DAY: Bilingual(
        "有効期限 {value} は 1990-01-01 から 2117-12-31 の間ではありません。",
        "The last day {value} does not lie between 1990-01-01 and 2117-12-31.",
    ),
    ChoiceFault.COLOR: Bilingual(
        "{value} という色はありません(gold、green、blue のどれか)。",
        "There is no color {value}; it is gold, green or blue.",
    ),
    ChoiceFault.CATEGORY: Bilingual(
        "「{value}」という免許の種類はありません。", 'There is no license category "{value}".'
    ),
    ChoiceFault.CONDITION_EMPTY: Bilingual("空の条件があります。", "A condition is empty."),
    ChoiceFault.CONDITION_TEXT: Bilingual(
        "条件の「{value}」はカードに書けません(JIS X 0208 にない文字か、対にならない波かっこ)。",
        'A card cannot hold "{value}" of the condition: it is not in JIS X 0208, or a brace alone.',
    ),
    ChoiceFault.CONDITION_LENGTH: Bilingual(
        "条件「{value}」は{most}字を超えています。", 'The condition "{value}" has more than {most} characters.'
    ),
    ChoiceFault.CONDITION_COUNT: Bilingual(
        "条件が{value}個あります。このカードには{most}個まで書けます。",
        "There are {value} conditions where the card has room for {most}.",
    ),
    ChoiceFault.PIN: Bilingual("暗証番号は半角数字4桁です。", "A PIN is four ASCII digits."),
    ChoiceFault.PIN_COUNT: Bilingual(
        "このカードの暗証番号は{most}個です。", "There are more PINs than the card has, which is {most}."
    ),
    ChoiceFault.RAW: Bilingual(
        "このカードイメージは {value} をバイト列で与えているため、変更が反映されません。",
        "The card image gives {value} byte for byte, so that the change would not show.",
    ),
    ChoiceFault.KIND: Bilingual("{value} という種類のカードはありません。", "There is no kind of card {value}."),
}
_CATEGORIES_HINT: Final = Bilingual(
    "種類の名前は menkyo virtual new --help にあります。", "menkyo virtual new --help has the names."
)
_CHARACTER_HINT: Final = Bilingual(
    "カードは代わりに {外字1} や {欠字} を書きます。", "In its place a card has {外字1} or {欠字}."
)
_RAW_HINT: Final = Bilingual("[raw] のその行を消してください。", "Delete that line of its table [raw].")
_PICTURES: Final[Mapping[PictureFault, Bilingual]] = {
    PictureFault.NO_PICTURE: Bilingual(
        "{path} は画像ファイルではないか、知らない形式です。", "{path} is no picture, or of a form that is not known."
    ),
    PictureFault.TOO_LARGE: Bilingual(
        "{path} の画像は大きすぎます(6,400万画素、64 MiB まで)。",
        "The picture {path} is too large: at most 64 million pixels and 64 MiB.",
    ),
    PictureFault.DAMAGED: Bilingual(
        "{path} の画像は壊れているか、変換できません。", "The picture {path} is damaged, or cannot be converted."
    ),
}
_IMAGE_HINT: Final = Bilingual(
    "内蔵のカードは menkyo virtual list、ファイルの間違いは menkyo virtual check FILE で見られます。",
    "See menkyo virtual list for those built in, and menkyo virtual check FILE for what is wrong with a file.",
)
_FORCE: Final = Bilingual("置き換えるには --force を付けてください。", "Add --force to replace it.")
_FAULTS_HINT: Final = Bilingual(
    "menkyo virtual faults で一覧が見られます。NAME@N か NAME=VALUE@N と書きます。",
    "See menkyo virtual faults; it is written NAME@N or NAME=VALUE@N.",
)
_NO_SERVER_HINT: Final = Bilingual(
    "Debian: sudo apt install pcscd vsmartcard-vpcd のあと sudo systemctl restart pcscd を実行してください。",
    "On Debian: sudo apt install pcscd vsmartcard-vpcd, then sudo systemctl restart pcscd.",
)


def explain_virtual(  # noqa: PLR0911 - a table whose rows need the error
    error: Exception, language: Language
) -> Explanation | None:
    """The explanation of an error of `menkyo.virtual`; ``None`` for any other."""
    match error:
        case ImageError():
            detail = detail_words(printable(str(error)), language)
            sentence = Bilingual(f"カードイメージを使えません: {detail}。", f"The card image cannot be used: {detail}.")
            return Explanation(USAGE, sentence.text(language), _IMAGE_HINT.text(language))
        case ChoiceError():
            hints = {
                ChoiceFault.CATEGORY: _CATEGORIES_HINT,
                ChoiceFault.CONDITION_TEXT: _CHARACTER_HINT,
                ChoiceFault.RAW: _RAW_HINT,
            }
            hint = hints.get(error.fault)
            sentence_of_choice = choice_sentence(error, language)
            return Explanation(USAGE, sentence_of_choice, "" if hint is None else hint.text(language))
        case PictureError():
            return Explanation(USAGE, picture_sentence(error, language))
        case FileTakenError():
            name = printable(str(error.path))
            sentence = Bilingual(f"{name} はすでにあります。", f"{name} is there already.")
            return Explanation(USAGE, sentence.text(language), _FORCE.text(language))
        case FaultError():
            sentence = Bilingual("この故障はありません。", "There is no such fault.")
            return Explanation(USAGE, sentence.text(language), _FAULTS_HINT.text(language))
        case ServeError():
            sentence = Bilingual("仮想リーダー(vpcd)につながりません。", "The virtual reader (vpcd) cannot be reached.")
            return Explanation(NO_READER, sentence.text(language), _NO_SERVER_HINT.text(language))
        case _:
            return None


def choice_sentence(error: ChoiceError, language: Language) -> str:
    """What is wrong with a value that somebody chose."""
    return _CHOICES[error.fault].text(language).format(value=printable(error.value), most=error.most)


def picture_sentence(error: PictureError, language: Language) -> str:
    """Why a file cannot be made a photo."""
    return _PICTURES[error.fault].text(language).format(path=printable(str(error.path)))
