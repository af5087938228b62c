"""``menkyo trust``: the certificates and public keys that a person has decided to trust."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from menkyo.cli.command import format_option, localize, make_command
from menkyo.cli.language import Bilingual
from menkyo.cli.read_options import READ_OPTIONS

if TYPE_CHECKING:
    from menkyo.cli.language import Language

__all__ = ["command"]

_HELP: Final = Bilingual(
    "信頼リスト: 署名を照合するときに信頼する発行者の証明書と公開鍵。\n\n"
    "menkyo には発行者の鍵が含まれていません。信頼できる方法で入手したものを追加してください。",
    "The trust store: certificates and public keys of issuers that signatures are compared with.\n\n"
    "menkyo ships with no key of an issuer. Add those that you got in a way that you can rely on.",
)
_ADD_HELP: Final = Bilingual(
    "証明書または公開鍵(PEMかDER、RSA-2048)を信頼リストに追加します。\n\n"
    "表示されるSHA-256を、別の方法で知った値と比べてください。",
    "Add a certificate or a public key (PEM or DER, RSA-2048) to the trust store.\n\n"
    "Compare the SHA-256 value that is shown with one that you learned in another way.",
)
_LIST_HELP: Final = Bilingual("信頼リストの内容を表示します。", "List what is in the trust store.")
_REMOVE_HELP: Final = Bilingual(
    "信頼リストから取り除きます。\n\n名前は menkyo trust list で見られます。",
    "Remove a file from the trust store.\n\nThe names are those of menkyo trust list.",
)
_TRUST: Final = next(option for option in READ_OPTIONS if option.key == "trust")
_EMPTY: Final = Bilingual(
    "信頼リストに鍵はありません: {folder}。menkyo には発行者の鍵が含まれていません。",
    "The trust store holds no key: {folder}. menkyo ships with no key of an issuer.",
)
_REMOVED: Final = Bilingual("{name} を信頼リストから取り除きました。", "Removed {name} from the trust store.")
_ADDED: Final = Bilingual("{name} を信頼リストに追加しました。", "{name} is in the trust store.")


def command(language: Language) -> click.Command:
    """Make the group in one language."""
    commands = [_add(language), _list(language), _remove(language)]
    return localize(click.Group("trust", help=_HELP.text(language), commands=commands), language)


def _trust_option(language: Language, *, exists: bool = True) -> click.Option:
    """``--trust DIR``, which a command that only looks must find there."""
    folder = click.Path(exists=exists, file_okay=False, path_type=Path)
    return click.Option(["--trust"], metavar="DIR", type=folder, help=_TRUST.about.text(language))


def _add(language: Language) -> click.Command:
    def add(file: Path, trust: Path | None) -> None:
        from menkyo.api import today  # noqa: PLC0415 - help needs no key
        from menkyo.output import printable, render_keys  # noqa: PLC0415
        from menkyo.trust import add_to_trust_store  # noqa: PLC0415

        keys = add_to_trust_store(file, trust)
        click.echo(_ADDED.text(language).format(name=printable(keys[0].name)), err=True)
        click.echo(render_keys(keys, today(), language))

    file = click.Argument(["file"], type=click.Path(exists=True, dir_okay=False, path_type=Path))
    return make_command("add", language, _ADD_HELP, add, [file, _trust_option(language, exists=False)])


def _list(language: Language) -> click.Command:
    def show_keys(output_format: str, trust: Path | None) -> None:
        from menkyo.api import today  # noqa: PLC0415 - help needs no key
        from menkyo.cli.trust_store import UNUSABLE, reasons_by_name  # noqa: PLC0415
        from menkyo.output import render_keys, render_trust_json  # noqa: PLC0415
        from menkyo.trust import load_trust_store  # noqa: PLC0415

        store = load_trust_store(trust)
        reasons = reasons_by_name(store, language)
        if output_format == "json":
            click.echo(render_trust_json(store, reasons, today()).encode())
            return
        if store.keys:
            click.echo(render_keys(store.keys, today(), language))
        for name, reason in reasons.items():
            click.echo(UNUSABLE.text(language).format(name=name, reason=reason))
        if not store.keys:
            click.echo(_EMPTY.text(language).format(folder=store.folder or "-"), err=True)

    return make_command(
        "list", language, _LIST_HELP, show_keys, [format_option(language, "plain", "json"), _trust_option(language)]
    )


def _remove(language: Language) -> click.Command:
    def remove(name: str, trust: Path | None) -> None:
        from menkyo.output.printable import printable  # noqa: PLC0415 - help needs no key
        from menkyo.trust import remove_from_trust_store  # noqa: PLC0415

        remove_from_trust_store(name, trust)
        click.echo(_REMOVED.text(language).format(name=printable(name)), err=True)

    name = click.Argument(["name"], shell_complete=_complete_name)
    return make_command("remove", language, _REMOVE_HELP, remove, [name, _trust_option(language)])


def _complete_name(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """The names in the store that begin so."""
    from menkyo.trust import load_trust_store  # noqa: PLC0415 - only for completion

    folder = context.params.get("trust")
    store = load_trust_store(folder if isinstance(folder, Path) else None)
    names = [key.name for key in store.keys] + [file.name for file in store.unusable]
    return sorted({name for name in names if name.startswith(incomplete)})
