"""What all tests share: a process in which Ctrl-C works, whoever started it, and no clock for examples."""

from __future__ import annotations

import signal

from hypothesis import settings

# How long an example takes says nothing about the code on a busy machine.
settings.register_profile("without-deadline", deadline=None)
settings.load_profile("without-deadline")


def pytest_configure() -> None:
    """Undo what a shell does to a job in the background, and all its children inherit: to ignore Ctrl-C."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
