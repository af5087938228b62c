"""A plan as plain text, and as a panel with the years drawn between what to do and the days behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.output import plan_texts as texts
from menkyo.output.plan_rows import plan_origin, plan_sections
from menkyo.output.rows import Tone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, RenderableType

    from menkyo.output.language import Language
    from menkyo.output.plan_rows import Section
    from menkyo.output.plan_view import PlanResult

__all__ = ["render_plan", "render_plan_panel"]

_MOST_COLUMNS: Final = 100
_FRAME_COLUMNS: Final = 4
_INDENT: Final = 2
_QUIET: Final = "dim"
_TONES: Final = {Tone.PLAIN: "", Tone.STRONG: "bold", Tone.QUIET: _QUIET, Tone.WARNING: "bold red"}


def render_plan(result: PlanResult, *, language: Language) -> str:
    """A plan as lines "label: text", without a line feed at the end."""
    rows = (row for section in plan_sections(result, language) for row in section.rows)
    lines = [f"{row.label}: {row.text}" for row in rows]
    return "\n".join([*(f"{row.label}: {row.text}" for row in plan_origin(result, language)), *lines])


def render_plan_panel(result: PlanResult, console: Console, *, language: Language) -> None:
    """Print a plan on a console: a terminal of any width, or a file."""
    from rich.console import Group  # noqa: PLC0415 - plain text needs no rich
    from rich.panel import Panel  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    width = min(console.width, _MOST_COLUMNS)
    console.print(
        Panel(
            Group(*_parts(result, width - _FRAME_COLUMNS, language)),
            title=Text(texts.TITLE.text(language), style="bold"),
            title_align="left",
            width=width,
        ),
        highlight=False,
        markup=False,
        emoji=False,
    )


def _parts(result: PlanResult, width: int, language: Language) -> Iterator[RenderableType]:
    from rich.text import Text  # noqa: PLC0415 - as above

    from menkyo.output.line_breaks import Flowing  # noqa: PLC0415
    from menkyo.output.timeline import timeline  # noqa: PLC0415

    for row in plan_origin(result, language):
        yield Flowing(Text(row.text, style="bold", justify="center"))
    drawn = list(timeline(result.plan, width, language))
    for number, section in enumerate(plan_sections(result, language)):
        if number:
            yield Text()
        if drawn and section.title == texts.LICENSE.text(language):
            yield from drawn
            yield Text()
        yield from _section(section)


def _section(section: Section) -> Iterator[RenderableType]:
    """A title with its rows below: they are sentences, and want the whole width."""
    from rich.padding import Padding  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415

    from menkyo.output.line_breaks import Flowing  # noqa: PLC0415

    yield Text(section.title, style="bold underline")
    for row in section.rows:
        yield Padding(Flowing(Text(row.text, style=_TONES[row.tone])), (0, 0, 0, _INDENT))
