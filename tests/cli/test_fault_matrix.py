"""Every fault at every command of every reading flow ends in the contract's words."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unittest import mock

import pytest

from apdu.transcript import HEADING
from menkyo.api import load_capture, read_card, save_capture
from menkyo.pcsc import NoServiceError
from menkyo.reading import IcLicensePins, capture_encryption
from menkyo.virtual import (
    FAULTS,
    FaultyTransport,
    IcLicenseFiles,
    LicenseFiles,
    choose_fault,
    load_image,
    open_virtual,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from menkyo.virtual import CardImage, Fault
    from tests.cli.conftest import Desk, Matrix, Outcome

VERIFY = 0x20
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "faults.md"
MOST_COMMANDS = 1000
"""A card that announces more data for ever is believed 256 times, for each of a few files."""

# What the tries are said to be, and other status words than the usual one: each in every place.
VALUES = {
    "status": (
        *("6F00", "6982", "6A82", "6283", "63C0", "63C1", "9000", "6C00", "6C05", "6100"),
        *("6984", "6700", "0000", "FFFF"),
    ),
    "counter": ("63CF", "63C1", "63C0", "9000", "6984"),
    "endless-61xx": ("1", "0"),
}
SERVICE_STOPPED = "service-stopped"
"""No fault of a card: from that command on there is no PC/SC service any more."""

USUAL = (*FAULTS, SERVICE_STOPPED)
CHOICES = (
    *(f"{name}={value}" if value else name for name in FAULTS for value in VALUES.get(name, ("",))),
    SERVICE_STOPPED,
)


def signed(name: str) -> CardImage:
    """A card image whose signature is made once, and not for each of thousands of cards."""
    image = load_image(name)
    if image.ic_license:
        return replace(image, raw=(*image.raw, ("DF1/EF07", IcLicenseFiles(image).content("DF1/EF07"))))
    return replace(image, raw=(*image.raw, ("WEF03", LicenseFiles(image).wef03)))


SPECIMEN = signed("specimen")
IC_LICENSE = signed("ic-license")
RENEWED = signed("renewed")


@dataclass(frozen=True, slots=True)
class Flow:
    """One way to read a card: the command line, where {} is a folder, the card, and the PINs on standard input.

    ``files`` are the files that it writes, by the option that names each.
    """

    line: str
    image: CardImage
    pins: bytes = b"1234"
    files: tuple[str, ...] = ()

    def arguments(self, folder: Path) -> list[str]:
        """The words of the command line."""
        files = [f"--{kind}={folder / FILES[kind]}" for kind in self.files]
        return [*self.line.format(folder).split(), *files]


FILES = {"save": "capture", "trace": "trace", "photo": "photo.jp2"}
BOTH = b"1234\n5678"
NUMBER_B = b"1234\n55021720352285"
"""PIN and 照合番号B of the specimen."""
PINS = "--reader virtual --pin-file -"
OLD = "{}/../old"
# One row for each flow: what is added to the product is added here.
FLOWS = {
    "read": Flow(f"read {PINS} --format json", SPECIMEN, files=("save", "trace", "photo")),
    "read --short": Flow(f"read {PINS} --format json --short", SPECIMEN, files=("save", "trace", "photo")),
    "read, PIN1": Flow(f"read {PINS} --format json", IC_LICENSE, files=("save", "trace")),
    "read, both PINs": Flow(f"read {PINS} --format json", IC_LICENSE, BOTH, ("save", "trace", "photo")),
    "read, both PINs, plain": Flow(f"read {PINS} --format plain --short", IC_LICENSE, BOTH, ("trace",)),
    "verify": Flow(f"verify {PINS} --format json", SPECIMEN),
    "verify, both PINs": Flow(f"verify {PINS} --format json", IC_LICENSE, BOTH),
    "status": Flow("status --reader virtual --format json", SPECIMEN, b"", ("trace",)),
    "status, IC license": Flow("status --reader virtual --format json", IC_LICENSE, b"", ("trace",)),
    "save": Flow(f"save {{}}/capture {PINS}", SPECIMEN, files=("trace",)),
    "save --encrypt": Flow(f"save {{}}/capture {PINS} --encrypt --passphrase-file -", IC_LICENSE, BOTH + b"\nsecret"),
    "compare, card A": Flow(f"compare virtual {OLD} --pin-file-a - --format json", SPECIMEN),
    "compare, card B": Flow(f"compare {OLD} virtual --pin-file-b - --format json", IC_LICENSE, BOTH),
    "check-new-card": Flow(f"check-new-card {PINS} --old {OLD} --format json", RENEWED, files=("save", "trace")),
    "number": Flow(f"number {PINS} --format json", SPECIMEN),
    "read --holder": Flow(
        f"read {PINS} --format json --holder --holder-photo {{}}/face.jp2", SPECIMEN, NUMBER_B, ("save", "trace")
    ),
    "plan": Flow(f"plan {PINS} --format json --ics {{}}/plan.ics", SPECIMEN),
    "may-drive": Flow(f"may-drive {PINS} --format json --gvw 3t --load 1t --seats 2", IC_LICENSE),
    "dump": Flow(f"dump {{}}/capture {PINS} --format json", SPECIMEN, files=("trace",)),
    "dump, both PINs": Flow(f"dump {{}}/capture {PINS} --format json", IC_LICENSE, BOTH, ("trace",)),
    "trace record": Flow(f"trace record {{}}/recording {PINS}", IC_LICENSE, BOTH),
    "doctor": Flow("doctor --reader virtual --json", SPECIMEN, b""),
    "doctor, IC license": Flow("doctor --reader virtual --json", IC_LICENSE, b""),
}
WITH_USUAL_VALUES = {
    *("read, both PINs, plain", "verify, both PINs", "save --encrypt", "compare, card A", "compare, card B"),
    *("number", "plan", "may-drive", "dump, both PINs", "trace record", "doctor", "doctor, IC license"),
}
"""The flows that read a card as another one does: each fault comes to them with its usual value alone."""

RUNS = tuple((name, choice) for name in FLOWS for choice in (USUAL if name in WITH_USUAL_VALUES else CHOICES))
ENDINGS = {
    "verify": {9, 10},
    "compare": {9, 10},
    "check-new-card": {9},
    "may-drive": {9, 10},
    "doctor": {3, 4, 5, 7, 8},
}
"""The exit codes that are a flow's verdict on what was read, besides 0; of `menkyo doctor` on the step that failed."""

