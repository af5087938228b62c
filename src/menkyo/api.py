"""What the commands do, for programs: open a reader, read a card, decode what was read.

The names here are also those of the package: ``import menkyo; menkyo.read_card(...)``.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from menkyo.decoding import decode, is_saved_specimen, is_virtual_reader, today
from menkyo.output.view import ReadResult
from menkyo.reader_name import ReaderKind, parse_reader_name
from menkyo.reading import (
    BehindPin2,
    Capture,
    HolderKeys,
    IcLicensePins,
    NoLicenseError,
    Phase,
    load_capture,
    read_card,
    save_capture,
)
from menkyo.record import (
    LicenseRecord,
    RecordError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from apdu import Transport
    from apdu.transcript import Transcript
    from menkyo.reading import read_status, status_of_capture
    from menkyo.record import CardStatus
    from menkyo.rules.comparison import Comparison
    from menkyo.rules.open_questions import Evidence
    from menkyo.trust import TrustedKey, TrustStore, load_trust_store

__all__ = [
    "BehindPin2",
    "Capture",
    "CardStatus",
    "HolderKeys",
    "IcLicensePins",
    "LicenseRecord",
    "Phase",
    "ReadResult",
    "TrustStore",
    "TrustedKey",
    "compare",
    "decode",
    "evidence_of",
    "is_saved_specimen",
    "is_virtual_reader",
    "load_capture",
    "load_trust_store",
    "open_reader",
    "read_card",
    "read_status",
    "save_capture",
    "status_of_capture",
    "today",
]

_DEFAULT_IMAGE: Final = "specimen"


def __getattr__(name: str) -> object:
    """Import what only some readings need when one of its names is first used: the trust store, and the status."""
    if name in {"TrustStore", "TrustedKey", "load_trust_store"}:
        from menkyo import trust  # noqa: PLC0415 - see above

        return getattr(trust, name)
    if name in {"read_status", "status_of_capture"}:
        from menkyo import reading  # noqa: PLC0415 - see above

        return getattr(reading, name)
    if name == "CardStatus":
        from menkyo.record.status import CardStatus  # noqa: PLC0415 - see above

        return CardStatus
    raise AttributeError(f"module 'menkyo.api' has no attribute {name!r}")


@contextmanager
def open_reader(
    wanted: str | None = None, *, wait: float = 0, on_second: Callable[[int], None] | None = None
) -> Generator[Transport]:
    """Open the card on a reader, and let it go at the end of the ``with`` block.

    ``wanted`` is the contract's reader name: a PC/SC reader's number or part of its name, ``virtual``,
    ``virtual:IMAGE`` or ``replay:FILE``; ``None`` means the only reader, or the only one with a card. Where none has a
    card, the first that gets one counts: ``wait`` is how many seconds to wait for that, and ``on_second`` gets the
    seconds left. Raises the errors of `menkyo.pcsc`, `menkyo.virtual` and `apdu.errors`.
    """
    transport = _open(wanted, wait, on_second)
    try:
        yield transport
    finally:
        transport.close()


def _open(wanted: str | None, wait: float, on_second: Callable[[int], None] | None) -> Transport:
    name = parse_reader_name(wanted)
    if name.kind is ReaderKind.VIRTUAL:
        from menkyo.virtual import open_virtual  # noqa: PLC0415 - a real card needs no virtual one

        return open_virtual(name.rest or _DEFAULT_IMAGE)
    if name.kind is ReaderKind.REPLAY:
        from pathlib import Path  # noqa: PLC0415 - only for files

        return _replay(Path(name.rest))
    # Only real cards need PC/SC.
    from menkyo.pcsc import candidate_readers, choose_reader, connect, list_readers, wait_for_card  # noqa: PLC0415

    candidates = candidate_readers(list_readers(), wanted)
    if any(reader.card_present for reader in candidates):
        candidates = [choose_reader(candidates, wanted)]
    return connect(wait_for_card(candidates, wait, on_second))


def _replay(path: Path) -> Transport:
    # A real card needs no recording.
    from apdu.transcript import Replay  # noqa: PLC0415
    from menkyo.reading.transcript_file import load_transcript  # noqa: PLC0415

    return Replay(load_transcript(path))


def evidence_of(transcript: Transcript, trusted: Sequence[TrustedKey] = ()) -> Evidence:
    """What a recorded conversation tells of the open questions; with ``trusted`` keys what its signature covers, too.

    Of a conversation without its data, and of one whose files cannot be told, only the exchanges speak.
    """
    # Most conversations are with a card, and asked nothing but its record.
    from apdu.conversation import follow, reassemble  # noqa: PLC0415
    from apdu.errors import ConversationError  # noqa: PLC0415
    from menkyo.rules.open_questions import Evidence  # noqa: PLC0415

    steps = follow(transcript.exchanges)
    try:
        files = reassemble(steps)
    except ConversationError:
        return Evidence(transcript.atr, steps, ())
    return Evidence(transcript.atr, steps, files, _coverage(transcript, trusted) if files and trusted else None)


def _coverage(transcript: Transcript, trusted: Sequence[TrustedKey]) -> str | None:
    """The coverage of the signature in a conversation, where a key tells."""
    from menkyo.reading.playing import play  # noqa: PLC0415 - as above

    capture = play(transcript).capture
    if capture is None:
        return None
    try:
        result = decode(capture, trusted=trusted, specimen=is_virtual_reader(transcript.reader))
    except (NoLicenseError, RecordError):
        return None
    return result.signature_coverage


def compare(one: ReadResult, other: ReadResult) -> Comparison:
    """Compare what two cards record, item by item, and tell what may differ from what may not."""
    from menkyo.rules.comparison import Side  # noqa: PLC0415 - most readings are of one card
    from menkyo.rules.comparison import compare as compare_records  # noqa: PLC0415 - as above

    return compare_records(
        *(Side(result.record, result.kind, is_photo_read=result.is_photo_read) for result in (one, other))
    )
