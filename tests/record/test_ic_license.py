"""The IC license as a whole (license card spec, sections 4.7 to 4.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.record import (
    IC_LAYOUTS,
    Category,
    IcLicense,
    RecordError,
    RecordKind,
    UndecodableFileError,
    decode_ic_license,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from menkyo.record import Change, EraDate, Text

ENTRIES = "DF1/EF01"
# License card spec, sections 4.3 and 8.3 to 8.8; the change records are limits of storage and not full.
SIZES = {
    "MF/EF01": 17,
    "MF/EF02": 3,
    "DF1/EF01": 880,
    "DF1/EF02": 82,
    "DF1/EF03": 264,
    "DF1/EF05": 663,
    "DF1/EF07": 578,
    "DF2/EF01": 2005,
}


def day_of(date: EraDate | None) -> str | None:
    """The day in ISO form."""
    return None if date is None else date.date.isoformat()


def text_of(text: Text | None) -> str | None:
    """The text itself."""
    return None if text is None else text.text


def line_of(change: Change) -> str:
    """A change in one line."""
    return f"{change.kind.value}|{day_of(change.changed_on)}|{text_of(change.text)}|{text_of(change.commission)}"


def summarize(ic_license: IcLicense) -> dict[str, Any]:
    """Write a license in the words of the vector file."""
    common, holder, record, signature = ic_license.common, ic_license.holder, ic_license.license, ic_license.signature
    days = common and [day and day.isoformat() for day in (common.issued_on, common.expires_on)]
    texts = [text_of(text) for text in (holder.name, holder.kana, holder.alias, holder.address, holder.domicile)]
    return {
        "common": common and days and [common.version, *days, common.pre_issue.hex().upper()],
        "holder": [*texts[:3], day_of(holder.birth_date), *texts[3:]],
        "kind": record.kind.value,
        "color": record.color and record.color.color_class and record.color.color_class.value,
        "expires_on": day_of(record.expires_on),
        "number": record.number and record.number.digits,
        "conditions": [text.text for text in record.conditions],
        "conditions_as_issued": [text.text for text in ic_license.conditions_as_issued],
        "remarks": [text.text for text in record.remarks],
        "spares": [text.text for text in record.spares],
        "issued_on": day_of(ic_license.issued_on),
        "reference_number": ic_license.reference_number,
        "commission": text_of(ic_license.commission),
        "current_commission": text_of(ic_license.current_commission),
        "category_dates": [f"{date.category.value}:{day_of(date.acquired_on)}" for date in ic_license.category_dates],
        "flags": [f"{flag.category.value}:{flag.held:d}" for flag in record.category_flags],
        "changes": [line_of(change) for change in ic_license.changes],
        "glyphs": [
            f"{glyph.number}:{glyph.bitmap and f'{glyph.bitmap.size}:{glyph.bitmap.coding.value}'}"
            for glyph in record.glyphs
        ],
        "reserved": [f"{field.tag:02X}:{field.raw.hex().upper()}" for field in record.reserved],
        "photo": record.photo and [record.photo.format and record.photo.format.value, *size_of(ic_license)],
        "signature": signature
        and [
            len(signature.value),
            signature.serial,
            signature.issuer,
            signature.subject,
            signature.key_identifier.hex().upper(),
        ],
        "problems": [[problem.file, problem.tag, problem.offset, problem.kind.value] for problem in record.problems],
        "unknown": [f"{item.file}:{item.tag}:{item.raw.hex().upper()}" for item in record.unknown],
    }


def size_of(ic_license: IcLicense) -> list[int | None]:
    """Width and height of the photo."""
    photo = ic_license.license.photo
    return [] if photo is None else [photo.width, photo.height]


def test_ic_vectors(ic_vector: Mapping[str, Any], is_sentence: Callable[[str], bool]) -> None:
    """Each row's files decode to what it says, and keep their bytes; a problem is told in a sentence."""
    files = {name: bytes.fromhex(content) for name, content in ic_vector["files"].items()}
    ic_license = decode_ic_license(files)
    summary = summarize(ic_license)
    assert {key: summary[key] for key in ic_vector["record"]} == ic_vector["record"]
    assert ic_license.files == files
    assert ic_license.license.raw == files[ENTRIES]
    assert all(is_sentence(problem.detail) for problem in ic_license.license.problems)


