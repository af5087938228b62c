"""What every PIN of every card has in common: what is known before it is asked for, and how it is presented."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from apdu.errors import LastTryError, PinBlockedError, PinError, ResponseError, StatusError
from menkyo.reading.errors import PinSettingError
from menkyo.reading.plan import BehindPin2
from menkyo.record import PinSetting

if TYPE_CHECKING:
    from collections.abc import Callable

    from apdu import CardSession, TriesLeft
    from apdu.applications import ElementaryFile, KeyReference

__all__ = ["HolderKeys", "IcLicensePins", "read_setting", "require_tries"]

_PinErrorT = TypeVar("_PinErrorT", bound=PinError)


def _everything() -> frozenset[BehindPin2]:
    return frozenset(BehindPin2)


@dataclass(frozen=True, slots=True)
class IcLicensePins:
    """How to ask for the two PINs of an IC license; each gets the tries left, and is called once at most.

    ``wanted`` tells what PIN2 is to open; it is called when the tries of both are known, and where it is nothing PIN2
    is neither asked for nor presented.
    """

    ask_pin1: Callable[[int], bytes] = field(repr=False)
    ask_pin2: Callable[[int], bytes] = field(repr=False)
    wanted: Callable[[], frozenset[BehindPin2]] = _everything


@dataclass(frozen=True, slots=True)
class HolderKeys:
    """How to ask for 照合番号B of a My Number card, which opens who its holder is.

    ``ask_number_b`` gets the tries left and returns 14 digits; it is called once at most. ``photo`` says that the face
    photo is wanted, too.
    """

    ask_number_b: Callable[[int], bytes] = field(repr=False)
    photo: bool = False


def read_setting(session: CardSession, file: ElementaryFile, decode: Callable[[bytes], PinSetting]) -> bytes:
    """Read whether a PIN is set; raises `PinSettingError` unless the card says so in so many bytes."""
    try:
        setting = session.read_free_file(file)
    except (StatusError, ResponseError) as error:
        raise PinSettingError("Whether a PIN is set cannot be read; no PIN was sent") from error
    if decode(setting) is PinSetting.UNKNOWN:
        raise PinSettingError("The card says neither that a PIN is set nor that none is; no PIN was sent")
    return setting


def require_tries(key: KeyReference, tries: TriesLeft, *, use_last_try: bool) -> None:
    """Raise `PinBlockedError` or `LastTryError` when the PIN could not be presented: then it is not asked for."""
    if tries.is_verified:
        return
    if not tries.count:
        raise _named(PinBlockedError("The PIN is blocked"), key)
    if tries.count == 1 and not use_last_try:
        raise _named(LastTryError("One try is left"), key)


def _named(error: _PinErrorT, key: KeyReference) -> _PinErrorT:
    error.key_name = key.name
    return error
