"""The files of an IC license, field by field."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from menkyo.virtual import IC_FILES, CardImage, IcLicense, IcLicenseFiles, ImageError, image_names, load_image
from menkyo.virtual.encoding import encode_text, generate_glyph
from menkyo.virtual.ic_image import CATEGORY_TAGS, CHANGE_RULES, Change
from menkyo.virtual.image import CATEGORIES, LicenseFields

if TYPE_CHECKING:
    from collections.abc import Callable

VECTORS = Path(__file__).parents[2] / "fixtures" / "vectors" / "license_card.json"
IC_VECTORS = [row for row in json.loads(VECTORS.read_text(encoding="utf-8")) if row["file"] in IC_FILES]
SIZES = {
    "MF/EF01": 17,
    "MF/EF02": 3,
    "DF1/EF01": 880,
    "DF1/EF02": 82,
    "DF1/EF03": 264,
    "DF1/EF04": 640,
    "DF1/EF05": 663,
    "DF1/EF06": 256,
    "DF1/EF07": 578,
    "DF2/EF01": 2005,
    "DF3/EF01": 512,
}
OF_THE_VECTORS = """
extends = "ic-license"
[holder]
name = "山{外字1} 太郎"
[license.category_dates]
ordinary = 2020-04-01
[[changes]]
kind = "address"
date = 2025-07-01
text = "東京都千代田区霞が関"
commission = "東京都公安"
[[changes]]
kind = "commission"
date = 2025-07-01
commission = "東京都公安"
"""


def objects(data: bytes) -> list[tuple[int, bytes]]:
    """Tags and values of a file up to its fill, read by the rules of the spec and nothing of ours."""
    found: list[tuple[int, bytes]] = []
    while data and data[0] != 0xFF:
        size = 2 if data[:2] == b"\x5f\x40" else 1
        tag, data = int.from_bytes(data[:size], "big"), data[size:]
        if data[0] == 0x82:
            length, data = int.from_bytes(data[1:3], "big"), data[3:]
        else:
            length, data = data[0], data[1:]
        assert length <= len(data)
        found.append((tag, data[:length]))
        data = data[length:]
    assert set(data) <= {0xFF}
    return found


def content(image: str | CardImage, name: str) -> bytes:
    """One file of an image."""
    data = IcLicenseFiles(load_image(image) if isinstance(image, str) else image).content(name)
    assert data is not None
    return data


def fields(image: str | CardImage, name: str) -> dict[int, bytes]:
    """The objects of one file of an image by tag."""
    return dict(objects(content(image, name)))


@pytest.mark.parametrize("vector", IC_VECTORS, ids=lambda row: row["name"])
def test_vector(image_file: Callable[[str], Path], vector: dict[str, str]) -> None:
    """Every vector of the spec about this card stands byte for byte in the file of a card image."""
    image = load_image(image_file(OF_THE_VECTORS))

    assert bytes.fromhex(vector["hex"]) in content(image, vector["file"])


@pytest.mark.parametrize("name", IC_FILES)
def test_sizes(name: str) -> None:
    """Each file has the size of the spec, filled with FF, on a card with everything."""
    data = content("ic-license", name)

    assert len(data) == IC_FILES[name].size == SIZES[name]
    assert objects(data) or name == "DF3/EF01"


@pytest.mark.parametrize("name", [name for name in IC_FILES if name != "DF3/EF01"])
def test_full_sizes(name: str) -> None:
    """With every field at its longest and no fill, the files have exactly the sizes of the spec all the same."""
    assert len(content("ic-full-size", name)) == SIZES[name]


def test_reserved_file() -> None:
    """DF3/EF01 holds no object and is fill as a whole."""
    assert content("ic-license", "DF3/EF01") == b"\xff" * 512


def test_common_data() -> None:
    """共通データ要素: version, western days in packed digits, and two bytes of the maker's."""
    data = content("ic-old", "MF/EF01")

    assert data == bytes.fromhex("450B 303036 20160418 20210515 4602 0102")


