from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu.applications import LICENSE_AP
from apdu.applications.card_manager import CARD_MANAGER
from apdu.applications.ic_license import IC_LICENSE_MF
from apdu.applications.license_ap import WEF02
from apdu.conversation import MAX_FILES, Act, Piece, Place, follow, reassemble
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
        "> 00B0000002\n< 01029000\n> 00B0000402\n< 05069000\n> 00B0000202\n< 03049000\n",
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
    assert (
        str(caught.value)
        == {
            ConversationFault.MASKED: "The recording was written without its data",
            ConversationFault.HOLE: "The recording does not hold all of WEF02",
            ConversationFault.CHANGED: "The recording holds WEF02 twice, with different bytes",
        }[fault]
    )


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


def outcome(*exchanges: tuple[str, str]) -> tuple[object, ...]:
    """What the last of some exchanges is about, in words and numbers."""
    *_, step = follow(
        Exchange(command, answer if answer.endswith("Error") else bytes.fromhex(answer))
        for command, answer in exchanges
    )
    return (
        step.act,
        step.application and step.application.name,
        step.place and tuple(step.place),
        step.file and step.file.name,
        step.key and step.key.name,
        step.offset,
        step.data.hex().upper(),
        step.status and f"{step.status.value:04X}",
    )


LICENSE = ("00A4040C10A0000002310600000000000000000000", "9000")
TEXT = ("00A4040C0AD3921000310001010408", "9000")
COMMON = ("00A4040C0AD3921000310001010100", "9000")
DF1 = ("00A4040C10A0000002310100000000000000000000", "9000")
MF = ("00A40000", "9000")
WEF02_SELECTED = ("00A4020C02001B", "9000")
UNKNOWN = ("00A4040C05A000000003", "9000")
SELECTED, READ = Act.SELECT_APPLICATION, Act.READ
IN_WEF02 = (READ, "license", ("license", 0x1B, 0), "WEF02", None)
NOWHERE = (READ, "license", None, None, None)


