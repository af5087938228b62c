"""The file of ``--trace``: each command and answer of a conversation with its time, without PINs.

What was read is left out, too, unless it is asked for.
"""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from apdu.transcript import HEADING, mask_answer, mask_command
from apdu.wrappers import Observed
from menkyo.owner_file import write_owner_file

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from apdu import Transport

__all__ = ["Trace", "traced", "write_whole"]


@dataclass(slots=True)
class Trace:
    """Collects the lines of a trace while a card is read, and writes them at the end, however that comes."""

    path: Path
    with_data: bool = False
    _lines: list[str] = field(default_factory=list[str])
    _last: float = field(default_factory=time.perf_counter)

    def watch(self, transport: Transport) -> Transport:
        """A transport that is traced."""
        # A name with a line break must not look like a line of the conversation.
        name = " ".join(transport.name.split())
        self._lines += [HEADING, f"# reader: {name}", f"# atr: {transport.atr.hex().upper()}"]
        self._last = time.perf_counter()
        return Observed(transport, self._note)

    def _note(self, command: bytes, answer: bytes | str) -> None:
        now = time.perf_counter()
        if isinstance(answer, str):
            shown = f"! {answer}"
        else:
            shown = f"< {answer.hex().upper() if self.with_data else mask_answer(command, answer)}"
        self._lines += [f"> {mask_command(command)}", shown, f"# {(now - self._last) * 1000:.1f} ms"]
        self._last = now

    def write(self) -> None:
        """Write the whole file, for its owner's eyes only (mode 0600), or none; raises `OSError`."""
        if not self._lines:
            return
        write_whole(self.path, "\n".join(self._lines) + "\n")


@contextmanager
def traced(path: Path, *, with_data: bool = False) -> Generator[Callable[[Transport], Transport]]:
    """Trace the transport that is given to what this yields; the file is written however the block ends."""
    trace = Trace(path, with_data)
    try:
        yield trace.watch
    except BaseException:
        # What ended the reading matters more than a file that cannot be written.
        with suppress(OSError):
            trace.write()
        raise
    trace.write()


def write_whole(path: Path, text: str) -> None:
    """Write a text file, for its owner's eyes only (mode 0600), as a whole or not at all; raises `OSError`."""
    if path.exists() and not path.is_file():  # /dev/stderr is written to, and never replaced
        path.write_text(text, encoding="utf-8")
        return
    write_owner_file(text.encode(), path)
