"""One reading of a card: identify it, see to the PIN, and gather what it opens in a capture."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import TYPE_CHECKING, Final

from apdu import CardSession
from apdu.applications import IC_LICENSE_DF1, LICENSE_AP, MY_NUMBER_CARD, Application, ElementaryFile
from apdu.applications.common import CARD_RECORD
from apdu.applications.license_ap import PIN, WEF01, WEF02
from apdu.errors import LastTryError, PinBlockedError, ResponseError, StatusError
from menkyo.reading.capture import Capture, CapturedFile, CardKind, PinState
from menkyo.reading.errors import CardFound, NoLicenseError, PinSettingError
from menkyo.reading.plan import DETECTION, files_behind_pin
from menkyo.record import PinSetting, decode_pin_setting

if TYPE_CHECKING:
    from collections.abc import Callable

    from apdu import Transport, TriesLeft

__all__ = ["JAPAN_TIME", "Phase", "read_card"]

JAPAN_TIME: Final = timezone(timedelta(hours=9), "JST")

_NOT_FOUND: Final = 0x6A82
# The card record: header, 20 digits of serial and municipality, expiry (My Number card spec, section 7.1).
_CARD_RECORD_HEADER: Final = b"\x01\x1c"
_CARD_RECORD_EXPIRY: Final = slice(22, 30)


class Phase(Enum):
    """What a reading is busy with; a person sees it as progress."""

    DETECTING = "detecting"
    READING = "reading"


def _ignore(_phase: Phase) -> None:
    """Show no progress."""


def read_card(
    transport: Transport,
    ask_pin: Callable[[int], bytes],
    *,
    use_last_try: bool = False,
    short: bool = False,
    on_phase: Callable[[Phase], None] = _ignore,
) -> Capture:
    """Read a license card once, presenting the PIN at most once.

    ``ask_pin`` gets the tries left and returns the PIN; it is called only when the card says that a PIN is set and that
    it may be tried. Raises the errors of `menkyo.reading.errors` and `apdu.errors`.
    """
    session = CardSession(transport, short=short)
    on_phase(Phase.DETECTING)
    found, files = _detect(session)
    setting = _read_setting(session)
    tries = session.tries_left(PIN)
    _present_pin(session, setting, tries, ask_pin, use_last_try=use_last_try)
    on_phase(Phase.READING)
    files.append(CapturedFile(LICENSE_AP.name, WEF01.name, setting))
    files.extend(_read(session, file) for file in files_behind_pin())
    return Capture(
        datetime.now(JAPAN_TIME).replace(microsecond=0),
        transport.name,
        transport.atr,
        CardKind.MY_NUMBER,
        tuple(application.name for application in MY_NUMBER_CARD if application in found),
        PinState(decode_pin_setting(setting) is PinSetting.SET, tries.count),
        tuple(files),
    )


def _detect(session: CardSession) -> tuple[list[Application], list[CapturedFile]]:
    """Find the card's applications and read their free files; raises `NoLicenseError`."""
    found: list[Application] = []
    files: list[CapturedFile] = []
    for step in DETECTION:
        if not _select(session, step.application):
            continue
        found.append(step.application)
        files += (_read_free_record(session, step.application, file) for file in step.free_files)
    if LICENSE_AP in found:
        return found, files
    if found:
        raise NoLicenseError(CardFound.MY_NUMBER_CARD)
    raise NoLicenseError(CardFound.IC_LICENSE if _select(session, IC_LICENSE_DF1) else CardFound.OTHER)


def _select(session: CardSession, application: Application) -> bool:
    """Select an application; only the license application must answer yes or no."""
    try:
        return session.select(application)
    except StatusError:
        if application is LICENSE_AP:
            raise
        return False


def _read_free_record(session: CardSession, application: Application, file: ElementaryFile) -> CapturedFile:
    """Read a record that the reading can do without."""
    try:
        data = session.read_record(file)
    except StatusError as error:
        return CapturedFile(application.name, file.name, None, error.status)
    except ResponseError:
        return CapturedFile(application.name, file.name, None)
    return CapturedFile(application.name, file.name, _without_serial(data) if file is CARD_RECORD else data)


def _without_serial(record: bytes) -> bytes | None:
    """The card record with zeros for the digits that say who it is; nothing of a record in another form."""
    expiry = record[_CARD_RECORD_EXPIRY]
    if not record.startswith(_CARD_RECORD_HEADER) or not expiry.isdigit():
        return None
    return _CARD_RECORD_HEADER + b"0" * (_CARD_RECORD_EXPIRY.start - len(_CARD_RECORD_HEADER)) + expiry


def _read_setting(session: CardSession) -> bytes:
    """Read whether a PIN is set; raises `PinSettingError` unless the card says so in so many bytes."""
    try:
        setting = session.read_free_file(WEF01)
    except (StatusError, ResponseError) as error:
        raise PinSettingError("Whether a PIN is set cannot be read; no PIN was sent") from error
    if decode_pin_setting(setting) is PinSetting.UNKNOWN:
        raise PinSettingError("The card says neither that a PIN is set nor that none is; no PIN was sent")
    return setting


def _present_pin(
    session: CardSession, setting: bytes, tries: TriesLeft, ask_pin: Callable[[int], bytes], *, use_last_try: bool
) -> None:
    """Present the PIN, or the default one when none is set; nothing is asked when it could not be sent."""
    if tries.is_verified:
        return
    if not tries.count:
        raise PinBlockedError("The PIN is blocked")
    if tries.count == 1 and not use_last_try:
        raise LastTryError("One try is left")
    if decode_pin_setting(setting) is PinSetting.NOT_SET:
        session.verify_default(PIN, setting[: WEF01.max_size], use_last_try=use_last_try)
    else:
        session.verify(PIN, ask_pin(tries.count), use_last_try=use_last_try)


def _read(session: CardSession, file: ElementaryFile) -> CapturedFile:
    """Read a file behind the PIN; the record must be readable, its signature need not be."""
    try:
        return CapturedFile(LICENSE_AP.name, file.name, session.read_file(file))
    except StatusError as error:
        if file is WEF02:
            if error.status.value == _NOT_FOUND:
                raise NoLicenseError(CardFound.EMPTY_RECORD) from error
            raise
        return CapturedFile(LICENSE_AP.name, file.name, None, error.status)
    except ResponseError:
        if file is WEF02:
            raise
        return CapturedFile(LICENSE_AP.name, file.name, None)
