"""A vehicle as the rules see it: its kind, its size by the dated table, and its name (rules, section 3.6)."""

import datetime as dt
import unicodedata
from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import cache
from typing import Final

from menkyo.record.categories import Category
from menkyo.rules.errors import VehicleError
from menkyo.rules.table import is_stale, load_table

_CATEGORIES: Final = {category.value: category for category in Category}


class Size(IntEnum):
    """The size of a car or truck, the smallest first: whoever may drive one may drive those before it (section 3.6)."""

    ORDINARY = 0
    SEMI_MEDIUM_5T = 1
    """準中型車（5t）"""
    SEMI_MEDIUM = 2
    MEDIUM_8T = 3
    """中型車（8t）"""
    MEDIUM = 4
    LARGE = 5

    @property
    def word(self) -> str:
        """The size in tables and JSON: "semi_medium_5t"."""
        return self.name.lower()


class VehicleKind(Enum):
    """What a vehicle is; the value is the word used in tables and JSON."""

    CAR = "car"
    """自動車: a car, truck or bus of any `Size`."""
    LARGE_MOTORCYCLE = "large_motorcycle"
    """大型自動二輪車"""
    ORDINARY_MOTORCYCLE = "ordinary_motorcycle"
    """普通自動二輪車"""
    MOPED = "moped"
    """原動機付自転車"""
    SMALL_SPECIAL = "small_special"
    """小型特殊自動車"""
    LARGE_SPECIAL = "large_special"
    """大型特殊自動車"""


class Form(Enum):
    """What a vehicle is beyond its kind, where a condition text asks for it."""

    SMALL_MOTORCYCLE = "small_motorcycle"
    """小型二輪"""
    AGRICULTURAL = "agricultural"
    """農耕車"""
    TRACKED = "tracked"
    """カタピラ車"""


class Transmission(Enum):
    """AT or MT."""

    AUTOMATIC = "at"
    MANUAL = "mt"


class VehicleFault(Enum):
    """Why no vehicle can be as it was described."""

    NOT_POSITIVE = "not-positive"
    """A weight or a number of seats below one."""
    LOAD_TOO_HEAVY = "load-too-heavy"
    """The load weighs as much as the vehicle with its load."""
    NOT_A_CAR = "not-a-car"
    """Weight, load or seats of what is no car or truck."""
    OTHER_SIZE = "other-size"
    """The numbers make another size than the name does."""


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """One row of the table: what a vehicle of this size keeps below; `None` where there is no limit.

    Weights are in kilograms and below the limit, seats (乗車定員, the driver's included) up to it.
    """

    size: Size
    category: Category
    gvw_below_kg: int | None
    """車両総重量"""
    load_below_kg: int | None
    """最大積載量"""
    seats_up_to: int | None
    source: str

    def allow(self, gvw_kg: int | None, load_kg: int | None, seats: int | None) -> bool:
        """Whether every known number keeps its limit."""
        return (
            (gvw_kg is None or self.gvw_below_kg is None or gvw_kg < self.gvw_below_kg)
            and (load_kg is None or self.load_below_kg is None or load_kg < self.load_below_kg)
            and (seats is None or self.seats_up_to is None or seats <= self.seats_up_to)
        )


@dataclass(frozen=True, slots=True)
class VehicleName:
    """What people call a vehicle, and the kinds, sizes and form that the name leaves open."""

    names: tuple[str, ...]
    kinds: tuple[VehicleKind, ...]
    sizes: tuple[Size, ...]
    form: Form | None

    @property
    def is_decisive(self) -> bool:
        """Whether the name tells the kind and, of a car, the size."""
        return len(self.kinds) == 1 and (self.kinds != (VehicleKind.CAR,) or len(self.sizes) < len(Size))


