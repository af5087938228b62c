"""Recorded conversations: text that a person can read, comment and edit, and a replay that fails on surprise.

::

    # menkyo transcript 1
    # reader: Virtual: specimen
    # atr: 3B8880010000 05E0B381A1007F
    # any other comment
    > 00A4040C10A0000002310600000000000000000000
    < 9000
    > 0020008604********
    < 9000

``>`` is a command, ``<`` its answer; hex digits may be spaced. A VERIFY stands without its data: stars match any PIN.
An answer that never came is the name of the error, ``! CardRemovedError``. ``# 12.3 ms`` below an answer is the time
that the exchange took. ``< [5 bytes] 9000`` is an answer whose data were left out, which cannot be replayed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from apdu.command import CommandAPDU, Instruction
from apdu.errors import (
    CardRemovedError,
    CardUnresponsiveError,
    EncodingError,
    ReplayError,
    TlvError,
    TranscriptError,
    TransportError,
)
from apdu.tlv import parse_ber

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["HEADING", "Exchange", "Replay", "Transcript", "mask_again", "mask_answer", "mask_command", "record"]

HEADING: Final = "# menkyo transcript 1"
# A transcript is typed by people or made by programs; none is longer than this.
MAX_LINES: Final = 100_000
# The longest answer has 65,538 bytes: three characters each where somebody spaced them.
MAX_LINE_LENGTH: Final = 200_000

_ERRORS: Final = {error.__name__: error for error in (CardRemovedError, CardUnresponsiveError)}
_STATUS_LENGTH: Final = 2
_DIGITS: Final = frozenset("0123456789ABCDEF*")
# READ BINARY of the free file that says whether a PIN is set: its short identifier, and its length.
_READ_SETTING: Final = bytes((Instruction.READ_BINARY, 0x9A))
_SETTING_TAG: Final = b"\xc1"
_SETTING_LENGTH: Final = 3
_FIRST_BYTES: Final = 10  # digits of the header and Lc, or of the header and the zero of an extended one

_TIME: Final = re.compile(r"# (\d{1,9}(?:\.\d{1,3})?) ms", re.ASCII)
_MASKED: Final = re.compile(r"\[(\d{1,5}) bytes\](.*)", re.ASCII)
_TEMPLATES: Final = (0x6F, 0x62)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One command and its answer, or the name of the error that came instead of one.

    ``command`` is text as in the file: hex digits, stars for the data of a VERIFY. ``hidden`` is how many bytes of data
    were left out of the answer, which then is its status word alone. ``milliseconds`` is the time that it took, if it
    was taken; comparisons leave it out.
    """

    command: str
    answer: bytes | str
    hidden: int = 0
    milliseconds: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation with a card: the reader, the ATR and the exchanges in order."""

    reader: str
    atr: bytes
    exchanges: tuple[Exchange, ...]

    @classmethod
    def parse(cls, text: str, *, masked: bool = False) -> Transcript:
        """Read a transcript; ``masked`` accepts one without its data. Raises `TranscriptError` naming the line."""
        lines = text.splitlines()
        if not lines or lines[0].strip() != HEADING or len(lines) > MAX_LINES:
            raise TranscriptError(f"A transcript begins with the line '{HEADING}'")
        reader, atr = "replay", b""
        exchanges: list[Exchange] = []
        command: str | None = None
        for number, line in enumerate(lines, start=1):
            if len(line) > MAX_LINE_LENGTH:
                raise TranscriptError(f"Line {number} of the transcript is longer than any command or answer")
            mark, _, rest = line.strip().partition(" ")
            match mark:
                case "" | "#":
                    if exchanges and command is None and (taken := _TIME.fullmatch(line.strip())):
                        exchanges[-1] = replace(exchanges[-1], milliseconds=float(taken[1]))
                    key, _, value = rest.partition(":")
                    reader = value.strip() if key == "reader" else reader
                    atr = _from_hex(value, number) if key == "atr" else atr
                case ">" if command is None:
                    command = _command(rest, number)
                case "<" if command is not None:
                    exchanges.append(_exchange(command, rest.strip(), number, masked=masked))
                    command = None
                case "!" if command is not None:
                    exchanges.append(Exchange(command, rest.strip()))
                    command = None
                case _:
                    raise TranscriptError(f"Line {number} of the transcript is out of place")
        if command is not None:
            raise TranscriptError("The transcript ends before the answer to its last command")
        return cls(reader, atr, tuple(exchanges))

    def format(self) -> str:
        """Write the transcript as text."""
        reader = " ".join(self.reader.split())  # a driver's name with a line break must not become a line of its own
        lines = [HEADING, f"# reader: {reader}", f"# atr: {self.atr.hex().upper()}"]
        for exchange in self.exchanges:
            lines.append(f"> {exchange.command}")
            answer = exchange.answer
            hidden = f"[{exchange.hidden} bytes] " if exchange.hidden else ""
            lines.append(f"! {answer}" if isinstance(answer, str) else f"< {hidden}{answer.hex().upper()}")
            if exchange.milliseconds is not None:
                lines.append(f"# {exchange.milliseconds:.1f} ms")
        return "\n".join(lines) + "\n"


def _command(text: str, line: int) -> str:
    command = "".join(text.split()).upper()
    if len(command) % 2 or not _DIGITS.issuperset(command):
        raise TranscriptError(f"Line {line} of the transcript is not hexadecimal")
    return command


def _exchange(command: str, answer: str, line: int, *, masked: bool) -> Exchange:
    """A command with the answer that stands in a line."""
    found = _MASKED.fullmatch(answer) if masked else None
    if found is None:
        return Exchange(command, _from_hex(answer, line))
    return Exchange(command, _from_hex(found[2], line), int(found[1]))


def _from_hex(text: str, line: int) -> bytes:
    if "[" in text:
        raise TranscriptError(
            f"Line {line} of the transcript was written without its data, so that it cannot be replayed"
        )
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise TranscriptError(f"Line {line} of the transcript is not hexadecimal") from None


def mask_command(command: bytes) -> str:
    """Write a command in hex, with stars for the data of all but a SELECT: no PIN is ever written down."""
    text = command.hex().upper()
    try:
        parsed = CommandAPDU.parse(command)
    except EncodingError:
        # What is no command may still hold a PIN.
        return text[:8] + "*" * len(text[8:])
    if parsed.ins == Instruction.SELECT or not parsed.data:
        return text
    return text[:_FIRST_BYTES] + "*" * len(text[_FIRST_BYTES:])


def mask_again(command: str) -> str:
    """Mask the command of a transcript that another program may have written: as `mask_command`, stars stay stars."""
    if "*" in command:
        return command[:_FIRST_BYTES] + "*" * len(command[_FIRST_BYTES:])
    return mask_command(bytes.fromhex(command))


def mask_answer(command: bytes, answer: bytes) -> str:
    """Write an answer in hex, with the number of bytes in place of its data.

    Only the free three bytes that say whether a PIN is set, and the file control information that a SELECT may bring,
    stand as they are; what a card sends in their place does not.
    """
    data, status = answer[:-_STATUS_LENGTH], answer[-_STATUS_LENGTH:]
    if not data or _is_setting(command, data) or _is_control_information(command, data):
        return answer.hex().upper()
    return f"[{len(data)} bytes] {status.hex().upper()}"


def _is_setting(command: bytes, data: bytes) -> bool:
    """Whether the data are those of the free file that says whether a PIN is set."""
    return command[1:3] == _READ_SETTING and len(data) <= _SETTING_LENGTH and data.startswith(_SETTING_TAG)


def _is_control_information(command: bytes, data: bytes) -> bool:
    """Whether the data are one template, FCI or FCP (ISO/IEC 7816-4, section 7.4), in answer to a SELECT."""
    if command[1:2] != bytes((Instruction.SELECT,)) or data[0] not in _TEMPLATES:
        return False
    try:
        return len(parse_ber(data)) == 1
    except TlvError:
        return False


def record(reader: str, atr: bytes, exchanges: Iterable[tuple[bytes, bytes | str]]) -> Transcript:
    """Make a transcript of exchanges as `apdu.wrappers.Observed` shows them; the answers keep their data."""
    return Transcript(reader, atr, tuple(Exchange(mask_command(command), answer) for command, answer in exchanges))


class Replay:
    """A transport that plays a transcript: each command must be the next of the recording.

    Raises `ReplayError` naming both commands on any surprise, and the recorded error where no answer came.
    """

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._position = 0
        self._is_open = True

    @property
    def name(self) -> str:
        """The reader's name in the recording."""
        return self._transcript.reader

    @property
    def atr(self) -> bytes:
        """The answer to reset in the recording."""
        return self._transcript.atr

    @property
    def position(self) -> int:
        """How many exchanges were played."""
        return self._position

    @property
    def is_finished(self) -> bool:
        """Whether every exchange was played."""
        return self._position == len(self._transcript.exchanges)

    def transmit(self, command: bytes, /) -> bytes:
        """Return the recorded answer."""
        if not self._is_open:
            raise CardRemovedError("The replayed card was closed")
        if self.is_finished:
            raise ReplayError(f"The recording ends before the command {mask_command(command)}")
        exchange = self._transcript.exchanges[self._position]
        if not _matches(exchange.command, command):
            # A recording that people edited, or another program wrote, may hold a PIN.
            recorded = mask_again(exchange.command)
            raise ReplayError(
                f"The recording has {recorded} as command {self._position + 1}, not {mask_command(command)}"
            )
        self._position += 1
        if isinstance(exchange.answer, str):
            raise _ERRORS.get(exchange.answer, TransportError)("The recording has no answer here")
        return exchange.answer

    def close(self) -> None:
        """End the replay."""
        self._is_open = False


def _matches(recorded: str, command: bytes) -> bool:
    """Whether a command is the recorded one; stars match anything."""
    sent = command.hex().upper()
    pairs = zip(recorded, sent, strict=False)
    return len(recorded) == len(sent) and all(mark in ("*", digit) for mark, digit in pairs)
