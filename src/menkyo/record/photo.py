"""The photo: JPEG 2000, at most 2000 bytes (license card spec, section 3.10)."""

from dataclasses import dataclass, field
from enum import Enum


class PhotoFormat(Enum):
    """How the picture is wrapped; the value is the usual file extension."""

    JP2 = "jp2"
    """A JP2 file: boxes around the codestream."""

    J2K = "j2k"
    """A bare JPEG 2000 codestream."""


@dataclass(frozen=True, slots=True)
class Photo:
    """写真: the face photo as recorded.

    `format`, `width`, `height` (pixels) and `components` come from the picture's header and are `None` when it does not
    tell. The picture itself is not decoded.
    """

    raw: bytes = field(repr=False)
    format: PhotoFormat | None
    width: int | None
    height: int | None
    components: int | None = None
