"""Which vehicles a license covers."""

from __future__ import annotations

import datetime as dt
import json
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import menkyo
from menkyo.record import Category
from menkyo.rules import validity
from menkyo.rules.answer import ReasonKind, Verdict
from menkyo.rules.conditions import Effect, parse_condition
from menkyo.rules.errors import VehicleError
from menkyo.rules.vehicle import (
    Form,
    Size,
    Transmission,
    Vehicle,
    VehicleFault,
    VehicleKind,
    VehicleName,
    vehicle_table,
)
from menkyo.rules.vehicles import Standing, coverage, limiting_texts, may_drive, record_reasons, standing_of

if TYPE_CHECKING:
    from collections.abc import Mapping

VECTORS: Final[list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[2] / "fixtures" / "vectors" / "rules_vehicles.json").read_text(encoding="utf-8")
)
CATEGORIES: Final = {category.value: category for category in Category}
TEXTS: Final = sorted({text for vector in VECTORS for text in cast("list[str]", vector["conditions"])})
HELD: Final = st.lists(st.sampled_from(Category), unique=True)
CONDITIONS: Final = st.lists(st.sampled_from(TEXTS) | st.text(max_size=40), max_size=4)
TODAY: Final = dt.date(2026, 11, 23)


def make(about: Mapping[str, Any]) -> Vehicle:
    """The vehicle of a vector."""
    values = dict(about)
    if "transmission" in values:
        values["transmission"] = Transmission(values["transmission"])
    if "name" in values:
        meaning = vehicle_table().named(values["name"])
        assert meaning is not None
        values |= {"kinds": meaning.kinds, "sizes": meaning.sizes, "form": meaning.form}
    return Vehicle(**values)


@st.composite
def cars(draw: st.DrawFn) -> Vehicle:
    """Cars and trucks of which nothing is left open."""
    gvw = draw(st.integers(500, 15_000))
    return Vehicle(
        gvw_kg=gvw,
        load_kg=draw(st.integers(0, gvw - 1)),
        seats=draw(st.integers(1, 40)),
        transmission=draw(st.sampled_from(Transmission)),
    )


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_vectors(vector: Mapping[str, Any]) -> None:
    """Each license answers for each vehicle as its row says, for the reason and with the options that it names."""
    held = [CATEGORIES[word] for word in vector["categories"]]
    answer = may_drive(held, vector["conditions"], make(vector["vehicle"]))
    assert answer.verdict.word == vector["answer"]
    assert vector["reason"] in {reason.kind.value for reason in answer.reasons}
    assert list(answer.missing) == vector["missing"]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_a_text_that_decides_is_named(vector: Mapping[str, Any]) -> None:
    """A reason that rests on a text names it as recorded."""
    held = [CATEGORIES[word] for word in vector["categories"]]
    answer = may_drive(held, vector["conditions"], make(vector["vehicle"]))
    kinds = {"condition", "condition-open", "condition-unknown", "limit-open"}
    for reason in answer.reasons:
        assert (reason.text in vector["conditions"]) == (reason.kind.value in kinds)


@given(HELD, CONDITIONS, cars(), cars())
def test_no_larger_vehicle_is_allowed_where_a_smaller_one_is_not(
    held: list[Category], conditions: list[str], one: Vehicle, other: Vehicle
) -> None:
    """Whoever may drive a vehicle may drive every one that is not larger in any way and has the same transmission."""
    sizes = [(each.gvw_kg or 0, each.load_kg or 0, each.seats or 0) for each in (one, other)]
    gvw, load, seats = (min(pair) for pair in zip(*sizes, strict=True))
    smaller = Vehicle(gvw_kg=gvw, load_kg=min(load, gvw - 1), seats=seats, transmission=one.transmission)
    if may_drive(held, conditions, one).verdict is Verdict.YES:
        assert may_drive(held, conditions, smaller).verdict is Verdict.YES


