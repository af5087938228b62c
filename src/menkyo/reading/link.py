"""How well the link to a card works: whether it takes extended length, and how long a command takes."""

from __future__ import annotations

from contextlib import suppress
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Final, NamedTuple

from apdu import CardSession
from apdu.applications import IC_LICENSE_DF1, LICENSE_AP
from apdu.applications.ic_license import COMMON_DATA
from apdu.applications.license_ap import WEF01
from apdu.errors import ResponseError, StatusError

if TYPE_CHECKING:
    from collections.abc import Callable

    from apdu import Transport

__all__ = ["LinkQuality", "examine_link"]

_ROUNDS: Final = 15


class LinkQuality(NamedTuple):
    """What reader and card make of a conversation.

    ``extended`` is `None` on a card without a free file that tells; ``milliseconds`` is the median time of a command
    with 16 bytes of data and none in the answer.
    """

    extended: bool | None
    milliseconds: float


def examine_link(transport: Transport, clock: Callable[[], float] = perf_counter) -> LinkQuality:
    """Read a free file in extended length, and select an application again and again; no PIN is asked for or sent.

    Raises the errors of `apdu.errors` when the card is gone or answers nonsense.
    """
    session = CardSession(transport)
    extended: bool | None = None
    if session.select(LICENSE_AP):
        extended = _takes_extended_length(session, is_ic_license=False)
    elif session.select(IC_LICENSE_DF1):
        session.select_master_file()
        extended = _takes_extended_length(session, is_ic_license=True)
    seconds: list[float] = []
    for _ in range(_ROUNDS):
        begin = clock()
        session.select(LICENSE_AP)
        seconds.append(clock() - begin)
    return LinkQuality(extended, median(seconds) * 1000)


def _takes_extended_length(session: CardSession, *, is_ic_license: bool) -> bool | None:
    """Whether a free file came in extended length; `None` when it came in neither."""
    with suppress(StatusError, ResponseError):
        session.read_free_file(COMMON_DATA if is_ic_license else WEF01)
        return session.extended
    return None
