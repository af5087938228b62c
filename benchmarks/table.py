"""A table of figures, as text for the terminal and as Markdown for the documentation."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Table"]


@dataclass(frozen=True, slots=True)
class Table:
    """Figures with a heading, and what they mean; the first column holds words, the others figures."""

    title: str
    meaning: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def as_text(self) -> str:
        """The table in columns."""
        lines = (self.header, *self.rows)
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.header))]
        rule = tuple("-" * width for width in widths)
        return "\n".join([self.title, "", *(_columns(line, widths) for line in (self.header, rule, *self.rows))])

    def as_markdown(self) -> str:
        """The table in Markdown, with its heading and its meaning."""
        rule = ("---", *("---:" for _ in self.header[1:]))
        body = "\n".join("| " + " | ".join(line) + " |" for line in (self.header, rule, *self.rows))
        return f"## {self.title}\n\n{self.meaning}\n\n{body}\n"


def _columns(line: tuple[str, ...], widths: list[int]) -> str:
    first, *others = (
        cell.ljust(width) if column == 0 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(line, widths, strict=True))
    )
    return "  ".join((first, *others)).rstrip()
