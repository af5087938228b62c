from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import menkyo.virtual
from menkyo.api import IcLicensePins, decode, read_card
from menkyo.record import NumberCheck, RecordNumber
from menkyo.trust import read_keys
from menkyo.virtual import (
    CardChoices,
    CardImage,
    ChoiceError,
    ChoiceFault,
    ImageError,
    edited_image,
    image_names,
    image_source,
    load_image,
    new_image,
    open_virtual,
    save_draft,
    specimen_issuer_certificate,
    specimen_issuer_key,
)
from menkyo.virtual.image import CATEGORIES, COLOR_TEXTS, KINDS
from menkyo.virtual.shaping import FIRST_LAST_DAY, LAST_LAST_DAY, MOST_CONDITIONS, invented_number

if TYPE_CHECKING:
    from collections.abc import Callable

    Write = Callable[[str], Path]

PATH = Path("mine.toml")
TEMPLATES = Path(menkyo.virtual.__file__).parent / "templates"
PINS = st.from_regex(r"[0-9]{4}", fullmatch=True)
# Letters of several rows of JIS X 0208 that come back as they are; a text of spaces alone would be none.
TEXTS = st.text("眼鏡等中型車普通漢字ひらがなカタカナ、。0123456789ABCxyz()", min_size=1, max_size=40)


@st.composite
def choices(draw: st.DrawFn, kind: str) -> CardChoices:
    """Anything that a card of a kind has room for."""
    pins = st.just(()) | st.tuples(PINS) if kind == KINDS[0] else st.just(()) | st.tuples(PINS, PINS)
    photos = st.just(b"") | st.just((Path(menkyo.virtual.__file__).parent / "images" / "full-size.jp2").read_bytes())
    return CardChoices(
        expires_on=draw(st.dates(FIRST_LAST_DAY, LAST_LAST_DAY)),
        color=draw(st.sampled_from(sorted(COLOR_TEXTS))),
        categories=tuple(draw(st.lists(st.sampled_from(sorted(CATEGORIES)), unique=True))),
        conditions=tuple(draw(st.lists(TEXTS, max_size=MOST_CONDITIONS[kind]))),
        pins=draw(pins),
        photo=draw(photos),
    )


CHOICES = st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), choices(kind)))


def read(image: CardImage) -> menkyo.ReadResult:
    """Read the card with its PINs, and compare its signature with the test issuer's certificate."""
    pin = image.pin.value.encode()
    pin2 = image.ic_license.pin2.value.encode() if image.ic_license else b""
    pins = IcLicensePins(lambda _tries: pin, lambda _tries: pin2)
    capture = read_card(open_virtual(image), lambda _tries: pin, ic_license_pins=pins)
    return decode(capture, trusted=read_keys(specimen_issuer_certificate(), "issuer.pem"), specimen=True)


def assert_chosen(result: menkyo.ReadResult, chosen: CardChoices) -> None:
    """What is read is what was chosen."""
    record = result.record
    assert (result.problems, result.unknown) == ((), ())
    assert record.expires_on is not None
    assert record.expires_on.date == chosen.expires_on
    assert record.color is not None
    assert record.color.color_class is not None
    assert record.color.color_class.value == chosen.color
    assert {category.value for category in record.categories} == set(chosen.categories or ())
    assert [text.text for text in record.conditions] == list(chosen.conditions or ())
    assert (b"" if record.photo is None else record.photo.raw) == chosen.photo
    assert result.pin_set == bool(chosen.pins)
    assert result.signature_verdict == "verified"


@settings(max_examples=40)
@given(CHOICES, st.sampled_from(["ja", "en"]))
def test_a_new_card_reads_as_it_was_chosen(case: tuple[str, CardChoices], language: str) -> None:
    """Whatever is chosen, the image loads, and its card reads so, with a number in order and a signature that fits."""
    kind, chosen = case
    result = read(new_image(PATH, kind, chosen, language).image)
    assert_chosen(result, chosen)
    assert result.kind == kind
    number = result.record.number
    assert number is not None
    assert (number.check, number.commission_name) == (NumberCheck.OK, "東京")


@settings(max_examples=20)
@given(CHOICES, st.data())
def test_an_edited_card_reads_as_it_was_chosen(case: tuple[str, CardChoices], data: st.DataObject) -> None:
    """Editing a card of any choice to any other makes a card of the other; the signature fits again."""
    kind, before = case
    chosen = data.draw(choices(kind))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mine.toml"
        save_draft(new_image(path, kind, before))
        save_draft(edited_image(path, chosen), is_edit=True)
        assert_chosen(read(load_image(path)), chosen)


