"""A capture: everything that one reading brought, raw, so that it can be saved and decoded later without the card."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar, cast

from apdu import StatusWord
from menkyo.reading.errors import CaptureFormatError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Capture", "CapturedFile", "CardKind", "PinState", "load_capture", "save_capture"]

_T = TypeVar("_T")

SCHEMA: Final = "menkyo.capture/1"
# A full record takes 13 KB in hex; what is far longer is no capture.
MAX_CAPTURE_LENGTH: Final = 1 << 20


class CardKind(Enum):
    """The kinds of card that carry a license record."""

    MY_NUMBER = "mynumber"
    IC_LICENSE = "ic-license"


class PinState(NamedTuple):
    """The license PIN as found before it was presented; ``tries_left`` is ``None`` when the card does not tell.

    On an IC license that is PIN1, and ``pin2_tries_left`` is for PIN2; both are set, or none.
    """

    is_set: bool
    tries_left: int | None
    pin2_tries_left: int | None = None


@dataclass(frozen=True, slots=True)
class CapturedFile:
    """One file: its bytes, or the status word that refused them."""

    application: str
    name: str
    data: bytes | None = field(repr=False)
    refused: StatusWord | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """One reading of one card, undecoded. ``read_at`` has a time zone; ``applications`` are in the contract's order.

    A file that was not asked for, because what opens it was not presented, is not among the ``files``.
    """

    read_at: datetime
    reader: str
    atr: bytes
    kind: CardKind
    applications: tuple[str, ...]
    pin: PinState
    files: tuple[CapturedFile, ...]

    def data(self, name: str) -> bytes | None:
        """The bytes of a file by its name; ``None`` when it was not read."""
        return next((file.data for file in self.files if file.name == name), None)


def save_capture(capture: Capture, path: Path) -> None:
    """Write a capture as JSON for its owner's eyes only (mode 0600); all of it, or nothing. Raises `OSError`."""
    # Most readings are shown and not saved.
    import tempfile  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    document = {
        "schema": SCHEMA,
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
    # A temporary file beside the target has mode 0600 and takes its name only when it is whole.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        # A reader's name may hold what UTF-8 cannot: as an escape it is JSON all the same.
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
            json.dump(document, stream, ensure_ascii=False, indent=2)
            stream.write("\n")
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _pin_document(capture: Capture) -> dict[str, bool | int | None]:
    pin = capture.pin
    document: dict[str, bool | int | None] = {"set": pin.is_set, "tries_left": pin.tries_left}
    if capture.kind is CardKind.IC_LICENSE:
        document["pin2_tries_left"] = pin.pin2_tries_left
    return document


def load_capture(path: Path) -> Capture:
    """Read a saved capture; raises `CaptureFormatError` for anything that is none, and `OSError`."""
    with path.open("rb") as stream:
        raw = stream.read(MAX_CAPTURE_LENGTH + 1)
    if len(raw) > MAX_CAPTURE_LENGTH:
        raise CaptureFormatError("The file is too long for a capture")
    try:
        return _capture(_Table(json.loads(raw)))
    except (ValueError, RecursionError) as error:
        raise CaptureFormatError("The file is no menkyo capture") from error


class _Table:
    """A JSON object whose values are taken out by name and type; raises `ValueError` for anything else."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise ValueError("not an object")  # noqa: TRY004 - a wrong type is a wrong file here
        self._values = cast("dict[str, object]", value)

    def take(self, name: str, kind: type[_T]) -> _T:
        value = self._values.get(name)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise ValueError(name)
        return value

    def take_or_none(self, name: str, kind: type[_T]) -> _T | None:
        return None if self._values.get(name) is None else self.take(name, kind)

    def table(self, name: str) -> _Table:
        return _Table(self._values.get(name))

    def items(self, name: str) -> list[object]:
        return cast("list[object]", self.take(name, list))


def _capture(document: _Table) -> Capture:
    """Build a capture; raises `ValueError`."""
    if document.take("schema", str) != SCHEMA:
        raise ValueError("schema")
    card, pin = document.table("card"), document.table("pin")
    read_at = datetime.fromisoformat(document.take("read_at", str))
    if read_at.tzinfo is None:
        raise ValueError("read_at")
    return Capture(
        read_at,
        document.take("reader", str),
        bytes.fromhex(card.take("atr", str)),
        CardKind(card.take("kind", str)),
        tuple(_text(name) for name in card.items("applications")),
        PinState(pin.take("set", bool), pin.take_or_none("tries_left", int), pin.take_or_none("pin2_tries_left", int)),
        tuple(_captured_file(_Table(item)) for item in document.items("files")),
    )


def _text(value: object) -> str:
    """A string; raises `ValueError` for anything else."""
    if not isinstance(value, str):
        raise ValueError("not a string")  # noqa: TRY004 - a wrong type is a wrong file here
    return value


def _captured_file(item: _Table) -> CapturedFile:
    """Build one file of a capture; raises `ValueError`."""
    data, refused = item.take_or_none("hex", str), item.take_or_none("refused", str)
    return CapturedFile(
        item.take("application", str),
        item.take("file", str),
        None if data is None else bytes.fromhex(data),
        None if refused is None else StatusWord(int(refused, 16) & 0xFFFF),
    )
