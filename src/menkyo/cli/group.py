"""The program and its commands; each command's module is imported only when it is needed."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from menkyo import __version__
from menkyo.cli.command import localize
from menkyo.cli.language import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.cli.language import Language

__all__ = ["COMMANDS", "CommandEntry", "LazyGroup", "program"]


class CommandEntry(NamedTuple):
    """One command: where its ``command(language)`` is, and its line in the list of commands."""

    module: str
    summary: Bilingual


COMMANDS: Final = {
    "read": CommandEntry(
        "menkyo.cli.read",
        Bilingual("カードの免許情報を読み取って表示します。", "Read the license on the card and show it."),
    ),
    "status": CommandEntry(
        "menkyo.cli.status",
        Bilingual(
            "暗証番号なしで、残り回数や証明書などの状態を表示します。",
            "Show what a card tells without a PIN, such as tries left.",
        ),
    ),
    "verify": CommandEntry(
        "menkyo.cli.verify",
        Bilingual("カードの署名を信頼する鍵で照合します。", "Compare the card's signature with the keys you trust."),
    ),
    "compare": CommandEntry(
        "menkyo.cli.compare",
        Bilingual("2枚のカードの記録を比べます。", "Compare what two cards record."),
    ),
    "check-new-card": CommandEntry(
        "menkyo.cli.check_new_card",
        Bilingual(
            "更新したカードに免許情報が引き継がれたかを確かめます。",
            "Check that the license came along to a renewed card.",
        ),
    ),
    "plan": CommandEntry(
        "menkyo.cli.plan",
        Bilingual(
            "免許とカードの更新を計画します: 期間、順番、費用。",
            "Plan the renewals of license and card: when, in which order.",
        ),
    ),
    "may-drive": CommandEntry(
        "menkyo.cli.may_drive",
        Bilingual("記録された免許でその車を運転できるか答えます。", "Tell whether the license covers a vehicle."),
    ),
    "number": CommandEntry(
        "menkyo.cli.number",
        Bilingual("免許の番号12桁が表すことを説明します。", "Explain the twelve digits of a license's number."),
    ),
    "save": CommandEntry(
        "menkyo.cli.save",
        Bilingual("読み取ったデータをファイルに保存します。", "Keep what a card holds in a file."),
    ),
    "trust": CommandEntry(
        "menkyo.cli.trust",
        Bilingual("信頼する発行者の鍵: 追加、一覧、削除。", "Keys of issuers that you trust: add, list, remove."),
    ),
    "readers": CommandEntry(
        "menkyo.cli.readers",
        Bilingual("カードリーダーの一覧を表示します。", "List the card readers."),
    ),
    "doctor": CommandEntry(
        "menkyo.cli.doctor",
        Bilingual("リーダーとカードの状態を順に調べます。", "Look for what keeps reader and card from working."),
    ),
    "virtual": CommandEntry(
        "menkyo.cli.virtual",
        Bilingual(
            "仮想カード: 一覧、作成、検査、システムへの提供。", "Virtual cards: list, make, check and serve them."
        ),
    ),
    "trace": CommandEntry(
        "menkyo.cli.trace",
        Bilingual(
            "カードとのやり取り: 記録、説明、再生、匿名化。",
            "Conversations with a card: record, show, replay, anonymize.",
        ),
    ),
    "apdu": CommandEntry(
        "menkyo.cli.apdu",
        Bilingual(
            "カードに命令(APDU)を送り、応答を説明します。", "Send commands (APDUs) to a card; explain its answers."
        ),
    ),
    "dump": CommandEntry(
        "menkyo.cli.dump",
        Bilingual("カードの読み取れるファイルをすべて保存します。", "Keep every file that may be read of a card."),
    ),
    "completion": CommandEntry(
        "menkyo.cli.completion",
        Bilingual("シェル補完の設定を出力します。", "Print the shell completion script."),
    ),
}

_HELP: Final = Bilingual(
    "マイナ免許証(マイナンバーカードに記録された運転免許)とIC運転免許証を、ICカードリーダーで読み取ります。\n\n"
    "カードに書き込む命令は一切送らず、マイナンバー(個人番号)は決して読みません。\n\n"
    "\b\n例:\n"
    "  menkyo read --demo            カードもリーダーもなしで見本を表示\n"
    "  menkyo read                   カードを読み取って表示(暗証番号を尋ねます)\n"
    "  menkyo status                 暗証番号なしで分かることを表示\n"
    "  menkyo read --format json     スクリプト用の出力\n"
    "  menkyo readers                使えるリーダーの一覧",
    "Read a Japanese driver's license with a card reader: the one recorded on a My Number card (マイナ免許証), or an "
    "IC license.\n\n"
    "Nothing is ever written to a card, and the My Number is never read.\n\n"
    "\b\nExamples:\n"
    "  menkyo read --demo            show the specimen: no card, no reader\n"
    "  menkyo read                   read the card and show it (asks for the PIN)\n"
    "  menkyo status                 what the card tells without a PIN\n"
    "  menkyo read --format json     output for scripts\n"
    "  menkyo readers                the readers that can be used",
)
_VERSION_HELP: Final = Bilingual("バージョンを表示します。", "Show the version.")


class LazyGroup(click.Group):
    """A group whose commands are made by ``command(language)`` of their modules on first use."""

    def __init__(self, language: Language, entries: dict[str, CommandEntry], **attributes: object) -> None:
        super().__init__(**attributes)  # type: ignore[arg-type]
        self._language = language
        self._entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        del ctx
        return list(self._entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Make the command; ``None`` when there is none of that name."""
        del ctx
        entry = self._entries.get(cmd_name)
        if entry is None:
            return None
        make: Callable[[Language], click.Command] = import_module(entry.module).command
        return make(self._language)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called; click itself would not guess one from the table that may have been meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(error.command_name, possibilities=self._entries, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, so that help imports none of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary.text(self._language)) for name, entry in self._entries.items()])


def program(language: Language) -> click.Command:
    """The whole program in one language."""

    def show_version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's form
        if value:
            click.echo(f"menkyo {__version__}")
            ctx.exit()

    group = LazyGroup(
        language,
        COMMANDS,
        name="menkyo",
        help=_HELP.text(language),
        context_settings={"max_content_width": 100},
        params=[
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=show_version,
                help=_VERSION_HELP.text(language),
            ),
        ],
    )
    return localize(group, language, is_program=True)
