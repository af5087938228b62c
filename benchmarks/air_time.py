"""How long a conversation keeps the radio busy: a model of ISO/IEC 14443 Type B, not a measurement."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conversation import Exchange

__all__ = ["RATES", "air_time"]

CARRIER: Final = 13_560_000
"""Hertz."""

RATES: Final = {"106 kbit/s": 128, "212 kbit/s": 64, "424 kbit/s": 32}
"""Carrier periods that one bit takes (one etu)."""

# A frame, in bits: start of frame (10 low, 2 high), characters of one start bit, eight bits and one stop bit with no
# guard time between them, end of frame (10 low).
_START_OF_FRAME: Final = 12
_CHARACTER: Final = 10
_END_OF_FRAME: Final = 10

# A block, in bytes: one protocol control byte with the block number, no card identifier, two bytes of CRC.
_BLOCK_OVERHEAD: Final = 3
_FRAME: Final = 256
"""Most bytes in a frame: what My Number cards announce, and what readers take."""
_INFORMATION: Final = _FRAME - _BLOCK_OVERHEAD

# The least waits that the standard allows, in carrier periods; fs is the carrier / 16. Before the card answers it is
# silent for 64/fs and sends an unmodulated subcarrier for 80/fs; the reader then waits for 10 bits and 32/fs.
_CARD_TURN: Final = (64 + 80) * 16
_READER_TURN: Final = 32 * 16
_READER_TURN_BITS: Final = 10


def air_time(exchanges: Iterable[Exchange], rate: str, *, work: float = 0.0) -> float:
    """Seconds of a conversation at a rate of `RATES`; `work` is what the card itself takes for one command."""
    bit = RATES[rate]
    reader_turn = _READER_TURN + _READER_TURN_BITS * bit
    periods = 0
    commands = 0
    for exchange in exchanges:
        periods += _message(exchange.sent, bit, own_turn=reader_turn, other_turn=_CARD_TURN)
        periods += _message(exchange.received, bit, own_turn=_CARD_TURN, other_turn=reader_turn)
        commands += 1
    return periods / CARRIER + commands * work


def _message(size: int, bit: int, *, own_turn: int, other_turn: int) -> int:
    """Carrier periods of a command or an answer: a chain of blocks, each but the last acknowledged."""
    blocks = max(1, math.ceil(size / _INFORMATION))
    own = blocks * (own_turn + _empty_frame(bit)) + size * _CHARACTER * bit
    return own + (blocks - 1) * (other_turn + _empty_frame(bit))


def _empty_frame(bit: int) -> int:
    """Carrier periods of a frame that carries no information, such as an acknowledgment."""
    return (_START_OF_FRAME + _BLOCK_OVERHEAD * _CHARACTER + _END_OF_FRAME) * bit
