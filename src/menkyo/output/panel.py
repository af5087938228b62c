"""The panel: one reading as a card on the terminal, with the band in the license's color."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len
from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from menkyo.output.facts import facts_of
from menkyo.output.labels import Language, category_name
from menkyo.output.line_breaks import Flowing
from menkyo.output.picture import picture_of
from menkyo.output.rows import Row, Tone
from menkyo.output.texts import Phrase
from menkyo.record import Category, ColorClass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console, RenderableType

    from menkyo.output.facts import Band, Facts
    from menkyo.output.picture import Picture
    from menkyo.output.view import ReadResult

__all__ = ["print_panel", "render_panel", "table_of_rows"]

_MOST_COLUMNS: Final = 100
"""A card that fills a wide terminal is hard to read."""

_FRAME_COLUMNS: Final = 4
_INDENT: Final = 2
_SHORTEST_VALUE: Final = 40
_GAP: Final = 2
_PICTURE_COLUMNS: Final = 20
_GLYPH_COLUMNS: Final = 32
"""A pixel in each column, so that half blocks show it whole."""

_BESIDE_PICTURE: Final = 44
"""Columns that rows need beside a picture; with fewer they stand below it."""

_BAND_STYLES: Final = {
    ColorClass.GOLD: "#000000 on #d4af37",
    ColorClass.GREEN: "#ffffff on #17693a",
    ColorClass.BLUE: "#ffffff on #1f4fa3",
}
_FRAME_STYLES: Final = {ColorClass.GOLD: "#b8962e", ColorClass.GREEN: "#2e9d57", ColorClass.BLUE: "#3f7fd9"}
_PLAIN_BAND: Final = "reverse"

_QUIET: Final = "dim"
_TONES: Final = {Tone.PLAIN: "", Tone.STRONG: "bold", Tone.QUIET: _QUIET, Tone.WARNING: "bold red"}
_HELD: Final = "bold reverse"
_DASH: Final = "－"

_CLASS_1: Final = tuple(category for category in Category if category.class_number == 1)
_CLASS_2: Final = tuple(category for category in Category if category.class_number != 1)


class _Drawn(NamedTuple):
    """The photo, drawn and so many columns wide, or a pair of them, which leaves no room for rows beside it."""

    picture: RenderableType
    columns: int
    is_pair: bool = False


def _face_columns(count: int) -> tuple[int, ...]:
    """The widths of so many columns of category names in brackets, the two classes one below the other."""
    names = [(index % count, category) for group in (_CLASS_1, _CLASS_2) for index, category in enumerate(group)]
    return tuple(
        max(cell_len(category.abbreviation) + 2 for column, category in names if column == number)
        for number in range(count)
    )


_FACE_COLUMNS: Final = tuple(map(_face_columns, (10, 5, 3, 2, 1)))


def render_panel(result: ReadResult, console: Console, *, language: Language, picture: bool = True) -> None:
    """Print one reading on a console: a terminal of any width, or a file.

    The photo is drawn where the terminal can show one, unless `picture` is false.
    """
    facts = facts_of(result, language)
    width = min(console.width, _MOST_COLUMNS)
    photo = result.record.photo
    drawn = _pictures(result, console, language) if picture else None
    glyphs = tuple(_glyphs(result, console, width - _FRAME_COLUMNS, language)) if picture else ()
    if photo is not None and drawn is None:
        hint = Phrase.SAVE_PHOTO.text(language)
        first, *others = facts.photos
        facts = replace(facts, photos=(replace(first, text=f"{first.text} ({hint})"), *others))
    color_class = facts.band.color_class
    border = "" if color_class is None else _FRAME_STYLES[color_class]
    print_panel(facts.title, _parts(facts, drawn, glyphs, console, language), console, border)


def print_panel(title: str, parts: Iterable[RenderableType], console: Console, border: str = "") -> None:
    """Print parts one below the other in a frame with a title, as wide as the console and no card is wider."""
    console.print(
        Panel(
            Group(*parts),
            title=Text(title, style="bold"),
            title_align="left",
            border_style=border,
            width=min(console.width, _MOST_COLUMNS),
        ),
        highlight=False,
        markup=False,
        emoji=False,
    )


def table_of_rows(rows: Sequence[Row], console: Console) -> RenderableType:
    """Rows as the panel of a console has room for them."""
    width = min(console.width, _MOST_COLUMNS) - _FRAME_COLUMNS
    return _table(rows, max(cell_len(row.label) for row in rows), width)


def _parts(
    facts: Facts, drawn: _Drawn | None, glyphs: Iterable[RenderableType], console: Console, language: Language
) -> Iterator[RenderableType]:
    width = min(console.width, _MOST_COLUMNS) - _FRAME_COLUMNS
    for sentence in facts.origin:
        yield Flowing(Text(sentence, style="bold", justify="center"))
    yield from _band(facts.band, width, console)
    yield Text()
    rows = (*facts.main, *facts.photos)
    labels = max(cell_len(row.label) for row in (*rows, *facts.more))
    if drawn is None:
        yield _table(rows, labels, width)
    elif drawn.is_pair or width - drawn.columns - _GAP < _BESIDE_PICTURE:
        yield drawn.picture
        yield _table(rows, labels, width)
    else:
        beside = Table.grid(padding=(0, _GAP, 0, 0))
        rest = width - drawn.columns - _GAP
        beside.add_column(width=drawn.columns)
        beside.add_column(width=rest)
        beside.add_row(drawn.picture, _table(rows, max(cell_len(row.label) for row in rows), rest))
        yield beside
    yield Text()
    yield _categories(facts.held, labels, width, language)
    yield Text()
    yield from glyphs
    yield _table(facts.more, labels, width)
    yield Text()
    for sentence in facts.foot:
        yield Flowing(Text(sentence, style="italic"))


def _pictures(result: ReadResult, console: Console, language: Language) -> _Drawn | None:
    """The license's photo, and where the card's own was read, both side by side with their names above."""
    named = (
        (Phrase.LICENSE_PHOTO, result.record.photo),
        (Phrase.HOLDER_PHOTO, result.holder_photo),
    )
    drawn: list[tuple[Phrase, Picture]] = []
    for phrase, photo in named:
        picture = None if photo is None else picture_of(photo, console, _PICTURE_COLUMNS)
        if picture is not None:
            drawn.append((phrase, picture))
    if not drawn or result.holder_photo is None:
        return _Drawn(drawn[0][1], drawn[0][1].columns) if drawn else None
    table = Table.grid(padding=(0, _GAP, 0, 0))
    for _, picture in drawn:
        table.add_column(width=picture.columns)
    table.add_row(*(Text(phrase.text(language), style=_QUIET) for phrase, _ in drawn))
    table.add_row(*(picture for _, picture in drawn))
    return _Drawn(table, sum(picture.columns for _, picture in drawn) + _GAP * (len(drawn) - 1), is_pair=True)


def _glyphs(result: ReadResult, console: Console, width: int, language: Language) -> Iterator[RenderableType]:
    """The characters that stand as 〓, drawn where the terminal can, as many side by side as fit."""
    drawn: list[tuple[int, Picture]] = []
    for glyph in result.record.glyphs:
        bitmap = glyph.bitmap
        picture = None if bitmap is None else picture_of(bitmap, console, min(bitmap.size, _GLYPH_COLUMNS, width))
        if picture is not None:
            drawn.append((glyph.number, picture))
    widest = max((picture.columns for _, picture in drawn), default=_GLYPH_COLUMNS)
    count = max(1, (width + _GAP) // (widest + _GAP))
    label = Phrase.GLYPH.text(language)
    for start in range(0, len(drawn), count):
        line = drawn[start : start + count]
        table = Table.grid(padding=(0, _GAP, 0, 0))
        for _, picture in line:
            table.add_column(width=picture.columns)
        table.add_row(*(Text(f"{label} {number}", style=_QUIET) for number, _ in line))
        table.add_row(*(picture for _, picture in line))
        yield table
        yield Text()


def _band(band: Band, width: int, console: Console) -> Iterator[RenderableType]:
    """Color, last day and days left on the license's color, side by side if they fit; the rest below."""
    texts = [] if band.color is None else [band.color]
    if band.expiry is not None:
        texts.append(f"{band.expiry.label} {band.expiry.text}")
    if band.days is not None:
        texts.append(band.days)
    has_colors = console.color_system is not None and not console.no_color
    style = _PLAIN_BAND if band.color_class is None or not has_colors else _BAND_STYLES[band.color_class]
    if texts:
        yield Padding(_side_by_side(texts, width - 2), (0, 1), style=style)
    if band.lawful is not None:
        yield Flowing(Text(f"{band.lawful.label} {band.lawful.text}", style=_TONES[band.lawful.tone]))
    for row in (band.notice, band.headline):
        if row is not None:
            yield Flowing(_toned(row))


