"""``menkyo read``: read the license on a card and show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.cli.command import make_command
from menkyo.cli.language import Bilingual
from menkyo.cli.read_options import READ_OPTIONS
from menkyo.cli.read_parameters import make_parameter, request_of_values

if TYPE_CHECKING:
    import click

    from menkyo.cli.language import Language

__all__ = ["command"]

_HELP: Final = Bilingual(
    "マイナ免許証とIC運転免許証の免許情報を読み取り、種類・有効期間・条件などを表示します。\n\n"
    "暗証番号は画面に出ない入力欄で尋ねます。送るのは1回だけで、残り回数を先に確かめます。"
    "暗証番号が設定されていないカードでは何も尋ねません。\n\n"
    "\b\n例:\n"
    "  menkyo read --demo                      カードなしで見本を表示\n"
    "  menkyo read                             カードを読み取って表示\n"
    "  menkyo read --reader 0 --wait 60        リーダー0で60秒待つ\n"
    "  menkyo read --format json --pin-file -  スクリプト用(標準入力に暗証番号)\n"
    "  menkyo read --photo photo.png           写真をPNGで保存\n"
    "  menkyo read --with domicile,photo       IC運転免許証の本籍と写真も\n"
    "  menkyo read --holder                    マイナンバーカードの名義人も",
    "Read the license on a My Number card or an IC license: type, expiry, conditions, all that is recorded.\n\n"
    "The PIN is asked for at a hidden prompt, sent once, and only after the tries left are known. "
    "A card without a PIN is read without asking.\n\n"
    "\b\nExamples:\n"
    "  menkyo read --demo                      show the specimen, no card needed\n"
    "  menkyo read                             read the card and show it\n"
    "  menkyo read --reader 0 --wait 60        wait 60 seconds at reader 0\n"
    "  menkyo read --format json --pin-file -  for scripts (PIN on standard input)\n"
    "  menkyo read --photo photo.png           save the photo as PNG\n"
    "  menkyo read --with domicile,photo       domicile and photo of an IC license\n"
    "  menkyo read --holder                    the holder of a My Number card, too",
)


def command(language: Language) -> click.Command:
    """Make the command in one language."""

    def read(**values: object) -> None:
        request = request_of_values(values, language)
        from menkyo.cli.reading import carry_out  # noqa: PLC0415 - help needs none of it

        carry_out(request)

    return make_command("read", language, _HELP, read, [make_parameter(option, language) for option in READ_OPTIONS])
