"""What a rule and its source are called in the language of whoever reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.output.days import write_day
from menkyo.output.language import Bilingual, Language
from menkyo.rules.rulebook import japanese, rule_table

if TYPE_CHECKING:
    from datetime import date

    from menkyo.rules.rule import Rule

__all__ = ["source_of", "stale_rules"]

_STALE: Final = Bilingual(
    "規則は{day}に出典と照合したもので、変わっている可能性があります。",
    "The rules were last compared with their sources on {day}, and may have changed since.",
)


def source_of(rule: Rule, language: Language) -> str:
    """The text that states a rule."""
    return (japanese(rule) if language is Language.JA else rule).source


def stale_rules(as_of: date, language: Language) -> str:
    """What is said on a day when nobody has checked the rules for long; empty on any other."""
    table = rule_table()
    return _STALE.text(language).format(day=write_day(table.checked_on, language)) if table.is_stale(as_of) else ""
