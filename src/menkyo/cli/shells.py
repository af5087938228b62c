"""What a shell is told of a word that goes on: ``virtual:``, ``capture:`` and folders want no space behind them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ZshComplete,
    add_completion_class,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import click

__all__ = ["complete_reader", "know_shells"]

_OPEN: Final = "open"
"""The type of a completion that goes on."""

_SPECIAL: Final = re.compile(r"([\s\\'\"$`&;()<>|*?\[\]#~!{}])")
_FILES: Final = {"capture:": "", "replay:": "", "virtual:": ".toml"}
"""What stands before the name of a file, and how the name must end."""


class _Bash(BashComplete):
    """bash, for which a colon ends a word."""

    source_template = r"""%(complete_func)s() {
    local IFS=$'\n' kind value
    COMPREPLY=()
    while IFS=, read -r kind value; do
        case $kind in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            open) compopt -o nospace; COMPREPLY+=("$value") ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete "$1")
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""
    _typed = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is completed, and that one, put together again at its colons."""
        args, word = super().get_completion_args()
        words = [*args, word]
        for mark in (":", "="):
            while mark in words:
                at = words.index(mark)
                if not at:
                    break
                words[at - 1 : at + 2] = ["".join(words[at - 1 : at + 2])]
        self._typed = words[-1].partition("=")[2] if words[-1].startswith("--") else words[-1]
        return words[:-1], words[-1]

    def format_completion(self, item: CompletionItem[str]) -> str:
        """A line of the answer; what stands before the last colon that was typed, bash has already."""
        had = self._typed[: self._typed.rfind(":") + 1]
        value = item.value.removeprefix(had)
        if item.type in {_OPEN, "plain"}:
            value = _SPECIAL.sub(r"\\\1", value)
        return f"{item.type},{value}"

    @staticmethod
    def _check_version() -> None:
        """Nothing is asked of bash: the program may run where it is another one."""


class _Zsh(ZshComplete):
    """zsh, which adds no space to what goes on."""

    source_template = ZshComplete.source_template.replace(
        '        elif [[ "$type" == "dir" ]]; then',
        """        elif [[ "$type" == "open" ]]; then
            compadd -U -V unsorted -S '' -- "$key"
        elif [[ "$type" == "dir" ]]; then""",
    )


class _Fish(FishComplete):
    """fish, which adds no space to what ends with a colon or a slash by itself."""

    def format_completion(self, item: CompletionItem[str]) -> str:
        """A line of the answer."""
        if item.type == _OPEN:
            item = CompletionItem(item.value)
        return super().format_completion(item)


def know_shells() -> None:
    """Let click complete by these."""
    for shell in (_Bash, _Zsh, _Fish):
        add_completion_class(shell)


def complete_reader(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """What ``--reader`` takes without PC/SC: the virtual cards, and files behind ``capture:`` and ``replay:``."""
    head, colon, name = incomplete.partition(":")
    kind = head + colon
    if kind not in _FILES:
        words = ("virtual", *sorted(_FILES, reverse=True))
        return [
            CompletionItem(word, type=_OPEN if word.endswith(":") else "plain")
            for word in words
            if word.startswith(incomplete)
        ]
    found = [CompletionItem(kind + path, type=_OPEN if path.endswith("/") else "plain") for path in _paths(kind, name)]
    if kind == "virtual:":
        from menkyo.virtual import image_names  # noqa: PLC0415 - only for completion

        found[:0] = [CompletionItem(kind + image) for image in image_names() if image.startswith(name)]
    return found


def _paths(kind: str, typed: str) -> Iterator[str]:
    """The files and folders whose path begins as typed; hidden ones only if a dot was."""
    folder, name = os.path.split(typed)
    try:
        entries = sorted(Path(folder or ".").iterdir())
    except OSError:
        return
    for entry in entries:
        is_shown = entry.name.startswith(name) and (name or not entry.name.startswith("."))
        if is_shown and (entry.is_dir() or entry.name.endswith(_FILES[kind])):
            yield os.path.join(folder, entry.name) + ("/" if entry.is_dir() else "")  # noqa: PTH118 - as it was typed
