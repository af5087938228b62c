"""``menkyo read``: read the license on a card and show it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from menkyo.cli.command import format_option, make_command, wait_option
from menkyo.cli.exit_codes import USAGE, CommandError
from menkyo.cli.language import Bilingual, Language
from menkyo.cli.pin import PinFromFile, PinFromPrompt, PinOfSpecimen
from menkyo.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from menkyo.api import Capture, IcLicensePins, ReadResult
    from menkyo.cli.pin import PinSource
    from menkyo.record import Photo

__all__ = ["command"]

_DEMO_READER: Final = "virtual"
# The specimen's PIN is no secret: it stands in the card image.
_DEMO_PIN: Final = b"1234"
_DEFAULT_WAIT: Final = 15.0
# What PIN2 of an IC license opens.
_BEHIND_PIN2: Final = ("domicile", "photo")

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
    "Read the license on a My Number card or an IC license: type, expiry, conditions and all else that is recorded.\n\n"
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
_OPTIONS: Final = {
    "reader": Bilingual(
        "リーダーの番号か名前の一部、virtual[:IMAGE]、replay:FILE。既定は MENKYO_READER。",
        "Reader: its number or part of its name, virtual[:IMAGE], or replay:FILE. Default: MENKYO_READER.",
    ),
    "wait": Bilingual("カードを待つ秒数。", "Seconds to wait for a card."),
    "pin_file": Bilingual(
        "暗証番号を1行目に書いたファイル。- は標準入力。IC運転免許証では2行目が暗証番号2。",
        "File whose first line is the PIN; - is standard input. On an IC license the second line is PIN2.",
    ),
    "with": Bilingual(
        "IC運転免許証で暗証番号2が要るものも読み取ります(domicile 本籍、photo 写真)。",
        "Read what needs PIN2 of an IC license, too: domicile, photo, or domicile,photo.",
    ),
    "use_last_try": Bilingual("残り1回でも暗証番号を送ります。", "Send the PIN even when one try is left."),
    "short": Bilingual("短い長さの命令だけを使います。", "Use short-length commands only."),
    "photo": Bilingual(
        "写真を保存します(.jp2/.j2k は記録のまま、.png/.jpg は変換)。",
        "Save the photo (.jp2/.j2k as recorded, .png/.jpg converted).",
    ),
    "no_photo": Bilingual("写真を表示・出力しません。", "Leave the photo out of what is shown."),
    "save": Bilingual(
        "読み取ったデータをそのまま保存します(本人以外は読めないファイル)。",
        "Save what was read, undecoded, in a file that only you can read.",
    ),
    "trace": Bilingual(
        "カードとのやり取りを記録します(暗証番号と読み取った内容は含みません)。",
        "Write the conversation with the card, without the PIN and what was read.",
    ),
    "as_of": Bilingual("この日の時点で判定します(YYYY-MM-DD)。", "Judge as of this day (YYYY-MM-DD) instead of today."),
    "demo": Bilingual(
        "見本カードを表示します(カードもリーダーも不要)。", "Show the specimen card: no card, no reader needed."
    ),
}
_TOGETHER: Final = Bilingual("{} と {} は同時に指定できません。", "{} and {} do not go together.")
_NOT_BEHIND_PIN2: Final = Bilingual("{} ではなく domicile か photo です", "{} is neither domicile nor photo")
_SAME_FILE: Final = Bilingual(
    "--photo、--save、--trace には別々のファイルを指定してください。",
    "--photo, --save and --trace need a file of their own each.",
)
_NO_FOLDER: Final = Bilingual("フォルダー「{}」がありません。", "There is no folder {}.")
_NO_PLAIN_FILE: Final = Bilingual("「{}」は普通のファイルではありません。", "{} is no regular file.")
_CANNOT_WRITE: Final = Bilingual("フォルダー「{}」に書き込めません ({})。", "The folder {} cannot be written to ({}).")
_NO_PHOTO: Final = Bilingual(
    "写真は記録されていないため、保存しませんでした。", "No photo is recorded, so that none was saved."
)


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """What the command line asks for; nothing below sees click."""

    reader: str | None
    wait: float
    pin: PinSource
    behind_pin2: frozenset[str]
    use_last_try: bool
    short: bool
    output_format: str
    photo: Path | None
    show_photo: bool
    save: Path | None
    trace: Path | None
    as_of: date | None
    language: Language


def command(language: Language) -> click.Command:
    """Make the command in one language."""

    def read(  # noqa: PLR0913 - the contract's options, one each
        *,
        reader: str | None,
        wait: float,
        pin_file: str | None,
        with_: frozenset[str],
        use_last_try: bool,
        short: bool,
        output_format: str,
        photo: Path | None,
        no_photo: bool,
        save: Path | None,
        trace: Path | None,
        as_of: datetime | None,
        demo: bool,
    ) -> None:
        request = ReadRequest(
            reader=_DEMO_READER if demo else reader or None,
            wait=wait,
            pin=_pin_source(pin_file, language, demo=demo),
            behind_pin2=with_,
            use_last_try=use_last_try,
            short=short,
            output_format=output_format,
            photo=photo,
            show_photo=not no_photo,
            save=save,
            trace=trace,
            as_of=None if as_of is None else as_of.date(),
            language=language,
        )
        _check(request, click.get_current_context())
        _run(request)

    return make_command("read", language, _HELP, read, _parameters(language))


def _parameters(language: Language) -> list[click.Parameter]:
    """The options in the contract's order."""

    def about(name: str) -> str:
        return _OPTIONS[name].text(language)

    file = click.Path(dir_okay=False, path_type=Path)
    pin_file = click.Path(exists=True, dir_okay=False, allow_dash=True)
    return [
        click.Option(["--reader"], metavar="NAME", envvar="MENKYO_READER", help=about("reader")),
        wait_option(language, _OPTIONS["wait"], _DEFAULT_WAIT),
        click.Option(["--pin-file"], metavar="FILE|-", type=pin_file, help=about("pin_file")),
        _with_option(language),
        click.Option(["--use-last-try"], is_flag=True, help=about("use_last_try")),
        click.Option(["--short"], is_flag=True, help=about("short")),
        format_option(language, "panel", "plain", "json"),
        click.Option(["--photo"], metavar="FILE", type=file, help=about("photo")),
        click.Option(["--no-photo"], is_flag=True, help=about("no_photo")),
        click.Option(["--save"], metavar="FILE", type=file, help=about("save")),
        click.Option(["--trace"], metavar="FILE", type=file, help=about("trace")),
        click.Option(["--as-of"], metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help=about("as_of")),
        click.Option(["--demo"], is_flag=True, help=about("demo")),
    ]


