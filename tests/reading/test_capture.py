from __future__ import annotations

import copy
import json
import os
import stat
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, validate

from apdu import StatusWord
from apdu.applications import IC_LICENSE, MY_NUMBER_CARD
from menkyo.output import schema
from menkyo.reading import (
    JAPAN_TIME,
    Capture,
    CapturedFile,
    CaptureFault,
    CaptureFormatError,
    CaptureVersionError,
    CardKind,
    PinState,
    load_capture,
    read_card,
    save_capture,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.virtual import VirtualTransport
    from tests.reading.conftest import Watched

SAMPLE = Capture(
    datetime(2026, 11, 22, 23, 5, tzinfo=JAPAN_TIME),
    "Reader 読取機 00 00",
    bytes.fromhex("3B8880010000"),
    CardKind.MY_NUMBER,
    ("license", "jpki"),
    PinState(is_set=True, tries_left=10),
    (
        CapturedFile("common", "card-record", None),
        CapturedFile("license", "WEF01", b"\xc1\x01\x01"),
        CapturedFile("license", "WEF02", b""),
        CapturedFile("license", "WEF03", None, StatusWord(0x6A82)),
    ),
)
SCHEMA = schema("menkyo.capture/1")
# Years that every time zone has: a file takes no others.
TIMES = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - the zone is drawn
    max_value=datetime(9998, 12, 31, 23, 59, 59),  # noqa: DTZ001 - as above
    timezones=st.sampled_from([JAPAN_TIME, UTC, timezone(timedelta(hours=-11, minutes=-30))]),
).map(lambda time: time.replace(microsecond=0))
TRIES = st.none() | st.integers(0, 15)
KINDS = {CardKind.MY_NUMBER: st.none(), CardKind.IC_LICENSE: TRIES}
APPLICATIONS = {
    CardKind.MY_NUMBER: [application.name for application in MY_NUMBER_CARD],
    CardKind.IC_LICENSE: ["ic-license"],
}
NAMES = {
    CardKind.MY_NUMBER: [(each.name, file.name) for each in MY_NUMBER_CARD for file in each.files],
    CardKind.IC_LICENSE: [("ic-license", file.name) for each in IC_LICENSE for file in each.files],
}
ANSWERS = st.tuples(st.none() | st.binary(max_size=40), st.none()) | st.tuples(
    st.none(), st.integers(0, 0xFFFF).map(StatusWord)
)


def captured_files(kind: CardKind) -> st.SearchStrategy[tuple[CapturedFile, ...]]:
    """Any files of a card of that kind, each with any answer."""
    names = st.lists(st.sampled_from(NAMES[kind]), max_size=4, unique=True)
    answers = st.lists(ANSWERS, min_size=4, max_size=4)
    return st.builds(_captured_files, names, answers)


def _captured_files(
    names: list[tuple[str, str]], answers: list[tuple[bytes | None, StatusWord | None]]
) -> tuple[CapturedFile, ...]:
    return tuple(CapturedFile(*name, *answer) for name, answer in zip(names, answers, strict=False))


