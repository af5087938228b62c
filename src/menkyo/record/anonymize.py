"""The files of a card with invented values in place of the recorded ones, of the same structure byte for byte."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Final, NamedTuple

from menkyo.record.invented_picture import blank_jpeg_2000, blank_png
from menkyo.record.invention import OTHER, Invention
from menkyo.record.leftovers import Search
from menkyo.record.parts import Part, PartKind, parts_of

__all__ = ["KeptObject", "anonymize_files"]

# 優良 and その他: what the length of a color tells, and no more.
_COLORS: Final = {4: bytes.fromhex("4D254E49"), 6: bytes.fromhex("243D244E423E")}
_KNOWN_COLORS: Final = frozenset({*_COLORS.values(), bytes.fromhex("3F37352C")})


class KeptObject(NamedTuple):
    """An object that nobody knows and that therefore stays as it is: ``tag`` is empty for a whole file."""

    file: str
    tag: str
    length: int


def anonymize_files(
    files: Sequence[tuple[str, bytes]], random: Random, search: Search
) -> tuple[tuple[bytes, ...], tuple[KeptObject, ...]]:
    """Invent every value of a card's files; objects that nobody knows stay, unless ``search`` finds a value in them.

    The files are given by name and content, and come back in that order, each as long as it was; one of an unknown name
    comes back without its content.
    """
    invention = Invention(random)
    kept: list[KeptObject] = []
    made: list[bytes] = []
    for file, data in files:
        content = bytearray(data)
        for part in parts_of(file, data):
            raw = data[part.start : part.end]
            if part.kind is PartKind.UNKNOWN and not search.finds(raw):
                kept.append(KeptObject(file, part.tag, len(raw)))
                continue
            content[part.start : part.end] = _invent(invention, part, raw)
        made.append(bytes(content))
    return tuple(made), tuple(kept)


def _invent(invention: Invention, part: Part, raw: bytes) -> bytes:
    """The bytes that take the place of a part, as many as it has."""
    makers: Mapping[PartKind, Callable[[bytes], bytes]] = {
        PartKind.TEXT: invention.text,
        PartKind.COMMISSION: invention.commission,
        PartKind.COLOR: lambda color: _COLORS[len(color)] if color in _KNOWN_COLORS else invention.text(color),
        PartKind.DAY: invention.day,
        PartKind.WIDE_DAY: invention.wide_day,
        PartKind.WESTERN_DAY: invention.western_day,
        PartKind.PACKED_DAY: invention.packed_day,
        PartKind.TIME: invention.time,
        PartKind.NUMBER: invention.number,
        PartKind.LATIN: invention.latin,
        PartKind.SEX: invention.sex,
        PartKind.UNICODE: invention.unicode,
        PartKind.BINARY: invention.binary,
        PartKind.INTEGER: invention.integer,
        PartKind.GLYPH: invention.glyph,
        PartKind.PHOTO: blank_jpeg_2000,
        PartKind.PNG: blank_png,
    }
    make = makers.get(part.kind)
    return bytes([OTHER]) * len(raw) if make is None else make(raw)
