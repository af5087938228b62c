"""Cards to read: virtual ones that are watched, and one that answers whatever a test wants."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from apdu.applications import IC_LICENSE, LICENSE_AP, MY_NUMBER_CARD
from menkyo.virtual import load_image, open_virtual

if TYPE_CHECKING:
    from collections.abc import Callable

    from apdu import Transport


@dataclass
class Watched:
    """A transport that keeps its exchanges; an answer may be put in place of the card's."""

    inner: Transport
    replace: Callable[[bytes], bytes | None] = lambda _command: None
    log: list[tuple[bytes, bytes]] = field(default_factory=list[tuple[bytes, bytes]])

    @property
    def name(self) -> str:
        """The reader's name."""
        return self.inner.name

    @property
    def atr(self) -> bytes:
        """The answer to reset."""
        return self.inner.atr

    def transmit(self, command: bytes, /) -> bytes:
        """Pass on, unless an answer is put in place."""
        self.log.append((command, b""))
        answer = self.replace(command)
        answer = self.inner.transmit(command) if answer is None else answer
        self.log[-1] = (command, answer)
        return answer

    def close(self) -> None:
        """Close the transport inside."""
        self.inner.close()

    @property
    def presented(self) -> list[bytes]:
        """The PINs that were sent, in order."""
        return [command[5:] for command, _ in self.log if command[1] == 0x20 and len(command) > 5]


@pytest.fixture(scope="session")
def watch() -> Callable[..., Watched]:
    """Watch a transport."""
    return Watched


@pytest.fixture(scope="session")
def insert() -> Callable[[str], Watched]:
    """Put a virtual card on a reader, watched."""

    def make(image: str = "specimen") -> Watched:
        return Watched(open_virtual(image))

    return make


@pytest.fixture(scope="session")
def pin_of() -> Callable[[str], Callable[[int], bytes]]:
    """Who types the PIN of an image."""

    def make(image: str = "specimen") -> Callable[[int], bytes]:
        return lambda _tries_left: load_image(image).pin.value.encode()

    return make


@dataclass
class AnyCard:
    """A My Number card whose license application answers what a test wants."""

    setting: bytes = b"\xc1\x01\x01\x90\x00"
    tries: bytes = b"\x63\xca"
    verify: bytes = b"\x90\x00"
    select_license: bytes = b"\x90\x00"
    select_file: bytes = b"\x90\x00"
    record: bytes = b"\xc2\x00\xc3\x00\xff\xff"
    card_record: bytes = b"\x6a\x83"
    applications: tuple[str, ...] = tuple(application.name for application in MY_NUMBER_CARD)
    extended: bool = True
    name: str = "Any reader"
    atr: bytes = b"\x3b\x80"

    def transmit(self, command: bytes, /) -> bytes:
        """Answer by instruction."""
        match command[1], command[2]:
            case 0xA4, 0x04:
                answer = self._select(command[5 : 5 + command[4]])
            case 0xA4, _:
                answer = self.select_file
            case 0x20, _:
                answer = self.verify if len(command) > 5 else self.tries
            case 0xB0, _:
                answer = self._read(command)
            case 0xB2, _:
                answer = self.card_record
            case _:
                answer = b"\x6d\x00"
        return answer

    def _read(self, command: bytes) -> bytes:
        if len(command) == 7 and not self.extended:
            return b"\x67\x00"
        if command[2] == 0x9A:
            return self.setting
        offset = command[2] << 8 | command[3]
        part = self.record[offset : offset + (int.from_bytes(command[4:], "big") or 256)]
        return part + b"\x90\x00" if part else b"\x6b\x00"

    def _select(self, aid: bytes) -> bytes:
        if aid == LICENSE_AP.aid and "license" in self.applications:
            return self.select_license
        known = (application for application in MY_NUMBER_CARD if application.name in self.applications)
        return b"\x90\x00" if any(application.aid == aid for application in known) else b"\x6a\x82"

    def close(self) -> None:
        """Do nothing."""


@pytest.fixture(scope="session")
def any_card() -> Callable[..., AnyCard]:
    """Make such a card."""
    return AnyCard


def _fill(content: str, size: int) -> bytes:
    """Bytes in hex, filled with FF to the full size of a file."""
    return bytes.fromhex(content).ljust(size, b"\xff")


