"""What is invented in place of one value: from where to where chance may fall, and what stays."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, TypeVar

import pytest

from menkyo.record.bitmap import BitmapCoding, decode_bitmap
from menkyo.record.invention import Invention
from menkyo.record.number import check_digit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import SupportsLenAndGetItem

T = TypeVar("T")
SHORTEST, LONGEST = timedelta(days=200), timedelta(days=1499)


class Fixed(Random):
    """Chance that always falls on the first (0) or the last (-1) of what may be drawn."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at

    def choice(self, seq: SupportsLenAndGetItem[T]) -> T:
        """The first or last."""
        return seq[self.at % len(seq)]

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """The least or greatest."""
        return (range(start) if stop is None else range(start, stop, step))[self.at]

    def sample(self, population: Sequence[T], k: int, *, counts: object = None) -> list[T]:
        """In order, or from the end."""
        assert counts is None
        return list(population)[:k] if self.at == 0 else list(population)[: -k - 1 : -1]


def invention(at: int) -> Invention:
    """Something that invents the first or last of what it may."""
    return Invention(Fixed(at))


def by_chance(seed: int) -> Invention:
    """Something that invents."""
    return Invention(Random(seed))  # noqa: S311 - what is invented must be the same at each run


@pytest.mark.parametrize(
    ("raw", "first", "last"),
    [
        ("3B33", "3021", "4E7E"),
        ("4F53", "3021", "4E7E"),
        ("5021", "5021", "737E"),
        ("7426", "5021", "737E"),
        ("2462", "2422", "246F"),
        ("255E", "2522", "256F"),
        ("2641", "2621", "2638"),
        ("2751", "2721", "2741"),
        ("2335", "2330", "2339"),
        ("2342", "2341", "235A"),
        ("2362", "2361", "237A"),
        ("2121", "2121", "2121"),
        ("2226", "2226", "2226"),
        ("2821", "2821", "2821"),
        ("FFF1", "FFF1", "FFF1"),
        ("FF00", "FF00", "FF00"),
        ("2A21", "2921", "2921"),
        ("2340", "2921", "2921"),
        ("BB33", "2921", "2921"),
        ("3BB3", "2921", "2921"),
        ("0101", "2921", "2921"),
        ("0000", "0000", "0000"),
        ("3B3380", "302121", "4E7E21"),
        ("3B33FF", "3021FF", "4E7EFF"),
        ("", "", ""),
    ],
)
def test_a_character_becomes_one_of_its_kind(raw: str, first: str, last: str) -> None:
    """Kanji of either level, kana, letters and digits become any of the kind; what is no character stays none."""
    for at, made in ((0, first), (-1, last)):
        assert invention(at).text(bytes.fromhex(raw)) == bytes.fromhex(made)


@pytest.mark.parametrize(
    ("raw", "first", "last"),
    [
        ("a", "a", "z"),
        ("M", "A", "Z"),
        ("5", "0", "9"),
        ("- \x7f", "- \x7f", "- \x7f"),
        ("\x80", "\u00c0", "\u01bf"),
        ("é", "\u00c0", "\u01bf"),
        ("山", "\u4e00", "\u9dff"),
        ("𠮷", "\U00020000", "\U00024fff"),
        ("０", "０", "９"),
        ("９", "０", "９"),
        ("ぁ", "あ", "を"),
        ("ん", "あ", "を"),
        ("ゔ", "\u4e00", "\u9dff"),
        ("ァ", "ア", "ヲ"),
        ("ヶ", "ア", "ヲ"),
        ("ヷ", "\u4e00", "\u9dff"),
        ("Ａ", "\u4e00", "\u9dff"),
        ("　、・«", "　、・«", "　、・«"),
        ("\ufffd", "\u4e00", "\u9dff"),
        ("山é7", "\u4e00\u00c00", "\u9dff\u01bf9"),
    ],
)
def test_a_character_of_unicode_keeps_its_length(raw: str, first: str, last: str) -> None:
    """Each becomes one that takes as many bytes; kana, digits and letters stay what they are, and so do signs."""
    for at, made in ((0, first), (-1, last)):
        assert invention(at).unicode(raw.encode()) == made.encode()


