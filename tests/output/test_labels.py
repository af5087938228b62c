from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

import pytest

from menkyo.output import labels
from menkyo.output.language import Bilingual, Language
from menkyo.output.texts import Phrase
from menkyo.record import (
    COMMISSIONS,
    IC_LAYOUTS,
    LICENSE_LAYOUT,
    SIGNATURE_LAYOUT,
    Category,
    ChangeKind,
    ColorClass,
    DriverClass,
    Era,
    ProblemKind,
)
from menkyo.trust import COVERAGES, FoundBy, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import Enum

TABLES: dict[str, Mapping[str, Bilingual] | Mapping[Enum, Bilingual]] = {
    name: getattr(labels, name)
    for name in (
        "CARD_KINDS",
        "CHANGE_KINDS",
        "COLORS",
        "COMMISSION_NAMES",
        "COVERAGES",
        "DRIVER_CLASSES",
        "ERAS",
        "FIELDS",
        "FOUND_BY",
        "MEANINGS",
        "PROBLEMS",
        "VERDICTS",
    )
}
LAYOUTS = (LICENSE_LAYOUT, SIGNATURE_LAYOUT, *IC_LAYOUTS.values())
JUDGING = re.compile(r"\b(valid|genuine|authentic|real license)\b|有効で|有効な|真正|本物|正規", re.IGNORECASE)


@pytest.mark.parametrize("table", TABLES)
def test_every_label_has_both_languages(table: str) -> None:
    """No row of a label table lacks a language."""
    for key, label in TABLES[table].items():
        assert label.ja.strip(), key
        assert label.en.strip(), key


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("COLORS", set(ColorClass)),
        ("DRIVER_CLASSES", set(DriverClass)),
        ("ERAS", set(Era)),
        ("CHANGE_KINDS", set(ChangeKind)),
        ("PROBLEMS", set(ProblemKind)),
        ("COMMISSION_NAMES", set(COMMISSIONS)),
        ("FIELDS", {row.tag_hex for layout in LAYOUTS for row in layout}),
        ("VERDICTS", set(Verdict)),
        ("MEANINGS", set(Verdict)),
        ("COVERAGES", set(COVERAGES)),
        ("FOUND_BY", set(FoundBy)),
        ("CARD_KINDS", {"mynumber", "ic-license"}),
    ],
)
def test_every_value_has_a_label(table: str, values: set[object]) -> None:
    """Every value that a record can have has a label."""
    assert set(TABLES[table]) == values


@pytest.mark.parametrize("phrase", list(Phrase), ids=lambda phrase: phrase.name)
def test_every_phrase_has_both_languages(phrase: Phrase) -> None:
    """A phrase has both languages, which fill in the same values."""
    fields = [{field for _, field, _, _ in string.Formatter().parse(text) if field} for text in (phrase.ja, phrase.en)]
    assert phrase.ja
    assert phrase.en
    assert fields[0] == fields[1]


def test_no_word_judges() -> None:
    """Not one word says that a license or a signature is valid or genuine."""
    texts = [text for phrase in Phrase for text in (phrase.ja, phrase.en)]
    texts += [text for table in TABLES.values() for label in table.values() for text in label]
    assert [text for text in texts if JUDGING.search(text)] == []


def test_filled_in_braces_are_no_template() -> None:
    """What a card wrote is never taken for a template."""
    assert Phrase.SIGNER.text(Language.EN, issuer="{serial}{0}").endswith("{serial}{0}")


@pytest.mark.parametrize("category", list(Category))
def test_category_names(category: Category) -> None:
    """A category is its abbreviation on the face and its full name elsewhere; English drops the class if told apart."""
    assert labels.category_name(category, Language.JA, short=True) == category.abbreviation
    assert labels.category_name(category, Language.JA) == category.full_name
    assert labels.category_name(category, Language.EN) == category.english
    assert "class" not in labels.category_name(category, Language.EN, short=True)
