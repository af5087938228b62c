from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apdu import CommandAPDU
from apdu.errors import (
    CardRemovedError,
    CardUnresponsiveError,
    ReplayError,
    TranscriptError,
    TransportError,
)
from apdu.transcript import Exchange, Replay, Transcript, mask_again, mask_answer, mask_command, record
from apdu.wrappers import Observed

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apdu.conftest import Scripted

TEXT = """# menkyo transcript 1
# reader: Virtual: specimen
# atr: 3B88 8001

# any other comment
> 00a4 040c 10 A0000002310600000000000000000000
< 9000
> 0020008604********
<
> 00200086
! CardRemovedError
"""
READERS = st.text(st.characters(exclude_categories=("Z", "C")), max_size=10)
EXCHANGES = st.builds(
    Exchange,
    st.binary(max_size=12).map(lambda raw: raw.hex().upper()) | st.just("0020008604********"),
    st.binary(max_size=20) | st.sampled_from(["CardRemovedError", "CardUnresponsiveError", "SharingViolationError"]),
)
TRANSCRIPTS = st.builds(Transcript, READERS, st.binary(max_size=20), st.lists(EXCHANGES).map(tuple))


def test_a_transcript_is_text_that_people_write() -> None:
    """Spaces, case, blank lines and comments are the writer's; an answer may be empty or never come."""
    transcript = Transcript.parse(TEXT)
    assert transcript.reader == "Virtual: specimen"
    assert transcript.atr == bytes.fromhex("3B888001")
    assert transcript.exchanges == (
        Exchange("00A4040C10A0000002310600000000000000000000", b"\x90\x00"),
        Exchange("0020008604********", b""),
        Exchange("00200086", "CardRemovedError"),
    )


@given(TRANSCRIPTS)
def test_a_transcript_survives_its_text(transcript: Transcript) -> None:
    """Parsing undoes formatting, for every conversation."""
    assert Transcript.parse(transcript.format()) == transcript


@given(st.text(max_size=40), TRANSCRIPTS)
@example("Reader\n> 00A4", Transcript("", b"", ()))
@example("a\u2028b\x0cc\x85d", Transcript("", b"", ()))
def test_a_readers_name_adds_no_line(reader: str, transcript: Transcript) -> None:
    """Whatever a driver calls its reader, the conversation stays what it was."""
    named = Transcript(reader, transcript.atr, transcript.exchanges)
    parsed = Transcript.parse(named.format())
    assert parsed.exchanges == transcript.exchanges
    assert parsed.reader == " ".join(reader.split())


@given(st.text(max_size=200) | st.lists(st.sampled_from(["# menkyo transcript 1", *TEXT.splitlines()])).map("\n".join))
def test_any_text_is_a_transcript_or_none(text: str) -> None:
    """Whatever the text is, it is read or refused as a transcript, and what is read can be written."""
    for candidate in (text, f"# menkyo transcript 1\n{text}"):
        try:
            transcript = Transcript.parse(candidate)
        except TranscriptError:
            continue
        assert Transcript.parse(transcript.format()).exchanges == transcript.exchanges


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "begins with"),
        ("> 00200086\n< 9000\n", "begins with"),
        ("# menkyo transcript 2\n", "begins with"),
        ("# menkyo transcript 1\n< 9000\n", "Line 2"),
        ("# menkyo transcript 1\n! CardRemovedError\n", "Line 2"),
        ("# menkyo transcript 1\n> 00200086\n> 00200086\n", "Line 3"),
        ("# menkyo transcript 1\n> 00200086\n< 9000\n< 9000\n", "Line 4"),
        ("# menkyo transcript 1\n> 00200086\n< 900\n", "Line 3.*hexadecimal"),
        ("# menkyo transcript 1\n> 0020008\n< 9000\n", "Line 2.*hexadecimal"),
        ("# menkyo transcript 1\n> hello\n< 9000\n", "Line 2.*hexadecimal"),
        ("# menkyo transcript 1\n# atr: hello\n", "Line 2.*hexadecimal"),
        ("# menkyo transcript 1\n> 00B0000003\n< [3 bytes] 9000\n", "Line 3.*without its data"),
        ("# menkyo transcript 1\n>> 00200086\n", "Line 2"),
        ("# menkyo transcript 1\n> 00200086\n", "ends before the answer"),
    ],
)
def test_what_is_wrong_is_named_by_its_line(text: str, message: str) -> None:
    """A damaged, cut or newer transcript is refused, with the line and the reason."""
    with pytest.raises(TranscriptError, match=message):
        Transcript.parse(text)


