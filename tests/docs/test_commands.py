"""The pages and the program agree on commands, options and exit codes."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import click
import pytest

from menkyo.cli.exit_codes import EXIT_CODES
from menkyo.cli.language import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-鿿]")
# A command in code: in a block it may follow a pipe, inline it stands alone.
COMMAND = re.compile(r"(?:^|\| |`|\(|if )menkyo((?: [^`|;&>\n#]*)?)", re.MULTILINE)
INLINE_OPTION = re.compile(r"`(--[a-z-]+)[^`]*`")


def _options(command: click.Command) -> set[str]:
    context = click.Context(command, **command.context_settings)
    return {name for parameter in command.get_params(context) for name in (*parameter.opts, *parameter.secondary_opts)}


def _leaves(commands: Mapping[str, click.Command]) -> list[str]:
    return [path for path, command in commands.items() if not isinstance(command, click.Group)]


def _code(page: str) -> str:
    """What stands in code: blocks of commands and inline code, without output and other languages."""
    without = re.sub(r"^```(?!sh$|bat$)\w+\n.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)
    in_blocks = re.findall(r"^```(?:sh|bat)\n(.*?)^```$", without, flags=re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```\w+\n.*?^```$", "", without, flags=re.MULTILINE | re.DOTALL)
    return "\n".join([*in_blocks, *(f"`{code}`" for code in re.findall(r"`([^`\n]+)`", prose))])


def _typed(page: str) -> Iterator[list[str]]:
    """The words after ``menkyo``, for each command on the page."""
    for match in COMMAND.finditer(_code(page)):
        yield shlex.split(match[1])


@pytest.mark.parametrize("language", list(Language))
def test_every_command_has_help(
    commands: Callable[[Language], Mapping[str, click.Command]], language: Language
) -> None:
    """Each command says what it does, in both languages."""
    for path, command in commands(language).items():
        assert command.help, path
        assert bool(JAPANESE.search(command.help.partition("\b")[0].replace("マイナ免許証", ""))) == (
            language is Language.JA
        ), path


@pytest.mark.parametrize("language", list(Language))
def test_every_option_has_help(commands: Callable[[Language], Mapping[str, click.Command]], language: Language) -> None:
    """Each option of each command says what it does, in both languages."""
    for path, command in commands(language).items():
        for parameter in command.get_params(click.Context(command, **command.context_settings)):
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{path} {parameter.opts[0]}"
                assert bool(JAPANESE.search(parameter.help)) == (language is Language.JA), f"{path} {parameter.opts[0]}"


def test_languages_have_the_same_commands(commands: Callable[[Language], Mapping[str, click.Command]]) -> None:
    """The program is one: commands and options do not depend on the language."""
    japanese, english = (
        {path: _options(command) for path, command in commands(language).items()} for language in Language
    )
    assert japanese == english


def test_every_command_is_in_the_readme_and_a_page(
    commands: Callable[[Language], Mapping[str, click.Command]], pages: Mapping[str, str]
) -> None:
    """A command that no page tells about is as good as not there."""
    told = "".join(text for name, text in pages.items() if name.startswith("docs/") and "/reference/" not in name)
    for path in _leaves(commands(Language.EN)):
        assert path in pages["README.md"], path
        assert path in told, path


def test_pages_name_only_what_there_is(
    commands: Callable[[Language], Mapping[str, click.Command]], pages: Mapping[str, str]
) -> None:
    """No page names a command or an option that the program does not have."""
    known = commands(Language.EN)
    for name, page in pages.items():
        for words in _typed(page):
            path = "menkyo"
            for word in words:
                if isinstance(known[path], click.Group) and not word.startswith("-"):
                    path = f"{path} {word}"
                    assert path in known, f"{name}: {path}"
                elif word.startswith("-") and word != "-":
                    assert word.partition("=")[0] in _options(known[path]), f"{name}: {path} {word}"
        every_option = set[str]().union(*map(_options, known.values()))
        for option in INLINE_OPTION.findall(page):
            assert option in every_option, f"{name}: {option}"


def test_readmes_name_the_same_commands(
    pages: Mapping[str, str], blocks: Callable[[str], list[tuple[str, str, str]]]
) -> None:
    """Who reads the Japanese page learns the same commands, and copies the same samples."""
    english, japanese = pages["README.md"], pages["README.ja.md"]
    assert list(_typed(english)) == list(_typed(japanese))
    assert [block[1:] for block in blocks(english) if block[1] != "text"] == [
        block[1:] for block in blocks(japanese) if block[1] != "text"
    ]


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_readmes_list_every_exit_code(pages: Mapping[str, str], name: str) -> None:
    """Scripts can rely on a table of all exit codes, and on nothing else."""
    listed = [int(code) for code in re.findall(r"^\| (\d+) \|", pages[name], flags=re.MULTILINE)]
    assert listed == [code.value for code in EXIT_CODES]


def test_readme_begins_with_the_two_commands(
    pages: Mapping[str, str], blocks: Callable[[str], list[tuple[str, str, str]]]
) -> None:
    """Whoever opens the project sees first how to see it work, and how to test it."""
    _, language, text = blocks(pages["README.md"])[0]
    assert (language, text) == ("sh", "make demo\nmake test\n")
