"""What two cards came to, in words and beside each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from unittest import mock

import pytest

from menkyo.api import compare
from menkyo.output import Language, render_comparison, render_comparison_json
from menkyo.output.comparison import ITEMS, REASONS, RULES, STATES, VERDICTS, show_photos
from menkyo.output.final_check_texts import NOTICES, OUTCOMES, RESULTS, STEPS
from menkyo.output.final_check_texts import REASONS as STEP_REASONS
from menkyo.record import Text, decode_license_record
from menkyo.rules import comparison, final_check_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.output import ReadResult


def test_every_value_has_its_words() -> None:
    """No item, state, reason, step or outcome lacks its words, and no rule of a comparison its own."""
    tables = (
        (ITEMS, comparison.Item),
        (STATES, comparison.State),
        (REASONS, comparison.Reason),
        (VERDICTS, comparison.Verdict),
        (STEPS, final_check_values.Step),
        (RESULTS, final_check_values.Result),
        (STEP_REASONS, final_check_values.Reason),
        (OUTCOMES, final_check_values.Outcome),
        (NOTICES, final_check_values.Notice),
    )
    for words, values in tables:
        assert set(words) == set(values)
    rules = (
        comparison.SAME_NUMBER,
        comparison.ONE_LICENSE,
        comparison.SAME_PHOTO,
        comparison.REMARKS_DIFFER_BY_CARD,
    )
    assert set(RULES) == {rule.id for rule in rules}


@pytest.mark.parametrize("language", list(Language))
def test_nothing_from_a_card_drives_the_terminal(result: ReadResult, language: Language) -> None:
    """Control characters in a reader's name or a text of a card do not reach the terminal."""
    hostile = replace(
        result, reader="\x1b[2JReader", record=replace(result.record, conditions=(Text(b"", "\x1b[31m眼鏡等"),))
    )
    compared = compare(result, hostile)
    assert "\x1b" not in render_comparison(result, hostile, compared, language=language)
    assert "\x1b" not in render_comparison_json(result, hostile, compared)


def test_both_last_days_are_told(make_result: Callable[..., ReadResult]) -> None:
    """A recorded day off stands beside the lawful last day, whether the two records agree in it or not."""
    sunday = make_result("expired", record=decode_license_record(b"\xc5\x075071228"))
    monday = make_result("expired", record=decode_license_record(b"\xc5\x075121115"))
    for other, words in (
        (sunday, "equal: 28 Dec 2025, lawful until Mon 5 Jan 2026"),
        (monday, "DIFFERS: A 28 Dec 2025, lawful until Mon 5 Jan 2026 / B 15 Nov 2030"),
    ):
        text = render_comparison(sunday, other, compare(sunday, other), language=Language.EN)
        assert f"Expires: {words}" in text.splitlines()


@pytest.mark.parametrize(("as_of", "is_stale"), [(date(2027, 7, 29), False), (date(2027, 7, 30), True)])
def test_stale_rules_are_told(result: ReadResult, as_of: date, *, is_stale: bool) -> None:
    """More than a year after the rules were compared with their sources, the answer says so."""
    late = replace(result, validity=replace(result.validity, as_of=as_of))
    text = render_comparison(late, late, compare(late, late), language=Language.EN)
    assert ("may have changed since" in text) is is_stale


def test_photos_stand_side_by_side(result: ReadResult, capsys: pytest.CaptureFixture[str]) -> None:
    """Both photos are drawn under the names of their cards, or none is."""
    with mock.patch("menkyo.output.picture.picture_of", return_value="PICTURE"):
        show_photos(result, result, language=Language.EN)
        names, pictures = capsys.readouterr().out.splitlines()
        assert names.split() == ["Card", "A", "Card", "B"]
        assert pictures.split() == ["PICTURE", "PICTURE"]
        without = replace(result, record=replace(result.record, photo=None))
        show_photos(result, without, language=Language.EN)
    show_photos(result, result, language=Language.EN)
    assert capsys.readouterr().out == ""
