"""A card with a fault in the system's reader, as another program meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from menkyo.pcsc import list_readers, wait_for_card

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from tests.pcscd.conftest import Menkyo

pytestmark = pytest.mark.pcscd

PATIENCE = 20.0


@pytest.mark.parametrize(
    ("fault", "code", "times"),
    [
        ("pull@7", 4, 1),
        ("mute@9", 4, 2),
        ("no-byte@5", 4, 2),
        ("one-byte@9", 8, 2),
        ("status=6983@10", 7, 2),
        ("counter=63C0", 7, 2),
        ("endless-61xx@5", 8, 2),
        ("status=6A82@12", 0, 2),
    ],
)
def test_a_fault_is_met_at_each_reading(  # noqa: PLR0913, PLR0917 - fixtures and columns
    menkyo: Menkyo,
    serve_with: Callable[[str], subprocess.Popen[bytes]],
    tmp_path: Path,
    fault: str,
    code: int,
    times: int,
) -> None:
    """Through the whole service a fault ends as it does in process, at each reading anew; nothing is half written."""
    server = serve_with(fault)
    for number in range(times):
        wait_for_card([list_readers()[1]], PATIENCE)
        trace = tmp_path / f"{number}"
        output, errors = menkyo.run(
            "read", "--reader", "1", "--pin-file", "-", "--format", "json", "--trace", str(trace), code=code
        )
        assert bool(output) == (code == 0)
        assert len(errors.splitlines()) <= 2
        assert trace.read_text(encoding="utf-8").count("> 0020008604") <= 1
    if fault.startswith("pull"):
        _, told = server.communicate(timeout=60)
        assert server.returncode == 0
        assert b"The fault took the card off the reader" in told
