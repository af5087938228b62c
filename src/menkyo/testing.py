"""Virtual cards for the tests of other programs: in the process, or on a reader of the PC/SC service.

::

    from menkyo.testing import CardForTests

    with CardForTests("ic-license") as card:
        answer = card.transmit(bytes.fromhex("00A4 0000"))

With pytest the fixture ``menkyo_card`` is one; see `menkyo.pytest_plugin`.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, Self

from apdu.errors import CardRemovedError
from menkyo.virtual import AccessLog, CardImage, ServeError, VirtualCard, load_image

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike
    from types import TracebackType

    from menkyo.pcsc import Reader
    from menkyo.virtual import ServeEvent

__all__ = ["CardForTests"]

_READER: Final = "Virtual PCD"
"""How the virtual reader's names begin, one for each slot."""

_IC_PINS: Final = {"pin1": 0x0001, "pin2": 0x0002}


class CardForTests:
    """A virtual card of one's own, and a transport to it; `serve` puts it on a reader that every program sees.

    ``card`` is a built-in image's name, an image file, an image, or a card that exists already. Try counters live as
    long as the object. Raises `menkyo.virtual.ImageError` for an image that cannot be loaded.
    """

    def __init__(self, card: str | PathLike[str] | CardImage | VirtualCard = "specimen") -> None:
        if not isinstance(card, VirtualCard):
            card = VirtualCard(card if isinstance(card, CardImage) else load_image(card))
        self.card = card
        self._served: _Served | None = None

    def __repr__(self) -> str:
        return f"CardForTests({self.image.name!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.withdraw()
        self.close()

    @property
    def image(self) -> CardImage:
        """What the card holds."""
        return self.card.image

    @property
    def access_log(self) -> AccessLog:
        """Which files were selected, read, asked and verified, in order; no data and no PIN."""
        return self.card.log

    @property
    def tries(self) -> Mapping[str, int]:
        """The tries left by the secret's name.

        ``license`` and the names of the table ``[keys]`` of a card image; ``pin1`` and ``pin2`` on an IC license.
        """
        if self.image.ic_license is not None:
            return {name: self.card.tries_left("MF", key) for name, key in _IC_PINS.items()}
        from menkyo.virtual.my_number import KEYS  # noqa: PLC0415 - not every card has them

        places = {"license": ("license", 0x0006)} | {rule.name: (rule.application, rule.identifier) for rule in KEYS}
        left: dict[str, int] = {}
        for name, place in places.items():
            try:
                left[name] = self.card.tries_left(*place)
            except KeyError:  # the image leaves the secret out
                continue
        return left

    @property
    def name(self) -> str:
        """The reader's name, as a person sees it."""
        return f"Virtual: {self.image.name}"

    @property
    def atr(self) -> bytes:
        """The answer to reset."""
        return self.card.atr

    def transmit(self, command: bytes, /) -> bytes:
        """Send one command and return the answer; raises `apdu.errors.CardRemovedError` while the card is served."""
        if self._served is not None:
            raise CardRemovedError("The card lies on a reader of the PC/SC service")
        if not self.card.powered:
            self.card.power_on()
        return self.card.transmit(command)

    def close(self) -> None:
        """Take power away, as a reader does between two programs; the next command powers the card again."""
        if self._served is None:
            self.card.power_off()

    def serve(self, slot: int = 0, *, seconds: float = 20.0) -> str:
        """Put the card on a slot (0 or 1) of the virtual reader, and return the reader's name once it is seen there.

        It lies there until `withdraw`, or the end of the ``with`` block or of the test. Waits up to ``seconds`` until
        another card has left the slot. Needs pcscd and vsmartcard-vpcd. Raises `menkyo.virtual.ServeError` when there
        is no virtual reader, or another card stays on the slot, and the errors of `menkyo.pcsc`.
        """
        self.withdraw()
        reader = _reader(slot)
        if reader.card_present:
            _wait_for_a_free_slot(reader, slot, seconds)
        self._served = _Served(self.card, reader, slot, seconds)
        try:
            return self._served.wait()
        except BaseException:
            self.withdraw()
            raise

    def withdraw(self) -> None:
        """Take the card off the reader, and wait until the PC/SC service has noticed; nothing if it is not there."""
        served, self._served = self._served, None
        if served is not None:
            served.end()


def _reader(slot: int) -> Reader:
    """The reader that is a slot of the virtual one."""
    from menkyo.pcsc import list_readers  # noqa: PLC0415 - a card in the process needs no PC/SC

    readers = sorted(
        (reader for reader in list_readers() if reader.name.startswith(_READER)), key=lambda each: each.name
    )
    if not 0 <= slot < len(readers):
        raise ServeError(f"The PC/SC service has no virtual reader with a slot {slot}")
    return readers[slot]


def _wait_for_a_free_slot(reader: Reader, slot: int, seconds: float) -> None:
    from menkyo.pcsc import wait_for_removal  # noqa: PLC0415 - as above

    if not wait_for_removal(reader, seconds):
        raise ServeError(f"Another card lies on slot {slot} of the virtual reader")


class _Served:
    """A card on a reader, served by a thread until `end`."""

    def __init__(self, card: VirtualCard, reader: Reader, slot: int, seconds: float) -> None:
        from menkyo.virtual import DEFAULT_PORT  # noqa: PLC0415 - a card in the process needs no socket

        self._card = card
        self._reader = reader
        self._port = DEFAULT_PORT + slot
        self._seconds = seconds
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._error: ServeError | None = None
        # A daemon: a test run that is cut off does not wait for it.
        self._thread = threading.Thread(target=self._serve, name=f"virtual card in slot {slot}", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        from menkyo.virtual import serve  # noqa: PLC0415 - as above

        try:
            serve(self._card, port=self._port, on_event=self._note, stop=self._stop, wait=self._seconds)
        except ServeError as error:
            self._error = error
        finally:
            self._ready.set()

    def _note(self, event: ServeEvent) -> None:
        if event.kind.value == "connected":
            self._ready.set()

    def wait(self) -> str:
        """The reader's name, once the service sees the card."""
        from menkyo.pcsc import wait_for_card  # noqa: PLC0415 - as above

        # The thread gives up by itself when nobody listens.
        self._ready.wait()
        if self._error is not None:
            raise self._error
        return wait_for_card([self._reader], self._seconds).name

    def end(self) -> None:
        """Take the card away."""
        from menkyo.pcsc import PcscError, wait_for_removal  # noqa: PLC0415 - as above

        self._stop.set()
        self._thread.join()
        try:
            wait_for_removal(self._reader, self._seconds)
        except PcscError:
            # The service is gone, and the card with it.
            return