@given(HELD, CONDITIONS, cars())
def test_knowing_less_never_decides_otherwise(held: list[Category], conditions: list[str], car: Vehicle) -> None:
    """With a number left out the answer stays or becomes cannot tell, and then says that something is missing."""
    whole = may_drive(held, conditions, car)
    parts = (
        Vehicle(load_kg=car.load_kg, seats=car.seats, transmission=car.transmission),
        Vehicle(gvw_kg=car.gvw_kg, seats=car.seats, transmission=car.transmission),
        Vehicle(gvw_kg=car.gvw_kg, load_kg=car.load_kg, transmission=car.transmission),
        Vehicle(gvw_kg=car.gvw_kg, load_kg=car.load_kg, seats=car.seats),
    )
    for part in parts:
        answer = may_drive(held, conditions, part)
        assert answer.verdict in {whole.verdict, Verdict.CANNOT_TELL}
        if answer.verdict is not whole.verdict:
            assert answer.missing


@given(HELD, CONDITIONS, cars(), st.sampled_from(TEXTS) | st.text(max_size=40))
def test_a_further_condition_allows_nothing_more(
    held: list[Category], conditions: list[str], car: Vehicle, text: str
) -> None:
    """No text, whatever it says, makes a yes of another answer."""
    if may_drive(held, conditions, car).verdict is not Verdict.YES:
        assert may_drive(held, [*conditions, text], car).verdict is not Verdict.YES


@given(HELD, st.lists(st.text(max_size=60)), st.sampled_from(vehicle_table().names))
def test_any_text_has_an_answer(held: list[Category], conditions: list[str], name: VehicleName) -> None:
    """Nothing throws, and every answer has a reason and names its rules."""
    for is_for_hire in (False, True):
        vehicle = Vehicle(kinds=name.kinds, sizes=name.sizes, form=name.form, for_hire=is_for_hire, towing_kg=500)
        answer = may_drive(held, conditions, vehicle)
        assert answer.reasons
        assert all(rule.id and rule.source for rule in answer.rules)


@given(st.text(alphabet="大中準型普通車自動二輪けん引原付は限るにとAT8t5（）()でき運転　 ", max_size=40))
def test_a_text_that_limits_is_never_a_note(text: str) -> None:
    """What says に限る outside a hearing aid's text is understood, or unknown; it is never passed over."""
    if "限" in text:
        assert parse_condition(text).effect is not Effect.NOTE


@pytest.mark.parametrize(
    ("text", "effect", "floor", "ceiling", "size"),
    [
        ("中型車は中型車（8t）に限る", Effect.SIZE, Size.MEDIUM_8T, Size.MEDIUM, Size.MEDIUM_8T),
        ("中型自動車は中型自動車（８ｔ）に限る。", Effect.SIZE, Size.MEDIUM_8T, Size.MEDIUM, Size.MEDIUM_8T),
        ("準中型車は準中型車(5トン)に限る", Effect.SIZE, Size.SEMI_MEDIUM_5T, Size.SEMI_MEDIUM, Size.SEMI_MEDIUM_5T),
        ("準中型車（5t）と普通車はAT車に限る", Effect.AUTOMATIC, Size.ORDINARY, Size.SEMI_MEDIUM_5T, None),
        ("中型車（8t）、普通車はＡＴ車に限る", Effect.AUTOMATIC, Size.ORDINARY, Size.MEDIUM_8T, None),
        ("AT車に限る", Effect.AUTOMATIC, Size.ORDINARY, Size.LARGE, None),
        ("普通車と三輪車はAT車に限る", Effect.UNKNOWN, Size.ORDINARY, Size.LARGE, None),
        ("大型車を除く", Effect.UNKNOWN, Size.ORDINARY, Size.LARGE, None),
        ("謎で運転できる中型車は中型車（8t）に限る", Effect.UNKNOWN, Size.ORDINARY, Size.LARGE, None),
        (
            "謎で運転できる中型車はなく準中型車の旅客車は準中型車（5t）に限る",
            Effect.UNKNOWN,
            Size.ORDINARY,
            Size.LARGE,
            None,
        ),
        ("あ" * 40, Effect.UNKNOWN, Size.ORDINARY, Size.LARGE, None),
        ("眼鏡等", Effect.NOTE, None, None, None),
        ("義足", Effect.NOTE, None, None, None),
    ],
)
def test_wordings(text: str, effect: Effect, floor: Size | None, ceiling: Size | None, size: Size | None) -> None:
    """A condition's wording tells what it speaks of and what it leaves; one that is not known speaks of everything."""
    condition = parse_condition(text)
    assert (condition.effect, condition.floor, condition.ceiling, condition.size) == (effect, floor, ceiling, size)


