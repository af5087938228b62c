"""The three holding states and what each can use (rules, section 2.1)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from menkyo.rules.rulebook import rules
from menkyo.rules.table import Table, load_table

if TYPE_CHECKING:
    from menkyo.rules.rule import Rule

__all__ = ["HoldingState", "Service", "Services", "holding_table", "services"]


class HoldingState(Enum):
    """What a holder has (保有状況); exactly three states (H1)."""

    PLASTIC_ONLY = "plastic-only"
    """運転免許証のみ."""

    MY_NUMBER_ONLY = "my-number-only"
    """マイナ免許証のみ."""

    BOTH = "both"
    """2枚持ち."""


class Service(Enum):
    """What some holding states can use and others cannot (H8)."""

    ONLINE_LECTURE = "online-lecture"
    """オンライン講習."""

    MYNAPORTAL = "mynaportal"
    """マイナポータル連携."""

    ADDRESS_ONE_STOP = "address-one-stop"
    """住所変更ワンストップ: name, address and birth date."""

    DOMICILE_ONE_STOP = "domicile-one-stop"
    """本籍変更ワンストップ."""


class Services(NamedTuple):
    """What a holding state can use, in the order of the table."""

    state: HoldingState
    services: tuple[Service, ...]
    rules: tuple[Rule, ...]


def holding_table() -> Table:
    """The dated table of holding states."""
    return load_table("holding")


def services(state: HoldingState) -> Services:
    """What a holder in a state can use."""
    row = next(row for row in holding_table().rows if row.text("state") == state.value)
    return Services(state, tuple(Service(word) for word in row.words("services")), rules("H1", "H8"))
