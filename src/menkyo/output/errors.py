"""Errors of the output layer.

    OutputError                     something that was read cannot be shown or saved as asked
    └── PhotoError                  the photo cannot be shown or saved
        ├── PhotoExtensionError     the file name asks for a format that there is not; .path
        ├── PhotoDecodeError        the bytes are no JPEG 2000 picture
        ├── PhotoSizeError          more pixels than a license photo can have; .width, .height
        └── PhotoWriteError         the file cannot be written; .path

A message is one sentence and holds no personal data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "OutputError",
    "PhotoDecodeError",
    "PhotoError",
    "PhotoExtensionError",
    "PhotoSizeError",
    "PhotoWriteError",
]


class OutputError(Exception):
    """Something that was read cannot be shown or saved as asked."""


class PhotoError(OutputError):
    """The photo cannot be shown or saved."""


class PhotoExtensionError(PhotoError, ValueError):
    """The file name asks for a format that there is not."""

    def __init__(self, path: Path) -> None:
        super().__init__("A photo can be saved as .jp2, .j2k, .png, .jpg or .jpeg only.")
        self.path = path


class PhotoDecodeError(PhotoError):
    """The bytes are no JPEG 2000 picture, or a broken one."""

    def __init__(self) -> None:
        super().__init__("The photo on the card cannot be decoded; as .jp2 or .j2k it is saved as recorded.")


class PhotoSizeError(PhotoError):
    """The picture claims more pixels than a license photo can have."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(
            f"The photo on the card claims {width} by {height} pixels; as .jp2 or .j2k it is saved as recorded."
        )
        self.width = width
        self.height = height


class PhotoWriteError(PhotoError):
    """The file cannot be written; the reason of the operating system is in `__cause__`."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"The photo cannot be written to {path}: {reason}.")
        self.path = path
