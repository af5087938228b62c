"""The test keys that sign virtual cards: RSA-2048, PKCS#1 v1.5, SHA-256 (license card spec, section 5).

The keys are public, so their signatures say nothing about anything but this package.
"""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

__all__ = ["SIGNERS", "Signer", "load_private_key", "load_signer", "specimen_issuer_certificate", "specimen_issuer_key"]

SIGNERS: Final = ("specimen",)

_KEYS: Final = Path(__file__).parent / "keys"
_CERTIFICATES: Final = Path(__file__).parent / "certificates"


class Signer:
    """One test key that signs license records."""

    def __init__(self, key: RSAPrivateKey) -> None:
        self._key = key

    def sign(self, data: bytes, *, nested_hash: bool = False) -> bytes:
        """Sign ``data`` (256 bytes); with ``nested_hash``, sign its SHA-256 value as the data."""
        from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - heavy
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # noqa: PLC0415 - heavy

        return self._key.sign(_sha256(data) if nested_hash else data, PKCS1v15(), hashes.SHA256())

    @cached_property
    def public_key(self) -> bytes:
        """The public key as DER (SubjectPublicKeyInfo)."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415 - heavy

        return self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @cached_property
    def key_identifier(self) -> bytes:
        """SHA-256 of the RSA public key (PKCS#1 DER), 32 bytes: what a 32-byte identifier suggests, unconfirmed."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415 - heavy

        return _sha256(self._key.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1))


def _sha256(data: bytes) -> bytes:
    from hashlib import sha256  # noqa: PLC0415 - only a signature needs it

    return sha256(data).digest()


def load_signer(name: str) -> Signer:
    """The shipped test key of that name, one of `SIGNERS`, ready to sign."""
    return Signer(load_private_key(name))


@cache
def load_private_key(name: str) -> RSAPrivateKey:
    """A shipped test key by its file's name without the ending."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - heavy

    # The check of the primes takes longer than a whole reading and proves nothing about a file that we ship.
    key = load_pem_private_key((_KEYS / f"{name}.pem").read_bytes(), password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(f"The key {name} is not an RSA key")
    return key


def specimen_issuer_key() -> bytes:
    """The public key of the specimen's issuer in PEM, for whoever compares the signatures of virtual cards."""
    return (_KEYS / "specimen.public.pem").read_bytes()


def specimen_issuer_certificate() -> bytes:
    """The same key in a certificate (X.509, PEM), as a trust store takes one."""
    return (_CERTIFICATES / "specimen.pem").read_bytes()