def _side_by_side(texts: Sequence[str], width: int) -> RenderableType:
    """Texts in one line, first to the left and last to the right, or one below the other."""
    if sum(map(cell_len, texts)) + _GAP * (len(texts) - 1) > width:
        return Group(*(Flowing(Text(text)) for text in texts))
    line = Table.grid(expand=True, padding=(0, _GAP, 0, 0))
    for index in range(len(texts)):
        line.add_column(justify="left" if index == 0 else "right" if index == len(texts) - 1 else "center")
    line.add_row(*(Text(text) for text in texts))
    return line


def _table(rows: Iterable[Row], labels: int, width: int) -> RenderableType:
    """Rows with their labels to the left; a label that repeats is written once, and names stand in a column."""
    sections: list[tuple[str, list[Text]]] = []
    for label, grouped in groupby(rows, key=lambda row: row.label):
        group = list(grouped)
        names = max(cell_len(row.name) for row in group)
        lines: list[Text] = []
        for row in group:
            name = f"{row.name}{' ' * (names - cell_len(row.name) + _GAP)}" if row.name else ""
            lines.append(Text.assemble((name, _QUIET), _toned(row)))
        sections.append((label, lines))
    return _sections(sections, labels, width)


def _sections(sections: Iterable[tuple[str, Iterable[Text]]], labels: int, width: int) -> RenderableType:
    """Labels beside their lines, or above them where the lines would become too short."""
    if _values_width(labels, width) == width - _INDENT:
        stacked: list[RenderableType] = []
        for label, lines in sections:
            stacked.append(Flowing(Text(label, style=_QUIET)))
            stacked.extend(Padding(Flowing(line), (0, 0, 0, _INDENT)) for line in lines)
        return Group(*stacked)
    table = Table.grid(padding=(0, _GAP, 0, 0))
    table.add_column(width=labels, no_wrap=True)
    table.add_column(width=_values_width(labels, width))
    for label, lines in sections:
        for index, line in enumerate(lines):
            table.add_row(Text("" if index else label, style=_QUIET), Flowing(line))
    return table


