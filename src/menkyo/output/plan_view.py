"""What the renderers of a plan show: the plan, and where its facts came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from menkyo.rules.plan import Plan

__all__ = ["PlanResult"]


@dataclass(frozen=True, slots=True)
class PlanResult:
    """A plan as every renderer takes it.

    `kind` is the contract's word for the card that was read, and `None` where the dates were typed; then there is
    neither `read_at`, which has a time zone, nor `reader`. `specimen` announces an invented record (見本).
    `is_saved` says that the card's reading was saved before.
    """

    plan: Plan = field(repr=False)
    kind: str | None = None
    read_at: datetime | None = None
    reader: str | None = None
    specimen: bool = False
    is_saved: bool = False
