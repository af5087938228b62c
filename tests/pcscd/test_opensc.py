from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from menkyo.pcsc import connect

if TYPE_CHECKING:
    from tests.pcscd.conftest import ServedCard

pytestmark = pytest.mark.pcscd


def run(*command: str) -> str:
    """What a program prints; it fails the test when it fails or hangs."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def opensc_tool(*arguments: str) -> str:
    """What opensc-tool prints."""
    return run("opensc-tool", *arguments)


@pytest.mark.usefixtures("specimen")
def test_opensc_lists_the_card() -> None:
    """A program that is not ours sees the virtual card in the same slot."""
    lines = opensc_tool("-l").splitlines()
    assert [line.split(maxsplit=2)[:2] for line in lines[-2:]] == [["0", "Yes"], ["1", "No"]]


def test_opensc_reads_the_same_atr(specimen: ServedCard) -> None:
    """A program that is not ours reads the ATR that our own transport reports."""
    with connect(specimen.reader) as transport:
        ours = transport.atr
    assert opensc_tool("-a").strip() == ours.hex(":")


@pytest.mark.usefixtures("specimen")
def test_opensc_selects_the_license() -> None:
    """A program that is not ours, with its own encoder of commands, finds the license application (免許AP)."""
    assert "SW1=0x90, SW2=0x00" in opensc_tool("-c", "default", "-s", "00A4040C10A0000002310600000000000000000000")


@pytest.mark.usefixtures("specimen")
def test_opensc_recognizes_the_kind_of_card() -> None:
    """The card is not mistaken for any of the kinds that OpenSC asks for first, and is a JPKI (公的個人認証) card."""
    assert opensc_tool("-n").strip() == "jpki"


def test_opensc_waits_for_our_transaction_to_end(specimen: ServedCard) -> None:
    """While our transport holds the card a program that is not ours gets no command in between, only afterwards."""
    transport = connect(specimen.reader)
    with subprocess.Popen(
        ["opensc-tool", "-c", "default", "-s", "00A4040C05A000000099"], stdout=subprocess.PIPE, text=True
    ) as other:
        try:
            with pytest.raises(subprocess.TimeoutExpired):
                other.wait(0.3)
        finally:
            transport.close()
        output, _ = other.communicate(timeout=60)
    assert "SW1=0x6A, SW2=0x82" in output
