"""Shows what was read: panel, plain text, JSON and the photo as a file. Nothing else prints a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menkyo.output.document import READ_SCHEMA, READERS_SCHEMA, render_json, render_readers_json
from menkyo.output.errors import (
    OutputError,
    PhotoDecodeError,
    PhotoError,
    PhotoExtensionError,
    PhotoSizeError,
    PhotoWriteError,
)
from menkyo.output.labels import Language
from menkyo.output.photo import check_photo_path, save_photo
from menkyo.output.plain import render_plain
from menkyo.output.printable import printable
from menkyo.output.schema import schema
from menkyo.output.view import ReaderRow, ReadResult

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "READERS_SCHEMA",
    "READ_SCHEMA",
    "Language",
    "OutputError",
    "PhotoDecodeError",
    "PhotoError",
    "PhotoExtensionError",
    "PhotoSizeError",
    "PhotoWriteError",
    "ReadResult",
    "ReaderRow",
    "check_photo_path",
    "printable",
    "render_json",
    "render_panel",
    "render_plain",
    "render_readers_json",
    "save_photo",
    "schema",
]


def render_panel(result: ReadResult, console: Console, *, language: Language, picture: bool = True) -> None:
    """Print one reading on a console, see `menkyo.output.panel`."""
    from menkyo.output import panel  # noqa: PLC0415 - JSON and plain text need no rich

    panel.render_panel(result, console, language=language, picture=picture)
