"""Files with invented values: each value on its own here, whole cards with their conversations in `tests/reading`."""

from __future__ import annotations

import io
import struct
import zlib
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from menkyo.record import NumberCheck
from menkyo.record.anonymize import anonymize_files
from menkyo.record.bitmap import decode_bitmap
from menkyo.record.dates import decode_era_date
from menkyo.record.invented_picture import blank_jpeg_2000, blank_png, picture_bodies
from menkyo.record.invention import Invention
from menkyo.record.leftovers import Search
from menkyo.record.number import check_digit, decode_number
from menkyo.record.parts import PartKind, parts_of
from menkyo.record.photo import decode_photo
from menkyo.record.text import decode_text
from menkyo.virtual import LicenseFiles, load_image

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = st.integers(0, 1 << 32)
FILES = (
    "WEF02", "WEF03", "MF/EF01", "DF1/EF01", "DF1/EF03", "DF1/EF04", "DF2/EF01", "DF3/EF01",
    "text/EF0002", "surface/EF0002", "user-authentication-certificate", "card-record", "token-information", "",
)  # fmt: skip
FIELDS = bytes.fromhex(
    "DF21080000000000000000DF2206E5B1B1E794B0DF2303E69DB1DF24083139383030323137DF250132DF2604DEADBEEF"
)
FACE = b"\xff\x20\x82" + len(FIELDS).to_bytes(2, "big") + FIELDS
NAME = bytes.fromhex("3B334544212142404F3A")  # 山田　太郎


def invention(seed: int) -> Invention:
    """Something that invents."""
    return Invention(Random(seed))  # noqa: S311 - what is invented must be the same at each run


def picture(name: str) -> bytes:
    """The photo of a built-in card."""
    record = LicenseFiles(load_image(name)).wef02 or b""
    (photo,) = (part for part in parts_of("WEF02", record) if part.kind is PartKind.PHOTO)
    return record[photo.start : photo.end]


@given(SEEDS)
def test_text_keeps_its_kinds_of_characters(seed: int) -> None:
    """Kanji stay kanji, kana kana, digits digits, and blanks and external characters where they were."""
    made = invention(seed).text(NAME + bytes.fromhex("2331 FFF1 255E 2462 2345"))
    assert [made[at] for at in (4, 10, 12, 13, 14, 16, 18)] == [0x21, 0x23, 0xFF, 0xF1, 0x25, 0x24, 0x23]
    assert made[11] in range(0x30, 0x3A)
    assert made[19] in range(0x41, 0x5B)
    assert all(made[at] in range(0x30, 0x4F) for at in (0, 2, 6, 8))


@given(st.binary(max_size=80), SEEDS)
def test_text_of_any_bytes_has_the_same_faults(raw: bytes, seed: int) -> None:
    """What is wrong with a text is wrong with the invented one, at the same places."""
    made = invention(seed).text(raw)
    assert len(made) == len(raw)
    assert decode_text(made)[1] == decode_text(raw)[1]


@pytest.mark.parametrize("fill", [b"\0", b" ", b"\xff"])
def test_the_fill_behind_a_text_stays(fill: bytes) -> None:
    """It is no character, and the text before it becomes what it becomes without."""
    invent = invention(1)
    assert invent.text(NAME + fill * 20) == invent.text(NAME) + fill * 20


def test_equal_values_become_equal_ones() -> None:
    """The condition that a change record lifts is still the one that is recorded."""
    invent = invention(1)
    assert invent.text(NAME) == invent.text(NAME)
    assert invent.text(NAME) != NAME


def test_the_words_that_every_commission_has_stay(encode_text: Callable[[str], bytes]) -> None:
    """How a commission's name is shortened can be told from the invented one."""
    made = decode_text(invention(1).commission(encode_text("神奈川県公安")))[0]
    assert made[4:] == "公安"
    assert not set(made[:4]) & set("神奈川県")


@given(st.dates(), st.integers(1, 5), st.integers(0, 99), SEEDS)
def test_days_are_moved_and_stay_days(day: object, era: int, year: int, seed: int) -> None:
    """A day of any era becomes another one of that era."""
    raw = f"{era}{year:02}{day:%m%d}".encode()
    made = invention(seed).day(raw)
    assert (len(made), made[:1]) == (7, raw[:1])
    try:
        is_day = decode_era_date(raw) is not None
    except ValueError:
        is_day = False
    if is_day:
        assert decode_era_date(made) is not None
        assert made != raw


