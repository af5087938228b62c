"""Readings that end early, and files that hold anything: every one ends in the contract's words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menkyo.virtual import FaultyTransport, LicenseFiles, load_image, open_virtual, pull_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from menkyo.virtual import Fault
    from tests.cli.conftest import Desk, Outcome

SPECIMEN = load_image("specimen")
ENDINGS = {0, 4, 5, 6, 7, 8}
"""The exit codes that a card can cause: 1 is a fault in menkyo, 2 and 3 are no card's doing."""


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
