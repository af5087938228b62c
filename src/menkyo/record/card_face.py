"""The face of a My Number card (券面事項): EF 0002 of the surface application (My Number card spec, section 6.2)."""

from dataclasses import dataclass
from datetime import date as calendar_date
from typing import Final

from apdu.errors import TlvError
from apdu.tlv import BerObject, read_ber_header, walk_ber
from menkyo.record.ber_objects import BerObjects, decode_western_date
from menkyo.record.photo import Photo, decode_photo
from menkyo.record.problem import Problem, ProblemKind, UnknownObject

FACE_FILE: Final = "surface/EF0002"

_PHOTO: Final = 0xDF27
_EXPIRES_ON: Final = 0xDF29
_SECURITY_CODE: Final = 0xDF2A
# Birth date, sex, key, pictures of name and address, signature: known, and not decoded here.
_KEPT: Final = frozenset({0xDF22, 0xDF23, 0xDF24, 0xDF25, 0xDF26, 0xDF28, _SECURITY_CODE})
_TAGS: Final = _KEPT | {_PHOTO, _EXPIRES_ON}
# Deeper than any file of this card, and a bound for a hostile one.
_MOST_LEVELS: Final = 8


@dataclass(frozen=True, slots=True, repr=False)
class CardFace:
    """券面事項: the holder's face photo and the card's own last day, with the raw bytes beside them.

    The expiry is not signed, and is only as trustworthy as the card.
    """

    raw: bytes
    photo: Photo | None
    expires_on: calendar_date | None
    problems: tuple[Problem, ...]
    unknown: tuple[UnknownObject, ...]

    def __repr__(self) -> str:
        return f"<CardFace: {len(self.raw)} bytes, {len(self.problems)} problems>"


def decode_card_face(data: bytes) -> CardFace:
    """Decode EF 0002 of any bytes; a field that cannot be decoded becomes a `Problem` and the rest survives.

    Empty data and padding are an empty record. Raises `UndecodableFileError` for other bytes that are not this file.
    """
    objects = BerObjects(FACE_FILE, _TAGS, data)
    return CardFace(
        raw=data,
        photo=_photo(objects),
        expires_on=decode_western_date(objects, _EXPIRES_ON),
        problems=tuple(objects.problems),
        unknown=tuple(objects.unknown),
    )


def _photo(objects: BerObjects) -> Photo | None:
    raw = objects.values.get(_PHOTO)
    if not raw:
        return None
    photo = decode_photo(raw)
    if photo.format is None:
        objects.note(_PHOTO, ProblemKind.BAD_PHOTO, "The photo is neither a JP2 file nor a JPEG 2000 codestream.")
    elif photo.width is None:
        objects.note(_PHOTO, ProblemKind.BAD_PHOTO, "The photo's header does not tell its size.")
    return photo


def without_security_code(data: bytes) -> bytes:
    """The file with zeros for the picture of the security code (セキュリティコード), wherever it stands.

    With the code, and with the birth date and the expiry beside it, 照合番号B could be worked out. Of a file that
    breaks off or is no BER-TLV, only what comes before the first object that is not whole is kept: the rest may be the
    code.
    """
    return _without_code(data, _MOST_LEVELS)


def _without_code(data: bytes, levels: int) -> bytes:
    kept = bytearray()
    try:
        for item, end in walk_ber(data):
            start = end - len(item.value)
            kept += data[len(kept) : start] + _value_without_code(item, levels)
    except TlvError as error:
        # The header of a list that is cut short is no secret, and its whole objects are kept.
        rest = data[error.offset :]
        return bytes(kept) + _cut_list_without_code(rest, levels)
    return bytes(kept) + data[len(kept) :]


def _value_without_code(item: BerObject, levels: int) -> bytes:
    """A value of the same length."""
    if item.tag == _SECURITY_CODE or (item.is_constructed and not levels):
        return bytes(len(item.value))
    if not item.is_constructed:
        return item.value
    kept = _without_code(item.value, levels - 1)
    return kept.ljust(len(item.value), b"\0")


def _cut_list_without_code(data: bytes, levels: int) -> bytes:
    """What may be kept of an object that is not all there."""
    try:
        header = read_ber_header(data)
    except TlvError:
        return b""
    item = BerObject(header.tag, data[header.start :], 0)
    if not item.is_constructed or not levels:
        return b""
    return data[: header.start] + _without_code(item.value, levels - 1)
