"""`menkyo compare`: two cards, each with its own PIN, and what differs between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast
from unittest import mock

import pytest
from jsonschema import Draft202012Validator, validate

import menkyo.pcsc
from menkyo.output import schema
from menkyo.pcsc import Reader
from menkyo.virtual import image_names, image_source, open_virtual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from apdu import Transport
    from tests.cli.conftest import Outcome

COMPARE = schema("menkyo.compare/1")
JUDGING = re.compile(r"\b(valid|invalid|genuine|authentic|forged|fake)\b|有効|無効|真正|本物|偽", re.IGNORECASE)


@pytest.fixture
def pin(tmp_path: Path) -> Callable[..., str]:
    """Writes a file with PINs."""

    def write(*lines: str) -> str:
        path = tmp_path / f"pin-{len(list(tmp_path.iterdir()))}"
        path.write_text("\n".join(lines), encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def compare(menkyo_run: Callable[..., Outcome], pin: Callable[..., str]) -> Callable[..., Outcome]:
    """Compares two virtual cards, whose PINs are those of the specimens."""

    def run(a: str, b: str, *options: str) -> Outcome:
        pins = ("--pin-file-a", pin("1234", "5678"), "--pin-file-b", pin("1234", "5678"))
        return menkyo_run("compare", f"virtual:{a}", f"virtual:{b}", *pins, *options)

    return run


def items(outcome: Outcome) -> dict[str, dict[str, object]]:
    """The items of a document by their names."""
    rows = cast("list[dict[str, object]]", outcome.document["items"])
    return {cast("str", row["item"]): row for row in rows}


def type_pin(_prompt: str) -> str:
    """The person at the terminal."""
    return "1234"


def insert(*cards: str) -> AbstractContextManager[object]:
    """A real reader, for all that the program knows, on which cards lie one after the other."""
    reader = Reader(0, "Reader A", card_present=True)
    stack: Iterator[str] = iter(cards)

    def connect(_reader: Reader) -> Transport:
        return open_virtual(next(stack))

    return mock.patch.multiple(
        menkyo.pcsc,
        list_readers=mock.Mock(return_value=(reader,)),
        wait_for_card=mock.Mock(return_value=reader),
        connect=connect,
    )


@pytest.mark.parametrize(
    ("b", "verdict", "code"),
    [
        ("ic-license", "agree", 0),
        ("specimen", "agree", 0),
        ("license-and-history", "agree", 0),
        ("ic-different", "differ", 9),
        ("expired", "differ", 9),
        ("no-photo", "differ", 9),
        ("history-only", "differ", 9),
    ],
)
def test_each_verdict_has_its_exit_code(compare: Callable[..., Outcome], b: str, verdict: str, code: int) -> None:
    """Normal differences count as none; all others end in 9."""
    outcome = compare("specimen", b, "--format", "json")
    assert (outcome.document["verdict"], outcome.code, outcome.errors) == (verdict, code, "")
    validate(outcome.document, COMPARE, cls=Draft202012Validator)


@pytest.mark.parametrize("image", image_names())
def test_every_card_fits_the_schema(compare: Callable[..., Outcome], image: str) -> None:
    """With every built-in card the document fits the schema, or one sentence says which card has none, and why."""
    outcome = compare("specimen", image, "--format", "json", "--use-last-try")
    if outcome.code in {5, 7, 8}:
        outcome.assert_one_sentence("ja")
        assert outcome.errors.startswith("エラー: カードB: ")
        return
    assert outcome.code in {0, 9}
    validate(outcome.document, COMPARE, cls=Draft202012Validator)
    assert list(outcome.document) == list(cast("dict[str, object]", COMPARE["properties"]))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_differs_comes_first(compare: Callable[..., Outcome], lang: str) -> None:
    """Differences stand before what is equal, each with both values, and the rules with their sources below."""
    lines = compare("specimen", "expired", "--lang", lang).text.splitlines()
    differs, equal = ("食い違い: A", "同じ") if lang == "ja" else ("DIFFERS: A", "equal")
    positions = [number for number, line in enumerate(lines) if differs in line]
    assert positions
    assert max(positions) < min(number for number, line in enumerate(lines) if f": {equal}: " in line)
    (number,) = [line for line in lines if "3090 1234 5620" in line]
    assert "4509 0000 0160" in number
    assert any(" D4: " in line for line in lines)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_demo_has_a_normal_difference(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """The specimen and its holder's IC license differ in the last digit alone, photos included."""
    outcome = menkyo_run("compare", "--demo", "--lang", lang)
    assert (outcome.code, outcome.errors) == (0, "")
    assert (
        "通常の違い: A 3090 1234 5620 / B 3090 1234 5621" if lang == "ja" else "normal difference: A"
    ) in outcome.text
    assert not JUDGING.search(outcome.text)
    document = items(menkyo_run("compare", "--demo", "--format", "json"))
    assert document["photo"]["state"] == "equal"


