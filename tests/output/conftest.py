"""Readings to show, made from the built-in card images, and golden files to compare what is shown with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from rich.console import Console

from menkyo.api import decode
from menkyo.output import Language, ReadResult, render_panel
from menkyo.reading import Capture, CapturedFile, CardKind, PinState
from menkyo.record import decode_card_face, decode_card_holder, decode_license_record, decode_signature_record
from menkyo.rules.validity import validity
from menkyo.virtual import IC_FILES, IcLicenseFiles, LicenseFiles, load_image
from menkyo.virtual.surface_application import SurfaceFiles
from menkyo.virtual.text_application import TextFiles

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.record import LicenseRecord, SignatureRecord

GOLDEN: Final = Path(__file__).parents[2] / "fixtures" / "golden" / "read"
BEHIND_PIN2: Final = ("DF1/EF02", "DF1/EF06", "DF2/EF01")
TODAY: Final = date(2026, 11, 22)
READ_AT: Final = datetime(2026, 11, 22, 23, 5, tzinfo=timezone(timedelta(hours=9)))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes the golden files; it is known when pytest is called with this folder."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files of the output anew")


@cache
def _records(image: str) -> tuple[LicenseRecord, SignatureRecord]:
    files = LicenseFiles(load_image(image))
    return decode_license_record(files.wef02 or b""), decode_signature_record(files.wef03 or b"")


def _make(image: str = "specimen", *, record: LicenseRecord | None = None, as_of: date = TODAY) -> ReadResult:
    """Make a reading of a card image, or of a record, as seen on a day."""
    if load_image(image).kind == "ic-license":
        return _make_ic_license(image, as_of=as_of)
    recorded, signature = _records(image)
    if record is None:
        record = recorded
    expiry = record.expires_on
    return ReadResult(
        read_at=READ_AT,
        reader="Virtual PCD 00 00",
        atr=bytes.fromhex("3B8880010000 05E0B381A1007F"),
        kind="mynumber",
        applications=("license", "jpki", "common", "resident", "surface", "text"),
        card_expires_on=date(2035, 2, 17),
        pin_set=True,
        tries_left=10,
        record=record,
        validity=validity(None if expiry is None else expiry.date, as_of),
        signature=signature,
        signature_verdict="unknown-signer" if signature.value else "absent",
        problems=record.problems + signature.problems,
        unknown=record.unknown + signature.unknown,
    )


def _make_ic_license(image: str, *, as_of: date, with_pin2: bool = True) -> ReadResult:
    """Make a reading of an IC license, with what PIN2 opens or without."""
    files = IcLicenseFiles(load_image(image))
    names = [name for name in IC_FILES if with_pin2 or name not in BEHIND_PIN2]
    capture = Capture(
        READ_AT,
        "Virtual PCD 00 00",
        bytes.fromhex("3B888001000000009181C100D8"),
        CardKind.IC_LICENSE,
        ("ic-license",),
        PinState(is_set=True, tries_left=3, pin2_tries_left=3),
        tuple(CapturedFile("ic-license", name, files.content(name)) for name in names),
    )
    return decode(capture, as_of=as_of)


@pytest.fixture(scope="session")
def ic_result_without_pin2() -> ReadResult:
    """The IC license of the specimen's holder, of which PIN2 opened nothing."""
    return _make_ic_license("ic-license", as_of=TODAY, with_pin2=False)


@pytest.fixture(scope="session")
def make_result() -> Callable[..., ReadResult]:
    """Make a reading of a card image by its name, or of a `record`, as seen on the day `as_of`."""
    return _make


@pytest.fixture(scope="session")
def result() -> ReadResult:
    """The specimen, read on the day that tests count as today."""
    return _make()


def _make_with_holder(image: str = "specimen") -> ReadResult:
    """Make a reading of a My Number card that was asked for its holder and for the photo on it."""
    loaded = load_image(image)
    holder, face = decode_card_holder(TextFiles(loaded).attributes), decode_card_face(SurfaceFiles(loaded).face)
    return replace(_make(image), holder=holder, holder_photo=face.photo)


@pytest.fixture(scope="session")
def make_holder_result() -> Callable[..., ReadResult]:
    """Make a reading with the holder of a card image by its name."""
    return _make_with_holder


@pytest.fixture(scope="session")
def show_panel() -> Callable[[ReadResult, int, Language], str]:
    """Show a reading as a panel of a width, as a file gets it."""

    def show(result: ReadResult, width: int, language: Language) -> str:
        stream = StringIO()
        render_panel(result, Console(file=stream, width=width), language=language)
        return stream.getvalue()

    return show


@pytest.fixture
def check_golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a golden file; `pytest tests/output --update-golden` writes it."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden", default=False):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return check
