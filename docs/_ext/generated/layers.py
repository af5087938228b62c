"""The layers of the program: a picture, a table and the rules, from the contracts that import-linter checks."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from generated.markdown import code, first_sentence, table

__all__ = ["layers_picture", "layers_rules", "layers_table"]

_PYPROJECT: Final = Path(__file__).parents[3] / "pyproject.toml"

_WIDTH: Final = 720
_BOX_HEIGHT: Final = 44
_ROW_STEP: Final = 76
_GAP: Final = 12


def _contracts() -> list[dict[str, Any]]:
    with _PYPROJECT.open("rb") as stream:
        settings: dict[str, Any] = tomllib.load(stream)
    contracts: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return contracts


def _rows() -> list[list[str]]:
    """The layers from top to bottom, siblings side by side."""
    (layers,) = [contract["layers"] for contract in _contracts() if contract["type"] == "layers"]
    return [[name.strip() for name in row.split("|")] for row in layers]


def _does(module: str) -> str:
    """What the module says of itself in its first sentence; it is not imported for that."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return ""
    return first_sentence(ast.get_docstring(ast.parse(Path(spec.origin).read_text(encoding="utf-8"))))


def layers_table() -> str:
    """Each package with what it says of itself."""
    return table(("Package", "What it does"), ((code(name), _does(name) + ".") for row in _rows() for name in row))


def layers_rules() -> str:
    """The names of the contracts: each is one sentence."""
    return "\n".join(f"* {contract['name']}." for contract in _contracts()) + "\n"


@dataclass(frozen=True, slots=True)
class _Box:
    name: str
    x: float
    y: float
    width: float

    def draw(self) -> str:
        middle = self.x + self.width / 2
        return (
            f'<rect x="{self.x:g}" y="{self.y:g}" width="{self.width:g}" height="{_BOX_HEIGHT}" rx="6"/>'
            f'<text x="{middle:g}" y="{self.y + 27:g}" text-anchor="middle">{escape(self.name)}</text>'
        )


def layers_picture() -> str:
    """The layers drawn as boxes; an arrow means "may import what is below"."""
    rows = _rows()
    lines: list[str] = []
    for number, names in enumerate(rows):
        y = number * _ROW_STEP + 2
        width = min(320, (_WIDTH - 4 - _GAP * (len(names) - 1)) / len(names))
        left = (_WIDTH - width * len(names) - _GAP * (len(names) - 1)) / 2
        lines += [_Box(name, left + place * (width + _GAP), y, width).draw() for place, name in enumerate(names)]
        if number:
            tip = y - 4
            lines.append(f'<path d="M{_WIDTH / 2:g} {tip - 24:g} V{tip:g} m-5 -6 l5 6 l5 -6"/>')
    height = (len(rows) - 1) * _ROW_STEP + _BOX_HEIGHT + 4
    spoken = "; then ".join(" and ".join(names) for names in rows)
    return "\n".join(
        (
            '<div class="layers">',
            f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="From top to bottom: {escape(spoken)}.">',
            *lines,
            "</svg>",
            "</div>",
            "",
        )
    )
