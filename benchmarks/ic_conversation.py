"""Whole readings of an IC license, counted: menkyo's, and two simpler readers to compare it with.

All of them find out which card it is, read its free files, ask for the tries left of both PINs, and present the PINs
that they have. They differ in how they read the files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conversation import PIN, Conversation, Exchange
from simple_reader import must, read_by_chunks, read_by_objects, select_application, select_file

from apdu.applications import (
    COMMON_AP,
    IC_LICENSE,
    IC_LICENSE_DF1,
    JPKI_AP,
    LICENSE_AP,
    RESIDENT_AP,
    SURFACE_AP,
    TEXT_AP,
)
from apdu.applications.ic_license import IC_LICENSE_MF
from apdu.wrappers import Observed
from menkyo.reading import BehindPin2, IcLicensePins, read_card
from menkyo.virtual import open_virtual

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apdu import Transport
    from apdu.applications import ElementaryFile

__all__ = ["IC_READERS", "converse_with_ic_license"]

_PIN2: Final = b"5678"
"""The second PIN of the built-in IC licenses."""

# The same preparation as menkyo's, on a link without extended length.
_DETECTION: Final = (TEXT_AP, SURFACE_AP, RESIDENT_AP, JPKI_AP, COMMON_AP, LICENSE_AP, IC_LICENSE_DF1)
_SELECT_MASTER_FILE: Final = bytes.fromhex("00A40000")
_FREE: Final = {"MF/EF01": bytes.fromhex("00B0810011"), "MF/EF02": bytes.fromhex("00B08A0003")}
_FILL: Final = b"\xff"


def converse_with_ic_license(image: str, read: Callable[[Transport], Mapping[str, bytes]]) -> Conversation:
    """Let a reader read a built-in IC license; raises `RuntimeError` unless it brings the same objects as menkyo."""
    seen: list[tuple[bytes, bytes]] = []

    def note(command: bytes, answer: bytes | str) -> None:
        seen.append((command, answer if isinstance(answer, bytes) else b""))

    files = read(Observed(open_virtual(image), note))
    expected = _read(open_virtual(image), short=False, with_pin2=True)
    for name, data in files.items():
        if _objects(data) != _objects(expected[name]):
            raise RuntimeError(f"The readers bring different bytes of {name}")
    return Conversation(
        tuple(Exchange(len(command), len(answer)) for command, answer in seen),
        tuple(command for command, _answer in seen),
        sum(len(_objects(data)) for data in files.values()),
    )


def _objects(data: bytes) -> bytes:
    """The objects of a file without the fill behind them, which all files behind a PIN have."""
    return data.rstrip(_FILL)


def _read(transport: Transport, *, short: bool, with_pin2: bool) -> dict[str, bytes]:
    pins = IcLicensePins(
        lambda _tries_left: PIN, lambda _tries_left: _PIN2, lambda: frozenset(BehindPin2 if with_pin2 else ())
    )
    capture = read_card(transport, lambda _tries_left: PIN, ic_license_pins=pins, short=short)
    return {file.name: file.data or b"" for file in capture.files}


def _read_with_both(transport: Transport) -> dict[str, bytes]:
    return _read(transport, short=False, with_pin2=True)


def _read_with_pin1(transport: Transport) -> dict[str, bytes]:
    return _read(transport, short=False, with_pin2=False)


def _read_short_with_both(transport: Transport) -> dict[str, bytes]:
    return _read(transport, short=True, with_pin2=True)


def _read_short_with_pin1(transport: Transport) -> dict[str, bytes]:
    return _read(transport, short=True, with_pin2=False)


def _read_chunks(transport: Transport) -> dict[str, bytes]:
    return _read_simply(transport, lambda _file: read_by_chunks(transport))


def _walk_objects(transport: Transport) -> dict[str, bytes]:
    return _read_simply(transport, lambda file: read_by_objects(transport, file.last_tag))


def _read_simply(transport: Transport, read_file: Callable[[ElementaryFile], bytes]) -> dict[str, bytes]:
    for application in _DETECTION:
        select_application(transport, application.aid)
    must(transport.transmit(_SELECT_MASTER_FILE))
    files = {name: transport.transmit(command)[:-2] for name, command in _FREE.items()}
    for key in IC_LICENSE_MF.keys:
        transport.transmit(bytes((0, 0x20, 0, key.p2)))
    for key, pin in zip(IC_LICENSE_MF.keys, (PIN, _PIN2), strict=True):
        must(transport.transmit(bytes((0, 0x20, 0, key.p2, len(pin))) + pin))
    for application in IC_LICENSE[1:]:
        select_application(transport, application.aid)
        for file in application.files:
            select_file(transport, file.identifier)
            files[file.name] = read_file(file)
    return files


IC_READERS: Final = {
    "menkyo, both PINs, extended length": _read_with_both,
    "menkyo, both PINs, short length": _read_short_with_both,
    "256 bytes at a time, both PINs": _read_chunks,
    "object by object, both PINs": _walk_objects,
    "menkyo, PIN1 alone, extended length": _read_with_pin1,
    "menkyo, PIN1 alone, short length": _read_short_with_pin1,
}
"""By the name that the tables show; the simpler ones use short length, as they are usually written."""
