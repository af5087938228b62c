"""What a card tells without a PIN: rows, lines of text, and JSON of the schema `menkyo.status/1`.

The JSON keeps to the rules of `menkyo.output.document`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from menkyo.output.days import write_day
from menkyo.output.document import dump, iso_day, iso_moment
from menkyo.output.labels import CARD_KINDS
from menkyo.output.language import Bilingual
from menkyo.output.printable import printable
from menkyo.output.rows import Row, Tone
from menkyo.output.texts import Phrase
from menkyo.record.dates import JAPAN_TIME
from menkyo.rules.ending import Ending, ending
from menkyo.rules.validity import lawful_last_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from menkyo.output.language import Language
    from menkyo.record import CardStatus, CertificateStatus, PinStatus

__all__ = [
    "APPLICATION_NAMES",
    "OFFICES",
    "PIN_NAMES",
    "STATUS_SCHEMA",
    "render_status",
    "render_status_json",
    "status_rows",
]

STATUS_SCHEMA: Final = "menkyo.status/1"

_LICENSE: Final = "license"
_SIGNATURE: Final = "signature"
_MY_NUMBER_CARD: Final = "mynumber"
_IC_LICENSE: Final = "ic-license"

APPLICATION_NAMES: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "license": Bilingual("免許", "license"),
        "jpki": Bilingual("公的個人認証", "certificates (JPKI)"),
        "common": Bilingual("共通", "common"),
        "resident": Bilingual("住基", "resident register"),
        "surface": Bilingual("券面事項確認", "card face"),
        "text": Bilingual("券面事項入力補助", "card text"),
        "ic-license": Bilingual("運転免許証", "IC license"),
    }
)
"""The contract's `card.applications`."""

PIN_NAMES: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "license": Bilingual("免許", "license"),
        "user-authentication": Bilingual("利用者証明用", "user authentication"),
        "signature": Bilingual("署名用", "signature"),
        "text": Bilingual("券面事項入力補助", "card text"),
        "pin1": Bilingual("暗証番号1", "PIN1"),
        "pin2": Bilingual("暗証番号2", "PIN2"),
    }
)
"""The contract's `pins[].name`, and those of `certificates[]`."""

_POLICE: Final = Bilingual("運転免許センターか警察署", "a driver's license center or police station")
_MUNICIPALITY: Final = Bilingual("市区町村の窓口", "the municipal office")

OFFICES: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "license": _POLICE,
        "user-authentication": _MUNICIPALITY,
        "signature": _MUNICIPALITY,
        "text": _MUNICIPALITY,
        "pin1": _POLICE,
        "pin2": _POLICE,
    }
)
"""Who unblocks each PIN: neither office can do it for the other (rules, O9 and O10)."""


def render_status(status: CardStatus, as_of: date, *, language: Language, specimen: bool = False) -> str:
    """A card's status as lines "label: value", without a line feed at the end; no color, no drawing.

    Ends are judged by the day `as_of`; `specimen` announces an invented card.
    """
    rows = status_rows(status, as_of, language, specimen=specimen)
    return "\n".join(f"{_label(row)}: {row.text}" for row in rows)


def _label(row: Row) -> str:
    """What stands before the colon: a name that says its label, such as PIN1, stands alone."""
    return row.name if row.name.startswith(row.label) else f"{row.label} {row.name}".rstrip()


def status_rows(status: CardStatus, as_of: date, language: Language, *, specimen: bool) -> Iterator[Row]:
    """Put a card's status into words."""
    notice = Phrase.NOTICE.text(language)
    if specimen:
        yield Row(notice, Phrase.SPECIMEN.text(language))
    yield Row(Phrase.CARD.text(language), _name(CARD_KINDS, status.kind, language), Tone.STRONG)
    names = (_name(APPLICATION_NAMES, name, language) for name in status.applications)
    yield Row(Phrase.APPLICATIONS.text(language), Phrase.COMMA.text(language).join(names))
    if status.kind == _MY_NUMBER_CARD:
        is_there = Phrase.LICENSE_THERE if _LICENSE in status.applications else Phrase.LICENSE_NOT_THERE
        yield Row(Phrase.LICENSE.text(language), is_there.text(language))
    yield _card_expiry(status, as_of, language)
    for pin in status.pins:
        yield _pin(pin, language)
    for certificate in status.certificates:
        yield _certificate(certificate, as_of, language)
    yield from _unblocking(status, language)
    if _is_carried_over_soon(status, as_of):
        yield Row(notice, Phrase.CARRY_OVER.text(language))
    for phrase in _origin(status):
        yield Row(notice, phrase.text(language))
    yield from _read_at(status, as_of, language)


def _origin(status: CardStatus) -> Iterator[Phrase]:
    """Where what is shown comes from."""
    if not status.is_saved:
        yield Phrase.NO_PIN_SENT
    elif any(certificate.present is not None for certificate in status.certificates):
        yield Phrase.SAVED_DUMP
    else:
        yield Phrase.SAVED_TRIES
        if status.certificates:
            yield Phrase.SAVED_CERTIFICATES


def _name(names: Mapping[str, Bilingual], name: str, language: Language) -> str:
    known = names.get(name)
    return printable(name) if known is None else known.text(language)


def _card_expiry(status: CardStatus, as_of: date, language: Language) -> Row:
    label = Phrase.CARD_EXPIRY.text(language)
    day = status.expires_on
    if day is None:
        return Row(label, Phrase.END_UNKNOWN.text(language))
    # An IC license ends with the license in it, and no source moves the end of a My Number card.
    lawful = lawful_last_day(day) if status.kind == _IC_LICENSE else day
    words, tone = _end(lawful, as_of, language)
    if lawful != day:
        words = Phrase.RECORDED_TOO.text(language, recorded=write_day(day, language), end=words)
    return Row(label, words, tone)


