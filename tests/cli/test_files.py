"""The files that a reading writes: photo, capture and trace."""

from __future__ import annotations

import json
import os
import re
import stat
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from PIL import Image

from apdu.transcript import HEADING
from menkyo.cli.trace_file import Trace
from menkyo.virtual import image_names, load_image

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Desk, Outcome

SPECIMEN = load_image("specimen")
READ = ("read", "--reader", "virtual", "--format", "plain", "--pin-file", "-")
PIN = b"7294"


@pytest.fixture
def card_file(tmp_path: Path) -> str:
    """The specimen with another PIN: 1234 stands in its license number, too."""
    path = tmp_path / "card" / "other.toml"
    path.parent.mkdir()
    path.write_text('schema = "menkyo.image/1"\nextends = "specimen"\n[pin]\nvalue = "7294"\n', encoding="utf-8")
    return f"virtual:{path}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    path = tmp_path / "folder"
    path.mkdir()
    return path


@pytest.mark.parametrize("ending", ["jp2", "j2k", "JP2"])
def test_a_photo_is_saved_as_recorded(menkyo_run: Callable[..., Outcome], folder: Path, ending: str) -> None:
    """As .jp2 and .j2k the photo's bytes are those on the card."""
    photo = folder / f"photo.{ending}"
    assert menkyo_run("read", "--demo", "--photo", str(photo)).code == 0
    assert photo.read_bytes() == SPECIMEN.photo
    assert stat.S_IMODE(photo.stat().st_mode) == 0o600
    assert list(folder.iterdir()) == [photo]


@pytest.mark.parametrize(("ending", "form"), [("png", "PNG"), ("jpg", "JPEG"), ("jpeg", "JPEG"), ("PNG", "PNG")])
def test_a_photo_is_converted(menkyo_run: Callable[..., Outcome], folder: Path, ending: str, form: str) -> None:
    """As .png and .jpg it is a picture of the same size that other programs open."""
    photo = folder / f"photo.{ending}"
    assert menkyo_run("read", "--demo", "--photo", str(photo)).code == 0
    with Image.open(photo) as picture:
        assert (picture.format, picture.size) == (form, (192, 240))
    assert list(folder.iterdir()) == [photo]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", ["photo.gif", "photo", "photo.jp2.txt", ".jp2"])
def test_a_photo_of_no_known_form_is_wrong_usage(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], folder: Path, name: str, lang: str
) -> None:
    """Another ending is refused before the card is touched."""
    desk = lay()
    outcome = menkyo_run(*READ, "--lang", lang, "--photo", str(folder / name), stdin=b"1234", card=desk)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert desk.exchanges == []


def test_no_photo_is_no_error(menkyo_run: Callable[..., Outcome], folder: Path) -> None:
    """A card without a photo is read as ever; that nothing was saved is said on standard error."""
    for lang, word in (("ja", "写真"), ("en", "photo")):
        outcome = menkyo_run(
            "read", "--reader", "virtual:no-photo", "--pin-file", "-", "--lang", lang, "--photo", str(folder / "p.png"),
            stdin=b"1234",
        )  # fmt: skip
        assert outcome.code == 0
        assert outcome.output
        assert word in outcome.errors
        assert list(folder.iterdir()) == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_damaged_photo_costs_only_the_photo(menkyo_run: Callable[..., Outcome], folder: Path, lang: str) -> None:
    """What cannot be converted ends in 8 with nothing saved, and the record is shown; as recorded it is saved."""
    read = ("read", "--reader", "virtual:damaged-photo", "--format", "plain", "--pin-file", "-", "--lang", lang)
    for name in ("photo.png", "photo.jpg"):
        outcome = menkyo_run(*read, "--photo", str(folder / name), stdin=b"1234")
        assert outcome.code == 8
        assert "2030" in outcome.text
        assert len(outcome.errors.splitlines()) == 2
        assert ".jp2" in outcome.errors
        assert list(folder.iterdir()) == []
    assert menkyo_run(*read, "--photo", str(folder / "photo.jp2"), stdin=b"1234").code == 0
    assert (folder / "photo.jp2").read_bytes() == load_image("damaged-photo").photo


