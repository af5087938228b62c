"""Programs timed side by side: in turns, so that whatever else the machine does hits all of them alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Program", "Times", "peak_memory", "plain_environment", "time_in_turns"]

WARM_UP: Final = 2
"""Rounds that are not counted: they fill the caches and write the bytecode."""

# A small process in between: on Linux, a child inherits the highest memory use of the process that starts it.
_MEMORY_PROBE: Final = """
import os, resource, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
sys.stderr.write(f"\\n{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}")
sys.exit(status)
"""


@dataclass(frozen=True, slots=True)
class Program:
    """A command line and its standard input."""

    arguments: tuple[str, ...]
    stdin: bytes = b""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of each counted round."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median in seconds."""
        return statistics.median(self.rounds)

    def ratio(self, other: Times) -> float:
        """How many times as long as the other: the median of the ratios round by round."""
        return statistics.median(ours / theirs for ours, theirs in zip(self.rounds, other.rounds, strict=True))


def plain_environment() -> dict[str, str]:
    """The environment as a user has it: bytecode is kept, and menkyo has no settings."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "MENKYO_")) or name == "PYTHONHASHSEED"
    }


def time_in_turns(programs: Mapping[str, Program], rounds: int) -> dict[str, Times]:
    """Run all programs once in each round, and take the wall time from start to exit; raises when one fails."""
    names = list(programs)
    environment = plain_environment()
    times: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(-WARM_UP, rounds):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            seconds = _time(programs[name], environment)
            if turn >= 0:
                times[name].append(seconds)
    return {name: Times(tuple(values)) for name, values in times.items()}


def _time(program: Program, environment: Mapping[str, str]) -> float:
    start = time.perf_counter()
    # Without a limit of time: with one, Python looks for the end in steps, which grow to 50 ms.
    subprocess.run(program.arguments, input=program.stdin, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def peak_memory(program: Program) -> int:
    """The most memory in bytes that a program had at once."""
    result = subprocess.run(
        (sys.executable, "-I", "-S", "-c", _MEMORY_PROBE, *program.arguments),
        input=program.stdin,
        env=plain_environment(),
        check=True,
        capture_output=True,
        timeout=60,
    )
    unit = 1 if sys.platform == "darwin" else 1024
    return int(result.stderr.rsplit(b"\n", 1)[-1]) * unit
