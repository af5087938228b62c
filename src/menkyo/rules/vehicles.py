"""Which vehicles a license covers: yes, no or cannot tell, with the reason (rules, section 3.6).

Nothing is answered that neither the table of limits, nor a category's name, nor a known condition text states.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.record.categories import Category
from menkyo.record.license import RecordKind
from menkyo.record.problem import ProblemKind
from menkyo.rules.answer import Answer, Finding, Reason, ReasonKind, Verdict
from menkyo.rules.conditions import Condition, Effect, parse_condition
from menkyo.rules.validity import Validity, ValidityState
from menkyo.rules.vehicle import Form, Size, SizeLimits, Transmission, Vehicle, VehicleKind, VehicleName, vehicle_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from menkyo.record.license import LicenseRecord


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a record beside its categories and conditions.

    `validity` is where the day stands, `None` to leave the day out; `is_license` is false of a driving-history record,
    and `is_complete` where part of the record could not be decoded. `since` is the earliest date of acquisition.
    """

    validity: Validity | None = None
    since: date | None = None
    is_license: bool = True
    is_complete: bool = True


_EVERYTHING_KNOWN: Final = Standing()


class _Case(NamedTuple):
    """A vehicle of which nothing is left open."""

    kind: VehicleKind
    size: Size
    transmission: Transmission
    form: Form | None
    for_hire: bool


_CAR_SIZES: Final = {
    Category.ORDINARY: Size.ORDINARY,
    Category.SEMI_MEDIUM: Size.SEMI_MEDIUM,
    Category.MEDIUM: Size.MEDIUM,
    Category.LARGE: Size.LARGE,
}
_CAR_SIZES_2: Final = {
    Category.ORDINARY_2: Size.ORDINARY,
    Category.MEDIUM_2: Size.MEDIUM,
    Category.LARGE_2: Size.LARGE,
}
_OWN: Final = {
    VehicleKind.LARGE_MOTORCYCLE: Category.LARGE_MOTORCYCLE,
    VehicleKind.ORDINARY_MOTORCYCLE: Category.ORDINARY_MOTORCYCLE,
    VehicleKind.MOPED: Category.MOPED,
    VehicleKind.SMALL_SPECIAL: Category.SMALL_SPECIAL,
    VehicleKind.LARGE_SPECIAL: Category.LARGE_SPECIAL,
}
_TRAILERS: Final = (Category.TOWING, Category.TOWING_2)
# No source says whether these cover the kind, too. Those that are not here bear another vehicle's name.
_OPEN: Final = {
    VehicleKind.LARGE_MOTORCYCLE: (),
    VehicleKind.ORDINARY_MOTORCYCLE: (Category.LARGE_MOTORCYCLE,),
    VehicleKind.MOPED: tuple(each for each in Category if each not in _TRAILERS),
    VehicleKind.SMALL_SPECIAL: tuple(each for each in Category if each not in _TRAILERS),
    VehicleKind.LARGE_SPECIAL: (Category.LARGE_SPECIAL_2,),
}
# What may hide a condition or a category; the photo comes after them all.
_HIDING: Final = frozenset(
    {ProblemKind.TRUNCATED, ProblemKind.MALFORMED, ProblemKind.TRAILING_DATA, ProblemKind.DUPLICATE}
)
_PHOTO: Final = "0107"
_LIMITED_TO: Final = "限る"
# The smaller size that a text may limit a category to.
_PART_SIZES: Final = {
    Category.SEMI_MEDIUM: Size.SEMI_MEDIUM_5T,
    Category.MEDIUM: Size.MEDIUM_8T,
    Category.MEDIUM_2: Size.MEDIUM_8T,
}
_YES: Final = Finding(Verdict.YES, Reason(ReasonKind.COVERED))


def may_drive(
    categories: Iterable[Category],
    conditions: Iterable[str],
    vehicle: Vehicle,
    standing: Standing = _EVERYTHING_KNOWN,
) -> Answer:
    """Whether a license with these categories and condition texts covers a vehicle; any text has an answer."""
    held = tuple(dict.fromkeys(categories))
    texts = tuple(map(parse_condition, conditions))
    findings = list(_record_findings(standing))
    limits = None if findings else _limits(held, texts, vehicle)
    found = _vehicle_findings(held, texts, vehicle)
    # What is hidden may be the category that covers it.
    findings += found if standing.is_complete else (each for each in found if each.verdict is not Verdict.NO)
    if vehicle.towing_kg is not None:
        findings.append(_towing(held, texts, vehicle))
    verdict = min(finding.verdict for finding in findings)
    reasons = tuple(dict.fromkeys(finding.reason for finding in findings if finding.verdict is verdict))
    return Answer(verdict, reasons, limits)


