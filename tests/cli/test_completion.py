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
    return [answer.partition(",")[2] for answer in done.stdout.splitlines() if answer]


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


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["virtual", "virtual:", "replay:", "capture:"]),
        ("cap", ["capture:"]),
        ("virtual:no-l", ["no-license"]),
        ("virtual : no-l", ["no-license"]),
        ("capture : ", ["a reading.json", "b.txt", "cards/", "mine.toml"]),
        ("replay : b", ["b.txt"]),
        ("replay:cards/", ["cards/x.toml", "cards/y.txt"]),
        ("virtual : cards/", ["cards/x.toml"]),
        ("virtual : m", ["medium", "missing", "mine.toml"]),
        ("capture : .h", [".hidden"]),
        ("capture : nowhere/", []),
        ("= capture : b", ["b.txt"]),
    ],
)
def test_the_reader_is_completed(
    plain_environment: Mapping[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    offered: list[str],
) -> None:
    """Virtual cards by name and by file, captures and recordings by file; bash takes a word apart at its colons."""
    (tmp_path / "cards").mkdir()
    for name in ("a reading.json", "b.txt", ".hidden", "mine.toml", "cards/x.toml", "cards/y.txt"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    found = [value.replace("\\", "") for value in completions(plain_environment, f"menkyo read --reader {typed}")]
    known = [name for name in found if not name.startswith("m") or name == "mine.toml"]
    assert known == [name for name in offered if not name.startswith("m") or name == "mine.toml"]


def test_bash_adds_no_space_to_what_goes_on(
    menkyo_run: Callable[..., Outcome], plain_environment: Mapping[str, str]
) -> None:
    """Bash is told so for `capture:`, and not for `virtual`."""
    script = menkyo_run("completion", "bash").text
    environment = {**plain_environment, "PATH": f"{MENKYO.parent}:{plain_environment['PATH']}"}
    for word, told in (("cap", "nospace capture:"), ("virtual:no-l", "no-license")):
        ask = f'compopt() {{ echo -n "$2 "; }}; COMP_WORDS=(menkyo read --reader {word}); COMP_CWORD=3; '
        ask += '_menkyo_completion "$0"; echo "${COMPREPLY[@]}"'
        done = subprocess.run(
            ["bash", "-c", f"{script}\n{ask}", "menkyo"], env=environment, check=True, capture_output=True, text=True
        )
        assert done.stdout.strip() == told


@pytest.mark.parametrize(("shell", "words"), [("zsh", ["open", "virtual:", "_"]), ("fish", ["plain,virtual:"])])
def test_the_other_shells_are_told_whole_words(
    plain_environment: Mapping[str, str], menkyo_run: Callable[..., Outcome], shell: str, words: list[str]
) -> None:
    """Zsh is told in its script to add no space, which fish leaves out by itself after a colon."""
    asked = {"_MENKYO_COMPLETE": f"{shell}_complete", "COMP_WORDS": "menkyo read --reader virtual:"}
    asked["COMP_CWORD"] = "3" if shell == "zsh" else "virtual:"
    done = subprocess.run([MENKYO], env={**plain_environment, **asked}, check=True, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    assert "virtual:specimen" in "\n".join(lines)
    asked["COMP_WORDS"] = "menkyo read --reader virtu"
    asked["COMP_CWORD"] = "3" if shell == "zsh" else "virtu"
    done = subprocess.run([MENKYO], env={**plain_environment, **asked}, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-len(words) :] == words
    assert ("-S ''" in menkyo_run("completion", shell).text) == (shell == "zsh")
