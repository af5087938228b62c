"""``menkyo readers``: which readers there are, and whether a card lies on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from menkyo.cli.command import format_option, make_command
from menkyo.cli.language import Bilingual
from menkyo.output.printable import printable

if TYPE_CHECKING:
    from menkyo.cli.language import Language
    from menkyo.pcsc import Reader

__all__ = ["command"]

_HELP: Final = Bilingual(
    "接続されているリーダーと、カードの有無を一覧にします。カードには触れません。\n\n"
    "番号または名前の一部を menkyo read --reader に渡せます。",
    "List the connected readers and whether a card lies on them, without touching the cards.\n\n"
    "The number or a part of the name goes to menkyo read --reader.",
)
_CARD: Final = Bilingual("カードあり", "card present")
_NO_CARD: Final = Bilingual("カードなし", "no card")


def command(language: Language) -> click.Command:
    """Make the command in one language."""

    def show(output_format: str) -> None:
        from menkyo.pcsc import NoReaderError, list_readers  # noqa: PLC0415 - help needs no PC/SC

        readers = list_readers()
        if not readers:
            raise NoReaderError
        if output_format == "json":
            from menkyo.output.document import render_readers_json  # noqa: PLC0415 - only for JSON
            from menkyo.output.view import ReaderRow  # noqa: PLC0415 - only for JSON

            rows = [ReaderRow(reader.number, reader.name, reader.card_present, reader.atr) for reader in readers]
            click.echo(render_readers_json(rows).encode())
        else:
            click.echo("\n".join(_line(reader, language) for reader in readers))

    return make_command("readers", language, _HELP, show, [format_option(language, "plain", "json")])


def _line(reader: Reader, language: Language) -> str:
    present = (_CARD if reader.card_present else _NO_CARD).text(language)
    return f"{reader.number}  {printable(reader.name)}  ({present})"
