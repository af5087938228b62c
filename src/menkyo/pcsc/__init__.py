"""PC/SC readers: which ones there are, waiting for a card, and a transport to it.

The only package that imports pyscard, and it does so when the first call needs it.
"""

from __future__ import annotations

from menkyo.pcsc.errors import (
    AmbiguousReaderError,
    NoCardError,
    NoReaderError,
    NoServiceError,
    PcscError,
    PyscardMissingError,
    ReaderNotFoundError,
    ReaderUnpluggedError,
    ServicePermissionError,
    SharingViolationError,
)
from menkyo.pcsc.readers import Reader, candidate_readers, choose_reader, list_readers
from menkyo.pcsc.transport import PcscTransport, connect
from menkyo.pcsc.wait import wait_for_card, wait_for_removal

__all__ = [
    "AmbiguousReaderError",
    "NoCardError",
    "NoReaderError",
    "NoServiceError",
    "PcscError",
    "PcscTransport",
    "PyscardMissingError",
    "Reader",
    "ReaderNotFoundError",
    "ReaderUnpluggedError",
    "ServicePermissionError",
    "SharingViolationError",
    "candidate_readers",
    "choose_reader",
    "connect",
    "list_readers",
    "wait_for_card",
    "wait_for_removal",
]
