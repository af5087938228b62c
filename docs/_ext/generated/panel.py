"""The specimen's panel, as the program draws it in a terminal."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from rich.console import Console

import menkyo
from menkyo.output.labels import Language
from menkyo.output.panel import render_panel
from menkyo.reading import JAPAN_TIME

__all__ = ["panel"]

# A fixed moment, so that the page changes only when the program does.
_READ_AT: Final = datetime(2026, 11, 23, 10, 0, tzinfo=JAPAN_TIME)
_AS_OF: Final = date(2026, 11, 23)
# The picture would otherwise fetch its font from the network.
_FONTS: Final = re.compile(r"@font-face \{.*?\}", re.DOTALL)


def panel() -> str:
    """The panel as a picture of a terminal, with the letters of the reader's own machine."""
    with menkyo.open_reader("virtual") as reader:
        capture = menkyo.read_card(reader, lambda _tries_left: b"1234")
    result = menkyo.decode(replace(capture, read_at=_READ_AT), as_of=_AS_OF)
    console = Console(record=True, width=84, color_system="truecolor", file=io.StringIO())
    render_panel(replace(result, specimen=True), console, language=Language.EN, picture=False)
    drawing = _FONTS.sub("", console.export_svg(title="menkyo read --demo --lang en", unique_id="specimen"))
    drawing = re.sub(r"\n\s*\n+", "\n", drawing).replace("Fira Code", "monospace")
    return (
        f'<div class="terminal" role="img" aria-label="The panel that menkyo read --demo shows">\n{drawing}\n</div>\n'
    )
