"""The license application's files, written from a card image: WEF01, WEF02 and WEF03."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from menkyo.virtual.encoding import encode_day, encode_object, encode_text
from menkyo.virtual.errors import ImageError
from menkyo.virtual.image import CATEGORIES, Coverage
from menkyo.virtual.switches import Padding, TrailingReserved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from menkyo.virtual.image import CardImage, Day

__all__ = ["MAX_SIZES", "LicenseFiles", "reserved_tags", "text_tags"]

MAX_SIZES: Final = {"WEF01": 3, "WEF02": 5845, "WEF03": 584}
"""File sizes of license card spec, section 3.3."""

MAX_TEXT: Final = 80
MAX_COLOR: Final = 6
MAX_GLYPH: Final = 256
MAX_PHOTO: Final = 2000
NUMBER_DIGITS: Final = 12
MAX_RESERVED: Final = 7

_CONDITION_TAGS: Final = (*range(0xC6, 0xCA), *range(0xCC, 0xD4))
_REMARK_TAGS: Final = tuple(range(0xD7, 0xDF))
_SPARE_TAGS: Final = tuple(range(0xDF, 0xE7))
_GLYPH_TAGS: Final = (0xCA, 0xCB, 0xD4, 0xD5, 0xD6)
_RESERVED_TAGS: Final = tuple(range(0xFB, 0x107))
_PHOTO_TAG: Final = 0x107


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
        fields[0xC3] = _bounded("history.class_code", image.history.class_code, 1)
        fields[0xC4] = _text("license.color_text", image.license.color or "", MAX_COLOR)
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
            fields |= {tag: _text(f"license.{name}", text) for tag, text in zip(tags, filled, strict=True)}
        for number, (tag, glyph) in enumerate(zip(_GLYPH_TAGS, image.glyphs, strict=True), start=1):
            fields[tag] = _bounded(f"glyphs.{number}", glyph, MAX_GLYPH)
        fields[0xE7] = _number("license.number", image.license.number)
        fields[0xE8] = _number("history.number", image.history.number)
        acquired = image.license.acquired_on
        fields[0xE9] = self._day("license.acquired_on.motorcycle_small_moped", acquired.motorcycle_small_moped)
        fields[0xEA] = self._day("license.acquired_on.other", acquired.other)
        fields[0xEB] = self._day("license.acquired_on.class_2", acquired.class_2)
        fields |= self._flags()
        fields |= self._reserved()
        fields[_PHOTO_TAG] = _bounded("photo", image.photo, MAX_PHOTO)
        return tuple(sorted(fields.items()))

    def _day(self, key: str, day: Day | None) -> bytes:
        if day is None:
            absent = self.image.switches.absent_date.value
            return b"" if absent == "empty" else absent.encode("ascii")
        try:
            return encode_day(day)
        except ValueError as error:
            raise ImageError(str(error), key=key) from error

    def _flags(self) -> dict[int, bytes]:
        switches, held = self.image.switches, set(self.image.license.categories)
        unknown = held - CATEGORIES.keys()
        if unknown:
            raise ImageError(f"{min(unknown)!r} is not a category", key="license.categories")
        return {tag: switches.flag_held if name in held else switches.flag_not_held for name, tag in CATEGORIES.items()}

    def _reserved(self) -> dict[int, bytes]:
        given = {tag: _bounded("reserved", value, MAX_RESERVED) for tag, value in self.image.reserved}
        match self.image.switches.trailing_reserved:
            case TrailingReserved.ABSENT:
                return given
            case TrailingReserved.EMPTY:
                return dict.fromkeys(_RESERVED_TAGS, b"") | given
            case TrailingReserved.FILLED:
                return dict.fromkeys(_RESERVED_TAGS, b"0" * MAX_RESERVED) | given

    def _signature_objects(self) -> Iterable[bytes]:
        signature = self.image.signature
        value, key_identifier = signature.value or b"", signature.key_identifier
        if signature.signer is not None:
            # Loading a key takes cryptography, which a reading that never asks for WEF03 does without.
            from menkyo.virtual.signer import load_signer  # noqa: PLC0415  (see above)

            signer = load_signer(signature.signer)
            value = value or signer.sign(self.signed_bytes, nested_hash=signature.nested_hash)
            key_identifier = signer.key_identifier if key_identifier is None else key_identifier
        fields = {
            0x108: _bounded("signature.value", value, 256),
            0x109: _latin("signature.serial", signature.serial, 16),
            0x10A: _bounded("signature.reserved", signature.reserved, 48),
            0x10B: _latin("signature.issuer", signature.issuer, 80),
            0x10C: _latin("signature.subject", signature.subject, 130),
            0x10D: _bounded("signature.key_identifier", key_identifier or b"", 32),
        }
        return (encode_object(tag, field, self.image.switches.tag_form) for tag, field in fields.items())


def _bounded(key: str, value: bytes, most: int) -> bytes:
    if len(value) > most:
        raise ImageError(f"has {len(value)} bytes where the card has room for {most}", key=key)
    return value


def _text(key: str, text: str, most: int = MAX_TEXT) -> bytes:
    try:
        encoded = encode_text(text)
    except ValueError as error:
        raise ImageError(str(error), key=key) from error
    if len(encoded) > most:
        raise ImageError(
            f"has a text of {len(encoded) // 2} characters where the card has room for {most // 2}", key=key
        )
    return encoded


def _latin(key: str, text: str, most: int) -> bytes:
    if not text.isascii():
        raise ImageError("must be ASCII text", key=key)
    return _bounded(key, text.encode("ascii"), most)


def _number(key: str, number: str | None) -> bytes:
    return _bounded(key, (number or "").encode("ascii"), NUMBER_DIGITS)
