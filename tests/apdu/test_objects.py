"""The objects of answers and files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu.command import Instruction
from apdu.conversation import Follower
from apdu.objects import DataObject, Objects, objects_of_answer
from apdu.transcript import Exchange

LICENSE = ("00A4040C10A0000002310600000000000000000000", "9000")
TEXT = ("00A4040C0AD3921000310001010408", "9000")
COMMON = ("00A4040C0AD3921000310001010100", "9000")
JPKI = ("00A4040C0AD392F000260100000001", "9000")
DF1 = ("00A4040C10A0000002310100000000000000000000", "9000")


def last(*exchanges: tuple[str, str]) -> Objects:
    """The objects of the last of some answers."""
    follower = Follower()
    *_, step = [follower.take(Exchange(command, bytes.fromhex(answer))) for command, answer in exchanges]
    return objects_of_answer(step)


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
        ([LICENSE, ("00B09A0003", "6103"), ("00C0000003", "C101019000")], [("C1", "01", 0)]),
        ([LICENSE, ("00B09A0001", "C16102"), ("00C0000002", "01019000")], []),
        ([COMMON, ("00B2010C00", "6104"), ("00C0000004", "0102AABB9000")], [("01", "AABB", 0)]),
        ([("00B2010400", "0102AABB9000")], [("01", "AABB", 0)]),
        ([("00A4040005D39210003100", "6104"), ("00C0000004", "6F0284009000")], [("6F", "8400", 1)]),
        ([COMMON, ("00A4020002001B", "62049000")], []),
        ([LICENSE, ("00A4020002001B", "6F0284009000")], [("6F", "8400", 1)]),
        ([LICENSE, ("00A40200020006", "6F0284009000")], [("6F", "8400", 1)]),
        ([LICENSE, ("00CA00F200", "C101019000")], []),
        ([LICENSE, ("00200086", "C101019000")], []),
        ([LICENSE, ("00840000", "C101019000")], []),
    ],
)  # fmt: skip
def test_the_objects_of_an_answer(exchanges: list[tuple[str, str]], objects: list[tuple[str, str, int]]) -> None:
    """Each application's dialect of TLV; nothing where an answer is not all of objects, or begins within a file."""
    found = last(*exchanges).objects
    assert [(item.tag, item.value.hex().upper(), len(item.objects)) for item in found] == objects


def test_what_lies_behind_the_objects_is_counted() -> None:
    """An object that is not all there is left out, and its bytes are told."""
    assert last(LICENSE, ("00B09B0005", "C200C404269000")) == Objects((DataObject("C2", b""),), 3)
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
    objects = last(("00B0810000", f"{data.hex()}9000")).objects
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
def test_nothing_comes_out_but_objects(exchanges: list[tuple[bytes, bytes]]) -> None:
    """Any bytes can be looked at, in any order, and no object holds more than the answer."""
    follower = Follower()
    for command, answer in exchanges:
        step = follower.take(Exchange(command.hex().upper(), answer))
        found = objects_of_answer(step)
        assert sum(len(item.value) for item in found.objects) + found.rest <= len(answer)
