"""`menkyo number`: a number that is typed, comes on standard input, or is read from either kind of card."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator, validate

from menkyo.output import schema
from menkyo.virtual import image_names, load_image, open_virtual

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Desk, Outcome

NUMBER = schema("menkyo.number/1")
CARD_OPTIONS = (
    ("--reader", "virtual"),
    ("--wait", "1"),
    ("--pin-file", "-"),
    ("--use-last-try",),
    ("--short",),
    ("--demo",),
)
NAMES = {
    "license": "免許証番号",
    "license-record": "免許情報記録番号",
    "history-record": "運転経歴情報記録番号",
}


@pytest.mark.parametrize(
    "words",
    [
        ("309012345620",),
        ("3090 1234 5620",),
        ("3090", "1234", "5620"),
        ("3090-1234-5620",),
        ("第３０９０１２３４５６２０号",),
    ],
)
@pytest.mark.parametrize(("lang", "commission"), [("ja", "東京"), ("en", "Tokyo")])
def test_a_number_in_any_usual_writing(
    menkyo_run: Callable[..., Outcome], words: tuple[str, ...], lang: str, commission: str
) -> None:
    """What is typed, with or without quotes, is grouped and explained."""
    outcome = menkyo_run("number", *words, "--lang", lang)
    assert (outcome.code, outcome.errors) == (0, "")
    assert "3090 1234 5620" in outcome.text
    assert commission in outcome.text


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_digits_do_not_tell_which_number_it_is(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """Both numbers are named, what they share, and the one that the form for a new card asks for."""
    text = menkyo_run("number", "309012345620", "--lang", lang).text
    assert ("数字だけでは分かりません" if lang == "ja" else "the digits alone do not tell") in text
    assert "免許証番号" in text
    assert "免許情報記録番号" in text
    assert "3090 1234 562)" in text or "3090 1234 562;" in text
    document = menkyo_run("number", "309012345620", "--format", "json").document
    assert (document["kind"], document["for_renewal"], document["reader"]) == (None, None, None)


@pytest.mark.parametrize(
    "line",
    [
        b"309012345620",
        b"3090 1234 5620\n4525 0000 0182\n",
        b"\xef\xbb\xbf3090-1234-5620\r\n",
        "第　３０９０１２３４５６２０　号\n".encode(),
    ],
)
def test_a_number_on_standard_input(menkyo_run: Callable[..., Outcome], line: bytes) -> None:
    """With - the first line of standard input is the number, and nobody sees it among the arguments."""
    assert menkyo_run("number", "-", "--format", "json", stdin=line).document["number"] == "309012345620"


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    ("word", "count"), [("30901234562", "11"), ("3090123456201", "13"), ("3090 1234 562X", None), ("-", "0")]
)
def test_what_is_no_number_is_wrong_usage(
    menkyo_run: Callable[..., Outcome], word: str, count: str | None, lang: str
) -> None:
    """Wrong length or other characters end in 2 with one sentence, which does not repeat the number."""
    outcome = menkyo_run("number", word, "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert "3090" not in outcome.errors
    assert count is None or count in outcome.errors


def test_standard_input_that_is_no_text(menkyo_run: Callable[..., Outcome]) -> None:
    """Bytes that are no UTF-8, and a line without an end, are no number either."""
    for line in (b"\xff\xfe\x00", b"1" * 10_000_000):
        assert menkyo_run("number", "-", stdin=line).code == 2


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_check_digit_that_does_not_fit_is_a_warning(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """The digit that would fit is told, and why it need not be an error."""
    outcome = menkyo_run("number", "3064 1234 5610", "--lang", lang)
    assert outcome.code == 0
    assert "1966" in outcome.text
    assert ("打ち間違い" if lang == "ja" else "what you typed") in outcome.text
    document = menkyo_run("number", "3064 1234 5610", "--format", "json").document
    assert (document["number_check"], document["check_digit"]) == ("mismatch", "1")


def test_the_day_completes_the_year(menkyo_run: Callable[..., Outcome]) -> None:
    """--as-of decides the century of the first license."""
    for day, year in (("2026-11-22", 1990), ("2090-01-01", 2090)):
        document = menkyo_run("number", "309012345620", "--as-of", day, "--format", "json").document
        assert (document["as_of"], document["first_year"]) == (day, year)


@pytest.mark.parametrize("options", CARD_OPTIONS)
def test_a_typed_number_goes_with_no_card(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], options: tuple[str, ...]
) -> None:
    """A number and an option that is about a card contradict each other; the card is not touched."""
    desk = lay()
    outcome = menkyo_run("number", "309012345620", *options, "--lang", "en", card=desk)
    assert outcome.code == 2
    outcome.assert_one_sentence("en")
    assert options[0] in outcome.errors
    assert desk.exchanges == []


def test_the_reader_of_the_environment_is_no_contradiction(menkyo_run: Callable[..., Outcome]) -> None:
    """Whoever has MENKYO_READER set can type a number all the same."""
    assert menkyo_run("number", "309012345620", environment={"MENKYO_READER": "nothing"}).code == 0


@pytest.mark.parametrize(
    ("image", "kind", "number", "asked_for"),
    [
        ("specimen", "license-record", "309012345620", True),
        ("ic-license", "license", "309012345621", False),
        ("history-only", "history-record", "302500000110", None),
        ("license-and-history", "license-record", "309012345620", True),
    ],
)
def test_a_card_tells_which_number_it_is(
    menkyo_run: Callable[..., Outcome],
    image: str,
    kind: str,
    number: str,
    asked_for: bool | None,  # noqa: FBT001 - a column
) -> None:
    """Read from a card, the number has its name, and it is said whether the form for a new card asks for it."""
    options = ("--reader", f"virtual:{image}", "--pin-file", "-")
    document = menkyo_run("number", *options, "--format", "json", stdin=b"1234").document
    assert (document["kind"], document["number"], document["for_renewal"]) == (kind, number, asked_for)
    text = menkyo_run("number", *options, stdin=b"1234").text
    assert f"番号の種類: {NAMES[kind]} (" in text


@pytest.mark.parametrize("image", image_names())
def test_every_card_fits_the_schema(menkyo_run: Callable[..., Outcome], image: str) -> None:
    """Of every built-in card the document fits the schema, or one sentence says why there is none."""
    options = ("--reader", f"virtual:{image}", "--pin-file", "-", "--use-last-try", "--format", "json")
    outcome = menkyo_run("number", *options, "--lang", "en", stdin=b"1234")
    if outcome.code:
        assert outcome.code in {5, 7, 8}
        outcome.assert_one_sentence("en")
        return
    validate(outcome.document, NUMBER, cls=Draft202012Validator)


def test_the_demo_is_announced(menkyo_run: Callable[..., Outcome]) -> None:
    """The specimen's number is said to be nobody's."""
    outcome = menkyo_run("number", "--demo", "--lang", "en")
    assert outcome.code == 0
    assert outcome.text.startswith("Note: Specimen")


def test_a_number_of_the_ic_license_needs_no_second_pin(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]
) -> None:
    """At a terminal PIN1 alone is asked for and presented."""
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return "1234"

    desk = lay("ic-license")
    outcome = menkyo_run("number", "--reader", "virtual:ic-license", card=desk, typed=typed)
    assert outcome.code == 0
    assert len(asked) == len(desk.presented) == 1


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(("number", "code"), [("", 5), ("30901234562X", 8)])
def test_a_card_without_a_readable_number(
    menkyo_run: Callable[..., Outcome], number: str, code: int, lang: str
) -> None:
    """A record with no number, or with one that is none, is one sentence."""
    image = load_image("specimen")
    card = open_virtual(replace(image, license=replace(image.license, number=number)))
    outcome = menkyo_run("number", "--reader", "virtual", "--pin-file", "-", "--lang", lang, stdin=b"1234", card=card)
    assert outcome.code == code
    outcome.assert_one_sentence(lang)


@pytest.mark.parametrize(
    ("image", "pin", "code"),
    [("no-license", b"1234", 5), ("specimen", b"4321", 6), ("blocked", b"1234", 7), ("specimen", b"12", 2)],
)
def test_what_ends_a_reading_ends_it_here(
    menkyo_run: Callable[..., Outcome], image: str, pin: bytes, code: int
) -> None:
    """The PIN and the card are treated as by `read`."""
    outcome = menkyo_run("number", "--reader", f"virtual:{image}", "--pin-file", "-", "--lang", "en", stdin=pin)
    assert outcome.code == code
    outcome.assert_one_sentence("en")


@pytest.mark.parametrize(("lang", "words"), [("ja", "他の人にも見える"), ("en", "Other people may see")])
def test_help_warns_of_arguments(menkyo_run: Callable[..., Outcome], lang: str, words: str) -> None:
    """Help says that arguments can be seen, and how to avoid it."""
    assert words in menkyo_run("number", "--help", "--lang", lang).text