@pytest.mark.parametrize("file", SIZES)
def test_the_tables_add_up(file: str) -> None:
    """The rows of each file add up to its published size (section 8)."""
    rows = IC_LAYOUTS[file]
    widths = [(2 if row.tag > 0xFF else 1) + (3 if row.size > 127 else 1) + row.size for row in rows]
    assert sum(widths) == SIZES[file]
    assert [row.tag for row in rows] == sorted({row.tag for row in rows})


def test_no_two_files_share_a_tag() -> None:
    """A tag alone names a field of the card, and the categories have theirs in the order of the flags (section 4.8)."""
    tags = [row.tag for layout in IC_LAYOUTS.values() for row in layout]
    assert len(tags) == len(set(tags))
    assert (Category.LARGE.ic_tag, Category.MEDIUM.ic_tag, Category.SEMI_MEDIUM.ic_tag) == (0x25, 0x31, 0x33)
    assert {category.ic_tag for category in Category} == set(range(0x25, 0x34))


@pytest.fixture(name="full_files")
def full_files_fixture(
    encode_file: Callable[[Mapping[int, bytes]], bytes], encode_text: Callable[[str], bytes]
) -> dict[str, bytes]:
    """The files of an IC license in which every object of the sized files is full."""
    line = encode_text("補聴器（使用しない場合は特定後写鏡で聴覚障害者標識を付けた普通車の乗用車に限る）")
    dates = dict.fromkeys((0x16, 0x18, 0x1B, *range(0x22, 0x3B)), b"5070401")
    texts = {0x12: line[:72], 0x13: line[:32], 0x14: line[:32], 0x15: line[:16], 0x17: line, 0x20: line[:24]}
    entries = {
        0x11: b"\x90",
        0x19: b"12345",
        0x1A: encode_text("その他"),
        0x21: b"309012345620",
        **dates,
        **texts,
        **dict.fromkeys(range(0x1C, 0x20), line),
    }
    glyph = bytes((31,)) + bytes(127)
    photo = bytes.fromhex("ff4fff5100290000000000c0000000f0") + bytes(8) + bytes(16) + b"\0\1" + bytes(1958)
    signature = {0xB1: bytes(256), 0xB2: b"1" * 16, 0xB3: b" " * 48, 0xB4: b"a" * 80, 0xB5: b"b" * 130, 0xB6: bytes(32)}
    return {
        "MF/EF01": encode_file({0x45: b"010\x20\x25\x04\x01\x20\x30\x05\x15", 0x46: b"\1\2"}),
        "MF/EF02": b"\x05\x01\x01",
        "DF1/EF01": encode_file(entries),
        "DF1/EF02": encode_file({0x41: line}),
        "DF1/EF03": encode_file({0x48: glyph, 0x49: glyph}),
        "DF1/EF05": encode_file({0xA0: b"\1", **dict.fromkeys(range(0xA1, 0xA6), glyph)}),
        "DF1/EF07": encode_file(signature),
        "DF2/EF01": encode_file({0x5F40: photo}),
    }


def test_full_size_license(full_files: dict[str, bytes]) -> None:
    """Files of full size have the published sizes and decode without a problem."""
    assert {name: len(content) for name, content in full_files.items()} == SIZES
    ic_license = decode_ic_license(full_files)
    assert not ic_license.license.problems
    assert not ic_license.license.unknown
    assert ic_license.license.kind is RecordKind.LICENSE
    assert ic_license.license.categories == tuple(Category)
    assert len(ic_license.category_dates) == 15
    assert len(ic_license.license.conditions) == 4
    assert [glyph.tag for glyph in ic_license.license.glyphs] == [0x48, 0x49, *range(0xA1, 0xA6)]
    assert {glyph.raw for glyph in ic_license.license.glyphs} == {bytes((31,)) + bytes(127)}
    assert len(ic_license.license.reserved) == 7
    assert ic_license.signature is not None


