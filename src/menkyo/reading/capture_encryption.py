"""A capture that a passphrase locks: the JSON document `menkyo.capture-encrypted/1`.

The key is made of the passphrase (UTF-8, NFC) by scrypt (RFC 7914), and encrypts the bytes of a `menkyo.capture/1` file
by AES-256-GCM. The associated data are the document without its ciphertext, as JSON without white space: its schema,
parameters and salt cannot be changed unnoticed. A file that is written in any other way than ours is refused, so that
not one of its bytes can.
"""

from __future__ import annotations

import json
import os
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.reading.errors import CaptureFault, CaptureFormatError, CapturePassphraseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from menkyo.reading.capture_document import Table

__all__ = ["ENCRYPTED_SCHEMA", "Locked", "encrypt", "parse_encrypted"]

ENCRYPTED_SCHEMA: Final = "menkyo.capture-encrypted/1"

_KDF: Final = "scrypt"
_CIPHER: Final = "aes-256-gcm"
_KEY_LENGTH: Final = 32
_SALT_LENGTH: Final = 16
_NONCE_LENGTH: Final = 12
_TAG_LENGTH: Final = 16

# Takes 128 MiB, and a machine of today half a second.
_COST: Final = 1 << 17
_BLOCK_SIZE: Final = 8
_PARALLEL: Final = 1
# What a file may ask for at most: twice the memory, and eight times the time.
_COSTS: Final = frozenset(1 << bits for bits in range(10, 19))
_BLOCK_SIZES: Final = range(1, 9)
_PARALLELS: Final = range(1, 5)


class _Lock(NamedTuple):
    """All that is not secret: the parameters of scrypt, its salt, and the nonce of the cipher."""

    n: int
    r: int
    p: int
    salt: bytes
    nonce: bytes

    @property
    def header(self) -> Mapping[str, object]:
        """The document without its ciphertext."""
        return {
            "schema": ENCRYPTED_SCHEMA,
            "kdf": {"name": _KDF, "n": self.n, "r": self.r, "p": self.p, "salt": self.salt.hex().upper()},
            "cipher": {"name": _CIPHER, "nonce": self.nonce.hex().upper()},
        }

    @property
    def associated(self) -> bytes:
        """What is authenticated and not encrypted."""
        return json.dumps(self.header, separators=(",", ":")).encode()

    def key(self, passphrase: str) -> bytes:
        """The key that a passphrase makes."""
        # Most captures are plain, and most readings are not saved.
        from cryptography.hazmat.primitives.kdf.scrypt import Scrypt  # noqa: PLC0415

        # What is typed on one system in composed characters is not on another.
        secret = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
        return Scrypt(salt=self.salt, length=_KEY_LENGTH, n=self.n, r=self.r, p=self.p).derive(secret)

    def written(self, ciphertext: bytes) -> bytes:
        """The bytes of the file."""
        document = {**self.header, "ciphertext": ciphertext.hex().upper()}
        return f"{json.dumps(document, indent=2)}\n".encode()


class Locked(NamedTuple):
    """What a passphrase opens."""

    lock: _Lock
    ciphertext: bytes

    def open(self, passphrase: str) -> bytes:
        """The content; raises `CapturePassphraseError` for a wrong passphrase, which a changed file looks like."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as for the key
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        cipher = AESGCM(self.lock.key(passphrase))
        try:
            return cipher.decrypt(self.lock.nonce, self.ciphertext, self.lock.associated)
        except InvalidTag:
            raise CapturePassphraseError(CaptureFault.NOT_OPENED) from None


def encrypt(content: bytes, passphrase: str, *, cost: int = _COST) -> bytes:
    """The bytes of a file whose content a passphrase opens; raises `ValueError` for an empty passphrase.

    ``cost`` is scrypt's N, a power of two from 2**10 to 2**18.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - as for the key

    if not passphrase:
        raise ValueError("The passphrase is empty")
    lock = _Lock(cost, _BLOCK_SIZE, _PARALLEL, os.urandom(_SALT_LENGTH), os.urandom(_NONCE_LENGTH))
    return lock.written(AESGCM(lock.key(passphrase)).encrypt(lock.nonce, content, lock.associated))


def parse_encrypted(raw: bytes, document: Table) -> Locked:
    """What is locked in a file, whose document is given; raises `CaptureFormatError` before any work is done for it."""
    kdf, cipher = document.table("kdf"), document.table("cipher")
    for table, name in ((kdf, _KDF), (cipher, _CIPHER)):
        if table.take("name", str) != name:
            raise table.bad("name")
    lock = _Lock(
        kdf.take("n", int), kdf.take("r", int), kdf.take("p", int), kdf.hex("salt"), cipher.hex("nonce")
    )  # fmt: skip
    if lock.n not in _COSTS or lock.r not in _BLOCK_SIZES or lock.p not in _PARALLELS:
        raise CaptureFormatError(CaptureFault.COSTLY)
    if len(lock.salt) != _SALT_LENGTH:
        raise kdf.bad("salt")
    if len(lock.nonce) != _NONCE_LENGTH:
        raise cipher.bad("nonce")
    ciphertext = document.hex("ciphertext")
    if len(ciphertext) < _TAG_LENGTH:
        raise document.bad("ciphertext")
    if lock.written(ciphertext) != raw:
        raise CaptureFormatError(CaptureFault.DAMAGED)
    return Locked(lock, ciphertext)
