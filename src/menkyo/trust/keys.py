"""The keys that a person trusts: certificates and public keys, read from files in PEM or DER."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from hashlib import sha1, sha256
from typing import TYPE_CHECKING, Final

from menkyo.record.dates import JAPAN_TIME
from menkyo.trust.errors import (
    KEY_BITS,
    KeyFileError,
    KeyKindError,
    KeySizeError,
    NoKeyError,
    PrivateKeyError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
    from cryptography.x509 import Certificate as X509Certificate
    from cryptography.x509 import Name

__all__ = ["TEST_ISSUER", "Certificate", "Period", "TrustedKey", "read_keys"]

TEST_ISSUER: Final = "29b951168c65059b27050a7ea113ccf7e38adb3efd1f8341ce294dca0b5b26d8"
"""The SHA-256 value of the specimen's public key: its private half is published, so that anybody can sign with it."""

_SHORTEST_IDENTIFIER: Final = 8
_BEGIN: Final = b"-----BEGIN "
_PRIVATE: Final = b"PRIVATE KEY-----"
_PEM_CERTIFICATE: Final = b"-----BEGIN CERTIFICATE-----"


class Period(StrEnum):
    """How a day lies to the time for which a certificate was issued; it says nothing about a signature."""

    CURRENT = "current"
    ENDED = "ended"
    NOT_BEGUN = "not-begun"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says of itself; nobody checked who issued it.

    ``serial`` is lower-case hex; ``issuer`` and ``subject`` are distinguished names (RFC 4514); ``issuer_forms`` are
    the forms in which a card may write the issuer. The first and the last moment are in Japan's time.
    """

    serial: str
    issuer: str
    subject: str
    not_before: datetime
    not_after: datetime
    issuer_forms: tuple[str, ...] = ()

    def period(self, day: date) -> Period:
        """Whether a day in Japan lies before, in or behind the certificate's time; a part of the day is enough."""
        begins = datetime.combine(day, time.min, JAPAN_TIME)
        if self.not_after < begins:
            return Period.ENDED
        # Not `begins` plus a day: the last day of the calendar has no next one.
        ends = datetime.combine(day, time.max, JAPAN_TIME)
        return Period.NOT_BEGUN if self.not_before > ends else Period.CURRENT

    @property
    def first_day(self) -> date:
        """The first day in Japan."""
        return self.not_before.date()

    @property
    def last_day(self) -> date:
        """The last day in Japan, be it a part of a day."""
        return self.not_after.date()


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """An RSA-2048 public key that a person trusts.

    ``name`` is its file's name; ``public_key`` is DER (SubjectPublicKeyInfo); ``identifiers`` are the values that a
    signature record may identify it by, as the form of the field is not known (license card spec, section 5).
    """

    name: str
    public_key: bytes = field(repr=False)
    identifiers: frozenset[bytes] = field(repr=False)
    certificate: Certificate | None = None

    @property
    def fingerprint(self) -> str:
        """The SHA-256 value of the public key, lower-case hex: what two people compare."""
        return sha256(self.public_key).hexdigest()

    @property
    def is_test_issuer(self) -> bool:
        """Whether this is the specimen's key, with which anybody can sign anything."""
        return self.fingerprint == TEST_ISSUER


def read_keys(data: bytes, name: str) -> tuple[TrustedKey, ...]:
    """The keys in a file: a certificate or a public key in PEM or DER, or several certificates in PEM.

    Among several, those count that can have signed a license record. Raises the errors below
    `menkyo.trust.errors.KeyFileError`.
    """
    # An empty trust store needs none of this.
    import warnings  # noqa: PLC0415

    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415

    if _BEGIN in data and _PRIVATE in data:
        raise PrivateKeyError
    with warnings.catch_warnings():
        # cryptography warns of odd certificates; who trusts one has decided that it will do.
        warnings.simplefilter("ignore")
        try:
            return _usable(name, _load(data))
        except KeyFileError:
            raise
        except UnsupportedAlgorithm as error:
            raise KeyKindError from error
        except Exception as error:
            # For bytes that are no key or no certificate, cryptography raises errors of a dozen trees.
            raise NoKeyError from error


