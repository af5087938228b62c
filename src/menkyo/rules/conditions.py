"""Condition texts (免許の条件): what they limit, as far as the wording is known (license card spec, section 7.3)."""

import re
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from menkyo.record.categories import Category
from menkyo.rules.vehicle import Form, Size, VehicleKind, fold


class Effect(Enum):
    """What a condition text does; the value is the word used in JSON."""

    NOTE = "note"
    """It asks something of the driver (眼鏡等), or limits nothing that is known to limit."""
    SIZE = "size"
    """Only vehicles up to a size: 中型車は中型車（8t）に限る."""
    AUTOMATIC = "automatic"
    """Only vehicles without a clutch pedal: 普通車はAT車に限る."""
    FORM = "form"
    """Only vehicles of a form: 普通二輪は小型二輪に限る."""
    UNKNOWN = "unknown"
    """It limits something, and the wording is not known."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition text and what it limits.

    It speaks of the cars from `floor` to `ceiling`, the vehicles of `kinds`, and with `towing` of trailers; with
    `category` only as far as that category covers them (…で運転できる…). `size` and `form` are what it leaves.
    """

    text: str = field(repr=False)
    effect: Effect
    floor: Size | None = None
    ceiling: Size | None = None
    kinds: frozenset[VehicleKind] = frozenset()
    towing: bool = False
    category: Category | None = None
    size: Size | None = None
    form: Form | None = None
    named: frozenset[Size] = frozenset()
    """The sizes 中型車（8t） and 準中型車（5t） that it names as what it speaks of."""


_SIZES: Final = {
    "普通": (Size.ORDINARY, Size.ORDINARY),
    "準中型": (Size.SEMI_MEDIUM_5T, Size.SEMI_MEDIUM),
    "準中型(5t)": (Size.SEMI_MEDIUM_5T, Size.SEMI_MEDIUM_5T),
    "中型": (Size.MEDIUM_8T, Size.MEDIUM),
    "中型(8t)": (Size.MEDIUM_8T, Size.MEDIUM_8T),
    "大型": (Size.LARGE, Size.LARGE),
}
_KINDS: Final = {
    "大型二輪": VehicleKind.LARGE_MOTORCYCLE,
    "大型自動二輪": VehicleKind.LARGE_MOTORCYCLE,
    "大自二": VehicleKind.LARGE_MOTORCYCLE,
    "普通二輪": VehicleKind.ORDINARY_MOTORCYCLE,
    "普通自動二輪": VehicleKind.ORDINARY_MOTORCYCLE,
    "普自二": VehicleKind.ORDINARY_MOTORCYCLE,
    "大特": VehicleKind.LARGE_SPECIAL,
    "大型特殊": VehicleKind.LARGE_SPECIAL,
    "小特": VehicleKind.SMALL_SPECIAL,
    "小型特殊": VehicleKind.SMALL_SPECIAL,
    "原付": VehicleKind.MOPED,
    "原動機付自転": VehicleKind.MOPED,
}
_TOWING: Final = frozenset({"けん引", "牽引", "け引"})
_FORMS: Final = {
    "小型二輪": Form.SMALL_MOTORCYCLE,
    "農耕": Form.AGRICULTURAL,
    "カタピラ": Form.TRACKED,
    "カタピラー": Form.TRACKED,
    "キャタピラ": Form.TRACKED,
}
_AUTOMATIC: Final = "at"
_OBJECT_SIZES: Final = {"中型(8t)": Size.MEDIUM_8T, "準中型(5t)": Size.SEMI_MEDIUM_5T}
_CATEGORIES: Final = {
    fold(name): category for category in Category for name in (category.abbreviation, category.full_name)
}
_EVERY_KIND: Final = frozenset(VehicleKind) - {VehicleKind.CAR}

