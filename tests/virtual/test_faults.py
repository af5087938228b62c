"""The faults on the list: what each does to a conversation, and how they are chosen."""

from __future__ import annotations

import re

import pytest

from apdu.errors import CardRemovedError, CardUnresponsiveError, TransportError
from menkyo.virtual import (
    FAULTS,
    Action,
    FaultError,
    FaultyTransport,
    VirtualCard,
    choose_fault,
    load_image,
    open_faulty,
)

SELECT = bytes.fromhex("00A4040C10A0000002310600000000000000000000")
QUERY = bytes.fromhex("00200086")
SETTING = bytes.fromhex("00B09A0003")
VERIFY = bytes.fromhex("002000860431323334")
RECORD = bytes.fromhex("00B09B0010")
CONVERSATION = (SELECT, QUERY, SETTING, VERIFY, RECORD, QUERY)
HONEST = ("9000", "63CA", "C101019000", "9000", "C200C300C4044D254E49C507353132309000", "63CA")

CASES = {
    "pull@2": ("9000", "!", "!", "!", "!", "!"),
    "pull-done@2": ("9000", "!", "!", "!", "!", "!"),
    "mute@4": ("9000", "63CA", "C101019000", "?", "6982", "63CA"),
    "mute-done@4": (*HONEST[:3], "?", *HONEST[4:]),
    "late@2": HONEST,
    "no-byte@3": (*HONEST[:2], "", *HONEST[3:]),
    "one-byte@3": (*HONEST[:2], "90", *HONEST[3:]),
    "short@3": (*HONEST[:2], "C19000", *HONEST[3:]),
    "no-status@3": (*HONEST[:2], "C10101", *HONEST[3:]),
    "long@3": (*HONEST[:2], "00" * 257 + HONEST[2], *HONEST[3:]),
    "huge@3": (*HONEST[:2], "00" * 65_000 + "9000", *HONEST[3:]),
    "status@3": (*HONEST[:2], "6F00", *HONEST[3:]),
    "status=6a82@3": (*HONEST[:2], "6A82", *HONEST[3:]),
    "duplicate@3": (*HONEST[:2], "63CA", *HONEST[3:]),
    "endless-61xx@5": (*HONEST[:4], "0061FF", "0061FF"),
    "endless-61xx=0@5": (*HONEST[:4], "61FF", "61FF"),
    "endless-6cxx@5": (*HONEST[:4], "6CFF", "6CFE"),
    "lying-length@3": (*HONEST[:2], "C1827FFF019000", *HONEST[3:]),
    "zero-length@3": (*HONEST[:2], "C100019000", *HONEST[3:]),
    "changing-file@1": (*HONEST[:4], "C200C300C4044D254E49C507313738369000", HONEST[5]),
    "counter@6": (*HONEST[:5], "63CF"),
    "counter=9000@2": ("9000", "9000", *HONEST[2:5], "9000"),
    "other-program@5": (*HONEST[:4], "6981", "6A82"),
    "power-loss@5": (*HONEST[:4], "6A82", "6A82"),
}


def converse(fault: str, card: VirtualCard | None = None) -> tuple[str, ...]:
    """The answers to one conversation: hex, ! for a card that is gone, ? for one that is mute."""
    waited: list[float] = []
    transport = open_faulty(card or VirtualCard(load_image("specimen")), fault, waited.append)
    answers: list[str] = []
    for command in CONVERSATION:
        try:
            answers.append(transport.transmit(command).hex().upper())
        except CardRemovedError:
            answers.append("!")
        except CardUnresponsiveError:
            answers.append("?")
    assert transport.commands == len(CONVERSATION)
    return (*answers, *(str(seconds) for seconds in waited))


@pytest.mark.parametrize("fault", CASES)
def test_what_a_fault_does(fault: str) -> None:
    """Each fault changes the answers that its meaning tells of, and no other ones."""
    waits = ("5.0",) if fault == "late@2" else ()
    assert converse(fault) == (*CASES[fault], *waits)


