"""The page about other programs is right: a real PC/SC service, OpenSC and pyscard see the served card."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from menkyo.pcsc import list_readers
from menkyo.pcsc.service import PyscardService, look_at, open_context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

pytestmark = pytest.mark.pcscd

PAGE = "docs/how-to/virtual-reader.md"
NEEDS_DAEMON = "<!-- needs: pcscd -->"


def _run(command: list[str], folder: Path, environment: Mapping[str, str], typed: str = "") -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=dict(environment),
        input=typed,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def _wait_for_empty_reader() -> None:
    """Wait until the service has noticed that the card is gone, for the next test's sake."""
    service, reader = PyscardService(), list_readers()[0].name
    with open_context(service) as context:
        look = look_at(service, context, reader)
        if look.state.card_present:
            look = look_at(service, context, reader, look, 20_000)
        assert not look.state.card_present


@pytest.fixture
def served_specimen(environment: Mapping[str, str], tmp_path: Path) -> Iterator[None]:
    """The specimen in the first slot, by the command on the page; the program itself waits until it is seen."""
    if os.environ.get("MENKYO_PRIVATE_PCSCD") != "1":
        pytest.fail("This test needs a private pcscd; run `make test`, which starts one.", pytrace=False)
    command = ["menkyo", "virtual", "serve", "specimen"]
    with subprocess.Popen(command, cwd=tmp_path, env=dict(environment), stderr=subprocess.DEVNULL) as server:
        try:
            _run(
                ["menkyo", "read", "--reader", "0", "--wait", "20", "--pin-file", "-"], tmp_path, environment, "1234\n"
            )
            yield
        finally:
            server.terminate()
            server.wait()
            _wait_for_empty_reader()


@pytest.mark.usefixtures("served_specimen")
def test_other_programs_see_the_card(
    pages: Mapping[str, str],
    blocks: Callable[[str], list[tuple[str, str, str]]],
    environment: Mapping[str, str],
    tmp_path: Path,
) -> None:
    """Each sample that needs the service runs, and the free file says that a PIN is set."""
    printed: dict[str, str] = {}
    for before, language, text in blocks(pages[PAGE]):
        if before.rstrip().endswith(NEEDS_DAEMON):
            command = [sys.executable, "-c", text] if language == "python" else ["bash", "-e", "-c", text]
            printed[language] = printed.get(language, "") + _run(command, tmp_path, environment)
    assert "3b:88:80:01:00:00:05:e0:b3:81:a1:00:7f" in printed["sh"]
    assert "C1 01 01" in printed["sh"]
    assert "\njpki\n" in printed["sh"]
    assert printed["sh"].count("X.509 Certificate [") == 4
    assert "Verified OK" in printed["sh"]
    assert printed["python"] == "SELECT: 9000\nREAD: c10101 9000\n"
