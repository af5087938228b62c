"""Vectors by file name, and transports that do what a test tells them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import settings

from apdu.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

VECTORS = Path(__file__).parents[2] / "fixtures" / "vectors"

# How long an example takes says nothing about the code on a busy machine.
settings.register_profile("without-deadline", deadline=None)
settings.load_profile("without-deadline")


def from_notation(text: str) -> bytes:
    """Bytes of spaced hex in which ``5A*255`` repeats a byte sequence."""
    parts = (token.partition("*") for token in text.split())
    return b"".join(bytes.fromhex(digits) * int(count or 1) for digits, _, count in parts)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each row of a vector file: the argument ``tlv_license_row`` names tlv_license.json."""
    for name in metafunc.fixturenames:
        if name.endswith("_row"):
            path = VECTORS / f"{name.removesuffix('_row')}.json"
            rows = cast("list[dict[str, object]]", json.loads(path.read_text(encoding="utf-8")))
            metafunc.parametrize(name, rows, ids=[str(row["name"]) for row in rows])


@pytest.fixture(scope="session")
def unpack() -> Callable[[str], bytes]:
    """The reader of the vectors' notation."""
    return from_notation


@dataclass
class Scripted:
    """Gives its answers in order, in hex or as errors to raise, and keeps the commands; fails when none is left."""

    answers: list[str | TransportError]
    name: str = "Scripted reader"
    atr: bytes = b"\x3b\x80"
    commands: list[bytes] = field(default_factory=list[bytes])
    closed: int = 0

    def transmit(self, command: bytes, /) -> bytes:
        """Take the next answer."""
        self.commands.append(command)
        assert self.answers, f"One command too many: {command.hex(' ').upper()}"
        answer = self.answers.pop(0)
        if isinstance(answer, TransportError):
            raise answer
        return from_notation(answer)

    def close(self) -> None:
        """Count it."""
        self.closed += 1

    @property
    def sent(self) -> list[str]:
        """The commands in spaced hex."""
        return [command.hex(" ").upper() for command in self.commands]


@dataclass
class Responder:
    """Answers each command by a function, and keeps the exchanges."""

    respond: Callable[[bytes], bytes]
    name: str = "Responding reader"
    atr: bytes = b"\x3b\x80"
    commands: list[bytes] = field(default_factory=list[bytes])
    bytes_back: int = 0

    def transmit(self, command: bytes, /) -> bytes:
        """Ask the function."""
        self.commands.append(command)
        answer = self.respond(command)
        self.bytes_back += len(answer)
        return answer

    def close(self) -> None:
        """Do nothing."""


@pytest.fixture(scope="session")
def scripted() -> Callable[..., Scripted]:
    """Make a transport of its answers."""

    def make(*answers: str | TransportError) -> Scripted:
        return Scripted(list(answers))

    return make


@pytest.fixture(scope="session")
def responder() -> Callable[[Callable[[bytes], bytes]], Responder]:
    """Make a transport of a function."""
    return Responder


def _license_object(tag: bytes, value: bytes) -> bytes:
    length = bytes((len(value),)) if len(value) < 0x80 else b"\x82" + len(value).to_bytes(2, "big")
    return tag + length + value


@pytest.fixture(scope="session")
def license_file() -> Callable[[Iterable[tuple[bytes, bytes]]], bytes]:
    """Write objects of the license dialect, given as bytes of tag and value, without the code under test."""

    def make(objects: Iterable[tuple[bytes, bytes]]) -> bytes:
        return b"".join(_license_object(tag, value) for tag, value in objects)

    return make
