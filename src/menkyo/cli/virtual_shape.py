"""``menkyo virtual new`` and ``edit``: a card of one's own, by options or by answering questions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict, cast

import click

from menkyo.cli.command import make_command
from menkyo.cli.exit_codes import USAGE, CommandError
from menkyo.cli.language import Bilingual
from menkyo.cli.read_parameters import NewFile
from menkyo.cli.streams import write_line
from menkyo.cli.written_day import WrittenDay

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from menkyo.cli.language import Language
    from menkyo.virtual import CardChoices

__all__ = ["category_names", "default_last_day", "edit_command", "new_command"]

_NEW_HELP: Final = Bilingual(
    "仮想カードを作り、カードイメージ(注釈付きのTOML)として FILE に書きます。\n\n"
    "オプションがなければ端末で尋ねます。--kind などのオプションがあれば何も尋ねず、残りは既定の値になります。"
    "番号は架空のもので、検査数字は合っています。署名は試験用の発行者のものです(menkyo virtual issuer)。\n\n"
    "\b\n免許の種類:\n"
    "  large medium semi_medium ordinary large_special large_motorcycle\n"
    "  ordinary_motorcycle small_special moped towing large_2 medium_2\n"
    "  ordinary_2 large_special_2 towing_2 (大型、普通、原付などの略称でも可)\n\n"
    "\b\n例:\n"
    "  menkyo virtual new mine.toml --category ordinary --condition 眼鏡等\n"
    "  menkyo read --reader virtual:mine.toml",
    "Make a virtual card and write its image to FILE.\n\n"
    "It is TOML with comments, to go on editing. "
    "Without options it asks at the terminal; with --kind or any other it asks nothing, and the rest is plain. "
    "The number is invented, with the right check digit; the signature is the test issuer's.\n\n"
    "\b\nLicense categories:\n"
    "  large medium semi_medium ordinary large_special large_motorcycle\n"
    "  ordinary_motorcycle small_special moped towing large_2 medium_2\n"
    "  ordinary_2 large_special_2 towing_2\n\n"
    "\b\nExamples:\n"
    "  menkyo virtual new mine.toml --category ordinary --condition 眼鏡等\n"
    "  menkyo read --reader virtual:mine.toml",
)
_EDIT_HELP: Final = Bilingual(
    "カードイメージの値を変えます。ほかの値も注釈もそのまま残ります。\n\n"
    "オプションがなければ端末で尋ねます(Enterだけなら今のまま)。署名はカードを使うたびに作られるので、変更後も合います。\n\n"
    "\b\n例:\n"
    "  menkyo virtual edit mine.toml --expires 2031-02-03 --photo me.png",
    "Change values of a card image, and leave all else alone.\n\n"
    "Comments stay. Without options it asks at the terminal, where Enter alone leaves a value. "
    "The signature is made whenever the card is used, and so fits what was changed.\n\n"
    "\b\nExample:\n"
    "  menkyo virtual edit mine.toml --expires 2031-02-03 --photo me.png",
)
_KIND: Final = Bilingual("カードの種類: マイナンバーカードかIC運転免許証。", "Kind of card.")
_EXPIRES: Final = Bilingual("免許の有効期限(YYYY-MM-DD)。", "Last day of the license (YYYY-MM-DD).")
_CATEGORY: Final = Bilingual(
    '免許の種類(何度でも指定可、"" なら一つもなし)。', 'License category; repeat it for more, "" for none.'
)
_CONDITION: Final = Bilingual(
    '免許の条件(何度でも指定可、"" ならなし)。', 'Condition of the license; repeat it for more, "" for none.'
)
_COLOR: Final = Bilingual("免許の色区分。", "Color of the license.")
_PIN: Final = Bilingual(
    '架空のカードの暗証番号(IC運転免許証では2回指定すると暗証番号2、"" なら設定なし)。'
    "本物のカードの暗証番号は決して書かないでください。",
    'PIN of the invented card; repeat it for PIN2 of an IC license, "" for no PIN. '
    "Never write the PIN of a real card here.",
)
_PHOTO: Final = Bilingual(
    '写真にする画像ファイル(白黒のJPEG 2000に変換して隣に保存、"" なら写真なし)。',
    'Picture for the photo, made a gray JPEG 2000 beside the image; "" for none.',
)
_FORCE: Final = Bilingual("すでにあるファイルを置き換えます。", "Replace files that are there already.")
_NOTHING: Final = Bilingual("変える値がありません。", "There is nothing to change.")
_NOTHING_HINT: Final = Bilingual(
    "--expires や --category などで指定するか、端末で実行してください。",
    "Say it with --expires, --category and the like, or run it at a terminal.",
)
_WRITTEN: Final = Bilingual("{path} を書きました。", "Wrote {path}.")
_TRY: Final = Bilingual("試すには: menkyo read --reader {reader}", "Try it: menkyo read --reader {reader}")
_KINDS: Final = ("mynumber", "ic-license")
_COLORS: Final = ("gold", "green", "blue")
_YEARS: Final = 4


class _Given(TypedDict):
    """The options of both commands, as they were typed; ``None`` and empty where one was not."""

    expires: date | None
    category: tuple[str, ...]
    condition: tuple[str, ...]
    color: str | None
    pin: tuple[str, ...]
    photo: str | None


def new_command(language: Language) -> click.Command:
    """Make ``menkyo virtual new`` in one language."""

    def new(file: Path, *, kind: str | None, force: bool, **options: object) -> None:
        from dataclasses import replace  # noqa: PLC0415 - help needs no card

        from menkyo.virtual import new_image, save_draft  # noqa: PLC0415

        if not force:
            _require_free(file)
        given = cast("_Given", options)
        if _is_any(given) or kind is not None or not sys.stdin.isatty():
            chosen, choices = kind or _KINDS[0], _choices(given)
        else:
            from menkyo.cli.virtual_dialogue import ask_for_card  # noqa: PLC0415 - only for people

            chosen, choices = ask_for_card(language)
        # Nothing else about a new license depends on the day on which it is made.
        choices = replace(choices, expires_on=choices.expires_on or default_last_day())
        _tell(save_draft(new_image(file, chosen, choices, language.value), replace=force), language)

    options = [
        _file_argument(),
        click.Option(["--kind"], type=click.Choice(_KINDS), help=_KIND.text(language)),
        *_options(language),
    ]
    return make_command("new", language, _NEW_HELP, new, options)


def edit_command(language: Language) -> click.Command:
    """Make ``menkyo virtual edit`` in one language."""

    def edit(file: Path, *, force: bool, **options: object) -> None:
        from menkyo.virtual import edited_image, load_image, save_draft  # noqa: PLC0415 - help needs no card

        given = cast("_Given", options)
        # By its whole path: a file may be called like a built-in image.
        image = load_image(file.absolute())
        if _is_any(given):
            choices = _choices(given)
        elif sys.stdin.isatty():
            from menkyo.cli.virtual_dialogue import ask_for_changes  # noqa: PLC0415 - only for people

            choices = ask_for_changes(image, language)
        else:
            raise CommandError(USAGE, _NOTHING, _NOTHING_HINT)
        _tell(save_draft(edited_image(file, choices), is_edit=True, replace=force), language)

    return make_command("edit", language, _EDIT_HELP, edit, [_file_argument(exists=True), *_options(language)])


def _file_argument(*, exists: bool = False) -> click.Argument:
    kind = click.Path(exists=True, dir_okay=False, path_type=Path) if exists else NewFile()
    return click.Argument(["file"], type=kind)


def _options(language: Language) -> list[click.Option]:
    """The options that both commands have."""
    return [
        click.Option(["--expires"], type=WrittenDay(language), metavar="DATE", help=_EXPIRES.text(language)),
        click.Option(["--category"], multiple=True, metavar="NAME", help=_CATEGORY.text(language)),
        click.Option(["--condition"], multiple=True, metavar="TEXT", help=_CONDITION.text(language)),
        click.Option(["--color"], type=click.Choice(_COLORS), help=_COLOR.text(language)),
        click.Option(["--pin"], multiple=True, metavar="PIN", help=_PIN.text(language)),
        click.Option(["--photo"], metavar="FILE", help=_PHOTO.text(language)),
        click.Option(["--force"], is_flag=True, help=_FORCE.text(language)),
    ]


def _require_free(file: Path) -> None:
    """Say that a file is there already before anybody answers questions."""
    import os  # noqa: PLC0415 - loaded by now

    from menkyo.virtual import FileTakenError  # noqa: PLC0415 - help needs no card

    if os.path.lexists(file):
        raise FileTakenError(file)


def _is_any(given: _Given) -> bool:
    """Whether an option was typed; an empty photo is one, too."""
    return any(value not in (None, ()) for value in given.values())


def _choices(given: _Given) -> CardChoices:
    """What the options say."""
    from menkyo.virtual import CardChoices, license_photo  # noqa: PLC0415 - help needs no card

    photo = None if given["photo"] is None else license_photo(Path(given["photo"])) if given["photo"] else b""
    names = category_names()
    return CardChoices(
        expires_on=given["expires"],
        color=given["color"],
        categories=_list(tuple(names.get(name, name) for name in given["category"])),
        conditions=_list(given["condition"]),
        pins=_list(given["pin"]),
        photo=photo,
    )


def _list(values: tuple[str, ...]) -> tuple[str, ...] | None:
    """The values of an option that may be repeated; one empty text alone means none of them."""
    if not values:
        return None
    return () if values == ("",) else values


def category_names() -> Mapping[str, str]:
    """Japanese short and full names of the categories, such as 普通, to those of JSON."""
    from menkyo.record import Category  # noqa: PLC0415 - help needs no record

    return {name: category.value for category in Category for name in (category.abbreviation, category.full_name)}


def default_last_day() -> date:
    """The last day of a new license unless one is chosen: some years from now."""
    from menkyo.api import today  # noqa: PLC0415 - help needs no clock

    return today().replace(year=today().year + _YEARS, month=5, day=15)


def _tell(written: tuple[Path, ...], language: Language) -> None:
    """Say on standard error what was written, and what to do with it."""
    from menkyo.output.printable import printable  # noqa: PLC0415 - help needs no output

    for path in written:
        write_line(_WRITTEN.text(language).format(path=printable(str(path))), err=True)
    write_line(_TRY.text(language).format(reader=printable(_reader(written[0]))), err=True)


def _reader(path: Path) -> str:
    """The reader name of a card image file, to be copied to a shell."""
    import shlex  # noqa: PLC0415 - loaded by now

    from menkyo.virtual import image_names  # noqa: PLC0415 - help needs no card

    name = str(path)
    return shlex.quote(f"virtual:./{name}" if name in image_names() else f"virtual:{name}")
