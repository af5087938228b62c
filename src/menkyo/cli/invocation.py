"""Command lines as click understands them: all commands, their help, completion, and what is wrong with a line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from menkyo.cli import COMPLETION_VARIABLE, PROGRAM
from menkyo.cli.command import usage_sentence
from menkyo.cli.exit_codes import DONE, USAGE, Explanation, end
from menkyo.cli.group import program
from menkyo.cli.language import Bilingual
from menkyo.cli.streams import write_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from menkyo.cli.language import Language

__all__ = ["invoke"]


def invoke(arguments: Sequence[str], language: Language) -> int:
    """Run a command line and return its exit code, having told what is wrong with it; raises whatever else ends it."""
    try:
        return _invoke(program(language), arguments)
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.exceptions.NoArgsIsHelpError as error:
        write_line(error.format_message(), err=True)
        return USAGE
    except click.UsageError as error:
        return end(Explanation(USAGE, usage_sentence(error, language), _help_hint(error, language)), language)


def _invoke(command: click.Command, arguments: Sequence[str]) -> int:
    """Run the command, or complete a word for a shell; raises whatever ends it early.

    click's own way to do this would end the process by itself when the reader of our output went away.
    """
    instruction = os.environ.get(COMPLETION_VARIABLE)
    if instruction:
        from click.shell_completion import shell_complete  # noqa: PLC0415 - only for shells

        from menkyo.cli.shells import know_shells  # noqa: PLC0415

        know_shells()
        return shell_complete(command, {}, PROGRAM, COMPLETION_VARIABLE, instruction)
    try:
        with command.make_context(PROGRAM, list(arguments)) as context:
            command.invoke(context)
    except click.exceptions.Exit as end_of_command:
        return end_of_command.exit_code
    return DONE


def _help_hint(error: click.UsageError, language: Language) -> str:
    """How to see the options of the command that was misused."""
    path = PROGRAM if error.ctx is None else error.ctx.command_path
    return Bilingual(f"使い方は {path} --help で見られます。", f"See {path} --help.").text(language)
