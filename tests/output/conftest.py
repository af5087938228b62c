"""Readings to show, made from the built-in card images, and golden files to compare what is shown with."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from rich.console import Console

from menkyo.output import Language, ReadResult, render_panel
from menkyo.record import decode_license_record, decode_signature_record
from menkyo.rules.validity import validity
from menkyo.virtual import LicenseFiles, load_image

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.record import LicenseRecord, SignatureRecord

GOLDEN: Final = Path(__file__).parents[2] / "fixtures" / "golden" / "read"
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


@pytest.fixture(scope="session")
def make_result() -> Callable[..., ReadResult]:
    """Make a reading of a card image by its name, or of a `record`, as seen on the day `as_of`."""
    return _make


@pytest.fixture(scope="session")
def result() -> ReadResult:
    """The specimen, read on the day that tests count as today."""
    return _make()


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
