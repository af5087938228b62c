"""Runs one command line and turns what went wrong into one sentence, a hint and an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from menkyo.cli.command import usage_sentence
from menkyo.cli.exit_codes import INTERRUPTED, USAGE, Explanation
from menkyo.cli.explain import explain
from menkyo.cli.group import program
from menkyo.cli.language import Bilingual, Language, choose_language

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["run"]

_ERROR = Bilingual("エラー: ", "Error: ")


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code (contract, "Exit codes")."""
    language = choose_language(arguments, os.environ)
    debug = "--debug" in arguments
    try:
        outcome: object = program(language).main(list(arguments), prog_name="menkyo", standalone_mode=False)
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
        # Whoever read our output went away; nothing must be written at the end of the process either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if debug:
            raise
        return _end(explain(error, language), language)
    return outcome if isinstance(outcome, int) else 0


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
