"""A number in words and as JSON, from each kind of card and from none."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import jsonschema
import pytest

from menkyo.output import NUMBER_SCHEMA, Language, render_number, render_number_json, schema
from menkyo.record import COMMISSIONS
from menkyo.rules.number_use import NumberKind, NumberUse, parse_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.output import ReadResult

TODAY = date(2026, 11, 22)
NUMBERS = {
    "typed": ("309012345620", None),
    "mismatch": ("006412345613", None),
    "recorded-mismatch": ("306412345610", NumberKind.LICENSE_RECORD),
    "license": ("309012345621", NumberKind.LICENSE),
    "license-record": ("309012345620", NumberKind.LICENSE_RECORD),
    "history-record": ("302500000110", NumberKind.HISTORY_RECORD),
}


def use_of(name: str) -> NumberUse:
    """A number of the table."""
    digits, kind = NUMBERS[name]
    return NumberUse(parse_number(digits), kind, TODAY)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", NUMBERS)
def test_text(name: str, language: Language, result: ReadResult, check_golden: Callable[[str, str], None]) -> None:
    """The answer of `number` for each kind of number stays as it is."""
    use = use_of(name)
    text = render_number(use, None if use.kind is None else result, language=language)
    check_golden(f"../number/{name}.{language}.txt", text + "\n")


@pytest.mark.parametrize("name", NUMBERS)
def test_json(name: str, result: ReadResult, check_golden: Callable[[str, str], None]) -> None:
    """The document of `number` for each kind of number fits its schema and stays as it is."""
    use = use_of(name)
    text = render_number_json(use, None if use.kind is None else result)
    document = cast("dict[str, Any]", json.loads(text))
    jsonschema.validate(document, schema(NUMBER_SCHEMA))  # pyright: ignore[reportUnknownMemberType]
    assert list(document) == [
        key for key in cast("dict[str, Any]", schema(NUMBER_SCHEMA)["properties"]) if key != "saved"
    ]
    check_golden(f"../number/{name}.json", text + "\n")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("code", COMMISSIONS)
def test_every_commission_has_a_name(code: str, language: Language) -> None:
    """Each code of the table has its commission's name beside it."""
    use = NumberUse(parse_number(f"{code}9012345620"), None, TODAY)
    assert f"{COMMISSIONS[code]} (コード {code})" in render_number(use, None, language=Language.JA)
    assert f" (code {code})" in render_number(use, None, language=Language.EN)
    assert "\x1b" not in render_number(use, None, language=language)
