"""What all tests share: a process in which Ctrl-C works, whoever started it."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Undo what a shell does to a job in the background, and all its children inherit: to ignore Ctrl-C."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