def standing_of(record: LicenseRecord, validity: Validity) -> Standing:
    """What is known of a record on a day."""
    hidden = any(problem.kind in _HIDING and problem.tag != _PHOTO for problem in record.problems)
    dates = (record.acquired_on.motorcycle_small_moped, record.acquired_on.other, record.acquired_on.class_2)
    since = min((recorded.date for recorded in dates if recorded is not None), default=None)
    return Standing(validity, since, is_license=record.kind is not RecordKind.HISTORY, is_complete=not hidden)


def limiting_texts(record: LicenseRecord) -> tuple[str, ...]:
    """The condition texts of a record, and the remarks that limit something as conditions do."""
    remarks = (text.text for text in record.remarks if _LIMITED_TO in text.text)
    return *(text.text for text in record.conditions), *remarks


def record_reasons(standing: Standing) -> tuple[Reason, ...]:
    """Why no vehicle gets the answer yes, whatever it is; empty where the record as a whole is no hindrance."""
    return tuple(finding.reason for finding in _record_findings(standing))


def _record_findings(standing: Standing) -> Iterator[Finding]:
    """What forbids or hides every vehicle."""
    validity = standing.validity
    if not standing.is_license:
        yield Finding(Verdict.NO, Reason(ReasonKind.NOT_A_LICENSE))
    if validity is not None and validity.state is ValidityState.PAST:
        yield Finding(Verdict.NO, Reason(ReasonKind.PAST, day=validity.lawful_last_day))
    if validity is not None and validity.state is ValidityState.UNKNOWN and standing.is_license:
        yield Finding(Verdict.CANNOT_TELL, Reason(ReasonKind.NO_EXPIRY))
    if validity is not None and standing.since is not None and standing.since > validity.as_of:
        yield Finding(Verdict.CANNOT_TELL, Reason(ReasonKind.NOT_YET, day=standing.since))
    if not standing.is_complete:
        yield Finding(Verdict.CANNOT_TELL, Reason(ReasonKind.INCOMPLETE))


def _vehicle_findings(held: Sequence[Category], texts: Sequence[Condition], vehicle: Vehicle) -> list[Finding]:
    """The findings of every case that the vehicle may be, or that what is left open decides."""
    findings = {case: _case(held, texts, case) for case in _cases(vehicle)}
    if len({found.verdict for found in findings.values()}) == 1:
        return list(findings.values())
    options = [
        *(["vehicle"] if _varies(findings, "kind") else []),
        *(vehicle.unknown_numbers() if _varies(findings, "size") else ()),
        *(["transmission"] if _varies(findings, "transmission") else []),
    ]
    missing = Finding(Verdict.CANNOT_TELL, Reason(ReasonKind.MISSING, options=tuple(options)))
    # What is only one of several cases is no more than a possibility.
    doubts = [
        Finding(Verdict.CANNOT_TELL, found.reason) for found in findings.values() if found.verdict is not Verdict.YES
    ]
    return [missing, *doubts]


def _varies(findings: dict[_Case, Finding], field: str) -> bool:
    """Whether cases that differ in one field alone have different verdicts."""
    groups: dict[_Case, set[Verdict]] = {}
    for case, found in findings.items():
        groups.setdefault(case._replace(**{field: getattr(_ANY, field)}), set()).add(found.verdict)
    return any(len(verdicts) > 1 for verdicts in groups.values())


_ANY: Final = _Case(VehicleKind.CAR, Size.ORDINARY, Transmission.AUTOMATIC, None, for_hire=False)


def _cases(vehicle: Vehicle) -> Iterator[_Case]:
    """Every case that the vehicle may be."""
    transmissions = tuple(Transmission) if vehicle.transmission is None else (vehicle.transmission,)
    for kind in vehicle.kinds:
        sizes = vehicle.possible_sizes() if kind is VehicleKind.CAR else (Size.ORDINARY,)
        for size, transmission in product(sizes, transmissions):
            yield _Case(kind, size, transmission, vehicle.form, vehicle.for_hire)


