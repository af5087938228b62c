"""Whole readings of a card, counted: menkyo's, and two simpler readers to compare it with.

All three do the same job: find the applications of the card, read its record of expiry, present the PIN, and read the
license record and its signature. They differ in how they read the two files behind the PIN.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simple_reader import must, read_by_chunks, read_by_objects, select_application, select_file

from apdu.applications.license_ap import WEF02, WEF03
from apdu.extent import license_extent
from apdu.wrappers import Observed
from menkyo.reading import read_card
from menkyo.virtual import open_virtual

if TYPE_CHECKING:
    from collections.abc import Callable

    from apdu import Transport
    from menkyo.reading import Capture

__all__ = ["PIN", "READERS", "Conversation", "Exchange", "converse", "read_files"]

PIN: Final = b"1234"
"""The PIN of the built-in cards."""

# The same preparation as menkyo's, on a link without extended length.
_APPLICATIONS: Final = (
    "D3921000310001010408",
    "D3921000310001010402",
    "D3921000310001010401",
    "D392F000260100000001",
    "D3921000310001010100",
)
_LICENSE: Final = "A0000002310600000000000000000000"
_READ_CARD_RECORD: Final = bytes.fromhex("00B2010C00")
_READ_SETTING: Final = bytes.fromhex("00B09A0003")
_ASK_TRIES: Final = bytes.fromhex("00200086")
_FILES: Final = {WEF02.name: 0x001B, WEF03.name: 0x001C}
_LAST_TAGS: Final = {WEF02.name: WEF02.last_tag or 0, WEF03.name: WEF03.last_tag or 0}


@dataclass(frozen=True, slots=True)
class Exchange:
    """The size in bytes of a command and of its answer with the status word."""

    sent: int
    received: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """All exchanges of one reading; `needed` counts the bytes that a reader cannot do without: the objects alone."""

    exchanges: tuple[Exchange, ...]
    commands: tuple[bytes, ...]
    needed: int

    @property
    def sent(self) -> int:
        """Bytes of all commands."""
        return sum(exchange.sent for exchange in self.exchanges)

    @property
    def received(self) -> int:
        """Bytes of all answers, status words included."""
        return sum(exchange.received for exchange in self.exchanges)


def converse(image: str, read: Callable[[Transport], dict[str, bytes]]) -> Conversation:
    """Let a reader read a built-in card; raises `RuntimeError` unless it brings the same objects as menkyo does."""
    seen: list[tuple[bytes, bytes]] = []

    def note(command: bytes, answer: bytes | str) -> None:
        seen.append((command, answer if isinstance(answer, bytes) else b""))

    files = read(Observed(open_virtual(image), note))
    capture = read_card(open_virtual(image), lambda _tries_left: PIN)
    for name in _FILES:
        if _objects(name, files[name]) != _objects(name, capture.data(name) or b""):
            raise RuntimeError(f"The readers bring different bytes of {name}")
    return Conversation(
        tuple(Exchange(len(command), len(answer)) for command, answer in seen),
        tuple(command for command, _answer in seen),
        _needed(capture),
    )


def read_files(image: str) -> dict[str, bytes]:
    """The two files of a built-in card, as they are without extended length: nothing behind the last object."""
    return _read_short(open_virtual(image))


def _needed(capture: Capture) -> int:
    return sum(
        len(_objects(file.name, file.data or b"") if file.name in _FILES else file.data or b"")
        for file in capture.files
    )


def _objects(name: str, data: bytes) -> bytes:
    """The objects of a file without the padding behind them."""
    extent = license_extent(data, _LAST_TAGS[name])
    return data[: extent.needed] if extent.final else data


def _read_with_menkyo(transport: Transport, *, short: bool) -> dict[str, bytes]:
    capture = read_card(transport, lambda _tries_left: PIN, short=short)
    return {name: capture.data(name) or b"" for name in _FILES}


def _read_long(transport: Transport) -> dict[str, bytes]:
    return _read_with_menkyo(transport, short=False)


def _read_short(transport: Transport) -> dict[str, bytes]:
    return _read_with_menkyo(transport, short=True)


def _read_chunks(transport: Transport) -> dict[str, bytes]:
    _prepare(transport)
    files: dict[str, bytes] = {}
    for name, identifier in _FILES.items():
        select_file(transport, identifier)
        files[name] = read_by_chunks(transport)
    return files


def _walk_objects(transport: Transport) -> dict[str, bytes]:
    _prepare(transport)
    files: dict[str, bytes] = {}
    for name, identifier in _FILES.items():
        select_file(transport, identifier)
        files[name] = read_by_objects(transport, _LAST_TAGS[name])
    return files


def _prepare(transport: Transport) -> None:
    for application in _APPLICATIONS:
        select_application(transport, bytes.fromhex(application))
    must(transport.transmit(_READ_CARD_RECORD))
    select_application(transport, bytes.fromhex(_LICENSE))
    must(transport.transmit(_READ_SETTING))
    transport.transmit(_ASK_TRIES)
    must(transport.transmit(bytes.fromhex("0020008604") + PIN))


READERS: Final = {
    "menkyo, extended length": _read_long,
    "menkyo, short length": _read_short,
    "256 bytes at a time": _read_chunks,
    "object by object": _walk_objects,
}
"""By the name that the tables show; the last two use short length, as they are usually written."""