def test_personal_data_stays_out_of_the_repr(full_files: dict[str, bytes]) -> None:
    """A license, and every value in it, shows nothing recorded in its repr."""
    ic_license = decode_ic_license(full_files)
    assert repr(ic_license) == "<IcLicense: 8 files, 0 changes, 0 problems>"
    shown = repr([ic_license.holder, ic_license.common, ic_license.license, ic_license.category_dates])
    for personal in ("309012345620", "2025", "2030", "補聴器", "12345"):
        assert personal not in shown


def test_entries_that_cannot_be_decoded_are_refused() -> None:
    """Without the entries there is no license: the error names the file."""
    with pytest.raises(UndecodableFileError, match=r"^DF1/EF01 cannot be decoded"):
        decode_ic_license({ENTRIES: b"\xc5\x01\x00"})
    assert decode_ic_license({}).license.kind is RecordKind.EMPTY


FILES = st.sampled_from([*IC_LAYOUTS, "DF3/EF01"])


@given(files=st.dictionaries(FILES, st.binary(max_size=200)))
def test_any_bytes(files: dict[str, bytes]) -> None:
    """Nothing but errors of the record tree comes out of bytes at random."""
    try:
        ic_license = decode_ic_license(files)
    except RecordError:
        return
    assert ic_license.files == files


@given(data=st.data())
def test_any_objects(encode_object: Callable[[int, bytes], bytes], data: st.DataObject) -> None:
    """Nothing but errors of the record tree comes out of objects with any values, in any order, cut anywhere."""
    files: dict[str, bytes] = {}
    for name, layout in IC_LAYOUTS.items():
        tags = st.sampled_from([row.tag for row in layout])
        objects = data.draw(st.lists(st.tuples(tags, st.binary(max_size=60)), max_size=6))
        content = b"".join(encode_object(tag, value) for tag, value in objects)
        files[name] = content[: data.draw(st.integers(0, len(content)))]
    try:
        ic_license = decode_ic_license(files)
    except RecordError:
        return
    for problem in ic_license.license.problems:
        assert problem.offset is None or 0 <= problem.offset < max(len(files[problem.file]), 1)
        assert problem.detail.isprintable()


def test_the_edition_of_the_character_set_is_kept(full_files: dict[str, bytes]) -> None:
    """The byte of DF1/EF01 that tells the edition of JIS X 0208, and none where it is absent (section 4.8)."""
    assert decode_ic_license(full_files).character_set_year == b"\x90"
    assert decode_ic_license({}).character_set_year == b""


