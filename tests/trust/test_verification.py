from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from apdu.tlv import parse_license
from menkyo.record import SignatureRecord, decode_signature_record
from menkyo.trust import (
    IC_LICENSE_ORDERS,
    FoundBy,
    Order,
    Period,
    TrustedKey,
    Verdict,
    Verification,
    candidates,
    ic_license_files,
    license_files,
    read_keys,
    verify,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate

    ReadImage = Callable[[str], tuple[bytes, SignatureRecord]]

NOTHING = decode_signature_record(b"")


@pytest.mark.parametrize(
    ("image", "verdict", "coverage"),
    [
        ("specimen", Verdict.VERIFIED, "objects"),
        ("padding-ff", Verdict.VERIFIED, "objects"),
        ("padding-00", Verdict.VERIFIED, "objects"),
        ("tag-df", Verdict.VERIFIED, "objects"),
        ("full-size", Verdict.VERIFIED, "objects"),
        ("signed-file", Verdict.VERIFIED, "file"),
        ("signed-values", Verdict.VERIFIED, "values"),
        ("signed-values-and-padding", Verdict.VERIFIED, "values-and-padding"),
        ("signed-nested", Verdict.VERIFIED, "objects-nested"),
        ("tampered", Verdict.MISMATCH, None),
        ("no-signature", Verdict.ABSENT, None),
    ],
)
def test_each_card_image_has_its_verdict(
    image: str, verdict: Verdict, coverage: str | None, read_image: ReadImage, specimen_key: TrustedKey
) -> None:
    """Whatever a card signs, the coverage that matches is found and named; what was changed does not match."""
    record, signature = read_image(image)
    found = verify(license_files(record), signature, [specimen_key])
    assert (found.verdict, found.coverage) == (verdict, coverage)


@pytest.mark.parametrize("image", ["signed-file", "signed-values-and-padding"])
@pytest.mark.parametrize("left", [0, 1, 200])
def test_fill_that_was_not_read_is_supplied(
    image: str, left: int, read_image: ReadImage, specimen_key: TrustedKey
) -> None:
    """A reading may end at the last object, or in the fill: a signature over the whole file is found all the same."""
    record, signature = read_image(image)
    objects = len(record) - len(parse_license(record).rest)
    found = verify(license_files(record[: objects + left]), signature, [specimen_key])
    assert found.verdict is Verdict.VERIFIED


@pytest.mark.parametrize("byte", [b"\xff", b"\0"])
@pytest.mark.parametrize("length", [1, 255, 3000])
def test_a_file_may_be_smaller_than_its_largest_size(byte: bytes, length: int, read_image: ReadImage) -> None:
    """Where the reading ended at the last object, no size that the card may hold the file in is left out."""
    record, _ = read_image("specimen")
    found = {digest: name for name, digest in candidates(license_files(record))}
    digest = sha256(record + byte * length).digest()
    assert (found[digest], found[sha256(digest).digest()]) == ("file", "file-nested")


def test_fill_that_was_read_is_not_continued_with_another(read_image: ReadImage) -> None:
    """What was read behind the objects decides what the rest of the file may be."""
    record, _ = read_image("specimen")
    digests = {digest for _, digest in candidates(license_files(record + b"\xff"))}
    assert sha256(record + b"\xff" * 9).digest() in digests
    assert sha256(record + b"\xff" + bytes(8)).digest() not in digests


@pytest.mark.parametrize("image", ["specimen", "signed-file", "signed-nested", "signed-values"])
@given(data=st.data())
def test_any_changed_byte_is_a_mismatch(
    image: str, data: st.DataObject, read_image: ReadImage, specimen_key: TrustedKey
) -> None:
    """No bit of the covered bytes can change without the signature failing to match."""
    record, signature = read_image(image)
    parsed = parse_license(record)
    if image == "signed-values":
        ends = [each.offset for each in parsed.objects[1:]] + [len(record) - len(parsed.rest)]
        values = [range(end - len(each.value), end) for each, end in zip(parsed.objects, ends, strict=True)]
        place = data.draw(st.sampled_from([place for value in values for place in value]))
    else:
        covered = len(record) if image == "signed-file" else len(record) - len(parsed.rest)
        place = data.draw(st.integers(0, covered - 1))
    changed = bytearray(record)
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    found = verify(license_files(bytes(changed)), signature, [specimen_key])
    assert (found.verdict, found.coverage, found.key) == (Verdict.MISMATCH, None, specimen_key)


@given(place=st.integers(0, 255), bit=st.integers(0, 7))
def test_a_changed_signature_opens_with_no_key(
    place: int, bit: int, read_image: ReadImage, specimen_key: TrustedKey
) -> None:
    """A signature that was changed itself is never one that matches, and tells nothing of the data."""
    record, signature = read_image("specimen")
    value = bytearray(signature.value)
    value[place] ^= 1 << bit
    found = verify(license_files(record), replace(signature, value=bytes(value)), [specimen_key])
    assert found == Verification(Verdict.UNKNOWN_SIGNER, named=specimen_key)


@given(data=st.binary(max_size=300), value=st.binary(max_size=300), identifier=st.binary(max_size=32))
def test_no_bytes_of_a_card_raise(data: bytes, value: bytes, identifier: bytes, specimen_key: TrustedKey) -> None:
    """Whatever a card answers, there is a verdict, and it is none that speaks for the data."""
    signature = replace(NOTHING, value=value, key_identifier=identifier)
    found = verify(license_files(data), signature, [specimen_key])
    assert found.verdict is (Verdict.UNKNOWN_SIGNER if value else Verdict.ABSENT)


def test_an_empty_store_decides_nothing(read_image: ReadImage) -> None:
    """Without a trusted key the signer is unknown, for a signature over the data and for any other."""
    for image in ("specimen", "tampered"):
        record, signature = read_image(image)
        assert verify(license_files(record), signature, []) == Verification(Verdict.UNKNOWN_SIGNER)


def test_foreign_and_wrong_size_keys_open_nothing(
    read_image: ReadImage, trust: Callable[..., TrustedKey], specimen_key: TrustedKey
) -> None:
    """Keys of others and of other sizes neither open a signature nor stand in the way of the one that does."""
    record, signature = read_image("specimen")
    others = [trust("foreign"), trust("small", bits=1024), trust("large", bits=3072)]
    assert verify(license_files(record), signature, others) == Verification(Verdict.UNKNOWN_SIGNER)
    found = verify(license_files(record), signature, [*others, specimen_key, *others])
    assert (found.verdict, found.key) == (Verdict.VERIFIED, specimen_key)


def _signed(key: RSAPrivateKey, data: bytes, **fields: object) -> SignatureRecord:
    signature = replace(NOTHING, value=key.sign(data, PKCS1v15(), hashes.SHA256()))
    return replace(signature, **fields)  # type: ignore[arg-type]


def test_only_sha_256_with_the_padding_of_the_specification_opens(
    make_key: Callable[..., RSAPrivateKey], trust: Callable[..., TrustedKey]
) -> None:
    """A trusted key's signature in another form is not opened: the digest in it could mean anything."""
    key, data = make_key("issuer"), b"\xc2\x00\xc3\x00"
    for value in (
        key.sign(data, PKCS1v15(), hashes.SHA512()),
        key.sign(data, PKCS1v15(), hashes.SHA384()),
        key.sign(data, PSS(MGF1(hashes.SHA256()), PSS.DIGEST_LENGTH), hashes.SHA256()),
    ):
        found = verify(license_files(data), replace(NOTHING, value=value), [trust("issuer")])
        assert found.verdict is Verdict.UNKNOWN_SIGNER
    found = verify(license_files(data), _signed(key, data), [trust("issuer")])
    assert found.verdict is Verdict.VERIFIED


IDENTIFIER = b"\x5a" * 20


@pytest.mark.parametrize(
    ("fields", "found_by"),
    [
        ({}, FoundBy.TRIAL),
        ({"key_identifier": IDENTIFIER}, FoundBy.KEY_IDENTIFIER),
        ({"key_identifier": IDENTIFIER + bytes(12)}, FoundBy.KEY_IDENTIFIER),
        ({"key_identifier": bytes(12) + IDENTIFIER}, FoundBy.KEY_IDENTIFIER),
        ({"key_identifier": IDENTIFIER + b" " * 12}, FoundBy.KEY_IDENTIFIER),
        ({"key_identifier": IDENTIFIER[:-1]}, FoundBy.TRIAL),
        ({"key_identifier": IDENTIFIER + b"\x01"}, FoundBy.TRIAL),
        ({"serial": "00000000001A2B3C", "issuer": "issuer Test. CA"}, FoundBy.ISSUER_AND_SERIAL),
        ({"serial": "1a2b3c", "issuer": "C=JP,CN=issuer Test. CA"}, FoundBy.ISSUER_AND_SERIAL),
        ({"serial": "1a:2b:3c", "issuer": "cn=ISSUER TEST. CA, c=jp"}, FoundBy.ISSUER_AND_SERIAL),
        ({"serial": "1715004", "issuer": "JP issuer Test. CA"}, FoundBy.ISSUER_AND_SERIAL),
        ({"serial": "1a2b3d", "issuer": "issuer Test. CA"}, FoundBy.TRIAL),
        ({"serial": "1a2b3c", "issuer": "another Test. CA"}, FoundBy.TRIAL),
        ({"serial": "1a2b3c", "issuer": ""}, FoundBy.TRIAL),
    ],
)
def test_the_signer_is_looked_up(
    fields: dict[str, object],
    found_by: FoundBy,
    make_key: Callable[..., RSAPrivateKey],
    make_certificate: Callable[..., Certificate],
) -> None:
    """A record names its signer by key identifier, or by issuer and serial, in several forms; else all are tried."""
    data = b"\xc2\x00\xc3\x00"
    (key,) = read_keys(make_certificate("issuer").public_bytes(Encoding.PEM), "issuer.pem")
    found = verify(license_files(data), _signed(make_key("issuer"), data, **fields), [key])
    assert found == Verification(Verdict.VERIFIED, "objects", key, found_by)


def test_the_certificate_that_the_record_names_comes_first(
    make_key: Callable[..., RSAPrivateKey],
    make_certificate: Callable[..., Certificate],
    trust: Callable[..., TrustedKey],
) -> None:
    """Of several certificates for one key, the one with the recorded serial number is reported."""
    data = b"\xc2\x00"
    certificates = [
        read_keys(make_certificate("issuer", serial=serial).public_bytes(Encoding.DER), f"{serial}.der")[0]
        for serial in (1, 2, 3)
    ]
    signature = _signed(make_key("issuer"), data, serial="2", issuer="issuer Test. CA", key_identifier=IDENTIFIER)
    for keys in ([trust("issuer"), *certificates], [*reversed(certificates), trust("issuer")]):
        assert verify(license_files(data), signature, keys).key == certificates[1]


def test_a_named_key_that_does_not_open_is_told(
    make_key: Callable[..., RSAPrivateKey],
    make_certificate: Callable[..., Certificate],
    trust: Callable[..., TrustedKey],
) -> None:
    """A record that names a trusted key, and was signed by another, is never one that matches by the named key."""
    data = b"\xc2\x00"
    (named,) = read_keys(make_certificate("issuer").public_bytes(Encoding.DER), "issuer.der")
    signature = _signed(make_key("foreign"), data, key_identifier=IDENTIFIER)
    found = verify(license_files(data), signature, [trust("other"), named])
    assert found == Verification(Verdict.UNKNOWN_SIGNER, named=named)
    found = verify(license_files(data), signature, [named, trust("foreign")])
    assert (found.verdict, found.found_by, found.named) == (Verdict.VERIFIED, FoundBy.TRIAL, None)


@pytest.mark.parametrize(("day", "period"), [(date(2020, 1, 1), Period.NOT_BEGUN), (date(2040, 1, 1), Period.ENDED)])
def test_the_certificates_time_is_another_matter(
    day: date, period: Period, make_key: Callable[..., RSAPrivateKey], make_certificate: Callable[..., Certificate]
) -> None:
    """A certificate that has ended or not begun changes no verdict; it is told beside it."""
    data = b"\xc2\x00"
    (key,) = read_keys(make_certificate("issuer").public_bytes(Encoding.DER), "issuer.der")
    found = verify(license_files(data), _signed(make_key("issuer"), data), [key])
    assert found.verdict is Verdict.VERIFIED
    assert found.key is not None
    assert found.key.certificate is not None
    assert found.key.certificate.period(day) is period


FILES = ic_license_files(
    {
        "DF2/EF01": b"\x5f\x40\x82\x00\x03abc",
        "DF1/EF02": b"\x41\x02\x3b\x33",
        "DF1/EF01": b"\x11\x01\x31\x12\x02\x3b\x33\xff\xff",
        "DF1/EF07": b"\xb1\x00",
    }
)


@pytest.mark.parametrize("order", IC_LICENSE_ORDERS, ids=lambda order: order.name or "listed")
@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("coverage", ["objects", "file", "values", "values-and-padding"])
def test_several_files_in_either_order(
    coverage: str,
    nested: bool,  # noqa: FBT001 - a column
    order: Order,
    make_key: Callable[..., RSAPrivateKey],
    trust: Callable[..., TrustedKey],
) -> None:
    """A card with several signed files is compared in each order, and the name of the coverage says in which."""
    objects = {"DF1/EF01": FILES[0].data[:-2], "DF1/EF02": FILES[1].data, "DF2/EF01": FILES[2].data}
    values = {"DF1/EF01": b"\x31\x3b\x33", "DF1/EF02": b"\x3b\x33", "DF2/EF01": b"abc"}
    chosen = objects if coverage in {"objects", "file"} else values
    if coverage in {"file", "values-and-padding"}:
        sizes = {file.name: file.size for file in FILES}
        chosen = {name: data + b"\xff" * (sizes[name] - len(objects[name])) for name, data in chosen.items()}
    parts = [chosen[name] for name in order.files]
    data = b"".join(sha256(part).digest() for part in parts) if nested else b"".join(parts)
    name = "-".join(filter(None, (coverage, order.name, "nested" if nested else "")))
    found = verify(FILES, _signed(make_key("issuer"), data), [trust("issuer")], IC_LICENSE_ORDERS)
    assert (found.verdict, found.coverage) == (Verdict.VERIFIED, name)


def test_an_order_of_files_that_were_not_read_is_left_out(
    make_key: Callable[..., RSAPrivateKey], trust: Callable[..., TrustedKey]
) -> None:
    """Without one of the files nothing can match."""
    data = b"".join(file.data for file in FILES)
    found = verify(FILES[:2], _signed(make_key("issuer"), data), [trust("issuer")], IC_LICENSE_ORDERS)
    assert found.verdict is Verdict.MISMATCH
