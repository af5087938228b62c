"""``menkyo compare``: what differs between two cards, and what of that is as it should be."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import click

from menkyo.cli.command import make_command
from menkyo.cli.exit_codes import DONE, MISMATCH, UNDECIDED, USAGE, CardError, CommandError
from menkyo.cli.language import Bilingual
from menkyo.cli.pin import STANDARD_INPUT, PinFromFile, PinFromPrompt, PinOfIcSpecimen, PinOfSpecimen
from menkyo.cli.read_options import OptionKind, ReadOption
from menkyo.cli.read_parameters import FORMAT, card_parameters, request_of_values
from menkyo.cli.streams import write_line

if TYPE_CHECKING:
    from menkyo.api import ReadResult
    from menkyo.cli.language import Language
    from menkyo.cli.pin import PinSource
    from menkyo.cli.read_request import ReadRequest

__all__ = ["command"]

_EXIT_CODES: Final = {"agree": DONE, "differ": MISMATCH, "undecided": UNDECIDED}

_HELP: Final = Bilingual(
    "2枚のカードの免許情報を比べます。\n\n"
    "AとBには、リーダーの番号か名前の一部、virtual:IMAGE、menkyo read --save で保存したファイル、"
    "カードイメージ(.toml)のどれでも書けます。同じリーダーを2回書くと、途中でカードを置き換えられます。\n\n"
    "番号は上11桁を比べます。末尾の1桁は2枚で違うことがあり、食い違いとはみなしません。"
    "写真はバイト列を比べるため、違うときは人が見比べてください。\n\n"
    "\b\n終了コード:\n"
    "  0   食い違いなし\n"
    "  9   食い違いあり\n"
    "  10  判定できない(番号がない)\n\n"
    "\b\n例:\n"
    "  menkyo compare --demo                   見本のマイナ免許証とIC運転免許証\n"
    "  menkyo compare 0 1                      リーダー0と1のカード\n"
    "  menkyo compare 0 0                      リーダー0に1枚ずつ\n"
    "  menkyo compare old.json 0               保存したデータとカード",
    "Compare the license records of two cards.\n\n"
    "A and B are a reader's number or part of its name, virtual:IMAGE, a file that menkyo read --save wrote, or a card "
    "image (.toml). Name one reader twice to put the cards on it one after the other.\n\n"
    "Of the numbers the first eleven digits are compared: the last one may differ between two cards. Photos are "
    "compared by their bytes; when these differ, a person must look at both.\n\n"
    "\b\nExit codes:\n"
    "  0   nothing differs but what may\n"
    "  9   the records differ\n"
    "  10  cannot be decided (no numbers)\n\n"
    "\b\nExamples:\n"
    "  menkyo compare --demo                   the specimen and its IC license\n"
    "  menkyo compare 0 1                      the cards on readers 0 and 1\n"
    "  menkyo compare 0 0                      one card after the other on reader 0\n"
    "  menkyo compare old.json 0               what was saved, and a card",
)
_OPTIONS: Final = (
    *(
        ReadOption(
            f"pin_file_{letter}",
            OptionKind.INPUT,
            Bilingual(
                f"カード{letter.upper()}の暗証番号を1行目に書いたファイル。- は標準入力。2行目は暗証番号2。"
                "保存ファイルでは1行目がパスフレーズ。",
                f"File whose first line is the PIN of card {letter.upper()}; - is standard input. The second is PIN2. "
                "Of a saved reading the first is its passphrase.",
            ),
            "FILE|-",
        )
        for letter in "ab"
    ),
    ReadOption(
        "demo",
        OptionKind.FLAG,
        Bilingual(
            "見本のマイナ免許証とIC運転免許証を比べます(カードもリーダーも不要)。",
            "Compare the specimen with its holder's IC license: no card, no reader needed.",
        ),
        default=False,
    ),
    ReadOption(
        "no_photo",
        OptionKind.FLAG,
        Bilingual("写真を端末に並べて表示しません。", "Do not show the photos side by side in the terminal."),
        default=False,
    ),
    FORMAT,
)
# Two cards are named by arguments, and each has a PIN of its own; nothing is written, and no signature is looked at.
_NOT_HERE: Final = frozenset({"reader", "pin_file", "photo", "holder", "holder_photo", "trust", "save", "trace"})
_CARDS: Final = (Bilingual("カードA", "Card A"), Bilingual("カードB", "Card B"))
_PIN_FILES: Final = ("--pin-file-a", "--pin-file-b")
_DEMO: Final = ("virtual:specimen", "virtual:ic-license")
_DEMO_PINS: Final[tuple[PinSource, PinSource]] = (PinOfSpecimen(), PinOfIcSpecimen())
_TWO_CARDS: Final = Bilingual("比べる2枚のカードを指定してください。", "Name the two cards that are to be compared.")
_TWO_CARDS_HINT: Final = Bilingual(
    "例: menkyo compare 0 1。カードなしで試すには menkyo compare --demo。",
    "Such as menkyo compare 0 1. Without a card: menkyo compare --demo.",
)
_DEMO_ALONE: Final = Bilingual(
    "--demo と、カードや暗証番号のファイルは同時に指定できません。",
    "--demo and cards or PIN files do not go together.",
)
_ONE_INPUT: Final = Bilingual(
    "標準入力から渡せる暗証番号は1枚のカードの分だけです。", "Standard input can have the PIN of one card only."
)
_NO_TERMINAL: Final = Bilingual(
    "1台のリーダーで2枚を比べるには、カードを置き換えるための端末が要ります。",
    "Comparing two cards on one reader needs a terminal, to tell when the second is there.",
)
_NO_TERMINAL_HINT: Final = Bilingual(
    "menkyo read --save で1枚目を保存し、そのファイルと比べてください。",
    "Save the first with menkyo read --save, and compare with that file.",
)
_SWAP: Final = Bilingual(
    "カードAを読み取りました。カードBに置き換えて、Enterキーを押してください: ",
    "Card A is read. Put card B in its place and press Enter: ",
)


def command(language: Language) -> click.Command:
    """Make the command in one language."""

    def compare(a: str | None, b: str | None, **values: object) -> None:
        pin_files = (values.pop("pin_file_a"), values.pop("pin_file_b"))
        request = request_of_values(values, language)
        click.get_current_context().exit(_run(request, (a, b), pin_files, is_demo=bool(values["demo"])))

    arguments = [click.Argument([name], required=False) for name in "ab"]
    options = card_parameters(language, *_OPTIONS, without=_NOT_HERE)
    return make_command("compare", language, _HELP, compare, [*arguments, *options])


def _run(
    request: ReadRequest, cards: tuple[str | None, str | None], pin_files: tuple[object, object], *, is_demo: bool
) -> int:
    """Read both cards, show what the comparison came to, and return the exit code."""
    requests = _requests(request, cards, pin_files, is_demo=is_demo)
    first = _read(requests[0], _CARDS[0])
    _swap(*requests)
    second = _read(requests[1], _CARDS[1])
    from menkyo.api import compare  # noqa: PLC0415 - help needs none of it
    from menkyo.output.comparison import render_comparison, render_comparison_json  # noqa: PLC0415

    comparison = compare(first, second)
    if request.output_format == "json":
        write_line(render_comparison_json(first, second, comparison).encode())
    else:
        write_line(render_comparison(first, second, comparison, language=request.language))
        if request.show_photo and sys.stdout.isatty():
            from menkyo.output.comparison import show_photos  # noqa: PLC0415 - only on a terminal

            show_photos(first, second, language=request.language)
    return _EXIT_CODES[comparison.verdict.value]


def _requests(
    request: ReadRequest, cards: tuple[str | None, str | None], pin_files: tuple[object, object], *, is_demo: bool
) -> tuple[ReadRequest, ReadRequest]:
    """A request for each card; raises `CommandError` before one is touched."""
    a, b = cards
    if is_demo:
        if any((*cards, *pin_files)):
            raise CommandError(USAGE, _DEMO_ALONE)
        one, other = (request._replace(reader=_DEMO[i], pin=_DEMO_PINS[i]) for i in range(2))
        return one, other
    if a is None or b is None:
        raise CommandError(USAGE, _TWO_CARDS, _TWO_CARDS_HINT)
    from menkyo.cli.card_source import is_pcsc_reader, reader_of  # noqa: PLC0415 - help needs no card

    if pin_files == (STANDARD_INPUT, STANDARD_INPUT):
        # A card without a PIN takes no line, and the other one would be tried with a PIN that is not its own.
        raise CommandError(USAGE, _ONE_INPUT)
    one, other = (
        request._replace(reader=reader_of(wanted), pin=_pins(pin_file, request.language, card, option))
        for wanted, pin_file, card, option in zip((a, b), pin_files, _CARDS, _PIN_FILES, strict=True)
    )
    if one.reader == other.reader and is_pcsc_reader(one.reader or "") and not sys.stdin.isatty():
        raise CommandError(USAGE, _NO_TERMINAL, _NO_TERMINAL_HINT)
    return one, other


def _pins(pin_file: object, language: Language, card: Bilingual, option: str) -> PinSource:
    """Where the PINs of a card come from."""
    return PinFromFile(str(pin_file), language) if pin_file else PinFromPrompt(language, card, option)


def _swap(one: ReadRequest, other: ReadRequest) -> None:
    """Wait until the second card is on the reader of the first."""
    from menkyo.cli.card_source import is_pcsc_reader  # noqa: PLC0415 - as above

    if one.reader != other.reader or not is_pcsc_reader(one.reader or ""):
        return
    write_line(_SWAP.text(one.language), err=True)
    if not sys.stdin.readline():
        raise KeyboardInterrupt


def _read(request: ReadRequest, card: Bilingual) -> ReadResult:
    """Read and decode one of the cards; raises `CardError`, which says which."""
    from menkyo.api import decode  # noqa: PLC0415 - help needs none of it
    from menkyo.cli.reading import capture_card  # noqa: PLC0415

    try:
        return decode(capture_card(request), as_of=request.as_of, specimen=request.is_virtual)
    except Exception as error:
        raise CardError(card, error) from error
