"""Where this person's trust store is, and whether there is anything in it: all that a reading without keys asks."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["is_empty", "own_folder"]


def own_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """The folder of the trust store, below the one that the system has for settings; `None` without a home."""
    if platform == "win32":
        settings = environment.get("APPDATA", "")
    elif platform == "darwin":
        settings = ""
    else:
        settings = environment.get("XDG_CONFIG_HOME", "")
    # What is not absolute does not count (XDG Base Directory Specification).
    if not os.path.isabs(settings):  # noqa: PTH117 - pathlib is slow to import
        home = os.path.expanduser("~")  # noqa: PTH111 - as above
        if home == "~":
            return None
        below = {"win32": "AppData/Roaming", "darwin": "Library/Application Support"}.get(platform, ".config")
        settings = f"{home}/{below}"
    return f"{settings}/menkyo/trust"


def is_empty() -> bool:
    """Whether this person's trust store certainly holds nothing; what cannot be looked into may hold something."""
    folder = own_folder()
    if folder is None:
        return True
    try:
        with os.scandir(folder) as entries:
            return all(entry.name.startswith(".") for entry in entries)
    except FileNotFoundError:
        return True
    except OSError:
        return False
