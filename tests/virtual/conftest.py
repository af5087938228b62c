from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from menkyo.virtual import VirtualCard, load_image

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def built_in() -> Callable[[str], VirtualCard]:
    """Make a card of a built-in image."""
    return lambda name: VirtualCard(load_image(name))


@pytest.fixture
def specimen() -> VirtualCard:
    """A card of the specimen."""
    return VirtualCard(load_image("specimen"))


@pytest.fixture
def image_file(tmp_path: Path) -> Callable[[str], Path]:
    """Write a card image file and return its path."""

    def write(text: str) -> Path:
        path = tmp_path / "mine.toml"
        path.write_text('schema = "menkyo.image/1"\n' + text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def changed(image_file: Callable[[str], Path]) -> Callable[[str], VirtualCard]:
    """Make a card of the specimen with some keys changed."""
    return lambda text: VirtualCard(load_image(image_file('extends = "specimen"\n' + text)))


@pytest.fixture
def changed_ic(image_file: Callable[[str], Path]) -> Callable[[str], VirtualCard]:
    """Make a card of the IC license with some keys changed."""
    return lambda text: VirtualCard(load_image(image_file('extends = "ic-license"\n' + text)))
