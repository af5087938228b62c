"""Captures on disk: written whole or not at all, and read with no trust in what is there."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Final

from menkyo.owner_file import write_owner_file
from menkyo.reading.capture_document import CAPTURE_SCHEMA, check_schema, parse_capture, parse_json, write_document
from menkyo.reading.capture_encryption import ENCRYPTED_SCHEMA, encrypt, parse_encrypted
from menkyo.reading.errors import CaptureFault, CaptureFormatError, CapturePassphraseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from menkyo.reading.capture import Capture

__all__ = ["MAX_CAPTURE_LENGTH", "read_capture", "write_capture"]

MAX_CAPTURE_LENGTH: Final = 1 << 20
"""What is longer is no capture: a full record takes 13 KB in hex, and twice that when it is encrypted."""


def write_capture(capture: Capture, path: Path, passphrase: str | None) -> None:
    """Write a capture as `menkyo.reading.save_capture` says."""
    content = write_document(capture)
    if passphrase is not None:
        content = encrypt(content, passphrase)
    write_owner_file(content, path)


def read_capture(path: Path, passphrase: str | Callable[[], str] | None) -> Capture:
    """Read a capture as `menkyo.reading.load_capture` says."""
    try:
        return _capture(_content(path), passphrase)
    except CaptureFormatError as error:
        error.path = path
        raise


def _content(path: Path) -> bytes:
    # A pipe would be waited for, and a device has no end.
    if not stat.S_ISREG(path.stat().st_mode):
        raise CaptureFormatError(CaptureFault.NO_FILE)
    with path.open("rb") as stream:
        raw = stream.read(MAX_CAPTURE_LENGTH + 1)
    if len(raw) > MAX_CAPTURE_LENGTH:
        raise CaptureFormatError(CaptureFault.TOO_LONG)
    return raw


def _capture(raw: bytes, passphrase: str | Callable[[], str] | None) -> Capture:
    document = parse_json(raw)
    if check_schema(document, (CAPTURE_SCHEMA, ENCRYPTED_SCHEMA)) == ENCRYPTED_SCHEMA:
        locked = parse_encrypted(raw, document)
        if passphrase is None:
            raise CapturePassphraseError(CaptureFault.LOCKED)
        document = parse_json(locked.open(passphrase if isinstance(passphrase, str) else passphrase()))
    return parse_capture(document)
