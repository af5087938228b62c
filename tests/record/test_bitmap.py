"""Pictures of characters (license card spec, section 4.10 and section 12, Q6)."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from menkyo.record import Bitmap, BitmapCoding
from menkyo.record.bitmap import decode_bitmap
from menkyo.record.t6 import decode_t6

# libtiff's tags: where the compressed data begin and how many bytes they have.
STRIP_OFFSET, STRIP_LENGTH = 273, 279


def compress(rows: bytes, size: int) -> bytes:
    """Compress by T.6 with libtiff, which Pillow brings along."""
    stream = BytesIO()
    Image.frombytes("1", (size, size), rows).save(stream, "TIFF", compression="group4")
    with Image.open(BytesIO(stream.getvalue())) as picture:
        tags = picture.getexif()
        start, length = int(tags[STRIP_OFFSET]), int(tags[STRIP_LENGTH])
    return stream.getvalue()[start : start + length]


@st.composite
def _bitmaps(draw: st.DrawFn) -> tuple[int, bytes]:
    """Pixels with runs in them, of any size, in padded rows."""
    size = draw(st.integers(16, 64))
    width = (size + 7) // 8
    mask = ((1 << size) - 1) << -size % 8
    patterns = draw(st.lists(st.integers(0, 2 ** (8 * width) - 1), min_size=1, max_size=4))
    rows = draw(st.lists(st.sampled_from(patterns), min_size=size, max_size=size))
    return size, b"".join((row & mask).to_bytes(width, "big") for row in rows)


@given(bitmap=_bitmaps())
@example(bitmap=(64, b"\xff" * 512))
def test_what_libtiff_compresses_is_decoded(bitmap: tuple[int, bytes]) -> None:
    """Every small bitmap comes back from T.6 as it was, with the end mark and without."""
    size, rows = bitmap
    data = compress(rows, size)
    assert decode_t6(data, size, size) == rows
    assert decode_t6(data + b"\0", size, size) == rows


END = "001001"


@pytest.mark.parametrize("rest", ["", "00", "0000", "FF", "FFFF", END, END + "00", END + "FF"])
def test_fill_may_stand_behind_a_bitmap(rest: str) -> None:
    """Eight white rows are eight bits (T.6, mode V0); zeros or ones may follow, behind the end mark or without one."""
    assert decode_t6(b"\xff" + bytes.fromhex(rest), 8, 8) == bytes(8)


@pytest.mark.parametrize("rest", ["0F", "F0", "55", END + "0F", END + END])
def test_anything_else_behind_a_bitmap_is_none(rest: str) -> None:
    """What is neither fill nor the end mark belongs to another picture."""
    assert decode_t6(b"\xff" + bytes.fromhex(rest), 8, 8) is None


def test_a_bitmap_is_1_to_64_pixels_wide() -> None:
    """A single column is a picture, and nothing at all is none."""
    assert decode_t6(b"\x80", 1, 1) == b"\0"
    assert decode_t6(b"", 0, 0) is None


def test_a_run_longer_than_a_row_is_none() -> None:
    """64 and 5 white pixels do not fit into a row of 64 (T.4, tables 2 and 3)."""
    bits = "001" + "11011" + "1100" + "0011"  # mode, 64 and 5 white, 5 black
    assert decode_t6(int(bits, 2).to_bytes(2, "big"), 64, 1) is None


@given(data=st.binary(max_size=80), size=st.integers(-1, 70))
def test_any_bytes_end_in_a_bitmap_or_in_none(data: bytes, size: int) -> None:
    """Bytes at random are a bitmap of the size asked for, or none."""
    rows = decode_t6(data, size, size)
    assert rows is None or len(rows) == size * ((size + 7) // 8)
    decode_bitmap(data)


def test_a_pixel_is_one_bit() -> None:
    """From the highest bit of a byte down, in rows of whole bytes."""
    bitmap = Bitmap(17, bytes.fromhex("800000 010000 008000 000100 000080") + bytes(36), BitmapCoding.RAW)
    black = [(x, y) for y in range(17) for x in range(17) if bitmap.is_black(x, y)]
    assert black == [(0, 0), (7, 1), (8, 2), (15, 3), (16, 4)]


@pytest.mark.parametrize(
    ("row", "others", "shown", "rest"),
    [
        ("80007F", "00007F", "800000", "000000"),
        ("7FFF80", "FFFFFF", "800000", "000000"),
        ("000080", "000000", "000080", "000000"),
    ],
)
def test_a_lonely_pixel_is_black(row: str, others: str, shown: str, rest: str) -> None:
    """In either color, and without what stands in the padding."""
    bitmap = decode_bitmap(b"\x11" + bytes.fromhex(row + others * 16))
    assert bitmap is not None
    assert bitmap.rows.hex().upper() == shown + rest * 16


@given(bitmap=_bitmaps(), noise=st.booleans())
def test_black_is_the_rarer_color(bitmap: tuple[int, bytes], *, noise: bool) -> None:
    """Every pixel is as recorded, or every pixel is its opposite; what stands in the padding of a row is dropped."""
    size, rows = bitmap
    width = (size + 7) // 8
    recorded = [[rows[y * width + x // 8] >> (7 - x % 8) & 1 for x in range(size)] for y in range(size)]
    black = sum(map(sum, recorded))
    padding = ((1 << -size % 8) - 1).to_bytes(width, "big") * size
    content = bytes(row | pad for row, pad in zip(rows, padding, strict=True)) if noise else rows
    decoded = decode_bitmap(bytes((size,)) + content)
    assert decoded is not None
    shown = [[int(decoded.is_black(x, y)) for x in range(size)] for y in range(size)]
    swapped = [[1 - pixel for pixel in row] for row in recorded]
    assert shown == (recorded if black <= size * size - black else swapped)
    assert not any(byte & pad for byte, pad in zip(decoded.rows, padding, strict=True))


@given(bitmap=_bitmaps(), fill=st.sampled_from([b"", b"\xff" * 3, b"\0" * 3]))
def test_both_codings_give_the_same_picture(bitmap: tuple[int, bytes], fill: bytes) -> None:
    """Uncompressed rows, with fill behind them or not, and T.6 are told apart by length."""
    size, rows = bitmap
    raw = decode_bitmap(bytes((size,)) + rows + fill)
    assert raw is not None
    assert (raw.size, raw.coding) == (size, BitmapCoding.RAW)
    data = compress(rows, size)
    if len(data) < len(rows):
        assert decode_bitmap(bytes((size,)) + data) == Bitmap(size, raw.rows, BitmapCoding.MMR)


@pytest.mark.parametrize("raw", [b"", b"\x18", b"\x18" + bytes(71), b"\x0f" + bytes(30), b"\x41" + bytes(600)])
def test_what_fits_no_coding_is_none(raw: bytes) -> None:
    """Too few rows, and fewer or more dots than a character has, are no picture."""
    assert decode_bitmap(raw) is None
