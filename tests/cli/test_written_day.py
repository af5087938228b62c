"""Days as people write them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

import pytest

from menkyo.cli.written_day import parse_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Outcome


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2030-05-15", date(2030, 5, 15)),
        ("2030/5/15", date(2030, 5, 15)),
        ("2030年5月15日", date(2030, 5, 15)),
        ("令和12年05月15日", date(2030, 5, 15)),
        ("令和１２年５月１５日", date(2030, 5, 15)),
        ("r12.5.15", date(2030, 5, 15)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成34年4月1日", date(2022, 4, 1)),
    ],
)
def test_days_are_written_in_many_ways(text: str, day: date) -> None:
    """Western years and those of an era, in any width."""
    assert parse_day(text) == day


@pytest.mark.parametrize("text", ["", "15 May", "2030-13-01", "令和7年2月29日", "X1.1.1", "昭和年1月1日", "0000-01-01"])
def test_what_is_no_day_is_none(text: str) -> None:
    """A day that no calendar has is refused."""
    with pytest.raises(ValueError, match=r".*"):
        parse_day(text)


@pytest.mark.parametrize("text", ["2027-01-10", "2027/1/10", "令和9年1月10日", "R9.1.10"])
def test_an_option_takes_a_day_in_each_form(menkyo_run: Callable[..., Outcome], text: str) -> None:
    """A printed day can be typed as it stands, in western years and in those of an era."""
    outcome = menkyo_run("plan", "--license-expires", text, "--as-of", "2026-11-22", "--format", "json")
    document = cast("dict[str, dict[str, str]]", outcome.document)
    assert document["license"]["recorded_last_day"] == "2027-01-10"


@pytest.mark.parametrize(
    ("text", "language", "sentence"),
    [
        (
            "2027-02-30",
            "ja",
            "エラー: --license-expires の値が正しくありません ('2027-02-30' という日は暦にありません)。",
        ),
        ("2027-02-30", "en", "there is no day '2027-02-30' in the calendar"),
        ("R7.2.29", "en", "there is no day 'R7.2.29' in the calendar"),
        ("soon", "ja", "'soon' は日付として読めません。2030-05-15 か 令和12年5月15日 のように書きます"),
        ("soon", "en", "'soon' is no day; write it like 2030-05-15 or R12.5.15"),
    ],
)
def test_what_is_no_day_is_told_in_a_sentence(
    menkyo_run: Callable[..., Outcome], text: str, language: str, sentence: str
) -> None:
    """A day that the calendar has not, and what is no day at all, are told apart, in the language of the user."""
    outcome = menkyo_run("plan", "--license-expires", text, "--lang", language)
    assert outcome.code == 2
    assert sentence in outcome.errors
