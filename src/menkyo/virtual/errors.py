"""What can go wrong with a virtual card before it answers its first command.

::

    VirtualError
    ├── ImageError    a card image that cannot be loaded, or holds something that no card can
    ├── FaultError    a fault is asked for that there is not
    └── ServeError    the virtual reader cannot be reached

A message is one sentence. Faults of a card that answers are status words, never exceptions.
"""

from __future__ import annotations

__all__ = ["FaultError", "ImageError", "ServeError", "VirtualError"]


class VirtualError(Exception):
    """Base of every error of this package."""


class ImageError(VirtualError, ValueError):
    """A card image cannot be loaded: which file, which key, and what is wrong with it.

    ``file`` is ``None`` for an image that was built in a program, ``key`` when the whole file is meant.
    """

    def __init__(self, problem: str, *, file: str | None = None, key: str | None = None) -> None:
        where = [part for part in (file, key) if part]
        super().__init__(": ".join([*where, problem]))
        self.problem = problem
        self.file = file
        self.key = key


class FaultError(VirtualError, ValueError):
    """A fault is asked for that is not on the list, or in another form than ``NAME``, ``NAME@N`` or ``NAME=VALUE@N``.

    ``wanted`` is what was asked for, ``names`` are those on the list.
    """

    def __init__(self, wanted: str, names: tuple[str, ...]) -> None:
        super().__init__(f"No fault is written {wanted!r}; there are {', '.join(names)}")
        self.wanted = wanted
        self.names = names


class ServeError(VirtualError):
    """Nothing listens where the virtual reader should be."""