# 中型車（8t） and 中型自動車(8t) alike become 中型(8t).
_vehicle_word = re.compile(r"(?:自動)?車(?=$|\()")
_tons = re.compile(r"\(([58])(?:t|トン)\)")
_limit = re.compile(
    r"(?:(?P<category>[^は]+?)(?:免許)?で運転できる)?(?:(?P<subjects>[^は]+)は)?(?P<object>[^は]+)に限る"
)
_and = re.compile(r"と|、|,|・|及び|並びに")
# 第二種 of a holder without medium vehicles: a wording of its own.
_no_medium = re.compile(
    r"(?P<category>[^は]+?)(?:免許)?で運転できる中型車はなく[、,]?準中型車の旅客車は準中型車\(5(?:t|トン)\)に限る"
)
_hearing_aid = re.compile(r"補聴器(?:\(.*\))?")
# What a wording may limit by that is not known; the last character stands for one that nobody could read.
_limiting = re.compile(r"限|除|のみ|不可|禁|以下|未満|以外|〓")
_FULL_FIELD: Final = 40


def parse_condition(text: str) -> Condition:
    """What a condition text limits; any text has an answer."""
    words = fold(text).strip("。.")
    if _hearing_aid.fullmatch(words) and "〓" not in words:
        return Condition(text, Effect.NOTE)
    # A text that fills its field may go on elsewhere.
    if not (_limiting.search(words) or len(words) >= _FULL_FIELD):
        return Condition(text, Effect.NOTE)
    return _no_medium_vehicles(text, words) or _known_limit(text, words) or _unknown(text, Effect.UNKNOWN, None)


def _no_medium_vehicles(text: str, words: str) -> Condition | None:
    """中二で運転できる中型車はなく準中型車の旅客車は準中型車（5t）に限る."""
    match = _no_medium.fullmatch(words)
    category = _CATEGORIES.get(match["category"]) if match else None
    if category is None:
        return None
    return Condition(text, Effect.SIZE, Size.SEMI_MEDIUM_5T, Size.LARGE, category=category, size=Size.SEMI_MEDIUM_5T)


def _known_limit(text: str, words: str) -> Condition | None:
    match = _limit.fullmatch(words)
    if match is None:
        return None
    category = None
    if match["category"] is not None:
        category = _CATEGORIES.get(match["category"])
        if category is None:
            return None
    limited = _plain(match["object"])
    if match["subjects"] is None:
        # Without a subject every vehicle is meant; of the known limits only one makes sense for all.
        return _unknown(text, Effect.AUTOMATIC, category) if limited == _AUTOMATIC else None
    spoken_of = _subjects(text, match["subjects"], category)
    if spoken_of is None:
        return None
    return _limited(spoken_of, limited)


def _limited(spoken_of: Condition, limited: str) -> Condition:
    """The condition with what it leaves; a wording that is not known leaves nobody knows what."""
    if limited == _AUTOMATIC:
        return replace(spoken_of, effect=Effect.AUTOMATIC)
    if limited in _OBJECT_SIZES and spoken_of.floor is not None:
        return replace(spoken_of, effect=Effect.SIZE, size=_OBJECT_SIZES[limited])
    if limited in _FORMS:
        return replace(spoken_of, effect=Effect.FORM, form=_FORMS[limited])
    return spoken_of


def _subjects(text: str, words: str, category: Category | None) -> Condition | None:
    """What a text speaks of; `None` when one of its words is not known."""
    sizes: list[tuple[Size, Size]] = []
    kinds: set[VehicleKind] = set()
    towing = False
    for word in map(_plain, _and.split(words)):
        if word in _SIZES:
            sizes.append(_SIZES[word])
        elif word in _KINDS:
            kinds.add(_KINDS[word])
        elif word in _TOWING:
            towing = True
        else:
            return None
    return Condition(
        text,
        Effect.UNKNOWN,
        floor=min((floor for floor, _ in sizes), default=None),
        ceiling=max((ceiling for _, ceiling in sizes), default=None),
        kinds=frozenset(kinds),
        towing=towing,
        category=category,
        named=frozenset(floor for floor, ceiling in sizes if floor == ceiling) & frozenset(_OBJECT_SIZES.values()),
    )


def _unknown(text: str, effect: Effect, category: Category | None) -> Condition:
    """A text that speaks of every vehicle, or of nobody knows which."""
    return Condition(text, effect, Size.ORDINARY, Size.LARGE, _EVERY_KIND, towing=True, category=category)


def _plain(word: str) -> str:
    """A vehicle's name without 車 and 自動車, and with its tons in one writing."""
    return _vehicle_word.sub("", _tons.sub(r"(\1t)", word))
