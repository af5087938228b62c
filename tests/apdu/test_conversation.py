from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu.applications import LICENSE_AP
from apdu.applications.card_manager import CARD_MANAGER
from apdu.applications.ic_license import IC_LICENSE_MF
from apdu.applications.license_ap import WEF02
from apdu.conversation import MAX_FILES, Act, Place, follow, reassemble
from apdu.errors import ConversationError, ConversationFault, TranscriptError
from apdu.transcript import Exchange, Transcript

if TYPE_CHECKING:
    from apdu.applications import Application
    from apdu.conversation import FileRead, Step

SELECT = "> 00A4040C10A0000002310600000000000000000000\n< 9000\n"
SELECT_WEF02 = "> 00A4020C02001B\n< 9000\n"
HEXES = st.binary(max_size=24).map(lambda raw: raw.hex().upper())
COMMANDS = (
    st.sampled_from(
        [
            "00A4040C10A0000002310600000000000000000000",
            "00A4040010A0000002310100000000000000000000",
            "00A40000",
            "00A40000023F00",
            "00A4020C02001B",
            "00A4020C020001",
            "00B0000000",
            "00B0810000",
            "00B09B1000",
            "00B0000A000100",
            "00B2010C00",
            "00C0000000",
            "00200086",
            "0020008604********",
            "00CA00F200",
        ]
    )
    | HEXES
)
ANSWERS = st.tuples(
    st.binary(max_size=20), st.sampled_from([b"\x90\x00", b"\x61\x03", b"\x62\x82", b"\x6a\x82", b""])
).map(b"".join) | st.just("CardRemovedError")


def steps_of(text: str) -> tuple[Step, ...]:
    """The steps of a conversation that is written down without its heading."""
    return follow(Transcript.parse(f"# menkyo transcript 1\n{text}", masked=True).exchanges)


def files_of(text: str) -> tuple[FileRead, ...]:
    """The files of one."""
    return reassemble(steps_of(text))


def test_each_exchange_is_about_something() -> None:
    """Applications, files, keys and offsets follow from what was selected before."""
    steps = steps_of(
        SELECT
        + "> 00B09A0003\n< C101019000\n> 00200086\n< 63CA\n> 0020008604********\n< 9000\n"
        + SELECT_WEF02
        + "> 00B0010502\n< 01029000\n> 00A4020C020006\n< 9000\n> 00CA00F200\n< 6A88\n"
        + "> 80F8000000\n! CardRemovedError\n"
    )
    assert [step.act for step in steps] == [
        Act.SELECT_APPLICATION,
        Act.READ,
        Act.ASK_TRIES,
        Act.VERIFY,
        Act.SELECT_FILE,
        Act.READ,
        Act.SELECT_KEY,
        Act.GET_DATA,
        Act.OTHER,
    ]
    assert {step.application for step in steps} == {LICENSE_AP}
    assert steps[1].place == Place("license", 0x1A)
    assert steps[2].key is not None
    assert (steps[5].file, steps[5].offset, steps[5].data) == (WEF02, 0x105, b"\x01\x02")
    assert steps[8].status is None


@pytest.mark.parametrize("command", ["00A40000", "00A40000023F00", "00A40000043F002F01"])
def test_the_master_file_is_an_application(command: str) -> None:
    """Both forms that select the MF lead to it, and so does a path."""
    steps = steps_of(f"> {command}\n< 9000\n> 00B0810011\n< 45009000\n")
    assert steps[1].application is IC_LICENSE_MF
    assert steps[1].file is not None
    assert steps[1].file.name == "MF/EF01"


@pytest.mark.parametrize(
    ("aid", "application"), [("A0000001510000", CARD_MANAGER), ("F04D454E4B594F", None)], ids=["known", "unknown"]
)
@pytest.mark.parametrize("status", ["9000", "6A82"])
def test_a_selection_is_about_the_application_it_asks_for(
    aid: str, application: Application | None, status: str
) -> None:
    """Whatever was current before: an application that nobody knows is not taken for that one."""
    steps = steps_of(f"{SELECT}> 00A4040C07{aid}\n< {status}\n")
    assert steps[-1].application == application


def test_a_refused_selection_changes_nothing() -> None:
    """What was current stays so when the card says no."""
    steps = steps_of(SELECT + SELECT_WEF02 + "> 00A4020C02001C\n< 6A82\n> 00B0000001\n< C29000\n")
    assert steps[-1].file is WEF02