CAPTURES = st.sampled_from(CardKind).flatmap(
    lambda kind: st.builds(
        Capture,
        TIMES,
        st.text(st.characters(), max_size=12),
        st.binary(max_size=20),
        st.just(kind),
        st.lists(st.sampled_from(APPLICATIONS[kind]), unique=True).map(tuple),
        st.builds(PinState, st.booleans(), TRIES, KINDS[kind]),
        captured_files(kind),
    )
)


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where captures are saved, again and again."""
    return tmp_path_factory.mktemp("captures") / "capture.json"


@given(capture=CAPTURES)
def test_a_capture_survives_its_file(path: Path, capture: Capture) -> None:
    """Loading undoes saving, for every capture; only that it was saved is new. The file fits its schema."""
    save_capture(capture, path)
    loaded = load_capture(path)
    assert loaded == capture
    assert (loaded.is_saved, capture.is_saved) == (True, False)
    validate(json.loads(path.read_bytes()), SCHEMA, cls=Draft202012Validator)


def test_a_capture_is_for_its_owners_eyes(tmp_path: Path) -> None:
    """The file has mode 0600, also where it takes the place of one that all could read."""
    path = tmp_path / "capture.json"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o644)
    save_capture(SAMPLE, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["capture.json"]


def test_a_capture_is_saved_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing fails in the middle the old file is what it was, and nothing lies about."""
    path = tmp_path / "capture.json"
    path.write_text("old", encoding="utf-8")

    def fail(_handle: int) -> None:
        raise OSError("The disk is full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="full"):
        save_capture(SAMPLE, path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["capture.json"]


def test_what_cannot_be_opened_is_an_error_of_the_system(tmp_path: Path) -> None:
    """A missing file and a missing folder are told as such."""
    with pytest.raises(FileNotFoundError):
        load_capture(tmp_path / "missing.json")
    with pytest.raises(OSError, match="missing"):
        save_capture(SAMPLE, tmp_path / "missing" / "capture.json")


def document(path: Path) -> dict[str, Any]:
    """The sample as it is saved."""
    save_capture(SAMPLE, path)
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def test_a_saved_capture_is_json_with_a_schema(path: Path) -> None:
    """Everything stands in it once, bytes in hex."""
    assert document(path) == {
        "schema": "menkyo.capture/1",
        "read_at": "2026-11-22T23:05:00+09:00",
        "reader": "Reader 読取機 00 00",
        "card": {"kind": "mynumber", "atr": "3B8880010000", "applications": ["license", "jpki"]},
        "pin": {"set": True, "tries_left": 10},
        "files": [
            {"application": "common", "file": "card-record", "hex": None, "refused": None},
            {"application": "license", "file": "WEF01", "hex": "C10101", "refused": None},
            {"application": "license", "file": "WEF02", "hex": "", "refused": None},
            {"application": "license", "file": "WEF03", "hex": None, "refused": "6A82"},
        ],
    }


def positions(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The way to each value of a JSON document."""
    inner: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inner.extend(cast("dict[str, object]", value).items())
    elif isinstance(value, list):
        inner.extend(enumerate(cast("list[object]", value)))
    return [at, *(way for key, item in inner for way in positions(item, (*at, key)))]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["6A82", "C101"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(data=st.data(), value=JSON, drop=st.booleans())
def test_an_edited_capture_is_read_or_refused(path: Path, data: st.DataObject, value: object, *, drop: bool) -> None:
    """Whatever stands in place of whatever, it is a capture, which can be saved, or `CaptureFormatError`."""
    edited = copy.deepcopy(document(path))
    way = data.draw(st.sampled_from(positions(edited)[1:]))
    holder: Any = edited
    for key in way[:-1]:
        holder = holder[key]
    if drop:
        del holder[way[-1]]
    else:
        holder[way[-1]] = value
    path.write_text(json.dumps(edited), encoding="utf-8")
    try:
        capture = load_capture(path)
    except CaptureFormatError:
        return
    assert capture.read_at.tzinfo is not None
    save_capture(capture, path)


@given(cut=st.integers(0, 2000), noise=st.binary(max_size=20))
def test_a_damaged_capture_is_read_or_refused(path: Path, cut: int, noise: bytes) -> None:
    """Cut short or with noise in it, it is a capture or `CaptureFormatError`."""
    save_capture(SAMPLE, path)
    whole = path.read_bytes()
    for damaged in (whole[:cut], whole[:cut] + noise, whole[:cut] + noise + whole[cut + len(noise) :], noise):
        path.write_bytes(damaged)
        with suppress(CaptureFormatError):
            load_capture(path)


@given(data=st.data())
def test_a_capture_cut_short_is_refused(path: Path, data: st.DataObject) -> None:
    """A file that ends before its document does is never taken for a capture, and is named as what it is."""
    save_capture(SAMPLE, path)
    whole = path.read_bytes()
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole.rstrip()) - 1))])
    with pytest.raises(CaptureFormatError) as caught:
        load_capture(path)
    assert caught.value.fault is CaptureFault.NO_JSON


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", CaptureFault.NO_JSON),
        (b"\xff\xfe\x00", CaptureFault.NO_JSON),
        (b"[" * 200_000, CaptureFault.NO_JSON),
        (b'{"a":' * 200_000, CaptureFault.NO_JSON),
        (b"1" * 10_000, CaptureFault.NO_JSON),
        (b'{"schema": NaN}', CaptureFault.NO_JSON),
        (b'{"schema": -Infinity}', CaptureFault.NO_JSON),
        (b"null", CaptureFault.OTHER),
        (b"[]", CaptureFault.OTHER),
        (b"{}", CaptureFault.OTHER),
        (b'{"schema": 1}', CaptureFault.OTHER),
        (b'{"schema": "menkyo.read/1"}', CaptureFault.OTHER),
        (b'{"schema": "menkyo.capture/0"}', CaptureFault.OTHER),
        (b'{"schema": "menkyo.capture/1.5"}', CaptureFault.OTHER),
        (b'{"schema": "menkyo.capture/1"}', CaptureFault.DAMAGED),
        (b'{"schema": "menkyo.capture/1", "schema": "menkyo.capture/1"}', CaptureFault.DAMAGED),
        (b" " * ((1 << 20) + 1), CaptureFault.TOO_LONG),
    ],
    ids=range(17),
)
def test_what_is_no_capture_is_refused(path: Path, content: bytes, fault: CaptureFault) -> None:
    """Anything else, however hostile, is named as what it is."""
    path.write_bytes(content)
    with pytest.raises(CaptureFormatError) as caught:
        load_capture(path)
    assert caught.value.fault is fault


@pytest.mark.parametrize("schema", ["menkyo.capture/2", "menkyo.capture/17", "menkyo.capture-encrypted/2"])
def test_a_newer_version_is_told_as_one(path: Path, schema: str) -> None:
    """A capture of a later version is not called damaged, whatever else stands in it."""
    path.write_text(json.dumps({"schema": schema, "files": "other"}), encoding="utf-8")
    with pytest.raises(CaptureVersionError) as caught:
        load_capture(path)
    assert caught.value.fault is CaptureFault.NEWER


def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    """A folder, a pipe and a device are refused at once: a pipe may never be written to, and a device may never end."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe, Path(os.devnull)):
        with pytest.raises(CaptureFormatError) as caught:
            load_capture(path)
        assert caught.value.fault is CaptureFault.NO_FILE


def test_a_byte_order_mark_and_unknown_keys_do_no_harm(path: Path) -> None:
    """What an editor puts in front, and what a later menkyo may add, does not count."""
    edited = document(path)
    edited["card"]["color"] = "blue"
    path.write_text(json.dumps(edited), encoding="utf-8-sig")
    assert load_capture(path) == SAMPLE


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("read_at",), "2026-11-22T23:05:00"),
        (("read_at",), "2026-11-22"),
        (("read_at",), "2026-13-22T23:05:00+09:00"),
        (("read_at",), "0001-01-01T00:00:00+23:59"),
        (("read_at",), "9999-12-31T23:59:59-23:59"),
        (("reader",), "R" * 1025),
        (("reader",), None),
        (("read_at",), "yesterday"),
        (("card", "kind"), "passport"),
        (("card", "atr"), "3B8"),
        (("card", "atr"), "3b88"),
        (("card", "atr"), "3B" * 34),
        (("card", "applications"), ["license", 1]),
        (("card", "applications"), ["license", ["jpki"]]),
        (("card", "applications"), "license"),
        (("card", "applications"), ["license", "license"]),
        (("card", "applications"), ["license", "passport"]),
        (("card", "applications"), ["ic-license"]),
        (("pin", "set"), 1),
        (("pin", "tries_left"), True),
        (("pin", "tries_left"), 1.5),
        (("pin", "tries_left"), -1),
        (("pin", "tries_left"), 16),
        (("pin", "tries_left"), 10**400),
        (("files", 1, "hex"), "C1 01 0"),
        (("files", 1, "hex"), "C1 01"),
        (("files", 1, "hex"), "c101"),
        (("files", 1, "hex"), "C10"),
        (("files", 1, "hex"), "Ｃ1"),
        (("files", 1, "refused"), "6A82"),
        (("files", 1, "application"), "passport"),
        (("files", 1, "application"), "jpki"),
        (("files", 1, "file"), "WEF04"),
        (("files", 1, "file"), "WEF02"),
        (("files", 1, "file"), None),
        (("files", 1), None),
        (("files", 3, "refused"), "no"),
        (("files", 3, "refused"), "6a82"),
        (("files", 3, "refused"), "16A82"),
        (("files",), {}),
    ],
)
def test_a_value_of_another_kind_is_refused(path: Path, way: tuple[str | int, ...], value: object) -> None:
    """Types and forms are checked, not guessed."""
    edited = document(path)
    holder: Any = edited
    for key in way[:-1]:
        holder = holder[key]
    holder[way[-1]] = value
    path.write_text(json.dumps(edited), encoding="utf-8")
    with pytest.raises(CaptureFormatError) as caught:
        load_capture(path)
    assert caught.value.fault is CaptureFault.DAMAGED
    assert caught.value.where.startswith(str(way[0]))


def test_an_error_names_a_place_and_nothing_that_stands_there(path: Path) -> None:
    """What is wrong is named by our own words for it: a record stays out of errors."""
    edited = document(path)
    edited["files"][1]["hex"] = "山田太郎"
    path.write_text(json.dumps(edited, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(CaptureFormatError, match=r"^The file is a damaged or edited capture \(files\[1\]\.hex\)$"):
        load_capture(path)


def test_a_representation_shows_no_record() -> None:
    """What was read stays out of representations."""
    assert "c10101" not in repr(SAMPLE).lower()
    assert r"\xc1" not in repr(SAMPLE)


def test_a_saved_reading_holds_no_serial(
    path: Path, insert: Callable[..., Watched], pin_of: Callable[..., Callable[[int], bytes]]
) -> None:
    """The card's serial and municipality are in no saved capture, its expiry is."""
    card = insert()
    save_capture(read_card(card, pin_of()), path)
    text = path.read_text(encoding="utf-8").lower()
    facts = cast("VirtualTransport", card.inner).card.image.card
    for digits in (facts.serial, facts.municipality):
        assert digits.encode().hex() not in text
        assert digits not in text
    assert facts.expires_on.strftime("%Y%m%d").encode().hex() in text
