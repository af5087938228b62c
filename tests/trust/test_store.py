from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from menkyo.trust import (
    KeySizeError,
    NameTakenError,
    NoFolderError,
    NoKeyError,
    UnknownNameError,
    add_to_trust_store,
    default_folder,
    load_trust_store,
    remove_from_trust_store,
)
from menkyo.trust.place import is_empty

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey


@pytest.fixture
def pem(make_key: Callable[..., RSAPrivateKey]) -> bytes:
    """A public key that can be trusted."""
    return make_key("issuer").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for a store, which is not there yet."""
    return tmp_path / "settings" / "trust"


@pytest.fixture
def key_file(tmp_path: Path, pem: bytes) -> Path:
    """A file with a public key."""
    path = tmp_path / "issuer.pem"
    path.write_bytes(pem)
    return path


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, "/home/h/.config/menkyo/trust"),
        ("linux", {"XDG_CONFIG_HOME": "/etc/x"}, "/etc/x/menkyo/trust"),
        ("linux", {"XDG_CONFIG_HOME": "relative"}, "/home/h/.config/menkyo/trust"),
        ("linux", {"XDG_CONFIG_HOME": ""}, "/home/h/.config/menkyo/trust"),
        ("darwin", {"XDG_CONFIG_HOME": "/etc/x"}, "/home/h/Library/Application Support/menkyo/trust"),
        ("win32", {"APPDATA": "/roaming"}, "/roaming/menkyo/trust"),
        ("win32", {}, "/home/h/AppData/Roaming/menkyo/trust"),
    ],
)
def test_the_default_folder(platform: str, environment: dict[str, str], expected: str) -> None:
    """The store is below the folder that each system has for a person's settings."""
    with mock.patch("os.path.expanduser", return_value="/home/h"):
        assert default_folder(environment, platform) == Path(expected)


def test_without_a_home_there_is_no_store(key_file: Path) -> None:
    """Where there is no home folder nothing is trusted; what would change the store says so."""
    with mock.patch("os.path.expanduser", return_value="~"), mock.patch.dict(os.environ, clear=True):
        store = load_trust_store()
        assert (store.folder, store.keys, store.unusable) == (None, (), ())
        with pytest.raises(NoFolderError):
            add_to_trust_store(key_file)
        with pytest.raises(NoFolderError):
            remove_from_trust_store("issuer.pem")


def test_a_folder_that_is_not_there_is_empty(folder: Path) -> None:
    """Nothing is made by looking."""
    assert load_trust_store(folder).keys == ()
    assert not folder.exists()


def test_add_list_remove(folder: Path, key_file: Path, pem: bytes) -> None:
    """A file that is added is copied as it is, for its owner's use; the same file twice is no error."""
    assert add_to_trust_store(key_file, folder) == add_to_trust_store(key_file, folder)
    (key,) = load_trust_store(folder).keys
    assert key.name == "issuer.pem"
    (copy,) = folder.iterdir()
    assert copy.read_bytes() == pem
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    remove_from_trust_store("issuer.pem", folder)
    assert list(folder.iterdir()) == []


def test_another_file_of_the_same_name_is_not_replaced(
    folder: Path, key_file: Path, pem: bytes, make_key: Callable[..., RSAPrivateKey]
) -> None:
    """A trusted key never changes under its name."""
    add_to_trust_store(key_file, folder)
    other = make_key("other").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    key_file.write_bytes(other)
    with pytest.raises(NameTakenError):
        add_to_trust_store(key_file, folder)
    assert (folder / "issuer.pem").read_bytes() == pem
    (folder / "sub.pem").mkdir()
    with pytest.raises(NameTakenError):
        add_to_trust_store(key_file.rename(key_file.with_name("sub.pem")), folder)


