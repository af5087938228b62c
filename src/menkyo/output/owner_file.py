"""Files for their owner's eyes only, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

__all__ = ["write_owner_file"]


def write_owner_file(content: bytes, path: Path) -> None:
    """Write beside the target and rename, so that nobody ever sees half a file; raises `OSError`.

    A file of that name is replaced; the new one has mode 0600.
    """
    temporary: Path | None = None
    try:
        # The file is made with mode 0600.
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".menkyo-", suffix=path.suffix)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        # After the rename there is nothing left to remove.
        if temporary is not None:
            temporary.unlink(missing_ok=True)