def _case(held: Sequence[Category], texts: Sequence[Condition], case: _Case) -> Finding:
    """The best finding of any recorded category, for a vehicle of which nothing is left open."""
    findings = [_worst(_limited(texts, case, category, covered)) for category, covered in _covering(held, case)]
    if findings:
        return max(findings, key=_verdict)
    if case.kind is not VehicleKind.CAR:
        has_class_2 = case.kind is VehicleKind.LARGE_SPECIAL
        return Finding(
            Verdict.NO, Reason(ReasonKind.NO_CLASS_2 if case.for_hire and has_class_2 else ReasonKind.NOT_COVERED)
        )
    sizes = _CAR_SIZES_2 if case.for_hire else _CAR_SIZES
    widest = max((each for each in held if each in sizes), key=sizes.__getitem__, default=None)
    kind = ReasonKind.NO_CLASS_2 if case.for_hire and widest is None else ReasonKind.NOT_COVERED
    return Finding(Verdict.NO, Reason(kind, category=widest))


def _verdict(finding: Finding) -> Verdict:
    return finding.verdict


def _worst(findings: Iterable[Finding]) -> Finding:
    return min(findings, key=_verdict)


def _covering(held: Sequence[Category], case: _Case) -> Iterator[tuple[Category, Finding]]:
    """The recorded categories that cover a vehicle, or may cover it, the narrowest first."""
    if case.kind is VehicleKind.CAR:
        covering = [each for each, size in _CAR_SIZES.items() if case.size <= size]
        covering_2 = [each for each, size in _CAR_SIZES_2.items() if case.size <= size]
        surely, maybe = (covering_2, []) if case.for_hire else (covering, covering_2)
    elif case.for_hire:
        is_special = case.kind is VehicleKind.LARGE_SPECIAL
        surely, maybe = ([Category.LARGE_SPECIAL_2], []) if is_special else ([], [_OWN[case.kind]])
    else:
        surely, maybe = [_OWN[case.kind]], [each for each in _OPEN[case.kind] if each is not _OWN[case.kind]]
    for category in surely:
        if category in held:
            yield category, Finding(Verdict.YES, Reason(ReasonKind.COVERED, category=category))
    for category in maybe:
        if category in held:
            yield category, Finding(Verdict.CANNOT_TELL, Reason(ReasonKind.CATEGORY_OPEN, category=category))


def _limited(texts: Sequence[Condition], case: _Case, category: Category, covered: Finding) -> Iterator[Finding]:
    """What a category and each condition come to, for a vehicle that the category covers."""
    yield covered
    for text in texts:
        if text.effect is not Effect.NOTE and text.category in {None, category}:
            yield _condition(text, case, category)
    part = _PART_SIZES.get(category)
    if case.kind is VehicleKind.CAR and part is not None and case.size > part:
        yield _open_limit(texts, category, part)


def _condition(text: Condition, case: _Case, category: Category) -> Finding:
    """What one condition leaves of a category's vehicles."""
    left = _leaves(text, case)
    if left is Verdict.YES or not _concerns(text, case, category):
        return _YES
    if text.effect is Effect.UNKNOWN:
        return Finding(Verdict.CANNOT_TELL, Reason(ReasonKind.CONDITION_UNKNOWN, text.text))
    is_named = case.kind is not VehicleKind.CAR or _is_within(text, case.size)
    if left is Verdict.NO and is_named:
        return Finding(Verdict.NO, Reason(ReasonKind.CONDITION, text.text))
    return Finding(Verdict.CANNOT_TELL, Reason(ReasonKind.CONDITION_OPEN, text.text))


def _leaves(text: Condition, case: _Case) -> Verdict:
    """Whether a vehicle is one that a condition leaves, had the condition spoken of it."""
    match text.effect:
        case Effect.NOTE:
            return Verdict.YES
        case Effect.AUTOMATIC:
            return Verdict.YES if case.transmission is Transmission.AUTOMATIC else Verdict.NO
        case Effect.SIZE:
            return Verdict.YES if text.size is not None and case.size <= text.size else Verdict.NO
        case Effect.FORM:
            # A vehicle may be of two forms, and most are told without any.
            return Verdict.YES if case.form is text.form else Verdict.CANNOT_TELL
        case Effect.UNKNOWN:
            return Verdict.CANNOT_TELL


