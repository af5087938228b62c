"""The rows of a plan, section by section, for every renderer that shows words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from menkyo.output import plan_labels as labels
from menkyo.output import plan_texts as texts
from menkyo.output.days import write_day, write_day_of_week
from menkyo.output.facts import read_words
from menkyo.output.printable import printable
from menkyo.output.rows import Row, Tone
from menkyo.output.rule_words import stale_rules
from menkyo.output.texts import Phrase
from menkyo.rules.birthday import month_before
from menkyo.rules.carry_over import Answer
from menkyo.rules.fees import Fee
from menkyo.rules.plan import Order
from menkyo.rules.renewal import BirthDateReason, WindowState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from menkyo.output.language import Bilingual, Language
    from menkyo.output.plan_view import PlanResult
    from menkyo.rules.carry_over import CarryOverItem
    from menkyo.rules.plan import Cost, LicensePeriod, Meeting, Plan, Step
    from menkyo.rules.renewal import Window
    from menkyo.rules.rule import Rule

__all__ = ["Section", "plan_origin", "plan_sections"]


class Section(NamedTuple):
    """Rows that belong together; the title is said in every row of a plain text, and once in a panel."""

    title: str
    rows: tuple[Row, ...]


def plan_origin(result: PlanResult, language: Language) -> Iterator[Row]:
    """Where the card's facts come from, if it is no real card that was read now."""
    if result.specimen:
        yield Row(Phrase.NOTICE.text(language), Phrase.SPECIMEN.text(language))
    if result.is_saved:
        yield Row(Phrase.NOTICE.text(language), Phrase.SAVED.text(language))
    if result.is_saved and result.read_at is not None and result.reader is not None:
        words = read_words(result.read_at, result.reader, language, is_saved=True)
        yield Row(Phrase.READ.text(language), words)


def plan_sections(result: PlanResult, language: Language) -> tuple[Section, ...]:
    """All that is said of a plan, in order; a section without rows is left out."""
    plan = result.plan
    sections = (
        (texts.FIRST, _order(plan, language)),
        (texts.PROCEDURE, _steps(plan, language)),
        (texts.LAPSED, _lapsed(plan, language)),
        (texts.LICENSE, _license(plan, language)),
        (texts.CARD, _card(plan, language)),
        (texts.CERTIFICATES, _certificates(plan, language)),
        (texts.AFTER, _after(plan, language)),
        (texts.CHECKLIST, _checklist(plan, language)),
        (texts.ON_CARD, _on_card(plan, language)),
        (texts.LECTURE, _lectures(plan, language)),
        (texts.COSTS, _costs(plan, language)),
        (texts.SERVICES, _services(plan, language)),
        (texts.NOTICE, _notes(result, language)),
    )
    made = (_section(title, rows, language) for title, rows in sections)
    return tuple(section for section in made if section.rows)


def _section(title: Bilingual, rows: Iterable[tuple[str, Tone]], language: Language) -> Section:
    label = title.text(language)
    return Section(label, tuple(Row(label, printable(text), tone) for text, tone in rows))


def _license(plan: Plan, language: Language) -> Iterator[tuple[str, Tone]]:
    current = plan.license
    if current is None:
        yield (texts.HISTORY_ONLY if plan.facts.is_history else texts.NOT_KNOWN).text(language), Tone.WARNING
        return
    is_past = plan.order is Order.LICENSE_ENDED
    ending = f" {texts.PAST.text(language)}" if is_past else ""
    yield f"{_last_days(current, language)}{ending}", Tone.WARNING if is_past else Tone.STRONG
    if current.needs is not None:
        yield labels.MISSING_BIRTHDAY[current.needs.reason].text(language), Tone.WARNING
        if current.needs.birthdays and current.needs.reason is not BirthDateReason.SEVERAL:
            yield _by_last_day(current.needs.birthdays, language), Tone.PLAIN
    if current.window is not None:
        yield _window(current.window, plan.facts.as_of, language)
        if current.birthday_source is not None:
            told_by = labels.BIRTHDAY_SOURCES[current.birthday_source].text(language)
            yield (
                texts.BIRTHDAY.text(language).format(day=write_day(current.window.birthday, language), told_by=told_by),
                Tone.QUIET,
            )


