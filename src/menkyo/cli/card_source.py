"""Where one of several cards comes from: anything that ``--reader`` takes, a card image, or a capture."""

from __future__ import annotations

from typing import Final

from menkyo.cli.exit_codes import USAGE, CommandError
from menkyo.cli.language import Bilingual
from menkyo.reader_name import ReaderKind, parse_reader_name

__all__ = ["is_pcsc_reader", "reader_of"]

_FILES: Final = frozenset({".json", ".toml"})
_NO_FILE: Final = Bilingual("ファイル「{}」がありません。", "There is no file {}.")


def reader_of(wanted: str) -> str:
    """The reader's name for what a person wrote: a name as it is, ``virtual:`` or ``capture:`` for the path of a file.

    Raises `CommandError` for the path of a file that is not there.
    """
    from pathlib import Path  # noqa: PLC0415 - slow to import, and most commands read one card

    if wanted.isdecimal() or not is_pcsc_reader(wanted):
        return wanted
    path = Path(wanted)
    if path.is_file():
        kind = ReaderKind.VIRTUAL if path.suffix == ".toml" else ReaderKind.CAPTURE
        return f"{kind.value}:{wanted}"
    if path.suffix in _FILES:
        raise CommandError(USAGE, Bilingual(*(text.format(wanted) for text in _NO_FILE)))
    return wanted


def is_pcsc_reader(reader: str) -> bool:
    """Whether a name of `reader_of` is that of a reader that a person puts cards on."""
    return parse_reader_name(reader).kind is ReaderKind.PCSC
