"""`menkyo virtual serve` in one process and its clients in others."""

from __future__ import annotations

import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.pcscd.conftest import Menkyo

pytestmark = pytest.mark.pcscd


def test_a_served_card_is_read(menkyo: Menkyo, serving: subprocess.Popen[bytes]) -> None:
    """What one process serves another one reads, and Ctrl-C ends the server well, with the card gone."""
    document = menkyo.read("--reader", "1")
    assert document["reader"] == "Virtual PCD 00 01"
    assert document["categories"] == ["moped"]
    serving.send_signal(signal.SIGINT)
    output, errors = serving.communicate(timeout=60)
    assert (serving.returncode, output) == (0, b"")
    assert b"new-driver" in errors
    assert b"Traceback" not in errors


def test_the_server_remembers_tries(menkyo: Menkyo, serving: subprocess.Popen[bytes]) -> None:
    """The card lives as long as its server: a try that one reading spent is missing in the next."""
    menkyo.run("read", "--reader", "1", "--pin-file", "-", pin="0000", code=6)
    assert menkyo.read("--reader", "1")["pin"] == {"set": True, "tries_left": 9}
    assert serving.poll() is None


@pytest.mark.usefixtures("serving")
def test_other_programs_know_the_card(menkyo: Menkyo) -> None:
    """OpenSC finds the card's own keys (公的個人認証) with the tries that are left, and costs none of them."""
    menkyo.read("--reader", "1")
    for _ in range(2):
        done = subprocess.run(
            ["pkcs15-tool", "--reader", "1", "--list-pins"], check=True, capture_output=True, text=True, timeout=60
        )
        left = [line.split(":")[1].strip() for line in done.stdout.splitlines() if "Tries left" in line]
        assert left == ["3", "5"]
    assert menkyo.read("--reader", "1")["pin"] == {"set": True, "tries_left": 10}
