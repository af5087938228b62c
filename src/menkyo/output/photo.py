"""The photo as a file: the bytes as recorded, or a picture that every program opens."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Final

from menkyo.output.errors import PhotoDecodeError, PhotoExtensionError, PhotoSizeError, PhotoWriteError
from menkyo.owner_file import write_owner_file

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

    from menkyo.record import Photo

__all__ = ["MOST_PIXELS", "check_photo_path", "open_photo", "save_photo"]

MOST_PIXELS: Final = 4_000_000
"""A photo of 2,000 bytes has some 50,000 pixels; a hostile one could claim billions and fill the memory."""

_AS_RECORDED: Final = frozenset({".jp2", ".j2k"})
_CONVERTED: Final = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
_GRAY_MODES: Final = frozenset({"1", "L", "LA", "I", "I;16"})


def check_photo_path(path: Path) -> None:
    """Raise `PhotoExtensionError` for a name that `save_photo` would refuse, before anything is read."""
    suffix = path.suffix.lower()
    if suffix not in _AS_RECORDED and suffix not in _CONVERTED:
        raise PhotoExtensionError(path)


def save_photo(photo: Photo, path: Path) -> None:
    """Save the photo for its owner's eyes only (mode 0600); the whole file appears, or none.

    `.jp2` and `.j2k` hold the bytes as recorded, whatever they are; `.png`, `.jpg` and `.jpeg` are converted. A file of
    that name is replaced. Raises `PhotoExtensionError`, `PhotoDecodeError`, `PhotoSizeError` and `PhotoWriteError`.
    """
    check_photo_path(path)
    kind = _CONVERTED.get(path.suffix.lower())
    _write(photo.raw if kind is None else _convert(photo, kind), path)


def open_photo(photo: Photo) -> Image:
    """Decode the photo to gray or RGB pixels; raises `PhotoDecodeError` and `PhotoSizeError`."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - most readings decode no picture

    if photo.width is not None and photo.height is not None:
        _check_size(photo.width, photo.height)
    # What Pillow warns of, such as a size between its own limits, is an error here.
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            with Image.open(BytesIO(photo.raw), formats=("JPEG2000",)) as picture:
                # The decoder's own idea of the size counts, should it differ from the header's.
                _check_size(*picture.size)
                return picture.convert("L" if picture.mode in _GRAY_MODES else "RGB")
        except (
            UnidentifiedImageError,
            Image.DecompressionBombError,
            OSError,
            ValueError,
            SyntaxError,
            MemoryError,
            Warning,
        ) as error:
            raise PhotoDecodeError from error


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise PhotoSizeError(width, height)


def _convert(photo: Photo, kind: str) -> bytes:
    stream = BytesIO()
    open_photo(photo).save(stream, kind)
    return stream.getvalue()


def _write(content: bytes, path: Path) -> None:
    try:
        write_owner_file(content, path)
    except OSError as error:
        raise PhotoWriteError(path, error.strerror or type(error).__name__) from error
