"""A recorded conversation with invented values: its files are put together, invented anew, and cut as they were.

Whatever is not read from a known file stays only where it cannot be personal: what is selected, status words and times.
The result is proved to hold none of the card's values, and to play like the recorded conversation.
"""

from __future__ import annotations

import re
from dataclasses import replace
from random import SystemRandom
from typing import TYPE_CHECKING, Final, NamedTuple

from apdu.conversation import Act, follow, reassemble
from apdu.errors import ConversationError, ConversationFault
from apdu.transcript import Transcript, mask_again
from menkyo.reading.errors import LeftoverError
from menkyo.reading.playing import play
from menkyo.record.anonymize import KeptObject, anonymize_files
from menkyo.record.leftovers import Search

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from apdu.conversation import FileRead, Piece, Step
    from apdu.transcript import Exchange

__all__ = ["Anonymized", "KeptObject", "anonymize"]

# By chance an invented value may be like one of the card's; then all are invented once more.
_ATTEMPTS: Final = 8
# More pieces of values than any card has would be searched for without end.
_MOST_PIECES: Final = 100_000

_OTHER: Final = b"\x55"
_STATUS_LENGTH: Final = 2
_SELECTING: Final = frozenset({Act.SELECT_APPLICATION, Act.SELECT_FILE, Act.SELECT_KEY})
_ERROR_NAME: Final = re.compile(r"[A-Za-z]{1,64}", re.ASCII)
# Readers of some makers have their serial number in their name.
_SERIAL_NUMBER: Final = re.compile(r"\b(?=[0-9A-Fa-f]*\d)[0-9A-Fa-f]{6,}\b")
_ANY_READER: Final = "Reader"


class Anonymized(NamedTuple):
    """An anonymized conversation.

    ``files`` are the names of the files whose values were invented, ``pieces`` is how many pieces of the card's values
    were searched for in it and not found, ``kept`` is what stayed because nobody knows what it is.
    """

    transcript: Transcript
    files: tuple[str, ...]
    pieces: int
    kept: tuple[KeptObject, ...]


def anonymize(transcript: Transcript, random: Random | None = None) -> Anonymized:
    """Replace every personal value of a conversation by an invented one of the same length and shape.

    Raises `ConversationError` where its files cannot be told, and `LeftoverError` where what comes out cannot be proved
    to hold nothing of the card.
    """
    steps = follow(transcript.exchanges)
    if any(step.is_denied and step.data for step in steps):
        raise ConversationError(ConversationFault.MY_NUMBER)
    files = reassemble(steps)
    named = [(file.file.name if file.file else "", file.data) for file in files]
    search = Search(named)
    if len(search) > _MOST_PIECES:
        raise ConversationError(ConversationFault.TOO_MUCH)
    recorded = _outcome(transcript)
    for _ in range(_ATTEMPTS):
        contents, kept = anonymize_files(named, random or SystemRandom(), search)
        made = _rebuild(transcript, steps, files, contents, search)
        if not _is_left(search, made, contents) and _outcome(made) == recorded:
            told = tuple(_kept_control_information(steps, search))
            return Anonymized(made, tuple(file.name for file in files), len(search), (*kept, *told))
    raise LeftoverError("The invented conversation could not be proved to hold nothing of the card")


def _rebuild(
    transcript: Transcript, steps: Sequence[Step], files: Sequence[FileRead], contents: Sequence[bytes], search: Search
) -> Transcript:
    """The conversation with other contents of its files, cut at the same places."""
    pieces: dict[int, tuple[Piece, bytes]] = {
        piece.number: (piece, content[piece.offset : piece.offset + piece.length])
        for file, content in zip(files, contents, strict=True)
        for piece in file.pieces
    }
    exchanges = tuple(_exchange(step, pieces, search) for step in steps)
    return Transcript(_reader(transcript.reader, search), transcript.atr, exchanges)


def _reader(name: str, search: Search) -> str:
    """The reader's name without a serial number; of one that holds a value of the card nothing."""
    return _ANY_READER if search.finds(name.encode()) else _SERIAL_NUMBER.sub(_zeros, name)


def _zeros(found: re.Match[str]) -> str:
    return "0" * len(found[0])


def _exchange(step: Step, pieces: Mapping[int, tuple[Piece, bytes]], search: Search) -> Exchange:
    exchange = step.exchange
    answer = exchange.answer
    if isinstance(answer, str):
        answer = answer if _ERROR_NAME.fullmatch(answer) else "TransportError"
    elif step.number in pieces:
        piece, data = pieces[step.number]
        answer = data + (answer[-_STATUS_LENGTH:] if piece.has_status else b"")
    elif step.act not in _SELECTING or step.status is None or search.finds(step.data):
        answer = _OTHER * len(step.data) + answer[len(step.data) :]
    return replace(exchange, command=mask_again(exchange.command), answer=answer)


def _kept_control_information(steps: Sequence[Step], search: Search) -> Iterator[KeptObject]:
    """What cards tell when something is selected: nobody knows what of it is theirs alone."""
    for step in steps:
        if step.act in _SELECTING and step.data and step.status is not None and not search.finds(step.data):
            yield KeptObject(f"SELECT {step.number}", f"{step.data[0]:02X}", len(step.data))


def _is_left(search: Search, transcript: Transcript, contents: Sequence[bytes]) -> bool:
    """Whether anything of the card's values is in the conversation: its files, commands, answers and names."""
    return any(map(search.finds, (*contents, *_written(transcript))))


def _written(transcript: Transcript) -> Iterator[bytes]:
    yield transcript.reader.encode("utf-8", "replace")
    yield transcript.atr
    for exchange in transcript.exchanges:
        yield bytes.fromhex(exchange.command.replace("*", "0"))
        yield exchange.answer.encode() if isinstance(exchange.answer, str) else exchange.answer


def _outcome(transcript: Transcript) -> tuple[int, bool, type[Exception] | None]:
    """How a conversation plays: how far, whether to its end, and what it ends with."""
    played = play(transcript)
    return played.played, not played.surprise, None if played.error is None else type(played.error)
