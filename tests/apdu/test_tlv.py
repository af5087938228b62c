from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, SupportsIndex, overload

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apdu.errors import EncodingError, TlvError
from apdu.extent import license_extent
from apdu.tlv import (
    BerObject,
    TlvObject,
    encode_ber,
    encode_license,
    find_prefix,
    is_fill,
    parse_ber,
    parse_license,
    parse_simple,
    read_ber_header,
    walk_ber,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

ANY_BYTES = st.binary(max_size=400) | st.lists(
    st.sampled_from([b"\x01", b"\x07", b"\x82", b"\x81", b"\xff", b"\0", b"\xc2", b"\xfe", b"\x5f\x40", b"\x00\x01"])
    | st.binary(max_size=3),
    max_size=60,
).map(b"".join)
LICENSE_TAGS = st.sampled_from(sorted({*range(0xC2, 0xFF), *range(0x100, 0x107), *range(0x108, 0x10E)}))
VALUES = st.binary(max_size=130) | st.sampled_from([127, 128, 255, 256, 2000, 0xFFFF]).map(bytes)


def expected(row: dict[str, Any], unpack: Callable[[str], bytes]) -> list[tuple[int, bytes, int]]:
    """The objects of a vector: tag, value, offset."""
    return [(int(tag, 16), unpack(value), offset) for tag, offset, value in row["objects"]]


def test_a_license_file_is_walked(tlv_license_row: dict[str, Any], unpack: Callable[[str], bytes]) -> None:
    """Each vector yields its objects, what is left, and where the walk failed."""
    prefix = tlv_license_row.get("prefix")
    parsed = parse_license(unpack(tlv_license_row["hex"]), None if prefix is None else int(prefix, 16))
    assert [(item.tag, item.value, item.offset) for item in parsed.objects] == expected(tlv_license_row, unpack)
    assert parsed.rest == unpack(tlv_license_row["rest"])
    assert (parsed.error and parsed.error.offset) == tlv_license_row["error"]
    assert is_fill(parsed.rest) == (parsed.rest.strip(b"\xff") == b"" or parsed.rest.strip(b"\0") == b"")


def test_license_objects_are_written_as_they_were_read(
    tlv_license_row: dict[str, Any], unpack: Callable[[str], bytes]
) -> None:
    """What is read in the card's own form is written in it, byte for byte."""
    if not tlv_license_row.get("encodes", True):
        return
    written = b"".join(encode_license(tag, value) for tag, value, _ in expected(tlv_license_row, unpack))
    assert written + unpack(tlv_license_row["rest"]) == unpack(tlv_license_row["hex"])


def test_ber_objects_are_read(tlv_ber_row: dict[str, Any], unpack: Callable[[str], bytes]) -> None:
    """Each vector yields its objects, or an error with its offset."""
    data = unpack(tlv_ber_row["hex"])
    if tlv_ber_row["error"] is not None:
        with pytest.raises(TlvError) as caught:
            parse_ber(data)
        assert caught.value.offset == tlv_ber_row["error"]
        return
    objects = parse_ber(data)
    assert [(item.tag, item.value, item.offset) for item in objects] == expected(tlv_ber_row, unpack)
    assert [item.is_constructed for item in objects] == [tlv_ber_row.get("constructed", False)] * len(objects)
    if tlv_ber_row.get("encodes", True):
        assert b"".join(encode_ber(item.tag, item.value) for item in objects) == data


def test_simple_objects_are_read(tlv_simple_row: dict[str, Any], unpack: Callable[[str], bytes]) -> None:
    """Each vector yields its objects, or an error with its offset."""
    data = unpack(tlv_simple_row["hex"])
    if tlv_simple_row["error"] is not None:
        with pytest.raises(TlvError) as caught:
            parse_simple(data)
        assert caught.value.offset == tlv_simple_row["error"]
        return
    assert [(item.tag, item.value, item.offset) for item in parse_simple(data)] == expected(tlv_simple_row, unpack)


@given(st.lists(st.tuples(LICENSE_TAGS, VALUES), max_size=8), st.sampled_from([b"", b"\xff" * 9, b"\0" * 9]))
def test_license_objects_survive_their_bytes(objects: list[tuple[int, bytes]], fill: bytes) -> None:
    """Parsing undoes encoding, in any order of tags, with fill or without."""
    data = b"".join(encode_license(tag, value) for tag, value in objects)
    parsed = parse_license(data + fill, prefix=0x01)
    assert [(item.tag, item.value) for item in parsed.objects] == objects
    assert (parsed.rest, parsed.error) == (fill, None)


@given(VALUES)
def test_a_license_photo_survives_its_bytes(value: bytes) -> None:
    """The photos of both cards survive; the one of the My Number card ends the walk."""
    for tag in (0x107, 0x5F40):
        parsed = parse_license(encode_license(tag, value) + b"\xff\xff")
        assert [(item.tag, item.value) for item in parsed.objects] == [(tag, value)]


BER_TAGS = st.sampled_from([0x01, 0x30, 0x84, 0xC4, 0x5F37, 0x7F21, 0xDF21, 0xFF20, 0xFF7F, 0x5F8101, 0x7F818101])


@given(st.lists(st.tuples(BER_TAGS, VALUES), max_size=8), st.sampled_from([b"", b"\xff" * 9, b"\0" * 9]))
def test_ber_objects_survive_their_bytes(objects: list[tuple[int, bytes]], fill: bytes) -> None:
    """Parsing undoes encoding, with fill or without."""
    data = b"".join(encode_ber(tag, value) for tag, value in objects)
    assert [(item.tag, item.value) for item in parse_ber(data + fill)] == objects


@given(st.lists(st.tuples(BER_TAGS, VALUES), min_size=1, max_size=8), st.data())
def test_a_broken_list_gives_its_whole_objects(objects: list[tuple[int, bytes]], data: st.DataObject) -> None:
    """The walk over a file that is cut short yields what comes before the cut, each with its end, then the error."""
    whole = b"".join(encode_ber(tag, value) for tag, value in objects) + b"\x01"
    cut = whole[: data.draw(st.integers(1, len(whole)))]
    end = 0
    found: list[tuple[int, bytes]] = []
    with suppress(TlvError):
        for item, item_end in walk_ber(cut):
            assert item.offset == end
            assert cut[item_end - len(item.value) : item_end] == item.value
            end = item_end
            found.append((item.tag, item.value))
    assert found == objects[: len(found)]


@given(st.lists(st.tuples(BER_TAGS, st.binary(max_size=20)), max_size=8))
def test_constructed_values_have_children(objects: list[tuple[int, bytes]]) -> None:
    """A constructed object is a list of objects, a primitive one is not."""
    value = b"".join(encode_ber(tag, inner) for tag, inner in objects)
    (outer,) = parse_ber(encode_ber(0xFF20, value))
    assert [(item.tag, item.value) for item in outer.children()] == objects
    assert BerObject(0xDF20, value, 0).children() == ()


@given(st.lists(st.tuples(st.integers(1, 254), VALUES), max_size=8), st.sampled_from([b"", b"\xff" * 9, b"\0" * 9]))
def test_simple_objects_survive_their_bytes(objects: list[tuple[int, bytes]], fill: bytes) -> None:
    """What the standard writes as simple TLV is read back, with fill or without."""
    lengths = (bytes((n,)) if (n := len(value)) < 255 else b"\xff" + n.to_bytes(2, "big") for _, value in objects)
    data = b"".join(bytes((tag,)) + length + value for (tag, value), length in zip(objects, lengths, strict=True))
    assert [(item.tag, item.value) for item in parse_simple(data + fill)] == objects


@pytest.mark.parametrize("tag", [-1, 0, 0x10E, 0x5F41, 0xFFFF])
def test_the_license_dialect_has_its_tags(tag: int) -> None:
    """A number that is no tag of the dialect cannot be written."""
    with pytest.raises(EncodingError):
        encode_license(tag, b"")


def test_the_license_dialect_has_a_longest_value() -> None:
    """82 hh ll holds 65,535 bytes and no more."""
    with pytest.raises(EncodingError):
        encode_license(0xC6, bytes(0x10000))


@pytest.mark.parametrize("tag", [-1, 0, 0x1F, 0x8484, 0xDF81, 0x1F81818101, 1 << 64])
def test_ber_has_its_tags(tag: int) -> None:
    """A number whose bytes are no BER tag, or are the end of contents, cannot be written."""
    with pytest.raises(EncodingError):
        encode_ber(tag, b"")


@given(ANY_BYTES, st.none() | st.integers(0, 255))
def test_a_license_walk_never_fails(data: bytes, prefix: int | None) -> None:
    """Any bytes give objects that lie one behind the other in the file, and everything behind them."""
    parsed = parse_license(data, prefix)
    at = 0
    for item in parsed.objects:
        assert item.offset == at
        at = data.index(item.value, at + 2) + len(item.value) if item.value else at + 2
        at = next(
            (other.offset for other in parsed.objects if other.offset > item.offset), len(data) - len(parsed.rest)
        )
    assert data[at:] == parsed.rest
    if parsed.error:
        assert parsed.error.offset == at


@given(ANY_BYTES)
def test_the_other_dialects_fail_with_an_offset(data: bytes) -> None:
    """Any bytes give objects within the data, or an error that points into them."""
    for parse in (parse_ber, parse_simple):
        try:
            objects: tuple[BerObject | TlvObject, ...] = parse(data)
        except TlvError as error:
            offset = error.offset
        else:
            offset = sum(len(item.value) + 2 for item in objects)
        assert 0 <= offset <= len(data)


@pytest.mark.parametrize("data", [b"", b"\x1f", b"\x30", b"\x30\x85"])
def test_a_header_that_is_none_stands_at_the_beginning(data: bytes) -> None:
    """The error points at the object, which is the first byte of the data."""
    with pytest.raises(TlvError) as caught:
        read_ber_header(data)
    assert caught.value.offset == 0


@pytest.mark.parametrize(
    ("data", "tags", "rest"),
    [
        ("C200 FF00 010701AA", [0xC2, 0xFF, 0x107], ""),
        ("C100 FF00 010701AA", [0xC1], "FF00010701AA"),
        ("FE00 FF00", [0xFE, 0xFF], ""),
        ("FE00 FF00 C600 010701AA", [0xFE], "FF00C600010701AA"),
        ("FE00 FF00 012000", [0xFE], "FF00012000"),
        ("FE00 FF00 010D00", [0xFE, 0xFF, 0x10D], ""),
        ("FE00 FF00 0107", [0xFE, 0xFF], "0107"),
        ("FE00 FF07 010203", [0xFE], "FF07010203"),
    ],
    ids=[
        "behind the first tag",
        "before all tags",
        "at the end",
        "before a small one",
        "before no number",
        "before the last number",
        "before a cut",
        "cut",
    ],
)
def test_ff_is_a_tag_where_rfu5_may_stand(data: str, tags: list[int], rest: str) -> None:
    """Between a smaller tag and a number, fill or the end; anywhere else it begins the fill (section 12, Q2)."""
    parsed = parse_license(bytes.fromhex(data), prefix=0x01)
    assert ([item.tag for item in parsed.objects], parsed.rest) == (tags, bytes.fromhex(rest))


def test_ff_may_be_half_of_a_number() -> None:
    """In the form FF xx it is that, also where fill follows and where the file ends (section 12, Q1)."""
    parsed = parse_license(bytes.fromhex("FE00 FF00 00 00"), prefix=0xFF)
    assert [item.tag for item in parsed.objects] == [0xFE, 0x100]
    photo = parse_license(bytes.fromhex("FE00 FF00 FF07 08 AAAAAAAAAAAA FF AA"), prefix=0xFF)
    assert [item.tag for item in photo.objects] == [0xFE, 0xFF, 0x107]
    cut = parse_license(bytes.fromhex("FA00 FF07"), prefix=0xFF)
    assert (cut.rest, cut.error is None) == (b"\xff\x07", False)


PHOTO = bytes.fromhex("FF4FFF51")
HEADER = bytes.fromhex("DF07820004")


@pytest.mark.parametrize(
    "data",
    [
        HEADER + PHOTO,
        PHOTO + HEADER + PHOTO,
        HEADER + PHOTO + bytes(9) + PHOTO,
        bytes(9) + PHOTO + HEADER + PHOTO + bytes(9) + PHOTO,
    ],
    ids=["at the beginning", "behind a picture", "before another sign", "between both"],
)
def test_a_photo_shows_the_form_of_the_tags(data: bytes) -> None:
    """Of all that looks like a picture the first with a photo's header before it counts (section 12, Q1)."""
    assert find_prefix(data) == 0xDF


@pytest.mark.parametrize("prefix", ["01", "1F", "81", "C1", "DF", "FF"])
def test_a_photo_is_found_behind_any_tag(prefix: str) -> None:
    """Where categories that are not held and reserved objects are left out, the photo stands behind a smaller tag."""
    objects = parse_license(bytes.fromhex("C40123 EC0101") + bytes.fromhex(prefix) + HEADER[1:] + PHOTO).objects
    assert [item.tag for item in objects] == [0xC4, 0xEC, 0x107]
    assert objects[-1].value == PHOTO


@pytest.mark.parametrize(
    "value", [bytes.fromhex("82 0004 AAAAAAAA"), b"XXX" + PHOTO], ids=["its length alone", "its first bytes alone"]
)
def test_half_the_signs_of_a_photo_are_none(value: bytes) -> None:
    """Behind a smaller tag only the length and the first bytes together make DF 07 the photo; else DF is a tag."""
    objects = parse_license(bytes.fromhex("C40123 DF07") + value, prefix=0xDF).objects
    assert [(item.tag, item.value) for item in objects] == [(0xC4, b"\x23"), (0xDF, value)]


@pytest.mark.parametrize("tag", [0x107, 0x108])
def test_the_likely_form_is_kept_where_it_finds_something(tag: int) -> None:
    """A photo's or a signature's own tag says more than a value that looks like a photo's header."""
    data = encode_license(tag, HEADER + PHOTO)
    assert [(item.tag, item.value) for item in parse_license(data).objects] == [(tag, HEADER + PHOTO)]


def test_what_looks_like_a_cut_rfu5_is_no_error() -> None:
    """FF with less behind it than its length says may as well be fill and what follows it."""
    assert parse_license(bytes.fromhex("FE00 FF07 010203"), prefix=0x01).error is None


def test_a_long_length_may_be_zero() -> None:
    """82 00 00 at the end of a file is the length of an empty value."""
    parsed = parse_license(b"\xc6\x82\0\0")
    assert (parsed.objects, parsed.error) == ((TlvObject(0xC6, b"", 0),), None)


@given(st.binary(max_size=20))
@example(b"XX")
@example(b"X\xffX")
def test_fill_is_one_byte_over_and_over(data: bytes) -> None:
    """Only FF throughout or 00 throughout is fill, and so is nothing."""
    assert is_fill(data) == (set(data) in (set(), {0}, {0xFF}))


HOSTILE = {
    "empty objects": b"\xc2\x00",
    "nested constructed objects": b"\x30\x82\x7f\xff",
    "RFU5 over and over": b"\xfe\x00\xff\x00",
    "RFU5 before what looks like fill": b"\xff\x00\x00",
    "numbers": b"\x01\x00\x00",
    "numbers in FF form": b"\xff\x00\x00",
    "tags without end": b"\x1f",
    "fill and no fill": b"\xff" * 63 + b"\x01",
    "signs of a photo": b"\x07\x82\xff\x4f\xff\x51",
    "signs of a JP2 photo": b"\x00\x00\x00\x0cjP  ",
}
PARSERS: dict[str, Callable[[bytes], object]] = {
    "license": parse_license,
    "license in FF form": lambda data: parse_license(data, 0xFF),
    "extent": lambda data: license_extent(data, 0x107),
    "BER": parse_ber,
    "simple": parse_simple,
}


class Counted(bytes):
    """Bytes that count how many of them slicing copies."""

    copied = 0

    @overload
    def __getitem__(self, key: SupportsIndex, /) -> int: ...
    @overload
    def __getitem__(self, key: slice, /) -> bytes: ...
    def __getitem__(self, key: SupportsIndex | slice, /) -> int | bytes:
        """Copy, and count."""
        part = super().__getitem__(key)
        self.copied += len(part) if isinstance(part, bytes) else 0
        return part


@dataclass
class Steps:
    """Counts the lines that Python runs."""

    count: int = 0

    def __call__(self, _frame: FrameType, _event: str, _argument: object, /) -> Self:
        """Count one, and go on in every function."""
        self.count += 1
        return self


def work(parse: Callable[[bytes], object], data: bytes) -> int:
    """Lines run and bytes copied."""
    counted, steps, before = Counted(data), Steps(), sys.gettrace()
    sys.settrace(steps)
    try:
        parse(counted)
    except TlvError:
        pass
    finally:
        sys.settrace(before)
    return steps.count + counted.copied


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("unit", HOSTILE)
def test_work_grows_with_the_data_and_no_faster(parser: str, unit: str) -> None:
    """Twice as many hostile bytes cost about twice the steps and copies, up to 64 KiB."""
    half, whole = ((HOSTILE[unit] * size)[:size] for size in (0x8000, 0x10000))
    assert work(PARSERS[parser], whole) <= 2.5 * work(PARSERS[parser], half) + 4 * len(whole)
