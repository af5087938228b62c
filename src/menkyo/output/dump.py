"""What a dump brought: one line for each file, and JSON of the schema `menkyo.dump/1`; the data are in neither."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from apdu.applications import IC_LICENSE, MY_NUMBER_CARD
from menkyo.output.document import dump
from menkyo.output.language import Bilingual
from menkyo.output.printable import printable
from menkyo.output.status_words import describe_status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from apdu import StatusWord
    from menkyo.output.language import Language

__all__ = ["DUMP_SCHEMA", "DumpView", "DumpedFile", "LeftOutFile", "render_dump", "render_dump_json"]

DUMP_SCHEMA: Final = "menkyo.dump/1"

_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {file.name: file.title for application in (*MY_NUMBER_CARD, *IC_LICENSE) for file in application.files}
)
_READ: Final = Bilingual("読み取り", "Read")
_REFUSED: Final = Bilingual("カードが拒否", "Refused")
_UNREAD: Final = Bilingual("読み取れず", "Not read")
_SKIPPED: Final = Bilingual("対象外", "Skipped")
_BYTES: Final = Bilingual("{count}バイト", "{count} bytes")
_NO_ANSWER: Final = Bilingual("応答を使えない", "no answer that can be used")
_REASONS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "my-number": Bilingual("マイナンバーを含むため読まない", "it would tell the My Number, and is never read"),
        "number-b": Bilingual("照合番号Bが必要 (--holder)", "number B opens it (--holder)"),
        "password": Bilingual("パスワードが必要(送らない)", "a password opens it that is never sent"),
        "pin2": Bilingual("暗証番号2が必要", "PIN2 opens it, which was not given"),
        "blocked": Bilingual("暗証番号がロックされている", "the PIN that opens it is blocked"),
    }
)


class DumpedFile(NamedTuple):
    """A file that was asked for: how many bytes it has, or the status word that refused it, or neither."""

    application: str
    name: str
    size: int | None
    refused: StatusWord | None = None


class LeftOutFile(NamedTuple):
    """A file that was not asked for, and why: my-number, number-b, password, pin2 or blocked."""

    application: str
    name: str
    reason: str


class DumpView(NamedTuple):
    """What a dump brought."""

    reader: str
    kind: str
    atr: bytes
    applications: tuple[str, ...]
    files: tuple[DumpedFile, ...]
    left_out: tuple[LeftOutFile, ...]


def render_dump(view: DumpView, language: Language) -> str:
    """A dump as lines "what happened: which file: what came of it", without a line feed at the end."""
    return "\n".join(_lines(view, language))


def _lines(view: DumpView, language: Language) -> Iterator[str]:
    for file in view.files:
        label, outcome = _told(file, language)
        yield f"{label}: {file.application} {file.name} {_TITLES.get(file.name, '')}".rstrip() + f": {outcome}"
    for skipped in view.left_out:
        name = f"{skipped.application} {skipped.name} {_TITLES.get(skipped.name, '')}".rstrip()
        yield f"{_SKIPPED.text(language)}: {name}: {_REASONS[skipped.reason].text(language)}"


def _told(file: DumpedFile, language: Language) -> tuple[str, str]:
    """What happened to a file, and what came of it."""
    if file.size is not None:
        return _READ.text(language), _BYTES.text(language).format(count=file.size)
    if file.refused is not None:
        meaning = describe_status(file.refused, language)
        return _REFUSED.text(language), printable(f"{file.refused.value:04X} ({meaning})")
    return _UNREAD.text(language), _NO_ANSWER.text(language)


def render_dump_json(view: DumpView) -> str:
    """A dump as the object `menkyo.dump/1`, without a line feed at the end."""
    return dump(
        {
            "schema": DUMP_SCHEMA,
            "reader": view.reader,
            "card": {
                "kind": view.kind,
                "atr": view.atr.hex().upper(),
                "applications": view.applications,
            },
            "files": [
                {
                    "application": file.application,
                    "file": file.name,
                    "bytes": file.size,
                    "refused": None if file.refused is None else f"{file.refused.value:04X}",
                }
                for file in view.files
            ],
            "skipped": [
                {"application": file.application, "file": file.name, "reason": file.reason} for file in view.left_out
            ],
        }
    )
