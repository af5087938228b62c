from __future__ import annotations

import json
import stat
from datetime import datetime
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, validate

from menkyo.output import schema
from menkyo.reading import (
    JAPAN_TIME,
    Capture,
    CapturedFile,
    CaptureFault,
    CaptureFormatError,
    CapturePassphraseError,
    CardKind,
    PinState,
    capture_encryption,
    load_capture,
    save_capture,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SAMPLE = Capture(
    datetime(2026, 11, 22, 23, 5, tzinfo=JAPAN_TIME),
    "Reader 00 00",
    bytes.fromhex("3B8880010000"),
    CardKind.MY_NUMBER,
    ("license",),
    PinState(is_set=True, tries_left=10),
    (CapturedFile("license", "WEF02", b"\x11" * 40),),
)
PASSPHRASE = "correct horse 電池"  # noqa: S105 - it locks the sample alone
# The least that is read: the tests need no work that takes an attacker long.
COST = 1 << 10
DEFAULT_COST: int = (capture_encryption.encrypt.__kwdefaults__ or {})["cost"]


@pytest.fixture(scope="module", autouse=True)
def cheap() -> Iterator[None]:
    """Let each key be made fast."""
    with mock.patch.object(capture_encryption.encrypt, "__kwdefaults__", {"cost": COST}):
        yield


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where captures are saved, again and again."""
    return tmp_path_factory.mktemp("captures") / "capture.json"


@pytest.fixture(scope="module")
def whole(path: Path) -> bytes:
    """The sample, encrypted."""
    save_capture(SAMPLE, path, passphrase=PASSPHRASE)
    return path.read_bytes()


@given(passphrase=st.text(st.characters(), min_size=1, max_size=12))
@example(" ")
@example("\ud800")
def test_a_passphrase_opens_what_it_locked(path: Path, passphrase: str) -> None:
    """Loading undoes saving with every passphrase, given or asked for."""
    save_capture(SAMPLE, path, passphrase=passphrase)
    assert load_capture(path, passphrase) == SAMPLE
    assert load_capture(path, lambda: passphrase).is_saved


def test_nothing_of_the_record_can_be_seen(path: Path, whole: bytes) -> None:
    """Neither reader nor bytes stand in the file, and it is for its owner's eyes only."""
    text = whole.decode().lower()
    assert "11" * 20 not in text
    assert "reader" not in text
    path.write_bytes(b"old")
    path.chmod(0o644)
    save_capture(SAMPLE, path, passphrase=PASSPHRASE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_two_files_are_alike(path: Path, whole: bytes) -> None:
    """Salt and nonce are new each time, and each file fits its schema."""
    save_capture(SAMPLE, path, passphrase=PASSPHRASE)
    one, other = json.loads(whole), json.loads(path.read_bytes())
    for document in (one, other):
        validate(document, schema("menkyo.capture-encrypted/1"), cls=Draft202012Validator)
    assert one["kdf"]["salt"] != other["kdf"]["salt"]
    assert one["cipher"]["nonce"] != other["cipher"]["nonce"]
    assert one["ciphertext"] != other["ciphertext"]


def test_a_character_is_the_same_however_it_is_composed(path: Path) -> None:
    """A passphrase typed as composed characters opens what one of decomposed characters locked."""
    save_capture(SAMPLE, path, passphrase=chr(0x304C))
    assert load_capture(path, "か" + chr(0x3099)) == SAMPLE


def test_an_empty_passphrase_locks_nothing(tmp_path: Path) -> None:
    """To be encrypted with no passphrase is refused, and nothing is written."""
    with pytest.raises(ValueError, match="empty"):
        save_capture(SAMPLE, tmp_path / "capture.json", passphrase="")
    assert list(tmp_path.iterdir()) == []


@given(passphrase=st.text(max_size=12).filter(lambda text: text != PASSPHRASE))
def test_another_passphrase_opens_nothing(path: Path, whole: bytes, passphrase: str) -> None:
    """With any other passphrase the sentence is the one of a changed file: the two cannot be told apart."""
    path.write_bytes(whole)
    with pytest.raises(CapturePassphraseError) as caught:
        load_capture(path, passphrase)
    assert caught.value.fault is CaptureFault.NOT_OPENED
    assert caught.value.path == path


def test_without_a_passphrase_it_is_locked(path: Path, whole: bytes) -> None:
    """Where nobody can be asked, the error says that there is a passphrase."""
    path.write_bytes(whole)
    with pytest.raises(CapturePassphraseError) as caught:
        load_capture(path)
    assert caught.value.fault is CaptureFault.LOCKED


def test_a_plain_capture_asks_for_no_passphrase(path: Path) -> None:
    """The function that asks is called for an encrypted capture alone, a passphrase that is given is not needed."""
    save_capture(SAMPLE, path)
    assert load_capture(path, mock.Mock(side_effect=AssertionError)) == SAMPLE
    assert load_capture(path, "any") == SAMPLE


@given(data=st.data(), flip=st.integers(1, 255))
def test_any_changed_byte_is_refused(path: Path, whole: bytes, data: st.DataObject, flip: int) -> None:
    """Not one byte of the file can be another: in the parameters, the ciphertext, or the white space between them."""
    at = data.draw(st.integers(0, len(whole) - 1))
    path.write_bytes(whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :])
    with pytest.raises(CaptureFormatError):
        load_capture(path, PASSPHRASE)


@given(data=st.data(), noise=st.binary(max_size=4))
def test_anything_cut_off_or_put_in_is_refused(path: Path, whole: bytes, data: st.DataObject, noise: bytes) -> None:
    """A file that is longer or shorter is refused, too."""
    at, end = (data.draw(st.integers(0, len(whole))) for _ in range(2))
    changed = whole[:at] + noise + whole[max(at, end) :]
    path.write_bytes(changed)
    if changed == whole:
        assert load_capture(path, PASSPHRASE) == SAMPLE
        return
    with pytest.raises(CaptureFormatError):
        load_capture(path, PASSPHRASE)


@pytest.mark.parametrize(
    ("way", "value", "fault"),
    [
        (("kdf", "n"), 1 << 19, CaptureFault.COSTLY),
        (("kdf", "n"), 1 << 40, CaptureFault.COSTLY),
        (("kdf", "n"), 10**400, CaptureFault.COSTLY),
        (("kdf", "n"), 1000, CaptureFault.COSTLY),
        (("kdf", "n"), 0, CaptureFault.COSTLY),
        (("kdf", "n"), True, CaptureFault.DAMAGED),
        (("kdf", "n"), "1024", CaptureFault.DAMAGED),
        (("kdf", "r"), 9, CaptureFault.COSTLY),
        (("kdf", "r"), 1 << 30, CaptureFault.COSTLY),
        (("kdf", "r"), 0, CaptureFault.COSTLY),
        (("kdf", "p"), 5, CaptureFault.COSTLY),
        (("kdf", "p"), -1, CaptureFault.COSTLY),
        (("kdf", "name"), "pbkdf2", CaptureFault.DAMAGED),
        (("kdf", "salt"), "00", CaptureFault.DAMAGED),
        (("kdf", "salt"), None, CaptureFault.DAMAGED),
        (("kdf",), None, CaptureFault.DAMAGED),
        (("cipher", "name"), "none", CaptureFault.DAMAGED),
        (("cipher", "nonce"), "", CaptureFault.DAMAGED),
        (("cipher",), [], CaptureFault.DAMAGED),
        (("ciphertext",), "00", CaptureFault.DAMAGED),
        (("ciphertext",), "0", CaptureFault.DAMAGED),
        (("ciphertext",), 0, CaptureFault.DAMAGED),
        (("note",), "added", CaptureFault.DAMAGED),
    ],
)
def test_a_hostile_file_costs_no_work(
    path: Path, whole: bytes, way: tuple[str, ...], value: object, fault: CaptureFault
) -> None:
    """What asks for too much, or is in another form, is refused before a passphrase is asked for or a key is made."""
    document: Any = json.loads(whole)
    holder = document
    for key in way[:-1]:
        holder = holder[key]
    holder[way[-1]] = value
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    with pytest.raises(CaptureFormatError) as caught:
        load_capture(path, mock.Mock(side_effect=AssertionError))
    assert caught.value.fault is fault


def test_what_was_locked_is_checked_like_any_file(path: Path) -> None:
    """A passphrase vouches for its owner, and not for what is inside."""
    for content in (b"no JSON", b"{}", b'{"schema": "menkyo.capture-encrypted/1"}'):
        path.write_bytes(capture_encryption.encrypt(content, PASSPHRASE))
        with pytest.raises(CaptureFormatError):
            load_capture(path, PASSPHRASE)


def test_each_guess_takes_memory() -> None:
    """What is written outside of the tests takes 128 MiB for each guess at its passphrase (RFC 7914: 128 N r bytes)."""
    kdf = json.loads(capture_encryption.encrypt(b"", PASSPHRASE, cost=DEFAULT_COST))["kdf"]
    assert 128 * kdf["n"] * kdf["r"] == 128 << 20
