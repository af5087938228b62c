"""How far a file must be read, told by its beginning (license card spec, section 12, Q2; My Number card spec, 2.4)."""

from __future__ import annotations

from typing import NamedTuple

from apdu.errors import TlvError
from apdu.tlv import (
    DEFAULT_PREFIX,
    FILL,
    IC_PHOTO_TAG,
    LENGTH_82,
    NUMBERED,
    ONE_BYTE_LENGTH,
    find_prefix,
    is_fill,
    is_where_numbers_are,
    read_ber_header,
    walk_license,
)

__all__ = ["Extent", "ber_extent", "ends_with_object", "filled_extent", "license_extent"]


class Extent(NamedTuple):
    """How much of a file is known to be needed from its beginning alone.

    ``needed`` is a number of bytes; ``final`` says that nothing is needed behind them.
    """

    needed: int
    final: bool


def ber_extent(data: bytes) -> Extent:
    """How much of a file is needed that is one BER-TLV object with fill behind it.

    Without a header that can be read, all that the card has is needed.
    """
    try:
        return Extent(read_ber_header(data).end, final=True)
    except TlvError:
        return Extent(len(data) + 1, final=False)


def license_extent(data: bytes, last_tag: int) -> Extent:
    """How much of a license file its first bytes say is needed.

    ``last_tag`` is the tag that ends the file. The walk is believed only while the tags ascend, so that bytes in
    another tag form never look like fill; a walk that is not believed needs one byte more, always.
    """
    prefix = find_prefix(data) or DEFAULT_PREFIX
    unknown = Extent(len(data) + 1, final=False)
    previous = -1
    end = 0
    try:
        for item, item_end in walk_license(data, prefix):
            if item.tag <= previous:
                return unknown
            previous, end = item.tag, item_end
            if item.tag == last_tag:
                return Extent(end, final=True)
    except TlvError as error:
        return _object_extent(data, error.offset, previous, last_tag, prefix)
    # A single FF may be the tag RFU5 with its length still to come: two bytes of fill are needed to believe it.
    return Extent(end, final=True) if len(data) >= end + 2 and is_fill(data[end:]) else unknown


def filled_extent(data: bytes, last_tag: int | None, size: int) -> Extent:
    """How much of a file is needed that has FF behind its last object up to its full size, in bytes.

    Its objects may stand in any order. A file that does not end where its size says is read on.
    """
    end = 0
    try:
        for item, item_end in walk_license(data, DEFAULT_PREFIX):
            end = item_end
            if item.tag == last_tag:
                return Extent(end, final=True)
    except TlvError as error:
        extent = _object_extent(data, error.offset, 0, last_tag or 0, DEFAULT_PREFIX)  # 0 is no tag, and ends nothing
        if extent.final:
            return extent
        end = len(data)
    is_over = len(data) >= size or data[end : end + 1] == bytes((FILL,))
    return Extent(len(data) + (not is_over), final=is_over)


def ends_with_object(data: bytes) -> bool:
    """Whether a file of an IC license is whole objects up to its last byte; no bytes are none, and end so."""
    end = 0
    try:
        for _, item_end in walk_license(data, DEFAULT_PREFIX):
            end = item_end
    except TlvError:
        return False
    return end == len(data)


def _object_end(data: bytes, at: int) -> int:
    """Where the object ends whose length stands at the offset; 0 when the length is not all there, or is none."""
    length = data[at : at + 3]
    if length and length[0] <= ONE_BYTE_LENGTH:
        return at + 1 + length[0]
    is_long = len(length) == 3 and length[0] == LENGTH_82  # noqa: PLR2004 - 82 hh ll
    return at + 3 + int.from_bytes(length[1:], "big") if is_long else 0


def _object_extent(data: bytes, offset: int, previous: int, last_tag: int, prefix: int) -> Extent:
    """The extent of a file whose object at the offset is not all there."""
    header = data[offset : offset + 2]
    is_number = header[0] == prefix and is_where_numbers_are(data, offset, previous, prefix)
    is_photo = header == IC_PHOTO_TAG
    tag = NUMBERED + header[1] if is_number and len(header) > 1 else int.from_bytes(header[: 1 + is_photo], "big")
    end = _object_end(data, offset + 1 + (is_number or is_photo))
    if tag <= previous or end <= len(data):
        return Extent(len(data) + 1, final=False)
    return Extent(end, final=tag == last_tag)
