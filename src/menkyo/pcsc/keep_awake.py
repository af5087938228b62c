"""Keeps Windows from resetting a card while a person thinks.

Windows resets a card whose transaction is held for five seconds without a call to it, and any call to it starts these
seconds anew (documentation of ``SCardBeginTransaction``). To find and type a PIN takes longer than that. pcsc-lite and
macOS know no such limit.
"""

from __future__ import annotations

import sys
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Lock

__all__ = ["TOUCH_SECONDS", "KeepAwake"]

TOUCH_SECONDS: Final[float | None] = 2.0 if sys.platform == "win32" else None
"""Seconds between two touches of an idle card; ``None`` where no card needs them."""


class KeepAwake:
    """Touches the card every few seconds, in a thread of its own, and only while nobody else holds the lock."""

    def __init__(self, touch: Callable[[], object], seconds: float, lock: Lock) -> None:
        self._touch = touch
        self._seconds = seconds
        self._lock = lock
        self._ended = Event()
        Thread(target=self._run, name="menkyo-pcsc-keep-awake", daemon=True).start()

    def end(self) -> None:
        """Touch the card no more: not one touch is under way, or comes later, when this returns."""
        with self._lock:
            self._ended.set()

    def _run(self) -> None:
        while not self._ended.wait(self._seconds):
            with self._lock:
                if self._ended.is_set():
                    return
                self._touch()
