"""The signature record: WEF03 of the license application, EF07 of the IC license (license card spec, 3.9 and 4.12)."""

from dataclasses import dataclass, field

from menkyo.record.fields import ReservedField
from menkyo.record.layout import SIGNATURE_FILE, SIGNATURE_LAYOUT, FieldLayout
from menkyo.record.objects import FileObjects, sizes_of
from menkyo.record.problem import Problem, UnknownObject


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


def decode_signature_record(
    data: bytes, file: str = SIGNATURE_FILE, layout: tuple[FieldLayout, ...] = SIGNATURE_LAYOUT
) -> SignatureRecord:
    """Decode WEF03 of any bytes; what is absent is empty, what cannot be decoded becomes a `Problem`.

    DF1/EF07 of the IC license is another `file` with a `layout` of its own, and the same six objects in the same order.
    Raises `UndecodableFileError` for bytes that are no padding and hold not one object of the table.
    """
    value, serial, rfu, issuer, subject, key_identifier = (row.tag for row in layout)
    objects = FileObjects(file, sizes_of(layout), data)
    values = objects.values
    reserved = values.get(rfu)
    return SignatureRecord(
        raw=data,
        value=values.get(value, b""),
        serial=objects.latin(serial),
        issuer=objects.latin(issuer),
        subject=objects.latin(subject),
        key_identifier=values.get(key_identifier, b""),
        problems=tuple(objects.problems),
        unknown=tuple(objects.unknown),
        reserved=(ReservedField(rfu, reserved),) if reserved else (),
    )
