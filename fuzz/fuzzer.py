"""Runs the targets with atheris, one process each, and tells what came of it.

Inputs that reach something new stay in ``build/fuzz/NAME/inputs`` from run to run; a finding is a file in
``build/fuzz/NAME/findings``.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from kept import keep, kept_inputs

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

WORK: Final = Path(__file__).parents[1] / "build" / "fuzz"
MOST_SECONDS: Final = 5
"""One input that takes longer is a finding."""

MOST_MEGABYTES: Final = 1024
"""A process that takes more is a finding."""

_CHILD: Final = "MENKYO_FUZZ_TARGET"
_INSTRUMENTED: Final = ("apdu", "menkyo", "hostile_card", "tomllib")
_EXECUTED: Final = re.compile(r"^(?:#|Done )(\d+)\b", re.MULTILINE)
_COVERED: Final = re.compile(r"cov: (\d+)")


class Outcome(NamedTuple):
    """What one target came to."""

    name: str
    executions: int
    seconds: float
    covered: int
    findings: int


def main() -> None:
    """Understand the command line and run what it names."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description="Fuzz what takes bytes from cards and files.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="all of them unless some are named")
    parser.add_argument("--runs", type=int, default=100_000, help="executions for each target (100000)")
    parser.add_argument("--seed", type=int, default=1, help="where chance begins (1)")
    parser.add_argument("--keep", action="store_true", help="choose the inputs in fixtures/fuzz anew")
    # To merge, libFuzzer starts the script anew with arguments of its own: only the environment stays as it was.
    if _CHILD in os.environ:
        _fuzz_here(os.environ[_CHILD], sys.argv[1:])
        return
    options = parser.parse_args()
    from targets import TARGETS  # noqa: PLC0415 - the child must import it under instrumentation

    unknown = [name for name in options.targets if name not in TARGETS]
    if unknown:
        parser.error(f"There is no target {unknown[0]}; there are {', '.join(TARGETS)}")
    outcomes = [_fuzz(name, options.runs, options.seed, will_keep=options.keep) for name in options.targets or TARGETS]
    sys.stdout.write(_table(outcomes))
    sys.exit(any(outcome.findings for outcome in outcomes))


def _fuzz_here(name: str, arguments: Sequence[str]) -> None:
    """Run one target in this process, which libFuzzer ends."""
    # Not an import statement: it is there only in the environment that scripts/fuzz makes.
    atheris = import_module("atheris")
    with atheris.instrument_imports(include=_INSTRUMENTED):
        import targets  # noqa: PLC0415 - instrumented here
    atheris.Setup([sys.argv[0], *arguments], targets.TARGETS[name].run)
    atheris.Fuzz()


def _fuzz(name: str, runs: int, seed: int, *, will_keep: bool) -> Outcome:
    from targets import TARGETS, seeds_of  # noqa: PLC0415 - as above

    inputs, findings = WORK / name / "inputs", WORK / name / "findings"
    for folder in (inputs, findings):
        folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate([*seeds_of(name), *kept_inputs(name)]):
        (inputs / f"seed-{number:03}").write_bytes(data)
    sys.stderr.write(f"menkyo: fuzzing {name}: {TARGETS[name].about}\n")
    started = time.monotonic()
    executed, text = 0, ""
    # libFuzzer stops at the first finding; what is left is run behind it, at another place of chance.
    for round_number in range(10):
        text = _child(
            name,
            f"-atheris_runs={runs - executed}",
            f"-seed={seed + round_number}",
            f"-max_len={TARGETS[name].longest}",
            f"-timeout={MOST_SECONDS}",
            f"-rss_limit_mb={MOST_MEGABYTES}",
            f"-artifact_prefix={findings}/",
            str(inputs),
        )
        (WORK / name / f"log-{round_number}.txt").write_text(text, encoding="utf-8")
        executed += max(map(int, _EXECUTED.findall(text)), default=0)
        if executed >= runs:
            break
    seconds = time.monotonic() - started
    if will_keep:
        _keep(name, inputs)
    covered = max(map(int, _COVERED.findall(text)), default=0)
    return Outcome(name, executed, seconds, covered, len(list(findings.iterdir())))


def _keep(name: str, inputs: Path) -> None:
    """Keep a smallest set of inputs that reaches all that the inputs reach."""
    smallest = WORK / name / "smallest"
    smallest.mkdir(exist_ok=True)
    for path in smallest.iterdir():
        path.unlink()
    _child(name, "-merge=1", str(smallest), str(inputs))
    count = keep(name, (path.read_bytes() for path in smallest.iterdir()))
    sys.stderr.write(f"menkyo: kept {count} inputs of {name}\n")


def _child(name: str, *arguments: str) -> str:
    command = [sys.executable, str(Path(__file__).with_name("run")), *arguments]
    # What libFuzzer starts must find this Python, not the system's.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    environment = {**os.environ, "PATH": path, _CHILD: name}
    done = subprocess.run(command, capture_output=True, check=False, cwd=WORK, env=environment)
    return done.stdout.decode("utf-8", "replace") + done.stderr.decode("utf-8", "replace")


def _table(outcomes: Sequence[Outcome]) -> str:
    """The outcomes as Markdown, with a line for all of them."""
    lines = ["| target | executions | seconds | places reached | findings |", "| --- | ---: | ---: | ---: | ---: |"]
    lines += [
        f"| {each.name} | {each.executions:,} | {each.seconds:.0f} | {each.covered:,} | {each.findings} |"
        for each in outcomes
    ]
    total = sum(each.executions for each in outcomes), sum(each.seconds for each in outcomes)
    lines.append(f"| all | {total[0]:,} | {total[1]:.0f} | | {sum(each.findings for each in outcomes)} |")
    return "\n".join(lines) + "\n"
