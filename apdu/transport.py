"""A transport is one function: command bytes in, response bytes out.

Promised: ``transmit`` sends the bytes as they are and returns the bytes as they came.
Not promised: thread safety, a well-formed answer, a bound on the time of an exchange, or that the card keeps its
security state between two exchanges when another program shares it. Who needs one of these adds it.
"""

from __future__ import annotations

from typing import Protocol

__all__ = ["Transport"]


class Transport(Protocol):
    """A way to one card."""

    @property
    def name(self) -> str:
        """The reader's name, as a person sees it."""
        ...

    @property
    def atr(self) -> bytes:
        """The answer to reset; empty when there is none."""
        ...

    def transmit(self, command: bytes, /) -> bytes:
        """Send one command and return the answer; raises `apdu.errors.TransportError`."""
        ...

    def close(self) -> None:
        """Let the card go; a second call does nothing."""
        ...
