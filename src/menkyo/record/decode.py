"""The fields that both kinds of license record, decoded from the objects of their files."""

from typing import Final

from menkyo.record.dates import ERA_DATE_SIZE, EraDate, decode_era_date
from menkyo.record.fields import Color, ColorClass
from menkyo.record.number import NUMBER_SIZE, RecordNumber, decode_number
from menkyo.record.objects import FileObjects
from menkyo.record.photo import Photo, decode_photo
from menkyo.record.problem import ProblemKind

_COLORS: Final = {"優良": ColorClass.GOLD, "新規": ColorClass.GREEN, "その他": ColorClass.BLUE}


def decode_date_field(objects: FileObjects, tag: int) -> EraDate | None:
    """The era date with this tag; `None` when it is absent, or a problem."""
    return objects.decoded(tag, ERA_DATE_SIZE, decode_era_date, ProblemKind.BAD_DATE)


def decode_number_field(objects: FileObjects, tag: int) -> RecordNumber | None:
    """The number with this tag; `None` when it is absent, or a problem."""
    return objects.decoded(tag, NUMBER_SIZE, decode_number, ProblemKind.BAD_NUMBER)


def decode_color_field(objects: FileObjects, tag: int) -> Color | None:
    """The color with this tag; a text that the specification does not list is a problem, and kept."""
    text = objects.text(tag)
    if text is None:
        return None
    color_class = _COLORS.get(text.text.strip())
    if color_class is None:
        objects.note(tag, ProblemKind.UNEXPECTED_VALUE, "The color is none of 優良, 新規 and その他.")
    return Color(text, color_class)


def decode_photo_field(objects: FileObjects, tag: int) -> Photo | None:
    """The photo with this tag; what is no picture is a problem, and kept."""
    raw = objects.values.get(tag)
    if not raw:
        return None
    photo = decode_photo(raw)
    if photo.format is None:
        objects.note(tag, ProblemKind.BAD_PHOTO, "The photo is neither a JP2 file nor a JPEG 2000 codestream.")
    elif photo.width is None:
        objects.note(tag, ProblemKind.BAD_PHOTO, "The photo's header does not tell its size.")
    return photo
