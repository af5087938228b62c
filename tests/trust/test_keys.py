from __future__ import annotations

import warnings
from contextlib import suppress
from datetime import UTC, date, datetime
from hashlib import sha1, sha256
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from menkyo.trust import (
    TEST_ISSUER,
    KeyFileError,
    KeyKindError,
    KeySizeError,
    NoKeyError,
    Period,
    PrivateKeyError,
    TrustedKey,
    read_keys,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

SPKI, PKCS1 = PublicFormat.SubjectPublicKeyInfo, PublicFormat.PKCS1
PEM, DER = Encoding.PEM, Encoding.DER


def test_the_test_issuer_is_the_specimens(specimen_key: TrustedKey) -> None:
    """The key with which anybody can sign is known by its fingerprint, in whatever file it comes."""
    assert specimen_key.fingerprint == TEST_ISSUER
    assert specimen_key.is_test_issuer


@pytest.mark.parametrize("before", [b"", b"Bag Attributes\n    friendlyName: issuer\n"])
@pytest.mark.parametrize("encoding", [PEM, DER])
def test_a_certificate_is_read(
    encoding: Encoding, before: bytes, make_certificate: Callable[..., x509.Certificate]
) -> None:
    """A certificate in PEM, with text before it or not, or in DER gives its key and what it says."""
    data = make_certificate("issuer").public_bytes(encoding)
    (key,) = read_keys(before + data if encoding is PEM else data, "issuer.crt")
    assert key.name == "issuer.crt"
    assert key.certificate is not None
    assert key.certificate.serial == "1a2b3c"
    assert key.certificate.issuer == key.certificate.subject == "CN=issuer Test. CA,C=JP"
    assert (key.certificate.first_day, key.certificate.last_day) == (date(2024, 4, 1), date(2034, 3, 31))
    assert b"\x5a" * 20 in key.identifiers


@pytest.mark.parametrize(("encoding", "form"), [(PEM, SPKI), (DER, SPKI), (PEM, PKCS1)])
def test_a_public_key_is_read(encoding: Encoding, form: PublicFormat, make_key: Callable[..., RSAPrivateKey]) -> None:
    """A bare public key is read in each usual form; the identifiers that its certificate may have are known."""
    public = make_key("issuer").public_key()
    (key,) = read_keys(public.public_bytes(encoding, form), "issuer.pem")
    assert key.certificate is None
    assert key.public_key == public.public_bytes(DER, SPKI)
    assert not key.is_test_issuer
    pkcs1 = public.public_bytes(DER, PKCS1)
    assert {sha1(pkcs1, usedforsecurity=False).digest(), sha256(pkcs1).digest()} < key.identifiers


def test_several_certificates_in_one_file(make_certificate: Callable[..., x509.Certificate]) -> None:
    """A file of several certificates gives each of their keys."""
    data = b"".join(make_certificate(name).public_bytes(PEM) for name in ("issuer", "other"))
    assert len({key.fingerprint for key in read_keys(data, "bundle.pem")}) == 2


def test_a_file_of_certificates_of_all_kinds(
    make_certificate: Callable[..., x509.Certificate], make_key: Callable[..., RSAPrivateKey]
) -> None:
    """Beside the certificate of a signer, that of an authority with a longer key does no harm."""
    large = make_key("authority", 3072)
    name = x509.Name([])
    builder = x509.CertificateBuilder(name, name, large.public_key(), 1)
    builder = builder.not_valid_before(datetime(2024, 1, 1, tzinfo=UTC)).not_valid_after(
        datetime(2034, 1, 1, tzinfo=UTC)
    )
    authority = builder.sign(large, hashes.SHA256()).public_bytes(PEM)
    (key,) = read_keys(authority + make_certificate("issuer").public_bytes(PEM), "chain.pem")
    assert key.certificate is not None
    assert key.certificate.serial == "1a2b3c"
    with pytest.raises(KeySizeError):
        read_keys(authority, "authority.pem")


def test_a_file_named_by_the_identifier(make_key: Callable[..., RSAPrivateKey]) -> None:
    """The name of a file is an identifier of its key, where it is one in hex."""
    data = make_key("issuer").public_key().public_bytes(PEM, SPKI)
    identifier = bytes(range(32))
    assert identifier in read_keys(data, f"{identifier.hex()}.pem")[0].identifiers
    assert b"\xab\xcd" not in read_keys(data, "abcd.pem")[0].identifiers


def _private(make_key: Callable[..., RSAPrivateKey]) -> list[bytes]:
    key = make_key("issuer")
    return [
        key.private_bytes(PEM, PrivateFormat.PKCS8, NoEncryption()),
        key.private_bytes(PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
        key.private_bytes(PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")),
        key.private_bytes(DER, PrivateFormat.PKCS8, NoEncryption()),
        key.private_bytes(PEM, PrivateFormat.PKCS8, NoEncryption()) + key.public_key().public_bytes(PEM, SPKI),
    ]


@pytest.mark.parametrize("number", range(5))
def test_a_private_key_is_refused(number: int, make_key: Callable[..., RSAPrivateKey]) -> None:
    """A private key is refused as such, in any form, also beside a public one."""
    with pytest.raises(PrivateKeyError):
        read_keys(_private(make_key)[number], "issuer.key")


def test_other_algorithms_are_refused() -> None:
    """Only RSA keys sign license records."""
    for public in (
        ec.generate_private_key(ec.SECP256R1()).public_key(),
        ed25519.Ed25519PrivateKey.generate().public_key(),
    ):
        for encoding in (PEM, DER):
            with pytest.raises(KeyKindError):
                read_keys(public.public_bytes(encoding, SPKI), "other.pem")


@pytest.mark.parametrize("bits", [1024, 3072])
def test_other_sizes_are_refused(bits: int, make_key: Callable[..., RSAPrivateKey]) -> None:
    """A key of a wrong size is refused with its size."""
    with pytest.raises(KeySizeError) as caught:
        read_keys(make_key("size", bits).public_key().public_bytes(PEM, SPKI), "size.pem")
    assert caught.value.bits == bits
    assert str(bits) in str(caught.value)


GARBAGE = (
    b"",
    b"hello",
    b"\xff" * 3000,
    b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    b"-----BEGIN CERTIFICATE-----\n",
    b"-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n",
    b"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
    "-----BEGIN PUBLIC KEY-----".encode("utf-16"),
)


@pytest.mark.parametrize("data", GARBAGE)
def test_garbage_is_no_key(data: bytes) -> None:
    """What is neither a certificate nor a public key is said to be neither."""
    with pytest.raises(NoKeyError):
        read_keys(data, "garbage.pem")


@given(data=st.binary(max_size=400))
def test_any_bytes_are_keys_or_none(data: bytes) -> None:
    """No bytes cause another error than those of key files."""
    with pytest.raises(KeyFileError):
        read_keys(data, "any.der")


@given(data=st.data())
def test_a_damaged_certificate_is_a_key_or_none(
    data: st.DataObject, make_certificate: Callable[..., x509.Certificate]
) -> None:
    """A certificate with a changed byte is either refused or read, without a word of warning."""
    damaged = bytearray(make_certificate("issuer").public_bytes(DER))
    damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with suppress(KeyFileError):
            assert read_keys(bytes(damaged), "damaged.der")


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(1, 1, 1), Period.NOT_BEGUN),
        (date(2024, 3, 31), Period.NOT_BEGUN),
        (date(2024, 4, 1), Period.CURRENT),
        (date(2034, 3, 31), Period.CURRENT),
        (date(2034, 4, 1), Period.ENDED),
        (date(9999, 12, 31), Period.ENDED),
    ],
)
def test_the_period_of_a_certificate(
    day: date, period: Period, make_certificate: Callable[..., x509.Certificate]
) -> None:
    """A day lies before, in or behind the certificate's time by Japan's clock, and a part of a day is in it."""
    (key,) = read_keys(make_certificate("issuer").public_bytes(DER), "issuer.der")
    assert key.certificate is not None
    assert key.certificate.period(day) is period


def test_a_certificate_without_an_end(make_certificate: Callable[..., x509.Certificate]) -> None:
    """The last second of the calendar, which means no end, is read as it stands."""
    ends = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    (key,) = read_keys(make_certificate("issuer", ends=ends).public_bytes(DER), "issuer.der")
    assert key.certificate is not None
    assert key.certificate.last_day == date(9999, 12, 31)
    assert key.certificate.period(date(9999, 12, 31)) is Period.CURRENT


def test_a_certificate_without_key_identifier(make_certificate: Callable[..., x509.Certificate]) -> None:
    """The extension may be missing."""
    data = make_certificate("issuer", has_identifier=False).public_bytes(DER)
    (key,) = read_keys(data, "issuer.der")
    assert b"\x5a" * 20 not in key.identifiers


def test_a_certificate_for_another_kind_of_key_is_refused() -> None:
    """A certificate is no better than the key in it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(datetime(2024, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2034, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    with pytest.raises(KeyKindError):
        read_keys(certificate.public_bytes(PEM), "ec.pem")
