"""Pictures of nothing, byte by byte: what stays, and what becomes nothing."""

from __future__ import annotations

import struct
import zlib

import pytest

from menkyo.record.invented_picture import blank_jpeg_2000, blank_png, picture_bodies

SIGNATURE = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
SOC, SOD, EOC = b"\xff\x4f", b"\xff\x93", b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n"


def segment(marker: int, content: bytes) -> bytes:
    """A segment of a codestream."""
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def tile(length: int) -> bytes:
    """The segment that begins a tile."""
    return segment(0x90, struct.pack(">HIBB", 0, length, 0, 1))


SIZE = segment(0x51, b"the size")
HEAD = SOC + SIZE


def box(kind: bytes, content: bytes) -> bytes:
    """A box."""
    return struct.pack(">I4s", len(content) + 8, kind) + content


def blanked(*pieces: tuple[bytes, bool]) -> None:
    """Assert that of these pieces of a picture those that are marked stay, and all others become zeros."""
    raw = b"".join(piece for piece, _ in pieces)
    assert blank_jpeg_2000(raw) == b"".join(piece if stays else bytes(len(piece)) for piece, stays in pieces)


def test_the_segments_that_tell_how_a_picture_is_coded_stay() -> None:
    """Size, coding, quantization and the like; of a comment only that there is one."""
    kept = b"".join(segment(marker, b"abc") for marker in (0x52, 0x53, 0x5C, 0x5D, 0x5E, 0x5F))
    comment = segment(0x64, b"made by")
    blanked((HEAD + kept + comment[:4], True), (comment[4:], False), (segment(0x64, b"") + EOC, True))


def test_the_data_of_each_tile_become_nothing() -> None:
    """A tile tells its length, or goes on to the end of the picture."""
    data = b"compressed data"
    inside = segment(0x58, b"x")
    first = tile(len(tile(0)) + len(inside) + len(SOD) + len(data)) + inside[:4]
    blanked(
        (HEAD + first, True),
        (inside[4:], False),
        (SOD, True),
        (data, False),
        (tile(0) + SOD, True),
        (data + b"\xff\xd8" + data, False),
        (EOC, True),
    )


@pytest.mark.parametrize(
    ("last", "stays"),
    [
        (b"", b""),
        (EOC, EOC),
        (EOC + b"rest", EOC),
        (b"\xff", b""),
        (b"\xff\x52", b""),
        (b"\xff\x52\x00", b""),
        (b"\xff\x52\x00\x01abc", b""),
        (b"\xff\x52\x00\x02", b"\xff\x52\x00\x02"),
        (b"\xff\x52\x00\x03a", b"\xff\x52\x00\x03a"),
        (b"\xff\x52\x00\x04a", b""),
        (b"\xfe\x52\x00\x03a", b""),
        (SOD, SOD),
        (SOD + SIZE, SOD),
        (tile(14)[:3] + b"\x09" + tile(14)[4:11], tile(14)[:3] + b"\x09" + tile(14)[4:11]),
        (segment(0x90, b"\0\0\0\0\0\0") + SOD + b"x" * 10, segment(0x90, b"\0\0\0\0\0\0")),
        (tile(12) + SOD + b"x", tile(12)),
        (tile(13) + SOD + b"x", tile(13) + SOD),
        (tile(14) + SOD + b"x", tile(14) + SOD),
        (tile(15) + SOD + b"x" + EOC, tile(15) + SOD + b"\0" + EOC),
        (tile(99) + SOD + b"x" + EOC, tile(99) + SOD),
        (tile(0) + SOD + b"x", tile(0)),
        (tile(0) + SOD + b"x" + EOC + b"y" + EOC, tile(0) + SOD + bytes(4) + EOC),
        (segment(0x90, b"\0\0\0"), segment(0x90, b"\0\0\0")),
        (segment(0x90, b"\0\0\0") + SOD + b"x" * 9, segment(0x90, b"\0\0\0") + SOD),
        (segment(0x5C, b"\0\0\0\0\0\1\0\0") + SIZE + EOC, segment(0x5C, b"\0\0\0\0\0\1\0\0") + SIZE + EOC),
    ],
)
def test_a_codestream_stays_as_far_as_it_is_one(last: bytes, stays: bytes) -> None:
    """Behind the first thing that is no whole segment, all becomes nothing."""
    assert blank_jpeg_2000(HEAD + last) == HEAD + stays.ljust(len(last), b"\0")


