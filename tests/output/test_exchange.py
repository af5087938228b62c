"""An exchange in words, and the meanings of status words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu import StatusWord
from apdu.interpretation import Interpreter
from apdu.transcript import Transcript
from menkyo.output import Language
from menkyo.output.exchange import ExchangeView, render_exchange, render_heading
from menkyo.output.status_words import describe_status

KNOWN = [
    value
    for value in range(0x6200, 0x9001)
    if StatusWord(value).phrase != StatusWord(value).family.value
    and StatusWord(value).tries_left in {None, 0}
    and value >> 8 not in {0x61, 0x6C}
]
KANA = re.compile(r"[ぁ-んァ-ヶ一-鿿]")
FAMILIES = {"警告", "検査エラー", "実行エラー", "独自のステータスワード"}
JUDGING = re.compile(r"\b(valid|invalid|genuine|authentic)\b|有効|無効|真正|本物|正規", re.IGNORECASE)


@pytest.mark.parametrize("value", KNOWN)
def test_every_known_status_word_has_both_meanings(value: int) -> None:
    """What has a phrase in English has one in Japanese of its own."""
    japanese, english = (describe_status(StatusWord(value), language) for language in (Language.JA, Language.EN))
    assert KANA.search(japanese)
    assert english == StatusWord(value).phrase
    assert japanese not in FAMILIES or value == 0x6400


@given(value=st.integers(0, 0xFFFF))
def test_any_status_word_has_a_meaning(value: int) -> None:
    """There are words for each, and none of them judges."""
    for language in Language:
        words = describe_status(StatusWord(value), language)
        assert words
        assert not JUDGING.search(words)
        assert bool(KANA.search(words)) == (language is Language.JA)


@pytest.mark.parametrize(
    ("value", "japanese", "english"),
    [
        (0x63C7, "残り7回", "tries left: 7"),
        (0x6110, "あと16バイトある", "16 more bytes available"),
        (0x6C00, "Leの誤り、256が正しい", "wrong Le, 256 is right"),
        (0x1234, "ステータスワードではない", "no status word of ISO/IEC 7816-4"),
    ],
)
def test_status_words_with_a_number(value: int, japanese: str, english: str) -> None:
    """Tries, bytes and lengths are told as numbers."""
    assert describe_status(StatusWord(value), Language.JA) == japanese
    assert describe_status(StatusWord(value), Language.EN) == english


COMMANDS = st.binary(max_size=16) | st.sampled_from(
    [bytes.fromhex("00A4040C10A0000002310600000000000000000000"), bytes.fromhex("00B09B0000"), b"\x00\xb2\x01\x0c\x00"]
)
ANSWERS = st.binary(max_size=40) | st.binary(max_size=40).map(lambda data: data + b"\x90\x00")


@given(
    exchanges=st.lists(st.tuples(COMMANDS, ANSWERS | st.just("CardRemovedError")), max_size=5),
    reader=st.text(max_size=20),
    language=st.sampled_from(Language),
)
def test_what_is_shown_is_a_transcript(
    exchanges: list[tuple[bytes, bytes | str]], reader: str, language: Language
) -> None:
    """Whatever was exchanged, over whatever reader, the text is a transcript of as many exchanges and answers."""
    interpreter = Interpreter()
    parts = [render_heading(reader, b"\x3b")]
    for command, answer in exchanges:
        meaning = interpreter.follow(command, b"" if isinstance(answer, str) else answer)
        parts.append(render_exchange(ExchangeView(1, command, answer, meaning, "9000", fits=False), language))
    text = "\n\n".join(parts)
    assert [each.answer for each in Transcript.parse(text).exchanges] == [answer for _, answer in exchanges]
    assert all(line.isprintable() and line == line.rstrip() for line in text.splitlines() if line != "#")
