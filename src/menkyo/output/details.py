"""What the layers below tell of a mistake in English, in the language of a person: what it is, and where."""

from __future__ import annotations

import errno
import os
import re
from typing import TYPE_CHECKING, Final

from menkyo.output.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["detail_words", "system_reason", "usage_words"]

# Reasons of an operating system, whatever the language of the process.
_REASONS: Final = {
    os.strerror(code): words
    for code, words in (
        (errno.ENOENT, "ファイルやフォルダーがありません"),
        (errno.EACCES, "許可がありません"),
        (errno.EPERM, "許可がありません"),
        (errno.EEXIST, "すでにあります"),
        (errno.EISDIR, "フォルダーです"),
        (errno.ENOTDIR, "途中がフォルダーではありません"),
        (errno.ENOTEMPTY, "フォルダーが空ではありません"),
        (errno.ENOSPC, "空き容量がありません"),
        (errno.EROFS, "読み出し専用です"),
        (errno.ENAMETOOLONG, "名前が長すぎます"),
        (errno.ELOOP, "リンクがたどり切れません"),
        (errno.EMFILE, "開いているファイルが多すぎます"),
        (errno.EBUSY, "使用中です"),
        (errno.EBADF, "閉じられています"),
        (errno.EIO, "入出力エラーです"),
    )
}

