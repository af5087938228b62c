"""Shows what was read: panel, plain text, JSON and the photo as a file. Nothing else prints a record."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from menkyo.output.printable import printable
from menkyo.output.schema import schema

if TYPE_CHECKING:
    from menkyo.output.calendar import render_calendar, save_calendar
    from menkyo.output.comparison import COMPARE_SCHEMA, render_comparison, render_comparison_json
    from menkyo.output.document import READ_SCHEMA, READERS_SCHEMA, render_json, render_readers_json
    from menkyo.output.errors import (
        OutputError,
        PhotoDecodeError,
        PhotoError,
        PhotoExtensionError,
        PhotoSizeError,
        PhotoWriteError,
    )
    from menkyo.output.final_check import CHECK_NEW_CARD_SCHEMA, CheckView, render_check, render_check_json
    from menkyo.output.language import Language
    from menkyo.output.may_drive import (
        MAY_DRIVE_SCHEMA,
        render_answer,
        render_answer_json,
        render_coverage,
        render_coverage_json,
    )
    from menkyo.output.number import NUMBER_SCHEMA, render_number, render_number_json
    from menkyo.output.panel import render_panel
    from menkyo.output.photo import check_photo_path, save_photo
    from menkyo.output.plain import render_plain
    from menkyo.output.plan import render_plan, render_plan_panel
    from menkyo.output.plan_document import PLAN_SCHEMA, render_plan_json
    from menkyo.output.plan_view import PlanResult
    from menkyo.output.status import STATUS_SCHEMA, render_status, render_status_json
    from menkyo.output.status_panel import render_status_panel
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
    "CHECK_NEW_CARD_SCHEMA",
    "COMPARE_SCHEMA",
    "MAY_DRIVE_SCHEMA",
    "NUMBER_SCHEMA",
    "PLAN_SCHEMA",
    "READERS_SCHEMA",
    "READ_SCHEMA",
    "STATUS_SCHEMA",
    "TRACE_REPORT_SCHEMA",
    "TRACE_SCHEMA",
    "TRUST_SCHEMA",
    "VERIFY_SCHEMA",
    "CheckView",
    "Language",
    "OutputError",
    "PhotoDecodeError",
    "PhotoError",
    "PhotoExtensionError",
    "PhotoSizeError",
    "PhotoWriteError",
    "PlanResult",
    "ReadResult",
    "ReaderRow",
    "check_photo_path",
    "printable",
    "render_answer",
    "render_answer_json",
    "render_calendar",
    "render_check",
    "render_check_json",
    "render_comparison",
    "render_comparison_json",
    "render_coverage",
    "render_coverage_json",
    "render_json",
    "render_keys",
    "render_number",
    "render_number_json",
    "render_panel",
    "render_plain",
    "render_plan",
    "render_plan_json",
    "render_plan_panel",
    "render_readers_json",
    "render_report",
    "render_report_json",
    "render_status",
    "render_status_json",
    "render_status_panel",
    "render_trace",
    "render_trace_json",
    "render_trust_json",
    "render_verification",
    "render_verification_json",
    "save_calendar",
    "save_photo",
    "schema",
]

_MODULES: Final = {
    "PLAN_SCHEMA": "plan_document",
    "PlanResult": "plan_view",
    "render_calendar": "calendar",
    "render_plan": "plan",
    "render_plan_json": "plan_document",
    "render_plan_panel": "plan",
    "save_calendar": "calendar",
    "CHECK_NEW_CARD_SCHEMA": "final_check",
    "CheckView": "final_check",
    "COMPARE_SCHEMA": "comparison",
    "NUMBER_SCHEMA": "number",
    "MAY_DRIVE_SCHEMA": "may_drive",
    "READERS_SCHEMA": "document",
    "READ_SCHEMA": "document",
    "STATUS_SCHEMA": "status",
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
    "render_check": "final_check",
    "render_check_json": "final_check",
    "render_comparison": "comparison",
    "render_comparison_json": "comparison",
    "render_answer": "may_drive",
    "render_answer_json": "may_drive",
    "render_coverage": "may_drive",
    "render_coverage_json": "may_drive",
    "render_json": "document",
    "render_keys": "verification",
    "render_number": "number",
    "render_number_json": "number",
    "render_panel": "panel",
    "render_plain": "plain",
    "render_readers_json": "document",
    "render_status": "status",
    "render_status_json": "status",
    "render_status_panel": "status_panel",
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
