"""A card image: all that a virtual card is, as frozen values that a person can also write as a TOML file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final

from menkyo.virtual.encoding import encode_day
from menkyo.virtual.switches import Switches

if TYPE_CHECKING:
    from menkyo.virtual.ic_image import IcLicense

__all__ = [
    "APPLICATIONS",
    "CATEGORIES",
    "CERTIFICATES",
    "COLOR_TEXTS",
    "JPKI_LABEL",
    "KINDS",
    "SEXES",
    "AcquiredOn",
    "CardFacts",
    "CardImage",
    "Coverage",
    "Day",
    "DrivingHistory",
    "HolderImage",
    "KeyImage",
    "LicenseFields",
    "LocalText",
    "PinImage",
    "SignatureImage",
    "class_code",
]

Day = dt.date | str
"""A day, or its text on the card: see `menkyo.virtual.encoding.encode_day`."""

KINDS: Final = ("mynumber", "ic-license")
"""What a virtual card can be: マイナンバーカード or 運転免許証."""

APPLICATIONS: Final = ("license", "jpki", "common", "resident", "surface", "text")
"""The applications that a virtual card can carry, in the order in which they are listed."""

CATEGORIES: Final = {
    "large": 0xEC,
    "medium": 0xF8,
    "semi_medium": 0xFA,
    "ordinary": 0xED,
    "large_special": 0xEE,
    "large_motorcycle": 0xEF,
    "ordinary_motorcycle": 0xF0,
    "small_special": 0xF1,
    "moped": 0xF2,
    "towing": 0xF3,
    "large_2": 0xF4,
    "medium_2": 0xF9,
    "ordinary_2": 0xF5,
    "large_special_2": 0xF6,
    "towing_2": 0xF7,
}
"""Category (免許の種類) to its flag's tag in WEF02, in face order. Source: license card spec, section 7.1."""

COLOR_TEXTS: Final = {"gold": "優良", "green": "新規", "blue": "その他"}
"""Color of the band to its text on the card. Source: license card spec, section 7.2."""

CERTIFICATES: Final = ("user-authentication", "signature")
"""The holder's two certificates: 利用者証明用 and 署名用."""

JPKI_LABEL: Final = "JPKIAPICCTOKEN2"
"""The label of a My Number card's JPKI application. Source: My Number card spec, section 3.2."""

SEXES: Final = {"male": "1", "female": "2", "not-applicable": "9", "unknown": "0"}
"""Sex to its digit on the card. Source: My Number card spec, section 2.4."""

_CLASS_CODES: Final = {"excellent": b"\x01", "general": b"\x02", "violation": b"\x03"}


def class_code(name: str) -> bytes:
    """The driver class (運転経歴区分) as one byte, a guess (Q7); raises `KeyError` for another name."""
    return _CLASS_CODES[name]


