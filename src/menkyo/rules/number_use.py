"""Which of its holder's numbers a number is, what it tells, and where to type it (license card spec, section 6.4)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from menkyo.record import RecordNumber
from menkyo.record.number import NUMBER_SIZE, check_digit
from menkyo.rules.comparison import SAME_NUMBER, SHARED_DIGITS
from menkyo.rules.errors import NumberFormError
from menkyo.rules.rule import Rule
from menkyo.rules.rulebook import rules

CHECK_DIGIT: Final = rules("number")
"""検査数字: rules, section 3.5."""

CARRY_OVER_NUMBER: Final = rules("C6")
"""継続利用: rules, section 2.4."""

CARRY_OVER_TYPING: Final = rules("C11")
"""Rules, section 2.4."""

CARRY_OVER_HISTORY: Final = rules("C15")
"""Rules, section 2.4."""

_CENTURY: Final = 100

# What people write between the digits: spaces and hyphens of all kinds; an input method makes a long vowel of a hyphen.
_SEPARATORS: Final = " \t\u00a0\u2009\u3000-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\uff0d\uff70"
_WRITING: Final = {
    **dict.fromkeys(map(ord, _SEPARATORS)),
    **{ord("０") + digit: str(digit) for digit in range(10)},
}
# The face of a license has 第 before its number and 号 behind it.
_BEFORE, _BEHIND = "第", "号"


class NumberKind(Enum):
    """Which number it is; the digits alone do not tell."""

    LICENSE = "license"
    """免許証番号: on a license (運転免許証), printed and in its chip."""

    LICENSE_RECORD = "license-record"
    """免許情報記録番号: of the license record in the chip of a My Number card."""

    HISTORY_RECORD = "history-record"
    """運転経歴情報記録番号: of the driving-history record in the chip of a My Number card."""


@dataclass(frozen=True, slots=True)
class NumberUse:
    """A number as seen on a day; `kind` is `None` where nobody knows where it was read."""

    number: RecordNumber
    kind: NumberKind | None
    as_of: date

    @property
    def first_year(self) -> int:
        """The year in which a license was first acquired (Gregorian calendar)."""
        return first_year(self.number, self.as_of)

    @property
    def fitting_check_digit(self) -> str:
        """The check digit that the first ten digits ask for."""
        return check_digit(self.number.digits[: SHARED_DIGITS - 1])

    @property
    def shared_digits(self) -> str:
        """What both numbers of a holder have in common: `SAME_NUMBER`."""
        return self.number.digits[:SHARED_DIGITS]

    @property
    def for_renewal(self) -> bool | None:
        """Whether the online form for a new My Number card asks for this very number: `CARRY_OVER_NUMBER`.

        `None` when its kind is not known, and for a history record, for which no source says what to type.
        """
        if self.kind is NumberKind.LICENSE_RECORD:
            return True
        return False if self.kind is NumberKind.LICENSE else None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that what is said of it rests on."""
        if self.kind is NumberKind.HISTORY_RECORD:
            return CHECK_DIGIT + CARRY_OVER_HISTORY
        return (*CHECK_DIGIT, SAME_NUMBER, *CARRY_OVER_NUMBER, *CARRY_OVER_TYPING)


def parse_number(text: str) -> RecordNumber:
    """Take a number as people write it: full-width digits, spaces and hyphens between them, or 第…号 around them.

    Raises `NumberFormError`, which does not tell what was written.
    """
    digits = text.strip().removeprefix(_BEFORE).removesuffix(_BEHIND).translate(_WRITING)
    if digits and not (digits.isascii() and digits.isdigit()):
        raise NumberFormError(None)
    if len(digits) != NUMBER_SIZE:
        raise NumberFormError(len(digits))
    return RecordNumber(digits.encode("ascii"), digits)


def first_year(number: RecordNumber, as_of: date) -> int:
    """The latest year that ends in the two recorded digits and has come: nobody holds a license for a century."""
    year = as_of.year - as_of.year % _CENTURY + int(number.year_digits)
    return year if year <= as_of.year else year - _CENTURY