def test_the_boxes_of_a_header_stay() -> None:
    """Of any other box only its kind and length do, and in that of the codestream what stays of a codestream."""
    header = SIGNATURE + box(b"ftyp", b"jp2 ") + box(b"jp2h", box(b"ihdr", b"abcdef"))
    other = box(b"xml ", b"<somebody/>")
    stream = HEAD + tile(0) + SOD
    blanked(
        (header + other[:8], True),
        (other[8:], False),
        (box(b"jp2c", stream + b"data" + EOC)[:8] + stream, True),
        (b"data", False),
        (EOC + box(b"uuid", b""), True),
    )


@pytest.mark.parametrize(
    ("last", "stays"),
    [
        (b"\0\0\0\0ftypall", b"\0\0\0\0ftypall"),
        (b"\0\0\0\0jp2c" + HEAD + EOC, b"\0\0\0\0jp2c" + HEAD + EOC),
        (b"\0\0\0\0xml all", b"\0\0\0\0xml "),
        (b"\0\0\0\x63ftypall", b"\0\0\0\x63ftypall"),
        (b"\0\0\0\x08ftyp\0\0\0\x09ftypx", b"\0\0\0\x08ftyp\0\0\0\x09ftypx"),
        (b"\0\0\0\x07ftyp\0\0\0\x09ftypx", b""),
        (b"\0\0\0\x01ftyp\0\0\0\x09ftypx", b""),
        (b"\0\0\0\x09fty", b""),
        (box(b"ftyp", b"") * 63, box(b"ftyp", b"") * 63),
        (box(b"ftyp", b"") * 64, box(b"ftyp", b"") * 63),
    ],
)
def test_boxes_stay_as_far_as_they_are_some(last: bytes, stays: bytes) -> None:
    """The last box may go on to the end; one that does not end behind its header ends the picture, and so do 64."""
    assert blank_jpeg_2000(SIGNATURE + last) == SIGNATURE + stays.ljust(len(last), b"\0")


@pytest.mark.parametrize("raw", [b"", b"JFIF", b"\xff\x4f\xff\x52abc", b"\0\0\0\x0cjPEG"])
def test_what_is_no_picture_becomes_zeros(raw: bytes) -> None:
    """Nothing of it stays."""
    assert blank_jpeg_2000(raw) == bytes(len(raw))


def test_the_bodies_of_a_picture_are_the_data_of_its_tiles() -> None:
    """Up to the next tile, the end of the picture or that of the bytes; of what has no tile, all but its beginning."""
    assert picture_bodies(HEAD + tile(0) + SOD + b"one" + tile(0) + SOD + b"t\nwo" + EOC) == [b"one", b"t\nwo"]
    assert picture_bodies(HEAD + tile(0) + SOD + b"one") == [b"one"]
    assert picture_bodies(b"twelve bytesand more") == [b"and more"]


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I4s", len(content), kind) + content + zlib.crc32(kind + content).to_bytes(4, "big")