QUIET = ("save", "trace")
"""The flows that write nothing to standard output."""

NOTED = "には免許の記録がすべて入ります"
"""What `menkyo trace record` says of the file that it writes, however the reading ends."""


@pytest.fixture(scope="session")
def documented() -> Mapping[str, frozenset[int]]:
    """The exit codes that the page of faults has for each."""
    rows = re.findall(r"^\| `([a-z0-9-]+)[^`]*` \|.*\| ([0-9, ]+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    documented = {name: frozenset(map(int, codes.split(", "))) for name, codes in rows}
    return {**documented, SERVICE_STOPPED: frozenset({0, 3})}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the runs, in which a reading of the specimen was saved before."""
    folder = tmp_path_factory.mktemp("runs")
    pins = IcLicensePins(lambda _tries: b"1234", lambda _tries: b"5678")
    capture = read_card(open_virtual(SPECIMEN), lambda _tries: b"1234", ic_license_pins=pins)
    save_capture(capture, folder / "old")
    return folder


@pytest.fixture(autouse=True)
def cheap_passphrase() -> Iterator[None]:
    """A passphrase that costs no half second each time."""
    with mock.patch.object(capture_encryption.encrypt, "__kwdefaults__", {"cost": 1 << 10}):
        yield


class Run(NamedTuple):
    """One run of a flow: how it ended, its card, and the folder that it wrote to."""

    outcome: Outcome
    desk: Desk
    folder: Path

    def assert_documented(self, name: str, codes: frozenset[int]) -> None:
        """It ended in one of the codes, with one sentence and nothing else, or with what it is for."""
        assert self.outcome.code in codes
        if self.outcome.code and self.outcome.code not in ENDINGS.get(name.partition(",")[0], ()):
            told = [line for line in self.outcome.errors.splitlines() if NOTED not in line]
            replace(self.outcome, errors="\n".join(told)).assert_one_sentence("ja")
        elif name.partition(" ")[0] in QUIET:
            assert self.outcome.output == b""
        else:
            assert self.outcome.output
        assert "Traceback" not in self.outcome.errors

    def assert_harmless(self, flow: Flow) -> None:
        """No PIN was presented twice, nor another one; the work was bounded, and the card put away."""
        keys = [command[3] for command, _ in self.desk.exchanges if command[1] == VERIFY and len(command) > 5]
        assert len(set(keys)) == len(keys)
        assert set(self.desk.presented) <= set(flow.pins.split()[:2])
        assert len(self.desk.exchanges) <= MOST_COMMANDS
        assert self.desk.closed >= 1

    def assert_files_are_whole(self, flow: Flow) -> None:
        """What was written is complete, and nothing else lies there."""
        names = {path.name for path in self.folder.iterdir()}
        assert names <= {FILES[kind] for kind in flow.files} | set(re.findall(r"\{\}/(\w[\w.]*)", flow.line))
        assert ("trace" in names) == ("trace" in flow.files)
        assert self.outcome.code != 0 or "capture" in names or "capture" not in flow.line + str(flow.files)
        if "trace" in names:
            assert (self.folder / "trace").read_text(encoding="utf-8").startswith(HEADING)
        if "capture" in names:
            assert load_capture(self.folder / "capture", "secret").files
        if "photo.jp2" in names:
            assert (self.folder / "photo.jp2").stat().st_size


def make_fault(written: str, waits: list[float]) -> Fault:
    """The fault that is written so; nobody sits out its waits."""
    name, _, number = written.partition("@")
    if name != SERVICE_STOPPED:
        return choose_fault(written).make(waits.append)

    def stop(current: int, command: bytes, card: Callable[[bytes], bytes]) -> bytes:
        if current >= int(number):
            raise NoServiceError("The PC/SC service has stopped.")
        return card(command)

    return stop


@pytest.fixture(scope="module")
def run_flow(menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], runs: Path) -> Callable[..., Run]:
    """A function that runs a flow in a folder of its own, with a fault at a command, or without one."""
    numbers = itertools.count()

    def run(flow: Flow, fault: str | None = None) -> Run:
        waits: list[float] = []
        card = open_virtual(flow.image)
        desk = lay(card if fault is None else FaultyTransport(card, make_fault(fault, waits)))
        folder = runs / str(next(numbers))
        folder.mkdir()
        return Run(menkyo_run(*flow.arguments(folder), stdin=flow.pins, card=desk), desk, folder)

    return run


@pytest.fixture(scope="module")
def clean(run_flow: Callable[..., Run]) -> Mapping[str, tuple[int, int]]:
    """The number of commands of each flow, and its exit code, when nothing goes wrong."""
    found: dict[str, tuple[int, int]] = {}
    for name, flow in FLOWS.items():
        run = run_flow(flow)
        run.assert_documented(name, frozenset({0}) | ENDINGS.get(name.partition(",")[0], set()))
        run.assert_files_are_whole(flow)
        found[name] = len(run.desk.exchanges), run.outcome.code
    return found


@pytest.mark.parametrize(("name", "choice"), RUNS)
def test_every_fault_at_every_command(  # noqa: PLR0913, PLR0917 - fixtures and columns
    run_flow: Callable[..., Run],
    clean: Mapping[str, tuple[int, int]],
    documented: Mapping[str, frozenset[int]],
    matrix: Matrix,
    name: str,
    choice: str,
) -> None:
    """A fault at any command: a documented end, one sentence, one VERIFY for each PIN at most, whole files or none."""
    flow = FLOWS[name]
    commands, verdict = clean[name]
    codes = documented[choice.partition("=")[0]]
    # What may end as if nothing had been wrong may end in the verdict that it would have come to.
    codes |= frozenset({verdict} if 0 in codes else set[int]())
    verdicts = ENDINGS.get(name.partition(",")[0], set[int]())
    for number in range(1, commands + 1):
        run = run_flow(flow, f"{choice}@{number}")
        run.assert_documented(name, codes - ({9, 10} - verdicts))
        run.assert_harmless(flow)
        run.assert_files_are_whole(flow)
        matrix.add(name, choice, run.outcome.code, len(run.desk.exchanges))


def test_every_documented_end_is_met(documented: Mapping[str, frozenset[int]]) -> None:
    """The page of faults has a row for each fault, and for no other one."""
    assert set(documented) == {*FAULTS, SERVICE_STOPPED}
