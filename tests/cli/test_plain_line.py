"""A plain command line of `menkyo read`, understood without click, means what click would have made of it."""

from __future__ import annotations

from contextlib import chdir
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.cli.exit_codes import CommandError
from menkyo.cli.invocation import invoke
from menkyo.cli.language import Language
from menkyo.cli.plain_line import understand
from menkyo.cli.read_options import READ_OPTIONS, OptionKind
from menkyo.output import PhotoError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from menkyo.cli.read_options import ReadOption
    from menkyo.cli.read_request import ReadRequest

# A request without its PIN source, the kind of that, and its file; or the error that refuses the line.
Meaning = tuple[object, ...]

VALUES = {
    OptionKind.TEXT: ["0", "virtual", "virtual:blocked", "リーダー"],
    OptionKind.FORMAT: ["json", "plain", "panel", "JSON", "xml"],
    OptionKind.SECONDS: ["0", "15", "1.5", "1e3", " 5", "1_0", "nan", "inf", "86400", "86400.1", "soon"],
    OptionKind.WORDS: ["photo", "domicile,photo", " photo , domicile,", ",", "Photo", "photo,name"],
    OptionKind.DAY: ["2026-01-05", "2026-1-5", "2026-02-30", "20260105"],
}
FILES = ["pin", "photo.png", ".", "new", "new.png", "none/new.png", "/dev/null", "/dev/stderr", "-"]
ODD = [
    "--debug",
    "--lang=en",
    "--lang",
    "fr",
    "--help",
    "-h",
    "--",
    "-",
    "",
    "--phto",
    "--pin",
    "extra",
    "--demo=1",
    "-1",
]
ENVIRONMENTS = [{}, {}, {"MENKYO_READER": ""}, {"MENKYO_READER": "virtual"}, {"_MENKYO_COMPLETE": "bash_complete"}]


def words_of(option: ReadOption) -> st.SearchStrategy[list[str]]:
    """An option in each of its forms."""
    if option.kind is OptionKind.FLAG:
        return st.just([option.flag])
    values = st.sampled_from([*VALUES.get(option.kind, FILES), "", "-1"])
    return values.flatmap(lambda value: st.sampled_from([[option.flag, value], [f"{option.flag}={value}"]]))


LINES = st.lists(
    st.one_of(*(words_of(option) for option in READ_OPTIONS), st.sampled_from(ODD).map(lambda word: [word])), max_size=5
).map(lambda parts: ["read", *(word for part in parts for word in part)])


def meaning(request: ReadRequest) -> Meaning:
    """What can be compared of a request."""
    return (*request._replace(pin=mock.sentinel.pin), type(request.pin), getattr(request.pin, "name", None))


def plain(arguments: Sequence[str], environment: Mapping[str, str]) -> Meaning | None:
    """What the line means without click."""
    try:
        request = understand(arguments, environment, Language.EN)
    except (CommandError, PhotoError) as error:
        return type(error), str(error)
    return None if request is None else meaning(request)


def clicked(arguments: Sequence[str], environment: Mapping[str, str]) -> Meaning | None:
    """What the line means to click; `None` when it is no reading."""
    with (
        mock.patch.dict("os.environ", environment, clear=True),
        mock.patch("menkyo.cli.reading.carry_out") as carry_out,
    ):
        try:
            invoke(arguments, Language.EN)
        except (CommandError, PhotoError) as error:
            return type(error), str(error)
    return meaning(carry_out.call_args.args[0]) if carry_out.called else None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A current folder with a file for the PIN and a photo of an earlier reading."""
    path = tmp_path_factory.mktemp("files")
    for name in ("pin", "photo.png"):
        (path / name).touch()
    with chdir(path):
        yield


@pytest.mark.usefixtures("folder")
@given(LINES, st.sampled_from(ENVIRONMENTS))
def test_a_line_that_is_understood_means_what_it_means_to_click(
    arguments: Sequence[str], environment: Mapping[str, str]
) -> None:
    """Whatever the line: it makes the request that click makes of it, or the same error, or it is left to click."""
    understood = plain(arguments, environment)
    if understood is not None:
        assert understood == clicked(arguments, environment)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "line",
    [
        "read",
        "read --demo",
        "read --demo --lang en --debug",
        "read --reader 0 --wait 60",
        "read --format json --pin-file -",
        "read --format=json --pin-file pin --no-photo --use-last-try --short",
        "read --holder --holder-photo new.png",
        "read --photo new.png --trust . --save capture.json --trace trace.txt --as-of 2026-01-05",
    ],
)
def test_plain_lines_are_understood(line: str) -> None:
    """What the help shows and what scripts use is understood, every option among it."""
    understood = plain(line.split(), {})
    assert understood is not None
    assert understood == clicked(line.split(), {})


@pytest.mark.parametrize(
    "line",
    [
        "",
        "readers",
        "read --help",
        "read --phto x",
        "read extra",
        "read --format xml",
        "read --pin-file none",
        "read --trust none",
        "read --wait",
    ],
)
def test_all_else_is_left_to_click(line: str) -> None:
    """Other commands, help and mistakes are not understood."""
    assert plain(line.split(), {}) is None
