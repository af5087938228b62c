"""Whether a license covers a vehicle: the verdict, its reasons, and the rules that they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.rules.rulebook import rule
from menkyo.rules.validity import EXTENSION

if TYPE_CHECKING:
    from datetime import date

    from menkyo.record.categories import Category
    from menkyo.rules.rule import Rule
    from menkyo.rules.vehicle import SizeLimits

LIMITS: Final = rule("vehicle-limits")
"""車両総重量・最大積載量・乗車定員."""

CONDITIONS: Final = rule("vehicle-conditions")
"""免許の条件."""

CATEGORIES: Final = rule("vehicle-categories")
"""免許の種類."""

NO_GRACE: Final = rule("no-grace")
"""期限後の運転."""

LICENSED_SINCE: Final = rule("licensed-since")
"""免許の年月日."""


class Verdict(IntEnum):
    """Whether the record covers a vehicle; the smaller verdict prevails where several things must hold."""

    NO = 0
    CANNOT_TELL = 1
    YES = 2

    @property
    def word(self) -> str:
        """The verdict in JSON: "yes", "no", "cannot-tell"."""
        return self.name.lower().replace("_", "-")


class ReasonKind(Enum):
    """Why; the value is the word used in JSON."""

    COVERED = "covered"
    """`category` covers it."""
    NOT_COVERED = "not-covered"
    """No recorded category covers it; `category` is the widest of its kind, `None` for none."""
    CONDITION = "condition"
    """The condition `text` leaves it out."""
    CONDITION_UNKNOWN = "condition-unknown"
    """The condition `text` limits something, in a wording that is not known."""
    CONDITION_OPEN = "condition-open"
    """Whether the condition `text` leaves it out is not known."""
    LIMIT_OPEN = "limit-open"
    """The condition `text` names a smaller size, and no text says whether `category` is limited to it."""
    CATEGORY_OPEN = "category-open"
    """No source says whether `category` covers it."""
    TOWING_OPEN = "towing-open"
    """No source says up to which weight a trailer needs no category of its own."""
    MISSING = "missing"
    """What `options` would tell decides."""
    NO_CLASS_2 = "no-class-2"
    """For hire, and no category of class 2 that covers it."""
    PAST = "past"
    """The lawful last day `day` is past."""
    NOT_YET = "not-yet"
    """The earliest recorded date `day` is yet to come: the clock or the record is odd."""
    NO_EXPIRY = "no-expiry"
    """No last day is recorded, or none that can be read."""
    NOT_A_LICENSE = "not-a-license"
    """The record is a driving history."""
    INCOMPLETE = "incomplete"
    """Part of the record cannot be decoded, and a limit may stand there."""


_OF_VEHICLES: Final = (CATEGORIES, LIMITS, CONDITIONS)
_RULES: Final = {
    ReasonKind.PAST: (EXTENSION, NO_GRACE),
    ReasonKind.NOT_YET: (LICENSED_SINCE,),
    ReasonKind.NO_EXPIRY: (EXTENSION,),
    ReasonKind.NOT_A_LICENSE: (),
    ReasonKind.INCOMPLETE: (),
    ReasonKind.TOWING_OPEN: (CATEGORIES,),
    ReasonKind.CATEGORY_OPEN: (CATEGORIES,),
    ReasonKind.NO_CLASS_2: (CATEGORIES,),
}


class Reason(NamedTuple):
    """One reason, with what its kind says."""

    kind: ReasonKind
    text: str = ""
    category: Category | None = None
    day: date | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a license covers a vehicle.

    `reasons` are those that the verdict rests on. `limits` are those of the largest car that the license covers under
    the same conditions, `None` for other vehicles and where it covers none. A suspension is never seen.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    limits: SizeLimits | None = None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that the reasons rest on."""
        return tuple(dict.fromkeys(rule for reason in self.reasons for rule in _RULES.get(reason.kind, _OF_VEHICLES)))

    @property
    def missing(self) -> tuple[str, ...]:
        """The options that would tell more: "gvw", "load", "seats", "transmission", "vehicle"."""
        return tuple(dict.fromkeys(option for reason in self.reasons for option in reason.options))


class Finding(NamedTuple):
    """One verdict and its reason."""

    verdict: Verdict
    reason: Reason
