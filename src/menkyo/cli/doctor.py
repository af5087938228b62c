"""``menkyo doctor``: what works between this system and a card, step by step, with the remedy for what does not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from menkyo.cli.command import make_command
from menkyo.cli.exit_codes import USAGE, CommandError
from menkyo.cli.language import Bilingual
from menkyo.cli.read_options import READ_OPTIONS, reader_about
from menkyo.cli.read_parameters import make_parameter
from menkyo.cli.streams import write_line
from menkyo.reader_name import ReaderKind, parse_reader_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from menkyo.cli.language import Language

__all__ = ["command"]

_HELP: Final = Bilingual(
    "サービス、ドライバー、リーダー、カード、アプリ、通信を順に調べ、問題があれば対処を示します。\n\n"
    "暗証番号は尋ねず、試行回数も減りません。出力に個人情報は含まれないため、そのまま報告に貼れます。\n\n"
    "\b\n例:\n"
    "  menkyo doctor                        リーダーとカードを調べる\n"
    "  menkyo doctor --json                 報告に貼るためのJSON\n"
    "  menkyo doctor --reader virtual       仮想カードで試す",
    "Look at service, driver, reader, card, applications and link in turn, with the remedy for what does not work.\n\n"
    "No PIN is asked for and no try is used. What it prints holds no personal data: paste it into a report.\n\n"
    "\b\nExamples:\n"
    "  menkyo doctor                        look at reader and card\n"
    "  menkyo doctor --json                 JSON to paste into a report\n"
    "  menkyo doctor --reader virtual       try it with the virtual card",
)
_NO_READER: Final = Bilingual(
    "保存した読み取りには、調べるリーダーがありません。", "A saved reading has no reader to look at."
)
_NO_READER_HINT: Final = Bilingual(
    "menkyo status --reader capture:FILE なら、読み取ったときの状態を表示します。",
    "menkyo status --reader capture:FILE shows what it tells of the card.",
)
_JSON: Final = Bilingual("JSONで出力します(報告用、常に英語)。", "Print JSON, to paste into a report.")
# Those of `menkyo read` about the reader; nobody waits for a card that may be what is wrong.
_ROWS: Final = {option.key: option for option in READ_OPTIONS}
_OPTIONS: Final = (_ROWS["reader"]._replace(about=reader_about(capture=False)), _ROWS["wait"]._replace(default=0.0))


class _Request(NamedTuple):
    """Which card to look at, how long to wait for one, and how to show what was found."""

    reader: str | None
    wait: float
    as_json: bool
    language: Language


def command(language: Language) -> click.Command:
    """Make the command in one language."""

    def doctor(reader: str | None, wait: float, as_json: bool) -> None:  # noqa: FBT001 - click's form
        click.get_current_context().exit(_run(_Request(reader or None, wait, as_json, language)))

    params: list[click.Parameter] = [make_parameter(option, language) for option in _OPTIONS]
    params.append(click.Option(["--json", "as_json"], is_flag=True, help=_JSON.text(language)))
    return make_command("doctor", language, _HELP, doctor, params)


def _run(request: _Request) -> int:
    """Examine, show what was found, and return the contract's exit code for the first step that failed."""
    if parse_reader_name(request.reader).kind is ReaderKind.CAPTURE:
        raise CommandError(USAGE, _NO_READER, _NO_READER_HINT)
    from menkyo.cli.doctor_steps import examine  # noqa: PLC0415 - help needs none of it
    from menkyo.output.doctor import render_checks, render_checks_json  # noqa: PLC0415

    findings = examine(request.reader, request.wait)
    checks = [finding.check for finding in findings]
    if request.as_json:
        write_line(render_checks_json(checks, _system()))
    else:
        write_line(render_checks(checks, language=request.language))
    return next((finding.exit_code for finding in findings if finding.exit_code), 0)


def _system() -> Mapping[str, str]:
    """The versions that matter for a report."""
    import platform  # noqa: PLC0415 - only for JSON
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    from menkyo import __version__  # noqa: PLC0415

    try:
        pyscard = version("pyscard")
    except PackageNotFoundError:
        pyscard = ""
    return {
        "menkyo": __version__,
        "python": sys.version.split()[0],
        "platform": platform.platform(),
        "pyscard": pyscard,
    }
