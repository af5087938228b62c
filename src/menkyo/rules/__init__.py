"""Judges what a record means on a given day. Pure; every rule names its id and its source."""

from menkyo.rules.validity import EXTENSION, Rule, Validity, ValidityState, is_working_day, lawful_last_day, validity

__all__ = [
    "EXTENSION",
    "Rule",
    "Validity",
    "ValidityState",
    "is_working_day",
    "lawful_last_day",
    "validity",
]
