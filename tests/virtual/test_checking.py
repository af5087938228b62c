from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.virtual import check_image, image_names, load_image

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[[str], Path]


@pytest.mark.parametrize("name", image_names())
def test_every_built_in_image_passes(name: str) -> None:
    """Nothing is wrong with the images of the package, and every file fits on a card."""
    found = check_image(name)
    assert found.image == load_image(name)
    assert found.mistakes == ()
    assert all(each.size is None or each.size <= each.most for each in found.sizes)


def test_every_mistake_is_named_with_its_line(image_file: Write) -> None:
    """Not the first alone: each key, the line that it stands in, and what is wrong."""
    path = image_file(
        """# line 2
foo = 1
license.colour = "red"

[card]  # line 6
atr = "XX"
'serial' = "1"
[pin]
value = "12345"
[holder]
photo = { file = "none.jp2", size = 3 }
[[changes]]
"""
    )
    found = check_image(path)
    assert found.image is None
    assert [(mistake.line, mistake.key) for mistake in found.mistakes] == [
        (3, "foo"),
        (4, "license.colour"),
        (7, "card.atr"),
        (8, "card.serial"),
        (10, "pin.value"),
        (12, "holder.photo.file"),
        (12, "holder.photo.size"),
        (13, "changes"),
    ]
    assert all("12345" not in mistake.sentence for mistake in found.mistakes)


def test_mistakes_of_a_list_of_tables_are_counted(image_file: Write) -> None:
    """The second change record is to blame, and the line is its own."""
    path = image_file(
        'extends = "ic-license"\n[[changes]]\nkind = "name"\ndate = 2020-01-01\n'
        'text = "見本"\ncommission = "東京都公安"\n[[changes]]\nkind = "x"\n'
    )
    assert [(mistake.line, mistake.key) for mistake in check_image(path).mistakes] == [(9, "changes.2.kind")]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \n", 3), ("[license]\n[license]\n", 3), ('extends = "nothing"\n', 2), ("extends = 1\n", 2)],
)
def test_a_file_that_is_no_toml_or_extends_nothing(image_file: Write, text: str, line: int) -> None:
    """One mistake, and the line that the parser or the key tells."""
    (mistake,) = check_image(image_file(text)).mistakes
    assert mistake.line == line


def test_a_mistake_in_the_extended_image_is_told_of_it(image_file: Write, tmp_path: Path) -> None:
    """The file that is to blame is named, at the line that brings it in."""
    (tmp_path / "base.toml").write_text("x = \n", encoding="utf-8")
    (mistake,) = check_image(image_file('# base\nextends = "base.toml"\n')).mistakes
    assert (mistake.key, mistake.line) == (None, 3)
    assert mistake.sentence.startswith("base.toml: is not TOML")


def test_what_is_no_file(tmp_path: Path) -> None:
    """A file that is missing, a folder, and bytes that are no text are told without a line."""
    (tmp_path / "bytes.toml").write_bytes(b"\xff")
    for name in ("missing.toml", ".", "bytes.toml"):
        (mistake,) = check_image(tmp_path / name).mistakes
        assert mistake.line is None
        assert mistake.sentence


def test_a_file_with_too_much_in_it_is_measured(image_file: Write) -> None:
    """Bytes given as they are may be more than the card has room for, and ones that are left out are none."""
    sizes = {
        each.name: each for each in check_image(image_file('raw.WEF01 = "C1 02 01 01"\nraw.WEF03 = "absent"')).sizes
    }
    assert sizes["WEF01"] == ("WEF01", 4, 3)
    assert sizes["WEF03"].size is None


WORDS = st.sampled_from(
    ["schema", "license", "card", "pin", "color", "photo", "file", "changes", "extends", "specimen", "kind", "x"]
)
VALUES = st.recursive(
    st.booleans() | st.integers(-5, 20) | WORDS | st.just("ic-license"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, cast('list[object]', value)))}]"
    if isinstance(value, dict):
        table = cast("dict[str, object]", value)
        return f"{{{', '.join(f'{key} = {_toml(item)}' for key, item in table.items())}}}"
    return repr(value)


@given(st.dictionaries(WORDS, VALUES, max_size=4))
def test_a_check_never_fails(tmp_path_factory: pytest.TempPathFactory, values: dict[str, object]) -> None:
    """Whatever stands in a file, a check ends with an image or with mistakes."""
    path = tmp_path_factory.getbasetemp() / "any.toml"
    values.pop("schema", None)
    lines = ['schema = "menkyo.image/1"', *(f"{key} = {_toml(value)}" for key, value in values.items())]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = check_image(path)
    assert (found.image is None) == bool(found.mistakes)
