"""The JSON Schemas of the documents, as shipped."""

from __future__ import annotations

from typing import Final, cast

__all__ = ["schema"]

_FILES: Final = {
    "menkyo.capture/1": "capture-1.json",
    "menkyo.capture-encrypted/1": "capture-encrypted-1.json",
    "menkyo.read/1": "read-1.json",
    "menkyo.readers/1": "readers-1.json",
    "menkyo.trace/1": "trace-1.json",
    "menkyo.trace-report/1": "trace-report-1.json",
    "menkyo.trust/1": "trust-1.json",
    "menkyo.verify/1": "verify-1.json",
}


def schema(name: str) -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of a document by its `schema` name; raises `KeyError` for another name."""
    # Only tests and curious programs ask for one.
    import json  # noqa: PLC0415
    from importlib.resources import files  # noqa: PLC0415

    text = (files("menkyo.output") / "schemas" / _FILES[name]).read_text(encoding="utf-8")
    return cast("dict[str, object]", json.loads(text))
