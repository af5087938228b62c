"""Errors of the trust layer.

    TrustError                  a key or a trust store cannot be used as asked
    ├── KeyFileError            a file holds no key that license signatures can be made with
    │   ├── NoKeyError          neither a certificate nor a public key
    │   ├── PrivateKeyError     a private key, which nobody should hand around
    │   ├── KeyKindError        a key of another algorithm than RSA
    │   └── KeySizeError        an RSA key of another size than 2048 bits; .bits
    └── StoreError              the trust store cannot be changed as asked
        ├── NoFolderError       nothing says where this person's settings live
        ├── NameTakenError      another file of that name is in the store; .name
        └── UnknownNameError    no file of that name is in the store; .name, .names

A trust store is read in spite of files in it that are of no use: see `menkyo.trust.store.UnusableFile`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "KEY_BITS",
    "KeyFileError",
    "KeyKindError",
    "KeySizeError",
    "NameTakenError",
    "NoFolderError",
    "NoKeyError",
    "PrivateKeyError",
    "StoreError",
    "TrustError",
    "UnknownNameError",
]

KEY_BITS: Final = 2048
"""The size of a key that signs license records (license card spec, section 5)."""


class TrustError(Exception):
    """A key or a trust store cannot be used as asked."""


class KeyFileError(TrustError, ValueError):
    """A file holds no key that license signatures can be made with."""


class NoKeyError(KeyFileError):
    """The file holds neither a certificate nor a public key."""

    def __init__(self) -> None:
        super().__init__("The file holds neither a certificate nor a public key.")


class PrivateKeyError(KeyFileError):
    """The file holds a private key, which nobody should hand around."""

    def __init__(self) -> None:
        super().__init__("The file holds a private key; only certificates and public keys belong here.")


class KeyKindError(KeyFileError):
    """The file holds a key of another algorithm than RSA."""

    def __init__(self) -> None:
        super().__init__(f"The key is no RSA key; license signatures are made with RSA-{KEY_BITS}.")


class KeySizeError(KeyFileError):
    """The file holds an RSA key of another size; ``bits`` says which."""

    def __init__(self, bits: int) -> None:
        super().__init__(f"The key has {bits} bits; license signatures are made with RSA-{KEY_BITS}.")
        self.bits = bits


class StoreError(TrustError):
    """The trust store cannot be changed as asked."""


class NoFolderError(StoreError):
    """Nothing says where this person's settings live."""

    def __init__(self) -> None:
        super().__init__("There is no home folder to keep a trust store in.")


class NameTakenError(StoreError):
    """Another file of that name is in the store."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Another file with the name {name} is in the trust store.")
        self.name = name


class UnknownNameError(StoreError):
    """No file of that name is in the store; ``names`` are those that are."""

    def __init__(self, name: str, names: Sequence[str]) -> None:
        super().__init__(f"No file with the name {name} is in the trust store.")
        self.name = name
        self.names = tuple(names)
