from __future__ import annotations

import copy
import json
import stat
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu import StatusWord
from menkyo.reading import (
    JAPAN_TIME,
    Capture,
    CapturedFile,
    CaptureFormatError,
    CardKind,
    PinState,
    load_capture,
    read_card,
    save_capture,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
TIMES = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - the zone is drawn
    timezones=st.sampled_from([JAPAN_TIME, UTC, timezone(timedelta(hours=-11, minutes=-30))]),
).map(lambda time: time.replace(microsecond=0))
FILES = st.builds(
    CapturedFile, st.text(max_size=8), st.text(max_size=8), st.none() | st.binary(max_size=40), st.none()
) | st.builds(CapturedFile, st.just("license"), st.just("WEF03"), st.none(), st.integers(0, 0xFFFF).map(StatusWord))
TRIES = st.none() | st.integers(0, 15)
KINDS = {CardKind.MY_NUMBER: st.none(), CardKind.IC_LICENSE: TRIES}
CAPTURES = st.sampled_from(CardKind).flatmap(
    lambda kind: st.builds(
        Capture,
        TIMES,
        st.text(st.characters(), max_size=12),
        st.binary(max_size=20),
        st.just(kind),
        st.lists(st.sampled_from(["license", "jpki", "text", "ic-license"])).map(tuple),
        st.builds(PinState, st.booleans(), TRIES, KINDS[kind]),
        st.lists(FILES, max_size=4).map(tuple),
    )
)


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where captures are saved, again and again."""
    return tmp_path_factory.mktemp("captures") / "capture.json"


@given(capture=CAPTURES)
def test_a_capture_survives_its_file(path: Path, capture: Capture) -> None:
    """Loading undoes saving, for every capture."""
    save_capture(capture, path)
    assert load_capture(path) == capture


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

    def fail(_document: object, stream: Any, **_options: object) -> None:  # noqa: ANN401 - a text stream
        stream.write("{")
        raise OSError("The disk is full")

    monkeypatch.setattr(json, "dump", fail)
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
        try:
            load_capture(path)
        except CaptureFormatError as error:
            message = str(error)
            assert message == "The file is no menkyo capture"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe\x00",
        b"[" * 200_000,
        b"1" * 10_000,
        b'{"schema": "menkyo.capture/2"}',
        b'{"schema": 1}',
        b" " * ((1 << 20) + 1),
    ],
    ids=["empty", "null", "list", "object", "no text", "deep", "long number", "newer", "odd schema", "too long"],
)
def test_what_is_no_capture_is_refused(path: Path, content: bytes) -> None:
    """Anything else, however hostile, is named as no capture."""
    path.write_bytes(content)
    with pytest.raises(CaptureFormatError):
        load_capture(path)


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("schema",), "menkyo.capture/2"),
        (("read_at",), "2026-11-22T23:05:00"),
        (("read_at",), "yesterday"),
        (("card", "kind"), "passport"),
        (("card", "atr"), "3B8"),
        (("card", "applications"), ["license", 1]),
        (("card", "applications"), "license"),
        (("pin", "set"), 1),
        (("pin", "tries_left"), True),
        (("pin", "tries_left"), 1.5),
        (("files", 1, "hex"), "C1 01 0"),
        (("files", 3, "refused"), "no"),
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
    with pytest.raises(CaptureFormatError):
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
