"""The fuzz targets, which stand beside the tests in a folder that is no package."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType

    from targets import Target

FUZZ = Path(__file__).parents[2] / "fuzz"


@pytest.fixture(scope="session")
def fuzz_module() -> Iterator[Callable[[str], ModuleType]]:
    """A function that imports a module of the folder."""
    sys.path.insert(0, str(FUZZ))
    yield import_module
    sys.path.remove(str(FUZZ))


@pytest.fixture(scope="session")
def targets(fuzz_module: Callable[[str], ModuleType]) -> Mapping[str, Target]:
    """Every target by its name."""
    return cast("Mapping[str, Target]", fuzz_module("targets").TARGETS)


@pytest.fixture(scope="session")
def seeds_of(fuzz_module: Callable[[str], ModuleType]) -> Callable[[str], list[bytes]]:
    """A function that makes the inputs that a target begins with."""
    return cast("Callable[[str], list[bytes]]", fuzz_module("targets").seeds_of)


@pytest.fixture(scope="session")
def kept_inputs(fuzz_module: Callable[[str], ModuleType]) -> Callable[[str], list[bytes]]:
    """A function that reads the inputs that are kept for a target."""
    return cast("Callable[[str], list[bytes]]", fuzz_module("kept").kept_inputs)
