"""How much of a file is needed, as its first bytes tell: a wrong answer would cut a record short."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apdu.extent import ber_extent, license_extent

if TYPE_CHECKING:
    from collections.abc import Callable

    WriteFile = Callable[[list[tuple[bytes, bytes]]], bytes]

PHOTO, KEY_IDENTIFIER = 0x107, 0x10D
JPEG_2000 = st.sampled_from(
    [
        bytes.fromhex("FF4FFF51 0029 0000 000000C0 000000F0"),
        bytes.fromhex("0000000C6A502020 0D0A870A"),
    ]
)
TRICKY = st.sampled_from(
    [b"", b"\xff", b"\0", b"\xff" * 7, b"\0" * 7, b"4000000", b"\x01\x07\x00", b"\xff\x00\x01\x00"]
)
PREFIXES = st.sampled_from([0x01, 0x01, 0xDF, 0x1F, 0x81, 0xFF, 0xC1])
FILLS = st.sampled_from([b"", b"\xff", b"\0", b"\xff" * 40, b"\0" * 40])


class File(NamedTuple):
    """A file as a card holds it, where its last object ends, and the first byte of its two-byte tags."""

    data: bytes
    end: int
    prefix: int
    last_header: int


@st.composite
def records(draw: st.DrawFn, prefixes: st.SearchStrategy[int] = PREFIXES, *, photo: bool = True) -> File:
    """Files like WEF02: any of the tags in ascending order, tricky values, a photo, fill."""
    prefix = draw(prefixes)
    tags = sorted(draw(st.sets(st.integers(0xC2, 0xFE), max_size=12)) | {0xFA})
    objects = [(bytes((tag,)), draw(TRICKY | st.binary(max_size=20))) for tag in tags]
    reserved = sorted(draw(st.sets(st.integers(0xFF, 0x106), max_size=8)))
    for tag in reserved:
        # Reserved objects are empty or hold a date.
        value = draw(st.sampled_from([b"", b"\0" * 7, b"\xff" * 7, b"4000000"]))
        objects.append((b"\xff" if tag == 0xFF else bytes((prefix, tag - 0x100)), value))
    if photo:
        objects.append((bytes((prefix, 0x07)), draw(JPEG_2000) + bytes(draw(st.integers(120, 400)))))
    return finish(objects, prefix, draw(FILLS))


@st.composite
def signatures(draw: st.DrawFn, prefixes: st.SearchStrategy[int] = PREFIXES) -> File:
    """Files like WEF03: the six numbered objects, a signature of any bytes, fill."""
    prefix = draw(prefixes)
    seed = draw(st.binary(min_size=1, max_size=16) | TRICKY.filter(bool))
    values = [(seed * 256)[:256], b"1" * 16, draw(TRICKY), b"issuer", b"subject" * 18, bytes(32)]
    objects = [(bytes((prefix, 8 + number)), value) for number, value in enumerate(values)]
    return finish(objects, prefix, draw(FILLS))


def finish(objects: list[tuple[bytes, bytes]], prefix: int, fill: bytes) -> File:
    """Write the file."""
    data = last = b""
    for tag, value in objects:
        last = tag + (bytes((len(value),)) if len(value) < 128 else b"\x82" + len(value).to_bytes(2, "big"))
        data += last + value
    return File(data + fill, len(data), prefix, len(data) - len(objects[-1][1]))


@given(records())
def test_no_beginning_of_a_record_claims_its_end_too_early(file: File) -> None:
    """Whatever part of a record is seen, in whatever form, final means that the true end is needed, not less."""
    for seen in range(len(file.data) + 1):
        extent = license_extent(file.data[:seen], PHOTO)
        assert not extent.final or extent.needed >= file.end
        assert extent.final or extent.needed > seen


@given(signatures())
def test_no_beginning_of_a_signature_claims_its_end_too_early(file: File) -> None:
    """The same for the signature file, whose values are any bytes."""
    for seen in range(len(file.data) + 1):
        extent = license_extent(file.data[:seen], KEY_IDENTIFIER)
        assert not extent.final or extent.needed >= file.end
        assert extent.final or extent.needed > seen


@given(records(st.just(0x01)))
def test_the_photos_header_tells_the_end_of_a_record(file: File) -> None:
    """In the likely form the end is known as soon as the photo's header is seen, and exactly."""
    for seen in range(file.last_header, len(file.data) + 1):
        assert license_extent(file.data[:seen], PHOTO) == (file.end, True)


@given(signatures(st.just(0x01)))
def test_the_last_header_tells_the_end_of_a_signature(file: File) -> None:
    """In the likely form the end is known as soon as the last object's header is seen, and exactly."""
    for seen in range(file.last_header, len(file.data) + 1):
        assert license_extent(file.data[:seen], KEY_IDENTIFIER) == (file.end, True)


