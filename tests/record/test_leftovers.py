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


@pytest.mark.parametrize("piece", [b"50217", b"00217"])
def test_five_digits_of_a_day_are_not_found(piece: bytes) -> None:
    """Of a day at least the year's last two digits, the month and the day are searched for, era or western."""
    assert not Search(license_file(tE9=b"3550217")).finds(b"x" + piece + b"x")


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


def encoded(*pieces: str) -> set[bytes]:
    """Pieces of a text in the encodings of other places."""
    names = ("utf-8", "shift_jis", "euc_jp", "utf-16-be", "utf-16-le")
    return {piece.encode(name) for piece in pieces for name in names}


def windows(raw: bytes) -> set[bytes]:
    """Any eight bytes of a value."""
    return {raw[at : at + 8] for at in range(len(raw) - 7)}


def license_value(tag: int, value: bytes) -> tuple[str, bytes]:
    """An object of the IC license's first file."""
    return "DF1/EF01", bytes((tag, len(value))) + value


def own_value(tag: str, value: bytes) -> tuple[str, bytes]:
    """An object of the My Number card's own file."""
    inner = bytes.fromhex(tag) + bytes((len(value),)) + value
    return "text/EF0002", b"\xff\x40" + bytes((len(inner),)) + inner


def photo(*tiles: bytes) -> tuple[str, bytes]:
    """A photo whose tiles have these data."""
    head = b"\xff\x4f\xff\x51\x00\x04\x00\x00"
    value = head + b"".join(b"\xff\x90\x00\x0a" + bytes(8) + b"\xff\x93" + each for each in tiles) + b"\xff\xd9"
    return "WEF02", b"\x01\x07\x82" + len(value).to_bytes(2, "big") + value


def png(content: bytes) -> tuple[str, bytes]:
    """A picture of a name, of which the middle is looked for."""
    inner = b"\xdf\x25\x82" + (len(content) + 90).to_bytes(2, "big") + b"h" * 45 + content + b"t" * 45
    return "surface/EF0002", b"\xff\x20\x82" + len(inner).to_bytes(2, "big") + inner


DAYS = {b"19800217", b"800217", bytes.fromhex("19800217"), b"1980-02-17", "1980年2月17日".encode()}
ERA = {b"3550217", b"550217", bytes.fromhex("03550217"), jis("３５５０２１７")}
NOTHING: set[bytes] = set()
CHANGE = jis("３５５０２１７")


