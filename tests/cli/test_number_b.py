"""照合番号B at the prompt: what a person may type for each part, and what is refused before anything is sent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.cli.exit_codes import CommandError
from menkyo.cli.help_text import columns
from menkyo.cli.language import Language
from menkyo.cli.number_b import ask_number_b, birth_digits

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Desk, Outcome

READ = ("read", "--reader", "virtual", "--format", "plain", "--holder")


def typist(*typed: str) -> tuple[Callable[[str], str], list[str]]:
    """Who types these, one after another, and the questions that were put."""
    answers = list(typed)
    questions: list[str] = []

    def answer(question: str) -> str:
        questions.append(question)
        return answers.pop(0)

    return answer, questions


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("昭和55年2月17日", "550217"),
        ("昭和５５年２月１７日", "550217"),
        (" 昭和 55 年 2 月 17 日 ", "550217"),
        ("昭55.2.17", "550217"),
        ("S55.2.17", "550217"),
        ("s55/02/17", "550217"),
        ("Ｓ５５．２．１７", "550217"),
        ("S55・2・17", "550217"),
        ("S55-2-17", "550217"),
        ("㍼55年2月17日", "550217"),
        ("令和元年5月1日", "010501"),
        ("R2.2.24", "020224"),
        ("H31.4.30", "310430"),
        ("昭和64年1月7日", "640107"),
        ("大正15年12月25日", "151225"),
        ("昭和元年12月25日", "011225"),
        ("M45.7.30", "450730"),
        ("550217", "550217"),
        ("５５０２１７", "550217"),
        ("800217", "800217"),
        ("550000", "550000"),
    ],
)
def test_a_birth_date_as_printed(typed: str, digits: str) -> None:
    """Era dates in the forms that people write, and six digits as they are."""
    assert birth_digits(typed) == digits


@pytest.mark.parametrize(
    "typed",
    [
        "", "55", "5502171", "551317", "550232", "昭和55年2月30日", "平成55年2月17日", "昭和65年1月8日", "H1.1.7",
        "令和元年4月30日", "X55.2.17", "昭和55年", "S55.2", "2月17日", "born in 1980", "٥٥٠٢١٧", "\udcff",
    ],
)  # fmt: skip
def test_what_is_no_birth_date(typed: str) -> None:
    """A day that its era or the calendar does not have, and anything else."""
    assert birth_digits(typed) is None
    ask, questions = typist(typed)
    with pytest.raises(CommandError):
        ask_number_b(ask, Language.EN, 10)
    assert len(questions) == 1


@pytest.mark.parametrize("typed", ["1980-02-17", "1980年2月17日", "1980/2/17", "19800217", "１９８０．２．１７"])
@pytest.mark.parametrize(("choice", "digits"), [("1", "550217"), ("2", "800217"), ("１", "550217")])
def test_a_western_year_is_asked_about(typed: str, choice: str, digits: str) -> None:
    """The card may print the year of the era or the Western one, and only the person can see which."""
    ask, questions = typist(typed, choice, "2035", "2285")
    assert ask_number_b(ask, Language.JA, 10) == f"{digits}20352285".encode()
    assert "昭和55年" in questions[1]
    assert "1980年" in questions[1]


@pytest.mark.parametrize("language", Language)
def test_the_questions_fit_a_narrow_terminal(language: Language) -> None:
    """No line takes more than 79 of 80 columns: what is typed stands behind it unseen."""
    ask, questions = typist("1980-02-17", "1", "2035", "2285")
    ask_number_b(ask, language, 10)
    lines = [f"{line}: " for question in questions for line in question.splitlines()]
    assert [line for line in lines if columns(line) > 79] == []


@given(st.dates(min_value=date(1868, 1, 25), max_value=date(2099, 1, 1)))
def test_every_day_has_its_era(born: date) -> None:
    """What is made of a Western date is what the era date of the same day gives."""
    ask, questions = typist(born.isoformat(), "1", "2035年", "0007")
    number_b = ask_number_b(ask, Language.JA, 10).decode()
    assert number_b.endswith("20350007")
    printed = questions[1].partition("元号(")[2].partition("年)")[0]
    assert birth_digits(f"{printed}年{born.month}月{born.day}日") == number_b[:6]
    ask, _ = typist(f"{born:%Y}{born.month:02}{born.day:02}", "2", "2035", "0007")
    assert ask_number_b(ask, Language.JA, 10)[:6] == f"{born.year % 100:02}{born.month:02}{born.day:02}".encode()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "typed",
    [
        ("1980-02-30",),
        ("1800-02-17",),
        ("1980-02-17", "3"),
        ("1980-02-17", ""),
        ("550217", "35"),
        ("550217", "1935"),
        ("550217", "令和17年"),
        ("550217", "2035", "228"),
        ("550217", "2035", "22850"),
        ("550217", "2035", "abcd"),
    ],
)
def test_a_part_that_cannot_be_one_ends_the_questions(typed: tuple[str, ...], language: Language) -> None:
    """Wrong usage, with a sentence on the part that is wrong; no further question is put."""
    ask, questions = typist(*typed)
    with pytest.raises(CommandError) as caught:
        ask_number_b(ask, language, 10)
    assert caught.value.exit_code == 2
    assert caught.value.sentence.text(language)
    assert len(questions) == len(typed)
    assert not any(part in str(caught.value) for part in typed if len(part) > 3)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ja", ["残り10回", "生年月日", "有効期限", "セキュリティコード"]),
        ("en", ["tries left: 10", "Birth date", "Year", "Security code"]),
    ],
)
def test_the_questions_are_in_words(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], lang: str, words: list[str]
) -> None:
    """Three questions about what is printed on the card, the tries left with the first; then the license's PIN."""
    ask, questions = typist("昭和55年2月17日", "2035", "2285", "1234")
    desk = lay()
    outcome = menkyo_run(*READ, "--lang", lang, card=desk, typed=ask)
    assert outcome.code == 0
    assert len(questions) == 4
    assert all(word in "".join(questions[:3]) for word in words)
    assert desk.presented == [b"55021720352285", b"1234"]


