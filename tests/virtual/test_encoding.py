from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.virtual.encoding import (
    ERAS,
    encode_day,
    encode_length,
    encode_object,
    encode_tag,
    encode_text,
    generate_glyph,
)

VECTORS = Path(__file__).parents[2] / "fixtures" / "vectors" / "license_card.json"


def record(day: str, text: str, commission: str) -> bytes:
    """A change record of the IC license: edition, day, text, commission."""
    return b"\x90" + encode_text(day) + encode_text(text) + encode_text(commission)


BUILT = {
    "common data: version 010, issued 2025-04-01, expires 2030-05-15": (
        encode_object(0x45, b"010" + bytes.fromhex("20250401 20300515")) + encode_object(0x46, b"\x01\x02")
    ),
    "PIN setting of the IC license: set": encode_object(0x05, b"\x01"),
    "PIN setting: set": encode_object(0xC1, b"\x01"),
    "head: history fields empty, 優良, 令和12-05-15, 眼鏡等, condition 2 empty": (
        encode_object(0xC2, b"")
        + encode_object(0xC3, b"")
        + encode_object(0xC4, encode_text("優良"))
        + encode_object(0xC5, encode_day(dt.date(2030, 5, 15)))
        + encode_object(0xC6, encode_text("眼鏡等"))
        + encode_object(0xC7, b"")
    ),
    "number: 309012345620": encode_object(0xE7, b"309012345620"),
    "photo header for 2000 bytes": encode_object(0x107, bytes(2000))[:5],
    "signature header": encode_object(0x108, bytes(256))[:5],
    "subject header for 130 bytes": encode_object(0x10C, bytes(130))[:5],
    "category held: 普通, 令和2-04-01": encode_object(0x26, encode_day(dt.date(2020, 4, 1))),
    "category not held: 大型": encode_object(0x25, encode_day("4000000")),
    "name with external character 1: 山□　太郎": encode_object(0x12, encode_text("山{外字1} 太郎")),
    "new address: 令和7-07-01, 東京都千代田区霞が関, 東京都公安": encode_object(
        0x70, record("5070701", "東京都千代田区霞が関", "東京都公安")
    ),
    "new commission: 令和7-07-01, 東京都公安": encode_object(0x51, record("5070701", "", "東京都公安")),
}


@pytest.mark.parametrize("vector", json.loads(VECTORS.read_text(encoding="utf-8")), ids=lambda row: row["name"])
def test_vector(vector: dict[str, str]) -> None:
    """Every vector of the license card spec comes out of the encoders byte for byte."""
    assert BUILT[vector["name"]] == bytes.fromhex(vector["hex"])


@pytest.mark.parametrize(
    ("length", "written"),
    [(0, "00"), (127, "7F"), (128, "820080"), (255, "8200FF"), (2000, "8207D0"), (65535, "82FFFF")],
)
def test_length(length: int, written: str) -> None:
    """A length is one byte up to 127 and 82 hh ll from 128 on, never 81 nn."""
    assert encode_length(length) == bytes.fromhex(written)


@pytest.mark.parametrize("length", [-1, 65536])
def test_length_without_form(length: int) -> None:
    """A length that two bytes cannot hold is refused."""
    with pytest.raises(ValueError, match="does not fit"):
        encode_length(length)


@pytest.mark.parametrize(
    ("number", "prefix", "written"),
    [
        (0x1F, "01", "1F"),
        (0xDF, "01", "DF"),
        (0xFF, "01", "FF"),
        (0x107, "01", "0107"),
        (0x107, "1F", "1F07"),
        (0x140, "5F", "5F40"),
    ],
)
def test_tag(number: int, prefix: str, written: str) -> None:
    """A tag below 100 is one byte whatever its bits are, and one from 100 on has a prefix."""
    assert encode_tag(number, bytes.fromhex(prefix)) == bytes.fromhex(written)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("優良", "4D25 4E49"),
        ("新規", "3F37 352C"),
        ("その他", "243D 244E 423E"),
        ("公安委員会", "3878 3042 3051 3077 3271"),
        ("0(9)t", "2330 214A 2339 214B 2374"),
        ("０（９）ｔ", "2330 214A 2339 214B 2374"),
        ("a b", "2361 2121 2362"),
        ("ｶﾞ", "252C"),
        ("か\u3099", "242C"),
        ("-－−", "215D 215D 215D"),
        ("〜～", "2141 2141"),
        ("{外字1}{外字7}{欠字}{fff9}", "FFF1 FFF7 FFFA FFF9"),
    ],
)
def test_text(text: str, written: str) -> None:
    """Text is pairs of JIS X 0208, half-width forms are widened, and marks become external character codes."""
    assert encode_text(text) == bytes.fromhex(written)


@pytest.mark.parametrize("text", ["髙", "𠮷", "①", "é", "\n", "{外字8}", "{", "}", "{外字}", '"'])
def test_text_outside_the_set(text: str) -> None:
    """A character that the card cannot hold and a mark that means nothing are refused."""
    with pytest.raises(ValueError, match=r"JIS X 0208|mark"):
        encode_text(text)


@given(
    st.lists(st.integers(0x21, 0x7E).flatmap(lambda row: st.tuples(st.just(row), st.integers(0x21, 0x7E))), max_size=40)
)
def test_text_agrees_with_the_standard_codec(cells: list[tuple[int, int]]) -> None:
    """Whatever the ISO-2022-JP codec reads from defined cells is written back as the same cells."""
    raw = bytes(byte for cell in cells for byte in cell)
    try:
        text = (b"\x1b$B" + raw + b"\x1b(B").decode("iso2022_jp")
    except UnicodeDecodeError:
        return

    assert encode_text(text) == raw


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (dt.date(2030, 5, 15), "5120515"),
        (dt.date(2019, 5, 1), "5010501"),
        (dt.date(2019, 4, 30), "4310430"),
        (dt.date(1989, 1, 7), "3640107"),
        (dt.date(1989, 1, 8), "4010108"),
        (dt.date(1926, 12, 25), "3011225"),
        (dt.date(1926, 12, 24), "2151224"),
        (dt.date(1912, 7, 29), "1450729"),
        ("平成42-05-15", "4420515"),
        ("令和2-4-1", "5020401"),
        ("4000000", "4000000"),
        ("0000000", "0000000"),
        ("", ""),
    ],
)
def test_day(day: dt.date | str, written: str) -> None:
    """A day gets the era of that day, unless its text says otherwise."""
    assert encode_day(day) == written.encode("ascii")


@pytest.mark.parametrize("day", [dt.date(1868, 1, 24), "平成の終わり", "20300515"])
def test_day_without_form(day: dt.date | str) -> None:
    """A day that seven characters cannot hold is refused."""
    with pytest.raises(ValueError, match=r"first era|neither"):
        encode_day(day)


@given(st.dates(min_value=ERAS[0].first_day, max_value=dt.date(2117, 12, 31)))
def test_day_counts_back(day: dt.date) -> None:
    """Era base and year of era add up to the western year of every day."""
    base = {"1": 1867, "2": 1911, "3": 1925, "4": 1988, "5": 2018}
    written = encode_day(day).decode("ascii")

    assert (base[written[0]] + int(written[1:3]), written[3:]) == (day.year, f"{day:%m%d}")


def test_generated_glyphs() -> None:
    """A generated glyph tells its 24 dots, has 24 rows of three bytes, and differs from the others."""
    glyphs = [generate_glyph(number) for number in range(1, 6)]

    assert {len(glyph) for glyph in glyphs} == {73}
    assert {glyph[0] for glyph in glyphs} == {24}
    assert len(set(glyphs)) == 5
