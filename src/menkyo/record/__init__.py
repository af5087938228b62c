"""Understands the license record: bytes in, typed frozen values that keep their raw bytes out. Pure."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

from menkyo.record.card import CardExpiry, decode_card_expiry, decode_card_expiry_object
from menkyo.record.categories import Category, CategoryDate, CategoryFlag
from menkyo.record.dates import Era, EraDate
from menkyo.record.errors import RecordError, UndecodableFileError
from menkyo.record.fields import (
    AcquisitionDates,
    Color,
    ColorClass,
    DriverClass,
    DrivingHistory,
    Glyph,
    ReservedField,
)
from menkyo.record.layout import LICENSE_LAYOUT, PIN_SETTING_LAYOUT, SIGNATURE_LAYOUT, Coding, FieldLayout
from menkyo.record.license import LicenseRecord, RecordKind, decode_license_record
from menkyo.record.number import COMMISSIONS, NumberCheck, RecordNumber
from menkyo.record.photo import Photo, PhotoFormat
from menkyo.record.pin import PinSetting, decode_ic_pin_setting, decode_pin_setting
from menkyo.record.problem import Problem, ProblemKind, UnknownObject
from menkyo.record.signature import SignatureRecord, decode_signature_record
from menkyo.record.text import Text

if TYPE_CHECKING:
    from menkyo.record.bitmap import Bitmap, BitmapCoding
    from menkyo.record.card_face import CardFace, decode_card_face, without_security_code
    from menkyo.record.card_holder import CardHolder, Sex, decode_card_holder
    from menkyo.record.certificates import (
        CertificatesPresent,
        Token,
        decode_certificate_end,
        decode_certificates_present,
        decode_token,
    )
    from menkyo.record.changes import Change, ChangeKind
    from menkyo.record.ic_layout import IC_LAYOUTS
    from menkyo.record.ic_license import CommonData, Holder, IcLicense, decode_ic_license
    from menkyo.record.status import CardStatus, CertificateStatus, PinStatus

__all__ = [
    "COMMISSIONS",
    "IC_LAYOUTS",
    "LICENSE_LAYOUT",
    "PIN_SETTING_LAYOUT",
    "SIGNATURE_LAYOUT",
    "AcquisitionDates",
    "Bitmap",
    "BitmapCoding",
    "CardExpiry",
    "CardFace",
    "CardHolder",
    "CardStatus",
    "Category",
    "CategoryDate",
    "CategoryFlag",
    "CertificateStatus",
    "CertificatesPresent",
    "Change",
    "ChangeKind",
    "Coding",
    "Color",
    "ColorClass",
    "CommonData",
    "DriverClass",
    "DrivingHistory",
    "Era",
    "EraDate",
    "FieldLayout",
    "Glyph",
    "Holder",
    "IcLicense",
    "LicenseRecord",
    "NumberCheck",
    "Photo",
    "PhotoFormat",
    "PinSetting",
    "PinStatus",
    "Problem",
    "ProblemKind",
    "RecordError",
    "RecordKind",
    "RecordNumber",
    "ReservedField",
    "Sex",
    "SignatureRecord",
    "Text",
    "Token",
    "UndecodableFileError",
    "UnknownObject",
    "decode_card_expiry",
    "decode_card_expiry_object",
    "decode_card_face",
    "decode_card_holder",
    "decode_certificate_end",
    "decode_certificates_present",
    "decode_ic_license",
    "decode_ic_pin_setting",
    "decode_license_record",
    "decode_pin_setting",
    "decode_signature_record",
    "decode_token",
    "without_security_code",
]

_MODULES: Final = {
    "Bitmap": "bitmap",
    "BitmapCoding": "bitmap",
    "CardStatus": "status",
    "CertificateStatus": "status",
    "CertificatesPresent": "certificates",
    "CardFace": "card_face",
    "CardHolder": "card_holder",
    "Change": "changes",
    "ChangeKind": "changes",
    "CommonData": "ic_license",
    "Holder": "ic_license",
    "IC_LAYOUTS": "ic_layout",
    "IcLicense": "ic_license",
    "PinStatus": "status",
    "Sex": "card_holder",
    "Token": "certificates",
    "decode_card_face": "card_face",
    "decode_card_holder": "card_holder",
    "decode_certificate_end": "certificates",
    "decode_certificates_present": "certificates",
    "decode_ic_license": "ic_license",
    "decode_token": "certificates",
    "without_security_code": "card_face",
}


def __getattr__(name: str) -> object:
    """Import what a plain reading of a My Number card's license does not need when one of its names is first used."""
    if name in _MODULES:
        return getattr(import_module(f"menkyo.record.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'menkyo.record' has no attribute {name!r}")
