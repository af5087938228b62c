from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from menkyo.virtual import ImageError, LicenseFiles, load_image

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[[str], Path]


def test_an_empty_image_is_a_whole_card(image_file: Write) -> None:
    """A file with nothing but its schema is a My Number card with an empty record."""
    image = load_image(image_file(""))

    assert image.name == "mine"
    assert image.card.applications == ("license", "jpki", "common", "resident", "surface", "text")
    assert (image.pin.set, image.pin.tries_left, image.license.number) == (True, 10, None)


def test_extending_changes_what_it_names(image_file: Write) -> None:
    """An image that extends another keeps every key that it does not name."""
    image = load_image(
        image_file('extends = "specimen"\n[license]\ncolor = "green"\n[license.acquired_on]\nother = 2011-01-02\n')
    )

    assert (image.license.color, image.license.number) == ("新規", "309012345620")
    assert image.license.acquired_on.other == dt.date(2011, 1, 2)
    assert image.license.acquired_on.motorcycle_small_moped == dt.date(2009, 4, 20)


def test_files_beside_the_image(image_file: Write, tmp_path: Path) -> None:
    """A photo and an image to extend are looked for beside the image first."""
    (tmp_path / "me.jp2").write_bytes(b"photo")
    (tmp_path / "base.toml").write_text('schema = "menkyo.image/1"\n[photo]\nfile = "me.jp2"\n', encoding="utf-8")

    assert load_image(image_file('extends = "base.toml"')).photo == b"photo"


def test_free_forms(image_file: Write) -> None:
    """Hex may have spaces and lines, days may be texts, and a color may be any text."""
    image = load_image(
        image_file(
            """
            glyphs.1 = "18 FF\\n00"
            glyphs.5 = "generated"
            reserved.FB = "30"
            reserved.106 = "31"
            history.class_code = "0A"
            raw.WEF01 = "C1 01 03"
            keys.signature.tries_left = 0
            [license]
            color_text = "一般"
            expires_on = "平成42-05-15"
            """
        )
    )
    record = LicenseFiles(image).wef02 or b""

    assert (image.glyphs[0], image.glyphs[4][0]) == (b"\x18\xff\x00", 24)
    assert image.history.class_code == b"\x0a"
    assert LicenseFiles(image).wef01 == b"\xc1\x01\x03"
    assert bytes.fromhex("C404306C484C C50734343230353135") in record
    assert bytes.fromhex("FB0130") in record
    assert record.endswith(bytes.fromhex("01060131 010700"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("licence.color = 'gold'", "licence: is not a key of this table, which knows card, description"),
        ("license.colour = 'gold'", "license.colour: is not a key of this table, which knows acquired_on, categories"),
        ("license.color = 'red'", "license.color: must be one of gold, green, blue, not 'red'"),
        ("license.conditions = '眼鏡等'", "license.conditions: must be a list of texts"),
        ("license.conditions = [1]", "license.conditions: must be a list of texts"),
        (f"license.conditions = {[''] * 13}", "license.conditions: has 13 texts where the card has room for 12"),
        (f"license.remarks = {[''] * 9}", "license.remarks: has 9 texts where the card has room for 8"),
        ("license.remarks = ['髙橋']", "license.remarks: '髙' is not in JIS X 0208; write {外字1} or {欠字}"),
        (
            f"license.spares = ['{'あ' * 41}']",
            "license.spares: has a text of 41 characters where the card has room for 40",
        ),
        (
            "license.color_text = 'むらさき'",
            "license.color_text: has a text of 4 characters where the card has room for 3",
        ),
        ("license.expires_on = '来年'", "license.expires_on: '来年' is neither a day"),
        ("license.expires_on = 1800-01-01", "license.expires_on: 1800-01-01 is before the first era"),
        (
            "license.expires_on = 2030-05-15T10:00:00",
            "license.expires_on: must be a date such as 2030-05-15, without a time",
        ),
        ("license.expires_on = 20300515", "license.expires_on: must be a date such as 2030-05-15, without quotes"),
        ("license.number = '3090123456201'", "license.number: must be at most twelve ASCII characters"),
        ("license.categories = ['bus']", "license.categories: knows large, medium"),
        ("license.acquired_on = 2009-04-20", "license.acquired_on: must be a table"),
        ("card.applications = ['purse']", "card.applications: knows license, jpki"),
        ("card.atr = '3B8'", "card.atr: must be pairs of hexadecimal digits"),
        ("card.atr = '3B'", "card.atr: has 1 bytes where the card wants 2 to 33"),
        ("card.serial = '1'", "card.serial: must be fifteen digits, not '1'"),
        ("pin.value = 1234", "pin.value: must be four digits, in quotes"),
        ("pin.tries_left = 11", "pin.tries_left: must be a whole number from 0 to 10, not 11"),
        ("pin.tries_max = 16", "pin.tries_max: must be a whole number from 1 to 15, not 16"),
        ("pin.tries_left = true", "pin.tries_left: must be a whole number from 0 to 10, not True"),
        ("pin.set = 1", "pin.set: must be true or false"),
        ("keys.purse.value = '1'", "keys.purse: is not a key of this table"),
        ("keys.text.tries_left = 4", "keys.text.tries_left: must be a whole number from 0 to 3"),
        (f"glyphs.1 = '{'00' * 257}'", "glyphs.1: has 257 bytes where the card wants 0 to 256"),
        ("photo.file = 'nobody.jp2'", "photo.file: is 'nobody.jp2', which is neither beside the image nor built in"),
        ("signature.signer = 'police'", "signature.signer: must be one of specimen, none, not 'police'"),
        ("switches.padding = 'aa'", "switches.padding: must be one of none, ff, 00, not 'aa'"),
        ("switches.tag_form = '01'", "switches.tag_form: must be a first byte such as 01xx, not '01'"),
        ("switches.extended_length_refused = '67'", "switches.extended_length_refused: must be a status word"),
        ("switches.answer_limit = 0", "switches.answer_limit: must be a whole number from 1"),
        ("raw.WEF04 = '00'", "raw.WEF04: is not a key of this table, which knows WEF01, WEF02, WEF03"),
        ("extends = 'nobody'", "No card image is named 'nobody'; built in are specimen, ic-license and many more"),
        ("extends = 1", "mine.toml: extends: must name another card image"),
        ("extends = 'mine.toml'", "mine.toml: extends: must name another card image, and no circle of them"),
        ("[", "mine.toml: is not TOML: "),
    ],
)
def test_mistakes_are_named(image_file: Write, text: str, message: str) -> None:
    """A mistake in an image is one sentence with file, key and what is wrong."""
    with pytest.raises(ImageError) as caught:
        load_image(image_file(text))

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_wrong_pin_value_is_not_repeated(image_file: Write) -> None:
    """An error about a PIN does not show it."""
    with pytest.raises(ImageError) as caught:
        load_image(image_file("pin.value = '98765'"))

    assert str(caught.value) == "mine.toml: pin.value: must be four digits"


