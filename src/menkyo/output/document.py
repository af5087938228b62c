"""The JSON documents `menkyo.read/1` and `menkyo.readers/1`.

Keys are in the contract's order; what is absent is `null` or `[]` and never missing. Dates are ISO 8601 in Japan time,
bytes upper-case hex but for the key identifier, which is lower-case as certificate tools write it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from menkyo.output.printable import escape_invisible
from menkyo.record.dates import JAPAN_TIME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from menkyo.output.view import ReaderRow, ReadResult
    from menkyo.record import CardHolder, Change, DrivingHistory, EraDate, Holder, IcLicense, Photo, Text

__all__ = [
    "READERS_SCHEMA",
    "READ_SCHEMA",
    "dump",
    "iso_day",
    "iso_moment",
    "render_json",
    "render_readers_json",
    "saved_mark",
    "signature_document",
]

READ_SCHEMA: Final = "menkyo.read/1"
READERS_SCHEMA: Final = "menkyo.readers/1"

Value = object
"""Anything that JSON can write."""


def render_json(result: ReadResult) -> str:
    """One reading as the object `menkyo.read/1`, without a line feed at the end."""
    record, validity = result.record, result.validity
    return dump(
        {
            "schema": READ_SCHEMA,
            "read_at": iso_moment(result.read_at),
            "reader": result.reader,
            **saved_mark(result),
            "card": {
                "kind": result.kind,
                "atr": _hex(result.atr),
                "applications": result.applications,
                "expires_on": iso_day(result.card_expires_on),
            },
            "pin": _pin(result),
            "license": _license(result),
            "driving_history": None if record.history is None else _history(record.history),
            "categories": [category.value for category in record.categories],
            "category_dates": _category_dates(result.ic_license),
            "acquired_on": {
                "motorcycle_small_moped": _era_iso(record.acquired_on.motorcycle_small_moped),
                "other": _era_iso(record.acquired_on.other),
                "class_2": _era_iso(record.acquired_on.class_2),
            },
            "holder": _holder_of(result),
            "validity": {
                "as_of": iso_day(validity.as_of),
                "recorded_last_day": iso_day(validity.recorded_last_day),
                "lawful_last_day": iso_day(validity.lawful_last_day),
                "days_left": validity.days_left,
                "state": validity.state.value,
            },
            "photo": None if record.photo is None else _photo(record.photo),
            "signature": signature_document(result),
            "changes": [] if result.ic_license is None else [_change(change) for change in result.ic_license.changes],
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


def saved_mark(result: ReadResult) -> Mapping[str, Value]:
    """What the document of a saved reading has and that of a card has not."""
    return {"saved": True} if result.is_saved else {}


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


def _pin(result: ReadResult) -> Mapping[str, Value]:
    pin: dict[str, Value] = {"set": result.pin_set, "tries_left": result.tries_left}
    if result.ic_license is not None:
        pin["pin2_tries_left"] = result.pin2_tries_left
    return pin


def _category_dates(ic_license: IcLicense | None) -> Mapping[str, Value]:
    dates = () if ic_license is None else ic_license.category_dates
    return {date.category.value: _era_iso(date.acquired_on) for date in dates}


def _holder_of(result: ReadResult) -> Mapping[str, Value] | None:
    """The holder: an IC license always tells, a My Number card when asked."""
    if result.ic_license is not None:
        return _holder(result.ic_license.holder)
    return None if result.holder is None else _card_holder(result.holder)


def _card_holder(holder: CardHolder) -> Mapping[str, Value]:
    """The holder as a My Number card tells, which has neither katakana nor alias nor domicile."""
    return {
        "name": _text(holder.name),
        "kana": None,
        "alias": None,
        "birth_date": iso_day(holder.birth_date),
        "sex": None if holder.sex is None else holder.sex.value,
        "address": _text(holder.address),
        "domicile": None,
        "source": "text-application",
    }


def _holder(holder: Holder) -> Mapping[str, Value]:
    """The holder as an IC license records it, which does not tell the sex."""
    return {
        "name": _text(holder.name),
        "kana": _text(holder.kana),
        "alias": _text(holder.alias),
        "birth_date": _era_iso(holder.birth_date),
        "sex": None,
        "address": _text(holder.address),
        "domicile": _text(holder.domicile),
        "source": "ic-license",
    }


def _change(change: Change) -> Mapping[str, Value]:
    return {
        "kind": change.kind.value,
        "date": _era_iso(change.changed_on),
        "text": _text(change.text),
        "commission": _text(change.commission),
    }


def _license(result: ReadResult) -> Mapping[str, Value]:
    """The license; a My Number card records neither the day of issue, nor commission, nor reference number."""
    record, ic_license = result.record, result.ic_license
    number, color = record.number, record.color
    color_class = None if color is None else color.color_class
    return {
        "number": None if number is None else number.digits,
        "number_check": None if number is None else number.check.value,
        "color": None if color_class is None else color_class.value,
        "color_text": None if color is None else color.text.text,
        "issued_on": None if ic_license is None else _era_iso(ic_license.issued_on),
        "expires_on": _era_iso(record.expires_on),
        "conditions": [text.text for text in record.conditions],
        "remarks": [text.text for text in record.remarks],
        "commission": None if ic_license is None else _text(ic_license.commission),
        "reference_number": (ic_license and ic_license.reference_number) or None,
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


def _text(text: Text | None) -> str | None:
    return None if text is None else text.text


def iso_day(day: date | None) -> str | None:
    """A day as the documents have it: ISO 8601."""
    return None if day is None else day.isoformat()


def iso_moment(moment: datetime | None) -> str | None:
    """A moment as the documents have it: ISO 8601 in Japan time, to the second."""
    return None if moment is None else moment.astimezone(JAPAN_TIME).isoformat(timespec="seconds")


def _era_iso(day: EraDate | None) -> str | None:
    return None if day is None else day.date.isoformat()
