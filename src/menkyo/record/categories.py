"""The fifteen license categories (license card spec, section 7.1)."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Self

from menkyo.record.dates import EraDate

_FIRST_TAG: Final = 0xEC
_FIRST_IC_TAG: Final = 0x25


class Category(Enum):
    """免許の種類: what may be driven. Members are in face order; the value is the name used in JSON.

    `tag` is the flag's tag in WEF02, `abbreviation` and `full_name` are Japanese, `class_number` is 1, or 2 for 第二種,
    `english` is a short English name.
    """

    LARGE = "large", 0xEC, "大型", "大型自動車", 1, "large"
    MEDIUM = "medium", 0xF8, "中型", "中型自動車", 1, "medium"
    SEMI_MEDIUM = "semi_medium", 0xFA, "準中型", "準中型自動車", 1, "semi-medium"
    ORDINARY = "ordinary", 0xED, "普通", "普通自動車", 1, "ordinary"
    LARGE_SPECIAL = "large_special", 0xEE, "大特", "大型特殊自動車", 1, "large special"
    LARGE_MOTORCYCLE = "large_motorcycle", 0xEF, "大自二", "大型自動二輪車", 1, "large motorcycle"
    ORDINARY_MOTORCYCLE = "ordinary_motorcycle", 0xF0, "普自二", "普通自動二輪車", 1, "ordinary motorcycle"
    SMALL_SPECIAL = "small_special", 0xF1, "小特", "小型特殊自動車", 1, "small special"
    MOPED = "moped", 0xF2, "原付", "原動機付自転車", 1, "moped"
    TOWING = "towing", 0xF3, "け引", "牽引", 1, "towing"
    LARGE_2 = "large_2", 0xF4, "大二", "大型第二種", 2, "large, class 2"
    MEDIUM_2 = "medium_2", 0xF9, "中二", "中型第二種", 2, "medium, class 2"
    ORDINARY_2 = "ordinary_2", 0xF5, "普二", "普通第二種", 2, "ordinary, class 2"
    LARGE_SPECIAL_2 = "large_special_2", 0xF6, "大特二", "大型特殊第二種", 2, "large special, class 2"
    TOWING_2 = "towing_2", 0xF7, "け引二", "牽引第二種", 2, "towing, class 2"

    tag: int
    abbreviation: str
    full_name: str
    class_number: int
    english: str

    def __new__(  # noqa: PLR0913, PLR0917 - one parameter for each column of the specification's table
        cls, value: str, tag: int, abbreviation: str, full_name: str, class_number: int, english: str
    ) -> Self:
        """Make the JSON name the member's value and the other columns its attributes."""
        member = object.__new__(cls)
        member._value_ = value
        member.tag = tag
        member.abbreviation = abbreviation
        member.full_name = full_name
        member.class_number = class_number
        member.english = english
        return member

    @property
    def ic_tag(self) -> int:
        """The tag of the category's date in DF1/EF01 of the IC license: 25 to 33, in the order of the flags."""
        return _FIRST_IC_TAG + self.tag - _FIRST_TAG


@dataclass(frozen=True, slots=True)
class CategoryDate:
    """When one category was acquired; recorded on the IC license only."""

    category: Category
    acquired_on: EraDate = field(repr=False)


@dataclass(frozen=True, slots=True)
class CategoryFlag:
    """Whether one category is recorded as held."""

    category: Category
    raw: bytes = field(repr=False)
    held: bool = field(repr=False)
