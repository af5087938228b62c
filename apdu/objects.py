"""The TLV objects in a file or an answer, in the dialect of its application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from apdu.applications import COMMON_AP, IC_LICENSE, JPKI_AP, LICENSE_AP
from apdu.conversation import Act
from apdu.errors import TlvError
from apdu.tlv import parse_ber, parse_license, parse_simple

if TYPE_CHECKING:
    from apdu.applications import Application, ElementaryFile
    from apdu.conversation import Step
    from apdu.tlv import BerObject, TlvObject

__all__ = ["DataObject", "Objects", "objects_of_answer", "objects_of_file"]

_LICENSE_DIALECT: Final = frozenset(each.name for each in (LICENSE_AP, *IC_LICENSE))
_SELECTING: Final = frozenset({Act.SELECT_APPLICATION, Act.SELECT_FILE, Act.SELECT_KEY})
_READING: Final = frozenset({Act.READ, Act.READ_ON})
# A certificate is some eight levels deep; what is deeper is not followed.
_DEEPEST: Final = 12
_ONE_BYTE: Final = 0xFF


class DataObject(NamedTuple):
    """A TLV object: its tag in hex as on the card, its value, and the objects in a constructed value."""

    tag: str
    value: bytes
    objects: tuple[DataObject, ...] = ()


class Objects(NamedTuple):
    """The objects that bytes begin with; ``rest`` is how many bytes lie behind them."""

    objects: tuple[DataObject, ...] = ()
    rest: int = 0


def objects_of_answer(step: Step) -> Objects:
    """The objects of what an exchange brought; none where it brought nothing, or not the beginning of a file."""
    if not step.data or step.offset:
        return Objects()
    if step.act in _SELECTING:
        return _ber(step.data)
    if step.act is Act.READ_RECORD or (step.place is not None and step.place.record):
        return _simple(step.data)
    return objects_of_file(step.application, step.file, step.data) if step.act in _READING else Objects()


def objects_of_file(application: Application | None, file: ElementaryFile | None, data: bytes) -> Objects:
    """The objects of a file's content; none where it is made of none. Never raises."""
    if application is not None and application.name in _LICENSE_DIALECT:
        parsed = parse_license(data)
        return Objects(tuple(map(_flat, parsed.objects)), len(parsed.rest))
    if application in (JPKI_AP, COMMON_AP) and file is not None and not file.is_ber:
        return Objects()
    return _ber(data)


def _flat(item: TlvObject) -> DataObject:
    return DataObject(f"{item.tag:04X}" if item.tag > _ONE_BYTE else f"{item.tag:02X}", item.value)


def _simple(data: bytes) -> Objects:
    try:
        return Objects(tuple(map(_flat, parse_simple(data))))
    except TlvError:
        return Objects()


def _ber(data: bytes) -> Objects:
    """The objects of BER-TLV; none where the data are not all of that form, or not all there."""
    try:
        items = parse_ber(data)
    except TlvError:
        return Objects()
    return Objects(tuple(_nested(item, _DEEPEST) for item in items))


def _nested(item: BerObject, levels: int) -> DataObject:
    try:
        inner = item.children() if levels else ()
    except TlvError:
        inner = ()
    return DataObject(f"{item.tag:02X}", item.value, tuple(_nested(each, levels - 1) for each in inner))
