"""Plans of two renewals: windows, order, steps and what may follow."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.rules.birthday import add_month, birthday_in
from menkyo.rules.carry_over import Evidence
from menkyo.rules.fees import Fee, FeeReason, NoFee
from menkyo.rules.holding import HoldingState
from menkyo.rules.lapse import Waiver
from menkyo.rules.plan import BirthdaySource, EventKind, Order, Plan, PlanFacts, StepKind
from menkyo.rules.planning import make_plan
from menkyo.rules.renewal import BirthDateReason
from menkyo.rules.terms import RenewalClass
from menkyo.rules.validity import is_working_day

D = dt.date.fromisoformat
TODAY: Final = D("2026-11-22")


def _plan(license_last_day: str | None, card: str | None = None, as_of: dt.date = TODAY, **facts: object) -> Plan:
    made = PlanFacts(
        as_of,
        None if license_last_day is None else D(license_last_day),
        card_expires_on=None if card is None else D(card),
        **facts,  # type: ignore[arg-type]
    )
    return make_plan(made)


def _kinds(plan: Plan) -> list[StepKind]:
    return [step.kind for step in plan.steps]


def test_both_in_one_year() -> None:
    """In one year the card comes first, then the license with the new card (W4), the certificate before both (W6)."""
    plan = _plan("2027-06-05", "2027-05-05", is_on_card=True)
    assert plan.order is Order.CARD_FIRST
    assert plan.meetings[0].same_year is True
    assert [rule.id for rule in plan.meetings[0].rules] == ["W4", "W5", "W9"]
    assert _kinds(plan) == [
        StepKind.SUBMIT_CERTIFICATE,
        StepKind.APPLY_FOR_CARD,
        StepKind.CHECK_CARD,
        StepKind.RENEW_LICENSE_WITH_NEW_CARD,
    ]
    apply_step, license_step = plan.steps[1], plan.steps[3]
    assert (apply_step.begins_on, apply_step.until) == (D("2027-02-06"), D("2027-05-05"))
    # 5 June 2027 is a Saturday.
    assert (license_step.begins_on, license_step.until) == (D("2027-04-05"), D("2027-06-07"))
    assert plan.carry_over[-1].evidence is Evidence.SAME_YEAR


def test_a_december_birthday_counts_in_its_own_year() -> None:
    """A license that ends in January is renewed in the year before: it meets the card of that December, no other."""
    plan = _plan("2027-01-10", "2026-12-10")
    assert plan.license is not None
    assert plan.license.window is not None
    assert plan.license.window.opens_on == D("2026-11-10")
    assert plan.license.lawful_last_day == D("2027-01-12")
    assert (plan.meetings[0].year, plan.order) == (2026, Order.CARD_FIRST)
    assert _plan("2027-01-10", "2027-12-10").order is Order.APART


def test_the_last_days_of_december() -> None:
    """A last day on Sunday, 28 December 2025 is lawful to Monday, 5 January 2026, and can be renewed to then."""
    plan = _plan("2025-12-28", as_of=D("2025-12-20"))
    kinds = {event.kind: event.day for event in plan.events if event.years is None}
    assert kinds[EventKind.LICENSE_RECORDED_END] == D("2025-12-28")
    assert kinds[EventKind.LICENSE_ENDS] == D("2026-01-05")
    assert kinds[EventKind.LICENSE_OPENS] == D("2025-10-28")


@pytest.mark.parametrize(
    ("born", "last_days"),
    [("1984-02-29", {3: "2032-03-29", 5: "2034-03-28"}), ("1984-02-28", {3: "2032-03-28", 5: "2034-03-28"})],
)
def test_a_leap_day_birthday(born: str, last_days: dict[int, str]) -> None:
    """Born on 29 February, the last day is 28 March in a common year, and 29 March in a leap year."""
    plan = _plan("2029-03-28", birth_date=D(born))
    assert {period.years: period.recorded_last_day.isoformat() for period in plan.following} == last_days


def test_a_birthday_that_may_be_a_leap_day() -> None:
    """Without a birth date nothing is told of the year in which 28 and 29 February go apart."""
    plan = _plan("2029-03-28")
    assert [period.years for period in plan.following] == [5]
    assert plan.may_be_leap_day
    assert not _plan("2029-03-28", birth_date=D("1984-02-28")).may_be_leap_day


def test_the_card_tells_the_birthday() -> None:
    """Where the end of a month hides the birthday, a card that ends on one of the possible days tells it."""
    alone, together = _plan("2027-02-28"), _plan("2027-02-28", "2030-01-30")
    assert alone.license is not None
    assert alone.license.needs is not None
    assert alone.license.needs.reason is BirthDateReason.SEVERAL
    assert alone.following == ()
    assert together.license is not None
    assert together.license.window is not None
    assert together.license.window.birthday == D("2027-01-30")
    assert together.license.birthday_source is BirthdaySource.CARD
    assert together.license.window.rules[-1].id == "card-birthday"


def test_the_year_may_be_known_without_the_birthday() -> None:
    """The order needs the year alone, which the possible birthdays share."""
    plan = _plan("2027-02-28", "2027-05-05")
    assert plan.license is not None
    assert plan.license.window is None
    assert (plan.meetings[0].year, plan.order) == (2027, Order.CARD_FIRST)


def test_the_license_ends_before_the_card_can_be_renewed() -> None:
    """In one year, but with a license that ends before the card's window, the license comes first (W5), then W8."""
    plan = _plan("2027-03-10", "2027-11-05", is_on_card=True)
    assert plan.order is Order.LICENSE_FIRST
    assert [rule.id for rule in plan.meetings[0].rules] == ["W5", "W8", "C12"]
    assert _kinds(plan)[0] is StepKind.RENEW_LICENSE
    assert plan.birthdays_differ


