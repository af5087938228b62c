"""The license record: WEF02 of the license application (license card spec, sections 3.8 and 3.11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from menkyo.record.categories import Category, CategoryFlag
from menkyo.record.dates import EraDate
from menkyo.record.decode import decode_color_field, decode_date_field, decode_number_field, decode_photo_field
from menkyo.record.fields import AcquisitionDates, Color, DriverClass, DrivingHistory, Glyph, ReservedField
from menkyo.record.layout import LICENSE_FILE, LICENSE_LAYOUT
from menkyo.record.number import RecordNumber
from menkyo.record.objects import FileObjects, sizes_of
from menkyo.record.photo import Photo
from menkyo.record.problem import Problem, ProblemKind, UnknownObject
from menkyo.record.text import Text


def _tags_of(field: str) -> tuple[int, ...]:
    """The tags that decode to an attribute, in file order."""
    return tuple(row.tag for row in LICENSE_LAYOUT if row.field == field)


_SIZES: Final = sizes_of(LICENSE_LAYOUT)
_CONDITIONS: Final = _tags_of("conditions")
_REMARKS: Final = _tags_of("remarks")
_SPARES: Final = _tags_of("spares")
_GLYPHS: Final = tuple(enumerate(_tags_of("glyphs"), 1))
_RESERVED: Final = _tags_of("reserved")
(_COLOR,) = _tags_of("color")
(_EXPIRES_ON,) = _tags_of("expires_on")
(_NUMBER,) = _tags_of("number")
(_HISTORY_NUMBER,) = _tags_of("history.number")
(_HISTORY_DATE,) = _tags_of("history.recorded_on")
(_HISTORY_CLASS,) = _tags_of("history.driver_class")
(_MOTORCYCLE,) = _tags_of("acquired_on.motorcycle_small_moped")
(_OTHER,) = _tags_of("acquired_on.other")
(_CLASS_2,) = _tags_of("acquired_on.class_2")
(_PHOTO,) = _tags_of("photo")

# Which byte means which is a guess (license card spec, section 12, Q7).
_DRIVER_CLASSES: Final = {b"\1": DriverClass.EXCELLENT, b"\2": DriverClass.GENERAL, b"\3": DriverClass.VIOLATION}
_NO_DRIVER_CLASS: Final = (b"", b"\0")

# Presumed flag values and their flags (Q4); every other value takes the long way.
_FLAGS: Final = tuple(
    (
        category,
        category.tag,
        {raw: CategoryFlag(category, raw, held) for raw, held in ((b"\1", True), (b"\0", False), (b"", False))},
    )
    for category in Category
)
_NOT_HELD: Final = (0x00, 0x30, 0xFF)


class RecordKind(Enum):
    """What the record is: マイナ免許証, マイナ経歴証明書, both in one, or nothing."""

    LICENSE = "license"
    HISTORY = "history"
    BOTH = "both"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, repr=False)
class LicenseRecord:
    """免許情報: everything in WEF02, decoded, with the raw bytes beside it; of an IC license, what both kinds share.

    `conditions` (免許の条件), `remarks` (備考) and `spares` (予備) are the non-empty ones in order, as are `glyphs` and
    `reserved`. `category_flags` are those present on the card, in face order. `problems` tells what could not be
    decoded, `unknown` keeps what the table does not list.
    """

    raw: bytes
    color: Color | None
    expires_on: EraDate | None
    conditions: tuple[Text, ...]
    remarks: tuple[Text, ...]
    spares: tuple[Text, ...]
    number: RecordNumber | None
    history: DrivingHistory | None
    acquired_on: AcquisitionDates
    category_flags: tuple[CategoryFlag, ...]
    glyphs: tuple[Glyph, ...]
    photo: Photo | None
    reserved: tuple[ReservedField, ...]
    problems: tuple[Problem, ...]
    unknown: tuple[UnknownObject, ...]

    @property
    def categories(self) -> tuple[Category, ...]:
        """The categories recorded as held, in face order."""
        return tuple(flag.category for flag in self.category_flags if flag.held)

    @property
    def kind(self) -> RecordKind:
        """License when number or expiry is recorded, history when its number or date is, readable or not."""
        history = self.history
        is_license = self.number is not None or self.expires_on is not None or self._unreadable("E7", "C5", "21", "1B")
        is_history = (
            history is not None and (history.number is not None or history.recorded_on is not None)
        ) or self._unreadable("E8", "C2")
        if is_license:
            return RecordKind.BOTH if is_history else RecordKind.LICENSE
        return RecordKind.HISTORY if is_history else RecordKind.EMPTY

    def _unreadable(self, *tags: str) -> bool:
        """Whether one of these fields is there and not readable."""
        kinds = (ProblemKind.BAD_DATE, ProblemKind.BAD_NUMBER, ProblemKind.BAD_LENGTH)
        return any(problem.kind in kinds and problem.tag in tags for problem in self.problems)

    def __repr__(self) -> str:
        return f"<LicenseRecord: {self.kind.value}, {len(self.raw)} bytes, {len(self.problems)} problems>"


def decode_license_record(data: bytes) -> LicenseRecord:
    """Decode WEF02 of any bytes; a field that cannot be decoded becomes a `Problem` and the rest survives.

    Empty data and padding are an empty record. Raises `UndecodableFileError` for other bytes that hold not one object
    of the table.
    """
    objects = FileObjects(LICENSE_FILE, _SIZES, data)
    values = objects.values
    return LicenseRecord(
        raw=data,
        color=decode_color_field(objects, _COLOR),
        expires_on=decode_date_field(objects, _EXPIRES_ON),
        conditions=objects.texts(_CONDITIONS),
        remarks=objects.texts(_REMARKS),
        spares=objects.texts(_SPARES),
        number=decode_number_field(objects, _NUMBER),
        history=_history(objects),
        acquired_on=AcquisitionDates(*(decode_date_field(objects, tag) for tag in (_MOTORCYCLE, _OTHER, _CLASS_2))),
        category_flags=_flags(objects),
        glyphs=_glyphs(values),
        photo=decode_photo_field(objects, _PHOTO),
        reserved=tuple(ReservedField(tag, raw) for tag in _RESERVED if (raw := values.get(tag))),
        problems=tuple(objects.problems),
        unknown=tuple(objects.unknown),
    )


def _history(objects: FileObjects) -> DrivingHistory | None:
    """The driving history; `None` when number, date and class are all absent."""
    problems_before = len(objects.problems)
    number = decode_number_field(objects, _HISTORY_NUMBER)
    recorded_on = decode_date_field(objects, _HISTORY_DATE)
    code = objects.values.get(_HISTORY_CLASS, b"")
    driver_class = _DRIVER_CLASSES.get(code)
    if driver_class is None and code not in _NO_DRIVER_CLASS:
        objects.note(_HISTORY_CLASS, ProblemKind.UNEXPECTED_VALUE, "The driver class has an unknown code.")
    if number or recorded_on or driver_class or len(objects.problems) > problems_before:
        return DrivingHistory(number, recorded_on, driver_class, code)
    return None


def _glyphs(values: Mapping[int, bytes]) -> tuple[Glyph, ...]:
    """The glyphs that are there."""
    found = [(number, tag, raw) for number, tag in _GLYPHS if (raw := values.get(tag))]
    if not found:
        return ()
    from menkyo.record.bitmap import decode_bitmap  # noqa: PLC0415 - few records have glyphs

    return tuple(Glyph(tag, number, raw, decode_bitmap(raw)) for number, tag, raw in found)


def _flags(objects: FileObjects) -> tuple[CategoryFlag, ...]:
    """The category flags that are there, in face order."""
    flags: list[CategoryFlag] = []
    for category, tag, usual in _FLAGS:
        raw = objects.values.get(tag)
        if raw is None:
            continue
        flag = usual.get(raw)
        if flag is None:
            objects.note(tag, ProblemKind.UNEXPECTED_VALUE, f"The flag is {raw[:1].hex().upper()} and not 01 or 00.")
            flag = CategoryFlag(category, raw, raw[0] not in _NOT_HELD)
        flags.append(flag)
    return tuple(flags)
