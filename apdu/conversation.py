"""What a recorded conversation is about: the application, file and offset of each exchange, and the files it holds.

A file comes in several answers: by SELECT or by its short identifier, at offsets, in short or extended length, and by
GET RESPONSE. Here the pieces are put together, and each remembers the answer that it came in. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from apdu.applications import IC_LICENSE, MY_NUMBER_CARD
from apdu.applications.card_manager import CARD_MANAGER
from apdu.applications.ic_license import IC_LICENSE_MF, MASTER_FILE
from apdu.command import CommandAPDU, Instruction
from apdu.errors import ConversationError, ConversationFault, EncodingError
from apdu.status import Family, StatusWord

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apdu.applications import Application, ElementaryFile, KeyReference
    from apdu.transcript import Exchange

__all__ = ["Act", "FileRead", "Follower", "Piece", "Place", "Step", "follow", "reassemble"]

# No card of this project has a tenth of it.
MAX_FILES: Final = 256

_APPLICATIONS: Final = (*MY_NUMBER_CARD, *(each for each in IC_LICENSE if each.aid), CARD_MANAGER)
_BY_NAME: Final = 0x04
_SHORT_IDENTIFIER: Final = 0x80
_SHORT_BITS: Final = 0x1F
_IDENTIFIER_LENGTH: Final = 2
_STATUS_LENGTH: Final = 2
_SUCCESS: Final = 0x9000
_DONE_TOO: Final = (0x61, 0x62)
_MORE: Final = 0x61


class Act(Enum):
    """What a command does."""

    SELECT_APPLICATION = "select-application"
    SELECT_FILE = "select-file"
    SELECT_KEY = "select-key"
    READ = "read"
    READ_RECORD = "read-record"
    READ_ON = "read-on"
    """GET RESPONSE: the rest of an answer."""

    ASK_TRIES = "ask-tries"
    VERIFY = "verify"
    GET_DATA = "get-data"
    OTHER = "other"


_READS: Final = frozenset({Act.READ, Act.READ_RECORD, Act.READ_ON})


class Place(NamedTuple):
    """A file of a card: the application's name (its AID in hex where it is unknown), identifier and record number."""

    application: str
    identifier: int
    record: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One exchange and what it is about.

    ``application`` is the one that a SELECT asks for, otherwise the current one, ``place`` the file, ``file`` its
    description where it is known, ``offset`` that of the first byte of ``data`` in it. ``data`` is what the answer
    holds besides its ``status``, which is ``None`` where there was none; ``is_certain`` says that a card answers so
    where it has data.
    """

    number: int
    exchange: Exchange
    act: Act
    application: Application | None
    place: Place | None
    file: ElementaryFile | None
    key: KeyReference | None
    offset: int
    data: bytes = field(repr=False)
    status: StatusWord | None
    is_certain: bool

    @property
    def file_name(self) -> str:
        """The file's name, its identifier where nobody knows it, and nothing where the exchange is about none."""
        if self.file is not None:
            return self.file.name
        return "" if self.place is None else f"EF {self.place.identifier:04X}"

    @property
    def is_denied(self) -> bool:
        """Whether the file is one that leads to the My Number."""
        application, place = self.application, self.place
        return application is not None and place is not None and place.identifier in application.denied_files


class Piece(NamedTuple):
    """Where the bytes of an answer lie in a file; ``has_status`` is false where the whole answer is content."""

    number: int
    offset: int
    length: int
    has_status: bool


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file as far as the conversation read it from its beginning."""

    place: Place
    application: Application | None
    file: ElementaryFile | None
    data: bytes = field(repr=False)
    pieces: tuple[Piece, ...]
    is_denied: bool

    @property
    def name(self) -> str:
        """The file's name, or its identifier where nobody knows it."""
        return f"EF {self.place.identifier:04X}" if self.file is None else self.file.name


def follow(exchanges: Iterable[Exchange]) -> tuple[Step, ...]:
    """Follow a conversation: what each exchange is about."""
    return tuple(map(Follower().take, exchanges))


