"""One switch for every open question about real cards: what no published source settles, a card image chooses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from menkyo.virtual.face_encoding import LengthForm

__all__ = ["AbsentDay", "DropVerified", "Padding", "Switches", "TrailingReserved"]


class Padding(Enum):
    """What fills WEF02 and WEF03 behind the last object (Q2); every file of an IC license, whose default is FF."""

    NONE = "none"
    FF = "ff"
    ZERO = "00"


class AbsentDay(Enum):
    """How a day that is not there is written (Q5)."""

    EMPTY = "empty"
    HEISEI_ZERO = "4000000"
    ZERO = "0000000"


class TrailingReserved(Enum):
    """Whether the reserved objects, FB to 106 or those of an IC license, 34 to 3A, are written (Q20)."""

    ABSENT = "absent"
    EMPTY = "empty"
    FILLED = "filled"


class DropVerified(Enum):
    """Which SELECT of an application makes the license application forget the PIN (Q13)."""

    ANOTHER = "another"
    ANY = "any"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Switches:
    """The virtual card's position on each open question; the defaults are those of license card spec, section 12.

    Status words are texts as the spec writes them: ``6700``, or ``63Cx`` and ``6Cxx`` where the card fills in a count.
    """

    # What the files look like.
    padding: Padding = Padding.NONE
    absent_date: AbsentDay = AbsentDay.EMPTY
    tag_form: bytes = b"\x01"
    """First byte of the two-byte tags 100 to 10D (Q1)."""
    flag_held: bytes = b"\x01"
    """Value of a category that is held (Q4)."""
    flag_not_held: bytes = b"\x00"
    trailing_reserved: TrailingReserved = TrailingReserved.ABSENT
    pin_flag: bytes | None = None
    """Value of WEF01's one object; ``None`` writes ``01`` or ``00`` as the PIN is set or not."""

    face_lengths: LengthForm = LengthForm.TWO_BYTES
    missing_certificate: str = "6A82"
    """Answer where a certificate is not there: ``6A82`` to SELECT, ``6982`` to READ, or ``9000`` and no data."""

    # What the link and the card do to commands and answers of any application.
    extended_length: bool = True
    extended_length_refused: str = "6700"
    """Answer to an extended command when ``extended_length`` is off: a status word, or ``6Cxx`` (Q12)."""
    answer_limit: int | None = None
    """Most data bytes in one answer; the status word still says 9000."""
    cut_without_status: int | None = None
    """Most bytes in one answer, status word included: a longer one is cut there, as one phone does."""
    record_length: str = "9000"
    """Answer to a READ RECORD with another Le than the record's length: ``9000``, ``6700`` or ``6Cxx``."""
    first_command_6f00: bool = False
    reset_keeps_verified: bool = False
    """Whether a warm reset leaves PINs verified, as real cards do."""

    # What the license application or the IC license answers.
    short_read: bool = True
    """Whether READ BINARY takes a short identifier; otherwise 6A81, and the file must be selected."""
    short_verify: bool = True
    """Whether VERIFY takes a short identifier; otherwise 6A82, and the key must be selected."""
    end_of_file: str = "9000"
    """Status of a READ that asks for more than is left: ``9000``, ``6282`` or ``6Cxx``."""
    verified_query: str = "63Cx"
    """Answer to the empty VERIFY once the PIN is verified: ``63Cx`` or ``9000`` (Q13)."""
    wrong_pin: str = "63Cx"
    """Answer to a wrong PIN: ``63Cx`` or ``6300`` (Q14)."""
    blocked: str = "6984"
    """Answer to a PIN when no tries are left (Q14)."""
    blocked_query: str = "63C0"
    """Answer to the empty VERIFY when no tries are left."""
    blocked_select: str = "9000"
    """Answer to SELECT of the license application, or of a DF of which nothing can be opened, when no tries are left;
    ``6283`` still selects it."""
    select_drops_verified: DropVerified = DropVerified.ANOTHER
    no_pin_needs_verify: bool = True
    """Whether a card without a PIN still wants ``****`` presented."""
