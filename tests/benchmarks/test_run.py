"""The benchmarks run, and the figures that are the same on every machine meet their goals."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

_RUN = Path(__file__).parents[2] / "benchmarks" / "run"


_IC_TABLE = "Commands and bytes of an IC license"
_AIR_TABLE = "Time on the air (a model)"
_IC_CARDS = ("IC license", "IC license with changes", "largest IC license possible")


@pytest.fixture(scope="module")
def output() -> str:
    """What the benchmarks of whole readings print."""
    # The benchmarks stand beside each other in a folder that is no package.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    result = subprocess.run(
        [sys.executable, _RUN, "card"], check=True, capture_output=True, encoding="utf-8", env=environment
    )
    return result.stdout


def _rows(table: str, columns: int = 7) -> dict[str, list[str]]:
    """The rows of a table by their first column."""
    rows = [re.split(r" {2,}", line) for line in table.splitlines() if ": " in line]
    return {row[0]: row[1:] for row in rows if len(row) == columns}


@pytest.fixture(scope="module")
def figures(output: str) -> dict[str, list[str]]:
    """The rows of the table of commands and bytes, by card and reader."""
    return _rows(output.partition(_IC_TABLE)[0])


@pytest.fixture(scope="module")
def ic_figures(output: str) -> dict[str, list[str]]:
    """The same of the table for IC licenses."""
    return _rows(output.partition(_IC_TABLE)[2].partition(_AIR_TABLE)[0])


@pytest.fixture(scope="module")
def air(output: str) -> dict[str, list[str]]:
    """The rows of the table of time on the air."""
    return _rows(output.partition(_AIR_TABLE)[2], 5)


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


def test_every_ic_license_is_read_by_every_reader(ic_figures: dict[str, list[str]]) -> None:
    """Three IC licenses are read by menkyo in four ways and by two simpler readers, which bring the same bytes."""
    assert len(ic_figures) == 3 * 6


@pytest.mark.parametrize("card", _IC_CARDS)
def test_an_ic_license_takes_few_commands(ic_figures: dict[str, list[str]], card: str) -> None:
    """With extended length, everything behind PIN1 and PIN2 takes 28 commands at most; PIN1 alone takes fewer."""
    both = int(ic_figures[f"{card}: menkyo, both PINs, extended length"][0])
    assert int(ic_figures[f"{card}: menkyo, PIN1 alone, extended length"][0]) < both <= 28


@pytest.mark.parametrize("card", _IC_CARDS)
def test_a_short_link_brings_no_more_of_an_ic_license(ic_figures: dict[str, list[str]], card: str) -> None:
    """Without extended length fewer bytes go in fewer commands than with a reader that fetches all the fill."""
    ours, simple = (
        ic_figures[f"{card}: {reader}"]
        for reader in ("menkyo, both PINs, short length", "256 bytes at a time, both PINs")
    )
    assert int(ours[0]) < int(simple[0])
    assert int(ours[2]) < int(simple[2])
    assert int(ours[3]) < int(simple[3])


def test_a_short_link_brings_little_more_than_a_full_ic_license_needs(ic_figures: dict[str, list[str]]) -> None:
    """Where no file has fill, the card sends at most 1.05 times the bytes that are needed."""
    for pins in ("both PINs", "PIN1 alone"):
        assert float(ic_figures[f"largest IC license possible: menkyo, {pins}, short length"][-1]) <= 1.05


@pytest.mark.parametrize("card", _IC_CARDS)
def test_a_short_link_is_sooner_done_on_the_air(air: dict[str, list[str]], card: str) -> None:
    """By the model, at every rate, short length has an IC license sooner off the air than a simple reader does."""
    ours, simple = (
        air[f"{card}: {reader}"] for reader in ("menkyo, both PINs, short length", "256 bytes at a time, both PINs")
    )
    assert all(int(mine.split()[0]) < int(theirs.split()[0]) for mine, theirs in zip(ours, simple, strict=True))
