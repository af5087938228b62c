"""Reading a conventional IC license: its free files, its two PINs, and what they open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apdu.applications import IC_LICENSE_DF1, Application, ElementaryFile, KeyReference
from apdu.applications.ic_license import COMMON_DATA, DF1_FILES, IC_PIN_SETTING, PIN1, PIN2
from apdu.errors import PinError, ResponseError, StatusError
from apdu.session import check_pin
from apdu.status import StatusWord
from menkyo.reading.capture import CapturedFile, PinState
from menkyo.reading.errors import CardFound, NoLicenseError
from menkyo.reading.pins import read_setting, require_tries
from menkyo.reading.plan import BehindPin2, ic_license_files
from menkyo.reading.record_file import NOT_FOUND, read_record_file
from menkyo.record import PinSetting, decode_ic_pin_setting

if TYPE_CHECKING:
    from collections.abc import Callable

    from apdu import CardSession, TriesLeft
    from menkyo.reading.pins import IcLicensePins

__all__ = ["read_ic_license"]

_NOTHING = frozenset[BehindPin2]()
_ENTRIES = DF1_FILES[0]


def read_ic_license(
    session: CardSession, pins: IcLicensePins, *, use_last_try: bool, on_reading: Callable[[], None]
) -> tuple[PinState, tuple[CapturedFile, ...]]:
    """Read the card whose DF1 answered: the PINs as they were found, and the files.

    Everything about both PINs is known before one is asked for, and both are asked for before one is presented.
    """
    session.select_master_file()  # the keys live there
    files = [_read_free(session, COMMON_DATA)]
    setting = read_setting(session, IC_PIN_SETTING, decode_ic_pin_setting)
    files.append(CapturedFile(IC_LICENSE_DF1.name, IC_PIN_SETTING.name, setting))
    is_set = decode_ic_pin_setting(setting) is PinSetting.SET
    tries = session.tries_left(PIN1)
    tries_2 = _tries_of_pin2(session)
    require_tries(PIN1, tries, use_last_try=use_last_try)
    opened = pins.wanted()
    asked: list[tuple[KeyReference, TriesLeft, Callable[[int], bytes]]] = [(PIN1, tries, pins.ask_pin1)]
    if opened:
        if isinstance(tries_2, PinError):
            raise tries_2
        require_tries(PIN2, tries_2, use_last_try=use_last_try)
        asked.append((PIN2, tries_2, pins.ask_pin2))
    if is_set:
        _present(session, asked, use_last_try=use_last_try)
    else:
        for key, _, _ in asked:
            session.verify_default(key, setting[: IC_PIN_SETTING.max_size], use_last_try=use_last_try)
    on_reading()
    for application, wanted in ic_license_files(opened):
        if wanted:
            files += _read_application(session, application, wanted)
    pin2_tries_left = None if isinstance(tries_2, PinError) else tries_2.count
    return PinState(is_set, tries.count, pin2_tries_left), tuple(files)


def _tries_of_pin2(session: CardSession) -> TriesLeft | PinError:
    """The tries of PIN2; that the card does not tell them matters only to who wants PIN2."""
    try:
        return session.tries_left(PIN2)
    except PinError as error:
        return error


def _present(
    session: CardSession,
    asked: list[tuple[KeyReference, TriesLeft, Callable[[int], bytes]]],
    *,
    use_last_try: bool,
) -> None:
    """Ask for the PINs that the card wants, and present each once, none before all are four digits."""
    typed = [(key, ask(tries.count)) for key, tries, ask in asked if tries.count and not tries.is_verified]
    for key, pin in typed:
        check_pin(key, pin)
    for key, pin in typed:
        session.verify(key, pin, use_last_try=use_last_try)


def _read_free(session: CardSession, file: ElementaryFile) -> CapturedFile:
    """Read a free file that the reading can do without; it tells whether extended length works."""
    try:
        return CapturedFile(IC_LICENSE_DF1.name, file.name, session.read_free_file(file))
    except StatusError as error:
        return CapturedFile(IC_LICENSE_DF1.name, file.name, None, error.status)
    except ResponseError:
        return CapturedFile(IC_LICENSE_DF1.name, file.name, None)


def _read_application(
    session: CardSession, application: Application, files: tuple[ElementaryFile, ...]
) -> list[CapturedFile]:
    """Select a DF and read its files; only DF1, which was there a moment ago, and its first file must be there.

    What the card answers for a DF that it does not select stands for each file in it.
    """
    is_first = application is IC_LICENSE_DF1
    refused = StatusWord(NOT_FOUND)
    try:
        if session.select(application, strict=True):
            return [_read_file(session, file) for file in files]
    except StatusError as error:
        if is_first:
            raise
        refused = error.status
    if is_first:
        raise ResponseError("DF1 was there before, and is not any more")
    return [CapturedFile(IC_LICENSE_DF1.name, file.name, None, refused) for file in files]


def _read_file(session: CardSession, file: ElementaryFile) -> CapturedFile:
    """Read a file behind a PIN; the entries must be readable, the others need not be."""
    try:
        data = read_record_file(session, IC_LICENSE_DF1, file) if file is _ENTRIES else session.read_file(file)
    except StatusError as error:
        if file is _ENTRIES:
            if error.status.value == NOT_FOUND:
                raise NoLicenseError(CardFound.EMPTY_IC_LICENSE) from error
            raise
        return CapturedFile(IC_LICENSE_DF1.name, file.name, None, error.status)
    except ResponseError:
        if file is _ENTRIES:
            raise
        return CapturedFile(IC_LICENSE_DF1.name, file.name, None)
    return CapturedFile(IC_LICENSE_DF1.name, file.name, data)