@pytest.mark.parametrize(
    ("exchanges", "expected"),
    [
        ([LICENSE], (SELECTED, "license", None, None, None, 0, "", "9000")),
        ([(LICENSE[0], "6A82")], (SELECTED, "license", None, None, None, 0, "", "6A82")),
        ([TEXT, (LICENSE[0], "6A82")], (SELECTED, "license", None, None, None, 0, "", "6A82")),
        ([TEXT, UNKNOWN], (SELECTED, None, None, None, None, 0, "", "9000")),
        ([("00A404000BA000000231010000000000", "6F006282")],
            (SELECTED, "ic-license", None, None, None, 0, "6F00", "6282")),
        ([("00A40400", "9000")], (SELECTED, None, None, None, None, 0, "", "9000")),
        ([TEXT, MF], (SELECTED, "text", None, None, None, 0, "", "9000")),
        ([MF], (SELECTED, "ic-license-mf", None, None, None, 0, "", "9000")),
        ([("00A40000", "6A82")], (SELECTED, "ic-license-mf", None, None, None, 0, "", "6A82")),
        ([("00A40000023F00", "9000")], (SELECTED, "ic-license-mf", None, None, None, 0, "", "9000")),
        ([("00A40000043F002F01", "9000")],
            (Act.SELECT_FILE, "ic-license-mf", ("ic-license-mf", 0x2F01, 0), "MF/EF01", None, 0, "", "9000")),
        ([LICENSE, ("00A40000043F002F01", "6A82")],
            (Act.SELECT_FILE, "license", ("license", 0x2F01, 0), None, None, 0, "", "6A82")),
        ([LICENSE, WEF02_SELECTED], (Act.SELECT_FILE, "license", ("license", 0x1B, 0), "WEF02", None, 0, "", "9000")),
        ([LICENSE, ("00A4020C02001D", "6A82")],
            (Act.SELECT_FILE, "license", ("license", 0x1D, 0), None, None, 0, "", "6A82")),
        ([LICENSE, ("00A4020C020006", "9000")],
            (Act.SELECT_KEY, "license", ("license", 6, 0), None, "license", 0, "", "9000")),
        ([("00A4020C020006", "9000")], (Act.SELECT_FILE, None, ("", 6, 0), None, None, 0, "", "9000")),
        ([UNKNOWN, ("00B09A0003", "AA9000")], (READ, None, ("A000000003", 0x1A, 0), None, None, 0, "AA", "9000")),
        ([LICENSE, ("00B09A0003", "AA9000")], (READ, "license", ("license", 0x1A, 0), "WEF01", None, 0, "AA", "9000")),
        ([LICENSE, ("00B0870503", "AA9000")], (READ, "license", ("license", 7, 0), None, None, 5, "AA", "9000")),
        ([MF, ("00B0810003", "AA9000")],
            (READ, "ic-license-mf", ("ic-license-mf", 0x2F01, 0), "MF/EF01", None, 0, "AA", "9000")),
        ([LICENSE, WEF02_SELECTED, ("00B07FFF03", "AA9000")], (*IN_WEF02, 0x7FFF, "AA", "9000")),
        ([LICENSE, ("00B09B0003", "AA9000"), ("00B0010203", "BB9000")], (*IN_WEF02, 0x102, "BB", "9000")),
        ([LICENSE, ("00B09B0003", "6982"), ("00B0010203", "6982")], (*NOWHERE, 0x102, "", "6982")),
        ([LICENSE, ("00B09B0003", "AA6105"), ("00B0010203", "6982")], (*IN_WEF02, 0x102, "", "6982")),
        ([LICENSE, ("00B09B0003", "AA6282"), ("00B0010203", "6982")], (*IN_WEF02, 0x102, "", "6982")),
        ([LICENSE, ("00B09B0003", "AA6300"), ("00B0010203", "6982")], (*NOWHERE, 0x102, "", "6982")),
        ([LICENSE, WEF02_SELECTED, ("00A4020C02001C", "6A82"), ("00B0000003", "6982")], (*IN_WEF02, 0, "", "6982")),
        ([LICENSE, WEF02_SELECTED, LICENSE, ("00B0000003", "6982")], (*NOWHERE, 0, "", "6982")),
        ([DF1, ("00B0810003", "AA9000"), MF, ("00B0000003", "AA9000")],
            (READ, "ic-license-mf", None, None, None, 0, "AA", "9000")),
        ([("00B0000003", "AA9000")], (READ, None, None, None, None, 0, "AA", "9000")),
        ([COMMON, ("00B2010C00", "AA9000")],
            (Act.READ_RECORD, "common", ("common", 1, 1), "card-record", None, 0, "AA", "9000")),
        ([COMMON, ("00B2030C00", "AA9000")],
            (Act.READ_RECORD, "common", ("common", 1, 3), "card-record", None, 0, "AA", "9000")),
        ([COMMON, ("00B2010C00", "9000"), ("00B2020400", "AA9000")],
            (Act.READ_RECORD, "common", ("common", 1, 2), "card-record", None, 0, "AA", "9000")),
        ([COMMON, ("00B2010400", "AA9000")], (Act.READ_RECORD, "common", None, None, None, 0, "AA", "9000")),
        ([LICENSE, ("00B09B0500", "AABB6101"), ("00C0000001", "CC9000")],
            (Act.READ_ON, "license", ("license", 0x1B, 0), "WEF02", None, 7, "CC", "9000")),
        ([LICENSE, ("00B09B0500", "AABB6101"), ("00C0000001", "CC6101"), ("00C0000001", "DD9000")],
            (Act.READ_ON, "license", ("license", 0x1B, 0), "WEF02", None, 8, "DD", "9000")),
        ([COMMON, ("00B2010C00", "AA6101"), ("00C0000001", "CC9000")],
            (Act.READ_ON, "common", ("common", 1, 1), "card-record", None, 1, "CC", "9000")),
        ([LICENSE, ("00CA00F200", "AA6101"), ("00C0000001", "CC9000")],
            (Act.GET_DATA, "license", None, None, None, 1, "CC", "9000")),
        ([LICENSE, ("00B09B0500", "AABB9000"), ("00C0000001", "CC9000")],
            (Act.OTHER, "license", None, None, None, 0, "CC", "9000")),
        ([LICENSE, ("00B09B0500", "CardRemovedError"), ("00C0000001", "CC9000")],
            (Act.OTHER, "license", None, None, None, 0, "CC", "9000")),
        ([("00C0000001", "CC9000")], (Act.OTHER, None, None, None, None, 0, "CC", "9000")),
        ([LICENSE, ("00200086", "63CA")], (Act.ASK_TRIES, "license", None, None, "license", 0, "", "63CA")),
        ([LICENSE, ("0020008604********", "9000")], (Act.VERIFY, "license", None, None, "license", 0, "", "9000")),
        ([LICENSE, ("00200006", "63CA")], (Act.ASK_TRIES, "license", None, None, "license", 0, "", "63CA")),
        ([LICENSE, ("00200085", "6A88")], (Act.ASK_TRIES, "license", None, None, None, 0, "", "6A88")),
        ([("00200086", "63CA")], (Act.ASK_TRIES, None, None, None, None, 0, "", "63CA")),
        ([TEXT, ("00A4020C020011", "9000"), ("00200080", "63C3")],
            (Act.ASK_TRIES, "text", None, None, "text", 0, "", "63C3")),
        ([TEXT, ("00200080", "63C3")], (Act.ASK_TRIES, "text", None, None, None, 0, "", "63C3")),
        ([MF, ("00200082", "63C3")], (Act.ASK_TRIES, "ic-license-mf", None, None, "pin2", 0, "", "63C3")),
        ([LICENSE, ("00CA00F200", "6A88")], (Act.GET_DATA, "license", None, None, None, 0, "", "6A88")),
        ([("00A4040C07A0000001510000", "9000"), ("00CA00F200", "AA9000")],
            (Act.GET_DATA, "card-manager", None, None, None, 0, "AA", "9000")),
        ([LICENSE, ("00A4000002001B", "9000"), ("00B0000010", "AA9000")], (*IN_WEF02, 0, "AA", "9000")),
        ([LICENSE, WEF02_SELECTED, ("00B01A0010", "AA9000")], (*IN_WEF02, 0x1A00, "AA", "9000")),
        ([LICENSE, ("00B09B0000", "6102"), ("00C0000002", "AA9000")],
            (Act.READ_ON, "license", ("license", 0x1B, 0), "WEF02", None, 0, "AA", "9000")),
        ([DF1, ("00A40000023F00", "9000"), ("00B08A0003", "AA9000")],
            (READ, "ic-license-mf", ("ic-license-mf", 0x0A, 0), "MF/EF02", None, 0, "AA", "9000")),
        ([MF, ("00A4020C022F01", "9000")],
            (Act.SELECT_FILE, "ic-license-mf", ("ic-license-mf", 0x2F01, 0), "MF/EF01", None, 0, "", "9000")),
        ([("00D6000001AA", "6982")], (Act.OTHER, None, None, None, None, 0, "", "6982")),
        ([LICENSE, ("00840000", "AA9000")], (Act.OTHER, "license", None, None, None, 0, "AA", "9000")),
        ([LICENSE, ("00", "AA9000")], (Act.OTHER, "license", None, None, None, 0, "AA", "9000")),
        ([LICENSE, ("00B09B0003", "CardRemovedError")], (*IN_WEF02, 0, "", None)),
        ([LICENSE, ("00B09B0003", "")], (*IN_WEF02, 0, "", None)),
        ([LICENSE, ("00B09B0003", "90")], (*IN_WEF02, 0, "90", None)),
        ([LICENSE, ("00B09B0003", "AA0102")], (*IN_WEF02, 0, "AA0102", None)),
    ],
)  # fmt: skip
def test_what_an_exchange_is_about(exchanges: list[tuple[str, str]], expected: tuple[object, ...]) -> None:
    """Act, application, file, key, offset, data and status, as all before it has made them."""
    assert outcome(*exchanges) == expected


