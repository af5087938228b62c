"""How long somebody has been licensed, as far as the three dates prove it: a line, and its part of a document."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from menkyo.output.days import write_day
from menkyo.output.language import Bilingual
from menkyo.output.rows import Row
from menkyo.output.texts import Phrase
from menkyo.record import RecordKind
from menkyo.rules.experience import AcquisitionGroup, Experience, ExperienceReason, licensed_over

if TYPE_CHECKING:
    from collections.abc import Mapping

    from menkyo.output.language import Language
    from menkyo.output.view import ReadResult

__all__ = ["EXPERIENCE_REASONS", "experience_document", "experience_row"]

_YEARS: Final = 1
_LABEL: Final = Bilingual("免許歴", "Licensed")
EXPERIENCE_REASONS: Final[Mapping[ExperienceReason, Bilingual]] = MappingProxyType(
    {
        ExperienceReason.PROVED: Bilingual("1年を超えています ({since}から)", "over one year (since {since})"),
        ExperienceReason.TOO_RECENT: Bilingual(
            "1年を超えるかは分かりません (記録で最も早い日は{since}。前の免許の失効や種類ごとの日は記録にありません)",
            "cannot tell whether over one year (the earliest date is {since}; a license before it is in no record)",
        ),
        ExperienceReason.NO_DATE: Bilingual(
            "1年を超えるかは分かりません (取得日の記録がありません)",
            "cannot tell whether over one year (no date is recorded)",
        ),
        ExperienceReason.FUTURE: Bilingual(
            "1年を超えるかは分かりません (記録の{since}はまだ来ていません)",
            "cannot tell whether over one year (the recorded {since} is yet to come)",
        ),
    }
)
"""What the answer rests on, in words."""

_GROUPS: Final = {
    AcquisitionGroup.MOTORCYCLE_SMALL_MOPED: Phrase.MOTORCYCLE_SMALL_MOPED,
    AcquisitionGroup.OTHER: Phrase.OTHER,
    AcquisitionGroup.CLASS_2: Phrase.CLASS_2,
}


def experience_row(result: ReadResult, language: Language) -> Row | None:
    """Whether the holder of a license has been licensed for over a year; nothing for a driving history alone."""
    found = _experience(result)
    if found is None:
        return None
    since = ""
    if found.since is not None and found.group is not None:
        since = f"{_GROUPS[found.group].text(language)} {write_day(found.since, language)}"
    words = EXPERIENCE_REASONS[found.reason].text(language).format(since=since)
    return Row(_LABEL.text(language), f"{words} [{found.rules[0].id}]")


def experience_document(result: ReadResult) -> Mapping[str, object] | None:
    """The same for scripts."""
    found = _experience(result)
    if found is None:
        return None
    return {
        "over_years": _YEARS,
        "answer": found.proof.value,
        "reason": found.reason.value,
        "since": None if found.since is None else found.since.isoformat(),
        "group": None if found.group is None else found.group.value,
    }


def _experience(result: ReadResult) -> Experience | None:
    if result.record.kind is RecordKind.HISTORY:
        return None
    return licensed_over(result.record.acquired_on, result.validity.as_of, _YEARS)
