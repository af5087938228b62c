from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.output import READ_SCHEMA, READERS_SCHEMA, ReaderRow, render_json, render_readers_json, schema
from menkyo.record import RecordError, UnknownObject, decode_card_holder, decode_license_record
from menkyo.virtual import image_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.output import ReadResult

KEYS = {
    "": "schema read_at reader card pin license driving_history categories category_dates acquired_on holder validity"
    " photo signature changes problems unknown",
    "card": "kind atr applications expires_on",
    "pin": "set tries_left",
    "license": "number number_check color color_text issued_on expires_on conditions remarks commission"
    " reference_number",
    "driving_history": "number recorded_on class class_code",
    "acquired_on": "motorcycle_small_moped other class_2",
    "validity": "as_of recorded_last_day lawful_last_day days_left state",
    "photo": "format bytes width height sha256",
    "signature": "verdict coverage serial issuer subject key_id",
}
READ_VALIDATOR = jsonschema.Draft202012Validator(schema(READ_SCHEMA))
READERS_VALIDATOR = jsonschema.Draft202012Validator(schema(READERS_SCHEMA))


def parse(text: str) -> dict[str, Any]:
    """Parse a document and hold it against its schema."""
    document = cast("dict[str, Any]", json.loads(text))
    validator = READ_VALIDATOR if document["schema"] == READ_SCHEMA else READERS_VALIDATOR
    validator.validate(document)  # pyright: ignore[reportUnknownMemberType] - its stubs leave the instance open
    return document


@pytest.mark.parametrize("image", image_names())
def test_every_card_image_keeps_to_the_schema(image: str, make_result: Callable[..., ReadResult]) -> None:
    """Whatever a built-in card holds, its document is one that the schema describes."""
    try:
        result = make_result(image)
    except RecordError:
        return
    parse(render_json(result))


def test_keys_are_in_the_order_of_the_contract(make_result: Callable[..., ReadResult]) -> None:
    """Keys stand in the contract's order, and not one is missing."""
    document = parse(render_json(make_result("license-and-history")))
    for path, keys in KEYS.items():
        part = document[path] if path else document
        assert list(part) == keys.split()


@given(data=st.binary(max_size=300))
def test_any_bytes_of_a_card_keep_to_the_schema(data: bytes, make_result: Callable[..., ReadResult]) -> None:
    """No bytes that a card could send bring forth a document outside the schema."""
    try:
        record = decode_license_record(data)
    except RecordError:
        record = decode_license_record(b"")
    parse(render_json(make_result(record=record)))


def test_license_keys_stay_on_a_history_record(make_result: Callable[..., ReadResult]) -> None:
    """A card with a history record alone has the license's keys, empty."""
    document = parse(render_json(make_result("history-only")))
    assert document["license"] == {
        **dict.fromkeys(KEYS["license"].split()),
        "conditions": [],
        "remarks": [],
    }
    assert document["driving_history"]["class"] == "excellent"
    assert document["driving_history"]["class_code"] == "01"


def test_what_no_my_number_card_records_is_empty(result: ReadResult) -> None:
    """Holder, changes and category days are there and empty: this card does not record them."""
    document = parse(render_json(result))
    assert (document["holder"], document["changes"], document["category_dates"]) == (None, [], {})


@pytest.mark.parametrize(("image", "sex"), [("specimen", "female"), ("holder-reiwa", "unknown")])
def test_the_holder_of_a_my_number_card(image: str, sex: str, make_holder_result: Callable[..., ReadResult]) -> None:
    """What the card tells of its holder, and null for what it does not record."""
    holder = parse(render_json(make_holder_result(image)))["holder"]
    assert list(holder) == ["name", "kana", "alias", "birth_date", "sex", "address", "domicile", "source"]
    assert (holder["sex"], holder["source"]) == (sex, "text-application")
    assert (holder["kana"], holder["alias"], holder["domicile"]) == (None, None, None)


@given(data=st.binary(max_size=120).map(lambda data: b"\xff\x20\x81\x70" + data))
def test_any_holder_keeps_to_the_schema(data: bytes, result: ReadResult) -> None:
    """No bytes in place of a holder bring forth a document outside the schema."""
    holder = decode_card_holder(data)
    problems, unknown = result.problems + holder.problems, result.unknown + holder.unknown
    parse(render_json(replace(result, holder=holder, problems=problems, unknown=unknown)))


