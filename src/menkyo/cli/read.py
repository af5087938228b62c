"""``menkyo read``: read the license on a card and show it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Unpack

import click
from click.core import ParameterSource

from menkyo.cli.command import Seconds, make_command
from menkyo.cli.language import Bilingual, Language
from menkyo.cli.read_options import BEHIND_PIN2, DAY_FORMAT, FORMATS, READ_OPTIONS, OptionKind, ReadOption, split_words
from menkyo.cli.read_request import make_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.cli.read_options import ReadValues

__all__ = ["command"]

_HELP: Final = Bilingual(
    "マイナ免許証とIC運転免許証の免許情報を読み取り、種類・有効期間・条件などを表示します。\n\n"
    "暗証番号は画面に出ない入力欄で尋ねます。送るのは1回だけで、残り回数を先に確かめます。"
    "暗証番号が設定されていないカードでは何も尋ねません。\n\n"
    "\b\n例:\n"
    "  menkyo read --demo                      カードなしで見本を表示\n"
    "  menkyo read                             カードを読み取って表示\n"
    "  menkyo read --reader 0 --wait 60        リーダー0で60秒待つ\n"
    "  menkyo read --format json --pin-file -  スクリプト用(標準入力の1行目が暗証番号)\n"
    "  menkyo read --photo photo.png           写真をPNGで保存\n"
    "  menkyo read --with domicile,photo       IC運転免許証の本籍と写真も(暗証番号2)",
    "Read the license on a My Number card or an IC license: type, expiry, conditions, all that is recorded.\n\n"
    "The PIN is asked for at a hidden prompt, sent once, and only after the tries left are known. "
    "A card without a PIN is read without asking.\n\n"
    "\b\nExamples:\n"
    "  menkyo read --demo                      show the specimen, no card needed\n"
    "  menkyo read                             read the card and show it\n"
    "  menkyo read --reader 0 --wait 60        wait 60 seconds at reader 0\n"
    "  menkyo read --format json --pin-file -  for scripts (PIN on standard input)\n"
    "  menkyo read --photo photo.png           save the photo as PNG\n"
    "  menkyo read --with domicile,photo       an IC license's domicile and photo, too (PIN2)",
)
_UNKNOWN_WORD: Final = Bilingual("{0} ではなく {1[0]} か {1[1]} です", "{0} is neither {1[0]} nor {1[1]}")


def command(language: Language) -> click.Command:
    """Make the command in one language."""

    def read(**values: Unpack[ReadValues]) -> None:
        context = click.get_current_context()
        given = [name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
        if isinstance(values["as_of"], datetime):  # where we mean a day, click has the moment at which it begins
            values["as_of"] = values["as_of"].date()
        request = make_request(values, given, language)
        from menkyo.cli.reading import carry_out  # noqa: PLC0415 - help needs none of it

        carry_out(request)

    return make_command("read", language, _HELP, read, [_parameter(option, language) for option in READ_OPTIONS])


def _parameter(option: ReadOption, language: Language) -> click.Option:
    """A row of the table as click has it."""
    is_flag = option.kind is OptionKind.FLAG
    return click.Option(
        [option.flag, option.key],
        is_flag=is_flag,
        type=None if is_flag else _type(option.kind),
        metavar=option.metavar,
        default=option.default,
        show_default=not is_flag,
        envvar=option.variable,
        callback=_splitting(language) if option.kind is OptionKind.WORDS else None,
        help=option.about.text(language),
    )


def _splitting(language: Language) -> Callable[[click.Context, click.Parameter, str | None], frozenset[str] | None]:
    """What splits words; an unknown one is wrong usage."""

    def split(context: click.Context, parameter: click.Parameter, value: str | None) -> frozenset[str] | None:
        try:
            return None if value is None else split_words(value)
        except ValueError as error:
            message = _UNKNOWN_WORD.text(language).format(error, BEHIND_PIN2)
            raise click.BadParameter(message, context, parameter) from None

    return split


def _type(kind: OptionKind) -> click.ParamType[Any, Any]:
    """What checks and converts the value of an option."""
    match kind:
        case OptionKind.FORMAT:
            return click.Choice(FORMATS)
        case OptionKind.SECONDS:
            return Seconds()
        case OptionKind.DAY:
            return click.DateTime([DAY_FORMAT])
        case OptionKind.INPUT:
            return click.Path(exists=True, dir_okay=False, allow_dash=True)
        case OptionKind.OUTPUT:
            return click.Path(dir_okay=False, path_type=Path)
        case _:
            return click.STRING
