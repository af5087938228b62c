"""Text: JIS X 0208 two-byte characters and JIS X 0201 single bytes (license card spec, sections 2.2 and 2.3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from menkyo.record.problem import ProblemKind

GETA: Final = "〓"
"""下駄: the printers' mark for a character that is not at hand."""

_LOWEST: Final = 0x21
_HIGHEST: Final = 0x7E

# 21..7E with the high bit set is EUC-JP, which Python decodes; 80 stands for every other byte and decodes to nothing.
_TO_EUC: Final = bytes(byte | 0x80 if _LOWEST <= byte <= _HIGHEST else 0x80 for byte in range(256))

_HALF_WIDTH: Final = {
    chr(wide): chr(wide - 0xFEE0)
    for span in (range(0xFF08, 0xFF0A), range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B))
    for wide in span
}
# JIS X 0208 has one character that NFC replaces: the angstrom sign, which is the letter Å.
_FOLDED: Final = _HALF_WIDTH | {"\N{ANGSTROM SIGN}": "\N{LATIN CAPITAL LETTER A WITH RING ABOVE}"}
_find_folded = re.compile(f"[{''.join(_FOLDED)}]").search

_EXTERNAL_LEAD: Final = 0xFF
_EXTERNAL_CODES: Final = range(0xF1, 0xF8)
_MISSING_CODE: Final = 0xFA

# A text field has at most 40 characters; a longer list of findings only repeats itself.
_MOST_FINDINGS: Final = 40

# JIS X 0201: ASCII but for yen sign and overline, and half-width katakana.
_LATIN: Final = {
    **{byte: chr(byte) for byte in range(0x20, 0x7F)},
    0x5C: "\N{YEN SIGN}",
    0x7E: "\N{OVERLINE}",
    **{byte: chr(byte - 0xA1 + 0xFF61) for byte in range(0xA1, 0xE0)},
}


@dataclass(frozen=True, slots=True)
class Text:
    """One text field.

    `raw` is as recorded. `text` is in Unicode form NFC with full-width digits, Latin letters and parentheses as
    half-width; 外字, 欠字 and whatever else has no character stand as 〓. It never holds a control character.
    """

    raw: bytes = field(repr=False)
    text: str = field(repr=False)


class Finding(NamedTuple):
    """What is wrong with one character of a text; `glyph` is the number of an external character."""

    kind: ProblemKind
    detail: str
    glyph: int | None = None


def decode_clean_text(raw: bytes) -> str | None:
    """Decode JIS X 0208 text that has a character for each of its two bytes; `None` when it has not."""
    try:
        return fold(raw.translate(_TO_EUC).decode("euc_jp"))
    except UnicodeDecodeError:
        return None


def decode_clean_texts(raws: Sequence[bytes]) -> tuple[str, ...] | None:
    """Decode several clean texts in one go, which is much faster; `None` when one of them is not clean."""
    for raw in raws:
        if len(raw) % 2:
            return None
    joined = decode_clean_text(b"".join(raws))
    if joined is None:
        return None
    # Every two bytes became one character, so that the texts can be cut out again.
    texts: list[str] = []
    start = 0
    for raw in raws:
        end = start + len(raw) // 2
        texts.append(joined[start:end])
        start = end
    return tuple(texts)


def decode_text(raw: bytes) -> tuple[str, tuple[Finding, ...]]:
    """Decode JIS X 0208 text of any bytes; what has no character becomes 〓 and a finding."""
    euc = raw.translate(_TO_EUC)
    pieces: list[str] = []
    findings: list[Finding] = []
    start = 0
    while (fault := _first_fault(euc, start)) < len(raw):
        pieces += euc[start:fault].decode("euc_jp"), GETA
        findings.append(_explain(raw[fault : fault + 2], fault // 2 + 1))
        start = fault + 2
    pieces.append(euc[start:].decode("euc_jp"))
    return fold("".join(pieces)), bounded(findings)


def _first_fault(euc: bytes, start: int) -> int:
    """The offset of the next two bytes that are no character, or of the end."""
    try:
        euc[start:].decode("euc_jp")
    except UnicodeDecodeError as error:
        # Whatever comes before the fault was characters of two bytes each, so that a fault begins with a cell.
        return start + error.start
    return len(euc)


def decode_latin(raw: bytes) -> tuple[str, tuple[Finding, ...]]:
    """Decode JIS X 0201 text of any bytes, without spaces and NULs around it; what is unprintable becomes 〓."""
    trimmed = raw.strip(b" \0")
    findings = [
        Finding(ProblemKind.UNDECODABLE_TEXT, f"The byte at position {position} is no character.")
        for position, byte in enumerate(trimmed, 1)
        if byte not in _LATIN
    ]
    return "".join(_LATIN.get(byte, GETA) for byte in trimmed), bounded(findings)


def fold(text: str) -> str:
    """Make digits, Latin letters and parentheses half-width, and the text NFC."""
    found = _find_folded(text)
    while found is not None:
        wide = found[0]
        text = text.replace(wide, _FOLDED[wide])
        found = _find_folded(text, found.end())
    return text


def _explain(cell: bytes, position: int) -> Finding:
    """Tell why two bytes, or the one that is left, are no character; positions count from 1."""
    if len(cell) == 1:
        return Finding(ProblemKind.UNDECODABLE_TEXT, f"The text ends in half a character at position {position}.")
    lead, code = cell
    if lead != _EXTERNAL_LEAD:
        return Finding(ProblemKind.UNDECODABLE_TEXT, f"JIS X 0208 has no character for position {position}.")
    if code in _EXTERNAL_CODES:
        number = code - _EXTERNAL_CODES.start + 1
        detail = f"External character (外字) {number} stands at position {position}."
        return Finding(ProblemKind.EXTERNAL_CHARACTER, detail, number)
    if code == _MISSING_CODE:
        return Finding(
            ProblemKind.MISSING_CHARACTER, f"A character that could not be stored (欠字) stands at position {position}."
        )
    return Finding(ProblemKind.UNDEFINED_CHARACTER, f"The code FF {code:02X} at position {position} is not defined.")


def bounded(findings: list[Finding]) -> tuple[Finding, ...]:
    """Keep a hostile card from filling the list of problems with one field."""
    if len(findings) > _MOST_FINDINGS:
        left_out = len(findings) - _MOST_FINDINGS
        return *findings[:_MOST_FINDINGS], Finding(findings[-1].kind, f"{left_out} more characters like these follow.")
    return tuple(findings)
