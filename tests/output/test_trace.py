from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from apdu import applications
from apdu.conversation import Act, follow, reassemble
from apdu.transcript import Exchange, Transcript, mask_command
from menkyo.output import (
    TRACE_REPORT_SCHEMA,
    TRACE_SCHEMA,
    render_report,
    render_report_json,
    render_trace,
    render_trace_json,
    schema,
)
from menkyo.output.labels import Language
from menkyo.output.trace_texts import ACTS, FINDINGS, PLACES, QUESTION_TITLES
from menkyo.rules.open_questions import QUESTIONS, Answer, Evidence, Finding, answer_questions
from menkyo.virtual import open_virtual

if TYPE_CHECKING:
    from collections.abc import Mapping

MY_NUMBER = [
    "00A4040C10A0000002310600000000000000000000", "00B09A0003", "00200086", "002000860431323334", "00A4020C02001B",
    "00B0000000FFFF", "00A4020C02001C", "00B0000000FFFF", "00A4020C020ABC", "00CA00F200",
]  # fmt: skip
IC_LICENSE = [
    "00A40000", "00200081043132333400"[:18], "00200082043536373800"[:18],
    "00A4040C10A0000002310100000000000000000000", "00B0810000FFFF", "00B0840000FFFF", "00B0850000FFFF",
]  # fmt: skip
FACE = bytes.fromhex("FF2010DF2206E5B1B1E794B0DF240431393830")


def conversation(image: str, commands: list[str]) -> Transcript:
    """What a virtual card answers to commands that are sent one by one."""
    transport = open_virtual(image)
    answers = [(raw, transport.transmit(raw)) for raw in (bytes.fromhex(command) for command in commands)]
    exchanges = tuple(Exchange(mask_command(raw), answer, milliseconds=1.5) for raw, answer in answers)
    return Transcript("Reader\x1b[31m", transport.atr, exchanges)


def shown(transcript: Transcript, language: Language = Language.EN, *, values: bool = True) -> str:
    """The conversation, explained."""
    steps = follow(transcript.exchanges)
    return render_trace(transcript, steps, reassemble(steps), language=language, values=values)


def document(transcript: Transcript, *, values: bool = True) -> Mapping[str, Any]:
    """The JSON object, which keeps to its schema."""
    steps = follow(transcript.exchanges)
    made: Mapping[str, Any] = json.loads(render_trace_json(transcript, steps, reassemble(steps), values=values))
    jsonschema.validate(made, schema(TRACE_SCHEMA))  # pyright: ignore[reportUnknownMemberType]
    return made


def test_each_exchange_has_a_line() -> None:
    """Command, application, file, what came, what it means and how long it took stand in one line."""
    text = shown(conversation("specimen", MY_NUMBER))
    assert "   1  select application | license | 9000 (success) | 1.5 ms" in text
    assert "   3  ask for the tries left | license PIN | 63CA (tries left: 10) | 1.5 ms" in text
    assert "   6  read | license WEF02 | 2148 bytes at offset 0 | 9000 (success) | 1.5 ms" in text
    assert "   9  select file | license EF 0ABC | 6A82 (file or application not found) | 1.5 ms" in text
    assert "        E7 number of the license record: 309012345620" in text
    assert "        C5 last day of validity: 令和12年5月15日" in text
    assert "        0107 photo: 1933 bytes" in text
    assert "        C1 whether a PIN is set: 01" in text
    assert "\x1b" not in text


def test_it_is_said_in_japanese() -> None:
    """Commands, status words and fields have their Japanese terms."""
    text = shown(conversation("specimen", MY_NUMBER), Language.JA)
    assert "   3  残り回数の照会 | 免許AP 暗証番号 | 63CA (残り10回) | 1.5 ms" in text
    assert "   6  読み取り | 免許AP WEF02 (免許情報) | 位置0から2148バイト | 9000 (正常終了) | 1.5 ms" in text
    assert "        E7 免許情報記録番号: 309012345620" in text


@pytest.mark.parametrize(("status", "words"), [("6105", "あと5バイトある"), ("6CFF", "Leの誤り、255が正しい")])
def test_any_status_word_is_told_in_japanese(status: str, words: str) -> None:
    """Status words mean the same as to ``menkyo apdu``, those with a number in them, too."""
    transcript = Transcript.parse(f"# menkyo transcript 1\n> 00B09B0000\n< {status}\n")
    steps = follow(transcript.exchanges)
    assert f"{status} ({words})" in render_trace(transcript, steps, (), language=Language.JA, values=True)


def test_changes_and_holder_are_told() -> None:
    """A change record is shown with its date, text and commission."""
    text = shown(conversation("ic-changes", IC_LICENSE))
    assert "12 name: 見本 花子" in text
    assert "東京都公安" in text


