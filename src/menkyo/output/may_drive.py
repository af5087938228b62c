"""The answer of ``menkyo may-drive``: text, and JSON of the schema `menkyo.may-drive/1`.

It says what the record covers and which text decided; that a suspension cannot be seen is always among its lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.output.days import write_day, write_day_of_week
from menkyo.output.document import dump, iso_day, iso_moment, saved_mark
from menkyo.output.experience import experience_document, experience_row
from menkyo.output.facts import origin_rows, read_row
from menkyo.output.labels import category_name
from menkyo.output.language import Bilingual, Language
from menkyo.output.printable import printable
from menkyo.output.rows import Row
from menkyo.output.rule_words import source_of
from menkyo.output.texts import Phrase
from menkyo.rules.answer import ReasonKind, Verdict
from menkyo.rules.conditions import Effect, parse_condition
from menkyo.rules.validity import ValidityState
from menkyo.rules.vehicle import vehicle_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from menkyo.output.view import ReadResult
    from menkyo.rules.answer import Answer, Reason
    from menkyo.rules.vehicle import SizeLimits, Vehicle
    from menkyo.rules.vehicles import Coverage

__all__ = ["MAY_DRIVE_SCHEMA", "render_answer", "render_answer_json", "render_coverage", "render_coverage_json"]

MAY_DRIVE_SCHEMA: Final = "menkyo.may-drive/1"

_ANSWER: Final = Bilingual("答え", "Answer")
_REASON: Final = Bilingual("理由", "Reason")
_LIMITS: Final = Bilingual("運転できる上限", "Covered up to")
_POSSIBLY: Final = Bilingual("場合により", "Possibly")
_COVERAGE: Final = Bilingual("この記録で運転できる車", "What the record covers")
_AS_OF: Final = Bilingual("基準日 {}", "as of {}")
_VERDICTS: Final = {
    Verdict.YES: Bilingual("運転できます (記録の上では)", "YES, by the record"),
    Verdict.NO: Bilingual("運転できません", "NO"),
    Verdict.CANNOT_TELL: Bilingual("判定できません", "CANNOT TELL"),
}
_BY_TRANSMISSION: Final = {
    (Verdict.YES, Verdict.NO): Bilingual("AT車だけ運転できます (記録の上では)", "YES with AT only, by the record"),
    (Verdict.YES, Verdict.CANNOT_TELL): Bilingual(
        "AT車は運転できます (記録の上では)。MT車は判定できません", "YES with AT, by the record; with MT, CANNOT TELL"
    ),
    (Verdict.CANNOT_TELL, Verdict.NO): Bilingual(
        "AT車は判定できません。MT車は運転できません", "with AT, CANNOT TELL; with MT, NO"
    ),
}
_REASONS: Final = {
    ReasonKind.COVERED: Bilingual("{category}の範囲内です", "within {category}"),
    ReasonKind.NOT_COVERED: Bilingual(
        "記録された種類の範囲を超えるか、その種類がありません", "beyond the recorded categories"
    ),
    ReasonKind.CONDITION: Bilingual("条件「{text}」で除かれます", "the condition {text} leaves it out"),
    ReasonKind.CONDITION_UNKNOWN: Bilingual(
        "条件「{text}」は限定ですが、menkyo の知らない書き方です",
        "the condition {text} limits something, in a wording that menkyo does not know",
    ),
    ReasonKind.CONDITION_OPEN: Bilingual(
        "条件「{text}」に当てはまる車かどうか、または条件がこの車に及ぶかどうかが分かりません",
        "whether the condition {text} leaves this vehicle out is not known",
    ),
    ReasonKind.LIMIT_OPEN: Bilingual(
        "条件「{text}」は小さい区分を挙げていますが、{category}がそれに限られるかどうかの記録がありません",
        "the condition {text} names a smaller size, and no text says whether {category} is limited to it",
    ),
    ReasonKind.CATEGORY_OPEN: Bilingual(
        "{category}で運転できるかどうかは、menkyo の出典に書かれていません",
        "no source of menkyo's says whether {category} covers it",
    ),
    ReasonKind.TOWING_OPEN: Bilingual(
        "け引の記録がありません。け引が要らないトレーラーの重さは、menkyo の出典に書かれていません",
        "towing is not recorded, and no source of menkyo's says up to which weight a trailer needs none",
    ),
    ReasonKind.MISSING: Bilingual(
        "次の指定がなく、それで決まります: {options}", "it depends on what was not given: {options}"
    ),
    ReasonKind.NO_CLASS_2: Bilingual(
        "旅客を有償で運ぶための第二種がありません", "no class 2 for carrying passengers for hire is recorded"
    ),
    ReasonKind.PAST: Bilingual("法律上の末日 {day} を過ぎています", "past the lawful last day, {day}"),
    ReasonKind.NOT_YET: Bilingual(
        "記録された最も早い取得日 {day} がまだ来ていません。時計か記録が正しくありません",
        "the earliest recorded date, {day}, is yet to come: the clock or the record is odd",
    ),
    ReasonKind.NO_EXPIRY: Bilingual("期限の記録がないか、読めません", "no last day is recorded that can be read"),
    ReasonKind.NOT_A_LICENSE: Bilingual(
        "運転経歴のみの記録で、免許ではありません", "the record is a driving history, not a license"
    ),
    ReasonKind.INCOMPLETE: Bilingual(
        "記録の一部を解読できず、そこに限定があるかもしれません",
        "part of the record cannot be decoded, and a limit may stand there",
    ),
}
_WIDEST: Final = Bilingual("最も広い記録は{category}です", "the widest one recorded is {category}")
_WEIGHT: Final = Bilingual("車両総重量{}未満", "gross weight below {}")
_LOAD: Final = Bilingual("最大積載量{}未満", "load below {}")
_SEATS: Final = Bilingual("乗車定員{}人以下", "at most {} seats")
_NO_LIMIT: Final = Bilingual("上限なし", "no upper limit")
_IN_DOUBT: Final = Bilingual(
    "記録は誰が書いたかまで照合していません (menkyo verify)", "Who wrote the record was not checked (menkyo verify)."
)
_TABLE: Final = Bilingual("車の表は{day}に出典と照合", "table of vehicles compared with its sources on {day}")
_STALE: Final = Bilingual(
    "車の表は{day}から照合されておらず、古くなっているかもしれません。",
    "The table of vehicles was last compared with its sources on {day}, and may be out of date.",
)
_SOURCES: Final = Bilingual("規則", "Rule")


def render_answer(result: ReadResult, answer: Answer, *, language: Language) -> str:
    """The answer as lines "label: value", the verdict first, without a line feed at the end."""
    rows = [Row(_ANSWER.text(language), _VERDICTS[answer.verdict].text(language))]
    for reason in answer.reasons:
        # Beside what is missing, a reason is one of several that it may come to.
        label = _POSSIBLY if answer.missing and reason.kind is not ReasonKind.MISSING else _REASON
        rows.append(Row(label.text(language), _reason(reason, language)))
    if answer.limits is not None:
        rows.append(Row(_LIMITS.text(language), _limits(answer.limits, language)))
    rows += _record_rows(result, language)
    rows += (Row(_SOURCES.text(language), f"{rule.id}: {source_of(rule, language)}") for rule in answer.rules)
    return _lines(rows)


def render_coverage(
    result: ReadResult, covered: Sequence[Coverage], reasons: Sequence[Reason], *, language: Language
) -> str:
    """What the record covers, one line for each name of a vehicle, without a line feed at the end.

    ``reasons`` are those for which no vehicle gets the answer yes.
    """
    rows = [Row(_COVERAGE.text(language), _AS_OF.text(language).format(write_day(result.validity.as_of, language)))]
    rows += (Row(_REASON.text(language), _reason(reason, language)) for reason in reasons)
    for each in covered:
        verdict = _BY_TRANSMISSION.get((each.automatic, each.manual), _VERDICTS[each.verdict])
        name = each.name.names[0 if language is Language.JA else 1]
        size = "" if each.limits is None else _size(each.limits, language)
        limits = f" ({size})" if size else ""
        rows.append(Row(name, f"{verdict.text(language)}{limits}"))
    rows += _record_rows(result, language)
    return _lines(rows)


def _lines(rows: Sequence[Row]) -> str:
    return "\n".join(f"{row.label}: {row.text}" for row in rows)


def _record_rows(result: ReadResult, language: Language) -> Iterator[Row]:
    """The conditions, what the reading cannot tell, and when it was."""
    notice = Phrase.NOTICE.text(language)
    yield from (Row(Phrase.CONDITIONS.text(language), printable(text.text)) for text in result.record.conditions)
    if result.validity.state is not ValidityState.PAST:
        yield from _last_days(result, language)
    experience = experience_row(result, language)
    if experience is not None:
        yield experience
    yield from origin_rows(result, language)
    yield Row(notice, Phrase.CANNOT_TELL.text(language))
    yield Row(notice, _IN_DOUBT.text(language))
    table = vehicle_table()
    checked = write_day(table.checked_on, language)
    if table.is_stale(result.validity.as_of):
        yield Row(notice, _STALE.text(language).format(day=checked))
        yield read_row(result, language)
    else:
        words = f"{read_row(result, language).text} ({_TABLE.text(language).format(day=checked)})"
        yield Row(Phrase.READ.text(language), words)


def _last_days(result: ReadResult, language: Language) -> Iterator[Row]:
    """The last day: both, where the lawful one is later than the recorded one."""
    recorded, lawful = result.validity.recorded_last_day, result.validity.lawful_last_day
    if recorded is None or lawful is None:
        return
    if recorded == lawful:
        yield Row(Phrase.EXPIRY.text(language), write_day_of_week(lawful, language))
        return
    yield Row(Phrase.RECORDED_UNTIL.text(language), write_day_of_week(recorded, language))
    yield Row(Phrase.LAWFUL_UNTIL.text(language), write_day_of_week(lawful, language))


def _reason(reason: Reason, language: Language) -> str:
    """A reason with what it names."""
    text = (
        _REASONS[reason.kind]
        .text(language)
        .format(
            text=printable(reason.text),
            category="" if reason.category is None else category_name(reason.category, language),
            options=Phrase.COMMA.text(language).join(f"--{option}" for option in reason.options),
            day="" if reason.day is None else write_day_of_week(reason.day, language),
        )
    )
    if reason.kind is ReasonKind.NOT_COVERED and reason.category is not None:
        widest = _WIDEST.text(language).format(category=category_name(reason.category, language))
        return f"{text} ({widest})"
    return text


def _limits(limits: SizeLimits, language: Language) -> str:
    name = next(row.names for row in vehicle_table().names if row.sizes[-1:] == (limits.size,) and row.is_decisive)
    return f"{name[0 if language is Language.JA else 1]} ({_size(limits, language) or _NO_LIMIT.text(language)})"


def _size(limits: SizeLimits, language: Language) -> str:
    """The limits of one size, as in 車両総重量7.5 t未満、乗車定員10人以下; empty for the largest."""
    parts = [
        template.text(language).format(value)
        for template, value in (
            (_WEIGHT, _tons(limits.gvw_below_kg)),
            (_LOAD, _tons(limits.load_below_kg)),
            (_SEATS, limits.seats_up_to),
        )
        if value is not None
    ]
    return Phrase.COMMA.text(language).join(parts)


def _tons(kilograms: int | None) -> str | None:
    return None if kilograms is None else f"{kilograms / 1000:g} t"


def render_answer_json(result: ReadResult, vehicle: Vehicle, answer: Answer) -> str:
    """The answer as the object `menkyo.may-drive/1`, without a line feed at the end."""
    return dump(
        _head(result, answer.verdict)
        | {
            "vehicle": {
                "name": vehicle.name or None,
                "kinds": [kind.value for kind in vehicle.kinds],
                "form": None if vehicle.form is None else vehicle.form.value,
                "gvw_kg": vehicle.gvw_kg,
                "load_kg": vehicle.load_kg,
                "seats": vehicle.seats,
                "transmission": None if vehicle.transmission is None else vehicle.transmission.value,
                "for_hire": vehicle.for_hire,
                "towing_kg": vehicle.towing_kg,
            },
            "reasons": [_reason_document(reason) for reason in answer.reasons],
            "missing": list(answer.missing),
            "limits": None if answer.limits is None else _limits_document(answer.limits),
            "coverage": [],
        }
        | _tail(result, [{"id": rule.id, "source": rule.source} for rule in answer.rules])
    )


def render_coverage_json(result: ReadResult, covered: Sequence[Coverage], reasons: Sequence[Reason]) -> str:
    """What the record covers as the object `menkyo.may-drive/1` without a vehicle."""
    return dump(
        _head(result, max(each.verdict for each in covered))
        | {
            "vehicle": None,
            "reasons": [_reason_document(reason) for reason in reasons],
            "missing": [],
            "limits": None,
            "coverage": [
                {
                    "name": each.name.names[0],
                    "kind": each.name.kinds[0].value,
                    "form": None if each.name.form is None else each.name.form.value,
                    "limits": None if each.limits is None else _limits_document(each.limits),
                    "at": each.automatic.word,
                    "mt": each.manual.word,
                }
                for each in covered
            ],
        }
        | _tail(result, [])
    )


def _head(result: ReadResult, verdict: Verdict) -> dict[str, object]:
    return {
        "schema": MAY_DRIVE_SCHEMA,
        "read_at": iso_moment(result.read_at),
        "reader": result.reader,
        **saved_mark(result),
        "card": {"kind": result.kind, "atr": result.atr.hex().upper(), "applications": result.applications},
        "answer": verdict.word,
    }


def _tail(result: ReadResult, rules: Sequence[Mapping[str, str]]) -> dict[str, object]:
    validity, table = result.validity, vehicle_table()
    conditions = [text.text for text in result.record.conditions]
    return {
        "conditions": conditions,
        "notes": [text for text in conditions if parse_condition(text).effect is Effect.NOTE],
        "validity": {
            "as_of": validity.as_of.isoformat(),
            "recorded_last_day": iso_day(validity.recorded_last_day),
            "lawful_last_day": iso_day(validity.lawful_last_day),
            "days_left": validity.days_left,
            "state": validity.state.value,
        },
        "experience": experience_document(result),
        "table": {"checked_on": table.checked_on.isoformat(), "stale": table.is_stale(validity.as_of)},
        "rules": rules,
    }


def _reason_document(reason: Reason) -> Mapping[str, object]:
    return {
        "kind": reason.kind.value,
        "text": reason.text or None,
        "category": None if reason.category is None else reason.category.value,
        "day": iso_day(reason.day),
        "options": list(reason.options),
    }


def _limits_document(limits: SizeLimits) -> Mapping[str, object]:
    return {
        "size": limits.size.word,
        "gvw_below_kg": limits.gvw_below_kg,
        "load_below_kg": limits.load_below_kg,
        "seats_up_to": limits.seats_up_to,
    }
