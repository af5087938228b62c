"""What a result of these rules rests on."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Rule"]


class Rule(NamedTuple):
    """A rule of law that a result rests on.

    `id` is the word that other pages refer to it by, `statement` what it says, `source` the law or page that says it.
    """

    id: str
    statement: str
    source: str
