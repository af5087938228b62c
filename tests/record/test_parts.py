"""What each byte of a file is, told part by part: where it begins and ends, what it is, and in which object."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from menkyo.record.parts import Part, PartKind, parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DAY = b"3550217"
CODESTREAM = b"\xff\x4f\xff\x51"
BOX = b"\x00\x00\x00\x0cjP  "


def told(file: str, data: bytes) -> list[tuple[str, str, str]]:
    """The parts of a file: tag, kind, and the bytes in hex."""
    parts = parts_of(file, data)
    for part in parts:
        assert 0 <= part.start < part.end <= len(data)
    return [(part.tag, part.kind.name, data[part.start : part.end].hex().upper()) for part in parts]


def ber(tag: str, *values: bytes) -> bytes:
    """Write an object of BER-TLV."""
    value = b"".join(values)
    size = len(value).to_bytes(1 + (len(value) > 0xFF), "big")
    return bytes.fromhex(tag) + (size if len(value) < 0x80 else bytes((0x80 | len(size),)) + size) + value


@pytest.mark.parametrize(
    ("file", "tag", "value", "kind"),
    [
        ("WEF01", 0xC1, b"\x01", None),
        ("WEF02", 0xC2, DAY, "DAY"),
        ("WEF02", 0xC2, b"4000000", "DAY"),
        ("WEF02", 0xC3, b"\x01", None),
        ("WEF02", 0xC4, b"\x4d\x25\x4e\x49", "COLOR"),
        ("WEF02", 0xC6, b"\x3b\x33", "TEXT"),
        ("WEF02", 0xCA, b"\x10\x00", "GLYPH"),
        ("WEF02", 0xE7, b"309012345621", "NUMBER"),
        ("WEF02", 0xE8, b"309012345621", "NUMBER"),
        ("WEF02", 0xE9, DAY, "DAY"),
        ("WEF02", 0xEC, b"\x01", None),
        ("WEF02", 0xFB, DAY, "DAY"),
        ("WEF02", 0xFB, b"4000000", "UNKNOWN"),
        ("WEF02", 0xFB, b"whatever", "UNKNOWN"),
        ("WEF02", 0x107, CODESTREAM, "PHOTO"),
        ("WEF03", 0x108, bytes(range(256)), "BINARY"),
        ("WEF03", 0x109, b"0123", "LATIN"),
        ("WEF03", 0x10A, b"0123", "UNKNOWN"),
        ("MF/EF01", 0x46, b"\x01\x02", None),
        ("DF1/EF01", 0x11, b"\x00", None),
        ("DF1/EF01", 0x12, b"\x3b\x33", "TEXT"),
        ("DF1/EF01", 0x16, DAY, "DAY"),
        ("DF1/EF01", 0x19, b"12345", "LATIN"),
        ("DF1/EF01", 0x1A, b"\x4d\x25\x4e\x49", "COLOR"),
        ("DF1/EF01", 0x20, b"\x3b\x33", "COMMISSION"),
        ("DF1/EF01", 0x21, b"309012345621", "NUMBER"),
        ("DF1/EF02", 0x41, b"\x3b\x33", "TEXT"),
        ("DF1/EF03", 0x48, b"\x10\x00", "GLYPH"),
        ("DF1/EF04", 0x50, b"\x00", None),
        ("DF1/EF05", 0xA0, b"\x00", None),
        ("DF1/EF05", 0xA1, b"\x10\x00", "GLYPH"),
        ("DF3/EF01", 0x12, b"\x3b\x33", "UNKNOWN"),
    ],
)
def test_an_object_is_what_its_table_says(
    encode_object: Callable[[int, bytes], bytes], file: str, tag: int, value: bytes, kind: str | None
) -> None:
    """Of each object the value is one part, or none where it tells of nobody; fill behind it is none."""
    name = f"{tag:04X}" if tag > 0xFF else f"{tag:02X}"
    wanted = [] if kind is None else [(name, kind, value.hex().upper())]
    assert told(file, encode_object(tag, value)) == wanted
    if kind != "PHOTO":
        assert told(file, encode_object(tag, value) + b"\xff" * 3) == wanted


def test_an_object_of_no_table_is_unknown(encode_file: Callable[[Mapping[int, bytes]], bytes]) -> None:
    """It stands with its tag, empty objects are left out, and the others go on behind it."""
    data = encode_file({0x0A: b"\x01\x02", 0xC4: b"", 0xC6: b"\x3b\x33", 0xE7: b"309012345621"})
    assert told("WEF02", data) == [
        ("0A", "UNKNOWN", "0102"),
        ("C6", "TEXT", "3B33"),
        ("E7", "NUMBER", b"309012345621".hex().upper()),
    ]


@pytest.mark.parametrize(
    ("rest", "broken"),
    [
        (b"", None),
        (b"\xff\xff\xff", None),
        (b"\0\0\0", None),
        (b"\xc7\x0410", "3130"),
        (b"\xc7\x81\x8010", "3130"),
        (b"\xc7\x82\x01\x0010", "3130"),
        (b"\xe0\x83\x0410", "043130"),
        (b"\x01\x02\x0410", "3130"),
        (b"\x01\x07\x82\x07\xd010", "3130"),
        (b"\x02\x07\x82\x07\xd010", "3130"),
        (b"\x02\x0d\x82\x07\xd010", "3130"),
        (b"\x02\x0e\x82\x07\xd010", "8207D03130"),
        (b"\x5f\x40\x82\x07\xd010", "3130"),
        (b"\x5f\x40\x0410", "3130"),
        (b"\x01\x07\x82\x07\xd0" + CODESTREAM + b"10", "3130"),
        (b"\x01\x07\x82\x07\xd0" + BOX + b"10", "3130"),
        (b"\x5f\x40\x82\x07\xd0" + CODESTREAM + b"10", "3130"),
        (b"\xe0\x7f" + CODESTREAM + b"10", "3130"),
    ],
)
def test_behind_the_last_whole_object_all_is_broken(rest: bytes, broken: str | None) -> None:
    """Its tag and length stay, and so does the mark by which a photo is known; fill is nothing."""
    wanted = [("C6", "TEXT", "3B33")]
    if broken is not None:
        wanted.append(("", "BROKEN", broken))
    assert told("WEF02", b"\xc6\x02\x3b\x33" + rest) == wanted


@pytest.mark.parametrize("head", ["E0", "E004", "E081", "E08180", "E0820100", "0107", "01078207D0", "5F40", "5F408207"])
def test_a_head_alone_is_no_part(head: str) -> None:
    """Where nothing stands behind a tag and a length, nothing is replaced."""
    assert [part for part in parts_of("WEF02", bytes.fromhex(head)) if part.end > part.start] == []


def test_bytes_behind_a_photo_are_broken(encode_object: Callable[[int, bytes], bytes]) -> None:
    """A photo ends the walk; what stands behind it was read, and nobody knows what it is."""
    data = encode_object(0x107, CODESTREAM + bytes(200)) + b"\xc6\x02\x3b\x33"
    assert told("WEF02", data)[1:] == [("", "BROKEN", "C6023B33")]


WIDE = "2335233023302336233023322330"


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("00" + WIDE + "3B334544" + "31" * 10, [("WIDE_DAY", WIDE), ("TEXT", "3B334544"), ("COMMISSION", "31" * 10)]),
        ("00" + WIDE + "31" * 10, [("WIDE_DAY", WIDE), ("COMMISSION", "31" * 10)]),
        ("00" + WIDE + "31" * 9, [("BROKEN", "00" + WIDE + "31" * 9)]),
        ("00", [("BROKEN", "00")]),
    ],
)
def test_a_change_has_four_parts(value: str, wanted: list[tuple[str, str]]) -> None:
    """Edition, day, text and commission; the edition stays, and what is too short for them is broken."""
    data = bytes((0x60, len(value) // 2)) + bytes.fromhex(value)
    assert told("DF1/EF04", data) == [("60", kind, part) for kind, part in wanted]


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("303031 20250324 20300324", ["20250324", "20300324"]),
        ("303031 20250324 2030", ["20250324", "2030"]),
        ("303031 20250324 20300324 20", ["20250324", "20300324", "20"]),
        ("303031", []),
        ("3030", []),
    ],
)
def test_the_issuer_has_a_version_and_days(value: str, days: list[str]) -> None:
    """Days of four bytes, the last one as far as it is there."""
    raw = bytes.fromhex(value)
    assert told("MF/EF01", bytes((0x45, len(raw))) + raw) == [("45", "PACKED_DAY", day) for day in days]


@pytest.mark.parametrize(
    ("file", "tag", "kind"),
    [
        ("text/EF0002", "DF22", "UNICODE"),
        ("text/EF0002", "DF23", "UNICODE"),
        ("text/EF0002", "DF24", "WESTERN_DAY"),
        ("text/EF0002", "DF25", "SEX"),
        ("text/EF0002", "DF26", "UNKNOWN"),
        ("text/EF0002", "5F8101", "UNKNOWN"),
        ("text/EF0002", "41", "UNKNOWN"),
        ("surface/EF0002", "DF22", "WESTERN_DAY"),
        ("surface/EF0002", "DF23", "SEX"),
        ("surface/EF0002", "DF24", "BINARY"),
        ("surface/EF0002", "DF25", "PNG"),
        ("surface/EF0002", "DF26", "PNG"),
        ("surface/EF0002", "DF27", "PHOTO"),
        ("surface/EF0002", "DF28", "BINARY"),
        ("surface/EF0002", "DF29", "WESTERN_DAY"),
        ("surface/EF0002", "DF2A", "PNG"),
        ("surface/EF0002", "DF2B", "UNKNOWN"),
    ],
)
@pytest.mark.parametrize("length", [1, 127, 128, 255, 256])
def test_the_files_of_the_my_number_card(file: str, tag: str, kind: str, length: int) -> None:
    """Each object inside the outer one is a part, however its length is written; offsets and empty ones are none."""
    value, other = bytes(range(length % 256)) or bytes(256), b"abc"
    data = ber("FF40", ber("DF21", b"\0\1\0\2"), ber("DF24"), ber(tag, value), ber("DF22", other))
    second = ("DF22", "UNICODE" if file.startswith("text") else "WESTERN_DAY", other.hex())
    assert told(file, data) == [(tag, kind, value.hex().upper()), second]
    assert told(file, data + data) == [(tag, kind, value.hex().upper()), second] * 2
    assert told(file, ber("61", ber(tag, value))) == [(tag, kind, value.hex().upper())]


@pytest.mark.parametrize("file", ["text/EF0002", "surface/EF0002", "user-authentication-certificate"])
@pytest.mark.parametrize("data", ["FF40", "FF4082", "FF40820004DF22", "FF40820004DF22FFFF01", "3082000430070102"])
def test_what_is_no_list_of_objects_is_broken(file: str, data: str) -> None:
    """All of it, behind the five bytes that tag and length take at most."""
    raw = bytes.fromhex(data)
    assert parts_of(file, raw) == (Part(min(5, len(raw)), len(raw), PartKind.BROKEN, ""),)


def test_a_file_that_breaks_off_inside_is_broken_behind_what_is_whole() -> None:
    """The objects before the fault are parts, and the whole file is one more."""
    data = ber("FF40", ber("DF22", b"abc"), b"") + ber("FF40", b"\xdf\x23\x09ab")
    assert told("text/EF0002", data) == [("DF22", "UNICODE", "616263"), ("", "BROKEN", data[5:].hex().upper())]


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        (ber("01", b"\xff" * 8), []),
        (ber("05", b"\xff" * 8), []),
        (ber("06", bytes(range(8))), []),
        (ber("02", b"\1\2\3\4"), []),
        (ber("02", b"\1\2\3\4\5"), [("02", "INTEGER", "0102030405")]),
        (ber("0C", b"abcde"), [("0C", "UNICODE", "6162636465")]),
        (ber("13", b"abcde"), [("13", "LATIN", "6162636465")]),
        (ber("16", b"abcde"), [("16", "LATIN", "6162636465")]),
        (ber("17", b"abcde"), [("17", "TIME", "6162636465")]),
        (ber("18", b"abcde"), [("18", "TIME", "6162636465")]),
        (ber("04", b"abcde"), [("04", "LATIN", "6162636465")]),
        (ber("04", b"\xff\xfe\xfd\xfc\xfb"), [("04", "BINARY", "FFFEFDFCFB")]),
        (ber("03", b"\0\xfe\xfd\xfc\xfb"), [("03", "BINARY", "FEFDFCFB")]),
        (ber("03", b"\0\x7e\x7d\x7c\x7b"), [("03", "LATIN", "7E7D7C7B")]),
        (ber("82", b"abcde"), [("82", "LATIN", "6162636465")]),
        (ber("A0", ber("02", b"\1\2\3\4\5")), [("02", "INTEGER", "0102030405")]),
        (ber("04", ber("30", ber("02", b"\1\2\3\4\5"))), [("02", "INTEGER", "0102030405")]),
        (ber("04", ber("30", ber("02", b"\1"))), []),
        (ber("04", ber("30", b"")), []),
        (ber("03", b"\0", ber("30", ber("02", b"\1\2\3\4\5"))), [("02", "INTEGER", "0102030405")]),
        (ber("04", ber("31", ber("02", b"\1\2\3"))), [("04", "LATIN", "31050203010203")]),
        (ber("04", ber("30", b"\2\1\7"), ber("30", b"\2\1\7")), [("04", "LATIN", "3003020107" * 2)]),
        (ber("04", ber("30", b"\2\1\7"), b"\xff\xff"), [("04", "BINARY", "3003020107FFFF")]),
        (ber("04"), []),
        (ber("30"), []),
    ],
)
def test_the_values_of_a_certificate(inner: bytes, wanted: list[tuple[str, str, str]]) -> None:
    """By their types, at any depth and inside strings; identifiers and small numbers are no parts."""
    assert told("user-authentication-certificate", ber("30", inner, ber("0C", b"end..."))) == [
        *wanted,
        ("0C", "UNICODE", b"end...".hex().upper()),
    ]
    assert told("user-authentication-certificate", inner + ber("30", inner)) == wanted * 2


@pytest.mark.parametrize(("levels", "is_broken"), [(15, False), (16, False), (17, True), (18, True)])
@pytest.mark.parametrize("inside", ["A0", "04"])
def test_a_certificate_is_so_deep(levels: int, inside: str, *, is_broken: bool) -> None:
    """An object is followed through sixteen others, and what is deeper is not."""
    data = ber("0C", b"abcde")
    for level in range(levels):
        data = ber("30" if inside == "A0" or level % 2 == 0 else inside, data)
    found = parts_of("user-authentication-certificate", data)
    assert [part.kind.name for part in found] == (["BROKEN"] if is_broken else ["UNICODE"])


def test_the_card_record_has_a_serial_and_a_day() -> None:
    """Thirty bytes: a head that stays, the serial and the day; any other length is broken."""
    data = b"\x01\x1c" + b"A" * 20 + b"20300101"
    assert parts_of("card-record", data) == (
        Part(2, 22, PartKind.LATIN, ""),
        Part(22, 30, PartKind.WESTERN_DAY, ""),
    )
    assert parts_of("card-record", data[:-1]) == (Part(0, 29, PartKind.BROKEN, ""),)
    assert parts_of("card-record", data + b"0") == (Part(0, 31, PartKind.BROKEN, ""),)


def test_the_token_information_has_a_serial() -> None:
    """Sixteen bytes of it are letters and digits, what stands around them is unknown, and no tag is on them."""
    assert parts_of("token-information", bytes(100)) == (
        Part(0, 80, PartKind.UNKNOWN, ""),
        Part(80, 96, PartKind.LATIN, ""),
        Part(96, 100, PartKind.UNKNOWN, ""),
    )


@pytest.mark.parametrize(
    ("file", "kind"), [("token-information", "UNKNOWN"), ("certificates-present", "UNKNOWN"), ("", "BROKEN")]
)
def test_a_file_without_a_table_is_one_part(file: str, kind: str) -> None:
    """What is known to tell of nobody is unknown, and everything else broken."""
    assert parts_of(file, b"abc") == (Part(0, 3, PartKind[kind], ""),)
