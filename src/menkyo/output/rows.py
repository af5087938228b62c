"""One line of what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

__all__ = ["Row", "Tone"]


class Tone(Enum):
    """How loud a line is; it says nothing that its words do not say."""

    PLAIN = auto()
    STRONG = auto()
    QUIET = auto()
    WARNING = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its text, fit for a terminal; `name` tells rows with one label apart."""

    label: str
    text: str
    tone: Tone = Tone.PLAIN
    name: str = ""
