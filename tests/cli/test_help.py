"""Help and what is said of wrong usage, in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from menkyo import __version__
from menkyo.cli import main as entry
from menkyo.cli.group import COMMANDS, program
from menkyo.cli.help_text import columns, wrap
from menkyo.cli.language import Language, choose_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.cli.conftest import Outcome

KANA = re.compile(r"[ぁ-ん]")
LANGUAGES = ["ja", "en"]


def paths(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words that lead to each command of the program."""
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from paths(below, (*path, name))


PATHS = list(paths(program(Language.JA)))


def test_every_command_of_the_contract_is_there() -> None:
    """The table of commands names those that the program has."""
    assert [path[0] for path in PATHS if len(path) == 1] == list(COMMANDS)
    assert ("read",) in PATHS
    assert ("virtual", "serve") in PATHS


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("flag", ["--help", "-h"])
@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_command_has_help(
    menkyo_run: Callable[..., Outcome], path: tuple[str, ...], flag: str, lang: str
) -> None:
    """Help goes to standard output, is all in its language, and fits a terminal."""
    outcome = menkyo_run(*path, flag, "--lang", lang, environment={"COLUMNS": "100"})
    assert (outcome.code, outcome.errors) == (0, "")
    usage = " ".join(("使い方: menkyo" if lang == "ja" else "Usage: menkyo", *path))
    assert outcome.text.startswith(usage)
    assert ("オプション:" in outcome.text) == (lang == "ja")
    assert ("Options:" in outcome.text) == (lang == "en")
    assert bool(KANA.search(outcome.text)) == (lang == "ja")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_help_fits_a_narrow_terminal(menkyo_run: Callable[..., Outcome], path: tuple[str, ...], lang: str) -> None:
    """No line takes more than 80 columns, of which a wide character takes two."""
    lines = menkyo_run(*path, "--help", "--lang", lang, environment={"COLUMNS": "80"}).text.splitlines()
    assert [line for line in lines if columns(line) > 80] == []


def test_the_list_of_commands_has_a_line_for_each(menkyo_run: Callable[..., Outcome]) -> None:
    """At 80 columns no summary is broken, in either language."""
    for lang in LANGUAGES:
        lines = menkyo_run("--help", "--lang", lang, environment={"COLUMNS": "80"}).text.splitlines()
        names = [line.split()[0] for line in lines[-len(COMMANDS) :]]
        assert names == list(COMMANDS)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("暗証番号を尋ねます。", 10, ["暗証番号を", "尋ねます。"]),
        ("暗証番号です。", 10, ["暗証番号で", "す。"]),
        ("番号です。次", 8, ["番号で", "す。次"]),
        ("カードリーダーの一覧", 10, ["カードリーダー", "の一覧"]),
        ("免許は--pin-file で", 14, ["免許は", "--pin-file で"]),
        ("免許(見本)です", 6, ["免許", "(見本)", "です"]),
    ],
)
def test_japanese_help_breaks_where_it_may(text: str, width: int, lines: list[str]) -> None:
    """A line ends before the terminal does, and neither in a word of Latin letters or katakana nor before a mark."""
    assert list(wrap(text, width)) == lines


@pytest.mark.parametrize("language", Language)
def test_every_option_has_its_line(language: Language) -> None:
    """No option stands there without a word on what it does."""

    def check(command: click.Command) -> None:
        assert command.help
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help
                assert bool(KANA.search(parameter.help)) == (language is Language.JA)
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                below = command.get_command(context, name)
                assert below is not None
                check(below)

    check(program(language))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", [(), ("virtual",)], ids=["menkyo", "menkyo virtual"])
