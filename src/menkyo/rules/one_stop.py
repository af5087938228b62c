"""One-stop changes and the link to Mynaportal: who can use them and what they need (rules, section 2.7)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from menkyo.rules.holding import services
from menkyo.rules.rulebook import rules
from menkyo.rules.table import Table, load_table

if TYPE_CHECKING:
    from menkyo.rules.holding import HoldingState, Service
    from menkyo.rules.rule import Rule

__all__ = ["Need", "OneStop", "Step", "StepKind", "one_stop", "one_stop_table"]


class StepKind(Enum):
    """Something that the holder does."""

    SUBMIT_SIGNATURE_CERTIFICATE = "submit-signature-certificate"
    """署名用電子証明書を警察に提出する."""

    LINK_MYNAPORTAL = "link-mynaportal"
    """マイナポータルと連携する."""

    CONSENT = "consent"
    """情報の提供に同意する, at the police counter or in Mynaportal."""

    KEEP_CERTIFICATE = "keep-certificate"
    """署名用電子証明書を失効させない: if it lapses, changes stop flowing."""

    ACT_IN_MYNAPORTAL = "act-in-mynaportal"
    """マイナポータルで手続をする."""


class Need(Enum):
    """Who needs a step."""

    ALWAYS = "always"
    ONLINE_CONSENT = "online-consent"
    """Only those who consent in Mynaportal instead of at the police counter; one source names it as required (O3)."""


class Step(NamedTuple):
    """One step towards a service, and the rules that ask for it."""

    kind: StepKind
    need: Need
    rules: tuple[Rule, ...]


class OneStop(NamedTuple):
    """A service for a holder: whether the holding state has it, and its steps in order, none where it has not."""

    service: Service
    is_offered: bool
    steps: tuple[Step, ...]
    rules: tuple[Rule, ...]


def one_stop_table() -> Table:
    """The dated table of steps."""
    return load_table("one_stop")


def one_stop(service: Service, state: HoldingState) -> OneStop:
    """Whether a holder in a state can use a service, and what it needs; no steps are listed for the online lecture."""
    is_offered = service in services(state).services
    if not is_offered:
        return OneStop(service, is_offered, (), rules("H8", "O5"))
    steps = tuple(
        Step(StepKind(row.text("step")), Need(row.text("needed")), rules(*row.words("rules")))
        for row in one_stop_table().rows
        if row.text("service") == service.value
    )
    return OneStop(service, is_offered, steps, rules("H8"))
