"""The TLV dialects of the cards: license, BER, and simple.

The license dialect (license card spec, section 2.1) looks like BER-TLV and is not: tags are one byte whatever their
bits say, the numbers 100 to 10D take two bytes, no tag is constructed, and a length is one byte up to 127 or
``82 hh ll``. BER-TLV (ISO/IEC 8825-1) is what the My Number applications use, simple TLV what their record files use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from apdu.errors import EncodingError, TlvError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "NUMBERED",
    "BerHeader",
    "BerObject",
    "LicenseTlv",
    "TlvObject",
    "encode_ber",
    "encode_license",
    "is_fill",
    "parse_ber",
    "parse_license",
    "parse_simple",
    "read_ber_header",
    "walk_ber",
]

# The two bytes of the numbers 100 to 10D are not verified on a card: 01 xx is likely (section 12, Q1).
DEFAULT_PREFIX: Final = 0x01
NUMBERED: Final = 0x100
"""What the numbers 0 to D are added to: tag 107 is 0x107 whatever its first byte on the card is."""

_LAST_NUMBER: Final = 0x0D
_PHOTO_NUMBER: Final = 0x07
_SIGNATURE_NUMBER: Final = 0x08
_LAST_CATEGORY_TAG: Final = 0xFA

FILL: Final = 0xFF
_RFU5_LENGTHS: Final = frozenset({0, 7})
_FIRST_TAG: Final = 0xC2
IC_PHOTO_TAG: Final = b"\x5f\x40"
_SIGNATURE_HEADER: Final = b"\x82\x01\x00"
_JPEG_2000: Final = (b"\x00\x00\x00\x0cjP  ", b"\xff\x4f\xff\x51")

ONE_BYTE_LENGTH: Final = 0x7F
_LENGTH_81: Final = 0x81
LENGTH_82: Final = 0x82
_LONGEST: Final = 0xFFFF

_CONSTRUCTED: Final = 0x20
_MORE_TAG_BYTES: Final = 0x1F
_CONTINUED: Final = 0x80
_MAX_TAG_LENGTH: Final = 4
_MAX_LENGTH_LENGTH: Final = 4


class TlvObject(NamedTuple):
    """One object: its tag, its value, and where its tag begins in the file."""

    tag: int
    value: bytes
    offset: int


class LicenseTlv(NamedTuple):
    """The objects of a license file, and where and why the walk ended.

    ``rest`` is what follows the last object (fill, or what could not be read); ``error`` says why it could not.
    """

    objects: tuple[TlvObject, ...]
    rest: bytes
    error: TlvError | None


def is_fill(data: bytes) -> bool:
    """Whether the bytes are fill: all FF or all 00 (no bytes at all are, too)."""
    return not data.strip(b"\xff") or not data.strip(b"\0")


def _fill_offset(data: bytes) -> int:
    """Where the fill at the end of the data begins."""
    return min(len(data.rstrip(b"\xff")), len(data.rstrip(b"\0")))


def parse_license(data: bytes, prefix: int | None = None) -> LicenseTlv:
    """Walk a license file as far as it can be read; never raises.

    Tags 100 to 10D come out as 0x100 to 0x10D whatever their two bytes on the card are. Without a ``prefix`` the likely
    01 is taken, and where that finds neither photo nor signature, the prefix that the data themselves show (section
    12, Q1). A photo ends the walk (Q2 d).
    """
    if prefix is not None:
        return _parse_with(data, prefix)
    parsed = _parse_with(data, DEFAULT_PREFIX)
    if any(item.tag in (NUMBERED + _PHOTO_NUMBER, NUMBERED + _SIGNATURE_NUMBER) for item in parsed.objects):
        return parsed
    shown = find_prefix(data)
    return parsed if shown is None else _parse_with(data, shown)


def _parse_with(data: bytes, prefix: int) -> LicenseTlv:
    objects: list[TlvObject] = []
    end = 0
    try:
        for item, item_end in walk_license(data, prefix):
            objects.append(item)
            end = item_end
    except TlvError as error:
        return LicenseTlv(tuple(objects), data[error.offset :], error)
    return LicenseTlv(tuple(objects), data[end:], None)


def walk_license(data: bytes, prefix: int) -> Iterator[tuple[TlvObject, int]]:
    """Yield each object and the offset after it; stops at fill and after the photo, raises `TlvError` otherwise."""
    size = len(data)
    offset = 0
    previous = 0
    while offset < size:
        tag = data[offset]
        if tag in (FILL, 0) and _is_fill_at(data, offset, previous, prefix):
            return
        value_offset = offset + 1
        if value_offset < size and _is_two_bytes(data, offset, previous, prefix):
            second = data[value_offset]
            tag = tag << 8 | second if data[offset : offset + 2] == IC_PHOTO_TAG else NUMBERED + second
            value_offset += 1
        if value_offset >= size:
            raise TlvError("An object ends before its length", offset)
        length = data[value_offset]
        value_offset += 1
        if length > ONE_BYTE_LENGTH:
            length, value_offset = _long_length(data, offset, value_offset - 1)
        end = value_offset + length
        if end > size:
            raise TlvError("An object is longer than the bytes that are left", offset)
        yield TlvObject(tag, data[value_offset:end], offset), end
        if tag == NUMBERED + _PHOTO_NUMBER:
            return
        previous = tag
        offset = end


def _is_two_bytes(data: bytes, offset: int, previous: int, prefix: int) -> bool:
    """Whether the tag at the offset is one of the two-byte tags."""
    first, second = data[offset], data[offset + 1]
    if first == prefix and second <= _LAST_NUMBER:
        if prefix == FILL:
            return not _is_rfu5(data, offset, previous, prefix)
        return is_where_numbers_are(data, offset, previous, prefix)
    return first == IC_PHOTO_TAG[0] and second == IC_PHOTO_TAG[1]


def is_where_numbers_are(data: bytes, offset: int, previous: int, prefix: int) -> bool:
    """Whether a number may stand at the offset.

    A prefix that is also a tag of its own is a number only behind the categories, before the photo, or at the start of
    WEF03.
    """
    begins_signature = offset == 0 and data[1:2] >= bytes((_SIGNATURE_NUMBER,))
    is_behind = prefix == DEFAULT_PREFIX or previous >= _LAST_CATEGORY_TAG
    return is_behind or begins_signature or _begins_photo(data, offset)


def _begins_photo(data: bytes, offset: int) -> bool:
    """Whether what follows the first byte of a tag is the rest of the photo's, its length and its first bytes."""
    header = data[offset + 1 : offset + 3]
    return header == bytes((_PHOTO_NUMBER, LENGTH_82)) and data.startswith(_JPEG_2000, offset + 5)


