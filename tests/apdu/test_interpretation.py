"""What an exchange is about, told from the bytes alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu.command import Instruction
from apdu.interpretation import DataObject, Interpreter, Meaning, Named

LICENSE = ("00A4040C10A0000002310600000000000000000000", "9000")
TEXT = ("00A4040C0AD3921000310001010408", "9000")
COMMON = ("00A4040C0AD3921000310001010100", "9000")
JPKI = ("00A4040C0AD392F000260100000001", "9000")
DF1 = ("00A4040C10A0000002310100000000000000000000", "9000")


def last(*exchanges: tuple[str, str]) -> Meaning:
    """What the last of some exchanges is about."""
    interpreter = Interpreter()
    return [interpreter.follow(bytes.fromhex(command), bytes.fromhex(answer)) for command, answer in exchanges][-1]


def words(meaning: Meaning) -> tuple[str | None, str | None, str | None, str | None]:
    """The names in a meaning."""
    return (
        None if meaning.instruction is None else meaning.instruction.name,
        None if meaning.application is None else meaning.application.name,
        None if meaning.named.file is None else meaning.named.file.name,
        None if meaning.named.key is None else meaning.named.key.name,
    )


@pytest.mark.parametrize(
    ("exchanges", "expected"),
    [
        ([LICENSE], ("SELECT", "license", None, None)),
        ([(LICENSE[0], "6A82")], ("SELECT", "license", None, None)),
        ([(LICENSE[0], "")], ("SELECT", "license", None, None)),
        ([LICENSE, (TEXT[0], "6A82"), ("00B09A0003", "6982")], ("READ_BINARY", "license", "WEF01", None)),
        ([("00A4040C05A000000003", "9000"), ("00B09A0003", "9000")], ("READ_BINARY", None, None, None)),
        ([LICENSE, ("00A4020C02001B", "9000"), ("00B0000010", "6982")], ("READ_BINARY", "license", "WEF02", None)),
        ([LICENSE, ("00B09A0003", "9000"), ("00B0000110", "6B00")], ("READ_BINARY", "license", "WEF01", None)),
        ([LICENSE, ("00B09A0003", "6102"), ("00C0000002", "9000")], ("GET_RESPONSE", "license", "WEF01", None)),
        ([LICENSE, ("00200086", "63CA")], ("VERIFY", "license", None, "license")),
        ([TEXT, ("00A4020C020011", "9000"), ("00200080", "63C3")], ("VERIFY", "text", None, "text")),
        ([("00A40000", "9000"), ("00200081", "63C3")], ("VERIFY", "ic-license-mf", None, "pin1")),
        ([DF1, ("00A40000023F00", "9000"), ("00B08A0003", "9000")], ("READ_BINARY", "ic-license-mf", "MF/EF02", None)),
        ([LICENSE, ("00A40000", "9000"), ("00B09A0003", "9000")], ("READ_BINARY", "license", "WEF01", None)),
        ([COMMON, ("00B2010C00", "9000")], ("READ_RECORD", "common", "card-record", None)),
        ([("00A4040C07A0000001510000", "9000"), ("00CA00F200", "9000")], ("GET_DATA", "card-manager", None, None)),
        ([("00D6000001AA", "6982")], (None, None, None, None)),
        ([LICENSE, ("00D6000001AA", "6982")], (None, "license", None, None)),
        ([LICENSE, ("00", "")], (None, "license", None, None)),
        ([LICENSE, ("00A4000002001B", "9000"), ("00B0000010", "9000")], ("READ_BINARY", "license", "WEF02", None)),
        ([LICENSE, ("00A4020C02001B", "9000"), ("00B01A0010", "9000")], ("READ_BINARY", "license", "WEF02", None)),
        ([("00A40000", "9000"), ("00B0810010", "9000")], ("READ_BINARY", "ic-license-mf", "MF/EF01", None)),
        ([("00A40000", "9000"), ("00A4020C022F01", "9000")], ("SELECT", "ic-license-mf", "MF/EF01", None)),
        ([LICENSE, ("00A4020C020006", "9000")], ("SELECT", "license", None, "license")),
        ([("00", "")], (None, None, None, None)),
    ],
)  # fmt: skip
def test_what_is_meant(exchanges: list[tuple[str, str]], expected: tuple[str | None, ...]) -> None:
    """Instruction, application, file and key, as the commands and the card's answers name them."""
    assert words(last(*exchanges)) == expected


def test_what_has_no_name_has_its_identifier() -> None:
    """A file of no table is told by its number: two digits of a short identifier, four of another."""
    meaning = last(LICENSE, ("00B0870010", "9000"))
    assert (meaning.named.identifier, meaning.named.is_short) == (7, True)
    meaning = last(LICENSE, ("00A4020C02002F", "9000"))
    assert (meaning.named.identifier, meaning.named.is_short) == (0x2F, False)
    assert last(("00CA00F200", "6A88")).tag == 0xF2
    assert last(("00CA5F2000", "6A88")).tag == 0x5F20
    assert last(LICENSE, ("00A4080C043F002F01", "9000")).named == Named()
    assert last(LICENSE, ("00A4020C012F", "9000")).named == Named()
    assert last(("00B0000010", "6986")).named == Named()
    assert last(("00B0810010", "6986")).named == Named(identifier=1, is_short=True)
    assert last(LICENSE, ("00B0012C10", "9000")).offset == 300