@pytest.mark.parametrize("raw", [b"", b"0000000", b"4000000", b"       ", b"\xff" * 7])
def test_the_form_of_an_absent_day_stays(raw: bytes) -> None:
    """What says that there is no day answers a question, and tells of nobody."""
    assert invention(1).day(raw) == raw


@pytest.mark.parametrize("raw", [b"5129931", b"9120101", b"512A101"])
def test_what_is_no_day_stays_none(raw: bytes) -> None:
    """A day that the calendar lacks becomes another one that it lacks."""
    made = invention(1).day(raw)
    assert made != raw
    with pytest.raises(ValueError, match=r"."):
        decode_era_date(made)


def test_all_days_are_moved_alike() -> None:
    """A day is the same however it is written: era, full width, western digits and BCD."""
    invent = invention(7)
    day = decode_era_date(invent.day(b"3550217"))
    assert day is not None
    western = f"{day.date:%Y%m%d}"
    wide = bytes.fromhex("2333233523352330233223312337")
    assert decode_era_date(invent.wide_day(wide)[1::2]) == day
    assert invent.western_day(b"19800217").decode() == western
    assert invent.packed_day(bytes.fromhex("19800217")).hex() == western
    assert invent.time(b"19800217000000Z").decode() == f"{western}000000Z"
    assert invent.time(b"800217000000Z").decode() != "800217000000Z"


@given(st.integers(0, 10**10 - 1), st.integers(0, 9), st.booleans(), SEEDS)
def test_a_number_keeps_whether_it_fits(ten: int, last: int, fits: bool, seed: int) -> None:  # noqa: FBT001 - hypothesis draws it
    """The check digit of the invented number fits where the recorded one did, and only there."""
    first = f"{ten:010}"
    digit = check_digit(first)
    raw = f"{first}{digit if fits else (int(digit) + 1) % 10}{last}".encode()
    number = decode_number(invention(seed).number(raw)) if raw.strip(b"0") else None
    if number is not None:
        assert (number.check is NumberCheck.OK) is fits


def test_two_numbers_that_share_eleven_digits_still_do() -> None:
    """What the numbers of a license and a history have in common stays (section 12, Q15)."""
    invent = invention(3)
    one, other = invent.number(b"309012345621"), invent.number(b"309012345629")
    assert one[:11] == other[:11] != b"30901234562"


@pytest.mark.parametrize("name", ["specimen", "codestream", "full-size", "no-extended-length"])
def test_a_photo_becomes_a_blank_one(name: str) -> None:
    """Length, wrapping, size and headers stay; the picture shows one shade of gray."""
    raw = picture(name)
    made = blank_jpeg_2000(raw)
    assert len(made) == len(raw)
    assert decode_photo(made).__class__ is decode_photo(raw).__class__
    for field in ("format", "width", "height", "components"):
        assert getattr(decode_photo(made), field) == getattr(decode_photo(raw), field)
    with Image.open(io.BytesIO(made)) as shown:
        darkest, lightest = shown.getextrema()
    assert darkest == lightest
    assert not any(b"".join(picture_bodies(made)))


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\x4f\xff\x51", b"\x00\x00\x00\x0cjP  "]))
def test_any_bytes_have_a_blank_picture(raw: bytes, beginning: bytes) -> None:
    """Whatever stands in place of a photo comes back as long as it was, in bounded time."""
    assert len(blank_jpeg_2000(beginning + raw)) == len(beginning + raw)
    assert len(blank_png(beginning + raw)) == len(beginning + raw)


def test_a_tile_without_end_is_no_loop() -> None:
    """A tile that ends where it begins, and data without a tile, end the picture."""
    head = b"\xff\x4f\xff\x51\x00\x04\x00\x00"
    for tail in (b"\xff\x93\xff\x93", b"\xff\x90\x00\x0a\x00\x00\x00\x00\x00\x0e\x00\x01\xff\x93\xff\x93" * 2):
        assert len(blank_jpeg_2000(head + tail)) == len(head + tail)


