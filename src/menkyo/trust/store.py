"""The trust store: a folder of certificates and public keys, one file each, that a person has decided to trust.

menkyo ships with no key of an issuer: none was found published (license card spec, section 12, Q19).
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from menkyo.owner_file import write_owner_file
from menkyo.trust.errors import KeyFileError, NameTakenError, NoFolderError, NoKeyError, UnknownNameError
from menkyo.trust.keys import read_keys
from menkyo.trust.place import own_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from menkyo.trust.keys import TrustedKey

__all__ = [
    "TrustStore",
    "UnusableFile",
    "add_to_trust_store",
    "default_folder",
    "load_trust_store",
    "remove_from_trust_store",
]

# A certificate takes a few kilobytes; what is far longer is none, and is not read to its end.
_MAX_LENGTH: Final = 1 << 18


@dataclass(frozen=True, slots=True)
class UnusableFile:
    """A file of the store, or the folder itself, that gives no key, and why."""

    name: str
    reason: KeyFileError | OSError


@dataclass(frozen=True, slots=True)
class TrustStore:
    """The keys of one folder by name; ``folder`` is ``None`` where there is no place for one."""

    folder: Path | None
    keys: tuple[TrustedKey, ...]
    unusable: tuple[UnusableFile, ...] = ()


def default_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where this person's trust store is: below the folder that the system has for settings.

    Raises `NoFolderError`.
    """
    folder = own_folder(environment, platform)
    if folder is None:
        raise NoFolderError
    return Path(folder)


def load_trust_store(folder: Path | None = None) -> TrustStore:
    """Read the keys of a folder, the person's own unless one is given; a folder that is not there is empty.

    Never raises: what cannot be used is listed. Subfolders and files whose name begins with a dot do not count.
    """
    try:
        folder = folder or default_folder()
    except NoFolderError:
        return TrustStore(None, ())
    keys: list[TrustedKey] = []
    unusable: list[UnusableFile] = []
    try:
        for path in _files(folder):
            try:
                keys += read_keys(_read(path), path.name)
            except (KeyFileError, OSError) as error:
                unusable.append(UnusableFile(path.name, error))
    except FileNotFoundError:
        pass
    except OSError as error:
        unusable.append(UnusableFile(str(folder), error))
    return TrustStore(folder, tuple(keys), tuple(unusable))


def add_to_trust_store(path: Path, folder: Path | None = None) -> tuple[TrustedKey, ...]:
    """Copy a file into the store, under its own name, and return its keys; the same file twice is no error.

    Raises `KeyFileError` for a file that holds none, `NameTakenError`, `NoFolderError` and `OSError`.
    """
    data = _read(path)
    name = path.name.lstrip(".") or "key"
    keys = read_keys(data, name)
    target = (folder or default_folder()) / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.exists():
        if not target.is_file() or _read(target) != data:
            raise NameTakenError(name)
        return keys
    # A name that begins with a dot is no file of the store until it is whole.
    write_owner_file(data, target)
    return keys


def remove_from_trust_store(name: str, folder: Path | None = None) -> None:
    """Delete a file of the store by its name; raises `UnknownNameError`, `NoFolderError` and `OSError`."""
    folder = folder or default_folder()
    try:
        files = {path.name: path for path in _files(folder)}
    except FileNotFoundError:
        files = {}
    if name not in files:
        raise UnknownNameError(name, sorted(files))
    files[name].unlink()


def _files(folder: Path) -> list[Path]:
    """The files of a store by name; raises `OSError`."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.is_file())


def _read(path: Path) -> bytes:
    """The bytes of a file; raises `OSError`, and `NoKeyError` for one that is too long for a key."""
    with path.open("rb") as stream:
        data = stream.read(_MAX_LENGTH + 1)
    if len(data) > _MAX_LENGTH:
        raise NoKeyError
    return data
