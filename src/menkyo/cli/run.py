"""Runs one command line and turns what went wrong into one sentence, a hint and an exit code."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import click

from menkyo.cli.command import COMPLETION_VARIABLE, PROGRAM, usage_sentence
from menkyo.cli.exit_codes import DONE, INTERRUPTED, USAGE, Explanation
from menkyo.cli.group import program
from menkyo.cli.language import Bilingual, Language, choose_language

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["run"]

_ERROR: Final = Bilingual("エラー: ", "Error: ")


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code (contract, "Exit codes")."""
    _prepare_streams()
    language = choose_language(arguments, os.environ)
    debug = "--debug" in arguments
    try:
        exit_code = _invoke(program(language), arguments)
        sys.stdout.flush()
    except (KeyboardInterrupt, click.Abort):
        click.echo(err=True)
        return _end(INTERRUPTED, language)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return USAGE
    except click.UsageError as error:
        return _end(Explanation(USAGE, usage_sentence(error, language), _help_hint(error, language)), language)
    except BrokenPipeError:
        # Whoever read our output went away.
        _give_up_output()
        return DONE
    except Exception as error:  # noqa: BLE001 - every error ends in a sentence
        if debug:
            import traceback  # noqa: PLC0415 - only here

            traceback.print_exc()
        from menkyo.cli.explain import explain  # noqa: PLC0415 - it knows the errors of every layer

        _give_up_output()
        return _end(explain(error, language), language)
    return exit_code


def _invoke(command: click.Command, arguments: Sequence[str]) -> int:
    """Run the command, or complete a word for a shell; raises whatever ends it early.

    click's own way to do this would end the process by itself when the reader of our output went away.
    """
    instruction = os.environ.get(COMPLETION_VARIABLE)
    if instruction:
        from click.shell_completion import shell_complete  # noqa: PLC0415 - only for shells

        return shell_complete(command, {}, PROGRAM, COMPLETION_VARIABLE, instruction)
    try:
        with command.make_context(PROGRAM, list(arguments)) as context:
            command.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    return DONE


def _prepare_streams() -> None:
    """Let nothing fail for a stream that was closed, or that cannot write every character."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - open to the end
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        # As standard error does: a license read is better shown with escapes than not at all.
        reconfigure(errors="backslashreplace")


def _give_up_output() -> None:
    """Write out what standard output still holds, or let nothing more be written, at the end of the process either."""
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _end(explanation: Explanation, language: Language) -> int:
    """Print the sentence and the hint to standard error and return the exit code."""
    if explanation.sentence:
        click.echo(_ERROR.text(language) + explanation.sentence, err=True)
    if explanation.hint:
        click.echo(explanation.hint, err=True)
    return explanation.exit_code


def _help_hint(error: click.UsageError, language: Language) -> str:
    """How to see the options of the command that was misused."""
    path = "menkyo" if error.ctx is None else error.ctx.command_path
    return Bilingual(f"使い方は {path} --help で見られます。", f"See {path} --help.").text(language)
