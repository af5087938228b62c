"""``menkyo save``: keep everything that a card gives in a file, to be shown later without the card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from menkyo.cli.command import make_command
from menkyo.cli.exit_codes import USAGE, CommandError
from menkyo.cli.language import Bilingual
from menkyo.cli.read_options import OptionKind, ReadOption
from menkyo.cli.read_parameters import NewFile, card_parameters, make_parameter, request_of_values
from menkyo.cli.streams import write_line

if TYPE_CHECKING:
    from pathlib import Path

    from menkyo.api import Capture
    from menkyo.cli.language import Language

__all__ = ["ENCRYPT", "PASSPHRASE_FILE", "WITHOUT_ENCRYPT", "command", "tell_kept"]

_HELP: Final = Bilingual(
    "カードを読み取り、読み取ったデータをそのまま FILE に保存します(本人以外は読めないファイル)。\n\n"
    "保存したものは --reader capture:FILE で、カードも暗証番号もなしに表示・照合できます。"
    "--encrypt を付けるとパスフレーズで暗号化します。\n\n"
    "\b\n例:\n"
    "  menkyo save reading.json --demo         見本を保存\n"
    "  menkyo read --reader capture:reading.json\n"
    "                                          保存したものを表示\n"
    "  menkyo save reading.json --encrypt      パスフレーズで暗号化して保存\n"
    "  menkyo save other.json --reader capture:reading.json --encrypt\n"
    "                                          保存したものを暗号化",
    "Read a card and keep all that was read, undecoded, in FILE, which only you can read.\n\n"
    "With --reader capture:FILE it is shown and checked later without card and PIN. "
    "With --encrypt a passphrase locks it.\n\n"
    "\b\nExamples:\n"
    "  menkyo save reading.json --demo         keep the specimen\n"
    "  menkyo read --reader capture:reading.json\n"
    "                                          show what was kept\n"
    "  menkyo save reading.json --encrypt      encrypt it with a passphrase\n"
    "  menkyo save other.json --reader capture:reading.json --encrypt\n"
    "                                          encrypt what was kept before",
)
_DEMO: Final = ReadOption(
    "demo",
    OptionKind.FLAG,
    Bilingual("見本カードを保存します(カードもリーダーも不要)。", "Keep the specimen card: no card, no reader needed."),
    default=False,
)
ENCRYPT: Final = ReadOption(
    "encrypt",
    OptionKind.FLAG,
    Bilingual("パスフレーズで暗号化します。", "Encrypt it with a passphrase."),
    default=False,
)
PASSPHRASE_FILE: Final = ReadOption(
    "passphrase_file",
    OptionKind.INPUT,
    Bilingual(
        "パスフレーズを1行目に書いたファイル。- は標準入力(--pin-file - もあれば3行目)。",
        "File whose first line is the passphrase; - is standard input (its third line with --pin-file -).",
    ),
    "FILE|-",
)
# What shows a record, and what names the file another way.
_NOT_HERE: Final = frozenset({"format", "photo", "no_photo", "holder_photo", "trust", "save", "as_of"})
WITHOUT_ENCRYPT: Final = Bilingual(
    "--passphrase-file は --encrypt と一緒に使います。", "--passphrase-file goes with --encrypt."
)
_KEPT: Final = Bilingual(
    "読み取った{count}ファイルを {path} に保存しました(あなただけが読めるファイルです)。",
    "Kept the {count} files that were read in {path}, which only you can read.",
)
_LOCKED: Final = Bilingual(
    "読み取った{count}ファイルを暗号化して {path} に保存しました。パスフレーズを忘れると誰にも開けません。",
    "Kept the {count} files that were read in {path}, encrypted; without the passphrase nobody can open it.",
)
_PERSONAL: Final = Bilingual(
    "個人情報です。必要のない人に渡さず、用が済んだら削除してください。",
    "It is personal data: give it to nobody who does not need it, and delete it when it has served its purpose.",
)


def command(language: Language) -> click.Command:
    """Make the command in one language."""

    def save(*, file: Path, encrypt: bool, passphrase_file: str | None, **values: object) -> None:
        _run({**values, "save": file}, file, language, encrypt=encrypt, passphrase_file=passphrase_file)

    params = [
        click.Argument(["file"], type=NewFile()),
        *card_parameters(language, _DEMO, without=_NOT_HERE),
        make_parameter(ENCRYPT, language),
        make_parameter(PASSPHRASE_FILE, language),
    ]
    return make_command("save", language, _HELP, save, params)


def _run(
    values: dict[str, object], path: Path, language: Language, *, encrypt: bool, passphrase_file: str | None
) -> None:
    """Read the card, keep what was read, and say so; the passphrase is seen to before the card is touched."""
    from menkyo.api import save_capture  # noqa: PLC0415 - help needs none of it
    from menkyo.cli.passphrase import new_passphrase  # noqa: PLC0415
    from menkyo.cli.reading import capture_card  # noqa: PLC0415

    if passphrase_file is not None and not encrypt:
        raise CommandError(USAGE, WITHOUT_ENCRYPT)
    request = request_of_values(values, language)
    passphrase = new_passphrase(request, passphrase_file, language) if encrypt else None
    capture = capture_card(request)
    save_capture(capture, path, passphrase=passphrase)
    tell_kept(capture, path, language, is_encrypted=encrypt)


def tell_kept(capture: Capture, path: Path, language: Language, *, is_encrypted: bool) -> None:
    """Say on standard error what was kept where, and what it is."""
    from menkyo.output import printable  # noqa: PLC0415 - help needs none of it

    count = sum(file.data is not None for file in capture.files)
    sentence = (_LOCKED if is_encrypted else _KEPT).text(language)
    write_line(sentence.format(count=count, path=printable(str(path))), err=True)
    write_line(_PERSONAL.text(language), err=True)
