"""Command lines run in this process, on any transport, with streams of their own."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections import Counter
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast
from unittest import mock

import pytest

import menkyo.virtual
from apdu.errors import CardRemovedError
from menkyo.cli.run import run
from menkyo.virtual import CardImage, VirtualCard, load_image, open_virtual

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from apdu import Transport

# The settings of the person who runs the tests are none of theirs: nobody has keys that are trusted.
NOBODY = "/nonexistent"
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", ""),
    "LANG": "ja_JP.UTF-8",
    "COLUMNS": "80",
    "HOME": NOBODY,
    "XDG_CONFIG_HOME": NOBODY,
}
VERIFY = 0x20


ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]+ [a-z]+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command line ended, and what it wrote."""

    code: int
    output: bytes
    errors: str

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.output.decode("utf-8")

    @property
    def document(self) -> dict[str, object]:
        """Standard output as the one JSON object that it must be."""
        return cast("dict[str, object]", json.loads(self.output))

    def assert_one_sentence(self, lang: str) -> None:
        """Nothing but one sentence in a language, and a hint below it where there is one, on standard error alone."""
        assert self.output == b""
        lines = self.errors.splitlines()
        assert 1 <= len(lines) <= 2
        assert all(line.strip() for line in lines)
        beginning, end = ("エラー: ", "。") if lang == "ja" else ("Error: ", ".")
        assert lines[0].startswith(beginning)
        assert lines[0].endswith(end)
        assert lang == "en" or ENGLISH.search(lines[0]) is None
        assert "Traceback" not in self.errors


@dataclass(slots=True)
class Desk:
    """A transport that keeps every command and answer, and can fail like any other."""

    inner: Transport
    exchanges: list[tuple[bytes, bytes | None]] = field(default_factory=list[tuple[bytes, bytes | None]])
    closed: int = 0

    @property
    def name(self) -> str:
        """The name of the transport inside."""
        return self.inner.name

    @property
    def atr(self) -> bytes:
        """The answer to reset of the transport inside."""
        return self.inner.atr

    def transmit(self, command: bytes, /) -> bytes:
        """Pass the command on."""
        self.exchanges.append((command, None))
        answer = self.inner.transmit(command)
        self.exchanges[-1] = (command, answer)
        return answer

    def close(self) -> None:
        """Close the transport inside."""
        self.closed += 1
        self.inner.close()

    @property
    def presented(self) -> list[bytes]:
        """The PINs that were sent: the data of each VERIFY that has any."""
        return [command[5:] for command, _ in self.exchanges if command[1] == VERIFY and len(command) > 5]


@dataclass(slots=True)
class Card:
    """A card that answers by a function, for what no card image can be."""

    answer: Callable[[bytes], bytes]
    name: str = "Test reader"
    atr: bytes = b"\x3b\x80\x80\x01\x01"
    is_closed: bool = False

    def transmit(self, command: bytes, /) -> bytes:
        """Answer a command."""
        if self.is_closed:
            raise CardRemovedError("The card was put away")
        return self.answer(command)

    def close(self) -> None:
        """Put the card away."""
        self.is_closed = True


class _Input(io.TextIOWrapper):
    """Standard input that says whether it is a terminal."""

    def __init__(self, content: bytes, *, terminal: bool) -> None:
        super().__init__(io.BytesIO(content), encoding="utf-8")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def run_menkyo(
    *arguments: str,
    stdin: bytes = b"",
    card: Transport | None = None,
    environment: Mapping[str, str] | None = None,
    typed: Callable[[str], str] | None = None,
) -> Outcome:
    """Run a command line; with ``card`` every virtual reader holds that one, ``typed`` sits at a terminal."""
    with ExitStack() as stack:
        output, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        stack.enter_context(redirect_stdout(output))
        stack.enter_context(redirect_stderr(errors))
        stack.enter_context(mock.patch.object(sys, "stdin", _Input(stdin, terminal=typed is not None)))
        stack.enter_context(mock.patch.dict(os.environ, {**ENVIRONMENT, **(environment or {})}, clear=True))
        if card is not None:
            stack.enter_context(mock.patch.object(menkyo.virtual, "open_virtual", return_value=card))
        if typed is not None:
            stack.enter_context(mock.patch("getpass.getpass", typed))
        code = run(arguments)
        written = [_written(stream) for stream in (output, errors)]
    return Outcome(code, written[0], written[1].decode("utf-8"))


def _written(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    return cast("io.BytesIO", stream.buffer).getvalue()


@pytest.fixture(scope="session")
def menkyo_run() -> Callable[..., Outcome]:
    """Runs a command line, see `run_menkyo`; of the session, so that properties can use it."""
    return run_menkyo


@pytest.fixture(scope="session")
def lay() -> Callable[..., Desk]:
    """Lays a card (an image, its name, a card or a transport) on a desk that keeps the conversation."""

    def lay_on_desk(card: str | CardImage | VirtualCard | Transport = "specimen") -> Desk:
        if isinstance(card, str):
            card = load_image(card)
        return Desk(open_virtual(card) if isinstance(card, CardImage | VirtualCard) else card)

    return lay_on_desk


@pytest.fixture(scope="session")
def make_card() -> type[Card]:
    """Makes a card of a function from command to answer."""
    return Card


@pytest.fixture(scope="session")
def program() -> Sequence[str]:
    """The installed command, for a process of its own."""
    return (str(Path(sys.executable).with_name("menkyo")),)


@pytest.fixture(scope="session")
def plain_environment() -> Mapping[str, str]:
    """An environment in which nothing is set that menkyo looks at, but the language."""
    return ENVIRONMENT


@dataclass(slots=True)
class Matrix:
    """Counts the runs with a fault in them: of flows, of faults, and how they ended."""

    flows: Counter[str] = field(default_factory=Counter[str])
    faults: Counter[str] = field(default_factory=Counter[str])
    codes: Counter[int] = field(default_factory=Counter[int])
    most_commands: int = 0

    def add(self, flow: str, fault: str, code: int, commands: int) -> None:
        """Count a run."""
        self.flows[flow] += 1
        self.faults[fault] += 1
        self.codes[code] += 1
        self.most_commands = max(self.most_commands, commands)

    def __str__(self) -> str:
        codes = ", ".join(f"{code}: {count:,}" for code, count in sorted(self.codes.items()))
        return (
            f"fault matrix: {self.faults.total():,} runs, {len(self.flows)} flows, {len(self.faults)} faults; "
            f"exit codes {codes}; at most {self.most_commands} commands"
        )


MATRIX: pytest.StashKey[Matrix] = pytest.StashKey()


@pytest.fixture(scope="session")
def matrix(request: pytest.FixtureRequest) -> Matrix:
    """Counts the runs with a fault, for the end of the report."""
    return request.config.stash.setdefault(MATRIX, Matrix())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell how many runs with a fault in them there were, and how they ended."""
    matrix = config.stash.get(MATRIX, None)
    if matrix:
        terminalreporter.write_line(str(matrix))
