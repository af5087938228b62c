"""The options that describe a vehicle, and the vehicle that they make."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypedDict, cast

import click

from menkyo.cli.exit_codes import USAGE, CommandError
from menkyo.cli.language import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from menkyo.cli.language import Language
    from menkyo.rules.vehicle import Transmission, Vehicle

__all__ = ["make_vehicle", "vehicle_parameters"]

MOST_KILOGRAMS: Final = 1_000_000
MOST_SEATS: Final = 1_000
_KILOGRAMS_OF: Final = {
    "t": 1000,
    "ton": 1000,
    "tons": 1000,
    "トン": 1000,
    "kg": 1,
    "キロ": 1,
    "キログラム": 1,
}
_units = "|".join(sorted(_KILOGRAMS_OF, key=len, reverse=True))
# A comma is for thousands: 7,4t would be ten times as heavy as whoever writes it means.
_weight = re.compile(rf"((?:[0-9]{{1,7}}|[0-9]{{1,3}}(?:,[0-9]{{3}})+)(?:\.[0-9]{{1,6}})?)({_units})")
_seats = re.compile(r"([0-9]{1,5})(?:人|名|人乗り)?")

_NAME: Final = Bilingual(
    "車の呼び名。例: 中型トラック、普通車、小型二輪、原付。",
    "What the vehicle is called, such as 'medium truck', 'moped'.",
)
_GVW: Final = Bilingual(
    "車両総重量。7.4t や 7400kg のように書きます。", "Gross vehicle weight, such as 7.4t or 7400kg."
)
_LOAD: Final = Bilingual("最大積載量。貨物用でなければ 0kg。", "Load, such as 4t; 0kg for what carries none.")
_SEATS: Final = Bilingual("乗車定員(運転者を含む)。", "Seats, the driver's included.")
_TRANSMISSION: Final = Bilingual("変速機。at(オートマチック)か mt(マニュアル)。", "Transmission: at or mt.")
_FOR_HIRE: Final = Bilingual("旅客を有償で運びます(第二種)。", "Passengers are carried for hire (class 2).")
_TOWING: Final = Bilingual("けん引するトレーラーの車両総重量。", "Gross weight of the trailer that it tows.")
_NO_WEIGHT: Final = Bilingual(
    "{!r} は重さではありません。7.4t や 7400kg のように単位を付けます",
    "{!r} is no weight; give a unit, as in 7.4t or 7400kg.",
)
_NO_KILOGRAM: Final = Bilingual("{!r} は1kg単位ではありません", "{!r} is no whole number of kilograms.")
_TOO_MUCH: Final = Bilingual("{!r} は車にありえません", "{!r} is impossible for a vehicle.")
_TWICE: Final = Bilingual("別々の値が指定されています", "it is given with values that differ.")
_NO_SEATS: Final = Bilingual("{!r} は人数ではありません", "{!r} is no number of seats.")
_NO_SUCH_NAME: Final = Bilingual("「{}」という車の呼び名は知りません。", "No vehicle is known by the name {}.")
_NAMES: Final = Bilingual(
    "知っている呼び名: {}。または --gvw、--load、--seats を指定してください。",
    "Known are {}. Or give --gvw, --load and --seats.",
)
_NO_VEHICLE: Final = Bilingual(
    "どの車かが分かりません。--vehicle か --gvw、--load、--seats を指定してください。",
    "Which vehicle is meant? Give --vehicle, or --gvw, --load and --seats.",
)
_FAULTS: Final = {
    "not-positive": Bilingual(
        "重さと定員は1以上です(積載量は0以上)。", "Weights and seats are 1 or more (a load 0 or more)."
    ),
    "load-too-heavy": Bilingual(
        "最大積載量は車両総重量に含まれるので、それより小さいはずです。",
        "The load is part of the gross weight, and must be less than it.",
    ),
    "not-a-car": Bilingual(
        "--gvw、--load、--seats は自動車(四輪など)のためのもので、この呼び名には使えません。",
        "--gvw, --load and --seats are for cars and trucks, not for a vehicle of this name.",
    ),
    "other-size": Bilingual(
        "--gvw、--load、--seats は「{}」の範囲と合いません(免許の区分での呼び名です)。",
        "--gvw, --load and --seats make no {}: names are those of license categories.",
    ),
}


class _About(TypedDict):
    """What the options tell of a vehicle beside its name."""

    gvw_kg: int | None
    load_kg: int | None
    seats: int | None
    transmission: Transmission | None
    for_hire: bool
    towing_kg: int | None
    name: str


def vehicle_parameters(language: Language) -> list[click.Parameter]:
    """The options in a language."""

    def option(
        flag: str, about: Bilingual, metavar: str, parse: Callable[[str, Language], int | str] = _as_written
    ) -> click.Option:
        callback = _parsing(parse, language)
        return click.Option([flag], multiple=True, metavar=metavar, callback=callback, help=about.text(language))

    return [
        option("--vehicle", _NAME, "NAME"),
        option("--gvw", _GVW, "WEIGHT", _kilograms),
        option("--load", _LOAD, "WEIGHT", _kilograms),
        option("--seats", _SEATS, "NUMBER", _number_of_seats),
        click.Option(
            ["--transmission"],
            type=click.Choice(["at", "mt"], case_sensitive=False),
            multiple=True,
            callback=_parsing(_as_written, language),
            help=_TRANSMISSION.text(language),
        ),
        click.Option(["--for-hire"], is_flag=True, help=_FOR_HIRE.text(language)),
        option("--towing", _TOWING, "WEIGHT", _kilograms),
    ]


def make_vehicle(values: Mapping[str, object]) -> Vehicle | None:
    """The vehicle that the options describe, `None` where none of them is given.

    Raises `CommandError` for what no vehicle can be, and where they do not tell which one is meant.
    """
    from menkyo.rules.errors import VehicleError  # noqa: PLC0415 - not for help
    from menkyo.rules.vehicle import Transmission, Vehicle, vehicle_table  # noqa: PLC0415

    name = cast("str | None", values["vehicle"])
    gvw, load, seats, towing = (cast("int | None", values[key]) for key in ("gvw", "load", "seats", "towing"))
    transmission = cast("str | None", values["transmission"])
    for_hire = bool(values["for_hire"])
    if name is None and gvw is None and load is None and seats is None:
        if transmission is not None or for_hire or towing is not None:
            raise CommandError(USAGE, _NO_VEHICLE)
        return None
    about: _About = {
        "gvw_kg": gvw,
        "load_kg": load,
        "seats": seats,
        "transmission": None if transmission is None else Transmission(transmission),
        "for_hire": for_hire,
        "towing_kg": towing,
        "name": name or "",
    }
    meaning = None if name is None else vehicle_table().named(name)
    if name is not None and meaning is None:
        raise _no_such_name(name)
    try:
        if meaning is None:
            return Vehicle(**about)
        return Vehicle(kinds=meaning.kinds, sizes=meaning.sizes, form=meaning.form, **about)
    except VehicleError as error:
        sentence = _FAULTS[error.fault.value]
        raise CommandError(USAGE, Bilingual(*(text.format(name) for text in sentence))) from None


def _no_such_name(name: str) -> CommandError:
    from menkyo.output.printable import printable  # noqa: PLC0415 - not for help
    from menkyo.rules.vehicle import vehicle_table  # noqa: PLC0415

    rows = [row.names for row in vehicle_table().names]
    known = Bilingual("、".join(names[0] for names in rows), ", ".join(names[1] for names in rows))
    return CommandError(
        USAGE,
        Bilingual(*(text.format(printable(name)) for text in _NO_SUCH_NAME)),
        Bilingual(_NAMES.ja.format(known.ja), _NAMES.en.format(known.en)),
    )


def _parsing(
    parse: Callable[[str, Language], int | str], language: Language
) -> Callable[[click.Context, click.Parameter, tuple[str, ...]], int | str | None]:
    """What takes a value from the command line; an impossible one is wrong usage, and so are two that differ."""

    def take(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> int | str | None:
        try:
            found = {parse(value, language) for value in values}
        except ValueError as error:
            raise click.BadParameter(str(error), context, parameter) from None
        if len(found) > 1:
            raise click.BadParameter(_TWICE.text(language), context, parameter)
        return found.pop() if found else None

    return take


def _as_written(value: str, _language: Language) -> str:
    return value


def _kilograms(value: str, language: Language) -> int:
    """A weight in kilograms; raises `ValueError` with a sentence."""
    match = _weight.fullmatch(_folded(value))
    if match is None:
        raise ValueError(_NO_WEIGHT.text(language).format(value))
    kilograms = Decimal(match[1].replace(",", "")) * _KILOGRAMS_OF[match[2]]
    if kilograms != int(kilograms):
        raise ValueError(_NO_KILOGRAM.text(language).format(value))
    if kilograms > MOST_KILOGRAMS:
        raise ValueError(_TOO_MUCH.text(language).format(value))
    return int(kilograms)


def _number_of_seats(value: str, language: Language) -> int:
    """A number of seats; raises `ValueError` with a sentence."""
    match = _seats.fullmatch(_folded(value))
    if match is None:
        raise ValueError(_NO_SEATS.text(language).format(value))
    if int(match[1]) > MOST_SEATS:
        raise ValueError(_TOO_MUCH.text(language).format(value))
    return int(match[1])


def _folded(value: str) -> str:
    return "".join(unicodedata.normalize("NFKC", value).casefold().split())