@pytest.fixture(name="change")
def change_fixture(encode_text: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """Write a change record with a text (section 4.11)."""
    return lambda text: b"\x90" + encode_text("５０７０７０１") + encode_text(text) + encode_text("東京都公安")


def test_the_holder_as_issued_stays(
    full_files: dict[str, bytes],
    encode_file: Callable[[Mapping[int, bytes]], bytes],
    change: Callable[[str], bytes],
) -> None:
    """A change of name leaves what the card was issued with beside what holds now (section 4.11)."""
    ic_license = decode_ic_license({**full_files, "DF1/EF04": encode_file({0x60: change("見本花子")})})
    assert text_of(ic_license.holder.name) == "見本花子"
    assert text_of(ic_license.holder_as_issued.name) == text_of(decode_ic_license(full_files).holder.name)
    assert ic_license.holder_as_issued.birth_date == ic_license.holder.birth_date


def test_a_change_keeps_its_bytes(
    encode_file: Callable[[Mapping[int, bytes]], bytes], change: Callable[[str], bytes]
) -> None:
    """The record as a whole, and the full-width digits of its date."""
    raw = change("見本花子")
    (decoded,) = decode_ic_license({"DF1/EF04": encode_file({0x60: raw})}).changes
    assert decoded.raw == raw
    assert decoded.changed_on is not None
    assert (decoded.changed_on.raw, day_of(decoded.changed_on)) == (raw[1:15], "2025-07-01")


@pytest.mark.parametrize("digits", [b"\x21\x21" * 7, b"\xff" * 14, bytes(14)])
def test_a_change_may_have_no_date(
    encode_file: Callable[[Mapping[int, bytes]], bytes], change: Callable[[str], bytes], digits: bytes
) -> None:
    """Full-width spaces and fill are no date, and no problem."""
    raw = change("見本花子")
    ic_license = decode_ic_license({"DF1/EF04": encode_file({0x60: raw[:1] + digits + raw[15:]})})
    assert (ic_license.changes[0].changed_on, ic_license.license.problems) == (None, ())


def test_only_full_width_digits_are_a_date(
    encode_file: Callable[[Mapping[int, bytes]], bytes], change: Callable[[str], bytes]
) -> None:
    """Other characters whose second bytes look like digits are a problem."""
    raw = change("見本花子")
    other = raw[:1] + raw[1:15].replace(b"\x23", b"\x24") + raw[15:]
    ic_license = decode_ic_license({"DF1/EF04": encode_file({0x60: other})})
    assert ic_license.changes[0].changed_on is None
    assert [problem.kind.value for problem in ic_license.license.problems] == ["bad-date"]


def test_a_record_that_is_too_short_costs_itself_only(
    encode_file: Callable[[Mapping[int, bytes]], bytes], change: Callable[[str], bytes]
) -> None:
    """The records behind it are decoded, and so are conditions behind a blank one."""
    records = {0x60: b"\x90", 0x61: change("見本花子"), 0x78: change("　"), 0x79: change("眼鏡等")}
    ic_license = decode_ic_license({"DF1/EF04": encode_file(records)})
    assert text_of(ic_license.holder.name) == "見本花子"
    assert [text.text for text in ic_license.license.conditions] == ["眼鏡等"]
    assert [(problem.tag, problem.kind.value) for problem in ic_license.license.problems] == [("60", "bad-length")]


def test_a_change_without_a_text_changes_nothing(
    encode_file: Callable[[Mapping[int, bytes]], bytes], change: Callable[[str], bytes]
) -> None:
    """A later record of blanks, or of nothing at all, leaves the name that came before it."""
    records = {0x60: change("見本花子"), 0x61: change("　　"), 0x62: change("")}
    ic_license = decode_ic_license({"DF1/EF04": encode_file(records)})
    assert text_of(ic_license.holder.name) == "見本花子"


def test_a_problem_in_a_change_points_at_its_record(
    encode_file: Callable[[Mapping[int, bytes]], bytes], change: Callable[[str], bytes]
) -> None:
    """An external character in a new name is a problem of that record."""
    raw = change("見本花子")
    files = {"DF1/EF04": encode_file({0x51: change(""), 0x60: raw[:15] + b"\xff\xf1" + raw[17:]})}
    (problem,) = decode_ic_license(files).license.problems
    assert (problem.file, problem.tag, problem.offset, problem.glyph) == ("DF1/EF04", "60", 27, 1)


@pytest.mark.parametrize(("rest", "count"), [(b"", 0), (b"\xff\xff", 0), (b"\xc5", 1)])
def test_what_stands_in_the_reserved_file_is_objects_or_a_problem(rest: bytes, count: int) -> None:
    """What follows the object that ends a walk is fill, or is told."""
    ic_license = decode_ic_license({"DF3/EF01": b"\x01\x07\x01A" + rest})
    assert [item.tag for item in ic_license.license.unknown] == ["0107"]
    assert [(problem.file, problem.offset) for problem in ic_license.license.problems] == [("DF3/EF01", 4)] * count


@pytest.mark.parametrize(
    ("digits", "held"),
    [(b"5070401", True), (b"5071010", True), (b"5070001", False), (b"5070100", False), (b"4000000", False)],
)
def test_a_category_is_held_from_a_day_on(
    encode_file: Callable[[Mapping[int, bytes]], bytes], digits: bytes, *, held: bool
) -> None:
    """Zeros for month or day say that it is not held (section 4.8); the bytes are kept."""
    (flag,) = decode_ic_license({ENTRIES: encode_file({0x25: digits})}).license.category_flags
    assert (flag.held, flag.raw) == (held, digits)


@pytest.mark.parametrize(("version", "shown"), [(b"010", "010"), (b" !\x7f", "!"), (b"0~\x80", "0~")])
def test_the_version_is_fit_to_be_shown(
    encode_object: Callable[[int, bytes], bytes], version: bytes, shown: str
) -> None:
    """What is no printable character, or a space, is left out of the version; the bytes are kept."""
    raw = version + b"\x20\x25\x04\x01\x20\x30\x05\x15"
    common = decode_ic_license({"MF/EF01": encode_object(0x45, raw)}).common
    assert common is not None
    assert (common.version, common.raw) == (shown, raw)


@pytest.mark.parametrize("fill", [b"\0", b"\xff", b"X"])
def test_a_day_of_the_card_may_be_absent(encode_object: Callable[[int, bytes], bytes], fill: bytes) -> None:
    """Fill is no day and no problem; other bytes that are none are a problem."""
    decoded = decode_ic_license({"MF/EF01": encode_object(0x45, b"010" + fill * 8)})
    assert decoded.common is not None
    assert (decoded.common.issued_on, decoded.common.expires_on) == (None, None)
    assert len(decoded.license.problems) == (2 if fill == b"X" else 0)


def test_each_entry_reaches_its_field(
    encode_file: Callable[[Mapping[int, bytes]], bytes], encode_text: Callable[[str], bytes]
) -> None:
    """統一氏名 and the three dates of 免許の年月日 are told apart (section 4.8)."""
    entries = {0x15: encode_text("ミホン"), 0x22: b"4200401", 0x23: b"4210402", 0x24: b"5020403"}
    ic_license = decode_ic_license({ENTRIES: encode_file(entries)})
    assert text_of(ic_license.holder.unified_kana) == "ミホン"
    acquired = ic_license.license.acquired_on
    days = [day_of(date) for date in (acquired.motorcycle_small_moped, acquired.other, acquired.class_2)]
    assert days == ["2008-04-01", "2009-04-02", "2020-04-03"]


def test_what_the_signature_file_holds_besides_is_kept(
    full_files: dict[str, bytes], encode_object: Callable[[int, bytes], bytes]
) -> None:
    """An object that no table knows is among the unknown ones, with its file."""
    files = {**full_files, "DF1/EF07": full_files["DF1/EF07"] + encode_object(0xB7, b"\1")}
    (unknown,) = decode_ic_license(files).license.unknown
    assert (unknown.file, unknown.tag, unknown.raw) == ("DF1/EF07", "B7", b"\1")


def test_a_file_that_was_not_read_has_no_bytes() -> None:
    """Without the entries the record's own bytes are none."""
    assert decode_ic_license({}).license.raw == b""


@pytest.mark.parametrize("file", ["DF1/EF02", "DF1/EF07"])
def test_a_file_of_noise_is_named(file: str) -> None:
    """What is wrong with a file beside the entries is told in the words of the error (section 4.3)."""
    (problem,) = decode_ic_license({file: b"\xc5\x01\x00"}).license.problems
    assert (problem.file, problem.tag, problem.offset) == (file, None, 0)
    assert problem.detail.startswith(f"{file} cannot be decoded")
