"""The answer of ``menkyo check-new-card``: text, and JSON.

The object `menkyo.check-new-card/1` keeps to the rules of `menkyo.output.document`.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.output.days import write_day, write_day_of_week, write_last_day
from menkyo.output.document import dump, iso_day, iso_moment
from menkyo.output.facts import read_row
from menkyo.output.final_check_texts import (
    NO_NOTICE_GIVEN,
    NO_RENEWAL_GIVEN,
    NOTICES,
    OUTCOMES,
    REASONS,
    RESULTS,
    STEPS,
    UNLESS_RENEWED,
)
from menkyo.output.labels import COLORS, Language, category_name
from menkyo.output.labels import VERDICTS as SIGNATURE_VERDICTS
from menkyo.output.language import Bilingual
from menkyo.output.plan_texts import ASK_POLICE
from menkyo.output.printable import printable
from menkyo.output.rows import Row
from menkyo.output.rule_words import stale_rules
from menkyo.output.texts import Phrase
from menkyo.record import Category, ColorClass
from menkyo.rules.fees import RecordingSituation, fee_table, recording_fee
from menkyo.rules.final_check import old_record_of
from menkyo.rules.final_check_values import OldRecord, Outcome, Reason, Result, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from menkyo.output.view import ReadResult
    from menkyo.rules.final_check_values import Checked, FinalCheck, Notice

__all__ = ["CHECK_NEW_CARD_SCHEMA", "CheckView", "render_check", "render_check_json"]

CHECK_NEW_CARD_SCHEMA: Final = "menkyo.check-new-card/1"

_RESULT: Final = Bilingual("結果", "Result")
_NEXT: Final = Bilingual("次にすること", "Next")
_FEE: Final = Bilingual("記録の手数料", "Fee")
_NOT_TOLD: Final = Bilingual("資料に定めがありません。窓口で確かめてください", "no source tells; ask at the counter")
_YEN: Final = Bilingual("{yen:,}円", "{yen:,} yen")
_EITHER: Final = Bilingual(
    "通知書に「記録：無」とあれば{free:,}円、何も書かれていなければ{yen:,}円",
    "{free:,} yen if the notice says 記録：無, {yen:,} yen if it says nothing",
)
_CHECKED: Final = Bilingual(
    "全国標準額、{day}に確認。窓口で確かめてください", "national standard amount, checked on {day}; ask at the counter"
)
_STALE: Final = Bilingual(
    "金額は{day}に確認したもので、変わっている可能性があります。窓口で確かめてください",
    "the amount was last checked on {day}, and may have changed since; ask at the counter",
)
_DO_NOT_DRIVE: Final = Bilingual(
    "このカードだけで運転しないでください。免許証をこのカードにまとめている人は、"
    "受け取りに行くときも帰るときも運転できません。",
    "Do not drive with this card alone. Who holds no other license may not drive to fetch the card, nor home with it.",
)
_OLD_CARD: Final = Bilingual(
    "このカードの期限 ({day}) は、前の記録のカードと同じです。古いカードそのものではないか確かめ、"
    "そうなら新しいカードを置いてもう一度実行してください。更新したカードの期限は、ふつう後の日になります。",
    "This card ends on {day}, as the old card did. Look whether it is the old card itself; if it is, put the new one "
    "on the reader and run the command again. A renewed card usually ends later.",
)
_PAST: Final = Bilingual(
    "新しいカードの記録では、法律上の末日 {day} を過ぎています。このカードだけで運転しないでください。"
    "免許をその後に更新していなければ、運転すると無免許運転になります [no-grace]。",
    "By what is on the new card, the lawful last day, {day}, is past. Do not drive with this card alone: unless the "
    "license was renewed since, that is driving without one [no-grace].",
)
_OLD_RECORD: Final = Bilingual(
    "古い記録のまま、このカードだけで運転してよいかどうかは、資料に定めがありません。運転の前に警察に確かめてください。",
    "No source tells whether an old record allows driving with this card alone: ask the police before you do.",
)
_SAME: Final = Bilingual("{new}", "{new}")
_DIFFERENT: Final = Bilingual("新 {new} / 前 {old}", "new {new} / old {old}")
_RULE: Final = Bilingual("根拠", "Rule")
_SOURCES: Final = Bilingual(
    "警察の資料「マイナ免許証の継続利用」(2025年9月1日から)、C1・C12。手数料も同じ資料による",
    "police leaflet on carrying a license over to a renewed card (from 1 September 2025), C1 and C12; fees as well",
)


class CheckView(NamedTuple):
    """Everything that is shown of one check; `new` is `None` for a card without a license record.

    `is_saved` says that the new card was read before, and is not here now.
    """

    check: FinalCheck
    old: OldRecord
    new: ReadResult | None
    notice: Notice | None
    renewed_on: date | None
    as_of: date
    specimen: bool
    is_saved: bool = False


_Value = str | date | ColorClass | frozenset[Category] | tuple[str, ...] | None
_VALUES: Final[Mapping[Step, Callable[[OldRecord], _Value]]] = MappingProxyType(
    {
        Step.NUMBER: lambda record: record.number,
        Step.EXPIRES_ON: lambda record: record.expires_on,
        Step.COLOR: lambda record: record.color,
        Step.CATEGORIES: lambda record: record.categories,
        Step.CONDITIONS: lambda record: record.conditions,
    }
)


def render_check(view: CheckView, *, language: Language) -> str:
    """The answer of ``menkyo check-new-card`` as lines "label: value", without a line feed at the end."""
    return "\n".join(f"{row.label}: {row.text}" for row in _rows(view, language))


def _rows(view: CheckView, language: Language) -> Iterator[Row]:
    notice = Phrase.NOTICE.text(language)
    check = view.check
    is_specimen = view.specimen or (view.new is not None and view.new.specimen)
    for phrase, is_so in ((Phrase.SPECIMEN, is_specimen), (Phrase.SAVED, view.is_saved)):
        if is_so:
            yield Row(notice, phrase.text(language))
    advice = OUTCOMES[check.outcome]
    yield Row(_RESULT.text(language), advice.sentence.text(language))
    yield from _cautions(view, language)
    is_assumed = check.outcome is Outcome.ALL_WELL and view.renewed_on is None
    yield Row(_NEXT.text(language), (UNLESS_RENEWED if is_assumed else advice.next_step).text(language))
    if check.outcome not in {Outcome.ALL_WELL, Outcome.INCOMPLETE}:
        yield Row(_NEXT.text(language), ASK_POLICE.text(language))
        yield Row(_FEE.text(language), _fee(check, language))
    if _uses_table(check):
        checked_on = write_day(fee_table().checked_on, language)
        is_stale = fee_table().is_stale(view.as_of)
        yield Row(_FEE.text(language), (_STALE if is_stale else _CHECKED).text(language).format(day=checked_on))
    for checked in check.steps:
        yield Row(STEPS[checked.step].text(language), _step(view, checked, language))
    yield Row(_RULE.text(language), _SOURCES.text(language))
    if view.new is not None:
        yield read_row(view.new, language)
    stale = stale_rules(view.as_of, language)
    if stale:
        yield Row(notice, stale)
    yield Row(notice, Phrase.CANNOT_TELL.text(language))


def _cautions(view: CheckView, language: Language) -> Iterator[Row]:
    """What to know before anything else is done."""
    notice = Phrase.NOTICE.text(language)
    if view.check.may_be_old_card and view.old.card_expires_on is not None:
        day = write_day(view.old.card_expires_on, language)
        yield Row(notice, _OLD_CARD.text(language).format(day=day))
    last = None if view.new is None else view.new.validity.lawful_last_day
    if view.check.must_not_drive and last is not None:
        yield Row(notice, _PAST.text(language).format(day=write_day_of_week(last, language)))
    elif view.check.must_not_drive:
        yield Row(notice, _DO_NOT_DRIVE.text(language))
    elif view.check.outcome is Outcome.STALE:
        yield Row(notice, _OLD_RECORD.text(language))


def _uses_table(check: FinalCheck) -> bool:
    """Whether an amount of the table of fees is told."""
    return check.fee is not None or check.outcome is Outcome.NOT_RECORDED


def _fee(check: FinalCheck, language: Language) -> str:
    if check.fee is not None:
        return _YEN.text(language).format(yen=check.fee)
    if check.outcome is Outcome.NOT_RECORDED:
        situations = (RecordingSituation.ASKED_AND_NOT_CARRIED_OVER, RecordingSituation.NOT_ASKED)
        free, yen = (recording_fee(situation).yen for situation in situations)
        return _EITHER.text(language).format(free=free, yen=yen)
    return _NOT_TOLD.text(language)


def _step(view: CheckView, checked: Checked, language: Language) -> str:
    """A step's result, its values, its reason, and the id of the rule that it rests on."""
    parts = [RESULTS[checked.result].text(language), _values(view, checked, language), _reason(checked, language)]
    return f"{' - '.join(part for part in parts if part)} [{checked.rule.id}]"