@pytest.mark.parametrize(("status", "is_certain"), [("9000", True), ("6105", True), ("6282", True), ("6300", False)])
def test_what_says_that_it_was_done(status: str, *, is_certain: bool) -> None:
    """Success, more to come, and a warning without change; other status words may be the end of content."""
    step = steps_of(SELECT + f"> 00B09A0003\n< C10101{status}\n")[-1]
    assert (step.number, step.is_certain) == (2, is_certain)
    assert follow([Exchange("00B09A0003", b"\x90")])[0].is_certain is False


def test_a_piece_remembers_its_answer() -> None:
    """Which exchange, where in the file, how long, and whether a status word stands behind it."""
    (file,) = files_of(
        SELECT + SELECT_WEF02 + "> 00B0000203\n< 0304059000\n> 00B0000002\n< 01029000\n> 00B00005001000\n< 060708\n"
    )
    assert file.pieces == (
        Piece(3, 2, 3, has_status=True),
        Piece(4, 0, 2, has_status=True),
        Piece(5, 5, 3, has_status=False),
    )
    assert (file.place, file.application, file.file, file.is_denied) == (
        Place("license", 0x1B),
        LICENSE_AP,
        WEF02,
        False,
    )
    assert file.data == bytes(range(1, 9))


def test_files_are_in_the_order_of_their_first_reading() -> None:
    """What holds no content of a file is left out, and what has none is no file."""
    files = files_of(
        SELECT
        + "> 00B09C0000\n< 9000\n> 00B09B0002\n< 01029000\n> 00200086\n< 63CA\n> 00CA00F200\n< 01029000\n"
        + "> 00B09A0001\n< 019000\n> 00B09B0201\n< 039000\n> 00B0870001\n< 079000\n"
    )
    assert [(file.name, file.data.hex()) for file in files] == [("WEF02", "010203"), ("WEF01", "01"), ("EF 0007", "07")]