@pytest.mark.parametrize(
    ("exchanges", "objects"),
    [
        ([LICENSE, ("00B09A0003", "C101019000")], [("C1", "01", 0)]),
        ([LICENSE, ("00B09B0000", "C200C4044D254E490107FF9000")], [("C2", "", 0), ("C4", "4D254E49", 0)]),
        ([TEXT, ("00B0850000", "FF4007DF410401030E01FFFF9000")], [("FF40", "DF410401030E01", 1)]),
        ([COMMON, ("00B2010C00", "0102AABB9000")], [("01", "AABB", 0)]),
        ([COMMON, ("00B2010C00", "FF01AA01009000")], [("FF", "AA", 0), ("01", "", 0)]),
        ([COMMON, ("00B2010C00", "0105AA9000")], []),
        ([LICENSE, ("00B09B0000", "E900010703FFFFFF9000")], [("E9", "", 0), ("0107", "FFFFFF", 0)]),
        ([JPKI, ("00A4020C02000A", "9000"), ("00B0000000", "3003020101 9000")], [("30", "020101", 1)]),
        ([JPKI, ("00A4020C020006", "9000"), ("00B0000000", "3003020101 9000")], []),
        ([JPKI, ("00A4020C02007F", "9000"), ("00B0000000", "3003020101 9000")], [("30", "020101", 1)]),
        ([TEXT, ("00B0850000", "010155 020155 7F49028101 5F8101 0155 9000")],
            [("01", "55", 0), ("02", "55", 0), ("7F49", "8101", 0), ("5F8101", "55", 0)]),
        ([TEXT, ("00B0850000", "3002020A9000")], [("30", "020A", 0)]),
        ([("00A4040005D39210003100", "6F07840512345678909000")], [("6F", "84051234567890", 1)]),
        ([("00A4040C0AD392F000260100000001", "9000"), ("00B0880003", "8F8F009000")], []),
        ([TEXT, ("00B0850000", "FF40079000")], []),
        ([TEXT, ("00B0850100", "DF4104010101019000")], []),
    ],
)  # fmt: skip
def test_the_objects_of_an_answer(exchanges: list[tuple[str, str]], objects: list[tuple[str, str, int]]) -> None:
    """Each application's dialect of TLV; nothing where an answer is not all of objects, or begins within a file."""
    found = last(*exchanges).objects
    assert [(item.tag, item.value.hex().upper(), len(item.objects)) for item in found] == objects


def test_what_lies_behind_the_objects_is_counted() -> None:
    """An object that is not all there is left out, and its bytes are told."""
    meaning = last(LICENSE, ("00B09B0005", "C200C404269000"))
    assert (meaning.objects, meaning.rest) == ((DataObject("C2", b""),), 3)
    for answer in ("0102AABB9000", "0105AA9000"):
        assert last(COMMON, ("00B2010C00", answer)).rest == 0
    for answer in ("3003020101 9000", "3005020101 9000"):
        assert last(TEXT, ("00B0850000", answer)).rest == 0


def test_nesting_is_followed_so_far() -> None:
    """A card that nests for ever costs no more than one that does not."""
    data = b""
    while len(data) < 60_000:
        data = b"\x30\x82" + len(data).to_bytes(2, "big") + data
    levels = 0
    objects = Interpreter().follow(bytes.fromhex("00B0810000"), data + b"\x90\x00").objects
    while objects:
        levels, objects = levels + 1, objects[0].objects
    assert levels == 13


def _of_instruction(instruction: Instruction, rest: bytes) -> bytes:
    return bytes((0, instruction)) + rest


EXCHANGES = st.lists(
    st.tuples(
        st.binary(max_size=24)
        | st.builds(_of_instruction, st.sampled_from(Instruction), st.binary(max_size=12))
        | st.sampled_from([bytes.fromhex(LICENSE[0]), bytes.fromhex(TEXT[0]), bytes.fromhex(DF1[0])]),
        st.binary(max_size=24) | st.binary(max_size=24).map(lambda data: data + b"\x90\x00"),
    ),
    max_size=6,
)


@given(exchanges=EXCHANGES)
def test_nothing_comes_out_but_a_meaning(exchanges: list[tuple[bytes, bytes]]) -> None:
    """Any bytes can be looked at, in any order."""
    interpreter = Interpreter()
    for command, answer in exchanges:
        meaning = interpreter.follow(command, answer)
        assert sum(len(item.value) for item in meaning.objects) + meaning.rest <= len(answer)
        assert meaning.application is None or meaning.application.name