def _is_fill_at(data: bytes, offset: int, previous: int, prefix: int) -> bool:
    """Whether a byte FF or 00 in tag position begins the fill (section 12, Q2)."""
    if data[offset] == 0:
        if is_fill(data[offset:]):
            return True
        raise TlvError("A byte 00 stands where a tag belongs", offset)
    is_number = prefix == FILL and offset + 1 < len(data) and data[offset + 1] <= _LAST_NUMBER
    return not is_number and not _is_rfu5(data, offset, previous, prefix)


def _is_rfu5(data: bytes, offset: int, previous: int, prefix: int) -> bool:
    """Whether FF in tag position is the object RFU5: a smaller tag before, a plausible length, a tag or fill behind."""
    if not _FIRST_TAG <= previous < FILL or offset + 1 >= len(data) or data[offset + 1] not in _RFU5_LENGTHS:
        return False
    behind = offset + 2 + data[offset + 1]
    if behind >= len(data):
        return behind == len(data) and prefix != FILL
    if data[behind] == prefix:
        return prefix == FILL or (behind + 1 < len(data) and data[behind + 1] <= _LAST_NUMBER)
    return prefix != FILL and data[behind] in (FILL, 0) and is_fill(data[behind:])


def _long_length(data: bytes, offset: int, length_offset: int) -> tuple[int, int]:
    """Read a length of more than one byte; return it and the offset of the value."""
    first = data[length_offset]
    if first == LENGTH_82:
        width = 2
    elif first == _LENGTH_81:  # not used by the cards, but it can mean nothing else
        width = 1
    else:
        raise TlvError(f"{first:02X} is no length", offset)
    end = length_offset + 1 + width
    if end > len(data):
        raise TlvError("An object ends within its length", offset)
    return int.from_bytes(data[length_offset + 1 : end], "big"), end


def find_prefix(data: bytes) -> int | None:
    """The first byte of the two-byte tags as the data show it: before the signature, or before the photo."""
    if data[1:2] == bytes((_SIGNATURE_NUMBER,)) and data[2:5] == _SIGNATURE_HEADER:
        return data[0]
    for mark in _JPEG_2000:
        found = data.find(mark)
        while found >= 0:  # a missing character's image may be of the same format
            header = data[max(found - 5, 0) : found]  # two bytes of tag, three of length
            if header[1:3] == bytes((_PHOTO_NUMBER, LENGTH_82)):
                return header[0]
            found = data.find(mark, found + 1)
    return None


def encode_license(tag: int, value: bytes) -> bytes:
    """Write one object of the license dialect; raises `EncodingError` for a tag or a length that it cannot hold."""
    if 0 < tag < NUMBERED:
        head = bytes((tag,))
    elif NUMBERED <= tag <= NUMBERED + _LAST_NUMBER:
        head = bytes((DEFAULT_PREFIX, tag - NUMBERED))
    elif tag == int.from_bytes(IC_PHOTO_TAG, "big"):
        head = IC_PHOTO_TAG
    else:
        raise EncodingError(f"{tag:X} is no tag of the license dialect")
    length = len(value)
    if length <= ONE_BYTE_LENGTH:
        return head + bytes((length,)) + value
    if length <= _LONGEST:
        return head + bytes((LENGTH_82,)) + length.to_bytes(2, "big") + value
    raise EncodingError("A value of the license dialect has at most 65,535 bytes")


