"""A capture as the JSON document `menkyo.capture/1`, and back; what comes in is checked, and nothing is guessed."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar, cast

from apdu import StatusWord
from apdu.applications import IC_LICENSE, IC_LICENSE_DF1, MY_NUMBER_CARD
from apdu.applications.card_manager import CARD_MANAGER
from menkyo.reading.capture import Capture, CapturedFile, CardKind, PinState
from menkyo.reading.card_expiry import CARD_EXPIRY
from menkyo.reading.errors import CaptureFault, CaptureFormatError, CaptureVersionError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CAPTURE_SCHEMA", "Table", "check_schema", "parse_capture", "parse_json", "write_document"]

_T = TypeVar("_T")

CAPTURE_SCHEMA: Final = "menkyo.capture/1"

_VERSIONED: Final = re.compile(r"menkyo\.capture(?:-encrypted)?/([1-9][0-9]{0,8})")
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}")
_HEX: Final = re.compile(r"(?:[0-9A-F]{2})*")
_STATUS: Final = re.compile(r"[0-9A-F]{4}")
# Moments that every time zone has.
_YEARS: Final = range(2, 9999)
# A PIN has at most fifteen tries (ISO/IEC 7816-4, status word 63Cx).
_TRIES: Final = range(16)
# ISO/IEC 7816-3: TS and at most 32 characters.
_LONGEST_ATR: Final = 33
# A reader's name in PC/SC has at most 128 bytes; that of a virtual card has its file's name in it.
_LONGEST_NAME: Final = 1024

_APPLICATIONS: Final = {
    CardKind.MY_NUMBER: tuple(application.name for application in MY_NUMBER_CARD),
    CardKind.IC_LICENSE: (IC_LICENSE_DF1.name,),
}
_FILES: Final = {
    CardKind.MY_NUMBER: frozenset(
        ((CARD_MANAGER.name, CARD_EXPIRY), *((each.name, file.name) for each in MY_NUMBER_CARD for file in each.files))
    ),
    CardKind.IC_LICENSE: frozenset((IC_LICENSE_DF1.name, file.name) for each in IC_LICENSE for file in each.files),
}


def write_document(capture: Capture) -> bytes:
    """A capture as a file has it."""
    document = {
        "schema": CAPTURE_SCHEMA,
        "read_at": capture.read_at.isoformat(timespec="seconds"),
        "reader": capture.reader,
        "card": {
            "kind": capture.kind.value,
            "atr": capture.atr.hex().upper(),
            "applications": list(capture.applications),
        },
        "pin": _pin_document(capture),
        "files": [
            {
                "application": file.application,
                "file": file.name,
                "hex": None if file.data is None else file.data.hex().upper(),
                "refused": None if file.refused is None else f"{file.refused.value:04X}",
            }
            for file in capture.files
        ],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    # A reader's name may hold what UTF-8 cannot: as an escape it is JSON all the same.
    return text.encode("utf-8", "backslashreplace")


def _pin_document(capture: Capture) -> Mapping[str, bool | int | None]:
    pin = capture.pin
    document: dict[str, bool | int | None] = {"set": pin.is_set, "tries_left": pin.tries_left}
    if capture.kind is CardKind.IC_LICENSE:
        document["pin2_tries_left"] = pin.pin2_tries_left
    return document


class Table:
    """A JSON object whose values are taken out by name and type; raises `CaptureFormatError` for anything else."""

    def __init__(self, value: object, at: str = "") -> None:
        if not isinstance(value, dict):
            raise CaptureFormatError(CaptureFault.DAMAGED, at)
        self._values = cast("dict[str, object]", value)
        self._at = f"{at}." if at else ""

    def bad(self, name: str) -> CaptureFormatError:
        """The error that a value is to blame for."""
        return CaptureFormatError(CaptureFault.DAMAGED, f"{self._at}{name}")

    def get(self, name: str) -> object:
        """A value of any type; it must be there."""
        if name not in self._values:
            raise self.bad(name)
        return self._values[name]

    def take(self, name: str, kind: type[_T]) -> _T:
        """A value of a type."""
        value = self.get(name)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.bad(name)
        return value

    def number(self, name: str, allowed: range) -> int:
        """A whole number within bounds."""
        value = self.take(name, int)
        if value not in allowed:
            raise self.bad(name)
        return value

    def text(self, name: str, form: re.Pattern[str]) -> str:
        """A text of a form."""
        value = self.take(name, str)
        if form.fullmatch(value) is None:
            raise self.bad(name)
        return value

    def hex(self, name: str) -> bytes:
        """Bytes, which stand there as upper-case hex."""
        return bytes.fromhex(self.text(name, _HEX))

    def table(self, name: str) -> Table:
        """An object inside."""
        return Table(self.get(name), f"{self._at}{name}")

    def tables(self, name: str) -> list[Table]:
        """The objects of a list."""
        items = cast("list[object]", self.take(name, list))
        return [Table(item, f"{self._at}{name}[{number}]") for number, item in enumerate(items)]


def parse_json(raw: bytes) -> Table:
    """The one JSON object that a file is; raises `CaptureFormatError`."""
    try:
        value: object = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise CaptureFormatError(CaptureFault.NO_JSON) from error
    if not isinstance(value, dict):
        raise CaptureFormatError(CaptureFault.OTHER)
    return Table(cast("object", value))


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object in which each key stands once: of two, other programs might see the other one."""
    values = dict(pairs)
    if len(values) < len(pairs):
        raise CaptureFormatError(CaptureFault.DAMAGED)
    return values