def test_without_a_command_the_help_is_shown(
    menkyo_run: Callable[..., Outcome], path: tuple[str, ...], lang: str
) -> None:
    """No command is wrong usage, and the help says on standard error which ones there are."""
    outcome = menkyo_run(*path, "--lang", lang)
    bare = menkyo_run(*path, environment={"LANG": f"{lang}.UTF-8"})
    for each in (outcome, bare):
        assert (each.code, each.output) == (2, b"")
    assert bare.errors.startswith("使い方: " if lang == "ja" else "Usage: ")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("rad", "rad"),
        ("--phto", "--phto"),
        ("read --phto", "--phto"),
        ("virtual lst", "lst"),
        ("read extra", "extra"),
        ("read --reader", "--reader"),
        ("read --format xml", "--format"),
        ("read --wait soon", "--wait"),
        ("read --as-of 2026-02-30", "--as-of"),
        ("read --as-of soon", "--as-of"),
        ("read --pin-file /nothing/there", "--pin-file"),
        ("virtual show", "IMAGE"),
        ("completion", "bash"),
        ("completion tcsh", "tcsh"),
        ("read --demo=yes", "--demo"),
        ("read --lang", "--lang"),
    ],
)
def test_wrong_usage_is_one_sentence(menkyo_run: Callable[..., Outcome], arguments: str, named: str, lang: str) -> None:
    """The sentence is in the language, names what is wrong, and the hint says whose help to look at."""
    outcome = menkyo_run(*arguments.split(), environment={"LANG": f"{lang}.UTF-8"})
    assert (outcome.code, outcome.output) == (2, b"")
    sentence, hint = outcome.errors.splitlines()
    assert sentence.startswith("エラー: " if lang == "ja" else "Error: ")
    assert bool(KANA.search(sentence)) == (lang == "ja")
    assert named in sentence
    assert "--help" in hint
    assert bool(KANA.search(hint)) == (lang == "ja")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("arguments", "meant"), [("read --phto", "--photo"), ("raad", "read"), ("virtual lst", "list")]
)
def test_a_slip_is_understood(menkyo_run: Callable[..., Outcome], arguments: str, meant: str, lang: str) -> None:
    """The sentence guesses what was meant, in both languages."""
    assert meant in menkyo_run(*arguments.split(), "--lang", lang).errors.splitlines()[0]


def test_a_language_that_there_is_not(menkyo_run: Callable[..., Outcome]) -> None:
    """An unknown --lang is wrong usage, said in the language of the locale."""
    outcome = menkyo_run("read", "--demo", "--lang", "fr")
    assert outcome.code == 2
    assert "--lang" in outcome.errors


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "ja"),
        ([], {"LANG": "C"}, "ja"),
        ([], {"LANG": "C.UTF-8"}, "ja"),
        ([], {"LANG": "ja_JP.UTF-8"}, "ja"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        ([], {"LANG": "ja_JP.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8"}, "ja"),
        (["--lang", "en"], {"LANG": "ja_JP.UTF-8"}, "en"),
        (["read", "--lang=ja"], {"LANG": "en_US.UTF-8"}, "ja"),
        (["--lang", "fr"], {"LANG": "en_US.UTF-8"}, "en"),
        (["--lang"], {"LANG": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_language_is_that_of_option_then_locale(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    """--lang counts before the locale, and Japanese where neither says anything."""
    assert choose_language(arguments, environment) == language


@pytest.mark.parametrize("arguments", [["--version"], ["--lang", "en", "--version"]])
def test_the_version_is_one_line(
    menkyo_run: Callable[..., Outcome],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
) -> None:
    """--version prints name and version, by the short way that imports nothing and by the long one."""
    outcome = menkyo_run(*arguments)
    assert (outcome.code, outcome.text) == (0, f"menkyo {__version__}\n")
    monkeypatch.setattr("sys.argv", ["menkyo", "--version"])
    entry.main()
    assert capsys.readouterr().out == outcome.text


def test_ctrl_c_before_the_command_began(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C outside the command, while it is imported or once more at its end, is 130 without a traceback."""

    def interrupt(_arguments: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("sys.argv", ["menkyo", "read"])
    monkeypatch.setattr("menkyo.cli.run.run", interrupt)
    with pytest.raises(SystemExit) as end:
        entry.main()
    assert end.value.code == 130


@pytest.mark.parametrize(("arguments", "code"), [(["--version"], 0), (["number", "1", "--lang", "en"], 2)])
def test_python_runs_the_package(plain_environment: Mapping[str, str], arguments: list[str], code: int) -> None:
    """`python -m menkyo` is `menkyo`: the same output, the same exit code."""
    ways = ([sys.executable, "-m", "menkyo"], [str(Path(sys.executable).with_name("menkyo"))])
    done, same = (
        subprocess.run([*way, *arguments], env=plain_environment, check=False, capture_output=True) for way in ways
    )
    assert done.returncode == code
    assert (done.returncode, done.stdout, done.stderr) == (same.returncode, same.stdout, same.stderr)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", [path for path in paths(program(Language.EN)) if path], ids=" ".join)
def test_an_option_tells_what_the_command_takes(
    menkyo_run: Callable[..., Outcome], path: tuple[str, ...], lang: str
) -> None:
    """No help names a saved reading where there can be none, 照合番号B without --holder, or a default in English."""
    text = menkyo_run(*path, "--help", "--lang", lang).text
    options = text.partition("オプション:" if lang == "ja" else "Options:")[2]
    assert ("capture:FILE" in options) <= (path not in {("apdu",), ("dump",), ("trace", "record"), ("doctor",)})
    words = "".join(options.split())
    assert ("照合番号B" in words or "numberB" in words) == ("--holder" in options)
    assert "[default" not in text or lang == "en"
