from __future__ import annotations

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

import menkyo.virtual
from menkyo.virtual import LicenseFiles, VirtualCard, image_names, load_image
from menkyo.virtual.license_files import MAX_SIZES
from menkyo.virtual.signer import load_signer

KEYS = Path(menkyo.virtual.__file__).parent / "keys"
NUMBER_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def check_digit(number: str) -> str:
    """The eleventh digit that the first ten ask for."""
    total = sum(int(digit) * weight for digit, weight in zip(number, NUMBER_WEIGHTS, strict=False))
    return str(11 - total % 11)[-1] if total % 11 else "1"


@pytest.mark.parametrize("name", image_names())
def test_every_built_in_image_makes_a_card(name: str) -> None:
    """Every built-in image loads, fits its files, and answers its first SELECT."""
    image = load_image(name)
    files = LicenseFiles(image)
    sizes = {"WEF01": files.wef01, "WEF02": files.wef02, "WEF03": files.wef03}

    assert image.name == name
    assert all(len(data or b"") <= MAX_SIZES[file] for file, data in sizes.items())
    assert VirtualCard(image).transmit(bytes.fromhex("00A4040C02A0FE")) in {b"\x6a\x82", b"\x6f\x00"}


@pytest.mark.parametrize("name", image_names())
def test_every_built_in_image_says_what_it_is_for(name: str) -> None:
    """Every built-in image has a lower-case name, and a title and a description in both languages."""
    image = load_image(name)

    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert all((image.title.ja, image.title.en, image.description.ja, image.description.en))


@pytest.mark.parametrize("name", image_names())
def test_every_number_has_its_check_digit(name: str) -> None:
    """Every twelve-digit number in a built-in image carries a right check digit."""
    image = load_image(name)

    for number in filter(None, (image.license.number, image.history.number)):
        assert number[10] == check_digit(number)


def test_names_begin_with_the_specimen() -> None:
    """The specimen is listed first and every other image once, in order."""
    names = image_names()

    assert names[0] == "specimen"
    assert list(names[1:]) == sorted(set(names) - {"specimen"})


@pytest.mark.parametrize("name", ["full-size", "padding-ff", "padding-00"])
def test_full_size(name: str) -> None:
    """Full and filled files have exactly the sizes of the spec."""
    files = LicenseFiles(load_image(name))

    assert len(files.wef02 or b"") == 5845
    assert len(files.wef03 or b"") == 584


def test_full_size_photo() -> None:
    """The longest photo fills its field, and the record ends with it."""
    files = LicenseFiles(load_image("full-size"))

    assert len(files.image.photo) == 2000
    assert (files.wef02 or b"")[-2005:-2000] == bytes.fromhex("01078207D0")


def test_shipped_photos_are_jpeg_2000() -> None:
    """Photos are JP2 files of the sizes that the other documents name, or a bare codestream."""
    assert load_image("specimen").photo[4:8] == b"jP  "
    assert len(load_image("specimen").photo) == 1933
    assert load_image("codestream").photo[:4] == b"\xff\x4f\xff\x51"


def test_specimen_begins_as_the_vector() -> None:
    """The specimen's record begins as the spec's example does: no history, 優良, 令和12-05-15, 眼鏡等."""
    record = LicenseFiles(load_image("specimen")).wef02 or b""

    assert record.startswith(bytes.fromhex("C200C300C4044D254E49C50735313230353135C606346336404579C7"))


def test_history_only_has_no_license() -> None:
    """A history record has date, class and number, and neither expiry nor license number."""
    record = LicenseFiles(load_image("history-only")).wef02 or b""

    assert record.startswith(bytes.fromhex("C20735303731303031 C30101 C400 C500"))
    assert bytes.fromhex("E700E80C333032353030303030313130") in record


@pytest.mark.parametrize("name", ["specimen", "full-size", "signed-file", "damaged-record"])
def test_signature_verifies(name: str) -> None:
    """The signature is RSA-2048 with PKCS#1 v1.5 and SHA-256 over the whole record, by the shipped public key."""
    files = LicenseFiles(load_image(name))
    key = load_pem_public_key((KEYS / "specimen.public.pem").read_bytes())
    assert isinstance(key, RSAPublicKey)

    key.verify((files.wef03 or b"")[5:261], files.wef02 or b"", PKCS1v15(), SHA256())


def test_public_key_of_the_signer() -> None:
    """The signer's own public key is the shipped one."""
    public = load_pem_public_key((KEYS / "specimen.public.pem").read_bytes())

    assert public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == load_signer("specimen").public_key


def test_tampered_signature_differs() -> None:
    """A tampered image signs other data than the specimen, whose record it has."""
    specimen, tampered = (LicenseFiles(load_image(name)) for name in ("specimen", "tampered"))

    assert specimen.wef02 == tampered.wef02
    assert specimen.wef03 != tampered.wef03


def test_coverages_differ() -> None:
    """Every position on what is signed gives other bytes to sign."""
    names = ("specimen", "signed-values", "signed-file", "signed-values-and-padding")
    signed = [LicenseFiles(load_image(name)).signed_bytes for name in names]

    assert len(set(signed)) == 4
    assert len(signed[2]) == 5845
    assert len(signed[3]) - len(signed[1]) == len(signed[2]) - len(signed[0])


def test_record_without_signature_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making a card and its record signs nothing: that waits until WEF03 is read."""

    def trap(name: str) -> None:
        pytest.fail(f"The key {name} was loaded")

    monkeypatch.setattr("menkyo.virtual.signer.load_signer", trap)

    assert LicenseFiles(VirtualCard(load_image("specimen")).image).wef02