def test_a_transcript_has_a_longest_length() -> None:
    """A file far longer than any conversation is refused before its lines are read."""
    with pytest.raises(TranscriptError):
        Transcript.parse("# menkyo transcript 1\n" * 100_001)


def test_the_longest_transcript_is_read() -> None:
    """100,000 lines are not too many."""
    assert Transcript.parse("# menkyo transcript 1" + "\n" * 100_000).exchanges == ()


def test_a_transcript_may_leave_out_who_spoke() -> None:
    """Without the lines for them the reader is called a replay, and there is no ATR."""
    assert Transcript.parse("# menkyo transcript 1") == Transcript("replay", b"", ())


def test_a_transcript_is_written_in_capitals() -> None:
    """Hex digits have one form, so that two recordings can be compared line by line."""
    exchanges = (Exchange("00B0000002", b"\xc2\x00\x90\x00"), Exchange("00200086", "CardRemovedError"))
    assert Transcript("A reader", b"\x3b\x8f", exchanges).format() == (
        "# menkyo transcript 1\n# reader: A reader\n# atr: 3B8F\n"
        "> 00B0000002\n< C2009000\n> 00200086\n! CardRemovedError\n"
    )


def test_a_replay_answers_in_order() -> None:
    """Each recorded command gets its recorded answer, and a missing answer its error."""
    replay = Replay(Transcript.parse(TEXT))
    assert (replay.name, replay.atr) == ("Virtual: specimen", bytes.fromhex("3B888001"))
    assert replay.transmit(bytes.fromhex("00A4040C10A0000002310600000000000000000000")) == b"\x90\x00"
    assert replay.transmit(bytes.fromhex("0020008604") + b"9876") == b""
    assert not replay.is_finished
    with pytest.raises(CardRemovedError):
        replay.transmit(bytes.fromhex("00200086"))
    assert replay.is_finished


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("CardRemovedError", CardRemovedError),
        ("CardUnresponsiveError", CardUnresponsiveError),
        ("SharingViolationError", TransportError),
    ],
)
def test_a_replay_raises_what_was_recorded(name: str, error: type[Exception]) -> None:
    """The card's own errors come back as they were, those of a reader as errors of transport."""
    replay = Replay(Transcript("reader", b"", (Exchange("00200086", name),)))
    with pytest.raises(error):
        replay.transmit(bytes.fromhex("00200086"))


def test_a_surprise_names_both_commands() -> None:
    """Another command than the recorded one is an error with what was recorded and what was sent, without a PIN."""
    replay = Replay(Transcript.parse(TEXT))
    with pytest.raises(ReplayError, match=r"has 00A4040C\w+ as command 1, not 0020008604\*{8}$"):
        replay.transmit(bytes.fromhex("0020008604") + b"9876")
    assert not replay.is_finished


def test_a_replay_ends_where_the_recording_ends() -> None:
    """One command more than recorded is a surprise, and so is a closed card."""
    replay = Replay(Transcript("reader", b"", ()))
    with pytest.raises(ReplayError, match="ends before the command 00200086"):
        replay.transmit(bytes.fromhex("00200086"))
    replay.close()
    replay.close()
    with pytest.raises(CardRemovedError):
        replay.transmit(bytes.fromhex("00200086"))


