"""Processes of their own: pipes that close, streams that are closed, disks that are full, other encodings."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FORMATS = ["panel", "plain", "json"]


@pytest.fixture
def environment(plain_environment: Mapping[str, str]) -> dict[str, str]:
    """The plain environment, to be added to."""
    return dict(plain_environment)


@pytest.mark.parametrize(
    "arguments",
    ["virtual list", "virtual show specimen", "--help", *(f"read --demo --format {form}" for form in FORMATS)],
)
def test_a_pipe_that_closes_is_no_error(program: Sequence[str], environment: dict[str, str], arguments: str) -> None:
    """Whoever reads our output may stop at any time: no word of it, and the exit code of success."""
    with subprocess.Popen(
        [*program, *arguments.split()], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        errors = process.stderr.read()
        assert (process.wait(60), errors) == (0, b"")


def test_a_photo_is_saved_though_the_pipe_closes(
    program: Sequence[str], environment: dict[str, str], tmp_path: Path
) -> None:
    """What goes to a file does not depend on who reads our output."""
    photo = tmp_path / "photo.png"
    with subprocess.Popen(
        [*program, "read", "--demo", "--photo", str(photo)], env=environment, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(60) == 0
    assert photo.stat().st_size


@pytest.mark.parametrize("form", FORMATS)
def test_a_full_disk_is_one_sentence(program: Sequence[str], environment: dict[str, str], form: str) -> None:
    """Output that cannot be written ends in one sentence, and in nothing else at the end of the process."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            [*program, "read", "--demo", "--format", form], env=environment, stdout=full, stderr=subprocess.PIPE,
            check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.decode().splitlines()) == 1
    assert done.stderr.decode().startswith("エラー: ")


@pytest.mark.parametrize(
    ("arguments", "closed", "code"),
    [
        ("read --reader virtual", "<&-", 2),
        ("read --reader virtual --pin-file -", "<&-", 2),
        ("read --reader virtual:no-pin --format plain", "<&-", 0),
        ("read --demo", ">&-", 0),
        ("read --demo --format json", ">&-", 0),
        ("read --demo", "2>&-", 0),
        ("read --reader virtual:blocked", "2>&-", 7),
        ("read --reader virtual:blocked", "<&- >&- 2>&-", 7),
    ],
)
def test_a_closed_stream_is_no_fault(
    program: Sequence[str], environment: dict[str, str], arguments: str, closed: str, code: int
) -> None:
    """Without standard input there is no PIN, and without the others nobody to tell; neither is a fault in menkyo."""
    command = ["sh", "-c", f'exec "$@" {closed}', "sh", *program, *arguments.split()]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("encoding", ["cp932", "cp1252"])
def test_what_cannot_be_encoded_is_escaped(
    program: Sequence[str], environment: dict[str, str], encoding: str, form: str
) -> None:
    """On a terminal that cannot write Japanese the record is shown with escapes; JSON is UTF-8 everywhere."""
    environment["PYTHONIOENCODING"] = encoding
    done = subprocess.run(
        [*program, "read", "--demo", "--format", form], env=environment, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "優良".encode("utf-8" if form == "json" else encoding, "backslashreplace") in done.stdout


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_holds_no_escape_codes(
    program: Sequence[str], environment: dict[str, str], form: str, tmp_path: Path
) -> None:
    """Colors and pictures are for terminals; a file gets text."""
    environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    with (tmp_path / "output").open("w+b") as output:
        subprocess.run(
            [*program, "read", "--demo", "--format", form], env=environment, stdout=output, stderr=output, check=True
        )
        output.seek(0)
        content = output.read()
    assert "2030" in content.decode()
    assert b"\x1b" not in content


def test_no_fault_is_hidden_by_the_environment(program: Sequence[str]) -> None:
    """With an environment that is all but empty the command works, in Japanese."""
    done = subprocess.run(
        [*program, "read", "--demo", "--format", "plain"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        check=True,
    )
    assert "ゴールド".encode() in done.stdout
