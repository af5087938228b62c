"""`menkyo check-new-card`: every outcome with its exit code, and every form of the old record."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from jsonschema import Draft202012Validator, validate

from menkyo.output import schema
from menkyo.virtual import image_names, specimen_issuer_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Desk, Outcome

CHECK = schema("menkyo.check-new-card/1")
JUDGING = re.compile(r"\b(valid|invalid|genuine|authentic|forged|fake)\b|有効(?!期)|無効|真正|本物|偽", re.IGNORECASE)
VALUES = {
    "number": "3090 1234 5620",
    "expires_on": "令和12年5月15日",
    "color": "ゴールド",
    "categories": ["準中型", "普通", "原付"],
    "conditions": ["眼鏡等", "準中型車（５ｔ）と普通車はＡＴ車に限る"],
}
TYPED = "3090-1234-5620\nR12.5.15\ngold\n準中型、普通、原付\n眼鏡等\n準中型車(5t)と普通車はAT車に限る\n\n"
DEMO = ("--reader", "virtual:renewed", "--pin-file", "-")


@pytest.fixture
def old(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> Callable[[str], str]:
    """Saves what a card records, for a file of the old record."""

    def save(image: str = "specimen") -> str:
        file = tmp_path / f"{image}.json"
        pins = b"1234\n5678\n"
        outcome = menkyo_run("read", "--reader", f"virtual:{image}", "--pin-file", "-", "--save", str(file), stdin=pins)
        assert outcome.code in {0, 5}
        return str(file)

    return save


@pytest.fixture
def check(menkyo_run: Callable[..., Outcome], old: Callable[[str], str]) -> Callable[..., Outcome]:
    """Checks a virtual card against a saved one."""

    def run(image: str, *options: str, before: str = "specimen") -> Outcome:
        arguments = ("--reader", f"virtual:{image}", "--pin-file", "-", "--old", old(before), *options)
        return menkyo_run("check-new-card", *arguments, stdin=b"1234")

    return run


@pytest.mark.parametrize(
    ("image", "options", "outcome", "fee"),
    [
        ("renewed", "", "all-well", None),
        ("renewed", "--notice recorded", "all-well", None),
        ("renewed", "--renewed-on 2025-04-20", "all-well", None),
        ("renewed", "--as-of 2030-05-15", "all-well", None),
        ("renewed", "--as-of 2030-05-16", "past", None),
        ("renewed-stale", "", "stale", None),
        ("renewed-stale", "--renewed-on 2025-04-20", "stale", None),
        ("expired", "", "differs", None),
        ("no-license", "--notice not-recorded", "not-carried-over", 0),
        ("no-license", "--notice none", "not-requested", 1500),
        ("no-license", "--notice recorded", "missing-despite-notice", None),
        ("no-license", "", "not-recorded", None),
        ("empty-record", "--notice not-recorded", "not-carried-over", 0),
        ("empty-record", "--notice none", "not-requested", 1500),
        ("history-only", "--notice none", "not-requested", 1500),
    ],
)
def test_each_outcome_has_its_exit_code(
    check: Callable[..., Outcome], image: str, options: str, outcome: str, fee: int | None
) -> None:
    """Exit code 0 is for all well alone, and everything else that is an answer is 9."""
    ended = check(image, "--format", "json", *options.split())
    document = ended.document
    assert (document["outcome"], document["fee"]) == (outcome, fee)
    # What `renewed-stale` and `expired` record is past, too.
    assert document["must_not_drive"] is (outcome != "all-well")
    assert ended.code == (0 if outcome == "all-well" else 9)
    validate(document, CHECK, cls=Draft202012Validator)
    assert list(document) == [key for key in cast("dict[str, object]", CHECK["properties"]) if key != "saved"]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("form", ["capture", "json", "toml"])
def test_the_old_card_itself_is_noticed(
    menkyo_run: Callable[..., Outcome], old: Callable[[str], str], tmp_path: Path, form: str, lang: str
) -> None:
    """A card that ends on the day of the old one is told as such, whatever tells the old one's day."""
    specimen = ("--reader", "virtual:specimen", "--pin-file", "-")
    file = tmp_path / f"old.{form}"
    if form == "capture":
        file = Path(old("specimen"))
    elif form == "json":
        file.write_bytes(menkyo_run("read", *specimen, "--format", "json", stdin=b"1234").output)
    else:
        file.write_text("number = '309012345620'\ncard_expires_on = 2035-02-17\n", encoding="utf-8")
    arguments = ("check-new-card", *specimen, "--old", str(file), "--lang", lang)
    words = "古いカードそのもの" if lang == "ja" else "the old card itself"
    assert words in menkyo_run(*arguments, stdin=b"1234").text
    assert menkyo_run(*arguments, "--format", "json", stdin=b"1234").document["may_be_old_card"] is True


