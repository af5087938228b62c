"""A card session: select an application, ask for the tries left, verify a PIN, read files.

What it holds to, whatever the card does: no VERIFY with data before the tries left are known, none twice for one PIN,
none at the last try unless the caller insists, none with a malformed PIN. Reading is bounded and never repeats one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from apdu.applications.ic_license import MASTER_FILE
from apdu.applications.license_ap import DEFAULT_PIN
from apdu.channel import Channel
from apdu.command import MAX_SHORT_LE, CommandAPDU, Instruction
from apdu.errors import (
    CardRemovedError,
    CardUnresponsiveError,
    DeniedError,
    LastTryError,
    MalformedPinError,
    PinBlockedError,
    PinError,
    ResponseError,
    StatusError,
    TriesUnknownError,
    WrongPinError,
)
from apdu.extent import Extent, ber_extent, ends_with_object, filled_extent, license_extent
from apdu.forms import DATA_FOLLOWS, END_REACHED, REFUSED_FORM, is_whole, read_record, required, select_file
from apdu.guard import Guard
from apdu.status import Family
from apdu.wrappers import GetResponse, Limited, RightLength

if TYPE_CHECKING:
    from apdu.applications import Application, ElementaryFile, KeyReference
    from apdu.response import ResponseAPDU
    from apdu.status import StatusWord
    from apdu.transport import Transport

__all__ = ["CardSession", "TriesLeft", "check_pin"]

# An offset in READ BINARY has 15 bits, so that no file is longer.
MAX_FILE_LENGTH: Final = 0x8000
# 5,845 bytes took 70 reads through the narrowest device seen (84 bytes each); this leaves room for narrower ones.
MAX_READS: Final = 1024
# License card spec, section 12, Q12: what to ask for when a card refuses more.
_SHORT_LENGTHS: Final[tuple[int, ...]] = (MAX_SHORT_LE, 0xF0, 0x80)

_FIRST_COMMAND_FAILED: Final = 0x6F00
_SELECTED_BLOCKED: Final = 0x6283
_OFFSET_OUTSIDE: Final = 0x6B00
_NOT_FOUND: Final = 0x6A82
_NO_SUCH_THING: Final = 0x6A
# What a shorter Le cannot mend.
_FINAL_REFUSALS: Final = frozenset({0x6981, 0x6982, 0x6985, 0x6986, 0x6A82})
_CURRENT: Final = 0x80  # P2 of VERIFY for the key that is selected
# What selecting the file cannot mend when its short identifier was refused.
_REFUSED_FILE: Final = frozenset({0x6982, 0x6985, 0x6A82})


def check_pin(key: KeyReference, pin: bytes) -> None:
    """Raise `MalformedPinError` for anything but the key's number of ASCII digits, and for a key never presented."""
    if not key.digits or len(pin) != key.digits or not pin.isdigit():
        error = MalformedPinError("The PIN does not have the digits of its key")
        error.key_name = key.name
        raise error


@dataclass(frozen=True, slots=True)
class TriesLeft:
    """The answer to an empty VERIFY: the tries left, or that the card counts the PIN as verified and tells none."""

    count: int | None
    is_verified: bool = False


class _Part(NamedTuple):
    """What one READ BINARY brought: whether it ends the file, and whether it is less than a long read asked for."""

    data: bytes
    is_last: bool = False
    is_cut: bool = False


