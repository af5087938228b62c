"""Things that go wrong between a card and a reader, as a transport around another one.

A fault is a function from the command's number (the first is 1), the command and the card to an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from apdu.errors import CardRemovedError

if TYPE_CHECKING:
    from apdu.transport import Transport

__all__ = ["Fault", "FaultyTransport", "answer_at", "endless_more_data", "pull_at", "random_answers"]

Fault = Callable[[int, bytes, Callable[[bytes], bytes]], bytes]


class FaultyTransport:
    """A transport with one fault."""

    def __init__(self, inner: Transport, fault: Fault) -> None:
        self._inner = inner
        self._fault = fault
        self.commands = 0
        """Commands that came so far, those that the card never saw included."""

    @property
    def name(self) -> str:
        """The name of the transport inside."""
        return self._inner.name

    @property
    def atr(self) -> bytes:
        """The answer to reset of the transport inside."""
        return self._inner.atr

    def transmit(self, command: bytes, /) -> bytes:
        """Send one command through the fault."""
        self.commands += 1
        return self._fault(self.commands, command, self._inner.transmit)

    def close(self) -> None:
        """Close the transport inside."""
        self._inner.close()


def pull_at(number: int, *, answered: bool = False) -> Fault:
    """The card is pulled at that command; with ``answered`` it still did what the command says."""

    def fault(current: int, command: bytes, card: Callable[[bytes], bytes]) -> bytes:
        if current < number:
            return card(command)
        if current == number and answered:
            card(command)
        raise CardRemovedError("The card was pulled")

    return fault


def answer_at(number: int, answer: bytes) -> Fault:
    """That command gets these bytes, such as none or a single one, and never reaches the card."""

    def fault(current: int, command: bytes, card: Callable[[bytes], bytes]) -> bytes:
        return answer if current == number else card(command)

    return fault


def endless_more_data(number: int, data: bytes = b"\x00") -> Fault:
    """From that command on every answer says that there is more: ``data`` and 61FF."""

    def fault(current: int, command: bytes, card: Callable[[bytes], bytes]) -> bytes:
        return data + b"\x61\xff" if current >= number else card(command)

    return fault


def random_answers(seed: int, *, longest: int = 300) -> Fault:
    """Every answer is noise, the same noise for the same seed."""
    from random import Random  # noqa: PLC0415  (it loads hashlib, and only tests come here)

    noise = Random(seed)  # noqa: S311  (noise for tests, no secret)

    def fault(current: int, command: bytes, card: Callable[[bytes], bytes]) -> bytes:  # noqa: ARG001  (noise hears nothing)
        return noise.randbytes(noise.randint(0, longest))

    return fault
