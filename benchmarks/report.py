"""Runs what is asked for, prints the tables, and writes the page of the documentation."""

from __future__ import annotations

import argparse
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from topics import card_tables, decoding_tables, program_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from table import Table

__all__ = ["main"]

PAGE: Final = Path(__file__).parent.parent / "docs" / "explanation" / "benchmarks.md"
TOPICS: Final = ("card", "programs", "decoding")

_INTRODUCTION: Final = """\
# Benchmarks

What menkyo costs in commands, bytes, time and memory, beside simpler and other programs.
`make bench` measures all of it anew; `make bench ARGS=--markdown` also writes this page.

Programs are timed side by side in one run: in turns, round after round, with rounds to warm up that do not count.
A time is the median of the rounds; a ratio is the median of the ratios of each round.
Ratios change less from machine to machine than times do.
Python's bytecode is kept, as it is in any installation.

"""


def main() -> None:
    """Measure, print, and with ``--markdown`` write the page."""
    parser = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__)
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help=f"what to measure: {', '.join(TOPICS)}; all of them")
    parser.add_argument("--rounds", type=int, default=21, help="how often each program is timed (default: 21)")
    parser.add_argument(
        "--markdown", action="store_true", help="write docs/explanation/benchmarks.md too; needs all topics"
    )
    arguments = parser.parse_args()
    topics = arguments.topics or list(TOPICS)
    if unknown := [topic for topic in topics if topic not in TOPICS]:
        parser.error(f"there is no topic {unknown[0]}")
    if arguments.markdown and len(set(topics)) < len(TOPICS):
        parser.error("the page needs all topics")
    print(_machine(), flush=True)
    tables: list[Table] = []
    for table in _measure(topics, arguments.rounds):
        print(f"\n{table.as_text()}", flush=True)
        tables.append(table)
    if arguments.markdown:
        words = f"Measured on {datetime.now(UTC).date().isoformat()}, {arguments.rounds} rounds. {_machine()}\n\n"
        PAGE.write_text(_INTRODUCTION + words + "\n".join(table.as_markdown() for table in tables), encoding="utf-8")


def _measure(topics: list[str], rounds: int) -> Iterator[Table]:
    if "card" in topics:
        yield from card_tables()
    if "programs" in topics:
        yield from program_tables(rounds)
    if "decoding" in topics:
        yield from decoding_tables()


def _machine() -> str:
    """The machine in words."""
    cores = os.cpu_count() or 1
    return (
        f"The machine: {cores} core{'s' if cores > 1 else ''}, {platform.system()} on {platform.machine()}, "
        f"{platform.python_implementation()} {platform.python_version()}."
    )
