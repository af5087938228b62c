from __future__ import annotations

from dataclasses import replace

import pytest

from apdu.conversation import follow, reassemble
from apdu.transcript import Exchange, Transcript, mask_command
from menkyo.rules.open_questions import QUESTIONS, Answer, Evidence, answer_questions
from menkyo.virtual import CardImage, load_image, open_virtual

LICENSE_AP = "00A4040C10A0000002310600000000000000000000"
LICENSE = [
    LICENSE_AP,
    "00200086",
    "002000860431323334",
    "00A4020C02001B",
    "00B0000000FFFF",
    "00A4020C02001C",
    "00B0000000FFFF",
]
IC_LICENSE = [
    "00A40000", "00B081000000FF", "00200081043132333400"[:18], "00200082043536373800"[:18],
    "00A4040C10A0000002310100000000000000000000",
    *(f"00B08{file}0000FFFF" for file in range(1, 8)),
    "00A4040C10A0000002310200000000000000000000", "00B0810000FFFF",
]  # fmt: skip


def evidence(image: str | CardImage, commands: list[str], atr: bytes | None = None) -> Evidence:
    """What a virtual card answers to commands that are sent one by one."""
    transport = open_virtual(image)
    exchanges = [
        Exchange(mask_command(raw), transport.transmit(raw)) for raw in (bytes.fromhex(command) for command in commands)
    ]
    steps = follow(exchanges)
    return Evidence(transport.atr if atr is None else atr, steps, reassemble(steps))


def seen(given: Evidence) -> dict[str, set[tuple[str, ...]]]:
    """The findings by question: each word with its values."""
    return {
        answer.question: {(finding.word, *finding.values.values()) for finding in answer.findings}
        for answer in answer_questions(given)
        if answer.is_answered
    }


@pytest.mark.parametrize(
    ("image", "question", "expected"),
    [
        ("specimen", "Q1", {("tag", "01")}),
        ("tag-ff", "Q1", {("tag", "FF")}),
        ("tag-81", "Q1", {("tag", "81")}),
        ("specimen", "Q2", {("no-fill", "WEF02"), ("no-fill", "WEF03")}),
        ("padding-ff", "Q2", {("fill", "WEF02", "FF"), ("fill", "WEF03", "FF")}),
        ("padding-00", "Q2", {("fill", "WEF02", "00"), ("fill", "WEF03", "00")}),
        ("specimen", "Q4", {("values", "00, 01")}),
        ("flags-ascii", "Q4", {("values", "30, 31")}),
        ("flags-empty", "Q4", {("values", "-, 01")}),
        ("specimen", "Q5", {("absent-day", "empty")}),
        ("absent-0000000", "Q5", {("absent-day", "zeros")}),
        ("absent-4000000", "Q5", {("absent-day", "era-and-zeros")}),
        ("external-characters", "Q6", {("glyph", "24", "uncompressed")}),
        ("history-only", "Q7", {("class-code", "01")}),
        ("specimen", "Q8", {("photo", "jp2", "192", "240", "1", "1933")}),
        ("codestream", "Q8", {("photo", "j2k", "192", "240", "1", "1964")}),
        ("damaged-photo", "Q8", {("photo-unknown", "84", "54 68 69 73")}),
        ("specimen", "Q19", {("key-identifier", "32", "32")}),
        ("specimen", "Q20", {("reserved-missing", "WEF02")}),
    ],
)
def test_a_license_answers(image: str, question: str, expected: set[tuple[str, ...]]) -> None:
    """Each form that a virtual card can play is told from its conversation."""
    assert seen(evidence(image, LICENSE))[question] == expected


@pytest.mark.parametrize(
    ("image", "question", "expected"),
    [
        ("ic-license", "Q2", {("fill", "DF1/EF01", "FF")}),
        (
            "ic-license",
            "Q9",
            {("flag-without", "50", "00"), ("flag-without", "A0", "00"), ("flag-without", "AA", "00")},
        ),
        ("ic-license", "Q10", {("values", "01 02")}),
        ("ic-license", "Q11", {("values", "90")}),
        ("ic-external-characters-mmr", "Q6", {("glyph", "50", "MMR")}),
        ("ic-changes", "Q16", {("lifted-same",)}),
        ("ic-changes", "Q17", {("commission", "○○○公安")}),
        ("ic-trailing-reserved-empty", "Q20", {("reserved-empty", "DF1/EF01", "7")}),
        ("ic-trailing-reserved-filled", "Q20", {("reserved-filled", "DF1/EF01", "7")}),
    ],
)
def test_an_ic_license_answers(image: str, question: str, expected: set[tuple[str, ...]]) -> None:
    """What only the conventional card has is told from its conversation."""
    assert expected <= seen(evidence(image, IC_LICENSE))[question]


