"""The photo in the terminal: real pixels where the terminal has them (Sixel, Kitty), else colored half blocks."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Final

from rich.measure import Measurement

if TYPE_CHECKING:
    from PIL.Image import Image
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.segment import Segment

    from menkyo.record import Bitmap, Photo

__all__ = ["Picture", "picture_of"]

_MOST_RATIO: Final = 2
"""Height to width; a license photo has 1.25."""


class Picture:
    """A picture that is drawn already, `columns` wide."""

    def __init__(self, segments: list[Segment], columns: int) -> None:
        self.columns = columns
        self._segments = segments

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from self._segments

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(self.columns, self.columns)


def picture_of(picture: Photo | Bitmap, console: Console, columns: int) -> Picture | None:
    """Draw a photo or a character for this terminal; `None` when it cannot show one, or anything at all goes wrong.

    Asks the terminal what it can do, which takes up to some 0.2 s on one that does not answer, and only when this
    process really talks to it: the answer comes back through standard input.
    """
    if not _can_show(console):
        return None
    try:
        return _draw(_open(picture), console, columns)
    except Exception:  # noqa: BLE001 - a picture is a courtesy: no broken photo or odd terminal may cost the record
        return None


def _can_show(console: Console) -> bool:
    """A terminal with colors at both ends; half blocks without 256 colors show nobody's face."""
    return (
        console.is_terminal
        and not console.is_dumb_terminal
        and not console.legacy_windows
        and not console.no_color
        and console.color_system in {"256", "truecolor"}
        and console.file in {sys.stdout, sys.__stdout__}
        and all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stdout__))
    )


def _open(picture: Photo | Bitmap) -> Image:
    """The pixels of a picture."""
    from menkyo.record import Bitmap  # noqa: PLC0415 - most readings draw nothing

    if isinstance(picture, Bitmap):
        from PIL import Image  # noqa: PLC0415 - only for pictures

        white = bytes(byte ^ 0xFF for byte in picture.rows)
        return Image.frombytes("1", (picture.size, picture.size), white).convert("L")
    from menkyo.output.photo import open_photo  # noqa: PLC0415 - decodes with Pillow

    return open_photo(picture)


def _draw(picture: Image, console: Console, columns: int) -> Picture:
    if picture.height > _MOST_RATIO * picture.width:
        raise ValueError("not the shape of a portrait")
    # It would warn on standard error, in the middle of the panel, that a terminal does not tell its size in pixels.
    logging.getLogger("textual_image").setLevel(logging.ERROR)
    from textual_image.renderable import Image as Drawing  # noqa: PLC0415 - its import asks the terminal questions

    options = console.options.update(max_width=columns, height=None)
    return Picture(list(console.render(Drawing(picture, width=columns, height="auto"), options)), columns)
