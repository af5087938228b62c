"""The few forms of MyST Markdown that generated pages are written in."""

from __future__ import annotations

import ast
import inspect
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import ModuleType

__all__ = ["attribute_docs", "code", "first_sentence", "plain", "table"]

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>{}|#~$&])")
_CELL_END: Final = re.compile(r"(?<!\\)\|")
_CODE: Final = re.compile(r"`([^`]+)`|(?<![\w-])(--[a-z][a-z-]*[a-z])")


def plain(text: str) -> str:
    """Running text as it stands, with options and what is in backquotes as code."""
    parts: list[str] = []
    end = 0
    for found in _CODE.finditer(text):
        parts += [_SPECIAL.sub(r"\\\1", text[end : found.start()]), code(found[1] or found[2])]
        end = found.end()
    return "".join(parts) + _SPECIAL.sub(r"\\\1", text[end:])


def code(text: str) -> str:
    """A word of code."""
    return f"`{text}`" if text else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the cells are Markdown already."""
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(_CELL_END.sub(r"\\|", cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def first_sentence(docstring: str | None) -> str:
    """What the first paragraph of a docstring says before its first full stop, semicolon or colon that ends a line."""
    paragraph = " ".join(inspect.cleandoc(docstring or "").split("\n\n", 1)[0].split())
    return re.split(r"(?<=[a-z0-9)`])[.](?: |$)", paragraph, maxsplit=1)[0].replace("``", "`")


def attribute_docs(module: ModuleType) -> dict[str, dict[str, str]]:
    """The texts under the attributes of a module's classes, by class and attribute; Python does not keep them."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if not isinstance(node, ast.ClassDef):
            continue
        docs = found.setdefault(node.name, {})
        for attribute, after in zip(node.body, node.body[1:], strict=False):
            if (
                isinstance(attribute, ast.AnnAssign)
                and isinstance(attribute.target, ast.Name)
                and isinstance(after, ast.Expr)
                and isinstance(after.value, ast.Constant)
                and isinstance(after.value.value, str)
            ):
                docs[attribute.target.id] = " ".join(after.value.value.split()).replace("``", "`")
    return found
