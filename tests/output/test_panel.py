from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from menkyo.output import Language, render_panel, render_plain
from menkyo.output.facts import facts_of
from menkyo.record import Category, RecordError, Text, decode_license_record
from menkyo.virtual import image_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.output import ReadResult

    ShowPanel = Callable[[ReadResult, int, Language], str]
    MakeResult = Callable[..., ReadResult]

ESCAPE = "\x1b"
JUDGING = re.compile(r"\b(valid|genuine)\b|有効で|真正")


def bare(text: str) -> str:
    """A panel's words alone: without frame, without white space."""
    return re.sub(r"[\s│╭╮╰╯─]", "", text)


def show_on_terminal(
    result: ReadResult,
    *,
    color_system: Literal["standard", "256", "truecolor"] = "truecolor",
    no_color: bool = False,
    language: Language = Language.JA,
) -> str:
    """Show a reading on a terminal with 80 columns that shows no pictures."""
    stream = StringIO()
    console = Console(file=stream, width=80, force_terminal=True, color_system=color_system, no_color=no_color)
    render_panel(result, console, language=language, picture=False)
    return stream.getvalue()


@pytest.mark.parametrize("image", image_names())
def test_the_panel_has_the_facts_of_the_plain_text(image: str, make_result: MakeResult, show_panel: ShowPanel) -> None:
    """Whatever plain text tells, the panel tells in the same words."""
    try:
        result = make_result(image)
    except RecordError:
        return
    for language in Language:
        facts = facts_of(result, language)
        shown = bare(show_panel(result, 100, language))
        band = facts.band
        texts = [facts.title, band.color, band.days, *facts.foot]
        below = (band.expiry, band.lawful, band.notice, band.headline)
        texts += [row.text for row in (*below, *facts.main, *facts.photos, *facts.more) if row is not None]
        texts += [row.name for row in facts.main]
        for text in texts:
            assert bare(text or "") in shown
        assert not JUDGING.search(shown)


@pytest.mark.parametrize("width", [20, 30, 40, 50, 57, 58, 60, 72, 80, 96, 100, 120, 200])
@pytest.mark.parametrize("language", list(Language))
def test_lines_end_where_the_frame_ends(
    width: int, language: Language, make_result: MakeResult, show_panel: ShowPanel
) -> None:
    """At any width each line fills the frame exactly, counted in columns of a terminal."""
    for image in ("full-size", "history-only", "external-characters", "expired"):
        lines = show_panel(make_result(image), width, language).split("\n")[:-1]
        assert {cell_len(line) for line in lines} == {min(width, 100)}


@pytest.mark.parametrize("width", [40, 57, 58, 80, 100])
def test_no_recorded_text_is_cut(width: int, make_result: MakeResult, show_panel: ShowPanel) -> None:
    """A condition, remark or spare line that is longer than the panel is folded and stands there whole."""
    result = make_result("full-size")
    shown = bare(show_panel(result, width, Language.JA))
    for text in (*result.record.conditions, *result.record.remarks, *result.record.spares):
        assert bare(text.text) in shown


@given(data=st.binary(max_size=200), width=st.integers(16, 130))
def test_any_record_can_be_shown(data: bytes, width: int, make_result: MakeResult, show_panel: ShowPanel) -> None:
    """No bytes that a card could send break the frame or put a control character into it."""
    try:
        record = decode_license_record(data)
    except RecordError:
        return
    lines = show_panel(make_result(record=record), width, Language.JA).split("\n")[:-1]
    assert {cell_len(line) for line in lines} == {min(width, 100)}
    assert all(line.isprintable() for line in lines)


def test_a_file_gets_no_escapes(result: ReadResult, show_panel: ShowPanel) -> None:
    """What goes into a file has no sequences for terminals."""
    assert ESCAPE not in show_panel(result, 80, Language.JA)


def test_no_color_means_no_color(result: ReadResult) -> None:
    """With NO_COLOR no color is sent, while held categories and the band still stand out by reverse video."""
    shown = show_on_terminal(result, no_color=True)
    styles = {code for group in re.findall(r"\x1b\[([0-9;]*)m", shown) for code in group.split(";")}
    assert styles <= {"0", "1", "2", "3", "7"}
    assert "7" in styles


@pytest.mark.parametrize("color_system", ["standard", "256", "truecolor"])
def test_the_same_words_with_and_without_color(
    color_system: Literal["standard", "256", "truecolor"], result: ReadResult, show_panel: ShowPanel
) -> None:
    """Color adds nothing that the words do not say."""
    shown = re.sub(r"\x1b\[[0-9;]*m", "", show_on_terminal(result, color_system=color_system))
    assert shown == show_panel(result, 80, Language.JA)


