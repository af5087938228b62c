"""Where the PIN comes from: a hidden prompt, the first line of a file or of standard input, never an argument."""

from __future__ import annotations

import sys
import weakref
from typing import TYPE_CHECKING, Final, Protocol

from menkyo.cli.exit_codes import USAGE, CommandError
from menkyo.cli.language import Bilingual, Language

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = [
    "MAX_LINE",
    "PIN_FILE",
    "STANDARD_INPUT",
    "PinFromFile",
    "PinFromPrompt",
    "PinOfIcSpecimen",
    "PinOfSpecimen",
    "PinSource",
    "ask_hidden",
    "passphrase_source",
]

PIN_FILE: Final = "--pin-file"
STANDARD_INPUT: Final = "-"
# A PIN has four bytes, a passphrase has more; what is far longer is another file, and is not read to its end.
MAX_LINE: Final = 1024
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

# The specimen's secrets are none: they stand in the card image, and on its face.
_DEMO_PIN: Final = b"1234"
_DEMO_PIN2: Final = b"5678"
_DEMO_NUMBER_B: Final = b"55021720352285"

_PROMPT: Final = Bilingual("免許情報の暗証番号(4桁、残り{tries}回)", "License PIN (four digits, tries left: {tries})")
_PROMPT_PIN1: Final = Bilingual(
    "IC運転免許証の暗証番号1(4桁、残り{tries}回)", "PIN1 of the IC license (four digits, tries left: {tries})"
)
_PROMPT_PIN2: Final = Bilingual(
    "IC運転免許証の暗証番号2(4桁、残り{tries}回)", "PIN2 of the IC license (four digits, tries left: {tries})"
)
_NO_NUMBER_B: Final = Bilingual(
    "照合番号Bを尋ねる端末がありません。", "There is no terminal to ask for number B (照合番号B)."
)
_NO_NUMBER_B_HINT: Final = Bilingual(
    "--pin-file のファイルの2行目に書いてください: 生年月日6桁、有効期限の西暦4桁、セキュリティコード4桁の14桁です。",
    "Write it into the second line of --pin-file: six digits of birth date, four of the year of expiry, "
    "four of the security code.",
)
_NO_PIN2: Final = Bilingual(
    "{option} のファイルの2行目に暗証番号2がありません。カードには送っていません。",
    "The file of {option} has no PIN2 in its second line; none was sent.",
)
_NO_PIN2_HINT: Final = Bilingual(
    "本籍と写真には暗証番号2が要ります。2行目に書くか、--with と --photo を外してください。",
    "Domicile and photo need PIN2: write it into the second line, or leave out --with and --photo.",
)
_NO_TERMINAL: Final = Bilingual("暗証番号を尋ねる端末がありません。", "There is no terminal to ask for the PIN.")
_NO_TERMINAL_HINT: Final = Bilingual(
    "{option} FILE か、標準入力から渡す {option} - を使ってください。",
    "Use {option} FILE, or {option} - to pass it on standard input.",
)


class PinSource(Protocol):
    """Gives PINs; each method gets the tries left, and is called only when the card may be asked."""

    @property
    def option(self) -> str:
        """The option that names a file with them."""
        ...

    def passphrase(self) -> bytes | None:
        """The passphrase of a saved reading that stands for the card; ``None`` where it is to be typed."""
        ...

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

    def number_b(self, tries_left: int, /) -> bytes:
        """照合番号B of a My Number card."""
        ...


