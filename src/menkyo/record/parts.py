"""What each byte of a file is: the parts that may tell of a person, by kind, and those that nobody knows.

Tags, lengths, fill, flags, codes, absent days and versions are no parts: they are the structure of a file. Whatever is
a part stands with its place, so that it can be replaced by something of the same length.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum, auto
from functools import partial
from typing import Final, NamedTuple

from apdu.errors import TlvError
from apdu.tlv import is_fill, parse_ber, parse_license
from menkyo.record.dates import decode_era_date
from menkyo.record.ic_layout import IC_LAYOUTS, RESERVED_FILE
from menkyo.record.layout import (
    LICENSE_FILE,
    LICENSE_LAYOUT,
    PIN_SETTING_FILE,
    PIN_SETTING_LAYOUT,
    SIGNATURE_FILE,
    SIGNATURE_LAYOUT,
    Coding,
    FieldLayout,
    tag_hex,
)

__all__ = ["Part", "PartKind", "parts_of"]


class PartKind(Enum):
    """What a part is, and so what may stand in its place."""

    TEXT = auto()
    COMMISSION = auto()
    COLOR = auto()
    DAY = auto()
    WIDE_DAY = auto()
    WESTERN_DAY = auto()
    PACKED_DAY = auto()
    TIME = auto()
    NUMBER = auto()
    LATIN = auto()
    SEX = auto()
    UNICODE = auto()
    BINARY = auto()
    INTEGER = auto()
    GLYPH = auto()
    PHOTO = auto()
    PNG = auto()
    BROKEN = auto()
    """Bytes of which nobody can tell what they are, where the file ends too early or is no list of objects."""

    UNKNOWN = auto()
    """An object that is in no table, or whose meaning is not published."""


class Part(NamedTuple):
    """Some bytes of a file: from ``start`` to ``end``, in the object with ``tag`` in upper-case hex."""

    start: int
    end: int
    kind: PartKind
    tag: str


class _Item(NamedTuple):
    tag: int
    start: int
    end: int


_LAYOUTS: Final[Mapping[str, tuple[FieldLayout, ...]]] = {
    **IC_LAYOUTS,
    PIN_SETTING_FILE: PIN_SETTING_LAYOUT,
    LICENSE_FILE: LICENSE_LAYOUT,
    SIGNATURE_FILE: SIGNATURE_LAYOUT,
    RESERVED_FILE: (),
}
_JPEG_2000: Final = (b"\x00\x00\x00\x0cjP  ", b"\xff\x4f\xff\x51")
_LONG: Final = 0x82
_PHOTO_TAG: Final = b"\x5f\x40"
_LAST_NUMBER: Final = 0x0D

_EDITION: Final = 1
_DATE_END: Final = 15
_COMMISSION_SIZE: Final = 10
_VERSION_SIZE: Final = 3
_PACKED_SIZE: Final = 4
_ISSUER_TAG: Final = 0x45

_KEPT_FIELDS: Final = frozenset({"character_set_year", "common.pre_issue"})
_KINDS: Final[Mapping[str, PartKind]] = {
    "color": PartKind.COLOR,
    "license.color": PartKind.COLOR,
    "commission": PartKind.COMMISSION,
    "number": PartKind.NUMBER,
    "history.number": PartKind.NUMBER,
    "license.number": PartKind.NUMBER,
    "glyphs": PartKind.GLYPH,
    "license.glyphs": PartKind.GLYPH,
}
_BY_CODING: Final[Mapping[Coding, PartKind]] = {
    Coding.TEXT: PartKind.TEXT,
    Coding.LATIN: PartKind.LATIN,
    Coding.BINARY: PartKind.BINARY,
    Coding.PHOTO: PartKind.PHOTO,
    Coding.RESERVED: PartKind.UNKNOWN,
}
_DAY_SIZE: Final = 7

# My Number card spec, sections 5.2 and 6.2.
_ATTRIBUTES: Final = {
    0xDF22: PartKind.UNICODE,
    0xDF23: PartKind.UNICODE,
    0xDF24: PartKind.WESTERN_DAY,
    0xDF25: PartKind.SEX,
}
_FACE: Final = {
    0xDF22: PartKind.WESTERN_DAY,
    0xDF23: PartKind.SEX,
    0xDF24: PartKind.BINARY,
    0xDF25: PartKind.PNG,
    0xDF26: PartKind.PNG,
    0xDF27: PartKind.PHOTO,
    0xDF28: PartKind.BINARY,
    0xDF29: PartKind.WESTERN_DAY,
    0xDF2A: PartKind.PNG,
}
_OFFSETS: Final = 0xDF21

_CARD_RECORD_HEADER: Final = 2
_CARD_RECORD_EXPIRY: Final = 22
_CARD_RECORD_SIZE: Final = 30
_TOKEN_SERIAL: Final = slice(80, 96)

_DER_KEPT: Final = frozenset({0x01, 0x05, 0x06})
_DER: Final[Mapping[int, PartKind]] = {
    0x02: PartKind.INTEGER,
    0x0C: PartKind.UNICODE,
    0x13: PartKind.LATIN,
    0x16: PartKind.LATIN,
    0x17: PartKind.TIME,
    0x18: PartKind.TIME,
}
_DER_STRINGS: Final = frozenset({0x03, 0x04})
_SEQUENCE: Final = 0x30
_SMALL: Final = 4  # a version, an exponent, the bits of a key's usage
_DEEPEST: Final = 16
_LONGEST_HEADER: Final = 5


def parts_of(file: str, data: bytes) -> tuple[Part, ...]:
    """The parts of a file by its name, such as "WEF02" or "text/EF0002"; of an unknown file all is one part."""
    layout = _LAYOUTS.get(file)
    if layout is not None:
        return tuple(_license_parts({row.tag: row for row in layout}, data))
    split = _OTHERS.get(file)
    return (Part(0, len(data), PartKind.BROKEN, ""),) if split is None else tuple(split(data))


def _license_parts(layout: Mapping[int, FieldLayout], data: bytes) -> Iterator[Part]:
    parsed = parse_license(data)
    end = len(data) - len(parsed.rest)
    ends = [item.offset for item in parsed.objects[1:]] + [end]
    for item, item_end in zip(parsed.objects, ends, strict=False):
        row = layout.get(item.tag)
        found = _Item(item.tag, item_end - len(item.value), item_end)
        if not item.value:
            continue
        if row is None:
            yield Part(found.start, found.end, PartKind.UNKNOWN, tag_hex(item.tag))
        elif row.coding is Coding.RESERVED and _is_day(item.value):
            # What is reserved has the size of a date, for categories to come.
            yield Part(found.start, found.end, PartKind.DAY, row.tag_hex)
        elif row.coding is Coding.CHANGE:
            yield from _change_parts(found)
        elif row.tag == _ISSUER_TAG:
            yield from _issuer_parts(found)
        elif (kind := _kind(row)) is not None:
            yield Part(found.start, found.end, kind, tag_hex(item.tag))
    if parsed.rest and not is_fill(parsed.rest):
        yield Part(end + _header(parsed.rest) if parsed.error else end, len(data), PartKind.BROKEN, "")


def _is_day(value: bytes) -> bool:
    try:
        return decode_era_date(value) is not None
    except ValueError:
        return False


def _kind(row: FieldLayout) -> PartKind | None:
    """What the value of an object is; `None` for what tells of nobody."""
    if row.field in _KEPT_FIELDS:
        return None
    if row.coding is Coding.LATIN and row.size == _DAY_SIZE:
        return PartKind.DAY
    return _KINDS.get(row.field, _BY_CODING.get(row.coding)) if row.coding is not Coding.CODE else None


def _change_parts(item: _Item) -> Iterator[Part]:
    """A change record: edition, date, text and commission; one that is too short is broken."""
    tag = tag_hex(item.tag)
    date_end, commission = item.start + _DATE_END, item.end - _COMMISSION_SIZE
    if commission < date_end:
        yield Part(item.start, item.end, PartKind.BROKEN, tag)
        return
    yield Part(item.start + _EDITION, date_end, PartKind.WIDE_DAY, tag)
    if commission > date_end:
        yield Part(date_end, commission, PartKind.TEXT, tag)
    yield Part(commission, item.end, PartKind.COMMISSION, tag)


def _issuer_parts(item: _Item) -> Iterator[Part]:
    """カード発行者データ: a version, then days of four bytes."""
    for start in range(item.start + _VERSION_SIZE, item.end, _PACKED_SIZE):
        yield Part(start, min(start + _PACKED_SIZE, item.end), PartKind.PACKED_DAY, tag_hex(item.tag))


def _header(rest: bytes) -> int:
    """How much of an object that is not all there is tag and length, and the mark by which a photo is known."""
    is_long_tag = rest.startswith(_PHOTO_TAG) or (rest[1:2] <= bytes((_LAST_NUMBER,)) and rest[2:3] == bytes((_LONG,)))
    width = 1 + (is_long_tag or rest[0] == 1)
    length = width + {0x81: 2, _LONG: 3}.get(int.from_bytes(rest[width : width + 1], "big"), 1)
    mark = next((len(mark) for mark in _JPEG_2000 if rest[length:].startswith(mark)), 0)
    return min(length + mark, len(rest))


def _ber_items(data: bytes, start: int, end: int) -> list[_Item]:
    """The objects of a list of BER-TLV with the places of their values; raises `TlvError`."""
    items: list[_Item] = []
    for item in parse_ber(data[start:end]):
        at = start + item.offset + max((item.tag.bit_length() + 7) // 8, 1)
        at += 1 if data[at] < _FIRST_LONG else data[at] - _FIRST_LONG + 1
        items.append(_Item(item.tag, at, at + len(item.value)))
    return items


_FIRST_LONG: Final = 0x80


def _face_parts(kinds: Mapping[int, PartKind], data: bytes) -> Iterator[Part]:
    """The objects in the objects of a file."""
    try:
        for outer in _ber_items(data, 0, len(data)):
            for item in _ber_items(data, outer.start, outer.end):
                kind = kinds.get(item.tag, PartKind.UNKNOWN)
                if item.tag != _OFFSETS and item.end > item.start:
                    yield Part(item.start, item.end, kind, tag_hex(item.tag))
    except TlvError:
        yield Part(min(_LONGEST_HEADER, len(data)), len(data), PartKind.BROKEN, "")


def _certificate_parts(data: bytes) -> Iterator[Part]:
    try:
        items = _ber_items(data, 0, len(data))
        yield from [part for item in items for part in _der_parts(data, item, 0)]
    except TlvError:
        yield Part(min(_LONGEST_HEADER, len(data)), len(data), PartKind.BROKEN, "")


def _der_parts(data: bytes, item: _Item, depth: int) -> Iterator[Part]:
    """The values of a certificate, but for identifiers and small numbers."""
    if depth > _DEEPEST:
        raise TlvError("The objects are nested too deep", item.start)
    if item.tag in _DER_KEPT:
        return
    if item.tag & 0x20:
        for child in _ber_items(data, item.start, item.end):
            yield from _der_parts(data, child, depth + 1)
        return
    inner = item.start + (item.tag == min(_DER_STRINGS))  # a string of bits begins with a number of unused ones
    if item.tag in _DER_STRINGS and (inside := _sequence(data, inner, item.end)):
        yield from _der_parts(data, inside, depth + 1)
    elif item.end - item.start > _SMALL:
        kind = _DER.get(item.tag) or (PartKind.LATIN if data[item.start : item.end].isascii() else PartKind.BINARY)
        yield Part(inner, item.end, kind, tag_hex(item.tag))


def _sequence(data: bytes, start: int, end: int) -> _Item | None:
    """The sequence that some bytes are, to their end."""
    try:
        items = _ber_items(data, start, end)
    except TlvError:
        return None
    return items[0] if len(items) == 1 and items[0].tag == _SEQUENCE and items[0].end == end else None


def _record_parts(data: bytes) -> Iterator[Part]:
    """The card record: serial and municipality, then the expiry (My Number card spec, section 7.1)."""
    if len(data) != _CARD_RECORD_SIZE:
        yield Part(0, len(data), PartKind.BROKEN, "")
        return
    yield Part(_CARD_RECORD_HEADER, _CARD_RECORD_EXPIRY, PartKind.LATIN, "")
    yield Part(_CARD_RECORD_EXPIRY, _CARD_RECORD_SIZE, PartKind.WESTERN_DAY, "")


def _token_parts(data: bytes) -> Iterator[Part]:
    """The token information: its serial number says which card it is (My Number card spec, section 4.2)."""
    start, end = (min(place, len(data)) for place in (_TOKEN_SERIAL.start, _TOKEN_SERIAL.stop))
    for part in (
        Part(0, start, PartKind.UNKNOWN, ""),
        Part(start, end, PartKind.LATIN, ""),
        Part(end, len(data), PartKind.UNKNOWN, ""),
    ):
        if part.end > part.start:
            yield part


def _unknown_parts(data: bytes) -> Iterator[Part]:
    yield Part(0, len(data), PartKind.UNKNOWN, "")


_OTHERS: Final[Mapping[str, Callable[[bytes], Iterator[Part]]]] = {
    "text/EF0002": partial(_face_parts, _ATTRIBUTES),
    "surface/EF0002": partial(_face_parts, _FACE),
    "user-authentication-certificate": _certificate_parts,
    "card-record": _record_parts,
    "token-information": _token_parts,
    "certificates-present": _unknown_parts,
}