@pytest.mark.parametrize("raw", ["FF", "E5B1", "41C080", "EDA080"])
def test_what_is_no_unicode_is_blotted_out(raw: str) -> None:
    """Bytes that nobody can read are replaced one by one."""
    assert invention(0).unicode(bytes.fromhex(raw)) == b"\x55" * (len(raw) // 2)


@pytest.mark.parametrize(
    ("raw", "first", "last"),
    [
        (b"Bc7", b"Aa0", b"Zz9"),
        (b" -.=\\~\x7f", b" -.=\\~\x7f", b" -.=\\~\x7f"),
        (b"\xa1\xb5\xdf", b"\xb1\xb1\xb1", b"\xdc\xdc\xdc"),
        (b"\x80\xa0\xe0\xfe\xff", b"\x80\x80\x80\x80\xff", b"\x80\x80\x80\x80\xff"),
        (b"CN=Bo,ou=c1", b"CN=Aa,ou=a0", b"CN=Zz,ou=z9"),
        (b"", b"", b""),
    ],
)
def test_a_single_byte_becomes_one_of_its_kind(raw: bytes, first: bytes, last: bytes) -> None:
    """Capitals, small letters, digits and katakana become others, and the names of attributes stay."""
    for at, made in ((0, first), (-1, last)):
        assert invention(at).latin(raw) == made


@pytest.mark.parametrize(
    ("raw", "first", "last"), [(b"1", b"1", b"2"), (b"2", b"1", b"2"), (b"9", b"9", b"9"), (b"", b"", b"")]
)
def test_a_sex_is_one_of_two(raw: bytes, first: bytes, last: bytes) -> None:
    """By chance, and not by what it was; a digit that tells none stays."""
    for at, made in ((0, first), (-1, last)):
        assert invention(at).sex(raw) == made


def test_the_words_of_a_commission_stay_in_its_name_alone() -> None:
    """The same characters in a text are replaced, though the value is the same."""
    name, invent = "公安".encode("iso2022_jp")[3:-3], by_chance(1)
    made = invent.text(name)
    assert made != name
    assert invent.commission(name) == name
    assert invent.text(name) == made


def test_texts_that_differ_in_blanks_are_the_same() -> None:
    """A name is one name wherever its blank stands, and another one where it is longer."""
    invent = by_chance(1)
    made = invent.text(bytes.fromhex("3B33 4544 2121 4240 4F3A"))
    assert invent.text(bytes.fromhex("3B33 2121 4544 4240 4F3A")) == made
    assert len(invent.text(bytes.fromhex("3B33 4544 4240 4F3A"))) == 8
    assert invent.commission(bytes.fromhex("3B33 4544 2121 4240")) == invent.commission(
        bytes.fromhex("3B33 2121 4544 4240")
    )


def test_texts_that_cannot_be_read_are_not_the_same() -> None:
    """Only what can be read is compared as a text, the rest by its bytes."""
    invent = by_chance(1)
    assert invent.text(bytes.fromhex("3B33 4544 2A21")) != invent.text(bytes.fromhex("4240 4F3A 2A21"))
    assert invent.commission(bytes.fromhex("3B33 4544 2A21")) != invent.commission(bytes.fromhex("4240 4F3A 2A21"))


@pytest.mark.parametrize(
    "kind", ["text", "commission", "unicode", "latin", "sex", "day", "western_day", "number", "binary"]
)
def test_values_that_are_equal_stay_equal(kind: str) -> None:
    """Whatever a value is, the second time it becomes what it became the first time, and others do not."""
    raw, other = {
        "sex": (b"1", b"2"),
        "text": (b"\x3b\x33" * 8, b"\x45\x44" * 8),
        "commission": (b"\x3b\x33" * 8, b"\x45\x44" * 8),
    }.get(kind, (b"350021700000", b"350021711111"))
    makers = [getattr(by_chance(seed), kind) for seed in range(8)]
    assert all(make(raw) == make(raw) for make in makers)
    assert any(make(raw) != make(other) for make in makers)


def era(day: date, base: int, digit: int) -> bytes:
    """Seven digits."""
    return f"{digit}{day.year - base:02}{day:%m%d}".encode()


@pytest.mark.parametrize("day", [date(1980, 2, 17), date(2018, 12, 31), date(2000, 2, 29)])
def test_a_day_moves_forward(day: date) -> None:
    """By 200 days at least and 1,499 at most, within its era's years; letters behind it are invented."""
    for at, by in ((0, SHORTEST), (-1, LONGEST)):
        moved = day + by
        assert invention(at).day(era(day, 1925, 3)) == era(moved, 1925, 3)
        assert invention(at).day(era(day, 1925, 3) + b"Q") == era(moved, 1925, 3) + (b"A" if at == 0 else b"Z")
        assert invention(at).western_day(f"{day:%Y%m%d}".encode()) == f"{moved:%Y%m%d}".encode()
        assert invention(at).packed_day(bytes.fromhex(f"{day:%Y%m%d}")).hex() == f"{moved:%Y%m%d}"


def test_a_day_at_the_end_of_the_years_moves_back() -> None:
    """An era has years of two digits, and the calendar those of four."""
    last = date(2018 + 99, 12, 31)
    assert invention(0).day(era(last - SHORTEST, 2018, 5)) == era(last, 2018, 5)
    beyond = last - SHORTEST + timedelta(days=1)
    assert invention(0).day(era(beyond, 2018, 5)) == era(beyond - SHORTEST, 2018, 5)
    assert invention(-1).day(era(last, 2018, 5)) == era(last - LONGEST, 2018, 5)
    assert invention(0).western_day(b"99991231") == f"{date.max - SHORTEST:%Y%m%d}".encode()


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        (b"4000000", b"4000000"),
        (b"0000000", b"0000000"),
        (b"4000000Q", b"4000000A"),
        (b"4310000", b"4000000"),
        (b"4300000", b"4000000"),
        (b"4000100", b"4010100"),
        (b"5129931", b"5009931"),
        (b"5129931Q", b"5009931A"),
        (b"5009931", b"5019931"),
        (b"4010229", b"4020229"),
        (b"9120101", b"9000101"),
        (b"5120", b"0000"),
        (b"5A20101", b"0A00000"),
        (b"\xff" * 7, b"\xff" * 7),
        (b"       ", b"       "),
        (b"", b""),
    ],
)
def test_what_is_no_day_becomes_another_that_is_none(raw: bytes, made: bytes) -> None:
    """The year is another one, in which the day is still none; an absent day without a year stays."""
    assert invention(0).day(raw) == made