@given(st.integers(8, 60), st.integers(8, 60), SEEDS)
def test_a_png_becomes_a_blank_one(width: int, height: int, seed: int) -> None:
    """A picture of a name is one of the same size and length, of one color."""
    pixels = Random(seed).randbytes((width + 7) // 8 * height)  # noqa: S311 - as above
    stream = io.BytesIO()
    Image.frombytes("1", (width, height), pixels).save(stream, "PNG")
    raw = stream.getvalue()
    made = blank_png(raw)
    assert len(made) == len(raw)
    with Image.open(io.BytesIO(made)) as shown:
        assert shown.size == (width, height)
        if len(raw) > 200:  # a small one may be shorter compressed than a blank one
            darkest, lightest = shown.getextrema()
            assert darkest == lightest


def test_what_is_no_whole_png_is_blotted_out() -> None:
    """A header that claims more than there is does not cost memory."""
    header = struct.pack(">IIBBBBB", 1 << 31, 1 << 31, 8, 6, 0, 0, 0)
    chunk = b"IHDR" + header
    raw = b"\x89PNG\r\n\x1a\n" + len(header).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big") + b"rest"
    assert blank_png(raw) == raw[:8] + bytes(len(raw) - 8)


@given(st.binary(min_size=1, max_size=140), SEEDS)
def test_a_picture_of_a_character_keeps_its_coding(raw: bytes, seed: int) -> None:
    """As many dots in the same coding, or none that anybody knows."""
    made = invention(seed).glyph(raw)
    before, after = decode_bitmap(raw), decode_bitmap(made)
    assert len(made) == len(raw)
    assert (before and (before.size, before.coding)) == (after and (after.size, after.coding))


@pytest.mark.parametrize("file", FILES)
@given(data=st.binary(max_size=200), seed=SEEDS)
def test_parts_lie_in_their_file(file: str, data: bytes, seed: int) -> None:
    """Of any bytes the parts are in order and do not overlap, and what is invented is as long as the file."""
    end = 0
    for part in parts_of(file, data):
        assert end <= part.start <= part.end <= len(data)
        end = part.end
    made, _ = anonymize_files([(file, data)], Random(seed), Search([(file, data)]))  # noqa: S311 - as above
    assert len(made[0]) == len(data)


def test_the_holder_of_a_card_is_invented() -> None:
    """Name, address, birth date and sex of the My Number card's own file are others; an unknown object is listed."""
    search = Search([("text/EF0002", FACE)])
    (made,), kept = anonymize_files([("text/EF0002", FACE)], Random(1), search)  # noqa: S311 - as above
    assert made[:16] == FACE[:16]
    assert not search.finds(made)
    assert [(item.tag, item.length) for item in kept] == [("DF26", 4)]


def test_an_unknown_object_that_holds_a_value_is_blotted_out() -> None:
    """What nobody knows stays only where none of the card's values is in it."""
    data = bytes.fromhex("C60A") + NAME + bytes.fromhex("0A0C01") + NAME + b"\x02"
    (made,), kept = anonymize_files([("WEF02", data)], Random(1), Search([("WEF02", data)]))  # noqa: S311 - as above
    assert made[-12:] == b"\x55" * 12
    assert not kept


@pytest.mark.parametrize("length", [20, 32, 90, 160])
def test_the_serial_number_of_the_token_information_is_invented(length: int) -> None:
    """It says which card it is; what stands around it says what kind of card, and stays."""
    token = (b"JPKIAPICCTOKEN2".ljust(80) + b"4712903856120947" + bytes(48) + b"9" * 16)[:length]
    search = Search([("token-information", token)])
    (made,), kept = anonymize_files([("token-information", token)], Random(1), search)  # noqa: S311 - as above
    assert (made[:80], made[96:]) == (token[:80], token[96:])
    assert length <= 80 or made[80:96] != token[80:96]
    assert made[80:96].isdigit() == (length > 80)
    assert sum(item.length for item in kept) == len(token) - len(token[80:96])


def test_a_file_that_nobody_knows_loses_its_content() -> None:
    """Without a table there is no telling what is personal."""
    made, kept = anonymize_files([("", b"whatever it is")], Random(1), Search([]))  # noqa: S311 - as above
    assert (made, kept) == ((b"\x55" * 14,), ())


def nested(*tags: str, value: bytes) -> bytes:
    """The tags and lengths before a value, from outside to inside."""
    head = b""
    for tag in reversed(tags):
        head = bytes.fromhex(tag) + b"\x82" + (len(head) + len(value)).to_bytes(2, "big") + head
    return head


@pytest.mark.parametrize(
    ("file", "tags", "value", "maker"),
    [
        ("DF1/EF01", ["12"], NAME, "text"),
        ("DF1/EF01", ["20"], bytes.fromhex("456C357E45543878304230513077327134"), "commission"),
        ("DF1/EF01", ["1A"], bytes.fromhex("3B334544"), "text"),
        ("DF1/EF01", ["16"], b"3550217", "day"),
        ("DF1/EF01", ["21"], b"309012345621", "number"),
        ("DF1/EF01", ["19"], b"A2345", "latin"),
        ("DF1/EF03", ["48"], b"\x10" + b"\x0f" * 32, "glyph"),
        ("MF/EF01", ["45"], bytes.fromhex("30303119800217")[3:], "packed_day"),
        ("WEF03", ["0108"], bytes(range(256)), "binary"),
        ("text/EF0002", ["FF40", "DF22"], "山田　太郎".encode(), "unicode"),
        ("text/EF0002", ["FF40", "DF24"], b"19800217", "western_day"),
        ("text/EF0002", ["FF40", "DF25"], b"1", "sex"),
        ("user-authentication-certificate", ["30", "17"], b"800217123456Z", "time"),
        ("user-authentication-certificate", ["30", "02"], bytes.fromhex("00A1B2C3D4E5F60718"), "integer"),
    ],
)
def test_each_value_is_invented_by_its_kind(file: str, tags: list[str], value: bytes, maker: str) -> None:
    """What stands in place of a value is what is invented for its kind; all before it stays."""
    before = b"001" if maker == "packed_day" else b""
    head = nested(*tags, value=before + value) + before
    made, kept = anonymize_files([(file, head + value)], Random(5), Search([]))  # noqa: S311 - as above
    assert (made, kept) == ((head + getattr(invention(5), maker)(value),), ())
    assert made[0] != head + value


@pytest.mark.parametrize(("value", "made"), [("4D254E49", "4D254E49"), ("3F37352C", "4D254E49"), ("243D244E423E",) * 2])
def test_a_color_tells_its_length_alone(value: str, made: str) -> None:
    """New or excellent, which are two characters each, become one of the two; the others are three."""
    head, search = bytes((0xC4, len(value) // 2)), Search([])
    (found,), _ = anonymize_files([("WEF02", head + bytes.fromhex(value))], Random(1), search)  # noqa: S311 - as above
    assert found == head + bytes.fromhex(made)


def test_pictures_become_blank_ones() -> None:
    """Photo and pictures of the card face, each in its own format."""
    photo, png = picture("specimen"), b"\x89PNG\r\n\x1a\n" + bytes(range(200))
    for file, tags, value, made in (
        ("WEF02", ["0107"], photo, blank_jpeg_2000(photo)),
        ("surface/EF0002", ["FF20", "DF27"], photo, blank_jpeg_2000(photo)),
        ("surface/EF0002", ["FF20", "DF25"], png, blank_png(png)),
    ):
        head = nested(*tags, value=value)
        (found,), _ = anonymize_files([(file, head + value)], Random(1), Search([]))  # noqa: S311 - as above
        assert found == head + made


def test_each_part_of_each_file_is_taken() -> None:
    """What is unknown is listed by file, tag and length, and the parts behind it are invented as ever."""
    one = bytes.fromhex("0A020102 C604") + NAME[:4] + bytes.fromhex("0B03010203")
    other = bytes.fromhex("0C0101 1204") + NAME[:4] + b"\xe0\x09ab"
    made, kept = anonymize_files([("WEF02", one), ("DF1/EF01", other)], Random(3), Search([]))  # noqa: S311 - as above
    name = invention(3).text(NAME[:4])
    assert made == (one.replace(NAME[:4], name), other.replace(NAME[:4], name)[:-2] + b"\x55\x55")
    assert kept == (("WEF02", "0A", 2), ("WEF02", "0B", 3), ("DF1/EF01", "0C", 1))
