"""What the tests of the rules share: the vectors, and the day that text writes."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    import pytest

VECTORS: Final = Path(__file__).parents[2] / "fixtures" / "vectors"
FILES: Final = {
    "lapse_vector": "rules_lapse",
    "term_vector": "rules_terms",
    "fee_vector": "rules_fees",
    "window_vector": "rules_windows",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for one kind of vector each row of its file, with days as days."""
    for argument, file in FILES.items():
        if argument in metafunc.fixturenames:
            rows = json.loads((VECTORS / f"{file}.json").read_text(encoding="utf-8"), object_hook=_with_days)
            ids = [row.get("name") or row.get("state") for row in rows]
            metafunc.parametrize(argument, rows, ids=ids)


def _with_days(row: dict[str, object]) -> dict[str, object]:
    return {key: _day(value) for key, value in row.items()}


def _day(value: object) -> object:
    if isinstance(value, list):
        return [_day(item) for item in cast("list[object]", value)]
    if not isinstance(value, str):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return value