def test_a_capture_is_for_its_owner_and_holds_no_pin(
    menkyo_run: Callable[..., Outcome], card_file: str, folder: Path
) -> None:
    """--save writes all that was read with mode 0600, over any file that was there, and neither PIN nor serial."""
    saved = folder / "capture.json"
    saved.write_text("old")
    saved.chmod(0o644)
    assert menkyo_run("read", "--reader", card_file, "--pin-file", "-", "--save", str(saved), stdin=PIN).code == 0
    text = saved.read_text(encoding="utf-8")
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert {file["file"] for file in json.loads(text)["files"]} == {"card-record", "WEF01", "WEF02", "WEF03"}
    assert PIN.hex() not in text
    assert PIN.decode() not in text
    assert SPECIMEN.card.serial.encode().hex() not in text
    assert list(folder.iterdir()) == [saved]


def test_nothing_is_saved_when_the_card_was_not_read(menkyo_run: Callable[..., Outcome], folder: Path) -> None:
    """A reading that fails leaves neither capture nor photo, and an older file as it was."""
    saved = folder / "capture.json"
    saved.write_text("old")
    outcome = menkyo_run(
        "read", "--reader", "virtual", "--pin-file", "-", "--save", str(saved), "--photo", str(folder / "p.png"),
        stdin=b"4321",
    )  # fmt: skip
    assert outcome.code == 6
    assert [path.read_text() for path in folder.iterdir()] == ["old"]


def test_what_cannot_be_decoded_is_saved(menkyo_run: Callable[..., Outcome], tmp_path: Path, folder: Path) -> None:
    """The capture is there before decoding begins: what cannot be decoded today may be tomorrow."""
    image = tmp_path / "odd.toml"
    image.write_text('schema = "menkyo.image/1"\nextends = "specimen"\n[raw]\nWEF02 = "AB CD EF"\n', encoding="utf-8")
    saved = folder / "capture.json"
    outcome = menkyo_run("read", "--reader", f"virtual:{image}", "--pin-file", "-", "--save", str(saved), stdin=b"1234")
    assert outcome.code in {5, 8}
    assert "ABCDEF" in saved.read_text(encoding="utf-8")


@pytest.mark.parametrize("image", image_names())
@pytest.mark.parametrize("pin", [b"1234", b"4321", b"no PIN"])
def test_a_trace_holds_neither_pin_nor_data(
    menkyo_run: Callable[..., Outcome], tmp_path: Path, folder: Path, image: str, pin: bytes
) -> None:
    """--trace names every command with its answer's status, of any card, and shows neither a PIN nor what was read."""
    file = tmp_path / "card.toml"
    file.write_text(f'schema = "menkyo.image/1"\nextends = "{image}"\n', encoding="utf-8")
    trace = folder / "trace"
    outcome = menkyo_run(
        "read", "--reader", f"virtual:{file}", "--pin-file", "-", "--trace", str(trace), "--use-last-try", stdin=pin
    )
    assert outcome.code in {0, 2, 5, 6, 7, 8}
    assert stat.S_IMODE(trace.stat().st_mode) == 0o600
    text = trace.read_text(encoding="utf-8")
    assert text.startswith(f"{HEADING}\n# reader: ")
    answers = re.findall(r"^< (.*)$", text, re.MULTILINE)
    # Bytes of a file appear for the three that say whether a PIN is set alone; all else is a number of them.
    allowed = re.compile(r"(C101[0-9A-F]{2})?[0-9A-F]{4}|\[\d+ bytes\] [0-9A-F]{4}|([0-9A-F]{2})?")
    assert [answer for answer in answers if not allowed.fullmatch(answer)] == []
    verifies = re.findall(r"^> 00200086(.*)$", text, re.MULTILINE)
    assert all(data in {"", "04********"} for data in verifies)
    for secret in (pin.hex().upper(), b"****".hex().upper(), SPECIMEN.card.serial.encode().hex()):
        assert secret not in text
    assert list(folder.iterdir()) == [trace]


def test_a_readers_name_stays_on_its_line(folder: Path) -> None:
    """A reader whose name has a line break adds no line that looks like a command."""
    card = mock.Mock(atr=b"\x3b\x80")
    card.name = "Reader\n> 00A4\n< 9000"
    trace = Trace(folder / "trace.txt")
    trace.watch(card)
    trace.write()
    lines = (folder / "trace.txt").read_text(encoding="utf-8").splitlines()
    assert lines == [HEADING, "# reader: Reader > 00A4 < 9000", "# atr: 3B80"]


