"""``menkyo virtual check``: whether a card image loads, and what a reading makes of its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from menkyo.cli.command import format_option, make_command
from menkyo.cli.exit_codes import DONE, USAGE
from menkyo.cli.language import Bilingual
from menkyo.cli.streams import write_line

if TYPE_CHECKING:
    from menkyo.cli.language import Language
    from menkyo.output import ReadResult
    from menkyo.output.image_check import ImageReport
    from menkyo.virtual import CardImage

__all__ = ["check_command"]

_HELP: Final = Bilingual(
    "カードイメージ(ファイルまたは内蔵の名前)を調べます。\n\n"
    "間違いをすべて行番号とともに示し、カードの各ファイルの大きさ、写真、menkyo で読み取った結果を表示します。\n\n"
    "\b\n終了コード:\n"
    "  0   カードイメージとして使える\n"
    "  2   使えない",
    "Check a card image: a file, or a built-in one by its name.\n\n"
    "Names every mistake with its line; of an image in order, the sizes of its files, the photo, "
    "and what a reading with menkyo makes of the card.\n\n"
    "\b\nExit codes:\n"
    "  0   it is a card image\n"
    "  2   it is none",
)


def check_command(language: Language) -> click.Command:
    """Make the command in one language."""

    def check(file: str, output_format: str) -> None:
        from menkyo.output.image_check import (  # noqa: PLC0415 - help needs no card
            render_image_check,
            render_image_check_json,
        )

        report = _report(file, language)
        if output_format == "json":
            write_line(render_image_check_json(report).encode())
        else:
            write_line(render_image_check(report, language=language))
        click.get_current_context().exit(USAGE if report.kind is None else DONE)

    # A file that is not there is one of the things to be told.
    file = click.Argument(["file"], metavar="IMAGE", type=click.Path(dir_okay=False))
    return make_command("check", language, _HELP, check, [file, format_option(language, "plain", "json")])


def _report(file: str, language: Language) -> ImageReport:
    """Everything that there is to tell of a file."""
    from apdu.errors import ApduError  # noqa: PLC0415 - help needs no card
    from menkyo.cli.explain import explain  # noqa: PLC0415
    from menkyo.output.errors import OutputError  # noqa: PLC0415
    from menkyo.output.image_check import CardFileSize, ImageMistake, ImageReport  # noqa: PLC0415
    from menkyo.output.photo import open_photo  # noqa: PLC0415
    from menkyo.reading.errors import ReadingError  # noqa: PLC0415
    from menkyo.record import RecordError, UndecodableFileError  # noqa: PLC0415
    from menkyo.record.photo import decode_photo  # noqa: PLC0415
    from menkyo.virtual import check_image  # noqa: PLC0415

    found = check_image(file)
    image = found.image
    if image is None:
        mistakes = tuple(ImageMistake(each.line, each.key, each.sentence) for each in found.mistakes)
        return ImageReport(file, None, mistakes)
    photo = decode_photo(image.photo) if image.photo else None
    is_decoded = False
    if photo is not None:
        try:
            open_photo(photo)
            is_decoded = True
        except OutputError:
            pass
    failure, result = None, None
    try:
        result = _read(image)
    except (ApduError, ReadingError, RecordError) as error:
        failure = explain(error, language).sentence
        if isinstance(error, UndecodableFileError):
            failure = f"{error.file}: {failure}"
    sizes = tuple(CardFileSize(*size) for size in found.sizes)
    return ImageReport(file, image.kind, (), sizes, photo, is_decoded, failure, result)


def _read(image: CardImage) -> ReadResult:
    """Read the card with its own PINs, and compare its signature with the test issuer's key."""
    from menkyo.api import IcLicensePins, decode, read_card  # noqa: PLC0415 - help needs no card
    from menkyo.trust import read_keys  # noqa: PLC0415
    from menkyo.virtual import open_virtual, specimen_issuer_key  # noqa: PLC0415

    pin = image.pin.value.encode()
    pin2 = image.ic_license.pin2.value.encode() if image.ic_license else b""
    pins = IcLicensePins(lambda _tries: pin, lambda _tries: pin2)
    capture = read_card(open_virtual(image), lambda _tries: pin, ic_license_pins=pins, use_last_try=True)
    return decode(capture, trusted=read_keys(specimen_issuer_key(), "specimen.public.pem"), specimen=True)
