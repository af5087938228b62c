"""Where a line of Japanese, English or both may end: rich breaks at spaces only, and else cuts anywhere (禁則処理)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.measure import Measurement
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, ConsoleOptions, RenderResult

__all__ = ["Flowing", "line_starts"]

# What is read as one thing: days, times of a day, quantities with their unit, license numbers, a command of menkyo.
# Digits are those of ASCII: a row of others would be looked through anew from each of them.
_WHOLE: Final = re.compile(
    r"""\d+年\d+月(?:\d+日(?:\([月火水木金土日]\))?)?
    | (?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\ )?\d{1,2}\ (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\ \d{4}
    | \d{4}\ \d{4}\ \d{4}
    | \d[\d,./:]*\ ?(?:バイト|か[月年]|ヶ月|[年月日円回歳個枚時分秒桁字点人目]+|
                       (?:bytes?|days?|digits?|months?|times|tries|yen|years?)(?![a-z]))
    | menkyo\ [a-z][a-z-]*
    | [ァ-ヺー・]+
    | [!-~]+""",
    re.VERBOSE | re.ASCII,
)
_OPENING: Final = frozenset("([{（［｛「『【〔〈《")
_CLOSING: Final = frozenset(")]}）］｝」』】〕〉》")
_PAUSES: Final = frozenset("、。，．・")
_NEVER_FIRST: Final = (
    _CLOSING | _PAUSES | frozenset(",.:;!?%：；！？％ー〜～…‥々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ")
)
_PARTICLES: Final = frozenset("はがをにでともへや")

# What a break costs, in columns that may stay empty for want of a better one.
_SENTENCE: Final = 0
_SPACE: Final = 1
_PARTICLE: Final = 2
_BRACKET: Final = 3
_SCRIPTS: Final = 8
_WITHIN_KANJI: Final = 22
_BEFORE_KANA: Final = 24
_WITHIN_WHOLE: Final = 1_000
_FORBIDDEN: Final = 10_000


@dataclass(frozen=True, slots=True)
class Flowing:
    """A text that fills the columns that it is given, in as many lines as it takes; its styles stay."""

    text: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines, for rich."""
        lines = self.text.divide(line_starts(self.text.plain, options.max_width))
        for line in lines:
            line.rstrip()
        yield from Text("\n", justify=self.text.justify).join(lines).__rich_console__(console, options)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """The columns that it can use, for rich."""
        return Measurement.get(console, options, self.text)


def line_starts(text: str, width: int) -> list[int]:
    """The offsets at which new lines begin, so that none takes more columns than `width`, spaces at its end apart.

    Dates, numbers with their unit, words and ids stay whole where a line can hold them, no line begins with a closing
    bracket or a mark of punctuation, and none ends with an opening bracket. A character that is wider than `width`
    has a line of its own.
    """
    glued = {at for match in _WHOLE.finditer(text) for at in range(match.start() + 1, match.end())}
    starts: list[int] = []
    start = 0
    while (end := _end_of_line(text, start, width, glued)) < len(text):
        starts.append(end)
        start = end
    return starts


def _end_of_line(text: str, start: int, width: int, glued: set[int]) -> int:
    """The offset at which the line that begins at `start` ends."""
    ends = list(_ends(text, start, width))
    if ends and ends[-1][0] == len(text):
        return len(text)
    costs = ((left + _cost(text, end, glued), -end) for end, left in ends)
    return -min(costs, default=(0, -start - 1))[1]


def _ends(text: str, start: int, width: int) -> Iterator[tuple[int, int]]:
    """The offsets at which a line can end, with the columns that stay empty; that of the text's end when it fits."""
    used = spaces = 0
    for end in range(start + 1, len(text) + 1):
        character = text[end - 1]
        columns = 1 if character == "\ufe0f" else cell_len(character)  # it may widen the character before it
        spaces = spaces + columns if character == " " else 0
        used += columns
        if used - spaces > width:
            return
        if end == len(text) or (text[end] != " " and cell_len(text[end])):
            yield end, width - used + spaces


def _cost(text: str, at: int, glued: set[int]) -> int:
    """What a break before the character at an offset costs."""
    before, after = text[at - 1], text[at]
    costs = (
        (after in _NEVER_FIRST or before in _OPENING, _FORBIDDEN),
        (at in glued, _WITHIN_WHOLE),
        (before in _PAUSES, _SENTENCE),
        (before == " ", _SCRIPTS if _is_hiragana(after) else _SPACE),
        (_is_hiragana(after), _BEFORE_KANA),
        (after in _OPENING or before in _CLOSING, _BRACKET),
        (before in _PARTICLES, _PARTICLE),
        (_is_kanji(before) and _is_kanji(after), _WITHIN_KANJI),
    )
    return next((cost for applies, cost in costs if applies), _SCRIPTS)


def _is_hiragana(character: str) -> bool:
    return "ぁ" <= character <= "ゖ"


def _is_kanji(character: str) -> bool:
    return "㐀" <= character <= "鿿"
