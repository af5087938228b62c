"""The applications of a My Number card next to the license application, and all their secrets.

Source: My Number card spec, sections 3, 7, 8 and 12. The files that hold the My Number (個人番号) are traps: they
stand on the card with a number whose check digit is wrong, and the access log tells who touched them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from menkyo.virtual.face_encoding import key_name
from menkyo.virtual.files import Application, DataFile, KeyAnswers, KeyFile, RecordFile
from menkyo.virtual.image import KeyImage
from menkyo.virtual.jpki_application import jpki_files
from menkyo.virtual.surface_application import surface_files
from menkyo.virtual.text_application import TRAP_NUMBER, text_files

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


@dataclass(frozen=True, slots=True)
class KeyRule:
    """A secret of section 8 of the My Number card spec, with the value that images have unless they say otherwise.

    No value means that it follows from the holder's data and the card's expiry.
    """

    name: str
    application: str
    identifier: int
    value: str | None = field(repr=False)
    tries_max: int
    shortest: int
    longest: int


KEYS: Final = (
    KeyRule("user-authentication", "jpki", 0x18, "1234", 3, 4, 4),
    KeyRule("signature", "jpki", 0x1B, "PASSWORD1", 5, 6, 16),
    KeyRule("common", "common", 0x1C, "1234", 3, 4, 4),
    KeyRule("resident", "resident", 0x1C, "1234", 3, 4, 4),
    KeyRule("surface-birth-date", "surface", 0x11, None, 10, 6, 6),
    KeyRule("surface-b", "surface", 0x12, None, 10, 14, 14),
    KeyRule("surface-a", "surface", 0x13, TRAP_NUMBER, 10, 12, 12),
    KeyRule("text", "text", 0x11, "1234", 3, 4, 4),
    KeyRule("text-a", "text", 0x14, TRAP_NUMBER, 10, 12, 12),
    KeyRule("text-b", "text", 0x15, None, 10, 14, 14),
)


def my_number_applications(image: CardImage) -> tuple[Application, ...]:
    """Those of the five applications that the image carries."""
    files: Mapping[str, tuple[File, ...]] = {
        "jpki": jpki_files(image),
        "common": (RecordFile(0x01, (_card_record(image),)), _data(0x02, _KEY_REFERENCE)),
        "resident": (_data(0x02, _KEY_REFERENCE),),
        "surface": surface_files(image),
        "text": text_files(image),
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


_KEY_REFERENCE: Final = key_name("9000020", "000")


def _data(identifier: int, content: bytes) -> DataFile:
    return DataFile(identifier, lambda: content)


def _card_record(image: CardImage) -> bytes:
    """Record 1 of the common application: serial, municipality and expiry in 28 digits (section 7.1)."""
    facts = image.card
    digits = f"{facts.serial}{facts.municipality}{facts.expires_on:%Y%m%d}".encode("ascii")
    return b"\x01" + bytes([len(digits)]) + digits


def _keys(image: CardImage, application: str) -> Iterable[KeyFile]:
    changes = dict(image.keys)
    for rule in KEYS:
        if rule.application == application:
            change = changes.get(rule.name, KeyImage())
            if not change.present:
                continue
            value = rule.value if change.value is None else change.value
            yield KeyFile(
                identifier=rule.identifier,
                value=(_printed(image, rule) if value is None else value).encode("ascii"),
                tries_left=rule.tries_max if change.tries_left is None else change.tries_left,
                tries_max=rule.tries_max,
                shortest=rule.shortest,
                longest=rule.longest,
                answers=KeyAnswers(blocked_query=change.blocked_query),
            )


def _printed(image: CardImage, rule: KeyRule) -> str:
    """The value of a secret that stands on the card's face."""
    return image.holder.birth_date_key if rule.name == "surface-birth-date" else image.number_b
