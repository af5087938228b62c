"""Cards that lie: whatever the bytes, decoding ends in a record or in an error of its own."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.record import LicenseRecord, RecordError, decode_license_record, decode_signature_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from menkyo.record import Problem


def check_license(data: bytes) -> None:
    """Decode, and see that nothing but text to be seen comes out."""
    try:
        record = decode_license_record(data)
    except RecordError:
        return
    assert record.raw == data
    texts = [text.text for text in (*record.conditions, *record.remarks, *record.spares)]
    texts += [record.color.text.text] if record.color else []
    texts += [record.number.digits] if record.number else []
    check_texts(texts, record.problems, len(data))
    check_once(record)


def check_signature(data: bytes) -> None:
    """Decode, and see that nothing but text to be seen comes out."""
    try:
        record = decode_signature_record(data)
    except RecordError:
        return
    check_texts([record.serial, record.issuer, record.subject], record.problems, len(data))


def check_texts(texts: list[str], problems: tuple[Problem, ...], size: int) -> None:
    """No text can steer a terminal, and every problem lies within the file."""
    for text in [*texts, *(problem.detail for problem in problems)]:
        assert not {unicodedata.category(character) for character in text} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert all(problem.offset is None or 0 <= problem.offset < size for problem in problems)


def check_once(record: LicenseRecord) -> None:
    """No category and no group of lines is there more often than the table allows."""
    assert len({flag.category for flag in record.category_flags}) == len(record.category_flags) <= 15
    assert len(record.conditions) <= 12
    assert max(len(record.remarks), len(record.spares)) <= 8


@given(st.binary(max_size=600))
def test_any_bytes(data: bytes) -> None:
    """Nothing but errors of the record tree comes out of bytes at random."""
    check_license(data)
    check_signature(data)


@given(st.lists(st.tuples(st.integers(0xC0, 0x10F), st.binary(max_size=20)), max_size=40))
def test_any_objects(objects: list[tuple[int, bytes]]) -> None:
    """Nothing but errors of the record tree comes out of objects of any tags, in any order, with any values."""
    encoded = [tag.to_bytes(2 if tag > 0xFF else 1, "big") + bytes((len(value),)) + value for tag, value in objects]
    check_license(b"".join(encoded))
    check_signature(b"".join(encoded))


@pytest.fixture(name="good_files", scope="module")
def good_files_fixture() -> list[bytes]:
    """A small license record and a small signature record without a flaw."""
    license_file = bytes.fromhex(
        "C20735303830343031 C30101 C4044D254E49 C50735313230353135 C606346336404579 C70421412155 CA0101 "
        "D706FFF13B332121 DF023021 E70C333039303132333435363230 E80C333032353030303030313130 "
        "E90734323130343230 EC0101 ED0100 FA0101 FB00 FF00 010000 01070EFF4FFF51002900000000000000C0"
    )
    signature_file = bytes.fromhex("010804AABBCCDD 01090431323334 010A00 010B03636E3D 010C03636E3D 010D04AABBCCDD")
    return [license_file, signature_file]


@given(data=st.data())
def test_changed_files(good_files: list[bytes], data: st.DataObject) -> None:
    """Nothing but errors of the record tree comes out of good files with bytes changed, left out, put in or cut off."""
    changed = bytearray(data.draw(st.sampled_from(good_files)))
    for _ in range(data.draw(st.integers(1, 6))):
        position = data.draw(st.integers(0, len(changed)))
        length = data.draw(st.integers(0, 3))
        changed[position : position + length] = data.draw(st.binary(max_size=3))
    changed = changed[: data.draw(st.integers(0, len(changed)))] if data.draw(st.booleans()) else changed
    check_license(bytes(changed))
    check_signature(bytes(changed))


def test_the_largest_file_of_the_smallest_objects(encode_file: Callable[[Mapping[int, bytes]], bytes]) -> None:
    """A file of 64 KiB that repeats one object ends in bounded work: one problem for each repetition."""
    record = decode_license_record(encode_file({0xC6: b"\x30\x21"}) + b"\xc7\0" * 32000)
    assert len(record.problems) == 31999
    assert [text.text for text in record.conditions] == ["亜"]