@pytest.mark.parametrize(("fault", "number"), [("noise", 3), ("endless-noise", 2)])
def test_noise_is_the_same_each_time(fault: str, number: int) -> None:
    """Noise comes where it is asked for, to one command or from there on, and is the same in the next conversation."""
    answers = converse(f"{fault}@{number}")
    assert answers == converse(f"{fault}@{number}")
    assert answers[: number - 1] == HONEST[: number - 1]
    assert answers[number - 1] != HONEST[number - 1]
    assert (answers[number:] == HONEST[number:]) == (fault == "noise")


def test_every_fault_is_tried_here() -> None:
    """No fault is on the list without its row."""
    assert {fault.partition("@")[0].partition("=")[0] for fault in CASES} | {"noise", "endless-noise"} == set(FAULTS)


def test_files_differ_from_read_to_read() -> None:
    """A file that changes has the same length at each read, and other digits."""
    transport = open_faulty("specimen", "changing-file")
    for command in (SELECT, VERIFY):
        transport.transmit(command)
    answers = [transport.transmit(RECORD) for _ in range(5)]
    assert len(set(answers)) == 5
    assert {len(answer) for answer in answers} == {18}
    assert len({re.sub(rb"[0-9]", b"", answer) for answer in answers}) == 1


@pytest.mark.parametrize(("fault", "reached"), [("pull@4", 0), ("pull-done@4", 1), ("mute@4", 0), ("mute-done@4", 1)])
def test_a_card_that_did_what_it_was_told_is_told_apart(fault: str, reached: int) -> None:
    """Whether the command reached the card shows in the card."""
    card = VirtualCard(load_image("specimen"))
    converse(fault, card)
    assert card.log.count(action=Action.VERIFY) == reached


def test_the_power_of_another_transport_cannot_be_lost() -> None:
    """Only a virtual card loses its power; anything else is a mistake in a program."""
    inner = FaultyTransport(open_faulty("specimen", "late@99"), choose_fault("power-loss").make())
    with pytest.raises(TypeError, match="virtual card"):
        inner.transmit(SELECT)


@pytest.mark.parametrize(
    ("text", "number", "value"),
    [
        ("pull", 1, ""),
        ("pull@999999", 999999, ""),
        ("status", 1, "6F00"),
        ("status=6982@7", 7, "6982"),
        ("late=0.5", 1, "0.5"),
    ],
)
def test_a_fault_is_chosen_by_name(text: str, number: int, value: str) -> None:
    """A name alone means the first command and the usual value; what is written comes out again."""
    chosen = choose_fault(text)
    assert (chosen.number, chosen.value) == (number, value)
    assert choose_fault(str(chosen)) == chosen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@3",
        "pul",
        "pull@0",
        "pull@-1",
        "pull@1000000",
        "pull@x",
        "pull=6F00",
        "status=6F@2",
        "status=6F0000",
        "late=1e9",
        "late=nan",
        "late=-1",
        "endless-61xx=x",
        "counter=",
        "pull@1\n",
        "PULL",
    ],
)
def test_what_is_no_fault(text: str) -> None:
    """Anything else is refused before a card is touched, with the names that there are."""
    with pytest.raises(FaultError) as caught:
        choose_fault(text)
    assert caught.value.names == tuple(FAULTS)
    assert caught.value.wanted == text


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_says_what_it_is(name: str) -> None:
    """Each has a sentence in both languages, and comes out as a transport's error or an answer at any command."""
    kind = FAULTS[name]
    assert kind.name == name
    assert kind.meaning.ja.endswith("。")
    assert kind.meaning.en.endswith(".")
    for number in range(1, 4):
        transport = open_faulty("specimen", f"{name}@{number}", lambda _seconds: None)
        for command in CONVERSATION:
            try:
                transport.transmit(command)
            except TransportError:
                break
