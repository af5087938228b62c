"""The license dialect in bytes: objects, text, days and glyphs.

Written apart from the decoders of `menkyo.record` and `apdu.tlv`, so that one checks the other.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final, NamedTuple

__all__ = [
    "ERAS",
    "MAX_LENGTH",
    "Era",
    "encode_day",
    "encode_length",
    "encode_object",
    "encode_tag",
    "encode_text",
    "generate_glyph",
    "unwritable",
]

MAX_LENGTH: Final = 0xFFFF
"""Longest value in bytes: the length form ``82 hh ll`` holds no more."""

ONE_BYTE_LENGTH_LIMIT: Final = 0x7F
FIRST_TWO_BYTE_TAG: Final = 0x100


def encode_length(length: int) -> bytes:
    """Write a length: one byte up to 127, else ``82 hh ll``; ``81 nn`` does not exist here.

    Source: license card spec, section 2.1. Raises `ValueError` beyond 65,535.
    """
    if not 0 <= length <= MAX_LENGTH:
        raise ValueError(f"A value of {length} bytes does not fit in one object")
    if length <= ONE_BYTE_LENGTH_LIMIT:
        return bytes([length])
    return b"\x82" + length.to_bytes(2, "big")


def encode_tag(number: int, prefix: bytes = b"\x01") -> bytes:
    """Write a tag: one byte below 0x100, whatever its bits are, else ``prefix`` and the low byte.

    ``prefix`` is open question Q1 of the license card spec; ``01`` is the natural form. The photo tag of the IC
    license, ``5F 40``, is tag 0x140 with the prefix ``5F``.
    """
    if number < FIRST_TWO_BYTE_TAG:
        return bytes([number])
    return prefix + bytes([number & 0xFF])


def encode_object(number: int, value: bytes, prefix: bytes = b"\x01") -> bytes:
    """Write one object: tag, length, value; an empty field keeps its tag with length ``00``."""
    return encode_tag(number, prefix) + encode_length(len(value)) + value


# Text ------------------------------------------------------------------------------------------------------------

_MARK: Final = re.compile(r"\{(?:外字([1-7])|(欠字)|([0-9A-Fa-f]{4}))\}")

# Characters that people type and that JIS X 0208 knows under another code point.
_SAME_CHARACTER: Final = {
    "\uff0d": "\u2212",  # full-width hyphen-minus: minus sign
    "\uff5e": "\u301c",  # full-width tilde: wave dash
    "\u2225": "\u2016",  # parallel to: double vertical line
    "\u2014": "\u2015",  # em dash: horizontal bar
    "\uffe0": "\u00a2",  # full-width cent sign
    "\uffe1": "\u00a3",  # full-width pound sign
    "\uffe2": "\u00ac",  # full-width not sign
    "\u00c5": "\u212b",  # A with ring, which normalization makes of it: angstrom sign
}

_JIS_CELL_BYTES: Final = 2


def encode_text(text: str) -> bytes:
    """Write text as JIS X 0208 pairs in 21..7E: no escape sequence, half-width characters as full-width ones.

    ``{外字1}`` to ``{外字7}`` become the external character codes ``FF F1`` to ``FF F7``, ``{欠字}`` becomes
    ``FF FA``, and four hexadecimal digits in braces, ``{FFF9}``, stand for themselves.
    Source: license card spec, sections 2.2 and 2.3. Raises `ValueError` for a character outside JIS X 0208.
    """
    encoded = bytearray()
    position = 0
    for mark in _MARK.finditer(text):
        encoded += _encode_characters(text[position : mark.start()])
        external, missing, code = mark.groups()
        if external:
            encoded += bytes([0xFF, 0xF0 + int(external)])
        elif missing:
            encoded += b"\xff\xfa"
        else:
            encoded += bytes.fromhex(code)
        position = mark.end()
    encoded += _encode_characters(text[position:])
    return bytes(encoded)


def unwritable(text: str) -> str:
    """The characters of a text that `encode_text` refuses, each once; a brace that belongs to no mark is one."""
    characters = dict.fromkeys(unicodedata.normalize("NFC", _MARK.sub("", text)))
    return "".join(character for character in characters if not _is_writable(character))


def _is_writable(character: str) -> bool:
    try:
        _encode_characters(character)
    except ValueError:
        return False
    return True


def _encode_characters(text: str) -> bytes:
    if "{" in text or "}" in text:
        raise ValueError(f"{text!r} has a brace that belongs to no mark such as {{外字1}}, {{欠字}} or {{FFF9}}")
    return b"".join(_encode_character(character) for character in _full_width(text))


def _full_width(text: str) -> str:
    """Compose, and widen what has a full-width form; half-width kana and its voice marks become one character."""
    composed = unicodedata.normalize("NFC", text)
    widened = re.sub("[\uff61-\uff9f]+", lambda run: unicodedata.normalize("NFKC", run[0]), composed)
    return "".join(
        "\u3000" if character == " " else chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character
        for character in widened
    )


def _encode_character(character: str) -> bytes:
    try:
        pair = _SAME_CHARACTER.get(character, character).encode("euc_jp")
    except UnicodeEncodeError:
        pair = b""
    # One byte is a control character, three bytes are JIS X 0212: no license field holds either.
    if len(pair) != _JIS_CELL_BYTES:
        raise ValueError(f"{character!r} is not in JIS X 0208; write {{外字1}} or {{欠字}} in its place")
    return bytes(byte & 0x7F for byte in pair)


# Days ------------------------------------------------------------------------------------------------------------


class Era(NamedTuple):
    """An era (元号) as the card counts it: its digit, its name and its first day."""

    digit: int
    name: str
    first_day: dt.date


ERAS: Final = (
    Era(1, "明治", dt.date(1868, 1, 25)),
    Era(2, "大正", dt.date(1912, 7, 30)),
    Era(3, "昭和", dt.date(1926, 12, 25)),
    Era(4, "平成", dt.date(1989, 1, 8)),
    Era(5, "令和", dt.date(2019, 5, 1)),
)
"""The five eras of license card spec, section 2.4."""

_WRITTEN_DAY: Final = re.compile(r"(明治|大正|昭和|平成|令和)(\d{1,2})-(\d{1,2})-(\d{1,2})")
_LAST_YEAR_OF_ERA: Final = 99
_RAW_DAY: Final = re.compile(r"[ -~]{0,7}")


def encode_day(day: dt.date | str) -> bytes:
    """Write a day as seven JIS X 0201 digits ``EYYMMDD``.

    A date gets the era of that day. Text such as ``平成42-05-15`` forces an era, also one that had ended; up to
    seven ASCII characters stand for themselves. Source: license card spec, section 2.4. Raises `ValueError`.
    """
    if isinstance(day, str):
        written = _WRITTEN_DAY.fullmatch(day)
        if written:
            name, year, month, day_of_month = written.groups()
            digit = next(era.digit for era in ERAS if era.name == name)
            return f"{digit}{int(year):02}{int(month):02}{int(day_of_month):02}".encode("ascii")
        if not _RAW_DAY.fullmatch(day):
            raise ValueError(f"{day!r} is neither a day such as 平成42-05-15 nor up to seven ASCII characters")
        return day.encode("ascii")
    era = next((era for era in reversed(ERAS) if era.first_day <= day), None)
    if era is None:
        raise ValueError(f"{day} is before the first era of the card")
    year_of_era = day.year - era.first_day.year + 1
    if year_of_era > _LAST_YEAR_OF_ERA:
        raise ValueError(f"{day} is in a year of its era that takes more than two digits")
    return f"{era.digit}{year_of_era:02}{day.month:02}{day.day:02}".encode("ascii")


# Glyphs ----------------------------------------------------------------------------------------------------------

_GLYPH_DOTS: Final = 24
_STROKE_MARGIN: Final = 4
_LYING_STROKES: Final = 5


def generate_glyph(number: int) -> bytes:
    """Draw an invented character of 24 x 24 dots: a frame that holds ``number`` strokes, 1 to 7.

    The first five lie, the others stand.

    One byte tells the dots, then come the rows, black as 1: the uncompressed form of license card spec,
    open question Q6.
    """
    stroke_rows = {_STROKE_MARGIN * (index + 1) for index in range(min(number, _LYING_STROKES))}
    stroke_columns = {2 * _STROKE_MARGIN * (index + 1) for index in range(number - _LYING_STROKES)}
    last = _GLYPH_DOTS - 2
    rows = bytearray()
    for row in range(_GLYPH_DOTS):
        line = 0
        for column in range(_GLYPH_DOTS):
            frame = (row in (1, last) and 1 <= column <= last) or (column in (1, last) and 1 <= row <= last)
            lying = row in stroke_rows and _STROKE_MARGIN <= column < _GLYPH_DOTS - _STROKE_MARGIN
            standing = column in stroke_columns and _STROKE_MARGIN <= row < _GLYPH_DOTS - _STROKE_MARGIN
            line = line << 1 | int(frame or lying or standing)
        rows += line.to_bytes(_GLYPH_DOTS // 8, "big")
    return bytes([_GLYPH_DOTS]) + bytes(rows)
