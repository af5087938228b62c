"""Where the installed command begins."""

from __future__ import annotations

import sys

from menkyo import __version__

__all__ = ["main"]

_INTERRUPTED = 130
_COLLECT_AFTER = 100_000


def main() -> None:
    """Run the command line and leave with the contract's exit code."""
    arguments = sys.argv[1:]
    # The one command that is asked by scripts in loops: it needs nothing of what the others import.
    if arguments == ["--version"]:
        sys.stdout.write(f"menkyo {__version__}\n")
        return
    import gc  # noqa: PLC0415 - see above

    # A command makes classes and values that it keeps to its end: looking through them for garbage took a tenth of its
    # time. A card that is served for days has its garbage collected all the same, only not as often.
    gc.set_threshold(_COLLECT_AFTER)
    try:
        from menkyo.cli.run import run  # noqa: PLC0415 - see above

        sys.exit(run(arguments))
    except KeyboardInterrupt:
        # Ctrl-C before the command began, or once more after it had been told to end.
        sys.exit(_INTERRUPTED)
    finally:
        # Python looks once more when it ends, and need not.
        gc.freeze()