@pytest.mark.parametrize(
    ("image", "style"),
    [
        ("specimen", "color: #000000; text-decoration-color: #000000; background-color: #d4af37"),
        ("new-driver", "color: #ffffff; text-decoration-color: #ffffff; background-color: #17693a"),
        ("expired", "color: #ffffff; text-decoration-color: #ffffff; background-color: #1f4fa3"),
    ],
)
def test_the_band_has_the_color_of_the_license(image: str, style: str, make_result: MakeResult) -> None:
    """The band is gold, green or blue with text that can be read on it."""
    # rich remembers the codes of a style for the first color system that it meets; HTML has none.
    console = Console(file=StringIO(), width=80, force_terminal=True, color_system="truecolor", record=True)
    render_panel(make_result(image), console, language=Language.JA, picture=False)
    band = next(line for line in console.export_html(inline_styles=True).split("\n") if "期限 2" in line)
    assert f'"{style}"' in band


def test_held_categories_stand_in_brackets(result: ReadResult, show_panel: ShowPanel) -> None:
    """On the face what is held stands in brackets, and nothing else is named."""
    shown = show_panel(result, 80, Language.JA)
    grid = shown[shown.index("第一種") : shown.index("署名")]
    assert re.findall(r"\[(.+?)\]", grid) == ["準中型", "普通", "原付"]
    assert grid.count("－") == 12
    assert not any(category.abbreviation in grid for category in (Category.LARGE_MOTORCYCLE, Category.TOWING_2))


def test_the_face_has_its_order(make_result: MakeResult, show_panel: ShowPanel) -> None:
    """With all held, the categories stand in the order of the printed face, class 1 before class 2."""
    shown = show_panel(make_result("all-categories"), 100, Language.JA)
    rows = [re.findall(r"\[(.+?)\]", line) for line in shown.split("\n") if "[" in line]
    abbreviations = [category.abbreviation for category in Category]
    assert rows == [abbreviations[:10], abbreviations[10:]]


def test_english_names_both_kinds(result: ReadResult, show_panel: ShowPanel) -> None:
    """In English those held stand in brackets, and the others are named as not recorded."""
    shown = show_panel(result, 80, Language.EN)
    assert re.findall(r"\[(.+?)\]", shown) == ["semi-medium", "ordinary", "moped"]
    assert "not recorded: large, medium, large special" in shown


@pytest.mark.parametrize("text", ["[red]x[/red]", "[/]", "[link=https://example.com]x", ":smile:", "[@click=x]y"])
def test_markup_of_a_card_is_text(text: str, result: ReadResult, show_panel: ShowPanel) -> None:
    """Nothing that a card wrote is taken for markup."""
    record = replace(result.record, conditions=(Text(b"", text),))
    assert text in show_panel(replace(result, record=record, reader=text), 80, Language.JA)


def test_control_characters_never_reach_the_terminal(result: ReadResult) -> None:
    """Sequences in the text of a card lose their effect."""
    record = replace(result.record, remarks=(Text(b"", "\x1b[2J\x9bH\x07備考"),))
    shown = show_on_terminal(replace(result, record=record))
    assert "[2JH備考" in shown
    assert "\x1b[2J" not in shown
    assert not set(shown) & {"\x07", "\x9b"}


def test_states_are_words(make_result: MakeResult, show_panel: ShowPanel) -> None:
    """A license past its last day says so in words."""
    assert "期限切れ" in show_panel(make_result("expired"), 80, Language.JA)
    assert "EXPIRED" in show_panel(make_result("expired"), 80, Language.EN)


def test_the_photo_that_is_not_shown(result: ReadResult, make_result: MakeResult, show_panel: ShowPanel) -> None:
    """Where no picture can be shown, a line has its size and how to save it; without a photo, neither."""
    assert "写真          192×240 JP2、1933バイト (--photo FILE で保存)" in show_panel(result, 80, Language.JA)
    without = show_panel(make_result("no-photo"), 80, Language.JA)
    assert "写真          記録なし" in without
    assert "--photo" not in without


def test_a_history_record_is_no_license(make_result: MakeResult, show_panel: ShowPanel) -> None:
    """A driving-history record has its title, and neither a band with a color nor an expiry."""
    shown = show_panel(make_result("history-only"), 80, Language.JA)
    assert "マイナ経歴証明書の記録" in shown
    assert "運転経歴のみの記録 (免許ではありません)" in shown
    assert "期限 2" not in shown
    assert "優良 (コード 01、意味は未確認)" in shown


def test_the_specimen_is_announced(result: ReadResult, show_panel: ShowPanel) -> None:
    """An invented record is announced in the first line."""
    assert "これは見本です" in show_panel(replace(result, specimen=True), 80, Language.JA).split("\n")[1]
    assert "見本" not in show_panel(result, 80, Language.JA)


def test_plain_text_has_the_band(result: ReadResult) -> None:
    """What the band shows side by side, plain text tells line by line."""
    text = render_plain(result, language=Language.JA)
    assert "期限: 2030年5月15日 (令和12年)\n日数: 残り 1270 日" in text
