"""The values of a license record that are neither text, date, number nor picture."""

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from menkyo.record.dates import EraDate
from menkyo.record.number import RecordNumber
from menkyo.record.text import Text

if TYPE_CHECKING:
    from menkyo.record.bitmap import Bitmap


class ColorClass(Enum):
    """免許の色区分: the color that the license would have on paper (license card spec, section 7.2)."""

    GOLD = "gold"
    """優良"""

    GREEN = "green"
    """新規"""

    BLUE = "blue"
    """その他"""


@dataclass(frozen=True, slots=True)
class Color:
    """免許の色区分 as recorded; `color_class` is `None` for a text that the specification does not list."""

    text: Text = field(repr=False)
    color_class: ColorClass | None = field(repr=False)


class DriverClass(Enum):
    """運転経歴区分: the class of a driving history; which byte means which is unconfirmed."""

    EXCELLENT = "excellent"
    """優良"""

    GENERAL = "general"
    """一般"""

    VIOLATION = "violation"
    """違反"""


@dataclass(frozen=True, slots=True)
class DrivingHistory:
    """運転経歴情報: what a driving-history record adds (license card spec, section 3.11).

    `class_code` is the byte as recorded, empty when there is none.
    """

    number: RecordNumber | None = field(repr=False)
    recorded_on: EraDate | None = field(repr=False)
    driver_class: DriverClass | None = field(repr=False)
    class_code: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class AcquisitionDates:
    """免許の年月日: when the oldest license of each group was acquired.

    `motorcycle_small_moped` is 二・小・原, `other` is 他, `class_2` is 二種.
    """

    motorcycle_small_moped: EraDate | None = field(repr=False)
    other: EraDate | None = field(repr=False)
    class_2: EraDate | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Glyph:
    """外字1 to 外字7, 欠字1 to 欠字5: a picture of a character outside JIS X 0208, which text refers to by number.

    Its coding is not known for sure: `bitmap` is `None` where no known one fits, and `raw` is kept as it is.
    """

    tag: int
    number: int
    raw: bytes = field(repr=False)
    bitmap: "Bitmap | None" = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ReservedField:
    """An object reserved for future use (RFU) that is not empty."""

    tag: int
    raw: bytes = field(repr=False)
