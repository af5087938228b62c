"""The one line that matters most."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from menkyo.output import Language, render_plain
from menkyo.output.headline import headline_row
from menkyo.rules.rulebook import rule_table
from menkyo.rules.validity import validity

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.output import ReadResult

    MakeResult = Callable[..., ReadResult]


@pytest.fixture(autouse=True)
def check_rules(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Sets the day on which the rules were last checked; at first none that is tested here is long after it."""

    def check_on(day: date) -> None:
        table = replace(rule_table(), checked_on=day)
        monkeypatch.setattr("menkyo.output.headline.rule_table", lambda: table)

    check_on(date(2031, 1, 1))
    return check_on


@pytest.mark.parametrize(
    ("as_of", "japanese", "english"),
    [
        (
            "2030-05-16",
            (
                "期限切れ: 法律上の末日 2030年5月15日(水) を過ぎています。"
                " 技能・学科試験の免除は2030年11月15日(金)まで。詳細は menkyo plan"
            ),
            (
                "EXPIRED: past the lawful last day, Wed 15 May 2030. Tests are waived until Fri 15 Nov 2030. "
                "See menkyo plan"
            ),
        ),
        (
            "2030-11-16",
            (
                "期限切れ: 法律上の末日 2030年5月15日(水) を過ぎています。"
                " 仮免許からの取得は2031年5月15日(木)まで。詳細は menkyo plan"
            ),
            (
                "EXPIRED: past the lawful last day, Wed 15 May 2030. Provisional permit until Thu 15 May 2031. "
                "See menkyo plan"
            ),
        ),
        (
            "2031-05-16",
            "期限切れ: 法律上の末日 2030年5月15日(水) を過ぎています。詳細は menkyo plan",
            "EXPIRED: past the lawful last day, Wed 15 May 2030. See menkyo plan",
        ),
        (
            "2030-05-15",
            "免許の更新期間中: 2030年5月15日(水) まで (今日まで)。詳細は menkyo plan",
            "Renewal is open until Wed 15 May 2030, last day today. See menkyo plan",
        ),
        (
            "2030-05-14",
            "免許の更新期間中: 2030年5月15日(水) まで (残り 1 日)。詳細は menkyo plan",
            "Renewal is open until Wed 15 May 2030, 1 day left. See menkyo plan",
        ),
    ],
)
def test_the_line_names_the_day_and_the_command(
    as_of: str, japanese: str, english: str, make_result: MakeResult
) -> None:
    """The line says until when, and which command tells more, in both languages."""
    result = make_result("specimen", as_of=date.fromisoformat(as_of))
    for language, words in ((Language.JA, japanese), (Language.EN, english)):
        row = headline_row(result, language)
        assert row is not None
        assert row.text == words
        assert f"{row.label}: {row.text}" in render_plain(result, language=language).split("\n")


@pytest.mark.parametrize(
    ("card", "english"),
    [
        (date(2026, 11, 21), "CARD EXPIRED: no license procedure can be done with it. See menkyo plan"),
        (date(2026, 11, 22), "Card renewal is open until Sun 22 Nov 2026, last day today. See menkyo plan"),
        (date(2027, 2, 17), "Card renewal is open until Wed 17 Feb 2027, 87 days left. See menkyo plan"),
        (date(2028, 2, 17), "The card expires before the license: Thu 17 Feb 2028. See menkyo plan"),
    ],
)
def test_the_card_itself(card: date, english: str, result: ReadResult) -> None:
    """Where nothing is to be done about the license, the card's own end may matter."""
    row = headline_row(replace(result, card_expires_on=card), Language.EN)
    assert row is not None
    assert row.text == english


def test_nothing_to_do(result: ReadResult) -> None:
    """On most days there is no such line."""
    assert headline_row(result, Language.EN) is None
    assert "In short" not in render_plain(result, language=Language.EN)


@pytest.mark.parametrize(
    ("tries", "english"),
    [(0, "PIN2 is blocked. See menkyo status"), (1, "PIN2: tries left 1. See menkyo status"), (2, None), (None, None)],
)
def test_pin2_that_was_not_presented(
    tries: int | None, english: str | None, ic_result_without_pin2: ReadResult
) -> None:
    """An IC license that was read without PIN2 tells when it is blocked or nearly so."""
    row = headline_row(replace(ic_result_without_pin2, pin2_tries_left=tries), Language.EN)
    assert (None if row is None else row.text) == english


def test_a_driving_history_has_no_window(make_result: MakeResult) -> None:
    """A record of driving history alone tells nothing of renewing a license."""
    for day in (date(2024, 1, 1), date(2026, 11, 22), date(2030, 5, 1)):
        assert headline_row(make_result("history-only", as_of=day), Language.EN) is None


@pytest.mark.parametrize("language", list(Language))
def test_both_last_days_are_shown_where_they_differ(language: Language, result: ReadResult) -> None:
    """A recorded day off stands beside the lawful last day; a working day stands alone."""
    recorded, lawful = {
        Language.JA: ("記録の末日: ", "法律上の末日: "),
        Language.EN: ("Recorded until: ", "Lawful until: "),
    }[language]
    sunday = validity(date(2025, 12, 28), date(2025, 12, 26))
    differing = render_plain(replace(result, validity=sunday), language=language)
    for label in (recorded, lawful):
        assert label in differing
        assert label not in render_plain(result, language=language)


@pytest.mark.parametrize(
    ("language", "words"),
    [(Language.JA, " (規則は2029年5月16日に確認したもの)"), (Language.EN, " (by rules last checked on 16 May 2029)")],
)
def test_a_line_by_old_rules_says_so(
    make_result: MakeResult, check_rules: Callable[[date], None], language: Language, words: str
) -> None:
    """More than twelve months after the rules were checked the line tells when that was, and no sooner."""
    check_rules(date(2029, 5, 16))
    for day, is_told in ((16, False), (17, True)):
        row = headline_row(make_result("specimen", as_of=date(2030, 5, day)), language)
        assert row is not None
        assert row.text.endswith(words) is is_told


def test_a_line_about_a_pin_states_no_rule_of_a_day(
    ic_result_without_pin2: ReadResult, check_rules: Callable[[date], None]
) -> None:
    """That a PIN is blocked is no matter of what rules there are."""
    check_rules(date(2000, 1, 1))
    row = headline_row(replace(ic_result_without_pin2, pin2_tries_left=0), Language.EN)
    assert row is not None
    assert row.text == "PIN2 is blocked. See menkyo status"
