"""Errors of the rules.

What a record leaves open is a value, such as "cannot tell", and never an exception. The tree is for what cannot be:

    RulesError              what no rule can judge (also ValueError)
    ├── NumberFormError     a number that is not twelve digits; .digits
    ├── TableError          a table that is not in the form that it must have
    └── VehicleError        no vehicle can be as it was described; .fault
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from menkyo.rules.vehicle import VehicleFault

__all__ = ["NumberFormError", "RulesError", "TableError", "VehicleError"]


class RulesError(ValueError):
    """What no rule can judge."""


class NumberFormError(RulesError):
    """A number that is not twelve digits; `digits` counts those it has, `None` when it has something else, too."""

    def __init__(self, digits: int | None) -> None:
        super().__init__("A number is twelve digits.")
        self.digits = digits


class TableError(RulesError):
    """A table is not in the form that it must have."""


class VehicleError(RulesError):
    """No vehicle can be as it was described; `fault` says why."""

    def __init__(self, fault: VehicleFault) -> None:
        super().__init__(f"No such vehicle: {fault.value}.")
        self.fault = fault
