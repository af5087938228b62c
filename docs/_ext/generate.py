"""Puts text that is made from the program into pages, where they say ``<!-- generated: NAME -->`` on a line of its own.

A page that asks for a name that does not exist stops the build. The text itself is made in the package `generated`,
which knows nothing of Sphinx, so that the tests can read it too.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generated import GENERATORS
from sphinx.errors import ExtensionError

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

__all__ = ["setup"]

_MARK: Final = re.compile(r"^<!-- generated: ([a-z-]+) -->$", re.MULTILINE)


def _fill_in(_app: Sphinx, page: str, source: list[str]) -> None:
    def made(match: re.Match[str]) -> str:
        make = GENERATORS.get(match[1])
        if make is None:
            raise ExtensionError(f"{page} asks for {match[1]!r}; there are {', '.join(GENERATORS)}")
        return make()

    source[0] = _MARK.sub(made, source[0])


def _pages_with_marks(_app: Sphinx, env: BuildEnvironment, *_changes: object) -> list[str]:
    """They are made anew each time, because the program may have changed where the page did not."""
    return [page for page in env.found_docs if _MARK.search(Path(env.doc2path(page)).read_text(encoding="utf-8"))]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("source-read", _fill_in)
    app.connect("env-get-outdated", _pages_with_marks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
