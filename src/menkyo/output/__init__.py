"""Shows what was read: panel, plain text, JSON and the photo as a file. Nothing else prints a record."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from menkyo.output.printable import printable
from menkyo.output.schema import schema

if TYPE_CHECKING:
    from menkyo.output.document import READ_SCHEMA, READERS_SCHEMA, render_json, render_readers_json
    from menkyo.output.errors import (
        OutputError,
        PhotoDecodeError,
        PhotoError,
        PhotoExtensionError,
        PhotoSizeError,
        PhotoWriteError,
    )
    from menkyo.output.language import Language
    from menkyo.output.panel import render_panel
    from menkyo.output.photo import check_photo_path, save_photo
    from menkyo.output.plain import render_plain
    from menkyo.output.trace import (
        TRACE_REPORT_SCHEMA,
        TRACE_SCHEMA,
        render_report,
        render_report_json,
        render_trace,
        render_trace_json,
    )
    from menkyo.output.verification import (
        TRUST_SCHEMA,
        VERIFY_SCHEMA,
        render_keys,
        render_trust_json,
        render_verification,
        render_verification_json,
    )
    from menkyo.output.view import ReaderRow, ReadResult

__all__ = [
    "READERS_SCHEMA",
    "READ_SCHEMA",
    "TRACE_REPORT_SCHEMA",
    "TRACE_SCHEMA",
    "TRUST_SCHEMA",
    "VERIFY_SCHEMA",
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
    "render_keys",
    "render_panel",
    "render_plain",
    "render_readers_json",
    "render_report",
    "render_report_json",
    "render_trace",
    "render_trace_json",
    "render_trust_json",
    "render_verification",
    "render_verification_json",
    "save_photo",
    "schema",
]

_MODULES: Final = {
    "READERS_SCHEMA": "document",
    "READ_SCHEMA": "document",
    "TRACE_REPORT_SCHEMA": "trace",
    "TRACE_SCHEMA": "trace",
    "TRUST_SCHEMA": "verification",
    "VERIFY_SCHEMA": "verification",
    "Language": "language",
    "OutputError": "errors",
    "PhotoDecodeError": "errors",
    "PhotoError": "errors",
    "PhotoExtensionError": "errors",
    "PhotoSizeError": "errors",
    "PhotoWriteError": "errors",
    "ReadResult": "view",
    "ReaderRow": "view",
    "check_photo_path": "photo",
    "render_json": "document",
    "render_keys": "verification",
    "render_panel": "panel",
    "render_plain": "plain",
    "render_readers_json": "document",
    "render_report": "trace",
    "render_report_json": "trace",
    "render_trace": "trace",
    "render_trace_json": "trace",
    "render_trust_json": "verification",
    "render_verification": "verification",
    "render_verification_json": "verification",
    "save_photo": "photo",
}


def __getattr__(name: str) -> object:
    """Import a name's module when it is first used: help needs no record, and JSON needs no rich."""
    if name in _MODULES:
        return getattr(import_module(f"menkyo.output.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'menkyo.output' has no attribute {name!r}")
