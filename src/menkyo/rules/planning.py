"""Plans the renewals of the next years: what can be done when, and which of two comes first (rules, 2.3 to 2.5)."""

from __future__ import annotations

from calendar import isleap
from typing import TYPE_CHECKING, Final

from menkyo.rules.birthday import birthday_in
from menkyo.rules.carry_over import CarryOverFacts, Evidence, carry_over
from menkyo.rules.fees import LectureForm, fee_table, renewal_fee
from menkyo.rules.holding import HoldingState, services
from menkyo.rules.lapse import deadlines, relicensing
from menkyo.rules.on_card import look_at
from menkyo.rules.plan import (
    BirthdaySource,
    Cost,
    Event,
    EventKind,
    LicensePeriod,
    Meeting,
    Order,
    Plan,
    Step,
    StepKind,
)
from menkyo.rules.renewal import BirthDateReason, NeedsBirthDate, Window, card_window, license_window
from menkyo.rules.rulebook import rules
from menkyo.rules.terms import RenewalClass, Term, lecture, next_term
from menkyo.rules.validity import EXTENSION, ValidityState, lawful_last_day, validity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from menkyo.rules.plan import PlanFacts

__all__ = ["make_plan"]

_UNDER_70: Final = 40
"""Years back to a birth date that stands for any under 70; leap days come again after them."""


def make_plan(facts: PlanFacts) -> Plan:
    """The plan that the facts allow; what they leave open is `None` in it, or missing."""
    recorded = facts.license_last_day
    judged = validity(recorded, facts.as_of)
    card = None if facts.card_expires_on is None else card_window(facts.card_expires_on)
    current = None if recorded is None else _recorded_period(recorded, facts)
    has_lapsed = judged.state is ValidityState.PAST
    following = () if current is None or has_lapsed else tuple(_following(current, facts))
    periods = (*(() if current is None else (current,)), *following)
    meetings = tuple(_meeting(period, card, facts, has_lapsed=has_lapsed) for period in periods)
    checklist = carry_over(
        CarryOverFacts(
            facts.as_of,
            card_expires_on=facts.card_expires_on,
            card_opens_on=None if card is None else card.opens_on,
            has_record=facts.is_on_card,
            has_lapsed=None if recorded is None else has_lapsed,
            renewals=_renewals(meetings, following, card),
            signature_certificate=facts.signature_certificate,
        )
    )
    fees = fee_table()
    order = meetings[0].order if meetings else _order_of_card(card, facts)
    return Plan(
        facts=facts,
        validity=judged,
        license=current,
        following=following,
        card=card,
        meetings=meetings,
        order=order,
        steps=tuple(_steps(order, current, card, facts)),
        events=tuple(sorted(_events(periods, card, facts), key=lambda event: event.day)),
        carry_over=checklist,
        seen=() if facts.on_card is None else look_at(facts.on_card),
        costs=() if facts.is_history else tuple(_costs(current, facts)),
        costs_checked_on=fees.checked_on,
        costs_are_stale=fees.is_stale(facts.as_of),
        services=() if facts.is_history or has_lapsed else tuple(map(services, HoldingState)),
        relicensing=relicensing(recorded, facts.as_of) if recorded is not None and has_lapsed else None,
        deadlines=deadlines(recorded) if recorded is not None and has_lapsed else None,
        may_be_leap_day=_hides_leap_day(current, facts) and not has_lapsed,
        birthdays_differ=_differ(current, card),
    )


def _recorded_period(recorded: date, facts: PlanFacts) -> LicensePeriod:
    """The recorded period; where its last day hides the birthday, the card may tell it."""
    found = license_window(recorded, facts.birth_date)
    if isinstance(found, Window):
        source = BirthdaySource.LICENSE if facts.birth_date is None else BirthdaySource.BIRTH_DATE
        return LicensePeriod(None, recorded, lawful_last_day(recorded), found, birthday_source=source)
    told = _told_by_card(found, recorded, facts)
    if told is not None:
        return LicensePeriod(None, recorded, lawful_last_day(recorded), told, birthday_source=BirthdaySource.CARD)
    return LicensePeriod(None, recorded, lawful_last_day(recorded), None, found)


def _following(current: LicensePeriod, facts: PlanFacts) -> Iterator[LicensePeriod]:
    """The periods that may follow, the shortest first: one for each number of years that a class can get."""
    window = current.window
    if window is None:
        return
    birth_date = facts.birth_date or _somebody_born(window.birthday)
    wanted = RenewalClass if facts.renewal_class is None else (facts.renewal_class,)
    terms: dict[int, Term] = {}
    classes: dict[int, list[RenewalClass]] = {}
    for renewal_class in wanted:
        term = next_term(window.birthday, birth_date, renewal_class)
        terms[term.years] = term
        classes.setdefault(term.years, []).append(renewal_class)
    for years in sorted(terms):
        if _hides_leap_day(current, facts) and isleap(terms[years].birthday.year):
            # Born on the 28th or on the 29th: the two go apart here.
            continue
        last_day = terms[years].recorded_last_day
        following = license_window(last_day, birth_date)
        yield LicensePeriod(
            years,
            last_day,
            terms[years].lawful_last_day,
            following if isinstance(following, Window) else None,
            birthday_source=current.birthday_source,
            classes=tuple(classes[years]),
        )