@pytest.mark.parametrize(
    ("recorded", "verdict", "kind"),
    [
        (dt.date(2030, 5, 15), Verdict.YES, ReasonKind.COVERED),
        (dt.date(2026, 11, 22), Verdict.YES, ReasonKind.COVERED),
        (dt.date(2026, 11, 20), Verdict.NO, ReasonKind.PAST),
        (None, Verdict.CANNOT_TELL, ReasonKind.NO_EXPIRY),
    ],
)
def test_the_lawful_last_day_counts(recorded: dt.date | None, verdict: Verdict, kind: ReasonKind) -> None:
    """On the lawful last day a license still covers its vehicles, and after it none."""
    vehicle = Vehicle(gvw_kg=1800, seats=5)
    # 22 November 2026 is a Sunday, and a holiday follows: the lawful last day is the 24th.
    answer = may_drive([Category.ORDINARY], [], vehicle, Standing(validity(recorded, TODAY)))
    assert (answer.verdict, answer.reasons[0].kind) == (verdict, kind)
    if kind is ReasonKind.PAST:
        assert answer.reasons[0].day == recorded
        assert {rule.id for rule in answer.rules} == {"validity-extension", "no-grace"}


@pytest.mark.parametrize(
    ("since", "verdict"), [(TODAY, Verdict.YES), (TODAY + dt.timedelta(days=1), Verdict.CANNOT_TELL)]
)
def test_a_license_that_is_yet_to_come_decides_nothing(since: dt.date, verdict: Verdict) -> None:
    """On a day before the earliest recorded date the clock is wrong, or the record is: no vehicle gets a yes."""
    vehicle = Vehicle(gvw_kg=1800, seats=5)
    answer = may_drive([Category.ORDINARY], [], vehicle, Standing(validity(dt.date(2030, 5, 15), TODAY), since))
    assert answer.verdict is verdict
    if verdict is Verdict.CANNOT_TELL:
        assert [(reason.kind, reason.day) for reason in answer.reasons] == [(ReasonKind.NOT_YET, since)]
        assert [rule.id for rule in answer.rules] == ["licensed-since"]


def test_a_history_is_no_license() -> None:
    """The categories of a driving-history record cover nothing."""
    answer = may_drive([Category.LARGE], [], Vehicle(gvw_kg=1800), Standing(is_license=False))
    assert (answer.verdict, [reason.kind for reason in answer.reasons]) == (Verdict.NO, [ReasonKind.NOT_A_LICENSE])


@pytest.mark.parametrize("held", [[Category.ORDINARY], []])
def test_a_damaged_record_decides_nothing(held: list[Category]) -> None:
    """Where part of a record cannot be decoded, it may limit what is covered, or cover what is not."""
    answer = may_drive(held, [], Vehicle(gvw_kg=1800, seats=5), Standing(is_complete=False))
    assert (answer.verdict, answer.reasons[0].kind) == (Verdict.CANNOT_TELL, ReasonKind.INCOMPLETE)
    assert answer.limits is None


@pytest.mark.parametrize(
    ("image", "kinds"),
    [
        ("specimen", []),
        ("damaged-photo", []),
        ("damaged-record", [ReasonKind.INCOMPLETE]),
        ("history-only", [ReasonKind.NOT_A_LICENSE]),
        ("expired", [ReasonKind.PAST]),
    ],
)
def test_what_a_record_as_a_whole_forbids(image: str, kinds: list[ReasonKind]) -> None:
    """A record that is past, no license or damaged says so for every vehicle; a damaged photo hides no condition."""
    with menkyo.open_reader(f"virtual:{image}") as reader:
        result = menkyo.decode(menkyo.read_card(reader, lambda _tries_left: b"1234"), as_of=TODAY)
    reasons = record_reasons(standing_of(result.record, result.validity))
    assert [reason.kind for reason in reasons] == kinds


