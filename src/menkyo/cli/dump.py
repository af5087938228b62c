"""``menkyo dump``: every file of the known applications that may be read, in a capture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from menkyo.cli.command import make_command
from menkyo.cli.exit_codes import USAGE, CommandError
from menkyo.cli.language import Bilingual
from menkyo.cli.pin import PinFromPrompt
from menkyo.cli.read_options import BEHIND_PIN2, OptionKind, ReadOption
from menkyo.cli.read_parameters import FORMAT, NewFile, card_parameters, make_parameter, request_of_values
from menkyo.cli.save import ENCRYPT, PASSPHRASE_FILE, WITHOUT_ENCRYPT, tell_kept
from menkyo.cli.streams import write_line

if TYPE_CHECKING:
    from pathlib import Path

    from menkyo.cli.language import Language
    from menkyo.cli.read_request import ReadRequest
    from menkyo.output.dump import DumpView
    from menkyo.reading import Dump

__all__ = ["command"]

_HELP: Final = Bilingual(
    "知られているアプリケーションの、読み取れるファイルをすべて FILE に保存します(本人以外は読めないファイル)。\n\n"
    "免許情報に加えて、電子証明書、トークン情報など、暗証番号なしで読めるものも読み取ります。"
    "マイナンバーのあるファイルは読みません。何を読み、何が拒否され、何を読まなかったかを表示します。"
    "保存したものは --reader capture:FILE で使えます。\n\n"
    "\b\n例:\n"
    "  menkyo dump card.json --demo            見本のカード\n"
    "  menkyo dump card.json --encrypt         暗号化して保存\n"
    "  menkyo read --reader capture:card.json  保存したものを表示",
    "Keep every file of the known applications that may be read in FILE, which only you can read.\n\n"
    "Besides the license that is what needs no PIN: certificates, token information and the like. Files that hold "
    "the My Number are not read. It says what was read, refused and left out. "
    "With --reader capture:FILE the file stands for the card.\n\n"
    "\b\nExamples:\n"
    "  menkyo dump card.json --demo            the specimen card\n"
    "  menkyo dump card.json --encrypt         encrypt it with a passphrase\n"
    "  menkyo read --reader capture:card.json  show what was kept",
)
_DEMO: Final = ReadOption(
    "demo",
    OptionKind.FLAG,
    Bilingual("見本カードを保存します(カードもリーダーも不要)。", "Dump the specimen card: no card, no reader needed."),
    default=False,
)
_ABOUT_FORMAT: Final = Bilingual("読み取りの結果を表示する形式。", "Form of what is said of the files.")
# What shows a record, what names the file another way, and what would choose among the files.
_NOT_HERE: Final = frozenset({"with_", "photo", "no_photo", "holder_photo", "trust", "save", "as_of"})
_SAVED: Final = Bilingual(
    "保存した読み取りはカードではありません。", "A saved reading is no card that could be dumped."
)
_SAVED_HINT: Final = Bilingual(
    "保存した読み取りの複製と暗号化には menkyo save を使います。", "menkyo save copies and encrypts a saved reading."
)


def command(language: Language) -> click.Command:
    """Make the command in one language."""

    def dump(*, file: Path, encrypt: bool, passphrase_file: str | None, **values: object) -> None:
        request = request_of_values({**values, "save": file}, language)
        if isinstance(request.pin, PinFromPrompt):
            request = request._replace(behind_pin2=frozenset(BEHIND_PIN2))
        _run(request, file, encrypt=encrypt, passphrase_file=passphrase_file)

    params = [
        click.Argument(["file"], type=NewFile()),
        *card_parameters(language, _DEMO, FORMAT._replace(about=_ABOUT_FORMAT), without=_NOT_HERE, capture=False),
        make_parameter(ENCRYPT, language),
        make_parameter(PASSPHRASE_FILE, language),
    ]
    return make_command("dump", language, _HELP, dump, params)


def _run(request: ReadRequest, path: Path, *, encrypt: bool, passphrase_file: str | None) -> None:
    """Read the card, keep what was read, and say what that is; the passphrase is seen to before the card is touched."""
    from menkyo.api import save_capture  # noqa: PLC0415 - help needs none of it
    from menkyo.cli.passphrase import new_passphrase  # noqa: PLC0415
    from menkyo.cli.reading import converse  # noqa: PLC0415
    from menkyo.output.dump import render_dump, render_dump_json  # noqa: PLC0415
    from menkyo.reading import dump_card  # noqa: PLC0415

    if passphrase_file is not None and not encrypt:
        raise CommandError(USAGE, WITHOUT_ENCRYPT)
    if request.capture is not None:
        raise CommandError(USAGE, _SAVED, _SAVED_HINT)
    passphrase = new_passphrase(request, passphrase_file, request.language) if encrypt else None
    result = converse(request, dump_card)
    save_capture(result.capture, path, passphrase=passphrase)
    view = _view(result)
    try:
        if request.output_format == "json":
            write_line(render_dump_json(view).encode())
        else:
            write_line(render_dump(view, request.language))
    finally:
        tell_kept(result.capture, path, request.language, is_encrypted=encrypt)


def _view(result: Dump) -> DumpView:
    """A dump as it is shown: without the data."""
    from menkyo.output.dump import DumpedFile, DumpView, LeftOutFile  # noqa: PLC0415 - help needs none of it

    capture = result.capture
    return DumpView(
        capture.reader,
        capture.kind.value,
        capture.atr,
        capture.applications,
        tuple(
            DumpedFile(file.application, file.name, None if file.data is None else len(file.data), file.refused)
            for file in capture.files
        ),
        tuple(LeftOutFile(file.application, file.name, file.reason.value) for file in result.skipped),
    )
