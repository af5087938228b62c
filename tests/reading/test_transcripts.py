"""Recorded conversations, replayed: any command that the recording does not have fails the test."""

from __future__ import annotations

import runpy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

import menkyo
from apdu import Channel, CommandAPDU, Instruction, StatusWord
from apdu.errors import CardRemovedError, PinBlockedError, PinError, ReplayError, WrongPinError
from apdu.transcript import Replay, Transcript
from menkyo.reading import BehindPin2, IcLicensePins, NoLicenseError, read_card
from menkyo.virtual import IC_FILES, IcLicenseFiles, LicenseFiles, load_image

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURES = Path(__file__).parents[2] / "fixtures"
READ_WHOLE = {"specimen-extended": "specimen", "specimen-short-link": "no-extended-length", "no-pin": "no-pin"}
ENDINGS: dict[str, type[Exception]] = {
    "wrong-pin": WrongPinError,
    "blocked": PinBlockedError,
    "no-license": NoLicenseError,
    "card-pulled": CardRemovedError,
}
# Image, and whether everything that PIN2 opens was read, too.
IC_READ_WHOLE = {
    "ic-license-pin1": ("ic-license", False),
    "ic-license-both-pins": ("ic-license", True),
    "ic-license-short-link": ("ic-no-extended-length", True),
    "ic-license-no-pin": ("ic-no-pin", True),
}
# Whether PIN2 was wanted, and how it ended with which key.
IC_ENDINGS: dict[str, tuple[bool, type[PinError], str]] = {
    "ic-license-pin1-blocked": (False, PinBlockedError, "pin1"),
    "ic-license-pin2-blocked": (True, PinBlockedError, "pin2"),
    "ic-license-wrong-pin2": (True, WrongPinError, "pin2"),
}
BEHIND_PIN2 = {"DF1/EF02", "DF1/EF06", "DF2/EF01"}
PRESENTED = {"0020008604********", "0020008104********", "0020008204********"}
BY_HAND = {"published-exchange"}


def replay_of(name: str) -> Replay:
    """A recording on a reader."""
    text = (FIXTURES / "transcripts" / f"{name}.txt").read_text(encoding="utf-8")
    return Replay(Transcript.parse(text))


def type_pin(_tries_left: int) -> bytes:
    """Any PIN: the recordings have stars."""
    return b"2468"


@pytest.mark.parametrize(("name", "image"), READ_WHOLE.items())
def test_a_recorded_reading_is_read_again(name: str, image: str) -> None:
    """The same commands in the same order bring the files of the card, and the recording ends with them."""
    replay = replay_of(name)
    capture = read_card(replay, type_pin)
    assert replay.is_finished
    files = LicenseFiles(load_image(image))
    assert (capture.data("WEF01"), capture.data("WEF02"), capture.data("WEF03")) == (
        files.wef01,
        files.wef02,
        files.wef03,
    )
    assert capture.reader == replay.name
    assert capture.atr == replay.atr


@pytest.mark.parametrize(("name", "error"), ENDINGS.items())
def test_a_recorded_failure_fails_again(name: str, error: type[Exception]) -> None:
    """A recorded failure ends the same way, at the same command."""
    replay = replay_of(name)
    with pytest.raises(error):
        read_card(replay, type_pin)
    assert replay.is_finished


def type_pins(*, with_pin2: bool) -> IcLicensePins:
    """Any PINs of an IC license, the second one only where it is wanted."""
    return IcLicensePins(type_pin, type_pin, lambda: frozenset(BehindPin2 if with_pin2 else ()))


@pytest.mark.parametrize(("name", "image", "with_pin2"), [(name, *row) for name, row in IC_READ_WHOLE.items()])
def test_a_recorded_ic_license_is_read_again(name: str, image: str, *, with_pin2: bool) -> None:
    """The same commands bring the files that the PINs open, as far as their fill, and the recording ends with them."""
    replay = replay_of(name)
    capture = read_card(replay, type_pin, ic_license_pins=type_pins(with_pin2=with_pin2))
    assert replay.is_finished
    files = IcLicenseFiles(load_image(image))
    opened = {file for file in IC_FILES if with_pin2 or file not in BEHIND_PIN2}
    assert {file.name for file in capture.files} == opened
    for file in opened:
        content, data = files.content(file), capture.data(file)
        assert content is not None
        assert data is not None
        assert content.startswith(data)
        assert not content[len(data) :].strip(b"\xff")
    assert menkyo.decode(capture).record.number is not None


