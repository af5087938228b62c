"""Any picture as the photo of a license: gray, 192 x 240, JPEG 2000 in at most 2,000 bytes.

Source: license card spec, section 3.10.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Final

from menkyo.virtual.errors import PictureError, PictureFault
from menkyo.virtual.field_values import MAX_PHOTO

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

__all__ = ["HEIGHT", "MOST_BYTES", "MOST_PIXELS", "WIDTH", "license_photo"]

WIDTH: Final = 192
HEIGHT: Final = 240
MOST_PIXELS: Final = 64_000_000
"""More than most cameras make; a hostile file could claim billions and fill the memory."""
MOST_BYTES: Final = 64 << 20

# Forms that are programs: to draw one, another program would have to run it.
_PROGRAMS: Final = frozenset({"EPS", "WMF"})
# What is cut off where a picture is too tall: less above, where the head is, than below.
_CENTER: Final = (0.5, 0.4)
_WHITE: Final = 255
_LEVELS_IN_16_BITS: Final = 256
# How many times smaller the file is than the pixels: none of the first ever fits, the last always does.
_LOWEST_RATE: Final = 16.0
_HIGHEST_RATE: Final = 512.0
_STEPS: Final = 10


def license_photo(path: Path) -> bytes:
    """Make a photo of a picture file: upright, cut to the shape of the photo, gray, on white where it is see-through.

    A file that is such a photo already is taken as it is; of a moving picture the first frame counts. Raises
    `PictureError` and `OSError`.
    """
    data = _read(path)
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - only a new photo takes it

    with warnings.catch_warnings():
        # Pillow warns of odd pictures, which will do, and of sizes between its own limits, which will not.
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(data)) as picture:
                _require_harmless(picture, path)
                # A large JPEG is decoded at a fraction of its size.
                picture.draft("L", (2 * HEIGHT, 2 * HEIGHT))
                picture.load()
                if _is_photo(picture, data):
                    return data
                return _encode(_shape(picture))
        except UnidentifiedImageError as error:
            raise PictureError(PictureFault.NO_PICTURE, path) from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
            raise PictureError(PictureFault.TOO_LARGE, path) from error
        except PictureError:
            raise
        except Exception as error:
            # For damaged files Pillow's decoders raise errors of a dozen kinds.
            raise PictureError(PictureFault.DAMAGED, path) from error


def _read(path: Path) -> bytes:
    """The bytes of a file, whose length has a bound; raises `PictureError` and `OSError`."""
    with path.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise PictureError(PictureFault.TOO_LARGE, path)
    return data


def _require_harmless(picture: Image, path: Path) -> None:
    """Raise `PictureError` for what is not to be decoded."""
    if picture.format in _PROGRAMS:
        raise PictureError(PictureFault.NO_PICTURE, path)
    if picture.width * picture.height > MOST_PIXELS:
        raise PictureError(PictureFault.TOO_LARGE, path)


def _is_photo(picture: Image, data: bytes) -> bool:
    is_gray = picture.format == "JPEG2000" and picture.mode == "L"
    return is_gray and picture.size == (WIDTH, HEIGHT) and len(data) <= MAX_PHOTO


def _shape(picture: Image) -> Image:
    """Upright, of the photo's size and shape, gray."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - loaded by now

    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):
        # Sixteen bits for each pixel; to convert them would cut off what is brighter than 255.
        levels = upright.convert("I")
        upright = levels.point(lambda level: level * (1 / _LEVELS_IN_16_BITS))  # pyright: ignore[reportUnknownMemberType]
    elif upright.has_transparency_data:
        ground = Image.new("RGBA", upright.size, (_WHITE, _WHITE, _WHITE, _WHITE))
        upright = Image.alpha_composite(ground, upright.convert("RGBA"))
    elif upright.mode == "CMYK":
        upright = upright.convert("RGB")
    gray = upright.convert("L")
    return ImageOps.fit(gray, (WIDTH, HEIGHT), method=Image.Resampling.LANCZOS, centering=_CENTER)


def _encode(picture: Image) -> bytes:
    """The largest JPEG 2000 that fits, found by halving; an even surface is far smaller at any rate."""
    best = _encode_at(picture, _HIGHEST_RATE)
    low, high = _LOWEST_RATE, _HIGHEST_RATE
    for _ in range(_STEPS):
        # The geometric middle: the size goes down as the rate goes up, in proportion.
        rate = (low * high) ** 0.5
        encoded = _encode_at(picture, rate)
        if len(encoded) <= MAX_PHOTO:
            best, high = encoded, rate
        else:
            low = rate
    return best


def _encode_at(picture: Image, rate: float) -> bytes:
    stream = BytesIO()
    picture.save(stream, "JPEG2000", quality_mode="rates", quality_layers=[rate], irreversible=True)
    return stream.getvalue()