def test_what_is_no_key_is_not_added(folder: Path, key_file: Path, make_key: Callable[..., RSAPrivateKey]) -> None:
    """Garbage and keys of a wrong size are refused, and nothing is made."""
    small = make_key("small", 1024).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for data, error in ((b"garbage", NoKeyError), (b"\0" * (1 << 19), NoKeyError), (small, KeySizeError)):
        key_file.write_bytes(data)
        with pytest.raises(error):
            add_to_trust_store(key_file, folder)
    assert not folder.exists()


def test_a_hidden_file_gets_a_name_that_shows(folder: Path, key_file: Path) -> None:
    """A name that begins with a dot would not count in the store, and loses it."""
    add_to_trust_store(key_file.rename(key_file.with_name(".issuer.pem")), folder)
    assert [key.name for key in load_trust_store(folder).keys] == ["issuer.pem"]


def test_a_failed_copy_leaves_nothing(folder: Path, key_file: Path) -> None:
    """A file is in the store whole or not at all."""
    with (
        mock.patch.object(Path, "replace", side_effect=OSError(28, "No space left")),
        pytest.raises(OSError, match="space"),
    ):
        add_to_trust_store(key_file, folder)
    assert list(folder.iterdir()) == []


def test_garbage_does_not_hide_the_keys(folder: Path, key_file: Path) -> None:
    """Files that are of no use are listed with the reason, and the others count."""
    add_to_trust_store(key_file, folder)
    (folder / "garbage.pem").write_bytes(b"\xff\x00garbage")
    (folder / "long.der").write_bytes(b"\0" * (1 << 19))
    (folder / ".hidden").write_bytes(b"garbage")
    (folder / "sub").mkdir()
    (folder / "gone.pem").symlink_to(folder / "nothing")
    store = load_trust_store(folder)
    assert [key.name for key in store.keys] == ["issuer.pem"]
    assert [file.name for file in store.unusable] == ["garbage.pem", "long.der"]
    assert all(isinstance(file.reason, NoKeyError) for file in store.unusable)
    remove_from_trust_store("garbage.pem", folder)
    assert not (folder / "garbage.pem").exists()


def test_a_file_that_cannot_be_read_is_told(folder: Path, key_file: Path) -> None:
    """A file without the right to read it is of no use, and no error."""
    add_to_trust_store(key_file, folder)
    with mock.patch.object(Path, "open", side_effect=PermissionError(13, "Permission denied")):
        (file,) = load_trust_store(folder).unusable
    assert file.name == "issuer.pem"


def test_a_folder_that_is_none_is_told(key_file: Path) -> None:
    """A file where the folder should be gives no keys, and no error."""
    store = load_trust_store(key_file)
    assert store.keys == ()
    assert [file.name for file in store.unusable] == [str(key_file)]


@pytest.mark.parametrize("name", ["other.pem", "", ".", "..", "../issuer.pem", "sub", "/etc/passwd", ".hidden"])
def test_only_what_is_in_the_store_is_removed(name: str, folder: Path, key_file: Path) -> None:
    """A name that is no file of the store is refused, whatever path it makes."""
    with pytest.raises(UnknownNameError):
        remove_from_trust_store(name, folder)
    add_to_trust_store(key_file, folder)
    (folder / "sub").mkdir()
    (folder / ".hidden").touch()
    with pytest.raises(UnknownNameError) as caught:
        remove_from_trust_store(name, folder)
    assert caught.value.names == ("issuer.pem",)
    assert key_file.exists()


def test_an_empty_store_is_known_without_reading_it(tmp_path: Path, pem: bytes) -> None:
    """Nothing there, nothing but hidden files, and no home folder are empty; what cannot be looked into is not."""
    folder = tmp_path / "trust"
    with mock.patch("menkyo.trust.place.own_folder", return_value=str(folder)):
        assert is_empty()
        folder.mkdir()
        (folder / ".unfinished").touch()
        assert is_empty()
        (folder / "issuer.pem").write_bytes(pem)
        assert not is_empty()
    with mock.patch("menkyo.trust.place.own_folder", return_value=str(folder / "issuer.pem")):
        assert not is_empty()
    with mock.patch("menkyo.trust.place.own_folder", return_value=None):
        assert is_empty()
