"""Many readings in a row, and several programs and readers at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from menkyo.pcsc import SharingViolationError, connect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pcscd.conftest import Menkyo, ServedCard

pytestmark = pytest.mark.pcscd

ENDURANCE: Final = Path(__file__).parents[2] / "benchmarks" / "endurance.py"
READ_IN_A_LOOP: Final = """
import sys
from menkyo import decode, open_reader, read_card
from menkyo.reading import IcLicensePins
pins = IcLicensePins(lambda tries: b"1234", lambda tries: b"5678")
for _ in range(int(sys.argv[2])):
    with open_reader(sys.argv[1], wait=20) as reader:
        capture = read_card(reader, lambda tries: b"1234", ic_license_pins=pins)
    print(decode(capture).record.number.digits, capture.pin.tries_left)
"""
READS: Final = 25


def start_reading(reader: str) -> subprocess.Popen[str]:
    """A program of its own that reads a card again and again, and prints what it read."""
    command = [sys.executable, "-W", "error", "-c", READ_IN_A_LOOP, reader, str(READS)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def lines_of(process: subprocess.Popen[str]) -> list[str]:
    """What it printed; it ended well."""
    output, errors = process.communicate(timeout=100)
    assert (process.returncode, errors) == (0, "")
    return output.splitlines()


def test_many_readings_in_a_row() -> None:
    """Fifty readings of two cards in turn bring the same each time, and the memory stays what it was."""
    done = subprocess.run(
        [sys.executable, ENDURANCE, "--reads", "50"], capture_output=True, check=False, text=True, timeout=100
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "None of 50 failed or differed" in done.stdout


@pytest.mark.usefixtures("two_cards")
def test_two_programs_on_two_readers_do_not_disturb_each_other() -> None:
    """Each reads its own card as often as it likes, and never anything of the other's."""
    first, second = start_reading("0"), start_reading("1")
    assert lines_of(first) == ["309012345620 10"] * READS
    assert lines_of(second) == ["309012345621 3"] * READS


def test_two_programs_on_one_reader_take_turns(lay_card: Callable[..., ServedCard]) -> None:
    """Each waits until the other has let the card go: every reading is whole, and no try is spent."""
    served = lay_card()
    first, second = start_reading("0"), start_reading("0")
    assert lines_of(first) == lines_of(second) == ["309012345620 10"] * READS
    assert served.card.tries_left() == 10


def test_a_program_that_holds_the_card_makes_the_others_give_up(
    menkyo: Menkyo, lay_card: Callable[..., ServedCard]
) -> None:
    """Who waits longer than is reasonable is told that another program has the card, and leaves it alone."""
    served = lay_card()
    with connect(served.reader) as holder:
        with pytest.raises(SharingViolationError):
            connect(served.reader, patience=0.1)
        _, errors = menkyo.run("read", "--reader", "0", "--pin-file", "-", code=4)
        assert len(errors.splitlines()) <= 2
        assert holder.transmit(bytes.fromhex("00A4040C05A000000099")) == b"\x6a\x82"
    assert served.card.tries_left() == 10
