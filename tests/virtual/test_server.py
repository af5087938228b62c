from __future__ import annotations

import socket
import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING

import pytest

from menkyo.virtual import (
    ChosenFault,
    ServeError,
    ServeEvent,
    ServeEventKind,
    VirtualCard,
    choose_fault,
    load_image,
    serve,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LICENSE = bytes.fromhex("00A4040C10A0000002310600000000000000000000")
WRONG_PIN = bytes.fromhex("002000860439393939")
POWER_OFF, POWER_ON, RESET, ATR = b"\x00", b"\x01", b"\x02", b"\x04"


class Reader:
    """The other end: what vpcd does, played by hand."""

    def __init__(self, card: VirtualCard, fault: ChosenFault | None = None) -> None:
        self.card = card
        self.fault = fault
        self.events: SimpleQueue[ServeEvent] = SimpleQueue()
        self.stop = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(20)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self.connection = self._accept()

    def _serve(self) -> None:
        serve(self.card, port=self.port, on_event=self.events.put, stop=self.stop, fault=self.fault)

    def _accept(self) -> socket.socket:
        connection, _ = self._listener.accept()
        connection.settimeout(20)
        return connection

    def send(self, payload: bytes, *, piece: int = 0xFFFF) -> None:
        """Send a frame, in pieces of some size."""
        frame = len(payload).to_bytes(2, "big") + payload
        for start in range(0, len(frame), piece):
            self.connection.sendall(frame[start : start + piece])

    def receive(self) -> bytes:
        """Receive a frame."""
        size = int.from_bytes(self._exactly(2), "big")
        return self._exactly(size)

    def ask(self, payload: bytes) -> bytes:
        """Send a frame and receive one."""
        self.send(payload)
        return self.receive()

    def assert_card_leaves(self, command: bytes) -> None:
        """Send a command that gets no answer: the card leaves the reader, and comes back."""
        self.send(command)
        assert self.connection.recv(1) == b""
        self.restart()

    def restart(self) -> None:
        """Drop the connection and take the next one, as a service does that is started again."""
        self.connection.close()
        self.connection = self._accept()

    def kinds(self, until: ServeEventKind) -> list[ServeEventKind]:
        """The events up to and with one of that kind."""
        kinds = [self.events.get(timeout=20).kind]
        while kinds[-1] is not until:
            kinds.append(self.events.get(timeout=20).kind)
        return kinds

    def end(self) -> None:
        """Stop serving and wait for it."""
        self.stop.set()
        self._thread.join(timeout=20)
        assert not self._thread.is_alive()
        self.connection.close()
        self._listener.close()

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = self.connection.recv(size - len(data))
            assert piece
            data += piece
        return data


@pytest.fixture
def reader() -> Iterator[Reader]:
    """A reader with a specimen that has no power yet."""
    reader = Reader(VirtualCard(load_image("specimen")))
    yield reader
    reader.end()


def test_atr_is_answered_without_power(reader: Reader) -> None:
    """The ATR is answered as often as it is asked, in any state."""
    assert {reader.ask(ATR) for _ in range(5)} == {load_image("specimen").card.atr}


def test_commands(reader: Reader) -> None:
    """Anything longer than a byte is a command, and long answers come whole."""
    reader.send(POWER_ON)

    assert reader.ask(LICENSE) == b"\x90\x00"
    assert reader.ask(bytes.fromhex("002000860431323334")) == b"\x90\x00"
    assert len(reader.ask(bytes.fromhex("00B09B00000000"))) > 2000


def test_ic_license() -> None:
    """An IC license is served like any other card, up to its longest file in one answer."""
    reader = Reader(VirtualCard(load_image("ic-license")))
    try:
        assert reader.ask(ATR) == bytes.fromhex("3B888001000000009181C100D8")
        reader.send(POWER_ON)
        commands = (
            "00A40000",
            "002000810431323334",
            "002000820435363738",
            "00A4040C10A0000002310200000000000000000000",
        )
        assert {reader.ask(bytes.fromhex(command)) for command in commands} == {b"\x90\x00"}
        assert len(reader.ask(bytes.fromhex("00B081000007D5"))) == 2005 + 2
    finally:
        reader.end()


def test_frames_in_pieces_and_in_one(reader: Reader) -> None:
    """Frames may arrive byte by byte, and two of them at once."""
    reader.send(POWER_ON)
    reader.send(LICENSE, piece=1)
    assert reader.receive() == b"\x90\x00"

    reader.connection.sendall(b"\x00\x01\x04\x00\x04\x00\x20\x00\x86")
    assert reader.receive() == load_image("specimen").card.atr
    assert reader.receive() == b"\x63\xca"


@pytest.mark.parametrize("control", [POWER_ON, RESET])
def test_power_forgets_all_but_the_tries(reader: Reader, control: bytes) -> None:
    """Power and reset drop selection and PIN, and keep the try counter."""
    reader.send(POWER_ON)
    reader.ask(LICENSE)
    reader.ask(WRONG_PIN)
    reader.send(POWER_OFF)
    reader.send(control)

    assert reader.ask(bytes.fromhex("00200086")) == b"\x6a\x82"
    assert reader.ask(LICENSE) == b"\x90\x00"
    assert reader.ask(bytes.fromhex("00200086")) == b"\x63\xc9"


def test_unknown_control_and_empty_frame(reader: Reader) -> None:
    """An unknown control byte and an empty frame are passed over."""
    reader.send(b"\x09")
    reader.send(b"")

    assert reader.ask(ATR) == load_image("specimen").card.atr


def test_reconnects(reader: Reader) -> None:
    """When the service goes away the card waits for it, without power, and keeps its tries."""
    reader.send(POWER_ON)
    reader.ask(LICENSE)
    reader.ask(WRONG_PIN)
    reader.restart()

    reader.assert_card_leaves(LICENSE)
    reader.send(POWER_ON)
    assert reader.ask(LICENSE) == b"\x90\x00"
    assert reader.card.tries_left() == 9


def test_events(reader: Reader) -> None:
    """Connection, power and reset are reported, with the address, and commands are not."""
    for control in (POWER_ON, RESET):
        reader.send(control)
    reader.ask(LICENSE)
    reader.send(POWER_OFF)
    reader.ask(ATR)
    reader.restart()

    kinds = reader.kinds(until=ServeEventKind.DISCONNECTED)
    assert kinds == [
        ServeEventKind.CONNECTED,
        ServeEventKind.POWER_ON,
        ServeEventKind.RESET,
        ServeEventKind.POWER_OFF,
        ServeEventKind.DISCONNECTED,
    ]
    assert reader.events.get(timeout=20) == ServeEvent(ServeEventKind.CONNECTED, "127.0.0.1", reader.port)


def test_a_service_that_is_killed(reader: Reader) -> None:
    """A connection that is reset in the middle of a frame is one that ended."""
    linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
    reader.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    reader.connection.sendall(b"\x00")
    reader.restart()

    assert reader.ask(ATR) == load_image("specimen").card.atr


def free_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def test_nobody_listens() -> None:
    """Without a reader the wait ends in one sentence with the address."""
    port = free_port()

    with pytest.raises(ServeError, match=rf"No virtual reader \(vpcd\) listens at 127\.0\.0\.1, port {port}"):
        serve(load_image("specimen"), port=port, wait=0)


def test_stop_while_waiting() -> None:
    """A stop ends the wait for a reader without an error, after it was reported once."""
    events: list[ServeEventKind] = []
    stop = threading.Event()

    def note(event: ServeEvent) -> None:
        events.append(event.kind)
        stop.set()

    serve(load_image("specimen"), port=free_port(), wait=None, stop=stop, on_event=note)

    assert events == [ServeEventKind.WAITING]


def test_stop_before_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop that was set already ends serving before a connection is tried."""
    connect: Callable[..., object] = lambda *_args, **_options: pytest.fail("connected")  # noqa: E731 - a trap
    monkeypatch.setattr(socket, "create_connection", connect)
    stop = threading.Event()
    stop.set()

    serve(load_image("specimen"), stop=stop)


def test_a_fault_comes_again_each_time_the_card_gets_power() -> None:
    """Commands are counted from power or reset on, so that each reading meets the fault at its own command."""
    reader = Reader(VirtualCard(load_image("specimen")), choose_fault("status=6F00@2"))
    try:
        for control in (POWER_ON, RESET, POWER_ON):
            reader.send(control)
            assert reader.ask(LICENSE) == b"\x90\x00"
            assert reader.ask(LICENSE) == b"\x6f\x00"
            assert reader.ask(LICENSE) == b"\x90\x00"
    finally:
        reader.end()


@pytest.mark.parametrize("fault", ["mute@2", "mute-done@2", "no-byte@2"])
def test_a_mute_card_leaves_the_reader_for_an_instant(fault: str) -> None:
    """The reader waits for ever for the bytes of an empty answer, so that none is ever sent: the card comes back."""
    reader = Reader(VirtualCard(load_image("specimen")), choose_fault(fault))
    try:
        reader.send(POWER_ON)
        assert reader.ask(LICENSE) == b"\x90\x00"
        reader.assert_card_leaves(LICENSE)
        reader.send(POWER_ON)
        assert reader.ask(LICENSE) == b"\x90\x00"
    finally:
        reader.end()


def test_a_pulled_card_is_not_served_any_more() -> None:
    """A fault that pulls the card ends the connection and serving, after it was reported."""
    reader = Reader(VirtualCard(load_image("specimen")), choose_fault("pull@2"))
    try:
        reader.send(POWER_ON)
        assert reader.ask(LICENSE) == b"\x90\x00"
        reader.send(LICENSE)
        assert reader.connection.recv(1) == b""
        assert reader.kinds(until=ServeEventKind.DISCONNECTED)[-2:] == [
            ServeEventKind.PULLED,
            ServeEventKind.DISCONNECTED,
        ]
        assert not reader.card.powered
    finally:
        reader.end()


def test_a_card_that_the_service_overlooks_is_laid_anew_once(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """A card that is polled and never powered leaves the reader for an instant, and then stays."""
    monkeypatch.setattr("menkyo.virtual.server._ABSENCE_SECONDS", 0.0)
    for _ in range(5):
        assert reader.ask(ATR) == reader.card.atr
    assert reader.connection.recv(1) == b""
    reader.restart()
    for _ in range(9):
        assert reader.ask(ATR) == reader.card.atr


def test_a_card_that_was_powered_is_not_laid_anew(reader: Reader) -> None:
    """A service that knows the card may poll it without end."""
    reader.send(POWER_ON)
    reader.send(POWER_OFF)
    for _ in range(9):
        assert reader.ask(ATR) == reader.card.atr
