"""What the pages tell people to type works."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from menkyo.virtual import load_image

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

PAGES = (
    "README.md",
    "docs/how-to/card-image.md",
    "docs/how-to/check-new-card.md",
    "docs/how-to/choose-a-reader.md",
    "docs/how-to/compare.md",
    "docs/how-to/install.md",
    "docs/how-to/may-drive.md",
    "docs/how-to/number.md",
    "docs/how-to/plan-renewals.md",
    "docs/how-to/save-and-trace.md",
    "docs/how-to/script-it.md",
    "docs/how-to/see-without-a-pin.md",
    "docs/how-to/test-your-program.md",
    "docs/how-to/talk-to-any-card.md",
    "docs/how-to/share-a-conversation.md",
    "docs/how-to/verify.md",
    "docs/how-to/who-is-the-holder.md",
    "docs/how-to/virtual-reader.md",
    "docs/explanation/open-questions.md",
    "docs/explanation/pin-safety.md",
    "docs/reference/faults.md",
    "docs/reference/python-menkyo.md",
    "docs/reference/python.md",
    "docs/tutorial/without-a-reader.md",
)
# Runs anywhere: it asks for no reader, and ends by itself.
RUNS_ANYWHERE = re.compile(
    r"^(if |(echo|printf) [^|]+ \| )?menkyo "
    r"(.*(--demo|virtual:|replay:|capture:)|virtual (list|show|faults|new|edit|check|issuer)|trust add \S+ --trust|"
    r"trace [a-z]+ practice|number \"|completion|--version|--help)|^pytest "
)
EXPECTED_CODE = re.compile(r"#.*exit code (\d+)")
FILE_NAME = re.compile(r"Save this as `([^`]+)`:\s*$")
NEEDS_DAEMON = "<!-- needs: pcscd -->"


def _lines(block: str) -> list[str]:
    """The commands of a shell block; one that spans lines stays whole."""
    return [block] if block.startswith("if ") else block.splitlines()


def _run(command: list[str], folder: Path, environment: Mapping[str, str], expected: int = 0) -> str:
    done = subprocess.run(
        command, cwd=folder, env=dict(environment), capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    assert done.returncode == expected, (command, done.stdout, done.stderr)
    return done.stdout


@pytest.mark.parametrize("name", PAGES)
def test_samples_of_a_page_run(
    name: str,
    pages: Mapping[str, str],
    blocks: Callable[[str], list[tuple[str, str, str]]],
    environment: Mapping[str, str],
    tmp_path: Path,
) -> None:
    """From the top of a page to its end, each sample that needs no reader runs and ends as the page says."""
    ran = 0
    for before, language, text in blocks(pages[name]):
        if before.rstrip().endswith(NEEDS_DAEMON):
            continue
        if language in {"toml", "python", "text"} and (file_name := FILE_NAME.search(before)):
            (tmp_path / file_name[1]).write_text(text, encoding="utf-8")
        elif language == "python":
            _run([sys.executable, "-W", "error", "-c", text], tmp_path, environment)
            ran += 1
        elif language == "sh":
            for line in filter(RUNS_ANYWHERE.match, _lines(text)):
                code = EXPECTED_CODE.search(line)
                _run(["bash", "-o", "pipefail", "-c", line], tmp_path, environment, int(code[1]) if code else 0)
                ran += 1
    assert ran


def test_no_page_with_samples_is_forgotten(
    pages: Mapping[str, str], blocks: Callable[[str], list[tuple[str, str, str]]]
) -> None:
    """Each page whose samples can run anywhere is among those that are run; the Japanese README has the same ones."""
    with_samples = {
        name
        for name, page in pages.items()
        for before, language, text in blocks(page)
        if not before.rstrip().endswith(NEEDS_DAEMON)
        if language == "python" or (language == "sh" and any(map(RUNS_ANYWHERE.match, _lines(text))))
    }
    assert with_samples - {"README.ja.md", "docs/index.md"} == set(PAGES)


def test_card_images_on_pages_load(
    pages: Mapping[str, str], blocks: Callable[[str], list[tuple[str, str, str]]], tmp_path: Path
) -> None:
    """Each card image that a page shows is one."""
    shown = [text for page in pages.values() for _, language, text in blocks(page) if language == "toml"]
    assert len(shown) > 2
    for number, text in enumerate(shown):
        file = tmp_path / f"{number}.toml"
        file.write_text(text, encoding="utf-8")
        load_image(file)


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_readme_shows_the_panel_that_the_program_prints(
    name: str,
    pages: Mapping[str, str],
    blocks: Callable[[str], list[tuple[str, str, str]]],
    environment: Mapping[str, str],
    tmp_path: Path,
) -> None:
    """The panel in a README is the specimen's of 23 November 2026, but for the moment of the reading."""
    (shown,) = [text for _, kind, text in blocks(pages[name]) if kind == "text"]
    language = "ja" if name.endswith(".ja.md") else "en"
    command = ["menkyo", "read", "--demo", "--lang", language, "--as-of", "2026-11-23"]
    printed = _run(command, tmp_path, environment)
    moment = re.compile(r"^│ (Read|読み取り) .*$", re.MULTILINE)
    assert moment.sub("", shown) == moment.sub("", printed), f"Copy what {' '.join(command)} prints into {name}"
