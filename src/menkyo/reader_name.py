"""What a reader's name asks for: a reader of the PC/SC service, or what stands for a card without one."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

__all__ = ["ReaderKind", "ReaderName", "parse_reader_name"]


class ReaderKind(Enum):
    """Where the card comes from; the value is the word before the colon."""

    PCSC = ""
    VIRTUAL = "virtual"
    REPLAY = "replay"
    CAPTURE = "capture"


class ReaderName(NamedTuple):
    """A name in its two parts: of a PC/SC reader ``rest`` is the whole name, and empty where any will do."""

    kind: ReaderKind
    rest: str


def parse_reader_name(wanted: str | None) -> ReaderName:
    """The parts of what ``--reader`` takes: ``virtual``, ``virtual:IMAGE``, ``replay:FILE``, ``capture:FILE``.

    Everything else is the number of a PC/SC reader or a part of its name (contract, ``menkyo read``).
    """
    name = wanted or ""
    word, colon, rest = name.partition(":")
    if word == ReaderKind.VIRTUAL.value or (colon and word in {ReaderKind.REPLAY.value, ReaderKind.CAPTURE.value}):
        return ReaderName(ReaderKind(word), rest)
    return ReaderName(ReaderKind.PCSC, name)
