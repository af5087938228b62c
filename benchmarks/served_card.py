"""The specimen on the virtual reader of a running pcscd, and the steps of a reading through it, timed."""

from __future__ import annotations

import statistics
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from conversation import PIN
from processes import plain_environment

from apdu.applications.license_ap import LICENSE_AP, WEF02
from menkyo.pcsc import choose_reader, connect, list_readers, wait_for_card

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["serve_specimen", "time_steps"]

_PATIENCE: Final = 20.0
_DONE: Final = b"\x90\x00"

_COMMANDS: Final = (
    ("first command: select the license application", bytes.fromhex("00A4040C10") + LICENSE_AP.aid),
    ("exchange with 3 bytes of data", bytes.fromhex("00B09A0003")),
    ("exchange without data", bytes.fromhex("0020008604") + PIN),
    ("select the license record", bytes.fromhex("00A4020C02") + WEF02.identifier.to_bytes(2, "big")),
    ("exchange with 256 bytes of data", bytes.fromhex("00B0000000")),
    ("exchange with 2148 bytes of data", bytes.fromhex("00B000000016D5")),
)


@contextmanager
def serve_specimen(menkyo: str) -> Iterator[None]:
    """Put the specimen on the virtual reader for the length of a `with`, from a process of its own."""
    command = (menkyo, "virtual", "serve", "specimen")
    with subprocess.Popen(command, env=plain_environment(), stderr=subprocess.DEVNULL) as server:
        try:
            readers = list_readers()
            if not readers:
                raise RuntimeError("There is no virtual reader; run `make bench`")
            wait_for_card(readers[:1], _PATIENCE)
            yield
        finally:
            server.terminate()


def time_steps(rounds: int) -> dict[str, float]:
    """Median seconds of each step of a reading through PC/SC, without any process start or import."""
    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        with _timed(times, "list the readers"):
            readers = list_readers()
        with _timed(times, "see that a card lies there"):
            reader = wait_for_card([choose_reader(readers)], _PATIENCE)
        with _timed(times, "connect, and begin a transaction"):
            transport = connect(reader)
        with transport:
            for name, command in _COMMANDS:
                with _timed(times, name):
                    answer = transport.transmit(command)
                if answer[-2:] != _DONE:
                    raise RuntimeError(f"The virtual card answered {answer.hex()}")
            with _timed(times, "take the power, and disconnect"):
                transport.close()
    return {name: statistics.median(values) for name, values in times.items()}


@contextmanager
def _timed(times: dict[str, list[float]], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    times.setdefault(name, []).append(time.perf_counter() - start)
