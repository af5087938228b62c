"""The virtual card in a real PC/SC service: a client of the virtual reader driver vpcd.

Frames are a two-byte big-endian length and that many bytes. One byte is a control, anything longer a command.
Source: My Number card spec, section 11.2.
"""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from apdu.errors import CardRemovedError, CardUnresponsiveError
from menkyo.virtual.card import VirtualCard
from menkyo.virtual.errors import ServeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.virtual.faults import ChosenFault
    from menkyo.virtual.faulty_transport import FaultyTransport
    from menkyo.virtual.image import CardImage

__all__ = ["DEFAULT_PORT", "ServeEvent", "ServeEventKind", "serve"]

DEFAULT_PORT: Final = 35963
"""Where vpcd listens for its first slot; the second is one higher."""

MAX_FRAME: Final = 0xFFFF
"""A frame's length has two bytes, so this bounds what is read and what is answered."""

_POLL_SECONDS: Final = 0.2
"""How long a wait for the reader may keep ``stop`` waiting."""

_QUERIES_WITHOUT_POWER: Final = 5
"""So many polls of a card that never got power mean that the service takes it for the one before; one is usual."""

_ABSENCE_SECONDS: Final = 1.0
"""Longer than the time between two polls, so that the service notices that there is no card."""

_QUICK_ACK: Final = getattr(socket, "TCP_QUICKACK", None)


class ServeEventKind(Enum):
    """What happened to the connection or to the card."""

    WAITING = "waiting"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    POWER_ON = "power-on"
    POWER_OFF = "power-off"
    RESET = "reset"
    PULLED = "pulled"
    """A fault took the card off the reader."""


@dataclass(frozen=True, slots=True)
class ServeEvent:
    """One event and the address that it is about; commands are never reported."""

    kind: ServeEventKind
    host: str
    port: int


class _Control(Enum):
    POWER_OFF = 0
    POWER_ON = 1
    RESET = 2
    ATR = 4


def serve(  # noqa: PLR0913 - four of them only by keyword
    card: CardImage | VirtualCard,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    *,
    on_event: Callable[[ServeEvent], None] | None = None,
    stop: threading.Event | None = None,
    wait: float | None = 10.0,
    fault: ChosenFault | None = None,
) -> None:
    """Put a card on the virtual reader at ``host`` and ``port`` until ``stop`` is set, or a fault pulls it.

    Waits up to ``wait`` seconds (``None``: for ever) for the reader to listen, then raises
    `menkyo.virtual.ServeError`. When the PC/SC service goes away after that, waits for its return for ever.
    ``on_event`` is called in this thread. ``fault`` counts the commands since the card got its power, each time anew.
    The reader's protocol has no way to say that a card gives no answer, and an empty one would make the reader wait for
    ever: a card that is mute leaves the reader for an instant. So does, once, a card that the service polls and never
    powers, because it missed that the card before was taken away.
    """
    stop = stop or threading.Event()
    card = card if isinstance(card, VirtualCard) else VirtualCard(card)

    def report(kind: ServeEventKind) -> None:
        if on_event:
            on_event(ServeEvent(kind, host, port))

    card.power_off()
    patience = wait
    may_be_missed = True
    while not stop.is_set():
        connection = _connect(host, port, patience, stop, report)
        if connection is None:
            return
        patience = None
        with connection:
            report(ServeEventKind.CONNECTED)
            session = _Session(connection, card, report, stop, fault)
            if not may_be_missed:
                session.stay()
            try:
                session.run()
            except (OSError, CardUnresponsiveError):  # the service was killed in the middle of a frame; a mute card
                pass
            except CardRemovedError:
                report(ServeEventKind.PULLED)
                return
            finally:
                card.power_off()
                report(ServeEventKind.DISCONNECTED)
        if session.is_missed:
            may_be_missed = False
            stop.wait(_ABSENCE_SECONDS)


