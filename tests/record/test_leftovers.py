from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.record.leftovers import Search

NAME = bytes.fromhex("3B334544212142404F3A")  # 山田　太郎
ADDRESS = "東京都千代田区霞が関１丁目"
NUMBER = b"309012345621"
SIGNATURE = bytes(range(256))


def jis(text: str) -> bytes:
    """JIS X 0208 as on the card."""
    return bytes(byte & 0x7F for byte in text.encode("euc_jp"))


def license_file(**values: bytes) -> list[tuple[str, bytes]]:
    """A license record with these values by their tags."""
    return [("WEF02", b"".join(bytes((int(tag[1:], 16), len(value))) + value for tag, value in values.items()))]


@pytest.mark.parametrize(
    "form",
    [
        NAME,
        "山田".encode(),
        "太郎".encode("shift_jis"),
        "山田".encode("euc_jp"),
        "太郎".encode("utf-16-be"),
        "山田".encode("utf-16-le"),
        NAME[:4],
        NAME[-4:],
    ],
)
@given(before=st.binary(max_size=5), after=st.binary(max_size=5))
def test_a_name_is_found_in_every_form(form: bytes, before: bytes, after: bytes) -> None:
    """Whole or by a part, in the card's own coding or in another one."""
    assert Search(license_file(tC6=NAME)).finds(before + form + after)


@pytest.mark.parametrize("form", ["ﾔﾏﾀﾞ".encode("shift_jis"), "ｼﾞﾛｳ".encode("shift_jis"), "ﾔﾏﾀﾞ".encode()])
def test_katakana_is_found_in_half_width(form: bytes) -> None:
    """JIS X 0201 has katakana of one byte each, with the voiced sound mark as one more."""
    assert Search(license_file(tC6=jis("ヤマダ　ジロウ"))).finds(form)


@pytest.mark.parametrize("start", range(len(ADDRESS) - 5))
def test_four_characters_of_a_text_are_found(start: int) -> None:
    """A piece of an address gives it away."""
    search = Search(license_file(tC6=jis(ADDRESS)))
    piece = ADDRESS[start : start + 4]
    assert search.finds(jis(piece))
    assert search.finds(piece.encode())


@pytest.mark.parametrize(
    "form",
    [
        b"3550217",
        bytes.fromhex("03550217"),
        jis("３５５０２１７"),
        b"19800217",
        b"550217",
        b"800217",
        bytes.fromhex("19800217"),
        b"1980-02-17",
        "1980年2月17日".encode(),
    ],
)
def test_a_day_is_found_in_every_form(form: bytes) -> None:
    """Era or western, digits or BCD, narrow or wide."""
    assert Search(license_file(tE9=b"3550217")).finds(b"x" + form + b"x")


@pytest.mark.parametrize(
    "form", [NUMBER, NUMBER[:11], NUMBER[2:10], bytes.fromhex("309012345621"), jis("３０９０１２３４５６２")]
)
def test_a_number_is_found_in_every_form(form: bytes) -> None:
    """Whole or eight digits of it, also in BCD and in full width."""
    assert Search(license_file(tE7=NUMBER)).finds(form)


@given(st.integers(0, 248))
def test_eight_bytes_of_a_signature_are_found(start: int) -> None:
    """Any eight bytes of a binary value give it away."""
    search = Search([("WEF03", bytes.fromhex("0108820100") + SIGNATURE)])
    assert search.finds(SIGNATURE[start : start + 8])
    assert not search.finds(SIGNATURE[start : start + 7])


def test_what_stands_everywhere_is_not_searched_for() -> None:
    """Zeros, fill, absent days, colors and flags are no values."""
    search = Search(license_file(tC4=bytes.fromhex("4D254E49"), tE9=b"4000000", tEC=b"\1", tE7=b"0" * 12))
    assert len(search) == 0


def test_a_long_content_is_searched() -> None:
    """A quarter of a megabyte is searched to its end."""
    search = Search(license_file(tC6=jis(ADDRESS), tE7=NUMBER, tE9=b"3550217"))
    assert not search.finds(bytes(1 << 18))
    assert search.finds(bytes(1 << 18) + NUMBER)
