"""Every rule by its id: those of the table `rules`, and the one that `menkyo.rules.validity` rests on."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from menkyo.rules.rule import Rule
from menkyo.rules.table import load_table
from menkyo.rules.validity import EXTENSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from menkyo.rules.table import Table

__all__ = ["japanese", "rule", "rule_table", "rulebook", "rules"]


def rule_table() -> Table:
    """The dated table of rules."""
    return load_table("rules")


@cache
def rulebook() -> Mapping[str, Rule]:
    """All rules in the order of the table, by id."""
    rows = rule_table().rows
    book = {row.text("id"): Rule(row.text("id"), row.text("statement"), row.source) for row in rows}
    return {**book, EXTENSION.id: EXTENSION}


def japanese(found: Rule) -> Rule:
    """A rule of the rulebook with its statement and its source in Japanese; raises `KeyError` for any other."""
    return _japanese_rules()[found.id]


@cache
def _japanese_rules() -> Mapping[str, Rule]:
    rows = load_table("rules-ja").rows
    return {row.text("id"): Rule(row.text("id"), row.text("statement"), row.source) for row in rows}


def rule(identity: str) -> Rule:
    """The rule of an id, such as "W1" or "renewal-window"; raises `KeyError` if there is none."""
    return rulebook()[identity]


def rules(*identities: str) -> tuple[Rule, ...]:
    """The rules of some ids, in the order given."""
    return tuple(rule(identity) for identity in identities)
