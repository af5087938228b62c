"""The signature record: WEF03 of the license application (license card spec, section 3.9)."""

from dataclasses import dataclass, field
from typing import Final

from menkyo.record.fields import ReservedField
from menkyo.record.layout import SIGNATURE_FILE, SIGNATURE_LAYOUT
from menkyo.record.objects import FileObjects, sizes_of
from menkyo.record.problem import Problem, UnknownObject

_SIZES: Final = sizes_of(SIGNATURE_LAYOUT)
_VALUE, _SERIAL, _RESERVED, _ISSUER, _SUBJECT, _KEY_IDENTIFIER = (row.tag for row in SIGNATURE_LAYOUT)


@dataclass(frozen=True, slots=True)
class SignatureRecord:
    """電子署名: the issuer's signature over the license record, and who signed.

    `value` is the RSA value (256 bytes, empty when absent); `serial`, `issuer` and `subject` name the certificate,
    without spaces and NULs around them; `key_identifier` is 主体者鍵識別子. Nothing here is verified.
    """

    raw: bytes = field(repr=False)
    value: bytes = field(repr=False)
    serial: str
    issuer: str
    subject: str
    key_identifier: bytes
    problems: tuple[Problem, ...]
    unknown: tuple[UnknownObject, ...]
    reserved: tuple[ReservedField, ...] = ()


def decode_signature_record(data: bytes) -> SignatureRecord:
    """Decode WEF03 of any bytes; what is absent is empty, what cannot be decoded becomes a `Problem`.

    Raises `UndecodableFileError` for bytes that are no padding and hold not one object of the table.
    """
    objects = FileObjects(SIGNATURE_FILE, _SIZES, data)
    values = objects.values
    reserved = values.get(_RESERVED)
    return SignatureRecord(
        raw=data,
        value=values.get(_VALUE, b""),
        serial=objects.latin(_SERIAL),
        issuer=objects.latin(_ISSUER),
        subject=objects.latin(_SUBJECT),
        key_identifier=values.get(_KEY_IDENTIFIER, b""),
        problems=tuple(objects.problems),
        unknown=tuple(objects.unknown),
        reserved=(ReservedField(_RESERVED, reserved),) if reserved else (),
    )
