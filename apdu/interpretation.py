"""What an exchange is about: which application, file or key, and the objects in the answer. Nothing is sent.

An interpreter follows a conversation from its first command on, and believes what the card says that it selected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from apdu.applications import COMMON_AP, IC_LICENSE, JPKI_AP, LICENSE_AP, MY_NUMBER_CARD
from apdu.applications.card_manager import CARD_MANAGER
from apdu.applications.ic_license import IC_LICENSE_MF, MASTER_FILE
from apdu.command import CommandAPDU, Instruction
from apdu.errors import EncodingError, TlvError
from apdu.tlv import parse_ber, parse_license, parse_simple

if TYPE_CHECKING:
    from collections.abc import Callable

    from apdu.applications import Application, ElementaryFile, KeyReference
    from apdu.tlv import BerObject, TlvObject

__all__ = ["DataObject", "Interpreter", "Meaning", "Named"]

_KNOWN: Final = tuple(each for each in (*MY_NUMBER_CARD, *IC_LICENSE, CARD_MANAGER) if each.aid)
_LICENSE_DIALECT: Final = frozenset(each.name for each in (LICENSE_AP, *IC_LICENSE))
_IC_LICENSE: Final = frozenset(each.name for each in IC_LICENSE)
_BY_NAME: Final = 0x04
_SHORT: Final = 0x80
_SHORT_BITS: Final = 0x1F
_STATUS_LENGTH: Final = 2
_IDENTIFIER_LENGTH: Final = 2
_DONE: Final = frozenset({0x90, 0x61, 0x62})
# A certificate is some eight levels deep; what is deeper is not followed.
_DEEPEST: Final = 12
_ONE_BYTE: Final = 0xFF


class DataObject(NamedTuple):
    """A TLV object: its tag in hex as on the card, its value, and the objects in a constructed value."""

    tag: str
    value: bytes
    objects: tuple[DataObject, ...] = ()


class Named(NamedTuple):
    """The file or key that a command names; where neither is known, its ``identifier``, a short one or of 16 bits."""

    file: ElementaryFile | None = None
    key: KeyReference | None = None
    identifier: int | None = None
    is_short: bool = False


class Meaning(NamedTuple):
    """What one exchange is about; what is not known, or not there, is ``None``.

    ``application`` is the one that a SELECT asks for, otherwise the current one. ``tag`` is what GET DATA asks for.
    ``rest`` is how many bytes of the answer's data lie behind the ``objects``.
    """

    instruction: Instruction | None = None
    application: Application | None = None
    named: Named = Named()
    offset: int = 0
    tag: int | None = None
    objects: tuple[DataObject, ...] = ()
    rest: int = 0


class Interpreter:
    """Follows one conversation."""

    def __init__(self) -> None:
        self._application: Application | None = None
        self._current = Named()

    def follow(self, command: bytes, answer: bytes) -> Meaning:
        """Tell what the next exchange is about; the answer is empty where none came."""
        try:
            parsed = CommandAPDU.parse(command)
            instruction = Instruction(parsed.ins)
        except (EncodingError, ValueError):
            return Meaning(application=self._application)
        data = answer[:-_STATUS_LENGTH]
        is_done = len(answer) >= _STATUS_LENGTH and answer[-_STATUS_LENGTH] in _DONE
        meaning = Meaning(instruction, self._application)
        match instruction:
            case Instruction.SELECT:
                return _with_objects(self._select(parsed, is_done=is_done), data, _ber)
            case Instruction.READ_BINARY:
                return self._read_binary(meaning, parsed, data, is_done=is_done)
            case Instruction.READ_RECORD:
                named = self._find(parsed.p2 >> 3)
                return _with_objects(meaning._replace(named=named), data, _simple)
            case Instruction.VERIFY:
                named = self._find(parsed.p2 & _SHORT_BITS, is_key=True)
            case Instruction.GET_DATA:
                return meaning._replace(tag=parsed.p1 << 8 | parsed.p2)
            case Instruction.GET_RESPONSE:
                named = self._current
        return meaning._replace(named=named)

    def _select(self, command: CommandAPDU, *, is_done: bool) -> Meaning:
        identifier = int.from_bytes(command.data, "big") if len(command.data) == _IDENTIFIER_LENGTH else None
        application, named = self._application, Named()
        if command.p1 == _BY_NAME:
            application = next((each for each in _KNOWN if each.aid == command.data), None)
        elif not command.p1 and (not command.data or identifier == MASTER_FILE):
            # A My Number card answers that it did, and stays where it is (My Number card spec, section 2.1).
            if application is None or application.name in _IC_LICENSE:
                application = IC_LICENSE_MF
        else:
            named = self._find(identifier, bits=0xFFFF)
        if is_done:
            self._application, self._current = application, named
        return Meaning(Instruction.SELECT, application, named)

    def _read_binary(self, meaning: Meaning, command: CommandAPDU, data: bytes, *, is_done: bool) -> Meaning:
        is_short = bool(command.p1 & _SHORT)
        named = self._find(command.p1 & _SHORT_BITS if is_short else 0)
        if is_done:
            self._current = named
        offset = command.p2 if is_short else command.p1 << 8 | command.p2
        meaning = meaning._replace(named=named, offset=offset)
        parse = None if offset else _dialect(meaning.application, named.file)
        return meaning if parse is None else _with_objects(meaning, data, parse)

    def _find(self, identifier: int | None, *, bits: int = _SHORT_BITS, is_key: bool = False) -> Named:
        """The file or key of an identifier in the current application; a short one that is 0 means the current one."""
        is_short = bits == _SHORT_BITS
        if is_short and not identifier:
            return self._current
        files = () if self._application is None or is_key else self._application.files
        keys = () if self._application is None else self._application.keys
        file = next((each for each in files if each.identifier & bits == identifier), None)
        key = next((each for each in keys if each.identifier & bits == identifier), None)
        return Named(file, None if file else key, identifier, is_short)


def _dialect(application: Application | None, file: ElementaryFile | None) -> Callable[[bytes], _Parsed] | None:
    """What reads a file's objects; ``None`` for a file that has none."""
    if application is not None and application.name in _LICENSE_DIALECT:
        return _license
    if application in (JPKI_AP, COMMON_AP) and file is not None and not file.is_ber:
        return None
    return _ber


