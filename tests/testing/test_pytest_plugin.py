"""The pytest plugin, in test runs of other projects: processes of their own, with every warning an error."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from menkyo.testing import CardForTests

IN_THREE_LINES = """
import menkyo

def test_my_program(menkyo_card):
    capture = menkyo.read_card(menkyo_card, lambda tries_left: b"1234")
    assert menkyo_card.tries["license"] == 10
"""
MARKED = """
import pytest

@pytest.mark.menkyo_card("ic-license")
def test_by_name(menkyo_card):
    assert menkyo_card.tries == {"pin1": 3, "pin2": 3}

@pytest.mark.menkyo_card("mine.toml")
def test_by_file_beside_the_test(menkyo_card):
    assert menkyo_card.image.pin.tries_left == 4

@pytest.mark.menkyo_card
def test_without_a_name(menkyo_card):
    assert menkyo_card.image.name == "specimen"

def test_every_test_has_a_card_of_its_own(menkyo_card, make_menkyo_card):
    other = make_menkyo_card()
    other.transmit(bytes.fromhex("00A4040C10A0000002310600000000000000000000"))
    other.transmit(bytes.fromhex("0020008604") + b"0000")
    assert (menkyo_card.tries["license"], other.tries["license"]) == (10, 9)
    assert make_menkyo_card("expired").image.name == "expired"

@pytest.mark.menkyo_card(image="blocked")
def test_by_keyword(menkyo_card):
    assert menkyo_card.tries["license"] == 0

@pytest.mark.menkyo_card("specimen", faults=["pull@2"])
def test_what_the_marker_does_not_know(request):
    with pytest.raises(TypeError, match="faults"):
        request.getfixturevalue("menkyo_card")

@pytest.mark.menkyo_card("nothing")
def test_an_unknown_name(request):
    with pytest.raises(ValueError, match="nothing"):
        request.getfixturevalue("menkyo_card")
"""
NOTHING_HEAVY = """
import sys

def test_nothing_of_menkyo_is_imported():
    assert {name for name in sys.modules if name.startswith(("menkyo", "apdu", "smartcard", "PIL", "click"))} == {
        "menkyo", "menkyo.pytest_plugin"
    }
"""


@pytest.fixture
def run_pytest(tmp_path: Path) -> Callable[..., str]:
    """Runs pytest on a test file in a folder of its own; the last line of its output."""

    def run(text: str, *options: str) -> str:
        (tmp_path / "sub").mkdir()
        (tmp_path / "sub" / "test_mine.py").write_text(text, encoding="utf-8")
        (tmp_path / "sub" / "mine.toml").write_text('schema = "menkyo.image/1"\npin.tries_left = 4\n', encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-W",
            "error",
            "--strict-markers",
            "-p",
            "no:cacheprovider",
            *options,
        ]
        done = subprocess.run(
            [*command, "."], cwd=tmp_path, env=kept, capture_output=True, encoding="utf-8", check=False, timeout=100
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.mark.parametrize(("text", "count"), [(IN_THREE_LINES, "1 passed"), (MARKED, "7 passed")])
def test_other_projects_have_a_card(run_pytest: Callable[..., str], text: str, count: str) -> None:
    """The fixture is there without an import, the marker chooses the image, and each test has its own card."""
    assert count in run_pytest(text)


def test_a_test_run_without_cards_imports_none(run_pytest: Callable[..., str]) -> None:
    """Whoever has menkyo installed and does not ask for a card pays nothing for it."""
    assert "1 passed" in run_pytest(NOTHING_HEAVY)


def test_the_fixtures_and_the_marker_are_told(run_pytest: Callable[..., str]) -> None:
    """`pytest --fixtures` and `pytest --markers` tell what there is."""
    assert "@pytest.mark.menkyo_card(image):" in run_pytest(IN_THREE_LINES, "--markers")


@pytest.mark.menkyo_card("new-driver")
def test_here_too(menkyo_card: CardForTests) -> None:
    """The plugin is active in our own run, beside its strict markers and with warnings as errors."""
    assert menkyo_card.image.name == "new-driver"
