"""The one thing about a record that matters most on a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from menkyo.rules.birthday import month_before
from menkyo.rules.renewal import NeedsBirthDate, Window, WindowState, card_window
from menkyo.rules.rulebook import rules
from menkyo.rules.validity import EXTENSION, ValidityState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from menkyo.rules.rule import Rule
    from menkyo.rules.validity import Validity

__all__ = ["Headline", "PinTries", "Topic", "headline"]


class Topic(Enum):
    """What matters, the most pressing first."""

    EXPIRED = "expired"
    """Past the lawful last day: `days` since."""

    EXTENDED = "extended"
    """Past the recorded last day, and lawful to the lawful one: `days` left."""

    LICENSE_WINDOW = "license-window"
    """The license can be renewed: `days` left."""

    CARD_EXPIRED = "card-expired"
    """The card itself has expired, and the license on it has not: `days` since."""

    CARD_WINDOW = "card-window"
    """The card can be renewed: `days` left."""

    PIN_BLOCKED = "pin-blocked"
    """No tries are left for a PIN."""

    FEW_TRIES = "few-tries"
    """Few tries are left for a PIN."""

    CARD_FIRST = "card-first"
    """The card itself ends before the license does: `days` left."""


class PinTries(NamedTuple):
    """A PIN by the name that people know it by, its tries left (`None` if not known), and how many count as few."""

    name: str
    left: int | None
    few: int


@dataclass(frozen=True, slots=True)
class Headline:
    """What matters most; `last_day` is the day that it turns on, and `pin` the one that it is about."""

    topic: Topic
    days: int | None = field(repr=False)
    last_day: date | None = field(repr=False)
    pin: PinTries | None
    rules: tuple[Rule, ...] = field(repr=False)


def headline(
    validity: Validity,
    window: Window | NeedsBirthDate | None,
    card_expires_on: date | None,
    pins: Iterable[PinTries] = (),
) -> Headline | None:
    """What matters most on the day that a validity was judged for; `None` on a day with nothing to do.

    `window` is that of the license, `None` where no day is recorded. Where the birth date is missing, the license can
    be renewed when that holds for every birthday that its recorded day leaves open. `card_expires_on` is the end of
    the My Number card itself. `pins` are those that the reading did not present: presenting one restores its tries.
    """
    return next(_topics(validity, window, card_expires_on, pins), None)


def _topics(
    validity: Validity,
    window: Window | NeedsBirthDate | None,
    card_expires_on: date | None,
    pins: Iterable[PinTries],
) -> Iterator[Headline]:
    """Everything that matters, the most pressing first."""
    as_of, lawful, left = validity.as_of, validity.lawful_last_day, validity.days_left
    if left is not None and validity.state is ValidityState.PAST:
        yield Headline(Topic.EXPIRED, -left, lawful, None, rules("no-grace", "E5"))
    if validity.state is ValidityState.EXTENDED:
        yield Headline(Topic.EXTENDED, left, lawful, None, (EXTENSION, *rules("no-grace")))
    if window is not None and _is_open(window, validity):
        yield Headline(Topic.LICENSE_WINDOW, left, lawful, None, window.rules)
    if card_expires_on is not None:
        yield from _card(validity, card_expires_on)
    tries = [pin for pin in pins if pin.left is not None and pin.left <= pin.few]
    for pin in sorted(tries, key=lambda pin: pin.left or 0):
        yield Headline(Topic.FEW_TRIES if pin.left else Topic.PIN_BLOCKED, None, None, pin, rules("O9", "O10"))
    if card_expires_on is not None and lawful is not None and card_expires_on < lawful:
        yield Headline(Topic.CARD_FIRST, (card_expires_on - as_of).days, card_expires_on, None, rules("E1", "W4"))


def _is_open(window: Window | NeedsBirthDate, validity: Validity) -> bool:
    if isinstance(window, Window):
        return window.state(validity.as_of) is WindowState.OPEN
    if not window.birthdays or validity.state is ValidityState.PAST:
        return False
    # The latest of the possible birthdays opens last.
    return validity.as_of >= month_before(window.birthdays[-1])


def _card(validity: Validity, card_expires_on: date) -> Iterator[Headline]:
    as_of, left = validity.as_of, (card_expires_on - validity.as_of).days
    if left < 0:
        yield Headline(Topic.CARD_EXPIRED, -left, card_expires_on, None, rules("E2", "E3"))
        return
    window = card_window(card_expires_on)
    if window.state(as_of) is WindowState.OPEN:
        yield Headline(Topic.CARD_WINDOW, left, card_expires_on, None, window.rules)