@pytest.mark.parametrize(("image", "before"), [("renewed", "specimen"), ("specimen", "ic-license")])
def test_no_other_card_is_taken_for_the_old_one(check: Callable[..., Outcome], image: str, before: str) -> None:
    """One that ends later is not, nor any where the old record is not of a My Number card."""
    assert check(image, "--format", "json", before=before).document["may_be_old_card"] is False


@pytest.mark.parametrize("image", image_names("mynumber"))
def test_every_card_fits_the_schema(check: Callable[..., Outcome], image: str) -> None:
    """Of every built-in card the document fits the schema, or one sentence says why there is none."""
    ended = check(image, "--format", "json", "--use-last-try")
    if ended.code in {5, 7, 8}:
        ended.assert_one_sentence("ja")
        return
    assert ended.code in {0, 9}
    validate(ended.document, CHECK, cls=Draft202012Validator)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("no-license", "--notice", "not-recorded"), ("0円", "0 yen")),
        (("no-license", "--notice", "none"), ("1,500円", "1,500 yen")),
        (("no-license",), ("0円、何も書かれていなければ1,500円", "0 yen if the notice says 記録：無, 1,500 yen")),
        (("empty-record", "--notice", "recorded"), ("記録されていません", "its record is empty")),
        (("renewed-stale",), ("古いもの", "as it was when the card was applied for")),
        (("renewed",), ("前の記録と一致", "agrees with the old record")),
        (("renewed", "--as-of", "2030-05-16"), ("失効しています", "menkyo plan tells what to do")),
        (("expired",), ("新 4509 0000 0160 / 前 3090 1234 5620", "new 4509 0000 0160 / old 3090 1234 5620")),
    ],
)
def test_the_words_say_what_to_do(
    check: Callable[..., Outcome], options: tuple[str, ...], words: tuple[str, str], lang: str
) -> None:
    """Each outcome has its sentence, what to do next, and its fee; none says more than was compared."""
    text = check(*options, "--lang", lang).text
    assert words[lang == "en"] in text
    assert ("次にすること: " if lang == "ja" else "Next: ") in text
    assert not JUDGING.search(text)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("ja", "2025年12月28日、法律上は2026年1月5日(月)まで"), ("en", "28 Dec 2025, lawful until Mon 5 Jan 2026")],
)
def test_both_last_days_are_told(menkyo_run: Callable[..., Outcome], tmp_path: Path, lang: str, words: str) -> None:
    """An old last day that is a day off stands beside the lawful one."""
    file = tmp_path / "old.toml"
    file.write_text("number = '309012345620'\nexpires_on = 2025-12-28\n", encoding="utf-8")
    options = ("--pin-file", "-", "--old", str(file), "--lang", lang)
    assert words in menkyo_run("check-new-card", "--reader", "virtual:renewed", *options, stdin=b"1234").text


