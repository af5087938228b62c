"""Dated tables, and the rules that they hold."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Final

import pytest

from menkyo.rules.errors import TableError
from menkyo.rules.rulebook import japanese, rule, rulebook
from menkyo.rules.table import load_table, parse_table
from menkyo.rules.validity import EXTENSION

TABLES: Final = Path(__file__).parents[2] / "src" / "menkyo" / "rules" / "tables"
KANA: Final = re.compile(r"[ぁ-んァ-ン一-龥]")
HEAD: Final = 'checked_on = 2026-07-29\nsource = "somebody"\n'


@pytest.mark.parametrize("name", sorted(path.stem for path in TABLES.glob("*.toml")))
def test_each_table_is_dated_and_names_its_sources(name: str) -> None:
    """Each table that ships tells when it was last checked, and each of its rows has a source."""
    table = load_table(name)
    assert table.name == name
    assert table.checked_on <= dt.date(2100, 1, 1)
    assert table.rows
    assert all(row.source for row in table.rows)


@pytest.mark.parametrize(
    ("as_of", "is_stale"),
    [("2026-07-29", False), ("2020-01-01", False), ("2027-07-29", False), ("2027-07-30", True), ("2030-01-01", True)],
)
def test_a_table_is_stale_after_twelve_months(as_of: str, is_stale: bool) -> None:  # noqa: FBT001 - a column
    """A table that nobody checked for more than twelve months is stale."""
    table = parse_table("x", HEAD + "[[row]]\n")
    assert table.is_stale(dt.date.fromisoformat(as_of)) is is_stale


def test_a_row_has_the_table_s_source_unless_it_has_its_own() -> None:
    """The table's source stands for its rows, and a row may name another."""
    table = parse_table("x", HEAD + '[[row]]\nyen = 1\n[[row]]\nsource = "another"\n')
    assert [row.source for row in table.rows] == ["somebody", "another"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("checked_on = ", "Table x is not TOML"),
        ('source = "a"\nrow = []', "Table x does not tell in checked_on when"),
        ('checked_on = 2026-07-29T00:00:00\nsource = "a"\nrow = []', "Table x does not tell in checked_on when"),
        ("checked_on = 2026-07-29\nrow = []", "Table x does not name its source"),
        (HEAD, "Table x has no rows"),
        (HEAD + "row = [1]", "Table x has a row that is no row"),
        (HEAD + "[[row]]\nsource = 1", "Table x has a row whose source is not in words"),
    ],
)
def test_a_table_in_another_form_is_refused(text: str, message: str) -> None:
    """A table that lacks its date, its source or its rows is refused in a sentence."""
    with pytest.raises(TableError, match=message):
        parse_table("x", text)


def test_values_of_a_row() -> None:
    """A row gives words, numbers and lists of words, and refuses what is of another kind."""
    (row,) = parse_table("x", HEAD + '[[row]]\nname = "a"\nyen = 5\nlist = ["b"]\nodd = [1]\nflag = true\n').rows
    assert (row.text("name"), row.number("yen"), row.words("list"), row.words("none")) == ("a", 5, ("b",), ())
    assert row.number_or_none("none") is None
    for read, key in (
        (row.text, "yen"),
        (row.number, "name"),
        (row.number, "none"),
        (row.number_or_none, "flag"),
        (row.words, "odd"),
        (row.words, "yen"),
    ):
        with pytest.raises(TableError, match=r"^Table x: "):
            read(key)


def test_every_rule_has_a_statement_and_a_source() -> None:
    """Each id stands once, with one sentence and with a source."""
    rows = load_table("rules").rows
    assert len({row.text("id") for row in rows}) == len(rows)
    assert all(found.statement.endswith(".") and found.source for found in rulebook().values())


def test_every_rule_is_there_in_japanese() -> None:
    """Each rule stands in Japanese, too, in the same order, checked on the same day, with another statement."""
    ours = {row.text("id"): row for row in load_table("rules-ja").rows}
    assert list(ours) == list(rulebook())
    assert load_table("rules-ja").checked_on == load_table("rules").checked_on
    for found in rulebook().values():
        translated = japanese(found)
        assert KANA.search(translated.statement)
        assert translated.statement.endswith("。")
        assert translated.source
        assert not KANA.search(found.source)


@pytest.mark.parametrize(
    "identity", ["H1", "H9", "E1", "E7", "C1", "C12", "C15", "W1", "W9", "O1", "O11", "renewal-window"]
)
def test_rules_go_by_the_ids_of_the_rules_page(identity: str) -> None:
    """A rule is found by the id that the rules page gives it."""
    assert rule(identity).id == identity


def test_the_extension_is_in_the_rulebook() -> None:
    """The rule that a reading needs is the same one in the rulebook."""
    assert rule(EXTENSION.id) is EXTENSION


def test_an_unknown_rule() -> None:
    """There is no rule under an id that nobody gave."""
    with pytest.raises(KeyError):
        rule("H99")
