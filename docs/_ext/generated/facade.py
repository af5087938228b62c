"""What ``import menkyo`` offers, with where each name comes from."""

from __future__ import annotations

import menkyo
from generated.markdown import first_sentence, table

__all__ = ["facade", "facade_functions"]


def facade() -> str:
    """Each public name of the package, linked to its description."""
    names = [name for name in menkyo.__all__ if not name.startswith("_")]
    return table(("Name", "What it is"), (_row(name) for name in names))


def _row(name: str) -> tuple[str, str]:
    value: object = getattr(menkyo, name)
    module: str = getattr(value, "__module__", "menkyo")
    package = ".".join(module.split(".")[:2])
    # The packages are described under their own names, the modules without a package of their own under theirs.
    home = module if package in {"menkyo.api", "menkyo.output"} else package
    return f"{{py:obj}}`{name} <{home}.{name}>`", first_sentence(value.__doc__) + "."


def facade_functions() -> str:
    """Directives that describe the package's own functions: the others are described where they live."""
    own = [name for name in menkyo.__all__ if getattr(getattr(menkyo, name), "__module__", "") == "menkyo.api"]
    lines = [
        "```{eval-rst}",
        ".. py:module:: menkyo.api",
        "",
        *(f".. autofunction:: menkyo.api.{name}" for name in own),
        "```",
        "",
    ]
    return "\n".join(lines)
