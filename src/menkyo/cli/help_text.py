"""Help in Japanese: headings, and lines that end where the terminal does, whose wide characters take two columns."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["JapaneseFormatter", "columns", "wrap"]

_USAGE: Final = "使い方: "
_DEFAULT: Final = "[default: "
_HEADINGS: Final = {"Options": "オプション", "Commands": "コマンド"}
# What stays on one line: a word of narrow characters, one in katakana, or any one character; with the brackets before
# it that no line ends with, and the marks behind it that no line begins with.
_UNIT: Final = re.compile(r"\s+|[(「]*(?:[!-'*-~]+|[ァ-ヺー]+|\S)[)」、。:ゃゅょっ]*")
_VERBATIM: Final = "\b\n"
_WIDE: Final = frozenset("WF")


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in _WIDE else 1 for character in text)


def wrap(text: str, width: int) -> Iterator[str]:
    """The lines of a paragraph, none wider than ``width`` columns unless a single word is."""
    line = ""
    for unit in _UNIT.findall(text):
        if line and columns(line) + columns(unit.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += unit if line else unit.lstrip()
    yield line.rstrip()


class JapaneseFormatter(click.HelpFormatter):
    """Help with Japanese headings; click counts characters where a terminal counts columns."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how the command is called."""
        super().write_usage(prog, args, _USAGE if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_text(self, text: str) -> None:
        """Write paragraphs, those that begin with a backspace as they are."""
        blocks: list[str] = []
        for paragraph in text.split("\n\n"):
            lines = (
                paragraph.removeprefix(_VERBATIM).splitlines()
                if paragraph.startswith(_VERBATIM)
                else wrap(" ".join(paragraph.split()), self.width - self.current_indent)
            )
            blocks.append("\n".join(f"{'':>{self.current_indent}}{line}" for line in lines))
        self.write("\n\n".join(blocks))
        self.write("\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names, and beside each what it is."""
        rows = list(rows)
        first = min(max((columns(name) for name, _ in rows), default=0), col_max) + col_spacing
        margin = " " * (first + self.current_indent)
        for name, about in rows:
            lines = wrap(about.replace(_DEFAULT, "[既定: "), max(self.width - len(margin), 10))
            fits = columns(name) <= first - col_spacing
            gap = " " * (first - columns(name)) if fits else f"\n{margin}"
            self.write(f"{'':>{self.current_indent}}{name}{gap}")
            self.write(f"\n{margin}".join(lines).rstrip())
            self.write("\n")