def _concerns(text: Condition, case: _Case, category: Category) -> bool:
    """Whether a condition has something to say of a vehicle that it would not leave.

    It has of the vehicles that it names. Of larger ones it does not say that they are free of it, nor does it of the
    smaller ones that a category covers only because it covers those which are named.
    """
    if case.kind is not VehicleKind.CAR:
        return case.kind in text.kinds
    if text.floor is None:
        return False
    own = _CAR_SIZES.get(category, _CAR_SIZES_2.get(category, Size.ORDINARY))
    return case.size >= text.floor or _is_within(text, own)


def _is_within(text: Condition, size: Size) -> bool:
    return text.floor is not None and text.ceiling is not None and text.floor <= size <= text.ceiling


def _open_limit(texts: Sequence[Condition], category: Category, part: Size) -> Finding:
    """A text that names 準中型車（5t） or 中型車（8t） is odd where no text limits the category to that size."""
    spoken = [text for text in texts if text.category in {None, category}]
    if any(text.effect is Effect.SIZE and text.size is part for text in spoken):
        return _YES
    naming = next((text.text for text in spoken if part in text.named), None)
    if naming is None:
        return _YES
    return Finding(Verdict.CANNOT_TELL, Reason(ReasonKind.LIMIT_OPEN, naming, category))


def _towing(held: Sequence[Category], texts: Sequence[Condition], vehicle: Vehicle) -> Finding:
    """Whether a recorded category covers the trailer."""
    surely, maybe = (Category.TOWING_2, Category.TOWING) if vehicle.for_hire else (Category.TOWING, Category.TOWING_2)
    if surely not in held:
        kind = ReasonKind.CATEGORY_OPEN if maybe in held else ReasonKind.TOWING_OPEN
        return Finding(Verdict.CANNOT_TELL, Reason(kind, category=maybe if maybe in held else None))
    for text in texts:
        # A clutch pedal is the vehicle's and not the trailer's.
        if not text.towing or text.effect is Effect.AUTOMATIC or text.category not in {None, surely}:
            continue
        if text.effect is Effect.UNKNOWN:
            return Finding(Verdict.CANNOT_TELL, Reason(ReasonKind.CONDITION_UNKNOWN, text.text))
        if text.form is not vehicle.form:
            return Finding(Verdict.CANNOT_TELL, Reason(ReasonKind.CONDITION_OPEN, text.text))
    return Finding(Verdict.YES, Reason(ReasonKind.COVERED, category=surely))


def _limits(held: Sequence[Category], texts: Sequence[Condition], vehicle: Vehicle) -> SizeLimits | None:
    """The limits of the largest car that is covered; where the transmission is not known, with an automatic one."""
    if VehicleKind.CAR not in vehicle.kinds:
        return None
    transmission = vehicle.transmission or Transmission.AUTOMATIC
    for row in reversed(vehicle_table().limits):
        case = _Case(VehicleKind.CAR, row.size, transmission, vehicle.form, vehicle.for_hire)
        if _case(held, texts, case).verdict is Verdict.YES:
            return row
    return None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a license covers of the vehicles of one name, with an automatic and with a manual transmission."""

    name: VehicleName
    automatic: Verdict
    manual: Verdict
    limits: SizeLimits | None
    """Those of the largest vehicle of the name, `None` for what is no car."""

    @property
    def verdict(self) -> Verdict:
        """The better of the two verdicts."""
        return max(self.automatic, self.manual)


def coverage(
    categories: Iterable[Category],
    conditions: Iterable[str],
    standing: Standing = _EVERYTHING_KNOWN,
) -> tuple[Coverage, ...]:
    """What a license covers, by every name that tells kind and size; the parameters are those of `may_drive`."""
    held, texts = tuple(categories), tuple(conditions)

    def ask(name: VehicleName, transmission: Transmission) -> Verdict:
        vehicle = Vehicle(kinds=name.kinds, sizes=name.sizes, form=name.form, transmission=transmission)
        return may_drive(held, texts, vehicle, standing).verdict

    table = vehicle_table()
    return tuple(
        Coverage(
            name,
            ask(name, Transmission.AUTOMATIC),
            ask(name, Transmission.MANUAL),
            table.limits[name.sizes[-1]] if name.kinds == (VehicleKind.CAR,) else None,
        )
        for name in table.names
        if name.is_decisive
    )
