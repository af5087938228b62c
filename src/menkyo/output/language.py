"""The languages that people are spoken to in."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

__all__ = ["Bilingual", "Language"]


class Language(StrEnum):
    """The languages that people are spoken to in."""

    JA = "ja"
    EN = "en"


class Bilingual(NamedTuple):
    """One word or sentence in both languages."""

    ja: str
    en: str

    def text(self, language: Language) -> str:
        """The text in a language."""
        return self.ja if language is Language.JA else self.en
