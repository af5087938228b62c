"""Waiting for a card, in steps short enough for Ctrl-C and a countdown."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Final

from apdu.errors import CardUnresponsiveError
from menkyo.pcsc.codes import ReaderState
from menkyo.pcsc.errors import NoCardError
from menkyo.pcsc.service import Look, PyscardService, look_at_all, open_context

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from menkyo.pcsc.readers import Reader
    from menkyo.pcsc.service import Service

__all__ = ["wait_for_card", "wait_for_removal"]

_STEP_MS: Final = 250
"""Longest time in milliseconds without a look at Ctrl-C and the clock: pyscard does not return in between."""


def wait_for_card(
    readers: Sequence[Reader],
    seconds: float,
    on_second: Callable[[int], None] | None = None,
    *,
    service: Service | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Reader:
    """Wait up to ``seconds`` until a card on one of the readers answers, and return that reader as it is then.

    0 means one look. ``on_second`` is called with the whole seconds left, once for each, while there is no card.
    Raises `menkyo.pcsc.errors.NoCardError`, `menkyo.pcsc.errors.ReaderUnpluggedError`, and
    `apdu.errors.CardUnresponsiveError` when a card lay there to the end and gave no answer to reset.
    """
    service = PyscardService() if service is None else service
    with open_context(service) as context:
        end = clock() + seconds
        told: int | None = None
        looks: Mapping[str, Look] = {reader.name: Look() for reader in readers}
        while True:
            # The first look comes back at once, because nothing is known yet.
            left_ms = max(0, math.ceil((end - clock()) * 1000))
            looks = look_at_all(service, context, looks, timeout_ms=min(_STEP_MS, left_ms))
            for reader in readers:
                look = looks[reader.name]
                if look.state.card_present and not look.state.mute:
                    return reader._replace(card_present=True, atr=look.atr or None)
            left = end - clock()
            if left <= 0:
                break
            if on_second is not None and math.ceil(left) != told:
                told = math.ceil(left)
                on_second(told)
    if any(look.state.mute for look in looks.values()):
        raise CardUnresponsiveError("The card on the reader does not answer.")
    raise NoCardError(seconds)


def wait_for_removal(
    reader: Reader,
    seconds: float,
    *,
    service: Service | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> bool:
    """Wait up to ``seconds`` until no card lies on a reader, and tell whether that came.

    Raises `menkyo.pcsc.errors.ReaderUnpluggedError`.
    """
    service = PyscardService() if service is None else service
    with open_context(service) as context:
        end = clock() + seconds
        looks: Mapping[str, Look] = {reader.name: Look()}
        while True:
            left_ms = max(0, math.ceil((end - clock()) * 1000))
            looks = look_at_all(service, context, looks, timeout_ms=min(_STEP_MS, left_ms))
            # A reader that gives no answer for a moment may still have its card.
            if not looks[reader.name].state & (ReaderState.PRESENT | ReaderState.UNAVAILABLE):
                return True
            if clock() >= end:
                return False
