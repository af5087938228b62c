"""One card on one PC/SC reader, as an `apdu.transport.Transport`.

The card is ours from `connect` to `PcscTransport.close`: one transaction keeps other programs away in between, so
that none of them can use a PIN that the user typed for us, and the card loses power at the end for the same reason.
No command is ever sent twice.
"""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Lock, Thread
from time import sleep
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from apdu.errors import CardRemovedError, CardUnresponsiveError
from menkyo.pcsc.codes import Disposition, ResultCode
from menkyo.pcsc.errors import PcscError, SharingViolationError, error_for
from menkyo.pcsc.keep_awake import TOUCH_SECONDS, KeepAwake
from menkyo.pcsc.service import PyscardService, check, look_at

if TYPE_CHECKING:
    from apdu.errors import TransportError
    from menkyo.pcsc.readers import Reader
    from menkyo.pcsc.service import Service

__all__ = ["PcscTransport", "connect"]

PATIENCE: Final = 5.0
"""Seconds to wait for another program's transaction; pcsc-lite and Windows themselves would wait for ever."""

_BEGINS: Final = 3
"""How often to begin a transaction on a card that other programs keep resetting or putting to sleep."""

_CONNECTS: Final = 5
"""How often to connect to a card that the service is just putting to sleep; nothing was sent to it yet."""

WAKE_SECONDS: Final = 0.1
"""Seconds between these."""

_SETTLE_MS: Final = 1000
"""Milliseconds in which the service notices that a card left; pcsc-lite looks about twice a second."""


def connect(
    reader: Reader | str,
    *,
    service: Service | None = None,
    patience: float = PATIENCE,
    touch_seconds: float | None = TOUCH_SECONDS,
) -> PcscTransport:
    """Connect to the card on the reader and keep other programs away from it until `PcscTransport.close`.

    ``touch_seconds`` is how often an idle card is touched (`menkyo.pcsc.keep_awake`).

    Raises `menkyo.pcsc.errors.NoCardError` without a card, `menkyo.pcsc.errors.SharingViolationError` when another
    program does not let the card go within ``patience`` seconds, and the others of `menkyo.pcsc.errors`.
    """
    name = reader if isinstance(reader, str) else reader.name
    link = _open_within(patience, PyscardService() if service is None else service, name)
    return PcscTransport(link, touch_seconds=touch_seconds)


class Link(NamedTuple):
    """An open connection to a card, in a transaction."""

    service: Service
    context: int
    handle: int
    protocol: int
    reader: str
    atr: bytes

    def touch(self) -> int:
        """Call the card without a command; returns the code."""
        return self.service.status(self.handle)

    def drop(self) -> None:
        """Take the card's power and let it go; failures change nothing any more."""
        # Ending the transaction takes the power too, so that there is no moment in which another program finds the
        # card free and our PIN still verified.
        if self.service.end_transaction(self.handle, Disposition.UNPOWER) == ResultCode.SUCCESS:
            # To take it once more would take it from the next program, which may have begun by now.
            self.service.disconnect(self.handle, Disposition.LEAVE)
        elif self.service.disconnect(self.handle, Disposition.UNPOWER) != ResultCode.SUCCESS:
            self.service.disconnect(self.handle, Disposition.RESET)
        self.service.release_context(self.context)


class PcscTransport:
    """A card on a PC/SC reader; a context manager that closes itself."""

    def __init__(self, link: Link, *, touch_seconds: float | None = None) -> None:
        self._link: Link | None = link
        self._name = link.reader
        self._atr = link.atr
        self._lock = Lock()
        self._keep_awake = None if touch_seconds is None else KeepAwake(link.touch, touch_seconds, self._lock)

    @property
    def name(self) -> str:
        """The reader's name."""
        return self._name

    @property
    def atr(self) -> bytes:
        """The card's answer to reset; empty when the service does not tell."""
        return self._atr

    def transmit(self, command: bytes, /) -> bytes:
        """Send one command and return data and status word.

        Raises `apdu.errors.CardRemovedError`, `apdu.errors.CardUnresponsiveError` or a
        `menkyo.pcsc.errors.PcscError`; the card may have carried out the command nevertheless.
        """
        link = self._link
        if link is None:
            raise PcscError("The connection to the card is closed.")
        with self._lock:
            code, answer = link.service.transmit(link.handle, link.protocol, command)
        if code == ResultCode.SUCCESS and answer:
            return answer
        error: TransportError
        if code == ResultCode.SUCCESS:
            # Some drivers call it a success when the card leaves in the middle of a command.
            error = CardUnresponsiveError("The card gave no answer.")
        else:
            error = error_for(code, link.service.message(code), link.reader)
        if isinstance(error, CardUnresponsiveError):
            raise _explain(link, error) from error.__cause__
        raise error

    def close(self) -> None:
        """Take the card's power and let it go; never fails, and a second call does nothing."""
        link, self._link = self._link, None
        if self._keep_awake is not None:
            self._keep_awake.end()
        if link is not None:
            link.drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"PcscTransport({self._name!r})"


