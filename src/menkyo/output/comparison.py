"""The answer of ``menkyo compare``: text, the photos side by side, and JSON.

The object `menkyo.compare/1` keeps to the rules of `menkyo.output.document`.
"""

from __future__ import annotations

import hashlib
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from menkyo.output.days import write_day, write_last_day
from menkyo.output.document import dump, iso_day, iso_moment, saved_mark
from menkyo.output.facts import read_row
from menkyo.output.labels import CARD_KINDS, COLORS, DRIVER_CLASSES, Language, category_name
from menkyo.output.language import Bilingual
from menkyo.output.printable import printable
from menkyo.output.rows import Row
from menkyo.output.rule_words import stale_rules
from menkyo.output.texts import Phrase
from menkyo.record import (
    Category,
    Color,
    DrivingHistory,
    EraDate,
    LicenseRecord,
    Photo,
    ProblemKind,
    RecordKind,
    RecordNumber,
    Text,
)
from menkyo.rules.comparison import (
    ONE_LICENSE,
    REMARKS_DIFFER_BY_CARD,
    SAME_NUMBER,
    SAME_PHOTO,
    Item,
    Reason,
    State,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from menkyo.output.view import ReadResult
    from menkyo.rules.comparison import Comparison, Difference

__all__ = ["COMPARE_SCHEMA", "render_comparison", "render_comparison_json", "show_photos"]

COMPARE_SCHEMA: Final = "menkyo.compare/1"

ITEMS: Final[Mapping[Item, Bilingual]] = MappingProxyType(
    {
        Item.KIND: Bilingual("記録の種類", "Kind of record"),
        Item.NUMBER: Bilingual("番号", "Number"),
        Item.EXPIRES_ON: Bilingual("期限", "Expires"),
        Item.COLOR: Bilingual("色区分", "Color"),
        Item.CATEGORIES: Bilingual("種類", "Categories"),
        Item.CONDITIONS: Bilingual("条件", "Conditions"),
        Item.MOTORCYCLE_SMALL_MOPED: Bilingual("取得日 二・小・原", "Acquired 2-wheel, small, moped"),
        Item.OTHER: Bilingual("取得日 他", "Acquired other"),
        Item.CLASS_2: Bilingual("取得日 二種", "Acquired class 2"),
        Item.REMARKS: Bilingual("備考", "Remarks"),
        Item.PHOTO: Bilingual("写真", "Photo"),
        Item.HISTORY_NUMBER: Bilingual("運転経歴の番号", "History number"),
        Item.HISTORY_DATE: Bilingual("運転経歴の記録日", "History recorded on"),
        Item.HISTORY_CLASS: Bilingual("運転経歴の区分", "History class"),
    }
)
"""What is compared."""

STATES: Final[Mapping[State, Bilingual]] = MappingProxyType(
    {
        State.EQUAL: Bilingual("同じ", "equal"),
        State.NORMAL_DIFFERENCE: Bilingual("通常の違い", "normal difference"),
        State.DIFFERS: Bilingual("食い違い", "DIFFERS"),
        State.NOT_COMPARED: Bilingual("比較せず", "not compared"),
    }
)
"""How the records stand in an item."""

REASONS: Final[Mapping[Reason, Bilingual]] = MappingProxyType(
    {
        Reason.LAST_DIGIT: Bilingual(
            "末尾の1桁(再交付回数)だけの違いは、2枚のカードでは普通のことです",
            "the last digit, which counts reissues, may differ between two cards",
        ),
        Reason.ONE_ONLY: Bilingual("読み取れる値が片方にしかありません", "only one card has a value that can be read"),
        Reason.NEITHER: Bilingual("どちらにも記録がありません", "recorded on neither card"),
        Reason.OTHER_BYTES: Bilingual(
            "写真のデータが違います。同じ写真かどうかは、人が見比べてください",
            "the photos' data differ; whether they show the same picture, a person must see",
        ),
        Reason.UNREAD_A: Bilingual(
            "カードAの写真を読んでいません (暗証番号2が要ります: --with photo)",
            "the photo of card A was not read; it needs PIN2: --with photo",
        ),
        Reason.UNREAD_B: Bilingual(
            "カードBの写真を読んでいません (暗証番号2が要ります: --with photo)",
            "the photo of card B was not read; it needs PIN2: --with photo",
        ),
        Reason.OTHER_KIND_OF_CARD: Bilingual(
            "カードの種類が違い、備考が同じであるべきかは分かっていません",
            "the cards are of two kinds, and nothing says that their remarks are the same",
        ),
        Reason.HISTORY_ONLY: Bilingual(
            "免許の記録と運転経歴だけの記録は比べられません",
            "the record of a license and that of a driving history alone cannot be compared",
        ),
    }
)
"""Why an item is in its state."""

VERDICTS: Final[Mapping[Verdict, Bilingual]] = MappingProxyType(
    {
        Verdict.AGREE: Bilingual("食い違いはありません", "nothing differs but what may"),
        Verdict.DIFFER: Bilingual("食い違いがあります", "THE RECORDS DIFFER"),
        Verdict.UNDECIDED: Bilingual(
            "判定できません (番号を比べられません)", "cannot be decided: there are no two numbers to compare"
        ),
    }
)
"""What a comparison came to."""

RULES: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        SAME_NUMBER.id: Bilingual(
            "免許証の番号と免許情報記録番号は上11桁が同じで、末尾の1桁は違うことがある (群馬県警察の資料、2025年1月)",
            "the first eleven digits of both numbers are the same, the last may differ (Gunma police, January 2025)",
        ),
        ONE_LICENSE.id: Bilingual(
            "2枚持ちでも免許は1つなので、記録は同じはず (推定)",
            "who holds both cards holds one license, so that both record the same (inferred)",
        ),
        SAME_PHOTO.id: Bilingual(
            "データが違えば、同じ写真の別の書き方か、別の写真 (推定。古い写真が記録された例がある)",
            "other data are the same picture written another way, or another one (inferred; it has happened)",
        ),
        REMARKS_DIFFER_BY_CARD.id: Bilingual(
            "備考が同じだとする資料はない", "no source says that remarks are the same"
        ),
    }
)
"""The rules by their ids, as short as one line allows."""