def _with_option(language: Language) -> click.Option:
    """``--with``: one or both words for what PIN2 opens, with a comma between them."""

    def split(context: click.Context, parameter: click.Parameter, value: str) -> frozenset[str]:
        words = frozenset(word.strip() for word in value.split(",") if word.strip())
        if unknown := sorted(words.difference(_BEHIND_PIN2)):
            raise click.BadParameter(_NOT_BEHIND_PIN2.text(language).format(unknown[0]), context, parameter)
        return words

    about = _OPTIONS["with"].text(language)
    return click.Option(["--with", "with_"], metavar="WHAT", default="", callback=split, help=about)


def _pin_source(pin_file: str | None, language: Language, *, demo: bool) -> PinSource:
    """Where the PIN comes from."""
    if demo:
        return PinOfSpecimen(_DEMO_PIN)
    return PinFromFile(pin_file) if pin_file else PinFromPrompt(language)


def _check(request: ReadRequest, context: click.Context) -> None:
    """Refuse what cannot be done before a card is touched; raises `CommandError`."""
    given = {name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE}
    for one, other in (("demo", "reader"), ("demo", "pin_file"), ("photo", "no_photo")):
        if {one, other} <= given:
            names = f"--{one}", f"--{other.replace('_', '-')}"
            raise CommandError(USAGE, Bilingual(*(text.format(*names) for text in _TOGETHER)))
    if request.photo:
        from menkyo.output.photo import check_photo_path  # noqa: PLC0415 - only when asked for

        check_photo_path(request.photo)
    paths = [path.absolute() for path in (request.photo, request.save, request.trace) if path]
    if len(set(paths)) < len(paths):
        raise CommandError(USAGE, _SAME_FILE)
    for path in paths:
        if not path.exists() or path.is_file():
            _check_folder(path.parent)
        elif request.trace is None or path != request.trace.absolute():
            # A device would be replaced by a file; a trace alone is written to what is there.
            raise CommandError(USAGE, Bilingual(*(text.format(path) for text in _NO_PLAIN_FILE)))


