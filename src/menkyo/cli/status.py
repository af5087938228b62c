"""``menkyo status``: what a card tells without a PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.cli.command import make_command
from menkyo.cli.language import Bilingual
from menkyo.cli.pin import passphrase_source
from menkyo.cli.read_options import OptionKind, ReadOption
from menkyo.cli.read_parameters import card_parameters, request_of_values
from menkyo.cli.streams import write_line

if TYPE_CHECKING:
    from datetime import date

    import click

    from menkyo.api import CardStatus
    from menkyo.cli.language import Language
    from menkyo.cli.read_request import ReadRequest

__all__ = ["command"]

_HELP: Final = Bilingual(
    "カードの状態を暗証番号なしで表示します: 種類、期限、暗証番号の残り回数、電子証明書の末日。\n\n"
    "何も尋ねず、暗証番号は送りません。残り回数は照会しても減りません。"
    "ロックされた暗証番号には、どこで解除するかを示します。\n\n"
    "\b\n例:\n"
    "  menkyo status --demo                    見本カードの状態\n"
    "  menkyo status                           カードの状態\n"
    "  menkyo status --format json             スクリプト用",
    "Show what a card tells without a PIN: its kind and last day, the tries left of each PIN, its certificates.\n\n"
    "Nothing is asked for and no PIN is sent; asking for the tries left costs none. "
    "For a blocked PIN it says who unblocks it.\n\n"
    "\b\nExamples:\n"
    "  menkyo status --demo                    the status of the specimen\n"
    "  menkyo status                           the status of the card\n"
    "  menkyo status --format json             for scripts",
)
_DEMO: Final = ReadOption(
    "demo",
    OptionKind.FLAG,
    Bilingual(
        "見本カードの状態を表示します(カードもリーダーも不要)。",
        "Show the status of the specimen card: no card, no reader needed.",
    ),
    default=False,
)
_PASSPHRASE_FILE: Final = ReadOption(
    "passphrase_file",
    OptionKind.INPUT,
    Bilingual(
        "暗号化した capture:FILE のパスフレーズを1行目に書いたファイル。- は標準入力。",
        "File whose first line is the passphrase of an encrypted capture:FILE; - is standard input.",
    ),
    "FILE|-",
)
# What is about a PIN, and about what a PIN opens.
_NOT_HERE: Final = frozenset(
    {"pin_file", "with_", "use_last_try", "photo", "no_photo", "holder", "holder_photo", "trust", "save"}
)


def command(language: Language) -> click.Command:
    """Make the command in one language."""

    def status(*, passphrase_file: str | None, **values: object) -> None:
        _run(request_of_values(values, language)._replace(pin=passphrase_source(passphrase_file, language)))

    options = card_parameters(language, _DEMO, _PASSPHRASE_FILE, without=_NOT_HERE)
    return make_command("status", language, _HELP, status, options)


def _run(request: ReadRequest) -> None:
    """Look at the card and show what it tells."""
    from menkyo.api import is_saved_specimen, today  # noqa: PLC0415 - help needs none of it

    status = _status(request)
    is_specimen = request.is_virtual or is_saved_specimen(status)
    as_of = request.as_of or today()
    # Each renderer is imported only when it is used: JSON needs no rich.
    match request.output_format:
        case "json":
            from menkyo.output.status import render_status_json  # noqa: PLC0415

            write_line(render_status_json(status).encode())
        case "plain":
            from menkyo.output.status import render_status  # noqa: PLC0415

            write_line(render_status(status, as_of, language=request.language, specimen=is_specimen))
        case _:
            _show_panel(status, as_of, request.language, is_specimen=is_specimen)


def _status(request: ReadRequest) -> CardStatus:
    """The status of the card on the reader, or of the one that a capture was made of."""
    from menkyo.api import open_reader, read_status, status_of_capture  # noqa: PLC0415 - help needs none of it
    from menkyo.cli.progress import Progress  # noqa: PLC0415
    from menkyo.cli.reading import traced  # noqa: PLC0415

    if request.capture is not None:
        from menkyo.cli.passphrase import open_capture  # noqa: PLC0415 - most cards are here

        return status_of_capture(open_capture(request, request.capture))
    progress = Progress(request.language)
    try:
        with (
            traced(request.trace) as watch,
            open_reader(request.reader, wait=request.wait, on_second=progress.waiting) as transport,
        ):
            progress.reading()
            return read_status(watch(transport), short=request.short)
    finally:
        progress.clear()


def _show_panel(status: CardStatus, as_of: date, language: Language, *, is_specimen: bool) -> None:
    """Write the panel to standard output."""
    from menkyo.cli.terminal import Terminal  # noqa: PLC0415 - it takes rich
    from menkyo.output.status_panel import render_status_panel  # noqa: PLC0415

    render_status_panel(status, as_of, Terminal(), language=language, specimen=is_specimen)
