"""Cards in the virtual reader of a private pcscd, which `scripts/private-pcscd` starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from menkyo.pcsc import Reader, list_readers, wait_for_card, wait_for_removal
from menkyo.virtual import DEFAULT_PORT, ServeEventKind, VirtualCard, load_image, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from menkyo.virtual import ServeEvent

PATIENCE = 20.0
"""Seconds after which pcscd will not notice a card any more; it takes less than one."""

NOBODY = "/nonexistent"
"""The home of nobody: what a person trusts is not under test."""


def wait_until_empty(slot: int) -> None:
    """Wait until pcscd has noticed that no card lies on a slot any more."""
    reader = list_readers()[slot]
    if not wait_for_removal(reader, PATIENCE / 2):
        lay_and_pull(slot)
        assert wait_for_removal(reader, PATIENCE)


def lay_and_pull(slot: int) -> None:
    """Make pcscd look at a slot again.

    It may keep a card for present that left while a program took its power, until another one comes and goes.
    """
    stop, seen = threading.Event(), threading.Event()

    def note(event: ServeEvent) -> None:
        if event.kind is ServeEventKind.POWER_ON:
            seen.set()

    serving = threading.Thread(
        target=serve,
        args=(load_image("specimen"),),
        kwargs={"port": DEFAULT_PORT + slot, "stop": stop, "on_event": note},
        daemon=True,
    )

    serving.start()
    seen.wait(PATIENCE)
    stop.set()
    serving.join()


class ServedCard:
    """A virtual card lying on a slot of the virtual reader until it is pulled."""

    def __init__(self, card: VirtualCard, slot: int) -> None:
        self.card = card
        self.slot = slot
        self.events: list[ServeEventKind] = []
        self.stop = threading.Event()
        # A daemon: where no service can be reached the tests must fail, not wait for this thread at their end.
        self._thread = threading.Thread(target=self._serve, name=f"virtual card in slot {slot}", daemon=True)
        wait_until_empty(slot)  # of what an earlier test left behind
        self._thread.start()
        try:
            self.reader = wait_for_card([list_readers()[slot]], PATIENCE)
        except BaseException:
            self.pull()  # else it would keep the slot from every later test
            raise

    def pull(self) -> None:
        """Take the card off the reader; pcscd notices a little later."""
        self.stop.set()
        self._thread.join()

    def leave_nothing(self) -> None:
        """Take the card off the reader and wait until pcscd has noticed, for the next test's sake."""
        # Who gave up waiting for the card still takes its power when his turn comes. A card that is pulled at that
        # very moment makes pcscd blind for the next one.
        for thread in threading.enumerate():
            if thread.name == "menkyo-pcsc-connect":
                thread.join(PATIENCE)
        self.pull()
        wait_until_empty(self.slot)

    def _serve(self) -> None:
        serve(self.card, port=DEFAULT_PORT + self.slot, stop=self.stop, on_event=self._note)

    def _note(self, event: ServeEvent) -> None:
        self.events.append(event.kind)


@pytest.fixture(autouse=True, scope="session")
def private_daemon() -> None:
    """The private daemon that this folder needs; a test must never reach the readers of the person who runs it."""
    if os.environ.get("MENKYO_PRIVATE_PCSCD") != "1":
        pytest.fail("These tests need a private pcscd; run `make test`, which starts one.", pytrace=False)


@pytest.fixture
def slots() -> tuple[Reader, ...]:
    """The two slots of the virtual reader, as they are."""
    return list_readers()


@pytest.fixture
def lay_card() -> Iterator[Callable[..., ServedCard]]:
    """A function that lays a card image (by name or file) on slot 0 or 1, and returns when the reader reports it."""
    with ExitStack() as stack:

        def lay(image: str = "specimen", slot: int = 0) -> ServedCard:
            served = ServedCard(VirtualCard(load_image(image)), slot)
            stack.callback(served.leave_nothing)
            return served

        yield lay


@pytest.fixture(scope="module")
def specimen() -> Iterator[ServedCard]:
    """The specimen on slot 0 for all tests of a module, where none of them pulls it or spends a PIN try."""
    served = ServedCard(VirtualCard(load_image("specimen")), 0)
    yield served
    served.leave_nothing()