_LABEL_RESULT: Final = Bilingual("結果", "Result")
_LABEL_RULE: Final = Bilingual("根拠", "Rule")
_LABELS_CARD: Final = (Bilingual("カードA", "Card A"), Bilingual("カードB", "Card B"))
_COUNTS: Final = Bilingual(
    "{verdict} (食い違い {differs}、通常の違い {normal}、比較せず {unread}、同じ {equal})",
    "{verdict} (differing {differs}, normal differences {normal}, not compared {unread}, equal {equal})",
)
_CARD: Final = Bilingual("{kind}、{read}", "{kind}, {read}")
_PROBLEMS: Final = Bilingual(
    "{card}には読み取れない項目があります ({count} 件。menkyo read で表示)。",
    "{card} has fields that cannot be decoded ({count}; menkyo read lists them).",
)
# Characters that JIS X 0208 has not are no fault of a record.
_NO_FAULTS: Final = frozenset({ProblemKind.EXTERNAL_CHARACTER, ProblemKind.MISSING_CHARACTER})
_BOTH: Final = Bilingual("A {a} / B {b}", "A {a} / B {b}")
_NOT_SIGNED: Final = Bilingual(
    "記録どうしを比べただけで、署名の照合 (menkyo verify) とは別のことです。",
    "Records were compared with each other; whether they are signed is what menkyo verify compares.",
)
_KINDS: Final = MappingProxyType(
    {
        "license": Bilingual("免許", "license"),
        "history": Bilingual("運転経歴のみ", "driving history only"),
        "both": Bilingual("免許と運転経歴", "license and driving history"),
        "empty": Bilingual("なし", "none"),
    }
)

