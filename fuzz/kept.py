"""The inputs that are kept: one text file for each target, one input a line, in hex, shortest first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["KEPT", "LONGEST_KEPT", "MOST_KEPT", "keep", "kept_inputs"]

KEPT: Final = Path(__file__).parents[1] / "fixtures" / "fuzz"
MOST_KEPT: Final = 120
LONGEST_KEPT: Final = 512
"""Bytes; what is longer is found again from the seeds, which are made of the built-in cards."""


def kept_inputs(name: str) -> list[bytes]:
    """The kept inputs of a target; none when nobody kept any."""
    path = KEPT / f"{name}.txt"
    return [bytes.fromhex(line) for line in path.read_text("ascii").splitlines()] if path.is_file() else []


def keep(name: str, inputs: Iterable[bytes]) -> int:
    """Keep the shortest of some inputs in place of those that were kept, and return how many they are."""
    chosen = sorted({data for data in inputs if len(data) <= LONGEST_KEPT}, key=lambda data: (len(data), data))
    KEPT.mkdir(exist_ok=True)
    lines = [data.hex() for data in chosen[:MOST_KEPT]]
    (KEPT / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
    return len(lines)
