"""The license record: WEF02 of the license application (license card spec, sections 3.8 and 3.11)."""

from dataclasses import dataclass
from enum import Enum

from menkyo.record.categories import Category, CategoryFlag
from menkyo.record.dates import EraDate
from menkyo.record.fields import AcquisitionDates, Color, DrivingHistory, Glyph, ReservedField
from menkyo.record.number import RecordNumber
from menkyo.record.photo import Photo
from menkyo.record.problem import Problem, ProblemKind, UnknownObject
from menkyo.record.text import Text


class RecordKind(Enum):
    """What the record is: マイナ免許証, マイナ経歴証明書, both in one, or nothing."""

    LICENSE = "license"
    HISTORY = "history"
    BOTH = "both"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, repr=False)
class LicenseRecord:
    """免許情報: everything in WEF02, decoded, with the raw bytes beside it.

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
        is_license = self.number is not None or self.expires_on is not None or self._unreadable("E7", "C5")
        is_history = (
            history is not None and (history.number is not None or history.recorded_on is not None)
        ) or self._unreadable("E8", "C2")
        if is_license:
            return RecordKind.BOTH if is_history else RecordKind.LICENSE
        return RecordKind.HISTORY if is_history else RecordKind.EMPTY

    def _unreadable(self, *tags: str) -> bool:
        """Whether one of these fields is there and not readable."""
        kinds = (ProblemKind.BAD_DATE, ProblemKind.BAD_NUMBER)
        return any(problem.kind in kinds and problem.tag in tags for problem in self.problems)

    def __repr__(self) -> str:
        return f"<LicenseRecord: {self.kind.value}, {len(self.raw)} bytes, {len(self.problems)} problems>"