@given(st.binary(min_size=4, max_size=4), st.binary(min_size=4, max_size=4))
def test_stars_match_a_pin_and_nothing_else(pin: bytes, other: bytes) -> None:
    """Stars stand for data of their length; the rest of the command is compared."""
    verify = Exchange("0020008604********", b"\x90\x00")
    assert Replay(Transcript("", b"", (verify,))).transmit(bytes.fromhex("0020008604") + pin) == b"\x90\x00"
    for sent in (other + b"\4" + pin, bytes.fromhex("0020008604") + pin + b"\0", bytes.fromhex("0020008604") + pin[:3]):
        if sent[:5] != bytes.fromhex("0020008604") or len(sent) != 9:
            with pytest.raises(ReplayError):
                Replay(Transcript("", b"", (verify,))).transmit(sent)


@given(st.binary(min_size=1, max_size=16), st.integers(0, 255), st.booleans(), st.none() | st.just(256))
@example(b"\xa0\0\0\2\x31", 0xA4, False, None)
@example(b"9876", 0x20, False, None)
def test_no_pin_is_written_down(data: bytes, ins: int, extended: bool, le: int | None) -> None:  # noqa: FBT001 - hypothesis draws it
    """Whatever instruction carries data, they become stars, SELECT excepted; the length stays."""
    command = CommandAPDU(0, ins, 0, 0x86, data, le, extended)
    raw = command.encode().hex().upper()
    masked = mask_command(command.encode())
    assert len(masked) == len(raw)
    assert masked[:8] == raw[:8]
    if ins == 0xA4:
        assert masked == raw
    else:
        assert set(masked[10:]) == {"*"}


@given(st.binary(max_size=20))
def test_what_is_no_command_is_masked_behind_its_header(command: bytes) -> None:
    """Bytes that cannot be read as a command may hold a PIN all the same."""
    masked = mask_command(command)
    assert len(masked) == 2 * len(command)
    assert masked[:8] == command[:4].hex().upper()
    assert re.fullmatch(r"[0-9A-F]*\**", masked)


@pytest.mark.parametrize(
    ("command", "answer", "shown"),
    [
        ("00B09A0003", "C101019000", "C101019000"),
        ("00B09A00000003", "C101019000", "C101019000"),
        ("00B09A0000", "00010203049000", "[5 bytes] 9000"),
        ("00B0000002", "C2009000", "[2 bytes] 9000"),
        ("00B0000000", "FF2010DF2206E8A68BE69CAC9000", "[12 bytes] 9000"),
        ("00B0820000", "FF2010DF2206E8A68BE69CAC9000", "[12 bytes] 9000"),
        ("00200095", "63CA", "63CA"),
        ("00B2010C00", "011C9000", "[2 bytes] 9000"),
        ("00C0000002", "C2009000", "[2 bytes] 9000"),
        ("00CA00F200", "32309000", "[2 bytes] 9000"),
        ("80F8000000", "32309000", "[2 bytes] 9000"),
        ("00A4040005D392100031", "6F009000", "6F009000"),
        ("00A4040005D392100031", "6F048402A0019000", "6F048402A0019000"),
        ("00A4020C02001B", "C204212221239000", "[6 bytes] 9000"),
        ("00A4020C02001B", "6F30333039309000", "[6 bytes] 9000"),
        ("00B09A0003", "3330399000", "[3 bytes] 9000"),
        ("00200086", "63CA", "63CA"),
        ("00B0000002", "6982", "6982"),
        ("00B0000002", "", ""),
        ("00B0000002", "90", "90"),
        ("00B0000001", "C29000", "[1 bytes] 9000"),
        ("00B0000001", "C26A82", "[1 bytes] 6A82"),
        ("", "9000", "9000"),
    ],
)
def test_what_was_read_is_not_written_down(command: str, answer: str, shown: str) -> None:
    """An answer's data become their number, but for the free PIN setting and the FCI of a SELECT, if they are that."""
    assert mask_answer(bytes.fromhex(command), bytes.fromhex(answer)) == shown