def test_items() -> None:
    """記載事項: 35 objects, 11 to 33 ascending, then fill."""
    found = objects(content("ic-license", "DF1/EF01"))

    assert [tag for tag, _ in found] == list(range(0x11, 0x34))
    values = dict(found)
    assert values[0x11] == b"\x90"
    assert values[0x12] == bytes.fromhex("382B 4B5C 2121 3256 3B52")
    assert values[0x13] == encode_text("ミホン　ハナコ")
    assert values[0x16] == b"3550217"
    assert values[0x18] == b"5070401"
    assert values[0x19] == b"12345"
    assert values[0x1A] == bytes.fromhex("4D25 4E49")
    assert values[0x1B] == b"5120515"
    assert values[0x1C] == bytes.fromhex("3463 3640 4579")
    assert (values[0x1E], values[0x1F]) == (b"", b"")
    assert values[0x20] == encode_text("東京都") + bytes.fromhex("3878 3042 3051 3077 3271")
    assert values[0x21] == b"309012345621"
    assert [values[tag] for tag in range(0x22, 0x27)] == [b"4210420", b"4220802", b"4000000", b"4000000", b"4220802"]
    assert {tag for tag in range(0x25, 0x34) if values[tag] != b"4000000"} == {0x26, 0x2B, 0x33}


def test_longest_items() -> None:
    """The longest fields have the sizes of the spec, and the seven reserved objects follow them."""
    found = fields("ic-full-size", "DF1/EF01")
    longest = [1, 72, 32, 32, 16, 7, 80, 7, 5, 6, 7, 80, 80, 80, 80, 24, 12, *[7] * 18, *[7] * 7]

    assert [(tag, len(value)) for tag, value in found.items()] == list(enumerate(longest, start=0x11))
    assert b"4000000" not in found.values()


def test_category_tags() -> None:
    """The fifteen categories have the tags 25 to 33, in the order of the flags of the other card."""
    assert sorted(CATEGORY_TAGS.values()) == list(range(0x25, 0x34))
    assert {name: tag - 0x25 for name, tag in CATEGORY_TAGS.items()} == {
        name: tag - 0xEC for name, tag in CATEGORIES.items()
    }


@pytest.mark.parametrize(("name", "missing"), [("ic-old", {0x33}), ("ic-2007", {0x31, 0x32, 0x33})])
def test_old_cards(name: str, missing: set[int]) -> None:
    """A card from before a category has no object for it."""
    assert set(range(0x11, 0x34)) - fields(name, "DF1/EF01").keys() == missing


@pytest.mark.parametrize(
    ("name", "absent"), [("ic-license", b"4000000"), ("ic-absent-empty", b""), ("ic-absent-0000000", b"0000000")]
)
def test_absent_days(name: str, absent: bytes) -> None:
    """A day that is not there is 平成 and zeros, unless the switch says otherwise."""
    found = fields(name, "DF1/EF01")

    assert (found[0x24], found[0x25]) == (absent, absent)


@pytest.mark.parametrize(
    ("name", "behind"),
    [
        ("ic-license", "FF"),
        ("ic-trailing-reserved-empty", "3400 3500 3600 3700 3800 3900 3A00 FF"),
        ("ic-trailing-reserved-filled", "3407 30303030303030 3507"),
    ],
)
def test_trailing_reserved(name: str, behind: str) -> None:
    """Behind the last category stands fill, or seven reserved objects."""
    assert bytes.fromhex("3307 34323230383032" + behind) in content(name, "DF1/EF01")


@pytest.mark.parametrize(
    ("padding", "fill", "size"), [("none", b"", 32), ("00", b"\x00" * 50, 82), ("ff", b"\xff" * 50, 82)]
)
def test_padding(image_file: Callable[[str], Path], padding: str, fill: bytes, size: int) -> None:
    """Behind the last object stands fill up to the file's size, or nothing."""
    image = load_image(image_file(f'extends = "ic-license"\nswitches.padding = "{padding}"'))
    data = content(image, "DF1/EF02")

    assert (data, len(data)) == (content("ic-padding-none", "DF1/EF02") + fill, size)


def test_domicile() -> None:
    """本籍 is the one object of its file."""
    assert objects(content("ic-license", "DF1/EF02")) == [(0x41, encode_text("東京都千代田区見本町一丁目２番"))]