@pytest.mark.parametrize("image", ["renewed", "renewed-stale", "no-license"])
def test_each_step_names_its_rule(check: Callable[..., Outcome], image: str) -> None:
    """The line of a step ends with the id of the rule that the document gives with its source."""
    steps = cast("list[dict[str, dict[str, str]]]", check(image, "--format", "json").document["steps"])
    lines = [line for line in check(image, "--lang", "en").text.splitlines() if line.endswith("]")]
    assert [line.rpartition("[")[2] for line in lines] == [f"{step['rule']['id']}]" for step in steps]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_who_has_no_license_on_the_card_is_warned(check: Callable[..., Outcome], lang: str) -> None:
    """The warning not to drive with this card alone stands where nothing is recorded that allows it, and only there."""
    warning = "このカードだけで運転しないでください" if lang == "ja" else "Do not drive with this card alone"
    grace = "無免許運転" if lang == "ja" else "that is driving without one"
    for options, words in (
        (("no-license",), [warning]),
        (("renewed",), []),
        (("renewed", "--as-of", "2030-05-16"), [warning, grace]),
        (("renewed-stale", "--as-of", "2025-05-16"), [warning, grace]),
        (("renewed-stale", "--as-of", "2025-05-15"), []),
    ):
        text = check(*options, "--lang", lang).text
        assert [each for each in (warning, grace) if each in text] == words


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_whether_a_stale_record_allows_driving_is_left_open(check: Callable[..., Outcome], lang: str) -> None:
    """What no source tells is told as such: whoever has an old record asks before driving with it alone."""
    words = (
        "資料に定めがありません。運転の前に警察に"
        if lang == "ja"
        else "No source tells whether an old record allows driving"
    )
    assert words in check("renewed-stale", "--as-of", "2025-05-15", "--lang", lang).text
    assert words not in check("renewed", "--lang", lang).text


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("notice", ["not-recorded", "none"])
def test_the_notice_is_brought_in_either_case(check: Callable[..., Outcome], notice: str, lang: str) -> None:
    """Notice and card are brought to a license center, whether the notice says 記録：無 or nothing."""
    words = (
        "交付通知書と新しいカードを持って、運転免許センターで"
        if lang == "ja"
        else "Take the notice and the new card to"
    )
    assert words in check("no-license", "--notice", notice, "--lang", lang).text


def test_an_ic_license_is_an_old_record(check: Callable[..., Outcome]) -> None:
    """The old record may be a saved IC license, whose number ends in another digit."""
    ended = check("renewed", "--format", "json", before="ic-license")
    assert ended.code == 0
    steps = cast("list[dict[str, object]]", ended.document["steps"])
    assert [step["reason"] for step in steps if step["step"] == "number"] == ["last-digit"]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_ic_license_is_no_new_card(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], old: Callable[[str], str], lang: str
) -> None:
    """An IC license on the reader is refused before a PIN is sent, which would cost a try."""
    desk = lay("ic-license")
    options = ("--reader", "virtual", "--pin-file", "-", "--old", old("specimen"), "--lang", lang)
    ended = menkyo_run("check-new-card", *options, stdin=b"1234", card=desk)
    assert ended.code == 5
    ended.assert_one_sentence(lang)
    assert desk.presented == []


def test_an_ic_license_without_a_pin_is_no_new_card(check: Callable[..., Outcome]) -> None:
    """Nor is one that needs no PIN."""
    ended = check("ic-no-pin")
    assert ended.code == 5
    ended.assert_one_sentence("ja")


