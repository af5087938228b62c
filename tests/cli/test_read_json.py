"""The document menkyo.read/1 as the contract has it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

import pytest
from jsonschema import Draft202012Validator, validate

from menkyo.output import schema
from menkyo.virtual import image_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Outcome

READ = schema("menkyo.read/1")

# The contract's example, with its own reader, ATR, time and what it abbreviates as the specimen has them.
CONTRACT = {
    "schema": "menkyo.read/1",
    "read_at": "",
    "reader": "Virtual: specimen",
    "card": {
        "kind": "mynumber",
        "atr": "3B888001000005E0B381A1007F",
        "applications": ["license", "jpki", "common", "resident", "surface", "text"],
        "expires_on": "2035-02-17",
    },
    "pin": {"set": True, "tries_left": 10},
    "license": {
        "number": "309012345620",
        "number_check": "ok",
        "color": "gold",
        "color_text": "優良",
        "issued_on": None,
        "expires_on": "2030-05-15",
        "conditions": ["眼鏡等", "準中型車(5t)と普通車はAT車に限る"],
        "remarks": [],
        "commission": None,
        "reference_number": None,
    },
    "driving_history": None,
    "categories": ["semi_medium", "ordinary", "moped"],
    "category_dates": {},
    "acquired_on": {"motorcycle_small_moped": "2009-04-20", "other": "2010-08-02", "class_2": None},
    "holder": None,
    "validity": {
        "as_of": "2026-11-22",
        "recorded_last_day": "2030-05-15",
        "lawful_last_day": "2030-05-15",
        "days_left": 1270,
        "state": "current",
    },
    "photo": {"format": "jp2", "bytes": 1933, "width": 192, "height": 240, "sha256": ""},
    "signature": {
        "verdict": "unknown-signer",
        "coverage": None,
        "serial": "0000000000000001",
        "issuer": "Menkyo specimen issuer. Not an authority",
        "subject": "Menkyo specimen signer. Not an authority",
        "key_id": "",
    },
    "changes": [],
    "problems": [],
    "unknown": [],
}
VARIABLE = {"read_at", "sha256", "key_id"}
# What stands inside these is decided by the card, or is empty here.
OPEN = {"category_dates"}


def keys(value: object) -> object:
    """The keys of a document in their order, at all depths."""
    if isinstance(value, dict):
        document = cast("dict[str, object]", value)
        return [(key, None if key in OPEN else keys(inner)) for key, inner in document.items()]
    return None


def without_variable(value: object) -> object:
    """A document with nothing for what differs from one reading, or one test key, to another."""
    if isinstance(value, dict):
        document = cast("dict[str, object]", value)
        return {key: "" if key in VARIABLE else without_variable(inner) for key, inner in document.items()}
    return value


def test_the_specimen_is_the_contracts_example(menkyo_run: Callable[..., Outcome]) -> None:
    """The specimen on the contract's day is the contract's example: values, and keys in their order."""
    outcome = menkyo_run("read", "--demo", "--format", "json", "--as-of", "2026-11-22", "--lang", "en")
    assert (outcome.code, outcome.errors) == (0, "")
    assert without_variable(outcome.document) == CONTRACT
    assert keys(outcome.document) == keys(CONTRACT)
    assert outcome.output.endswith(b"}\n")


def test_text_is_written_as_it_is(menkyo_run: Callable[..., Outcome]) -> None:
    """JSON is UTF-8 with Japanese text in it, the same in both languages and on a terminal of any encoding."""
    japanese, english = (
        menkyo_run("read", "--demo", "--format", "json", "--as-of", "2026-11-22", "--lang", lang)
        for lang in ("ja", "en")
    )
    assert "眼鏡等".encode() in japanese.output
    assert without_variable(japanese.document) == without_variable(english.document)


@pytest.mark.parametrize("short", [False, True], ids=["extended", "short"])
@pytest.mark.parametrize("image", image_names())
def test_every_card_fits_the_schema(
    menkyo_run: Callable[..., Outcome],
    image: str,
    short: bool,  # noqa: FBT001 - a column
) -> None:
    """Of every built-in card the document fits the schema, with the contract's keys in the contract's order."""
    arguments = ["read", "--reader", f"virtual:{image}", "--format", "json", "--pin-file", "-", "--use-last-try"]
    outcome = menkyo_run(*arguments, *["--short"] * short, stdin=b"1234\n5678" if image.startswith("ic-") else b"1234")
    assert outcome.code in {0, 5, 7, 8}
    if outcome.code:
        outcome.assert_one_sentence("ja")
        return
    assert outcome.errors == ""
    document = outcome.document
    validate(document, READ, cls=Draft202012Validator)
    assert list(document) == list(CONTRACT)
    for key in ("card", "pin", "license", "acquired_on", "validity", "photo", "signature", "driving_history"):
        if document[key] is not None:
            expected = CONTRACT[key] or dict.fromkeys(["number", "recorded_on", "class", "class_code"])
            keys = list(cast("dict[str, object]", expected))
            # An IC license has two PINs.
            keys += ["pin2_tries_left"] * (key == "pin" and image.startswith("ic-"))
            assert list(cast("dict[str, object]", document[key])) == keys
    holder = ["name", "kana", "alias", "birth_date", "sex", "address", "domicile", "source"]
    assert list(cast("dict[str, object]", document["holder"] or {})) == holder * image.startswith("ic-")
    for change in cast("list[dict[str, object]]", document["changes"]):
        assert list(change) == ["kind", "date", "text", "commission"]
    for problem in cast("list[dict[str, object]]", document["problems"]):
        assert list(problem) == ["file", "tag", "offset", "kind", "detail"]
    for unknown in cast("list[dict[str, object]]", document["unknown"]):
        assert list(unknown) == ["file", "tag", "hex"]


@pytest.mark.parametrize(
    "image", ["answers-cut", "cut-without-status", "end-6cxx", "no-extended-length-6f00", "padding-ff"]
)
def test_the_link_changes_nothing_of_what_is_read(menkyo_run: Callable[..., Outcome], image: str) -> None:
    """What the card or the link cannot do costs commands, never data."""
    arguments = ["--format", "json", "--as-of", "2026-11-22", "--pin-file", "-"]
    document = without_variable(menkyo_run("read", "--reader", f"virtual:{image}", *arguments, stdin=b"1234").document)
    assert document == CONTRACT | {"reader": f"Virtual: {image}"}


def test_no_photo_leaves_the_photo_out(menkyo_run: Callable[..., Outcome]) -> None:
    """--no-photo takes the photo out of what is shown."""
    assert menkyo_run("read", "--demo", "--format", "json", "--no-photo").document["photo"] is None


@pytest.mark.parametrize(
    ("day", "state", "days_left"),
    [
        ("2030-05-15", "current", 0),
        ("2030-05-16", "past", -1),
        ("0001-01-01", "current", 741_211),
        ("9999-12-31", "past", -2_910_847),
    ],
)
def test_as_of_fixes_the_day(menkyo_run: Callable[..., Outcome], day: str, state: str, days_left: int) -> None:
    """Everything that depends on today follows --as-of, however far away it is."""
    outcome = menkyo_run("read", "--demo", "--format", "json", "--as-of", day)
    validity = cast("dict[str, object]", outcome.document["validity"])
    assert (validity["as_of"], validity["state"], validity["days_left"]) == (day, state, days_left)
    for output_format in ("panel", "plain"):
        assert menkyo_run("read", "--demo", "--format", output_format, "--as-of", day).code == 0


@pytest.mark.parametrize("day", ["2026-13-01", "2026-02-30", "tomorrow", "20261122", "", "2026-11-22T00:00"])
def test_as_of_is_an_iso_date(menkyo_run: Callable[..., Outcome], day: str) -> None:
    """What is no day is wrong usage."""
    assert menkyo_run("read", "--demo", "--as-of", day).code == 2


def test_a_saved_reading_is_the_same_reading(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """What --save wrote decodes to the document that was shown, and says that it was saved."""
    from menkyo.api import decode, load_capture  # noqa: PLC0415 - what a program would do
    from menkyo.output import render_json  # noqa: PLC0415

    saved = tmp_path / "capture.json"
    outcome = menkyo_run("read", "--demo", "--format", "json", "--save", str(saved))
    document = json.loads(render_json(decode(load_capture(saved))))
    assert document == {**outcome.document, "saved": True}
