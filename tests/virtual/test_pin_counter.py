from __future__ import annotations

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from menkyo.virtual import VirtualCard, load_image

IMAGE: Final = load_image("specimen")
LICENSE: Final = bytes.fromhex("00A4040C10A0000002310600000000000000000000")
RIGHT: Final = bytes.fromhex("002000860431323334")
WRONG: Final = bytes.fromhex("002000860439393939")
QUERY: Final = bytes.fromhex("00200086")
TRIES: Final = 10

STEPS: Final = st.lists(st.sampled_from(["right", "wrong", "query", "power", "reset", "select"]), max_size=60)


def play(card: VirtualCard, step: str) -> bytes:
    """One step of a card's life; the application is selected again where it was lost."""
    match step:
        case "power":
            card.power_off()
            card.power_on()
        case "reset":
            card.reset()
        case _:
            pass
    commands = {"right": RIGHT, "wrong": WRONG, "query": QUERY}
    return card.transmit(commands.get(step, LICENSE))


@given(STEPS)
def test_counter_follows_its_model(steps: list[str]) -> None:
    """Whatever happens to the card: wrong PINs count down, a right one restores, nothing unblocks."""
    card, left = VirtualCard(IMAGE), TRIES
    card.transmit(LICENSE)
    for step in steps:
        answer = play(card, step)
        match step:
            case "right" if left:
                left = TRIES
                assert answer == b"\x90\x00"
            case "wrong" if left:
                left -= 1
                assert answer == bytes([0x63, 0xC0 + left])
            case "right" | "wrong":
                assert answer == b"\x69\x84"
            case "query":
                assert answer == bytes([0x63, 0xC0 + left])
            case _:
                assert answer == b"\x90\x00"
        assert card.tries_left() == left


@given(st.binary(max_size=40))
def test_any_command_is_answered(command: bytes) -> None:
    """Whatever bytes come, the card answers at least a status word and a blocked or closed record stays so."""
    card = VirtualCard(IMAGE)
    card.transmit(LICENSE)
    answer = card.transmit(command)

    assert len(answer) >= 2
    assert card.transmit(LICENSE) == b"\x90\x00"
    assert card.tries_left() in (TRIES, TRIES - 1)


@given(st.binary(min_size=4, max_size=4))
def test_only_the_pin_opens(secret: bytes) -> None:
    """No four bytes but the PIN open the record."""
    card = VirtualCard(IMAGE)
    card.transmit(LICENSE)
    card.transmit(bytes.fromhex("0020008604") + secret)
    opened = card.transmit(bytes.fromhex("00B09B0001"))

    assert (opened == b"\xc2\x90\x00") == (secret == b"1234")