@pytest.mark.parametrize("typed", [("昭和55年2月31日",), ("550217", "20-35"), ("550217", "2035", "12")])
def test_nothing_is_sent_for_a_part_that_is_wrong(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], typed: tuple[str, ...]
) -> None:
    """Exit code 2, and the card saw no key; the sentence says so."""
    ask, _ = typist(*typed)
    desk = lay()
    outcome = menkyo_run(*READ, "--lang", "en", card=desk, typed=ask)
    assert outcome.code == 2
    outcome.assert_one_sentence("en")
    assert "nothing was sent" in outcome.errors
    assert desk.presented == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, EOFError])
@pytest.mark.parametrize("answered", [0, 1, 2])
def test_leaving_at_any_question(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], error: type[BaseException], answered: int
) -> None:
    """Ctrl-C and Ctrl-D end in 130 with nothing sent and the card put away."""
    desk = lay()
    answers = ["550217", "2035", "2285"][:answered]

    def leave(_question: str) -> str:
        if not answers:
            raise error
        return answers.pop(0)

    outcome = menkyo_run(*READ, card=desk, typed=leave)
    assert outcome.code == 130
    assert desk.presented == []
    assert desk.closed == 1


def test_a_file_with_the_pin_alone_asks_for_the_rest(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """At a terminal what the file does not have is asked for."""
    pin = tmp_path_factory.mktemp("pin") / "pin"
    pin.write_bytes(b"1234\n")
    ask, questions = typist("S55.2.17", "2035", "2285")
    desk = lay()
    assert menkyo_run(*READ, "--pin-file", str(pin), card=desk, typed=ask).code == 0
    assert len(questions) == 3
    assert desk.presented == [b"55021720352285", b"1234"]