def _no_number(name: str) -> object:
    """What Python's parser knows beyond JSON: NaN, Infinity, -Infinity."""
    raise ValueError(name)


def check_schema(document: Table, known: tuple[str, ...]) -> str:
    """The schema, one of those known; raises `CaptureVersionError` for a later version, else `CaptureFormatError`."""
    try:
        name = document.take("schema", str)
    except CaptureFormatError:
        raise CaptureFormatError(CaptureFault.OTHER) from None
    if name in known:
        return name
    version = _VERSIONED.fullmatch(name)
    if version is not None and int(version[1]) > 1:
        raise CaptureVersionError
    raise CaptureFormatError(CaptureFault.OTHER)


def parse_capture(document: Table) -> Capture:
    """Build a capture; raises `CaptureFormatError`. Keys that are not known do not count."""
    check_schema(document, (CAPTURE_SCHEMA,))
    card = document.table("card")
    kind = _kind(card)
    atr = card.hex("atr")
    if len(atr) > _LONGEST_ATR:
        raise card.bad("atr")
    reader = document.take("reader", str)
    if len(reader) > _LONGEST_NAME:
        raise document.bad("reader")
    files = tuple(_captured_file(item, kind) for item in document.tables("files"))
    if len({file.name for file in files}) < len(files):
        raise document.bad("files")
    return Capture(
        _moment(document),
        reader,
        atr,
        kind,
        _applications(card, kind),
        _pin(document.table("pin"), kind),
        files,
        is_saved=True,
    )


def _moment(document: Table) -> datetime:
    text = document.text("read_at", _MOMENT)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise document.bad("read_at") from None
    if moment.year not in _YEARS:
        raise document.bad("read_at")
    return moment


def _kind(card: Table) -> CardKind:
    name = card.take("kind", str)
    try:
        return CardKind(name)
    except ValueError:
        raise card.bad("kind") from None


def _applications(card: Table, kind: CardKind) -> tuple[str, ...]:
    names = cast("list[object]", card.take("applications", list))
    if any(name not in _APPLICATIONS[kind] for name in names) or any(names.count(name) > 1 for name in names):
        raise card.bad("applications")
    return cast("tuple[str, ...]", tuple(names))


def _pin(pin: Table, kind: CardKind) -> PinState:
    has_pin2 = kind is CardKind.IC_LICENSE
    return PinState(
        pin.take("set", bool), _tries(pin, "tries_left"), _tries(pin, "pin2_tries_left") if has_pin2 else None
    )


def _tries(pin: Table, name: str) -> int | None:
    return None if pin.get(name) is None else pin.number(name, _TRIES)


def _captured_file(item: Table, kind: CardKind) -> CapturedFile:
    """One file: read, refused, or neither, but not both."""
    application, name = item.take("application", str), item.take("file", str)
    if (application, name) not in _FILES[kind]:
        raise item.bad("file")
    data = None if item.get("hex") is None else item.hex("hex")
    if item.get("refused") is None:
        return CapturedFile(application, name, data)
    if data is not None:
        raise item.bad("refused")
    return CapturedFile(application, name, None, StatusWord(int(item.text("refused", _STATUS), 16)))
