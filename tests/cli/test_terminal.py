"""A person at a terminal: the prompt, the progress line, Ctrl-C and colors, on a real pseudo-terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING

import pytest

from menkyo.virtual import load_image

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

# Makes standard input the terminal that belongs to the process: a PIN is asked for there.
AT_TERMINAL = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
PATIENCE = 60
COLOR = re.compile(rb"\x1b\[[0-9;]*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")


class Terminal:
    """A command that runs at a pseudo-terminal, and who sits at it."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], *, piped: bool) -> None:
        self._leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        self.shown = b""
        self.process = subprocess.Popen(
            [sys.executable, "-c", AT_TERMINAL, *command],
            env=environment,
            stdin=follower,
            stdout=subprocess.PIPE if piped else follower,
            stderr=follower,
        )
        # Kept open until the end: what the terminal still holds can be read, and its settings be looked at.
        self._follower = follower

    def wait_for(self, text: str) -> None:
        """Read what is shown until a text appears."""
        self._read_while(lambda: text.encode() not in self.shown)

    def type(self, text: str) -> None:
        """Type on the keyboard."""
        os.write(self._leader, text.encode())

    @property
    def echoes(self) -> bool:
        """Whether the terminal shows what is typed."""
        return bool(termios.tcgetattr(self._follower)[3] & termios.ECHO)

    def end(self) -> tuple[int, bytes]:
        """Wait for the end; the exit code, and what went to the pipe."""
        output = b"" if self.process.stdout is None else self.process.stdout.read()
        self._read_while(lambda: self.process.poll() is None)
        while select.select([self._leader], [], [], 0)[0]:
            self.shown += os.read(self._leader, 4096)
        return self.process.wait(), output

    def close(self) -> None:
        """Take the terminal away."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        os.close(self._follower)
        os.close(self._leader)

    def _read_while(self, wanted: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while wanted():
            assert time.monotonic() < end, self.shown
            if select.select([self._leader], [], [], 0.02)[0]:
                self.shown += os.read(self._leader, 4096)


@pytest.fixture
def at_terminal(program: Sequence[str], plain_environment: Mapping[str, str]) -> Iterator[Callable[..., Terminal]]:
    """Starts a command at a terminal of its own; standard output is a pipe unless told otherwise."""
    opened: list[Terminal] = []

    def start(*arguments: str, piped: bool = True, **environment: str) -> Terminal:
        everything = {**plain_environment, "TERM": "xterm-256color", **environment}
        opened.append(Terminal([*program, *arguments], everything, piped=piped))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()


@pytest.mark.parametrize(("lang", "prompt"), [("ja", "残り10回"), ("en", "tries left: 10")])
def test_the_prompt_hides_the_pin(at_terminal: Callable[..., Terminal], lang: str, prompt: str) -> None:
    """The prompt tells the tries left on the terminal, the PIN is shown nowhere, the payload alone is in the pipe."""
    terminal = at_terminal("read", "--reader", "virtual:new-driver", "--format", "plain", "--lang", lang)
    terminal.wait_for(prompt)
    assert not terminal.echoes
    terminal.type("1234\n")
    code, output = terminal.end()
    assert code == 0
    assert terminal.echoes
    assert b"2029" in output
    assert prompt.encode() not in output
    assert b"\x1b" not in output
    assert b"1234" not in terminal.shown


def test_number_b_is_asked_for_in_hidden_parts(at_terminal: Callable[..., Terminal]) -> None:
    """Three questions for 照合番号B and one for the PIN, all hidden; the holder is in the pipe."""
    terminal = at_terminal("read", "--reader", "virtual", "--holder", "--format", "plain")
    for question, typed in (
        ("生年月日(", "昭和55年2月17日"),
        ("有効期限の年", "2035"),
        ("セキュリティコード(", "2285"),
        ("免許情報の暗証番号", "1234"),
    ):
        terminal.wait_for(question)
        assert not terminal.echoes
        terminal.type(f"{typed}\n")
    code, output = terminal.end()
    assert code == 0
    assert terminal.echoes
    assert "見本 花子".encode() in output
    assert b"2285" not in terminal.shown
    assert b"1234" not in terminal.shown


def test_progress_stands_in_one_line_and_goes(at_terminal: Callable[..., Terminal]) -> None:
    """While the card is read the terminal says to leave it there, and the line is taken away at the end."""
    terminal = at_terminal("read", "--reader", "virtual", "--format", "plain")
    terminal.wait_for("残り10回")
    terminal.type("1234\n")
    assert terminal.end()[0] == 0
    *_, after_prompt = terminal.shown.split("残り10回".encode())
    assert "読み取っています".encode() in after_prompt
    assert terminal.shown.endswith(b"\r\x1b[K")


@pytest.mark.parametrize("term", ["dumb", "xterm"])
def test_a_wrong_pin_says_how_many_tries_are_left(at_terminal: Callable[..., Terminal], term: str) -> None:
    """The answer to a wrong PIN is a sentence; a terminal that cannot clear a line gets no progress line."""
    terminal = at_terminal("read", "--reader", "virtual", TERM=term)
    terminal.wait_for("残り10回")
    terminal.type("4321\n")
    assert terminal.end() == (6, b"")
    assert "残り9回".encode() in terminal.shown
    assert (b"\x1b" in terminal.shown) == (term != "dumb")


@pytest.mark.parametrize("typed", ["\x03", "12\x03", "\x04"], ids=["Ctrl-C", "Ctrl-C after two digits", "Ctrl-D"])
def test_leaving_the_prompt(at_terminal: Callable[..., Terminal], typed: str) -> None:
    """Ctrl-C and Ctrl-D at the prompt end in 130, without a traceback, and the terminal shows again what is typed."""
    terminal = at_terminal("read", "--reader", "virtual")
    terminal.wait_for("残り10回")
    terminal.type(typed)
    assert terminal.end() == (130, b"")
    assert terminal.echoes
    assert b"Traceback" not in terminal.shown
    assert b"Error" not in terminal.shown


def test_a_malformed_pin_is_not_sent(at_terminal: Callable[..., Terminal]) -> None:
    """Full-width digits, as a Japanese keyboard types them, are told from the half-width ones of a PIN."""
    terminal = at_terminal("read", "--reader", "virtual")
    terminal.wait_for("残り10回")
    terminal.type("１２３４\n")
    assert terminal.end() == (2, b"")
    assert "半角".encode() in terminal.shown


def test_a_card_without_a_pin_asks_nothing(at_terminal: Callable[..., Terminal]) -> None:
    """Where no PIN is set there is no prompt."""
    terminal = at_terminal("read", "--reader", "virtual:no-pin", "--format", "plain")
    code, output = terminal.end()
    assert code == 0
    assert b"2030" in output
    assert "暗証番号".encode() not in terminal.shown


def test_colors_are_for_those_who_want_them(at_terminal: Callable[..., Terminal]) -> None:
    """On a terminal the panel has colors; with NO_COLOR it has none, and no picture made of them."""
    colored = at_terminal("read", "--demo", piped=False)
    assert colored.end()[0] == 0
    assert COLOR.search(colored.shown)
    plain = at_terminal("read", "--demo", piped=False, NO_COLOR="1")
    assert plain.end()[0] == 0
    assert b"2030" in plain.shown
    assert not COLOR.search(plain.shown)


def test_a_card_is_made_by_answers(at_terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    """The questions stand on the terminal, what is typed is shown, for the PIN is invented, and the card is written."""
    terminal = at_terminal("virtual", "new", str(tmp_path / "mine.toml"), "--lang", "en")
    dialogue = [
        ("1 My Number card", ""),
        ("Last day", "2031-02-03"),
        ("Color", "gold"),
        ("Categories", "普通 moped"),
        ("Condition 1", "眼鏡等"),
        ("Condition 2", ""),
        ("PIN of the invented card", "4321"),
        ("Picture file", ""),
    ]
    for question, answer in dialogue:
        terminal.wait_for(question)
        assert terminal.echoes
        terminal.type(f"{answer}\n")
    assert terminal.end() == (0, b"")
    image = load_image(tmp_path / "mine.toml")
    assert (image.license.categories, image.license.conditions) == (("ordinary", "moped"), ("眼鏡等",))
    assert (image.license.color, image.pin.value) == ("優良", "4321")
