"""Tells what a run of `scripts/mutants` found, and compares it with fixtures/mutants/survivors.toml.

Exit code 1 when fewer mutants died than the project wants, or when more survived in a function than the list has
reasons for. With --record a whole run is written to fixtures/mutants/run.toml, which the documentation shows. With
--survivors it prints the names of those that survived, and judges nothing.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

# At least this share of the mutants dies.
WANTED: Final = 0.85

# Exit codes that mutmut writes down: failed tests, and tests that ran far too long.
_FAILED: Final = frozenset({1, 3})
_TIMED_OUT: Final = frozenset({24, -24, 36, 152, 255})


class Mutant(NamedTuple):
    """One changed function: its name in mutmut, and the exit code of its tests, `None` before they ran."""

    name: str
    exit_code: int | None

    @property
    def function(self) -> str:
        """The function as people write it: apdu.session.CardSession.verify."""
        module, _, mangled = self.name.rpartition("__mutmut_")[0].rpartition(".")
        return f"{module}.{mangled[2:].replace('ǁ', '.')}"

    @property
    def module(self) -> str:
        """The module it is in."""
        return self.name.rpartition(".")[0]

    @property
    def died(self) -> bool:
        """Whether a test noticed."""
        return self.exit_code in _FAILED | _TIMED_OUT


def read_mutants(folder: Path) -> list[Mutant]:
    """The mutants that mutmut left in a folder."""
    return [
        Mutant(name, code)
        for path in sorted(folder.rglob("*.meta"))
        for name, code in json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].items()
    ]


def read_reasons(path: Path) -> Counter[str]:
    """How many survivors the list has reasons for, by function."""
    listed: Counter[str] = Counter()
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["survivors"]:
        listed[row["function"]] += row["count"]
    return listed


def complaints(mutants: list[Mutant], listed: Counter[str]) -> list[str]:
    """What is wrong with a run, a sentence each; of a run that is not whole only the survivors are judged."""
    checked = [mutant for mutant in mutants if mutant.exit_code is not None]
    found: list[str] = []
    died = sum(mutant.died for mutant in checked)
    if not checked:
        found.append("no mutant was run")
    elif len(checked) == len(mutants) and died < WANTED * len(mutants):
        found.append(f"{died} of {len(mutants)} mutants died, less than {WANTED:.0%}")
    survivors = [mutant for mutant in checked if not mutant.died]
    for function, count in sorted(Counter(mutant.function for mutant in survivors).items()):
        if count > listed[function]:
            names = " ".join(mutant.name for mutant in survivors if mutant.function == function)
            found.append(f"{count} survived in {function}, and the list has reasons for {listed[function]}: {names}")
    return found


def remarks(mutants: list[Mutant], listed: Counter[str]) -> list[str]:
    """Where the list has reasons for more survivors than a whole run found."""
    survivors = Counter(mutant.function for mutant in mutants if not mutant.died)
    if any(mutant.exit_code is None for mutant in mutants):
        return []
    return [
        f"{survivors[function]} survived in {function}, and the list has reasons for {count}"
        for function, count in sorted(listed.items())
        if survivors[function] < count
    ]


def as_toml(mutants: list[Mutant], tool: str, day: str) -> str:
    """A whole run, module by module and survivor by survivor."""
    lines = [
        "# Made by `make mutants ARGS=--record`. What survived, and why, is in survivors.toml.",
        f'tool = "{tool}"',
        f'date = "{day}"',
        f"mutants = {len(mutants)}",
        f"died = {sum(mutant.died for mutant in mutants)}",
        f"timed_out = {sum(mutant.exit_code in _TIMED_OUT for mutant in mutants)}",
        "",
        "[modules]",
    ]
    for module in sorted({mutant.module for mutant in mutants}):
        inside = [mutant for mutant in mutants if mutant.module == module]
        lines.append(f'"{module}" = {{ mutants = {len(inside)}, died = {sum(mutant.died for mutant in inside)} }}')
    lines += ["", "[survivors]"]
    survivors = Counter(mutant.function for mutant in mutants if not mutant.died)
    lines += [f'"{function}" = {count}' for function, count in sorted(survivors.items())]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Print the report."""
    mutants = read_mutants(Path("mutants"))
    checked = [mutant for mutant in mutants if mutant.exit_code is not None]
    if "--survivors" in arguments:
        print("".join(f"{mutant.name}\n" for mutant in checked if not mutant.died), end="")
        return 0
    listed = read_reasons(Path("fixtures/mutants/survivors.toml"))
    for module in sorted({mutant.module for mutant in mutants}):
        inside = [mutant for mutant in checked if mutant.module == module]
        if inside:
            died = sum(mutant.died for mutant in inside)
            print(f"{died:5} of {len(inside):5} died  {died / len(inside):6.1%}  {module}")
    died = sum(mutant.died for mutant in checked)
    print(f"{died:5} of {len(checked):5} died  {died / max(len(checked), 1):6.1%}  in all")
    for remark in remarks(mutants, listed):
        print(f"fewer than listed: {remark}")
    wrong = complaints(mutants, listed)
    for complaint in wrong:
        print(f"wrong: {complaint}")
    if "--record" in arguments and checked:
        if len(checked) < len(mutants):
            print("wrong: only a whole run can be recorded")
            return 1
        text = as_toml(mutants, f"mutmut {version('mutmut')}", datetime.now(UTC).date().isoformat())
        Path("fixtures/mutants/run.toml").write_text(text, encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