def _check_folder(folder: Path) -> None:
    """Make sure that files can be made there: a reading must not be lost for want of a place; raises `CommandError`."""
    if not folder.is_dir():
        raise CommandError(USAGE, Bilingual(*(text.format(folder) for text in _NO_FOLDER)))
    from tempfile import TemporaryFile  # noqa: PLC0415 - only for files

    try:
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CommandError(USAGE, Bilingual(*(text.format(folder, reason) for text in _CANNOT_WRITE))) from error


def _run(request: ReadRequest) -> None:
    """Read the card, show it, and write the files that were asked for."""
    from menkyo.api import decode, save_capture  # noqa: PLC0415 - help needs none of it

    capture = _capture(request)
    # Saved before it is decoded: what cannot be decoded today may be tomorrow.
    if request.save:
        save_capture(capture, request.save)
    result = decode(capture, as_of=request.as_of)
    photo = result.record.photo
    if not request.show_photo:
        result = replace(result, record=replace(result.record, photo=None))
    if (request.reader or "").partition(":")[0] == _DEMO_READER:
        result = replace(result, specimen=True)
    try:
        # Saved before it is shown: whoever reads our output may go away.
        if request.photo:
            _save_photo(photo, request.photo, request.language)
    finally:
        _show(result, request)


def _capture(request: ReadRequest) -> Capture:
    """Read the card once; the trace is written however the reading ends."""
    from menkyo.api import open_reader, read_card  # noqa: PLC0415 - help needs none of it

    trace = None
    if request.trace:
        from menkyo.cli.trace import Trace  # noqa: PLC0415 - most readings leave no trace

        trace = Trace(request.trace)
    progress = Progress(request.language)

    def ask(pin: Callable[[int], bytes]) -> Callable[[int], bytes]:
        def ask_pin(tries_left: int) -> bytes:
            progress.clear()
            return pin(tries_left)

        return ask_pin

    try:
        with open_reader(request.reader, wait=request.wait, on_second=progress.waiting) as transport:
            capture = read_card(
                trace.watch(transport) if trace else transport,
                ask(request.pin),
                ic_license_pins=_ic_license_pins(request, ask),
                use_last_try=request.use_last_try,
                short=request.short,
                on_phase=lambda _phase: progress.reading(),
            )
    except BaseException:
        progress.clear()
        if trace:
            # What ended the reading matters more than a file that cannot be written.
            with suppress(OSError):
                trace.write()
        raise
    progress.clear()
    if trace:
        trace.write()
    return capture


def _ic_license_pins(
    request: ReadRequest, ask: Callable[[Callable[[int], bytes]], Callable[[int], bytes]]
) -> IcLicensePins:
    """Where the PINs of an IC license come from, and what PIN2 is to open."""
    from menkyo.api import BehindPin2, IcLicensePins  # noqa: PLC0415 - help needs none of it

    def wanted() -> frozenset[BehindPin2]:
        words = request.behind_pin2
        if not words and request.pin.has_pin2():
            words = frozenset(_BEHIND_PIN2)
        # A photo that is to be saved is wanted.
        photo = frozenset({BehindPin2.PHOTO} if request.photo else ())
        return frozenset(map(BehindPin2, words)) | photo

    return IcLicensePins(ask(request.pin.pin1), ask(request.pin.pin2), wanted)


def _show(result: ReadResult, request: ReadRequest) -> None:
    """Write the payload to standard output."""
    # Each renderer is imported only when it is used: JSON needs no rich.
    match request.output_format:
        case "json":
            from menkyo.output.document import render_json  # noqa: PLC0415

            click.echo(render_json(result).encode())
        case "plain":
            from menkyo.output.plain import render_plain  # noqa: PLC0415

            click.echo(render_plain(result, language=request.language))
        case _:
            from rich.console import Console  # noqa: PLC0415

            from menkyo.output.panel import render_panel  # noqa: PLC0415

            class Terminal(Console):
                """A console that leaves it to us to end when whoever reads our output goes away."""

                def on_broken_pipe(self) -> None:
                    raise BrokenPipeError

            render_panel(result, Terminal(), language=request.language)


def _save_photo(photo: Photo | None, path: Path, language: Language) -> None:
    """Save the photo, or say on standard error that there is none."""
    if photo is None:
        click.echo(_NO_PHOTO.text(language), err=True)
        return
    from menkyo.output.photo import save_photo  # noqa: PLC0415 - only when asked for

    save_photo(photo, path)