def _connect(
    host: str, port: int, patience: float | None, stop: threading.Event, report: Callable[[ServeEventKind], None]
) -> socket.socket | None:
    """Connect as soon as someone listens; ``None`` when ``stop`` came first."""
    deadline = None if patience is None else time.monotonic() + patience
    told = False
    while True:
        try:
            connection = socket.create_connection((host, port), timeout=_POLL_SECONDS)
        except OSError as error:
            if deadline is not None and time.monotonic() >= deadline:
                raise ServeError(f"No virtual reader (vpcd) listens at {host}, port {port}") from error
            if not told:
                report(ServeEventKind.WAITING)
                told = True
            if stop.wait(_POLL_SECONDS):
                return None
        else:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connection


class _Session:
    """One connection to the reader, from its first frame to its end."""

    def __init__(
        self,
        connection: socket.socket,
        card: VirtualCard,
        report: Callable[[ServeEventKind], None],
        stop: threading.Event,
        fault: ChosenFault | None,
    ) -> None:
        self._connection = connection
        self._card = card
        self._report = report
        self._stop = stop
        self._fault = fault
        self._faulty: FaultyTransport | None = None
        self._pending = b""
        self._queries_left = _QUERIES_WITHOUT_POWER
        self.is_missed = False
        """Whether the session ended because the service does not see that the card is another one."""

    def run(self) -> None:
        """Answer frames until the reader closes the connection, ``stop`` is set, or the card `is_missed`.

        Raises `apdu.errors.CardRemovedError` when a fault pulls the card, and `apdu.errors.CardUnresponsiveError` when
        the card gives no answer.
        """
        while not self.is_missed and (frame := self._receive()) is not None:
            if len(frame) == 1:
                self._obey(frame[0])
            elif frame:
                self._send(self._answer(frame))

    def stay(self) -> None:
        """Take the card for seen, however often it is polled from here on."""
        self._queries_left = 0

    def _answer(self, command: bytes) -> bytes:
        answer = (self._faulty or self._card).transmit(command)
        if not answer:
            raise CardUnresponsiveError("The card gave no answer")
        return answer

    def _begin(self) -> None:
        """Count the commands for the fault from here on."""
        if self._fault is not None:
            from menkyo.virtual.faulty_transport import FaultyTransport  # noqa: PLC0415 - most cards have no fault
            from menkyo.virtual.transport import VirtualTransport  # noqa: PLC0415 - as above

            self._faulty = FaultyTransport(VirtualTransport(self._card), self._fault.make())

    def _obey(self, control: int) -> None:
        match control:
            case _Control.ATR.value:
                self._send(self._card.atr)
                self._queries_left -= 1
                self.is_missed = self._queries_left == 0
            case _Control.POWER_ON.value:
                self.stay()
                self._card.power_on()
                self._begin()
                self._report(ServeEventKind.POWER_ON)
            case _Control.POWER_OFF.value:
                self._card.power_off()
                self._report(ServeEventKind.POWER_OFF)
            case _Control.RESET.value:
                self.stay()
                self._card.reset()
                self._begin()
                self._report(ServeEventKind.RESET)
            case _:
                pass

    def _send(self, payload: bytes) -> None:
        if len(payload) > MAX_FRAME:
            payload = b"\x67\x00"
        self._connection.sendall(len(payload).to_bytes(2, "big") + payload)

    def _receive(self) -> bytes | None:
        """The next frame, or ``None`` at the end."""
        if not self._fill(2):
            return None
        end = 2 + int.from_bytes(self._pending[:2], "big")
        if not self._fill(end):
            return None
        frame, self._pending = self._pending[2:end], self._pending[end:]
        return frame

    def _fill(self, size: int) -> bool:
        """Gather at least ``size`` bytes; false at the end of the connection or when ``stop`` is set."""
        while len(self._pending) < size:
            # vpcd sends a frame in two small pieces and waits for the first to be acknowledged; the kernel takes
            # the wish for quick acknowledgments back by itself, so it is renewed before every wait.
            if _QUICK_ACK is not None:
                self._connection.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
            try:
                piece = self._connection.recv(MAX_FRAME + 2)
            except TimeoutError:
                piece = None
            if self._stop.is_set() or piece == b"":
                return False
            self._pending += piece or b""
        return True
