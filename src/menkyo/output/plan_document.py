"""The JSON document `menkyo.plan/1`, by the rules of `menkyo.output.document`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.output.document import dump, iso_day, iso_moment
from menkyo.rules.fees import Fee
from menkyo.rules.rulebook import rule_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from menkyo.output.plan_view import PlanResult
    from menkyo.rules.fees import NoFee
    from menkyo.rules.plan import LicensePeriod, Plan
    from menkyo.rules.renewal import Window
    from menkyo.rules.rule import Rule

__all__ = ["PLAN_SCHEMA", "render_plan_json"]

PLAN_SCHEMA: Final = "menkyo.plan/1"


def render_plan_json(result: PlanResult) -> str:
    """A plan as the object `menkyo.plan/1`, without a line feed at the end."""
    plan = result.plan
    facts = plan.facts
    return dump(
        {
            "schema": PLAN_SCHEMA,
            "as_of": facts.as_of.isoformat(),
            "source": "typed" if result.kind is None else result.kind,
            "read_at": iso_moment(result.read_at),
            "reader": result.reader,
            **({"saved": True} if result.is_saved else {}),
            "specimen": result.specimen,
            "stated": {
                "holding": None if facts.holding is None else facts.holding.value,
                "class": None if facts.renewal_class is None else facts.renewal_class.value,
            },
            "license": None if plan.license is None else _license(plan.license, plan),
            "following": [
                {"years": period.years, "classes": [each.value for each in period.classes], **_period(period)}
                for period in plan.following
            ],
            "may_be_leap_day": plan.may_be_leap_day,
            "card": None
            if plan.card is None
            else {"expires_on": plan.card.closes_on.isoformat(), "window": _window(plan.card, facts.as_of)},
            "certificates_end": iso_day(facts.certificates_end),
            **_what_to_do(plan),
            "relicensing": _relicensing(plan),
            "costs": _costs(plan),
            "services": [
                {
                    "holding": offered.state.value,
                    "services": [each.value for each in offered.services],
                    "rules": _ids(offered.rules),
                }
                for offered in plan.services
            ],
            "birthdays_differ": plan.birthdays_differ,
            "rules_checked_on": rule_table().checked_on.isoformat(),
            "rules_stale": rule_table().is_stale(facts.as_of),
            "rules": [
                {"id": rule.id, "statement": rule.statement, "source": rule.source}
                for rule in dict.fromkeys(_rules(plan))
            ],
        }
    )


def _what_to_do(plan: Plan) -> Mapping[str, object]:
    """Which renewal comes first, what is done when, and what the license needs to move to a new card."""
    return {
        "order": plan.order.value,
        "meetings": [
            {
                "years": meeting.years,
                "renewal_year": meeting.year,
                "same_year": meeting.same_year,
                "order": meeting.order.value,
                "rules": _ids(meeting.rules),
            }
            for meeting in plan.meetings
        ],
        "steps": [
            {
                "kind": step.kind.value,
                "begins_on": iso_day(step.begins_on),
                "until": iso_day(step.until),
                "rules": _ids(step.rules),
            }
            for step in plan.steps
        ],
        "events": [
            {"date": event.day.isoformat(), "kind": event.kind.value, "years": event.years} for event in plan.events
        ],
        "carry_over": [
            {
                "rules": _ids(item.rules),
                "answer": item.answer.value,
                "evidence": None if item.evidence is None else item.evidence.value,
            }
            for item in plan.carry_over
        ],
        "on_card": [
            {
                "look": seen.look.value,
                "answer": seen.answer.value,
                "last_day": iso_day(seen.day),
                "rules": _ids(seen.rules),
            }
            for seen in plan.seen
        ],
    }


def _costs(plan: Plan) -> Mapping[str, object]:
    return {
        "checked_on": plan.costs_checked_on.isoformat(),
        "stale": plan.costs_are_stale,
        "amounts": [
            {
                "holding": cost.state.value,
                "class": cost.renewal_class.value,
                "in_person": _yen(cost.in_person),
                "online": _yen(cost.online),
                "lecture": {
                    "minutes": cost.lecture.minutes,
                    "senior": cost.lecture.is_senior,
                    "cognitive_test": cost.lecture.needs_cognitive_test,
                    "may_need_driving_test": cost.lecture.may_need_driving_test,
                    "rules": _ids(cost.lecture.rules),
                },
            }
            for cost in plan.costs
        ],
    }


def _relicensing(plan: Plan) -> Mapping[str, object] | None:
    if plan.relicensing is None or plan.deadlines is None:
        return None
    return {
        "waiver": plan.relicensing.waiver.value,
        "until": iso_day(plan.relicensing.until),
        "tests_until": iso_day(plan.deadlines.tests_until),
        "provisional_permit_until": iso_day(plan.deadlines.provisional_until),
        "with_reason_until": iso_day(plan.deadlines.with_reason_until),
        "rules": _ids(plan.deadlines.rules),
    }


def _license(period: LicensePeriod, plan: Plan) -> Mapping[str, object]:
    source = period.birthday_source
    return {
        **_period(period),
        "state": plan.validity.state.value,
        "days_left": plan.validity.days_left,
        "window_state": None if period.window is None else period.window.state(plan.facts.as_of).value,
        "birthday": None if period.window is None else period.window.birthday.isoformat(),
        "birthday_source": None if source is None else source.value,
        "needs_birth_date": None if period.needs is None else period.needs.reason.value,
        "possible_birthdays": [] if period.needs is None else [day.isoformat() for day in period.needs.birthdays],
    }


def _period(period: LicensePeriod) -> Mapping[str, object]:
    return {
        "recorded_last_day": period.recorded_last_day.isoformat(),
        "lawful_last_day": period.lawful_last_day.isoformat(),
        "opens_on": None if period.window is None else period.window.opens_on.isoformat(),
    }


def _window(window: Window, as_of: date) -> Mapping[str, object]:
    return {
        "opens_on": window.opens_on.isoformat(),
        "closes_on": window.closes_on.isoformat(),
        "state": window.state(as_of).value,
    }


def _yen(fee: Fee | NoFee) -> int | None:
    return fee.yen if isinstance(fee, Fee) else None


def _ids(rules: tuple[Rule, ...]) -> list[str]:
    return [rule.id for rule in rules]


def _rules(plan: Plan) -> Iterator[Rule]:
    """The rules that the plan names, in the order in which it does."""
    for meeting in plan.meetings:
        yield from meeting.rules
    for step in plan.steps:
        yield from step.rules
    for item in plan.carry_over:
        yield from item.rules
    for seen in plan.seen:
        yield from seen.rules
    for cost in plan.costs:
        yield from cost.lecture.rules
    for offered in plan.services:
        yield from offered.rules
    if plan.deadlines is not None:
        yield from plan.deadlines.rules
