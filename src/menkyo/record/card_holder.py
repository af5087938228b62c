"""The holder of a My Number card (基本4情報): EF 0002 of the text application (My Number card spec, section 5.2)."""

from dataclasses import dataclass
from datetime import date as calendar_date
from enum import Enum
from typing import Final

from menkyo.record.ber_objects import BerObjects, decode_western_date
from menkyo.record.problem import Problem, ProblemKind, UnknownObject
from menkyo.record.text import Text

ATTRIBUTES_FILE: Final = "text/EF0002"

_NAME: Final = 0xDF22
_ADDRESS: Final = 0xDF23
_BIRTH_DATE: Final = 0xDF24
_SEX: Final = 0xDF25
_TAGS: Final = frozenset({_NAME, _ADDRESS, _BIRTH_DATE, _SEX})


class Sex(Enum):
    """性別: the sex as recorded, one digit (My Number card spec, section 2.4)."""

    MALE = "male"
    """男, digit 1"""

    FEMALE = "female"
    """女, digit 2"""

    NOT_APPLICABLE = "not-applicable"
    """適用不能, digit 9"""

    UNKNOWN = "unknown"
    """不明, digit 0"""


_SEXES: Final = {b"1": Sex.MALE, b"2": Sex.FEMALE, b"9": Sex.NOT_APPLICABLE, b"0": Sex.UNKNOWN}


@dataclass(frozen=True, slots=True, repr=False)
class CardHolder:
    """基本4情報: 氏名, 住所, 生年月日 and 性別 of a My Number card's holder, with the raw bytes beside them.

    What is absent or cannot be decoded is `None`. `covered` are the bytes that the card's digest of this file is made
    of: from the name to the end of the last object.
    """

    raw: bytes
    name: Text | None
    address: Text | None
    birth_date: calendar_date | None
    sex: Sex | None
    covered: bytes
    problems: tuple[Problem, ...]
    unknown: tuple[UnknownObject, ...]

    def __repr__(self) -> str:
        return f"<CardHolder: {len(self.raw)} bytes, {len(self.problems)} problems>"


def decode_card_holder(data: bytes) -> CardHolder:
    """Decode EF 0002 of any bytes; a field that cannot be decoded becomes a `Problem` and the rest survives.

    Empty data and padding are an empty record. Raises `UndecodableFileError` for other bytes that are not this file.
    """
    objects = BerObjects(ATTRIBUTES_FILE, _TAGS, data)
    return CardHolder(
        raw=data,
        name=objects.text(_NAME),
        address=objects.text(_ADDRESS),
        birth_date=decode_western_date(objects, _BIRTH_DATE),
        sex=_sex(objects),
        covered=objects.covered,
        problems=tuple(objects.problems),
        unknown=tuple(objects.unknown),
    )


def _sex(objects: BerObjects) -> Sex | None:
    raw = objects.values.get(_SEX)
    if not raw:
        return None
    sex = _SEXES.get(raw)
    if sex is None:
        objects.note(_SEX, ProblemKind.UNEXPECTED_VALUE, "The sex is none of the digits 1, 2, 9 and 0.")
    return sex
