"""The card's own side: applications, files and their fields, status words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apdu.applications import IC_LICENSE, MY_NUMBER_CARD
from apdu.status import StatusWord
from generated.markdown import code, plain, table
from menkyo.record import IC_LAYOUTS, LICENSE_LAYOUT, PIN_SETTING_LAYOUT, SIGNATURE_LAYOUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apdu.applications import Application
    from menkyo.record import FieldLayout

__all__ = [
    "applications",
    "layout_ic_license",
    "layout_license",
    "layout_pin_setting",
    "layout_signature",
    "status_words",
]


def applications() -> str:
    """The applications that menkyo knows, then the files and PINs of those that it opens."""
    known = (*MY_NUMBER_CARD, *IC_LICENSE)
    parts = [
        table(
            ("Name", "Japanese", "AID"),
            ((code(a.name), a.title, code(a.aid.hex().upper()) if a.aid else "master file (MF)") for a in known),
        )
    ]
    parts += [_files(application) for application in known if application.files]
    parts += [_keys(application) for application in known if application.keys]
    denied = [application for application in known if application.denied_files or application.denied_keys]
    parts.append(
        "What leads to the My Number (個人番号) is on a deny list, which refuses the command before it is sent:\n"
    )
    parts.append(
        table(
            ("Application", "Files never selected or read", "Keys never presented"),
            ((f"{code(a.name)} {a.title}", _identifiers(a.denied_files), _identifiers(a.denied_keys)) for a in denied),
        )
    )
    return "\n".join(parts)


def _files(application: Application) -> str:
    return f"Files of {code(application.name)} ({application.title}) that are read:\n\n" + table(
        ("File", "Japanese", "Identifier", "Short identifier", "Most bytes", "Opened by"),
        (
            (
                code(file.name),
                file.title,
                code(f"{file.identifier:04X}"),
                code(f"{file.short_identifier:02X}"),
                f"{file.max_size:,}",
                file.access.value if "PIN" in file.access.value else plain(file.access.value),
            )
            for file in application.files
        ),
    )


def _keys(application: Application) -> str:
    return f"PINs of {code(application.name)} ({application.title}) that may be presented:\n\n" + table(
        ("PIN", "Identifier", "P2 of VERIFY", "Tries at the start"),
        (
            (plain(key.title), code(f"{key.identifier:04X}"), code(f"{key.p2:02X}"), str(key.tries))
            for key in application.keys
        ),
    )


def _identifiers(identifiers: frozenset[int]) -> str:
    return ", ".join(code(f"{identifier:04X}") for identifier in sorted(identifiers)) or "none"


def layout_license() -> str:
    """The fields of WEF02."""
    return _layout(LICENSE_LAYOUT)


def layout_ic_license() -> str:
    """The fields of the IC license, file by file."""
    return "\n".join(f"### {name}\n\n{_layout(rows)}" for name, rows in IC_LAYOUTS.items())


def layout_signature() -> str:
    """The fields of WEF03."""
    return _layout(SIGNATURE_LAYOUT)


def layout_pin_setting() -> str:
    """The field of WEF01."""
    return _layout(PIN_SETTING_LAYOUT)


def _layout(rows: Sequence[FieldLayout]) -> str:
    return table(
        ("Tag", "Most bytes", "Coding", "Japanese", "Meaning", "In the library"),
        (
            (code(row.tag_hex), f"{row.size:,}", row.coding.value, row.japanese, plain(row.meaning), code(row.field))
            for row in rows
        ),
    )


def status_words() -> str:
    """Every status word that has a meaning of its own; those with a count in them stand once."""
    rows: dict[str, tuple[str, str, str]] = {}
    for value in range(0x10000):
        status = StatusWord(value)
        if status.phrase == status.family.value and not status.is_success:
            continue
        name, phrase = f"{value:04X}", status.phrase
        if status.tries_left:
            name, phrase = "63Cx", "tries left: x"
        elif status.sw1 == 0x61:  # noqa: PLR2004 - more data
            name, phrase = "61xx", "xx more bytes available"
        elif status.sw1 == 0x6C:  # noqa: PLR2004 - right length
            name, phrase = "6Cxx", "wrong Le, xx is right"
        rows.setdefault(name, (code(name), status.family.value, plain(phrase)))
    return table(("Status word", "Family", "Meaning"), rows.values())
