"""A simple reader: the commands that any program for these cards sends, and two usual ways to read a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from apdu import Transport

__all__ = ["must", "read_by_chunks", "read_by_objects", "select_application", "select_file"]

_CHUNK: Final = 256
_DONE: Final = b"\x90\x00"
_END: Final = (b"", b"\xff\xff")
"""What stands where no object is: nothing, or padding."""
_LONG_TAGS: Final = (0x01, 0x5F)
"""Where a tag of two bytes begins: its length comes after it."""


def must(answer: bytes) -> None:
    """Raise `RuntimeError` unless the card did what it was told."""
    if not answer.endswith(_DONE):
        raise RuntimeError(f"The virtual card answered {answer.hex()}")


def select_application(transport: Transport, aid: bytes) -> bool:
    """Select an application by its name, and return whether the card has it."""
    return transport.transmit(bytes.fromhex("00A4040C") + bytes([len(aid)]) + aid) == _DONE


def select_file(transport: Transport, identifier: int) -> None:
    """Select a file of the current application."""
    must(transport.transmit(bytes.fromhex("00A4020C02") + identifier.to_bytes(2, "big")))


def read_by_chunks(transport: Transport) -> bytes:
    """Read the current file 256 bytes at a time, until the card answers fewer, or an error."""
    data = b""
    while True:
        part = _read(transport, len(data), _CHUNK)
        data += part
        if len(part) < _CHUNK:
            return data


def read_by_objects(transport: Transport, last_tag: int | None) -> bytes:
    """Read tag and length of each object of the current file, then its value, until the last tag or the end."""
    last = b"" if last_tag is None else last_tag.to_bytes(2, "big").lstrip(b"\0")
    data = b""
    while (header := _read(transport, len(data), 2)) not in _END:
        size = 1
        if header[0] in _LONG_TAGS:
            header += _read(transport, len(data) + 2, 1)
            size = 2
        long_form = header[-1] & 0x7F if header[-1] & 0x80 else 0
        if long_form:
            value = _read(transport, len(data) + len(header), long_form)
            length, header = int.from_bytes(value, "big"), header + value
        else:
            length = header[-1]
        data += header
        end = len(data) + length
        while len(data) < end:
            data += _read(transport, len(data), min(end - len(data), _CHUNK))
        if header[:size] == last:
            break
    return data


def _read(transport: Transport, offset: int, length: int) -> bytes:
    """Up to 256 bytes of the current file; nothing behind its end."""
    command = bytes.fromhex("00B0") + offset.to_bytes(2, "big") + bytes([length % _CHUNK])
    answer = transport.transmit(command)
    return answer[:-2] if answer.endswith(_DONE) else b""
