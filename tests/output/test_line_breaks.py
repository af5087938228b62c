"""Where lines of Japanese and English text end."""

from __future__ import annotations

from io import StringIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from menkyo.output.line_breaks import Flowing, line_starts

WIDEST_CHARACTER = 2
ALPHABET = "ab-1205年月日円(水)「」、。ーァっのはを漢字免許カード AB,./\u0301\ufe0f😀"


def lines_of(text: str, width: int) -> list[str]:
    """The lines of a text, with the spaces at their ends."""
    starts = line_starts(text, width)
    return [text[start:end] for start, end in zip([0, *starts], [*starts, len(text)], strict=True)]


def shown(text: Text, width: int) -> str:
    """What rich prints of a text in so many columns."""
    stream = StringIO()
    Console(file=stream, width=width, color_system=None).print(Flowing(text))
    return stream.getvalue()


@given(st.one_of(st.text(ALPHABET), st.text()), st.integers(min_value=-1, max_value=60))
def test_nothing_is_lost(text: str, width: int) -> None:
    """The lines put together are the text, and none is empty, however narrow they are."""
    lines = lines_of(text, width)

    assert text == "".join(lines)
    assert all(lines) or not text


@given(st.one_of(st.text(ALPHABET), st.text()), st.integers(min_value=WIDEST_CHARACTER, max_value=60))
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    """No line takes more columns than there are, but for spaces at its end, and marks above its first character."""
    assert all(cell_len(line.rstrip(" ")) <= width for line in lines_of(text, width))


@given(st.text("漢字かな、。)」』】ーっ", min_size=1), st.integers(min_value=20, max_value=60))
def test_no_line_begins_with_punctuation(text: str, width: int) -> None:
    """A line begins with a closing bracket or a mark of punctuation only where it is full of them."""
    lines = lines_of(f"漢{text}", width)

    for before, line in pairwise(lines):
        assert line[0] not in "、。)」』】ーっ" or set(before[1:]) <= set("、。)」』】ーっ")


@pytest.mark.parametrize(
    "whole",
    [
        "2033年3月15日",
        "2033年5月16日(月)",
        "Wed 15 May 2030",
        "2030-05-15",
        "3,350円",
        "1,933 バイト",
        "3か月",
        "3,350 yen",
        "3008 days",
        "3090 1234 5620",
        "renewal-window",
        "--birth-date-file",
        "menkyo check-new-card",
        "マイナンバーカード",
        "C12",
    ],
)
@pytest.mark.parametrize("before", ["記録の末日は", "法律上の末日、", "is until ", "「"])
def test_what_is_read_as_one_is_in_one_line(whole: str, before: str) -> None:
    """Dates, numbers with their unit, ids, commands and words are not cut at any width that can hold them."""
    text = f"{before}{whole}を確認"

    for width in range(cell_len(whole) + 2, cell_len(text) + 1):
        assert any(whole in line for line in lines_of(text, width)), width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("免許情報記録番号(免許証番号ではない)を入力", 30, ["免許情報記録番号", "(免許証番号ではない)を入力"]),
        ("更新は2033年3月15日から、別の年", 24, ["更新は", "2033年3月15日から、", "別の年"]),
        ("新しい「免許」を受け取り、確認", 14, ["新しい", "「免許」を", "受け取り、確認"]),
        ("the lawful last day is past", 12, ["the lawful ", "last day is ", "past"]),
        ("署名用電子証明書", 8, ["署名用電", "子証明書"]),
        ("0123456789abcdef", 10, ["0123456789", "abcdef"]),
        ("", 10, [""]),
    ],
)
def test_a_line_ends_where_a_reader_pauses(text: str, width: int, lines: list[str]) -> None:
    """Lines end after pauses, particles and spaces, and before brackets; within a word when no line can hold it."""
    assert lines == lines_of(text, width)


@pytest.mark.parametrize("character", ["あ", "1", "\uff11", "ー", "「"])
def test_work_grows_with_the_text(character: str) -> None:
    """A text of any length is broken at once: work that grew with its square would take longer than a test may."""
    assert len(line_starts(character * 60_000, 40)) >= 1_499


def test_spaces_at_the_end_of_a_line_are_not_printed() -> None:
    """A line ends with its last character, and the next one begins with its first."""
    assert shown(Text("one two three"), 5) == "one\ntwo\nthree\n"


def test_styles_stay_across_lines() -> None:
    """Each part keeps its style, whatever line it stands in."""
    stream = StringIO()
    text = Text.assemble("until ", ("15 May 2030", "bold"), " and on")

    Console(file=stream, width=12, force_terminal=True, color_system="standard").print(Flowing(text))

    assert stream.getvalue() == "until\n\x1b[1m15 May 2030\x1b[0m\nand on\n"
