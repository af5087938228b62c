"""ISO/IEC 7816-4 cards: commands, responses, status words, TLV, sessions and card applications.

No dependency but the standard library, and no I/O of its own: a `Transport` is handed in.
"""

from __future__ import annotations

from apdu.channel import Channel
from apdu.command import Case, CommandAPDU, Instruction
from apdu.errors import ApduError
from apdu.response import ResponseAPDU
from apdu.session import CardSession, TriesLeft
from apdu.status import Family, StatusWord
from apdu.transport import Transport

__all__ = [
    "ApduError",
    "CardSession",
    "Case",
    "Channel",
    "CommandAPDU",
    "Family",
    "Instruction",
    "ResponseAPDU",
    "StatusWord",
    "Transport",
    "TriesLeft",
]
