"""Did the holder of a trusted key sign these bytes? The signature is opened, and compared with each candidate coverage.

RSA-2048, PKCS#1 v1.5, SHA-256 (license card spec, section 5). A key that does not fit shows as broken padding, so that
it is told from data that do not match.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from menkyo.record import SignatureRecord
    from menkyo.trust.coverage import Order, SignedFile
    from menkyo.trust.keys import TrustedKey

__all__ = ["FoundBy", "Verdict", "Verification", "verify"]

# DigestInfo of a SHA-256 value (RFC 8017, section 9.2): nothing else is a signature here.
_DIGEST_INFO: Final = bytes.fromhex("3031300d060960864801650304020105000420")
_DIGEST_LENGTH: Final = 32
_FILL: Final = b"\0\xff "


class Verdict(StrEnum):
    """What the comparison of a signature came to; the values are the contract's ``signature.verdict``."""

    VERIFIED = "verified"
    """A trusted key opens the signature, and the data match."""

    MISMATCH = "mismatch"
    """A trusted key opens the signature, and the data match in no coverage that is known."""

    UNKNOWN_SIGNER = "unknown-signer"
    """No trusted key opens the signature, which says nothing about the data."""

    NOT_CHECKED = "not-checked"
    """The files that it takes were not read."""

    ABSENT = "absent"
    """No signature is recorded."""


class FoundBy(StrEnum):
    """How the key that opened the signature was found."""

    KEY_IDENTIFIER = "key-identifier"
    ISSUER_AND_SERIAL = "issuer-and-serial"
    TRIAL = "trial"


class Verification(NamedTuple):
    """The verdict on a signature and what it rests on.

    ``coverage`` is the name of the coverage that matched; ``key`` is the key that opened the signature, and
    ``found_by`` how it was found. ``named`` is a trusted key that the record names and that does not open it. Whether
    the key's certificate has ended is a matter of its own: `menkyo.trust.keys.Certificate.period`.
    """

    verdict: Verdict
    coverage: str | None = None
    key: TrustedKey | None = None
    found_by: FoundBy | None = None
    named: TrustedKey | None = None


def verify(
    files: Sequence[SignedFile],
    signature: SignatureRecord,
    trusted: Iterable[TrustedKey],
    orders: Sequence[Order] = (),
) -> Verification:
    """Compare the signature over some files with the trusted keys: first with those that the record names.

    ``orders`` are those in which several files may have been signed. Never raises, whatever the bytes are.
    """
    if not signature.value:
        return Verification(Verdict.ABSENT)
    named: TrustedKey | None = None
    for found_by, key in _likely_first(trusted, signature):
        digest = _open(key, signature.value)
        if digest is None:
            named = named or (None if found_by is FoundBy.TRIAL else key)
            continue
        from menkyo.trust.coverage import candidates  # noqa: PLC0415 - as for cryptography, below

        coverage = next((name for name, hashed in candidates(files, orders) if hashed == digest), None)
        verdict = Verdict.MISMATCH if coverage is None else Verdict.VERIFIED
        return Verification(verdict, coverage, key, found_by)
    return Verification(Verdict.UNKNOWN_SIGNER, named=named)


def _likely_first(trusted: Iterable[TrustedKey], signature: SignatureRecord) -> Sequence[tuple[FoundBy, TrustedKey]]:
    """The keys that the record names, by what it names them, and then all others; certificates before bare keys."""

    def rank(key: TrustedKey) -> tuple[bool, bool, bool, str]:
        return (
            not _has_identifier(key, signature.key_identifier),
            not _has_issuer_and_serial(key, signature),
            key.certificate is None,
            key.name,
        )

    return [(_found_by(key, signature), key) for key in sorted(trusted, key=rank)]


def _found_by(key: TrustedKey, signature: SignatureRecord) -> FoundBy:
    if _has_identifier(key, signature.key_identifier):
        return FoundBy.KEY_IDENTIFIER
    return FoundBy.ISSUER_AND_SERIAL if _has_issuer_and_serial(key, signature) else FoundBy.TRIAL


def _has_identifier(key: TrustedKey, recorded: bytes) -> bool:
    """Whether one of the key's identifiers is the recorded one, which may be filled up to its 32 bytes."""
    return any(
        identifier in recorded and not recorded.replace(identifier, b"", 1).strip(_FILL)
        for identifier in key.identifiers
        if identifier
    )


def _has_issuer_and_serial(key: TrustedKey, signature: SignatureRecord) -> bool:
    """Whether the key's certificate has the recorded issuer and serial number, in whatever form they are written."""
    certificate = key.certificate
    if certificate is None or not signature.serial or not signature.issuer:
        return False
    serial = _plain(signature.serial).lstrip("0")
    if serial not in {certificate.serial.lstrip("0"), str(int(certificate.serial, 16))}:
        return False
    return _plain(signature.issuer) in map(_plain, certificate.issuer_forms)


def _plain(text: str) -> str:
    """Letters and digits alone, in lower case."""
    return "".join(filter(str.isalnum, text.casefold()))


def _open(key: TrustedKey, value: bytes) -> bytes | None:
    """The SHA-256 value that a signature holds; `None` when this key does not open it."""
    # Reading a card without trusted keys must not wait for cryptography.
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415

    public_key = load_der_public_key(key.public_key)
    if not isinstance(public_key, RSAPublicKey):
        return None
    try:
        recovered = public_key.recover_data_from_signature(value, PKCS1v15(), None)
    except (InvalidSignature, ValueError):
        return None
    digest = recovered.removeprefix(_DIGEST_INFO)
    return digest if recovered == _DIGEST_INFO + digest and len(digest) == _DIGEST_LENGTH else None
