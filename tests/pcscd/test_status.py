"""`menkyo status` with a real PC/SC service in between."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator, validate

from menkyo.output import schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pcscd.conftest import Menkyo, ServedCard

pytestmark = pytest.mark.pcscd


@pytest.mark.parametrize("image", ["specimen", "no-extended-length", "answers-cut", "blocked-keys", "ic-license"])
def test_a_status_is_the_same_through_the_service(
    menkyo: Menkyo, lay_card: Callable[..., ServedCard], image: str
) -> None:
    """Whatever link and card can or cannot do, the document is that of the same card without a service."""
    lay_card(image)
    documents = [
        json.loads(menkyo.run("status", "--format", "json", *options)[0]) | {"reader": None}
        for options in ((), ("--short",), ("--reader", f"virtual:{image}"))
    ]
    assert documents[0] == documents[1] == documents[2]
    validate(documents[0] | {"reader": ""}, schema("menkyo.status/1"), cls=Draft202012Validator)


def test_another_card_is_told_as_one(menkyo: Menkyo, lay_card: Callable[..., ServedCard]) -> None:
    """Exit code 5, and a sentence that says what the card is."""
    lay_card("phone")
    assert "smartphone" in menkyo.run("status", code=5)[1]
