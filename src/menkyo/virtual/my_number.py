"""The applications of a My Number card next to the license application, as far as free data goes.

Source: My Number card spec, sections 3, 4, 7 and 12. The files that hold the My Number (個人番号) are traps: they
stand on the card with a number whose check digit is wrong, and the access log tells who touched them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from menkyo.virtual.files import Application, DataFile, KeyFile, RecordFile
from menkyo.virtual.image import KeyImage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from menkyo.virtual.files import File
    from menkyo.virtual.image import CardImage

__all__ = ["AIDS", "CARD_MANAGER_AID", "KEYS", "TRAP_NUMBER", "KeyRule", "card_objects", "my_number_applications"]

AIDS: Final = {
    "jpki": bytes.fromhex("D392F000260100000001"),
    "common": bytes.fromhex("D3921000310001010100"),
    "resident": bytes.fromhex("D3921000310001010401"),
    "surface": bytes.fromhex("D3921000310001010402"),
    "text": bytes.fromhex("D3921000310001010408"),
}
"""公的個人認証, 共通, 住基, 券面事項確認 and 券面事項入力補助."""

CARD_MANAGER_AID: Final = bytes.fromhex("A0000001510000")

TRAP_NUMBER: Final = "123456789012"
"""Stands where a My Number stands; its check digit would have to be 8."""


@dataclass(frozen=True, slots=True)
class KeyRule:
    """A secret of section 8 of the My Number card spec, with the value that images have unless they say otherwise."""

    name: str
    application: str
    identifier: int
    value: str = field(repr=False)
    tries_max: int
    shortest: int
    longest: int


KEYS: Final = (
    KeyRule("user-authentication", "jpki", 0x18, "1234", 3, 4, 4),
    KeyRule("signature", "jpki", 0x1B, "PASSWORD1", 5, 6, 16),
    KeyRule("common", "common", 0x1C, "1234", 3, 4, 4),
    KeyRule("resident", "resident", 0x1C, "1234", 3, 4, 4),
    KeyRule("surface-birth-date", "surface", 0x11, "550217", 10, 6, 6),
    KeyRule("surface-b", "surface", 0x12, "55021720352285", 10, 14, 14),
    KeyRule("surface-a", "surface", 0x13, TRAP_NUMBER, 10, 12, 12),
    KeyRule("text", "text", 0x11, "1234", 3, 4, 4),
    KeyRule("text-a", "text", 0x14, TRAP_NUMBER, 10, 12, 12),
    KeyRule("text-b", "text", 0x15, "55021720352285", 10, 14, 14),
)


def my_number_applications(image: CardImage) -> tuple[Application, ...]:
    """Those of the five applications that the image carries."""
    files: Mapping[str, tuple[File, ...]] = {
        "jpki": (_data(0x06, token_information()), _data(0x08, b"\x8f\x8f\x00")),
        "common": (RecordFile(0x01, (_card_record(image),)), _data(0x02, _KEY_REFERENCE)),
        "resident": (_data(0x02, _KEY_REFERENCE),),
        "surface": (_data(0x05, _number_picture(), opened_by=(0x13,)),),
        "text": (_data(0x01, _number_text(), opened_by=(0x11, 0x14)),),
    }
    return tuple(
        Application(name, AIDS[name], {file.identifier: file for file in (*files[name], *_keys(image, name))})
        for name in AIDS
        if name in image.card.applications
    )


def card_objects(image: CardImage) -> dict[int, bytes]:
    """What GET DATA answers before an application is selected (section 7.3); nothing on another card."""
    if "common" not in image.card.applications:
        return {}
    return {
        0x0045: image.card.serial.encode("ascii"),
        0x00F0: image.card.municipality.encode("ascii"),
        0x00F2: image.card.expires_on.strftime("%Y%m%d").encode("ascii"),
    }


def token_information() -> bytes:
    """The 160 bytes of JPKI EF 0006, a PKCS#11 token information block (section 4.2)."""
    unlimited = b"\xff" * 4
    return b"".join(
        (
            b"JPKIAPICCTOKEN2".ljust(32),
            b"1".rjust(32, b"0"),
            b"MENKYO01".ljust(16),
            b"9".rjust(16, b"0"),
            (0x040D).to_bytes(4, "big"),
            *(count.to_bytes(4, "big") for count in (1, 0, 1, 0)),
            (16).to_bytes(4, "big"),
            (6).to_bytes(4, "big"),
            unlimited * 4,
            b"03",
            b"01",
            b"9" * 16,
        )
    )


_KEY_REFERENCE: Final = b"5000020\x08\x05000\x00\x00\x00\x00"


def _data(identifier: int, content: bytes, *, opened_by: tuple[int, ...] = ()) -> DataFile:
    return DataFile(identifier, lambda: content, opened_by)


def _card_record(image: CardImage) -> bytes:
    """Record 1 of the common application: serial, municipality and expiry in 28 digits (section 7.1)."""
    facts = image.card
    digits = f"{facts.serial}{facts.municipality}{facts.expires_on:%Y%m%d}".encode("ascii")
    return b"\x01" + bytes([len(digits)]) + digits


def _number_text() -> bytes:
    return b"\xff\x10\x0c" + TRAP_NUMBER.encode("ascii") + b"\xff\xff"


def _number_picture() -> bytes:
    """A picture's place without a picture: the length stands in the form that is longer than needed."""
    inside = b"\xdf\x41\x82\x00\x08" + b"no image"
    return b"\xff\x40" + (b"\x82" + len(inside).to_bytes(2, "big")) + inside


def _keys(image: CardImage, application: str) -> Iterable[KeyFile]:
    changes = dict(image.keys)
    for rule in KEYS:
        if rule.application == application:
            change = changes.get(rule.name, KeyImage())
            yield KeyFile(
                identifier=rule.identifier,
                value=(rule.value if change.value is None else change.value).encode("ascii"),
                tries_left=rule.tries_max if change.tries_left is None else change.tries_left,
                tries_max=rule.tries_max,
                shortest=rule.shortest,
                longest=rule.longest,
            )
