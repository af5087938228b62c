"""The standard streams: made fit for every character, written to line by line, and given up when nobody reads them."""

from __future__ import annotations

import codecs
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["give_up_output", "prepare_streams", "write_line"]


def prepare_streams() -> None:
    """Let nothing fail for a stream that was closed, or that cannot write every character."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - open to the end
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        # As standard error does: a license read is better shown with escapes than not at all.
        reconfigure(errors="backslashreplace")


def write_line(line: str | bytes, *, err: bool = False) -> None:
    """Write one line, or several, to standard output or standard error, at once; raises `OSError`.

    Bytes go out as they are. Text does so as UTF-8 where the stream takes nothing but ASCII, as it does on a system
    without any locale.
    """
    stream = sys.stderr if err else sys.stdout
    if isinstance(line, str) and not _is_ascii(stream):
        stream.write(f"{line}\n")
        stream.flush()
        return
    raw = line.encode("utf-8", "backslashreplace") if isinstance(line, str) else line
    stream.flush()
    stream.buffer.write(raw + b"\n")
    stream.buffer.flush()


def give_up_output() -> None:
    """Write out what standard output still holds, or let nothing more be written, at the end of the process either."""
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _is_ascii(stream: TextIO) -> bool:
    return codecs.lookup(stream.encoding).name == "ascii"
