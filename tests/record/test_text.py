"""JIS X 0208 and JIS X 0201 text."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from hypothesis import given
from hypothesis import strategies as st

from menkyo.record import ProblemKind
from menkyo.record.text import decode_clean_texts, decode_latin, decode_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

# Everything that a terminal, a label or a line of text could take for an instruction.
INSTRUCTIONS: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
WIDE: Final = "０１２３４５６７８９（）ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"


def is_harmless(text: str) -> bool:
    """Whether a text holds nothing but characters to be seen."""
    return all(unicodedata.category(character) not in INSTRUCTIONS for character in text)


def test_text_vectors(text_vector: Mapping[str, Any]) -> None:
    """Each recorded text decodes to its characters and the problems that it has."""
    text, findings = decode_text(bytes.fromhex(text_vector["hex"]))
    assert text == text_vector["text"]
    assert [finding.kind.value for finding in findings] == text_vector["problems"]


def test_latin_vectors(latin_vector: Mapping[str, Any]) -> None:
    """Each single-byte text decodes to its characters and the problems that it has."""
    text, findings = decode_latin(bytes.fromhex(latin_vector["hex"]))
    assert text == latin_vector["text"]
    assert [finding.kind.value for finding in findings] == latin_vector["problems"]


def test_every_cell_is_the_character_of_the_standard() -> None:
    """All 6,879 characters of JIS X 0208 come out, folded in width as promised and no further, and in NFC."""
    decoded = 0
    for number in range(94 * 94):
        cell = bytes((number // 94 + 0x21, number % 94 + 0x21))
        text, findings = decode_text(cell)
        try:
            character = (b"\x1b$B" + cell + b"\x1b(B").decode("iso2022_jp")
        except UnicodeDecodeError:
            assert text == "〓"
            assert findings
            continue
        decoded += 1
        assert not findings
        assert text == unicodedata.normalize("NFKC" if character.upper() in WIDE else "NFC", character)
    assert decoded == 6879


def test_any_two_bytes_are_one_harmless_character() -> None:
    """No two bytes on a card can become a control character, or nothing, or more than one character."""
    for number in range(0x10000):
        text, _ = decode_text(number.to_bytes(2, "big"))
        assert len(text) == 1
        assert is_harmless(text)


def test_any_single_byte_is_harmless() -> None:
    """No byte of a single-byte field can become a control character."""
    for byte in range(256):
        text, findings = decode_latin(bytes((0x41, byte, 0x41)))
        assert len(text) == 3
        assert is_harmless(text)
        assert bool(findings) == (text[1] == "〓")


@given(st.binary(max_size=200))
def test_any_bytes_are_harmless_text(raw: bytes) -> None:
    """Whatever the bytes, the text is harmless, in NFC, and as long as the characters that it stands for."""
    text, findings = decode_text(raw)
    assert len(text) == (len(raw) + 1) // 2
    assert is_harmless(text)
    assert unicodedata.is_normalized("NFC", text)
    assert bool(findings) == any(decode_text(raw[index : index + 2])[1] for index in range(0, len(raw), 2))


@given(st.lists(st.binary(max_size=8) | st.sampled_from([b"\x34\x63\x36\x40\x45\x79", b"\x23\x41\x23\x54\x21\x4a"])))
def test_many_texts_at_once_decode_as_each_alone(raws: list[bytes]) -> None:
    """Decoding in one go gives what decoding one by one gives, or leaves it to that."""
    alone = [decode_text(raw) for raw in raws]
    together = decode_clean_texts(raws)
    if any(findings for _, findings in alone):
        assert together is None
    else:
        assert together == tuple(text for text, _ in alone)


def test_two_halves_are_no_character() -> None:
    """Two fields that end in half a character each do not complete one another."""
    assert decode_clean_texts([b"\x34", b"\x63"]) is None


def test_findings_of_one_text_are_bounded() -> None:
    """A hostile field of any length adds a bounded number of problems, the last of which counts the others."""
    _, findings = decode_text(b"\xff\xfa" * 30000)
    assert len(findings) == 41
    assert findings[-1].detail == "29960 more characters like these follow."


def test_forty_findings_are_not_too_many() -> None:
    """The count of others stands where there are others, and is of the kind of the last of them."""
    assert len(decode_text(b"\xff\xfa" * 40)[1]) == 40
    _, findings = decode_text(b"\xff\xfa" * 40 + b"\x21")
    assert {finding.kind for finding in findings[:40]} == {ProblemKind.MISSING_CHARACTER}
    assert findings[40] == (ProblemKind.UNDECODABLE_TEXT, "1 more characters like these follow.", None)


def test_findings_name_number_and_position() -> None:
    """An external character's problem names its number and its position, counted from 1."""
    _, findings = decode_text(bytes.fromhex("3B33 FFF7 2121 FFFA"))
    assert [finding.detail for finding in findings] == [
        "External character (外字) 7 stands at position 2.",
        "A character that could not be stored (欠字) stands at position 4.",
    ]
    assert [finding.glyph for finding in findings] == [7, None]


def test_findings_of_single_bytes_name_their_position() -> None:
    """Positions count from 1, behind the blanks before the text."""
    _, findings = decode_latin(b"  X\x80\0")
    assert [finding.detail for finding in findings] == ["The byte at position 2 is no character."]


def test_nothing_but_blanks_is_trimmed() -> None:
    """A name may begin and end with any letter."""
    assert decode_latin(b" XAX\0") == ("XAX", ())
