"""One fault at each command of a reading, and files that hold anything: every one ends in the contract's words."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apdu.errors import CardUnresponsiveError
from apdu.transcript import HEADING
from menkyo.api import load_capture
from menkyo.virtual import (
    FaultyTransport,
    LicenseFiles,
    answer_at,
    endless_more_data,
    load_image,
    open_virtual,
    pull_at,
    random_answers,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from menkyo.virtual import Fault
    from tests.cli.conftest import Desk, Outcome

SPECIMEN = load_image("specimen")
ENDINGS = {0, 4, 5, 6, 7, 8}
"""The exit codes that a card can cause: 1 is a fault in menkyo, 2 and 3 are no card's doing."""

MOST_COMMANDS = 2000
"""A card that announces more data for ever is believed 256 times; one that sends a byte at a time, 1,024 times."""

WRONG_STATUSES = (
    "6982",
    "6A82",
    "6283",
    "63C0",
    "63C1",
    "9000",
    "6C00",
    "6C05",
    "6100",
    "6984",
    "6700",
    "0000",
    "FFFF",
)


def mute_at(number: int) -> Fault:
    """The card gives no answer to that command."""

    def fault(current: int, command: bytes, card: Callable[[bytes], bytes]) -> bytes:
        if current == number:
            raise CardUnresponsiveError("No answer")
        return card(command)

    return fault


def more_than_asked_at(number: int) -> Fault:
    """That command gets more data than any short command can ask for."""

    def fault(current: int, command: bytes, card: Callable[[bytes], bytes]) -> bytes:
        answer = card(command)
        return b"\x00" * 257 + answer if current == number else answer

    return fault


def without_status_at(number: int) -> Fault:
    """The answer to that command loses its last two bytes."""

    def fault(current: int, command: bytes, card: Callable[[bytes], bytes]) -> bytes:
        answer = card(command)
        return answer[:-2] if current == number else answer

    return fault


def noise_at(number: int) -> Fault:
    """That command gets noise."""
    noise = Random(number)  # noqa: S311 - noise for tests, no secret
    return answer_at(number, noise.randbytes(noise.randint(0, 300)))


def pulled_after_it_answered(number: int) -> Fault:
    """The card is pulled before the answer to that command arrives."""
    return pull_at(number, answered=True)


def more_data_and_none(number: int) -> Fault:
    """From that command on the card announces more data and sends none."""
    return endless_more_data(number, b"")


def answering(answer: bytes) -> Callable[[int], Fault]:
    """One command gets this answer."""
    return lambda number: answer_at(number, answer)


FAULTS: dict[str, Callable[[int], Fault]] = {
    "pulled": pull_at,
    "pulled after it answered": pulled_after_it_answered,
    "mute": mute_at,
    "no byte": answering(b""),
    "one byte": answering(b"\x90"),
    "more data for ever": endless_more_data,
    "more data and none": more_data_and_none,
    "noise": noise_at,
    "noise from here on": random_answers,
    "more than asked": more_than_asked_at,
    "far more than asked": answering(bytes(70_000) + b"\x90\x00"),
    "status lost": without_status_at,
    **{f"status {status}": answering(bytes.fromhex(status)) for status in WRONG_STATUSES},
}


def arguments(folder: Path, *, short: bool) -> list[str]:
    """A reading that writes every file that there is."""
    files = [f"--{kind}={folder / name}" for kind, name in FILES.items()]
    return ["read", "--reader", "virtual", "--format", "json", "--pin-file", "-", *files, *["--short"] * short]


FILES = {"save": "capture", "trace": "trace", "photo": "photo.jp2"}


def assert_files_are_whole(folder: Path, outcome: Outcome) -> None:
    """What was written is complete, and nothing else lies there."""
    names = {path.name for path in folder.iterdir()}
    # Each card here has a photo, but one that lies about the end of its file keeps it to itself.
    has_photo = outcome.code == 0 and outcome.document["photo"] is not None
    assert names - {"capture"} == ({"trace", "photo.jp2"} if has_photo else {"trace"})
    assert outcome.code != 0 or "capture" in names
    assert (folder / "trace").read_text(encoding="utf-8").startswith(HEADING)
    if "capture" in names:
        assert load_capture(folder / "capture").files
    if has_photo:
        assert (folder / "photo.jp2").read_bytes() == SPECIMEN.photo


