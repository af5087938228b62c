"""The rest of ``menkyo read --holder``: the photo as a file, and a line on what the card did not tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.cli.language import Bilingual
from menkyo.cli.streams import write_line

if TYPE_CHECKING:
    from menkyo.api import Capture, ReadResult
    from menkyo.cli.read_request import ReadRequest

__all__ = ["save_holder_photo", "tell_what_is_missing"]

_TEXT: Final = "text"
_CARD_FACE: Final = "surface/EF0002"

_NO_APPLICATION: Final = Bilingual(
    "このマイナンバーカードには氏名や住所を読み取れるアプリがないため、名義人は表示しません。",
    "This My Number card has no application that tells its holder, so that none is shown.",
)
_NOT_READ: Final = Bilingual(
    "マイナンバーカードの氏名や住所を読み取れなかったため、名義人は表示しません。",
    "The My Number card did not tell its holder, so that none is shown.",
)
_ONE_PHOTO: Final = Bilingual(
    "IC運転免許証の写真は1枚だけです(--photo FILE で保存)。--holder-photo では何も保存しませんでした。",
    "An IC license has one photo only (--photo FILE saves it); --holder-photo saved none.",
)
_NO_PHOTO: Final = Bilingual(
    "マイナンバーカードの顔写真を読み取れなかったため、保存しませんでした。",
    "The My Number card did not give its face photo, so that none was saved.",
)
_PHOTO_ABSENT: Final = Bilingual(
    "マイナンバーカードに顔写真がないため、保存しませんでした。",
    "The My Number card has no face photo, so that none was saved.",
)


def tell_what_is_missing(capture: Capture, result: ReadResult, request: ReadRequest) -> None:
    """Say on standard error why there is no holder."""
    if result.ic_license is not None or result.holder is not None:
        return
    missing = _NOT_READ if _TEXT in capture.applications else _NO_APPLICATION
    write_line(missing.text(request.language), err=True)


def save_holder_photo(capture: Capture, result: ReadResult, request: ReadRequest) -> None:
    """Save the face photo of the My Number card where that was asked for, or say on standard error that there is none.

    Raises `menkyo.output.PhotoError`.
    """
    if request.holder_photo is None:
        return
    if result.holder_photo is not None:
        from menkyo.output.photo import save_photo  # noqa: PLC0415 - only when there is one

        save_photo(result.holder_photo, request.holder_photo)
        return
    if result.ic_license is not None:
        missing = _ONE_PHOTO
    else:
        missing = _NO_PHOTO if capture.data(_CARD_FACE) is None else _PHOTO_ABSENT
    write_line(missing.text(request.language), err=True)