def _reason(checked: Checked, language: Language) -> str:
    if checked.reason is None:
        return ""
    if checked.reason is Reason.NOT_GIVEN and checked.step is Step.RENEWAL:
        return NO_RENEWAL_GIVEN.text(language)
    if checked.reason is Reason.NOT_GIVEN and checked.step is Step.NOTICE:
        return NO_NOTICE_GIVEN.text(language)
    return REASONS[checked.reason].text(language)


def _values(view: CheckView, checked: Checked, language: Language) -> str:
    """Both values, or the one that they share."""
    match checked.step:
        case Step.NOTICE:
            return "" if view.notice is None else NOTICES[view.notice].text(language)
        case Step.RENEWAL:
            return "" if view.renewed_on is None else write_day(view.renewed_on, language)
        case Step.SIGNATURE if view.new is not None:
            return SIGNATURE_VERDICTS[view.new.signature_verdict].text(language)
        case _:
            pass
    value_of = _VALUES.get(checked.step)
    if value_of is None or view.new is None:
        return ""
    new = _words(value_of(old_record_of(view.new.record)), language)
    old_value = value_of(view.old)
    old = _words(old_value, language)
    is_told = old_value is not None and (checked.result is not Result.PASSED or checked.reason is not None)
    return (_DIFFERENT if is_told else _SAME).text(language).format(new=new, old=old)


