"""The photo in a terminal: a pseudo-terminal stands in for one, and answers what it is asked."""

from __future__ import annotations

import fcntl
import os
import pickle
import pty
import re
import struct
import subprocess
import sys
import termios
import tty
from io import StringIO
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pyte
import pytest
from rich.console import Console
from rich.segment import Segment

from menkyo.output import Language, render_panel
from menkyo.output import picture as picture_module
from menkyo.output.picture import picture_of
from menkyo.record import Photo
from menkyo.record.bitmap import decode_bitmap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PIL import Image

    from menkyo.output import ReadResult

COLUMNS, ROWS, CELL_WIDTH, CELL_HEIGHT = 80, 60, 10, 20
SHOW = """
import pickle, sys
from rich.console import Console
from menkyo.output import Language, render_panel
result = pickle.loads(open(sys.argv[1], "rb").read())
render_panel(result, Console(), language=Language.JA)
"""
SIXEL = b"\x1b[?62;4c"
NO_SIXEL = b"\x1b[?62c"
# What a program asks a terminal: a picture to try Kitty's protocol with, and what the terminal is (DA1).
QUESTION = re.compile(rb"\x1b_G(?=[^\x1b]*a=q)[^\x1b]*?i=(\d+)[^\x1b]*\x1b\\|\x1b\[c")


@pytest.fixture
def show_in_terminal(result: ReadResult, tmp_path: Path) -> Callable[..., str]:
    """Show the specimen in a terminal that is what it answers to DA1; returns what the terminal got."""

    def show(
        device: bytes, *, kitty: bool = False, shown: ReadResult = result, columns: int = COLUMNS, **environment: str
    ) -> str:
        (tmp_path / "result").write_bytes(pickle.dumps(shown))
        master, slave = pty.openpty()
        tty.setcbreak(slave)
        size = struct.pack("HHHH", ROWS, columns, columns * CELL_WIDTH, ROWS * CELL_HEIGHT)
        fcntl.ioctl(slave, termios.TIOCSWINSZ, size)
        base = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONUTF8": "1", "PATH": os.environ["PATH"]}
        process = subprocess.Popen(
            [sys.executable, "-c", SHOW, str(tmp_path / "result")],
            stdin=slave,
            stdout=slave,
            stderr=subprocess.PIPE,
            env=base | environment,
        )
        os.close(slave)
        received = bytearray()
        answered = 0
        while chunk := _read(master):
            received += chunk
            for question in QUESTION.finditer(received, answered):
                answered = question.end()
                if question[1] is None:
                    os.write(master, device)
                elif kitty:
                    os.write(master, b"\x1b_Gi=%b;OK\x1b\\" % question[1])
        os.close(master)
        _, errors = process.communicate()
        assert (process.returncode, errors) == (0, b"")
        return received.decode()

    return show


def _read(descriptor: int) -> bytes:
    """What the other side wrote; nothing when it is gone."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


def show_until(show: Callable[[], str], mark: str) -> str:
    """Show again while a busy machine is too slow for textual-image, which waits 0.1 s for a terminal's answer."""
    shown = show()
    for _ in range(4):
        if mark in shown:
            break
        shown = show()
    return shown


def test_half_blocks(show_in_terminal: Callable[..., str]) -> None:
    """A terminal without graphics shows the photo as colored half blocks, twelve rows beside the number."""
    screen = pyte.Screen(COLUMNS, ROWS)
    pyte.Stream(screen).feed(show_in_terminal(NO_SIXEL))
    rows = [row for row in screen.display if "▀" in row]
    assert len(rows) == 12
    assert all(row[2:22] == "▀" * 20 for row in rows)
    assert "番号" in rows[0]


@pytest.mark.parametrize("columns", [80, 100])
def test_both_photos_side_by_side(
    columns: int, show_in_terminal: Callable[..., str], make_holder_result: Callable[..., ReadResult]
) -> None:
    """The license's photo and the card's stand beside each other, each below its name."""
    screen = pyte.Screen(columns, ROWS)
    pyte.Stream(screen).feed(show_in_terminal(NO_SIXEL, shown=make_holder_result(), columns=columns))
    rows = [number for number, row in enumerate(screen.display) if "▀" in row]
    assert len(rows) == 12
    assert all(screen.display[row][2:44] == "▀" * 20 + "  " + "▀" * 20 for row in rows)
    assert screen.display[rows[0] - 1].split()[1:3] == ["免許の写真", "カードの写真"]
    assert "見本 花子" in "".join(screen.display[rows[-1] :]).replace("  ", "")


