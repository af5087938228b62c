"""Understands the license record: bytes in, typed frozen values that keep their raw bytes out. Pure."""

from menkyo.record.card import CardExpiry
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
from menkyo.record.license import LicenseRecord, RecordKind
from menkyo.record.number import COMMISSIONS, NumberCheck, RecordNumber
from menkyo.record.photo import Photo, PhotoFormat
from menkyo.record.pin import PinSetting
from menkyo.record.problem import Problem, ProblemKind, UnknownObject
from menkyo.record.signature import SignatureRecord
from menkyo.record.text import Text

__all__ = [
    "COMMISSIONS",
    "AcquisitionDates",
    "CardExpiry",
    "Category",
    "CategoryFlag",
    "Color",
    "ColorClass",
    "DriverClass",
    "DrivingHistory",
    "Era",
    "EraDate",
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
]
