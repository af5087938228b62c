"""Understands the license record: bytes in, typed frozen values that keep their raw bytes out. Pure."""

from menkyo.record.card import CardExpiry, decode_card_expiry
from menkyo.record.categories import Category, CategoryFlag
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
from menkyo.record.pin import PinSetting, decode_pin_setting
from menkyo.record.problem import Problem, ProblemKind, UnknownObject
from menkyo.record.signature import SignatureRecord, decode_signature_record
from menkyo.record.text import Text

__all__ = [
    "COMMISSIONS",
    "LICENSE_LAYOUT",
    "PIN_SETTING_LAYOUT",
    "SIGNATURE_LAYOUT",
    "AcquisitionDates",
    "CardExpiry",
    "Category",
    "CategoryFlag",
    "Coding",
    "Color",
    "ColorClass",
    "DriverClass",
    "DrivingHistory",
    "Era",
    "EraDate",
    "FieldLayout",
    "Glyph",
    "LicenseRecord",
    "NumberCheck",
    "Photo",
    "PhotoFormat",
    "PinSetting",
    "Problem",
    "ProblemKind",
    "RecordError",
    "RecordKind",
    "RecordNumber",
    "ReservedField",
    "SignatureRecord",
    "Text",
    "UndecodableFileError",
    "UnknownObject",
    "decode_card_expiry",
    "decode_license_record",
    "decode_pin_setting",
    "decode_signature_record",
]
