"""The page about tests of other programs is right where it needs a PC/SC service."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from menkyo.pcsc import list_readers, wait_for_card, wait_for_removal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

pytestmark = pytest.mark.pcscd

PAGE = "docs/how-to/test-your-program.md"
NEEDS_DAEMON = "<!-- needs: pcscd -->"
FILE_NAME = re.compile(r"Save this as `([^`]+)`:\s*$")


def _run(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        command, cwd=folder, env=dict(environment), capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def test_a_card_from_scratch_is_read_by_other_programs(
    pages: Mapping[str, str],
    blocks: Callable[[str], list[tuple[str, str, str]]],
    environment: Mapping[str, str],
    tmp_path: Path,
) -> None:
    """The card that the page makes is read by its pyscard script and known to OpenSC; its fixture serves another."""
    if os.environ.get("MENKYO_PRIVATE_PCSCD") != "1":
        pytest.fail("This test needs a private pcscd; run `make test`, which starts one.", pytrace=False)
    found = blocks(pages[PAGE])
    make = next(text.splitlines()[0] for _, _, text in found if text.startswith("menkyo virtual new"))
    serve = next(text for _, _, text in found if text.startswith("menkyo virtual serve")).split()
    needing = [(kind, text) for before, kind, text in found if before.rstrip().endswith(NEEDS_DAEMON)]
    for before, _, text in found:
        if name := FILE_NAME.search(before):
            (tmp_path / name[1]).write_text(text, encoding="utf-8")
    _run(["bash", "-c", make], tmp_path, environment)
    printed = [_run(["bash", "-c", text], tmp_path, environment) for kind, text in needing if kind == "sh"]
    assert "1 passed" in "".join(printed)
    (script,) = [text for kind, text in needing if kind == "python"]
    assert len(script.splitlines()) <= 10
    reader = list_readers()[0]
    with subprocess.Popen(serve, cwd=tmp_path, env=dict(environment), stderr=subprocess.DEVNULL) as server:
        try:
            wait_for_card([reader], 20)
            assert _run([sys.executable, "-c", script], tmp_path, environment) == "PIN: 9000\nLast day: 5130203\n"
            assert _run(["opensc-tool", "--reader", "0", "--name"], tmp_path, environment) == "jpki\n"
        finally:
            server.terminate()
            server.wait()
            assert wait_for_removal(reader, 20)
