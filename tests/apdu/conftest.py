"""Vectors by file name, and transports that do what a test tells them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from apdu.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType

VECTORS = Path(__file__).parents[2] / "fixtures" / "vectors"


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


@dataclass
class FileCard:
    """A card with one file of given bytes, over a link and with a temper of its own.

    ``refuse_long`` is the answer to an extended Le (hex, or an error), ``cut`` the bytes of an answer that come through
    (without status word behind), ``part`` the most data in an answer, ``longest`` the longest short Le accepted.
    """

    content: bytes
    refuse_long: str | TransportError | None = None
    cut: int | None = None
    part: int = 0x10000
    longest: int = 256
    past_end: str = "6B 00"
    short_of_le: str = "90 00"
    name: str = "File reader"
    atr: bytes = b"\x3b\x80"
    reads: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    commands: list[bytes] = field(default_factory=list[bytes])
    data_back: int = 0

    def transmit(self, command: bytes, /) -> bytes:
        """Answer SELECT with 9000 and READ BINARY from the file."""
        self.commands.append(command)
        if command[1] == 0xA4:
            return b"\x90\x00"
        if command[1] != 0xB0:
            return b"\x6d\x00"
        is_long = len(command) == 7
        if is_long and self.refuse_long is not None:
            if isinstance(self.refuse_long, TransportError):
                raise self.refuse_long
            return from_notation(self.refuse_long)
        le = int.from_bytes(command[5:], "big") or 0x10000 if is_long else command[4] or 256
        offset = command[3] if command[2] & 0x80 else command[2] << 8 | command[3]
        answer = self._read(offset, le, is_long=is_long)
        self.data_back += len(answer)
        return answer

    def _read(self, offset: int, le: int, *, is_long: bool) -> bytes:
        if not is_long and le > self.longest:
            return b"\x67\x00"
        self.reads.append((offset, le))
        if offset >= len(self.content):
            return from_notation(self.past_end)
        data = self.content[offset : offset + min(le, self.part)]
        is_end = offset + len(data) == len(self.content) and len(data) < le
        return (data + from_notation(self.short_of_le if is_end else "90 00"))[: self.cut]

    def close(self) -> None:
        """Do nothing."""


@pytest.fixture(scope="session")
def file_card() -> Callable[..., FileCard]:
    """Make a card of one file."""
    return FileCard


@pytest.fixture(scope="session")
def fresh() -> Callable[[str], ModuleType]:
    """Import a module once more, beside the one in use, so that what it makes when imported is made under test."""

    def load(name: str) -> ModuleType:
        spec = find_spec(name)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load
