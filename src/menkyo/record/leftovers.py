"""The proof that nothing of a card's values is left somewhere: each is searched for in every form that it may have.

What is searched for comes from the recorded files alone, not from what was put in their place. A value of four bytes
or more is found as a whole, and of one longer than eight any eight bytes in a row: of text four characters, of a name
each of its parts.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date as calendar_date
from typing import Final

from menkyo.record.bitmap import decode_bitmap
from menkyo.record.dates import decode_era_date
from menkyo.record.invented_picture import picture_bodies
from menkyo.record.invention import COMMISSION_WORDS, is_kept_pair
from menkyo.record.parts import Part, PartKind, parts_of
from menkyo.record.text import decode_clean_text

__all__ = ["Search"]

_SHORTEST: Final = 4
_WINDOW: Final = 8
_PLAIN: Final = 2
_FEWEST: Final = 2
_BLANK: Final = b"\x21\x21"
_DIGIT_ROW: Final = 0x23
_ENCODINGS: Final = ("utf-8", "shift_jis", "euc_jp", "utf-16-be", "utf-16-le")
_HALF_WIDTH: Final = {
    **{unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF61, 0xFF9E)},
    "\u3099": "\uff9e",
    "\u309a": "\uff9f",
}
_PNG_HEADER: Final = 45  # signature, the header chunk, and the beginning of the next
_DAY_SIZE: Final = 7


class Search:
    """Finds the values of a card in bytes; ``files`` are the names and contents of its files."""

    def __init__(self, files: Iterable[tuple[str, bytes]]) -> None:
        self._wanted: dict[int, set[bytes]] = {}
        for file, data in files:
            for part in parts_of(file, data):
                for form in _forms(part, data[part.start : part.end]):
                    self._want(form)

    def _want(self, form: bytes) -> None:
        # One or two bytes again and again are no value, and stand everywhere.
        if len(form) >= _SHORTEST and len(set(form)) > _PLAIN:
            self._wanted.setdefault(len(form), set()).add(form)

    def finds(self, content: bytes) -> bool:
        """Whether a value, or eight bytes of one, stands anywhere in the content."""
        return any(
            content[at : at + length] in forms
            for length, forms in self._wanted.items()
            for at in range(len(content) - length + 1)
        )

    def __len__(self) -> int:
        return sum(map(len, self._wanted.values()))


def _forms(part: Part, raw: bytes) -> Iterator[bytes]:
    """Every form of a value that is looked for, in pieces where it is long.

    A color says no more than how long its word is, and of what is broken or unknown nobody knows what it is.
    """
    match part.kind:
        case PartKind.TEXT | PartKind.COMMISSION:
            return _forms_of_text(raw, COMMISSION_WORDS if part.kind is PartKind.COMMISSION else frozenset())
        case PartKind.UNICODE:
            return (form for word in raw.decode(errors="ignore").split() for form in _forms_of_words(word))
        case PartKind.DAY | PartKind.WESTERN_DAY | PartKind.PACKED_DAY | PartKind.WIDE_DAY:
            return _forms_of_day(part.kind, raw)
        case PartKind.NUMBER | PartKind.LATIN:
            return _forms_of_number(raw)
        case PartKind.PHOTO:
            return (form for body in picture_bodies(raw) for form in _windows(body))
        case _:
            return _windows(_BODIES.get(part.kind, _nothing)(raw))


def _nothing(_raw: bytes) -> bytes:
    return b""


def _dots(raw: bytes) -> bytes:
    """The content of a picture of a character; a white one shows nothing."""
    bitmap = decode_bitmap(raw)
    return raw[1:] if bitmap is None or any(bitmap.rows) else b""


_BODIES: Final[Mapping[PartKind, Callable[[bytes], bytes]]] = {
    PartKind.PNG: lambda raw: raw[_PNG_HEADER:-_PNG_HEADER],
    PartKind.GLYPH: _dots,
    PartKind.BINARY: bytes,
    PartKind.INTEGER: bytes,
}


def _windows(raw: bytes) -> Iterator[bytes]:
    """A value as a whole, or all its pieces of eight bytes."""
    for at in range(max(len(raw) - _WINDOW, 0) + 1):
        yield raw[at : at + _WINDOW]


def _forms_of_number(raw: bytes) -> Iterator[bytes]:
    for piece in _windows(raw):
        yield piece
        if piece.isdigit():
            yield _wide(piece.decode())
    if raw.isdigit():
        yield _packed(raw.decode())


def _forms_of_text(raw: bytes, words: frozenset[bytes]) -> Iterator[bytes]:
    pairs = [raw[at : at + 2] for at in range(0, len(raw) - 1, 2)]
    for at in range(max(len(pairs) - 3, 1)):
        window = pairs[at : at + 4]
        # Digits and signs in a row stand in any address.
        if sum(not is_kept_pair(pair, words) and pair[0] != _DIGIT_ROW for pair in window) > 1:
            yield b"".join(window)
    for word in _words(pairs):
        text = None if any(is_kept_pair(pair, words) for pair in word) else decode_clean_text(b"".join(word))
        if text is not None:
            yield b"".join(word)[:_WINDOW]
            # With digits and letters of either width.
            yield from _forms_of_words(text)
            yield from _forms_of_words(bytes(byte | 0x80 for byte in b"".join(word)).decode("euc_jp"))


def _words(pairs: Iterable[bytes]) -> Iterator[list[bytes]]:
    """What stands between full-width blanks."""
    word: list[bytes] = []
    for pair in pairs:
        if pair != _BLANK:
            word.append(pair)
        elif word:
            yield word
            word = []
    if word:
        yield word


def _forms_of_words(text: str) -> Iterator[bytes]:
    """A word in the encodings of other places: whole, or any four characters of it; of letters and digits eight."""
    if text.isascii():
        if len(text) > _SHORTEST:
            yield from _windows(text.encode())
        return
    for at in range(max(len(text) - 3, 1)):
        piece = text[at : at + 4]
        if sum(not character.isascii() for character in piece) < _FEWEST:
            continue
        for form in (piece, _half_width(piece)):
            for encoding in _ENCODINGS:
                with suppress(UnicodeEncodeError):
                    yield form.encode(encoding)


def _half_width(text: str) -> str:
    """Katakana in half width, as JIS X 0201 has it: one byte each in Shift_JIS."""
    return "".join(_HALF_WIDTH.get(mark, mark) for mark in unicodedata.normalize("NFD", text))


def _forms_of_day(kind: PartKind, raw: bytes) -> Iterator[bytes]:
    digits = raw[1::2] if kind is PartKind.WIDE_DAY else raw
    day = _day(kind, digits)
    if day is None:
        return
    if kind in {PartKind.DAY, PartKind.WIDE_DAY}:
        era = digits[:_DAY_SIZE].decode()
        yield era.encode()
        yield era[1:].encode()
        yield _packed(era)
        yield _wide(era)
    western = f"{day:%Y%m%d}"
    yield western.encode()
    yield western[2:].encode()
    yield bytes.fromhex(western)
    yield f"{day:%Y-%m-%d}".encode()
    yield f"{day.year}年{day.month}月{day.day}日".encode()


def _day(kind: PartKind, raw: bytes) -> calendar_date | None:
    try:
        if kind in {PartKind.DAY, PartKind.WIDE_DAY}:
            day = decode_era_date(raw)
            return None if day is None else day.date
        digits = raw.hex() if kind is PartKind.PACKED_DAY else raw.decode("ascii")
        return calendar_date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _packed(digits: str) -> bytes:
    """Digits in packed BCD, with a zero before an odd number of them."""
    return bytes.fromhex(digits.zfill(len(digits) + len(digits) % 2))


def _wide(digits: str) -> bytes:
    """Full-width digits of JIS X 0208."""
    return b"".join(bytes((_DIGIT_ROW, ord(digit))) for digit in digits)
