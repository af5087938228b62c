"""What a plan is made of: facts, periods, meetings of two renewals, steps and events (rules, sections 2.3 to 2.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from menkyo.rules.carry_over import CarryOverItem, SignatureCertificate
    from menkyo.rules.fees import Fee, NoFee
    from menkyo.rules.holding import HoldingState, Services
    from menkyo.rules.lapse import Deadlines, Relicensing
    from menkyo.rules.on_card import OnCard, Seen
    from menkyo.rules.renewal import NeedsBirthDate, Window
    from menkyo.rules.rule import Rule
    from menkyo.rules.terms import Lecture, RenewalClass
    from menkyo.rules.validity import Validity

__all__ = [
    "BirthdaySource",
    "Cost",
    "Event",
    "EventKind",
    "LicensePeriod",
    "Meeting",
    "Order",
    "Plan",
    "PlanFacts",
    "Step",
    "StepKind",
]


class BirthdaySource(Enum):
    """What told the birthday that the renewal of a license goes by."""

    LICENSE = "license"
    """Its recorded last day alone."""

    BIRTH_DATE = "birth-date"
    CARD = "card"
    """The My Number card, which ends on a birthday."""


class EventKind(Enum):
    """What happens on a day."""

    LICENSE_OPENS = "license-window-opens"
    CARD_OPENS = "card-window-opens"
    CERTIFICATES_END = "certificates-end"
    CARD_ENDS = "card-ends"
    LICENSE_RECORDED_END = "license-recorded-last-day"
    LICENSE_ENDS = "license-lawful-last-day"


class Order(Enum):
    """Which of two renewals comes first."""

    CARD_FIRST = "card-first"
    """Both in one year: the card, then the license with the new card (rule W4)."""

    LICENSE_FIRST = "license-first"
    """Both in one year, but the license ends before the card can be renewed (rule W5)."""

    APART = "apart"
    """In different years: each by itself."""

    INDEPENDENT = "independent"
    """No license is on the card: the two have nothing to do with each other."""

    CARD_ENDED = "card-ended"
    """The card has ended: nothing can be done for the license on it before there is a new one (rule E3)."""

    LICENSE_ENDED = "license-ended"
    """The license has lapsed, and moves to no new card (rule C9)."""

    UNKNOWN = "unknown"
    """One of the two days is not known."""


class StepKind(Enum):
    """Something that the holder does."""

    SUBMIT_CERTIFICATE = "submit-signature-certificate"
    APPLY_FOR_CARD = "apply-for-card"
    CHECK_CARD = "check-new-card"
    RENEW_LICENSE = "renew-license"
    RENEW_LICENSE_WITH_NEW_CARD = "renew-license-with-new-card"
    RENEW_CARD = "renew-card"
    """A card that carries no license, or one that has ended."""

    RECORD_ANEW = "record-license-anew"
    OBTAIN_LICENSE_ANEW = "obtain-license-anew"


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What is known on the day `as_of`, Japan time; `None` is what is not known.

    `license_last_day` is the recorded one. `is_on_card` says whether the license is recorded on the My Number card, and
    `is_history` that what is recorded there is a driving history, which follows the same scheme (rule C15).
    `holding` and `renewal_class` are what the holder states for the next renewal. `on_card` is what a card told of
    itself, `None` where the dates were typed.
    """

    as_of: date
    license_last_day: date | None = field(default=None, repr=False)
    birth_date: date | None = field(default=None, repr=False)
    card_expires_on: date | None = field(default=None, repr=False)
    certificates_end: date | None = field(default=None, repr=False)
    signature_certificate: SignatureCertificate | None = None
    is_on_card: bool | None = None
    is_history: bool = False
    holding: HoldingState | None = None
    renewal_class: RenewalClass | None = None
    on_card: OnCard | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class LicensePeriod:
    """One period of a license: the recorded one, or one of those that may follow it.

    `years` is `None` for the recorded one, and else `classes` are those that get so many years. `window` is `None`
    where the birthday is not known, and `needs` says why.
    """

    years: int | None
    recorded_last_day: date = field(repr=False)
    lawful_last_day: date = field(repr=False)
    window: Window | None = field(repr=False)
    needs: NeedsBirthDate | None = field(default=None, repr=False)
    birthday_source: BirthdaySource | None = None
    classes: tuple[RenewalClass, ...] = ()

    @property
    def birthday_year(self) -> int | None:
        """The year of the birthday that the renewal goes by, which may be known where the birthday is not."""
        if self.window is not None:
            return self.window.birthday.year
        # They are all of one month.
        return self.needs.birthdays[0].year if self.needs is not None and self.needs.birthdays else None


@dataclass(frozen=True, slots=True)
class Meeting:
    """How the renewal at the end of a period of the license stands to that of the card.

    `years` is that of the period, `year` the one of the license's renewal, and `same_year` whether the two meet.
    """

    years: int | None
    year: int | None
    same_year: bool | None
    order: Order
    rules: tuple[Rule, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do from a day until another, both included; `None` where no rule tells the day."""

    kind: StepKind
    begins_on: date | None = field(repr=False)
    until: date | None = field(repr=False)
    rules: tuple[Rule, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Event:
    """What happens on a day; `years` tells which period of a license it belongs to, as in `LicensePeriod`."""

    day: date = field(repr=False)
    kind: EventKind
    years: int | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What the next renewal costs in a holding state and a class, with the lecture in person and online.

    `lecture` is the one that comes before it; without a birth date, that of drivers under 70.
    """

    state: HoldingState
    renewal_class: RenewalClass
    in_person: Fee | NoFee
    online: Fee | NoFee
    lecture: Lecture


@dataclass(frozen=True, slots=True)
class Plan:
    """The renewals of the next years. `following` has the periods that may follow, one for each number of years.

    The first of the `meetings` is that of the recorded period. `events` are in the order of their days.
    """

    facts: PlanFacts = field(repr=False)
    validity: Validity
    license: LicensePeriod | None
    following: tuple[LicensePeriod, ...]
    card: Window | None
    meetings: tuple[Meeting, ...]
    order: Order
    steps: tuple[Step, ...]
    events: tuple[Event, ...]
    carry_over: tuple[CarryOverItem, ...]
    seen: tuple[Seen, ...]
    """What the card shows of itself; empty where the dates were typed."""

    costs: tuple[Cost, ...]
    costs_checked_on: date
    """The day on which the amounts were last compared with their source."""

    costs_are_stale: bool
    services: tuple[Services, ...]
    """What each holding state can use; empty where there is no license to hold."""

    relicensing: Relicensing | None
    """What is waived for a license that has lapsed."""

    deadlines: Deadlines | None
    """Until when what is waived for a license that has lapsed."""

    may_be_leap_day: bool
    """Whether a period is missing in `following` because the birthday may be 29 February as well as the 28th."""

    birthdays_differ: bool
    """Whether the card ends on another day than a birthday by the license."""
