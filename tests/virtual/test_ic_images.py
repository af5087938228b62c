"""The built-in images of IC licenses: what each of them is for, and what is signed."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

import menkyo.virtual
from menkyo.virtual import IcLicenseFiles, ImageError, VirtualCard, image_names, image_source, load_image

Write = Callable[[str], Path]

KEYS = Path(menkyo.virtual.__file__).parent / "keys"
SIGNED_FILES = ("DF1/EF01", "DF1/EF02", "DF2/EF01")
DF1 = bytes.fromhex("00A4040C10A0000002310100000000000000000000")


def test_names_of_a_kind() -> None:
    """The names can be had by kind, and every name has one."""
    my_number, ic_license = image_names("mynumber"), image_names("ic-license")

    assert my_number[0] == "specimen"
    assert {load_image(name).kind for name in ic_license} == {"ic-license"}
    assert all(name.startswith("ic-") for name in ic_license)
    assert sorted(my_number + ic_license) == sorted(image_names())


@pytest.mark.parametrize("name", image_names("ic-license"))
def test_every_image_makes_a_card(name: str) -> None:
    """Every image answers the SELECT of its first DF, and can be shown as it was written."""
    image = load_image(name)

    assert VirtualCard(image).transmit(DF1) in {b"\x90\x00", b"\x62\x83"}
    assert image_source(name).startswith('schema = "menkyo.image/1"\n')
    assert image.card.applications == ()


def test_partner_of_the_specimen() -> None:
    """The IC license agrees with the specimen in all that two cards of one holder share."""
    specimen, ic = load_image("specimen"), load_image("ic-license")
    assert specimen.license.number is not None
    assert ic.license.number is not None
    assert ic.ic_license is not None

    assert specimen.license.number[:11] == ic.license.number[:11]
    assert specimen.license.number != ic.license.number
    assert specimen.license.expires_on == ic.license.expires_on
    assert specimen.license.conditions == ic.license.conditions
    assert specimen.license.color == ic.license.color
    assert specimen.license.acquired_on == ic.license.acquired_on
    assert specimen.license.categories == tuple(name for name, _ in ic.ic_license.category_dates)
    assert specimen.photo == ic.photo


def test_the_wrong_partner() -> None:
    """The other number differs in its first eleven digits, and nothing else does."""
    good, bad = load_image("ic-license"), load_image("ic-different")
    assert good.license.number is not None
    assert bad.license.number is not None

    assert good.license.number[:11] != bad.license.number[:11]
    assert (good.ic_license, good.photo, good.license.expires_on) == (
        bad.ic_license,
        bad.photo,
        bad.license.expires_on,
    )


@pytest.mark.parametrize(
    ("name", "pin1", "pin2"),
    [
        ("ic-license", 3, 3),
        ("ic-pin1-blocked", 0, 3),
        ("ic-pin2-blocked", 3, 0),
        ("ic-last-try", 1, 1),
        ("ic-no-pin", 3, 3),
    ],
)
def test_tries(name: str, pin1: int, pin2: int) -> None:
    """Each PIN begins with the tries that the image gives it."""
    card = VirtualCard(load_image(name))

    assert (card.tries_left("MF", 1), card.tries_left("MF", 2)) == (pin1, pin2)


def parts(files: IcLicenseFiles) -> list[bytes]:
    """The three signed files as objects, taken from the filled files by their fill."""
    return [(files.content(name) or b"").rstrip(b"\xff") for name in SIGNED_FILES]


def values(data: bytes) -> bytes:
    """The values of a file's objects."""
    joined = b""
    while data:
        data = data[2:] if data[:2] == b"\x5f\x40" else data[1:]
        length, data = (int.from_bytes(data[1:3], "big"), data[3:]) if data[0] == 0x82 else (data[0], data[1:])
        joined, data = joined + data[:length], data[length:]
    return joined


def verify(name: str, signed: Callable[[IcLicenseFiles], bytes]) -> None:
    """Check the signature of an image by the shipped public key."""
    files = IcLicenseFiles(load_image(name))
    key = load_pem_public_key((KEYS / "specimen.public.pem").read_bytes())
    assert isinstance(key, RSAPublicKey)
    signature_file = files.content("DF1/EF07") or b""
    assert signature_file[:4] == bytes.fromhex("B1820100")
    key.verify(signature_file[4:260], signed(files), PKCS1v15(), SHA256())


SIGNED: dict[str, Callable[[IcLicenseFiles], bytes]] = {
    "ic-license": lambda files: b"".join(parts(files)),
    "ic-changes": lambda files: b"".join(parts(files)),
    "ic-no-photo": lambda files: b"".join(parts(files)),
    "ic-padding-none": lambda files: b"".join(parts(files)),
    "ic-damaged": lambda files: b"".join(parts(files)),
    "ic-signed-values": lambda files: b"".join(map(values, parts(files))),
    "ic-signed-file": lambda files: b"".join(files.content(name) or b"" for name in SIGNED_FILES),
    "ic-signed-nested": lambda files: b"".join(sha256(part).digest() for part in parts(files)),
    "ic-signed-photo-second": lambda files: b"".join(parts(files)[index] for index in (0, 2, 1)),
}
"""What is signed on each image, put together again from the files as they are read."""


@pytest.mark.parametrize(("name", "signed"), SIGNED.items())
def test_signature(name: str, signed: Callable[[IcLicenseFiles], bytes]) -> None:
    """The test key signs items, domicile and photo: whole objects up to the last, unless the switch says otherwise."""
    verify(name, signed)