class BerObject(NamedTuple):
    """One BER-TLV object: tag as on the card (1 to 4 bytes as a number), value, and offset of the tag."""

    tag: int
    value: bytes
    offset: int

    @property
    def is_constructed(self) -> bool:
        """Whether the value is itself a list of objects."""
        first = self.tag >> 8 * (max(self.tag.bit_length() - 1, 0) // 8)
        return bool(first & _CONSTRUCTED)

    def children(self) -> tuple[BerObject, ...]:
        """The objects of a constructed value; raises `TlvError` with offsets within the value."""
        return parse_ber(self.value) if self.is_constructed else ()


def parse_ber(data: bytes) -> tuple[BerObject, ...]:
    """Read a list of BER-TLV objects up to the fill of FF or 00 behind it (ISO/IEC 8825-1; My Number card spec, 2.4).

    Lengths in more bytes than needed are accepted, the indefinite form is not. Raises `TlvError`.
    """
    return tuple(item for item, _ in walk_ber(data))


def walk_ber(data: bytes) -> Iterator[tuple[BerObject, int]]:
    """Yield each BER-TLV object and the offset after it, as `parse_ber`; raises `TlvError` where it cannot go on."""
    offset = 0
    fill = _fill_offset(data)
    while offset < fill:
        tag, at = _ber_tag(data, offset)
        length, at = _ber_length(data, offset, at)
        if at + length > len(data):
            raise TlvError("An object is longer than the bytes that are left", offset)
        yield BerObject(tag, data[at : at + length], offset), at + length
        offset = at + length


class BerHeader(NamedTuple):
    """The header of a BER-TLV object: its tag, where its value begins, and where that ends, maybe behind the data."""

    tag: int
    start: int
    end: int


def read_ber_header(data: bytes) -> BerHeader:
    """Read the header of the object that data begin with; raises `TlvError` when it is not all there, or is none."""
    if not data:
        raise TlvError("There is no object", 0)
    tag, at = _ber_tag(data, 0)
    length, at = _ber_length(data, 0, at)
    return BerHeader(tag, at, at + length)


def _ber_tag(data: bytes, offset: int) -> tuple[int, int]:
    """Read a tag; return it and the offset behind it."""
    at = offset + 1
    if data[offset] & _MORE_TAG_BYTES == _MORE_TAG_BYTES:
        while at < len(data) and data[at] & _CONTINUED and at - offset < _MAX_TAG_LENGTH:
            at += 1
        at += 1
    if at > len(data) or at - offset > _MAX_TAG_LENGTH:
        raise TlvError("A tag does not end", offset)
    return int.from_bytes(data[offset:at], "big"), at


def _ber_length(data: bytes, offset: int, at: int) -> tuple[int, int]:
    """Read the length of the object at the offset; return it and the offset behind it."""
    if at >= len(data):
        raise TlvError("An object ends before its length", offset)
    first = data[at]
    if first <= ONE_BYTE_LENGTH:
        return first, at + 1
    width = first - _CONTINUED
    if not 1 <= width <= _MAX_LENGTH_LENGTH or at + 1 + width > len(data):
        raise TlvError(f"{first:02X} begins no usable length", offset)
    return int.from_bytes(data[at + 1 : at + 1 + width], "big"), at + 1 + width


def encode_ber(tag: int, value: bytes) -> bytes:
    """Write one BER-TLV object with the shortest length; raises `EncodingError` for a tag that is none."""
    head = max(tag, 0).to_bytes(max((tag.bit_length() + 7) // 8, 1), "big")
    try:
        is_tag = tag > 0 and _ber_tag(head, 0) == (tag, len(head))  # 00 ends contents and is no tag
    except TlvError:
        is_tag = False
    if not is_tag:
        raise EncodingError(f"{tag:X} is no BER tag")
    length = len(value)
    if length <= ONE_BYTE_LENGTH:
        return head + bytes((length,)) + value
    length_bytes = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return head + bytes((_CONTINUED + len(length_bytes),)) + length_bytes + value


def parse_simple(data: bytes) -> tuple[TlvObject, ...]:
    """Read simple TLV: one byte of tag, then one byte of length or ``FF hh ll`` (My Number card spec, section 2.4).

    Raises `TlvError`.
    """
    objects: list[TlvObject] = []
    offset = 0
    fill = _fill_offset(data)
    while offset < fill:
        at = offset + 2
        if at > len(data):
            raise TlvError("An object ends before its length", offset)
        length = data[offset + 1]
        if length == FILL:
            at += 2
            length = int.from_bytes(data[offset + 2 : at], "big")
        if at + length > len(data):
            raise TlvError("An object is longer than the bytes that are left", offset)
        objects.append(TlvObject(data[offset], data[at : at + length], offset))
        offset = at + length
    return tuple(objects)
