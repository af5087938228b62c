"""The surface application (券面事項確認AP): what is printed on the card, as pictures, and the face photo.

Source: My Number card spec, section 6. EF 0005 is a trap: its picture shows a number that is no My Number (個人番号).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from menkyo.virtual.card_keys import (
    CARD_KEY,
    card_public_key,
    certificate_file,
    issue_padded,
    issue_signature,
    sha256,
)
from menkyo.virtual.face_encoding import encode_face_object, encode_indexed, key_name, pad_file
from menkyo.virtual.files import DataFile, SigningKeyFile
from menkyo.virtual.pictures import draw_digits, draw_text
from menkyo.virtual.text_application import TRAP_NUMBER

if TYPE_CHECKING:
    from menkyo.virtual.files import File
    from menkyo.virtual.image import CardImage

__all__ = ["SurfaceFiles", "surface_files"]

BIRTH_DATE: Final = 0x11
NUMBER_B: Final = 0x12
NUMBER_A: Final = 0x13

# A DigestInfo of SHA-256 whose octet string has 96 bytes: three hashes.
_THREE_HASHES: Final = bytes.fromhex("3071300D060960864801650304020105000460")


@dataclass(frozen=True)
class SurfaceFiles:
    """The application's files that depend on the card image, each written when it is first asked for."""

    image: CardImage

    @cached_property
    def _birth_date(self) -> bytes:
        return self.image.holder.birth_date.strftime("%Y%m%d").encode("ascii")

    @cached_property
    def age(self) -> bytes:
        """EF 0001, the age record: birth date and the card's key, signed."""
        signed = encode_face_object(0xDF11, self._birth_date) + encode_face_object(0xDF12, card_public_key())
        return encode_face_object(0xFF10, signed + encode_face_object(0xDF13, issue_signature(signed)))

    @cached_property
    def face(self) -> bytes:
        """EF 0002, the card face, without the fill behind it. Expiry and security code are not signed."""
        holder = self.image.holder
        signed = (
            (0xDF22, self._birth_date),
            (0xDF23, holder.sex.encode("ascii")),
            (0xDF24, card_public_key()),
            (0xDF25, draw_text(holder.name)),
            (0xDF26, draw_text(holder.address)),
            (0xDF27, holder.photo),
        )
        form = self.image.switches.face_lengths
        objects = [encode_face_object(tag, value, form) for tag, value in signed]
        groups = (b"".join(objects[:3]), b"".join(objects[3:5]), objects[5])
        unsigned = (
            (0xDF28, issue_padded(_THREE_HASHES + b"".join(sha256(group) for group in groups))),
            (0xDF29, self.image.card.expires_on.strftime("%Y%m%d").encode("ascii")),
            (0xDF2A, draw_digits(holder.security_code)),
        )
        return encode_indexed(0xFF20, (*signed, *unsigned), form)[0]

    @cached_property
    def basics(self) -> bytes:
        """EF 0003: version, key names, municipality, and 256 bytes whose meaning nobody knows."""
        fields = (
            (0xDF31, bytes.fromhex("06030E01")),
            (0xDF32, key_name("9000024")),
            (0xDF33, b"\x00"),
            (0xDF34, self.image.card.municipality.encode("ascii")),
            (0xDF35, key_name("9900025") + sha256(b"menkyo virtual card") * 8),
        )
        return encode_face_object(0xFF30, b"".join(encode_face_object(tag, value) for tag, value in fields))

    @cached_property
    def number_picture(self) -> bytes:
        """EF 0005, the trap: the number as a picture of 72 x 12 dots, with the card's key, signed."""
        signed = encode_face_object(0xDF41, draw_digits(TRAP_NUMBER)) + encode_face_object(0xDF42, card_public_key())
        return encode_face_object(0xFF40, signed + encode_face_object(0xDF43, issue_signature(signed)))


def surface_files(image: CardImage) -> tuple[File, ...]:
    """The application's data files and signing key; its keys stand in `menkyo.virtual.my_number.KEYS`."""
    files = SurfaceFiles(image)
    given = dict(image.raw).get("surface-0002")
    present: tuple[File, ...] = (
        DataFile(0x01, lambda: files.age, (BIRTH_DATE,)),
        DataFile(0x02, lambda: pad_file(files.face) if given is None else given, (NUMBER_A, NUMBER_B)),
        DataFile(0x03, lambda: pad_file(files.basics)),
        DataFile(0x04, lambda: certificate_file("surface.cvc")),
        DataFile(0x05, lambda: pad_file(files.number_picture), (NUMBER_A,)),
        DataFile(0x06, lambda: b"\xff" * 16, (NUMBER_A, NUMBER_B)),
        SigningKeyFile(0x1A, CARD_KEY, default=True),
    )
    absent = given is None and "surface-0002" in dict(image.raw)
    return tuple(file for file in present if not (absent and file.identifier == 0x02))  # noqa: PLR2004 - EF 0002