@pytest.mark.parametrize(
    ("file", "forms"),
    [
        (license_value(0x12, jis("山")), NOTHING),
        (license_value(0x12, jis("山田")), {jis("山田")} | encoded("山田")),
        (license_value(0x12, jis("山　田")), {jis("山　田")}),
        (license_value(0x12, jis("山・田")), {jis("山・田")}),
        (license_value(0x12, jis("山田太")), {jis("山田太")} | encoded("山田太")),
        (license_value(0x12, jis("山田太郎")), {jis("山田太郎")} | encoded("山田太郎")),
        (license_value(0x12, jis("山田　太郎")),
            {jis("山田　太"), jis("田　太郎"), jis("山田"), jis("太郎")} | encoded("山田", "太郎")),
        (license_value(0x12, jis("　　山田　　太郎　　")),
            {jis("　　山田"), jis("田　　太"), jis("　山田　"), jis("山田　　"), jis("　　太郎"), jis("　太郎　"),
             jis("太郎　　"), jis("山田"), jis("太郎")} | encoded("山田", "太郎")),
        (license_value(0x12, jis("山田太郎子")), {jis("山田太郎"), jis("田太郎子")} | encoded("山田太郎", "田太郎子")),
        (license_value(0x12, jis("山田") + b"\x21"), {jis("山田")} | encoded("山田")),
        (license_value(0x12, jis("山") + b"\x2a\x21"), {jis("山") + b"\x2a\x21"}),
        (license_value(0x12, jis("１２３４")), encoded("１２３４") | {jis("１２３４")}),
        (license_value(0x12, jis("山１２３")), {jis("山１２３")} | encoded("山１２３")),
        (license_value(0x12, jis("山Ａ２３")), {jis("山Ａ２３")} | encoded("山Ａ２３")),
        (license_value(0x12, jis("山田Ａ３")), {jis("山田Ａ３")} | encoded("山田Ａ３", "山田A3")),
        (license_value(0x12, jis("ＡＢＣＤ")), {jis("ＡＢＣＤ")} | encoded("ＡＢＣＤ")),
        (license_value(0x12, jis("ＡＢＣＤＥ")),
            {jis("ＡＢＣＤ"), b"ABCDE"} | encoded("ＡＢＣＤ", "ＢＣＤＥ")),
        (license_value(0x20, jis("東京")), {jis("東京")} | encoded("東京")),
        (license_value(0x20, jis("公安委員会")), NOTHING),
        (license_value(0x20, jis("東京都公")), {jis("東京都公")}),
        (license_value(0x20, jis("東公安委")), NOTHING),
        (license_value(0x12, jis("公安")), {jis("公安")} | encoded("公安")),
        (license_value(0x16, b"3550217"), DAYS | ERA),
        (license_value(0x16, b"3550217 "), DAYS | ERA),
        (license_value(0x16, b"3551399"), NOTHING),
        (license_value(0x16, b"4000000"), NOTHING),
        (license_value(0x19, b"12345"), {b"12345", jis("１２３４５")}),
        (license_value(0x19, b"1A345"), {b"1A345"}),
        (license_value(0x19, b"123"), {jis("１２３")}),
        (license_value(0x21, b"309012345621"),
            windows(b"309012345621") | {jis("３０９０１２３４"), jis("０９０１２３４５"), jis("９０１２３４５６"),
             jis("０１２３４５６２"), jis("１２３４５６２１"), bytes.fromhex("309012345621")}),
        (license_value(0x1A, jis("優良")), NOTHING),
        (license_value(0x45, b"whatever"), NOTHING),
        (license_value(0x16, b"35502"), NOTHING),
        (("DF1/EF04", b"\x60\x1d\x00" + CHANGE + jis("山田公安委員会")), DAYS | ERA | {jis("山田")} | encoded("山田")),
        (("MF/EF01", bytes.fromhex("4507 303031 19800217")), DAYS),
        (("MF/EF01", bytes.fromhex("4507 303031 19801399")), NOTHING),
        (("MF/EF01", bytes.fromhex("4507 303031 19800A17")), NOTHING),
        (("card-record", b"\1\2" + b"x" * 20 + b"19800217"), DAYS),
        (("DF1/EF03", b"\x48\x04\x10\x01\x02\x03"), NOTHING),
        (("DF1/EF03", b"\x48\x05\x10\x01\x02\x03\x04"), {b"\1\2\3\4"}),
        (("DF1/EF03", b"\x48\x21\x10" + bytes(32)), NOTHING),
        (("DF1/EF03", b"\x48\x0a\x14\xff\xff\xf0" + bytes(6)), NOTHING),
        (("DF1/EF03", b"\x48\x21\x10" + bytes(24) + b"abcdefgh"),
            {part for part in windows(bytes(24) + b"abcdefgh") if len(set(part)) > 2}),
        (own_value("DF22", "山田 太郎".encode()), encoded("山田", "太郎")),
        (own_value("DF22", "𠮷田".encode()), {"𠮷田".encode(), "𠮷田".encode("utf-16-be"), "𠮷田".encode("utf-16-le")}),
        (own_value("DF22", b"\xff\xfe" + "山田".encode() + b"\x80"), encoded("山田")),
        (own_value("DF22", "ab1山田太".encode()), encoded("b1山田", "1山田太")),
        (own_value("DF22", b"abcd efghi jklmnopqr"), {b"efghi", b"jklmnopq", b"klmnopqr"}),
        (own_value("DF24", b"19800217"), DAYS),
        (own_value("DF24", b"1980021\xff"), NOTHING),
        (own_value("DF24", b"19801217"),
            {b"19801217", b"801217", bytes.fromhex("19801217"), b"1980-12-17", "1980年12月17日".encode()}),
        (own_value("DF25", b"1"), NOTHING),
        (own_value("DF26", b"whatever it is"), NOTHING),
        (photo(b"abcdefghi", b"123456789"), {b"abcdefgh", b"bcdefghi", b"12345678", b"23456789"}),
        (png(b"abcdefghi"), {b"abcdefgh", b"bcdefghi"}),
        (("WEF03", b"\x01\x0d\x08abcdefgh"), {b"abcdefgh"}),
        (("WEF03", b"\x01\x0d\x08abababab"), NOTHING),
        (("WEF03", b"\x01\x0d\x08ababcbab"), {b"ababcbab"}),
        (("user-authentication-certificate", b"\x30\x0a\x02\x08abcdefgh"), {b"abcdefgh"}),
        (("user-authentication-certificate", b"\x30\x0f\x17\x0d800217123456Z"), NOTHING),
        (("", b"whatever it is"), NOTHING),
    ],
)  # fmt: skip
def test_what_is_searched_for(file: tuple[str, bytes], forms: set[bytes]) -> None:
    """Of each kind of value all its forms, and nothing else."""
    search = Search([file])
    assert {form for form in forms if not search.finds(form)} == set()
    assert len(search) == len(forms)
    assert len(Search([file, file])) == len(forms)
