"""The objects of one file, sorted out before they are decoded: known by tag, unknown kept, problems noted."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeVar

from apdu.errors import TlvError
from apdu.tlv import is_fill, parse_license
from menkyo.record.errors import UndecodableFileError
from menkyo.record.layout import FieldLayout, tag_hex
from menkyo.record.problem import Problem, ProblemKind, UnknownObject
from menkyo.record.text import Finding, Text, decode_clean_texts, decode_latin, decode_text

_Value = TypeVar("_Value")

_TWO_BYTE_TAGS: Final = 0x01
_IC_PHOTO_TAG: Final = b"\x5f\x40"
_LONG_LENGTHS: Final = (0x81, 0x82)
_ONE_BYTE_LENGTH: Final = 0x7F
# What fills a text up to its longest length: a byte of a character is 21..7E, or follows FF and is F1..FA.
_FILL: Final = b"\0 \xff"


class FileObjects:
    """What one file holds.

    `values` maps the tags of the file's table to the bytes of the first object with that tag; `problems` and `unknown`
    grow in the order of discovery. Raises `UndecodableFileError` for bytes that are neither padding nor hold one object
    of the table.
    """

    __slots__ = ("_file", "_offsets", "problems", "unknown", "values")

    def __init__(self, file: str, sizes: Mapping[int, int], data: bytes) -> None:
        self._file = file
        self._offsets: dict[int, int] = {}
        self.values: dict[int, bytes] = {}
        self.problems: list[Problem] = []
        self.unknown: list[UnknownObject] = []
        parsed = parse_license(data)
        values, offsets = self.values, self._offsets
        for tag, value, offset in parsed.objects:
            size = sizes.get(tag)
            if size is None:
                self.unknown.append(UnknownObject(file, tag_hex(tag), value))
                continue
            if tag in values:
                detail = "The object stands here for a second time."
                self.problems.append(Problem(file, tag_hex(tag), offset, ProblemKind.DUPLICATE, detail))
                continue
            values[tag] = value
            offsets[tag] = offset
            if len(value) > size:
                self.note(tag, ProblemKind.BAD_LENGTH, f"The field has {len(value)} bytes and may have {size}.")
        if not values and not is_fill(data):
            raise UndecodableFileError(file)
        if parsed.rest:
            self._judge_rest(parsed.rest, len(data) - len(parsed.rest), parsed.error)

    def note(self, tag: int, kind: ProblemKind, detail: str, glyph: int | None = None) -> None:
        """Add a problem of the object with this tag."""
        self.problems.append(Problem(self._file, tag_hex(tag), self._offsets.get(tag), kind, detail, glyph))

    def text(self, tag: int) -> Text | None:
        """The JIS X 0208 text with this tag; `None` when it is absent, empty or nothing but fill."""
        return self.part_text(tag, self.values.get(tag, b""))

    def part_text(self, tag: int, raw: bytes) -> Text | None:
        """The JIS X 0208 text in a part of the object with this tag; `None` when that is empty or nothing but fill."""
        written = raw.rstrip(_FILL)
        if not written:
            return None
        text, findings = decode_text(written)
        self._note_all(tag, findings)
        return Text(raw, text)

    def texts(self, tags: Iterable[int]) -> tuple[Text, ...]:
        """The JIS X 0208 texts with these tags that hold more than blanks."""
        values = self.values
        raws = [raw for tag in tags if (raw := values.get(tag))]
        clean = decode_clean_texts([raw.rstrip(_FILL) for raw in raws])
        if clean is not None:
            return tuple(
                [Text(raw, text) for raw, text in zip(raws, clean, strict=True) if text and not text.isspace()]
            )
        texts = (self.text(tag) for tag in tags)
        return tuple(text for text in texts if text is not None and not text.text.isspace())

    def latin(self, tag: int) -> str:
        """The JIS X 0201 text with this tag, without blanks around it; empty when it is absent."""
        text, findings = decode_latin(self.values.get(tag, b""))
        self._note_all(tag, findings)
        return text

    def decoded(
        self, tag: int, size: int, decode: Callable[[bytes], _Value | None], kind: ProblemKind
    ) -> _Value | None:
        """The value that a decoder makes of the object; its `ValueError` becomes a problem of this kind."""
        raw = self.values.get(tag)
        if not raw:
            return None
        try:
            return decode(raw)
        except ValueError as error:
            if len(raw) < size:
                self.note(tag, ProblemKind.BAD_LENGTH, f"The field has {len(raw)} bytes and needs {size}.")
            else:
                self.note(tag, kind, str(error))
            return None

    def _note_all(self, tag: int, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.note(tag, finding.kind, finding.detail, finding.glyph)

    def _judge_rest(self, rest: bytes, offset: int, error: TlvError | None) -> None:
        """Note what stands behind the last object when it is no padding."""
        if error is not None:
            kind = ProblemKind.TRUNCATED if _is_cut_short(rest) else ProblemKind.MALFORMED
            self.problems.append(Problem(self._file, _tag_of(rest), offset, kind, f"{error}."))
        elif not is_fill(rest):
            detail = f"{len(rest)} bytes behind the last object are no padding."
            self.problems.append(Problem(self._file, None, offset, ProblemKind.TRAILING_DATA, detail))


def sizes_of(layout: Iterable[FieldLayout]) -> dict[int, int]:
    """The most bytes of each tag's value."""
    return {row.tag: row.size for row in layout}


def _tag_of(rest: bytes) -> str | None:
    """The tag that bytes which are no whole object begin with, if it is one."""
    if rest[0] == 0:
        return None
    return rest[: _tag_width(rest)].hex().upper()


def _tag_width(rest: bytes) -> int:
    """How many bytes the tag has that bytes begin with."""
    return 2 if rest[0] == _TWO_BYTE_TAGS or rest.startswith(_IC_PHOTO_TAG) else 1


def _is_cut_short(rest: bytes) -> bool:
    """Whether bytes that are no whole object could become one with more bytes."""
    if rest[0] == 0:
        return False
    width = _tag_width(rest)
    length = rest[width : width + 1]
    return not length or length[0] <= _ONE_BYTE_LENGTH or length[0] in _LONG_LENGTHS