def test_a_recording_can_be_replayed(scripted: Callable[..., Scripted]) -> None:
    """What an observer saw becomes a transcript that plays the same, without the PIN."""
    seen: list[tuple[bytes, bytes | str]] = []
    transport = Observed(
        scripted("63 CA", "90 00", CardUnresponsiveError("No answer")),
        lambda command, answer: seen.append((command, answer)),
    )
    verify = bytes.fromhex("0020008604") + b"9876"
    transport.transmit(bytes.fromhex("00200086"))
    transport.transmit(verify)
    with pytest.raises(CardUnresponsiveError):
        transport.transmit(bytes.fromhex("00B0000000"))
    transcript = record(transport.name, transport.atr, seen)
    assert "39383736" not in transcript.format()
    replay = Replay(Transcript.parse(transcript.format()))
    assert replay.transmit(bytes.fromhex("00200086")) == b"\x63\xca"
    assert replay.transmit(verify) == b"\x90\x00"
    with pytest.raises(CardUnresponsiveError):
        replay.transmit(bytes.fromhex("00B0000000"))
    assert replay.is_finished


def test_the_time_of_an_exchange_stands_below_it() -> None:
    """A comment in milliseconds is the time that the exchange above it took; comparisons leave it out."""
    text = "# menkyo transcript 1\n# 1 ms\n> 00200086\n# 2 ms\n< 63CA\n# 12.34 ms\n# about 5 ms\n"
    (exchange,) = Transcript.parse(text).exchanges
    assert exchange.milliseconds == 12.34
    assert exchange == Exchange("00200086", b"\x63\xca")
    assert Transcript("", b"", (exchange,)).format().endswith("< 63CA\n# 12.3 ms\n")


def test_a_transcript_without_its_data_is_read_when_asked_for() -> None:
    """A masked answer keeps its status word and the number of bytes that were left out."""
    text = "# menkyo transcript 1\n# reader: \n# atr: \n> 00B0000003\n< [3 bytes] 9000\n"
    transcript = Transcript.parse(text, masked=True)
    assert transcript.exchanges == (Exchange("00B0000003", b"\x90\x00", hidden=3),)
    assert transcript.format() == text


def test_a_line_has_a_longest_length() -> None:
    """A line that is longer than any command or answer is refused."""
    with pytest.raises(TranscriptError, match="Line 2"):
        Transcript.parse("# menkyo transcript 1\n> " + "00" * 110_000)
    assert Transcript.parse("# menkyo transcript 1\n# ".ljust(200_022, "x")) == Transcript("replay", b"", ())
    with pytest.raises(TranscriptError, match="Line 2"):
        Transcript.parse("# menkyo transcript 1\n# ".ljust(200_023, "x"))


def test_an_answer_without_its_data_has_a_line() -> None:
    """What stands behind the number of bytes is hexadecimal, or the line is named."""
    with pytest.raises(TranscriptError, match="Line 3 of the transcript is not hexadecimal"):
        Transcript.parse("# menkyo transcript 1\n> 00B0000003\n< [3 bytes] 90OO\n", masked=True)


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("002000860431323334", "0020008604********"),
        ("0020008604********", "0020008604********"),
        ("00200086043132**34", "0020008604********"),
        ("00D600000431323334", "00D6000004********"),
        ("002000860031323334", "002000860031323334"[:8] + "*" * 10),
        ("00A4020C02001B", "00A4020C02001B"),
        ("00200086", "00200086"),
        ("", ""),
    ],
)
def test_what_another_program_wrote_is_masked_again(command: str, shown: str) -> None:
    """A PIN that somebody left in a transcript becomes stars; stars stay stars."""
    assert mask_again(command) == shown
