"""Files for their owner's eyes only, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["write_owner_file"]


def write_owner_file(content: bytes, path: Path) -> None:
    """Write beside the target and rename, so that nobody ever sees half a file; raises `OSError`.

    A file of that name is replaced; the new one has mode 0600.
    """
    from tempfile import mkstemp  # noqa: PLC0415 - slow to import, and most readings write no file

    # What is not whole has a name of its own that begins with a dot, and mode 0600 from the start.
    try:
        handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        error.filename = str(path)  # what was asked for, and not what was tried
        raise
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
