"""``menkyo plan``: when license and My Number card can be renewed, and which of them comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from menkyo.cli.command import make_command
from menkyo.cli.language import Bilingual
from menkyo.cli.plan_options import PLAN_OPTIONS, stated_facts
from menkyo.cli.read_options import OptionKind, ReadOption
from menkyo.cli.read_parameters import card_parameters, make_parameter, request_of_values
from menkyo.cli.streams import write_line

if TYPE_CHECKING:
    from menkyo.cli.language import Language
    from menkyo.cli.plan_options import Stated
    from menkyo.cli.read_request import ReadRequest
    from menkyo.output.plan_view import PlanResult

__all__ = ["command"]

_HELP: Final = Bilingual(
    "免許とマイナンバーカードの更新を計画します: 更新できる期間、順番、継続利用の確認項目、費用。\n\n"
    "カードを読み取るか、期限を指定します。期限を指定するとカードは読まず、暗証番号も尋ねません。"
    "誕生日が決まらないときだけ、端末で生年月日を尋ねます。\n\n"
    "\b\n例:\n"
    "  menkyo plan --demo                                  見本カードの計画\n"
    "  menkyo plan                                         カードを読み取って計画\n"
    "  menkyo plan --license-expires 2027-01-10 --card-expires 2026-12-10\n"
    "  menkyo plan --demo --ics plan.ics                   カレンダーを保存",
    "Plan the renewals of the license and of the My Number card: when, in which order, with which checklist, at which "
    "cost.\n\n"
    "From a card, or from typed dates: with these no card is read and no PIN is asked for. "
    "The birth date is asked for at the terminal only where nothing else tells the birthday.\n\n"
    "\b\nExamples:\n"
    "  menkyo plan --demo                                  the specimen's plan\n"
    "  menkyo plan                                         read the card and plan\n"
    "  menkyo plan --license-expires 2027-01-10 --card-expires 2026-12-10\n"
    "  menkyo plan --demo --ics plan.ics                   save a calendar",
)
_DEMO: Final = ReadOption(
    "demo",
    OptionKind.FLAG,
    Bilingual(
        "見本カードで計画します(カードもリーダーも不要)。", "Plan for the specimen card: no card, no reader needed."
    ),
    default=False,
)
# What writes other files, what shows a record, and what compares signatures.
_NOT_HERE: Final = frozenset({"with_", "photo", "no_photo", "holder_photo", "trust", "save", "trace"})


def command(language: Language) -> click.Command:
    """Make the command in one language."""

    def plan(**values: object) -> None:
        context = click.get_current_context()
        given = [name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
        stated = stated_facts(values, given)
        _run(request_of_values(values, language), stated)

    options = [make_parameter(option, language) for option in PLAN_OPTIONS]
    return make_command("plan", language, _HELP, plan, [*card_parameters(language, _DEMO, without=_NOT_HERE), *options])


def _run(request: ReadRequest, stated: Stated) -> None:
    """Gather the facts, plan, and write the calendar and the payload."""
    from menkyo.cli.plan_facts import plan_of_card, plan_of_dates  # noqa: PLC0415 - help needs none of it

    result = plan_of_dates(request, stated) if stated.is_typed else plan_of_card(request, stated)
    if stated.ics is not None:
        from menkyo.output.calendar import save_calendar  # noqa: PLC0415 - only when asked for

        # Saved before it is shown: whoever reads our output may go away.
        save_calendar(result, stated.ics, language=request.language)
    _show(result, request)


def _show(result: PlanResult, request: ReadRequest) -> None:
    """Write the payload to standard output."""
    # Each renderer is imported only when it is used: JSON needs no rich.
    match request.output_format:
        case "json":
            from menkyo.output.plan_document import render_plan_json  # noqa: PLC0415

            write_line(render_plan_json(result).encode())
        case "plain":
            from menkyo.output.plan import render_plan  # noqa: PLC0415

            write_line(render_plan(result, language=request.language))
        case _:
            from menkyo.cli.terminal import Terminal  # noqa: PLC0415 - it takes rich
            from menkyo.output.plan import render_plan_panel  # noqa: PLC0415

            render_plan_panel(result, Terminal(), language=request.language)