def test_no_answer_names_a_commission() -> None:
    """Where a person lives is not told: of a commission's name the words that all have, and circles."""
    found = seen(evidence("ic-changes", IC_LICENSE))["Q17"]
    assert all(set(form) <= set("○公安委員会") for _, form in found)


def test_answers_to_commands() -> None:
    """Lengths, the verified state and refusals are told by status words."""
    commands = [
        LICENSE_AP, "00B09A00000003", "00B09A0000", "00200086", "002000860439393939", "002000860431323334", "00200086",
        LICENSE_AP, "00A4020C02001B", "00B000000017D5", "00200086",
    ]  # fmt: skip
    found = seen(evidence("specimen", commands))
    assert {("extended", "9000", "no"), ("le-00", "9000")} <= found["Q12"]
    assert found["Q14"] == {("wrong-pin", "63C9")}
    assert ("asked-after-verifying", "63CA") in found["Q13"]
    assert any(word == "asked-after-selecting" for word, *_ in found["Q13"])


def test_blocked_pins_and_contacts() -> None:
    """A blocked PIN has a status word; an ATR of contacts says through what the card was asked."""
    found = seen(evidence("blocked-query-6983", [LICENSE_AP, "00200086"], bytes.fromhex("3BDA13FF8131FB46")))
    assert found["Q14"] == {("blocked", "6983")}
    assert found["Q18"] == {("contacts", "9000")}


def test_a_conversation_without_its_data_answers_what_it_can() -> None:
    """Of a trace that goes into a bug report, lengths and status words still speak."""
    text = f"# menkyo transcript 1\n> {LICENSE_AP}\n< 9000\n> 00B00000001000\n< [2148 bytes] 9000\n"
    steps = follow(Transcript.parse(text, masked=True).exchanges)
    found = seen(Evidence(b"", steps, ()))
    assert found == {"Q12": {("extended", "9000", "yes")}}


def test_every_question_has_its_answer() -> None:
    """All twenty are there, in order, answered or not; what the signature covers comes from outside."""
    answers = answer_questions(Evidence(b"", (), (), "objects"))
    assert tuple(answer.question for answer in answers) == QUESTIONS
    assert [answer.question for answer in answers if answer.is_answered] == ["Q3"]
    assert not Answer("Q1", ()).is_answered


@pytest.mark.parametrize("length", [0x20, 0x54, 0xFF])
def test_what_was_not_read_to_its_end_is_not_told(length: int) -> None:
    """The beginning of a file says neither what follows its objects nor which of them are missing."""
    found = seen(evidence("specimen", [*LICENSE[:4], f"00B00000{length:02X}"]))
    assert "Q2" not in found
    assert "Q20" not in found


def test_a_file_of_changes_that_was_begun_does_not_tell_that_there_are_none() -> None:
    """The flag stands first: records may follow it."""
    commands = [*IC_LICENSE[:5], "00B0840003", "00B0810003"]
    found = seen(evidence("ic-changes", commands))
    assert not {"Q9", "Q20"} & set(found)


def test_short_answers_do_not_hide_the_fill() -> None:
    """A link that cuts every answer ends no file."""
    chunks = [f"00B0{at:04X}54" for at in range(0, 2148, 84)]
    commands = [*LICENSE[:4], "00B0000000", *chunks[1:-1], f"00B0{84 * 25:04X}{2148 - 84 * 25:02X}"]
    image = load_image("padding-ff")
    cut = replace(image, switches=replace(image.switches, answer_limit=84))
    assert "Q2" not in seen(evidence(cut, commands))


def test_no_photo_answers_nothing() -> None:
    """An empty field has no form."""
    assert "Q8" not in seen(evidence("no-photo", LICENSE))
