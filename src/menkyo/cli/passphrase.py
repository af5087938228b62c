"""Passphrases of saved readings: typed at a hidden prompt, or a line of a file; never an argument."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from menkyo.api import load_capture
from menkyo.cli.exit_codes import USAGE, CommandError
from menkyo.cli.language import Bilingual
from menkyo.cli.pin import STANDARD_INPUT, PinFromFile, ask_hidden
from menkyo.output.printable import printable

if TYPE_CHECKING:
    from menkyo.api import Capture
    from menkyo.cli.language import Language
    from menkyo.cli.read_request import ReadRequest

__all__ = ["new_passphrase", "open_capture"]

# Lines end at a greater length, so that a passphrase is never cut short.
_LONGEST: Final = 1000
# Where the PINs come from standard input, too: behind PIN1 and PIN2, the second of which may be an empty line.
_LINE_BEHIND_PINS: Final = 2

_OLD: Final = Bilingual("{file} のパスフレーズ", "Passphrase of {file}")
_NEW: Final = Bilingual("新しいパスフレーズ", "New passphrase")
_AGAIN: Final = Bilingual("もう一度", "Once more")
_NO_TERMINAL: Final = Bilingual(
    "パスフレーズを尋ねる端末がありません。", "There is no terminal to ask for the passphrase."
)
_OLD_HINT: Final = Bilingual(
    "{option} FILE の1行目か、{option} - で標準入力の1行目に書いてください。",
    "Write it in the first line of {option} FILE, or of standard input with {option} -.",
)
_NEW_HINT: Final = Bilingual(
    "--passphrase-file FILE か、標準入力から渡す --passphrase-file - を使ってください。",
    "Use --passphrase-file FILE, or --passphrase-file - to pass it on standard input.",
)
_DIFFERENT: Final = Bilingual("2回のパスフレーズが一致しません。", "The two passphrases differ.")
_EMPTY: Final = Bilingual("パスフレーズが空です。", "The passphrase is empty.")
_EMPTY_HINT: Final = Bilingual(
    "--pin-file - と --passphrase-file - の両方を使うときは、3行目がパスフレーズです(2行目は暗証番号2か空行)。",
    "With both --pin-file - and --passphrase-file - it is the third line (the second is PIN2, or empty).",
)
_NO_TEXT: Final = Bilingual(
    "パスフレーズの行が長すぎるか、UTF-8の文字ではありません。",
    "The passphrase is too long a line, or no text in UTF-8.",
)


def open_capture(request: ReadRequest, name: str) -> Capture:
    """The saved reading in a file; for one that is encrypted, the passphrase stands in for the PIN.

    Raises `CommandError`, `menkyo.reading.CaptureFormatError` and `OSError`.
    """
    path = Path(name)

    def ask() -> str:
        given = request.pin.passphrase()
        if given is not None:
            return _text(given)
        _require_terminal(Bilingual(*(text.format(option=request.pin.option) for text in _OLD_HINT)))
        return ask_hidden(_OLD.text(request.language).format(file=printable(name)))

    return load_capture(path, ask)


def new_passphrase(request: ReadRequest, file: str | None, language: Language) -> str:
    """The passphrase for a reading to be saved, from a file, or typed twice; raises `CommandError` and `OSError`."""
    if file is None:
        _require_terminal(_NEW_HINT)
        passphrase = ask_hidden(_NEW.text(language))
        if passphrase and ask_hidden(_AGAIN.text(language)) != passphrase:
            raise CommandError(USAGE, _DIFFERENT)
    elif file == STANDARD_INPUT and isinstance(request.pin, PinFromFile) and request.pin.name == STANDARD_INPUT:
        passphrase = _text(request.pin.line(_LINE_BEHIND_PINS))
    else:
        passphrase = _text(PinFromFile(file, language).line(0))
    if not passphrase:
        raise CommandError(USAGE, _EMPTY, *([_EMPTY_HINT] if file == STANDARD_INPUT else []))
    return passphrase


def _require_terminal(hint: Bilingual) -> None:
    if not sys.stdin.isatty():
        raise CommandError(USAGE, _NO_TERMINAL, hint)


def _text(line: bytes) -> str:
    """A passphrase as text: what stands in a file is what would be typed."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is None or len(line) > _LONGEST:
        raise CommandError(USAGE, _NO_TEXT)
    return text
