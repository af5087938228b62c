"""The options of commands that read a card as click has them, and the request that their values make."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import click
from click.core import ParameterSource

from menkyo.cli.command import Seconds
from menkyo.cli.exit_codes import USAGE, CommandError
from menkyo.cli.language import Bilingual
from menkyo.cli.read_options import (
    BEHIND_PIN2,
    READ_OPTIONS,
    OptionKind,
    ReadOption,
    pin_file_about,
    reader_about,
    split_words,
)
from menkyo.cli.read_request import make_request
from menkyo.cli.written_day import WrittenDay

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from click.shell_completion import CompletionItem

    from menkyo.cli.language import Language
    from menkyo.cli.read_options import ReadValues
    from menkyo.cli.read_request import ReadRequest

__all__ = ["FORMAT", "NewFile", "card_parameters", "make_parameter", "request_of_values"]

_STANDARD_OUTPUT: Final = "-"
_NO_FILE: Final = Bilingual("- という名前のファイルには書き込みません。", "No file is written under the name -.")
_NO_FILE_HINT: Final = Bilingual(
    "ファイルを標準出力に書き出すことはできません。ファイルの名前を指定してください。",
    "Files are not written to standard output; give the name of one.",
)


class NewFile(click.Path):
    """A file to write. ``-`` would make one of that name, and whoever types it means standard output."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's form
        """Take a path from the command line; raises `CommandError`."""
        if value == _STANDARD_OUTPUT:
            raise CommandError(USAGE, _NO_FILE, _NO_FILE_HINT)
        return super().convert(value, param, ctx)


_TYPES: Final[Mapping[OptionKind, click.ParamType[Any, Any]]] = {
    OptionKind.TEXT: click.STRING,
    OptionKind.WORDS: click.STRING,
    OptionKind.SECONDS: Seconds(),
    OptionKind.INPUT: click.Path(exists=True, dir_okay=False, allow_dash=True),
    OptionKind.OUTPUT: NewFile(),
    OptionKind.FOLDER: click.Path(exists=True, file_okay=False, path_type=Path),
}
FORMAT: Final = next(option for option in READ_OPTIONS if option.key == "format")._replace(
    default="plain", choices=("plain", "json")
)
"""``--format`` of the commands that have no panel."""

_UNKNOWN_WORD: Final = Bilingual("{0} ではなく {1[0]} か {1[1]} です", "{0} is neither {1[0]} nor {1[1]}")
_DEFAULTS: Final = {option.key: option.default for option in READ_OPTIONS}


def make_parameter(option: ReadOption, language: Language) -> click.Option:
    """A row of the table as click has it."""
    is_flag = option.kind is OptionKind.FLAG
    kind = WrittenDay(language) if option.kind is OptionKind.DAY else _TYPES.get(option.kind)
    return click.Option(
        [option.flag, option.key],
        is_flag=is_flag,
        type=click.Choice(option.choices) if option.choices else kind,
        metavar=option.metavar,
        default=option.default,
        show_default=not is_flag,
        envvar=option.variable,
        shell_complete=_complete_reader if option.key == "reader" else None,
        callback=_splitting(language) if option.kind is OptionKind.WORDS else None,
        help=option.about.text(language),
    )


def _complete_reader(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """What ``--reader`` takes."""
    from menkyo.cli.shells import complete_reader  # noqa: PLC0415 - only for completion

    return complete_reader(context, parameter, incomplete)


def card_parameters(
    language: Language, *changed: ReadOption, without: Collection[str] = (), capture: bool = True
) -> list[click.Parameter]:
    """The options of `menkyo read` for another command that reads a card: some said otherwise, some left out.

    ``capture`` says whether it takes a saved reading for a card.
    """
    rows = {option.key: option for option in READ_OPTIONS}
    rows["reader"] = rows["reader"]._replace(about=reader_about(capture=capture))
    pin_file = pin_file_about(number_b="holder" not in without, capture=capture)
    rows["pin_file"] = rows["pin_file"]._replace(about=pin_file)
    rows |= {option.key: option for option in changed}
    return [make_parameter(option, language) for key, option in rows.items() if key not in without]


def _splitting(language: Language) -> Callable[[click.Context, click.Parameter, str | None], frozenset[str] | None]:
    """What splits words; an unknown one is wrong usage."""

    def split(context: click.Context, parameter: click.Parameter, value: str | None) -> frozenset[str] | None:
        try:
            return None if value is None else split_words(value)
        except ValueError as error:
            message = _UNKNOWN_WORD.text(language).format(error, BEHIND_PIN2)
            raise click.BadParameter(message, context, parameter) from None

    return split


def request_of_values(values: Mapping[str, object], language: Language) -> ReadRequest:
    """The request that the current command line makes; what the command has no option for has its default.

    Raises as `make_request`.
    """
    context = click.get_current_context()
    given = [name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    values = _DEFAULTS | dict(values)
    return make_request(cast("ReadValues", values), given, language)
