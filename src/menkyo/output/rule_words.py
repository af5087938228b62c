"""What a rule and its source are called in the language of whoever reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from menkyo.output.language import Language
from menkyo.rules.rulebook import japanese

if TYPE_CHECKING:
    from menkyo.rules.rule import Rule

__all__ = ["source_of"]


def source_of(rule: Rule, language: Language) -> str:
    """The text that states a rule."""
    return (japanese(rule) if language is Language.JA else rule).source
