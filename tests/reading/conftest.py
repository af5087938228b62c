"""Cards to read: virtual ones that are watched, and one that answers whatever a test wants."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from apdu.applications import LICENSE_AP, MY_NUMBER_CARD
from menkyo.virtual import load_image, open_virtual

if TYPE_CHECKING:
    from collections.abc import Callable

    from apdu import Transport

# How long an example takes says nothing about the code on a busy machine.
settings.register_profile("without-deadline", deadline=None)
settings.load_profile("without-deadline")


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
