"""`menkyo may-drive`: every answer with its exit code, in words that cannot be misread."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import pytest
from jsonschema import Draft202012Validator, validate

from menkyo.output import schema
from menkyo.virtual import image_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Outcome

MAY_DRIVE = schema("menkyo.may-drive/1")
DAY = ("--as-of", "2026-11-23")
# Words that say more than was recorded, in either language.
JUDGING = re.compile(
    r"\b(valid|invalid|genuine|authentic|forged|fake|counterfeit)\b|有効|無効|真正|本物|偽|正規", re.IGNORECASE
)
TRUCK = ("--gvw", "4t", "--load", "2t", "--seats", "3")


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    ("image", "vehicle", "code"),
    [
        ("specimen", (*TRUCK, "--transmission", "at"), 0),
        ("specimen", (*TRUCK, "--transmission", "mt"), 9),
        ("specimen", TRUCK, 10),
        ("specimen", ("--vehicle", "原付"), 0),
        ("specimen", ("--vehicle", "moped", "--towing", "100kg"), 10),
        ("specimen", (*TRUCK, "--for-hire"), 9),
        ("limited-8t", ("--gvw", "7.4t", "--load", "4t", "--seats", "3", "--transmission", "mt"), 0),
        ("limited-8t", ("--gvw", "８ｔ", "--load", "４ｔ", "--seats", "３"), 9),
        ("limited-8t", ("--vehicle", "中型トラック"), 10),
        ("limited-8t", ("--vehicle", "medium vehicle (8t)"), 0),
        ("limited-5t", ("--gvw", "4,999kg", "--load", "2t", "--seats", "3人", "--transmission", "AT"), 0),
        ("limited-5t", ("--gvw", "5トン", "--load", "2t", "--seats", "3", "--transmission", "at"), 9),
        ("at-only", ("--vehicle", "小型二輪", "--transmission", "at"), 0),
        ("at-only", ("--vehicle", "普通車", "--transmission", "mt"), 9),
        ("external-characters", ("--vehicle", "普通車"), 10),
        ("expired", ("--vehicle", "原付"), 9),
        ("history-only", ("--vehicle", "原付"), 9),
        ("damaged-record", ("--vehicle", "原付"), 10),
        ("ic-license", (*TRUCK, "--transmission", "at"), 0),
        ("all-categories", (*TRUCK, "--for-hire", "--towing", "3t"), 0),
    ],
)
def test_the_answer_is_the_exit_code(
    menkyo_run: Callable[..., Outcome], image: str, vehicle: tuple[str, ...], code: int, lang: str
) -> None:
    """Yes is 0, no is 9 and cannot tell is 10, whatever the language, and text and JSON agree."""
    arguments = ("may-drive", "--reader", f"virtual:{image}", "--pin-file", "-", *DAY, *vehicle, "--lang", lang)
    outcome = menkyo_run(*arguments, stdin=b"1234")
    assert (outcome.code, outcome.errors) == (code, "")
    label, *answers = ("答え: ", "運転できます", "運転できません", "判定できません")
    if lang == "en":
        label, *answers = ("Answer: ", "YES", "NO", "CANNOT TELL")
    assert outcome.text.startswith(f"{label}{answers[{0: 0, 9: 1, 10: 2}[code]]}")
    assert ("停止・取消" if lang == "ja" else "Suspension") in outcome.text
    assert not JUDGING.search(outcome.text)
    document = menkyo_run(*arguments, "--format", "json", stdin=b"1234")
    assert document.code == code
    assert document.document["answer"] == {0: "yes", 9: "no", 10: "cannot-tell"}[code]


@pytest.mark.parametrize("vehicle", [(), TRUCK, ("--vehicle", "バイク")], ids=["listing", "truck", "name"])
@pytest.mark.parametrize("image", image_names())
def test_every_card_fits_the_schema(menkyo_run: Callable[..., Outcome], image: str, vehicle: tuple[str, ...]) -> None:
    """Of every built-in card the document fits the schema, or one sentence says why there is none."""
    arguments = ("may-drive", "--reader", f"virtual:{image}", "--pin-file", "-", "--use-last-try", *vehicle)
    outcome = menkyo_run(*arguments, "--format", "json", stdin=b"1234")
    assert outcome.code in {0, 5, 7, 8, 9, 10}
    if outcome.code in {5, 7, 8}:
        assert outcome.output == b""
        return
    validate(outcome.document, MAY_DRIVE, cls=Draft202012Validator)
    keys = cast("dict[str, object]", MAY_DRIVE["properties"])
    assert list(outcome.document) == [key for key in keys if key != "saved"]
    assert bool(outcome.document["coverage"]) == (not vehicle)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(("image", "code"), [("specimen", 0), ("expired", 9), ("external-characters", 10)])
def test_without_a_vehicle_the_covered_ones_are_listed(
    menkyo_run: Callable[..., Outcome], image: str, code: int, lang: str
) -> None:
    """The listing has a line for each name, its exit code is that of the best answer, and a past day is its reason."""
    outcome = menkyo_run(
        "may-drive", "--reader", f"virtual:{image}", "--pin-file", "-", *DAY, "--lang", lang, stdin=b"1234"
    )
    assert outcome.code == code
    assert ("\n普通車: " if lang == "ja" else "\nordinary car: ") in outcome.text
    assert (("理由: " if lang == "ja" else "Reason: ") in outcome.text) == (image == "expired")
    assert not JUDGING.search(outcome.text)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "vehicle",
    [
        ("--gvw", "4"),
        ("--gvw", "7,4t"),
        ("--gvw", "-3t"),
        ("--gvw", "0t"),
        ("--gvw", "1.0005t"),
        ("--gvw", "9999999t"),
        ("--gvw", "nan t"),
        ("--gvw", ""),
        ("--seats", "0"),
        ("--seats", "3.5"),
        ("--seats", "99999"),
        ("--gvw", "3t", "--load", "3t"),
        ("--vehicle", "宇宙船"),
        ("--vehicle", ""),
        ("--vehicle", "原付", "--gvw", "1t"),
        ("--vehicle", "大型トラック", "--gvw", "3t", "--load", "1t", "--seats", "3"),
        ("--for-hire",),
        ("--towing", "800kg"),
        ("--transmission", "cvt", "--vehicle", "普通車"),
        ("--vehicle", "普通車", "--gvw", "12t"),
        ("--vehicle", "普通車", "--vehicle", "大型トラック"),
        ("--gvw", "12t", "--gvw", "3t", "--load", "1t", "--seats", "3"),
        ("--seats", "3", "--seats", "30"),
        ("--vehicle", "普通車", "--transmission", "at", "--transmission", "mt"),
        ("--vehicle", "普通車", "--towing", "700kg", "--towing", "0.8t"),
    ],
)
def test_impossible_vehicles_are_wrong_usage(
    menkyo_run: Callable[..., Outcome], vehicle: tuple[str, ...], lang: str
) -> None:
    """A vehicle that cannot be, or that is not told, ends in 2 and one sentence before any card is asked for."""
    outcome = menkyo_run("may-drive", "--reader", "virtual:no-such-card", *vehicle, "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert "no-such-card" not in outcome.errors


def test_what_is_said_twice_alike_is_said_once(menkyo_run: Callable[..., Outcome]) -> None:
    """An option may be repeated with the same value, however it is written."""
    once = ("may-drive", "--demo", *DAY, "--format", "json", "--gvw", "3.4t", "--load", "1t", "--seats", "3")
    twice = (*once, "--gvw", "3400kg", "--transmission", "AT", "--transmission", "at")
    assert menkyo_run(*once, "--transmission", "at").document == menkyo_run(*twice).document


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_missing_is_named(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """An answer that hangs on what was not given names the options, and the deciding text as one possibility."""
    outcome = menkyo_run("may-drive", "--demo", *TRUCK, "--lang", lang)
    assert "--transmission" in outcome.text.splitlines()[1]
    assert "準中型車(5t)と普通車はAT車に限る" in outcome.text.splitlines()[2]
    assert outcome.text.splitlines()[2].startswith("場合により" if lang == "ja" else "Possibly")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_stale_table_says_so(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """More than a year after the table was last checked it is called so."""
    arguments = ("may-drive", "--demo", "--vehicle", "原付", "--lang", lang)
    word = "古くなっている" if lang == "ja" else "out of date"
    assert word not in menkyo_run(*arguments, *DAY).text
    assert word in menkyo_run(*arguments, "--as-of", "2029-01-01").text


def test_help_cannot_be_misread(menkyo_run: Callable[..., Outcome]) -> None:
    """The help uses no word that says more than is recorded."""
    for lang in ("ja", "en"):
        assert not JUDGING.search(menkyo_run("may-drive", "--help", "--lang", lang).text)


@pytest.mark.parametrize(
    ("image", "day", "found", "words"),
    [
        ("specimen", "2010-04-21", ("yes", "proved"), ("1年を超えています", "over one year")),
        ("specimen", "2010-04-20", ("cannot-tell", "too-recent"), ("分かりません", "cannot tell")),
        ("specimen", "2009-04-19", ("cannot-tell", "future"), ("まだ来ていません", "yet to come")),
        ("new-driver", "2026-11-23", ("cannot-tell", "too-recent"), ("分かりません", "cannot tell")),
    ],
)
def test_how_long_somebody_has_been_licensed(
    menkyo_run: Callable[..., Outcome], image: str, day: str, found: tuple[str, str], words: tuple[str, str]
) -> None:
    """Over one year only where one of the three dates proves it, and never no."""
    arguments = ("may-drive", "--reader", f"virtual:{image}", "--pin-file", "-", "--as-of", day)
    document = cast("dict[str, dict[str, str]]", menkyo_run(*arguments, "--format", "json", stdin=b"1234").document)
    assert (document["experience"]["answer"], document["experience"]["reason"]) == found
    for lang, label, said in (("ja", "免許歴: ", words[0]), ("en", "Licensed: ", words[1])):
        lines = menkyo_run(*arguments, "--lang", lang, stdin=b"1234").text.splitlines()
        assert [said in line for line in lines if line.startswith(label)] == [True]


def test_a_driving_history_is_no_license_of_any_age(menkyo_run: Callable[..., Outcome]) -> None:
    """Whoever handed the license in is not asked how long it has been held."""
    arguments = ("may-drive", "--reader", "virtual:history-only", "--pin-file", "-", *DAY)
    assert menkyo_run(*arguments, "--format", "json", stdin=b"1234").document["experience"] is None
    assert "免許歴" not in menkyo_run(*arguments, stdin=b"1234").text
