from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from apdu.errors import CardRemovedError
from menkyo.virtual import (
    FaultyTransport,
    VirtualCard,
    answer_at,
    endless_more_data,
    load_image,
    open_virtual,
    pull_at,
    random_answers,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from apdu.transport import Transport

LICENSE = bytes.fromhex("00A4040C10A0000002310600000000000000000000")
WRONG_PIN = bytes.fromhex("002000860439393939")


def test_import_is_light() -> None:
    """Importing the package loads neither cryptography nor Pillow nor the TOML parser."""
    program = "import sys, menkyo.virtual; print({'cryptography', 'PIL', 'tomllib'} & sys.modules.keys())"
    answer = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60)

    assert answer.stdout == "set()\n"


def test_it_is_a_transport() -> None:
    """The virtual card looks like any other: a name, an ATR, bytes in and bytes out."""
    transport: Transport = open_virtual()

    assert transport.name == "Virtual: specimen"
    assert transport.atr == bytes.fromhex("3B8880010000 05E0B381A1007F")
    assert transport.transmit(LICENSE) == b"\x90\x00"


def test_open_a_file(image_file: Callable[[str], Path]) -> None:
    """A card image file is opened by its path and shows its name."""
    path = image_file('extends = "specimen"')

    assert open_virtual(path).name == "Virtual: mine"
    assert open_virtual(str(path)).name == "Virtual: mine"


def test_closed_means_removed() -> None:
    """After close the card is gone, and closing again does nothing."""
    transport = open_virtual()
    transport.close()
    transport.close()

    with pytest.raises(CardRemovedError):
        transport.transmit(LICENSE)


def test_the_card_outlives_its_transport() -> None:
    """The same card opened again has lost its PIN state and kept its tries."""
    card = VirtualCard(load_image("specimen"))
    first = open_virtual(card)
    first.transmit(LICENSE)
    first.transmit(WRONG_PIN)
    first.close()

    assert open_virtual(card).transmit(bytes.fromhex("00200086")) == b"\x6a\x82"
    assert card.tries_left() == 9


@pytest.mark.parametrize(("answered", "left"), [(False, 10), (True, 9)])
def test_pull(answered: bool, left: int) -> None:  # noqa: FBT001 - a column of the table
    """A card pulled at a command is gone from there on, before or after it did what the command says."""
    inner = open_virtual()
    transport = FaultyTransport(inner, pull_at(2, answered=answered))

    assert transport.transmit(LICENSE) == b"\x90\x00"
    for _ in range(2):
        with pytest.raises(CardRemovedError):
            transport.transmit(WRONG_PIN)
    assert (inner.card.tries_left(), transport.commands) == (left, 3)


@pytest.mark.parametrize("answer", [b"", b"\x90"])
def test_answer_at(answer: bytes) -> None:
    """One command gets a broken answer and never reaches the card."""
    transport = FaultyTransport(open_virtual(), answer_at(1, answer))

    assert transport.transmit(LICENSE) == answer
    assert transport.transmit(bytes.fromhex("00200086")) == b"\x6a\x82"


def test_endless_more_data() -> None:
    """From one command on there is always more."""
    transport = FaultyTransport(open_virtual(), endless_more_data(2, b"ab"))

    assert transport.transmit(LICENSE) == b"\x90\x00"
    assert {transport.transmit(LICENSE) for _ in range(3)} == {b"ab\x61\xff"}


def test_random_answers() -> None:
    """Noise is the same for the same seed, and bounded."""
    first, again, other = (
        [FaultyTransport(open_virtual(), random_answers(seed, longest=9)).transmit(LICENSE)] for seed in (1, 1, 2)
    )

    assert first == again != other
    assert all(len(answer) <= 9 for answer in (*first, *other))


def test_a_fault_keeps_name_and_atr() -> None:
    """A transport with a fault shows and closes the one inside."""
    inner = open_virtual()
    transport = FaultyTransport(inner, answer_at(99, b""))
    transport.close()

    assert (transport.name, transport.atr) == (inner.name, inner.atr)
    with pytest.raises(CardRemovedError):
        inner.transmit(LICENSE)