_Value = (
    RecordKind
    | RecordNumber
    | EraDate
    | Color
    | Photo
    | DrivingHistory
    | tuple[Category, ...]
    | tuple[Text, ...]
    | None
)
_VALUES: Final[Mapping[Item, Callable[[LicenseRecord], _Value]]] = MappingProxyType(
    {
        Item.KIND: lambda record: record.kind,
        Item.NUMBER: lambda record: record.number,
        Item.EXPIRES_ON: lambda record: record.expires_on,
        Item.COLOR: lambda record: record.color,
        Item.CATEGORIES: lambda record: record.categories,
        Item.CONDITIONS: lambda record: record.conditions,
        Item.MOTORCYCLE_SMALL_MOPED: lambda record: record.acquired_on.motorcycle_small_moped,
        Item.OTHER: lambda record: record.acquired_on.other,
        Item.CLASS_2: lambda record: record.acquired_on.class_2,
        Item.REMARKS: lambda record: record.remarks,
        Item.PHOTO: lambda record: record.photo,
        Item.HISTORY_NUMBER: lambda record: None if record.history is None else record.history.number,
        Item.HISTORY_DATE: lambda record: None if record.history is None else record.history.recorded_on,
        Item.HISTORY_CLASS: lambda record: record.history,
    }
)
# What differs comes first.
_ORDER: Final = (State.DIFFERS, State.NORMAL_DIFFERENCE, State.NOT_COMPARED, State.EQUAL)
_PHOTO_COLUMNS: Final = 28


def render_comparison(one: ReadResult, other: ReadResult, comparison: Comparison, *, language: Language) -> str:
    """The answer of ``menkyo compare`` as lines "label: value", what differs first, without a line feed at the end."""
    return "\n".join(f"{row.label}: {row.text}" for row in _rows(one, other, comparison, language))


def _rows(one: ReadResult, other: ReadResult, comparison: Comparison, language: Language) -> Iterator[Row]:
    notice = Phrase.NOTICE.text(language)
    if one.specimen or other.specimen:
        yield Row(notice, Phrase.SPECIMEN.text(language))
    for label, result in zip(_LABELS_CARD, (one, other), strict=True):
        yield Row(label.text(language), _card(result, language))
    for label, result in zip(_LABELS_CARD, (one, other), strict=True):
        faults = sum(problem.kind not in _NO_FAULTS for problem in result.record.problems)
        if faults:
            yield Row(notice, _PROBLEMS.text(language).format(card=label.text(language), count=faults))
    counts = {state: len(comparison.in_state(state)) for state in State}
    words = _COUNTS.text(language).format(
        verdict=VERDICTS[comparison.verdict].text(language),
        differs=counts[State.DIFFERS],
        normal=counts[State.NORMAL_DIFFERENCE],
        unread=counts[State.NOT_COMPARED],
        equal=counts[State.EQUAL],
    )
    yield Row(_LABEL_RESULT.text(language), words)
    for state in _ORDER:
        for difference in comparison.in_state(state):
            yield Row(ITEMS[difference.item].text(language), _item(one, other, difference, language))
    told = comparison.in_state(State.DIFFERS) + comparison.in_state(State.NORMAL_DIFFERENCE)
    for rule in dict.fromkeys(difference.rule.id for difference in told):
        yield Row(f"{_LABEL_RULE.text(language)} {rule}", RULES[rule].text(language))
    stale = stale_rules(one.validity.as_of, language)
    if stale:
        yield Row(notice, stale)
    yield Row(notice, _NOT_SIGNED.text(language))
    yield Row(notice, Phrase.CANNOT_TELL.text(language))


def _card(result: ReadResult, language: Language) -> str:
    known = CARD_KINDS.get(result.kind)
    kind = printable(result.kind) if known is None else known.text(language)
    return _CARD.text(language).format(kind=kind, read=read_row(result, language).text)


def _item(one: ReadResult, other: ReadResult, difference: Difference, language: Language) -> str:
    state = STATES[difference.state].text(language)
    reason = "" if difference.reason is None else REASONS[difference.reason].text(language)
    if difference.state is State.NOT_COMPARED:
        return f"{state} ({reason})"
    a, b = (_words(result.record, difference.item, language) for result in (one, other))
    values = a if difference.state is State.EQUAL else _BOTH.text(language).format(a=a, b=b)
    is_told = reason and difference.reason is not Reason.NEITHER  # the value says that there is none
    return f"{state}: {values} ({reason})" if is_told else f"{state}: {values}"


