"""`menkyo doctor` beside a real service: in order, without a card, and without the service."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.pcscd.conftest import Menkyo, ServedCard

pytestmark = pytest.mark.pcscd


def outcomes(output: bytes) -> dict[str, str]:
    """The outcome of each step."""
    checks = cast("list[dict[str, str]]", json.loads(output)["checks"])
    return {check["step"]: check["outcome"] for check in checks}


def test_everything_is_in_order(menkyo: Menkyo, lay_card: Callable[..., ServedCard]) -> None:
    """With a card on a reader every step passes, and no try is used."""
    lay_card("specimen")
    output, errors = menkyo.run("doctor", "--json")
    assert set(outcomes(output).values()) == {"pass"}
    assert errors == ""


def test_without_a_card(menkyo: Menkyo) -> None:
    """With empty readers service, driver and reader pass, and the card fails at once: nothing is waited for."""
    output, _ = menkyo.run("doctor", "--json", "--reader", "0", code=4)
    found = outcomes(output)
    assert [found[step] for step in ("service", "driver", "reader", "card")] == ["pass", "pass", "pass", "fail"]


def test_without_the_service(menkyo: Menkyo, tmp_path: Path) -> None:
    """Where no service answers the first step fails, and its remedy names the package."""
    environment = {"PCSCLITE_CSOCK_NAME": str(tmp_path / "nobody")}
    output, _ = menkyo.run("doctor", "--json", code=3, environment=environment)
    first = json.loads(output)["checks"][0]
    assert (first["step"], first["outcome"]) == ("service", "fail")
    assert "pcscd" in first["remedy"]
