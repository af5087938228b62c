"""What is fuzzed of conversations with a card: commands, recordings, the guard, and the virtual cards."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from apdu import CommandAPDU, ResponseAPDU
from apdu.command import Instruction
from apdu.conversation import follow, reassemble
from apdu.errors import ApduError, DeniedError, EncodingError, ResponseError, TranscriptError
from apdu.guard import Guard
from apdu.transcript import Exchange, Replay, Transcript, mask_answer, mask_command
from apdu.wrappers import Wrapper
from menkyo.api import read_card
from menkyo.output import Language
from menkyo.output.exchange import ExchangeView, render_exchange, render_exchange_json
from menkyo.output.trace import render_trace, render_trace_json
from menkyo.reading import ReadingError
from menkyo.reading.anonymization import anonymize
from menkyo.virtual import VirtualCard, load_image
from menkyo.virtual.files import Action
from menkyo.virtual.transport import VirtualTransport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apdu.conversation import Step

__all__ = [
    "card_commands",
    "commands",
    "conversation",
    "conversations",
    "guard",
    "single_commands",
    "transcript",
    "transcripts",
    "virtual_card",
]

CHECKOUT: Final = Path(__file__).parents[1]
ATR: Final = b"\x3b\x80\x80\x01\x01"
ERRORS: Final = ("CardRemovedError", "CardUnresponsiveError", "?")

NUMBER_FILES: Final = (("text", "0001"), ("text", "0003"), ("surface", "0005"))
NUMBER_KEYS: Final = (("text", "0014"), ("surface", "0013"))
"""What leads to a My Number (個人番号), by application and identifier."""


def commands(data: bytes) -> None:
    """Read a command and an answer, and mask them as a trace does."""
    with suppress(EncodingError):
        assert CommandAPDU.parse(CommandAPDU.parse(data).encode()).encode()
    with suppress(ResponseError):
        assert ResponseAPDU.parse(data).encode() == data
    mask_command(data)
    mask_answer(data[:5], data[5:])


def transcript(data: bytes) -> None:
    """Read a recorded conversation, write it again, and play it."""
    try:
        recorded = Transcript.parse(data.decode("utf-8", "replace"))
    except TranscriptError:
        return
    assert Transcript.parse(recorded.format()).exchanges == recorded.exchanges
    with suppress(ApduError, ReadingError):
        read_card(Replay(recorded), lambda _tries: b"1234")


def conversation(data: bytes) -> None:
    """Tell what a conversation is about, show it, and invent its values anew."""
    exchanges = tuple(_exchanges(data))
    recorded = Transcript("Fuzz", ATR, exchanges)
    steps = follow(exchanges)
    _explain(steps)
    with suppress(TranscriptError, ReadingError):
        files = reassemble(steps)
        for file in files:
            assert all(piece.offset + piece.length <= len(file.data) for piece in file.pieces)
        render_trace_json(recorded, steps, files, values=True)
        for language in Language:
            render_trace(recorded, steps, files, language=language, values=True)
        made = anonymize(recorded, Random(1)).transcript  # noqa: S311 - the same input must do the same again
        assert list(map(_shape, made.exchanges)) == list(map(_shape, exchanges))


def _explain(steps: tuple[Step, ...]) -> None:
    for step in steps:
        view = ExchangeView(step.number, step)
        render_exchange_json(view)
        for language in Language:
            render_exchange(view, language)


def _shape(exchange: Exchange) -> tuple[str, int | None]:
    """What stays when values are invented: the command, and how long its answer is where there is one."""
    command, answer = bytes.fromhex(exchange.command.replace("*", "0")), exchange.answer
    return mask_command(command), None if isinstance(answer, str) else len(answer)


def _exchanges(data: bytes) -> Iterator[Exchange]:
    """Cut exchanges out of the input: a command behind its length, and an answer behind one of two bytes."""
    at = 0
    while at < len(data):
        end = at + 1 + data[at]
        command, length = mask_command(data[at + 1 : end]), int.from_bytes(data[end : end + 2], "big")
        if length & 0x8000:
            yield Exchange(command, ERRORS[length % len(ERRORS)])
            length = 0
        else:
            yield Exchange(command, data[end + 2 : end + 2 + length])
        at = end + 2 + length


class _Watched(Wrapper):
    """A transport that only commands which read may pass."""

    __slots__ = ()

    def transmit(self, command: bytes, /) -> bytes:
        """Look at the command, and send it."""
        parsed = CommandAPDU.parse(command)
        assert not parsed.cla
        assert parsed.ins in set(Instruction)
        return self.inner.transmit(command)


def guard(data: bytes) -> None:
    """Send commands of any bytes to a My Number card through the guard; nothing may ask it for the number."""
    card = VirtualCard(_image("specimen"))
    guarded = Guard(_Watched(VirtualTransport(card)))
    for command in _cut(data):
        with suppress(DeniedError):
            guarded.transmit(command)
    assert not sum(card.log.count(*file, Action.READ) for file in NUMBER_FILES)
    assert not sum(card.log.count(*key, Action.VERIFY) for key in NUMBER_KEYS)


def _cut(data: bytes) -> Iterator[bytes]:
    """Cut commands out of the input, each behind its length."""
    at = 0
    while at < len(data):
        end = at + 1 + data[at]
        yield data[at + 1 : end]
        at = end


def virtual_card(data: bytes) -> None:
    """Send commands of any bytes to the virtual cards, one after the other."""
    for name in ("specimen", "ic-license"):
        card = VirtualCard(_image(name))
        for command in _cut(data):
            card.transmit(command)


_image = cache(load_image)


def transcripts() -> Iterator[bytes]:
    """The recorded conversations, as they are written."""
    for path in sorted((CHECKOUT / "fixtures" / "transcripts").glob("*.txt")):
        yield path.read_bytes()


def conversations() -> Iterator[bytes]:
    """The recorded conversations, in the form that is fuzzed."""
    for content in transcripts():
        made = b""
        for exchange in Transcript.parse(content.decode()).exchanges:
            command = bytes.fromhex(exchange.command.replace("*", "3"))
            answer = exchange.answer
            made += bytes((len(command),)) + command
            made += b"\x80\x00" if isinstance(answer, str) else len(answer).to_bytes(2, "big") + answer
        yield made


def card_commands() -> Iterator[bytes]:
    """The commands of the recorded conversations, each behind its length."""
    for content in transcripts():
        sent = [line[2:].replace("*", "3") for line in content.decode().splitlines() if line.startswith("> ")]
        raw = [bytes.fromhex(line) for line in sent]
        yield b"".join(bytes((len(command),)) + command for command in raw if len(command) < 256)


def single_commands() -> Iterator[bytes]:
    """Commands of each kind."""
    yield from (
        bytes.fromhex(text) for text in ("00B09A00000003", "00A4040C0101", "002000860431323334", "00B0000000", "")
    )
