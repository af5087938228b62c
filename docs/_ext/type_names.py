"""Lets Sphinx resolve what modules import for type checkers alone, so that types in signatures become links."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

import apdu
import menkyo

if TYPE_CHECKING:
    from types import ModuleType

    from sphinx.application import Sphinx

__all__ = ["setup"]


def _import_for_types(module: ModuleType) -> None:
    """Do what a type checker does with the module's ``if TYPE_CHECKING:``."""
    for block in ast.parse(inspect.getsource(module)).body:
        if not (isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING"):
            continue
        for line in block.body:
            if isinstance(line, ast.ImportFrom) and line.module:
                for alias in line.names:
                    setattr(module, alias.asname or alias.name, getattr(import_module(line.module), alias.name))


def _complete(_app: Sphinx) -> None:
    for package in (apdu, menkyo):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            _import_for_types(import_module(found.name))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", _complete)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
