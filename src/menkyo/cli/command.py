"""Commands in one language: their headings, their ``--lang`` and ``--help``, and what is said of wrong usage."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

import click

from menkyo.cli.help_text import JapaneseFormatter
from menkyo.cli.language import Bilingual, Language
from menkyo.cli.read_options import MOST_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = [
    "Seconds",
    "format_option",
    "localize",
    "make_command",
    "usage_sentence",
    "wait_option",
]

# The one sentence that click puts in parentheses.
_ASIDE: Final = re.compile(r"\. \((Did you mean .*\?)\)$")
_LANGUAGE: Final = Bilingual("表示の言語。", "Language of what is shown.")
_FORMAT: Final = Bilingual("出力の形式。", "Form of the output.")
_HELP: Final = Bilingual("この説明を表示します。", "Show this help.")
_DEBUG: Final = Bilingual(
    "不具合の報告用に、エラー時にトレースバックを表示します。", "Show a traceback on errors, for bug reports."
)


class _JapaneseContext(click.Context):
    formatter_class = JapaneseFormatter


def localize(command: click.Command, language: Language, *, is_program: bool = False) -> click.Command:
    """Give a command ``--lang``, ``--debug`` and ``--help`` in a language, and its headings."""
    command.params += [
        _debug_option(language, hidden=not is_program),
        _language_option(language),
        _help_option(language),
    ]
    if language is Language.JA:
        command.context_class = _JapaneseContext
    return command


def make_command(
    name: str,
    language: Language,
    about: Bilingual,
    callback: Callable[..., None],
    params: Sequence[click.Parameter] = (),
) -> click.Command:
    """A command in one language."""
    return localize(
        click.Command(name, callback=callback, help=about.text(language), params=[*params]),
        language,
    )


def format_option(language: Language, *formats: str) -> click.Option:
    """``--format`` with the first of the formats as its default."""
    return click.Option(
        ["--format", "output_format"],
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help=_FORMAT.text(language),
    )


class Seconds(click.FloatRange):
    """Seconds up to a day; ``nan`` is a number to `float`, and none here."""

    name = "number"

    def __init__(self) -> None:
        super().__init__(0, MOST_SECONDS)

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Take a number from the command line."""
        seconds = float(super().convert(value, param, ctx))
        if math.isnan(seconds):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return seconds


def wait_option(language: Language, about: Bilingual, default: float) -> click.Option:
    """``--wait``."""
    return click.Option(
        ["--wait"],
        metavar="SECONDS",
        type=Seconds(),
        default=default,
        show_default=True,
        help=about.text(language),
    )


def _language_option(language: Language) -> click.Option:
    """``--lang``; its value was taken before parsing, because help and errors need it too."""
    choices = click.Choice([choice.value for choice in Language])
    return click.Option(["--lang"], type=choices, expose_value=False, help=_LANGUAGE.text(language))


def _debug_option(language: Language, *, hidden: bool) -> click.Option:
    """``--debug``; its value was taken before parsing. The help of the program alone tells of it."""
    return click.Option(["--debug"], is_flag=True, expose_value=False, hidden=hidden, help=_DEBUG.text(language))


def _help_option(language: Language) -> click.Option:
    """``--help``; click's own says it in English."""

    def show(context: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's form
        if value and not context.resilient_parsing:
            click.echo(context.get_help())
            context.exit()

    return click.Option(
        ["-h", "--help"], is_flag=True, is_eager=True, expose_value=False, callback=show, help=_HELP.text(language)
    )


def usage_sentence(error: click.UsageError, language: Language) -> str:
    """What is wrong with a command line; click says it in English only."""
    english = " ".join(error.format_message().split())
    if language is Language.EN:
        english = _ASIDE.sub(r". \1", english)
        return english if english.endswith((".", "?")) else f"{english}."
    from menkyo.output.details import usage_words  # noqa: PLC0415 - most lines are right

    match error:
        case click.NoSuchOption():
            return f"オプション {error.option_name} はありません{_guess(error.possibilities)}。"
        case click.NoSuchCommand():
            return f"コマンド {error.command_name} はありません{_guess(error.possibilities)}。"
        case click.MissingParameter():
            return f"{_name(error)} を指定してください。"
        case click.BadParameter():
            return f"{_name(error)} の値が正しくありません ({usage_words(error.message)})。"
        case _:
            return f"使い方が正しくありません ({usage_words(error.message)})。"


def _guess(possibilities: Sequence[str] | None) -> str:
    """What may have been meant."""
    return f" (もしかして: {'、'.join(possibilities)})" if possibilities else ""


def _name(error: click.BadParameter) -> str:
    """The parameter that is to blame, as it is typed."""
    if error.param is None or error.ctx is None:
        return "値"
    return error.param.get_error_hint(error.ctx).replace("'", "")
