"""What can go wrong with a virtual card before it answers its first command.

::

    VirtualError
    ├── ImageError        a card image that cannot be loaded, or holds something that no card can
    ├── ChoiceError       a value for a new or edited card image that no card has room or form for
    ├── PictureError      a file that cannot be made the photo of a card
    ├── FileTakenError    a file is there already, and nobody said that it may be replaced
    ├── FaultError        a fault is asked for that there is not
    └── ServeError        the virtual reader cannot be reached

A message is one sentence. Faults of a card that answers are status words, never exceptions.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "ChoiceError",
    "ChoiceFault",
    "FaultError",
    "FileTakenError",
    "ImageError",
    "PictureError",
    "PictureFault",
    "ServeError",
    "VirtualError",
]


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


class ChoiceFault(Enum):
    """What is wrong with a value that somebody chose for a card; the value is its sentence."""

    DAY = "The last day lies outside of what a license can have"
    COLOR = "There is no such color"
    CATEGORY = "There is no such category"
    CONDITION_EMPTY = "A condition is empty"
    CONDITION_TEXT = "A condition has a character that is not in JIS X 0208"
    CONDITION_LENGTH = "A condition has too many characters"
    CONDITION_COUNT = "There are too many conditions"
    PIN = "A PIN is four ASCII digits"
    PIN_COUNT = "There are more PINs than the card has"
    RAW = "The image gives the file byte for byte, so that the change would not show"
    KIND = "There is no such kind of card"


class ChoiceError(VirtualError, ValueError):
    """A value for a card image that no card has room or form for.

    ``value`` is what was chosen, empty for a PIN; ``most`` is how much there is room for, where that is the fault.
    """

    def __init__(self, fault: ChoiceFault, value: str = "", most: int | None = None) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.value = value
        self.most = most


class PictureFault(Enum):
    """Why a file cannot be made a photo; the value is its sentence."""

    NO_PICTURE = "The file is no picture of a known form"
    TOO_LARGE = "The picture has too many pixels"
    DAMAGED = "The picture is damaged, or of a form that cannot be converted"


class PictureError(VirtualError):
    """A file cannot be made the photo of a card."""

    def __init__(self, fault: PictureFault, path: Path) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.path = path


class FileTakenError(VirtualError):
    """A file is there already, and nobody said that it may be replaced."""

    def __init__(self, path: Path) -> None:
        super().__init__("The file is there already")
        self.path = path


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
