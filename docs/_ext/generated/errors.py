"""The trees of errors, drawn from the classes themselves."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

import apdu
import menkyo
from generated.markdown import first_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

__all__ = ["error_trees"]


def _modules() -> Iterator[ModuleType]:
    """Every module called ``errors``, those of `apdu` first."""
    for package in (apdu, menkyo):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.rpartition(".")[2] == "errors":
                yield import_module(found.name)


def error_trees() -> str:
    """One list for each module of errors; what is indented below an error is a kind of it."""
    return "\n".join(_tree(module) for module in _modules())


def _tree(module: ModuleType) -> str:
    classes = [
        each
        for each in vars(module).values()
        if inspect.isclass(each) and issubclass(each, Exception) and each.__module__ == module.__name__
    ]
    roots = [each for each in classes if not any(base in classes for base in each.__bases__)]
    lines = [line for root in roots for line in _lines(root, classes, "")]
    return f"## {module.__name__}\n\n" + "\n".join(lines) + "\n"


def _lines(error: type[Exception], classes: Sequence[type[Exception]], indent: str) -> Iterator[str]:
    foreign = ", ".join(f"`{base.__name__}`" for base in error.__bases__ if base not in classes)
    also = f" ({'also ' if indent else ''}{foreign})" if foreign else ""
    yield f"{indent}* `{error.__name__}`{also}: {first_sentence(error.__doc__)}."
    for child in classes:
        if error in child.__bases__:
            yield from _lines(child, classes, indent + "  ")
