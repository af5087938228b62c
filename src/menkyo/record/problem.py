"""What could not be decoded, and what the tables do not know."""

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple


class ProblemKind(Enum):
    """What is wrong with a field; the value is the word used in JSON."""

    EXTERNAL_CHARACTER = "external-character"
    """外字: the text points to a glyph outside JIS X 0208 (codes FF F1 to FF F7)."""

    MISSING_CHARACTER = "missing-character"
    """欠字: a character that could not be stored at all (code FF FA)."""

    UNDEFINED_CHARACTER = "undefined-character"
    """A code FF xx that the specification does not define."""

    UNDECODABLE_TEXT = "undecodable-text"
    """A cell that JIS X 0208 leaves undefined, half a character, or a byte that is no printable character."""

    BAD_DATE = "bad-date"
    """Not a day of the calendar, or not seven digits with a known era."""

    BAD_NUMBER = "bad-number"
    """Not twelve digits."""

    BAD_LENGTH = "bad-length"
    """Longer than the specification allows, or shorter than the field can be."""

    BAD_PHOTO = "bad-photo"
    """Neither a JP2 file nor a JPEG 2000 codestream, or one whose header tells no size."""

    UNEXPECTED_VALUE = "unexpected-value"
    """A value outside those that the specification lists."""

    DUPLICATE = "duplicate"
    """An object whose tag came before; the first one counts."""

    TRUNCATED = "truncated"
    """The file ends in the middle of an object."""

    MALFORMED = "malformed"
    """Bytes that are no object, with no end of the file in sight."""

    TRAILING_DATA = "trailing-data"
    """Bytes after the last object that are no padding."""

    UNREAD = "unread"
    """A whole file that the card did not give, without saying that it has none: what it records is not known."""


class Problem(NamedTuple):
    """One thing that could not be decoded; the rest of the record is still there.

    `file` is the file's name in the specification ("WEF02"), `tag` the object's tag in upper-case hex ("C4", "0107") or
    `None` when no object is to blame, `offset` the offset of the object's first byte in the file. `detail` is one
    sentence without personal data; `glyph` is the number of an external character (外字), whose picture may be among
    the record's glyphs.
    """

    file: str
    tag: str | None
    offset: int | None
    kind: ProblemKind
    detail: str
    glyph: int | None = None


@dataclass(frozen=True, slots=True)
class UnknownObject:
    """An object whose tag is in no table, kept as it is."""

    file: str
    tag: str
    raw: bytes = field(repr=False)
