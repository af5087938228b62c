"""The trace of a conversation: each command and answer with its time, without PINs and without what was read."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from apdu.transcript import HEADING, mask_answer, mask_command
from apdu.wrappers import Observed

if TYPE_CHECKING:
    from pathlib import Path

    from apdu import Transport

__all__ = ["Trace"]


@dataclass(slots=True)
class Trace:
    """Collects the lines of a trace while a card is read, and writes them at the end, however that comes."""

    path: Path
    _lines: list[str] = field(default_factory=list[str])
    _last: float = field(default_factory=time.perf_counter)

    def watch(self, transport: Transport) -> Transport:
        """A transport that is traced."""
        self._lines += [HEADING, f"# reader: {transport.name}", f"# atr: {transport.atr.hex().upper()}"]
        self._last = time.perf_counter()
        return Observed(transport, self._note)

    def _note(self, command: bytes, answer: bytes | str) -> None:
        now = time.perf_counter()
        shown = f"! {answer}" if isinstance(answer, str) else f"< {mask_answer(command, answer)}"
        self._lines += [f"> {mask_command(command)}", shown, f"# {(now - self._last) * 1000:.1f} ms"]
        self._last = now

    def write(self) -> None:
        """Write the file, for its owner's eyes only; raises `OSError`."""
        if not self._lines:
            return
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write("\n".join(self._lines) + "\n")
