"""The files of an IC license (運転免許証), written from a card image.

Source: license card spec, sections 4.3 and 4.7 to 4.13.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.virtual.encoding import encode_day, encode_object, encode_text
from menkyo.virtual.errors import ImageError
from menkyo.virtual.field_values import (
    MAX_COLOR,
    MAX_PHOTO,
    MAX_TEXT,
    bounded,
    day_value,
    latin_value,
    number_value,
    text_value,
)
from menkyo.virtual.ic_image import CATEGORY_TAGS, CHANGE_RULES, GLYPH_COUNT, IcLicense, SigningOrder
from menkyo.virtual.image import Coverage
from menkyo.virtual.signature_values import sign
from menkyo.virtual.switches import Padding, TrailingReserved

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    from menkyo.virtual.ic_image import Change
    from menkyo.virtual.image import CardImage, Day

__all__ = ["IC_FILES", "MAX_IC_GLYPH", "IcFile", "IcLicenseFiles"]

Objects = tuple[tuple[int, bytes], ...]
"""Tag and value of every object of a file, in order."""


class IcFile(NamedTuple):
    """An elementary file: its identifier, its size in bytes, and the PINs that it wants, all of them."""

    identifier: int
    size: int
    pins: tuple[int, ...] = ()


IC_FILES: Final[Mapping[str, IcFile]] = {
    "MF/EF01": IcFile(0x2F01, 17),
    "MF/EF02": IcFile(0x000A, 3),
    "DF1/EF01": IcFile(0x0001, 880, (1,)),
    "DF1/EF02": IcFile(0x0002, 82, (1, 2)),
    "DF1/EF03": IcFile(0x0003, 264, (1,)),
    "DF1/EF04": IcFile(0x0004, 640, (1,)),
    "DF1/EF05": IcFile(0x0005, 663, (1,)),
    "DF1/EF06": IcFile(0x0006, 256, (1, 2)),
    "DF1/EF07": IcFile(0x0007, 578, (1,)),
    "DF2/EF01": IcFile(0x0001, 2005, (1, 2)),
    "DF3/EF01": IcFile(0x0001, 512, (1,)),
}
"""共通データ要素, 暗証番号(PIN)設定; 記載事項, 本籍, 外字, 記載事項変更, 追記外字, 本籍変更, 電子署名; 写真; RFU."""

MAX_IC_GLYPH: Final = 128

_SIGNED: Final = {
    SigningOrder.LISTED: ("DF1/EF01", "DF1/EF02", "DF2/EF01"),
    SigningOrder.PHOTO_SECOND: ("DF1/EF01", "DF2/EF01", "DF1/EF02"),
}
_SIGNATURE_FILE: Final = "DF1/EF07"
_SIGNATURE_TAG: Final = 0xB1
_RESERVED_TAGS: Final = range(0x34, 0x3B)
_MAX_RESERVED: Final = 7
_MAX_CONDITIONS: Final = 4
_MAX_NAME: Final = 72
_MAX_KANA: Final = 32
_MAX_UNIFIED_KANA: Final = 16
_MAX_COMMISSION: Final = 24
_SHORT_COMMISSION: Final = 10
_REFERENCE_DIGITS: Final = 5
_VERSION_CHARACTERS: Final = 3
_GLYPHS_OF_EF03: Final = 2

# The photo's tag is the two bytes 5F 40, the only one of two bytes on this card.
_PHOTO_TAG: Final = 0x140
_TAG_PREFIX: Final = b"\x5f"


class IcLicenseFiles:
    """The files of one image; the signature is made when DF1/EF07 is first asked for.

    Raises `ImageError` for a field or a file that the card has no room for.
    """

    def __init__(self, image: CardImage) -> None:
        self.image = image
        self._ic = image.ic_license or IcLicense()
        self._given = dict(image.raw)
        self._contents: dict[str, bytes] = {}
        self._builders: Mapping[str, Callable[[], Objects]] = {
            "MF/EF01": self._common_data,
            "MF/EF02": self._pin_setting,
            "DF1/EF01": self._items,
            "DF1/EF02": lambda: ((0x41, text_value("holder.domicile", self._ic.holder.domicile)),),
            "DF1/EF03": self._glyphs,
            "DF1/EF04": lambda: ((0x50, self._flag("DF1/EF04")), *self._changes("DF1/EF04")),
            "DF1/EF05": self._added_glyphs,
            "DF1/EF06": lambda: ((0xAA, self._flag("DF1/EF06")), *self._changes("DF1/EF06")),
            _SIGNATURE_FILE: self._signature,
            "DF2/EF01": lambda: ((_PHOTO_TAG, bounded("photo", image.photo, MAX_PHOTO)),),
            "DF3/EF01": lambda: (),
        }

    def content(self, name: str) -> bytes | None:
        """One file of `IC_FILES`, such as ``DF1/EF01``; ``None`` when the image leaves it out of the card."""
        if name in self._given:
            return self._given[name]
        if name not in self._contents:
            self._contents[name] = self._fill(name, _joined(self._builders[name]()))
        return self._contents[name]

    def check(self) -> None:
        """Write every file but the signature, so that what the card has no room for is found out now."""
        for name in IC_FILES:
            if name != _SIGNATURE_FILE:
                self.content(name)

    @cached_property
    def signed_bytes(self) -> bytes:
        """The bytes that the signature is made over, before its hash."""
        parts = [self._signed_part(name) for name in _SIGNED[self._ic.switches.signing_order]]
        if self.image.signature.nested_hash:
            from hashlib import sha256  # noqa: PLC0415 - only a signature needs it

            parts = [sha256(part).digest() for part in parts]
        return b"".join(parts) + (b"tampered" if self.image.signature.tampered else b"")

    def _signed_part(self, name: str) -> bytes:
        content = self.content(name) or b""
        # A file given byte for byte is not taken apart: the whole of it is signed.
        if name in self._given or self.image.signature.coverage is Coverage.FILE:
            return content
        objects = self._builders[name]()
        match self.image.signature.coverage:
            case Coverage.VALUES:
                return b"".join(value for _, value in objects)
            case Coverage.VALUES_AND_PADDING:
                return b"".join(value for _, value in objects) + content[len(_joined(objects)) :]
            case _:
                return _joined(objects)

    def _fill(self, name: str, data: bytes) -> bytes:
        size = IC_FILES[name].size
        if len(data) > size:
            raise ImageError(f"makes {name} {len(data)} bytes long where the card has room for {size}", key="changes")
        fill = {Padding.NONE: b"", Padding.FF: b"\xff", Padding.ZERO: b"\x00"}[self.image.switches.padding]
        return data + fill * (size - len(data))

    # MF ----------------------------------------------------------------------------------------------------------

    def _common_data(self) -> Objects:
        common = self._ic.common
        version = latin_value("card.version", common.version, _VERSION_CHARACTERS)
        issuer = version + _packed(common.issued_on) + _packed(common.expires_on)
        return (0x45, issuer), (0x46, bounded("card.pre_issue", common.pre_issue, 2))

    def _pin_setting(self) -> Objects:
        flag = self.image.switches.pin_flag
        if flag is None:
            flag = b"\x01" if self.image.pin.set else b"\x00"
        return ((0x05, flag),)

    # DF1 ---------------------------------------------------------------------------------------------------------

    def _items(self) -> Objects:
        """記載事項(本籍除く): tags 11 to 33 ascending, then the reserved ones where a switch wants them."""
        ic, holder, record = self._ic, self._ic.holder, self.image.license
        if len(record.conditions) > _MAX_CONDITIONS:
            raise ImageError(
                f"has {len(record.conditions)} texts where the card has room for {_MAX_CONDITIONS}",
                key="license.conditions",
            )
        fields = {
            0x11: bounded("switches.jis_year", ic.switches.jis_year, 1),
            0x12: text_value("holder.name", holder.name, _MAX_NAME),
            0x13: text_value("holder.kana", holder.kana, _MAX_KANA),
            0x14: text_value("holder.alias", holder.alias, _MAX_KANA),
            0x15: text_value("holder.unified_kana", holder.unified_kana, _MAX_UNIFIED_KANA),
            0x16: self._day("holder.birth_date", holder.birth_date),
            0x17: text_value("holder.address", holder.address, MAX_TEXT),
            0x18: self._day("license.issued_on", ic.issued_on),
            0x19: latin_value("license.reference_number", ic.reference_number, _REFERENCE_DIGITS),
            0x1A: text_value("license.color_text", record.color or "", MAX_COLOR),
            0x1B: self._day("license.expires_on", record.expires_on),
            **dict.fromkeys(range(0x1C, 0x20), b""),
            **{tag: text_value("license.conditions", text) for tag, text in enumerate(record.conditions, start=0x1C)},
            0x20: text_value("license.commission", ic.commission, _MAX_COMMISSION),
            0x21: number_value("license.number", record.number),
            0x22: self._day("license.acquired_on.motorcycle_small_moped", record.acquired_on.motorcycle_small_moped),
            0x23: self._day("license.acquired_on.other", record.acquired_on.other),
            0x24: self._day("license.acquired_on.class_2", record.acquired_on.class_2),
            **self._category_dates(),
            **self._reserved(),
        }
        return tuple((tag, value) for tag, value in sorted(fields.items()) if tag not in ic.switches.absent_tags)

    def _category_dates(self) -> dict[int, bytes]:
        dates = dict(self._ic.category_dates)
        unknown = dates.keys() - CATEGORY_TAGS.keys()
        if unknown:
            raise ImageError(f"{min(unknown)!r} is not a category", key="license.category_dates")
        return {
            tag: self._day(f"license.category_dates.{name}", dates.get(name)) for name, tag in CATEGORY_TAGS.items()
        }

    def _reserved(self) -> dict[int, bytes]:
        match self.image.switches.trailing_reserved:
            case TrailingReserved.ABSENT:
                return {}
            case TrailingReserved.EMPTY:
                return dict.fromkeys(_RESERVED_TAGS, b"")
            case TrailingReserved.FILLED:
                return dict.fromkeys(_RESERVED_TAGS, b"0" * _MAX_RESERVED)

    def _day(self, key: str, day: Day | None) -> bytes:
        return day_value(key, day, self.image.switches.absent_date)

    @cached_property
    def _all_glyphs(self) -> tuple[bytes, ...]:
        if len(self._ic.glyphs) != GLYPH_COUNT:
            raise ImageError(f"must be {GLYPH_COUNT}, empty ones included", key="glyphs")
        return tuple(bounded(f"glyphs.{n}", glyph, MAX_IC_GLYPH) for n, glyph in enumerate(self._ic.glyphs, start=1))

    def _glyphs(self) -> Objects:
        return tuple(enumerate(self._all_glyphs[:_GLYPHS_OF_EF03], start=0x48))

    def _added_glyphs(self) -> Objects:
        """追記外字: the flag, then those that are there, because the file is appended to."""
        added = enumerate(self._all_glyphs[_GLYPHS_OF_EF03:], start=0xA1)
        return (0xA0, self._flag("DF1/EF05")), *((tag, glyph) for tag, glyph in added if glyph)

    def _flag(self, name: str) -> bytes:
        """追記の有無."""
        if self._ic.switches.change_flag is not None:
            return bounded("switches.change_flag", self._ic.switches.change_flag, 1)
        if name == "DF1/EF05":
            return bytes([any(self._all_glyphs[_GLYPHS_OF_EF03:])])
        return bytes([any(True for _ in self._changes(name))])

    def _changes(self, name: str) -> Iterable[tuple[int, bytes]]:
        """The change records of one file, in the order in which they were appended."""
        counts = dict.fromkeys(CHANGE_RULES, 0)
        for number, change in enumerate(self._ic.changes, start=1):
            rule = CHANGE_RULES.get(change.kind)
            if rule is None:
                raise ImageError(f"{change.kind!r} is not a kind of change", key=f"changes.{number}.kind")
            if rule.file == name:
                if counts[change.kind] == rule.records:
                    most, kind = rule.records, change.kind
                    raise ImageError(
                        f"has more than the {most} records of the kind {kind} that the card has room for", key="changes"
                    )
                yield rule.first_tag + counts[change.kind], self._record(f"changes.{number}", change, rule.most)
                counts[change.kind] += 1

    def _record(self, key: str, change: Change, most: int) -> bytes:
        """Edition, day in full-width digits, text and the short name of the commission."""
        try:
            day = encode_text(encode_day(change.date).decode("ascii"))
        except ValueError as error:
            raise ImageError(str(error), key=f"{key}.date") from error
        text = text_value(f"{key}.text", change.text, most)
        commission = text_value(f"{key}.commission", change.commission, _SHORT_COMMISSION)
        if len(commission) != _SHORT_COMMISSION:
            # A reader finds the commission by its length, from the end.
            raise ImageError("must have five characters", key=f"{key}.commission")
        return self._ic.switches.jis_year + day + text + commission

    def _signature(self) -> Objects:
        return tuple(enumerate(sign(self.image.signature, lambda: self.signed_bytes), start=_SIGNATURE_TAG))


def _joined(objects: Objects) -> bytes:
    return b"".join(encode_object(tag, value, _TAG_PREFIX) for tag, value in objects)


def _packed(day: dt.date) -> bytes:
    """A western date as eight digits in four bytes."""
    return bytes.fromhex(f"{day.year:04}{day:%m%d}")
