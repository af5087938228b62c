from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import pytest

import apdu
from apdu import CardSession, Channel, CommandAPDU, ResponseAPDU, errors
from apdu.applications import Access, ElementaryFile
from apdu.applications.license_ap import LICENSE_AP, PIN, PIN_NOT_SET, WEF01, WEF02
from apdu.errors import ApduError
from apdu.guard import Guard
from apdu.tlv import encode_ber, encode_license, parse_ber, parse_license, parse_simple, read_ber_header
from apdu.transcript import Exchange, Replay, Transcript
from apdu.wrappers import GetResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apdu.conftest import Scripted

    MakeScripted = Callable[..., Scripted]

CLASSES = [
    error
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if error.__module__ == errors.__name__ and issubclass(error, Exception)
]


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_the_tree_in_the_docstring_is_the_tree(error: type[Exception]) -> None:
    """Each error is drawn below its base, is public, and is caught as `ApduError`."""
    lines = inspect.cleandoc(errors.__doc__ or "").splitlines()
    depths = {match[2]: len(match[1]) for line in lines if (match := re.match(r"( *[│├└─ ]*)(\w+Error)\b", line))}
    assert issubclass(error, ApduError)
    assert error.__name__ in errors.__all__
    if error is not ApduError:
        names = list(depths)
        above = [name for name in names[: names.index(error.__name__)] if depths[name] < depths[error.__name__]]
        assert above[-1] == error.__mro__[1].__name__


READ = CommandAPDU(0, 0xB0, 0, 0, le=3)
FILLED = ElementaryFile("EF", "記載事項", 0x0004, 640, Access.PIN1, "4.3", is_filled=True)


def license_error(data: str) -> None:
    """Raise what ends the walk over a license file."""
    error = parse_license(bytes.fromhex(data)).error
    assert error is not None
    raise error


def play(*exchanges: Exchange, command: str = "00200086", closed: bool = False) -> None:
    """Send one command to a replay."""
    replay = Replay(Transcript("reader", b"", exchanges))
    if closed:
        replay.close()
    replay.transmit(bytes.fromhex(command))