def _words(record: LicenseRecord, item: Item, language: Language) -> str:
    """A record's value in words."""
    value = _VALUES[item](record)
    match value:
        case RecordKind():
            words = _KINDS[value.value].text(language)
        case RecordNumber():
            words = value.grouped
        case EraDate() if item is Item.EXPIRES_ON:
            words = write_last_day(value.date, language)
        case EraDate():
            words = write_day(value.date, language)
        case Color():
            known = None if value.color_class is None else COLORS.get(value.color_class)
            words = printable(value.text.text) if known is None else known.text(language)
        case Photo():
            words = Phrase.BYTES.text(language, count=len(value.raw))
        case DrivingHistory():
            known = None if value.driver_class is None else DRIVER_CLASSES.get(value.driver_class)
            words = value.class_code.hex().upper() if known is None else known.text(language)
        case tuple():
            words = _several(value, language)
        case None:
            words = ""
    return words or Phrase.NOT_RECORDED.text(language)


def _several(values: tuple[Category | Text, ...], language: Language) -> str:
    """Categories, or texts, which may have commas of their own."""
    words = [printable(value.text) if isinstance(value, Text) else category_name(value, language) for value in values]
    between = " | " if any(isinstance(value, Text) for value in values) else Phrase.SEMICOLON.text(language)
    return between.join(words) or Phrase.NONE.text(language)


def show_photos(one: ReadResult, other: ReadResult, *, language: Language) -> None:
    """Draw both photos side by side, where there are two and standard output is a terminal that can show them."""
    from rich.console import Console  # noqa: PLC0415 - only on a terminal
    from rich.table import Table  # noqa: PLC0415

    from menkyo.output.picture import picture_of  # noqa: PLC0415

    console = Console()
    photos = [result.record.photo for result in (one, other)]
    pictures = [None if photo is None else picture_of(photo, console, _PHOTO_COLUMNS) for photo in photos]
    if any(picture is None for picture in pictures):
        return
    table = Table.grid(padding=(0, 2))
    table.add_row(*(label.text(language) for label in _LABELS_CARD))
    table.add_row(*pictures)
    console.print(table)


def render_comparison_json(one: ReadResult, other: ReadResult, comparison: Comparison) -> str:
    """The answer of ``menkyo compare`` as the object `menkyo.compare/1`, without a line feed at the end."""
    return dump(
        {
            "schema": COMPARE_SCHEMA,
            "as_of": one.validity.as_of.isoformat(),
            "a": _card_document(one),
            "b": _card_document(other),
            "verdict": comparison.verdict.value,
            "items": [
                {
                    "item": difference.item.value,
                    "state": difference.state.value,
                    "reason": None if difference.reason is None else difference.reason.value,
                    "a": _value(one.record, difference.item),
                    "b": _value(other.record, difference.item),
                    "rule": {"id": difference.rule.id, "source": difference.rule.source},
                }
                for difference in comparison.items
            ],
        }
    )


def _card_document(result: ReadResult) -> Mapping[str, object]:
    return {
        "read_at": iso_moment(result.read_at),
        "reader": result.reader,
        **saved_mark(result),
        "card": {"kind": result.kind, "atr": result.atr.hex().upper(), "applications": result.applications},
        "lawful_last_day": iso_day(result.validity.lawful_last_day),
        "validity_state": result.validity.state.value,
    }


def _value(record: LicenseRecord, item: Item) -> object:
    """A record's value for JSON: as `menkyo.read/1` has it, and a photo by its SHA-256."""
    value = _VALUES[item](record)
    document: object
    match value:
        case RecordKind():
            document = value.value
        case RecordNumber():
            document = value.digits
        case EraDate():
            document = value.date.isoformat()
        case Color():
            document = value.text.text
        case Photo():
            document = hashlib.sha256(value.raw).hexdigest()
        case DrivingHistory():
            document = value.class_code.hex().upper() or None
        case tuple():
            document = [each.text if isinstance(each, Text) else each.value for each in value]
        case None:
            document = None
    return document
