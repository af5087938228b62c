"""What matters most on a day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.rules.headline import Headline, PinTries, Topic, headline
from menkyo.rules.renewal import license_window
from menkyo.rules.validity import validity

FEW = PinTries("PIN2", 1, 1)
BLOCKED = PinTries("PIN", 0, 1)
OLD = dt.date(1990, 5, 5)


def _headline(
    as_of: str,
    recorded: str | None = "2030-06-05",
    card: str | None = None,
    pins: tuple[PinTries, ...] = (),
    born: dt.date | None = None,
) -> Headline | None:
    """Judge a record on a day."""
    last = None if recorded is None else dt.date.fromisoformat(recorded)
    return headline(
        validity(last, dt.date.fromisoformat(as_of)),
        None if last is None else license_window(last, born),
        None if card is None else dt.date.fromisoformat(card),
        pins,
    )


@pytest.mark.parametrize(
    ("as_of", "recorded", "card", "expected"),
    [
        ("2026-01-06", "2025-12-28", "2025-12-01", (Topic.EXPIRED, 1, "2026-01-05")),
        ("2026-01-05", "2025-12-28", "2025-12-01", (Topic.EXTENDED, 0, "2026-01-05")),
        ("2025-12-28", "2025-12-28", "2025-12-01", (Topic.LICENSE_WINDOW, 8, "2026-01-05")),
        ("2030-04-05", "2030-06-05", "2030-05-05", (Topic.LICENSE_WINDOW, 61, "2030-06-05")),
        ("2030-04-04", "2030-06-05", "2030-05-05", (Topic.CARD_WINDOW, 31, "2030-05-05")),
        ("2030-02-05", "2030-06-05", "2030-05-05", (Topic.CARD_FIRST, 89, "2030-05-05")),
        ("2029-05-06", "2030-06-05", "2029-05-05", (Topic.CARD_EXPIRED, 1, "2029-05-05")),
        ("2029-05-06", "2030-06-05", "2035-05-05", None),
        ("2029-05-06", "2030-06-05", None, None),
        ("2029-05-06", None, None, None),
        ("2029-05-06", None, "2029-05-05", (Topic.CARD_EXPIRED, 1, "2029-05-05")),
    ],
)
def test_the_most_pressing_thing_is_told(
    as_of: str, recorded: str | None, card: str | None, expected: tuple[Topic, int, str] | None
) -> None:
    """An expired license comes before an open window, an open window before the card, the card before a far end."""
    found = _headline(as_of, recorded, card)
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert found.last_day is not None
    assert (found.topic, found.days, found.last_day.isoformat()) == expected
    assert found.rules


@pytest.mark.parametrize(
    ("as_of", "is_open"),
    [("2027-02-27", False), ("2027-02-28", True), ("2027-04-30", True)],
)
def test_a_window_without_a_birthday_is_open_when_every_birthday_says_so(as_of: str, *, is_open: bool) -> None:
    """Recorded until 30 April, a birthday on the 30th or the 31st of March: both windows are open from 28 February."""
    found = _headline(as_of, "2027-04-30")
    assert (found is not None and found.topic is Topic.LICENSE_WINDOW) is is_open


def test_a_recorded_day_that_follows_no_birthday_opens_no_window() -> None:
    """30 March follows no birthday; a birth date that disagrees leaves what the recorded day tells alone."""
    assert _headline("2027-03-20", "2027-03-30") is None
    found = _headline("2027-04-20", "2027-05-06", born=dt.date(1990, 1, 1))
    assert found is not None
    assert found.topic is Topic.LICENSE_WINDOW


def test_pins_come_after_the_windows_and_the_blocked_one_first() -> None:
    """A blocked PIN is told before one with few tries, and one that has enough or tells nothing is not told."""
    found = _headline("2029-01-01", pins=(FEW, BLOCKED))
    assert found is not None
    assert (found.topic, found.pin) == (Topic.PIN_BLOCKED, BLOCKED)
    few = _headline("2029-01-01", pins=(FEW, PinTries("other", 3, 1), PinTries("unknown", None, 1)))
    assert few is not None
    assert (few.topic, few.pin) == (Topic.FEW_TRIES, FEW)
    assert _headline("2029-01-01", pins=(PinTries("other", 2, 1),)) is None
    in_window = _headline("2030-05-05", pins=(BLOCKED,), born=OLD)
    assert in_window is not None
    assert in_window.topic is Topic.LICENSE_WINDOW


@given(st.none() | st.dates(), st.dates(), st.none() | st.dates(), st.none() | st.dates())
def test_every_day_has_an_answer(
    recorded: dt.date | None, as_of: dt.date, card: dt.date | None, born: dt.date | None
) -> None:
    """No day of the calendar makes it fail."""
    window = None if recorded is None else license_window(recorded, born)
    found = headline(validity(recorded, as_of), window, card)
    assert found is None or found.rules
