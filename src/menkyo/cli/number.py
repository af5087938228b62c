"""``menkyo number``: what the twelve digits of a license or its record tell, typed or read from a card."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from menkyo.cli.command import make_command
from menkyo.cli.exit_codes import NO_LICENSE, UNREADABLE, USAGE, CommandError
from menkyo.cli.language import Bilingual
from menkyo.cli.read_options import OptionKind, ReadOption
from menkyo.cli.read_parameters import FORMAT, card_parameters, request_of_values
from menkyo.cli.streams import write_line

if TYPE_CHECKING:
    from menkyo.api import ReadResult
    from menkyo.cli.language import Language
    from menkyo.cli.read_request import ReadRequest
    from menkyo.record import RecordNumber
    from menkyo.rules.number_use import NumberUse

__all__ = ["command"]

_STANDARD_INPUT: Final = "-"
# Twelve digits and what may stand between them; what is far longer is another file, and is not read to its end.
_MAX_LINE: Final = 256

_HELP: Final = Bilingual(
    "免許の番号(数字12桁)が表すことを示します: 公安委員会、最初の取得年、検査数字、再交付の回数など。\n\n"
    "NUMBER は空白やハイフンが入っていても、全角でもかまいません。コマンドの引数は他の人にも見えることがあります。"
    "- と書けば標準入力の1行目から読みます。NUMBER がなければカードから読み取ります。\n\n"
    "免許証番号と免許情報記録番号は別の番号です。数字だけではどちらか分かりませんが、カードから読めば分かります。\n\n"
    "\b\n例:\n"
    '  menkyo number "3090 1234 5620"    番号の説明\n'
    "  menkyo number - < number.txt      番号を引数にしない\n"
    "  menkyo number                     カードの番号を読み取って説明\n"
    "  menkyo number --demo              見本のカードの番号",
    "Tell what the twelve digits of a license or its record say: commission, year of the first license, check digit, "
    "reissues.\n\n"
    "NUMBER may have spaces, hyphens and full-width digits. Other people may see the arguments of a command: - reads "
    "it from the first line of standard input. Without NUMBER it is read from the card.\n\n"
    "The number of the license and that of its record on a My Number card are two. The digits alone do not tell which "
    "one it is, and the card does.\n\n"
    "\b\nExamples:\n"
    '  menkyo number "3090 1234 5620"    explain a number\n'
    "  menkyo number - < number.txt      keep it out of the arguments\n"
    "  menkyo number                     read the card and explain its number\n"
    "  menkyo number --demo              the number of the specimen",
)
_DEMO: Final = ReadOption(
    "demo",
    OptionKind.FLAG,
    Bilingual(
        "見本カードの番号を説明します(カードもリーダーも不要)。",
        "Explain the specimen's number: no card, no reader needed.",
    ),
    default=False,
)
_AS_OF: Final = ReadOption(
    "as_of",
    OptionKind.DAY,
    Bilingual(
        "下2桁の年を、この日までの年とみなします(YYYY-MM-DD)。",
        "Complete the year of two digits as of this day (YYYY-MM-DD) instead of today.",
    ),
    "DATE",
)
# What writes files, what shows a record, and what a number has no part in.
_NOT_HERE: Final = frozenset({"with_", "photo", "no_photo", "holder", "holder_photo", "trust", "save", "trace"})
# What counts for a number that was typed as well.
_NOT_OF_A_CARD: Final = frozenset({"numbers", "format", "as_of"})

_TOGETHER: Final = Bilingual("NUMBER と {} は同時に指定できません。", "NUMBER and {} do not go together.")
_OTHER_CHARACTERS: Final = Bilingual(
    "番号は数字12桁です(ほかの文字が含まれています)。", "A number is twelve digits, and this has something else in it."
)
_OTHER_COUNT: Final = Bilingual("番号は数字12桁です({}桁ありました)。", "A number is twelve digits, and this has {}.")
_NO_NUMBER: Final = Bilingual("カードに番号が記録されていません。", "No number is recorded on the card.")
_BAD_NUMBER: Final = Bilingual(
    "カードに記録された番号は読めません。", "The number that is recorded on the card cannot be read."
)


def command(language: Language) -> click.Command:
    """Make the command in one language."""

    def number(numbers: tuple[str, ...], **values: object) -> None:
        request = request_of_values(values, language)
        use, reading = _typed(numbers, request) if numbers else _recorded(request)
        _show(use, reading, request)

    # Whoever leaves the quotes away types three words.
    argument = click.Argument(["numbers"], nargs=-1, metavar="[NUMBER]")
    options = card_parameters(language, _DEMO, FORMAT, _AS_OF, without=_NOT_HERE)
    return make_command("number", language, _HELP, number, [argument, *options])


def _typed(words: tuple[str, ...], request: ReadRequest) -> tuple[NumberUse, None]:
    """The number that was typed; raises `CommandError`, which does not repeat it."""
    context = click.get_current_context()
    for parameter in context.command.get_params(context):
        name = parameter.name or ""
        is_given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if is_given and parameter.expose_value and name not in _NOT_OF_A_CARD:
            raise CommandError(USAGE, Bilingual(*(text.format(parameter.opts[0]) for text in _TOGETHER)))
    from menkyo.api import today  # noqa: PLC0415 - help needs none of it
    from menkyo.rules.errors import NumberFormError  # noqa: PLC0415
    from menkyo.rules.number_use import NumberUse, parse_number  # noqa: PLC0415

    text = _first_line() if words == (_STANDARD_INPUT,) else " ".join(words)
    try:
        number = parse_number(text)
    except NumberFormError as error:
        if error.digits is None:
            raise CommandError(USAGE, _OTHER_CHARACTERS) from None
        raise CommandError(USAGE, Bilingual(*(each.format(error.digits) for each in _OTHER_COUNT))) from None
    return NumberUse(number, None, request.as_of or today()), None


def _first_line() -> str:
    """The first line of standard input."""
    return sys.stdin.buffer.readline(_MAX_LINE).decode("utf-8-sig", "replace")


def _recorded(request: ReadRequest) -> tuple[NumberUse, ReadResult]:
    """The number that the card has, of the license before that of the driving history."""
    from menkyo.api import decode  # noqa: PLC0415 - help needs none of it
    from menkyo.cli.reading import capture_card  # noqa: PLC0415
    from menkyo.record import ProblemKind  # noqa: PLC0415
    from menkyo.rules.number_use import NumberKind, NumberUse  # noqa: PLC0415

    result = decode(capture_card(request), as_of=request.as_of, specimen=request.is_virtual)
    record = result.record
    kind = NumberKind.LICENSE_RECORD if result.ic_license is None else NumberKind.LICENSE
    number: RecordNumber | None = record.number
    if number is None and record.history is not None:
        kind, number = NumberKind.HISTORY_RECORD, record.history.number
    if number is None:
        if any(problem.kind is ProblemKind.BAD_NUMBER for problem in record.problems):
            raise CommandError(UNREADABLE, _BAD_NUMBER)
        raise CommandError(NO_LICENSE, _NO_NUMBER)
    return NumberUse(number, kind, result.validity.as_of), result


def _show(use: NumberUse, reading: ReadResult | None, request: ReadRequest) -> None:
    """Write the payload to standard output."""
    from menkyo.output.number import render_number, render_number_json  # noqa: PLC0415 - help needs none of it

    if request.output_format == "json":
        write_line(render_number_json(use, reading).encode())
    else:
        write_line(render_number(use, reading, language=request.language))
