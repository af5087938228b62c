"""The days of a plan as a calendar file (iCalendar, RFC 5545), with reminders, for any calendar program."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast

from menkyo.output import plan_labels as labels
from menkyo.output import plan_texts as texts
from menkyo.output.days import write_day_of_week
from menkyo.output.rule_words import source_of
from menkyo.output.texts import Phrase
from menkyo.owner_file import write_owner_file
from menkyo.rules.plan import Order, StepKind
from menkyo.rules.rulebook import rules
from menkyo.rules.validity import EXTENSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from menkyo.output.language import Bilingual, Language
    from menkyo.output.plan_view import PlanResult
    from menkyo.rules.rule import Rule

__all__ = ["render_calendar", "save_calendar"]

_MORNING: Final = timedelta(hours=9)
_ON_THE_DAY: Final = (0,)
_BEFORE_AN_END: Final = (30, 7, 0)


class _Entry(NamedTuple):
    """An event of whole days, the last included; `reminders` are the days before the first."""

    kind: str
    first: date
    last: date
    title: Bilingual
    description: str
    reminders: tuple[int, ...]

    @property
    def identity(self) -> str:
        """The same for the same days, so that a second import changes events, and adds none; it names nobody."""
        return f"{self.kind}-{self.first:%Y%m%d}-{self.last:%Y%m%d}@plan.menkyo"


def save_calendar(result: PlanResult, path: Path, *, language: Language) -> None:
    """Save the calendar for its owner's eyes only (mode 0600), all of it or nothing; raises `OSError`."""
    write_owner_file(render_calendar(result, language=language), path)


def render_calendar(result: PlanResult, *, language: Language) -> bytes:
    """The windows and last days that are not past yet, as an iCalendar object; what is assumed is not in it."""
    from icalendar import Alarm, Calendar, Event  # noqa: PLC0415 - takes longer to import than to read a card

    plan = result.plan
    as_of = plan.facts.as_of
    # The same plan is the same file, byte for byte.
    stamp = (result.read_at or datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)).astimezone(UTC)
    calendar = Calendar()
    _fill(calendar, prodid=f"-//menkyo//menkyo plan//{language.value.upper()}", version="2.0", method="PUBLISH")
    _fill(calendar, x_wr_calname=texts.TITLE.text(language))
    for entry in _entries(result, language):
        if entry.last < as_of:
            continue
        event, title = Event(), entry.title.text(language)
        _fill(event, uid=entry.identity, dtstamp=stamp, dtstart=entry.first, dtend=entry.last + timedelta(days=1))
        _fill(event, summary=title, description=entry.description, transp="TRANSPARENT")
        for days in entry.reminders:
            alarm = Alarm()
            _fill(alarm, action="DISPLAY", description=title, trigger=_MORNING - timedelta(days=days))
            event.add_component(alarm)
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


class _Component(Protocol):
    # The library's own types leave the value open.
    def add(self, name: str, value: object) -> None: ...


def _fill(component: object, **properties: object) -> None:
    """Add properties to a calendar, an event or an alarm."""
    for name, value in properties.items():
        cast("_Component", component).add(name.replace("_", "-"), value)


def _entries(result: PlanResult, language: Language) -> Iterator[_Entry]:
    plan = result.plan
    current, card = plan.license, plan.card
    has_lapsed = plan.order is Order.LICENSE_ENDED
    meeting = plan.meetings[0].rules if plan.meetings else ()
    order = f"{texts.FIRST.text(language)}: {labels.ORDERS[plan.order].text(language)}"
    if current is not None and not has_lapsed:
        recorded = texts.RECORDED_UNTIL.text(language).format(
            day=write_day_of_week(current.recorded_last_day, language)
        )
        if current.window is not None:
            window = current.window
            words = _words(result, (order, recorded), (*window.rules, *meeting), language)
            yield _Entry("license-window", window.opens_on, window.closes_on, texts.LICENSE_WINDOW, words, _ON_THE_DAY)
        last = current.lawful_last_day
        extended = (EXTENSION,) if last != current.recorded_last_day else ()
        reasons = extended if current.window is None else current.window.rules
        words = _words(result, (order, recorded), reasons, language)
        yield _Entry("license-last-day", last, last, texts.LICENSE_LAST_DAY, words, _BEFORE_AN_END)
    if plan.relicensing is not None and plan.relicensing.until is not None:
        until, waiver = plan.relicensing.until, labels.WAIVERS[plan.relicensing.waiver].text(language)
        words = _words(result, (waiver,), plan.relicensing.rules, language)
        yield _Entry("relicensing-last-day", until, until, texts.RELICENSING_LAST_DAY, words, _BEFORE_AN_END)
    if card is not None:
        carries_over = any(step.kind is StepKind.SUBMIT_CERTIFICATE for step in plan.steps)
        before = (texts.BEFORE_CARD.text(language),) if carries_over else ()
        words = _words(result, (order, *before), (*card.rules, *meeting), language)
        yield _Entry("card-window", card.opens_on, card.closes_on, texts.CARD_WINDOW, words, _ON_THE_DAY)
        words = _words(result, (order,), card.rules, language)
        yield _Entry("card-last-day", card.closes_on, card.closes_on, texts.CARD_LAST_DAY, words, _BEFORE_AN_END)
    end = plan.facts.certificates_end
    if end is not None:
        words = _words(result, (), rules("E6"), language)
        yield _Entry("certificates-last-day", end, end, texts.CERTIFICATES_LAST_DAY, words, _BEFORE_AN_END)


def _words(result: PlanResult, sentences: Iterable[str], reasons: Iterable[Rule], language: Language) -> str:
    """What an event says: sentences, the rules with their sources, and what a record cannot tell."""
    specimen = (Phrase.SPECIMEN.text(language),) if result.specimen else ()
    sources = (f"[{rule.id}] {source_of(rule, language)}" for rule in dict.fromkeys(reasons))
    seen = texts.AS_OF.text(language).format(day=write_day_of_week(result.plan.facts.as_of, language))
    return "\n".join((*specimen, *sentences, Phrase.CANNOT_TELL.text(language), seen, *sources))