@pytest.mark.parametrize(("name", "with_pin2", "error", "key"), [(name, *row) for name, row in IC_ENDINGS.items()])
def test_a_recorded_failure_of_an_ic_license_fails_again(
    name: str, error: type[PinError], key: str, *, with_pin2: bool
) -> None:
    """A blocked or a wrong PIN ends the same way, names its key, and nothing is sent after it."""
    replay = replay_of(name)
    with pytest.raises(error) as caught:
        read_card(replay, type_pin, ic_license_pins=type_pins(with_pin2=with_pin2))
    assert caught.value.key_name == key
    assert replay.is_finished


def test_a_reading_that_differs_from_its_recording_is_a_surprise() -> None:
    """Short length where the recording has extended length fails, naming both commands."""
    with pytest.raises(ReplayError, match="has 00B09A00000003 as command 8, not 00B09A0003"):
        read_card(replay_of("specimen-extended"), type_pin, short=True)


def test_every_transcript_is_replayed() -> None:
    """No recording lies about unused."""
    names = {path.stem for path in (FIXTURES / "transcripts").glob("*.txt")}
    assert names == {*READ_WHOLE, *ENDINGS, *IC_READ_WHOLE, *IC_ENDINGS, *BY_HAND}


def test_the_transcripts_are_what_the_virtual_cards_say(tmp_path: Path) -> None:
    """Making them anew changes nothing: `python fixtures/make_transcripts.py` if it does."""
    make = cast("Callable[[Path], None]", runpy.run_path(str(FIXTURES / "make_transcripts.py"))["main"])
    make(tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_text(encoding="utf-8") == (FIXTURES / "transcripts" / path.name).read_text(encoding="utf-8")


def test_no_transcript_holds_a_pin() -> None:
    """Every VERIFY with data stands with stars."""
    for path in (FIXTURES / "transcripts").glob("*.txt"):
        for exchange in Transcript.parse(path.read_text(encoding="utf-8")).exchanges:
            if exchange.command.startswith("0020") and len(exchange.command) > 8:
                assert exchange.command in PRESENTED


@dataclass(frozen=True)
class Walker:
    """Looks for the expiry as the published program does: object by object, in small READs at offsets."""

    channel: Channel

    def select(self, p1: int, name: bytes) -> None:
        """Select an application or a file."""
        self.channel.require(CommandAPDU(0, Instruction.SELECT, p1, 0x0C, name), "Selecting")

    def read(self, offset: int, le: int) -> bytes:
        """Read a few bytes of the current file."""
        command = CommandAPDU(0, Instruction.READ_BINARY, offset >> 8, offset & 0xFF, le=le)
        return self.channel.require(command, "Reading")

    def find(self, tag: int, offset: int) -> bytes:
        """Walk to an object and return its value."""
        while True:
            header = self.read(offset, 2)
            if header[0] == tag:
                return self.read(offset + 2, header[1])
            offset += 2 + header[1]


def test_the_published_exchange_leads_to_the_expiry() -> None:
    """The published commands, sent one by one, find the expiry as the recording has it."""
    replay = replay_of("published-exchange")
    channel = Channel(replay)
    walker = Walker(channel)
    walker.select(0x04, bytes.fromhex("A0000002310600000000000000000000"))
    assert channel.require(CommandAPDU(0, Instruction.READ_BINARY, 0x9A, 0, le=3), "Reading") == b"\xc1\x01\x01"
    assert channel.send(CommandAPDU(0, Instruction.VERIFY, 0, 0x86)).status == StatusWord(0x63CA)
    channel.require(CommandAPDU(0, Instruction.VERIFY, 0, 0x86, b"2468"), "Verifying")
    walker.select(0x02, b"\x00\x1b")
    head = walker.read(0, 200)
    assert head.startswith(bytes.fromhex("C200 C300 C404"))
    assert walker.find(0xC5, 4) == b"5120515"
    assert replay.is_finished
