"""The six values of a signature file (電子署名): WEF03 and DF1/EF07 hold the same under other tags.

Sources: license card spec, sections 3.9 and 4.12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from menkyo.virtual.field_values import bounded, latin_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.virtual.image import SignatureImage

__all__ = ["SignatureValues", "sign"]


class SignatureValues(NamedTuple):
    """The values in the order of their tags."""

    value: bytes
    serial: bytes
    reserved: bytes
    issuer: bytes
    subject: bytes
    key_identifier: bytes


def sign(signature: SignatureImage, signed_bytes: Callable[[], bytes], *, nested_hash: bool = False) -> SignatureValues:
    """Make the values; ``signed_bytes`` is asked only when a key signs them.

    With ``nested_hash`` the key signs their SHA-256 value as if it were the data. Raises `ImageError` for a value
    that its field has no room for.
    """
    value, key_identifier = signature.value or b"", signature.key_identifier
    if signature.signer is not None:
        # Loading a key takes cryptography, which a reading that never asks for the signature does without.
        from menkyo.virtual.signer import load_signer  # noqa: PLC0415 - see above

        signer = load_signer(signature.signer)
        value = value or signer.sign(signed_bytes(), nested_hash=nested_hash)
        key_identifier = signer.key_identifier if key_identifier is None else key_identifier
    return SignatureValues(
        value=bounded("signature.value", value, 256),
        serial=latin_value("signature.serial", signature.serial, 16),
        reserved=bounded("signature.reserved", signature.reserved, 48),
        issuer=latin_value("signature.issuer", signature.issuer, 80),
        subject=latin_value("signature.subject", signature.subject, 130),
        key_identifier=bounded("signature.key_identifier", key_identifier or b"", 32),
    )
