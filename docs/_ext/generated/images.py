"""The virtual card: its built-in images, and the switches that play every open question."""

from __future__ import annotations

import re
import tempfile
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generated.markdown import attribute_docs, code, plain, table
from menkyo.virtual import ImageError, Switches, image_names, load_image
from menkyo.virtual import switches as switches_module

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["images", "keys_of_table", "switches"]

_PROBE: Final = "menkyo-no-such-key"


def images() -> str:
    """Every built-in image."""
    rows = ((name, load_image(name)) for name in image_names())
    return table(
        ("Image", "Title", "Japanese", "What it plays"),
        (
            (code(name), plain(image.title.en), plain(image.title.ja), plain(image.description.en))
            for name, image in rows
        ),
    )


def keys_of_table(name: str) -> Sequence[str]:
    """The keys that a table of a card image file may have, as the loader itself tells when it meets another one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "probe.toml"
        inside = f"[{name}]\n" if name else ""
        path.write_text(f'schema = "menkyo.image/1"\n{inside}"{_PROBE}" = 1\n', encoding="utf-8")
        try:
            load_image(path)
        except ImageError as error:
            return re.sub(r".*which knows ", "", str(error)).split(", ")
    return ()


def switches() -> str:
    """Every switch with its default and what it does."""
    docs = attribute_docs(switches_module)["Switches"]
    file_names = {name.lower(): name for name in keys_of_table("switches")}
    plain_switches = Switches()
    rows: list[tuple[str, str, str, str]] = []
    for field in fields(Switches):
        default: object = getattr(plain_switches, field.name)
        values, says = _choices(default), docs.get(field.name, "")
        if isinstance(default, Enum):
            says = says or first_line(type(default))
        rows.append((code(file_names[field.name]), code(_toml(field.name, default)), values, says))
    return table(("Switch", "Default", "Values", "Meaning"), rows)


def first_line(kind: type[Enum]) -> str:
    """What an enumeration says of itself."""
    return " ".join((kind.__doc__ or "").split())


def _choices(default: object) -> str:
    match default:
        case Enum():
            return ", ".join(code(str(member.value)) for member in type(default))
        case bool():
            return "`true`, `false`"
        case bytes():
            return "hexadecimal"
        case str():
            return "status word"
        case _:
            return "see the meaning"


def _toml(name: str, default: object) -> str:
    match default:
        case Enum():
            return str(default.value)
        case bool():
            return str(default).lower()
        case bytes():
            return default.hex().upper() + ("xx" if name == "tag_form" else "")
        case None:
            return ""
        case _:
            return str(default)
