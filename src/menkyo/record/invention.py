"""Invented values in place of recorded ones: of the same length and shape, and drawn by chance.

What a value is made of stays: which characters are kanji, kana, letters, digits or blanks, which dates are absent,
whether a check digit fits. Nothing else of it does, but for this: all days are moved by one number of days, and values
that are equal stay equal.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date as calendar_date
from datetime import timedelta
from random import Random
from typing import Final

from menkyo.record.bitmap import BitmapCoding, decode_bitmap
from menkyo.record.dates import ERA_DATE_SIZE, decode_era_date
from menkyo.record.number import COMMISSIONS, NUMBER_SIZE, check_digit, decode_number
from menkyo.record.text import decode_clean_text

__all__ = ["COMMISSION_WORDS", "KEPT_ROWS", "OTHER", "Invention", "is_kept_pair"]

OTHER: Final = 0x55
"""What stands where nothing can be invented: neither fill, nor text, nor the beginning of anything."""

KEPT_ROWS: Final = frozenset({0x21, 0x22, 0x28, 0xFF})
"""The rows of characters that stay: blanks, signs and lines, and the codes of external characters."""

COMMISSION_WORDS: Final = frozenset(character.encode("iso2022_jp")[3:5] for character in "公安委員会")
"""The characters that every name of a commission has, so that how it is shortened can be told (section 12, Q17).

