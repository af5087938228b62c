"""Shell completion: scripts that the shells take, and what they complete."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from menkyo.cli.group import COMMANDS
from menkyo.virtual import image_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.cli.conftest import Outcome

SHELLS = [shell for shell in ("bash", "zsh", "fish") if shutil.which(shell)]
MENKYO = Path(sys.executable).with_name("menkyo")
"""The installed command: a shell starts it by its name."""


def completions(environment: Mapping[str, str], line: str) -> list[str]:
    """What the program offers for the last word of a line, as the scripts ask it."""
    words = line.split(" ")
    asked = {**environment, "_MENKYO_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run([MENKYO], env=asked, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    return [answer.partition(",")[2] for answer in done.stdout.splitlines()]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_a_script_for_each_shell(menkyo_run: Callable[..., Outcome], shell: str) -> None:
    """`completion SHELL` prints a script that asks the program itself."""
    outcome = menkyo_run("completion", shell)
    assert (outcome.code, outcome.errors) == (0, "")
    assert "_MENKYO_COMPLETE" in outcome.text


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_takes_its_script(menkyo_run: Callable[..., Outcome], shell: str) -> None:
    """Each shell that this machine has finds no error in its script."""
    script = menkyo_run("completion", shell).output
    subprocess.run([shell, "-n", "/dev/stdin"], input=script, check=True, timeout=60)


def test_bash_completes_the_name_of_an_image(
    menkyo_run: Callable[..., Outcome], plain_environment: Mapping[str, str]
) -> None:
    """With the script loaded, bash offers the built-in cards that begin as typed."""
    script = menkyo_run("completion", "bash").text
    ask = 'COMP_WORDS=(menkyo virtual show no-l); COMP_CWORD=3; _menkyo_completion "$0"; echo "${COMPREPLY[@]}"'
    environment = {**plain_environment, "PATH": f"{MENKYO.parent}:{plain_environment['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", f"{script}\n{ask}", "menkyo"], env=environment, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["no-license"]


def test_commands_images_and_options_are_completed(plain_environment: Mapping[str, str]) -> None:
    """The commands, the images where one is wanted, the options of a command and the values of an option."""
    assert completions(plain_environment, "menkyo ") == list(COMMANDS)
    for command in ("show", "serve"):
        assert completions(plain_environment, f"menkyo virtual {command} ") == list(image_names())
    assert "--pin-file" in completions(plain_environment, "menkyo read --p")
    assert completions(plain_environment, "menkyo read --format ") == ["panel", "plain", "json"]
