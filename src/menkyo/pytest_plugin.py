"""Fixtures for the tests of other programs: pytest finds them wherever menkyo is installed.

::

    @pytest.mark.menkyo_card("ic-license")  # or a file beside the test, or an image; the specimen without it
    def test_my_program(menkyo_card):
        assert my_program(menkyo_card.transmit) == "..."
        assert menkyo_card.tries["pin1"] == 3

Importing it costs nothing: the cards are imported by the first test that asks for one.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from os import PathLike

    from menkyo.testing import CardForTests
    from menkyo.virtual import CardImage

__all__ = ["make_menkyo_card", "menkyo_card", "pytest_configure"]


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        "menkyo_card(image): the card of the fixture menkyo_card: a built-in image's name, an image file "
        "(beside the test or by its path), or an image.",
    )


@pytest.fixture
def make_menkyo_card(
    request: pytest.FixtureRequest,
) -> Iterator[Callable[[str | PathLike[str] | CardImage], CardForTests]]:
    """A function that makes a virtual card of an image; at the end of the test it lies on no reader any more."""
    from menkyo.testing import CardForTests  # noqa: PLC0415 - most test runs beside menkyo need no card

    with ExitStack() as stack:

        def make(image: str | PathLike[str] | CardImage = "specimen") -> CardForTests:
            if isinstance(image, str) and image.endswith(".toml") and (request.path.parent / image).is_file():
                image = request.path.parent / image
            return stack.enter_context(CardForTests(image))

        yield make


@pytest.fixture
def menkyo_card(
    request: pytest.FixtureRequest, make_menkyo_card: Callable[[str | PathLike[str] | CardImage], CardForTests]
) -> CardForTests:
    """A virtual card: the specimen, or the image of the marker ``menkyo_card``."""
    marker = request.node.get_closest_marker("menkyo_card")
    if marker is None:
        return make_menkyo_card("specimen")
    # What it does not know must not be passed over in silence: the test would be about another card.
    return _marked(make_menkyo_card, *marker.args, **marker.kwargs)


def _marked(
    make: Callable[[str | PathLike[str] | CardImage], CardForTests],
    image: str | PathLike[str] | CardImage = "specimen",
) -> CardForTests:
    """The card that the arguments of the marker ask for; named for the error that wrong ones end in."""
    return make(image)
