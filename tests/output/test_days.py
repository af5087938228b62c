from __future__ import annotations

from datetime import date

import pytest

from menkyo.output.days import write_day, write_day_of_week, write_era_day, write_last_day
from menkyo.output.labels import Language
from menkyo.record import Era, EraDate


def test_a_day_in_both_languages() -> None:
    """A day is written with western year and without zeros in front."""
    assert write_day(date(2030, 5, 5), Language.JA) == "2030年5月5日"
    assert write_day(date(2030, 5, 5), Language.EN) == "5 May 2030"


def test_a_day_with_its_day_of_the_week() -> None:
    """The day of the week is added where a day off matters."""
    assert write_day_of_week(date(2026, 1, 5), Language.JA) == "2026年1月5日(月)"
    assert write_day_of_week(date(2026, 1, 5), Language.EN) == "Mon 5 Jan 2026"


@pytest.mark.parametrize(
    ("era", "year", "day", "japanese", "english"),
    [
        (Era.REIWA, 12, date(2030, 5, 15), "2030年5月15日 (令和12年)", "15 May 2030 (Reiwa 12)"),
        (Era.REIWA, 1, date(2019, 5, 1), "2019年5月1日 (令和元年)", "1 May 2019 (Reiwa 1)"),
        (Era.HEISEI, 34, date(2022, 5, 1), "2022年5月1日 (平成34年)", "1 May 2022 (Heisei 34)"),
    ],
)
def test_a_recorded_day_keeps_its_era(era: Era, year: int, day: date, japanese: str, english: str) -> None:
    """The Japanese year stands as recorded, even in an era that ended before it."""
    recorded = EraDate(b"", era, year, day)
    assert write_era_day(recorded, Language.JA) == japanese
    assert write_era_day(recorded, Language.EN) == english


@pytest.mark.parametrize(
    ("recorded", "japanese", "english"),
    [
        (date(2030, 5, 15), "2030年5月15日", "15 May 2030"),
        (
            date(2025, 12, 28),
            "2025年12月28日、法律上は2026年1月5日(月)まで",
            "28 Dec 2025, lawful until Mon 5 Jan 2026",
        ),
    ],
)
def test_the_last_day_of_a_license_is_told_with_the_lawful_one(recorded: date, japanese: str, english: str) -> None:
    """The lawful last day stands beside a recorded day off, and not beside a working day."""
    assert write_last_day(recorded, Language.JA) == japanese
    assert write_last_day(recorded, Language.EN) == english
