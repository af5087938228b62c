"""What the renderers show: one reading, decoded and judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.record.problem import ProblemKind

if TYPE_CHECKING:
    from datetime import date, datetime

    from menkyo.record import CardHolder, IcLicense, LicenseRecord, Photo, Problem, SignatureRecord, UnknownObject
    from menkyo.rules.validity import Validity
    from menkyo.trust import Verification

__all__ = ["ReadResult", "ReaderRow"]

_IC_PHOTO: Final = "DF2/EF01"
_IC_DOMICILE: Final = "DF1/EF02"


@dataclass(frozen=True, slots=True)
class ReadResult:
    """One reading of one card, as every renderer takes it.

    `read_at` has a time zone; `kind` and `applications` are the contract's words; `card_expires_on` is the My Number
    card's own last day. `pin_set` and `tries_left` are as found before the PIN was presented. `signature_verdict` and
    `signature_coverage` are the contract's words, and `signature` is `None` when no signature record was read;
    `verification` says what the verdict rests on, where a signature was compared with trusted keys.
    `problems` and `unknown` are those of all files. `specimen` announces an invented record (見本). `is_saved` says
    that the reading comes out of a capture that was saved before.

    `ic_license` has what a conventional IC license records beyond `record`, `pin2_tries_left` is for its second PIN,
    and `unread` has the words for what PIN2 would have opened: "domicile", "photo".

    `holder` is the holder as the My Number card itself tells, and `holder_photo` the face photo on it: `None` when they
    were not asked for, or could not be read.
    """

    read_at: datetime
    reader: str
    atr: bytes
    kind: str
    applications: tuple[str, ...]
    card_expires_on: date | None
    pin_set: bool
    tries_left: int | None
    record: LicenseRecord = field(repr=False)
    validity: Validity = field(repr=False)
    signature: SignatureRecord | None = field(repr=False)
    signature_verdict: str
    problems: tuple[Problem, ...]
    unknown: tuple[UnknownObject, ...]
    signature_coverage: str | None = None
    specimen: bool = False
    verification: Verification | None = None
    ic_license: IcLicense | None = field(default=None, repr=False)
    pin2_tries_left: int | None = None
    unread: frozenset[str] = frozenset()
    is_saved: bool = False
    holder: CardHolder | None = field(default=None, repr=False)
    holder_photo: Photo | None = field(default=None, repr=False)

    @property
    def birth_date(self) -> date | None:
        """The holder's, which an IC license records, and a My Number card tells where its holder was read."""
        if self.ic_license is not None:
            born = self.ic_license.holder.birth_date
            return None if born is None else born.date
        return None if self.holder is None else self.holder.birth_date

    @property
    def is_photo_read(self) -> bool:
        """Whether what the card has of a photo is known, be it none."""
        return "photo" not in self.unread and _IC_PHOTO not in self.not_given

    @property
    def is_domicile_given(self) -> bool:
        """Whether what an IC license has of a domicile is known where PIN2 opened it, be it none."""
        return _IC_DOMICILE not in self.not_given

    @property
    def not_given(self) -> frozenset[str]:
        """The files that the card did not give, though it did not say that it has none, or that hold no object."""
        return frozenset(
            problem.file
            for problem in self.problems
            if problem.kind is ProblemKind.UNREAD
            or (problem.kind is ProblemKind.MALFORMED and problem.tag is None and problem.offset == 0)
        )


class ReaderRow(NamedTuple):
    """One connected reader; `atr` is `None` when there is no card, or a mute one."""

    number: int
    name: str
    card_present: bool
    atr: bytes | None
