"""The commands with their options, from the program itself, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from generated.markdown import code, plain, table
from menkyo.cli.exit_codes import EXIT_CODES
from menkyo.cli.group import program
from menkyo.cli.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["commands_en", "commands_ja", "exit_codes", "walk"]


def walk(command: click.Command, parent: click.Context | None = None) -> Iterator[click.Context]:
    """The command and all below it, each in a context that knows its path."""
    context = click.Context(command, info_name=command.name, parent=parent, **command.context_settings)
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from walk(below, context)


def commands_en() -> str:
    """All commands, in English."""
    return _commands(Language.EN)


def commands_ja() -> str:
    """All commands, in Japanese."""
    return _commands(Language.JA)


def _commands(language: Language) -> str:
    return "\n".join(_section(context, language) for context in walk(program(language)))


def _section(context: click.Context, language: Language) -> str:
    command = context.command
    usage = " ".join((context.command_path, *command.collect_usage_pieces(context)))
    parts = [f"## {context.command_path}\n", f"```text\n{usage}\n```\n", _help(command.help or "")]
    if isinstance(command, click.Group):
        shown = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
        target = context.command_path.replace(" ", "-")
        parts.append(
            "\n".join(
                f"* [{code(name)}](#{target}-{name}): {plain(below.get_short_help_str(200))}"
                for name, below in shown
                if below is not None
            )
            + "\n"
        )
    records = [_record(parameter, context) for parameter in command.get_params(context)]
    parts += [f"{code(name)}\n: {plain(text)}\n" for name, text in records if text or name]
    if variables := [parameter for parameter in command.params if parameter.envvar]:
        word = "環境変数" if language is Language.JA else "Environment"
        names = ", ".join(f"{code(str(each.envvar))} = {code(each.opts[0])}" for each in variables)
        parts.append(f"{word}: {names}\n")
    return "\n".join(parts)


def _record(parameter: click.Parameter, context: click.Context) -> tuple[str, str]:
    """What to type, and what it does; an argument has the help of its own if it has any."""
    record = parameter.get_help_record(context)
    if record is not None:
        return record
    return parameter.make_metavar(context), getattr(parameter, "help", None) or ""


def _help(text: str) -> str:
    """Click's help text: paragraphs, and what must keep its lines after a backspace."""
    parts: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = paragraph.splitlines()
        if lines[0].strip() != "\b":
            parts.append(plain(" ".join(line.strip() for line in lines)) + "\n")
            continue
        indented = [line for line in lines[1:] if line.startswith("  ")]
        parts += [plain(line) + "\n" for line in lines[1:] if not line.startswith("  ")]
        parts.append("```text\n" + "\n".join(line[2:] for line in indented) + "\n```\n")
    return "\n".join(parts)


def exit_codes() -> str:
    """The table that the program ends by."""
    return table(
        ("Code", "Meaning", "意味"),
        ((str(each.value), plain(each.meaning.en), plain(each.meaning.ja)) for each in EXIT_CODES),
    )
