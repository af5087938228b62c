"""Text of the card face applications (券面), which is UTF-8 (My Number card spec, section 2.4)."""

import unicodedata
from typing import Final

from menkyo.record.problem import ProblemKind
from menkyo.record.text import GETA, Finding, bounded, fold

_FILL: Final = b"\0\xff"
_REPLACED: Final = "\N{REPLACEMENT CHARACTER}"
_PRIVATE_USE: Final = "Co"
# What could steer a terminal, and what is no character on its own; the rest of a name may be newer than Python.
_NOT_SHOWN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def decode_utf8(raw: bytes) -> tuple[str, tuple[Finding, ...]]:
    """Decode UTF-8 of any bytes, as `Text` has it; what has no character becomes 〓 and a finding.

    Characters for private use (外字) have no meaning outside the system that recorded them, and become 〓 too.
    """
    pieces: list[str] = []
    findings: list[Finding] = []
    for position, character in enumerate(raw.rstrip(_FILL).decode("utf-8", "replace"), 1):
        category = unicodedata.category(character)
        if category == _PRIVATE_USE:
            detail = f"A character for private use (外字) stands at position {position}."
            findings.append(Finding(ProblemKind.EXTERNAL_CHARACTER, detail))
        elif category in _NOT_SHOWN or character == _REPLACED:
            detail = f"UTF-8 has no character to be shown at position {position}."
            findings.append(Finding(ProblemKind.UNDECODABLE_TEXT, detail))
        else:
            pieces.append(character)
            continue
        pieces.append(GETA)
    return unicodedata.normalize("NFC", fold("".join(pieces))), bounded(findings)
