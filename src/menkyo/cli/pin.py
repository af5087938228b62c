"""Where the PIN comes from: a hidden prompt, the first line of a file or of standard input, never an argument."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from menkyo.cli.exit_codes import USAGE, CommandError
from menkyo.cli.language import Bilingual, Language

__all__ = ["PinFromFile", "PinFromPrompt", "PinSource", "demo_pin"]

STANDARD_INPUT: Final = "-"
# A PIN has four bytes; what is far longer is another file, and is not read to its end.
_MAX_LINE: Final = 64
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

# The specimen's PIN is no secret: it stands in the card image.
_DEMO_PIN: Final = b"1234"

_PROMPT: Final = Bilingual("免許情報の暗証番号(4桁、残り{tries}回)", "License PIN (four digits, tries left: {tries})")
_NO_TERMINAL: Final = Bilingual("暗証番号を尋ねる端末がありません。", "There is no terminal to ask for the PIN.")
_NO_TERMINAL_HINT: Final = Bilingual(
    "--pin-file FILE か、標準入力から渡す --pin-file - を使ってください。",
    "Use --pin-file FILE, or --pin-file - to pass it on standard input.",
)


class PinFromFile:
    """The PIN is the first line of a file, ``-`` for standard input."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, _tries_left: int) -> bytes:
        """Read the PIN; raises `OSError`."""
        if self.name == STANDARD_INPUT:
            line = sys.stdin.buffer.readline(_MAX_LINE)
        else:
            with open(self.name, "rb") as stream:  # noqa: PTH123 - pathlib is slow to import
                line = stream.readline(_MAX_LINE)
        return line.removeprefix(_BYTE_ORDER_MARK).rstrip(b"\r\n")


class PinFromPrompt:
    """The PIN is typed at a prompt that does not show it."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, tries_left: int) -> bytes:
        """Ask for the PIN once, saying how many tries are left; raises `CommandError` without a terminal."""
        if not sys.stdin.isatty():
            raise CommandError(USAGE, _NO_TERMINAL, _NO_TERMINAL_HINT)
        from getpass import getpass  # noqa: PLC0415 - only for people

        text = _PROMPT.text(self.language).format(tries=tries_left)
        try:
            # It speaks to the terminal itself, so that the prompt is seen wherever standard error goes.
            return getpass(f"{text}: ").encode("utf-8", "replace")
        except EOFError:
            raise KeyboardInterrupt from None


def demo_pin(_tries_left: int) -> bytes:
    """The PIN of the specimen."""
    return _DEMO_PIN


PinSource = Callable[[int], bytes]
"""Gets the tries left and gives the PIN; called only when the card may be asked."""
