"""Text from a card or a reader, made harmless for a terminal."""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["escape_invisible", "printable"]

# Controls, invisible format characters (they turn the direction of text around), lone surrogates, separators of lines.
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_BASIC_PLANE: Final = 0xFFFF
_DELETE: Final = "\x7f"  # the one ASCII control that JSON does not escape by itself


def printable(text: str) -> str:
    """The text without control characters and others that nobody can see; white space of any kind becomes a space.

    Everything that a card or a reader wrote passes through here on its way to a person.
    """
    if text.isprintable():
        return text
    spaced = (" " if character.isspace() else character for character in text)
    return "".join(character for character in spaced if character.isprintable())


def escape_invisible(document: str) -> str:
    r"""A JSON document with `\u` escapes for the invisible characters in its strings; it means the same.

    Line feeds stay: JSON writes those that are data as escapes already.
    """
    if document.isascii() and _DELETE not in document:
        return document
    return "".join(
        _escaped(character) if character != "\n" and unicodedata.category(character) in _INVISIBLE else character
        for character in document
    )


def _escaped(character: str) -> str:
    """A character as JSON escape: two of them for what lies beyond the basic plane."""
    if ord(character) <= _BASIC_PLANE:
        return f"\\u{ord(character):04x}"
    pair = character.encode("utf-16-be").hex()
    return f"\\u{pair[:4]}\\u{pair[4:]}"
