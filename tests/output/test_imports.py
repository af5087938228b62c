from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("rich", "PIL", "textual_image", "jsonschema", "click", "cryptography", "smartcard", "jpholiday")


@pytest.mark.parametrize(
    "statement",
    [
        "import menkyo.output",
        "from menkyo.output.document import render_json",
        "from menkyo.output.plain import render_plain",
        "from menkyo.output.photo import save_photo",
        "from menkyo.output.status import render_status_json",
    ],
)
def test_light_imports(statement: str) -> None:
    """Importing the output layer imports nothing heavy: JSON must not wait for rich."""
    code = f"{statement}\nimport sys\nprint(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "\n"


def test_the_panel_needs_no_pillow_to_be_imported() -> None:
    """The panel imports rich, and neither Pillow nor what asks the terminal questions."""
    code = "import sys, menkyo.output.panel\nprint(*sorted({'PIL', 'textual_image'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "\n"