def test_the_year_of_what_is_no_day_is_any() -> None:
    """Up to the last year of two digits."""
    assert invention(-1).day(b"5129931") == b"5999931"
    assert invention(-1).day(b"5999931") == b"5989931"


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        ("2333 2335 2335 2330 2332 2331 2337", "2333 2335 2335 2330 2339 2330 2334"),
        ("2333 2335 2335 2330 2332 2331", "2330" * 6),
        ("2333 2335 2335 2330 2332 2331 2337 2333", "2330" * 8),
        ("2333 2335 2335 2330 2332 2331 3021", "2330" * 6 + "3021"),
        ("2121" * 7, "2121" * 7),
        ("", ""),
    ],
)
def test_full_width_digits_are_a_day_or_a_text(raw: str, made: str) -> None:
    """Seven of them are a day; as many others, or anything else, are characters."""
    assert invention(0).wide_day(bytes.fromhex(raw)) == bytes.fromhex(made)


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        (b"19800217", b"19800904"),
        (b"19801301", b"00000000"),
        (b"1980021", b"0000000"),
        (b"198002170", b"000000000"),
        (b"1980021Q", b"0000000A"),
        (b"        ", b"        "),
    ],
)
def test_eight_digits_are_a_day_or_a_text(raw: bytes, made: bytes) -> None:
    """What is no day of the calendar is replaced digit by digit."""
    assert invention(0).western_day(raw) == made


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        (b"800217123456Z", b"800904123456Z"),
        (b"19800217123456Z", b"19800904123456Z"),
        (b"1980021712345Z", b"1980090412345Z"),
        (b"19800217", b"19800904"),
        (b"80A217123456Z", b"00A000000000A"),
        (b"1980A217123456Z", b"0000A000000000A"),
        (b"1980", b"0000"),
        (b"", b""),
    ],
)
def test_a_time_keeps_its_hour(raw: bytes, made: bytes) -> None:
    """The day moves, also where its century is left out; what does not begin with one is replaced byte by byte."""
    assert invention(0).time(raw) == made


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        ("19800217", "19800904"),
        ("19800210", "19800828"),
        ("58585858", "00005858"),
        ("00000000", "00000000"),
        ("FFFFFFFF", "FFFFFFFF"),
        ("19801301", "00001301"),
        ("198002", "212121"),
        ("19800A17", "21212121"),
    ],
)
def test_packed_digits_are_a_day_or_bytes(raw: str, made: str) -> None:
    """What is no day stays none, and what is not all digits is replaced byte by byte; fill stays."""
    assert invention(0).packed_day(bytes.fromhex(raw)) == bytes.fromhex(made)
    assert invention(-1).packed_day(bytes(4)) == bytes(4)


@pytest.mark.parametrize(("at", "ten"), [(0, "1000000000"), (-1, "9799999999")])
@pytest.mark.parametrize("fits", [True, False])
def test_a_number_is_any_number(at: int, ten: str, *, fits: bool) -> None:
    """Of any commission, year and serial, with the right check digit, or the one that follows on it."""
    right = int(check_digit(ten))
    digit = str(right if fits else (right + 1) % 10)
    last = "0" if at == 0 else "9"
    raw = b"3090123456" + (b"2" if fits else b"3") + b"5"
    assert invention(at).number(raw) == (ten + digit + last).encode()
    assert invention(at).number(raw + b"Q") == (ten + digit + last + ("A" if at == 0 else "Z")).encode()


