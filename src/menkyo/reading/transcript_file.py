"""Recorded conversations on disk, read with no trust in what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apdu.errors import TranscriptError
from apdu.transcript import Transcript

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["load_transcript"]

MAX_TRANSCRIPT_LENGTH: Final = 1 << 20
"""What is longer is no conversation with a card: a whole reading takes 30 KB."""


def load_transcript(path: Path, *, masked: bool = False) -> Transcript:
    """Read a recorded conversation; ``masked`` accepts one without its data.

    Raises `apdu.errors.TranscriptError` for anything that is none, and `OSError`.
    """
    with path.open("rb") as stream:
        raw = stream.read(MAX_TRANSCRIPT_LENGTH + 1)
    if len(raw) > MAX_TRANSCRIPT_LENGTH:
        raise TranscriptError("The recording is longer than any conversation with a card")
    try:
        # Some editors put a byte order mark first.
        return Transcript.parse(raw.decode("utf-8-sig"), masked=masked)
    except UnicodeDecodeError as error:
        raise TranscriptError("The recording is not text in UTF-8") from error
