from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from menkyo.virtual import CardChoices, FileTakenError, edited_image, load_image, new_image, save_draft, write_new

PHOTO = (Path(__file__).parents[2] / "src" / "menkyo" / "virtual" / "images" / "specimen.jp2").read_bytes()
CHOICES = CardChoices(photo=PHOTO)


def files(folder: Path) -> dict[str, bytes]:
    """What is in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_image_and_photo_are_written(tmp_path: Path) -> None:
    """The photo stands beside the image, nothing else is left, and the image loads with it."""
    path = tmp_path / "mine.toml"
    assert save_draft(new_image(path, "mynumber", CHOICES)) == (path, tmp_path / "mine.jp2")
    assert sorted(files(tmp_path)) == ["mine.jp2", "mine.toml"]
    assert load_image(path).photo == PHOTO
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.parametrize("taken", ["mine.toml", "mine.jp2"])
def test_nothing_is_replaced_unasked(tmp_path: Path, taken: str) -> None:
    """Where one of the two files is there, neither is written, until it is said that they may be replaced."""
    path = tmp_path / "mine.toml"
    (tmp_path / taken).write_bytes(b"mine")
    draft = new_image(path, "mynumber", CHOICES)
    with pytest.raises(FileTakenError) as caught:
        save_draft(draft)
    assert caught.value.path.name == taken
    assert files(tmp_path) == {taken: b"mine"}
    save_draft(draft, replace=True)
    assert load_image(path).photo == PHOTO


def test_an_edit_replaces_its_own_photo_and_no_other(tmp_path: Path) -> None:
    """The photo that the image named before may go; one that only has its name is somebody else's."""
    path = tmp_path / "mine.toml"
    save_draft(new_image(path, "ic-license", CHOICES))
    other = edited_image(path, CardChoices(photo=PHOTO + b"\0"))
    save_draft(other, is_edit=True)
    assert files(tmp_path)["mine.jp2"] == PHOTO + b"\0"
    save_draft(edited_image(path, CardChoices(photo=b"")), is_edit=True)
    with pytest.raises(FileTakenError):
        save_draft(edited_image(path, CHOICES), is_edit=True)


def test_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the second file cannot get its name, the first is again what it was, and nothing lies around."""
    path = tmp_path / "mine.toml"
    save_draft(new_image(path, "mynumber", CHOICES))
    before, replace = files(tmp_path), Path.replace

    def fail(self: Path, target: Path) -> Path:
        if target.name == "mine.toml":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    draft = edited_image(path, CardChoices(color="gold", photo=PHOTO + b"\0"))
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        save_draft(draft, is_edit=True)
    assert files(tmp_path) == before


def test_a_link_stays_one(tmp_path: Path) -> None:
    """What a link leads to is edited, and its mode is kept."""
    real, link = tmp_path / "real.toml", tmp_path / "link.toml"
    save_draft(new_image(real, "mynumber", CardChoices()))
    real.chmod(0o640)
    link.symlink_to(real)
    save_draft(edited_image(link, CardChoices(color="gold")), is_edit=True)
    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert load_image(real).license.color == "優良"


@pytest.mark.parametrize("name", ["folder", "no/such/file"])
def test_a_place_where_nothing_can_be_written(tmp_path: Path, name: str) -> None:
    """The error names the file that was asked for, not the one that was tried."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match=name):
        write_new(tmp_path / name, b"", replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