@given(records(st.sampled_from([0xDF, 0x1F, 0x81, 0xFF, 0xC1])))
@example(finish([(b"\xdf", b""), (b"\xfa", b""), (b"\xdf\x07", bytes.fromhex("FF4FFF51") + bytes(200))], 0xDF, b""))
def test_the_photo_itself_tells_the_end_in_another_form(file: File) -> None:
    """In another form the end is known once the photo shows which, by its header and first eight bytes."""
    for seen in range(file.last_header + 8, len(file.data) + 1):
        assert license_extent(file.data[:seen], PHOTO) == (file.end, True)


@given(records(st.just(0x01), photo=False), st.sampled_from([0xFF, 0]))
def test_fill_tells_the_end_of_a_record_without_a_photo(file: File, fill: int) -> None:
    """Where no photo ends the record, two bytes of fill do."""
    data = file.data[: file.end]
    assert not license_extent(data, PHOTO).final
    assert not license_extent(data + bytes((fill,)), PHOTO).final
    assert license_extent(data + bytes((fill,)) * 2, PHOTO) == (file.end, True)


@given(records(st.just(0x01)))
@example(finish([(b"\xfa", b"\x01"), (b"\xff", b"4000000"), (b"\x01\x07", bytes(200))], 1, b""))
def test_a_reserved_ff_at_a_boundary_ends_nothing(file: File) -> None:
    """However the tag FF of RFU5 is cut from what follows, it is not taken for fill."""
    at = next((at for at in range(len(file.data)) if file.data[at:].startswith(b"\xff\x07")), 0)
    for seen in range(at, at + 12):
        extent = license_extent(file.data[:seen], PHOTO)
        assert not extent.final or extent.needed == file.end


@pytest.mark.parametrize("fill", [0xFF, 0])
def test_a_file_of_fill_alone_is_over(fill: int) -> None:
    """Two bytes of fill at the start say that nothing is recorded."""
    assert license_extent(b"", PHOTO) == (1, False)
    assert license_extent(bytes((fill,)), PHOTO) == (2, False)
    assert license_extent(bytes((fill,)) * 2, PHOTO) == (0, True)


def test_a_signature_in_another_form_is_not_read_as_a_list_of_small_tags() -> None:
    """DF 08 begins the signature in another tag form; its bytes look like an object of 8 and like fill behind it."""
    file = b"\xdf\x08\x82\x01\x00" + bytes(5) + b"\xff\xff" + bytes(249)
    assert not any(license_extent(file[:seen], KEY_IDENTIFIER).final for seen in range(len(file)))


@given(st.binary(max_size=300), st.sampled_from([0xC1, PHOTO, KEY_IDENTIFIER]))
def test_any_bytes_have_an_extent(data: bytes, last_tag: int) -> None:
    """Whatever the bytes are there is an answer, which always asks for more unless it is final."""
    extent = license_extent(data, last_tag)
    assert extent.final or extent.needed > len(data)
    assert 0 <= extent.needed <= len(data) + 0x10005


@pytest.mark.parametrize(
    ("header", "end"),
    [("FF2065", 0x68), ("FF208165", 0x69), ("FF20820065", 0x6A), ("FF2000", 3), ("3082062F", 0x633)],
)
def test_a_ber_header_tells_the_end(header: str, end: int) -> None:
    """A length in any form tells where the file ends, and half a header asks for one byte more."""
    data = bytes.fromhex(header)
    assert ber_extent(data) == (end, True)
    assert all(ber_extent(data[:seen]) == (seen + 1, False) for seen in range(len(data)))


@given(st.binary(max_size=300))
def test_any_bytes_have_a_ber_extent(data: bytes) -> None:
    """Whatever the bytes are there is an answer, which always asks for more unless it is final."""
    extent = ber_extent(data)
    assert extent.final or extent.needed == len(data) + 1


@pytest.mark.parametrize(
    ("data", "last_tag", "extent"),
    [
        ("C600 C600 FFFF", PHOTO, (7, False)),
        ("C600 C605", PHOTO, (5, False)),
        ("C600 C705", PHOTO, (9, False)),
        ("0001FE", PHOTO, (4, False)),
        ("0110 00000000000000000000000000000000 FFFF", PHOTO, (18, True)),
        ("C200 01078207D0", PHOTO, (2007, True)),
        ("DF08820100", KEY_IDENTIFIER, (261, False)),
    ],
    ids=["twice", "twice, cut", "cut", "00 for a tag", "tag 01", "no categories", "signature in another form"],
)
def test_a_walk_is_believed_while_the_tags_ascend(data: str, last_tag: int, extent: tuple[int, bool]) -> None:
    """The same tag twice tells nothing; an object that is cut is needed to its end."""
    assert license_extent(bytes.fromhex(data), last_tag) == extent
