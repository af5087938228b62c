from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import jsonschema
import pytest

from menkyo.output import READ_SCHEMA, render_json, schema
from menkyo.output.schema import SCHEMAS
from menkyo.record import Category

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from menkyo.output import ReadResult


def walk(value: object, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in a JSON document with its path."""
    if isinstance(value, dict):
        table = cast("dict[str, Any]", value)
        yield path, table
        for key, item in table.items():
            yield from walk(item, f"{path}/{key}")
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            yield from walk(item, path)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_is_one(name: str) -> None:
    """Each shipped schema is a JSON Schema of draft 2020-12, and names its document."""
    document: dict[str, Any] = schema(name)
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert document["properties"]["schema"] == {"const": name}
    jsonschema.Draft202012Validator.check_schema(document)  # pyright: ignore[reportUnknownMemberType]


@pytest.mark.parametrize("name", SCHEMAS)
def test_objects_are_closed(name: str) -> None:
    """Every object of a schema requires its keys and allows no other; IC licenses and saved readings add one each."""
    for path, part in walk(schema(name)):
        if "properties" in part and not {"if", "then", "else"} & set(path.split("/")):
            assert part["additionalProperties"] is False, path
            assert set(part["required"]) == set(part["properties"]) - {"pin2_tries_left", "saved"}, path


def test_the_categories_are_those_of_the_record() -> None:
    """The schema lists the fifteen categories in face order."""
    document: dict[str, Any] = schema(READ_SCHEMA)
    assert document["$defs"]["category"]["enum"] == [category.value for category in Category]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", "menkyo.read/2"),
        ("read_at", "2026-11-22T23:05:00Z"),
        ("card/kind", "felica"),
        ("card/atr", "3b88"),
        ("card/expires_on", "2035-13-01"),
        ("pin/tries_left", -1),
        ("license/number", "3090 1234 5620"),
        ("license/color", "red"),
        ("license/conditions", [""]),
        ("categories", ["tank"]),
        ("categories", ["moped", "moped"]),
        ("category_dates", {"tank": "2020-01-01"}),
        ("validity/state", "unknown"),
        ("validity/days_left", None),
        ("photo/sha256", "00"),
        ("signature/verdict", "genuine"),
        ("signature/key_id", "AB"),
        ("more", 1),
        ("holder", {}),
        ("holder/sex", "f"),
        ("holder/source", "surface"),
    ],
)
def test_other_values_are_refused(path: str, value: object, make_holder_result: Callable[..., ReadResult]) -> None:
    """The schema refuses what the contract does not allow."""
    document: dict[str, Any] = json.loads(render_json(make_holder_result()))
    *parents, last = path.split("/")
    part = document
    for parent in parents:
        part = part[parent]
    part[last] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema(READ_SCHEMA))  # pyright: ignore[reportUnknownMemberType]


def test_an_unknown_name_is_an_error() -> None:
    """Only the documents of this package have a schema here."""
    with pytest.raises(KeyError):
        schema("menkyo.other/1")