@pytest.mark.parametrize("kind", KINDS)
def test_templates_say_the_same_in_both_languages(kind: str) -> None:
    """The comments differ, the card does not, and no line is wider than an editor."""
    texts = [(TEMPLATES / f"{kind}.{language}.toml").read_text(encoding="utf-8") for language in ("ja", "en")]
    assert texts[0] != texts[1]
    assert tomllib.loads(texts[0]) == tomllib.loads(texts[1])
    assert max(len(line) for text in texts for line in text.splitlines()) <= 120
    for language in ("ja", "en"):
        assert load_image(TEMPLATES / f"{kind}.{language}.toml").kind == kind


@given(st.integers(1960, 2100))
def test_an_invented_number_is_in_order_and_nobodys(year: int) -> None:
    """The check digit fits, the year is told, and the serial is one that no commission reaches."""
    number = RecordNumber(b"", invented_number(year))
    assert number.check is NumberCheck.OK
    assert number.year_digits == f"{year % 100:02}"
    assert number.serial.startswith("999")


def test_editing_keeps_everything_else(image_file: Write) -> None:
    """Comments, order, spaces, line ends and keys that are not chosen stay as they were."""
    path = image_file(
        'title = { ja = "x",  en = "y" } # both\r\n\r\n# about the license\r\n[license]  # here\r\n'
        "color   =   'gold'    # a color\r\n# a day\r\nexpires_on = \"5120515\"\r\n\r\n# about the PIN\r\n[pin]\r\n"
    )
    path.write_bytes(path.read_bytes().replace(b"\r\r", b"\r").replace(b'/1"\n', b'/1"\r\n'))
    before = path.read_bytes().decode()

    draft = edited_image(path, CardChoices(color="green", conditions=("眼鏡等",)))

    after = draft.text
    changed = before.replace("'gold'", '"green"').replace(
        'expires_on = "5120515"\r\n', 'expires_on = "5120515"\r\nconditions = ["眼鏡等"]\r\n'
    )
    assert after == changed
    assert edited_image(path, CardChoices()).text == before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "license.color = 'gold'",
        "license = { color = 'gold' }",
        "[license.acquired_on]\nother = 2011-01-02",
        "[card]\n[license]\n# c\n[pin]\n[license.acquired_on]\nother = 2011-01-02",
        "extends = 'specimen'",
        "[license]\ncolor_text = '一般'\n[pin]\nset = false\nvalue = '9999'",
        "'license'.'color' = 'gold'",
        '[ license ] # c\n\'color\' = """gold"""\ncategories = [ # one\n  \'moped\', # two\n]',
    ],
)
def test_every_way_to_write_a_table_can_be_edited(image_file: Write, text: str) -> None:
    """Tables, dotted keys, inline tables, tables in pieces and images that extend another all take new values."""
    path = image_file(text)
    chosen = CardChoices(dt.date(2031, 2, 3), "green", ("moped", "ordinary_2"), ("眼鏡等",), ("4321",), b"")
    save_draft(edited_image(path, chosen), is_edit=True)
    assert_chosen(read(load_image(path)), chosen)


@pytest.mark.parametrize("name", image_names())
def test_every_built_in_image_can_be_edited(tmp_path: Path, name: str) -> None:
    """A copy of any built-in image takes a new last day, and changes in nothing else, or says why it cannot."""
    path = tmp_path / "mine.toml"
    path.write_text(image_source(name), encoding="utf-8")
    before, day = load_image(path), dt.date(2031, 2, 3)
    if {name for name, _ in before.raw} & {"WEF02", "DF1/EF01"}:
        with pytest.raises(ChoiceError, match="byte for byte"):
            edited_image(path, CardChoices(expires_on=day))
        return
    after = edited_image(path, CardChoices(expires_on=day)).image
    assert after.license == replace(before.license, expires_on=day)
    assert replace(after, license=before.license, card=before.card, ic_license=before.ic_license) == before


def test_the_days_of_categories_that_stay_stay(tmp_path: Path) -> None:
    """On an IC license a category that is kept keeps its day, and one of the extended image is said to be gone."""
    path = tmp_path / "mine.toml"
    path.write_text('schema = "menkyo.image/1"\nextends = "ic-license"\n', encoding="utf-8")
    draft = edited_image(path, CardChoices(categories=("moped", "towing")))
    days = dict(draft.image.ic_license.category_dates if draft.image.ic_license else ())
    assert days["moped"] == dt.date(2009, 4, 20)
    assert days["towing"] == dt.date(2010, 8, 2)
    assert {category.value for category in read(draft.image).record.categories} == {"moped", "towing"}


