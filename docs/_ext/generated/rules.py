"""The rules that results rest on."""

from __future__ import annotations

from menkyo.rules.rulebook import rulebook
from menkyo.rules.table import load_table

__all__ = ["rules"]


def rules() -> str:
    """One row for each rule: id, statement, source; before them the day on which they were last checked."""
    checked = load_table("rules").checked_on.isoformat()
    rows = "".join(f"| `{rule.id}` | {rule.statement} | {rule.source} |\n" for rule in rulebook().values())
    return f"Last checked on {checked}.\n\n| id | rule | source |\n| --- | --- | --- |\n{rows}"
