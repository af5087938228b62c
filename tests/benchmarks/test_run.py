"""The benchmarks run, and the figures that are the same on every machine meet their goals."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

_RUN = Path(__file__).parents[2] / "benchmarks" / "run"


@pytest.fixture(scope="module")
def figures() -> dict[str, list[str]]:
    """The rows of the table of commands and bytes, by card and reader."""
    # The benchmarks stand beside each other in a folder that is no package.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    result = subprocess.run(
        [sys.executable, _RUN, "card"], check=True, capture_output=True, encoding="utf-8", env=environment
    )
    table, _, _ = result.stdout.partition("Time on the air (a model)")
    rows = [re.split(r" {2,}", line) for line in table.splitlines() if ": " in line]
    return {row[0]: row[1:] for row in rows if len(row) == 7}


def test_every_card_is_read_by_every_reader(figures: dict[str, list[str]]) -> None:
    """Three cards are read by menkyo in two ways and by two simpler readers, which bring the same bytes."""
    assert len(figures) == 3 * 4


@pytest.mark.parametrize("card", ["specimen", "specimen, padded with FF", "largest record possible"])
def test_a_whole_reading_takes_few_commands(figures: dict[str, list[str]], card: str) -> None:
    """With extended length, everything there is to read takes 14 commands at most."""
    assert int(figures[f"{card}: menkyo, extended length"][0]) <= 14


@pytest.mark.parametrize("card", ["specimen", "largest record possible"])
def test_short_length_brings_little_more_than_needed(figures: dict[str, list[str]], card: str) -> None:
    """Without extended length, the card sends at most 1.05 times the bytes that are needed."""
    assert float(figures[f"{card}: menkyo, short length"][-1]) <= 1.05


def test_padding_is_not_fetched_in_short_length(figures: dict[str, list[str]]) -> None:
    """Without extended length, padding behind the objects costs no command."""
    padded, plain = figures["specimen, padded with FF: menkyo, short length"], figures["specimen: menkyo, short length"]
    assert padded[0] == plain[0]


@pytest.mark.parametrize("card", ["specimen", "specimen, padded with FF", "largest record possible"])
def test_no_simpler_reader_takes_fewer_commands(figures: dict[str, list[str]], card: str) -> None:
    """In either length, menkyo takes no more commands than the readers that it is compared with."""
    simpler = min(int(figures[f"{card}: {reader}"][0]) for reader in ("256 bytes at a time", "object by object"))
    assert int(figures[f"{card}: menkyo, extended length"][0]) < simpler
    assert int(figures[f"{card}: menkyo, short length"][0]) <= simpler