def _somebody_born(birthday: date) -> date:
    """A birth date with that birthday, of somebody under 70."""
    year = birthday.year - _UNDER_70
    # A century may have no leap day in that year.
    return (
        birthday_in(birthday, year)
        if birthday_in(birthday, year).day == birthday.day
        else birthday_in(birthday, year - 4)
    )


def _hides_leap_day(current: LicensePeriod | None, facts: PlanFacts) -> bool:
    """Whether the birthday counts as 28 February in its year, and nothing tells that it is not the 29th."""
    if current is None or current.window is None or facts.birth_date is not None:
        return False
    birthday = current.window.birthday
    return (birthday.month, birthday.day) == (2, 28) and not isleap(birthday.year)


def _told_by_card(needs: NeedsBirthDate, recorded: date, facts: PlanFacts) -> Window | None:
    """The window by the one of several birthdays on which the card ends."""
    end = facts.card_expires_on
    if end is None or needs.reason is not BirthDateReason.SEVERAL:
        return None
    for birthday in needs.birthdays:
        if (birthday.month, birthday.day) == (end.month, end.day):
            found = license_window(recorded, _somebody_born(birthday))
            if isinstance(found, Window):
                return Window(found.opens_on, found.closes_on, found.birthday, (*found.rules, *rules("card-birthday")))
    return None


def _differ(current: LicensePeriod | None, card: Window | None) -> bool:
    """Whether license and card do not tell one birthday; 28 and 29 February can be the same."""
    if current is None or card is None:
        return False
    days = (
        [current.window.birthday]
        if current.window is not None
        else list(current.needs.birthdays if current.needs else ())
    )
    if not days:
        return False
    return not {_month_and_day(day) for day in days} & {_month_and_day(card.birthday)}


def _month_and_day(day: date) -> tuple[int, int]:
    return (2, 28) if (day.month, day.day) == (2, 29) else (day.month, day.day)


def _renewals(
    meetings: tuple[Meeting, ...], following: tuple[LicensePeriod, ...], card: Window | None
) -> Evidence | None:
    """Whether a renewal of the license falls into the year of the card's, as far as two ends of the license tell."""
    if card is None or not meetings or meetings[0].same_year is None:
        return None
    if meetings[0].same_year:
        return Evidence.SAME_YEAR
    if any(meeting.same_year for meeting in meetings):
        return Evidence.MAY_BE_SAME_YEAR
    reach = min((period.lawful_last_day for period in following), default=None)
    return Evidence.OTHER_YEARS if reach is not None and card.closes_on <= reach else None


def _meeting(period: LicensePeriod, card: Window | None, facts: PlanFacts, *, has_lapsed: bool) -> Meeting:
    year = period.birthday_year
    same_year = None if card is None or year is None else _meet(period, year, card)
    order = _order(period, card, facts, same_year=same_year, has_lapsed=has_lapsed)
    return Meeting(period.years, year, same_year, order, rules(*_REASONS[order]))


_REASONS: Final = {
    Order.CARD_FIRST: ("W4", "W5", "W9"),
    Order.LICENSE_FIRST: ("W5", "W8", "C12"),
    Order.APART: ("E1",),
    Order.INDEPENDENT: ("E1",),
    Order.CARD_ENDED: ("E2", "E3", "C8"),
    Order.LICENSE_ENDED: ("no-grace", "C9"),
    Order.UNKNOWN: (),
}


def _meet(period: LicensePeriod, year: int, card: Window) -> bool:
    """Whether the two birthdays are of one year, or the windows share a day."""
    if year == card.birthday.year:
        return True
    window = period.window
    return window is not None and window.opens_on <= card.closes_on and card.opens_on <= window.closes_on


def _order(
    period: LicensePeriod, card: Window | None, facts: PlanFacts, *, same_year: bool | None, has_lapsed: bool
) -> Order:
    if has_lapsed:
        return Order.LICENSE_ENDED
    if card is None or same_year is None:
        return Order.UNKNOWN
    if facts.is_on_card is False:
        return Order.INDEPENDENT
    if facts.as_of > card.closes_on:
        return Order.CARD_ENDED
    if not same_year:
        return Order.APART
    return Order.LICENSE_FIRST if period.lawful_last_day < card.opens_on else Order.CARD_FIRST


def _order_of_card(card: Window | None, facts: PlanFacts) -> Order:
    """What can be said without a license's last day."""
    return Order.CARD_ENDED if card is not None and facts.as_of > card.closes_on else Order.UNKNOWN