class Menkyo:
    """The installed command in processes of their own, as a person's scripts run it."""

    path = str(Path(sys.executable).with_name("menkyo"))

    def __init__(self) -> None:
        self.environment = {"PATH": os.environ["PATH"], "LANG": "en_US.UTF-8", "HOME": NOBODY}

    def run(
        self, *arguments: str, pin: str = "1234", code: int = 0, environment: Mapping[str, str] | None = None
    ) -> tuple[bytes, str]:
        """Run a command that must end with an exit code; what it wrote to standard output and to standard error."""
        done = subprocess.run(
            [self.path, *arguments],
            input=pin.encode(),
            env={**self.environment, **(environment or {})},
            capture_output=True,
            check=False,
            timeout=60,
        )
        errors = done.stderr.decode()
        assert done.returncode == code, errors
        assert "Traceback" not in errors
        return done.stdout, errors

    def read(self, *arguments: str, environment: Mapping[str, str] | None = None) -> dict[str, object]:
        """Read the license as JSON."""
        output, errors = self.run("read", "--format", "json", "--pin-file", "-", *arguments, environment=environment)
        assert errors == ""
        return cast("dict[str, object]", json.loads(output))

    def start(self, *arguments: str, stderr: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
        """Start a command and leave it to the test."""
        return subprocess.Popen(
            [self.path, *arguments],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )


@pytest.fixture
def menkyo() -> Menkyo:
    """The installed command."""
    return Menkyo()


@pytest.fixture
def serving(menkyo: Menkyo) -> Iterator[subprocess.Popen[bytes]]:
    """A card that a process of its own serves on the second slot; it is seen by now."""
    with menkyo.start("virtual", "serve", "new-driver", "--slot", "1") as process:
        try:
            wait_for_card([list_readers()[1]], PATIENCE)
            yield process
        finally:
            process.kill()
            process.communicate()
            wait_until_empty(1)


@pytest.fixture
def two_cards(menkyo: Menkyo) -> Iterator[None]:
    """The specimen on the first slot and its holder's IC license on the second, each served by its own process."""
    with ExitStack() as stack:
        for slot, image in enumerate(("specimen", "ic-license")):
            process = stack.enter_context(menkyo.start("virtual", "serve", image, "--slot", str(slot)))
            stack.callback(wait_until_empty, slot)
            stack.callback(process.communicate)
            stack.callback(process.kill)
        for reader in list_readers():
            wait_for_card([reader], PATIENCE)
        yield


@pytest.fixture
def serve_with(menkyo: Menkyo) -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    """A function that starts a process that serves the specimen with a fault on the second slot."""
    with ExitStack() as stack:

        def serve_faulty(fault: str) -> subprocess.Popen[bytes]:
            command = ("virtual", "serve", "specimen", "--slot", "1", "--fault", fault, "--lang", "en")
            process = stack.enter_context(menkyo.start(*command))
            stack.callback(wait_until_empty, 1)
            stack.callback(process.kill)
            return process

        yield serve_faulty


class Gate:
    """Holds a card's answer to one command back until it is opened."""

    def __init__(self, served: ServedCard, number: int) -> None:
        self._number = number
        self._transmit = served.card.transmit
        self._commands = 0
        self.reached = threading.Event()
        self.opened = threading.Event()

    def transmit(self, command: bytes, /) -> bytes:
        """Answer a command, one of them late."""
        self._commands += 1
        if self._commands == self._number:
            self.reached.set()
            self.opened.wait(PATIENCE)
        return self._transmit(command)


@pytest.fixture
def hold_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[ServedCard, int], Gate]]:
    """A function that makes a served card answer its command of that number only when told to."""
    gates: list[Gate] = []

    def hold(served: ServedCard, number: int) -> Gate:
        gates.append(Gate(served, number))
        monkeypatch.setattr(served.card, "transmit", gates[-1].transmit)
        return gates[-1]

    yield hold
    for gate in gates:
        gate.opened.set()
