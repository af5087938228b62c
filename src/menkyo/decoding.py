"""What was read, decoded, compared with trusted keys and judged on a day."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from apdu.applications import IC_LICENSE_DF1, LICENSE_AP
from apdu.applications.license_ap import PIN
from apdu.errors import PinBlockedError
from menkyo.output.view import ReadResult
from menkyo.reading import (
    JAPAN_TIME,
    Capture,
    CapturedFile,
    CardFound,
    CardKind,
    NoLicenseError,
)
from menkyo.reading.card_expiry import expiry_of_capture
from menkyo.record import (
    LicenseRecord,
    Problem,
    ProblemKind,
    RecordError,
    RecordKind,
    SignatureRecord,
    decode_license_record,
    decode_signature_record,
)
from menkyo.rules import validity
from menkyo.trust.verification import Verdict, Verification, verify

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from menkyo.record import CardFace, CardHolder, CardStatus, IcLicense, UnknownObject
    from menkyo.trust import TrustedKey

__all__ = ["decode", "is_saved_specimen", "is_virtual_reader", "today"]

# How the names of virtual cards' readers begin.
_VIRTUAL_NAME: Final = "Virtual: "
_NOT_FOUND: Final = 0x6A82
# What PIN2 of the IC license opens, and the file that has it.
_BEHIND_PIN2: Final = {"domicile": "DF1/EF02", "photo": "DF2/EF01"}
# What 照合番号B of a My Number card opens.
_ATTRIBUTES: Final = "text/EF0002"
_CARD_FACE: Final = "surface/EF0002"
_BROKEN: Final = frozenset({ProblemKind.TRUNCATED, ProblemKind.MALFORMED, ProblemKind.TRAILING_DATA})


def today() -> date:
    """The day that it is in Japan."""
    return datetime.now(JAPAN_TIME).date()


def decode(
    capture: Capture,
    *,
    as_of: date | None = None,
    trusted: Iterable[TrustedKey] = (),
    specimen: bool = False,
) -> ReadResult:
    """Decode a capture, compare its signature with trusted keys, and judge it on a day, by default today in Japan.

    ``trusted`` are the keys of a trust store. With the specimen's key, which is among them only if somebody put it
    there, anybody can sign: it counts where ``specimen`` says that the card is known to be a virtual one, and for a
    saved capture of one. Raises `menkyo.reading.NoLicenseError` when the record is empty,
    `menkyo.record.RecordError` when nothing in it can be decoded, and `apdu.errors.PinBlockedError` for the dump of a
    card whose PIN is blocked; what is wrong with single fields is in the result's ``problems``.
    """
    specimen = specimen or is_saved_specimen(capture)
    keys = [key for key in trusted if specimen or not key.is_test_issuer]
    decode_kind = _decode_ic_license if capture.kind is CardKind.IC_LICENSE else _decode_my_number
    try:
        return decode_kind(capture, as_of or today(), keys, specimen=specimen)
    except (NoLicenseError, RecordError) as error:
        # What to do about it depends on whether there is a card to be read again.
        error.is_saved = capture.is_saved
        raise


def _decode_my_number(capture: Capture, as_of: date, keys: Sequence[TrustedKey], *, specimen: bool) -> ReadResult:
    """Decode the capture of a My Number card, and compare its signature with keys."""
    data = capture.data("WEF02") or b""
    if not data and capture.pin.tries_left == 0:
        # A dump keeps what is free of such a card.
        error = PinBlockedError("The PIN is blocked")
        error.key_name = PIN.name
        raise error
    record = decode_license_record(data)
    # A dump may be of a card without the license application.
    is_there = LICENSE_AP.name in capture.applications
    _require_license(record, CardFound.EMPTY_RECORD if is_there else CardFound.MY_NUMBER_CARD)
    signature, verdict, problems = _decode_signature(capture)
    verification = Verification(verdict)
    if signature is not None:
        verification = _verify_license(data, signature, keys)
    card_expires_on = expiry_of_capture(capture)
    expires_on = record.expires_on
    holder = _decode_holder(capture)
    return ReadResult(
        read_at=capture.read_at,
        reader=capture.reader,
        atr=capture.atr,
        kind=capture.kind.value,
        applications=capture.applications,
        card_expires_on=card_expires_on or holder.card_expires_on,
        pin_set=capture.pin.is_set,
        tries_left=capture.pin.tries_left,
        record=record,
        validity=validity(None if expires_on is None else expires_on.date, as_of),
        signature=signature,
        signature_verdict=verification.verdict.value,
        signature_coverage=verification.coverage,
        problems=record.problems + problems + _unread(capture) + holder.problems,
        unknown=record.unknown + (() if signature is None else signature.unknown) + holder.unknown,
        specimen=specimen,
        verification=verification,
        is_saved=capture.is_saved,
        holder=holder.holder,
        holder_photo=None if holder.face is None else holder.face.photo,
    )


class _Holder(NamedTuple):
    """What the My Number card itself tells of its holder, as far as it was read."""

    holder: CardHolder | None = None
    face: CardFace | None = None
    problems: tuple[Problem, ...] = ()
    unknown: tuple[UnknownObject, ...] = ()

    @property
    def card_expires_on(self) -> date | None:
        """The card's own last day, which its face tells as well."""
        return None if self.face is None else self.face.expires_on


