"""The virtual card as a transport, next to PC/SC readers and replayed transcripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apdu.errors import CardRemovedError
from menkyo.virtual.card import VirtualCard
from menkyo.virtual.image import CardImage
from menkyo.virtual.loading import load_image

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["VirtualTransport", "open_virtual"]


class VirtualTransport:
    """One connection to a virtual card, which outlives it: its try counters stay as they are."""

    def __init__(self, card: VirtualCard) -> None:
        self.card = card
        self._open = True

    @property
    def name(self) -> str:
        """The reader's name, as a person sees it."""
        return f"Virtual: {self.card.image.name}"

    @property
    def atr(self) -> bytes:
        """The answer to reset."""
        return self.card.atr

    def transmit(self, command: bytes, /) -> bytes:
        """Send one command and return the answer; raises `CardRemovedError` after `close`."""
        if not self._open:
            raise CardRemovedError("The virtual card was put away")
        return self.card.transmit(command)

    def close(self) -> None:
        """Take the card out of the field; a second call does nothing."""
        if self._open:
            self._open = False
            self.card.power_off()


def open_virtual(card: str | PathLike[str] | CardImage | VirtualCard = "specimen") -> VirtualTransport:
    """Connect to a virtual card: a built-in image's name, an image file, an image, or a card that exists already.

    Raises `menkyo.virtual.ImageError` for an image that cannot be loaded.
    """
    if isinstance(card, VirtualCard):
        card.power_on()
        return VirtualTransport(card)
    return VirtualTransport(VirtualCard(card if isinstance(card, CardImage) else load_image(card)))
