"""The rules that results rest on."""

from __future__ import annotations

from menkyo.rules.rulebook import japanese, rulebook
from menkyo.rules.table import load_table

__all__ = ["rules", "rules_japanese"]


def rules() -> str:
    """One row for each rule: id, statement, source; before them the day on which they were last checked."""
    checked = load_table("rules").checked_on.isoformat()
    rows = "".join(f"| `{rule.id}` | {rule.statement} | {rule.source} |\n" for rule in rulebook().values())
    return f"Last checked on {checked}.\n\n| id | rule | source |\n| --- | --- | --- |\n{rows}"


def rules_japanese() -> str:
    """The same in Japanese."""
    checked = load_table("rules-ja").checked_on
    found = map(japanese, rulebook().values())
    rows = "".join(f"| `{rule.id}` | {rule.statement} | {rule.source} |\n" for rule in found)
    day = f"{checked.year}年{checked.month}月{checked.day}日"
    return f"{day}に確認。\n\n| 番号 | 規則 | 出典 |\n| --- | --- | --- |\n{rows}"
