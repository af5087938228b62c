"""Plays a recorded conversation through the reader, as it was most likely read: the way that gets farthest counts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

from apdu.applications.surface import SURFACE_NUMBER_B
from apdu.applications.text import TEXT_NUMBER_B
from apdu.errors import ApduError, ReplayError
from apdu.transcript import Replay
from menkyo.reading.errors import ReadingError
from menkyo.reading.pins import HolderKeys, IcLicensePins
from menkyo.reading.plan import BehindPin2
from menkyo.reading.read import read_card

if TYPE_CHECKING:
    from apdu.transcript import Transcript
    from menkyo.reading.capture import Capture

__all__ = ["Played", "play"]

_ANY_PIN: Final = b"0000"
_ANY_NUMBER_B: Final = b"00000020000000"
# How a VERIFY of each 照合番号B with data begins.
_TEXT_KEY: Final = f"002000{TEXT_NUMBER_B.p2:02X}0E"
_SURFACE_KEY: Final = f"002000{SURFACE_NUMBER_B.p2:02X}0E"
_OPENED: Final = (
    frozenset[BehindPin2](),
    frozenset(BehindPin2),
    frozenset({BehindPin2.DOMICILE}),
    frozenset({BehindPin2.PHOTO}),
)


@dataclass(frozen=True, slots=True)
class Played:
    """What came of playing a conversation.

    ``capture`` is what was read, or else ``error`` is what ended the reading, as it did when it was recorded.
    ``played`` is how many exchanges were; ``surprise`` tells where the reader asks for something that the recording
    does not have, and is empty for a conversation that plays to its end.
    """

    capture: Capture | None
    error: ApduError | ReadingError | None
    played: int
    surprise: str = ""


def play(transcript: Transcript) -> Played:
    """Play a conversation; any PIN is taken for the one that was not written down."""
    best: Played | None = None
    for short, use_last_try, opened in product((False, True), (False, True), _OPENED):
        played = _play(transcript, opened, short=short, use_last_try=use_last_try)
        if not played.surprise:
            return played
        if best is None or played.played > best.played:
            best = played
    return best or Played(None, None, 0)


def _play(transcript: Transcript, opened: frozenset[BehindPin2], *, short: bool, use_last_try: bool) -> Played:
    replay = Replay(transcript)
    capture, error = None, None
    try:
        capture = read_card(
            replay,
            lambda _tries: _ANY_PIN,
            ic_license_pins=IcLicensePins(lambda _tries: _ANY_PIN, lambda _tries: _ANY_PIN, lambda: opened),
            holder=_holder_keys(transcript),
            use_last_try=use_last_try,
            short=short,
        )
    except ReplayError as differs:
        return Played(None, differs, replay.position, str(differs))
    except (ApduError, ReadingError) as ended:
        error = ended
    surprise = "" if replay.is_finished else f"The recording goes on behind command {replay.position}"
    return Played(capture, error, replay.position, surprise)


def _holder_keys(transcript: Transcript) -> HolderKeys | None:
    """照合番号B where the recording presents it, or asks for its tries and is then told that it cannot be presented."""
    commands = {exchange.command[: len(_TEXT_KEY)] for exchange in transcript.exchanges}
    if not commands & {_TEXT_KEY, _TEXT_KEY[:-2], _SURFACE_KEY}:
        return None
    return HolderKeys(lambda _tries: _ANY_NUMBER_B, photo=bool(commands & {_SURFACE_KEY, _SURFACE_KEY[:-2]}))