class CardSession:
    """A conversation with one card over a transport.

    ``short`` keeps to short length. ``extended`` is whether link and card take extended length: ``None`` until a free
    file told. A session sends 4,096 commands at most, some fifty times what a whole reading takes.
    """

    def __init__(self, transport: Transport, *, short: bool = False) -> None:
        # Top to bottom: the guard sees every command that a wrapper adds, too.
        guarded = GetResponse(Limited(Guard(transport)))
        self._channel = Channel(RightLength(guarded))
        # What tells whether extended length works must not be repeated in short length.
        self._plain_channel = Channel(guarded)
        self.extended: bool | None = False if short else None
        self._short_lengths = _SHORT_LENGTHS
        self._longest = 0  # data bytes that a long answer of the selected application brought so far
        self._tries: dict[str, TriesLeft] = {}
        self._to_select: dict[str, bool] = {}  # whether a key that told its tries must be selected for that
        self._presented: set[tuple[str, bytes]] = set()

    def select_master_file(self) -> None:
        """Select the MF of a card that has its keys there; raises `StatusError`.

        Both forms are known to work (license card spec, section 4.5); the second is for a card that refuses the first.
        """
        self._forget()
        accepted = frozenset({0x9000, _SELECTED_BLOCKED})
        if self._channel.send(CommandAPDU(0, Instruction.SELECT, 0, 0)).status.value not in accepted:
            command = CommandAPDU(0, Instruction.SELECT, 0, 0, MASTER_FILE.to_bytes(2, "big"))
            self._channel.require(command, "Selecting the MF", accepted)

    def select(self, application: Application, *, strict: bool = False) -> bool:
        """Select an application by its whole AID; returns whether the card has it.

        Raises `StatusError` when the card answers neither yes nor no. Cards of other kinds refuse in many ways, each of
        which means no; ``strict`` takes only 6Axx for that, as cards answer that know what they are asked.
        """
        self._forget()
        command = CommandAPDU(0, Instruction.SELECT, 0x04, 0x0C, application.aid)
        status = self._channel.send(command).status
        if status.value == _FIRST_COMMAND_FAILED:  # one card answers so after power-up (My Number card spec, 2.2)
            status = self._channel.send(command).status
        if status.is_success or status.value == _SELECTED_BLOCKED:
            return True
        is_no = status.value >> 8 == _NO_SUCH_THING if strict else status.family is Family.CHECKING_ERROR
        if is_no and status.value != _FIRST_COMMAND_FAILED:
            return False
        raise StatusError(f"Selecting {application.name}", status)

    def _forget(self) -> None:
        """Take nothing for granted of what is selected next."""
        self._tries.clear()
        self._to_select.clear()
        self._longest = 0

    def tries_left(self, key: KeyReference) -> TriesLeft:
        """Ask how many tries are left, by a VERIFY without data, which costs none.

        Both forms are known to work (license card spec, sections 3.5 and 4.5): by the key's short identifier, and with
        its file selected, which is for a card that refuses the first.
        Raises `TriesUnknownError` for an answer that tells neither a count nor that the PIN is verified, or has data.
        """
        self._tries.pop(key.name, None)  # an older count serves no longer, whatever the answer is
        response = self._ask_tries(key)
        status = response.status
        count = status.tries_left
        # An answer with data is to another question: what it ends in is not believed.
        if response.data or (count is None and not status.is_success):
            unknown = TriesUnknownError(status)
            unknown.key_name = key.name
            raise unknown
        tries = TriesLeft(count, is_verified=status.is_success)
        self._tries[key.name] = tries
        return tries

    def _ask_tries(self, key: KeyReference) -> ResponseAPDU:
        """The answer to an empty VERIFY; the key that a card must have selected for that is the current file then."""
        to_select = self._to_select.get(key.name)
        refused = None
        if not to_select:
            refused = self._channel.send(CommandAPDU(0, Instruction.VERIFY, 0, key.p2))
            if to_select is False or refused.data or refused.status.value not in REFUSED_FORM:
                self._to_select[key.name] = False
                return refused
        try:
            selected = select_file(self._channel, key)
        except DeniedError:  # nobody knows where the card is, so that the key may be the file with the number
            if refused is None:
                raise
            return refused
        if not selected.status.is_success:
            return refused or selected
        response = self._channel.send(CommandAPDU(0, Instruction.VERIFY, 0, _CURRENT))
        if response.status.value in REFUSED_FORM:
            return refused or response
        self._to_select[key.name] = True
        return response

    def verify(self, key: KeyReference, pin: bytes, *, use_last_try: bool = False) -> None:
        """Present a PIN, once: as many ASCII digits as the key has.

        Raises `MalformedPinError`, `TriesUnknownError`, `PinBlockedError` or `LastTryError` before anything is sent,
        and `WrongPinError`, `PinBlockedError` or `StatusError` for what the card answers.
        """
        check_pin(key, pin)
        self._verify_named(key, pin, use_last_try=use_last_try)

    def verify_default(self, key: KeyReference, setting: bytes, *, use_last_try: bool = False) -> None:
        """Present the PIN of a card whose holder set none; ``setting`` is the whole file that says so.

        Raises `MalformedPinError` when it does not say so, otherwise as `verify`.
        """
        if not key.not_set or setting != key.not_set:
            raise MalformedPinError("The card does not say that no PIN is set")
        self._verify_named(key, DEFAULT_PIN, use_last_try=use_last_try)

    def _verify_named(self, key: KeyReference, pin: bytes, *, use_last_try: bool) -> None:
        """Verify, and name the key in what goes wrong: a card may have several."""
        try:
            self._verify(key, pin, use_last_try=use_last_try)
        except PinError as error:
            error.key_name = key.name
            raise

    def _verify(self, key: KeyReference, pin: bytes, *, use_last_try: bool) -> None:
        # Each count serves one VERIFY: the next one asks anew. Asking selects the key that must be selected, too.
        tries = None if self._to_select.get(key.name) else self._tries.pop(key.name, None)
        tries = tries or self.tries_left(key)
        self._tries.pop(key.name, None)
        if tries.is_verified:
            return
        if not tries.count:
            raise PinBlockedError("The PIN is blocked")
        if (key.name, pin) in self._presented:
            raise WrongPinError(tries.count)
        if tries.count == 1 and not use_last_try:
            raise LastTryError("One try is left")
        self._presented.add((key.name, pin))
        p2 = _CURRENT if self._to_select.get(key.name) else key.p2
        status = self._channel.send(CommandAPDU(0, Instruction.VERIFY, 0, p2, pin)).status
        if not status.is_success:
            self._refused(key, status)

    def _refused(self, key: KeyReference, status: StatusWord) -> None:
        """Raise what a refused PIN means."""
        left = status.tries_left
        if status.family is Family.WARNING and left is None:  # 6300 tells no count (section 12, Q14)
            try:
                left = self.tries_left(key).count
            except (TriesUnknownError, ResponseError):
                left = None
        elif left is None:
            raise StatusError("Verifying the PIN", status)
        if left == 0:
            raise PinBlockedError("The PIN is wrong and now blocked")
        raise WrongPinError(left)

    def read_free_file(self, file: ElementaryFile) -> bytes:
        """Read a small free file by its short identifier, or else by SELECT, and find out about extended length.

        Raises `StatusError` or `ResponseError` when short length does not work either.
        """
        response = self._read_small(file, 0x80 | file.short_identifier)
        if response.status.value in REFUSED_FORM and select_file(self._channel, file).status.is_success:
            response = self._read_small(file, 0)
        return required(response, file)

    def _read_small(self, file: ElementaryFile, p1: int) -> ResponseAPDU:
        """Read a small file in short length; in extended length before, while nobody knows whether that works."""
        if self.extended is not None:
            return self._channel.send(CommandAPDU(0, Instruction.READ_BINARY, p1, 0, le=file.max_size))
        try:
            long = self._read_extended(file, p1)
            self.extended = long is not None and is_whole(long, file)
            if long is not None and self.extended:
                return long
            short = self._channel.send(CommandAPDU(0, Instruction.READ_BINARY, p1, 0, le=file.max_size))
        except CardRemovedError as error:
            error.at_extended_length = True
            raise
        if short == long:  # the file is short, or not there: that it is was told in either length
            self.extended = True if short.data else None
        return short

    def _read_extended(self, file: ElementaryFile, p1: int) -> ResponseAPDU | None:
        """The answer to a READ with an extended Le; ``None`` when there was no proper one."""
        command = CommandAPDU(0, Instruction.READ_BINARY, p1, 0, le=file.max_size, extended=True)
        try:
            return self._plain_channel.send(command)
        except (ResponseError, CardUnresponsiveError):
            return None

    def read_record(self, file: ElementaryFile) -> bytes:
        """Read the record of a file that holds records; raises `StatusError`."""
        return required(read_record(self._channel, file), file)

    def read_data_object(self, tag: int) -> bytes:
        """Read a data object by its tag, 0 to FFFF, of what is selected; raises `StatusError`."""
        command = CommandAPDU(0, Instruction.GET_DATA, tag >> 8, tag & 0xFF, le=MAX_SHORT_LE)
        return self._channel.require(command, f"Reading the data object {tag:04X}", DATA_FOLLOWS)

    def has_file(self, file: ElementaryFile) -> bool:
        """Select a file of the current application to see whether it is there, without reading it.

        Raises `StatusError` when the card answers neither yes nor no.
        """
        status = select_file(self._channel, file).status
        if status.is_success:
            return True
        if status.value == _NOT_FOUND:
            return False
        raise StatusError(f"Selecting {file.name}", status)

    def read_file(self, file: ElementaryFile) -> bytes:
        """Read a file to its end: long reads where they work, short ones from the first that does not.

        Raises `StatusError` when the card refuses, and `ResponseError` when it does not come to an end.
        """
        first = self._read_at_once(file) if file.is_filled else None
        data = b"" if first is None else first.data
        was_cut = False if first is None else first.is_cut
        is_current = False
        for _ in range(MAX_READS):
            extent = _extent(file, data)
            if extent.final and extent.needed <= len(data):
                return data
            if first is not None and first.is_last and ends_with_object(data):
                return data
            first = None
            if len(data) >= MAX_FILE_LENGTH:
                break
            if not is_current:
                status = select_file(self._channel, file).status
                if not status.is_success:
                    raise StatusError(f"Selecting {file.name}", status)
                is_current = True
            if was_cut:
                self.extended = False
            part = self._read_part(file, len(data), extent)
            if was_cut and not part.data:
                self.extended = True  # nothing was left, so that the long answer had been whole
            data += part.data
            if part.is_last:
                return data
            was_cut = part.is_cut
        raise ResponseError(f"{file.name} does not come to an end")

    def _read_at_once(self, file: ElementaryFile) -> _Part | None:
        """Read the beginning of a file, or all of it, by its short identifier; ``None`` when that brings nothing.

        Raises `StatusError` when the card refuses the file itself.
        """
        is_long = bool(self.extended)
        le = file.max_size if is_long else min(file.max_size, self._short_lengths[0])
        p1 = 0x80 | file.short_identifier
        command = CommandAPDU(0, Instruction.READ_BINARY, p1, 0, le=le, extended=is_long and le >= MAX_SHORT_LE)
        try:
            response = self._channel.send(command)
        except (ResponseError, CardUnresponsiveError):
            if not is_long:
                raise
            self.extended = False
            return None
        status = response.status
        if status.value in _REFUSED_FILE:
            raise StatusError(f"Reading {file.name}", status)
        length = len(response.data)
        is_less = is_long and length < le
        # A link that cuts long answers cuts them at one place: what is shorter than another was not cut.
        is_last = is_less and length < self._longest
        if status.value not in DATA_FOLLOWS or not (length or is_last):
            return None
        if is_long:
            self._longest = max(self._longest, length)
        return _Part(response.data, is_last, is_cut=is_less and not is_last)

    def _read_part(self, file: ElementaryFile, offset: int, extent: Extent) -> _Part:
        """Read on from an offset, with less at a time when more is refused."""
        while True:
            is_long = bool(self.extended)
            le = max(file.max_size - offset, MAX_SHORT_LE) if is_long else self._short_lengths[0]
            if extent.final:
                le = min(le, extent.needed - offset)
            try:
                response = self._channel.send(
                    CommandAPDU(0, Instruction.READ_BINARY, offset >> 8, offset & 0xFF, le=le),
                )
            except (ResponseError, CardUnresponsiveError):
                if not is_long:
                    raise
                self.extended = False
                continue
            status = response.status
            if status.value in DATA_FOLLOWS:
                # A long answer cut short without its status word may end in two bytes that look like this one.
                is_last = not response.data or (status.value == END_REACHED and not is_long)
                return _Part(response.data, is_last, is_cut=is_long and len(response.data) < le)
            if status.value == _OFFSET_OUTSIDE and not response.data:
                return _Part(b"", is_last=True)
            if is_long:
                self.extended = False
            elif len(self._short_lengths) > 1 and status.value not in _FINAL_REFUSALS:
                self._short_lengths = self._short_lengths[1:]
            else:
                raise StatusError(f"Reading {file.name}", status)


def _extent(file: ElementaryFile, data: bytes) -> Extent:
    """How much of a file its first bytes say is needed."""
    if file.is_ber:
        return ber_extent(data)
    if file.is_filled:
        return filled_extent(data, file.last_tag, file.max_size)
    return license_extent(data, file.last_tag) if file.last_tag else Extent(len(data) + 1, final=False)