@pytest.mark.parametrize(("image", "pin", "code"), [("renewed", b"9999", 6), ("blocked", b"1234", 7)])
def test_a_pin_has_the_usual_codes(
    menkyo_run: Callable[..., Outcome], old: Callable[[str], str], image: str, pin: bytes, code: int
) -> None:
    """A wrong PIN and a blocked one end as everywhere."""
    options = ("--reader", f"virtual:{image}", "--pin-file", "-", "--old", old("specimen"))
    ended = menkyo_run("check-new-card", *options, stdin=pin)
    assert ended.code == code
    ended.assert_one_sentence("ja")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_demo_is_all_well(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """The demo runs unattended."""
    ended = menkyo_run("check-new-card", "--demo", "--lang", lang)
    assert (ended.code, ended.errors) == (0, "")
    assert not JUDGING.search(ended.text)


def test_a_trusted_key_decides_the_signature(
    menkyo_run: Callable[..., Outcome], old: Callable[[str], str], tmp_path: Path
) -> None:
    """With a trusted key the signature is a step like the others."""
    store = tmp_path / "store"
    store.mkdir()
    (store / "key.pem").write_bytes(specimen_issuer_key())
    file = old("specimen")
    for image, outcome, code in (("specimen", "all-well", 0), ("tampered", "signature-mismatch", 9)):
        options = ("--reader", f"virtual:{image}", "--pin-file", "-", "--old", file, "--trust", str(store))
        ended = menkyo_run("check-new-card", *options, "--format", "json", stdin=b"1234")
        assert (ended.document["outcome"], ended.code) == (outcome, code)


def test_the_old_record_is_a_file_of_values(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """TOML and JSON with values, and what `read --format json` printed, are old records."""
    reading = menkyo_run("read", "--demo", "--format", "json").output
    files = {
        "values.json": json.dumps(VALUES).encode(),
        "values.toml": "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in VALUES.items())
        .replace('"令和12年5月15日"', "2030-05-15")
        .encode(),
        "reading.json": reading,
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        ended = menkyo_run("check-new-card", *DEMO, "--old", str(tmp_path / name), stdin=b"1234")
        assert (name, ended.code, ended.errors) == (name, 0, "")


def test_some_values_are_not_all(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """An old record with less than everything leaves the check incomplete."""
    file = tmp_path / "old.toml"
    file.write_text('number = "309012345620"', encoding="utf-8")
    ended = menkyo_run("check-new-card", *DEMO, "--old", str(file), "--format", "json", stdin=b"1234")
    assert (ended.code, ended.document["outcome"]) == (9, "incomplete")


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "content",
    [
        "",
        'number = "30901234562"',
        "number = 309012345620",
        "expires_on = 2030-02-30",
        'expires_on = "2030-02-30"',
        'expires_on = "令和7年2月29日"',
        "expires_on = 2030-05-15T00:00:00",
        'color = "red"',
        'categories = ["tank"]',
        "categories = []",
        'conditions = "眼鏡等"',
        "conditions = [1]",
        'name = "somebody"',
        "number = ",
    ],
)
def test_values_that_are_none_are_told(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], tmp_path: Path, content: str, lang: str
) -> None:
    """A value that is not understood is a sentence that names its key and not its content; no card is touched."""
    file = tmp_path / "old.toml"
    file.write_text(content, encoding="utf-8")
    desk = lay("renewed")
    arguments = ("check-new-card", "--reader", "virtual", "--old", str(file), "--lang", lang)
    ended = menkyo_run(*arguments, card=desk)
    assert ended.code == 2
    ended.assert_one_sentence(lang)
    assert desk.exchanges == []
    assert "3090" not in ended.errors


def test_a_line_that_is_no_toml_is_named(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """An impossible day without quotes is no TOML: the sentence names its line, and not what it says."""
    file = tmp_path / "old.toml"
    file.write_text('number = "309012345620"\nexpires_on = 2030-02-30\n', encoding="utf-8")
    assert "2行目" in menkyo_run("check-new-card", *DEMO, "--old", str(file)).errors
    assert "Line 2 of" in menkyo_run("check-new-card", *DEMO, "--old", str(file), "--lang", "en").errors


@pytest.mark.parametrize(
    ("suffix", "opening"), [(".toml", "number = " + "[" * 4_000), (".json", '{"number":' * 90_000)]
)
def test_what_is_nested_without_end_is_not_understood(
    menkyo_run: Callable[..., Outcome], tmp_path: Path, suffix: str, opening: str
) -> None:
    """A file that opens more brackets than Python follows is no old record, and no fault in menkyo."""
    file = tmp_path / f"old{suffix}"
    file.write_text(opening, encoding="utf-8")
    assert menkyo_run("check-new-card", *DEMO, "--old", str(file)).code == 2


@pytest.mark.parametrize(("day", "is_stale"), [("2026-11-23", False), ("2028-01-01", True)])
@pytest.mark.parametrize("notice", ["none", "not-recorded", None])
def test_a_stale_fee_says_so(check: Callable[..., Outcome], day: str, notice: str | None, *, is_stale: bool) -> None:
    """A fee is told with the day on which it was last checked, and more than a year later as one that may change."""
    options = ("--as-of", day, *(() if notice is None else ("--notice", notice)))
    document = check("no-license", "--format", "json", *options).document
    assert (document["fee_checked_on"], document["fee_stale"]) == ("2026-07-29", is_stale)
    text = check("no-license", *options).text
    assert "2026年7月29日" in text
    assert ("変わっている可能性" in text) is is_stale


@pytest.mark.parametrize(("image", "asks"), [("no-license", True), ("renewed-stale", True), ("renewed", False)])
def test_counters_are_a_matter_of_the_prefecture(check: Callable[..., Outcome], image: str, *, asks: bool) -> None:
    """Where somebody has to go to a counter, they are told to ask the police of their prefecture which one."""
    assert ("住所地の警察に確認してください" in check(image).text) is asks
    assert ("ask the police of yours" in check(image, "--lang", "en").text) is asks


def test_no_fee_has_no_day(check: Callable[..., Outcome]) -> None:
    """Where nothing is to be recorded no table of fees was used."""
    document = check("renewed", "--format", "json").document
    assert (document["fee_checked_on"], document["fee_stale"]) == (None, None)
    assert "2026年7月29日" not in check("renewed").text


def test_all_is_well_only_unless_the_license_was_renewed(check: Callable[..., Outcome]) -> None:
    """Without a day of renewal the answer says what it assumes; with one it does not."""
    assert "更新していなければ、することはありません" in check("renewed").text
    assert "次にすること: することはありません" in check("renewed", "--renewed-on", "2025-04-20").text


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_history_is_no_old_record(
    menkyo_run: Callable[..., Outcome], check: Callable[..., Outcome], tmp_path: Path, lang: str
) -> None:
    """A driving history alone cannot be checked against, saved or printed."""
    ended = check("renewed", "--lang", lang, before="history-only")
    assert ended.code == 2
    ended.assert_one_sentence(lang)
    reading = menkyo_run(
        "read", "--reader", "virtual:history-only", "--pin-file", "-", "--format", "json", stdin=b"1234"
    )
    file = tmp_path / "reading.json"
    file.write_bytes(reading.output)
    ended = menkyo_run("check-new-card", *DEMO, "--old", str(file), "--lang", lang)
    assert ended.code == 2
    ended.assert_one_sentence(lang)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"schema": "menkyo.capture/9"}', b'{"schema": 1}'])
def test_a_file_that_is_no_record_is_told(menkyo_run: Callable[..., Outcome], tmp_path: Path, content: bytes) -> None:
    """Garbage in place of the old record is a sentence that names it."""
    file = tmp_path / "old.json"
    file.write_bytes(content)
    ended = menkyo_run("check-new-card", *DEMO, "--old", str(file))
    assert ended.code == 2
    ended.assert_one_sentence("ja")
    assert "前の記録: " in ended.errors


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "options",
    [
        ("--renewed-on", "2099-01-01", "--old", "FILE"),
        ("--renewed-on", "2026-02-30"),
        ("--notice", "maybe"),
        ("--demo", "--old", "FILE"),
        ("--old", "missing.json"),
        ("--old", "-"),
        (),
    ],
)
def test_wrong_usage_is_one_sentence(
    menkyo_run: Callable[..., Outcome], old: Callable[[str], str], options: tuple[str, ...], lang: str
) -> None:
    """Impossible days, no old record and no terminal to ask for it: each is a sentence."""
    file = old("specimen")
    arguments = [file if word == "FILE" else word for word in options]
    reader = () if "--demo" in options else ("--reader", "virtual:renewed")
    ended = menkyo_run("check-new-card", *arguments, *reader, "--lang", lang)
    assert ended.code == 2
    ended.assert_one_sentence(lang)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_printed_values_are_typed(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """At a terminal the values are asked for, and asked for again when they are not understood."""

    def type_pin(_prompt: str) -> str:
        return "1234"

    arguments = ("check-new-card", "--reader", "virtual:renewed", "--lang", lang)
    ended = menkyo_run(*arguments, stdin=TYPED.encode(), typed=type_pin)
    assert ended.code == 0
    again = menkyo_run(*arguments, stdin=b"12\n" + TYPED.encode(), typed=type_pin)
    assert again.code == 0
    assert len(again.errors.splitlines()) == len(ended.errors.splitlines()) + 2
    assert menkyo_run(*arguments, stdin=b"3090", typed=type_pin).code == 130


def test_unknown_values_may_be_left_out(menkyo_run: Callable[..., Outcome]) -> None:
    """Empty lines leave values out; with none at all there is nothing to check."""

    def type_pin(_prompt: str) -> str:
        return "1234"

    arguments = ("check-new-card", "--reader", "virtual:renewed", "--format", "json")
    some = menkyo_run(*arguments, stdin="309012345620\n\n\n\nなし\n".encode(), typed=type_pin)
    assert some.document["outcome"] == "differs"
    assert menkyo_run(*arguments, stdin=b"\n\n\n\n\n", typed=type_pin).code == 2


def test_the_new_card_can_be_saved(
    menkyo_run: Callable[..., Outcome], old: Callable[[str], str], tmp_path: Path
) -> None:
    """The reading of the new card can be kept, as the old record of the next time; the old one is not written over."""
    file = tmp_path / "new.json"
    ended = menkyo_run("check-new-card", *DEMO, "--old", old("specimen"), "--save", str(file), stdin=b"1234")
    assert ended.code == 0
    assert menkyo_run("check-new-card", *DEMO, "--old", str(file), stdin=b"1234").code == 0
