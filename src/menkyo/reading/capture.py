"""A capture: everything that one reading brought, raw, so that it can be saved and decoded later without the card."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from apdu import StatusWord

__all__ = ["Capture", "CapturedFile", "CardKind", "PinState", "load_capture", "save_capture"]


class CardKind(Enum):
    """The kinds of card that carry a license record."""

    MY_NUMBER = "mynumber"
    IC_LICENSE = "ic-license"


class PinState(NamedTuple):
    """The license PIN as found before it was presented; ``tries_left`` is ``None`` when the card does not tell.

    On an IC license that is PIN1, and ``pin2_tries_left`` is for PIN2; both are set, or none.
    """

    is_set: bool
    tries_left: int | None
    pin2_tries_left: int | None = None


@dataclass(frozen=True, slots=True)
class CapturedFile:
    """One file: its bytes, or the status word that refused them."""

    application: str
    name: str
    data: bytes | None = field(repr=False)
    refused: StatusWord | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """One reading of one card, undecoded. ``read_at`` has a time zone; ``applications`` are in the contract's order.

    A file that was not asked for, because what opens it was not presented, is not among the ``files``. ``is_saved``
    says that the capture came out of a file: nothing is known of a card that is here now. Comparisons leave it out.
    """

    read_at: datetime
    reader: str
    atr: bytes
    kind: CardKind
    applications: tuple[str, ...]
    pin: PinState
    files: tuple[CapturedFile, ...]
    is_saved: bool = field(default=False, compare=False, kw_only=True)

    def data(self, name: str) -> bytes | None:
        """The bytes of a file by its name; ``None`` when it was not read."""
        return next((file.data for file in self.files if file.name == name), None)


def save_capture(capture: Capture, path: Path, *, passphrase: str | None = None) -> None:
    """Write a capture as JSON for its owner's eyes only (mode 0600), encrypted where there is a passphrase.

    The whole file takes its name, over one that was there, or nothing is written. Raises `OSError`, and `ValueError`
    for a passphrase that is empty.
    """
    # Most readings are shown and not saved.
    from menkyo.reading.capture_file import write_capture  # noqa: PLC0415

    write_capture(capture, path, passphrase)


def load_capture(path: Path, passphrase: str | Callable[[], str] | None = None) -> Capture:
    """Read a saved capture, plain or encrypted.

    ``passphrase``, or the function that asks for it, is used only where the capture is encrypted. Raises
    `CaptureFormatError` for anything that is no capture, `CapturePassphraseError` among it, and `OSError`.
    """
    from menkyo.reading.capture_file import read_capture  # noqa: PLC0415 - as above

    return read_capture(path, passphrase)
