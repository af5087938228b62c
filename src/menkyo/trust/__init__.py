"""Tells whether the holder of a key that a person trusts signed a record: which key, and over which bytes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from menkyo.trust.coverage import (
        COVERAGES,
        IC_LICENSE_ORDERS,
        Candidate,
        Order,
        SignedFile,
        candidates,
        ic_license_files,
        license_files,
    )
    from menkyo.trust.errors import (
        KeyFileError,
        KeyKindError,
        KeySizeError,
        NameTakenError,
        NoFolderError,
        NoKeyError,
        PrivateKeyError,
        StoreError,
        TrustError,
        UnknownNameError,
    )
    from menkyo.trust.keys import TEST_ISSUER, Certificate, Period, TrustedKey, read_keys
    from menkyo.trust.store import (
        TrustStore,
        UnusableFile,
        add_to_trust_store,
        default_folder,
        load_trust_store,
        remove_from_trust_store,
    )
    from menkyo.trust.verification import FoundBy, Verdict, Verification, verify

__all__ = [
    "COVERAGES",
    "IC_LICENSE_ORDERS",
    "TEST_ISSUER",
    "Candidate",
    "Certificate",
    "FoundBy",
    "KeyFileError",
    "KeyKindError",
    "KeySizeError",
    "NameTakenError",
    "NoFolderError",
    "NoKeyError",
    "Order",
    "Period",
    "PrivateKeyError",
    "SignedFile",
    "StoreError",
    "TrustError",
    "TrustStore",
    "TrustedKey",
    "UnknownNameError",
    "UnusableFile",
    "Verdict",
    "Verification",
    "add_to_trust_store",
    "candidates",
    "default_folder",
    "ic_license_files",
    "license_files",
    "load_trust_store",
    "read_keys",
    "remove_from_trust_store",
    "verify",
]

_MODULES: Final = {
    "coverage": (
        "COVERAGES",
        "IC_LICENSE_ORDERS",
        "Candidate",
        "Order",
        "SignedFile",
        "candidates",
        "ic_license_files",
        "license_files",
    ),
    "keys": ("TEST_ISSUER", "Certificate", "Period", "TrustedKey", "read_keys"),
    "store": (
        "TrustStore",
        "UnusableFile",
        "add_to_trust_store",
        "default_folder",
        "load_trust_store",
        "remove_from_trust_store",
    ),
    "verification": ("FoundBy", "Verdict", "Verification", "verify"),
}


def __getattr__(name: str) -> object:
    """Import a name's module when it is first used: who trusts no key needs no store to learn that none fits."""
    if name in __all__:
        module = next((module for module, names in _MODULES.items() if name in names), "errors")
        return getattr(import_module(f"menkyo.trust.{module}"), name)
    raise AttributeError(f"module 'menkyo.trust' has no attribute {name!r}")
