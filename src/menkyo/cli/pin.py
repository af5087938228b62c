"""Where the PIN comes from: a hidden prompt, the first line of a file or of standard input, never an argument."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from getpass import getpass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from menkyo.cli.exit_codes import USAGE, CommandError
from menkyo.cli.language import Bilingual, Language

__all__ = ["PinFromFile", "PinFromPrompt", "PinOfSpecimen", "PinSource"]

STANDARD_INPUT: Final = "-"
# A PIN has four bytes; what is far longer is another file, and is not read to its end.
_MAX_LINE: Final = 64
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

_PROMPT: Final = Bilingual("免許情報の暗証番号(4桁、残り{tries}回)", "License PIN (four digits, tries left: {tries})")
_PROMPT_PIN1: Final = Bilingual(
    "IC運転免許証の暗証番号1(4桁、残り{tries}回)", "PIN1 of the IC license (four digits, tries left: {tries})"
)
_PROMPT_PIN2: Final = Bilingual(
    "IC運転免許証の暗証番号2(4桁、残り{tries}回)", "PIN2 of the IC license (four digits, tries left: {tries})"
)
_NO_TERMINAL: Final = Bilingual("暗証番号を尋ねる端末がありません。", "There is no terminal to ask for the PIN.")
_NO_TERMINAL_HINT: Final = Bilingual(
    "--pin-file FILE か、標準入力から渡す --pin-file - を使ってください。",
    "Use --pin-file FILE, or --pin-file - to pass it on standard input.",
)


class PinSource(Protocol):
    """Gives PINs; each method gets the tries left, and is called only when the card may be asked."""

    def __call__(self, tries_left: int, /) -> bytes:
        """The PIN for the license on a My Number card."""
        ...

    def pin1(self, tries_left: int, /) -> bytes:
        """PIN1 of an IC license."""
        ...

    def pin2(self, tries_left: int, /) -> bytes:
        """PIN2 of an IC license."""
        ...

    def has_pin2(self) -> bool:
        """Whether PIN2 was given unasked."""
        ...


@dataclass(slots=True)
class PinFromFile:
    """The PIN is the first line of a file, ``-`` for standard input; the second line is PIN2 of an IC license."""

    name: str
    _lines: list[bytes] = field(default_factory=list[bytes], repr=False)

    def __call__(self, _tries_left: int) -> bytes:
        """Read the PIN; raises `OSError`."""
        return self._line(0)

    def pin1(self, _tries_left: int) -> bytes:
        """Read PIN1; raises `OSError`."""
        return self._line(0)

    def pin2(self, _tries_left: int) -> bytes:
        """Read PIN2; raises `OSError`."""
        return self._line(1)

    def has_pin2(self) -> bool:
        """Whether there is a second line; raises `OSError`."""
        return bool(self._line(1))

    def _line(self, number: int) -> bytes:
        """A line, counted from 0; what stands behind it is not read."""
        if self.name == STANDARD_INPUT:
            self._lines += self._read(sys.stdin.buffer, number + 1 - len(self._lines))
        elif len(self._lines) <= number:
            with Path(self.name).open("rb") as stream:
                self._lines = self._read(stream, number + 1)
        return self._lines[number].removeprefix(_BYTE_ORDER_MARK).rstrip(b"\r\n")

    @staticmethod
    def _read(stream: BinaryIO, count: int) -> list[bytes]:
        return [stream.readline(_MAX_LINE) for _ in range(count)]


@dataclass(frozen=True, slots=True)
class PinFromPrompt:
    """The PIN is typed at a prompt that does not show it."""

    language: Language

    def __call__(self, tries_left: int) -> bytes:
        """Ask for the PIN once, saying how many tries are left; raises `CommandError` without a terminal."""
        return self._ask(_PROMPT, tries_left)

    def pin1(self, tries_left: int) -> bytes:
        """Ask for PIN1, as for any."""
        return self._ask(_PROMPT_PIN1, tries_left)

    def pin2(self, tries_left: int) -> bytes:
        """Ask for PIN2, as for any."""
        return self._ask(_PROMPT_PIN2, tries_left)

    def has_pin2(self) -> bool:
        """Nobody types unasked."""
        return False

    def _ask(self, prompt: Bilingual, tries_left: int) -> bytes:
        if not sys.stdin.isatty():
            raise CommandError(USAGE, _NO_TERMINAL, _NO_TERMINAL_HINT)
        text = prompt.text(self.language).format(tries=tries_left)
        try:
            # It speaks to the terminal itself, so that the prompt is seen wherever standard error goes.
            return getpass(f"{text}: ").encode("utf-8", "replace")
        except EOFError:
            raise KeyboardInterrupt from None


@dataclass(frozen=True, slots=True)
class PinOfSpecimen:
    """The PIN of a card that is no secret: it stands in the card image."""

    pin: bytes

    def __call__(self, _tries_left: int) -> bytes:
        """Give it."""
        return self.pin

    def pin1(self, _tries_left: int) -> bytes:
        """Give it."""
        return self.pin

    def pin2(self, _tries_left: int) -> bytes:
        """Give it."""
        return self.pin

    def has_pin2(self) -> bool:
        """There is none beside it."""
        return False