def _usable(name: str, loaded: Iterable[tuple[PublicKeyTypes, X509Certificate | None]]) -> tuple[TrustedKey, ...]:
    """The keys that can have signed a license record; raises what is wrong with the first one when none can."""
    keys: list[TrustedKey] = []
    refused: KeyFileError | None = None
    for key, certificate in loaded:
        try:
            keys.append(_trusted(key, name, certificate))
        except KeyFileError as error:
            refused = refused or error
    if not keys:
        raise refused or NoKeyError
    return tuple(keys)


def _load(data: bytes) -> Iterable[tuple[PublicKeyTypes, X509Certificate | None]]:
    """The public keys in a file, each with its certificate."""
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415 - see above
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415

    if _PEM_CERTIFICATE in data:
        return [(each.public_key(), each) for each in load_pem_x509_certificates(data)]
    return [(load_pem_public_key(data), None) if _BEGIN in data else _load_der(data)]


def _load_der(data: bytes) -> tuple[PublicKeyTypes, X509Certificate | None]:
    """The public key in a DER file; raises `PrivateKeyError` for a private one."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key  # noqa: PLC0415
    from cryptography.x509 import load_der_x509_certificate  # noqa: PLC0415

    try:
        certificate = load_der_x509_certificate(data)
    except ValueError:
        pass
    else:
        return certificate.public_key(), certificate
    try:
        load_der_private_key(data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return load_der_public_key(data), None
    raise PrivateKeyError


def _trusted(key: PublicKeyTypes, name: str, certificate: X509Certificate | None) -> TrustedKey:
    """A key that can have signed a license record; raises `KeyKindError` and `KeySizeError`."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey  # noqa: PLC0415 - loaded by now
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415 - loaded by now

    if not isinstance(key, RSAPublicKey):
        raise KeyKindError
    if key.key_size != KEY_BITS:
        raise KeySizeError(key.key_size)
    public_key = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    forms = public_key, key.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    # SHA-1 is what RFC 5280 makes key identifiers of: a name here, and no proof.
    identifiers = {sha1(form, usedforsecurity=False).digest() for form in forms}
    identifiers |= {sha256(form).digest() for form in forms}
    # A file may be named by the identifier, too: that is all that is left of it beside a bare public key.
    identifiers |= _identifier_of_name(name) | _identifier_of_certificate(certificate)
    about = None if certificate is None else _about(certificate)
    return TrustedKey(name, public_key, frozenset(identifiers), about)


def _identifier_of_name(name: str) -> set[bytes]:
    stem = name.partition(".")[0]
    try:
        identifier = bytes.fromhex(stem)
    except ValueError:
        return set()
    return {identifier} if len(identifier) >= _SHORTEST_IDENTIFIER else set()


def _identifier_of_certificate(certificate: X509Certificate | None) -> set[bytes]:
    """The subject key identifier, if the certificate has one."""
    if certificate is None:
        return set()
    from cryptography.x509 import ExtensionNotFound, SubjectKeyIdentifier  # noqa: PLC0415 - loaded by now

    try:
        return {certificate.extensions.get_extension_for_class(SubjectKeyIdentifier).value.digest}
    except ExtensionNotFound:
        return set()


def _about(certificate: X509Certificate) -> Certificate:
    """What the certificate says."""
    return Certificate(
        serial=f"{certificate.serial_number:x}",
        issuer=certificate.issuer.rfc4514_string(),
        subject=certificate.subject.rfc4514_string(),
        not_before=_in_japan(certificate.not_valid_before_utc),
        not_after=_in_japan(certificate.not_valid_after_utc),
        issuer_forms=_forms(certificate.issuer),
    )


def _forms(name: Name) -> tuple[str, ...]:
    """The forms in which a card may write a name: whole in either direction, its values alone, the common name."""
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - loaded by now

    values = [str(attribute.value) for attribute in name]
    parts = [part.rfc4514_string() for part in name.rdns]
    common = [str(attribute.value) for attribute in name.get_attributes_for_oid(NameOID.COMMON_NAME)]
    return (" ".join(parts), " ".join(reversed(parts)), " ".join(values), " ".join(reversed(values)), *common)


def _in_japan(moment: datetime) -> datetime:
    """A moment in Japan's time; a certificate without an end has the last second of the calendar, and keeps it."""
    try:
        return moment.astimezone(JAPAN_TIME)
    except OverflowError:
        return moment
