"""Mistakes that the layers below tell in English, told in Japanese."""

from __future__ import annotations

import ast
import errno
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import apdu.transcript
import menkyo.reading
import menkyo.virtual
from menkyo.output import Language
from menkyo.output.details import detail_words, system_reason

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = (
    *sorted(Path(menkyo.virtual.__path__[0]).glob("*.py")),
    Path(apdu.transcript.__file__),
    Path(menkyo.reading.__path__[0], "transcript_file.py"),
)
TELLING = {"ImageError", "TranscriptError", "ReplayError", "ValueError", "refuse", "Mistake"}
ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]+ [a-z]+")


def text_of(node: ast.expr) -> str | None:
    """A literal text, with "7" for what is filled in."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=values):
            return "".join(text_of(value) or "7" for value in values)
        case ast.BoolOp(values=[*_, last]):
            return text_of(last)
        case _:
            return None


def told(source: Path) -> Iterator[str]:
    """The sentences of the mistakes that a module can tell."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [text_of(argument) for argument in node.args] if name in TELLING else []
        yield from (text for text in texts if text is not None and " " in text)
        if name == "_take":
            yield f"must be {text_of(node.args[-1])}"
        for keyword in node.keywords:
            if keyword.arg == "meaning" and isinstance(meaning := text_of(keyword.value), str):
                yield from (f"must be {meaning}", f"must be {meaning}, in quotes", f"must be {meaning}, not '7 x'")


SENTENCES = sorted({sentence for source in SOURCES for sentence in told(source)})


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_mistake_has_its_japanese(sentence: str) -> None:
    """No sentence of a card image or a recording is without its row."""
    assert ENGLISH.search(detail_words(sentence, Language.JA)) is None
    assert detail_words(sentence, Language.EN) == sentence


def test_the_sentences_are_found() -> None:
    """The test above looks at all of them."""
    assert len(SENTENCES) > 50


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("a.toml: card.atr: must be pairs of hexadecimal digits", "a.toml: card.atr: 2桁ずつの16進数にしてください"),
        ("must be four digits, in quotes", "引用符で囲んだ数字4桁にしてください"),
        ("must be a whole number from 0 to 15, not True", "0から15までの整数にしてください(True になっています)"),
        ("must be one of a, b, not 'c'", "a, b のどれかにしてください('c' になっています)"),
        ("is not TOML: Expected '=' (at line 3, column 5)", "TOMLとして読めません(3行目の5文字目)"),
        (f"x.toml: {os.strerror(errno.ENOENT)}", "x.toml: ファイルやフォルダーがありません"),
        ("The recording has 00A4 as command 2, not 00B0", "2番目の命令は 00A4 で、00B0 ではありません"),
        ("something new", "something new"),
    ],
)
def test_values_stay(sentence: str, words: str) -> None:
    """File, key and value stand where they stood; what no row knows stays as it is."""
    assert detail_words(sentence, Language.JA) == words


def test_reasons_of_the_system() -> None:
    """A reason has its Japanese, one that is not known stays, and English is as the system says it."""
    assert system_reason(os.strerror(errno.EACCES), Language.JA) == "許可がありません"
    assert system_reason("Strange", Language.JA) == "Strange"
    assert system_reason(os.strerror(errno.EACCES), Language.EN) == os.strerror(errno.EACCES)
