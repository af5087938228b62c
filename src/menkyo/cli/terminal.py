"""Standard output as rich draws on it."""

from __future__ import annotations

from rich.console import Console

__all__ = ["Terminal"]


class Terminal(Console):
    """A console that leaves it to us to end when whoever reads our output goes away."""

    def on_broken_pipe(self) -> None:
        """Raise what ends the command without a word."""
        raise BrokenPipeError
