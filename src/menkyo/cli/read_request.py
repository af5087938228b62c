"""What a command line asks ``menkyo read`` for; nothing below sees how it was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.cli.exit_codes import USAGE, CommandError
from menkyo.cli.language import Bilingual, Language
from menkyo.cli.pin import PinFromFile, PinFromPrompt, PinOfSpecimen
from menkyo.reader_name import ReaderKind, parse_reader_name

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path

    from menkyo.cli.pin import PinSource
    from menkyo.cli.read_options import ReadValues

__all__ = ["ReadRequest", "make_request", "require_place"]

_TOGETHER: Final = Bilingual("{} と {} は同時に指定できません。", "{} and {} do not go together.")
_SAME_FILE: Final = Bilingual(
    "--photo、--holder-photo、--save、--trace には別々のファイルを指定してください。",
    "--photo, --holder-photo, --save and --trace need a file of their own each.",
)
_NO_CAPTURE: Final = Bilingual(
    "capture: のあとに保存ファイルの名前を指定してください。", "The name of a saved reading follows capture:."
)
_NOTHING_TO_TRACE: Final = Bilingual(
    "保存ファイルにはカードとのやり取りがないため、記録できません。",
    "A saved reading holds no conversation with a card that could be recorded.",
)
_NO_FOLDER: Final = Bilingual("フォルダー「{}」がありません。", "There is no folder {}.")
_NO_PLAIN_FILE: Final = Bilingual("「{}」は普通のファイルではありません。", "{} is no regular file.")
_CANNOT_WRITE: Final = Bilingual("フォルダー「{}」に書き込めません ({})。", "The folder {} cannot be written to ({}).")


class ReadRequest(NamedTuple):
    """What to read, how, and what to do with it."""

    reader: str | None
    wait: float
    pin: PinSource
    behind_pin2: frozenset[str]
    use_last_try: bool
    short: bool
    output_format: str
    photo: Path | None
    show_photo: bool
    holder: bool
    holder_photo: Path | None
    trust: Path | None
    save: Path | None
    trace: Path | None
    as_of: date | None
    language: Language

    @property
    def is_virtual(self) -> bool:
        """Whether the reader is the built-in one, whose cards are invented."""
        return parse_reader_name(self.reader).kind is ReaderKind.VIRTUAL

    @property
    def capture(self) -> str | None:
        """The name of the saved reading that stands for a card."""
        name = parse_reader_name(self.reader)
        return name.rest if name.kind is ReaderKind.CAPTURE else None


def make_request(values: ReadValues, given: Collection[str], language: Language) -> ReadRequest:
    """Make a request of the options' values; ``given`` are the keys of those that stand in the command line.

    Raises `CommandError` for what cannot be done, and `menkyo.output.PhotoError`, before a card is touched.
    """
    for one, other in (("demo", "reader"), ("demo", "pin_file"), ("photo", "no_photo"), ("holder_photo", "no_photo")):
        if one in given and other in given:
            names = tuple(f"--{name.replace('_', '-')}" for name in (one, other))
            raise CommandError(USAGE, Bilingual(*(text.format(*names) for text in _TOGETHER)))
    request = ReadRequest(
        reader=ReaderKind.VIRTUAL.value if values["demo"] else values["reader"] or None,
        wait=values["wait"],
        pin=_pin_source(values, language),
        behind_pin2=values["with_"] or frozenset(),
        use_last_try=values["use_last_try"],
        short=values["short"],
        output_format=values["format"],
        photo=values["photo"],
        show_photo=not values["no_photo"],
        holder=values["holder"] or values["holder_photo"] is not None,
        holder_photo=values["holder_photo"],
        trust=values["trust"],
        save=values["save"],
        trace=values["trace"],
        as_of=values["as_of"],
        language=language,
    )
    _check_capture(request)
    _check_files(request)
    return request


def _pin_source(values: ReadValues, language: Language) -> PinSource:
    """Where the PIN comes from."""
    if values["demo"]:
        return PinOfSpecimen()
    return PinFromFile(values["pin_file"], language) if values["pin_file"] else PinFromPrompt(language)


def _check_capture(request: ReadRequest) -> None:
    """Refuse what a saved reading cannot do; raises `CommandError`."""
    if request.capture == "":
        raise CommandError(USAGE, _NO_CAPTURE)
    if request.capture is not None and request.trace:
        raise CommandError(USAGE, _NOTHING_TO_TRACE)


def _check_files(request: ReadRequest) -> None:
    """Refuse files that cannot be written; raises `CommandError`."""
    photos = [path for path in (request.photo, request.holder_photo) if path]
    if photos:
        from menkyo.output.photo import check_photo_path  # noqa: PLC0415 - only when asked for

        for photo in photos:
            check_photo_path(photo)
    paths = [path.absolute() for path in (*photos, request.save, request.trace) if path]
    if len(set(paths)) < len(paths):
        raise CommandError(USAGE, _SAME_FILE)
    trace = request.trace and request.trace.absolute()
    for path in paths:
        # A device would be replaced by a file; a trace alone is written to what is there.
        if path != trace or not path.exists() or path.is_file():
            require_place(path)


def require_place(path: Path) -> None:
    """Make sure that a file can be made: a reading must not be lost for want of a place; raises `CommandError`."""
    if path.exists() and not path.is_file():
        raise CommandError(USAGE, Bilingual(*(text.format(path) for text in _NO_PLAIN_FILE)))
    folder = path.parent
    if not folder.is_dir():
        raise CommandError(USAGE, Bilingual(*(text.format(folder) for text in _NO_FOLDER)))
    from tempfile import TemporaryFile  # noqa: PLC0415 - only for files

    try:
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        from menkyo.output.details import system_reason  # noqa: PLC0415 - only for a folder of no use

        reason = error.strerror or type(error).__name__
        reasons = (system_reason(reason, language) for language in (Language.JA, Language.EN))
        sentence = Bilingual(*(text.format(folder, each) for text, each in zip(_CANNOT_WRITE, reasons, strict=True)))
        raise CommandError(USAGE, sentence) from error