COMMANDS: dict[str, Callable[[], object]] = {
    "A header byte is outside 0 to 255": lambda: CommandAPDU(256, 0, 0, 0),
    "The data field is longer than 65,535 bytes": lambda: CommandAPDU(0, 0, 0, 0, bytes(65_536)),
    "Le is outside 1 to 65,536": lambda: CommandAPDU(0, 0, 0, 0, le=0),
    "A command without data and Le has no extended form": lambda: CommandAPDU(0, 0, 0, 0, extended=True),
    "A command has at least four bytes": lambda: CommandAPDU.parse(bytes(3)),
    "The bytes after the header are none of the four cases": lambda: CommandAPDU.parse(bytes(6)),
    "Lc does not fit the bytes that follow it": lambda: CommandAPDU.parse(bytes.fromhex("00A4020C030001")),
    "The answer has 1 bytes, too few for a status word": lambda: ResponseAPDU.parse(b"\x90"),
    "The answer does not end in a status word": lambda: ResponseAPDU.parse(b"\x01\x02"),
}
OBJECTS: dict[str, Callable[[], object]] = {
    "10E is no tag of the license dialect": lambda: encode_license(0x10E, b""),
    "A value of the license dialect has at most 65,535 bytes": lambda: encode_license(0xC6, bytes(65_536)),
    "1F is no BER tag": lambda: encode_ber(0x1F, b""),
    "A byte 00 stands where a tag belongs": lambda: license_error("00C6"),
    "83 is no length": lambda: license_error("C683"),
    "An object ends within its length": lambda: license_error("C68200"),
    "An object ends before its length": lambda: license_error("C6"),
    "An object is longer than the bytes that are left": lambda: license_error("C602AA"),
    "There is no object": lambda: read_ber_header(b""),
    "A tag does not end": lambda: read_ber_header(b"\x1f"),
    "85 begins no usable length": lambda: read_ber_header(b"\x30\x85"),
}
DIALECTS: dict[str, Callable[[], object]] = {
    "BER: An object ends before its length": lambda: parse_ber(b"\x30"),
    "BER: An object is longer than the bytes that are left": lambda: parse_ber(b"\x30\x01"),
    "simple: An object ends before its length": lambda: parse_simple(b"\x30"),
    "simple: An object is longer than the bytes that are left": lambda: parse_simple(b"\x30\x01"),
}
CARDS: dict[str, Callable[[MakeScripted], object]] = {
    "The PIN is wrong; tries left: 9": lambda card: CardSession(card("63 CA", "63 C9")).verify(PIN, b"9876"),
    "The PIN is wrong; the card does not tell the tries left": (
        lambda card: CardSession(card("63 CA", "63 00", "63 00")).verify(PIN, b"9876")
    ),
    "The PIN is wrong and now blocked": lambda card: CardSession(card("63 CA", "63 C0")).verify(PIN, b"9876"),
    "The PIN is blocked": lambda card: CardSession(card("63 C0")).verify(PIN, b"9876"),
    "One try is left": lambda card: CardSession(card("63 C1")).verify(PIN, b"9876"),
    "The card does not tell how many PIN tries are left: 6A82 (file or application not found)": (
        lambda card: CardSession(card("6A 82", "6A 82")).verify(PIN, b"9876")
    ),
    "The PIN does not have the digits of its key": lambda card: CardSession(card()).verify(PIN, b"987"),
    "The card does not say that no PIN is set": lambda card: CardSession(card()).verify_default(PIN, PIN_NOT_SET[:2]),
    "Verifying the PIN: 6581 (memory failure)": (lambda card: CardSession(card("63 CA", "65 81")).verify(PIN, b"9876")),
    "Selecting license: 6581 (memory failure)": lambda card: CardSession(card("65 81")).select(LICENSE_AP),
    "Selecting the MF: 6A82 (file or application not found)": (
        lambda card: CardSession(card("6A 82", "6A 82")).select_master_file()
    ),
    "Selecting WEF02: 6982 (security status not satisfied)": lambda card: CardSession(card("69 82")).has_file(WEF02),
    "Selecting WEF02: 6A82 (file or application not found)": lambda card: CardSession(card("6A 82")).read_file(WEF02),
    "Reading WEF02: 6982 (security status not satisfied)": (
        lambda card: CardSession(card("90 00", "69 82"), short=True).read_file(WEF02)
    ),
    "Reading EF: 6982 (security status not satisfied)": (
        lambda card: CardSession(card("69 82"), short=True).read_file(FILLED)
    ),
    "Reading WEF01: 6982 (security status not satisfied)": (
        lambda card: CardSession(card("69 82"), short=True).read_free_file(WEF01)
    ),
    "Reading WEF02: 6A83 (record not found)": lambda card: CardSession(card("6A 83")).read_record(WEF02),
    "Reading the data object 0045: 6A88 (reference data not found)": (
        lambda card: CardSession(card("6A 88")).read_data_object(0x45)
    ),
    "Reading: 6982 (security status not satisfied)": lambda card: Channel(card("69 82")).require(READ, "Reading"),
    "The answer has 4 bytes of data, more than were asked for": lambda card: Channel(card("01020304 9000")).send(READ),
    "The card announces more data and sends none": lambda card: GetResponse(card("61 01", "61 01")).transmit(bytes(5)),
    "The card announces more data without end": (
        lambda card: GetResponse(card(*["AA 61 01"] * 300)).transmit(bytes(5))
    ),
    "Only commands that read are sent to a card": lambda card: Guard(card()).transmit(bytes.fromhex("00D60000")),
    "This would read the My Number, which menkyo never does": (
        lambda card: Guard(card()).transmit(bytes.fromhex("00A4020C020001"))
    ),
    "照合番号A is the My Number, which menkyo never presents": (
        lambda card: Guard(card()).transmit(bytes.fromhex("002000940431323334"))
    ),
}
TRANSCRIPTS: dict[str, Callable[[], object]] = {
    "A transcript begins with the line '# menkyo transcript 1'": lambda: Transcript.parse(""),
    "Line 2 of the transcript is out of place": lambda: Transcript.parse("# menkyo transcript 1\n< 9000"),
    "The transcript ends before the answer to its last command": (
        lambda: Transcript.parse("# menkyo transcript 1\n> 00200086")
    ),
    "Line 2 of the transcript is not hexadecimal": lambda: Transcript.parse("# menkyo transcript 1\n> hello"),
    "Line 3 of the transcript was written without its data, so that it cannot be replayed": (
        lambda: Transcript.parse("# menkyo transcript 1\n> 00B0000003\n< [3 bytes] 9000")
    ),
    "The recording has no answer here": lambda: play(Exchange("00200086", "CardRemovedError")),
    "The replayed card was closed": lambda: play(closed=True),
    "The recording ends before the command 00200086": play,
    "The recording has 00200086 as command 1, not 00A40000": (
        lambda: play(Exchange("00200086", b""), command="00A40000")
    ),
}


@pytest.mark.parametrize("message", [*COMMANDS, *OBJECTS, *DIALECTS, *TRANSCRIPTS])
def test_a_message_is_one_sentence(message: str) -> None:
    """What an error says is complete and short."""
    with pytest.raises(ApduError) as caught:
        (COMMANDS | OBJECTS | DIALECTS | TRANSCRIPTS)[message]()
    assert str(caught.value) == message.removeprefix("BER: ").removeprefix("simple: ")


@pytest.mark.parametrize("message", CARDS)
def test_what_a_card_answers_is_told_in_one_sentence(message: str, scripted: MakeScripted) -> None:
    """It names what was tried and the status word with its meaning, and never what was read or typed."""
    with pytest.raises(ApduError) as caught:
        CARDS[message](scripted)
    assert str(caught.value) == message


@pytest.mark.parametrize("name", apdu.__all__)
def test_the_front_door_has_what_it_names(name: str) -> None:
    """Every public name of the package can be had from it, with a docstring."""
    assert getattr(apdu, name).__doc__
