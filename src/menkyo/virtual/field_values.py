"""The value of one field, as both license cards write it; an error names the key of the image that holds it.

Every function raises `ImageError` for what the field has no room or no form for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.virtual.encoding import encode_day, encode_text
from menkyo.virtual.errors import ImageError

if TYPE_CHECKING:
    from menkyo.virtual.image import Day
    from menkyo.virtual.switches import AbsentDay

__all__ = ["MAX_COLOR", "MAX_PHOTO", "MAX_TEXT", "bounded", "day_value", "latin_value", "number_value", "text_value"]

MAX_TEXT: Final = 80
"""Bytes of a condition, an address and the like: forty characters."""
MAX_COLOR: Final = 6
MAX_PHOTO: Final = 2000
_NUMBER_DIGITS: Final = 12


def bounded(key: str, value: bytes, most: int) -> bytes:
    """The value itself, of at most ``most`` bytes; raises `ImageError` for a longer one."""
    if len(value) > most:
        raise ImageError(f"has {len(value)} bytes where the card has room for {most}", key=key)
    return value


def text_value(key: str, text: str, most: int = MAX_TEXT) -> bytes:
    """JIS X 0208 text of at most ``most`` bytes, which is half as many characters; raises `ImageError`."""
    try:
        encoded = encode_text(text)
    except ValueError as error:
        raise ImageError(str(error), key=key) from error
    if len(encoded) > most:
        raise ImageError(
            f"has a text of {len(encoded) // 2} characters where the card has room for {most // 2}", key=key
        )
    return encoded


def latin_value(key: str, text: str, most: int) -> bytes:
    """JIS X 0201 text of at most ``most`` bytes, as far as it is ASCII; raises `ImageError`."""
    if not text.isascii():
        raise ImageError("must be ASCII text", key=key)
    return bounded(key, text.encode("ascii"), most)


def number_value(key: str, number: str | None) -> bytes:
    """The number of a license or a history, empty when there is none."""
    return latin_value(key, number or "", _NUMBER_DIGITS)


def day_value(key: str, day: Day | None, absent: AbsentDay) -> bytes:
    """A day, or what stands for one that is not there; raises `ImageError` for a day that cannot be written."""
    if day is None:
        return b"" if absent.value == "empty" else absent.value.encode("ascii")
    try:
        return encode_day(day)
    except ValueError as error:
        raise ImageError(str(error), key=key) from error
