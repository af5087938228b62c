"""What a command imports decides how fast it starts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

# The heaviest things that menkyo, or a library below it, could import; the last ones are of the standard library.
_NEVER_FOR_HELP = (
    "PIL",
    "apdu",
    "cryptography",
    "icalendar",
    "jpholiday",
    "menkyo.api",
    "menkyo.output.document",
    "menkyo.output.labels",
    "menkyo.output.panel",
    "menkyo.pcsc",
    "menkyo.reading",
    "menkyo.record",
    "menkyo.rules",
    "menkyo.trust",
    "menkyo.virtual",
    "rich",
    "smartcard",
    "textual_image",
    "asyncio",
    "concurrent",
    "dataclasses",
    "json",
    "logging",
    "pathlib",
    "socket",
    "tempfile",
)
# Nobody has keys that are trusted.
_NOBODY = "/nonexistent"
# The demo's card lives in the process and signs its record: that takes cryptography, and no real card needs it.
_NEVER_FOR_JSON = (
    "PIL",
    "apdu.transcript",
    "click",
    "icalendar",
    "menkyo.cli.explain",
    "menkyo.cli.trace_file",
    "menkyo.output.facts",
    "menkyo.output.labels",
    "menkyo.output.panel",
    "menkyo.output.photo",
    "menkyo.output.plain",
    "menkyo.pcsc",
    "menkyo.cli.explain_number_b",
    "menkyo.cli.holder",
    "menkyo.cli.number_b",
    "menkyo.reading.holder",
    "menkyo.reading.ic_license",
    "menkyo.reading.status",
    "menkyo.record.ber_objects",
    "menkyo.record.bitmap",
    "menkyo.record.card_face",
    "menkyo.record.card_holder",
    "menkyo.record.certificates",
    "menkyo.record.changes",
    "menkyo.record.ic_layout",
    "menkyo.record.ic_license",
    "menkyo.record.status",
    "menkyo.record.t6",
    "menkyo.rules.ending",
    "menkyo.trust.coverage",
    "menkyo.trust.keys",
    "menkyo.trust.store",
    "menkyo.virtual.ic_card",
    "menkyo.virtual.ic_files",
    "menkyo.virtual.ic_image",
    "menkyo.virtual.ic_loading",
    "rich",
    "smartcard",
    "textual_image",
    "asyncio",
    "concurrent",
    "logging",
    "socket",
    "tempfile",
)

_PROBE = """
import sys
before = set(sys.modules)
sys.argv[0] = "menkyo"
from menkyo.cli.main import main
try:
    main()
finally:
    print("", *sorted(set(sys.modules) - before), file=sys.stderr)
"""


def _imported_by(*arguments: str) -> set[str]:
    """The modules that a command imports beyond those of an interpreter that does nothing."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MENKYO_")}
    result = subprocess.run(
        [sys.executable, "-c", _PROBE, *arguments],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env=environment | {"PYTHONIOENCODING": "utf-8", "HOME": _NOBODY, "XDG_CONFIG_HOME": _NOBODY},
    )
    return set(result.stderr.splitlines()[-1].split())


def _among(names: set[str], forbidden: tuple[str, ...]) -> set[str]:
    return {name for name in names if any(name == module or name.startswith(f"{module}.") for module in forbidden)}


def test_the_version_is_told_by_the_packages_first_modules_alone() -> None:
    """Telling the version imports nothing but the modules on the way to it, not even the standard library's typing."""
    assert _imported_by("--version") == {"__future__", "menkyo", "menkyo.cli", "menkyo.cli.main"}


@pytest.mark.parametrize("arguments", [("--help",), ("--lang", "en", "--help")])
def test_help_imports_no_layer_below_the_command_line(arguments: tuple[str, ...]) -> None:
    """Help imports click and the words for the commands: no card, no record, no renderer."""
    assert not _among(_imported_by(*arguments), _NEVER_FOR_HELP)


def test_json_needs_neither_rich_nor_pcsc() -> None:
    """A reading of the built-in card as JSON imports nothing that draws, and nothing that talks to a real reader."""
    assert not _among(_imported_by("read", "--demo", "--format", "json"), _NEVER_FOR_JSON)


def test_panel_needs_no_pcsc() -> None:
    """A reading of the built-in card imports nothing that talks to a real reader."""
    assert not _among(_imported_by("read", "--demo"), ("smartcard", "menkyo.pcsc", "icalendar", "concurrent"))