def test_a_trace_is_written_when_the_reading_fails(menkyo_run: Callable[..., Outcome], folder: Path) -> None:
    """Above all a failure is worth a trace; without any conversation there is none."""
    trace = folder / "trace"
    trace.write_text("old")
    trace.chmod(0o644)
    assert menkyo_run("read", "--reader", "virtual:pin-flag-odd", "--trace", str(trace)).code == 8
    assert trace.read_text(encoding="utf-8").startswith(HEADING)
    assert stat.S_IMODE(trace.stat().st_mode) == 0o600
    other = folder / "other"
    assert menkyo_run("read", "--reader", "virtual:nothing", "--trace", str(other)).code == 2
    assert list(folder.iterdir()) == [trace]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("option", ["--save", "--trace", "--photo"])
def test_a_place_that_cannot_be_written_to_is_found_before_the_card(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], folder: Path, option: str, lang: str
) -> None:
    """A folder that is missing, is no folder or takes no files is wrong usage before any command."""
    (folder / "file").write_text("")
    targets = [folder / "missing" / "x.png", folder / "file" / "x.png", folder]
    for target in targets:
        desk = lay()
        outcome = menkyo_run(*READ, "--lang", lang, option, str(target), stdin=b"1234", card=desk)
        assert outcome.code == 2
        assert outcome.output == b""
        assert desk.exchanges == []
    with mock.patch("tempfile.TemporaryFile", side_effect=PermissionError(13, "Permission denied")):
        desk = lay()
        outcome = menkyo_run(*READ, "--lang", lang, option, str(folder / "x.png"), stdin=b"1234", card=desk)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert str(folder) in outcome.errors
    assert desk.exchanges == []


@pytest.mark.parametrize("option", ["--save", "--trace", "--photo"])
def test_a_name_that_no_file_can_have(menkyo_run: Callable[..., Outcome], folder: Path, option: str) -> None:
    """What only the file system refuses is wrong usage too, in one sentence, and leaves nothing half written."""
    outcome = menkyo_run(*READ, option, str(folder / f"{'x' * 300}.png"), stdin=b"1234")
    assert outcome.code == 2
    assert len(outcome.errors.splitlines()) == 1
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("option", ["--save", "--photo"])
def test_a_device_is_never_replaced(menkyo_run: Callable[..., Outcome], tmp_path: Path, option: str) -> None:
    """What is no regular file stays what it is."""
    pipe = tmp_path / "pipe.png"
    os.mkfifo(pipe)
    outcome = menkyo_run(*READ, option, str(pipe), stdin=b"1234")
    assert outcome.code == 2
    outcome.assert_one_sentence("ja")
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_trace_may_go_to_a_device(menkyo_run: Callable[..., Outcome]) -> None:
    """A trace is written to what is no regular file, such as /dev/null, and does not replace it."""
    assert menkyo_run(*READ, "--trace", "/dev/null", stdin=b"1234").code == 0


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "line",
    [
        ("read", "--demo", "--save", "-"),
        ("read", "--demo", "--trace", "-"),
        ("read", "--demo", "--photo", "-"),
        ("read", "--demo", "--save", "-", "--format", "json", "--no-photo"),
        ("plan", "--demo", "--ics", "-"),
        ("save", "-", "--demo"),
        ("dump", "-", "--demo"),
        ("trace", "record", "-", "--demo"),
        ("virtual", "new", "-"),
        ("virtual", "issuer", "-"),
    ],
)
def test_no_file_is_named_like_standard_output(
    menkyo_run: Callable[..., Outcome],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    line: tuple[str, ...],
    lang: str,
) -> None:
    """Where a file is written, ``-`` is wrong usage in one sentence, and no file of that name is made."""
    monkeypatch.chdir(tmp_path)
    outcome = menkyo_run(*line, "--lang", lang)
    assert (outcome.code, outcome.text) == (2, "")
    outcome.assert_one_sentence(lang)
    assert list(tmp_path.iterdir()) == []


def test_what_ended_the_reading_comes_before_its_trace(menkyo_run: Callable[..., Outcome], folder: Path) -> None:
    """A trace that cannot be written does not hide that the PIN was wrong."""
    with mock.patch("tempfile.mkstemp", side_effect=PermissionError(13, "Permission denied")):
        for pin, code in ((b"4321", 6), (b"1234", 2)):
            outcome = menkyo_run(*READ, "--trace", str(folder / "trace"), stdin=pin)
            assert outcome.code == code


def test_two_files_need_two_names(menkyo_run: Callable[..., Outcome], folder: Path) -> None:
    """One file cannot be the capture and the trace."""
    outcome = menkyo_run("read", "--demo", "--save", str(folder / "x"), "--trace", str(folder / "x"))
    assert outcome.code == 2
    outcome.assert_one_sentence("ja")
    assert list(folder.iterdir()) == []
