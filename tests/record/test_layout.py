"""The tables against the arithmetic of the specification."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import menkyo.record
from menkyo.record import LICENSE_LAYOUT, PIN_SETTING_LAYOUT, SIGNATURE_LAYOUT, Category, Coding, FieldLayout

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    Fresh = Callable[[str], ModuleType]


def size_of(layout: tuple[FieldLayout, ...]) -> int:
    """The size of a file in which every value has its full size."""
    return sum((2 if row.tag > 0xFF else 1) + (3 if row.size > 127 else 1) + row.size for row in layout)


def test_sizes_of_the_files() -> None:
    """The rows add up to the published sizes of the files (license card spec, sections 8.1, 8.2 and 8.4)."""
    assert [size_of(layout) for layout in (LICENSE_LAYOUT, SIGNATURE_LAYOUT, PIN_SETTING_LAYOUT)] == [5845, 584, 3]
    assert [len(LICENSE_LAYOUT), len(SIGNATURE_LAYOUT)] == [70, 6]


def test_tags_ascend_without_a_gap() -> None:
    """The tags of the two large files are C2 to 107 and 108 to 10D, in order."""
    assert [row.tag for row in LICENSE_LAYOUT + SIGNATURE_LAYOUT] == list(range(0xC2, 0x10E))


def test_kinds_of_fields() -> None:
    """The value sizes fall into the kinds that section 8.1 counts."""
    sizes = [row.size for row in LICENSE_LAYOUT]
    assert {size: sizes.count(size) for size in set(sizes)} == {7: 17, 1: 16, 6: 1, 80: 28, 256: 5, 12: 2, 2000: 1}
    assert sum(row.coding is Coding.TEXT for row in LICENSE_LAYOUT) == 29


def test_names_and_tags_as_written() -> None:
    """Rows carry the name of the specification and the tag as people write it."""
    rows = {row.tag_hex: row for row in LICENSE_LAYOUT + SIGNATURE_LAYOUT}
    assert {
        tag: rows[tag].japanese for tag in ("C9", "CC", "D4", "DF", "E6", "FA", "FF", "0100", "0106", "0107", "010D")
    } == {
        "C9": "免許の条件4",
        "CC": "免許の条件5",
        "D4": "欠字3",
        "DF": "予備1",
        "E6": "予備8",
        "FA": "準中型",
        "FF": "RFU5",
        "0100": "RFU6",
        "0106": "RFU12",
        "0107": "写真",
        "010D": "主体者鍵識別子",
    }
    assert len({row.meaning for row in rows.values()}) >= len(rows) - 1


def test_categories() -> None:
    """The fifteen categories stand in face order, ten of class 1 before five of class 2 (section 7.1)."""
    assert "".join(category.abbreviation[0] for category in Category) == "大中準普大大普小原け大中普大け"
    assert [category.class_number for category in Category] == [1] * 10 + [2] * 5
    assert sorted(category.tag for category in Category) == list(range(0xEC, 0xFB))
    assert " ".join(category.value for category in Category) == (
        "large medium semi_medium ordinary large_special large_motorcycle ordinary_motorcycle small_special moped "
        "towing large_2 medium_2 ordinary_2 large_special_2 towing_2"
    )


def test_rows_of_one_kind_differ_in_tag_and_number_only(fresh: Fresh) -> None:
    """Lines, glyphs and reserved objects carry a number behind both names, which goes on where the tags have a gap."""
    layout = fresh("menkyo.record.layout")
    rows: dict[int, FieldLayout] = {row.tag: row for row in layout.LICENSE_LAYOUT}
    assert (rows[0xC6].japanese, rows[0xC9].japanese) == ("免許の条件1", "免許の条件4")
    assert rows[0xCC] == (0xCC, 80, layout.Coding.TEXT, "免許の条件5", "conditions", "condition 5")
    assert rows[0xD6] == (0xD6, 256, layout.Coding.BINARY, "欠字5", "glyphs", "missing glyph 5")
    assert rows[0x106] == (0x106, 7, layout.Coding.RESERVED, "RFU12", "reserved", "reserved 12")


def test_rows_of_the_flags(fresh: Fresh) -> None:
    """Each category has one byte, in the order of the tags, named by its abbreviation (section 7.1)."""
    layout = fresh("menkyo.record.layout")
    flags = [row for row in layout.LICENSE_LAYOUT if row.field == "category_flags"]
    in_order = [category for tag in range(0xEC, 0xFB) for category in Category if category.tag == tag]
    assert flags == [
        (category.tag, 1, layout.Coding.CODE, category.abbreviation, "category_flags", f"held: {category.english}")
        for category in in_order
    ]


def test_rows_of_the_category_dates(fresh: Fresh) -> None:
    """On the IC license each category has a date instead, in the same order (section 4.8)."""
    rows: tuple[FieldLayout, ...] = fresh("menkyo.record.ic_layout").ENTRIES_LAYOUT
    dates = [row for row in rows if row.field == "category_dates"]
    in_order = [category for tag in range(0xEC, 0xFB) for category in Category if category.tag == tag]
    assert {(row.size, row.coding) for row in dates} == {(7, Coding.LATIN)}
    assert [(row.tag, row.japanese, row.meaning) for row in dates] == [
        (tag, f"免許の年月日 {category.abbreviation}", f"acquired: {category.english}")
        for tag, category in enumerate(in_order, 0x25)
    ]


def test_the_decoder_finds_its_tags_in_the_table(fresh: Fresh) -> None:
    """Which tags hold conditions, and which one the color, is told by the rows alone."""
    record = fresh("menkyo.record.license").decode_license_record(bytes.fromhex("C4044D254E49 CD0230210102"))
    assert record.color.text.text == "優良"
    assert [text.text for text in record.conditions] == ["亜"]


@pytest.mark.parametrize("name", menkyo.record.__all__)
def test_the_front_door_has_what_it_names(name: str) -> None:
    """Every public name of the package can be had from it, also those that are imported when first used."""
    assert getattr(menkyo.record, name).__doc__


def test_the_front_door_has_nothing_else() -> None:
    """A name that the package does not have is missing as in any other module."""
    name = "nothing"
    with pytest.raises(AttributeError, match=r"^module 'menkyo\.record' has no attribute 'nothing'$"):
        getattr(menkyo.record, name)
