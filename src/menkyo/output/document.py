"""The JSON documents `menkyo.read/1` and `menkyo.readers/1`.

Keys are in the contract's order; what is absent is `null` or `[]` and never missing. Dates are ISO 8601 in Japan time,
bytes upper-case hex but for the key identifier, which is lower-case as certificate tools write it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Final

from menkyo.output.printable import escape_invisible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from menkyo.output.view import ReaderRow, ReadResult
    from menkyo.record import DrivingHistory, EraDate, LicenseRecord, Photo

__all__ = ["READERS_SCHEMA", "READ_SCHEMA", "dump", "render_json", "render_readers_json", "signature_document"]

READ_SCHEMA: Final = "menkyo.read/1"
READERS_SCHEMA: Final = "menkyo.readers/1"

_JAPAN_TIME: Final = timezone(timedelta(hours=9))

Value = object
"""Anything that JSON can write."""


def render_json(result: ReadResult) -> str:
    """One reading as the object `menkyo.read/1`, without a line feed at the end."""
    record, validity = result.record, result.validity
    return dump(
        {
            "schema": READ_SCHEMA,
            "read_at": result.read_at.astimezone(_JAPAN_TIME).isoformat(timespec="seconds"),
            "reader": result.reader,
            "card": {
                "kind": result.kind,
                "atr": _hex(result.atr),
                "applications": result.applications,
                "expires_on": _iso(result.card_expires_on),
            },
            "pin": {"set": result.pin_set, "tries_left": result.tries_left},
            "license": _license(record),
            "driving_history": None if record.history is None else _history(record.history),
            "categories": [category.value for category in record.categories],
            "category_dates": {},
            "acquired_on": {
                "motorcycle_small_moped": _era_iso(record.acquired_on.motorcycle_small_moped),
                "other": _era_iso(record.acquired_on.other),
                "class_2": _era_iso(record.acquired_on.class_2),
            },
            "holder": None,
            "validity": {
                "as_of": _iso(validity.as_of),
                "recorded_last_day": _iso(validity.recorded_last_day),
                "lawful_last_day": _iso(validity.lawful_last_day),
                "days_left": validity.days_left,
                "state": validity.state.value,
            },
            "photo": None if record.photo is None else _photo(record.photo),
            "signature": signature_document(result),
            "changes": [],
            "problems": [
                {
                    "file": problem.file,
                    "tag": problem.tag,
                    "offset": problem.offset,
                    "kind": problem.kind.value,
                    "detail": problem.detail,
                }
                for problem in result.problems
            ],
            "unknown": [{"file": item.file, "tag": item.tag, "hex": _hex(item.raw)} for item in result.unknown],
        }
    )


def render_readers_json(readers: Sequence[ReaderRow]) -> str:
    """The connected readers as the object `menkyo.readers/1`, without a line feed at the end."""
    return dump(
        {
            "schema": READERS_SCHEMA,
            "readers": [
                {
                    "number": reader.number,
                    "name": reader.name,
                    "card_present": reader.card_present,
                    "atr": None if reader.atr is None else _hex(reader.atr),
                }
                for reader in readers
            ],
        }
    )


def _license(record: LicenseRecord) -> Mapping[str, Value]:
    """The license; a My Number card records neither the day of issue, nor commission, nor reference number."""
    number, color = record.number, record.color
    color_class = None if color is None else color.color_class
    return {
        "number": None if number is None else number.digits,
        "number_check": None if number is None else number.check.value,
        "color": None if color_class is None else color_class.value,
        "color_text": None if color is None else color.text.text,
        "issued_on": None,
        "expires_on": _era_iso(record.expires_on),
        "conditions": [text.text for text in record.conditions],
        "remarks": [text.text for text in record.remarks],
        "commission": None,
        "reference_number": None,
    }


def _history(history: DrivingHistory) -> Mapping[str, Value]:
    return {
        "number": None if history.number is None else history.number.digits,
        "recorded_on": _era_iso(history.recorded_on),
        "class": None if history.driver_class is None else history.driver_class.value,
        "class_code": _hex(history.class_code) or None,
    }


def _photo(photo: Photo) -> Mapping[str, Value]:
    return {
        "format": None if photo.format is None else photo.format.value,
        "bytes": len(photo.raw),
        "width": photo.width,
        "height": photo.height,
        "sha256": hashlib.sha256(photo.raw).hexdigest(),
    }


def signature_document(result: ReadResult) -> Mapping[str, Value]:
    """The contract's object ``signature``."""
    signature = result.signature
    return {
        "verdict": result.signature_verdict,
        "coverage": result.signature_coverage,
        "serial": (signature and signature.serial) or None,
        "issuer": (signature and signature.issuer) or None,
        "subject": (signature and signature.subject) or None,
        "key_id": (signature and signature.key_identifier.hex()) or None,
    }


def dump(document: Mapping[str, Value]) -> str:
    """A document as text, without a line feed at the end."""
    return escape_invisible(json.dumps(document, ensure_ascii=False, indent=2))


def _hex(raw: bytes) -> str:
    return raw.hex().upper()


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _era_iso(day: EraDate | None) -> str | None:
    return None if day is None else day.date.isoformat()
