"""The license record as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from menkyo.record import (
    LICENSE_LAYOUT,
    Category,
    LicenseRecord,
    ProblemKind,
    RecordKind,
    UndecodableFileError,
    decode_license_record,
)
from menkyo.record.layout import tag_hex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from menkyo.record import EraDate


def day_of(date: EraDate | None) -> str | None:
    """The day in ISO form."""
    return None if date is None else date.date.isoformat()


def summarize(record: LicenseRecord) -> dict[str, Any]:
    """Write a record in the words of the vector files."""
    history, acquired, photo = record.history, record.acquired_on, record.photo
    return {
        "kind": record.kind.value,
        "color": record.color and record.color.color_class and record.color.color_class.value,
        "color_text": record.color and record.color.text.text,
        "expires_on": day_of(record.expires_on),
        "number": record.number and record.number.digits,
        "conditions": [text.text for text in record.conditions],
        "remarks": [text.text for text in record.remarks],
        "spares": [text.text for text in record.spares],
        "acquired_on": [day_of(acquired.motorcycle_small_moped), day_of(acquired.other), day_of(acquired.class_2)],
        "categories": [category.value for category in record.categories],
        "flags": [f"{flag.category.value}:{flag.held:d}" for flag in record.category_flags],
        "glyphs": [[tag_hex(glyph.tag), glyph.number, glyph.raw.hex().upper()] for glyph in record.glyphs],
        "reserved": [[tag_hex(reserved.tag), reserved.raw.hex().upper()] for reserved in record.reserved],
        "photo": photo and [photo.format and photo.format.value, photo.width, photo.height],
        "history": history
        and [
            history.number and history.number.digits,
            day_of(history.recorded_on),
            history.driver_class and history.driver_class.value,
            history.class_code.hex().upper(),
        ],
        "problems": [[problem.tag, problem.offset, problem.kind.value] for problem in record.problems],
        "unknown": [[unknown.tag, unknown.raw.hex().upper()] for unknown in record.unknown],
    }


def test_file_vectors(file_vector: Mapping[str, Any], is_sentence: Callable[[str], bool]) -> None:
    """Each file decodes to what its row says, and keeps its bytes; a problem is told in a sentence."""
    data = bytes.fromhex(file_vector["hex"])
    record = decode_license_record(data)
    summary = summarize(record)
    assert {key: summary[key] for key in file_vector["record"]} == file_vector["record"]
    assert record.raw == data
    assert {problem.file for problem in record.problems} <= {"WEF02"}
    assert all(is_sentence(problem.detail) for problem in record.problems)


def test_full_size_record(encode_file: Callable[[Mapping[int, bytes]], bytes], full_license: dict[int, bytes]) -> None:
    """A record in which all 70 objects have their full size is 5845 bytes and decodes without a problem."""
    data = encode_file(full_license)
    record = decode_license_record(data)
    assert len(data) == 5845
    assert not record.problems
    assert not record.unknown
    assert record.kind is RecordKind.BOTH
    assert [len(record.conditions), len(record.remarks), len(record.spares)] == [12, 8, 8]
    assert [len(record.glyphs), len(record.reserved)] == [5, 12]
    assert record.categories == tuple(Category)
    assert record.photo is not None
    assert (record.photo.width, record.photo.height, record.photo.components) == (192, 240, 1)


def test_every_object_reaches_its_field(
    encode_file: Callable[[Mapping[int, bytes]], bytes], full_license: dict[int, bytes]
) -> None:
    """Each row of the layout decodes to the attribute that it names: without the object, that attribute differs."""
    whole = decode_license_record(encode_file(full_license))
    for row in LICENSE_LAYOUT:
        rest = {tag: value for tag, value in full_license.items() if tag != row.tag}
        without = decode_license_record(encode_file(rest))
        attribute = row.field.partition(".")[0]
        assert getattr(without, attribute) != getattr(whole, attribute), row.tag_hex
        changed = {name for name in whole.__slots__ if getattr(without, name) != getattr(whole, name)}
        assert changed == {attribute, "raw"}, row.tag_hex


@pytest.mark.parametrize("data", [b"\x12\x34", b"\x01\x07\x82\x07\xd0", b"\xc5\x07\x35", b"\x41\x00\x42\x01\x00"])
def test_no_object_of_the_table(data: bytes) -> None:
    """Bytes that are no padding and hold not one object of the table are refused as a whole."""
    with pytest.raises(UndecodableFileError, match=r"^WEF02 cannot be decoded") as caught:
        decode_license_record(data)
    assert caught.value.file == "WEF02"


def test_every_cut_keeps_what_is_there(
    encode_object: Callable[[int, bytes], bytes], full_license: dict[int, bytes]
) -> None:
    """Wherever a file is cut, the objects before the cut survive, and a cut inside an object is named with its tag."""
    del full_license[0xFF]  # with its value cut off this one looks like fill
    full_license[0x107] = full_license[0x107][:60]
    data = b""
    for tag in sorted(full_license):
        encoded = encode_object(tag, full_license[tag])
        for size in range(1, len(encoded)):
            if not data:
                continue
            record = decode_license_record(data + encoded[:size])
            (problem,) = record.problems
            named = "01" if tag > 0xFF and size == 1 else tag_hex(tag)
            assert (problem.kind, problem.tag, problem.offset) == (ProblemKind.TRUNCATED, named, len(data))
        data += encoded
        assert not decode_license_record(data).problems


def test_personal_data_stays_out_of_the_repr(
    encode_file: Callable[[Mapping[int, bytes]], bytes], full_license: dict[int, bytes]
) -> None:
    """A record, and every value in it, shows nothing recorded in its repr."""
    record = decode_license_record(encode_file(full_license))
    assert repr(record) == "<LicenseRecord: both, 5845 bytes, 0 problems>"
    shown = "".join(repr(getattr(record, name)) for name in record.__slots__ if name != "raw")
    for personal in ("309012345620", "302500000110", "2030", "512", "補聴器", "True", "x01"):
        assert personal not in shown


def test_a_problem_names_the_external_character(encode_object: Callable[[int, bytes], bytes]) -> None:
    """外字 3 in a remark leads to the third picture."""
    (problem,) = decode_license_record(encode_object(0xD7, b"\xff\xf3")).problems
    assert (problem.tag, problem.kind, problem.glyph) == ("D7", ProblemKind.EXTERNAL_CHARACTER, 3)


def test_an_odd_flag_is_told_by_its_first_byte(encode_object: Callable[[int, bytes], bytes]) -> None:
    """It counts as set, its bytes are kept, and the problem shows the first (license card spec, section 12, Q4)."""
    record = decode_license_record(encode_object(0xEC, b"\xab\x01"))
    assert [(flag.raw, flag.held) for flag in record.category_flags] == [(b"\xab\x01", True)]
    assert record.problems[-1].detail == "The flag is AB and not 01 or 00."


def test_a_missing_glyph_is_a_picture(encode_object: Callable[[int, bytes], bytes]) -> None:
    """Where its coding is a known one, the pixels stand beside the bytes."""
    (glyph,) = decode_license_record(encode_object(0xCA, b"\x10\x80" + bytes(31))).glyphs
    assert glyph.bitmap is not None
    assert (glyph.bitmap.size, glyph.bitmap.rows) == (16, b"\x80" + bytes(31))


def test_a_text_keeps_its_bytes(encode_object: Callable[[int, bytes], bytes]) -> None:
    """As recorded, width and all, for one text and for several."""
    record = decode_license_record(b"".join(encode_object(tag, b"\x23\x41") for tag in (0xC4, 0xC6, 0xC7)))
    assert record.color is not None
    assert [(text.raw, text.text) for text in (record.color.text, *record.conditions)] == [(b"\x23\x41", "A")] * 3


@pytest.mark.parametrize("fill", [b"\0\0", b"\0", b"  ", b" ", b"\xff\xff", b"\xff"])
@pytest.mark.parametrize("other", [b"\x30\x6c", b"\xff\xf1"])
def test_a_text_ends_where_its_fill_begins(
    encode_object: Callable[[int, bytes], bytes], fill: bytes, other: bytes
) -> None:
    """A text that is filled up to its longest length says what it says without, and one of fill alone is absent."""
    filled = other + fill * ((80 - len(other)) // len(fill))
    values = {0xC4: fill * 3, 0xC6: filled, 0xC7: fill * (80 // len(fill)), 0xD7: filled}
    record = decode_license_record(b"".join(encode_object(tag, value) for tag, value in values.items()))
    assert record.color is None
    assert [text.raw for text in (*record.conditions, *record.remarks)] == [filled] * 2
    assert {text.text for text in (*record.conditions, *record.remarks)} == {"一" if other == b"\x30\x6c" else "〓"}
    assert {problem.kind for problem in record.problems} <= {ProblemKind.EXTERNAL_CHARACTER}


@pytest.mark.parametrize("control", [b"\t", b"\n", b"\v", b"\f", b"\r"])
def test_a_control_character_fills_no_text(encode_object: Callable[[int, bytes], bytes], control: bytes) -> None:
    """Where a text ends in tabs or line breaks, they are told as what has no character."""
    record = decode_license_record(encode_object(0xC6, b"\x30\x6c" + control * 2))
    assert [text.text for text in record.conditions] == ["一〓"]
    assert [problem.kind for problem in record.problems] == [ProblemKind.UNDECODABLE_TEXT]


@pytest.mark.parametrize(
    ("fill", "kind"),
    [
        (b"\0\0", ProblemKind.UNDECODABLE_TEXT),
        (b"  ", ProblemKind.UNDECODABLE_TEXT),
        (b"\xff\xff", ProblemKind.UNDEFINED_CHARACTER),
    ],
)
def test_nothing_fills_the_beginning_of_a_text(
    encode_object: Callable[[int, bytes], bytes], fill: bytes, kind: ProblemKind
) -> None:
    """Fill stands behind a text; in front of one the same bytes are told as what has no character."""
    record = decode_license_record(encode_object(0xC6, fill + b"\x30\x6c"))
    assert [text.text for text in record.conditions] == ["〓一"]
    assert [problem.kind for problem in record.problems] == [kind]


@pytest.mark.parametrize(
    ("length", "kind"), [("7F", ProblemKind.TRUNCATED), ("80", ProblemKind.MALFORMED), ("8200", ProblemKind.TRUNCATED)]
)
def test_a_cut_is_told_from_noise_by_the_length(
    encode_object: Callable[[int, bytes], bytes], length: str, kind: ProblemKind
) -> None:
    """127 is the longest length of one byte; 80 begins none."""
    (problem,) = decode_license_record(encode_object(0xC5, b"5120515") + b"\xc6" + bytes.fromhex(length)).problems
    assert (problem.tag, problem.kind) == ("C6", kind)
