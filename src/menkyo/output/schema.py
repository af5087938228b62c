"""The JSON Schemas of the documents, as shipped."""

from __future__ import annotations

from typing import Final, cast

__all__ = ["SCHEMAS", "schema"]

_FILES: Final = {
    "menkyo.apdu/1": "apdu-1.json",
    "menkyo.capture-encrypted/1": "capture-encrypted-1.json",
    "menkyo.capture/1": "capture-1.json",
    "menkyo.check-new-card/1": "check-new-card-1.json",
    "menkyo.compare/1": "compare-1.json",
    "menkyo.doctor/1": "doctor-1.json",
    "menkyo.dump/1": "dump-1.json",
    "menkyo.image-check/1": "image-check-1.json",
    "menkyo.may-drive/1": "may-drive-1.json",
    "menkyo.number/1": "number-1.json",
    "menkyo.plan/1": "plan-1.json",
    "menkyo.read/1": "read-1.json",
    "menkyo.readers/1": "readers-1.json",
    "menkyo.status/1": "status-1.json",
    "menkyo.trace-report/1": "trace-report-1.json",
    "menkyo.trace/1": "trace-1.json",
    "menkyo.trust/1": "trust-1.json",
    "menkyo.verify/1": "verify-1.json",
}
SCHEMAS: Final = tuple(_FILES)
"""The names of all documents."""


def schema(name: str) -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of a document by its `schema` name; raises `KeyError` for another name."""
    # Only tests and curious programs ask for one.
    import json  # noqa: PLC0415
    from importlib.resources import files  # noqa: PLC0415

    text = (files("menkyo.output") / "schemas" / _FILES[name]).read_text(encoding="utf-8")
    return cast("dict[str, object]", json.loads(text))
