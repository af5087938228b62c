"""Keys, certificates and signed records that are made for the tests alone."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from menkyo.record import SignatureRecord, decode_signature_record
from menkyo.trust import TrustedKey, read_keys
from menkyo.virtual import LicenseFiles, load_image, specimen_issuer_key

if TYPE_CHECKING:
    from collections.abc import Callable

BEGINS: Final = datetime(2024, 4, 1, tzinfo=UTC)
ENDS: Final = datetime(2034, 3, 31, 14, 59, 59, tzinfo=UTC)


@cache
def _key(name: str, bits: int) -> rsa.RSAPrivateKey:
    del name  # one key for each name
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def _make_key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    return _key(name, bits)


def _make_certificate(
    name: str,
    *,
    serial: int = 0x1A2B3C,
    begins: datetime = BEGINS,
    ends: datetime = ENDS,
    has_identifier: bool = True,
) -> x509.Certificate:
    key = _make_key(name)
    about = x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"), x509.NameAttribute(NameOID.COMMON_NAME, f"{name} Test. CA")]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(about)
        .issuer_name(about)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(begins)
        .not_valid_after(ends)
    )
    if has_identifier:
        builder = builder.add_extension(x509.SubjectKeyIdentifier(b"\x5a" * 20), critical=False)
    return builder.sign(key, hashes.SHA256())


def _trust(name: str, *, bits: int = 2048) -> TrustedKey:
    """The public key of a name as a trusted one, whatever its size."""
    der = _make_key(name, bits).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return TrustedKey(f"{name}.pem", der, frozenset())


def _specimen(image: str) -> tuple[bytes, SignatureRecord]:
    files = LicenseFiles(load_image(image))
    return files.wef02 or b"", decode_signature_record(files.wef03 or b"")


@pytest.fixture(scope="session")
def make_key() -> Callable[..., rsa.RSAPrivateKey]:
    """Makes one private key for each name (and size in bits)."""
    return _make_key


@pytest.fixture(scope="session")
def make_certificate() -> Callable[..., x509.Certificate]:
    """Makes a certificate for the key of a name, with serial number, first and last moment."""
    return _make_certificate


@pytest.fixture(scope="session")
def trust() -> Callable[..., TrustedKey]:
    """Trusts the key of a name; with another size in bits, too, which no trust store would take."""
    return _trust


@pytest.fixture(scope="session")
def read_image() -> Callable[[str], tuple[bytes, SignatureRecord]]:
    """The record and the signature record of a card image."""
    return _specimen


@pytest.fixture(scope="session")
def specimen_key() -> TrustedKey:
    """The specimen's key."""
    return read_keys(specimen_issuer_key(), "specimen.pem")[0]