def test_a_photo_behind_pin2_is_not_compared(menkyo_run: Callable[..., Outcome], pin: Callable[..., str]) -> None:
    """Without PIN2 the photo of the IC license is not read, which is said and is no difference."""
    pins = ("--pin-file-a", pin("1234"), "--pin-file-b", pin("1234"))
    outcome = menkyo_run("compare", "virtual:specimen", "virtual:ic-license", *pins, "--format", "json")
    assert outcome.code == 0
    assert items(outcome)["photo"]["reason"] == "unread-b"


def test_captures_need_no_pin(menkyo_run: Callable[..., Outcome], pin: Callable[..., str], tmp_path: Path) -> None:
    """What `read --save` wrote is compared with a card, by its path or as capture:FILE."""
    file = tmp_path / "old.json"
    saved = menkyo_run("read", "--reader", "virtual:specimen", "--pin-file", pin("1234"), "--save", str(file))
    assert saved.code == 0
    for a in (str(file), f"capture:{file}"):
        outcome = menkyo_run("compare", a, "virtual:ic-different", "--pin-file-b", pin("1234"), "--format", "json")
        assert outcome.code == 9
        assert items(outcome)["number"]["state"] == "differs"
        assert menkyo_run("compare", a, str(file)).code == 0


def test_a_card_image_is_a_card(menkyo_run: Callable[..., Outcome], pin: Callable[..., str], tmp_path: Path) -> None:
    """A card image stands for its card."""
    image = tmp_path / "card.toml"
    text = image_source("specimen").replace('[photo]\nfile = "specimen.jp2"\n', "")
    image.write_text(re.sub(r"photo = .*\n", "", text), encoding="utf-8")
    pins = ("--pin-file-a", pin("1234"), "--pin-file-b", pin("1234"))
    outcome = menkyo_run("compare", str(image), "virtual:no-photo", *pins, "--format", "json")
    assert items(outcome)["number"]["state"] == "equal"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_prompt_says_which_card_it_is_for(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """Each card's PIN is asked for in turn, by the card's name, and PIN2 only for what needs it."""
    prompts: list[str] = []

    def type_and_keep(prompt: str) -> str:
        prompts.append(prompt)
        return "5678" if re.search(r"番号2|PIN2", prompt) else "1234"

    arguments = ("compare", "virtual:specimen", "virtual:ic-license", "--with", "photo", "--lang", lang)
    outcome = menkyo_run(*arguments, typed=type_and_keep)
    assert outcome.code == 0
    names = ["カードA", "カードB", "カードB"] if lang == "ja" else ["Card A", "Card B", "Card B"]
    assert [prompt.partition(":")[0] for prompt in prompts] == names


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(("image", "code"), [("blocked", 7), ("no-license", 5), ("pin-flag-odd", 8)])
def test_an_error_says_which_card_it_is_about(
    compare: Callable[..., Outcome], image: str, code: int, lang: str
) -> None:
    """What ends the reading of one card has the exit codes of `read`, and names the card."""
    for cards, name in (((image, "specimen"), "A"), (("specimen", image), "B")):
        outcome = compare(*cards, "--lang", lang)
        assert outcome.code == code
        outcome.assert_one_sentence(lang)
        assert (f"カード{name}: " if lang == "ja" else f"Card {name}: ") in outcome.errors


def test_a_wrong_pin_ends_in_its_own_code(menkyo_run: Callable[..., Outcome], pin: Callable[..., str]) -> None:
    """A wrong PIN of the second card is exit code 6, and says how many tries are left of which card."""
    pins = ("--pin-file-a", pin("1234"), "--pin-file-b", pin("9999"))
    outcome = menkyo_run("compare", "virtual:specimen", "virtual:ic-license", *pins)
    assert outcome.code == 6
    assert outcome.errors.startswith("エラー: カードB: 暗証番号1が違います。残り2回です。")


def test_one_reader_takes_both_cards(menkyo_run: Callable[..., Outcome]) -> None:
    """One reader named twice waits until the second card is on it, which needs a terminal."""
    with insert("specimen", "ic-license"):
        outcome = menkyo_run("compare", "0", "0", stdin=b"\n", typed=type_pin)
        assert outcome.code == 0
        assert "カードBに置き換えて" in outcome.errors
    with insert("specimen", "ic-license"):
        outcome = menkyo_run("compare", "0", "0")
        assert outcome.code == 2
        outcome.assert_one_sentence("ja")
    with insert("specimen", "ic-license"):
        assert menkyo_run("compare", "0", "0", typed=type_pin).code == 130


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("virtual:specimen",),
        ("--demo", "virtual:specimen"),
        ("--demo", "--pin-file-a", "-"),
        ("virtual", "virtual", "--pin-file-a", "-", "--pin-file-b", "-"),
        ("missing.json", "virtual"),
        ("virtual", "missing.toml"),
    ],
)
def test_wrong_usage_is_one_sentence(menkyo_run: Callable[..., Outcome], arguments: tuple[str, ...], lang: str) -> None:
    """What cannot be compared is told before a card is touched."""
    outcome = menkyo_run("compare", *arguments, "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)


def test_a_file_that_is_no_capture_is_told(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """Garbage in place of a capture is a sentence that names the card."""
    file = tmp_path / "garbage.json"
    for content in (b"", b"{}", b"\xff", b'{"schema": "menkyo.capture/9"}'):
        file.write_bytes(content)
        outcome = menkyo_run("compare", str(file), "virtual")
        assert outcome.code == 2
        outcome.assert_one_sentence("ja")
        assert "カードA: " in outcome.errors


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_card_that_cannot_be_read_whole_is_told(
    menkyo_run: Callable[..., Outcome], pin: Callable[..., str], lang: str
) -> None:
    """What differs because it cannot be decoded is announced as such; characters outside the usual set are no fault."""
    word = {"ja": "読み取れない項目", "en": "cannot be decoded"}[lang]
    for image, is_told in (("damaged-record", True), ("external-characters", False)):
        pins = ("--pin-file-a", pin("1234"), "--pin-file-b", pin("1234"))
        outcome = menkyo_run("compare", "virtual", f"virtual:{image}", *pins, "--lang", lang)
        assert outcome.code == 9
        assert (word in outcome.text) == is_told


def test_a_saved_reading_is_told_as_one(
    menkyo_run: Callable[..., Outcome], pin: Callable[..., str], tmp_path: Path
) -> None:
    """Each card says for itself whether it was read now, in text and in JSON."""
    file = tmp_path / "reading.json"
    assert menkyo_run("save", str(file), "--demo").code == 0
    arguments = ("compare", str(file), "virtual", "--pin-file-b", pin("1234"), "--lang", "en")
    lines = menkyo_run(*arguments).text.splitlines()
    assert [line.endswith("(from a capture)") for line in lines if line.startswith("Card ")] == [True, False]
    document = menkyo_run(*arguments, "--format", "json").document
    validate(document, schema("menkyo.compare/1"), cls=Draft202012Validator)
    assert [cast("dict[str, object]", document[card]).get("saved") for card in "ab"] == [True, None]