def _decode_holder(capture: Capture) -> _Holder:
    """Decode what 照合番号B opened; a file that cannot be decoded is a problem."""
    text, surface = capture.data(_ATTRIBUTES), capture.data(_CARD_FACE)
    if text is None and surface is None:
        return _Holder()
    from menkyo.record import decode_card_face, decode_card_holder  # noqa: PLC0415 - most readings have neither

    problems: tuple[Problem, ...] = ()
    holder, face = None, None
    try:
        holder = None if text is None else decode_card_holder(text)
    except RecordError as error:
        problems += (Problem(_ATTRIBUTES, None, 0, ProblemKind.MALFORMED, str(error)),)
    try:
        face = None if surface is None else decode_card_face(surface)
    except RecordError as error:
        problems += (Problem(_CARD_FACE, None, 0, ProblemKind.MALFORMED, str(error)),)
    decoded = [part for part in (holder, face) if part is not None]
    return _Holder(
        holder,
        face,
        problems + tuple(problem for part in decoded for problem in part.problems),
        tuple(item for part in decoded for item in part.unknown),
    )


def is_saved_specimen(capture: Capture | CardStatus) -> bool:
    """Whether a capture out of a file, or its status, is of a virtual card, by the name of the reader in it."""
    return capture.is_saved and is_virtual_reader(capture.reader)


def is_virtual_reader(name: str) -> bool:
    """Whether a reader's name is that of a virtual card's."""
    return name.startswith(_VIRTUAL_NAME)


def _require_license(record: LicenseRecord, empty: CardFound, *, tells_more: bool = False) -> None:
    """Raise `NoLicenseError` for an empty record, and `RecordError` for one that is broken before it tells anything.

    ``tells_more`` is whether it is a license for what it tells beside number and last day.
    """
    if record.kind is RecordKind.EMPTY:
        if any(problem.kind in _BROKEN for problem in record.problems):
            raise RecordError("The record breaks off before it tells of a license.")
        if not tells_more:
            raise NoLicenseError(empty)


def _verify_license(data: bytes, signature: SignatureRecord, keys: Sequence[TrustedKey]) -> Verification:
    """Compare the signature of a My Number card's license record."""
    if not keys:
        return verify((), signature, ())
    from menkyo.trust.coverage import license_files  # noqa: PLC0415 - nothing is compared without a key

    return verify(license_files(data), signature, keys)


