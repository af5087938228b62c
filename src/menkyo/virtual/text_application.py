"""The text application (券面事項入力補助AP): name, address, birth date and sex as text, and what vouches for them.

Source: My Number card spec, section 5. EF 0001 is a trap: it holds a number that is no My Number (個人番号).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from menkyo.virtual.card_keys import (
    CARD_KEY,
    card_public_key,
    certificate_file,
    issue_signature,
    sha256,
)
from menkyo.virtual.face_encoding import encode_face_object, encode_indexed, key_name, pad_file
from menkyo.virtual.files import DataFile, KeyFile, SigningKeyFile

if TYPE_CHECKING:
    from menkyo.virtual.files import File
    from menkyo.virtual.image import CardImage

__all__ = ["TRAP_NUMBER", "TextFiles", "text_files"]

TRAP_NUMBER: Final = "123456789012"
"""Stands where a My Number stands; its check digit would have to be 8."""

PIN: Final = 0x11
NUMBER_A: Final = 0x14
NUMBER_B: Final = 0x15


@dataclass(frozen=True)
class TextFiles:
    """The application's files that depend on the card image, each written when it is first asked for."""

    image: CardImage

    @cached_property
    def number(self) -> bytes:
        """EF 0001, the trap: 17 bytes, the last two of which are fill."""
        return encode_face_object(0xFF10, TRAP_NUMBER.encode("ascii")) + b"\xff\xff"

    @cached_property
    def _attributes(self) -> tuple[bytes, bytes]:
        holder = self.image.holder
        fields = (
            (0xDF22, holder.name.encode()),
            (0xDF23, holder.address.encode()),
            (0xDF24, holder.birth_date.strftime("%Y%m%d").encode("ascii")),
            (0xDF25, holder.sex.encode("ascii")),
        )
        return encode_indexed(0xFF20, fields, self.image.switches.face_lengths)

    @cached_property
    def attributes(self) -> bytes:
        """EF 0002, the four attributes (基本4情報), without the fill behind them."""
        return self._attributes[0]

    @cached_property
    def integrity(self) -> bytes:
        """EF 0003: a hash of EF 0001 with its fill, one of EF 0002 without table and fill, and a signature."""
        fields = ((0xDF31, self.number), (0xDF32, self._attributes[1]))
        hashes = b"".join(encode_face_object(tag, sha256(data)) for tag, data in fields)
        return encode_face_object(0xFF30, hashes + encode_face_object(0xDF33, issue_signature(hashes)))

    @cached_property
    def basics(self) -> bytes:
        """EF 0005: version, support of extended length, vendor and its value; a key's name; a digest and fill."""
        fields = (
            (0xDF41, bytes.fromhex("01030E01")),
            (0xDF42, key_name("9000034")),
            (0xDF43, sha256(b"menkyo virtual card").ljust(0x80, b"\xff")),
        )
        return encode_face_object(0xFF40, b"".join(encode_face_object(tag, value) for tag, value in fields))

    @cached_property
    def session_key(self) -> bytes:
        """EF 0006: the key that a session key would be encrypted with. Secure messaging is not played."""
        key = card_public_key()
        return b"\xa1\x82" + len(key).to_bytes(2, "big") + key

    @cached_property
    def signed_key(self) -> bytes:
        """EF 0007: this application's signing key, signed."""
        key = encode_face_object(0xDF51, card_public_key())
        return encode_face_object(0xFF50, key + encode_face_object(0xDF52, issue_signature(key)))


def text_files(image: CardImage) -> tuple[File, ...]:
    """The application's data files and signing key; its PINs stand in `menkyo.virtual.my_number.KEYS`."""
    files = TextFiles(image)
    given = dict(image.raw).get("text-0002")
    anything = (PIN, NUMBER_A, NUMBER_B)
    present: tuple[File, ...] = (
        DataFile(0x01, lambda: files.number, (PIN, NUMBER_A)),
        DataFile(0x02, lambda: pad_file(files.attributes) if given is None else given, (PIN, NUMBER_B)),
        DataFile(0x03, lambda: files.integrity, anything),
        DataFile(0x04, lambda: certificate_file("text.cvc")),
        DataFile(0x05, lambda: pad_file(files.basics)),
        DataFile(0x06, lambda: files.session_key, anything),
        DataFile(0x07, lambda: files.signed_key, anything),
        DataFile(0x08, lambda: b"\xff" * 16),
        # Blocked on every card that was looked at, and nobody knows what it is for.
        KeyFile(0x12, b"", tries_left=0, tries_max=0, shortest=1, longest=16),
        SigningKeyFile(0x13, CARD_KEY, default=True),
    )
    absent = given is None and "text-0002" in dict(image.raw)
    return tuple(file for file in present if not (absent and file.identifier == 0x02))  # noqa: PLR2004 - EF 0002