@pytest.mark.parametrize(
    "pieces",
    [
        "> 00B0000003\n< 0102039000\n> 00B0000303\n< 0405069000\n",
        "> 00B0000303\n< 0405069000\n> 00B0000003\n< 0102039000\n",
        "> 00B00000001000\n< 01020304056282\n> 00B0000410\n< 05069000\n",
        "> 00B0000000\n< 01026104\n> 00C0000004\n< 03046102\n> 00C0000002\n< 05069000\n",
        "> 00B0000006\n< 6C06\n> 00B0000006\n< 0102030405069000\n",
        "> 00B09B0003\n< 0102039000\n> 00B0000303\n< 0405069000\n",
        "> 00B00000001000\n< 010203\n> 00B0000006\n< 0102030405069000\n",
    ],
)
def test_a_file_is_put_together(pieces: str) -> None:
    """In whatever pieces, order and length a file was read, its bytes are those of the card."""
    (file,) = files_of(SELECT + SELECT_WEF02 + pieces)
    assert (file.name, file.data) == ("WEF02", bytes(range(1, 7)))


def test_an_answer_that_lost_its_status_word_is_content_to_its_end() -> None:
    """A long answer cut short ends in two bytes of the file, even where they look like a status word."""
    (file,) = files_of(SELECT + SELECT_WEF02 + "> 00B00000001000\n< 01026A82\n> 00B0000205\n< 6A8203049000\n")
    assert file.data == bytes.fromhex("01026A820304")
    assert [piece.has_status for piece in file.pieces] == [True, False]


@pytest.mark.parametrize(
    ("pieces", "fault"),
    [
        ("> 00B0000003\n< [3 bytes] 9000\n", ConversationFault.MASKED),
        ("> 00B0000003\n< 0102039000\n> 00B0000403\n< 0405069000\n", ConversationFault.HOLE),
        ("> 00B0000003\n< 0102039000\n> 00B0000003\n< 0102049000\n", ConversationFault.CHANGED),
    ],
)
def test_what_cannot_be_put_together_is_told(pieces: str, fault: ConversationFault) -> None:
    """Data that were left out, that are missing, or that contradict each other end in an error with the reason."""
    with pytest.raises(ConversationError) as caught:
        files_of(SELECT + SELECT_WEF02 + pieces)
    assert caught.value.fault is fault
    assert caught.value.file == ("" if fault is ConversationFault.MASKED else "WEF02")


def test_files_are_counted() -> None:
    """A conversation with more files than any card has is refused before they take memory."""
    text = "".join(
        f"> 00A4020C02{number:04X}\n< 9000\n> 00B0000001\n< 019000\n" for number in range(0x1000, 0x1001 + MAX_FILES)
    )
    with pytest.raises(ConversationError) as caught:
        files_of(SELECT + text)
    assert caught.value.fault is ConversationFault.TOO_MUCH


def test_a_file_with_the_my_number_is_marked() -> None:
    """A conversation that another program had with a denied file is recognized."""
    steps = steps_of("> 00A4040C0AD3921000310001010408\n< 9000\n> 00B0810000\n< 319000\n")
    assert [step.is_denied for step in steps] == [False, True]
    assert reassemble(steps)[0].is_denied


@given(st.lists(st.tuples(COMMANDS, ANSWERS), max_size=12))
def test_any_conversation_is_followed(exchanges: list[tuple[str, bytes | str]]) -> None:
    """Whatever was recorded, it is followed, and its files are put together or refused with a reason."""
    steps = follow(Exchange(command, answer) for command, answer in exchanges)
    assert [step.number for step in steps] == list(range(1, len(exchanges) + 1))
    try:
        files = reassemble(steps)
    except TranscriptError:
        return
    for file in files:
        for piece in file.pieces:
            answer = exchanges[piece.number - 1][1]
            assert isinstance(answer, bytes)
            assert file.data[piece.offset : piece.offset + piece.length] == answer[: piece.length]


@pytest.mark.parametrize("root", ["00A40000", "00A40000023F00"])
def test_a_my_number_card_stays_where_it_is(root: str) -> None:
    """It answers 9000 to a SELECT of the MF and keeps its application, so that a denied file is still known as one."""
    select = "> 00A4040C0AD3921000310001010408\n< 9000\n"
    file = files_of(f"{select}> {root}\n< 9000\n> 00B0810011\n< AABB9000\n")[0]
    assert file.place == Place("text", 0x0001)
    assert file.is_denied


@pytest.mark.parametrize(
    ("beginning", "name"),
    [("D39210003100010104", None), ("D3921000310001010408", "text"), ("A00000023101", "ic-license")],
)
def test_the_beginning_of_an_aid_may_tell_nothing(beginning: str, name: str | None) -> None:
    """What several applications begin with does not say which of them was reached."""
    application = steps_of(f"> 00A4040C{len(beginning) // 2:02X}{beginning}\n< 9000\n")[0].application
    assert (None if application is None else application.name) == name
