"""`menkyo apdu` and `menkyo dump` with a real PC/SC service in between."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.pcscd.conftest import Menkyo, ServedCard

pytestmark = pytest.mark.pcscd

SELECT = "00A4040C10A0000002310600000000000000000000"


def test_commands_go_through_the_service(menkyo: Menkyo, lay_card: Callable[..., ServedCard]) -> None:
    """Each command is sent once and as it is written, and the answers are those of the card."""
    served = lay_card("specimen")
    output, errors = menkyo.run("apdu", "--json", "--reader", served.reader.name, SELECT, "= 9000", "00B09A0003")
    exchanges = [json.loads(line) for line in output.splitlines()]
    assert [(exchange["data"], exchange["status"]) for exchange in exchanges] == [("", "9000"), ("C10101", "9000")]
    assert errors == ""


def test_a_dump_holds_the_same_files_through_the_service(
    menkyo: Menkyo, lay_card: Callable[..., ServedCard], tmp_path: Path
) -> None:
    """Whatever the link can or cannot do, every file is that of the same card without a service."""
    lay_card("specimen")
    dumps: list[object] = []
    for name, options in (("long", ()), ("short", ("--short",)), ("none", ("--reader", "virtual:specimen"))):
        path = tmp_path / f"{name}.json"
        menkyo.run("dump", str(path), "--pin-file", "-", *options)
        dumps.append(json.loads(path.read_text(encoding="utf-8"))["files"])
    assert dumps[0] == dumps[1] == dumps[2]