class PinFromFile:
    """The PIN is the first line of a file, ``-`` for standard input.

    The second line is PIN2 of an IC license, or 照合番号B of a My Number card, which is asked for where it is missing.
    """

    def __init__(self, name: str, language: Language) -> None:
        self.name = name
        self.language = language
        self._lines: list[bytes] = []
        self._stream: BinaryIO | None = None

    @property
    def option(self) -> str:
        """The option that most commands have."""
        return PIN_FILE

    def passphrase(self) -> bytes:
        """Read it, where a card's PIN would be; raises `OSError`."""
        return self.line(0)

    def __call__(self, _tries_left: int) -> bytes:
        """Read the PIN; raises `OSError`."""
        return self.line(0)

    def pin1(self, _tries_left: int) -> bytes:
        """Read PIN1; raises `OSError`."""
        return self.line(0)

    def pin2(self, _tries_left: int) -> bytes:
        """Read PIN2; raises `OSError`, and `CommandError` where there is no second line."""
        pin = self.line(1)
        if not pin:
            sentence = Bilingual(*(text.format(option=self.option) for text in _NO_PIN2))
            raise CommandError(USAGE, sentence, _NO_PIN2_HINT)
        return pin

    def has_pin2(self) -> bool:
        """Whether there is a second line; raises `OSError`."""
        return bool(self.line(1))

    def number_b(self, tries_left: int) -> bytes:
        """Read 照合番号B, or ask for it; raises `OSError`, and `CommandError` as `PinFromPrompt`."""
        return self.line(1) or _ask_number_b(self.language, tries_left)

    def line(self, number: int) -> bytes:
        """A line, counted from 0; what stands behind it is not read. Raises `OSError`."""
        missing = number + 1 - len(self._lines)
        if missing > 0:
            self._lines += _read_lines(self._opened(), missing)
        return self._lines[number].removeprefix(_BYTE_ORDER_MARK).rstrip(b"\r\n")

    def _opened(self) -> BinaryIO:
        """The stream, which stays open: a pipe can be opened and read but once."""
        if self.name == STANDARD_INPUT:
            return sys.stdin.buffer
        if self._stream is None:
            self._stream = open(self.name, "rb")  # noqa: PTH123, SIM115 - pathlib is slow to import; finalize closes it
            weakref.finalize(self, self._stream.close)
        return self._stream


def _read_lines(stream: BinaryIO, count: int) -> list[bytes]:
    return [stream.readline(MAX_LINE) for _ in range(count)]


class PinFromPrompt:
    """The PIN is typed at a prompt that does not show it; ``card`` says which of two cards it is for."""

    def __init__(self, language: Language, card: Bilingual | None = None, option: str = PIN_FILE) -> None:
        self.language = language
        self.card = card
        self.option = option

    def passphrase(self) -> None:
        """It is typed, too."""

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

    def number_b(self, tries_left: int) -> bytes:
        """Ask for 照合番号B; raises `CommandError` without a terminal, and for what cannot be it."""
        return _ask_number_b(self.language, tries_left)

    def _ask(self, prompt: Bilingual, tries_left: int) -> bytes:
        if not sys.stdin.isatty():
            hint = Bilingual(*(text.format(option=self.option) for text in _NO_TERMINAL_HINT))
            raise CommandError(USAGE, _NO_TERMINAL, hint)
        text = prompt.text(self.language).format(tries=tries_left)
        if self.card is not None:
            text = f"{self.card.text(self.language)}: {text}"
        return ask_hidden(text).encode("utf-8", "replace")


def _ask_number_b(language: Language, tries_left: int) -> bytes:
    """Ask for 照合番号B in its parts; raises `CommandError` without a terminal, and for a part that cannot be one."""
    if not sys.stdin.isatty():
        raise CommandError(USAGE, _NO_NUMBER_B, _NO_NUMBER_B_HINT)
    from menkyo.cli.number_b import ask_number_b  # noqa: PLC0415 - only when asked for

    return ask_number_b(ask_hidden, language, tries_left)


def ask_hidden(prompt: str) -> str:
    """What a person types at a prompt that does not show it; the end of the input is Ctrl-C."""
    from getpass import getpass  # noqa: PLC0415 - only for people

    try:
        # It speaks to the terminal itself, so that the prompt is seen wherever standard error goes.
        return getpass(f"{prompt}: ")
    except EOFError:
        raise KeyboardInterrupt from None


def passphrase_source(file: str | None, language: Language) -> PinSource:
    """Where the passphrase of a saved reading comes from that has an option of its own, beside that for PINs."""
    return PinFromFile(file, language) if file else PinFromPrompt(language, option="--passphrase-file")


class PinOfSpecimen:
    """The PIN and the 照合番号B of the specimen, a card that has both."""

    option = PIN_FILE

    def passphrase(self) -> None:
        """It is no saved reading."""

    def __call__(self, _tries_left: int) -> bytes:
        """Give it."""
        return _DEMO_PIN

    def pin1(self, _tries_left: int) -> bytes:
        """Give it."""
        return _DEMO_PIN

    def pin2(self, _tries_left: int) -> bytes:
        """Give it, too."""
        return _DEMO_PIN

    def has_pin2(self) -> bool:
        """There is none beside it."""
        return False

    def number_b(self, _tries_left: int) -> bytes:
        """Give the one on its face."""
        return _DEMO_NUMBER_B


class PinOfIcSpecimen(PinOfSpecimen):
    """The PINs of the specimen's IC license."""

    def pin2(self, _tries_left: int) -> bytes:
        """Give PIN2."""
        return _DEMO_PIN2

    def has_pin2(self) -> bool:
        """It is given."""
        return True
