"""Gathers the facts of a plan from typed dates or from a card, and asks for the birth date where only that helps."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from apdu.errors import ApduError
from menkyo.api import decode, open_reader, read_status, status_of_capture, today
from menkyo.cli.plan_options import ask_birth_date
from menkyo.cli.reading import capture_card
from menkyo.output.plan_view import PlanResult
from menkyo.reader_name import ReaderKind, parse_reader_name
from menkyo.reading import CardKind, NoLicenseError
from menkyo.record import RecordKind
from menkyo.rules.carry_over import SignatureCertificate
from menkyo.rules.holding import HoldingState
from menkyo.rules.on_card import told_by
from menkyo.rules.plan import PlanFacts
from menkyo.rules.planning import make_plan
from menkyo.rules.renewal import BirthDateReason
from menkyo.rules.terms import RenewalClass

if TYPE_CHECKING:
    from menkyo.api import CardStatus
    from menkyo.cli.language import Language
    from menkyo.cli.plan_options import Stated
    from menkyo.cli.read_request import ReadRequest
    from menkyo.reading import Capture
    from menkyo.rules.plan import Plan

__all__ = ["plan_of_card", "plan_of_dates"]

_NO_CARD_THERE: Final = frozenset({ReaderKind.CAPTURE, ReaderKind.REPLAY})


def plan_of_dates(request: ReadRequest, stated: Stated) -> PlanResult:
    """The plan of dates that were typed; raises `CommandError` and `OSError`."""
    as_of = request.as_of or today()
    facts = PlanFacts(
        as_of,
        license_last_day=stated.license_expires,
        birth_date=stated.birth_date(as_of),
        card_expires_on=stated.card_expires,
    )
    return PlanResult(_plan(facts, stated, request.language))


def plan_of_card(request: ReadRequest, stated: Stated) -> PlanResult:
    """The plan of the card on the reader; raises whatever ends a reading."""
    # What the command line states wrongly is said before a PIN is asked for.
    given = stated.birth_date(request.as_of or today())
    capture = capture_card(request)
    result = decode(capture, as_of=request.as_of, specimen=request.is_virtual)
    expires_on = result.record.expires_on
    on_card = None
    if capture.kind is CardKind.MY_NUMBER:
        on_card = told_by(_status(request, capture), result.validity.as_of, result.card_expires_on)
    facts = PlanFacts(
        result.validity.as_of,
        license_last_day=None if expires_on is None else expires_on.date,
        birth_date=given or result.birth_date,
        # The day that an IC license itself ends is its license's.
        card_expires_on=None if on_card is None else on_card.expires_on,
        certificates_end=None if on_card is None else on_card.certificates_end,
        signature_certificate=None if on_card is None else on_card.signature_certificate,
        is_on_card=None if on_card is None else True,
        is_history=result.record.kind is RecordKind.HISTORY,
        on_card=on_card,
    )
    return PlanResult(
        _plan(facts, stated, request.language),
        kind=result.kind,
        read_at=result.read_at,
        reader=result.reader,
        specimen=result.specimen,
        is_saved=result.is_saved,
    )


def _status(request: ReadRequest, capture: Capture) -> CardStatus:
    """What the card tells without a PIN, or what the reading kept of it where no card lies there to be asked again."""
    if parse_reader_name(request.reader).kind not in _NO_CARD_THERE:
        # The license was read: a card that does not tell more, or is gone, is no error any more.
        with suppress(ApduError, NoLicenseError), open_reader(request.reader, wait=0) as transport:
            return read_status(transport, short=request.short)
    return status_of_capture(capture)


def _plan(facts: PlanFacts, stated: Stated, language: Language) -> Plan:
    """Complete the facts by what is stated, and plan."""
    holding = None if stated.holding is None else HoldingState(stated.holding)
    is_on_card = facts.is_on_card
    if is_on_card is None and holding is not None:
        is_on_card = holding is not HoldingState.PLASTIC_ONLY
    end = stated.certificates_end or facts.certificates_end
    certificate = facts.signature_certificate
    # What a card tells is the end of the other certificate.
    if stated.certificates_end is not None and stated.certificates_end < facts.as_of:
        certificate = SignatureCertificate.ENDED
    facts = replace(
        facts,
        certificates_end=end,
        signature_certificate=certificate,
        is_on_card=is_on_card,
        holding=holding,
        renewal_class=None if stated.renewal_class is None else RenewalClass(stated.renewal_class),
    )
    plan = make_plan(facts)
    needs = None if plan.license is None else plan.license.needs
    if needs is None or needs.reason is not BirthDateReason.SEVERAL or facts.birth_date is not None:
        return plan
    born = ask_birth_date(facts.as_of, language)
    return plan if born is None else make_plan(replace(facts, birth_date=born))
