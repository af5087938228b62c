"""One line of progress on standard error, where a terminal shows it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from menkyo.cli.language import Bilingual

if TYPE_CHECKING:
    from menkyo.cli.language import Language

__all__ = ["Progress"]

_CLEAR_LINE: Final = "\r\x1b[K"
_WAITING: Final = Bilingual(
    "カードをリーダーに置いてください(あと{}秒)", "Put the card on the reader ({} seconds left)"
)
_READING: Final = Bilingual("読み取っています。カードを動かさないでください", "Reading; leave the card where it is")


class Progress:
    """Shows what is going on, each text in place of the last."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._is_shown = False

    def waiting(self, seconds: int) -> None:
        """Count down to the end of the wait for a card."""
        self._show(_WAITING.text(self._language).format(seconds))

    def reading(self) -> None:
        """Say that the card is being read."""
        self._show(_READING.text(self._language))

    def clear(self) -> None:
        """Take the line away."""
        if self._is_shown:
            sys.stderr.write(_CLEAR_LINE)
            sys.stderr.flush()
            self._is_shown = False

    def _show(self, text: str) -> None:
        if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
            return
        sys.stderr.write(f"{_CLEAR_LINE}{text}")
        sys.stderr.flush()
        self._is_shown = True
