"""A PC/SC service that does what a test tells it, in place of pyscard."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import pytest

from menkyo.pcsc.codes import CardProtocol, Disposition, ReaderState, ResultCode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class FakeService:
    """Keeps a log of calls; a test scripts the result codes of each function and what happens while it waits."""

    def __init__(self) -> None:
        self.readers: dict[str, tuple[int, bytes]] = {}
        self.now = 0.0
        self.log: list[str] = []
        self.codes: dict[str, deque[int]] = {}
        self.answer = b"\x90\x00"
        self.protocols: deque[int] = deque()
        self.while_waiting: deque[Callable[[], None]] = deque()
        self.before: dict[str, Callable[[], object]] = {}
        self.contexts_open = 0
        self.timeouts: list[int] = []

    def put_card(self, reader: str = "Reader A", atr: bytes = b"\x3b\x80", state: int = ReaderState.PRESENT) -> None:
        """Lay a card on a reader."""
        self.readers[reader] = (state, atr)

    def take_card(self, reader: str = "Reader A") -> None:
        """Leave a reader without a card."""
        self.readers[reader] = (ReaderState.EMPTY, b"")

    def fail(self, function: str, *codes: int) -> None:
        """Let the next calls of a function return these codes, then success again."""
        self.codes[function] = deque(codes)

    def clock(self) -> float:
        """The time in seconds; only waiting makes it pass."""
        return self.now

    def _call(self, function: str, note: str = "") -> int:
        self.log.append(f"{function} {note}".strip())
        self.before.get(function, lambda: None)()
        queue = self.codes.get(function)
        return queue.popleft() if queue else ResultCode.SUCCESS

    def establish_context(self) -> tuple[int, int]:
        """Hand out the one context."""
        code = self._call("establish_context")
        self.contexts_open += code == ResultCode.SUCCESS
        return code, 7

    def release_context(self, context: int) -> int:
        """Take it back."""
        assert context == 7
        self.contexts_open -= 1
        return self._call("release_context")

    def list_readers(self, context: int) -> tuple[int, Sequence[str]]:
        """Name the readers laid out by the test."""
        assert context == 7
        return self._call("list_readers"), list(self.readers)

    def status_change(
        self, context: int, timeout_ms: int, states: Sequence[tuple[str, int]]
    ) -> tuple[int, Sequence[tuple[str, int, bytes]]]:
        """Let time pass while nothing differs, and what the test planned for it happen."""
        assert context == 7
        self.timeouts.append(timeout_ms)
        code = self._call("status_change")
        if code != ResultCode.SUCCESS:
            return code, []
        if all(known == self.readers[name][0] for name, known in states if name in self.readers):
            self.now += timeout_ms / 1000
            if timeout_ms and self.while_waiting:
                self.while_waiting.popleft()()
        gone = (int(ReaderState.UNKNOWN), b"")
        found = [(name, *self.readers.get(name, gone)) for name, _known in states]
        if all(state == known for (_name, state, _atr), (_, known) in zip(found, states, strict=True)):
            return ResultCode.TIMEOUT, found
        return ResultCode.SUCCESS, [(name, state | ReaderState.CHANGED, atr) for name, state, atr in found]

    def connect(self, context: int, reader: str) -> tuple[int, int, int]:
        """Hand out the one handle."""
        assert context == 7
        return self._call("connect", reader), 11, self._protocol()

    def reconnect(self, handle: int) -> tuple[int, int]:
        """Agree on a protocol anew."""
        assert handle == 11
        return self._call("reconnect"), self._protocol()

    def begin_transaction(self, handle: int) -> int:
        """Log it."""
        assert handle == 11
        return self._call("begin_transaction")

    def end_transaction(self, handle: int, disposition: Disposition) -> int:
        """Log it."""
        assert handle == 11
        return self._call("end_transaction", disposition.name)

    def transmit(self, handle: int, protocol: int, command: bytes) -> tuple[int, bytes]:
        """Log the command and give the planned answer."""
        assert handle == 11
        return self._call("transmit", f"T={protocol - 1} {command.hex()}"), self.answer

    def status(self, handle: int) -> int:
        """Log it."""
        assert handle == 11
        return self._call("status")

    def disconnect(self, handle: int, disposition: Disposition) -> int:
        """Log it."""
        assert handle == 11
        return self._call("disconnect", disposition.name)

    def message(self, code: int) -> str:
        """Words that a test can recognize."""
        return f"The service's words for {code:08X}."

    def _protocol(self) -> int:
        return self.protocols.popleft() if self.protocols else CardProtocol.T1


@pytest.fixture
def service() -> FakeService:
    """A PC/SC service with one reader, ``Reader A``, and no card."""
    fake = FakeService()
    fake.take_card()
    return fake
