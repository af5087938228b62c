"""When licenses and cards can be renewed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.rules.birthday import add_month, birthday_in, month_before
from menkyo.rules.renewal import (
    BirthDateReason,
    NeedsBirthDate,
    Window,
    WindowState,
    card_end,
    card_window,
    certificate_end,
    license_window,
)
from menkyo.rules.validity import is_working_day

if TYPE_CHECKING:
    from collections.abc import Mapping

BIRTH_DATES: Final = st.dates(dt.date(1930, 1, 1), dt.date(2010, 12, 31))
YEARS: Final = st.integers(2013, 2060)


def test_window_vectors(window_vector: Mapping[str, Any]) -> None:
    """A recorded last day, with or without a birth date, has this window or this reason for having none."""
    window = license_window(window_vector["recorded"], window_vector.get("born"))
    if "reason" in window_vector:
        assert isinstance(window, NeedsBirthDate)
        assert (window.reason.value, list(window.birthdays)) == (
            window_vector["reason"],
            window_vector.get("birthdays", []),
        )
        return
    assert isinstance(window, Window)
    assert (window.opens_on, window.birthday, window.closes_on) == (
        window_vector["opens"],
        window_vector["birthday"],
        window_vector["closes"],
    )


@given(BIRTH_DATES, YEARS)
def test_every_birthday_has_an_ordered_window(birth_date: dt.date, year: int) -> None:
    """Window, birthday and recorded day follow each other; the last day is a working day, ten days later at most."""
    birthday = birthday_in(birth_date, year)
    recorded = add_month(birthday)
    window = license_window(recorded, birth_date)
    assert isinstance(window, Window)
    assert window.opens_on < window.birthday == birthday < recorded <= window.closes_on
    assert window.closes_on <= recorded + dt.timedelta(days=10)
    assert is_working_day(window.closes_on)
    assert window.opens_on == month_before(birthday)


@given(BIRTH_DATES, YEARS)
def test_a_birth_date_never_changes_a_window(birth_date: dt.date, year: int) -> None:
    """Where the recorded day alone has a window, the birth date behind it gives the same one."""
    recorded = add_month(birthday_in(birth_date, year))
    alone, known = license_window(recorded, None), license_window(recorded, birth_date)
    assert isinstance(known, Window)
    if isinstance(alone, Window):
        assert (alone.opens_on, alone.birthday, alone.closes_on) == (known.opens_on, known.birthday, known.closes_on)
    else:
        assert alone.reason is BirthDateReason.SEVERAL
        assert known.birthday in alone.birthdays


@given(st.dates(), st.none() | st.dates())
def test_every_pair_of_days_has_an_answer(recorded: dt.date, birth_date: dt.date | None) -> None:
    """No recorded day and no birth date of the calendar makes the window fail, and each answer names its rules."""
    assert license_window(recorded, birth_date).rules


def test_a_window_tells_where_a_day_stands() -> None:
    """A window is open on its first day and on its last, and counts the days to both."""
    window = license_window(dt.date(2030, 6, 5), dt.date(1990, 5, 5))
    assert isinstance(window, Window)
    days = (dt.date(2030, 4, 4), dt.date(2030, 4, 5), dt.date(2030, 6, 5), dt.date(2030, 6, 6))
    assert [window.state(day) for day in days] == [
        WindowState.NOT_YET,
        WindowState.OPEN,
        WindowState.OPEN,
        WindowState.LAPSED,
    ]
    assert [window.days_to_open(day) for day in days] == [1, 0, -61, -62]
    assert [window.days_to_close(day) for day in days] == [62, 61, 0, -1]


def test_a_window_names_the_rules_that_shaped_it() -> None:
    """The extension, the leap day and the shorter month are named where they mattered, and only there."""
    plain = license_window(dt.date(2030, 6, 5), None)
    assert [rule.id for rule in plain.rules] == ["renewal-window", "one-month"]
    leap = license_window(dt.date(2027, 3, 28), dt.date(1984, 2, 29))
    assert [rule.id for rule in leap.rules] == ["renewal-window", "one-month", "leap-day", "validity-extension"]
    shorter = license_window(dt.date(2027, 4, 30), dt.date(1980, 3, 31))
    assert [rule.id for rule in shorter.rules] == ["renewal-window", "one-month", "month-before"]


def test_nothing_personal_in_a_window_s_repr() -> None:
    """Birthdays do not appear where a window is printed for a log."""
    assert repr(license_window(dt.date(2030, 6, 5), None)) == "Window()"
    assert "2027" not in repr(license_window(dt.date(2027, 4, 30), None))


@pytest.mark.parametrize(
    ("expires", "opens"),
    [
        ("2035-02-17", "2034-11-18"),
        ("2027-05-31", "2027-03-01"),
        ("2028-05-30", "2028-03-01"),
        ("2027-01-01", "2026-10-02"),
        ("0001-01-01", "0001-01-01"),
    ],
)
def test_the_card_s_window_opens_the_day_after_the_date_three_months_earlier(expires: str, opens: str) -> None:
    """Under three months must remain (W2); the window closes with the card, on a day off, too (W1)."""
    window = card_window(dt.date.fromisoformat(expires))
    assert (window.opens_on.isoformat(), window.closes_on.isoformat()) == (opens, expires)
    assert window.birthday == window.closes_on
    assert [rule.id for rule in window.rules] == ["W1", "W2"]


@given(st.dates())
def test_every_card_has_an_ordered_window(expires: dt.date) -> None:
    """No last day of a card makes its window fail."""
    window = card_window(expires)
    assert window.opens_on <= window.closes_on == expires


@pytest.mark.parametrize(
    ("issued", "born", "end"),
    [
        ("2025-03-24", "1990-05-05", "2034-05-05"),
        ("2025-05-05", "1990-05-05", "2035-05-05"),
        ("2025-03-24", "2007-03-24", "2035-03-24"),
        ("2025-03-24", "2007-03-25", "2029-03-25"),
        ("2022-03-31", "2003-01-01", "2027-01-01"),
        ("2022-04-01", "2003-01-01", "2032-01-01"),
        ("2017-06-01", "1988-02-29", "2027-02-28"),
    ],
)
def test_a_card_ends_on_its_tenth_or_fifth_birthday(issued: str, born: str, end: str) -> None:
    """Ten birthdays after issue for adults, five for others; of age is 20 before 1 April 2022 and 18 since."""
    assert card_end(dt.date.fromisoformat(issued), dt.date.fromisoformat(born)).day.isoformat() == end


def test_certificates_end_on_the_fifth_birthday() -> None:
    """Certificates last to the fifth birthday after their issue (E6)."""
    end = certificate_end(dt.date(2025, 3, 24), dt.date(1990, 5, 5))
    assert end.day == dt.date(2029, 5, 5)
    assert end.rules[0].id == "E6"


def test_what_is_issued_before_birth_has_no_end() -> None:
    """A day of issue before the birth date is refused in a sentence, without either day."""
    with pytest.raises(ValueError, match=r"^The day of issue lies before the birth date\.$"):
        certificate_end(dt.date(1980, 1, 1), dt.date(1990, 5, 5))
    with pytest.raises(ValueError, match=r"^The day of issue lies before the birth date\.$"):
        card_end(dt.date(1980, 1, 1), dt.date(1990, 5, 5))


def test_ends_beyond_the_calendar() -> None:
    """What would end after the year 9999 ends with it."""
    assert card_end(dt.date(9998, 1, 1), dt.date(1990, 5, 5)).day == dt.date.max
