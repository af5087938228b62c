"""Which number it is, and what it tells."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.rules.errors import NumberFormError
from menkyo.rules.number_use import NumberKind, NumberUse, first_year, parse_number

DIGITS = "309012345620"
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "text",
    [
        "309012345620",
        "3090 1234 5620",
        "3090-1234-5620",
        "３０９０１２３４５６２０",
        "３０９０　１２３４　５６２０",
        "３０９０－１２３４－５６２０",
        "3090ー1234−5620",
        "第 309012345620 号",
        "第３０９０１２３４５６２０号",
        "  3090\u00a01234\u20115620\t\r\n",
        "30-901234562-0",
    ],
)
def test_any_usual_writing_is_taken(text: str) -> None:
    """Spaces, hyphens of all kinds, full-width digits, and what the face of a license has around its number."""
    number = parse_number(text)
    assert (number.digits, number.raw) == (DIGITS, DIGITS.encode())


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("", 0),
        ("  - ", 0),
        ("30901234562", 11),
        ("3090123456201", 13),
        ("3090 1234 562O", None),
        ("30901234562²", None),
        ("٣٠٩٠١٢٣٤٥٦٢٠", None),
        ("3090_1234_5620", None),
        ("+309012345620", None),
        ("\ufffd", None),
    ],
)
def test_what_is_no_number_is_refused(text: str, digits: int | None) -> None:
    """What is not twelve digits is told by their count or by being something else, without being repeated."""
    with pytest.raises(NumberFormError) as caught:
        parse_number(text)
    assert caught.value.digits == digits
    assert "30" not in str(caught.value)


@given(st.text())
def test_no_text_surprises(text: str) -> None:
    """Any text is twelve digits or refused."""
    try:
        number = parse_number(text)
    except NumberFormError:
        return
    assert number.digits.isascii()
    assert number.digits.isdigit()
    assert len(number.digits) == 12


@given(st.from_regex(r"[0-9]{12}", fullmatch=True), st.dates(date(1900, 1, 1)))
def test_the_first_year_has_come(digits: str, as_of: date) -> None:
    """The year ends in the recorded digits, lies less than a century back, and not ahead."""
    year = first_year(parse_number(digits), as_of)
    assert f"{year:04}"[2:] == digits[2:4]
    assert as_of.year - 100 < year <= as_of.year


@pytest.mark.parametrize(("digits", "year"), [("90", 1990), ("26", 2026), ("27", 1927), ("00", 2000), ("65", 1965)])
def test_the_century_of_the_first_year(digits: str, year: int) -> None:
    """Of both centuries the later one counts, unless it has not come."""
    assert NumberUse(parse_number(f"30{digits}12345620"), None, TODAY).first_year == year


@pytest.mark.parametrize(
    ("kind", "asked_for"),
    [
        (None, None),
        (NumberKind.LICENSE, False),
        (NumberKind.LICENSE_RECORD, True),
        (NumberKind.HISTORY_RECORD, None),
    ],
)
def test_the_form_asks_for_the_number_of_the_record(kind: NumberKind | None, asked_for: bool | None) -> None:  # noqa: FBT001 - a column
    """The form for a new My Number card asks for the record's number, and not for the license's (carry-over, C6)."""
    assert NumberUse(parse_number(DIGITS), kind, TODAY).for_renewal is asked_for


def test_what_both_numbers_share() -> None:
    """The first eleven digits are those of the holder's other number, too, and the check digit is among them."""
    use = NumberUse(parse_number("309012345615"), None, TODAY)
    assert use.shared_digits == "30901234561"
    assert use.fitting_check_digit == "2"


def test_a_number_is_not_shown_in_its_repr() -> None:
    """A number is personal, and stays out of logs."""
    use = NumberUse(parse_number(DIGITS), None, TODAY)
    assert "3090" not in repr(use)
    assert "1990" not in repr(use)
