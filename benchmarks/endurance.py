"""Many readings in a row through a running pcscd, in one process: `scripts/endurance`.

Fails at the first reading that differs from the first one, and when a process has grown by more than may be: the one
that reads, or one of the two that serve a card.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from menkyo import decode, open_reader, read_card
from menkyo.pcsc import list_readers, wait_for_card
from menkyo.reading import IcLicensePins

if TYPE_CHECKING:
    from menkyo.api import Capture

IMAGES: Final = ("specimen", "ic-license")
"""One card for each slot of the virtual reader; they are read in turn."""

MOST_GROWTH: Final = 1024
"""Kilobytes by which a process may grow from the first tenth of the readings to the end: nothing is kept."""

_PATIENCE: Final = 20.0
_LINES: Final = 10


def main() -> None:
    """Read the cards as often as the command line says."""
    parser = argparse.ArgumentParser(prog="scripts/endurance")
    parser.add_argument("--reads", type=int, default=10_000, help="how many readings (10000)")
    reads: int = parser.parse_args().reads
    with ExitStack() as stack:
        servers = [_serve(image, slot) for slot, image in enumerate(IMAGES)]
        for server in servers:
            stack.callback(server.terminate)
        for reader in list_readers():
            wait_for_card([reader], _PATIENCE)
        _read(reads, ("self", *(str(server.pid) for server in servers)))


def _serve(image: str, slot: int) -> subprocess.Popen[bytes]:
    menkyo = Path(sys.executable).with_name("menkyo")
    return subprocess.Popen([menkyo, "virtual", "serve", image, "--slot", str(slot)], stderr=subprocess.DEVNULL)


def _read(reads: int, processes: tuple[str, ...]) -> None:
    """Read, compare, and tell time and memory after each tenth."""
    expected = [_reading(slot) for slot in range(len(IMAGES))]
    started, warm = time.monotonic(), (0,) * len(processes)
    print("| readings | seconds | readings a second | the reader's memory | the two cards' |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for number in range(1, reads + 1):
        slot = number % len(IMAGES)
        if _reading(slot) != expected[slot]:
            sys.exit(f"Reading {number} differs from the first one of this card.")
        if number % max(1, reads // _LINES) == 0:
            gc.collect()
            seconds, memory = time.monotonic() - started, tuple(map(_memory, processes))
            warm = warm if any(warm) else memory
            shown = " | ".join((f"{memory[0]:,} KiB", " and ".join(f"{each:,} KiB" for each in memory[1:])))
            print(f"| {number:,} | {seconds:.0f} | {number / seconds:.0f} | {shown} |", flush=True)
    growth = max(_memory(process) - before for process, before in zip(processes, warm, strict=True))
    print(f"None of {reads:,} failed or differed; no process grew by more than {growth} KiB after the first tenth.")
    if growth > MOST_GROWTH:
        sys.exit(f"That is more than {MOST_GROWTH} KiB.")


def _reading(slot: int) -> tuple[object, ...]:
    """What one reading of a card brought, but for the moment; it is decoded, too."""
    pins = IcLicensePins(lambda _tries: b"1234", lambda _tries: b"5678")
    with open_reader(str(slot)) as reader:
        capture: Capture = read_card(reader, lambda _tries: b"1234", ic_license_pins=pins)
    result = decode(capture)
    return capture.files, capture.pin, capture.applications, result.record.number, len(result.problems)


def _memory(process: str) -> int:
    """The kilobytes of memory that a process holds now."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0])


if __name__ == "__main__":
    main()
