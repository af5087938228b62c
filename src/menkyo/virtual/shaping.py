"""New card images and changes to them: a few chosen values go into a commented TOML file, and the rest of it stays.

Sources of the limits: license card spec, sections 2.4, 3.8 and 4.8; of the number's check digit, section 6.2.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from menkyo.virtual.encoding import encode_text, unwritable
from menkyo.virtual.errors import ChoiceError, ChoiceFault, ImageError
from menkyo.virtual.field_values import MAX_TEXT
from menkyo.virtual.image import CATEGORIES, COLOR_TEXTS, KINDS
from menkyo.virtual.loading import image_of_text, merged_values

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping, Sequence

    from menkyo.virtual.image import CardImage

__all__ = [
    "FIRST_LAST_DAY",
    "LAST_LAST_DAY",
    "MOST_CONDITIONS",
    "CardChoices",
    "ImageDraft",
    "check_choices",
    "edited_image",
    "invented_number",
    "new_image",
]

FIRST_LAST_DAY: Final = dt.date(1990, 1, 1)
LAST_LAST_DAY: Final = dt.date(2117, 12, 31)
"""The last days that a license can be given: the year of an era has two digits."""

MOST_CONDITIONS: Final = {"mynumber": 12, "ic-license": 4}
"""By the kind of card."""

_TEMPLATES: Final = Path(__file__).parent / "templates"
_PIN: Final = re.compile(r"[0-9]{4}")
_SMALL: Final = frozenset({"large_motorcycle", "ordinary_motorcycle", "small_special", "moped"})
_BARE_LINE_FEED: Final = re.compile(r"(?<!\r)\n")
_ABSENT_DAY: Final = "4000000"
_COMMISSION: Final = "30"
# Beyond what any commission gives out in a year, so that no real license has it.
_SERIAL: Final = "999"
_WEIGHTS: Final = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_NEW_DRIVER_YEARS: Final = 3
_DRIVER_YEARS: Final = 15
_LICENSE_YEARS: Final = 5
# That of the templates.
_PLAIN_LAST_DAY: Final = dt.date(2030, 5, 15)

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class CardChoices:
    """What a person chooses about a card; ``None`` leaves a value as it is."""

    expires_on: dt.date | None = None
    color: str | None = None
    """A key of `menkyo.virtual.image.COLOR_TEXTS`."""
    categories: tuple[str, ...] | None = None
    """Keys of `menkyo.virtual.image.CATEGORIES`."""
    conditions: tuple[str, ...] | None = None
    pins: tuple[str, ...] | None = field(default=None, repr=False)
    """The PIN, or PIN1 and PIN2 of an IC license; none when no PIN is to be set."""
    photo: bytes | None = field(default=None, repr=False)
    """JPEG 2000 as `menkyo.virtual.license_photo` makes it; empty for no photo."""


@dataclass(frozen=True, slots=True)
class ImageDraft:
    """A card image that loads and is not written yet: its text, and the photo to stand beside it by its name."""

    path: Path
    text: str
    image: CardImage
    photo: tuple[str, bytes] | None = None
    replaced_photo: str | None = None
    """The photo of that name that the file itself spoke of before, and that may be replaced with it."""


def new_image(path: Path, kind: str, choices: CardChoices, language: str = "en") -> ImageDraft:
    """A new image of a kind, with comments in a language (``ja`` or ``en``), the choices and an invented number.

    Raises `ChoiceError`.
    """
    if kind not in KINDS:
        raise ChoiceError(ChoiceFault.KIND, kind)
    template = (_TEMPLATES / f"{kind}.{language}.toml").read_text(encoding="utf-8")
    return _draft(path, template, choices, is_new=True)


def edited_image(path: Path, choices: CardChoices) -> ImageDraft:
    """The image in a file with the choices put in; all else stays as it is, comments included.

    Raises `ChoiceError`, and `ImageError` where the file is no image or would be none.
    """
    try:
        # Not as text: that would change the ends of lines.
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ImageError(error.strerror or "cannot be read", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise ImageError(f"is not TOML: {error}", file=path.name) from error
    return _draft(path, text, choices, is_new=False)


def _draft(path: Path, text: str, choices: CardChoices, *, is_new: bool) -> ImageDraft:
    before = image_of_text(text, path)
    check_choices(before.kind, choices)
    if before.raw:
        _refuse_hidden(before, choices)
    photo = (f"{path.stem}.jp2", choices.photo) if choices.photo else None
    own = _parsed(text)
    changes = _changes(before, own, merged_values(text, path), choices, None if photo is None else photo[0])
    if is_new:
        _invent(changes, before.kind, choices)
    changed = _put(text, changes, path)
    image = image_of_text(changed, path, {} if photo is None else {photo[0]: photo[1]})
    own_photo = cast("Values", own.get("photo", {})).get("file")
    return ImageDraft(path, changed, image, photo, own_photo if isinstance(own_photo, str) else None)


def _parsed(text: str) -> Values:
    """The values of a text that is TOML."""
    import tomllib  # noqa: PLC0415 - only an edited image needs it

    return tomllib.loads(text)


def check_choices(kind: str, choices: CardChoices) -> None:
    """Raise `ChoiceError` for the first value that a card of that kind has no room or form for."""
    day = choices.expires_on
    if day is not None and not FIRST_LAST_DAY <= day <= LAST_LAST_DAY:
        raise ChoiceError(ChoiceFault.DAY, day.isoformat())
    if choices.color is not None and choices.color not in COLOR_TEXTS:
        raise ChoiceError(ChoiceFault.COLOR, choices.color)
    for category in choices.categories or ():
        if category not in CATEGORIES:
            raise ChoiceError(ChoiceFault.CATEGORY, category)
    _check_conditions(choices.conditions or (), MOST_CONDITIONS[kind])
    _check_pins(choices.pins or (), 1 if kind == KINDS[0] else 2)


def _check_conditions(conditions: Sequence[str], most: int) -> None:
    if len(conditions) > most:
        raise ChoiceError(ChoiceFault.CONDITION_COUNT, str(len(conditions)), most)
    for condition in conditions:
        if not condition.strip():
            raise ChoiceError(ChoiceFault.CONDITION_EMPTY)
        try:
            encoded = encode_text(condition)
        except ValueError as error:
            raise ChoiceError(ChoiceFault.CONDITION_TEXT, unwritable(condition)) from error
        if len(encoded) > MAX_TEXT:
            raise ChoiceError(ChoiceFault.CONDITION_LENGTH, condition, MAX_TEXT // 2)


def _check_pins(pins: Sequence[str], most: int) -> None:
    if len(pins) > most:
        raise ChoiceError(ChoiceFault.PIN_COUNT, most=most)
    if not all(_PIN.fullmatch(pin) for pin in pins):
        raise ChoiceError(ChoiceFault.PIN)


def _refuse_hidden(image: CardImage, choices: CardChoices) -> None:
    """Raise `ChoiceError` for a value in a file that the image gives byte for byte."""
    record = (choices.expires_on, choices.color, choices.categories, choices.conditions)
    hidden = {"WEF02": (*record, choices.photo), "DF1/EF01": record, "DF2/EF01": (choices.photo,)}
    for name, _ in image.raw:
        if any(value is not None for value in hidden.get(name, ())):
            raise ChoiceError(ChoiceFault.RAW, name)


# What changes -----------------------------------------------------------------------------------------------------


def _changes(before: CardImage, own: Values, values: Values, choices: CardChoices, photo: str | None) -> Values:
    """The keys that the choices change, as nested tables of plain values; ``None`` takes a key out.

    ``own`` are the values of the file itself, ``values`` with those of the image that it extends, ``photo`` is the
    name of the new photo.
    """
    changes: Values = {}
    is_ic = before.ic_license is not None
    license_table = _table(changes, "license")
    if choices.expires_on is not None:
        license_table["expires_on"] = choices.expires_on
        if is_ic:
            _table(changes, "card")["expires_on"] = choices.expires_on
    if choices.color is not None:
        license_table["color"] = choices.color
        if "color_text" in cast("Values", values.get("license", {})):
            # It would hide the color.
            license_table["color_text"] = COLOR_TEXTS[choices.color]
    if choices.conditions is not None:
        license_table["conditions"] = list(choices.conditions)
    if choices.categories is not None:
        if is_ic:
            license_table["category_dates"] = _category_days(before, own, values, choices)
        else:
            license_table["categories"] = [name for name in CATEGORIES if name in choices.categories]
    if choices.pins is not None:
        _change_pins(changes, choices.pins, is_ic=is_ic)
    if choices.photo is not None:
        _table(changes, "photo")["file"] = photo or ""
    return changes


def _table(values: Values, name: str) -> Values:
    return cast("Values", values.setdefault(name, {}))


def _change_pins(changes: Values, pins: Sequence[str], *, is_ic: bool) -> None:
    _table(changes, "pin")["set"] = bool(pins)
    for name, pin in zip(("pin1", "pin2") if is_ic else ("pin",), pins, strict=False):
        _table(changes, name)["value"] = pin


def _category_days(before: CardImage, own: Values, values: Values, choices: CardChoices) -> Values:
    """A day for each category of an IC license; one that was there stays."""
    held = tuple(name for name in CATEGORIES if name in (choices.categories or ()))
    there = cast("Values", cast("Values", values.get("license", {})).get("category_dates", {}))
    invented = _invented_days(held, choices.color, choices.expires_on or _day(before.license.expires_on))
    acquired = before.license.acquired_on
    known = {name: _day(getattr(acquired, name)) for name in invented}
    days: Values = {}
    for name in held:
        day = there.get(name)
        group = _group(name)
        days[name] = day if day not in (None, _ABSENT_DAY) else known[group] or invented[group]
    # What comes from the image that is extended cannot be taken out, only said otherwise.
    gone = _ABSENT_DAY if "extends" in own else None
    return days | {name: gone for name in there if name not in held}


def _day(day: object) -> dt.date | None:
    return day if isinstance(day, dt.date) else None


def _group(category: str) -> str:
    """The license day (二・小・原, 他, 二種) that a category belongs to."""
    if category.endswith("_2"):
        return "class_2"
    return "motorcycle_small_moped" if category in _SMALL else "other"


def _invented_days(categories: Sequence[str], color: str | None, expires_on: dt.date | None) -> dict[str, dt.date]:
    """The license days that the categories need, long before the last day, or shortly for a new driver."""
    last = expires_on or _PLAIN_LAST_DAY
    first = last.year - (_NEW_DRIVER_YEARS if color == "green" else _DRIVER_YEARS)
    days = {
        "motorcycle_small_moped": dt.date(first, 4, 20),
        "other": dt.date(first, 8, 2),
        "class_2": dt.date(first if color == "green" else first + _LICENSE_YEARS, 11, 11),
    }
    needed = {_group(category) for category in categories}
    return {name: day for name, day in days.items() if name in needed}


def _invent(changes: Values, kind: str, choices: CardChoices) -> None:
    """Add what nobody chooses to a new image: number, license days, day of issue."""
    license_table = _table(changes, "license")
    categories = ("ordinary",) if choices.categories is None else choices.categories
    days = _invented_days(categories, choices.color, choices.expires_on)
    # None for the days in the template that this license does not have.
    license_table["acquired_on"] = {"other": None} | days
    last = choices.expires_on or _PLAIN_LAST_DAY
    license_table["number"] = invented_number(min((day.year for day in days.values()), default=last.year))
    if kind == KINDS[1]:
        issued = dt.date(last.year - _LICENSE_YEARS, 4, 1)
        license_table["issued_on"] = _table(changes, "card")["issued_on"] = issued
        license_table["category_dates"] = {"ordinary": None} | {name: days[_group(name)] for name in categories}


def invented_number(year: int) -> str:
    """A license number that nobody has, with the right check digit: Tokyo, first acquired in ``year``."""
    first_ten = f"{_COMMISSION}{year % 100:02}{_SERIAL}{secrets.randbelow(1000):03}"
    remainder = sum(int(digit) * weight for digit, weight in zip(first_ten, _WEIGHTS, strict=True)) % 11
    return f"{first_ten}{(11 - remainder) % 10}0"


# Into the text ----------------------------------------------------------------------------------------------------


def _put(text: str, changes: Values, path: Path) -> str:
    """The text with the changes in it; raises `ImageError` where they cannot be put there without harm to the rest."""
    import tomlkit  # noqa: PLC0415 - only an edited image needs it

    wanted = _merged(_parsed(text), changes)
    try:
        document = tomlkit.parse(text)
        _lay(document, changes)
        changed = tomlkit.dumps(document)
        if "\r\n" in text and not _BARE_LINE_FEED.search(text):
            changed = _BARE_LINE_FEED.sub("\r\n", changed)
        if _parsed(changed) == wanted:
            return changed
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ImageError("is written in a form that cannot be edited by a program", file=path.name) from error
    raise ImageError("is written in a form that cannot be edited by a program", file=path.name)


def _lay(table: MutableMapping[str, object], changes: Mapping[str, object]) -> None:
    import tomlkit  # noqa: PLC0415 - loaded by now

    new: set[str] = set()
    for name, value in changes.items():
        if value is None:
            table.pop(name, None)
        elif isinstance(value, dict):
            below = cast("Values", value)
            if name not in table:
                if not below:
                    continue
                table[name] = tomlkit.table()
            _lay(cast("MutableMapping[str, object]", table[name]), below)
        elif table.get(name) != value:
            if name not in table:
                new.add(name)
            table[name] = value
    if new:
        _move_up(table, new)


def _move_up(table: MutableMapping[str, object], new: set[str]) -> None:
    """Put new keys right behind the old ones: what stands behind those may be a comment on the table that follows."""
    from tomlkit.items import AoT, Null, Table  # noqa: PLC0415 - loaded by now

    if not isinstance(table, Table):
        return
    body = table.value.body
    added = [entry for entry in body if entry[0] is not None and entry[0].key in new]
    kept = [entry for entry in body if entry[0] is None or entry[0].key not in new]
    place = 0
    for number, (key, item) in enumerate(kept, start=1):
        if isinstance(item, (Table, AoT)):
            break
        if key is not None and not isinstance(item, Null):
            place = number
    # The order is all that is left to settle: the text is made next.
    body[:] = [*kept[:place], *added, *kept[place:]]


def _merged(values: Values, changes: Mapping[str, object]) -> Values:
    """What the text must say afterwards, worked out without the library that writes it."""
    merged = dict(values)
    for name, value in changes.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            below = cast("Values", value)
            if below or name in merged:
                merged[name] = _merged(cast("Values", merged.get(name, {})), below)
        else:
            merged[name] = value
    return merged