def header(width: int, height: int, depth: int = 1, kind: int = 0) -> bytes:
    """The first chunk."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0))


@pytest.mark.parametrize(
    ("depth", "kind", "row"),
    [(1, 0, 3), (2, 0, 5), (4, 0, 9), (8, 0, 17), (16, 0, 34), (8, 2, 51), (1, 3, 3), (8, 4, 34), (16, 6, 136)],
)
def test_the_pixels_of_a_png_become_white(depth: int, kind: int, row: int) -> None:
    """Seventeen pixels take so many bytes; size and palette stay, the data are as long as before, texts are gone."""
    head = header(17, 9, depth, kind) + chunk(b"PLTE", b"\1\2\3" * 2)
    blank = zlib.compress((b"\0" + b"\xff" * row) * 9, 9).ljust(100, b"\0")
    raw = PNG + head + chunk(b"tEXt", b"by somebody") + chunk(b"IDAT", b"x" * 7) + chunk(b"IDAT", b"y" * 93)
    wanted = PNG + head + chunk(b"tEXt", bytes(11)) + chunk(b"IDAT", blank[:7]) + chunk(b"IDAT", blank[7:])
    assert blank_png(raw + chunk(b"IEND", b"")) == wanted + chunk(b"IEND", b"")


@pytest.mark.parametrize("rest", [b"", b"rest", bytes(11), b"\0\0\0\x01IDATabcd", b"\xff\xff\xff\xffIDATxabcd"])
def test_what_is_no_whole_chunk_becomes_zeros(rest: bytes) -> None:
    """The chunks before it are blanked as ever."""
    raw = PNG + header(8, 8) + chunk(b"IDAT", b"x" * 50)
    blank = zlib.compress(b"\0\xff" * 8, 9).ljust(50, b"\0")
    assert blank_png(raw + rest) == PNG + header(8, 8) + chunk(b"IDAT", blank) + bytes(len(rest))


def test_a_blank_picture_may_be_as_long() -> None:
    """Where it fits to the byte it is taken, and where it is one byte too long the picture is blotted out."""
    blank = zlib.compress(b"\0\xff" * 8, 9)
    raw = PNG + header(8, 8) + chunk(b"IDAT", b"x" * len(blank))
    assert blank_png(raw) == PNG + header(8, 8) + chunk(b"IDAT", blank)
    raw = PNG + header(8, 8) + chunk(b"IDAT", b"x" * (len(blank) - 1))
    assert blank_png(raw) == PNG + bytes(len(raw) - 8)


def test_the_greatest_picture() -> None:
    """A million pixels, and not one more."""
    raw = PNG + header(1024, 1024) + chunk(b"IDAT", b"x" * 2000)
    blank = zlib.compress((b"\0" + b"\xff" * 128) * 1024, 9).ljust(2000, b"\0")
    assert blank_png(raw) == PNG + header(1024, 1024) + chunk(b"IDAT", blank)
    raw = PNG + header(1, 1024 * 1024 + 1) + chunk(b"IDAT", b"x" * 9000)
    assert blank_png(raw) == PNG + bytes(len(raw) - 8)


@pytest.mark.parametrize(
    "first",
    [
        b"",
        header(0, 8),
        header(8, 0),
        header(8, 8, 3),
        header(8, 8, 8, 1),
        header(8, 8, 8, 5),
        header(8, 8, 8, 7),
        chunk(b"ihdr", header(8, 8)[8:21]),
        chunk(b"IHDR", header(8, 8)[8:17]),
    ],
)
def test_a_png_without_a_size_is_blotted_out(first: bytes) -> None:
    """No header, or one that tells no picture."""
    raw = PNG + first + chunk(b"IDAT", b"x" * 5000)
    assert blank_png(raw) == PNG + bytes(len(raw) - 8)


def test_a_header_may_be_short() -> None:
    """Ten bytes tell all that is looked at."""
    first = chunk(b"IHDR", header(8, 8)[8:18])
    blank = zlib.compress(b"\0\xff" * 8, 9).ljust(50, b"\0")
    assert blank_png(PNG + first + chunk(b"IDAT", b"x" * 50)) == PNG + first + chunk(b"IDAT", blank)


@pytest.mark.parametrize("raw", [b"", b"GIF89a", b"X" * 8 + header(8, 8) + chunk(b"IDAT", b"x" * 50)])
def test_what_is_no_png_becomes_zeros(raw: bytes) -> None:
    """Nothing of it stays, whatever stands behind its first bytes."""
    assert blank_png(raw) == bytes(len(raw))
