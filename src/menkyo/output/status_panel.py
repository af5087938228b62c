"""The panel of a card's status: what it tells without a PIN, framed on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menkyo.output.panel import print_panel, table_of_rows
from menkyo.output.status import status_rows
from menkyo.output.texts import Phrase

if TYPE_CHECKING:
    from datetime import date

    from rich.console import Console

    from menkyo.output.language import Language
    from menkyo.record import CardStatus

__all__ = ["render_status_panel"]


def render_status_panel(
    status: CardStatus, as_of: date, console: Console, *, language: Language, specimen: bool = False
) -> None:
    """Print a card's status on a console: a terminal of any width, or a file. Arguments as `render_status`."""
    rows = tuple(status_rows(status, as_of, language, specimen=specimen))
    print_panel(Phrase.STATUS_TITLE.text(language), [table_of_rows(rows, console)], console)