def test_a_limit_among_the_remarks_counts() -> None:
    """A remark that limits as a condition does is one; other remarks are not."""
    with menkyo.open_reader("virtual:full-size") as reader:
        record = menkyo.decode(menkyo.read_card(reader, lambda _tries_left: b"1234")).record
    texts = limiting_texts(record)
    assert texts[: len(record.conditions)] == tuple(text.text for text in record.conditions)
    assert all("限る" in text for text in texts[len(record.conditions) :])


@pytest.mark.parametrize(
    ("about", "fault"),
    [
        ({"gvw_kg": 0}, VehicleFault.NOT_POSITIVE),
        ({"seats": 0}, VehicleFault.NOT_POSITIVE),
        ({"load_kg": -1}, VehicleFault.NOT_POSITIVE),
        ({"gvw_kg": 1800, "towing_kg": 0}, VehicleFault.NOT_POSITIVE),
        ({"gvw_kg": 1800, "load_kg": 1800}, VehicleFault.LOAD_TOO_HEAVY),
        ({"name": "原付", "gvw_kg": 100}, VehicleFault.NOT_A_CAR),
        ({"name": "大型トラック", "gvw_kg": 3000, "load_kg": 1000, "seats": 3}, VehicleFault.OTHER_SIZE),
        ({"name": "中型トラック", "gvw_kg": 12000}, VehicleFault.OTHER_SIZE),
    ],
)
def test_impossible_vehicles(about: Mapping[str, Any], fault: VehicleFault) -> None:
    """No vehicle has a weight of nothing, carries its own weight, or is smaller than its name."""
    with pytest.raises(VehicleError) as caught:
        make(about)
    assert caught.value.fault is fault


def test_the_table_is_in_order() -> None:
    """Each size keeps within the limits of the next one, and the last has none."""
    limits = vehicle_table().limits
    assert [row.size for row in limits] == list(Size)
    for smaller, larger in pairwise(limits[:-1]):
        for key in ("gvw_below_kg", "load_below_kg", "seats_up_to"):
            assert getattr(smaller, key) <= getattr(larger, key)
    assert limits[-1].allow(10**9, 10**9, 10**9)
    assert all(row.source for row in limits)


def test_every_name_means_one_thing() -> None:
    """No name stands in two rows, each row begins with a Japanese and an English one, and width does not matter."""
    table = vehicle_table()
    names = [name for row in table.names for name in row.names]
    assert all(table.named(name) in table.names for name in names)
    assert len({name.casefold() for name in names}) == len(names)
    assert all(not row.names[0].isascii() and row.names[1].isascii() for row in table.names)
    assert table.named(" 中型 車（８ｔ）") is table.named("中型車(8t)")
    assert table.named("宇宙船") is None


def test_a_table_of_a_year_ago_is_stale() -> None:
    """Twelve months after it was last checked the table is fresh, and a day later stale."""
    checked = vehicle_table().checked_on
    assert not vehicle_table().is_stale(checked.replace(year=checked.year + 1))
    assert vehicle_table().is_stale(checked.replace(year=checked.year + 1) + dt.timedelta(days=1))


def test_coverage_asks_for_every_name_that_decides() -> None:
    """The listing has each name that tells kind and size, with the answer of each transmission."""
    held = [Category.SEMI_MEDIUM, Category.ORDINARY]
    covered = {each.name.names[0]: each for each in coverage(held, ["普通車はAT車に限る"])}
    assert "トラック" not in covered
    assert "バイク" not in covered
    assert (covered["普通車"].automatic, covered["普通車"].manual) == (Verdict.YES, Verdict.NO)
    assert covered["準中型トラック"].limits == vehicle_table().limits[Size.SEMI_MEDIUM]
    assert covered["原付"].limits is None
    assert covered["大型トラック"].verdict is Verdict.NO


def test_a_form_is_asked_for_by_its_own_name() -> None:
    """A vehicle of another form may be of the one that a text asks for, too."""
    vehicle = Vehicle(kinds=(VehicleKind.LARGE_SPECIAL,), form=Form.TRACKED)
    answer = may_drive([Category.LARGE_SPECIAL], ["大特車は農耕車に限る"], vehicle)
    assert (answer.verdict, answer.reasons[0].kind) == (Verdict.CANNOT_TELL, ReasonKind.CONDITION_OPEN)
