"""A dump: a reading, and every other file of the known applications that is free to read. The My Number is not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Final

from apdu import CardSession
from apdu.applications import IC_LICENSE, IC_LICENSE_DF1, MY_NUMBER_CARD, Access, ElementaryFile
from apdu.applications.jpki import TOKEN_INFORMATION
from apdu.applications.license_ap import PIN, WEF01
from apdu.errors import PinBlockedError, ResponseError, StatusError
from menkyo.reading.capture import Capture, CapturedFile, CardKind, PinState
from menkyo.reading.errors import CardFound, NoLicenseError
from menkyo.reading.read import Phase, no_progress, read_card, read_free_record, select_application
from menkyo.record import PinSetting, decode_pin_setting
from menkyo.record.dates import JAPAN_TIME

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from apdu import Transport
    from apdu.applications import Application
    from menkyo.reading.pins import HolderKeys, IcLicensePins

__all__ = ["Dump", "SkipReason", "SkippedFile", "dump_card"]

# The serial number in the token information (My Number card spec, section 4.2).
_TOKEN_SERIAL: Final = slice(80, 96)


class SkipReason(Enum):
    """Why a file that the card may have was not asked for."""

    MY_NUMBER = "my-number"
    """It is on the deny list: it holds the My Number (個人番号), or gives it away."""

    NUMBER_B = "number-b"
    """照合番号B opens it, which was not presented."""

    PASSWORD = "password"  # noqa: S105 - the reason's name
    """A password opens it that is never presented."""

    PIN2 = "pin2"
    """PIN2 of the IC license opens it, which was not presented."""

    BLOCKED = "blocked"
    """The PIN that opens it is blocked."""


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that was not asked for; ``name`` is its identifier in hex where the card's tables do not name it."""

    application: str
    name: str
    reason: SkipReason


@dataclass(frozen=True, slots=True)
class Dump:
    """What was read or refused, as a capture, and what was not asked for."""

    capture: Capture
    skipped: tuple[SkippedFile, ...]


_REASONS: Final[Mapping[Access, SkipReason]] = {
    Access.NUMBER_B: SkipReason.NUMBER_B,
    Access.NEVER: SkipReason.PASSWORD,
}


def dump_card(  # noqa: PLR0913 - the arguments of `read_card`
    transport: Transport,
    ask_pin: Callable[[int], bytes],
    *,
    ic_license_pins: IcLicensePins | None = None,
    holder: HolderKeys | None = None,
    use_last_try: bool = False,
    short: bool = False,
    on_phase: Callable[[Phase], None] = no_progress,
) -> Dump:
    """Read all that may be read of a card: as `menkyo.reading.read_card`, then the free files that no reading needs.

    A My Number card without a license is dumped, too, and no PIN is asked for; so is one whose PIN is blocked, without
    what that opens. What 照合番号B opens is read where ``holder`` asks for it. Raises as `read_card` otherwise.
    """
    is_asked = is_blocked = False

    def ask(tries_left: int) -> bytes:
        nonlocal is_asked
        is_asked = True
        return ask_pin(tries_left)

    try:
        capture = read_card(
            transport,
            ask,
            ic_license_pins=ic_license_pins,
            holder=None if holder is None else replace(holder, photo=True),
            use_last_try=use_last_try,
            short=short,
            on_phase=on_phase,
        )
    except NoLicenseError as error:
        if error.found is not CardFound.MY_NUMBER_CARD:
            raise
        capture = None
    except PinBlockedError as error:
        # Whoever blocked it just now, or wants to know the holder, is to hear of it.
        if error.key_name != PIN.name or is_asked or holder is not None:
            raise
        capture, is_blocked = None, True
    if capture is not None and capture.kind is CardKind.IC_LICENSE:
        return Dump(capture, tuple(_skipped_of_ic_license(capture)))
    on_phase(Phase.READING)
    session = CardSession(transport, short=short)
    known = frozenset(file.name for file in capture.files) if capture is not None else frozenset[str]()
    found: list[str] = []
    files: list[CapturedFile] = []
    skipped: list[SkippedFile] = []
    for application in MY_NUMBER_CARD:
        if select_application(session, application, is_my_number_card=True):
            found.append(application.name)
            files += _read_free_files(session, application, known)
            skipped += _skipped(application, known, is_blocked=is_blocked)
    if capture is None:
        capture = Capture(
            datetime.now(JAPAN_TIME).replace(microsecond=0),
            transport.name,
            transport.atr,
            CardKind.MY_NUMBER,
            tuple(found),
            PinState(is_set=_is_set(files), tries_left=0 if is_blocked else None),
            (),
        )
    return Dump(replace(capture, files=(*capture.files, *files)), tuple(skipped))


def _read_free_files(session: CardSession, application: Application, known: Collection[str]) -> Iterator[CapturedFile]:
    """The free files of the application that is selected, but for those that are known already."""
    for file in application.files:
        if file.access is not Access.FREE or file.name in known:
            continue
        if file.record_number is not None:
            yield read_free_record(session, application, file)
        else:
            yield _read_file(session, application, file)


def _read_file(session: CardSession, application: Application, file: ElementaryFile) -> CapturedFile:
    try:
        data = session.read_file(file)
    except StatusError as error:
        return CapturedFile(application.name, file.name, None, error.status)
    except ResponseError:
        return CapturedFile(application.name, file.name, None)
    return CapturedFile(application.name, file.name, _without_serial(data) if file is TOKEN_INFORMATION else data)


def _without_serial(token: bytes) -> bytes:
    """The token information with zeros for the digits that say which card it is."""
    serial = token[_TOKEN_SERIAL]
    return token[: _TOKEN_SERIAL.start] + b"0" * len(serial) + token[_TOKEN_SERIAL.stop :]


def _is_set(files: Collection[CapturedFile]) -> bool:
    """Whether the license's PIN is set, where there is one."""
    setting = next((file.data for file in files if file.name == WEF01.name), None)
    return setting is not None and decode_pin_setting(setting) is PinSetting.SET


def _skipped(application: Application, known: Collection[str], *, is_blocked: bool) -> Iterator[SkippedFile]:
    """The files of an application that are not asked for: those of the deny list first."""
    for identifier in sorted(application.denied_files):
        yield SkippedFile(application.name, f"{identifier:04X}", SkipReason.MY_NUMBER)
    for file in application.files:
        reason = SkipReason.BLOCKED if is_blocked and file.access is Access.PIN else _REASONS.get(file.access)
        if reason is not None and file.name not in known:
            yield SkippedFile(application.name, file.name, reason)


def _skipped_of_ic_license(capture: Capture) -> Iterator[SkippedFile]:
    """What PIN2 would have opened."""
    asked = {file.name for file in capture.files}
    for application in IC_LICENSE:
        for file in application.files:
            if file.access is Access.PIN1_AND_PIN2 and file.name not in asked:
                yield SkippedFile(IC_LICENSE_DF1.name, file.name, SkipReason.PIN2)
