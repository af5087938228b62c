"""Where the installed command begins."""

from __future__ import annotations

import sys

from menkyo import __version__

__all__ = ["main"]

_INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with the contract's exit code."""
    arguments = sys.argv[1:]
    # The one command that is asked by scripts in loops: it needs nothing of what the others import.
    if arguments == ["--version"]:
        sys.stdout.write(f"menkyo {__version__}\n")
        return
    try:
        from menkyo.cli.run import run  # noqa: PLC0415 - see above

        sys.exit(run(arguments))
    except KeyboardInterrupt:
        # Ctrl-C before the command began, or once more after it had been told to end.
        sys.exit(_INTERRUPTED)