@dataclass(frozen=True, slots=True)
class LocalText:
    """A sentence in both languages."""

    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the card says of itself without any PIN."""

    atr: bytes = bytes.fromhex("3B8880010000 05E0B381A1007F")
    applications: tuple[str, ...] = APPLICATIONS
    expires_on: dt.date = dt.date(2035, 2, 17)
    municipality: str = "13101"
    """Five digits."""
    serial: str = "900000000000017"
    """Fifteen digits."""


@dataclass(frozen=True, slots=True)
class PinImage:
    """A PIN (暗証番号) of a license, as a My Number card has one; its value stays out of the representation."""

    value: str = field(default="1234", repr=False)
    set: bool = True
    tries_left: int = 10
    tries_max: int = 10


@dataclass(frozen=True, slots=True)
class KeyImage:
    """What an image changes about a secret of another application; its value stays out of the representation."""

    value: str | None = field(default=None, repr=False)
    tries_left: int | None = None
    present: bool = True
    """Whether the card has the secret at all; one without PINs (顔認証マイナンバーカード) may not."""
    blocked_query: str = "63C0"
    """Answer to the empty VERIFY when no tries are left."""


@dataclass(frozen=True, slots=True)
class HolderImage:
    """The holder as the card face applications (券面) tell: an invented person, whose data stay out of representations.

    ``birth_date`` and ``security_code``, with the card's expiry, make 照合番号B.
    """

    name: str = field(default="見本　花子", repr=False)
    """Family and given name, an ideographic space between them."""
    address: str = field(default="東京都千代田区見本町１丁目２番３号　めんきょハイツ４０５号室", repr=False)
    birth_date: dt.date = field(default=dt.date(1980, 2, 17), repr=False)
    sex: str = field(default="2", repr=False)
    """One digit, as in `SEXES`."""
    security_code: str = field(default="2285", repr=False)
    """The four digits below the photo on the card (セキュリティコード)."""
    photo: bytes = field(default=b"", repr=False)

    @property
    def birth_date_key(self) -> str:
        """Six digits of the birth date with the year of the era, as the key of the age record wants it."""
        return encode_day(self.birth_date)[1:].decode("ascii")


@dataclass(frozen=True, slots=True)
class AcquiredOn:
    """The license days (免許の年月日): 二・小・原, 他 and 二種."""

    motorcycle_small_moped: Day | None = None
    other: Day | None = None
    class_2: Day | None = None


@dataclass(frozen=True, slots=True)
class LicenseFields:
    """The fields of a license record (免許情報); what a history record shares stands here too."""

    color: str | None = None
    """Text on the card, up to three characters."""
    expires_on: Day | None = None
    conditions: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    number: str | None = None
    acquired_on: AcquiredOn = AcquiredOn()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DrivingHistory:
    """The fields of a driving history record (運転経歴情報)."""

    number: str | None = None
    recorded_on: Day | None = None
    class_code: bytes = b""


class Coverage(Enum):
    """Which bytes of each signed file are signed (Q3): WEF02, or three files of an IC license."""

    OBJECTS = "objects"
    VALUES = "values"
    FILE = "file"
    VALUES_AND_PADDING = "values-and-padding"


@dataclass(frozen=True, slots=True)
class SignatureImage:
    """The objects of the signature file (電子署名), WEF03 or DF1/EF07, and how its value is made."""

    signer: str | None = "specimen"
    """The test key that signs; ``None`` for no signature or for a given ``value``."""
    value: bytes | None = None
    serial: str = "0000000000000001"
    reserved: bytes = b""
    issuer: str = "Menkyo specimen issuer. Not an authority"
    subject: str = "Menkyo specimen signer. Not an authority"
    key_identifier: bytes | None = None
    """``None`` writes the signer's own: SHA-256 of its RSA public key."""
    coverage: Coverage = Coverage.OBJECTS
    nested_hash: bool = False
    """Whether the hash of the hash is signed; of an IC license, the hash of the three files' hashes."""
    tampered: bool = False
    """Whether the signature was made over other data than the card holds."""


@dataclass(frozen=True, slots=True)
class CardImage:
    """Everything that makes one virtual card different from another."""

    name: str
    title: LocalText
    description: LocalText
    card: CardFacts = CardFacts()
    pin: PinImage = PinImage()
    keys: tuple[tuple[str, KeyImage], ...] = ()
    """By the names in `menkyo.virtual.my_number.KEYS`."""
    license: LicenseFields = LicenseFields()
    history: DrivingHistory = DrivingHistory()
    glyphs: tuple[bytes, bytes, bytes, bytes, bytes] = (b"", b"", b"", b"", b"")
    """欠字 1 to 5; empty where there is none."""
    reserved: tuple[tuple[int, bytes], ...] = ()
    """Reserved objects (RFU) by tag, FB to 106."""
    photo: bytes = b""
    signature: SignatureImage = SignatureImage()
    holder: HolderImage = HolderImage()
    certificates: tuple[str, ...] = CERTIFICATES
    """Those of the holder's two certificates that the JPKI application has."""
    jpki_label: str = JPKI_LABEL
    """What the JPKI application lives in, as its token information says: a card, 住基カード or a phone."""
    switches: Switches = field(default_factory=Switches)
    raw: tuple[tuple[str, bytes | None], ...] = ()
    """Files given byte for byte, by name (WEF01 to WEF03, text-0002, surface-0002; or DF1/EF01 and the like).

    ``None`` leaves the file out.
    """
    ic_license: IcLicense | None = None
    """What makes the card an IC license (運転免許証); ``None`` for a My Number card.

    An IC license has of the fields above its ``pin`` as PIN1, ``license`` without remarks, spares and categories,
    ``photo``, ``signature``, ``switches`` and ``raw``, and of ``card`` the answer to reset.
    """

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        return KINDS[0] if self.ic_license is None else KINDS[1]

    @property
    def number_b(self) -> str:
        """照合番号B: birth date, expiry year and security code, 14 digits (My Number card spec, section 5.4)."""
        return f"{self.holder.birth_date_key}{self.card.expires_on:%Y}{self.holder.security_code}"
