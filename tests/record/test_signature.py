"""The signature record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from menkyo.record import ProblemKind, UndecodableFileError, decode_signature_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def test_full_size_record(
    encode_file: Callable[[Mapping[int, bytes]], bytes], full_signature: dict[int, bytes]
) -> None:
    """A record in which all 6 objects have their full size is 584 bytes and decodes without a problem."""
    data = encode_file(full_signature)
    record = decode_signature_record(data)
    assert len(data) == 584
    assert record.raw == data
    assert record.value == bytes(range(256))
    assert record.serial == "0123456789ABCDEF"
    assert record.issuer == "cn=Issuer of test signatures"
    assert record.subject == "cn=Signer of test records"
    assert record.key_identifier == bytes(range(32))
    assert [(reserved.tag, reserved.raw) for reserved in record.reserved] == [(0x10A, b" " * 48)]
    assert not record.problems
    assert not record.unknown


@pytest.mark.parametrize("data", [b"", b"\xff" * 584, b"\0" * 584])
def test_empty_record(data: bytes) -> None:
    """No bytes, or padding alone, are a record in which everything is absent."""
    record = decode_signature_record(data)
    assert (record.value, record.serial, record.issuer, record.subject, record.key_identifier) == (b"", "", "", "", b"")
    assert record.reserved == ()
    assert not record.problems


@pytest.mark.parametrize("data", [b"\x12\x34", b"\x01\x08\x82\x01\x00", b"\xc5\x00"])
def test_no_object_of_the_table(data: bytes) -> None:
    """Bytes that are no padding and hold not one object of the table are refused as a whole."""
    with pytest.raises(UndecodableFileError, match=r"^WEF03 cannot be decoded"):
        decode_signature_record(data)


def test_names_cannot_steer_a_terminal(encode_object: Callable[[int, bytes], bytes]) -> None:
    """Control characters in a name become 〓 and a problem with the object's tag and offset."""
    data = encode_object(0x109, b"1") + encode_object(0x10B, b"cn=\x1b[2JX\x9b0m")
    record = decode_signature_record(data)
    assert record.issuer == "cn=〓[2JX〓0m"
    found = [(problem.file, problem.tag, problem.offset, problem.kind) for problem in record.problems]
    assert found == [("WEF03", "010B", 4, ProblemKind.UNDECODABLE_TEXT)] * 2


def test_cut_record(encode_file: Callable[[Mapping[int, bytes]], bytes], full_signature: dict[int, bytes]) -> None:
    """A record that is cut keeps the objects before the cut."""
    record = decode_signature_record(encode_file(full_signature)[:-1])
    assert record.subject == "cn=Signer of test records"
    assert record.key_identifier == b""
    assert [(problem.tag, problem.kind) for problem in record.problems] == [("010D", ProblemKind.TRUNCATED)]


@pytest.mark.parametrize("prefix", [0x1F, 0x81, 0xDF, 0xC1])
def test_other_forms_of_the_tags(
    encode_file: Callable[[Mapping[int, bytes]], bytes], full_signature: dict[int, bytes], prefix: int
) -> None:
    """Tags 108 to 10D are found whatever the first of their two bytes is (license card spec, section 12, Q1)."""
    moved = {(prefix << 8) + (tag & 0xFF): value for tag, value in full_signature.items()}
    record = decode_signature_record(encode_file(moved))
    assert record.issuer == "cn=Issuer of test signatures"
    assert record.key_identifier == bytes(range(32))
    assert not record.problems
