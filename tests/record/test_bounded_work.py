"""Files made to keep a decoder busy: the work grows with the file, and not with its square."""

from __future__ import annotations

import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from apdu.errors import TlvError
from apdu.extent import filled_extent, license_extent
from apdu.tlv import parse_ber, parse_license, parse_simple
from menkyo.record import (
    RecordError,
    decode_ic_license,
    decode_license_record,
    decode_signature_record,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

SMALL, LARGE = 4_096, 16_384
MOST_TIMES = 5
"""Four times the bytes may take four times the steps, and a little more."""

MOST_STEPS = 40
"""Steps for each byte: calls of functions, Python's own included."""


def nested(tag: int, size: int) -> bytes:
    """Objects inside each other, each claiming all the bytes that are left."""
    heads = (bytes((tag, 0x82)) + max(size - at - 4, 0).to_bytes(2, "big") for at in range(0, size, 4))
    return b"".join(heads)[:size]


FILES: dict[str, Callable[[int], bytes]] = {
    "nested lengths": lambda size: nested(0x30, size),
    "nested records": lambda size: nested(0xC2, size),
    "lengths that overlap": lambda size: b"\x30\x7f" * (size // 2),
    "empty objects": lambda size: b"\xc7\x00" * (size // 2),
    "empty entries": lambda size: b"\x41\x00" * (size // 2),
    "objects of one character": lambda size: b"\xc6\x02\x30\x21" * (size // 4),
    "numbers": lambda size: b"\x01\x00\x00" * (size // 3),
    "what may be fill": lambda size: b"\xfb\x00\xff\x00\x01\x00" * (size // 6),
    "photos of no size": lambda size: b"\x02\x07\x82\xff\xff\xff\x4f\xff\x51" * (size // 9),
    "boxes in a photo": lambda size: b"\x01\x07\x82\x7f\xff" + b"\x00\x00\x00\x08free" * (size // 8),
    "external characters": lambda size: (b"\xc6\x7e" + b"\xff\xf1" * 63) * (size // 128),
    "zeros": bytes,
    "fill": lambda size: b"\xff" * size,
}


def ic_file(name: str) -> Callable[[bytes], object]:
    """Decodes an IC license of which one file is the one under test."""
    return lambda data: decode_ic_license({"DF1/EF01": b"\x11\x00", name: data})


DECODERS: dict[str, Callable[[bytes], object]] = {
    "license TLV": parse_license,
    "license record": decode_license_record,
    "signature record": decode_signature_record,
    "how far to read": lambda data: license_extent(data, 0x107),
    "how far to read a filled file": lambda data: filled_extent(data, 0x3A, len(data)),
    "BER-TLV": parse_ber,
    "simple TLV": parse_simple,
    **{name: ic_file(name) for name in ("DF1/EF01", "DF1/EF03", "DF1/EF04", "DF1/EF07", "DF2/EF01")},
}


@contextmanager
def counted() -> Generator[list[int]]:
    """Counts calls of functions."""
    count = [0]

    def note(_frame: object, event: str, _argument: object) -> None:
        count[0] += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield count
    finally:
        sys.setprofile(before)


def steps(decode: Callable[[bytes], object], data: bytes) -> int:
    """The steps that decoding takes, however it ends."""
    with counted() as count, suppress(RecordError, TlvError):
        decode(data)
    return count[0]


@pytest.mark.parametrize("decoder", DECODERS)
@pytest.mark.parametrize("file", FILES)
def test_work_grows_with_the_file(file: str, decoder: str) -> None:
    """Four times as long a file takes no more than about four times as many steps, and few for each byte."""
    steps(DECODERS[decoder], FILES[file](64))  # what is imported at first use does not count
    small, large = (steps(DECODERS[decoder], FILES[file](size)) for size in (SMALL, LARGE))
    assert large <= MOST_TIMES * small + 200
    assert large <= MOST_STEPS * LARGE
