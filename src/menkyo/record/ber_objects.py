"""The objects of one file of the card face applications (券面), sorted out before they are decoded.

Such a file is one object `FF 20` with a table of offsets and the fields inside, and fill behind it (My Number card
spec, section 2.4).
"""

from collections.abc import Set as AbstractSet
from datetime import date as calendar_date
from typing import Final

from apdu.errors import TlvError
from apdu.tlv import BerHeader, is_fill, read_ber_header, walk_ber
from menkyo.record.errors import UndecodableFileError
from menkyo.record.layout import tag_hex
from menkyo.record.problem import Problem, ProblemKind, UnknownObject
from menkyo.record.text import Text
from menkyo.record.utf8 import decode_utf8

_LIST: Final = 0xFF20
_OFFSETS: Final = 0xDF21
_OFFSET_SIZE: Final = 2
_DATE_SIZE: Final = 8
_BLANKS: Final = b"0 \0\xff"


class BerObjects:
    """What one file holds.

    `values` maps the tags that are known to the bytes of the first object with that tag; `covered` are the bytes behind
    the table of offsets up to the end of the list. `problems` and `unknown` grow in the order of discovery. Raises
    `UndecodableFileError` for bytes that are neither fill nor begin with the list.
    """

    __slots__ = ("_file", "_offsets", "covered", "problems", "unknown", "values")

    def __init__(self, file: str, known: AbstractSet[int], data: bytes) -> None:
        self._file = file
        self._offsets: dict[int, int] = {}
        self.values: dict[int, bytes] = {}
        self.covered = b""
        self.problems: list[Problem] = []
        self.unknown: list[UnknownObject] = []
        if is_fill(data):
            return
        header = _list_header(data)
        if header is None:
            raise UndecodableFileError(file)
        content = data[header.start : header.end]
        if header.end > len(data):
            self._add(None, 0, ProblemKind.TRUNCATED, "The file ends before the list of its fields does.")
        elif not is_fill(data[header.end :]):
            size = len(data) - header.end
            self._add(None, header.end, ProblemKind.TRAILING_DATA, f"{size} bytes behind the list are no padding.")
        self._sort(content, header.start, known)

    def note(self, tag: int, kind: ProblemKind, detail: str) -> None:
        """Add a problem of the object with this tag."""
        self._add(tag, self._offsets.get(tag), kind, detail)

    def text(self, tag: int) -> Text | None:
        """The UTF-8 text with this tag; `None` when it is absent or holds nothing but blanks."""
        raw = self.values.get(tag)
        if not raw:
            return None
        text, findings = decode_utf8(raw)
        for finding in findings:
            self.note(tag, finding.kind, finding.detail)
        return Text(raw, text) if text.strip() else None

    def _add(self, tag: int | None, offset: int | None, kind: ProblemKind, detail: str) -> None:
        self.problems.append(Problem(self._file, None if tag is None else tag_hex(tag), offset, kind, detail))

    def _sort(self, content: bytes, start: int, known: AbstractSet[int]) -> None:
        """Take the fields out of the list, which begins at the offset ``start``."""
        table: bytes | None = None
        offsets: list[int] = []
        self.covered = content
        try:
            for item, item_end in walk_ber(content):
                if item.tag == _OFFSETS and table is None:
                    table = item.value
                    self._offsets[_OFFSETS] = start + item.offset
                    self.covered = content[item_end:]
                    continue
                offsets.append(start + item.offset)
                self._take(item.tag, item.value, start + item.offset, known)
        except TlvError as error:
            kind = ProblemKind.TRUNCATED if _is_cut_short(content[error.offset :]) else ProblemKind.MALFORMED
            self._add(None, start + error.offset, kind, f"{error}.")
        if table is not None and table != b"".join(offset.to_bytes(_OFFSET_SIZE, "big") for offset in offsets):
            self.note(_OFFSETS, ProblemKind.UNEXPECTED_VALUE, "The table of offsets does not fit the fields.")

    def _take(self, tag: int, value: bytes, offset: int, known: AbstractSet[int]) -> None:
        if tag not in known:
            self.unknown.append(UnknownObject(self._file, tag_hex(tag), value))
        elif tag in self.values:
            self._add(tag, offset, ProblemKind.DUPLICATE, "The object stands here for a second time.")
        else:
            self.values[tag] = value
            self._offsets[tag] = offset


def decode_western_date(objects: BerObjects, tag: int) -> calendar_date | None:
    """The day in eight digits YYYYMMDD with this tag; `None` when it is absent or blank, or a problem."""
    raw = objects.values.get(tag, b"")
    if not raw.strip(_BLANKS):
        return None
    if len(raw) == _DATE_SIZE and raw.isdigit():
        try:
            return calendar_date(int(raw[:4]), int(raw[4:6]), int(raw[6:]))
        except ValueError:
            objects.note(tag, ProblemKind.BAD_DATE, "The calendar has no such day.")
    else:
        objects.note(tag, ProblemKind.BAD_DATE, "The date is not eight digits.")
    return None


def _list_header(data: bytes) -> BerHeader | None:
    """The header of the list of fields, if the file begins with one."""
    try:
        header = read_ber_header(data)
    except TlvError:
        return None
    return header if header.tag == _LIST else None


def _is_cut_short(rest: bytes) -> bool:
    """Whether bytes that are no whole object could become one with more bytes."""
    try:
        return read_ber_header(rest).end > len(rest)
    except TlvError:
        return False
