"""The license application's files, written from a card image: WEF01, WEF02 and WEF03."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from menkyo.virtual.encoding import encode_object
from menkyo.virtual.errors import ImageError
from menkyo.virtual.field_values import MAX_COLOR, MAX_PHOTO, bounded, day_value, number_value, text_value
from menkyo.virtual.image import CATEGORIES, Coverage
from menkyo.virtual.signature_values import sign
from menkyo.virtual.switches import Padding, TrailingReserved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from menkyo.virtual.image import CardImage, Day

__all__ = ["MAX_GLYPH", "MAX_SIZES", "LicenseFiles", "reserved_tags", "text_tags"]

MAX_SIZES: Final = {"WEF01": 3, "WEF02": 5845, "WEF03": 584}
"""File sizes of license card spec, section 3.3."""

MAX_GLYPH: Final = 256
MAX_RESERVED: Final = 7

_CONDITION_TAGS: Final = (*range(0xC6, 0xCA), *range(0xCC, 0xD4))
_REMARK_TAGS: Final = tuple(range(0xD7, 0xDF))
_SPARE_TAGS: Final = tuple(range(0xDF, 0xE7))
_GLYPH_TAGS: Final = (0xCA, 0xCB, 0xD4, 0xD5, 0xD6)
_RESERVED_TAGS: Final = tuple(range(0xFB, 0x107))
_PHOTO_TAG: Final = 0x107
_SIGNATURE_TAG: Final = 0x108


def text_tags() -> dict[str, tuple[int, ...]]:
    """The tags of the three lists of texts, in order. Source: license card spec, section 3.8."""
    return {"conditions": _CONDITION_TAGS, "remarks": _REMARK_TAGS, "spares": _SPARE_TAGS}


def reserved_tags() -> tuple[int, ...]:
    """The tags of the reserved objects RFU1 to RFU12, FB to 106."""
    return _RESERVED_TAGS


@dataclass(frozen=True)
class LicenseFiles:
    """The three files of one image; WEF03 is signed when it is first asked for.

    A file is ``None`` when the image leaves it out of the card. Raises `ImageError` for a field that the card has
    no room for.
    """

    image: CardImage

    @cached_property
    def wef01(self) -> bytes | None:
        """The PIN flag (暗証番号(PIN)設定), free to read."""
        flag = self.image.switches.pin_flag
        if flag is None:
            flag = b"\x01" if self.image.pin.set else b"\x00"
        return self._given("WEF01", lambda: encode_object(0xC1, flag))

    @cached_property
    def wef02(self) -> bytes | None:
        """The license or history record with its photo."""
        return self._given("WEF02", lambda: self._pad("WEF02", b"".join(self._objects())))

    @cached_property
    def wef03(self) -> bytes | None:
        """The signature (電子署名)."""
        return self._given("WEF03", lambda: self._pad("WEF03", b"".join(self._signature_objects())))

    @cached_property
    def signed_bytes(self) -> bytes:
        """The bytes that the signature is made over, before its hash."""
        given = dict(self.image.raw).get("WEF02")
        # A file given byte for byte is not taken apart: the whole of it is signed.
        if given is not None:
            data = given
        elif self.image.signature.coverage in (Coverage.OBJECTS, Coverage.FILE):
            data = b"".join(self._objects())
        else:
            data = b"".join(value for _, value in self._fields)
        if given is None and self.image.signature.coverage in (Coverage.FILE, Coverage.VALUES_AND_PADDING):
            data += (self.wef02 or b"")[len(b"".join(self._objects())) :]
        return data + b"tampered" if self.image.signature.tampered else data

    def _given(self, name: str, build: Callable[[], bytes]) -> bytes | None:
        raw = dict(self.image.raw)
        return raw[name] if name in raw else build()

    def _pad(self, name: str, data: bytes) -> bytes:
        fill = {Padding.NONE: b"", Padding.FF: b"\xff", Padding.ZERO: b"\x00"}[self.image.switches.padding]
        return data + fill * (MAX_SIZES[name] - len(data))

    def _objects(self) -> Iterable[bytes]:
        prefix = self.image.switches.tag_form
        return (encode_object(tag, value, prefix) for tag, value in self._fields)

    @cached_property
    def _fields(self) -> tuple[tuple[int, bytes], ...]:
        """Tag and value of every object of WEF02, ascending as on the card."""
        image = self.image
        fields: dict[int, bytes] = {}
        fields[0xC2] = self._day("history.recorded_on", image.history.recorded_on)
        fields[0xC3] = bounded("history.class_code", image.history.class_code, 1)
        fields[0xC4] = text_value("license.color_text", image.license.color or "", MAX_COLOR)
        fields[0xC5] = self._day("license.expires_on", image.license.expires_on)
        lists = {
            "conditions": image.license.conditions,
            "remarks": image.license.remarks,
            "spares": image.license.spares,
        }
        for name, tags in text_tags().items():
            texts = lists[name]
            if len(texts) > len(tags):
                raise ImageError(f"has {len(texts)} texts where the card has room for {len(tags)}", key=name)
            filled = (*texts, *("",) * (len(tags) - len(texts)))
            fields |= {tag: text_value(f"license.{name}", text) for tag, text in zip(tags, filled, strict=True)}
        for number, (tag, glyph) in enumerate(zip(_GLYPH_TAGS, image.glyphs, strict=True), start=1):
            fields[tag] = bounded(f"glyphs.{number}", glyph, MAX_GLYPH)
        fields[0xE7] = number_value("license.number", image.license.number)
        fields[0xE8] = number_value("history.number", image.history.number)
        acquired = image.license.acquired_on
        fields[0xE9] = self._day("license.acquired_on.motorcycle_small_moped", acquired.motorcycle_small_moped)
        fields[0xEA] = self._day("license.acquired_on.other", acquired.other)
        fields[0xEB] = self._day("license.acquired_on.class_2", acquired.class_2)
        fields |= self._flags()
        fields |= self._reserved()
        fields[_PHOTO_TAG] = bounded("photo", image.photo, MAX_PHOTO)
        return tuple(sorted(fields.items()))

    def _day(self, key: str, day: Day | None) -> bytes:
        return day_value(key, day, self.image.switches.absent_date)

    def _flags(self) -> dict[int, bytes]:
        switches, held = self.image.switches, set(self.image.license.categories)
        unknown = held - CATEGORIES.keys()
        if unknown:
            raise ImageError(f"{min(unknown)!r} is not a category", key="license.categories")
        return {tag: switches.flag_held if name in held else switches.flag_not_held for name, tag in CATEGORIES.items()}

    def _reserved(self) -> dict[int, bytes]:
        given = {tag: bounded("reserved", value, MAX_RESERVED) for tag, value in self.image.reserved}
        match self.image.switches.trailing_reserved:
            case TrailingReserved.ABSENT:
                return given
            case TrailingReserved.EMPTY:
                return dict.fromkeys(_RESERVED_TAGS, b"") | given
            case TrailingReserved.FILLED:
                return dict.fromkeys(_RESERVED_TAGS, b"0" * MAX_RESERVED) | given

    def _signature_objects(self) -> Iterable[bytes]:
        signature = self.image.signature
        values = sign(signature, lambda: self.signed_bytes, nested_hash=signature.nested_hash)
        prefix = self.image.switches.tag_form
        return (encode_object(tag, value, prefix) for tag, value in enumerate(values, start=_SIGNATURE_TAG))
