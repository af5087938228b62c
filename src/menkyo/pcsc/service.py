"""The seam to pyscard: the PC/SC functions in use, with bytes and unsigned result codes.

Bytes become lists of integers here and nowhere else.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from menkyo.pcsc.codes import CODE_MASK, CardProtocol, Disposition, ReaderState, ResultCode
from menkyo.pcsc.errors import PyscardMissingError, ReaderUnpluggedError, error_for

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

__all__ = ["Look", "PyscardService", "Service", "check", "look_at", "look_at_all", "open_context"]

_COMPILED: Final = "smartcard.scard._scard"

_MORE_LOOKS: Final = 2
"""pcsc-lite 2.5 now and then does not know a reader for an instant that was and is connected."""


class Look(NamedTuple):
    """What the service says of one reader; ``raw_state`` includes its count of events."""

    raw_state: int = ReaderState.UNAWARE
    atr: bytes = b""

    @property
    def state(self) -> ReaderState:
        """The state by name."""
        return ReaderState(self.raw_state)


class Service(Protocol):
    """The PC/SC functions in use; each returns a result code, alone or first (`menkyo.pcsc.codes.ResultCode`)."""

    def establish_context(self) -> tuple[int, int]:
        """Begin a conversation with the service: code, context."""
        ...

    def release_context(self, context: int) -> int:
        """End it."""
        ...

    def list_readers(self, context: int) -> tuple[int, Sequence[str]]:
        """Names of the connected readers, in the order of the service."""
        ...

    def status_change(
        self, context: int, timeout_ms: int, states: Sequence[tuple[str, int]]
    ) -> tuple[int, Sequence[tuple[str, int, bytes]]]:
        """Wait until a reader differs from the state given: code, then name, whole state and ATR of each."""
        ...

    def connect(self, context: int, reader: str) -> tuple[int, int, int]:
        """Connect shared, with T=0 or T=1: code, handle, `menkyo.pcsc.codes.CardProtocol`."""
        ...

    def reconnect(self, handle: int) -> tuple[int, int]:
        """Acknowledge a reset and leave the card as it is: code, `menkyo.pcsc.codes.CardProtocol`."""
        ...

    def begin_transaction(self, handle: int) -> int:
        """Keep other programs away from the card; may block while one of them does the same."""
        ...

    def end_transaction(self, handle: int, disposition: Disposition) -> int:
        """Let other programs at the card again."""
        ...

    def transmit(self, handle: int, protocol: int, command: bytes) -> tuple[int, bytes]:
        """Send a command: code, answer."""
        ...

    def status(self, handle: int) -> int:
        """Ask for the connection's state, without a command to the card."""
        ...

    def disconnect(self, handle: int, disposition: Disposition) -> int:
        """End the connection."""
        ...

    def message(self, code: int) -> str:
        """The service's words for a code."""
        ...


def _load_scard() -> object:
    """The PC/SC functions of pyscard; raises `ImportError` or `OSError` where there are none.

    The compiled module that holds them is loaded by itself: under its public name ``smartcard.scard`` it comes with all
    of pyscard, which takes longer to import than a card to read. Where it is not in its usual place, and where that
    name is loaded already, the name counts.
    """
    if "smartcard.scard" not in sys.modules:
        if _COMPILED not in sys.modules:
            package = PathFinder.find_spec("smartcard")
            folders = (package and package.submodule_search_locations) or ()
            spec = PathFinder.find_spec(_COMPILED, [f"{folder}/scard" for folder in folders])
            if spec is not None and spec.loader is not None:
                module = module_from_spec(spec)
                spec.loader.exec_module(module)
                sys.modules[_COMPILED] = module
        if _COMPILED in sys.modules:
            return sys.modules[_COMPILED]
    from smartcard import scard  # noqa: PLC0415 - absent where menkyo only replays, decodes or simulates

    return scard