def _ic_files() -> dict[str, bytes]:
    """The files of an IC license, encoded by hand after the license card spec, section 11 (invented values)."""
    return {
        "MF/EF01": bytes.fromhex("450B303130202504012030051546020102"),
        "MF/EF02": bytes.fromhex("050101"),
        "DF1/EF01": _fill(
            "110190 120A3B33FFF1212142403A3A 1300 1B0735313230353135 1F00 210C333039303132333435363230"
            "2507343030303030302607353032303430 31",
            880,
        ),
        "DF1/EF02": _fill("4104456C357E", 82),
        "DF1/EF03": _fill("480118 4900", 264),
        "DF1/EF04": _fill("500100", 640),
        "DF1/EF05": _fill("A00100", 663),
        "DF1/EF06": _fill("AA0100", 256),
        "DF1/EF07": _fill("B1820100" + "5A" * 256 + "B204 30303031", 578),
        "DF2/EF01": _fill("5F408207D0" + "FF4FFF51" + "00" * 1996, 2005),
        "DF3/EF01": b"\xff" * 512,
    }


@dataclass
class IcCard:
    """An IC license: MF and three DFs, two PINs with three tries each, all by hand and nothing from the package.

    ``overrides`` answers commands by their first bytes in hex instead of the card; one that ``needs_identifier`` does
    not select the MF without it.
    """

    files: dict[str, bytes] = field(default_factory=_ic_files)
    pins: list[bytes] = field(default_factory=lambda: [b"1234", b"5678"])
    tries: list[int] = field(default_factory=lambda: [3, 3])
    overrides: dict[str, bytes] = field(default_factory=dict[str, bytes])
    extended: bool = True
    needs_identifier: bool = False
    name: str = "IC reader"
    atr: bytes = bytes.fromhex("3B888001000000009181C100D8")
    log: list[tuple[bytes, bytes]] = field(default_factory=list[tuple[bytes, bytes]])
    _verified: set[int] = field(default_factory=set[int])
    _folder: str = ""
    _current: str | None = None

    def transmit(self, command: bytes, /) -> bytes:
        """Answer as the card would, and keep the exchange."""
        override = (answer for start, answer in self.overrides.items() if command.hex().upper().startswith(start))
        answer = next(override, None)
        answer = self._answer(command) if answer is None else answer
        self.log.append((command, answer))
        return answer

    def close(self) -> None:
        """Do nothing."""

    @property
    def presented(self) -> list[tuple[int, bytes]]:
        """The key and the PIN of each VERIFY with data, in order."""
        return [(command[3], command[5:]) for command, _ in self.log if command[1] == 0x20 and len(command) > 5]

    def _answer(self, command: bytes) -> bytes:
        match command[1], command[2]:
            case 0xA4, 0x00 | 0x04:
                return self._select(command[5:])
            case 0xA4, 0x02:
                return self._select_file(int.from_bytes(command[5:7], "big"))
            case 0x20, 0x00:
                return self._verify(command[3] - 0x81, command[5:])
            case 0xB0, _:
                return self._read(command)
            case _:
                return b"\x6d\x00"

    def _select(self, aid: bytes) -> bytes:
        names = {application.aid: f"DF{number}" for number, application in enumerate(IC_LICENSE)}
        names |= {b"\x3f\x00": "MF"} if self.needs_identifier else {b"": "MF"}
        if aid not in names or (self.needs_identifier and not aid):
            return b"\x6a\x82"
        self._folder, self._current = names[aid], None
        return b"\x90\x00"

    def _select_file(self, identifier: int) -> bytes:
        name = f"{self._folder}/EF{identifier & 0x1F:02X}"
        if name not in self.files:
            return b"\x6a\x82"
        self._current = name
        return b"\x90\x00"

    def _verify(self, key: int, pin: bytes) -> bytes:
        if self._folder != "MF" or key not in (0, 1):
            return b"\x6a\x82"
        if not self.tries[key]:
            return b"\x69\x84"
        if pin == self.pins[key]:
            self.tries[key] = 3
            self._verified.add(key)
            return b"\x90\x00"
        if pin:
            self.tries[key] -= 1
        return bytes((0x63, 0xC0 | self.tries[key])) if self.tries[key] else b"\x69\x84"

    def _read(self, command: bytes) -> bytes:
        if len(command) == 7 and not self.extended:
            return b"\x67\x00"
        name, offset = self._current, command[2] << 8 | command[3]
        if command[2] & 0x80:
            number = {0x0A: 2}.get(command[2] & 0x1F, command[2] & 0x1F) if self._folder == "MF" else command[2] & 0x1F
            name, offset = f"{self._folder}/EF{number:02X}", command[3]
        if name is None or name not in self.files:
            return b"\x6a\x82"
        self._current = name
        needs = {1} if name.startswith("MF") else {0, 1} if name in PIN2_FILES else {0}
        if not name.startswith("MF") and not needs <= self._verified:
            return b"\x69\x82"
        part = self.files[name][offset:][: int.from_bytes(command[4:], "big") or 256]
        return part + b"\x90\x00" if part else b"\x6b\x00"


PIN2_FILES = {"DF1/EF02", "DF1/EF06", "DF2/EF01"}


@pytest.fixture(scope="session")
def ic_card() -> Callable[..., IcCard]:
    """Make an IC license."""
    return IcCard