class _Parsed(NamedTuple):
    """Objects, and how many bytes lie behind them."""

    objects: tuple[DataObject, ...]
    rest: int


def _with_objects(meaning: Meaning, data: bytes, parse: Callable[[bytes], _Parsed]) -> Meaning:
    if not data:
        return meaning
    objects, rest = parse(data)
    return meaning._replace(objects=objects, rest=rest)


def _license(data: bytes) -> _Parsed:
    parsed = parse_license(data)
    return _Parsed(tuple(map(_flat, parsed.objects)), len(parsed.rest))


def _flat(item: TlvObject) -> DataObject:
    return DataObject(f"{item.tag:04X}" if item.tag > _ONE_BYTE else f"{item.tag:02X}", item.value)


def _simple(data: bytes) -> _Parsed:
    try:
        return _Parsed(tuple(map(_flat, parse_simple(data))), 0)
    except TlvError:
        return _Parsed((), 0)


def _ber(data: bytes) -> _Parsed:
    """The objects of BER-TLV; none where the data are not all of that form, or not all there."""
    try:
        items = parse_ber(data)
    except TlvError:
        return _Parsed((), 0)
    return _Parsed(tuple(_nested(item, _DEEPEST) for item in items), 0)


def _nested(item: BerObject, levels: int) -> DataObject:
    try:
        inner = item.children() if levels else ()
    except TlvError:
        inner = ()
    return DataObject(f"{item.tag:02X}", item.value, tuple(_nested(each, levels - 1) for each in inner))
