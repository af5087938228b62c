"""Which readers there are, and which of them is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.pcsc.codes import ReaderState, ResultCode
from menkyo.pcsc.errors import AmbiguousReaderError, NoReaderError, ReaderNotFoundError
from menkyo.pcsc.service import PyscardService, check, open_context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from menkyo.pcsc.service import Service

__all__ = ["Reader", "candidate_readers", "choose_reader", "list_readers"]

_LOOKS: Final = 3
"""A reader that is unplugged between the two questions makes the second one fail; ask again this often."""


class Reader(NamedTuple):
    """A connected reader.

    ``number`` counts from 0 in the order of the service; ``atr`` is ``None`` when there is no card, or a mute one.
    """

    number: int
    name: str
    card_present: bool
    atr: bytes | None = None


def list_readers(service: Service | None = None) -> tuple[Reader, ...]:
    """The connected readers and whether a card lies on them, without touching the cards.

    Raises `menkyo.pcsc.errors.NoServiceError` and `menkyo.pcsc.errors.ServicePermissionError`; no reader is no error.
    """
    service = PyscardService() if service is None else service
    with open_context(service) as context:
        states = _states(service, context, _LOOKS)
    return tuple(_reader(number, name, state, atr) for number, (name, state, atr) in enumerate(states))


def choose_reader(readers: Sequence[Reader], wanted: str | None = None) -> Reader:
    """The one reader among those of `candidate_readers`: the only one, else the only one with a card.

    Raises as `candidate_readers`, and `menkyo.pcsc.errors.AmbiguousReaderError`.
    """
    matches = candidate_readers(readers, wanted)
    with_card = [reader for reader in matches if reader.card_present]
    if len(matches) == 1:
        return matches[0]
    if len(with_card) == 1:
        return with_card[0]
    raise AmbiguousReaderError(matches, (wanted or "").strip() or None)


def candidate_readers(readers: Sequence[Reader], wanted: str | None = None) -> Sequence[Reader]:
    """The readers that ``wanted`` may mean: by number, by name, or by a part of the name in either case.

    Without ``wanted`` (``None`` or blank) all of them. Raises `menkyo.pcsc.errors.NoReaderError` and
    `menkyo.pcsc.errors.ReaderNotFoundError`.
    """
    if not readers:
        raise NoReaderError
    wanted = (wanted or "").strip()
    if not wanted:
        return readers
    if wanted.isascii() and wanted.isdigit():
        matches = [reader for reader in readers if str(reader.number) == (wanted.lstrip("0") or "0")]
    else:
        matches = [reader for reader in readers if reader.name == wanted] or [
            reader for reader in readers if wanted.casefold() in reader.name.casefold()
        ]
    if not matches:
        raise ReaderNotFoundError(wanted, readers)
    return matches


def _reader(number: int, name: str, state: int, atr: bytes) -> Reader:
    present = ReaderState(state).card_present
    return Reader(number, name, present, (atr or None) if present else None)


def _states(service: Service, context: int, looks: int) -> Sequence[tuple[str, int, bytes]]:
    code, names = service.list_readers(context)
    if code == ResultCode.NO_READERS_AVAILABLE:
        return ()
    check(service, code)
    if not names:
        return ()
    code, states = service.status_change(context, 0, [(name, ReaderState.UNAWARE) for name in names])
    if code in {ResultCode.UNKNOWN_READER, ResultCode.READER_UNAVAILABLE} and looks > 1:
        return _states(service, context, looks - 1)
    if code != ResultCode.TIMEOUT:
        check(service, code)
    return states