def test_glyph_files() -> None:
    """外字 1 and 2 stand in EF03, empty ones too; added ones behind a flag in EF05, as far as there are any."""
    assert objects(content("ic-license", "DF1/EF03")) == [(0x48, b""), (0x49, b"")]
    assert objects(content("ic-license", "DF1/EF05")) == [(0xA0, b"\x00")]
    glyphs = [generate_glyph(number) for number in range(1, 5)]

    assert objects(content("ic-external-characters", "DF1/EF03")) == [(0x48, glyphs[0]), (0x49, glyphs[1])]
    assert objects(content("ic-external-characters", "DF1/EF05")) == [
        (0xA0, b"\x01"),
        (0xA1, glyphs[2]),
        (0xA2, glyphs[3]),
    ]
    assert objects(content("ic-changes", "DF1/EF05")) == [(0xA0, b"\x01"), (0xA1, glyphs[2])]


def test_longest_glyphs() -> None:
    """A glyph of 128 bytes has a length of three bytes."""
    assert content("ic-full-size", "DF1/EF03")[:5] == bytes.fromhex("48 820080 18")
    assert [len(value) for _, value in objects(content("ic-full-size", "DF1/EF05"))] == [1, 128, 128, 128, 128, 128]


def test_text_points_to_glyphs() -> None:
    """外字 and 欠字 stand in name, address and domicile as their codes."""
    items = fields("ic-external-characters", "DF1/EF01")

    assert items[0x12] == bytes.fromhex("3B33 FFF1 2121 4240 4F3A")
    assert b"\xff\xf2" in items[0x17]
    assert bytes.fromhex("FFF3FFFA") in fields("ic-external-characters", "DF1/EF02")[0x41]


def test_compressed_glyph() -> None:
    """The compressed glyph tells fifty dots, which uncompressed would not fit, and ends with the mark of T.6."""
    glyph = fields("ic-external-characters-mmr", "DF1/EF03")[0x48]

    assert glyph[0] == 50
    assert len(glyph) < 128 < 50 * 50 // 8
    # End of block: twice eleven zeros and a one, filled with zeros to the byte.
    assert int.from_bytes(glyph[-4:], "big") >> 2 & 0xFFFFFF == 0x001001


def test_files_without_changes() -> None:
    """Without changes both files hold their flag alone."""
    assert objects(content("ic-license", "DF1/EF04")) == [(0x50, b"\x00")]
    assert objects(content("ic-license", "DF1/EF06")) == [(0xAA, b"\x00")]
    assert objects(content("ic-change-flag-11", "DF1/EF04")) == [(0x50, b"\x11")]
    assert objects(content("ic-change-flag-11", "DF1/EF05")) == [(0xA0, b"\x11")]


def test_changes() -> None:
    """Change records stand in the order in which they were appended, numbered within their kind."""
    found = objects(content("ic-changes", "DF1/EF04"))

    assert [tag for tag, _ in found] == [0x50, 0x70, 0x60, 0x68, 0x51, 0x71, 0x80, 0x78, 0x88]
    assert found[0] == (0x50, b"\x01")
    assert found[4] == (0x51, b"\x90" + encode_text("5080202") + encode_text("大阪府公安"))
    assert found[2][1] == b"\x90" + encode_text("5071014記載　{外字3}子東京都公安")
    assert [tag for tag, _ in objects(content("ic-changes", "DF1/EF06"))] == [0xAA, 0xAB]


def test_edition_of_the_character_set() -> None:
    """The edition is tag 11 of the items, and the first byte of each change record."""
    changed = load_image("ic-changes")
    assert changed.ic_license is not None
    switches = replace(changed.ic_license.switches, jis_year=b"\x78")
    image = replace(changed, ic_license=replace(changed.ic_license, switches=switches))

    assert fields("ic-jis-1978", "DF1/EF01")[0x11] == b"\x78"
    assert {value[0] for tag, value in objects(content(image, "DF1/EF04")) if tag != 0x50} == {0x78}


def test_kinds_of_changes_share_no_tag() -> None:
    """The tags of the kinds of changes follow each other without overlap: 71 and 5 after the flags."""
    ranges = sorted((rule.first_tag, rule.first_tag + rule.records) for rule in CHANGE_RULES.values())

    assert all(end <= begin for (_, end), (begin, _) in pairwise(ranges))
    assert sum(rule.records for rule in CHANGE_RULES.values() if rule.file == "DF1/EF04") == 71
    assert sum(rule.records for rule in CHANGE_RULES.values() if rule.file == "DF1/EF06") == 5


