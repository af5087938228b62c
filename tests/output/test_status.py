"""What a card tells without a PIN, in words and as JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from io import StringIO
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from rich.console import Console

from menkyo.api import read_status
from menkyo.output import (
    STATUS_SCHEMA,
    Language,
    render_status,
    render_status_json,
    render_status_panel,
    schema,
)
from menkyo.output.status import APPLICATION_NAMES, OFFICES, PIN_NAMES
from menkyo.output.texts import Phrase
from menkyo.record import CardStatus, CertificateStatus, PinStatus
from menkyo.virtual import open_virtual

if TYPE_CHECKING:
    from collections.abc import Callable

    CheckGolden = Callable[[str, str], None]

JAPAN_TIME = timezone(timedelta(hours=9))
READ_AT = datetime(2026, 11, 22, 23, 5, tzinfo=JAPAN_TIME)
TODAY = READ_AT.date()
UNTOLD = CardStatus(
    READ_AT,
    "\x1b[2JReader",
    b"\x3b\x80",
    "mynumber",
    ("license", "jpki", "text"),
    None,
    (
        PinStatus("license", None, None, 10),
        PinStatus("user-authentication", None, None, 3, is_verified=True),
        PinStatus("signature", None, 1, 5),
        PinStatus("text", None, 0, 3),
    ),
    (CertificateStatus("user-authentication", present=True), CertificateStatus("signature", present=None)),
)
SAVED = replace(
    UNTOLD,
    pins=(PinStatus("license", is_set=False, tries_left=10, tries_max=10),),
    certificates=(CertificateStatus("user-authentication", None), CertificateStatus("signature", None)),
    is_saved=True,
)
JUDGING = re.compile(r"\b(valid|invalid|genuine|authentic)\b|有効|無効|真正|本物|正規", re.IGNORECASE)


def look(image: str) -> CardStatus:
    """The status of a built-in card on the day that tests count as today."""
    return replace(read_status(open_virtual(image)), read_at=READ_AT, reader="Virtual PCD 00 00")


@pytest.fixture(scope="module")
def statuses() -> dict[str, CardStatus]:
    """Cards of every kind, and two that no card image is."""
    images = ("specimen", "blocked", "blocked-keys", "no-license", "no-certificates", "no-card-pins", "ic-pin2-blocked")
    return {image: look(image) for image in images} | {"untold": UNTOLD, "saved": SAVED}


NAMES = (
    *("specimen", "blocked", "blocked-keys", "no-license", "no-certificates", "no-card-pins", "ic-pin2-blocked"),
    *("untold", "saved"),
)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", NAMES)
def test_text(statuses: dict[str, CardStatus], name: str, language: Language, check_golden: CheckGolden) -> None:
    """The lines of each card stay as they are, and no word in them judges."""
    text = render_status(statuses[name], TODAY, language=language)
    check_golden(f"../status/{name}.{language}.txt", text + "\n")
    assert not JUDGING.search(text)
    assert "\x1b" not in text


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("panel", [("specimen", 80), ("specimen", 40), ("blocked-keys", 100)])
def test_panel(
    statuses: dict[str, CardStatus], panel: tuple[str, int], language: Language, check_golden: CheckGolden
) -> None:
    """The panel, as a file gets it, stays as it is."""
    name, width = panel
    stream = StringIO()
    console = Console(file=stream, width=width)
    render_status_panel(statuses[name], TODAY, console, language=language, specimen=True)
    check_golden(f"../status/{name}.panel-{width}.{language}.txt", stream.getvalue())


@pytest.mark.parametrize("name", NAMES)
def test_json(statuses: dict[str, CardStatus], name: str, check_golden: CheckGolden) -> None:
    """The document of each card stays as it is, and fits the schema."""
    document = render_status_json(statuses[name])
    check_golden(f"../status/{name}.json", document + "\n")
    jsonschema.validate(json.loads(document), schema(STATUS_SCHEMA))  # pyright: ignore[reportUnknownMemberType]


@pytest.mark.parametrize(
    ("as_of", "card", "certificate", "is_noted"),
    [
        ("2034-11-17", "until 17 Feb 2035 (92 days left)", "until 17 Feb 2035 (92 days left)", False),
        ("2034-11-18", "until 17 Feb 2035 (91 days left)", "until 17 Feb 2035 (91 days left)", True),
        ("2035-02-16", "until 17 Feb 2035 (1 day left)", "until 17 Feb 2035 (1 day left)", True),
        ("2035-02-17", "until 17 Feb 2035 (last day today)", "until 17 Feb 2035 (last day today)", True),
        ("2035-02-18", "ENDED on 17 Feb 2035", "ENDED on 17 Feb 2035", False),
    ],
)
def test_ends_are_judged_by_the_day(
    statuses: dict[str, CardStatus], as_of: str, card: str, certificate: str, *, is_noted: bool
) -> None:
    """Days left, the last day in Japan, an end; while a new card may be applied for, what carries the license over."""
    lines = render_status(statuses["specimen"], date.fromisoformat(as_of), language=Language.EN).splitlines()
    assert f"Card expires: {card}" in lines
    assert f"Certificate user authentication: present, {certificate}" in lines
    assert any("before the card is applied for" in line for line in lines) is is_noted


@pytest.mark.parametrize(
    ("as_of", "japanese", "english"),
    [
        (
            "2025-12-30",
            "記録の末日2025年12月28日、法律上は2026年1月5日まで (残り 6 日)",
            "recorded until 28 Dec 2025, by law until 5 Jan 2026 (6 days left)",
        ),
        (
            "2026-01-06",
            "記録の末日2025年12月28日、法律上は2026年1月5日に終了",
            "recorded until 28 Dec 2025, by law ENDED on 5 Jan 2026",
        ),
    ],
)
def test_an_ic_license_ends_by_law(as_of: str, japanese: str, english: str) -> None:
    """The end of an IC license is that of the license in it, which a day off moves; the recorded day stands beside."""
    status = replace(look("ic-license"), expires_on=date(2025, 12, 28))
    for language, words in ((Language.JA, japanese), (Language.EN, english)):
        lines = render_status(status, date.fromisoformat(as_of), language=language).splitlines()
        assert f"{Phrase.CARD_EXPIRY.text(language)}: {words}" in lines


def test_only_a_license_is_carried_over(statuses: dict[str, CardStatus]) -> None:
    """On a card without a license there is nothing to carry over; an ended certificate is told wherever one is."""
    near, past = date(2035, 1, 1), datetime(2026, 11, 21, 23, 59, 59, tzinfo=JAPAN_TIME)
    word = "before the card is applied for"
    assert word not in render_status(statuses["no-license"], near, language=Language.EN)
    assert word not in render_status(statuses["ic-pin2-blocked"], date(2030, 5, 1), language=Language.EN)
    ended = replace(UNTOLD, certificates=(CertificateStatus("user-authentication", present=True, expires_at=past),))
    text = render_status(ended, TODAY, language=Language.EN)
    assert word in text
    assert "present, ENDED on 21 Nov 2026" in text


@pytest.mark.parametrize("language", list(Language))
def test_every_pin_has_its_office(language: Language) -> None:
    """Rules, O9 and O10: the police unblock the license's PINs, the municipal office the rest; said once."""
    police, municipality = OFFICES["license"].text(language), OFFICES["signature"].text(language)
    assert set(OFFICES) == set(PIN_NAMES)
    for name, office in OFFICES.items():
        blocked = replace(UNTOLD, pins=(PinStatus(name, None, 0, 3),), certificates=())
        text = render_status(blocked, TODAY, language=language)
        assert office.text(language) == (police if name in {"license", "pin1", "pin2"} else municipality)
        assert text.count(office.text(language)) == 1
        assert text.count(police) + text.count(municipality) == 1


def test_every_name_has_both_languages() -> None:
    """No row of the tables lacks a language."""
    for table in (APPLICATION_NAMES, PIN_NAMES, OFFICES):
        assert all(text.strip() for label in table.values() for text in label)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", "menkyo.status/2"),
        ("card/kind", "resident"),
        ("card/expires_on", "2035-02-17T00:00:00"),
        ("pins/0/name", "number-a"),
        ("pins/0/tries_left", -1),
        ("pins/0/blocked", "no"),
        ("certificates/0/expires_at", "2035-02-17T14:59:59Z"),
        ("certificates/0/more", 1),
    ],
)
def test_other_values_are_refused(statuses: dict[str, CardStatus], path: str, value: object) -> None:
    """The schema refuses what the contract does not allow."""
    document: dict[str, Any] = json.loads(render_status_json(statuses["specimen"]))
    *parents, last = path.split("/")
    part: Any = document
    for parent in parents:
        part = part[int(parent) if parent.isdigit() else parent]
    part[last] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema(STATUS_SCHEMA))  # pyright: ignore[reportUnknownMemberType]