def test_values_stay_away_when_asked_for() -> None:
    """Without values only tags, names and lengths are shown."""
    transcript = conversation("ic-changes", IC_LICENSE)
    text = shown(transcript, values=False)
    assert "見本" not in text
    assert "12 name: 10 bytes" in text
    objects = [item for file in document(transcript, values=False)["files"] for item in file["objects"]]
    assert objects
    assert not any(item["text"] or item["hex"] for item in objects)


def test_the_card_face_and_unknown_objects_are_told() -> None:
    """The My Number card's own files have names for their objects; what has none is called unknown."""
    exchanges = (
        Exchange("00A4040C0AD3921000310001010408", b"\x90\x00"),
        Exchange("00B0820000", FACE + b"\x90\x00"),
        Exchange("00A4040C10A0000002310600000000000000000000", b"\x90\x00"),
        Exchange("00B09B0000", b"\xc6\x00\x0a\x01\x05\x90\x00"),
        Exchange("00200086", "CardRemovedError"),
        Exchange("00200086", b"\x05"),
    )
    text = shown(Transcript("reader", b"", exchanges))
    assert "DF22 name: 山田" in text
    assert "0A unknown object: 05" in text
    assert "C6 condition 1: empty" in text
    assert "no answer, CardRemovedError" in text
    assert "no status word" in text


def test_the_document_has_every_exchange_and_file() -> None:
    """The JSON object tells the same, with the exchanges that brought each file."""
    made = document(conversation("specimen", MY_NUMBER))
    assert [file["file"] for file in made["files"]] == ["WEF01", "WEF02", "WEF03"]
    assert made["files"][1]["exchanges"] == [6]
    assert made["exchanges"][3]["command"] == "0020008604********"
    assert made["exchanges"][2]["key"] == "license"
    assert made["masked"] is False


def test_a_masked_conversation_is_explained() -> None:
    """Without its data, the lengths of what was read are told."""
    select = "> 00A4040C10A0000002310600000000000000000000\n< 9000\n"
    text = f"# menkyo transcript 1\n{select}> 00B09B0000\n< [200 bytes] 9000\n"
    transcript = Transcript.parse(text, masked=True)
    steps = follow(transcript.exchanges)
    assert "200 bytes at offset 0" in render_trace(transcript, steps, (), language=Language.EN, values=True)
    made = json.loads(render_trace_json(transcript, steps, (), values=True))
    jsonschema.validate(made, schema(TRACE_SCHEMA))  # pyright: ignore[reportUnknownMemberType]
    assert (made["masked"], made["exchanges"][1]["bytes"]) == (True, 200)


@pytest.mark.parametrize("image", ["specimen", "ic-changes", "full-size", "external-characters"])
@pytest.mark.parametrize("language", list(Language))
def test_a_report_has_one_line_for_each_question(image: str, language: Language) -> None:
    """Every finding has its words in both languages."""
    transcript = conversation(image, IC_LICENSE if image.startswith("ic-") else MY_NUMBER)
    steps = follow(transcript.exchanges)
    answers = answer_questions(Evidence(transcript.atr, steps, reassemble(steps)))
    lines = render_report(answers, language=language).splitlines()
    assert [line.partition(" ")[0] for line in lines] == list(QUESTIONS)
    made = json.loads(render_report_json(transcript, answers))
    jsonschema.validate(made, schema(TRACE_REPORT_SCHEMA))  # pyright: ignore[reportUnknownMemberType]


def test_a_report_says_what_was_seen() -> None:
    """Findings stand side by side, words in the reader's language."""
    findings = (Finding("absent-day", {"form": "empty"}), Finding("absent-day", {"form": "zeros"}))
    answers = (Answer("Q5", findings), Answer("Q6", ()))
    assert render_report(answers, language=Language.EN).splitlines() == [
        "Q5 how an absent day is written: an empty field; seven zeros",
        "Q6 pictures of external characters: not seen in this conversation",
    ]
    assert "空の項目、0だけの7桁" in render_report(answers, language=Language.JA)


def test_every_act_and_question_has_its_words() -> None:
    """The tables of words are whole."""
    assert set(ACTS) == {act.value for act in Act}
    assert set(QUESTION_TITLES) == set(QUESTIONS)
    assert all(text.ja and text.en for text in FINDINGS.values())


def test_every_application_and_key_has_an_english_title() -> None:
    """Who asks for English gets no Japanese term for an application, a PIN or a password."""
    for application in (*applications.MY_NUMBER_CARD, *applications.IC_LICENSE):
        for title in (application.title, *(key.title for key in application.keys)):
            assert title in PLACES
