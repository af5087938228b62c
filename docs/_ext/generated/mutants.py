"""What the last whole run of `make mutants` found, and why the survivors are left alive."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generated.markdown import code, plain, table

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["mutants_modules", "mutants_survivors"]

_FOLDER: Final = Path(__file__).parents[3] / "fixtures" / "mutants"


def _load(name: str) -> Mapping[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))


def mutants_modules() -> str:
    """One row for each module, after the sum."""
    run = _load("run.toml")
    rows = [
        (code(module), str(row["mutants"]), str(row["died"]), f"{row['died'] / row['mutants']:.1%}")
        for module, row in run["modules"].items()
    ]
    share = f"{run['died'] / run['mutants']:.1%}"
    return (
        f"The run of {run['date']}, with {run['tool']}: of {run['mutants']:,} mutants {run['died']:,} died, {share}; "
        f"{run['timed_out']} of them because the tests ran too long.\n\n"
        + table(("module", "mutants", "died", "share"), rows)
    )


def mutants_survivors() -> str:
    """One row for each reason, under the kind of reason that it is."""
    listed = _load("survivors.toml")
    parts: list[str] = []
    for kind, meaning in listed["kinds"].items():
        rows = [
            (code(row["function"]), str(row["count"]), plain(row["why"]))
            for row in listed["survivors"]
            if row["kind"] == kind
        ]
        count = sum(row["count"] for row in listed["survivors"] if row["kind"] == kind)
        if rows:
            parts.append(f"**{plain(meaning)}** {count} survivors:\n\n" + table(("function", "mutants", "why"), rows))
    return "\n".join(parts)
