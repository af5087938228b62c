"""The files and keys that lead to a My Number (個人番号) are on every virtual card, and no reading touches them.

They are traps: My Number card spec, sections 1 and 12. The card itself counts who comes near.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from apdu.errors import ApduError
from menkyo.reading import ReadingError, read_card, read_status
from menkyo.virtual import Action, VirtualCard, image_names, load_image, open_virtual

if TYPE_CHECKING:
    from collections.abc import Callable

TRAPS = (("text", "0001"), ("surface", "0005"), ("text", "0014"), ("surface", "0013"))


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("image", image_names())
def test_no_reading_touches_a_trap(pin_of: Callable[[str], Callable[[int], bytes]], image: str, *, short: bool) -> None:
    """However the card is, and however its reading ends, nothing that leads to a My Number was asked for."""
    card = VirtualCard(load_image(image))
    with suppress(ApduError, ReadingError):
        read_card(open_virtual(card), pin_of(image), short=short)
    assert [trap for trap in TRAPS if card.log.count(*trap)] == []


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("image", image_names())
def test_no_status_touches_a_trap(image: str, *, short: bool) -> None:
    """Neither does a look at the card without a PIN, which reads nothing behind the password of a signature either."""
    card = VirtualCard(load_image(image))
    with suppress(ReadingError):
        read_status(open_virtual(card), short=short)
    assert [trap for trap in TRAPS if card.log.count(*trap)] == []
    assert card.log.count("jpki", "0001", Action.READ) == 0


def test_the_traps_are_there() -> None:
    """A program that does ask is noticed: the traps are no files that every card lacks."""
    card = VirtualCard(load_image("specimen"))
    for application, file in (("08", "0001"), ("02", "0005")):
        card.transmit(bytes.fromhex(f"00A4040C0AD39210003100010104{application}"))
        assert card.transmit(bytes.fromhex(f"00A4020C02{file}")) == b"\x90\x00"
    assert [trap for trap in TRAPS if card.log.count(*trap)] == [("text", "0001"), ("surface", "0005")]