class Follower:
    """Follows one conversation from its first exchange on, and believes what the card says that it selected."""

    def __init__(self) -> None:
        self._application: Application | None = None
        self._name = ""
        self._current: int | None = None
        self._last: Step | None = None

    def take(self, exchange: Exchange) -> Step:
        """What the next exchange is about; what it selects is current from then on."""
        number = 1 if self._last is None else self._last.number + 1
        data, status = _split(exchange)
        step = Step(
            number, exchange, Act.OTHER, self._application, None, None, None, 0, data, status, _is_done(status)
        )  # fmt: skip
        command = _parse(exchange.command)
        self._last = step if command is None else self._understand(step, command)
        return self._last

    def _understand(self, step: Step, command: CommandAPDU) -> Step:
        match command.ins:
            case Instruction.SELECT if command.p1 == _BY_NAME:
                made = self._select_application(step, command.data)
            case Instruction.SELECT:
                made = self._select(step, command.data)
            case Instruction.READ_BINARY:
                is_short = bool(command.p1 & _SHORT_IDENTIFIER)
                offset = command.p2 if is_short else command.p1 << 8 | command.p2
                made = self._read(step, Act.READ, command.p1 & _SHORT_BITS if is_short else 0, offset=offset)
            case Instruction.READ_RECORD:
                made = self._read(step, Act.READ_RECORD, command.p2 >> 3, record=command.p1)
            case Instruction.GET_RESPONSE:
                made = self._read_on(step)
            case Instruction.VERIFY:
                act = Act.VERIFY if command.data else Act.ASK_TRIES
                made = replace(step, act=act, key=self._key(command.p2))
            case ins:
                made = replace(step, act=Act.GET_DATA) if ins == Instruction.GET_DATA else step
        return made

    def _select_application(self, step: Step, name: bytes) -> Step:
        # The beginning of an AID that several have does not tell which was reached.
        matches = [each for each in _APPLICATIONS if name and each.aid.startswith(name)]
        found = matches[0] if len(matches) == 1 else None
        if step.is_certain:
            self._application, self._current = found, None
            self._name = found.name if found else name.hex().upper()
        return replace(step, act=Act.SELECT_APPLICATION, application=found)

    def _select(self, step: Step, name: bytes) -> Step:
        identifier = int.from_bytes(name[-_IDENTIFIER_LENGTH:], "big") if name else MASTER_FILE
        is_path = name.startswith(MASTER_FILE.to_bytes(2, "big"))
        if identifier == MASTER_FILE and self._application in MY_NUMBER_CARD:
            # The card answers that it did, and stays where it is (My Number card spec, section 2.1).
            return replace(step, act=Act.SELECT_APPLICATION)
        if (is_path or identifier == MASTER_FILE) and step.is_certain:
            self._application, self._name, self._current = IC_LICENSE_MF, IC_LICENSE_MF.name, None
        if identifier == MASTER_FILE:
            return replace(step, act=Act.SELECT_APPLICATION, application=IC_LICENSE_MF)
        if step.is_certain:
            self._current = identifier
        key = self._key_of(identifier)
        made = self._at(step, Act.SELECT_FILE if key is None else Act.SELECT_KEY, identifier)
        return replace(made, application=self._application, key=key)

    def _read(self, step: Step, act: Act, short: int, *, offset: int = 0, record: int = 0) -> Step:
        files = () if self._application is None else self._application.files
        known = next((each.identifier for each in files if short and each.short_identifier == short), short)
        identifier = known if short else self._current
        if short and step.is_certain:
            self._current = identifier
        return replace(self._at(step, act, identifier, record), offset=offset)

    def _read_on(self, step: Step) -> Step:
        """GET RESPONSE goes on where the answer before it ended."""
        last = self._last
        if last is None or last.status is None or last.status.sw1 != _MORE:
            return step
        act = Act.READ_ON if last.act in _READS else last.act
        return replace(step, act=act, place=last.place, file=last.file, offset=last.offset + len(last.data))

    def _at(self, step: Step, act: Act, identifier: int | None, record: int = 0) -> Step:
        """An exchange that is about a file of the current application, if it is about any."""
        files = () if self._application is None else self._application.files
        file = next((each for each in files if each.identifier == identifier), None)
        place = None if identifier is None else Place(self._name, identifier, record)
        return replace(step, act=act, place=place, file=file)

    def _key(self, p2: int) -> KeyReference | None:
        """The key that P2 of VERIFY names, by its short identifier, or the one that is current."""
        if not p2 & _SHORT_BITS:
            return self._key_of(self._current)
        keys = () if self._application is None else self._application.keys
        return next((each for each in keys if each.p2 & _SHORT_BITS == p2 & _SHORT_BITS), None)

    def _key_of(self, identifier: int | None) -> KeyReference | None:
        keys = () if self._application is None else self._application.keys
        return next((each for each in keys if each.identifier == identifier), None)


