"""Tells whether the holder of a key that a person trusts signed a record: which key, and over which bytes."""

from menkyo.trust.coverage import COVERAGES, Candidate, Order, SignedFile, candidates, license_files
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
    "license_files",
    "load_trust_store",
    "read_keys",
    "remove_from_trust_store",
    "verify",
]
