"""What a card tells without a PIN: nothing is asked for, and only empty VERIFYs are sent, which cost no try."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from apdu import CardSession
from apdu.applications import COMMON_AP, IC_LICENSE_DF1, JPKI_AP, LICENSE_AP, MY_NUMBER_CARD, TEXT_AP, Application
from apdu.applications.common import CARD_RECORD
from apdu.applications.ic_license import COMMON_DATA, IC_PIN_SETTING, PIN1, PIN2
from apdu.applications.jpki import (
    CERTIFICATES_PRESENT,
    SIGNATURE_CERTIFICATE,
    SIGNATURE_PASSWORD,
    TOKEN_INFORMATION,
    USER_AUTHENTICATION_CERTIFICATE,
    USER_AUTHENTICATION_PIN,
)
from apdu.applications.license_ap import PIN, WEF01
from apdu.applications.text import TEXT_PIN
from apdu.errors import ResponseError, StatusError, TriesUnknownError
from menkyo.reading.capture import CardKind
from menkyo.reading.card_expiry import expiry_of_capture, read_expiry_object
from menkyo.reading.errors import CardFound, NoLicenseError
from menkyo.reading.plan import DETECTION
from menkyo.reading.read import select_application
from menkyo.record import (
    CardStatus,
    CertificatesPresent,
    CertificateStatus,
    PinSetting,
    PinStatus,
    Token,
    decode_card_expiry,
    decode_card_expiry_object,
    decode_certificate_end,
    decode_certificates_present,
    decode_ic_license,
    decode_ic_pin_setting,
    decode_pin_setting,
    decode_token,
)
from menkyo.record.dates import JAPAN_TIME

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date

    from apdu import Transport
    from apdu.applications import ElementaryFile, KeyReference
    from menkyo.reading.capture import Capture

__all__ = ["read_status", "status_of_capture", "what_has_no_license"]

# What the JPKI application may live in besides a My Number card: only its label tells.
_NO_CARD: Final[Mapping[Token | None, CardFound]] = {
    Token.RESIDENT_CARD: CardFound.RESIDENT_CARD,
    Token.ANDROID: CardFound.PHONE,
    Token.IPHONE: CardFound.PHONE,
}
_USER_AUTHENTICATION: Final = USER_AUTHENTICATION_PIN.name
_SIGNATURE: Final = SIGNATURE_PASSWORD.name


class _Told(NamedTuple):
    """What one application told."""

    pins: tuple[PinStatus, ...] = ()
    certificates: tuple[CertificateStatus, ...] = ()
    expires_on: date | None = None
    token: Token | None = None


def read_status(transport: Transport, *, short: bool = False) -> CardStatus:
    """Look at a card of either kind without a PIN; whatever it does not tell is `None`.

    Raises `NoLicenseError` for a card of another kind, with what it is found to be, and the errors of `apdu.errors`
    when the card is gone or answers nonsense. A My Number card without the license application is none of these.
    """
    session = CardSession(transport, short=short)
    told: dict[Application, _Told] = {}
    for step in DETECTION:
        if select_application(session, step.application, is_my_number_card=bool(told)):
            look = _LOOKS.get(step.application)
            told[step.application] = look(session) if look else _Told()
    if not told:
        return _read_ic_license(transport, session)
    token = told[JPKI_AP].token if JPKI_AP in told else None
    if token in _NO_CARD and LICENSE_AP not in told:
        raise NoLicenseError(_NO_CARD[token])
    expires_on = told.get(COMMON_AP, _Told()).expires_on or _expiry_of_card_manager(session)
    in_order = [application for application in MY_NUMBER_CARD if application in told]
    return CardStatus(
        _now(),
        transport.name,
        transport.atr,
        CardKind.MY_NUMBER.value,
        tuple(application.name for application in in_order),
        expires_on,
        tuple(pin for application in in_order for pin in told[application].pins),
        tuple(certificate for application in in_order for certificate in told[application].certificates),
    )


def status_of_capture(capture: Capture) -> CardStatus:
    """What a capture keeps of a card's status: the license's PINs as they were then; of certificates only a dump."""
    is_ic_license = capture.kind is CardKind.IC_LICENSE
    keys = [(PIN1, capture.pin.tries_left), (PIN2, capture.pin.pin2_tries_left)] if is_ic_license else []
    if LICENSE_AP.name in capture.applications:
        keys.append((PIN, capture.pin.tries_left))
    return CardStatus(
        capture.read_at,
        capture.reader,
        capture.atr,
        capture.kind.value,
        capture.applications,
        _expiry_of_ic_license(capture.data(COMMON_DATA.name) or b"") if is_ic_license else expiry_of_capture(capture),
        tuple(PinStatus(key.name, capture.pin.is_set, tries_left, key.tries) for key, tries_left in keys),
        _certificates_of_capture(capture) if JPKI_AP.name in capture.applications else (),
        is_saved=True,
    )


def what_has_no_license(session: CardSession, found: Collection[Application]) -> CardFound:
    """Of what has some of a My Number card's applications and no license: the label of its certificates tells."""
    token = None
    if JPKI_AP in found and select_application(session, JPKI_AP, is_my_number_card=True):
        token = decode_token(_read_free(session, TOKEN_INFORMATION))
    return _NO_CARD.get(token, CardFound.MY_NUMBER_CARD)


def _certificates_of_capture(capture: Capture) -> tuple[CertificateStatus, ...]:
    """What a dump keeps of the certificates; another capture keeps nothing."""
    present = decode_certificates_present(capture.data(CERTIFICATES_PRESENT.name) or b"")
    end = decode_certificate_end(capture.data(USER_AUTHENTICATION_CERTIFICATE.name) or b"")
    present = _reconciled(present, is_own_read=end is not None)
    return (
        CertificateStatus(_USER_AUTHENTICATION, present.user_authentication, end),
        CertificateStatus(_SIGNATURE, present.signature),
    )