def test_an_ended_card() -> None:
    """With an ended card nothing is carried over: the license is renewed by itself, and recorded anew."""
    plan = _plan("2027-01-10", "2026-11-21", is_on_card=True)
    assert plan.order is Order.CARD_ENDED
    assert _kinds(plan) == [StepKind.RENEW_LICENSE, StepKind.RENEW_CARD, StepKind.RECORD_ANEW]


def test_an_ended_card_comes_before_a_window_that_is_closed() -> None:
    """Nothing can be done for a license on an ended card, so that the new card comes first while there is time."""
    plan = _plan("2027-07-15", "2026-11-21", is_on_card=True)
    assert plan.order is Order.CARD_ENDED
    assert _kinds(plan) == [StepKind.RENEW_CARD, StepKind.RECORD_ANEW, StepKind.RENEW_LICENSE]


def test_a_lapsed_license() -> None:
    """A license past its lawful last day is obtained anew; nothing is assumed to follow it."""
    plan = _plan("2026-06-05", "2027-05-05", is_on_card=True)
    assert plan.order is Order.LICENSE_ENDED
    assert plan.following == ()
    assert plan.relicensing is not None
    assert plan.relicensing.waiver is Waiver.TESTS
    assert _kinds(plan) == [StepKind.OBTAIN_LICENSE_ANEW, StepKind.RENEW_CARD]


def test_a_plastic_license_has_nothing_to_do_with_the_card() -> None:
    """Without a license on the card the order is free, and no certificate is to be submitted."""
    plan = _plan("2027-06-05", "2027-05-05", is_on_card=False)
    assert plan.order is Order.INDEPENDENT
    assert _kinds(plan) == [StepKind.RENEW_CARD, StepKind.RENEW_LICENSE]


def test_one_day_alone() -> None:
    """With one of the two days the order is unknown, and what is known is planned all the same."""
    assert _plan("2027-06-05").order is Order.UNKNOWN
    assert _kinds(_plan("2027-06-05")) == [StepKind.RENEW_LICENSE]
    assert _plan(None, "2027-05-05").order is Order.UNKNOWN
    assert StepKind.APPLY_FOR_CARD in _kinds(_plan(None, "2027-05-05"))
    assert _plan(None, "2026-11-21").order is Order.CARD_ENDED


@pytest.mark.parametrize("card_year", range(2025, 2032))
@pytest.mark.parametrize("license_year", range(2025, 2029))
def test_every_year_up_to_the_next_two_ends(license_year: int, card_year: int) -> None:
    """Renewals meet exactly in the years in which both are due, for three and five years alike (W9)."""
    as_of = dt.date(2025, 1, 10)
    plan = _plan(f"{license_year}-06-05", f"{card_year}-05-05", as_of=as_of, is_on_card=True)
    years = {meeting.years: meeting.year for meeting in plan.meetings}
    assert years == {None: license_year, 3: license_year + 3, 5: license_year + 5}
    assert [meeting.same_year for meeting in plan.meetings] == [year == card_year for year in years.values()]
    expected = Evidence.OTHER_YEARS
    if card_year == license_year:
        expected = Evidence.SAME_YEAR
    elif card_year in years.values():
        expected = Evidence.MAY_BE_SAME_YEAR
    elif card_year > license_year + 3:
        # After three years once more nothing is known.
        assert plan.carry_over[-1].evidence is None
        return
    assert plan.carry_over[-1].evidence is expected


