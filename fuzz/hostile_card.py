"""A card that answers what the input of a fuzzer tells it to, and an honest one's answers where that says so."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Final

from apdu.errors import CardRemovedError, CardUnresponsiveError
from menkyo.virtual import CardImage, LicenseFiles, VirtualCard, load_image

__all__ = ["MOST_COMMANDS", "HostileCard", "TooManyCommandsError"]

MOST_COMMANDS: Final = 5_000
"""No reading of any card may send more; an honest one takes 14 to 80."""

IMAGES: Final = ("specimen", "ic-license", "no-pin", "ic-no-pin", "no-extended-length", "phone")
"""The honest cards that are played between the lies."""

_STATUSES: Final = bytes.fromhex(
    "9000 6982 6A82 6283 63C0 63C1 63CA 6C00 6C05 6100 61FF 6984 6983 6700 6F00 6282 6300 6B00 6981 6986 6D00 0000"
)
_MUTE: Final = 0xFE
_PULLED: Final = 0xFF


class TooManyCommandsError(Exception):
    """A card kept a reading busy for longer than it may."""


@cache
def _image(name: str) -> CardImage:
    """A card image whose signature is made once, and not once for each card."""
    image = load_image(name)
    signature = None if image.ic_license else LicenseFiles(image).wef03
    return image if signature is None else replace(image, raw=(*image.raw, ("WEF03", signature)))


class HostileCard:
    """A transport whose every answer comes out of ``data``.

    An even first byte makes all of it answers: two bytes of length, then the answer. An odd one chooses an honest card,
    and each command takes one byte of instruction: pass it on, or answer a status, data, or a changed honest answer.
    """

    name = "Hostile card"
    atr = b"\x3b\x80\x80\x01\x01"

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self.commands = 0
        first = self._byte()
        self._honest = VirtualCard(_image(IMAGES[first // 2 % len(IMAGES)])) if first % 2 else None

    def _byte(self) -> int:
        return self._take(1)[0] if self._at < len(self._data) else 0

    def _take(self, count: int) -> bytes:
        part = self._data[self._at : self._at + count]
        self._at += count
        return part

    def transmit(self, command: bytes, /) -> bytes:
        """Answer a command; raises `TooManyCommandsError` when there have been too many."""
        self.commands += 1
        if self.commands > MOST_COMMANDS:
            raise TooManyCommandsError
        if self._honest is None:
            return self._take(int.from_bytes(self._take(2), "big") % 0x2000)
        return self._answer(command, self._honest, self._byte())

    def _answer(self, command: bytes, honest: VirtualCard, instruction: int) -> bytes:
        match instruction:
            case 0xFF:
                raise CardRemovedError("The card was pulled")
            case 0xFE:
                raise CardUnresponsiveError("The card is mute")
            case _ if instruction < 0x80:
                return honest.transmit(command)
            case _ if instruction < 0xA0:
                at = 2 * (instruction - 0x80) % len(_STATUSES)
                return _STATUSES[at : at + 2]
            case _ if instruction < 0xC0:
                return self._take(self._byte()) + b"\x90\x00"
            case _ if instruction < 0xD0:
                return self._take(self._byte())
            case _:
                return self._changed(honest.transmit(command), instruction)

    def _changed(self, answer: bytes, instruction: int) -> bytes:
        """An honest answer with bytes put in place of others, or cut."""
        at = int.from_bytes(self._take(2), "big") % (len(answer) + 1)
        if instruction < 0xD8:
            return answer[:at]
        part = self._take(self._byte() % 16)
        return answer[:at] + part + answer[at + (len(part) if instruction < 0xEC else 0) :]

    def close(self) -> None:
        """Nothing is held."""
