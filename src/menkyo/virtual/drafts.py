"""A draft of a card image becomes a file with its photo beside it: both appear, or neither."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from menkyo.virtual.errors import FileTakenError

if TYPE_CHECKING:
    from menkyo.virtual.shaping import ImageDraft

__all__ = ["save_draft", "write_new"]


def save_draft(draft: ImageDraft, *, is_edit: bool = False, replace: bool = False) -> tuple[Path, ...]:
    """Write a draft and return the files that were written; raises `FileTakenError` and `OSError`.

    An edited image replaces the file that it was, and the photo that it had under that name. Any other file that is
    there already is replaced only with ``replace``.
    """
    contents: dict[Path, bytes] = {}
    if draft.photo is not None:
        name, data = draft.photo
        contents[draft.path.with_name(name)] = data
        if not replace and not (is_edit and draft.replaced_photo == name):
            _require_free(draft.path.with_name(name))
    if not replace and not is_edit:
        _require_free(draft.path)
    contents[draft.path] = draft.text.encode("utf-8")
    _write_all(contents)
    return tuple(reversed(contents))


def write_new(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write one file whole; raises `FileTakenError`, unless it may be replaced, and `OSError`."""
    if not replace:
        _require_free(path)
    _write_all({path: data})


def _require_free(path: Path) -> None:
    if os.path.lexists(path):
        raise FileTakenError(path)


def _write_all(contents: dict[Path, bytes]) -> None:
    """Write every file under another name, then give them their names; when that fails, all is as it was."""
    prepared: list[tuple[Path, Path]] = []
    undo: list[tuple[Path, bytes | None]] = []
    try:
        for path, data in contents.items():
            # A link stays one, and what it leads to is replaced.
            target = Path(os.path.realpath(path))
            prepared.append((_prepare(target, data), target))
        for temporary, target in prepared:
            undo.append((target, target.read_bytes() if target.exists() else None))
            temporary.replace(target)
    except BaseException:
        for target, before in undo:
            with suppress(OSError):
                if before is None:
                    target.unlink(missing_ok=True)
                elif target.read_bytes() != before:
                    target.write_bytes(before)
        raise
    finally:
        for temporary, _ in prepared:
            temporary.unlink(missing_ok=True)


def _prepare(target: Path, data: bytes) -> Path:
    """Write the data to a file beside the target, with the target's mode where it is there."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    temporary = target.with_name(f".menkyo-{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
        if target.exists():
            shutil.copymode(target, temporary)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        # The person knows nothing of the other name.
        raise type(error)(error.errno, error.strerror, str(target)) from error
    return temporary
