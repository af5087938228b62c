"""``menkyo completion``: the script that teaches a shell to complete menkyo's commands and options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import get_completion_class

from menkyo.cli import COMPLETION_VARIABLE, PROGRAM
from menkyo.cli.command import make_command
from menkyo.cli.language import Bilingual
from menkyo.cli.shells import know_shells

if TYPE_CHECKING:
    from menkyo.cli.language import Language

__all__ = ["command"]

_HELP: Final = Bilingual(
    "シェル補完の設定を標準出力に書きます。\n\n"
    "\b\n例:\n"
    "  menkyo completion bash >> ~/.bashrc\n"
    "  menkyo completion zsh  >> ~/.zshrc\n"
    "  menkyo completion fish > ~/.config/fish/completions/menkyo.fish",
    "Print the shell completion script.\n\n"
    "\b\nExamples:\n"
    "  menkyo completion bash >> ~/.bashrc\n"
    "  menkyo completion zsh  >> ~/.zshrc\n"
    "  menkyo completion fish > ~/.config/fish/completions/menkyo.fish",
)


def command(language: Language) -> click.Command:
    """Make the command in one language."""

    def print_script(shell: str) -> None:
        know_shells()
        maker = get_completion_class(shell)
        if maker is None:
            raise click.UsageError(shell)
        source = maker(click.Group(PROGRAM), {}, PROGRAM, COMPLETION_VARIABLE).source
        click.echo(source())

    shell = click.Argument(["shell"], type=click.Choice(["bash", "zsh", "fish"]))
    return make_command("completion", language, _HELP, print_script, [shell])
