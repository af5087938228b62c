"""The two forms in which a file is named to a card: by its short identifier, and by SELECT before the command."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from apdu.command import MAX_SHORT_LE, CommandAPDU, Instruction
from apdu.errors import StatusError

if TYPE_CHECKING:
    from apdu.applications import ElementaryFile, KeyReference
    from apdu.channel import Channel
    from apdu.response import ResponseAPDU

__all__ = ["DATA_FOLLOWS", "END_REACHED", "REFUSED_FORM", "is_whole", "read_record", "required", "select_file"]

END_REACHED: Final = 0x6282
DATA_FOLLOWS: Final = frozenset({0x9000, END_REACHED})
REFUSED_FORM: Final = frozenset({0x6981, 0x6986, 0x6A81, 0x6A82, 0x6A86, 0x6A88, 0x6B00})
"""What a card may answer that does not take a short identifier; none of it is the answer to a PIN."""

_WRONG_LENGTH: Final = 0x6700
_ONE_RECORD: Final = 0x04  # P2 of READ RECORD, besides the short identifier


def select_file(channel: Channel, file: ElementaryFile | KeyReference) -> ResponseAPDU:
    """Make a file, or a key's, of the current application the current one."""
    return channel.send(CommandAPDU(0, Instruction.SELECT, 0x02, 0x0C, file.identifier.to_bytes(2, "big")))


def read_record(channel: Channel, file: ElementaryFile) -> ResponseAPDU:
    """Read the record of a file, by its short identifier or else by SELECT (My Number card spec, section 7.1)."""
    response = _read_record(channel, file, file.short_identifier << 3)
    if response.status.value in REFUSED_FORM and select_file(channel, file).status.is_success:
        response = _read_record(channel, file, 0)
    return response


def _read_record(channel: Channel, file: ElementaryFile, p2: int) -> ResponseAPDU:
    """Ask for as much as any record has; a card that refuses that is asked for the length of this one."""
    command = CommandAPDU(0, Instruction.READ_RECORD, file.record_number or 1, p2 | _ONE_RECORD, le=MAX_SHORT_LE)
    response = channel.send(command)
    if response.status.value != _WRONG_LENGTH:
        return response
    return channel.send(replace(command, le=file.max_size))


def required(response: ResponseAPDU, file: ElementaryFile) -> bytes:
    """The data of an answer that brought some; raises `StatusError` for any other."""
    if response.status.value not in DATA_FOLLOWS:
        raise StatusError(f"Reading {file.name}", response.status)
    return response.data


def is_whole(response: ResponseAPDU, file: ElementaryFile) -> bool:
    """Whether an answer brought all of a file."""
    return response.status.value in DATA_FOLLOWS and len(response.data) == file.max_size