都, 道 and 方面 are not among them: they would give away where the holder lives.
"""

_UNDEFINED: Final = b"\x29\x21"
_HALF: Final = 0x21
_CELLS: Final = range(0x21, 0x7F)
_LEVEL_1: Final = range(0x30, 0x4F)
_LEVEL_2: Final = range(0x50, 0x74)
_KANA_CELLS: Final = {0x24: range(0x22, 0x70), 0x25: range(0x22, 0x70)}
_LETTER_CELLS: Final = {0x26: range(0x21, 0x39), 0x27: range(0x21, 0x42)}
_DIGIT_ROW: Final = 0x23
_DIGITS: Final = range(0x30, 0x3A)
_CAPITALS: Final = range(0x41, 0x5B)
_SMALL: Final = range(0x61, 0x7B)
_KATAKANA: Final = range(0xB1, 0xDD)
_UNPRINTABLE: Final = 0x80

_LAST_YEAR: Final = 99
_FEWEST_DAYS: Final = 200
_MOST_DAYS: Final = 1500
_WESTERN_SIZE: Final = 8
_FIRST_ELEVEN: Final = 11
_ATTRIBUTE: Final = re.compile(rb"[A-Za-z]{1,12}=")
_FILL: Final = b"\0\xff\x20"
_BLANKS: Final = b"0 \0\xff"
_ASCII: Final = 0x80
_SEXES: Final = (b"1", b"2")


def is_kept_pair(pair: bytes, words: frozenset[bytes] = frozenset()) -> bool:
    """Whether a character of two bytes stays as it is."""
    return pair[0] in KEPT_ROWS or pair in words


class Invention:
    """Invents values for one card; equal values of it become equal ones."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._days = timedelta(random.randrange(_FEWEST_DAYS, _MOST_DAYS))
        self._known: dict[tuple[Callable[[bytes], bytes], object], bytes] = {}

    def text(self, raw: bytes) -> bytes:
        """Text of JIS X 0208; blanks, signs and the fill behind stay."""
        return self._in_filled(self._text, raw)

    def _text(self, raw: bytes) -> bytes:
        return self._pairs(raw, frozenset())

    def commission(self, raw: bytes) -> bytes:
        """The name of a commission; what every such name has stays, besides the fill behind."""
        return self._in_filled(self._commission, raw)

    def _in_filled(self, make: Callable[[bytes], bytes], raw: bytes) -> bytes:
        written = raw.rstrip(_FILL)
        return self._once(make, written, _folded(written) or written) + raw[len(written) :]

    def _commission(self, raw: bytes) -> bytes:
        return self._pairs(raw, COMMISSION_WORDS)

    def _pairs(self, raw: bytes, words: frozenset[bytes]) -> bytes:
        pairs = (raw[at : at + 2] for at in range(0, len(raw), 2))
        return b"".join(self._pair(pair, words) for pair in pairs)

    def _pair(self, pair: bytes, words: frozenset[bytes]) -> bytes:
        row, *cell = pair
        if not cell:
            return bytes((_HALF,))
        if is_kept_pair(pair, words):
            return pair
        if decode_clean_text(pair) is None:
            return _UNDEFINED
        if row == _DIGIT_ROW:
            return bytes((row, self._like(cell[0])))
        if row in _KANA_CELLS or row in _LETTER_CELLS:
            return bytes((row, self._random.choice((_KANA_CELLS | _LETTER_CELLS)[row])))
        level = _LEVEL_1 if row < _LEVEL_2.start else _LEVEL_2
        return bytes((self._random.choice(level), self._random.choice(_CELLS)))

    def unicode(self, raw: bytes) -> bytes:
        """Text in UTF-8; each character keeps the number of its bytes."""
        if raw.decode(errors="replace").encode() != raw:
            return bytes([OTHER]) * len(raw)
        return self._once(self._unicode, raw, raw)

    def _unicode(self, raw: bytes) -> bytes:
        return "".join(map(self._character, raw.decode())).encode()

    def _character(self, character: str) -> str:
        if ord(character) < _ASCII:
            return chr(self._like(ord(character)))
        length = len(character.encode())
        if unicodedata.category(character)[0] in ("Z", "P"):
            return character
        if "０" <= character <= "９":
            return chr(ord("０") + self._random.randrange(10))
        if "ぁ" <= character <= "ん":
            return chr(self._random.randrange(ord("あ"), ord("ん")))
        if "ァ" <= character <= "ヶ":
            return chr(self._random.randrange(ord("ア"), ord("ン")))
        first = {2: 0xC0, 3: 0x4E00}.get(length, 0x20000)
        return chr(first + self._random.randrange(0x100 if length == 2 else 0x5000))  # noqa: PLR2004 - Latin letters

    def latin(self, raw: bytes) -> bytes:
        """Text of JIS X 0201; the names of attributes, such as ``CN=``, stay."""
        return self._once(self._latin, raw, raw)

    def _latin(self, raw: bytes) -> bytes:
        made = bytearray(map(self._like, raw))
        for found in _ATTRIBUTE.finditer(raw):
            made[found.start() : found.end()] = found[0]
        return bytes(made)

    def sex(self, raw: bytes) -> bytes:
        """One of the two usual digits, by chance; any other digit stays, as it says that nothing is told."""
        return self._once(self._sex, raw, raw)

    def _sex(self, raw: bytes) -> bytes:
        return self._random.choice(_SEXES) if raw in _SEXES else raw

    def _like(self, byte: int) -> int:
        """A byte of the same kind: digit, capital or small letter, katakana; signs stay."""
        for kind in (_DIGITS, _CAPITALS, _SMALL):
            if byte in kind:
                return self._random.choice(kind)
        if 0xA1 <= byte <= 0xDF:  # noqa: PLR2004 - katakana of JIS X 0201
            return self._random.choice(_KATAKANA)
        return byte if byte < _ASCII or byte == 0xFF else _UNPRINTABLE  # noqa: PLR2004 - fill

    def day(self, raw: bytes) -> bytes:
        """An era date of seven digits; the form of one that is absent stays."""
        return self._once(self._day, raw, raw)

    def _day(self, raw: bytes) -> bytes:
        head, tail = raw[:ERA_DATE_SIZE], raw[ERA_DATE_SIZE:]
        if len(head) < ERA_DATE_SIZE or not head.isdigit():
            return self._latin(raw)
        try:
            day = decode_era_date(head)
        except ValueError:
            return self._no_day(head) + self._latin(tail)
        if day is None:
            # The year of a day that is absent may be somebody's.
            return (self._no_day(head) if int(head[1:]) else head) + self._latin(tail)
        moved = _moved(day.date, self._days)
        year = moved.year - day.era.base
        if year > _LAST_YEAR:
            moved = _moved(day.date, -self._days)
            year = moved.year - day.era.base
        return f"{day.era}{year:02}{moved:%m%d}".encode() + self._latin(tail)

    def _no_day(self, head: bytes) -> bytes:
        """Another year for seven digits that are no day, and still are none."""
        for year in self._random.sample(range(100), 100):
            made = head[:1] + f"{year:02}".encode() + head[3:]
            if made != head and not _is_day(made):
                return made
        return head

    def wide_day(self, raw: bytes) -> bytes:
        """The date of a change record: seven full-width digits."""
        if set(raw[::2]) != {_DIGIT_ROW} or len(raw) != 2 * ERA_DATE_SIZE:
            return self.text(raw)
        return b"".join(bytes((_DIGIT_ROW, digit)) for digit in self.day(raw[1::2]))

    def western_day(self, raw: bytes) -> bytes:
        """A date of eight ASCII digits."""
        return self._once(self._western, raw, raw)

    def _western(self, raw: bytes) -> bytes:
        if len(raw) != _WESTERN_SIZE or not raw.isdigit():
            return self._latin(raw)
        try:
            day = calendar_date(int(raw[:4]), int(raw[4:6]), int(raw[6:]))
        except ValueError:
            return self._latin(raw)
        return f"{_moved(day, self._days):%Y%m%d}".encode()

    def time(self, raw: bytes) -> bytes:
        """A time of a certificate: the day, in six or eight digits, and the rest as it is."""
        width = 6 if len(raw) == len(b"YYMMDDhhmmssZ") else _WESTERN_SIZE
        digits = raw[:width]
        if not digits.isdigit():
            return self.latin(raw)
        century = b"20" if width < _WESTERN_SIZE else b""
        return self.western_day(century + digits)[len(century) :] + raw[width:]

    def packed_day(self, raw: bytes) -> bytes:
        """A date of four bytes of packed BCD."""
        digits = raw.hex().encode()
        if len(digits) != _WESTERN_SIZE or not digits.isdigit() or not raw.strip(b"\0"):
            return self.binary(raw)
        made = self.western_day(digits)
        try:
            calendar_date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            made = made[:4] + digits[4:]  # what is no day stays none
        return bytes.fromhex(made.decode())

    def number(self, raw: bytes) -> bytes:
        """A number of twelve digits; its check digit fits where the recorded one did."""
        try:
            number = decode_number(raw)
        except ValueError:
            return self.latin(raw)
        if number is None:
            return raw
        eleven, last = raw[:_FIRST_ELEVEN], raw[_FIRST_ELEVEN:NUMBER_SIZE]
        made = self._once(self._eleven, eleven, eleven) + self._once(self._digit, last, eleven + last)
        return made + self.latin(raw[NUMBER_SIZE:])

    def _digit(self, _raw: bytes) -> bytes:
        return f"{self._random.randrange(10)}".encode()

    def _eleven(self, raw: bytes) -> bytes:
        random = self._random
        ten = f"{random.choice(list(COMMISSIONS))}{random.randrange(100):02}{random.randrange(10**6):06}"
        digit = int(check_digit(ten))
        fits = raw.decode().endswith(check_digit(raw[:-1].decode()))
        return f"{ten}{digit if fits else (digit + 1) % 10}".encode()

    def binary(self, raw: bytes) -> bytes:
        """Bytes of any kind; fill around them stays."""
        return self._once(self._binary, raw, raw)

    def _binary(self, raw: bytes) -> bytes:
        core = raw.strip(_FILL)
        start = len(raw) - len(raw.lstrip(_FILL))
        # A byte other than fill at both ends, so that the fill is as long as before.
        made = bytes(self._random.randrange(0x21, 0xFF) for _ in core)
        return raw[:start] + made + raw[start + len(core) :]

    def integer(self, raw: bytes) -> bytes:
        """A number of a certificate: as long, of the same sign, and odd, as the numbers of keys are."""
        made = bytearray(self.binary(raw))
        first = len(raw) - len(raw.lstrip(b"\0"))
        if first < len(raw):
            made[first] = (made[first] | 0x80) if raw[first] & 0x80 else (made[first] & 0x7F)
            made[-1] |= 1
        return bytes(made)

    def glyph(self, raw: bytes) -> bytes:
        """The picture of a character: of the same number of dots, in the same coding, and of nothing."""
        bitmap = decode_bitmap(raw)
        if bitmap is None:
            # Where the one byte happens to be a picture, the other is none.
            drafts = [raw[:1] + bytes([filler]) * (len(raw) - 1) for filler in (OTHER, 0x33)]
            return next(draft for draft in drafts if decode_bitmap(draft) is None)
        size = bitmap.size
        if bitmap.coding is BitmapCoding.RAW:
            length = size * ((size + 7) // 8)
            return raw[:1] + b"\x11" * length + raw[1 + length :]
        # Each row is like the white one above it: one bit.
        rows = (int("1" * size, 2) << -size % 8).to_bytes((size + 7) // 8, "big")
        return (raw[:1] + rows).ljust(len(raw), b"\0")

    def _once(self, make: Callable[[bytes], bytes], raw: bytes, key: object) -> bytes:
        """What was made in this way of the same value before, where it fits, or something new."""
        made = self._known.get((make, key))
        if made is None or len(made) != len(raw):
            made = self._known[make, key] = make(raw)
        return made


def _folded(raw: bytes) -> str | None:
    """A text as those compare it who look whether two are the same."""
    text = decode_clean_text(raw)
    return None if text is None else "".join(unicodedata.normalize("NFKC", text).split())


def _moved(day: calendar_date, by: timedelta) -> calendar_date:
    try:
        return day + by
    except OverflowError:
        return day - by


def _is_day(digits: bytes) -> bool:
    try:
        return decode_era_date(digits) is not None
    except ValueError:
        return False