class PyscardService:
    """PC/SC through the module ``smartcard.scard``; raises `PyscardMissingError` where that does not load."""

    def __init__(self) -> None:
        try:
            if TYPE_CHECKING:
                from smartcard import scard  # noqa: PLC0415 - what it is, whichever way it comes
            else:
                scard = _load_scard()
        except (ImportError, OSError) as cause:
            raise PyscardMissingError from cause
        self._scard = scard

    def establish_context(self) -> tuple[int, int]:
        """Begin a conversation with the service."""
        code, context = self._scard.SCardEstablishContext(self._scard.SCARD_SCOPE_SYSTEM)
        return code & CODE_MASK, context

    def release_context(self, context: int) -> int:
        """End it."""
        return self._scard.SCardReleaseContext(context) & CODE_MASK

    def list_readers(self, context: int) -> tuple[int, Sequence[str]]:
        """Names of the connected readers."""
        code, names = self._scard.SCardListReaders(context, [])
        return code & CODE_MASK, names

    def status_change(
        self, context: int, timeout_ms: int, states: Sequence[tuple[str, int]]
    ) -> tuple[int, Sequence[tuple[str, int, bytes]]]:
        """Wait until a reader differs from the state given."""
        code, changed = self._scard.SCardGetStatusChange(context, timeout_ms, list(states))
        return code & CODE_MASK, [(name, state, bytes(atr)) for name, state, atr in changed]

    def connect(self, context: int, reader: str) -> tuple[int, int, int]:
        """Connect shared, with T=0 or T=1."""
        code, handle, protocol = self._scard.SCardConnect(
            context, reader, self._scard.SCARD_SHARE_SHARED, self._any_protocol
        )
        return code & CODE_MASK, handle, protocol

    def reconnect(self, handle: int) -> tuple[int, int]:
        """Acknowledge a reset."""
        code, protocol = self._scard.SCardReconnect(
            handle, self._scard.SCARD_SHARE_SHARED, self._any_protocol, self._scard.SCARD_LEAVE_CARD
        )
        return code & CODE_MASK, protocol

    def begin_transaction(self, handle: int) -> int:
        """Keep other programs away from the card."""
        return self._scard.SCardBeginTransaction(handle) & CODE_MASK

    def end_transaction(self, handle: int, disposition: Disposition) -> int:
        """Let other programs at the card again."""
        return self._scard.SCardEndTransaction(handle, disposition) & CODE_MASK

    def transmit(self, handle: int, protocol: int, command: bytes) -> tuple[int, bytes]:
        """Send a command."""
        pci = self._scard.SCARD_PCI_T0 if protocol == CardProtocol.T0 else self._scard.SCARD_PCI_T1
        code, answer = self._scard.SCardTransmit(handle, pci, list(command))
        return code & CODE_MASK, bytes(answer)

    def status(self, handle: int) -> int:
        """Ask for the connection's state."""
        return self._scard.SCardStatus(handle)[0] & CODE_MASK

    def disconnect(self, handle: int, disposition: Disposition) -> int:
        """End the connection."""
        return self._scard.SCardDisconnect(handle, disposition) & CODE_MASK

    def message(self, code: int) -> str:
        """The service's words for a code."""
        return self._scard.SCardGetErrorMessage(code)

    @property
    def _any_protocol(self) -> int:
        return self._scard.SCARD_PROTOCOL_T0 | self._scard.SCARD_PROTOCOL_T1


def check(service: Service, code: int, reader: str = "") -> None:
    """Raise the error that ``code`` means (`menkyo.pcsc.errors.error_for`), unless it means success."""
    if code != ResultCode.SUCCESS:
        raise error_for(code, service.message(code), reader)


@contextmanager
def open_context(service: Service) -> Generator[int]:
    """A conversation with the service for the length of a ``with``."""
    code, context = service.establish_context()
    check(service, code)
    try:
        yield context
    finally:
        service.release_context(context)


def look_at(service: Service, context: int, reader: str, known: Look | None = None, timeout_ms: int = 0) -> Look:
    """Look at one reader: at once, or up to ``timeout_ms`` later when it stops being as ``known``.

    Raises `menkyo.pcsc.errors.ReaderUnpluggedError` when it is gone.
    """
    known = Look() if known is None else known
    return look_at_all(service, context, {reader: known}, timeout_ms)[reader]


def look_at_all(service: Service, context: int, known: Mapping[str, Look], timeout_ms: int) -> Mapping[str, Look]:
    """Look at several readers as `look_at` does, until one of them stops being as ``known``; raises as it does."""
    before = [(reader, look.raw_state) for reader, look in known.items()]
    code, states = service.status_change(context, timeout_ms, before)
    for _ in range(_MORE_LOOKS):
        if code != ResultCode.UNKNOWN_READER:
            break
        code, states = service.status_change(context, timeout_ms, before)
    if code == ResultCode.TIMEOUT:
        return known
    check(service, code, next(iter(known)))
    looks = {reader: Look(state & ~ReaderState.CHANGED, atr) for reader, state, atr in states}
    for reader, look in looks.items():
        if look.state.gone:
            raise ReaderUnpluggedError(reader)
    return looks
