"""The languages that people are spoken to in."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Language"]


class Language(StrEnum):
    """The languages that people are spoken to in."""

    JA = "ja"
    EN = "en"