@dataclass(frozen=True, slots=True)
class VehicleTable:
    """The limits of every `Size` in order, the names, and the day when they were last compared with their sources."""

    checked_on: dt.date
    limits: tuple[SizeLimits, ...]
    names: tuple[VehicleName, ...]

    def is_stale(self, as_of: dt.date) -> bool:
        """Whether the tables count as stale on a day."""
        return is_stale(self.checked_on, as_of)

    def named(self, name: str) -> VehicleName | None:
        """What a name means, `None` for one that the table does not have."""
        folded = fold(name)
        return next((row for row in self.names if folded in map(fold, row.names)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """What somebody wants to drive; whatever is `None` is not known.

    `kinds` and `sizes` are those that it may be of, as far as its name tells. `gvw_kg` (車両総重量), `load_kg`
    (最大積載量, 0 for none) and `towing_kg` (the trailer's gross weight) are in kilograms; `seats` (乗車定員) count the
    driver's. `for_hire` means passengers carried for money, for which there are the categories of class 2.

    Raises `VehicleError` for what no vehicle can be.
    """

    kinds: tuple[VehicleKind, ...] = (VehicleKind.CAR,)
    sizes: tuple[Size, ...] = tuple(Size)
    form: Form | None = None
    gvw_kg: int | None = None
    load_kg: int | None = None
    seats: int | None = None
    transmission: Transmission | None = None
    for_hire: bool = False
    towing_kg: int | None = None
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse what no vehicle can be."""
        if any(value is not None and value < 1 for value in (self.gvw_kg, self.seats, self.towing_kg)) or (
            self.load_kg is not None and self.load_kg < 0
        ):
            raise VehicleError(VehicleFault.NOT_POSITIVE)
        if self.gvw_kg is not None and self.load_kg is not None and self.load_kg >= self.gvw_kg:
            raise VehicleError(VehicleFault.LOAD_TOO_HEAVY)
        if VehicleKind.CAR not in self.kinds:
            if any(value is not None for value in (self.gvw_kg, self.load_kg, self.seats)):
                raise VehicleError(VehicleFault.NOT_A_CAR)
        elif not self.possible_sizes():
            raise VehicleError(VehicleFault.OTHER_SIZE)

    def possible_sizes(self) -> tuple[Size, ...]:
        """The sizes that it may be of by name and numbers: one when nothing is missing."""
        smallest = _size(self.gvw_kg, self.load_kg, self.seats)
        if self.gvw_kg is None or self.seats is None:
            largest = Size.LARGE
        else:
            largest = _size(self.gvw_kg, self._most_load(), self.seats)
        return tuple(size for size in self.sizes if smallest <= size <= largest)

    def unknown_numbers(self) -> tuple[str, ...]:
        """The options that would tell more of its size: "gvw", "load", "seats"."""
        if VehicleKind.CAR not in self.kinds or len(self.possible_sizes()) == 1:
            return ()
        smallest = _size(self.gvw_kg, self.load_kg, self.seats)
        numbers = {
            "gvw": self.gvw_kg is None,
            "load": self.load_kg is None and (self.gvw_kg is None or _size(None, self._most_load(), None) > smallest),
            "seats": self.seats is None,
        }
        return tuple(name for name, is_open in numbers.items() if is_open)

    def _most_load(self) -> int | None:
        """What it may carry at most: a load is part of the gross weight."""
        return self.gvw_kg - 1 if self.load_kg is None and self.gvw_kg is not None else self.load_kg


def _size(gvw_kg: int | None, load_kg: int | None, seats: int | None) -> Size:
    """The smallest size whose limits all known numbers keep."""
    return next(row.size for row in vehicle_table().limits if row.allow(gvw_kg, load_kg, seats))


def fold(text: str) -> str:
    """Text without differences of width, case and spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@cache
def vehicle_table() -> VehicleTable:
    """The tables as they ship with this package."""
    limits, names = load_table("vehicles"), load_table("vehicle-names")
    return VehicleTable(
        checked_on=min(limits.checked_on, names.checked_on),
        limits=tuple(
            SizeLimits(
                size=Size[row.text("size").upper()],
                category=_CATEGORIES[row.text("category")],
                gvw_below_kg=row.number_or_none("gvw_below_kg"),
                load_below_kg=row.number_or_none("load_below_kg"),
                seats_up_to=row.number_or_none("seats_up_to"),
                source=row.source,
            )
            for row in limits.rows
        ),
        names=tuple(
            VehicleName(
                names=row.words("names"),
                kinds=tuple(map(VehicleKind, row.words("kinds"))),
                sizes=tuple(Size[size.upper()] for size in row.words("sizes")) or tuple(Size),
                form=Form(row.text("form")) if "form" in row.values else None,
            )
            for row in names.rows
        ),
    )