def _decode_ic_license(capture: Capture, as_of: date, keys: Sequence[TrustedKey], *, specimen: bool) -> ReadResult:
    """Decode the capture of an IC license, and compare its signature with keys."""
    from menkyo.record import decode_ic_license  # noqa: PLC0415 - most captures are of the other card

    ic_license = decode_ic_license({file.name: file.data for file in capture.files if file.data is not None})
    record, expires_on = ic_license.license, ic_license.license.expires_on
    # This card holds nothing else than a license, so that a name or a category is one.
    tells_more = ic_license.holder_as_issued.name is not None or bool(record.categories)
    _require_license(record, CardFound.EMPTY_IC_LICENSE, tells_more=tells_more)
    verification = _verify_ic_license(capture, ic_license, keys)
    asked = {file.name for file in capture.files}
    return ReadResult(
        read_at=capture.read_at,
        reader=capture.reader,
        atr=capture.atr,
        kind=capture.kind.value,
        applications=capture.applications,
        card_expires_on=None if ic_license.common is None else ic_license.common.expires_on,
        pin_set=capture.pin.is_set,
        tries_left=capture.pin.tries_left,
        record=record,
        validity=validity(None if expires_on is None else expires_on.date, as_of),
        signature=ic_license.signature,
        signature_verdict=verification.verdict.value,
        signature_coverage=verification.coverage,
        problems=record.problems + _unread(capture),
        unknown=record.unknown,
        specimen=specimen,
        verification=verification,
        ic_license=ic_license,
        pin2_tries_left=capture.pin.pin2_tries_left,
        unread=frozenset(word for word, file in _BEHIND_PIN2.items() if file not in asked),
        is_saved=capture.is_saved,
    )


def _verify_ic_license(capture: Capture, ic_license: IcLicense, keys: Sequence[TrustedKey]) -> Verification:
    """Compare the signature of an IC license, which covers three files, two of them behind PIN2."""
    signature = ic_license.signature
    if signature is None or not signature.value:
        file = next((file for file in capture.files if file.name == "DF1/EF07"), None)
        is_unread = file is None or (file.data is None and not _is_absent(file))
        return Verification(Verdict.NOT_CHECKED if is_unread else Verdict.ABSENT)
    if any(capture.data(file) is None for file in ("DF1/EF01", *_BEHIND_PIN2.values())):
        return Verification(Verdict.NOT_CHECKED)
    if not keys:
        return verify((), signature, ())
    from menkyo.trust.coverage import IC_LICENSE_ORDERS, ic_license_files  # noqa: PLC0415 - as above

    return verify(ic_license_files(ic_license.files), signature, keys, IC_LICENSE_ORDERS)


def _unread(capture: Capture) -> tuple[Problem, ...]:
    """A problem for each file of the license that the card did not give, though it did not say that it has none."""
    applications = {LICENSE_AP.name, IC_LICENSE_DF1.name}
    return tuple(
        Problem(file.name, None, None, ProblemKind.UNREAD, _why(file))
        for file in capture.files
        if file.application in applications and file.data is None and not _is_absent(file)
    )


def _why(file: CapturedFile) -> str:
    return "The card gave no usable answer." if file.refused is None else f"The card answered {file.refused.value:04X}."


def _is_absent(file: CapturedFile) -> bool:
    """Whether the card said that it does not have the file."""
    return file.refused is not None and file.refused.value == _NOT_FOUND


def _decode_signature(capture: Capture) -> tuple[SignatureRecord | None, Verdict, tuple[Problem, ...]]:
    """The signature record, the verdict where there is none, and the problems."""
    file = next((file for file in capture.files if file.name == "WEF03"), None)
    if file is None or file.data is None:
        return None, Verdict.ABSENT if file is not None and _is_absent(file) else Verdict.NOT_CHECKED, ()
    try:
        signature = decode_signature_record(file.data)
    except RecordError as error:
        return None, Verdict.ABSENT, (Problem("WEF03", None, 0, ProblemKind.MALFORMED, str(error)),)
    return signature, Verdict.ABSENT, signature.problems