@pytest.mark.parametrize("short", [False, True], ids=["extended", "short"])
@pytest.mark.parametrize("kind", FAULTS)
def test_every_fault_ends_in_a_sentence(  # noqa: PLR0913, PLR0917 - fixtures and columns
    menkyo_run: Callable[..., Outcome],
    lay: Callable[..., Desk],
    fault_count: dict[str, int],
    tmp_path: Path,
    kind: str,
    short: bool,  # noqa: FBT001 - a column
) -> None:
    """A fault at any command: a documented exit code, one sentence, one VERIFY at most, whole files or none."""
    clean = lay()
    (tmp_path / "0").mkdir()
    outcome = menkyo_run(*arguments(tmp_path / "0", short=short), stdin=b"1234", card=clean)
    assert outcome.code == 0
    assert_files_are_whole(tmp_path / "0", outcome)
    for number in range(1, len(clean.exchanges) + 1):
        folder = tmp_path / str(number)
        folder.mkdir()
        desk = lay(FaultyTransport(open_virtual(SPECIMEN), FAULTS[kind](number)))
        outcome = menkyo_run(*arguments(folder, short=short), stdin=b"1234", card=desk)
        assert outcome.code in ENDINGS
        if outcome.code:
            outcome.assert_one_sentence("ja")
        else:
            assert outcome.document["schema"] == "menkyo.read/1"
        assert desk.presented in ([], [b"1234"])
        assert len(desk.exchanges) <= MOST_COMMANDS
        assert desk.closed == 1
        assert_files_are_whole(folder, outcome)
        fault_count[kind] = fault_count.get(kind, 0) + 1


def test_a_pull_is_always_4(menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]) -> None:
    """Whenever the card is pulled, that is what the person is told."""
    clean = lay()
    read = ("read", "--reader", "virtual", "--pin-file", "-")
    menkyo_run(*read, stdin=b"1234", card=clean)
    for number in range(1, len(clean.exchanges) + 1):
        card = FaultyTransport(open_virtual(SPECIMEN), pull_at(number))
        assert menkyo_run(*read, stdin=b"1234", card=card).code == 4


def test_ctrl_c_ends_a_reading_at_any_command(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], tmp_path: Path
) -> None:
    """Ctrl-C while a command is on its way: 130, no word of it, the card put away, the trace written up to it."""
    clean = lay()
    read = ("read", "--reader", "virtual", "--pin-file", "-")
    menkyo_run(*read, stdin=b"1234", card=clean)

    def interrupt_at(number: int) -> Fault:
        def fault(current: int, command: bytes, card: Callable[[bytes], bytes]) -> bytes:
            if current == number:
                raise KeyboardInterrupt
            return card(command)

        return fault

    for number in range(1, len(clean.exchanges) + 1):
        desk = lay(FaultyTransport(open_virtual(SPECIMEN), interrupt_at(number)))
        trace = tmp_path / f"{number}"
        outcome = menkyo_run(*read, "--trace", str(trace), stdin=b"1234", card=desk)
        assert (outcome.code, outcome.output, outcome.errors.strip()) == (130, b"", "")
        assert desk.closed == 1
        written = trace.read_text(encoding="utf-8")
        assert written.count("\n> ") == number
        assert written.count("\n! KeyboardInterrupt\n") == 1


@pytest.mark.parametrize("file", ["WEF01", "WEF02", "WEF03"])
def test_a_file_that_ends_anywhere(menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], file: str) -> None:
    """Files cut at any byte, in front of or inside the objects, end in a documented exit code."""
    files = LicenseFiles(SPECIMEN)
    content = {"WEF01": files.wef01, "WEF02": files.wef02, "WEF03": files.wef03}[file] or b""
    step = 1 + len(content) // 150
    for end in range(0, len(content), step):
        desk = lay(replace(SPECIMEN, raw=((file, content[:end]),)))
        outcome = menkyo_run(
            "read", "--reader", "virtual", "--format", "json", "--pin-file", "-", stdin=b"1234", card=desk
        )
        assert outcome.code in {"WEF01": {8}, "WEF02": {0, 5, 8}, "WEF03": {0}}[file]
        assert desk.presented == ([] if file == "WEF01" else [b"1234"])


@settings(max_examples=150)
@given(
    content=st.binary(max_size=300)
    | st.integers(0, 0x7000).map(bytes)
    | st.binary(min_size=1, max_size=40).map(lambda part: (b"\xc2\x00\xc3\x00" + part * 1000)[:0x7FFF]),
    file=st.sampled_from(["WEF01", "WEF02", "WEF03"]),
    short=st.booleans(),
)
def test_a_file_that_holds_anything(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], content: bytes, file: str, *, short: bool
) -> None:
    """Files of noise, of nothing but zeros and far longer than they may be end in a documented exit code."""
    desk = lay(replace(SPECIMEN, raw=((file, content),)))
    for output_format in ("json", "plain"):
        outcome = menkyo_run(
            "read", "--reader", "virtual", "--format", output_format, "--pin-file", "-", *["--short"] * short,
            stdin=b"1234", card=desk,
        )  # fmt: skip
        assert outcome.code in ENDINGS
        if outcome.code:
            outcome.assert_one_sentence("ja")
        desk = lay(replace(SPECIMEN, raw=((file, content),)))
