"""Reading the holder of a My Number card by 照合番号B: name, address, birth date, sex; and the face photo.

The card has the key twice, each with its own tries: in the text application (券面事項入力補助AP) and in the surface
application (券面事項確認AP). The four-digit PIN is never used: it would open the My Number as well (My Number card
spec, section 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from apdu.applications import SURFACE_AP, TEXT_AP, Application, ElementaryFile, KeyReference
from apdu.applications.surface import CARD_FACE, SURFACE_NUMBER_B
from apdu.applications.text import ATTRIBUTES, TEXT_NUMBER_B
from apdu.errors import MalformedPinError, ResponseError, StatusError
from apdu.session import check_pin
from menkyo.reading.capture import CapturedFile
from menkyo.reading.pins import require_tries
from menkyo.record import without_security_code

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from apdu import CardSession, TriesLeft
    from menkyo.reading.pins import HolderKeys

__all__ = ["check_number_b", "read_holder"]

_MONTH: Final = slice(2, 4)
_DAY: Final = slice(4, 6)
_EXPIRY_CENTURY: Final = slice(6, 8)
_LAST_MONTH: Final = 12
_LAST_DAY: Final = 31


class _Place(NamedTuple):
    """One of the two applications that 照合番号B opens, and what is read there."""

    application: Application
    key: KeyReference
    file: ElementaryFile


# The text application comes last, so that it is the current one when the person has answered.
_TEXT: Final = _Place(TEXT_AP, TEXT_NUMBER_B, ATTRIBUTES)
_SURFACE: Final = _Place(SURFACE_AP, SURFACE_NUMBER_B, CARD_FACE)


def check_number_b(number_b: bytes) -> None:
    """Raise `MalformedPinError` for what can be no 照合番号B, so that no try is spent on it.

    It is birth date YYMMDD, expiry YYYY, and four digits of security code; 00 stands for a month or day not known.
    """
    check_pin(TEXT_NUMBER_B, number_b)
    month, day = int(number_b[_MONTH]), int(number_b[_DAY])
    if month > _LAST_MONTH or day > _LAST_DAY or number_b[_EXPIRY_CENTURY] != b"20":
        error = MalformedPinError("照合番号B holds no birth date, or no year of expiry")
        error.key_name = TEXT_NUMBER_B.name
        raise error


def read_holder(
    session: CardSession,
    found: Collection[Application],
    keys: HolderKeys,
    *,
    use_last_try: bool,
    on_reading: Callable[[], None],
) -> list[CapturedFile]:
    """Read what 照合番号B opens in the applications that the card has, and leave one of them selected.

    The tries of each key are known before the person is asked, and the key is presented once in each application.
    Nothing is asked, and nothing comes back, on a card that has neither.
    """
    places: list[tuple[_Place, TriesLeft]] = []
    for place in (_SURFACE, _TEXT) if keys.photo else (_TEXT,):
        if place.application in found and _select(session, place.application):
            tries = session.tries_left(place.key)
            require_tries(place.key, tries, use_last_try=use_last_try)
            places.append((place, tries))
    left = [tries.count for _, tries in places if tries.count and not tries.is_verified]
    number_b = keys.ask_number_b(min(left)) if left else b""
    if left:
        check_number_b(number_b)
        on_reading()
    files: list[CapturedFile] = []
    is_current = True  # the one whose tries were asked for last
    for place, _ in reversed(places):
        if is_current or _select(session, place.application):
            if left:
                session.verify(place.key, number_b, use_last_try=use_last_try)
            files.append(_read(session, place))
        is_current = False
    return files


def _select(session: CardSession, application: Application) -> bool:
    """Select an application that the reading can do without."""
    try:
        return session.select(application)
    except StatusError:
        return False


def _read(session: CardSession, place: _Place) -> CapturedFile:
    """Read a file; what the card refuses is noted."""
    try:
        data = session.read_file(place.file)
    except StatusError as error:
        return CapturedFile(place.application.name, place.file.name, None, error.status)
    except ResponseError:
        return CapturedFile(place.application.name, place.file.name, None)
    if place.file is CARD_FACE:
        data = without_security_code(data)
    return CapturedFile(place.application.name, place.file.name, data)