def _values_width(labels: int, width: int) -> int:
    """Columns that are left for values: beside the labels, or below them with an indent."""
    beside = width - labels - _GAP
    return beside if beside >= _SHORTEST_VALUE else max(1, width - _INDENT)


def _toned(row: Row) -> Text:
    return Text(row.text, style=_TONES[row.tone])


def _categories(held: Sequence[Category], labels: int, width: int, language: Language) -> RenderableType:
    """The fifteen categories in face order, class by class; those held stand out by brackets, with color or without."""
    space = _values_width(labels, width)
    lines = _face if language is Language.JA else _names
    classes = ((Phrase.CLASS_1_LABEL, _CLASS_1), (Phrase.CLASS_2_LABEL, _CLASS_2))
    return _sections([(label.text(language), lines(group, held, space)) for label, group in classes], labels, width)


def _face(categories: Sequence[Category], held: Sequence[Category], width: int) -> Iterator[Text]:
    """As on the printed face: the abbreviation of a category that is held, else a dash in its place."""
    fitting = (columns for columns in _FACE_COLUMNS if sum(columns) + len(columns) - 1 <= width)
    columns = next(fitting, _FACE_COLUMNS[-1])
    for start in range(0, len(categories), len(columns)):
        line = Text()
        for category, cells in zip(categories[start:], columns, strict=False):
            mark = _chip(category.abbreviation) if category in held else Text(f"  {_DASH}", style=_QUIET)
            line = Text.assemble(line, mark, " " * (cells + 1 - mark.cell_len))
        line.rstrip()
        yield line


def _names(categories: Sequence[Category], held: Sequence[Category], width: int) -> Iterator[Text]:
    """In English, the names of those held, as many in a line as fit, and a quiet line with those of the others."""
    line = Text()
    for category in categories:
        if category not in held:
            continue
        chip = _chip(category_name(category, Language.EN, short=True))
        if line and line.cell_len + 1 + chip.cell_len > width:
            yield line
            line = Text()
        line = Text.assemble(line, " ", chip) if line else Text.assemble(chip)
    yield line or Text(Phrase.NONE.text(Language.EN))
    others = [category_name(category, Language.EN, short=True) for category in categories if category not in held]
    if others:
        label, comma = Phrase.NOT_HELD.text(Language.EN).lower(), Phrase.COMMA.text(Language.EN)
        yield Text(f"{label}: {comma.join(others)}", style=_QUIET)


def _chip(name: str) -> Text:
    return Text(f"[{name}]", style=_HELD)
