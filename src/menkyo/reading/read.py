"""One reading of a card: identify it, see to the PIN, and gather what it opens in a capture."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Final

from apdu import CardSession
from apdu.applications import IC_LICENSE_DF1, LICENSE_AP, MY_NUMBER_CARD, Application, ElementaryFile
from apdu.applications.common import CARD_RECORD
from apdu.applications.license_ap import PIN, WEF01, WEF02
from apdu.errors import ResponseError, StatusError
from menkyo.reading.capture import Capture, CapturedFile, CardKind, PinState
from menkyo.reading.errors import CardFound, NoLicenseError
from menkyo.reading.pins import HolderKeys, IcLicensePins, read_setting, require_tries
from menkyo.reading.plan import DETECTION, files_behind_pin
from menkyo.reading.record_file import NOT_FOUND, read_record_file
from menkyo.record import PinSetting, decode_card_expiry, decode_pin_setting
from menkyo.record.dates import JAPAN_TIME

if TYPE_CHECKING:
    from collections.abc import Callable

    from apdu import Transport, TriesLeft

__all__ = ["Phase", "no_progress", "read_card", "read_free_record", "select_application"]

# The card record: header, 20 digits of serial and municipality, expiry (My Number card spec, section 7.1).
_CARD_RECORD_HEADER: Final = b"\x01\x1c"
_CARD_RECORD_EXPIRY: Final = slice(22, 30)


class Phase(Enum):
    """What a reading is busy with; a person sees it as progress."""

    DETECTING = "detecting"
    READING = "reading"


def no_progress(_phase: Phase) -> None:
    """Show no progress."""


def read_card(  # noqa: PLR0913 - one argument for each thing that a caller may choose
    transport: Transport,
    ask_pin: Callable[[int], bytes],
    *,
    ic_license_pins: IcLicensePins | None = None,
    holder: HolderKeys | None = None,
    use_last_try: bool = False,
    short: bool = False,
    on_phase: Callable[[Phase], None] = no_progress,
) -> Capture:
    """Read a license card of either kind once, presenting each PIN at most once.

    ``ask_pin`` gets the tries left and returns the PIN; it is called only when the card says that a PIN is set and that
    it may be tried. On an IC license ``ic_license_pins`` asks for both PINs; without it ``ask_pin`` is for PIN1, and
    what PIN2 opens is not read. On a My Number card with a license application ``holder`` asks for 照合番号B, and what
    that opens is read before the license; an IC license tells its holder without it.
    Raises the errors of `menkyo.reading.errors` and `apdu.errors`.
    """
    session = CardSession(transport, short=short)
    on_phase(Phase.DETECTING)
    found, files = _detect(session)
    if found == [IC_LICENSE_DF1]:
        from menkyo.reading.ic_license import read_ic_license  # noqa: PLC0415 - most readings are of the other card

        kind = CardKind.IC_LICENSE
        pins = ic_license_pins or IcLicensePins(ask_pin, ask_pin, frozenset)
        state, read = read_ic_license(
            session, pins, use_last_try=use_last_try, on_reading=lambda: on_phase(Phase.READING)
        )
        files.extend(read)
    else:
        kind = CardKind.MY_NUMBER
        setting = read_setting(session, WEF01, decode_pin_setting)
        tries = session.tries_left(PIN)
        if holder is not None:
            # Nobody types 14 digits for a license that cannot be opened then.
            require_tries(PIN, tries, use_last_try=use_last_try)
            files += _read_holder(session, found, holder, lambda: on_phase(Phase.READING), use_last_try=use_last_try)
            tries = session.tries_left(PIN)
        _present_pin(session, setting, tries, ask_pin, use_last_try=use_last_try)
        state = PinState(decode_pin_setting(setting) is PinSetting.SET, tries.count)
        on_phase(Phase.READING)
        files.append(CapturedFile(LICENSE_AP.name, WEF01.name, setting))
        files.extend(_read(session, file) for file in files_behind_pin())
    return Capture(
        datetime.now(JAPAN_TIME).replace(microsecond=0),
        transport.name,
        transport.atr,
        kind,
        tuple(application.name for application in (*MY_NUMBER_CARD, IC_LICENSE_DF1) if application in found),
        state,
        tuple(files),
    )


def _read_holder(
    session: CardSession,
    found: list[Application],
    keys: HolderKeys,
    on_reading: Callable[[], None],
    *,
    use_last_try: bool,
) -> list[CapturedFile]:
    """Read the holder, and go back to the license application."""
    from menkyo.reading.holder import read_holder  # noqa: PLC0415 - only when asked for

    files = read_holder(session, found, keys, use_last_try=use_last_try, on_reading=on_reading)
    if not select_application(session, LICENSE_AP, is_my_number_card=True):
        raise NoLicenseError(CardFound.MY_NUMBER_CARD)
    return files


def _detect(session: CardSession) -> tuple[list[Application], list[CapturedFile]]:
    """Find the card's applications and read their free files; raises `NoLicenseError`."""
    found: list[Application] = []
    files: list[CapturedFile] = []
    for step in DETECTION:
        if step.application is LICENSE_AP and found:
            files += _second_source(session, files)
        if not select_application(session, step.application, is_my_number_card=bool(found)):
            continue
        found.append(step.application)
        files += (read_free_record(session, step.application, file) for file in step.free_files)
    if LICENSE_AP in found:
        return found, files
    if found:
        from menkyo.reading.status import what_has_no_license  # noqa: PLC0415 - most cards have a license

        raise NoLicenseError(what_has_no_license(session, found))
    if select_application(session, IC_LICENSE_DF1, is_my_number_card=False):
        return [IC_LICENSE_DF1], []
    raise NoLicenseError(CardFound.OTHER)


