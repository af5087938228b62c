"""The objects of the two card face applications (券面) in bytes: two-byte tags, offset tables, RSA keys, key names.

Source: My Number card spec, section 2.4. Written apart from every decoder, as `menkyo.virtual.encoding` is.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "LengthForm",
    "encode_certificate",
    "encode_face_object",
    "encode_indexed",
    "encode_public_key",
    "key_name",
    "pad_file",
]

_BLOCK: Final = 256
_ONE_BYTE: Final = 0x7F
_TWO_BYTES: Final = 0xFF
_RSA_BYTES: Final = 256
_OFFSETS_TAG: Final = 0xDF21


class LengthForm(Enum):
    """How the files of the card face write a length beyond 127."""

    TWO_BYTES = "82"
    SHORTEST = "81"
    TWO_BYTES_ALWAYS = "82-always"


def _encode_length(length: int, form: LengthForm) -> bytes:
    if length <= _ONE_BYTE and form is not LengthForm.TWO_BYTES_ALWAYS:
        return bytes([length])
    if length <= _TWO_BYTES and form is LengthForm.SHORTEST:
        return bytes([0x81, length])
    return b"\x82" + length.to_bytes(2, "big")


def encode_face_object(tag: int, value: bytes, form: LengthForm = LengthForm.TWO_BYTES) -> bytes:
    """Write one object with a tag of two bytes."""
    return tag.to_bytes(2, "big") + _encode_length(len(value), form) + value


def encode_indexed(
    tag: int, fields: Iterable[tuple[int, bytes]], form: LengthForm = LengthForm.TWO_BYTES
) -> tuple[bytes, bytes]:
    """Write a file whose first object tells where the others begin, counted from the file's first byte.

    Returns the whole file, and its objects behind that table.
    """
    objects = [encode_face_object(field, value, form) for field, value in fields]
    table_length = 2 * len(objects)
    table_bytes = len(encode_face_object(_OFFSETS_TAG, bytes(table_length), form))
    content = b"".join(objects)
    outer = encode_face_object(tag, bytes(table_bytes) + content, form)
    offset = len(outer) - len(content)
    offsets = bytearray()
    for written in objects:
        offsets += offset.to_bytes(2, "big")
        offset += len(written)
    return encode_face_object(tag, encode_face_object(_OFFSETS_TAG, bytes(offsets), form) + content, form), content


def encode_public_key(modulus: int, exponent: int) -> bytes:
    """Write an RSA-2048 public key, 265 bytes."""
    return b"\x90\x03" + exponent.to_bytes(3, "big") + b"\x91\x82\x01\x00" + modulus.to_bytes(_RSA_BYTES, "big")


def key_name(number: str, version: str = "001") -> bytes:
    """Write a key identifier, 16 bytes, of seven and three digits.

    Production names begin with 5 and those of the official test hierarchy with 6; ours begin with 9.
    """
    return number.encode("ascii") + b"\x08\x05" + version.encode("ascii") + bytes(4)


def encode_certificate(body: bytes, signature: bytes) -> bytes:
    """Write a card-verifiable certificate: issuer's and subject's key names, public key; signature over these."""
    return encode_face_object(0x7F21, encode_face_object(0x5F4E, body) + encode_face_object(0x5F37, signature))


def pad_file(content: bytes, size: int = 0) -> bytes:
    """Fill a file with FF up to ``size`` bytes, or to the end of a block of 256."""
    return content.ljust(size or -(-len(content) // _BLOCK) * _BLOCK, b"\xff")
