"""``menkyo virtual``: the built-in cards and one's own, what they hold, and one of them for the whole system."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

import click

from menkyo.cli.command import format_option, localize, make_command, wait_option
from menkyo.cli.language import Bilingual
from menkyo.cli.read_parameters import NewFile
from menkyo.cli.streams import write_line
from menkyo.cli.virtual_check import check_command
from menkyo.cli.virtual_shape import edit_command, new_command

if TYPE_CHECKING:
    from pathlib import Path

    from menkyo.cli.language import Language
    from menkyo.virtual import ServeEvent

__all__ = ["command"]

_HELP: Final = Bilingual(
    "仮想カード: カードもリーダーもなしで menkyo を試し、ほかのプログラムをテストできます。",
    "Virtual cards: try menkyo and test other programs without a card or a reader.",
)
_LIST_HELP: Final = Bilingual(
    "内蔵の仮想カードの一覧を表示します。\n\n名前は menkyo read --reader virtual:名前 で使えます。",
    "List the built-in virtual cards.\n\nRead one with menkyo read --reader virtual:NAME.",
)
_SHOW_HELP: Final = Bilingual(
    "カードイメージをTOMLで表示します。\n\nファイルに保存して書き換えると、自分の仮想カードになります。",
    "Show a card image as TOML.\n\nSave it to a file and change it to make a card of your own.",
)
_SERVE_HELP: Final = Bilingual(
    "仮想カードをシステムのPC/SCサービスに提供します(Ctrl-C で終了)。\n\n"
    "pcscd と vsmartcard-vpcd が必要です。menkyo だけでなく、どのプログラムからもカードとして見えます。\n\n"
    "\b\n例:\n"
    "  menkyo virtual serve specimen     一つ目の端末で\n"
    "  menkyo read                       二つ目の端末で(暗証番号は1234)\n"
    "  menkyo virtual serve --fault pull@7\n"
    "                                    7番目の命令で取り去られるカード",
    "Put a virtual card into the system's PC/SC service until Ctrl-C.\n\n"
    "It needs pcscd and vsmartcard-vpcd; every program then sees the card, not only menkyo.\n\n"
    "\b\nExample:\n"
    "  menkyo virtual serve specimen     in one terminal\n"
    "  menkyo read                       in another (the PIN is 1234)\n"
    "  menkyo virtual serve --fault pull@7\n"
    "                                    a card pulled at its seventh command",
)
_FAULTS_HELP: Final = Bilingual(
    "仮想カードに起こせる故障の一覧を表示します。\n\n"
    "menkyo virtual serve --fault 名前@N で使います。N は、カードの電源が入ってから何番目の命令かを表します。"
    "値のある故障は 名前=値@N とも書けます。",
    "List the faults that a virtual card can be given.\n\n"
    "Use one with menkyo virtual serve --fault NAME@N, where N counts the commands since the card got its power. "
    "One that has a value can be written NAME=VALUE@N.",
)
_ISSUER_HELP: Final = Bilingual(
    "仮想カードに署名する試験用の発行者の証明書(PEM)を FILE に書きます。\n\n"
    "menkyo trust add で信頼リストに追加できます。誰でも署名できる鍵なので、仮想カードにだけ使われます。\n\n"
    "\b\n例:\n"
    "  menkyo virtual issuer issuer.pem\n"
    "  menkyo trust add issuer.pem --trust keys\n"
    "  menkyo verify --reader virtual:mine.toml --trust keys",
    "Write the test issuer's certificate to FILE, in PEM.\n\n"
    "It signs virtual cards. "
    "menkyo trust add accepts it. Anybody can sign with its key, so that it counts for virtual cards alone.\n\n"
    "\b\nExample:\n"
    "  menkyo virtual issuer issuer.pem\n"
    "  menkyo trust add issuer.pem --trust keys\n"
    "  menkyo verify --reader virtual:mine.toml --trust keys",
)
_FORCE: Final = Bilingual("すでにあるファイルを置き換えます。", "Replace a file that is there already.")
_ISSUER_WRITTEN: Final = Bilingual(
    "試験用の発行者の証明書を {path} に書きました。", "Wrote the test issuer's certificate to {path}."
)
_IMAGE: Final = Bilingual("内蔵の名前またはTOMLファイル。", "A built-in name or a TOML file.")
_SLOT: Final = Bilingual("仮想リーダーのスロット。", "Slot of the virtual reader.")
_HOST: Final = Bilingual("vpcd が動くホスト。", "Host where vpcd listens.")
_PORT: Final = Bilingual("vpcd のポート(スロットの代わりに指定)。", "Port of vpcd, instead of a slot.")
_WAIT: Final = Bilingual("仮想リーダーを待つ秒数。", "Seconds to wait for the virtual reader.")
_FAULT: Final = Bilingual(
    "カードに起こす故障: 名前、名前@N、名前=値@N(menkyo virtual faults で一覧)。",
    "A fault for the card: NAME, NAME@N or NAME=VALUE@N (menkyo virtual faults lists them).",
)
_EVENTS: Final = {
    "waiting": Bilingual("仮想リーダーを待っています({host}:{port})", "Waiting for the virtual reader ({host}:{port})"),
    "connected": Bilingual(
        "仮想カード「{image}」を提供中です(Ctrl-C で終了)", "Serving the virtual card {image} (Ctrl-C ends)"
    ),
    "disconnected": Bilingual("仮想リーダーとの接続が終わりました", "The connection to the virtual reader has ended"),
    "pulled": Bilingual("故障により、カードが取り去られました", "The fault took the card off the reader"),
}
_SLOTS: Final = 2
_DEFAULT_WAIT: Final = 10.0


def command(language: Language) -> click.Command:
    """Make the group in one language."""
    commands = [
        _list(language),
        _show(language),
        new_command(language),
        edit_command(language),
        check_command(language),
        _issuer(language),
        _serve(language),
        _faults(language),
    ]
    return localize(click.Group("virtual", help=_HELP.text(language), commands=commands), language)


def _list(language: Language) -> click.Command:
    def show_names(output_format: str) -> None:
        from menkyo.virtual import image_names, load_image  # noqa: PLC0415 - help needs no card

        images = [load_image(name) for name in image_names()]
        if output_format == "json":
            import json  # noqa: PLC0415 - only for JSON

            rows = [
                {
                    "name": image.name,
                    "title": Bilingual(image.title.ja, image.title.en).text(language),
                    "description": Bilingual(image.description.ja, image.description.en).text(language),
                }
                for image in images
            ]
            click.echo(json.dumps({"schema": "menkyo.images/1", "images": rows}, ensure_ascii=False, indent=2).encode())
            return
        width = max(len(image.name) for image in images)
        for image in images:
            click.echo(f"{image.name:<{width}}  {Bilingual(image.description.ja, image.description.en).text(language)}")

    return make_command(
        "list",
        language,
        _LIST_HELP,
        show_names,
        [format_option(language, "plain", "json")],
    )


def _show(language: Language) -> click.Command:
    def show_image(image: str) -> None:
        from menkyo.virtual import image_source  # noqa: PLC0415 - help needs no card

        click.echo(image_source(image), nl=False)

    return make_command(
        "show",
        language,
        _SHOW_HELP,
        show_image,
        [_image_argument(required=True)],
    )


def _issuer(language: Language) -> click.Command:
    def write_certificate(file: Path, *, force: bool) -> None:
        from menkyo.output.printable import printable  # noqa: PLC0415 - help needs no card
        from menkyo.virtual import specimen_issuer_certificate, write_new  # noqa: PLC0415

        write_new(file, specimen_issuer_certificate(), replace=force)
        write_line(_ISSUER_WRITTEN.text(language).format(path=printable(str(file))), err=True)

    return make_command(
        "issuer",
        language,
        _ISSUER_HELP,
        write_certificate,
        [
            click.Argument(["file"], type=NewFile()),
            click.Option(["--force"], is_flag=True, help=_FORCE.text(language)),
        ],
    )


def _serve(language: Language) -> click.Command:
    def serve_image(  # noqa: PLR0913, PLR0917 - the options
        image: str, slot: int, host: str, port: int | None, wait: float, fault: str | None
    ) -> None:
        from menkyo.virtual import DEFAULT_PORT, choose_fault, load_image, serve  # noqa: PLC0415 - help needs no card

        card = load_image(image)
        chosen = None if fault is None else choose_fault(fault)

        def tell(event: ServeEvent) -> None:
            text = _EVENTS.get(event.kind.value)
            if text:
                line = text.text(language).format(image=card.name, host=event.host, port=event.port)
                click.echo(line, err=True)

        # Ctrl-C is how a server is meant to end.
        with suppress(KeyboardInterrupt):
            serve(card, host, DEFAULT_PORT + slot if port is None else port, on_event=tell, wait=wait, fault=chosen)

    return make_command(
        "serve",
        language,
        _SERVE_HELP,
        serve_image,
        [
            _image_argument(required=False),
            click.Option(
                ["--slot"], type=click.IntRange(0, _SLOTS - 1), default=0, show_default=True, help=_SLOT.text(language)
            ),
            click.Option(["--host"], default="127.0.0.1", show_default=True, help=_HOST.text(language)),
            click.Option(["--port"], type=click.IntRange(1, 65535), help=_PORT.text(language)),
            wait_option(language, _WAIT, _DEFAULT_WAIT),
            click.Option(["--fault"], metavar="NAME[@N]", help=_FAULT.text(language), shell_complete=_complete_fault),
        ],
    )


def _faults(language: Language) -> click.Command:
    def show_faults(output_format: str) -> None:
        from menkyo.virtual import FAULTS  # noqa: PLC0415 - help needs no card

        rows = [
            (kind.name, kind.value or None, Bilingual(kind.meaning.ja, kind.meaning.en).text(language))
            for kind in FAULTS.values()
        ]
        if output_format == "json":
            import json  # noqa: PLC0415 - only for JSON

            faults = [dict(zip(("name", "value", "meaning"), row, strict=True)) for row in rows]
            click.echo(
                json.dumps({"schema": "menkyo.faults/1", "faults": faults}, ensure_ascii=False, indent=2).encode()
            )
            return
        written = [(name if value is None else f"{name}={value}", meaning) for name, value, meaning in rows]
        width = max(len(name) for name, _ in written)
        for name, meaning in written:
            click.echo(f"{name:<{width}}  {meaning}")

    return make_command("faults", language, _FAULTS_HELP, show_faults, [format_option(language, "plain", "json")])


def _image_argument(*, required: bool) -> click.Argument:
    """A card image by name or path; the specimen where none must be named."""
    default = {} if required else {"default": "specimen"}
    return click.Argument(["image"], required=required, shell_complete=_complete_image, **default)


def _complete_image(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """The built-in names that begin so."""
    from menkyo.virtual import image_names  # noqa: PLC0415 - only for completion

    return [name for name in image_names() if name.startswith(incomplete)]


def _complete_fault(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """The names of the faults that begin so."""
    from menkyo.virtual import FAULTS  # noqa: PLC0415 - only for completion

    return [name for name in FAULTS if name.startswith(incomplete)]