def _second_source(session: CardSession, files: list[CapturedFile]) -> list[CapturedFile]:
    """The card's own last day from the card manager, where the card record gave none."""
    if any(file.name == CARD_RECORD.name and decode_card_expiry(file.data or b"") for file in files):
        return []
    from menkyo.reading.card_expiry import read_expiry_object  # noqa: PLC0415 - most cards have the record

    file = read_expiry_object(session)
    return [] if file is None else [file]


def select_application(session: CardSession, application: Application, *, is_my_number_card: bool) -> bool:
    """Select an application; only the license application must answer yes or no, and on a My Number card clearly."""
    is_license = application is LICENSE_AP
    try:
        return session.select(application, strict=is_license and is_my_number_card)
    except StatusError:
        if is_license:
            raise
        return False


def read_free_record(session: CardSession, application: Application, file: ElementaryFile) -> CapturedFile:
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


def _present_pin(
    session: CardSession, setting: bytes, tries: TriesLeft, ask_pin: Callable[[int], bytes], *, use_last_try: bool
) -> None:
    """Present the PIN, or the default one when none is set; nothing is asked when it could not be sent."""
    require_tries(PIN, tries, use_last_try=use_last_try)
    if tries.is_verified or not tries.count:
        return
    if decode_pin_setting(setting) is PinSetting.NOT_SET:
        session.verify_default(PIN, setting[: WEF01.max_size], use_last_try=use_last_try)
    else:
        session.verify(PIN, ask_pin(tries.count), use_last_try=use_last_try)


def _read(session: CardSession, file: ElementaryFile) -> CapturedFile:
    """Read a file behind the PIN; the record must be readable, its signature need not be."""
    try:
        data = read_record_file(session, LICENSE_AP, file) if file is WEF02 else session.read_file(file)
    except StatusError as error:
        if file is WEF02:
            if error.status.value == NOT_FOUND:
                raise NoLicenseError(CardFound.EMPTY_RECORD) from error
            raise
        return CapturedFile(LICENSE_AP.name, file.name, None, error.status)
    except ResponseError:
        if file is WEF02:
            raise
        return CapturedFile(LICENSE_AP.name, file.name, None)
    return CapturedFile(LICENSE_AP.name, file.name, data)