def test_a_status_word_that_contradicts_the_content_is_one() -> None:
    """Where an answer cannot be content to its end it had a status word; where it can be neither, the file changed."""
    whole = "> 00B0000006\n< 0102030405069000\n"
    (file,) = files_of(SELECT + SELECT_WEF02 + whole + "> 00B0000004\n< 01026A82\n")
    assert (file.data, file.pieces[-1]) == (bytes(range(1, 7)), Piece(4, 0, 2, has_status=True))
    for answer in ("09026A82", "090203", "010209"):
        with pytest.raises(ConversationError) as caught:
            files_of(SELECT + SELECT_WEF02 + whole + f"> 00B0000004\n< {answer}\n")
        assert (caught.value.fault, caught.value.file) == (ConversationFault.CHANGED, "WEF02")


def test_content_that_overlaps_must_agree() -> None:
    """Byte for byte where both are known, and behind a gap that is filled later."""
    (file,) = files_of(SELECT + SELECT_WEF02 + "> 00B0000402\n< 05069000\n> 00B0000006\n< 0102030405069000\n")
    assert file.data == bytes(range(1, 7))
    with pytest.raises(ConversationError) as caught:
        files_of(SELECT + SELECT_WEF02 + "> 00B0000402\n< 05069000\n> 00B0000006\n< 0102030405079000\n")
    assert caught.value.fault is ConversationFault.CHANGED
    (file,) = files_of(SELECT + SELECT_WEF02 + "> 00B0000006\n< 0000000000009000\n> 00B0000102\n< 00009000\n")
    assert file.data == bytes(6)


def test_a_fault_names_a_file_that_nobody_knows() -> None:
    """By its identifier."""
    with pytest.raises(ConversationError) as caught:
        files_of(SELECT + "> 00B0870103\n< 0102039000\n")
    assert (caught.value.fault, caught.value.file) == (ConversationFault.HOLE, "EF 0007")


def test_as_many_files_as_may_be() -> None:
    """The last one that is allowed is read, and one that is read twice counts once."""
    text = "".join(
        f"> 00A4020C02{number:04X}\n< 9000\n> 00B0000001\n< 019000\n> 00B0000001\n< 019000\n"
        for number in range(0x1000, 0x1000 + MAX_FILES)
    )
    assert len(files_of(SELECT + text)) == MAX_FILES
