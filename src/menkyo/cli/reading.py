"""Carries out one request of ``menkyo read``: read the card, show it, and write the files that were asked for."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from menkyo.api import BehindPin2, HolderKeys, IcLicensePins, decode, open_reader, read_card, save_capture
from menkyo.cli.language import Bilingual
from menkyo.cli.progress import Progress
from menkyo.cli.streams import write_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import Protocol

    from apdu import Transport
    from menkyo.api import Capture, Phase, ReadResult, TrustedKey
    from menkyo.cli.read_request import ReadRequest
    from menkyo.record import Photo

    _BroughtT_co = TypeVar("_BroughtT_co", covariant=True)

    class Reading(Protocol[_BroughtT_co]):
        """What `menkyo.api.read_card` is, and others that take the same and bring something else."""

        def __call__(  # noqa: PLR0913 - the arguments of `read_card`
            self,
            transport: Transport,
            ask_pin: Callable[[int], bytes],
            *,
            ic_license_pins: IcLicensePins | None = None,
            holder: HolderKeys | None = None,
            use_last_try: bool = False,
            short: bool = False,
            on_phase: Callable[[Phase], None] = ...,
        ) -> _BroughtT_co:
            """Read a card."""
            ...


__all__ = ["capture_card", "carry_out", "converse", "present", "traced", "trusted_keys"]

_ResultT = TypeVar("_ResultT")

_NO_PHOTO: Final = Bilingual(
    "写真は記録されていないため、保存しませんでした。", "No photo is recorded, so that none was saved."
)
_UNREAD_PHOTO: Final = Bilingual(
    "写真を読み取れなかったため、保存しませんでした。", "The photo could not be read, so that none was saved."
)


def carry_out(request: ReadRequest) -> None:
    """Read the card, show it, and write the files; raises whatever ends a reading."""
    keys = trusted_keys(request)
    capture = capture_card(request)
    # Saved before it is decoded: what cannot be decoded today may be tomorrow.
    if request.save:
        save_capture(capture, request.save)
    present(capture, request, keys)


def present(capture: Capture, request: ReadRequest, keys: Sequence[TrustedKey]) -> None:
    """Decode what was read, show it, and save the photo that was asked for."""
    result = decode(capture, as_of=request.as_of, trusted=keys, specimen=request.is_virtual)
    photo = result.record.photo
    if not request.show_photo:
        result = replace(result, record=replace(result.record, photo=None))
    try:
        # Saved before it is shown: whoever reads our output may go away.
        if request.photo:
            missing = _NO_PHOTO if result.is_photo_read else _UNREAD_PHOTO
            _save_photo(photo, request.photo, missing.text(request.language))
        if request.holder:
            from menkyo.cli.holder import save_holder_photo, tell_what_is_missing  # noqa: PLC0415 - only when asked for

            tell_what_is_missing(capture, result, request)
            save_holder_photo(capture, result, request)
    finally:
        _show(result, request)


def trusted_keys(request: ReadRequest) -> Sequence[TrustedKey]:
    """The keys in the trust store; what is of no use in it is said on standard error."""
    if request.trust is None:
        from menkyo.trust.place import is_empty  # noqa: PLC0415 - help needs no key

        if is_empty():
            return ()
    from menkyo.cli.trust_store import load_store  # noqa: PLC0415 - most people have no keys, and need not wait

    return load_store(request.trust, request.language).keys


def capture_card(request: ReadRequest, *, trace_data: bool = False) -> Capture:
    """Read the card once, or the saved reading that stands for it; the trace is written however the reading ends.

    ``trace_data`` puts what was read into the trace, too.
    """
    if request.capture is not None:
        from menkyo.cli.passphrase import open_capture  # noqa: PLC0415 - most readings are of a card

        return open_capture(request, request.capture)
    return converse(request, read_card, trace_data=trace_data)


def converse(request: ReadRequest, read: Reading[_ResultT], *, trace_data: bool = False) -> _ResultT:
    """Open the reader and let ``read`` talk to the card on it; the trace is written however that ends."""
    progress = Progress(request.language)

    def ask(pin: Callable[[int], bytes]) -> Callable[[int], bytes]:
        def ask_pin(tries_left: int) -> bytes:
            progress.clear()
            return pin(tries_left)

        return ask_pin

    try:
        with (
            traced(request.trace, with_data=trace_data) as watch,
            open_reader(request.reader, wait=request.wait, on_second=progress.waiting) as transport,
        ):
            return read(
                watch(transport),
                ask(request.pin),
                ic_license_pins=IcLicensePins(ask(request.pin.pin1), ask(request.pin.pin2), lambda: _wanted(request)),
                holder=_holder_keys(request, ask),
                use_last_try=request.use_last_try,
                short=request.short,
                on_phase=lambda _phase: progress.reading(),
            )
    finally:
        progress.clear()


def traced(path: Path | None, *, with_data: bool = False) -> AbstractContextManager[Callable[[Transport], Transport]]:
    """Trace what it yields is given, where there is a file for that."""
    if path is None:
        return nullcontext(lambda transport: transport)
    from menkyo.cli import trace_file  # noqa: PLC0415 - most readings leave no trace

    return trace_file.traced(path, with_data=with_data)


def _holder_keys(
    request: ReadRequest, ask: Callable[[Callable[[int], bytes]], Callable[[int], bytes]]
) -> HolderKeys | None:
    """What is asked for where the holder is to be read."""
    if not request.holder:
        return None
    return HolderKeys(ask(request.pin.number_b), photo=request.holder_photo is not None)


def _wanted(request: ReadRequest) -> frozenset[BehindPin2]:
    """What PIN2 of an IC license is to open."""
    words = request.behind_pin2
    if not words and request.pin.has_pin2():
        return frozenset(BehindPin2)
    # A photo that is to be saved is wanted.
    photo = frozenset({BehindPin2.PHOTO} if request.photo else ())
    return frozenset(map(BehindPin2, words)) | photo


def _show(result: ReadResult, request: ReadRequest) -> None:
    """Write the payload to standard output."""
    # Each renderer is imported only when it is used: JSON needs no rich.
    match request.output_format:
        case "json":
            from menkyo.output.document import render_json  # noqa: PLC0415

            write_line(render_json(result).encode())
        case "plain":
            from menkyo.output.plain import render_plain  # noqa: PLC0415

            write_line(render_plain(result, language=request.language))
        case _:
            from menkyo.cli.terminal import Terminal  # noqa: PLC0415
            from menkyo.output.panel import render_panel  # noqa: PLC0415

            render_panel(result, Terminal(), language=request.language)


def _save_photo(photo: Photo | None, path: Path, missing: str) -> None:
    """Save the photo, or say on standard error that it is missing."""
    if photo is None:
        write_line(missing, err=True)
        return
    from menkyo.output.photo import save_photo  # noqa: PLC0415 - only when asked for

    save_photo(photo, path)