def test_photo() -> None:
    """The photo is one object with the two-byte tag, of the same bytes as on the specimen."""
    assert objects(content("ic-license", "DF2/EF01")) == [(0x5F40, load_image("specimen").photo)]
    assert content("ic-full-size", "DF2/EF01")[:5] == bytes.fromhex("5F40 8207D0")
    assert content("ic-no-photo", "DF2/EF01")[:4] == bytes.fromhex("5F4000FF")


def test_signature_file() -> None:
    """電子署名: six objects with the sizes of the other card's file, under tags of one byte."""
    found = objects(content("ic-full-size", "DF1/EF07"))

    assert [(tag, len(value)) for tag, value in found] == list(enumerate([256, 16, 48, 80, 130, 32], start=0xB1))
    assert [value for _, value in objects(content("ic-no-signature", "DF1/EF07"))] == [b""] * 6


def test_files_given_byte_for_byte() -> None:
    """A file of the image's own bytes is not filled, and one that is absent has none."""
    files = IcLicenseFiles(load_image("ic-damaged"))
    assert len(files.content("DF1/EF01") or b"") == 19
    missing = IcLicenseFiles(load_image("ic-missing-files"))

    assert [name for name in IC_FILES if missing.content(name) is None] == [f"DF1/EF0{n}" for n in range(3, 8)]


def image_of(**changes: object) -> CardImage:
    """An image built in a program, with fields of its IC part changed."""
    base = load_image("ic-license")
    return replace(base, ic_license=replace(IcLicense(), **changes))  # type: ignore[arg-type]


CHANGE = Change("address", dt.date(2025, 7, 1), "東京都千代田区", "東京都公安")


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (image_of(changes=(replace(CHANGE, kind="sex"),)), "changes.1.kind: 'sex' is not a kind of change"),
        (image_of(changes=(replace(CHANGE, date="来年"),)), "changes.1.date: '来年' is neither a day"),
        (image_of(changes=(replace(CHANGE, commission="東京都"),)), "changes.1.commission: must have five characters"),
        (image_of(changes=(replace(CHANGE, kind="kana", text="ア" * 17),)), "changes.1.text: has a text of 17"),
        (image_of(changes=(replace(CHANGE, kind="commission"),)), "changes.1.text: has a text of 7"),
        (image_of(changes=(replace(CHANGE, text=""),) * 9), "changes: has more than the 8 records of the kind address"),
        (
            image_of(changes=(replace(CHANGE, text="あ" * 40),) * 6),
            "changes: makes DF1/EF04 645 bytes long where the card has room for 640",
        ),
        (
            image_of(changes=(replace(CHANGE, kind="domicile", text="あ" * 40),) * 3),
            "changes: makes DF1/EF06 324 bytes long where the card has room for 256",
        ),
        (image_of(category_dates=(("bus", dt.date(2020, 1, 1)),)), "license.category_dates: 'bus' is not a category"),
        (image_of(glyphs=(b"",)), "glyphs: must be 7"),
        (image_of(glyphs=(b"\x00" * 129,) * 7), "glyphs.1: has 129 bytes where the card has room for 128"),
        (
            replace(load_image("ic-license"), license=LicenseFields(conditions=("眼鏡等",) * 5)),
            "license.conditions: has 5 texts where the card has room for 4",
        ),
    ],
)
def test_what_the_card_has_no_room_for(image: CardImage, message: str) -> None:
    """A field or a file that the card has no room or form for is refused with its key."""
    with pytest.raises(ImageError) as caught:
        IcLicenseFiles(image).check()

    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("name", image_names("ic-license"))
def test_every_file_of_every_image_has_its_form(name: str) -> None:
    """Each file of each image is objects and fill of at most its size; the damaged one alone is not."""
    files = IcLicenseFiles(load_image(name))
    for file, rule in IC_FILES.items():
        data = files.content(file)
        assert data is None or len(data) <= rule.size
        if data and (name, file) != ("ic-damaged", "DF1/EF01"):
            objects(data)