def _parse(command: str) -> CommandAPDU | None:
    """The command; stars stand for data of their length."""
    try:
        return CommandAPDU.parse(bytes.fromhex(command.replace("*", "0")))
    except EncodingError:
        return None


def _split(exchange: Exchange) -> tuple[bytes, StatusWord | None]:
    """Data and status word of an answer; without a status word all of it is data."""
    answer = exchange.answer
    if isinstance(answer, str):
        return b"", None
    status = StatusWord(int.from_bytes(answer[-_STATUS_LENGTH:], "big"))
    if len(answer) < _STATUS_LENGTH or status.family is Family.INVALID:
        return answer, None
    return answer[:-_STATUS_LENGTH], status


def _is_done(status: StatusWord | None) -> bool:
    """Whether a status word says that the command was carried out."""
    return status is not None and (status.value == _SUCCESS or status.sw1 in _DONE_TOO)


@dataclass(slots=True)
class _Growing:
    """A file that is being put together: its bytes, and which of them are known."""

    place: Place
    step: Step
    content: bytearray = field(default_factory=bytearray)
    known: bytearray = field(default_factory=bytearray)
    pieces: list[Piece] = field(default_factory=list[Piece])

    def fits(self, offset: int, data: bytes) -> bool:
        """Whether the bytes agree with those that are known."""
        known, content = self.known[offset : offset + len(data)], self.content[offset:]
        return all(not is_known or old == new for is_known, old, new in zip(known, content, data, strict=False))

    def put(self, offset: int, data: bytes) -> None:
        """Put bytes at an offset."""
        gap = bytes(max(offset - len(self.content), 0))
        self.content += gap
        self.known += gap
        self.content[offset : offset + len(data)] = data
        self.known[offset : offset + len(data)] = b"\1" * len(data)


def reassemble(steps: Iterable[Step]) -> tuple[FileRead, ...]:
    """Put the files of a conversation together from its answers, in the order in which they were first read.

    Raises `ConversationError` for a conversation without its data, a file with a part missing, one that changed
    between two readings, and more files than any card has.
    """
    growing: dict[Place, _Growing] = {}
    uncertain: list[tuple[_Growing, Step]] = []
    for step in steps:
        if step.exchange.hidden:
            raise ConversationError(ConversationFault.MASKED)
        if step.place is None or not step.data or step.act not in _READS:
            continue
        if step.place not in growing:
            if len(growing) >= MAX_FILES:
                raise ConversationError(ConversationFault.TOO_MUCH)
            growing[step.place] = _Growing(step.place, step)
        file = growing[step.place]
        if step.is_certain:
            _add(file, step, step.data, has_status=True)
        else:
            uncertain.append((file, step))
    for file, step in uncertain:
        # A long answer that lost its status word ends in two bytes of content.
        behind = b"" if step.status is None else step.status.value.to_bytes(_STATUS_LENGTH)
        if behind and not file.fits(step.offset, step.data + behind):
            _add(file, step, step.data, has_status=True)
        else:
            _add(file, step, step.data + behind, has_status=False)
    return tuple(map(_finished, growing.values()))


def _add(file: _Growing, step: Step, data: bytes, *, has_status: bool) -> None:
    if not file.fits(step.offset, data):
        raise ConversationError(ConversationFault.CHANGED, step.file_name)
    file.put(step.offset, data)
    file.pieces.append(Piece(step.number, step.offset, len(data), has_status))


def _finished(file: _Growing) -> FileRead:
    step = file.step
    if 0 in file.known:
        raise ConversationError(ConversationFault.HOLE, step.file_name)
    return FileRead(file.place, step.application, step.file, bytes(file.content), tuple(file.pieces), step.is_denied)
