from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.output import Language, render_plain
from menkyo.output.facts import facts_of
from menkyo.record import RecordError, decode_license_record
from menkyo.rules.validity import validity
from menkyo.virtual import image_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.output import ReadResult

JUDGING = re.compile(r"\b(valid|genuine)\b|有効で|真正")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("image", image_names())
def test_one_fact_on_a_line(image: str, language: Language, make_result: Callable[..., ReadResult]) -> None:
    """Each line is a label and a value in plain characters, and none of them judges."""
    try:
        text = render_plain(make_result(image), language=language)
    except RecordError:
        return
    for line in text.split("\n"):
        assert re.fullmatch(r"[^:]+: .+", line)
        assert line.isprintable()
        assert not re.search("[─-╿▀-▟●○]", line)
        assert not JUDGING.search(line)


@given(data=st.binary(max_size=300))
def test_any_record_can_be_shown(data: bytes, make_result: Callable[..., ReadResult]) -> None:
    """No bytes that a card could send keep the text from being written, or put a control character into it."""
    try:
        record = decode_license_record(data)
    except RecordError:
        return
    for language in Language:
        assert render_plain(make_result(record=record), language=language).replace("\n", "").isprintable()


@pytest.mark.parametrize("image", ["ic-external-characters", "ic-external-characters-mmr", "ic-changes"])
def test_a_missing_character_names_its_picture(image: str, make_result: Callable[..., ReadResult]) -> None:
    """Where a text has 〓 for an external character, its number is that of a picture on a line of its own."""
    text = render_plain(make_result(image), language=Language.EN)
    numbers = set(re.findall(r": external character (\d), shown as 〓$", text, re.MULTILINE))
    assert numbers
    assert numbers <= set(re.findall(r"^Character (\d): picture of", text, re.MULTILINE))


def test_categories_are_words(make_result: Callable[..., ReadResult]) -> None:
    """Held categories are named in full, and so are the others."""
    text = render_plain(make_result("specimen"), language=Language.JA)
    assert "種類: 準中型自動車、普通自動車、原動機付自転車" in text.split("\n")
    assert "記録のない種類: 大型自動車、" in text


def test_all_categories(make_result: Callable[..., ReadResult]) -> None:
    """With every category held there is no line for the others."""
    assert "Not recorded" not in render_plain(make_result("all-categories"), language=Language.EN)


def test_the_specimen_says_so(result: ReadResult) -> None:
    """An invented record is announced near the top, and only an invented one."""
    lines = render_plain(replace(result, specimen=True), language=Language.JA).split("\n")
    assert lines[1] == "注意: これは見本です。実在の人の免許ではありません。"
    assert "見本" not in render_plain(result, language=Language.JA)


@pytest.mark.parametrize(
    ("verdict", "japanese", "english"),
    [
        ("verified", "照合一致", "matches"),
        ("mismatch", "不一致", "DOES NOT MATCH"),
        ("unknown-signer", "未確認", "unconfirmed"),
        ("not-checked", "未確認", "unconfirmed"),
        ("absent", "なし", "none"),
        ("to-come", "to-come", "to-come"),
    ],
)
def test_verdicts(verdict: str, japanese: str, english: str, result: ReadResult) -> None:
    """The signature's line tells what was compared, in words that cannot be taken for more."""
    shown = replace(result, signature_verdict=verdict)
    assert f"\n署名: {japanese}" in render_plain(shown, language=Language.JA)
    assert f"\nSignature: {english}" in render_plain(shown, language=Language.EN)


@pytest.mark.parametrize(("tries", "text"), [(None, "tries left unknown"), (1, "1 try left"), (10, "10 tries left")])
def test_tries(tries: int | None, text: str, result: ReadResult) -> None:
    """The tries left are told, or that the card does not tell them."""
    assert f"PIN: set, {text}" in render_plain(replace(result, tries_left=tries), language=Language.EN)


def test_no_pin(result: ReadResult) -> None:
    """A card without PIN says so."""
    assert "暗証番号: 設定なし" in render_plain(replace(result, pin_set=False), language=Language.JA)


def test_what_reading_cannot_tell(result: ReadResult) -> None:
    """Every reading ends with what it cannot tell, and that it is no license."""
    for language, sentences in (
        (Language.JA, ("停止・取消などの処分は、この記録からは分かりません。", "この表示は免許証ではありません。")),
        (Language.EN, ("Suspension or revocation cannot be seen", "This display is not a license.")),
    ):
        assert all(sentence in render_plain(result, language=language) for sentence in sentences)


