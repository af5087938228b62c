"""Plans as people and scripts see them."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from io import StringIO
from typing import TYPE_CHECKING, Any, Final, cast

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from menkyo.output import (
    Language,
    PlanResult,
    plan_labels,
    plan_texts,
    render_plan,
    render_plan_json,
    render_plan_panel,
    schema,
)
from menkyo.rules.carry_over import Answer, Evidence, SignatureCertificate, carry_over
from menkyo.rules.carry_over import CarryOverFacts as Facts
from menkyo.rules.fees import FeeReason
from menkyo.rules.holding import HoldingState
from menkyo.rules.lapse import Waiver
from menkyo.rules.on_card import Look, OnCard
from menkyo.rules.plan import BirthdaySource, Order, PlanFacts, StepKind
from menkyo.rules.planning import make_plan
from menkyo.rules.renewal import BirthDateReason
from menkyo.rules.terms import RenewalClass

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import Enum

    from menkyo.output.language import Bilingual

TODAY: Final = date(2026, 11, 22)
READ_AT: Final = datetime(2026, 11, 22, 23, 5, tzinfo=timezone(timedelta(hours=9)))
PLANS: Final = {
    "same-year": PlanFacts(
        TODAY,
        date(2027, 1, 10),
        card_expires_on=date(2026, 12, 10),
        certificates_end=date(2026, 12, 10),
        signature_certificate=SignatureCertificate.PRESENT,
        is_on_card=True,
    ),
    "apart": PlanFacts(
        TODAY,
        date(2030, 5, 15),
        card_expires_on=date(2035, 4, 15),
        certificates_end=date(2030, 4, 15),
        is_on_card=True,
        holding=HoldingState.BOTH,
    ),
    "contradicting": PlanFacts(
        TODAY,
        date(2030, 5, 15),
        date(1980, 2, 17),
        card_expires_on=date(2035, 2, 17),
        is_on_card=True,
        on_card=OnCard(
            TODAY,
            date(2035, 2, 17),
            certificates_end=date(2026, 2, 17),
            has_signature_certificate=True,
            signature_blocked=True,
            user_authentication_blocked=False,
        ),
    ),
    "no-birthday": PlanFacts(TODAY, date(2027, 2, 28)),
    "license-lapsed": PlanFacts(TODAY, date(2026, 6, 5), card_expires_on=date(2027, 5, 5), is_on_card=True),
    "card-ended": PlanFacts(TODAY, date(2027, 1, 10), card_expires_on=date(2026, 11, 21), is_on_card=True),
    "older-driver": PlanFacts(TODAY, date(2027, 6, 5), date(1950, 5, 5), date(2027, 5, 5), is_on_card=True),
    "plastic": PlanFacts(
        TODAY,
        date(2027, 6, 5),
        is_on_card=False,
        holding=HoldingState.PLASTIC_ONLY,
        renewal_class=RenewalClass.EXCELLENT,
        card_expires_on=date(2027, 5, 5),
    ),
}


def _result(name: str) -> PlanResult:
    return PlanResult(make_plan(PLANS[name]), "mynumber", READ_AT, "Virtual PCD 00 00", specimen=name == "same-year")


def _panel(result: PlanResult, width: int, language: Language) -> str:
    stream = StringIO()
    render_plan_panel(result, Console(file=stream, width=width), language=language)
    return stream.getvalue()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", PLANS)
def test_plain(name: str, language: Language, check_golden: Callable[[str, str], None]) -> None:
    """The words of a plan stay as they are."""
    text = render_plan(_result(name), language=language)
    check_golden(f"../plan/{name}.plain.{language}.txt", text + "\n")


@pytest.mark.parametrize(("language", "words"), [(Language.JA, "遅くとも"), (Language.EN, "at the latest")])
def test_several_birthdays_open_a_window_at_the_latest(language: Language, words: str) -> None:
    """Where a wrong birth date leaves several birthdays, the first day of the window is not told as if it were one."""
    one, several = (
        render_plan(PlanResult(make_plan(PlanFacts(TODAY, last_day, date(1980, 7, 1)))), language=language)
        for last_day in (date(2030, 5, 15), date(2027, 2, 28))
    )
    assert words in several
    assert words not in one


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", ["same-year", "apart"])
def test_panel(name: str, language: Language, width: int, check_golden: Callable[[str, str], None]) -> None:
    """The panel of a plan stays as it is, and keeps to its width."""
    text = _panel(_result(name), width, language)
    check_golden(f"../plan/{name}.panel-{width}.{language}.txt", text)
    assert {cell_len(line) for line in text.splitlines()} == {min(width, 100)}


@pytest.mark.parametrize("name", PLANS)
def test_json(name: str, check_golden: Callable[[str, str], None]) -> None:
    """The document of a plan fits its schema, stays as it is, and explains every rule that it names."""
    text = render_plan_json(_result(name))
    document = cast("dict[str, Any]", json.loads(text))
    jsonschema.validate(document, schema("menkyo.plan/1"))  # pyright: ignore[reportUnknownMemberType]
    check_golden(f"../plan/{name}.json", text + "\n")
    explained = {rule["id"] for rule in document["rules"]}
    for part in ("meetings", "steps", "carry_over", "on_card"):
        assert all(set(item["rules"]) <= explained for item in document[part])


@pytest.mark.parametrize("language", list(Language))
def test_stale_rules_say_so(language: Language) -> None:
    """A plan for a day long after the rules were checked says so, and any other does not."""
    later = PlanResult(make_plan(PlanFacts(date(2028, 1, 1), date(2030, 5, 15))))
    words = "出典と照合した" if language is Language.JA else "last compared with their sources"
    assert words in render_plan(later, language=language)
    assert words not in render_plan(_result("apart"), language=language)
    assert [json.loads(render_plan_json(each))["rules_stale"] for each in (later, _result("apart"))] == [True, False]


def test_typed_dates_have_no_card() -> None:
    """The document of typed dates says so, and names neither reader nor moment."""
    document = json.loads(render_plan_json(PlanResult(make_plan(PLANS["apart"]))))
    assert (document["source"], document["read_at"], document["reader"]) == ("typed", None, None)


def test_the_timeline_shows_windows_by_month() -> None:
    """A window stands below its months, ends with the last day, and years without anything are one line."""
    lines = _panel(_result("apart"), 80, Language.EN).splitlines()
    head = next(line for line in lines if line.startswith("│ 2030"))
    license_line = next(line for line in lines[lines.index(head) :] if "license" in line)
    assert head.index("Mar") <= license_line.index("█") < head.index("Apr")
    assert head.index("May") <= license_line.index("┃") < head.index("Jun")
    assert any("2027–2029: nothing" in line for line in lines)


@pytest.mark.parametrize("language", list(Language))
def test_what_to_do_stands_above_the_timeline(language: Language) -> None:
    """A plan is long: the order and the steps come first, the years are drawn above the days behind them."""
    lines = _panel(_result(next(iter(PLANS))), 80, language).splitlines()
    titles = (plan_texts.FIRST, plan_texts.PROCEDURE, plan_texts.LICENSE)
    first, steps, license_ = (
        next(number for number, line in enumerate(lines) if line.strip("│ ") == title.text(language))
        for title in titles
    )
    drawn = next(number for number, line in enumerate(lines) if "█" in line)
    assert first < steps < drawn < license_


def test_a_narrow_terminal_has_no_timeline() -> None:
    """Where the months do not fit, the dates are listed and nothing is drawn."""
    assert "█" not in _panel(_result("apart"), 40, Language.EN)


@pytest.mark.parametrize(
    ("table", "members"),
    [
        (plan_labels.ORDERS, Order),
        (plan_labels.STEPS, StepKind),
        (plan_labels.ANSWERS, Answer),
        (plan_labels.EVIDENCE, Evidence),
        (plan_labels.LOOKS, Look),
        (plan_labels.BIRTHDAY_SOURCES, BirthdaySource),
        (plan_labels.MISSING_BIRTHDAY, BirthDateReason),
        (plan_labels.HOLDING, HoldingState),
        (plan_labels.CLASSES, RenewalClass),
        (plan_labels.WAIVERS, Waiver),
        (plan_labels.NO_FEE, FeeReason),
    ],
)
def test_every_value_has_words(table: dict[Enum, Bilingual], members: type[Enum]) -> None:
    """Each value has words in both languages."""
    assert set(table) == set(members)


def test_every_item_has_words() -> None:
    """Each item of the checklist has words in both languages."""
    assert [item.id for item in carry_over(Facts(TODAY))] == list(plan_labels.ITEMS)


DAYS: Final = st.none() | st.dates(date(1990, 1, 1), date(2099, 12, 31))


@given(
    license_last_day=DAYS,
    card=DAYS,
    certificates=DAYS,
    as_of=st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    language=st.sampled_from(Language),
    is_on_card=st.none() | st.booleans(),
)
def test_any_plan_is_shown(  # noqa: PLR0913 - one argument for each fact
    *,
    license_last_day: date | None,
    card: date | None,
    certificates: date | None,
    as_of: date,
    language: Language,
    is_on_card: bool | None,
) -> None:
    """Whatever the days, every renderer shows the plan, and no place of a sentence stays empty."""
    facts = PlanFacts(as_of, license_last_day, None, card, certificates, is_on_card=is_on_card)
    result = PlanResult(make_plan(facts))
    text = render_plan(result, language=language)
    assert "{" not in text
    assert "None" not in text
    assert {cell_len(line) for line in _panel(result, 80, language).splitlines()} == {80}
    jsonschema.validate(  # pyright: ignore[reportUnknownMemberType]
        json.loads(render_plan_json(result)), schema("menkyo.plan/1")
    )