def _by_last_day(birthdays: Sequence[date], language: Language) -> str:
    """What the recorded day alone would say; the window opens by the latest of the birthdays that it leaves open."""
    words = texts.OR.text(language).join(write_day(day, language) for day in birthdays)
    opens_on = write_day(month_before(birthdays[-1]), language)
    sentence = texts.BY_LAST_DAY if len(birthdays) == 1 else texts.BY_LAST_DAY_AT_LATEST
    return sentence.text(language).format(birthdays=words, opens_on=opens_on)


def _last_days(period: LicensePeriod, language: Language) -> str:
    recorded, lawful = (write_day_of_week(day, language) for day in (period.recorded_last_day, period.lawful_last_day))
    if recorded == lawful:
        return texts.UNTIL_BOTH.text(language).format(day=lawful)
    words = (
        texts.RECORDED_UNTIL.text(language).format(day=recorded),
        texts.LAWFUL_UNTIL.text(language).format(day=lawful),
    )
    return _list(words, language)


def _window(window: Window, as_of: date, language: Language) -> tuple[str, Tone]:
    words = texts.WINDOW.text(language).format(
        opens_on=write_day_of_week(window.opens_on, language), closes_on=write_day_of_week(window.closes_on, language)
    )
    match window.state(as_of):
        case WindowState.NOT_YET:
            days = _days(window.days_to_open(as_of), language)
            return f"{words} {texts.WINDOW_NOT_YET.text(language).format(days=days)}", Tone.PLAIN
        case WindowState.OPEN:
            days = _days(window.days_to_close(as_of), language)
            return f"{words} {texts.WINDOW_OPEN.text(language).format(days=days)}", Tone.STRONG
        case WindowState.LAPSED:
            return f"{words} {texts.WINDOW_OVER.text(language)}", Tone.WARNING


def _days(count: int, language: Language) -> str:
    return (texts.ONE_DAY if count == 1 else texts.DAYS).text(language).format(count=count)


def _card(plan: Plan, language: Language) -> Iterator[tuple[str, Tone]]:
    card = plan.card
    if card is None:
        yield texts.NOT_KNOWN.text(language), Tone.WARNING
        return
    is_past = plan.facts.as_of > card.closes_on
    ending = f" {texts.PAST.text(language)}" if is_past else ""
    day = write_day_of_week(card.closes_on, language)
    yield f"{texts.ENDS.text(language).format(day=day)}{ending}", Tone.WARNING if is_past else Tone.STRONG
    if not is_past:
        yield _window(card, plan.facts.as_of, language)


def _certificates(plan: Plan, language: Language) -> Iterator[tuple[str, Tone]]:
    end = plan.facts.certificates_end
    if end is None:
        yield texts.NO_CERTIFICATES.text(language), Tone.QUIET
        return
    is_past = plan.facts.as_of > end
    ending = f" {texts.PAST.text(language)}" if is_past else ""
    yield (
        f"{texts.ENDS.text(language).format(day=write_day_of_week(end, language))}{ending}",
        (Tone.WARNING if is_past else Tone.PLAIN),
    )
    if not is_past and plan.card is not None and end < plan.card.closes_on:
        yield texts.CERTIFICATES_FIRST.text(language), Tone.PLAIN


def _order(plan: Plan, language: Language) -> Iterator[tuple[str, Tone]]:
    reasons = plan.meetings[0].rules if plan.meetings else ()
    yield _with_rules(labels.ORDERS[plan.order].text(language), reasons), Tone.STRONG
    if plan.order in labels.WHY:
        yield labels.WHY[plan.order].text(language), Tone.PLAIN
    if plan.order is Order.CARD_FIRST and plan.license is not None:
        window = plan.license.window
        if window is not None and plan.facts.as_of < window.opens_on:
            yield texts.EXCEPTION_LATER.text(language), Tone.PLAIN
        else:
            days = (plan.license.lawful_last_day - plan.facts.as_of).days
            yield texts.EXCEPTION.text(language).format(days=_days(days, language)), Tone.PLAIN


def _steps(plan: Plan, language: Language) -> Iterator[tuple[str, Tone]]:
    for number, step in enumerate(plan.steps, 1):
        yield f"{number}. {_with_rules(_step(step, plan, language), step.rules)}", Tone.PLAIN