def _end(day: date, as_of: date, language: Language) -> tuple[str, Tone]:
    """A last day, how many are left, and how loud to say so."""
    date_text = write_day(day, language)
    state = ending(day, as_of)
    if state is Ending.ENDED:
        return Phrase.ENDED.text(language, date=date_text), Tone.WARNING
    left = (day - as_of).days
    days = {0: Phrase.LAST_DAY, 1: Phrase.DAY_LEFT}.get(left, Phrase.DAYS_LEFT).text(language, days=left)
    words = Phrase.UNTIL.text(language, date=date_text, days=days)
    return words, Tone.STRONG if state is Ending.NEAR else Tone.PLAIN


def _pin(pin: PinStatus, language: Language) -> Row:
    """The tries of one PIN; whether it is set where the card can tell that of it."""
    parts: list[str] = []
    if pin.is_set is not None:
        parts.append((Phrase.PIN_SET if pin.is_set else Phrase.PIN_NOT_SET).text(language))
    elif OFFICES.get(pin.name) is _POLICE:
        parts.append(Phrase.SETTING_UNKNOWN.text(language))
    if pin.blocked:
        parts.append(Phrase.BLOCKED.text(language))
    elif pin.tries_left is not None:
        parts.append(Phrase.TRIES_OF.text(language, tries=pin.tries_left, most=pin.tries_max))
    else:
        parts.append((Phrase.PRESENTED if pin.is_verified else Phrase.NO_TRIES).text(language))
    return Row(
        Phrase.PIN.text(language),
        Phrase.COMMA.text(language).join(parts),
        Tone.WARNING if pin.blocked else Tone.STRONG if pin.tries_left == 1 else Tone.PLAIN,
        name=_name(PIN_NAMES, pin.name, language),
    )


def _certificate(certificate: CertificateStatus, as_of: date, language: Language) -> Row:
    """Whether a certificate is there and until when; that of the signature certificate stands behind its password."""
    label, name = Phrase.CERTIFICATE.text(language), _name(PIN_NAMES, certificate.name, language)
    if not certificate.present:
        phrase = Phrase.PRESENCE_UNKNOWN if certificate.present is None else Phrase.NONE
        return Row(label, phrase.text(language), name=name)
    tone = Tone.PLAIN
    if certificate.expires_at is not None:
        words, tone = _end(certificate.expires_at.astimezone(JAPAN_TIME).date(), as_of, language)
    else:
        phrase = Phrase.END_CLOSED if certificate.name == _SIGNATURE else Phrase.END_UNKNOWN
        words = phrase.text(language)
    present = Phrase.PRESENT.text(language)
    return Row(label, f"{present}{Phrase.COMMA.text(language)}{words}", tone, name=name)


def _unblocking(status: CardStatus, language: Language) -> Iterator[Row]:
    """Which office unblocks which PINs."""
    comma = Phrase.COMMA.text(language)
    for office in (_POLICE, _MUNICIPALITY):
        names = [_name(PIN_NAMES, pin.name, language) for pin in status.pins if OFFICES.get(pin.name) is office]
        if names:
            words = Phrase.UNBLOCKED_BY.text(language, names=comma.join(names), office=office.text(language))
            yield Row(Phrase.UNBLOCKING.text(language), words)


def _is_carried_over_soon(status: CardStatus, as_of: date) -> bool:
    """Whether a license is on a card that is about to be renewed, or whose certificates are."""
    if _LICENSE not in status.applications:
        return False
    ends = [certificate.expires_at for certificate in status.certificates if certificate.expires_at is not None]
    card = Ending.FAR if status.expires_on is None else ending(status.expires_on, as_of)
    if card is not Ending.FAR:
        return card is Ending.NEAR
    return any(ending(end.astimezone(JAPAN_TIME).date(), as_of) is not Ending.FAR for end in ends)


def _read_at(status: CardStatus, as_of: date, language: Language) -> Iterator[Row]:
    label = Phrase.READ.text(language)
    read_at = status.read_at.astimezone(JAPAN_TIME)
    day = write_day(read_at.date(), language)
    reader = printable(status.reader)
    yield Row(label, Phrase.READ_AT.text(language, date=day, time=f"{read_at:%H:%M}", reader=reader))
    if as_of != read_at.date():
        yield Row(label, Phrase.AS_OF.text(language, date=write_day(as_of, language)))


def render_status_json(status: CardStatus) -> str:
    """A card's status as the object `menkyo.status/1`, without a line feed at the end."""
    return dump(
        {
            "schema": STATUS_SCHEMA,
            "reader": status.reader,
            **({"saved": True} if status.is_saved else {}),
            "card": {
                "kind": status.kind,
                "atr": status.atr.hex().upper(),
                "applications": status.applications,
                "expires_on": iso_day(status.expires_on),
            },
            "pins": [
                {
                    "name": pin.name,
                    "set": pin.is_set,
                    "tries_left": pin.tries_left,
                    "tries_max": pin.tries_max,
                    "blocked": pin.blocked,
                }
                for pin in status.pins
            ],
            "certificates": [
                {
                    "name": certificate.name,
                    "present": certificate.present,
                    "expires_at": iso_moment(certificate.expires_at),
                }
                for certificate in status.certificates
            ],
        }
    )