def test_values_and_fill_can_be_signed(image_file: Write) -> None:
    """The fourth coverage is the values with the fill behind them."""
    image = load_image(image_file('extends = "ic-license"\nsignature.coverage = "values-and-padding"'))
    files = IcLicenseFiles(image)
    whole = [files.content(name) or b"" for name in SIGNED_FILES]
    expected = b"".join(values(part) + data[len(part) :] for part, data in zip(parts(files), whole, strict=True))

    assert files.signed_bytes == expected


def test_changes_are_not_signed() -> None:
    """What is appended later changes nothing of what was signed."""
    plain, changed = (IcLicenseFiles(load_image(name)) for name in ("ic-license", "ic-changes"))

    assert plain.signed_bytes == changed.signed_bytes


def test_tampered() -> None:
    """A tampered image holds the data of the plain one and a signature of other data."""
    plain, tampered = (IcLicenseFiles(load_image(name)) for name in ("ic-license", "ic-tampered"))

    assert parts(plain) == parts(tampered)
    with pytest.raises(InvalidSignature):
        verify("ic-tampered", lambda files: b"".join(parts(files)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("card.kind = 'passport'", "card.kind: must be one of mynumber, ic-license, not 'passport'"),
        ("card.version = '10'", "card.version: must be three ASCII characters, not '10'"),
        ("card.pre_issue = '010203'", "card.pre_issue: has 3 bytes where the card wants 0 to 2"),
        ("card.issued_on = '昨日'", "card.issued_on: must be a date such as 2030-05-15, without quotes"),
        ("card.applications = ['license']", "card.applications: is not a key of this table, which knows atr, expires"),
        ("pin.value = '1234'", "pin.value: is not a key of this table, which knows set"),
        ("pin1.value = '12345'", "pin1.value: must be four digits"),
        ("pin2.tries_left = 4", "pin2.tries_left: must be a whole number from 0 to 3, not 4"),
        ("holder.sex = 1", "holder.sex: is not a key of this table, which knows address, alias"),
        ("holder.name = '髙橋'", "holder.name: '髙' is not in JIS X 0208"),
        (f"holder.name = '{'山' * 37}'", "holder.name: has a text of 37 characters where the card has room for 36"),
        ("holder.birth_date = 1980-02-17T00:00:00", "holder.birth_date: must be a date such as 2030-05-15, without a"),
        ("license.categories = ['moped']", "license.categories: is not a key of this table"),
        ("license.remarks = []", "license.remarks: is not a key of this table"),
        ("license.conditions = ['1', '2', '3', '4', '5']", "license.conditions: has 5 texts where the card has room"),
        ("license.reference_number = '123456'", "license.reference_number: must be at most five ASCII characters"),
        (f"license.commission = '{'公' * 13}'", "license.commission: has a text of 13 characters where the card has"),
        ("license.category_dates.bus = 2020-01-01", "license.category_dates.bus: is not a key of this table"),
        ("glyphs.8 = 'full'", "glyphs.8: is not a key of this table"),
        (f"glyphs.1 = '{'00' * 129}'", "glyphs.1: has 129 bytes where the card wants 0 to 128"),
        ("changes = 1", "changes: must be a list of tables"),
        ("changes = [1]", "changes: must be a list of tables"),
        ("changes = [{}]", "changes.1.kind: is missing"),
        ("changes = [{kind = 'sex'}]", "changes.1.kind: must be one of commission, name, kana"),
        ("changes = [{kind = 'name'}]", "changes.1.date: is missing"),
        ("changes = [{kind = 'name', date = 2025-01-01, to = 1}]", "changes.1.to: is not a key of this table"),
        ("changes = [{kind = 'name', date = 2025-01-01}]", "changes.1.commission: must have five characters"),
        ("signature.order = 'random'", "signature.order: must be one of listed, photo-second, not 'random'"),
        ("switches.tag_form = '01xx'", "switches.tag_form: is not a key of this table"),
        ("switches.jis_year = ''", "switches.jis_year: has 0 bytes where the card wants 1"),
        ("raw.WEF02 = ''", "raw.WEF02: is not a key of this table, which knows DF1/EF01"),
        ("history.number = '1'", "history: is not a key of this table"),
    ],
)
def test_mistakes_are_named(image_file: Write, text: str, message: str) -> None:
    """A mistake in an image of this kind is one sentence with file, key and what is wrong."""
    with pytest.raises(ImageError) as caught:
        load_image(image_file("card.kind = 'ic-license'\n" + text if "card.kind" not in text else text))

    assert message in str(caught.value)
    assert str(caught.value).startswith("mine.toml: ")
    assert "\n" not in str(caught.value)


def test_a_secret_is_not_repeated(image_file: Write) -> None:
    """An error about a PIN does not show it."""
    with pytest.raises(ImageError) as caught:
        load_image(image_file("card.kind = 'ic-license'\npin2.value = '98765'"))

    assert str(caught.value) == "mine.toml: pin2.value: must be four digits"


def test_an_empty_image_is_a_whole_card(image_file: Write) -> None:
    """A file with nothing but its kind is a card with both PINs, all files and empty fields."""
    image = load_image(image_file("card.kind = 'ic-license'"))
    files = IcLicenseFiles(image)

    assert (image.kind, image.card.atr.hex().upper()) == ("ic-license", "3B888001000000009181C100D8")
    assert (files.content("DF1/EF01") or b"")[:5] == bytes.fromhex("1101901200")
    assert len(files.content("DF1/EF07") or b"") == 578
    assert image.pin.value == "1234"


def test_a_my_number_card_is_the_plain_kind(image_file: Write) -> None:
    """Without a kind, or with its own, an image is a My Number card."""
    assert load_image(image_file("")).kind == "mynumber"
    assert load_image(image_file("card.kind = 'mynumber'")).kind == "mynumber"