def _now() -> datetime:
    return datetime.now(JAPAN_TIME).replace(microsecond=0)


def _look_at_license(session: CardSession) -> _Told:
    """Whether a PIN is set, and its tries."""
    setting = decode_pin_setting(_read_free(session, WEF01))
    return _Told(pins=(_pin(session, PIN, setting),))


def _look_at_jpki(session: CardSession) -> _Told:
    """What it lives in, the two PINs, and the two certificates as far as they are free."""
    token = decode_token(_read_free(session, TOKEN_INFORMATION))
    present = decode_certificates_present(_read_free(session, CERTIFICATES_PRESENT))
    pins = tuple(_pin(session, key) for key in (USER_AUTHENTICATION_PIN, SIGNATURE_PASSWORD))
    end = decode_certificate_end(_read(session, USER_AUTHENTICATION_CERTIFICATE))
    present = _reconciled(present, is_own_read=end is not None)
    has_own = _or_ask(session, present.user_authentication, USER_AUTHENTICATION_CERTIFICATE)
    has_signature = _or_ask(session, present.signature, SIGNATURE_CERTIFICATE)
    certificates = (CertificateStatus(_USER_AUTHENTICATION, has_own, end), CertificateStatus(_SIGNATURE, has_signature))
    return _Told(pins, certificates, token=token)


def _look_at_common(session: CardSession) -> _Told:
    """The card's own last day."""
    try:
        record = session.read_record(CARD_RECORD)
    except (StatusError, ResponseError):
        return _Told()
    return _Told(expires_on=_expiry_of_record(record))


def _look_at_text(session: CardSession) -> _Told:
    """The tries of its PIN, which is never presented."""
    return _Told(pins=(_pin(session, TEXT_PIN),))


_LOOKS: Final[Mapping[Application, Callable[[CardSession], _Told]]] = {
    LICENSE_AP: _look_at_license,
    JPKI_AP: _look_at_jpki,
    COMMON_AP: _look_at_common,
    TEXT_AP: _look_at_text,
}


def _read_ic_license(transport: Transport, session: CardSession) -> CardStatus:
    """The status of the conventional card; raises `NoLicenseError` when it is not that either."""
    if not select_application(session, IC_LICENSE_DF1, is_my_number_card=False):
        raise NoLicenseError(CardFound.OTHER)
    expires_on = None
    pins = tuple(PinStatus(key.name, None, None, key.tries) for key in (PIN1, PIN2))
    if _select_master_file(session):
        expires_on = _expiry_of_ic_license(_read_free(session, COMMON_DATA))
        setting = decode_ic_pin_setting(_read_free(session, IC_PIN_SETTING))
        pins = tuple(_pin(session, key, setting) for key in (PIN1, PIN2))
    return CardStatus(
        _now(),
        transport.name,
        transport.atr,
        CardKind.IC_LICENSE.value,
        (IC_LICENSE_DF1.name,),
        expires_on,
        pins,
        (),
    )


def _select_master_file(session: CardSession) -> bool:
    """Select the MF, where the keys and the free files are."""
    try:
        session.select_master_file()
    except (StatusError, ResponseError):
        return False
    return True


def _pin(session: CardSession, key: KeyReference, setting: PinSetting = PinSetting.UNKNOWN) -> PinStatus:
    """The tries of a PIN, by a VERIFY without data."""
    is_set = None if setting is PinSetting.UNKNOWN else setting is PinSetting.SET
    try:
        tries = session.tries_left(key)
    except (TriesUnknownError, ResponseError):
        return PinStatus(key.name, is_set, None, key.tries)
    return PinStatus(key.name, is_set, tries.count, key.tries, is_verified=tries.is_verified)


def _reconciled(present: CertificatesPresent, *, is_own_read: bool) -> CertificatesPresent:
    """The card's word on the certificates, with the 利用者証明用 one there when it was read.

    Which byte is for which is no more than likely. Where the card says that one of the two is there, and the byte for
    the other, the one that was read is it.
    """
    if not is_own_read:
        return present
    is_one_of_two = present.signature is not None and present.signature is (not present.user_authentication)
    return CertificatesPresent(False if is_one_of_two else present.signature, user_authentication=True)


def _or_ask(session: CardSession, present: bool | None, file: ElementaryFile) -> bool | None:  # noqa: FBT001 - no choice
    """What the card's word on a certificate is; where it has none, whether the file is there."""
    if present is not None:
        return present
    try:
        return session.has_file(file)
    except (StatusError, ResponseError):
        return None


def _read_free(session: CardSession, file: ElementaryFile) -> bytes:
    """A small free file, by its short identifier where the card takes that; nothing if it cannot be read."""
    try:
        return session.read_free_file(file)
    except ResponseError:
        return b""
    except StatusError:
        return _read(session, file)


def _read(session: CardSession, file: ElementaryFile) -> bytes:
    """A free file; nothing if it cannot be read."""
    try:
        return session.read_file(file)
    except (StatusError, ResponseError):
        return b""


def _expiry_of_record(record: bytes) -> date | None:
    expiry = decode_card_expiry(record)
    return None if expiry is None else expiry.date


def _expiry_of_card_manager(session: CardSession) -> date | None:
    """The card's last day from its second source."""
    file = read_expiry_object(session)
    expiry = None if file is None else decode_card_expiry_object(file.data or b"")
    return None if expiry is None else expiry.date


def _expiry_of_ic_license(data: bytes) -> date | None:
    common = decode_ic_license({COMMON_DATA.name: data}).common
    return None if common is None else common.expires_on