@pytest.mark.parametrize(
    ("kind", "chosen", "fault"),
    [
        ("mynumber", CardChoices(expires_on=dt.date(1989, 12, 31)), ChoiceFault.DAY),
        ("mynumber", CardChoices(expires_on=dt.date(2118, 1, 1)), ChoiceFault.DAY),
        ("mynumber", CardChoices(color="red"), ChoiceFault.COLOR),
        ("mynumber", CardChoices(categories=("tank",)), ChoiceFault.CATEGORY),
        ("mynumber", CardChoices(conditions=("😀",)), ChoiceFault.CONDITION_TEXT),
        ("mynumber", CardChoices(conditions=("a\nb",)), ChoiceFault.CONDITION_TEXT),
        ("mynumber", CardChoices(conditions=("　",)), ChoiceFault.CONDITION_EMPTY),
        ("mynumber", CardChoices(conditions=("{",)), ChoiceFault.CONDITION_TEXT),
        ("mynumber", CardChoices(conditions=("\udc80",)), ChoiceFault.CONDITION_TEXT),
        ("mynumber", CardChoices(conditions=("あ" * 41,)), ChoiceFault.CONDITION_LENGTH),
        ("mynumber", CardChoices(conditions=("あ",) * 13), ChoiceFault.CONDITION_COUNT),
        ("ic-license", CardChoices(conditions=("あ",) * 5), ChoiceFault.CONDITION_COUNT),
        ("mynumber", CardChoices(pins=("123",)), ChoiceFault.PIN),
        ("mynumber", CardChoices(pins=("１２３４",)), ChoiceFault.PIN),
        ("mynumber", CardChoices(pins=("1234\n",)), ChoiceFault.PIN),
        ("mynumber", CardChoices(pins=("1234", "5678")), ChoiceFault.PIN_COUNT),
        ("ic-license", CardChoices(pins=("1234", "5678", "0000")), ChoiceFault.PIN_COUNT),
        ("felica", CardChoices(), ChoiceFault.KIND),
    ],
)
def test_what_no_card_has_is_refused(kind: str, chosen: CardChoices, fault: ChoiceFault) -> None:
    """A choice that a card has no room or form for is refused by name, and a PIN is not repeated."""
    with pytest.raises(ChoiceError) as caught:
        new_image(PATH, kind, chosen)
    assert caught.value.fault is fault
    assert not caught.value.value or chosen.pins is None


@pytest.mark.parametrize(
    ("condition", "characters"),
    [("眼鏡等😀と髙😀", "😀髙"), ("がé", "é"), ("{外字1}{﨑", "{﨑"), ("a\nb", "\n")],
)
def test_what_cannot_be_written_is_named(condition: str, characters: str) -> None:
    """Of a condition that a card cannot hold, the characters at fault are told, each once, and no mark."""
    with pytest.raises(ChoiceError) as caught:
        new_image(PATH, "mynumber", CardChoices(conditions=(condition,)))
    assert (caught.value.fault, caught.value.value) == (ChoiceFault.CONDITION_TEXT, characters)


def test_a_photo_that_is_too_long_is_refused() -> None:
    """The image would not load, and is not made."""
    with pytest.raises(ImageError, match="photo: has 2001 bytes"):
        new_image(PATH, "mynumber", CardChoices(photo=bytes(2001)))


@pytest.mark.parametrize("text", ["a = ", "\x00", 'schema = "x"', "[license]\ncolor = 1"])
def test_what_is_no_image_is_not_edited(tmp_path: Path, text: str) -> None:
    """A file that does not load is not touched."""
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ImageError):
        edited_image(path, CardChoices(color="gold"))


@pytest.mark.parametrize("name", ["missing.toml", "folder"])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    """What the system says of the file is the reason."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(ImageError, match=name):
        edited_image(tmp_path / name, CardChoices())


def test_a_file_that_is_no_text_is_not_edited(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are no TOML."""
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff")
    with pytest.raises(ImageError, match="is not TOML"):
        edited_image(path, CardChoices())


def test_the_certificate_holds_the_key_that_signs() -> None:
    """The test issuer's certificate and its bare key are one key, which counts for virtual cards alone."""
    (certified,), (bare,) = (
        read_keys(data, "issuer.pem") for data in (specimen_issuer_certificate(), specimen_issuer_key())
    )
    assert certified.public_key == bare.public_key
    assert certified.is_test_issuer
    assert certified.certificate is not None
    assert "Not an authority" in certified.certificate.issuer