def _step(step: Step, plan: Plan, language: Language) -> str:
    words = labels.STEPS[step.kind].text(language)
    if plan.relicensing is not None and step.rules[1:] == plan.relicensing.rules:
        words = f"{words}: {labels.WAIVERS[plan.relicensing.waiver].text(language)}"
    # What has begun begins no more.
    begins_on = step.begins_on if step.begins_on is not None and step.begins_on > plan.facts.as_of else None
    if begins_on is not None and step.until is not None:
        first, last = write_day(begins_on, language), write_day(step.until, language)
        return f"{words} — {texts.FROM_TO.text(language).format(first=first, last=last)}"
    if step.until is not None:
        return f"{words} — {texts.UNTIL.text(language).format(last=write_day(step.until, language))}"
    return words


def _lapsed(plan: Plan, language: Language) -> Iterator[tuple[str, Tone]]:
    """Until when what is waived, for a license that has lapsed."""
    ends = plan.deadlines
    if ends is None:
        return
    for sentence, day, identity in (
        (texts.TESTS_UNTIL, ends.tests_until, "lapsed-six-months"),
        (texts.PROVISIONAL_UNTIL, ends.provisional_until, "lapsed-one-year"),
        (texts.WITH_REASON_UNTIL, ends.with_reason_until, "lapsed-three-years"),
    ):
        is_past = day < plan.facts.as_of
        ending = f" {texts.PAST.text(language)}" if is_past else ""
        words = sentence.text(language).format(day=write_day_of_week(day, language))
        yield f"{words} [{identity}]{ending}", Tone.QUIET if is_past else Tone.STRONG
    yield f"{texts.FROM_LAWFUL.text(language)} [lapsed-from]", Tone.QUIET


def _after(plan: Plan, language: Language) -> Iterator[tuple[str, Tone]]:
    """What may follow the recorded period, and how it stands to the card."""
    if plan.may_be_leap_day:
        yield texts.LEAP_DAY.text(language), Tone.WARNING
    if not plan.following:
        return
    for period, meeting in zip(plan.following, plan.meetings[1:], strict=True):
        yield _with_rules(_period(period, meeting, language), meeting.rules), Tone.PLAIN
    is_aged = plan.facts.birth_date is not None
    yield (texts.IF_NOTHING_CHANGES_AT_THIS_AGE if is_aged else texts.IF_NOTHING_CHANGES).text(language), Tone.QUIET


def _period(period: LicensePeriod, meeting: Meeting, language: Language) -> str:
    classes = texts.SLASH.join(labels.CLASSES[each].text(language) for each in period.classes)
    parts = [_last_days(period, language)]
    if period.window is not None:
        first = write_day(period.window.opens_on, language)
        parts.append(texts.WINDOW_FROM.text(language).format(first=first))
    if meeting.order in labels.MEETINGS:
        parts.append(labels.MEETINGS[meeting.order].text(language))
    head = texts.FOR_YEARS.text(language).format(years=period.years, classes=classes)
    return f"{head}: {_list(parts, language)}"


def _checklist(plan: Plan, language: Language) -> Iterator[tuple[str, Tone]]:
    if plan.facts.is_on_card is False:
        return
    tones = {Answer.YES: Tone.PLAIN, Answer.NO: Tone.WARNING, Answer.ASK: Tone.PLAIN}
    for item in plan.carry_over:
        yield _item(item, plan, language), tones[item.answer]


def _item(item: CarryOverItem, plan: Plan, language: Language) -> str:
    words = f"{labels.ANSWERS[item.answer].text(language)} {item.id} {labels.ITEMS[item.id].text(language)}"
    evidence = "" if item.evidence is None else labels.EVIDENCE[item.evidence].text(language)
    if not evidence:
        return words
    opens_on = "" if plan.card is None else write_day(plan.card.opens_on, language)
    return f"{words}: {evidence.format(opens_on=opens_on)}"


def _on_card(plan: Plan, language: Language) -> Iterator[tuple[str, Tone]]:
    """What the card itself shows; a cross is worth a look, as it hinders the carry-over."""
    for seen in plan.seen:
        words = f"{labels.ANSWERS[seen.answer].text(language)} {labels.LOOKS[seen.look].text(language)}"
        if seen.day is not None:
            words = f"{words}: {texts.ENDS.text(language).format(day=write_day_of_week(seen.day, language))}"
        yield _with_rules(words, seen.rules), Tone.WARNING if seen.answer is Answer.NO else Tone.PLAIN


