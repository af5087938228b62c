"""The two PINs of an IC license: whatever happens, each counts for itself."""

from __future__ import annotations

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from menkyo.virtual import VirtualCard, load_image

IMAGE: Final = load_image("ic-license")
MF: Final = bytes.fromhex("00A40000")
DF1: Final = bytes.fromhex("00A4040C10A0000002310100000000000000000000")
SECRETS: Final = {1: b"1234", 2: b"5678"}
TRIES: Final = 3

PIN_STEPS: Final = st.tuples(
    st.sampled_from(["right", "wrong", "query", "current-right", "current-wrong"]), st.sampled_from([1, 2])
)
OTHER_STEPS: Final = st.tuples(st.sampled_from(["power", "reset", "mf", "df", "elsewhere"]), st.just(0))
STEPS: Final = st.lists(st.one_of(PIN_STEPS, OTHER_STEPS), max_size=50)


def verify(key: int, data: bytes, *, current: bool) -> bytes:
    """VERIFY of one key, by its number or as the current file."""
    body = bytes([len(data)]) + data if data else b""
    return b"\x00\x20\x00" + bytes([0x80 if current else 0x80 | key]) + body


def play(card: VirtualCard, step: str, key: int) -> bytes:
    """One step of a card's life, after which the MF is selected again."""
    match step:
        case "power":
            card.power_off()
            card.power_on()
        case "reset":
            card.reset()
        case "df":
            card.transmit(DF1)
        case "elsewhere":
            card.transmit(DF1)
            assert card.transmit(verify(1, b"0000", current=False)) == b"\x6a\x82"
        case "mf":
            pass
        case _:
            current = step.startswith("current-")
            if current:
                card.transmit(bytes.fromhex("00A4020C0200") + bytes([key]))
            data = {"right": SECRETS[key], "wrong": b"9999", "query": b""}[step.removeprefix("current-")]
            return card.transmit(verify(key, data, current=current))
    return card.transmit(MF)


@given(STEPS)
def test_counters_follow_their_model(steps: list[tuple[str, int]]) -> None:
    """Wrong PINs count down, a right one restores its own count, nothing unblocks, and files open by both models."""
    card, left, verified = VirtualCard(IMAGE), {1: TRIES, 2: TRIES}, {1: False, 2: False}
    for step, key in steps:
        answer = play(card, step, key)
        word = step.removeprefix("current-")
        match word:
            case "power" | "reset":
                verified = {1: False, 2: False}
            case "right" if left[key]:
                left[key], verified[key] = TRIES, True
                assert answer == b"\x90\x00"
            case "wrong" if left[key]:
                left[key] -= 1
                verified[key] = False
                assert answer == bytes([0x63, 0xC0 + left[key]])
            case "right" | "wrong":
                assert answer == b"\x69\x84"
            case "query":
                assert answer == bytes([0x63, 0xC0 + left[key]])
            case _:
                assert answer == b"\x90\x00"
        assert {key: card.tries_left("MF", key) for key in (1, 2)} == left
    card.transmit(DF1)
    assert (card.transmit(bytes.fromhex("00B0810001")) == b"\x11\x90\x00") == verified[1]
    assert (card.transmit(bytes.fromhex("00B0820001")) == b"\x41\x90\x00") == (verified[1] and verified[2])


@given(st.lists(st.binary(max_size=30), max_size=8))
def test_any_command_is_answered(commands: list[bytes]) -> None:
    """Whatever bytes come, the card answers at least a status word, and the MF can be selected afterwards."""
    card = VirtualCard(IMAGE)

    assert all(len(card.transmit(command)) >= 2 for command in commands)
    assert card.transmit(MF) == b"\x90\x00"


@given(st.binary(min_size=4, max_size=4), st.sampled_from([1, 2]))
def test_only_the_pin_opens(secret: bytes, key: int) -> None:
    """No four bytes but a PIN are right for its key."""
    answer = VirtualCard(IMAGE).transmit(verify(key, secret, current=False))

    assert (answer == b"\x90\x00") == (secret == SECRETS[key])
