"""COMPUTE SIGNATURE of the My Number applications: what P1 says is done to the data before the key is.

Source: My Number card spec, section 4.5. The keys are the package's test keys, which everybody has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.virtual.answers import WRONG_CONDITIONS, WRONG_PARAMETERS
from menkyo.virtual.command import CardStatusError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

__all__ = ["DIGEST_INFO", "SIGNATURE_BYTES", "compute_signature", "sign_padded"]

SIGNATURE_BYTES: Final = 256
"""RSA-2048."""

DIGEST_INFO: Final = bytes.fromhex("3031300D060960864801650304020105000420")
"""What stands before a SHA-256 value in a DigestInfo (RFC 8017, section 9.2)."""

_HASH_BYTES: Final = 32
_MOST_PADDED: Final = SIGNATURE_BYTES - 11
_MOST_IN_COMMAND: Final = 255


def compute_signature(key: str, scheme: int, data: bytes) -> bytes:
    """Sign as P1 of the command says, with the test key of that name.

    Raises `CardStatusError`: 6A86 for a P1 that does not exist, 6985 for data of a length that it does not take.
    """
    known = _SCHEMES.get(scheme)
    if known is None:
        raise CardStatusError(WRONG_PARAMETERS)
    lengths, sign = known
    if len(data) not in lengths:
        raise CardStatusError(WRONG_CONDITIONS)
    from menkyo.virtual.signer import load_private_key  # noqa: PLC0415 - takes cryptography

    return sign(load_private_key(key), data)


def sign_padded(key: RSAPrivateKey, content: bytes) -> bytes:
    """Fill up ``content`` as PKCS#1 v1.5 does, whatever it is, and raise it to the private exponent."""
    numbers = key.private_numbers()
    block = b"\x00\x01" + b"\xff" * (SIGNATURE_BYTES - 3 - len(content)) + b"\x00" + content
    message = int.from_bytes(block, "big")
    # By the Chinese remainder theorem, in a quarter of the time; the key is public, so nothing leaks.
    by_p, by_q = pow(message, numbers.dmp1, numbers.p), pow(message, numbers.dmq1, numbers.q)
    signature = by_q + numbers.q * ((by_p - by_q) * numbers.iqmp % numbers.p)
    return signature.to_bytes(SIGNATURE_BYTES, "big")


def _sha256(data: bytes) -> bytes:
    from hashlib import sha256  # noqa: PLC0415 - only a signature needs it

    return sha256(data).digest()


def _sign_probabilistic(key: RSAPrivateKey, digest: bytes) -> bytes:
    """PSS with a salt as long as the hash."""
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.asymmetric.utils import Prehashed  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - heavy

    return key.sign(digest, PSS(MGF1(SHA256()), _HASH_BYTES), Prehashed(SHA256()))


_PADDED: Final = range(1, _MOST_PADDED + 1)
_HASH: Final = range(_HASH_BYTES, _HASH_BYTES + 1)
_MESSAGE: Final = range(1, _MOST_IN_COMMAND + 1)

_SCHEMES: Final[dict[int, tuple[range, Callable[[RSAPrivateKey, bytes], bytes]]]] = {
    0x00: (_PADDED, sign_padded),
    0x01: (_MESSAGE, lambda key, data: sign_padded(key, _sha256(data))),
    0x02: (_HASH, lambda key, data: sign_padded(key, DIGEST_INFO + data)),
    0x03: (_MESSAGE, lambda key, data: sign_padded(key, DIGEST_INFO + _sha256(data))),
    0x04: (_HASH, _sign_probabilistic),
    0x05: (_MESSAGE, lambda key, data: _sign_probabilistic(key, _sha256(data))),
}
"""P1 to the lengths that it takes and what it does."""