def _costs(plan: Plan, language: Language) -> Iterator[tuple[str, Tone]]:
    if plan.order is Order.LICENSE_ENDED or not plan.costs:
        return
    states = dict.fromkeys(cost.state for cost in plan.costs)
    for state in states:
        amounts = [_amount(cost, language) for cost in plan.costs if cost.state is state]
        stated = f" {texts.STATED.text(language)}" if state is plan.facts.holding else ""
        head = f"{labels.HOLDING[state].text(language)}{stated}"
        yield f"{head}: {_list(dict.fromkeys(amounts), language)}", Tone.STRONG if stated else Tone.PLAIN
    checked = write_day(plan.costs_checked_on, language)
    sentence = texts.STALE if plan.costs_are_stale else texts.CHECKED
    yield sentence.text(language).format(day=checked), Tone.WARNING if plan.costs_are_stale else Tone.QUIET


def _lectures(plan: Plan, language: Language) -> Iterator[tuple[str, Tone]]:
    """The lecture before the next renewal, class by class, or that of older drivers, which is one for all classes."""
    if plan.order is Order.LICENSE_ENDED or not plan.costs:
        return
    lectures = {cost.renewal_class: cost.lecture for cost in plan.costs}
    first = next(iter(lectures.values()))
    if first.is_senior:
        words = [texts.SENIOR]
        words += [texts.COGNITIVE] if first.needs_cognitive_test else []
        words += [texts.DRIVING_TEST] if first.may_need_driving_test else []
        yield _with_rules(_list((each.text(language) for each in words), language), first.rules), Tone.PLAIN
        return
    lengths = [
        texts.MINUTES.text(language).format(class_name=labels.CLASSES[each].text(language), minutes=found.minutes)
        for each, found in lectures.items()
    ]
    if plan.facts.birth_date is None:
        lengths.append(texts.UNDER_70.text(language))
    yield _with_rules(_list(lengths, language), first.rules), Tone.PLAIN


def _services(plan: Plan, language: Language) -> Iterator[tuple[str, Tone]]:
    """What each way of holding a license can use."""
    for offered in plan.services:
        head = labels.HOLDING[offered.state].text(language)
        names = _list((labels.SERVICES[each].text(language) for each in offered.services), language)
        words = f"{head}: {names or Phrase.NONE.text(language)}"
        yield _with_rules(words, offered.rules), Tone.STRONG if offered.state is plan.facts.holding else Tone.PLAIN


def _amount(cost: Cost, language: Language) -> str:
    if not isinstance(cost.in_person, Fee):
        return labels.NO_FEE[cost.in_person.reason].text(language)
    name = labels.CLASSES[cost.renewal_class].text(language)
    in_person = texts.YEN.text(language).format(class_name=name, yen=f"{cost.in_person.yen:,}")
    if not isinstance(cost.online, Fee):
        return in_person
    return f"{in_person} {texts.ONLINE.text(language).format(yen=f'{cost.online.yen:,}')}"


def _notes(result: PlanResult, language: Language) -> Iterator[tuple[str, Tone]]:
    plan = result.plan
    if plan.birthdays_differ:
        is_typed = result.kind is None
        yield (texts.BIRTHDAYS_DIFFER if is_typed else texts.RECORDS_DIFFER).text(language), Tone.WARNING
    stale = stale_rules(plan.facts.as_of, language)
    if stale:
        yield stale, Tone.WARNING
    yield texts.NEXT_CARD.text(language), Tone.QUIET
    if result.kind is not None:
        yield Phrase.CANNOT_TELL.text(language), Tone.QUIET
    yield texts.ASK_POLICE.text(language), Tone.QUIET


def _with_rules(words: str, rules: Iterable[Rule]) -> str:
    """Words with the ids of the rules that they rest on."""
    ids = " ".join(rule.id for rule in rules)
    return f"{words} [{ids}]" if ids else words


def _list(parts: Iterable[str], language: Language) -> str:
    return Phrase.COMMA.text(language).join(parts)