def _words(value: _Value, language: Language) -> str:
    match value:
        case None:
            words = Phrase.NOT_RECORDED.text(language)
        case str():
            words = f"{value[:4]} {value[4:8]} {value[8:]}"
        case ColorClass():
            words = COLORS[value].text(language)
        case frozenset():
            held = (category for category in Category if category in value)
            words = Phrase.SEMICOLON.text(language).join(category_name(category, language) for category in held)
        case tuple():
            words = " | ".join(printable(text) for text in value)
        case _:
            words = write_last_day(value, language)
    return words or Phrase.NONE.text(language)


def render_check_json(view: CheckView) -> str:
    """The answer as the object `menkyo.check-new-card/1`, without a line feed at the end."""
    new, check = view.new, view.check
    last = None if new is None else new.validity.lawful_last_day
    return dump(
        {
            "schema": CHECK_NEW_CARD_SCHEMA,
            "as_of": view.as_of.isoformat(),
            "read_at": iso_moment(None if new is None else new.read_at),
            "reader": None if new is None else new.reader,
            **({"saved": True} if view.is_saved else {}),
            "notice": None if view.notice is None else view.notice.value,
            "renewed_on": iso_day(view.renewed_on),
            "outcome": check.outcome.value,
            "fee": check.fee,
            "fee_checked_on": fee_table().checked_on.isoformat() if _uses_table(check) else None,
            "fee_stale": fee_table().is_stale(view.as_of) if _uses_table(check) else None,
            "must_not_drive": check.must_not_drive,
            "may_be_old_card": check.may_be_old_card,
            "lawful_last_day": iso_day(last),
            "validity_state": None if new is None else new.validity.state.value,
            "steps": [_document(view, checked) for checked in check.steps],
        }
    )


def _document(view: CheckView, checked: Checked) -> Mapping[str, object]:
    value_of = _VALUES.get(checked.step)
    new = None if value_of is None or view.new is None else value_of(old_record_of(view.new.record))
    old = None if value_of is None else value_of(view.old)
    return {
        "step": checked.step.value,
        "result": checked.result.value,
        "reason": None if checked.reason is None else checked.reason.value,
        "old": _plain(old),
        "new": _plain(new),
        "rule": {"id": checked.rule.id, "source": checked.rule.source},
    }


def _plain(value: _Value) -> object:
    """A value as JSON has it."""
    match value:
        case None | str():
            return value
        case ColorClass():
            return value.value
        case frozenset():
            return [category.value for category in Category if category in value]
        case tuple():
            return list(value)
        case _:
            return value.isoformat()