class _Opening:
    """A link that one thread opens and another waits for, but not for ever."""

    # The standard library's futures do the same, and take longer to import than a card to read.

    def __init__(self, service: Service, reader: str) -> None:
        self.ended = Event()
        self._service = service
        self._reader = reader
        self._lock = Lock()
        self._is_awaited = True
        self._link: Link | None = None
        self._error: Exception | None = None

    def run(self) -> None:
        """Open the link, and drop it at once when nobody waits for it any more."""
        link: Link | None = None
        error: Exception | None = None
        try:
            link = _open(self._service, self._reader)
        except Exception as caught:  # noqa: BLE001 - it goes to the thread that waits, whatever it is
            error = caught
        with self._lock:
            is_awaited = self._is_awaited
            self._link, self._error = link, error
        self.ended.set()
        if not is_awaited and link is not None:
            link.drop()

    def take(self) -> Link:
        """End the wait and take the link; raises what went wrong, or `SharingViolationError` when there is none yet."""
        with self._lock:
            self._is_awaited = False
            link, error = self._link, self._error
        if error is not None:
            raise error
        if link is None:
            raise SharingViolationError
        return link

    def give_up(self) -> None:
        """End the wait without the link."""
        with suppress(Exception):
            self.take().drop()


def _open_within(patience: float, service: Service, reader: str) -> Link:
    """Open a link in a thread of its own, which can be left behind; whatever comes too late is dropped there."""
    opening = _Opening(service, reader)
    Thread(target=opening.run, name="menkyo-pcsc-connect", daemon=True).start()
    try:
        opening.ended.wait(patience)
    except KeyboardInterrupt:
        opening.give_up()
        raise
    return opening.take()


def _open(service: Service, reader: str) -> Link:
    code, context = service.establish_context()
    check(service, code)
    try:
        code, handle, protocol = service.connect(context, reader)
        for _ in range(_CONNECTS - 1):
            if code != ResultCode.UNPOWERED_CARD:
                break
            sleep(WAKE_SECONDS)
            code, handle, protocol = service.connect(context, reader)
        check(service, code, reader)
        try:
            protocol = _begin(service, handle, protocol, reader)
            atr = look_at(service, context, reader).atr
        except BaseException:
            service.disconnect(handle, Disposition.RESET)
            raise
    except BaseException:
        service.release_context(context)
        raise
    return Link(service, context, handle, protocol, reader, atr)


def _begin(service: Service, handle: int, protocol: int, reader: str) -> int:
    """Begin the transaction, and acknowledge resets by others until it holds; returns the protocol in force."""
    code = service.begin_transaction(handle)
    for _ in range(_BEGINS - 1):
        if code not in {ResultCode.RESET_CARD, ResultCode.UNPOWERED_CARD}:
            break
        code, protocol = service.reconnect(handle)
        check(service, code, reader)
        code = service.begin_transaction(handle)
    check(service, code, reader)
    return protocol


def _explain(link: Link, error: CardUnresponsiveError) -> TransportError:
    """What the failure of a command was: a card that leaves in the middle of one often looks like a broken link."""
    try:
        look = look_at(link.service, link.context, link.reader)
        if look.state.card_present:
            look = look_at(link.service, link.context, link.reader, look, _SETTLE_MS)
    except PcscError as worse:
        return worse
    return error if look.state.card_present else CardRemovedError("The card was taken off the reader.")
