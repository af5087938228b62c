"""The pages that people write, the text that is made from the program, and the program itself."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from menkyo.cli.group import program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from menkyo.cli.language import Language

CHECKOUT = Path(__file__).parents[2]
READMES = ("README.md", "README.ja.md")


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder that holds the pages."""
    return CHECKOUT


@pytest.fixture(scope="session")
def pages() -> Mapping[str, str]:
    """Every page that people write, by its path in the checkout."""
    paths = [CHECKOUT / name for name in READMES] + sorted((CHECKOUT / "docs").rglob("*.md"))
    return {path.relative_to(CHECKOUT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture(scope="session")
def generators() -> Mapping[str, Callable[[], str]]:
    """What makes the generated parts, by the name that pages use."""
    folder = CHECKOUT / "docs" / "_ext" / "generated"
    spec = importlib.util.spec_from_file_location(
        "generated", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules["generated"] = package
    spec.loader.exec_module(package)
    made: Mapping[str, Callable[[], str]] = package.GENERATORS
    return made


@pytest.fixture(scope="session")
def blocks() -> Callable[[str], list[tuple[str, str, str]]]:
    """A function that finds a page's code blocks: what stands before each, its language, and its text."""
    fence = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

    def find(page: str) -> list[tuple[str, str, str]]:
        found: list[tuple[str, str, str]] = []
        end = 0
        for match in fence.finditer(page):
            found.append((page[end : match.start()], match[1], match[2].replace("\\\n", " ")))
            end = match.end()
        return found

    return find


@pytest.fixture(scope="session")
def commands() -> Callable[[Language], Mapping[str, click.Command]]:
    """A function that makes the program in a language: every command, by all the words that one types."""

    def walk(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
        yield path, command
        if isinstance(command, click.Group):
            context = click.Context(command, info_name=path)
            for name in command.list_commands(context):
                below = command.get_command(context, name)
                assert below is not None
                yield from walk(below, f"{path} {name}")

    return lambda language: dict(walk(program(language), "menkyo"))


@pytest.fixture
def environment(tmp_path: Path) -> Mapping[str, str]:
    """What a person's shell has: the installed program on PATH, a home of its own, and no settings of the caller's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MENKYO_", "LC_", "PYTEST_"))}
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", "")))
    return kept | {"PATH": path, "HOME": str(tmp_path), "LANG": "C.UTF-8", "COLUMNS": "80", "TERM": "dumb"}
