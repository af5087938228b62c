"""``menkyo may-drive``: whether the license on a card covers a vehicle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from menkyo.cli.command import make_command
from menkyo.cli.exit_codes import DONE, MISMATCH, UNDECIDED
from menkyo.cli.language import Bilingual
from menkyo.cli.read_options import OptionKind, ReadOption
from menkyo.cli.read_parameters import FORMAT, card_parameters, request_of_values
from menkyo.cli.streams import write_line
from menkyo.cli.vehicle_options import make_vehicle, vehicle_parameters

if TYPE_CHECKING:
    from menkyo.cli.language import Language
    from menkyo.cli.read_request import ReadRequest
    from menkyo.rules.vehicle import Vehicle

__all__ = ["command"]

_EXIT_CODES: Final = {"yes": DONE, "no": MISMATCH, "cannot-tell": UNDECIDED}

_HELP: Final = Bilingual(
    "記録された免許で、その車を運転できるかどうかを答えます。\n\n"
    "免許の種類、条件の文言、法律上の末日から判定します。"
    "表や文言から決められないことは「判定できません」と答えます。停止・取消は記録からは分かりません。\n\n"
    "車を指定しなければ、運転できる車の一覧を表示します。\n\n"
    "\b\n終了コード:\n"
    "  0   運転できる\n"
    "  9   運転できない\n"
    "  10  判定できない\n\n"
    "\b\n例:\n"
    "  menkyo may-drive --demo              見本で運転できる車の一覧\n"
    "  menkyo may-drive --vehicle 中型トラック\n"
    "  menkyo may-drive --gvw 7.4t --load 4t --seats 3 --transmission mt",
    "Tell whether the license that is recorded covers a vehicle.\n\n"
    "It goes by the categories, the condition texts and the lawful last day. "
    "What neither the table nor a text states is answered with 'cannot tell'. A suspension is never seen.\n\n"
    "Without a vehicle it lists what the license covers.\n\n"
    "\b\nExit codes:\n"
    "  0   yes\n"
    "  9   no\n"
    "  10  cannot tell\n\n"
    "\b\nExamples:\n"
    "  menkyo may-drive --demo              what the specimen covers\n"
    "  menkyo may-drive --vehicle 'medium truck'\n"
    "  menkyo may-drive --gvw 7.4t --load 4t --seats 3 --transmission mt",
)
_DEMO: Final = ReadOption(
    "demo",
    OptionKind.FLAG,
    Bilingual(
        "見本カードで答えます(カードもリーダーも不要)。", "Answer for the specimen card: no card, no reader needed."
    ),
    default=False,
)
# What writes files, what shows a record, and whose signature it is.
_NOT_HERE: Final = frozenset({"with_", "photo", "no_photo", "holder", "holder_photo", "save", "trace", "trust"})


def command(language: Language) -> click.Command:
    """Make the command in one language."""

    def may_drive(**values: object) -> None:
        # A vehicle that cannot be is told before a card is asked for.
        vehicle = make_vehicle(values)
        request = request_of_values(values, language)
        click.get_current_context().exit(_run(vehicle, request))

    parameters = vehicle_parameters(language) + card_parameters(language, _DEMO, FORMAT, without=_NOT_HERE)
    return make_command("may-drive", language, _HELP, may_drive, parameters)


def _run(vehicle: Vehicle | None, request: ReadRequest) -> int:
    """Read the card, answer, and return the exit code."""
    from menkyo import output  # noqa: PLC0415
    from menkyo.api import decode  # noqa: PLC0415 - help needs none of it
    from menkyo.cli.reading import capture_card  # noqa: PLC0415
    from menkyo.rules.vehicles import coverage, limiting_texts, may_drive, record_reasons, standing_of  # noqa: PLC0415

    result = decode(capture_card(request), as_of=request.as_of, specimen=request.is_virtual)
    record = result.record
    about = record.categories, limiting_texts(record)
    standing = standing_of(record, result.validity)
    is_json = request.output_format == "json"
    if vehicle is None:
        covered, reasons = coverage(*about, standing), record_reasons(standing)
        document = output.render_coverage_json(result, covered, reasons) if is_json else None
        text = document or output.render_coverage(result, covered, reasons, language=request.language)
        verdict = max(each.verdict for each in covered)
    else:
        answer = may_drive(*about, vehicle, standing)
        document = output.render_answer_json(result, vehicle, answer) if is_json else None
        text = document or output.render_answer(result, answer, language=request.language)
        verdict = answer.verdict
    write_line(text if document is None else document.encode())
    return _EXIT_CODES[verdict.word]
