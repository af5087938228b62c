"""What an IC license (運転免許証) holds beyond the fields that a My Number card's license record shares with it.

Source: license card spec, sections 4.7 to 4.13.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.virtual.image import PinImage

if TYPE_CHECKING:
    from menkyo.virtual.image import Day

__all__ = [
    "CATEGORY_TAGS",
    "CHANGE_RULES",
    "GLYPH_COUNT",
    "IC_TRIES",
    "Change",
    "ChangeRule",
    "CommonData",
    "Holder",
    "IcLicense",
    "IcSwitches",
    "SigningOrder",
]

IC_TRIES: Final = 3
"""Tries of either PIN. Source: license card spec, section 4.4."""

GLYPH_COUNT: Final = 7
"""External characters (外字): two in EF03, five in EF05. Source: license card spec, section 4.10."""

CATEGORY_TAGS: Final = {
    "large": 0x25,
    "medium": 0x31,
    "semi_medium": 0x33,
    "ordinary": 0x26,
    "large_special": 0x27,
    "large_motorcycle": 0x28,
    "ordinary_motorcycle": 0x29,
    "small_special": 0x2A,
    "moped": 0x2B,
    "towing": 0x2C,
    "large_2": 0x2D,
    "medium_2": 0x32,
    "ordinary_2": 0x2E,
    "large_special_2": 0x2F,
    "towing_2": 0x30,
}
"""Category (免許の種類) to its date's tag in DF1/EF01, in face order. Source: license card spec, section 7.1."""


class ChangeRule(NamedTuple):
    """Where the change records of one kind stand: file, first tag, how many there can be, and the text's bytes."""

    file: str
    first_tag: int
    records: int
    most: int


CHANGE_RULES: Final = {
    "commission": ChangeRule("DF1/EF04", 0x51, 15, 0),
    "name": ChangeRule("DF1/EF04", 0x60, 8, 72),
    "kana": ChangeRule("DF1/EF04", 0x68, 8, 32),
    "address": ChangeRule("DF1/EF04", 0x70, 8, 80),
    "condition": ChangeRule("DF1/EF04", 0x78, 8, 80),
    "condition_removed": ChangeRule("DF1/EF04", 0x80, 8, 80),
    "remark": ChangeRule("DF1/EF04", 0x88, 8, 80),
    "spare": ChangeRule("DF1/EF04", 0x90, 8, 80),
    "domicile": ChangeRule("DF1/EF06", 0xAB, 5, 80),
}
"""The kinds of change records (記載事項変更). Source: license card spec, section 4.11."""


@dataclass(frozen=True, slots=True)
class CommonData:
    """共通データ要素: what the card says of itself without any PIN."""

    version: str = "010"
    """Version of the specification, three characters."""
    issued_on: dt.date = dt.date(2025, 4, 1)
    expires_on: dt.date = dt.date(2030, 5, 15)
    pre_issue: bytes = b"\x01\x02"
    """プレ発行データ: two bytes about maker and cipher, of unknown values (Q10)."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The person, invented, whose data stay out of representations.

    A domicile (本籍) stands in a file of its own behind both PINs.
    """

    name: str = field(default="", repr=False)
    kana: str = field(default="", repr=False)
    """呼び名(カナ)."""
    alias: str = field(default="", repr=False)
    """通称名."""
    unified_kana: str = field(default="", repr=False)
    """統一氏名(カナ), eight characters."""
    birth_date: Day | None = field(default=None, repr=False)
    address: str = field(default="", repr=False)
    domicile: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """One change record, as police equipment appends it."""

    kind: str
    """One of `CHANGE_RULES`."""
    date: Day
    text: str = field(repr=False)
    """Empty for a change of the commission alone."""
    commission: str
    """Five characters (公安委員会名), such as 東京都公安."""


class SigningOrder(Enum):
    """In which order the three signed files are taken (Q3)."""

    LISTED = "listed"
    PHOTO_SECOND = "photo-second"


@dataclass(frozen=True, slots=True)
class IcSwitches:
    """The IC license's position on open questions that are its own."""

    jis_year: bytes = b"\x90"
    """Edition of JIS X 0208, one byte: tag 11, and first byte of every change record (Q11)."""
    change_flag: bytes | None = None
    """Value of 追記の有無; ``None`` writes ``01`` with records and ``00`` without (Q9)."""
    absent_tags: tuple[int, ...] = ()
    """Tags of DF1/EF01 that are not written at all, as on a card from before the field existed."""
    partial_aid: bool = False
    """Whether the first bytes of an AID are enough to select its DF."""
    master_file_at_start: bool = True
    """Whether the MF is selected when the card gets power; readers select it themselves."""
    signing_order: SigningOrder = SigningOrder.LISTED


@dataclass(frozen=True, slots=True)
class IcLicense:
    """The part of a card image that only an IC license has."""

    common: CommonData = CommonData()
    pin2: PinImage = field(default_factory=lambda: PinImage(value="5678", tries_left=IC_TRIES, tries_max=IC_TRIES))
    """PIN1 is the image's ``pin``."""
    holder: Holder = Holder()
    issued_on: Day | None = None
    """交付年月日."""
    reference_number: str = ""
    """照会番号, five digits."""
    commission: str = ""
    """公安委員会名 in full, up to twelve characters."""
    category_dates: tuple[tuple[str, Day], ...] = ()
    """By the names in `CATEGORY_TAGS`; a category that is not here is not held."""
    glyphs: tuple[bytes, ...] = (b"",) * GLYPH_COUNT
    """外字 1 to 7: one byte about the dots, then the picture; empty where there is none."""
    changes: tuple[Change, ...] = ()
    """In the order in which they were appended."""
    switches: IcSwitches = IcSwitches()