def test_no_signature_leaves_nulls(result: ReadResult) -> None:
    """Without a signature record the object has its verdict and nulls."""
    document = parse(render_json(replace(result, signature=None, signature_verdict="not-checked")))
    assert document["signature"] == {**dict.fromkeys(KEYS["signature"].split()), "verdict": "not-checked"}


def test_no_record_of_a_photo_is_null(make_result: Callable[..., ReadResult]) -> None:
    """A card without a photo has null there."""
    assert parse(render_json(make_result("no-photo")))["photo"] is None


def test_a_broken_photo_keeps_its_size_in_bytes(result: ReadResult) -> None:
    """Bytes that are no picture have a size and a digest, and no format."""
    record = decode_license_record(b"\xe7\x0c309012345620\x01\x07\x03abc")
    photo = parse(render_json(replace(result, record=record)))["photo"]
    assert (photo["format"], photo["bytes"], photo["width"], photo["height"]) == (None, 3, None, None)


def test_unknown_objects_are_in_hex(result: ReadResult) -> None:
    """What no table knows is there in hex."""
    unknown = UnknownObject("WEF02", "C0", b"\x00\xab")
    document = parse(render_json(replace(result, unknown=(unknown,))))
    assert document["unknown"] == [{"file": "WEF02", "tag": "C0", "hex": "00AB"}]


def test_the_key_identifier_is_lower_case(result: ReadResult) -> None:
    """The key identifier is written as certificate tools write it."""
    assert re.fullmatch("[0-9a-f]{64}", parse(render_json(result))["signature"]["key_id"])


def test_times_are_japanese(result: ReadResult) -> None:
    """The time of the reading is Japan's, wherever the machine stands."""
    late = replace(result, read_at=datetime(2026, 11, 22, 23, 30, 59, 999, tzinfo=UTC))
    assert parse(render_json(late))["read_at"] == "2026-11-23T08:30:59+09:00"


def test_a_card_without_expiry_has_nulls(make_result: Callable[..., ReadResult]) -> None:
    """Without a recorded day there is nothing to count."""
    result = make_result(record=decode_license_record(b"\xe7\x0c309012345620"), as_of=date(2026, 1, 1))
    document = parse(render_json(result))
    assert document["validity"] == {
        "as_of": "2026-01-01",
        "recorded_last_day": None,
        "lawful_last_day": None,
        "days_left": None,
        "state": "unknown",
    }


def test_japanese_text_is_readable(result: ReadResult) -> None:
    """Japanese stands as it is and not as escapes."""
    assert '"眼鏡等"' in render_json(result)


@pytest.mark.parametrize("name", ["\x1b[2J", "\x7f", "\x9b31m", "\u202e", "\ud800", "\U000e0001", "\u2028", "a\nb"])
def test_invisible_characters_are_escaped(name: str, result: ReadResult) -> None:
    """No control character reaches a terminal, and the value is the same after parsing."""
    text = render_json(replace(result, reader=name))
    assert not [character for character in text if not character.isprintable() and character != "\n"]
    assert text.encode()
    assert json.loads(text)["reader"] == name


def test_readers() -> None:
    """The readers' document has each reader with number, name, card and ATR."""
    rows = [
        ReaderRow(0, "ACS ACR1252", card_present=True, atr=b"\x3b\x88"),
        ReaderRow(1, "空", card_present=False, atr=None),
    ]
    assert parse(render_readers_json(rows)) == {
        "schema": "menkyo.readers/1",
        "readers": [
            {"number": 0, "name": "ACS ACR1252", "card_present": True, "atr": "3B88"},
            {"number": 1, "name": "空", "card_present": False, "atr": None},
        ],
    }


def test_no_readers() -> None:
    """No reader is an empty list."""
    assert parse(render_readers_json([]))["readers"] == []


def test_the_golden_documents_keep_to_the_schema() -> None:
    """The golden JSON files are documents of the schema."""
    files = sorted((Path(__file__).parents[2] / "fixtures" / "golden" / "read").glob("*.json"))
    assert files
    for file in files:
        parse(file.read_text(encoding="utf-8"))
