"""What renewal and recording cost in each holding state (rules, sections 2.4 and 2.6)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.rules.holding import HoldingState, Service, services
from menkyo.rules.rulebook import rules
from menkyo.rules.table import Table, TableRow, load_table

if TYPE_CHECKING:
    from menkyo.rules.rule import Rule
    from menkyo.rules.terms import RenewalClass

__all__ = [
    "Fee",
    "FeeReason",
    "LectureForm",
    "NoFee",
    "RecordingSituation",
    "fee_table",
    "first_license_fee",
    "recording_fee",
    "renewal_fee",
]

_SENIOR: Final = 70


class LectureForm(Enum):
    """How the lecture is taken."""

    IN_PERSON = "in-person"
    ONLINE = "online"
    """オンライン講習: its fee is paid at the counter, and the visit there stays."""


class RecordingSituation(Enum):
    """Why a license is, or is not, to be recorded on a card anew."""

    CARRIED_OVER = "carried-over"
    """記録：有 on the pick-up notice."""

    ASKED_AND_NOT_CARRIED_OVER = "asked-and-not-carried-over"
    """記録：無 on the pick-up notice, which is brought to the counter."""

    NOT_ASKED = "not-asked"
    """Nothing on the pick-up notice."""

    ADDED_LATER = "added-later"
    """A license on the My Number card added outside of renewal."""


class Fee(NamedTuple):
    """An amount in yen, its two parts, and the texts that state them."""

    yen: int
    handling: int
    lecture: int
    sources: tuple[str, ...]
    rules: tuple[Rule, ...]


class FeeReason(Enum):
    """Why there is no amount to tell."""

    NOT_ONLINE = "not-online"
    """The holding state or the class has no online lecture."""

    SENIOR = "senior"
    """From 70 the lecture is another one, whose fee no source at hand tells."""


class NoFee(NamedTuple):
    """There is no amount to tell, and why."""

    reason: FeeReason
    rules: tuple[Rule, ...]


def fee_table() -> Table:
    """The dated table of fees."""
    return load_table("fees")


def renewal_fee(
    state: HoldingState, renewal_class: RenewalClass, form: LectureForm, birthday_age: int | None = None
) -> Fee | NoFee:
    """The fee of a renewal with its lecture; `birthday_age` is the age that the birthday in the window completes."""
    if birthday_age is not None and birthday_age >= _SENIOR:
        return NoFee(FeeReason.SENIOR, rules("senior", "senior-age"))
    lecture = _found("lecture", {"class": renewal_class.value, "form": form.value})
    is_offered = form is LectureForm.IN_PERSON or Service.ONLINE_LECTURE in services(state).services
    if lecture is None or not is_offered:
        return NoFee(FeeReason.NOT_ONLINE, rules("H8"))
    handling = _row("renewal", {"state": state.value})
    yen, more = handling.number("yen"), lecture.number("yen")
    sources = tuple(dict.fromkeys((handling.source, lecture.source)))
    return Fee(yen + more, yen, more, sources, rules("H7"))


def recording_fee(situation: RecordingSituation) -> Fee:
    """The fee of recording a license on a card."""
    row = _row("recording", {"situation": situation.value})
    yen = row.number("yen")
    return Fee(yen, yen, 0, (row.source,), rules("carry-over-outcome"))


def first_license_fee(state: HoldingState) -> Fee:
    """The fee of a first license, which press reports state and the texts of the police do not."""
    row = _row("first", {"state": state.value})
    yen = row.number("yen")
    return Fee(yen, yen, 0, (row.source,), rules("H7"))


def _row(kind: str, keys: dict[str, str]) -> TableRow:
    row = _found(kind, keys)
    if row is None:
        raise LookupError(f"The table of fees has no row for {keys}.")
    return row


def _found(kind: str, keys: dict[str, str]) -> TableRow | None:
    wanted = {"kind": kind, **keys}
    for row in fee_table().rows:
        if all(row.values.get(key) == value for key, value in wanted.items()):
            return row
    return None