def test_both_photos_in_sixel(
    show_in_terminal: Callable[..., str], make_holder_result: Callable[..., ReadResult]
) -> None:
    """Both pictures are drawn in the same rows, each where its place was left free."""
    shown = show_until(lambda: show_in_terminal(SIXEL, shown=make_holder_result(), columns=100), "\x1bP")
    parts = re.split(r"\x1bP[^\x1b]*\x1b\\", shown)
    assert len(parts) == 3
    screen = pyte.Screen(100, ROWS)
    stream = pyte.Stream(screen)
    places: list[tuple[int, int]] = []
    for part in parts[:-1]:
        stream.feed(part)
        places.append((screen.cursor.x, screen.cursor.y))
    (first, top), (second, other_top) = places
    assert (first, second) == (2, 24)
    assert top == other_top


def test_sixel(show_in_terminal: Callable[..., str]) -> None:
    """A terminal with Sixel gets the picture drawn where its place was left free."""
    before, drawing, _ = show_until(lambda: show_in_terminal(SIXEL), "\x1bP").partition("\x1bP")
    screen = pyte.Screen(COLUMNS, ROWS)
    pyte.Stream(screen).feed(before)
    first_row = next(number for number, row in enumerate(screen.display) if "番号" in row)
    assert drawing
    assert (screen.cursor.x, screen.cursor.y) == (2, first_row)
    assert all(row[2:22].strip() == "" for row in screen.display[first_row : first_row + 12])


def test_kitty(show_in_terminal: Callable[..., str]) -> None:
    """A terminal with Kitty's protocol gets the picture as a placement of it."""
    shown = show_until(lambda: show_in_terminal(NO_SIXEL, kitty=True), "\x1b_Ga=p")
    assert "\x1b_Ga=p" in shown
    assert "\U0010eeee" in shown


@pytest.mark.parametrize(
    "environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"COLORTERM": "", "TERM": "xterm"}], ids=str
)
def test_no_picture_without_colors(environment: dict[str, str], show_in_terminal: Callable[..., str]) -> None:
    """Without colors the terminal is asked nothing and gets a note in place of the picture."""
    shown = show_in_terminal(b"", **environment)
    assert "--photo FILE" in shown
    assert "▀" not in shown
    assert "\x1b[c" not in shown


def test_no_picture_in_a_file(result: ReadResult, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a file no picture is decoded and textual-image not even imported."""
    monkeypatch.setitem(sys.modules, "textual_image.renderable", None)
    stream = StringIO()
    render_panel(result, Console(file=stream, width=80), language=Language.JA)
    assert "--photo FILE" in stream.getvalue()


def _yes(_: Console) -> bool:
    """Take any console for a terminal that can show pictures."""
    return True


@pytest.mark.parametrize(
    "photo",
    [
        Photo(b"no picture", None, None, None),
        Photo(b"\xff\x4f\xff\x51", None, 100_000, 100_000),
    ],
    ids=["broken", "huge"],
)
def test_a_photo_that_cannot_be_decoded(photo: Photo, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken photo costs the picture and nothing else."""
    monkeypatch.setattr(picture_module, "_can_show", _yes)
    assert picture_of(photo, Console(file=StringIO(), width=80), 20) is None


def test_a_terminal_that_goes_wrong(result: ReadResult, monkeypatch: pytest.MonkeyPatch) -> None:
    """When asking the terminal fails in any way, there is no picture."""
    assert result.record.photo is not None
    monkeypatch.setattr(picture_module, "_can_show", _yes)
    monkeypatch.setitem(sys.modules, "textual_image.renderable", None)
    assert picture_of(result.record.photo, Console(file=StringIO(), width=80), 20) is None


def test_a_character_is_drawn_in_black_on_white(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pixels of a character reach the terminal as they were recorded, without the padding of its rows."""
    drawn: list[Image.Image] = []

    class Drawing:
        """Keeps what it is to draw."""

        def __init__(self, picture: Image.Image, **_size: object) -> None:
            drawn.append(picture)

        def __rich_console__(self, *_arguments: object) -> Iterator[Segment]:
            yield Segment("x\n")

    monkeypatch.setattr(picture_module, "_can_show", _yes)
    monkeypatch.setitem(sys.modules, "textual_image.renderable", SimpleNamespace(Image=Drawing))
    bitmap = decode_bitmap(bytes((20,)) + bytes.fromhex("800000") + bytes(54) + bytes.fromhex("000010"))
    assert bitmap is not None
    assert picture_of(bitmap, Console(file=StringIO(), width=80), 20) is not None
    (picture,) = drawn
    assert picture.size == (20, 20)
    black = [(x, y) for x in range(20) for y in range(20) if picture.getpixel((x, y)) == 0]
    assert black == [(0, 0), (19, 19)]
