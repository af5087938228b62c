"""Runs one command line and turns what went wrong into one sentence, a hint and an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from menkyo.cli.exit_codes import DONE, INTERRUPTED, end
from menkyo.cli.language import Language, choose_language
from menkyo.cli.plain_line import understand
from menkyo.cli.streams import give_up_output, prepare_streams, write_line

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code (contract, "Exit codes")."""
    prepare_streams()
    language = choose_language(arguments, os.environ)
    debug = "--debug" in arguments
    try:
        exit_code = _invoke(arguments, language)
        sys.stdout.flush()
    except KeyboardInterrupt:
        write_line("", err=True)
        return end(INTERRUPTED, language)
    except BrokenPipeError:
        # Whoever read our output went away.
        give_up_output()
        return DONE
    except Exception as error:  # noqa: BLE001 - every error ends in a sentence
        if debug:
            import traceback  # noqa: PLC0415 - only here

            traceback.print_exc()
        from menkyo.cli.explain import explain  # noqa: PLC0415 - it knows the errors of every layer

        give_up_output()
        return end(explain(error, language), language)
    return exit_code


def _invoke(arguments: Sequence[str], language: Language) -> int:
    """Run the command: a reading as soon as it is understood, all else by the parser that knows every command."""
    request = understand(arguments, os.environ, language)
    if request is not None:
        from menkyo.cli.reading import carry_out  # noqa: PLC0415 - only for a reading

        carry_out(request)
        return DONE
    # It takes longer to import than a card to read.
    from menkyo.cli.invocation import invoke  # noqa: PLC0415

    return invoke(arguments, language)
