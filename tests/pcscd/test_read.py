"""`menkyo read` and `menkyo readers` as a person runs them, with a real PC/SC service in between."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
from typing import TYPE_CHECKING, cast

import pytest
from jsonschema import Draft202012Validator, validate

from menkyo.output import schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.pcscd.conftest import Gate, Menkyo, ServedCard

pytestmark = pytest.mark.pcscd

LINKS = [
    "specimen",
    "full-size",
    "no-extended-length",
    "no-extended-length-6cxx",
    "no-extended-length-6f00",
    "answers-cut",
    "cut-without-status",
    "end-6cxx",
    "first-command-6f00",
    "no-pin",
    "padding-ff",
]
SELECT_LICENSE = "00A4040C10A0000002310600000000000000000000"
READ_RECORD = "00B09B0000"


@pytest.mark.parametrize("image", LINKS)
def test_a_reading_is_the_same_through_the_service(
    menkyo: Menkyo, lay_card: Callable[..., ServedCard], image: str
) -> None:
    """Whatever link and card can or cannot do, the document is that of the same card without a service."""
    lay_card(image)
    direct = menkyo.read("--reader", f"virtual:{image}") | {"read_at": None, "reader": None}
    for options in ((), ("--short",)):
        document = menkyo.read(*options)
        assert document["reader"] == "Virtual PCD 00 00"
        assert document | {"read_at": None, "reader": None} == direct


def test_a_reading_fits_the_schema(menkyo: Menkyo, lay_card: Callable[..., ServedCard]) -> None:
    """The documents of a real service fit the schemas."""
    lay_card()
    validate(menkyo.read(), schema("menkyo.read/1"), cls=Draft202012Validator)
    output, _ = menkyo.run("readers", "--format", "json")
    validate(json.loads(output), schema("menkyo.readers/1"), cls=Draft202012Validator)


def test_readers_are_listed(menkyo: Menkyo, lay_card: Callable[..., ServedCard]) -> None:
    """Both slots are there, with the card in the first one and its ATR."""
    lay_card()
    output, _ = menkyo.run("readers", "--format", "json")
    assert json.loads(output)["readers"] == [
        {"number": 0, "name": "Virtual PCD 00 00", "card_present": True, "atr": "3B888001000005E0B381A1007F"},
        {"number": 1, "name": "Virtual PCD 00 01", "card_present": False, "atr": None},
    ]
    output, _ = menkyo.run("readers")
    assert output.decode().splitlines() == [
        "0  Virtual PCD 00 00  (card present)",
        "1  Virtual PCD 00 01  (no card)",
    ]


def number_of(document: dict[str, object]) -> object:
    """The license number of a reading."""
    return cast("dict[str, object]", document["license"])["number"]


def test_a_reader_is_chosen(menkyo: Menkyo, lay_card: Callable[..., ServedCard]) -> None:
    """By its number, a part of its name in either case, or the environment; two with cards need one of these."""
    lay_card("specimen", 0)
    lay_card("new-driver", 1)
    first, second = "309012345620", "102600001150"
    assert number_of(menkyo.read("--reader", "0")) == first
    assert number_of(menkyo.read("--reader", "1")) == second
    assert number_of(menkyo.read("--reader", "pcd 00 01")) == second
    assert number_of(menkyo.read(environment={"MENKYO_READER": "1"})) == second
    assert number_of(menkyo.read("--reader", "0", environment={"MENKYO_READER": "1"})) == first
    for options in ((), ("--reader", "Virtual PCD")):
        output, errors = menkyo.run("read", *options, code=2)
        assert output == b""
        assert "0 = Virtual PCD 00 00, 1 = Virtual PCD 00 01" in errors
    _, errors = menkyo.run("read", "--reader", "nothing", code=3)
    assert "Virtual PCD 00 00" in errors


def test_the_only_reader_with_a_card_is_meant(menkyo: Menkyo, lay_card: Callable[..., ServedCard]) -> None:
    """Without a name the slot with the card is read, whichever it is."""
    lay_card("new-driver", 1)
    assert menkyo.read()["reader"] == "Virtual PCD 00 01"


@pytest.mark.usefixtures("slots")
def test_no_card_in_time(menkyo: Menkyo) -> None:
    """Without a card the wait ends as announced, in 4."""
    for options in (("--wait", "0.3"), ("--wait", "0"), ("--reader", "1", "--wait", "0")):
        output, errors = menkyo.run("read", *options, code=4)
        assert output == b""
        assert errors.startswith("Error: No card")
        assert len(errors.splitlines()) == 2


def test_a_card_that_comes_is_read(menkyo: Menkyo, lay_card: Callable[..., ServedCard]) -> None:
    """A card may come while it is waited for, on any slot."""
    with menkyo.start("read", "--wait", "60", "--format", "plain", "--pin-file", "-") as process:
        lay_card("specimen", 1)
        output, errors = process.communicate(b"1234", timeout=60)
    assert (process.returncode, errors) == (0, b"")
    assert b"Virtual PCD 00 01" in output


@pytest.mark.parametrize("number", [1, 7, 9, 10, 11, 12, 14])
def test_a_card_that_leaves(
    menkyo: Menkyo, lay_card: Callable[..., ServedCard], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int
) -> None:
    """A card that is pulled at any command ends in 4, with nothing shown or saved but the trace."""
    served = lay_card()
    transmit = served.card.transmit
    commands: list[bytes] = []

    def leave(command: bytes) -> bytes:
        commands.append(command)
        if len(commands) == number:
            served.stop.set()
            raise OSError
        return transmit(command)

    monkeypatch.setattr(served.card, "transmit", leave)
    files = [f"--{kind}={tmp_path / kind}" for kind in ("save", "trace")] + [f"--photo={tmp_path / 'photo.png'}"]
    output, errors = menkyo.run("read", "--pin-file", "-", *files, code=4)
    assert output == b""
    assert len(errors.splitlines()) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["trace"]
    assert len(commands) == number


def test_no_service(menkyo: Menkyo) -> None:
    """Where no service listens, 3 and what to do about it."""
    for command in ("read", "readers"):
        output, errors = menkyo.run(command, code=3, environment={"PCSCLITE_CSOCK_NAME": "/nowhere/pcscd.comm"})
        assert output == b""
        assert "pcscd" in errors
        assert len(errors.splitlines()) == 2


def test_a_wrong_pin_counts_across_readings(menkyo: Menkyo, lay_card: Callable[..., ServedCard]) -> None:
    """The card counts through power cycles: 9 and 8 tries are left, and a right PIN makes them 10 again."""
    lay_card()
    for left in (9, 8):
        _, errors = menkyo.run("read", "--pin-file", "-", pin="4321", code=6)
        assert f"tries left: {left}." in errors
    assert menkyo.read()["pin"] == {"set": True, "tries_left": 8}
    assert menkyo.read()["pin"] == {"set": True, "tries_left": 10}


def send(*commands: str) -> str:
    """What another program gets for commands to the card in the first slot."""
    arguments = [word for command in commands for word in ("-s", command)]
    return subprocess.run(
        ["opensc-tool", "-r", "0", "-c", "default", *arguments], check=True, capture_output=True, text=True, timeout=60
    ).stdout


def test_no_pin_is_left_verified(menkyo: Menkyo, lay_card: Callable[..., ServedCard]) -> None:
    """After a reading another program does not get at the record without the PIN."""
    served = lay_card()
    menkyo.read()
    assert "SW1=0x69, SW2=0x82" in send(SELECT_LICENSE, READ_RECORD)
    assert served.card.tries_left() == 10


def test_another_program_waits(
    menkyo: Menkyo, lay_card: Callable[..., ServedCard], hold_at: Callable[[ServedCard, int], Gate]
) -> None:
    """While a reading goes on no command of another program comes in between; afterwards it gets its turn."""
    gate = hold_at(lay_card(), 11)
    with menkyo.start("read", "--format", "plain", "--pin-file", "-") as process:
        assert process.stdin is not None
        process.stdin.write(b"1234")
        process.stdin.close()
        process.stdin = None
        assert gate.reached.wait(60)
        command = ["opensc-tool", "-r", "0", "-c", "default", "-s", SELECT_LICENSE, "-s", READ_RECORD]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
            with pytest.raises(subprocess.TimeoutExpired):
                other.wait(0.3)
            gate.opened.set()
            output, errors = process.communicate(timeout=60)
            shown, _ = other.communicate(timeout=60)
    assert (process.returncode, errors) == (0, b"")
    assert b"2030" in output
    assert "SW1=0x69, SW2=0x82" in shown
    assert menkyo.read()["license"]


def test_ctrl_c_while_the_card_answers(
    menkyo: Menkyo, lay_card: Callable[..., ServedCard], hold_at: Callable[[ServedCard, int], Gate]
) -> None:
    """Ctrl-C in the middle of a reading ends in 130, and leaves neither a held card nor a verified PIN."""
    gate = hold_at(lay_card(), 14)
    with menkyo.start("read", "--pin-file", "-") as process:
        assert process.stdin is not None
        process.stdin.write(b"1234")
        process.stdin.close()
        process.stdin = None
        assert gate.reached.wait(60)
        process.send_signal(signal.SIGINT)
        gate.opened.set()
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors.strip()) == (130, b"", b"")
    assert "SW1=0x69, SW2=0x82" in send(SELECT_LICENSE, READ_RECORD)


@pytest.mark.usefixtures("slots")
def test_ctrl_c_while_waiting(menkyo: Menkyo) -> None:
    """Ctrl-C while a card is waited for ends in 130; until then the terminal counts the seconds."""
    leader, follower = pty.openpty()
    with menkyo.start("read", "--wait", "100", stderr=follower) as process:
        shown = b""
        while b"Put the card" not in shown:
            assert select.select([leader], [], [], 60)[0]
            shown += os.read(leader, 4096)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    while select.select([leader], [], [], 0)[0]:
        shown += os.read(leader, 4096)
    os.close(leader)
    os.close(follower)
    assert (process.returncode, output) == (130, b"")
    assert b"seconds left" in shown
    assert b"Traceback" not in shown


def test_a_plain_reading_imports_little(menkyo: Menkyo, lay_card: Callable[..., ServedCard]) -> None:
    """A reading as JSON imports no option parser, nothing that draws, no virtual card, and of pyscard one module."""
    lay_card()
    environment = {"PYTHONPROFILEIMPORTTIME": "1"}
    _, errors = menkyo.run("read", "--format", "json", "--pin-file", "-", environment=environment)
    imported = {line.rpartition("|")[2].strip() for line in errors.splitlines()}
    assert "menkyo.reading.read" in imported
    never = {"apdu.transcript", "click", "cryptography", "getpass", "menkyo.output.labels", "menkyo.virtual", "pathlib"}
    assert not imported & (never | {"rich", "smartcard", "smartcard.scard", "socket", "tempfile"})