@pytest.mark.parametrize(
    ("born", "years"),
    [("1985-05-05", {3, 5}), ("1957-05-05", {3, 5}), ("1956-05-05", {3, 4}), ("1955-05-05", {3})],
)
def test_years_by_age(born: str, years: set[int]) -> None:
    """Up to 70 on the birthday it is five years, at 71 four, from 72 three, for excellent and general drivers."""
    plan = _plan("2027-06-05", birth_date=D(born))
    assert {period.years for period in plan.following} == years


def test_a_stated_class_leaves_one_period() -> None:
    """Who states the class sees one period, and its fees alone."""
    plan = _plan("2027-06-05", renewal_class=RenewalClass.VIOLATION)
    assert [period.years for period in plan.following] == [3]
    assert {cost.renewal_class for cost in plan.costs} == {RenewalClass.VIOLATION}


def test_costs() -> None:
    """Each holding state has its amounts; an online lecture only where there is one."""
    costs = {(cost.state, cost.renewal_class): cost for cost in _plan("2027-06-05").costs}
    assert len(costs) == 12
    excellent = costs[HoldingState.MY_NUMBER_ONLY, RenewalClass.EXCELLENT]
    assert isinstance(excellent.in_person, Fee)
    assert isinstance(excellent.online, Fee)
    assert (excellent.in_person.yen, excellent.online.yen) == (2600, 2300)
    assert isinstance(costs[HoldingState.PLASTIC_ONLY, RenewalClass.EXCELLENT].online, NoFee)


def test_costs_of_older_drivers_are_not_told() -> None:
    """From 70 the lecture is another one, whose fee no source tells."""
    costs = _plan("2027-06-05", birth_date=D("1950-05-05")).costs
    assert {cost.in_person.reason for cost in costs if isinstance(cost.in_person, NoFee)} == {FeeReason.SENIOR}


def test_stale_costs_say_so() -> None:
    """A plan for a day long after the table was checked says that its amounts may have changed."""
    assert not _plan("2027-06-05").costs_are_stale
    assert _plan("2029-06-05", as_of=D("2028-11-22")).costs_are_stale


DAYS: Final = st.dates(dt.date(1930, 1, 1), dt.date(2139, 12, 31))


@given(
    as_of=DAYS,
    license_last_day=st.none() | DAYS,
    card=st.none() | DAYS,
    born=st.none() | DAYS,
    certificates=st.none() | DAYS,
    is_on_card=st.none() | st.booleans(),
    renewal_class=st.none() | st.sampled_from(RenewalClass),
)
def test_any_days_make_a_plan(  # noqa: PLR0913 - one argument for each fact
    *,
    as_of: dt.date,
    license_last_day: dt.date | None,
    card: dt.date | None,
    born: dt.date | None,
    certificates: dt.date | None,
    is_on_card: bool | None,
    renewal_class: RenewalClass | None,
) -> None:
    """Whatever the days, there is a plan: events are in order, and no step ends before it begins."""
    plan = make_plan(
        PlanFacts(as_of, license_last_day, born, card, certificates, is_on_card=is_on_card, renewal_class=renewal_class)
    )
    days = [event.day for event in plan.events]
    assert days == sorted(days)
    for step in plan.steps:
        assert step.begins_on is None or step.until is None or step.begins_on <= step.until
        assert step.rules
    assert len(plan.carry_over) == 11
    assert {cost.state for cost in plan.costs} == set(HoldingState)


@given(
    born=st.dates(dt.date(1930, 1, 1), dt.date(2010, 12, 31)),
    year=st.integers(2028, 2060),
    card_year=st.integers(2028, 2060),
)
def test_real_holders(born: dt.date, year: int, card_year: int) -> None:
    """For every birthday windows are ordered, lawful last days are working days, and one year means the card first."""
    birthday, card = birthday_in(born, year), birthday_in(born, card_year)
    plan = make_plan(PlanFacts(dt.date(2027, 1, 1), add_month(birthday), born, card, is_on_card=True))
    assert plan.order is (Order.CARD_FIRST if year == card_year else Order.APART)
    assert not plan.birthdays_differ
    assert plan.license is not None
    for period in (plan.license, *plan.following):
        assert period.window is not None
        assert period.window.opens_on < period.window.birthday < period.recorded_last_day <= period.lawful_last_day
        assert is_working_day(period.lawful_last_day)