# What a value of a card image must be.
_FORMS: Final = (
    (r"(.+), in quotes", "引用符で囲んだ{0}"),
    (r"one of (.+)", "{0} のどれか"),
    (r"a whole number from (\S+) to (\S+)", "{0}から{1}までの整数"),
    (r"(?:up to|at most) (\d+|five|twelve) ASCII characters", "{0}字までの半角英数字"),
    (r"(\d+) to (\d+) ASCII characters", "{0}字から{1}字の半角英数字"),
    (r"(\d+|three) ASCII characters", "{0}字の半角英数字"),
    (r"(four|five|fifteen) digits", "数字{0}桁"),
    (r"a status word such as (\S+), or (\S+)", "{0} のようなステータスワードか {1}"),
    (r"a first byte such as (\S+)", "{0} のような先頭バイト"),
    (r"a date such as (\S+), without quotes", "{0} のような日付(引用符なし)"),
    (r"a date such as (\S+), without a time", "{0} のような日付(時刻なし)"),
    ("ASCII text", "半角英数字"),
    ("a table", "表"),
    ("a list of tables", "表の一覧"),
    ("a list of texts", "文字列の一覧"),
    ("a whole number", "整数"),
    ("true or false", "true か false"),
    ("hexadecimal digits", "16進数"),
    ("pairs of hexadecimal digits", "2桁ずつの16進数"),
    ("a day", "日付"),
    ("text", "文字列"),
    ("five", "5"),
    ("twelve", "12"),
    ("three", "3"),
    ("four", "4"),
    ("fifteen", "15"),
)
_IMAGES: Final = (
    (r"must be (\d+), empty ones included", "空のものを含めて{0}個にしてください"),
    (r'must be (".+")', "{0} にしてください"),
    (r"must be (.+), not ('.*'|\".*\"|[\w.-]+)", "{0}にしてください({1} になっています)"),
    (r"must be (.+)", "{0}にしてください"),
    (r"must have five characters", "5文字にしてください"),
    (r"must name another card image, and no circle of them", "別のカードイメージにしてください(循環はできません)"),
    (r"has (\d+) bytes where the card has room for (\d+)", "{0}バイトありますが、カードには{1}バイトまで書けます"),
    (r"has (\d+) bytes where the card wants (\d+) to (\d+)", "{0}バイトあります({1}から{2}バイトにしてください)"),
    (r"has (\d+) bytes where the card wants (\d+)", "{0}バイトあります({1}バイトにしてください)"),
    (
        r"has a text of (\d+) characters where the card has room for (\d+)",
        "{0}字ありますが、カードには{1}字まで書けます",
    ),
    (r"has (\d+) texts where the card has room for (\d+)", "{0}個ありますが、カードには{1}個まで書けます"),
    (
        r"has more than the (\d+) records of the kind (\S+) that the card has room for",
        "種類 {1} の変更が多すぎます(カードには{0}個まで書けます)",
    ),
    (
        r"makes (\S+) (\d+) bytes long where the card has room for (\d+)",
        "{0} が{1}バイトになります(カードには{2}バイトまで書けます)",
    ),
    (r"(\S+) is not a category", "{0} という免許の種類はありません"),
    (r"(\S+) is not a kind of change", "{0} という変更の種類はありません"),
    (r"is not a key of this table, which knows none", "この表にキーは書けません"),
    (r"is not a key of this table, which knows (.+)", "この表にないキーです(書けるのは {0})"),
    (r"knows (.+), not (\S+)", "{1} はありません(書けるのは {0})"),
    (r"is missing", "指定してください"),
    (r"is (.+), which is neither beside the image nor built in", "{0} は、イメージのそばにも内蔵にもありません"),
    (r"is (.+), which cannot be read: (.+)", "{0} を読めません: {1}"),
    (r"cannot be read", "読めません"),
    (r"is not TOML: .*\(at line (\d+), column (\d+)\)", "TOMLとして読めません({0}行目の{1}文字目)"),
    (r"is not TOML: .*codec.*", "UTF-8の文字ではありません"),
    (r"is not TOML: .*", "TOMLとして読めません"),
    (r"is not text in UTF-8: .*", "UTF-8の文字ではありません"),
    (r"is written in a form that cannot be edited by a program", "プログラムでは書き換えられない書き方です"),
    (
        r"No card image is named (.+); built in are specimen, ic-license and many more",
        "{0} という名前のカードイメージはありません",
    ),
    (
        r"No card image is named (.+) \(the nearest: (.+)\)",
        "{0} という名前のカードイメージはありません(もしかして: {1})",
    ),
    (r"A value of (\d+) bytes does not fit in one object", "{0}バイトの値は1つの項目に入りません"),
    (
        r"(.+) has a brace that belongs to no mark such as (.+), (.+) or (.+)",
        "{0} に、{1}、{2}、{3} のような印でない波括弧があります",
    ),
    (
        r"(.+) is not in JIS X 0208; write (.+) or (.+) in its place",
        "{0} はJIS X 0208にない文字です(代わりに {1} か {2} と書いてください)",
    ),
    (
        r"(.+) is neither a day such as (\S+) nor up to seven ASCII characters",
        "{0} は、{1} のような日付でも、7字までの半角英数字でもありません",
    ),
    (r"(\S+) is before the first era of the card", "{0} は、カードに書ける最初の元号より前です"),
    (r"(\S+) is in a year of its era that takes more than two digits", "{0} は、元号の年が2桁に収まりません"),
)
_RECORDINGS: Final = (
    (r"A transcript begins with the line '(.+)'", "1行目が「{0}」ではありません"),
    (r"Line (\d+) of the transcript is longer than any command or answer", "{0}行目が長すぎます"),
    (r"Line (\d+) of the transcript is out of place", "{0}行目の位置が正しくありません"),
    (r"Line (\d+) of the transcript is not hexadecimal", "{0}行目が16進数ではありません"),
    (
        r"Line (\d+) of the transcript was written without its data, so that it cannot be replayed",
        "{0}行目は内容を含まない記録なので、再生できません",
    ),
    (r"The transcript ends before the answer to its last command", "最後の命令の応答がありません"),
    (r"The recording is longer than any conversation with a card", "カードとのやり取りにしては長すぎます"),
    (r"The recording is not text in UTF-8", "UTF-8の文字ではありません"),
    (r"The recording ends before the command (.+)", "記録は命令 {0} の前で終わっています"),
    (r"The recording has (.+) as command (\d+), not (.+)", "{1}番目の命令は {0} で、{2} ではありません"),
)
_USAGE: Final = (
    (r"(.+) is not one of (.+)\.", "{0} ではなく {1} のどれかです"),
    (r"(.+) is not a valid (?:number|integer|integer range)\.", "{0} は数ではありません"),
    (r"(.+) is not in the range (.+)\.", "{0} は {1} の範囲にありません"),
    (r"(.+) is not a number of seconds\.", "{0} は秒数ではありません"),
    (r"(?:File|Directory|Path) '(.+)' does not exist\.", "{0} がありません"),
    (r"File '(.+)' is a directory\.", "{0} はフォルダーです"),
    (r"Directory '(.+)' is a file\.", "{0} はフォルダーではありません"),
    (r"(?:File|Directory|Path) '(.+)' is not readable\.", "{0} を読む許可がありません"),
    (r"(?:File|Directory|Path) '(.+)' is not writable\.", "{0} に書く許可がありません"),
    (r"Got unexpected extra arguments? \((.+)\)", "余分な引数 {0}"),
    (r"Option '(.+)' requires an argument\.", "{0} には値が要ります"),
    (r"Option '(.+)' does not take a value\.", "{0} は値を取りません"),
)


def detail_words(sentence: str, language: Language) -> str:
    """What is wrong with a card image or a recording, as `ImageError` and `TranscriptError` say it; values stay.

    What stands before a colon, a file or a key, stays as well.
    """
    if language is Language.EN:
        return sentence
    start = 0
    while True:
        words = _filled((*_IMAGES, *_RECORDINGS), sentence[start:])
        if words is not None:
            return sentence[:start] + words
        colon = sentence.find(": ", start)
        if colon < 0:
            return sentence
        start = colon + 2


def system_reason(reason: str, language: Language) -> str:
    """The reason of an operating system; one that is not known stays."""
    return reason if language is Language.EN else _REASONS.get(reason, reason)


def usage_words(message: str) -> str:
    """What is wrong with a command line, as click says it, in Japanese."""
    return _filled(_USAGE, message) or message


def _filled(rows: Iterable[tuple[str, str]], sentence: str) -> str | None:
    """The Japanese of the first row that fits the whole sentence."""
    if sentence in _REASONS:
        return _REASONS[sentence]
    for pattern, words in rows:
        found = re.fullmatch(pattern, sentence, re.DOTALL)
        if found:
            return words.format(*(_filled(_FORMS, value) or value for value in found.groups()))
    return None
