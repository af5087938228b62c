"""An exchange in words, and the meanings of status words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu import StatusWord
from apdu.conversation import Follower, follow
from apdu.transcript import Exchange, Transcript, mask_command
from menkyo.output import Language, render_trace, render_trace_json, schema
from menkyo.output.exchange import ExchangeView, render_exchange, render_exchange_json, render_heading
from menkyo.output.status_words import describe_status

KNOWN = [
    value
    for value in range(0x6200, 0x9001)
    if StatusWord(value).phrase != StatusWord(value).family.value
    and StatusWord(value).tries_left in {None, 0}
    and value >> 8 not in {0x61, 0x6C}
]
KANA = re.compile(r"[ぁ-んァ-ヶ一-鿿]")
FAMILIES = {"警告", "検査エラー", "実行エラー", "独自のステータスワード"}
JUDGING = re.compile(r"\b(valid|invalid|genuine|authentic)\b|有効|無効|真正|本物|正規", re.IGNORECASE)


@pytest.mark.parametrize("value", KNOWN)
def test_every_known_status_word_has_both_meanings(value: int) -> None:
    """What has a phrase in English has one in Japanese of its own."""
    japanese, english = (describe_status(StatusWord(value), language) for language in (Language.JA, Language.EN))
    assert KANA.search(japanese)
    assert english == StatusWord(value).phrase
    assert japanese not in FAMILIES or value == 0x6400


@given(value=st.integers(0, 0xFFFF))
def test_any_status_word_has_a_meaning(value: int) -> None:
    """There are words for each, and none of them judges."""
    for language in Language:
        words = describe_status(StatusWord(value), language)
        assert words
        assert not JUDGING.search(words)
        assert bool(KANA.search(words)) == (language is Language.JA)


@pytest.mark.parametrize(
    ("value", "japanese", "english"),
    [
        (0x63C7, "残り7回", "tries left: 7"),
        (0x6110, "あと16バイトある", "16 more bytes available"),
        (0x6C00, "Leの誤り、256が正しい", "wrong Le, 256 is right"),
        (0x1234, "ステータスワードではない", "no status word of ISO/IEC 7816-4"),
    ],
)
def test_status_words_with_a_number(value: int, japanese: str, english: str) -> None:
    """Tries, bytes and lengths are told as numbers."""
    assert describe_status(StatusWord(value), Language.JA) == japanese
    assert describe_status(StatusWord(value), Language.EN) == english


COMMANDS = st.binary(max_size=16) | st.sampled_from(
    [bytes.fromhex("00A4040C10A0000002310600000000000000000000"), bytes.fromhex("00B09B0000"), b"\x00\xb2\x01\x0c\x00"]
)
ANSWERS = st.binary(max_size=40) | st.binary(max_size=40).map(lambda data: data + b"\x90\x00")


@given(
    exchanges=st.lists(st.tuples(COMMANDS, ANSWERS | st.just("CardRemovedError")), max_size=5),
    reader=st.text(max_size=20),
    language=st.sampled_from(Language),
)
def test_what_is_shown_is_a_transcript(
    exchanges: list[tuple[bytes, bytes | str]], reader: str, language: Language
) -> None:
    """Whatever was exchanged, over whatever reader, the text is a transcript of as many exchanges and answers."""
    follower = Follower()
    parts = [render_heading(reader, b"\x3b")]
    for command, answer in exchanges:
        step = follower.take(Exchange(mask_command(command), answer))
        parts.append(render_exchange(ExchangeView(1, step, "9000", fits=False), language))
    text = "\n\n".join(parts)
    assert [each.answer for each in Transcript.parse(text).exchanges] == [answer for _, answer in exchanges]
    assert all(line.isprintable() and line == line.rstrip() for line in text.splitlines() if line != "#")


LICENSE = ("00A4040C10A0000002310600000000000000000000", "9000")
COMMON = ("00A4040C0AD3921000310001010100", "9000")
TEXT = ("00A4040C0AD3921000310001010408", "9000")


def view_of(*exchanges: tuple[str, str]) -> ExchangeView:
    """The last of some exchanges."""
    follower = Follower()
    *_, step = [follower.take(Exchange(command, bytes.fromhex(answer))) for command, answer in exchanges]
    return ExchangeView(1, step)


@pytest.mark.parametrize(
    ("exchanges", "identifier"),
    [
        ([LICENSE], None),
        ([LICENSE, ("00B0870010", "6A82")], "07"),
        ([LICENSE, ("00B09A0003", "9000")], "1A"),
        ([LICENSE, ("00A4020C02002F", "9000")], "002F"),
        ([LICENSE, ("00A4020C02002F", "9000"), ("00B0000010", "9000")], "002F"),
        ([LICENSE, ("00B0870010", "6110"), ("00C0000010", "AA9000")], "0007"),
        ([COMMON, ("00B2010C00", "9000")], "01"),
        ([COMMON, ("00B2010C00", "9000"), ("00B2020400", "9000")], "0001"),
        ([LICENSE, ("00200086", "63CA")], "06"),
        ([LICENSE, ("0020008604********", "9000")], "06"),
        ([LICENSE, ("00A4020C020006", "9000")], "0006"),
        ([("00B0000010", "6986")], None),
        ([("00CA00F200", "6A88")], None),
        ([("00", "6700")], None),
    ],
)  # fmt: skip
def test_what_has_no_name_has_its_identifier(exchanges: list[tuple[str, str]], identifier: str | None) -> None:
    """Two digits of a short identifier in the command, otherwise the four of the file."""
    assert json.loads(render_exchange_json(view_of(*exchanges)))["identifier"] == identifier


@pytest.mark.parametrize(
    ("exchanges", "lines"),
    [
        ([("00CA00F200", "6A88")], ["# get data | 00F2 | 6A88 (reference data not found)", "> 00CA00F200", "< 6A88"]),
        ([("00CA00F200", "6102"), ("00C0000002", "AABB9000")],
            ["# get data | 2 bytes | 9000 (success)", "> 00C0000002", "< AABB 9000"]),
        ([LICENSE, ("00B0870010", "0102")],
            ["# read | license EF 0007 | 2 bytes at offset 0 | no status word", "> 00B0870010", "< 0102"]),
        ([LICENSE, ("00B0870010", "")],
            ["# read | license EF 0007 | no status word", "> 00B0870010", "<"]),
        ([LICENSE, ("00B09B000E", "C50735313230353135C1009000")],
            ["# read | license WEF02 | 11 bytes at offset 0 | 9000 (success)", "> 00B09B000E",
             "< C50735313230353135C100 9000",
             '#   C5 last day of validity (7 bytes) 35313230353135 "令和12年5月15日"', "#   C1 (0 bytes)"]),
        ([LICENSE, ("00B09B0006", "C200C404269000")],
            ["# read | license WEF02 | 5 bytes at offset 0 | 9000 (success)", "> 00B09B0006", "< C200C40426 9000",
             "#   C2 day the history was recorded (0 bytes)", "#   3 more bytes"]),
        ([TEXT, ("00B0820000", "FF2009DF2206E5B1B1E794B09000")],
            ["# read | card text text/EF0002 | 12 bytes at offset 0 | 9000 (success)", "> 00B0820000",
             "< FF2009DF2206E5B1B1E794B0 9000", "#   FF20 (9 bytes)", '#     DF22 name (6 bytes) E5B1B1E794B0 "山田"']),
        ([TEXT, ("00B0870000", "0403414243 0402AA42 9000")],
            ["# read | card text EF 0007 | 9 bytes at offset 0 | 9000 (success)", "> 00B0870000",
             "< 04034142430402AA42 9000", '#   04 (3 bytes) 414243 "ABC"', "#   04 (2 bytes) AA42"]),
    ],
)  # fmt: skip
def test_the_lines_of_an_exchange(exchanges: list[tuple[str, str]], lines: list[str]) -> None:
    """What it is, the command, the answer, and the objects in it, with their names and texts where they have any."""
    assert render_exchange(view_of(*exchanges), Language.EN).splitlines() == lines


TRANSCRIPTS = sorted((Path(__file__).parents[2] / "fixtures/transcripts").glob("*.txt"))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_an_exchange_is_told_alike_when_it_happens_and_when_it_was_recorded(path: Path, language: Language) -> None:
    """``menkyo apdu`` and ``menkyo trace show`` say the same of it, in words and in JSON."""
    transcript = Transcript.parse(path.read_text(encoding="utf-8"), masked=True)
    exchanges = tuple(replace(each, milliseconds=None) for each in transcript.exchanges)
    recorded = follow(exchanges)
    follower = Follower()
    views = [ExchangeView(1, follower.take(each)) for each in exchanges]
    lines = render_trace(transcript, recorded, (), language=language, values=True).splitlines()
    assert [line[6:] for line in lines[2:]] == [render_exchange(view, language).splitlines()[0][2:] for view in views]
    told = json.loads(render_trace_json(transcript, recorded, (), values=True))["exchanges"]
    for view, other in zip(views, told, strict=True):
        live = json.loads(render_exchange_json(view))
        jsonschema.validate(live, schema("menkyo.apdu/1"))  # pyright: ignore[reportUnknownMemberType]
        for key in ("command", "act", "application", "key", "status", "meaning", "error"):
            assert live[key] == other[key]
        assert live["offset"] == (other["offset"] or 0)
        assert other["file"] in {live["file"], f"EF {int(live['identifier'] or '0', 16):04X}"}