def test_other_schema(tmp_path: Path) -> None:
    """A file of another schema is refused before anything else in it."""
    (tmp_path / "other.toml").write_text('schema = "menkyo.image/2"\nnew = 1\n', encoding="utf-8")

    with pytest.raises(ImageError, match=r'other\.toml: schema: must be "menkyo\.image/1"'):
        load_image(tmp_path / "other.toml")


def test_missing_file(tmp_path: Path) -> None:
    """A path where no file is says so."""
    with pytest.raises(ImageError, match=r"gone\.toml: No such file"):
        load_image(tmp_path / "gone.toml")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """A file that is not UTF-8 is an image error too."""
    (tmp_path / "photo.toml").write_bytes(b"\xff\x4f\xff\x51")

    with pytest.raises(ImageError, match=r"photo\.toml: is not TOML"):
        load_image(tmp_path / "photo.toml")


@pytest.mark.parametrize(
    "text",
    [
        f'extends = "{"x" * 300}"',
        f'extends = "{"x" * 300}.toml"',
        'extends = "a\\u0000b"',
        f'photo.file = "{"x" * 300}"',
        'photo.file = "a\\u0000b"',
        "license.expires_on = 2118-01-01",
        f"a = {'[' * 5000}",
    ],
    ids=["long name", "long file", "zero byte", "long photo", "photo with zero byte", "year of three digits", "nested"],
)
def test_names_and_days_that_cannot_be(image_file: Write, text: str) -> None:
    """Names that the system refuses, a day too far off and nesting without end are mistakes like any other."""
    with pytest.raises(ImageError):
        load_image(image_file(text))
