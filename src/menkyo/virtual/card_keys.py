"""The keys of the card face applications: the card's own, and the one that signs what stands on the card.

Both are test keys of the package. Their certificates are made by ``fixtures/make_certificates.py``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from menkyo.virtual.face_encoding import encode_public_key

__all__ = [
    "CARD_KEY",
    "ISSUER_KEY",
    "card_public_key",
    "certificate_file",
    "issue_padded",
    "issue_signature",
    "sha256",
]

CARD_KEY: Final = "card-face"
"""The card's own key, one for both applications; it proves that the card is there."""

ISSUER_KEY: Final = "card-face-issuer"
"""The key that signs names, photo and the card's key; EF 0004 of either application certifies it."""

_CERTIFICATES: Final = Path(__file__).parent / "certificates"


@cache
def certificate_file(name: str) -> bytes:
    """A shipped certificate by its file's name: X.509 as ``.der``, card-verifiable as ``.cvc``."""
    return (_CERTIFICATES / name).read_bytes()


def sha256(data: bytes) -> bytes:
    """The SHA-256 value, 32 bytes."""
    from hashlib import sha256 as hash_function  # noqa: PLC0415 - only a signature needs it

    return hash_function(data).digest()


@cache
def card_public_key() -> bytes:
    """The card's own public key as the card writes one, 265 bytes."""
    from menkyo.virtual.signer import load_private_key  # noqa: PLC0415 - takes cryptography

    numbers = load_private_key(CARD_KEY).public_key().public_numbers()
    return encode_public_key(numbers.n, numbers.e)


def issue_signature(data: bytes) -> bytes:
    """Sign with the issuer's key: PKCS#1 v1.5, SHA-256."""
    from menkyo.virtual.signing import compute_signature  # noqa: PLC0415 - takes cryptography

    return compute_signature(ISSUER_KEY, 0x02, sha256(data))


def issue_padded(content: bytes) -> bytes:
    """Sign with the issuer's key what is padded as it is: PKCS#1 v1.5 without a hash of its own."""
    from menkyo.virtual.signing import compute_signature  # noqa: PLC0415 - takes cryptography

    return compute_signature(ISSUER_KEY, 0x00, content)