def test_the_digit_after_nine_is_naught() -> None:
    """Each wrong check digit is one digit."""
    raw = b"309012345635"
    wrong = [by_chance(seed).number(raw).decode() for seed in range(100)]
    assert {(int(check_digit(made[:10])) + 1) % 10 for made in wrong} == set(range(10))
    assert all((int(check_digit(made[:10])) + 1) % 10 == int(made[10]) for made in wrong)


def test_two_numbers_stay_two() -> None:
    """What one became is not what another becomes."""
    invent = by_chance(1)
    assert invent.number(b"309012345621")[:11] != invent.number(b"459012345621")[:11]


def test_the_last_digits_of_two_numbers_are_their_own() -> None:
    """The twelfth digit follows the whole number, and not the digit that it was."""
    made = [by_chance(seed) for seed in range(50)]
    pairs = [(each.number(b"309012345621")[11:], each.number(b"309012345629")[11:]) for each in made]
    assert any(one != other for one, other in pairs)
    pairs = [(each.number(b"309012345621")[11:], each.number(b"309012345711")[11:]) for each in made]
    assert any(one != other for one, other in pairs)


@pytest.mark.parametrize(
    ("raw", "made"), [(b"000000000000", None), (b"", None), (b"\xff" * 12, None), (b"30901234562", b"00000000000")]
)
def test_what_is_no_number(raw: bytes, made: bytes | None) -> None:
    """An absent number stays, and one that is too short is replaced digit by digit."""
    assert invention(0).number(raw) == (raw if made is None else made)


@pytest.mark.parametrize(
    ("raw", "first", "last"),
    [
        ("0102", "2121", "FEFE"),
        ("00200102FFFF", "00202121FFFF", "0020FEFEFFFF"),
        ("0100FF2002", "2121212121", "FEFEFEFEFE"),
        ("0020FF", "0020FF", "0020FF"),
        ("", "", ""),
    ],
)
def test_bytes_keep_the_fill_around_them(raw: str, first: str, last: str) -> None:
    """What stands between is replaced by bytes that are no fill."""
    for at, made in ((0, first), (-1, last)):
        assert invention(at).binary(bytes.fromhex(raw)) == bytes.fromhex(made)


@pytest.mark.parametrize(
    ("raw", "first", "last"),
    [
        ("00800102", "00A12121", "00FEFEFF"),
        ("7F010203", "21212121", "7EFEFEFF"),
        ("80010203", "A1212121", "FEFEFEFF"),
        ("7F010200", "21212101", "7EFEFE01"),
        ("7F010220", "21212121", "7EFEFE21"),
        ("0000", "0000", "0000"),
        ("", "", ""),
    ],
)
def test_an_integer_keeps_its_sign_and_is_odd(raw: str, first: str, last: str) -> None:
    """The first bit stays, so that it is as long as before."""
    for at, made in ((0, first), (-1, last)):
        assert invention(at).integer(bytes.fromhex(raw)) == bytes.fromhex(made)


@pytest.mark.parametrize("size", [16, 20, 64])
@pytest.mark.parametrize("tail", ["", "FFFF"])
def test_rows_of_pixels_become_others(size: int, tail: str) -> None:
    """As many dots, and the fill behind them stays."""
    length = size * ((size + 7) // 8)
    raw = bytes([size]) + b"\x3c" * length + bytes.fromhex(tail)
    assert invention(0).glyph(raw) == bytes([size]) + b"\x11" * length + bytes.fromhex(tail)


@pytest.mark.parametrize("more", [0, 3])
@pytest.mark.parametrize(
    ("size", "black", "white"),
    [(16, "0010", "FFFF"), (18, "000101", "FFFFC0"), (20, "0000100", "FFFFF0"), (64, "000000111000", "FF" * 8)],
)
def test_a_coded_picture_becomes_a_white_one(size: int, black: str, white: str, more: int) -> None:
    """A bit for each row, and zeros to the end: in place of ten white pixels, the rest black, and rows like that."""
    bits = "001" + "00111" + black + "11" * (size - 1)
    bits = bits.ljust(-(-len(bits) // 8) * 8, "0")
    raw = bytes([size]) + int(bits, 2).to_bytes(len(bits) // 8, "big") + bytes(more)
    bitmap = decode_bitmap(raw)
    assert bitmap is not None
    assert (bitmap.coding, any(bitmap.rows)) == (BitmapCoding.MMR, True)
    assert invention(0).glyph(raw) == (bytes([size]) + bytes.fromhex(white)).ljust(len(raw), b"\0")


@pytest.mark.parametrize(
    ("raw", "made"),
    [("0F0102", "0F5555"), ("1001020304", "1055555555"), ("100102030405060708", "103333333333333333"), ("", "")],
)
def test_a_picture_that_nobody_can_decode_stays_one(raw: str, made: str) -> None:
    """Where one byte again and again happens to be a picture, another one is taken."""
    assert invention(0).glyph(bytes.fromhex(raw)) == bytes.fromhex(made)
