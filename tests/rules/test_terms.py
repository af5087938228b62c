"""Years of validity and lectures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.rules.birthday import birthday_in
from menkyo.rules.terms import RenewalClass, lecture, next_term, years_of_validity
from menkyo.rules.validity import lawful_last_day

if TYPE_CHECKING:
    from collections.abc import Mapping


def test_term_vectors(term_vector: Mapping[str, Any]) -> None:
    """A renewal in the window of a birthday leads to this term."""
    term = next_term(term_vector["birthday"], term_vector["born"], RenewalClass(term_vector["class"]))
    assert (term.years, term.recorded_last_day, term.lawful_last_day) == (
        term_vector["years"],
        term_vector["recorded"],
        term_vector["lawful"],
    )


@given(
    st.dates(dt.date(1930, 1, 1), dt.date(2010, 12, 31)),
    st.integers(2025, 2060),
    st.sampled_from(RenewalClass),
)
def test_a_term_ends_a_month_after_a_birthday(birth_date: dt.date, year: int, renewal_class: RenewalClass) -> None:
    """A term of three to five years ends in the month after the birthday's, never in the same one."""
    birthday = birthday_in(birth_date, year)
    term = next_term(birthday, birth_date, renewal_class)
    assert 3 <= term.years <= 5
    assert term.birthday == birthday_in(birth_date, year + term.years)
    assert (term.recorded_last_day.month - term.birthday.month) % 12 == 1
    assert term.lawful_last_day == lawful_last_day(term.recorded_last_day)
    assert term.rules


@pytest.mark.parametrize(
    ("renewal_class", "minutes"),
    [
        (RenewalClass.EXCELLENT, 30),
        (RenewalClass.GENERAL, 60),
        (RenewalClass.VIOLATION, 120),
        (RenewalClass.FIRST_TIME, 120),
    ],
)
def test_the_lecture_depends_on_the_class(renewal_class: RenewalClass, minutes: int) -> None:
    """Rules, section 3.3: 30, 60, 120 and 120 minutes."""
    assert lecture(renewal_class, None).minutes == lecture(renewal_class, 69).minutes == minutes


def test_older_drivers_have_another_lecture() -> None:
    """From 70 there is the lecture for older drivers, whose length no source tells; from 75 the cognitive test."""
    at_70, at_74, at_75 = (lecture(RenewalClass.EXCELLENT, age) for age in (70, 74, 75))
    assert (at_70.minutes, at_70.is_senior, at_70.needs_cognitive_test) == (None, True, False)
    assert at_74 == at_70
    assert (at_75.needs_cognitive_test, at_75.may_need_driving_test) == (True, True)


@pytest.mark.parametrize("age", [16, 69, 70, 71, 72, 100])
def test_a_short_class_has_three_years_at_every_age(age: int) -> None:
    """Drivers with violations and first-time drivers always have three years."""
    assert years_of_validity(RenewalClass.VIOLATION, age).years == 3
    assert years_of_validity(RenewalClass.FIRST_TIME, age).years == 3


@pytest.mark.parametrize("birthday", ["2030-05-06", "1990-05-05", "1980-05-05"])
def test_a_day_that_is_no_birthday_is_refused(birthday: str) -> None:
    """A term starts from a birthday that has come; the refusal shows no date."""
    with pytest.raises(ValueError, match=r"^The day is no birthday of this birth date\.$"):
        next_term(dt.date.fromisoformat(birthday), dt.date(1990, 5, 5), RenewalClass.GENERAL)


def test_a_term_beyond_the_calendar_is_refused() -> None:
    """A term that would end after the year 9999 is refused in a sentence."""
    with pytest.raises(ValueError, match=r"^The calendar has no such year\.$"):
        next_term(dt.date(9998, 5, 5), dt.date(9950, 5, 5), RenewalClass.GENERAL)