def test_an_expired_card_says_so(result: ReadResult) -> None:
    """The My Number card's own expiry is a line of its own, and told apart when past."""
    assert result.card_expires_on is not None
    past = replace(result, card_expires_on=result.card_expires_on.replace(year=2026, month=1))
    assert "Card expires: 17 Feb 2035 (the My Number card itself)" in render_plain(result, language=Language.EN)
    assert "カードの期限: 2026年1月17日 (マイナンバーカード自体) 期限切れ" in render_plain(past, language=Language.JA)


@pytest.mark.parametrize(("as_of", "is_past"), [(date(2026, 1, 5), False), (date(2026, 1, 6), True)])
def test_an_ic_license_ends_with_its_license(
    as_of: date, make_result: Callable[..., ReadResult], *, is_past: bool
) -> None:
    """The IC license itself has expired when the lawful last day is past, and not before; both days are told."""
    recorded = date(2025, 12, 28)
    read = make_result("ic-license", as_of=as_of)
    text = render_plain(
        replace(read, card_expires_on=recorded, validity=validity(recorded, as_of)), language=Language.EN
    )
    assert "Card expires: 28 Dec 2025, lawful until Mon 5 Jan 2026 (the IC driver's license itself)" in text
    assert ("itself) EXPIRED" in text) is is_past


def test_a_wrong_check_digit_is_a_warning(make_result: Callable[..., ReadResult]) -> None:
    """A check digit that does not fit is told beside the number, which is shown all the same."""
    text = render_plain(make_result(record=decode_license_record(b"\xe7\x0c309012345610")), language=Language.JA)
    assert "番号: 3090 1234 5610" in text
    assert "検査数字が合いません" in text


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("309012345620", "first issued by Tokyo in 1990, reissues 0"),
        ("452600000183", "first issued by Kanagawa in 2026, reissues 3"),
        ("972700000180", "first issued by Okinawa in 1927, reissues 0"),
        ("009012345620", "first issued by 00 (in no list) in 1990, reissues 0"),
    ],
)
def test_the_number_in_words(digits: str, words: str, make_result: Callable[..., ReadResult]) -> None:
    """The number's parts are told: commission, the latest year that fits and has come, and reissues."""
    record = decode_license_record(b"\xe7\x0c" + digits.encode())
    assert f"Number: {words}" in render_plain(make_result(record=record), language=Language.EN)


def test_an_unlisted_color_is_shown_as_recorded(make_result: Callable[..., ReadResult]) -> None:
    """A color that the specification does not list is shown in its own words."""
    record = decode_license_record(bytes.fromhex("C404306C484C C50735313230353135"))
    assert "色区分: 一般" in render_plain(make_result(record=record), language=Language.JA)


def test_an_unknown_driver_class_shows_its_code(make_result: Callable[..., ReadResult]) -> None:
    """A class code that is in no table is shown as the code that it is, never as a guess."""
    record = decode_license_record(b"\xc3\x01\x7f\xe8\x0c302500000110")
    assert "History class: code 7F (meaning unknown)" in render_plain(make_result(record=record), language=Language.EN)


def test_many_problems_are_cut_short(make_result: Callable[..., ReadResult]) -> None:
    """A hostile card cannot fill the screen with findings; JSON has all of them."""
    record = decode_license_record(b"".join(bytes([tag, 1, 9]) for tag in range(0xEC, 0xFB)))
    facts = facts_of(make_result(record=record, image="no-signature"), Language.EN)
    problems = [row.text for row in facts.more if row.label == "Problems"]
    assert len(record.problems) == 15
    assert len(problems) == 13
    assert problems[-1] == "3 more (all of them with --format json)"


def test_card_text_loses_its_control_characters(result: ReadResult) -> None:
    """What a card or a reader wrote reaches people without control characters."""
    assert result.signature is not None
    signature = replace(result.signature, issuer="\x1b]0;title\x07Issuer", serial="1\r2")
    text = render_plain(replace(result, signature=signature, reader="\x1b[2JReader\u202e"), language=Language.EN)
    assert "issuer named in it: ]0;titleIssuer" in text
    assert "serial number named in it: 1 2" in text
    assert ", [2JReader" in text