def _steps(order: Order, current: LicensePeriod | None, card: Window | None, facts: PlanFacts) -> Iterator[Step]:
    """What to do, in the order in which it is done."""
    match order:
        case Order.CARD_FIRST:
            yield from _card_steps(card)
            yield from _license_step(current, StepKind.RENEW_LICENSE_WITH_NEW_CARD, "W4", "W3", "H6")
        case Order.LICENSE_FIRST:
            yield from _license_step(current, StepKind.RENEW_LICENSE, "W5", "W3")
            yield from _card_steps(card)
        case Order.CARD_ENDED:
            own_step = tuple(_license_step(current, StepKind.RENEW_LICENSE, "W3", "E3"))
            new_card = (
                Step(StepKind.RENEW_CARD, None, None, rules("C8", "E3")),
                Step(StepKind.RECORD_ANEW, None, None, rules("E7", "carry-over-outcome")),
            )
            # What can be done today is done first; a license that can be renewed waits for no card.
            is_later = any(step.begins_on is not None and step.begins_on > facts.as_of for step in own_step)
            yield from (*new_card, *own_step) if is_later else (*own_step, *new_card)
        case Order.LICENSE_ENDED:
            yield from _relicensing_step(current, facts)
            yield from _plain_card_step(card, facts)
        case Order.APART | Order.INDEPENDENT | Order.UNKNOWN:
            card_steps = _plain_card_step(card, facts) if facts.is_on_card is False else _card_steps(card)
            license_step = tuple(_license_step(current, StepKind.RENEW_LICENSE, "W3"))
            if card is not None and current is not None and current.lawful_last_day < card.closes_on:
                yield from license_step
                yield from card_steps
            else:
                yield from card_steps
                yield from license_step


def _relicensing_step(current: LicensePeriod | None, facts: PlanFacts) -> Iterator[Step]:
    if current is not None:
        found = relicensing(current.recorded_last_day, facts.as_of)
        yield Step(StepKind.OBTAIN_LICENSE_ANEW, None, found.until, (*rules("no-grace"), *found.rules))


def _card_steps(card: Window | None) -> Iterator[Step]:
    """Renew a card that carries a license."""
    if card is None:
        return
    yield Step(StepKind.SUBMIT_CERTIFICATE, None, card.closes_on, rules("W6", "C4", "C5"))
    yield Step(StepKind.APPLY_FOR_CARD, card.opens_on, card.closes_on, (*card.rules, *rules("W7", "C6")))
    yield Step(StepKind.CHECK_CARD, None, None, rules("W8", "C12", "carry-over-outcome"))


def _plain_card_step(card: Window | None, facts: PlanFacts) -> Iterator[Step]:
    """Renew a card that carries no license, or none that could move."""
    if card is None:
        return
    if facts.as_of > card.closes_on:
        yield Step(StepKind.RENEW_CARD, None, None, rules("E1"))
    else:
        yield Step(StepKind.RENEW_CARD, card.opens_on, card.closes_on, card.rules)


def _license_step(current: LicensePeriod | None, kind: StepKind, *reasons: str) -> Iterator[Step]:
    if current is None:
        return
    window = current.window
    if window is None:
        extended = (EXTENSION,) if current.lawful_last_day != current.recorded_last_day else ()
        yield Step(kind, None, current.lawful_last_day, (*rules(*reasons), *extended))
    else:
        yield Step(kind, window.opens_on, window.closes_on, (*rules(*reasons), *window.rules))


def _events(periods: tuple[LicensePeriod, ...], card: Window | None, facts: PlanFacts) -> Iterator[Event]:
    for period in periods:
        if period.window is not None:
            yield Event(period.window.opens_on, EventKind.LICENSE_OPENS, period.years)
        if period.recorded_last_day != period.lawful_last_day:
            yield Event(period.recorded_last_day, EventKind.LICENSE_RECORDED_END, period.years)
        yield Event(period.lawful_last_day, EventKind.LICENSE_ENDS, period.years)
    if card is not None:
        yield Event(card.opens_on, EventKind.CARD_OPENS)
        yield Event(card.closes_on, EventKind.CARD_ENDS)
    if facts.certificates_end is not None:
        yield Event(facts.certificates_end, EventKind.CERTIFICATES_END)


def _costs(current: LicensePeriod | None, facts: PlanFacts) -> Iterator[Cost]:
    """What the next renewal costs, state by state; the class that is stated, or every one."""
    age = None
    if current is not None and current.window is not None and facts.birth_date is not None:
        age = current.window.birthday.year - facts.birth_date.year
    wanted = RenewalClass if facts.renewal_class is None else (facts.renewal_class,)
    for state in HoldingState:
        for renewal_class in wanted:
            in_person, online = (renewal_fee(state, renewal_class, form, age) for form in LectureForm)
            yield Cost(state, renewal_class, in_person, online, lecture(renewal_class, age))
