"""The answer of ``menkyo number``: text, and JSON of the schema `menkyo.number/1`, by the rules of `document`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.output.document import dump, iso_moment, saved_mark
from menkyo.output.facts import origin_rows, read_row
from menkyo.output.labels import COMMISSION_NAMES
from menkyo.output.language import Bilingual, Language
from menkyo.output.rows import Row, Tone
from menkyo.output.rule_words import stale_rules
from menkyo.output.texts import Phrase
from menkyo.record import NumberCheck
from menkyo.rules.comparison import SAME_NUMBER
from menkyo.rules.number_use import (
    CARRY_OVER_HISTORY,
    CARRY_OVER_NUMBER,
    CARRY_OVER_TYPING,
    CHECK_DIGIT,
    NumberKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from menkyo.output.view import ReadResult
    from menkyo.record import RecordNumber
    from menkyo.rules.number_use import NumberUse
    from menkyo.rules.rule import Rule

__all__ = ["NUMBER_SCHEMA", "render_number", "render_number_json"]

NUMBER_SCHEMA: Final = "menkyo.number/1"

_KINDS: Final = {
    None: Bilingual(
        "数字だけでは分かりません。免許証に印刷された番号なら免許証番号、"
        "マイナンバーカードのICチップに記録された番号なら免許情報記録番号です。",
        "the digits alone do not tell: printed on a license it is its number (免許証番号), "
        "in the chip of a My Number card it is the number of the license record (免許情報記録番号)",
    ),
    NumberKind.LICENSE: Bilingual(
        "免許証番号 (運転免許証の番号。ICチップから読み取り)",
        "number of the license (免許証番号), read from its chip",
    ),
    NumberKind.LICENSE_RECORD: Bilingual(
        "免許情報記録番号 (マイナンバーカードのICチップに記録された免許情報の番号)",
        "number of the license record (免許情報記録番号) in the chip of the My Number card",
    ),
    NumberKind.HISTORY_RECORD: Bilingual(
        "運転経歴情報記録番号 (マイナンバーカードのICチップに記録された運転経歴の番号)",
        "number of the driving-history record (運転経歴情報記録番号) in the chip of the My Number card",
    ),
}
_FOR_RENEWAL: Final = {
    None: Bilingual(
        "マイナンバーカードのオンライン申請で入力するのは、免許情報記録番号です (免許証番号ではありません)。",
        "the online form for a new My Number card asks for the 免許情報記録番号, and NOT for the 免許証番号",
    ),
    True: Bilingual(
        "マイナンバーカードのオンライン申請で入力するのは、この番号です (免許証番号ではありません)。",
        "the online form for a new My Number card asks for this number, and NOT for the one on a license (免許証番号)",
    ),
    False: Bilingual(
        "マイナンバーカードのオンライン申請で入力するのは、この番号ではなく、"
        "マイナンバーカードのICチップにある免許情報記録番号です。",
        "the online form for a new My Number card does NOT ask for this number, but for the 免許情報記録番号 "
        "in the chip of the My Number card",
    ),
}
_TYPED_WRONGLY: Final = Bilingual(
    "間違えると、免許情報は新しいカードに引き継がれません。",
    "typed wrongly, the license is not carried over to the new card",
)
_HISTORY_RENEWAL: Final = Bilingual(
    "運転経歴情報も継続利用の対象ですが、オンライン申請で入力する番号を定めた資料はありません。"
    "申請の前に警察に確かめてください。",
    "a driving history can move to a new card as a license does, but no source says which number to type in the online "
    "form; ask the police before applying",
)


def render_number(use: NumberUse, reading: ReadResult | None, *, language: Language) -> str:
    """A number as lines "label: value", without a line feed at the end; ``reading`` is where it comes from, if any."""
    return "\n".join(f"{row.label}: {row.text}" for row in _rows(use, reading, language))


def _rows(use: NumberUse, reading: ReadResult | None, language: Language) -> Iterator[Row]:
    number = use.number
    if reading is not None:
        yield from origin_rows(reading, language)
    yield Row(Phrase.NUMBER.text(language), number.grouped)
    yield Row(Phrase.NUMBER_KIND.text(language), _KINDS[use.kind].text(language))
    yield from _check(use, language)
    yield Row(Phrase.FIRST_COMMISSION.text(language), _commission(number, language))
    yield Row(
        Phrase.FIRST_YEAR.text(language),
        Phrase.FIRST_YEAR_VALUE.text(language, year=use.first_year, digits=number.year_digits),
    )
    yield Row(Phrase.SERIAL_DIGITS.text(language), number.serial)
    yield Row(Phrase.REISSUES.text(language), Phrase.REISSUES_VALUE.text(language, count=number.reissue_count))
    if use.kind is not NumberKind.HISTORY_RECORD:
        shared = number.grouped[:-1]
        words = Phrase.OTHER_NUMBER_VALUE.text(language, shared=shared)
        yield Row(Phrase.OTHER_NUMBER.text(language), _by(words, (SAME_NUMBER,)))
    label = Phrase.FOR_RENEWAL.text(language)
    if use.kind is NumberKind.HISTORY_RECORD:
        yield Row(label, _by(_HISTORY_RENEWAL.text(language), CARRY_OVER_HISTORY))
    else:
        yield Row(label, _by(_FOR_RENEWAL[use.for_renewal].text(language), CARRY_OVER_NUMBER))
        yield Row(label, _by(_TYPED_WRONGLY.text(language), CARRY_OVER_TYPING))
    stale = stale_rules(use.as_of, language)
    if stale:
        yield Row(Phrase.NOTICE.text(language), stale, Tone.WARNING)
    if reading is not None:
        yield read_row(reading, language)


def _check(use: NumberUse, language: Language) -> Iterator[Row]:
    """Whether the check digit fits; where it does not, what was typed may be wrong."""
    label, digit = Phrase.CHECK_DIGIT.text(language), use.number.check_digit
    if use.number.check is NumberCheck.OK:
        yield Row(label, _by(Phrase.CHECK_FITS.text(language, digit=digit), CHECK_DIGIT))
        return
    words = Phrase.CHECK_MISMATCH.text(language, digit=digit, fitting=use.fitting_check_digit)
    yield Row(label, _by(words, CHECK_DIGIT), Tone.WARNING)
    if use.kind is None:
        yield Row(label, Phrase.CHECK_TYPING.text(language), Tone.WARNING)


def _by(words: str, rules: tuple[Rule, ...]) -> str:
    """Words with the ids of the rules that they rest on."""
    return f"{words} [{' '.join(rule.id for rule in rules)}]"


def _commission(number: RecordNumber, language: Language) -> str:
    name = COMMISSION_NAMES.get(number.commission_code)
    if name is None:
        return Phrase.UNLISTED_COMMISSION.text(language, code=number.commission_code)
    return Phrase.COMMISSION_VALUE.text(language, name=name.text(language), code=number.commission_code)


def render_number_json(use: NumberUse, reading: ReadResult | None) -> str:
    """A number as the object `menkyo.number/1`, without a line feed at the end; ``reading`` is where it comes from."""
    number = use.number
    return dump(
        {
            "schema": NUMBER_SCHEMA,
            "as_of": use.as_of.isoformat(),
            "read_at": iso_moment(None if reading is None else reading.read_at),
            "reader": None if reading is None else reading.reader,
            **({} if reading is None else saved_mark(reading)),
            "number": number.digits,
            "grouped": number.grouped,
            "kind": None if use.kind is None else use.kind.value,
            "number_check": number.check.value,
            "check_digit": number.check_digit,
            "fitting_check_digit": use.fitting_check_digit,
            "commission_code": number.commission_code,
            "commission": number.commission_name,
            "first_year": use.first_year,
            "serial": number.serial,
            "reissues": number.reissue_count,
            "shared_digits": use.shared_digits,
            "for_renewal": use.for_renewal,
            "rules": [{"id": rule.id, "source": rule.source} for rule in use.rules],
        }
    )
