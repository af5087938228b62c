"""What people and scripts see, compared with files that a reviewer can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from menkyo.output import Language, render_json, render_plain
from menkyo.record import decode_license_record
from menkyo.virtual import LicenseFiles, load_image

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.output import ReadResult

    MakeResult = Callable[..., ReadResult]
    ShowPanel = Callable[[ReadResult, int, Language], str]
    CheckGolden = Callable[[str, str], None]

JSON_IMAGES = (
    *("specimen", "history-only", "license-and-history", "external-characters", "damaged-record", "no-photo"),
    *("ic-license", "ic-changes", "ic-external-characters"),
)
PANELS = (
    ("specimen", 120),
    ("specimen", 80),
    ("specimen", 60),
    ("specimen", 40),
    ("all-categories", 80),
    ("expired", 80),
    ("history-only", 80),
    ("external-characters", 80),
    ("ic-license", 80),
    ("ic-license", 40),
    ("ic-changes", 80),
)
STATES = {"weekend": date(2025, 12, 26), "extended": date(2026, 1, 3), "past": date(2026, 1, 6)}


@pytest.mark.parametrize("image", JSON_IMAGES)
def test_json(image: str, make_result: MakeResult, check_golden: CheckGolden) -> None:
    """The JSON of a card image stays as it is."""
    check_golden(f"{image}.json", render_json(make_result(image)) + "\n")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("image", ["specimen", "history-only", "external-characters", "ic-changes"])
def test_plain(image: str, language: Language, make_result: MakeResult, check_golden: CheckGolden) -> None:
    """The plain text of a card image stays as it is."""
    check_golden(f"{image}.plain.{language}.txt", render_plain(make_result(image), language=language) + "\n")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("panel", PANELS)
def test_panel(
    panel: tuple[str, int],
    language: Language,
    make_result: MakeResult,
    show_panel: ShowPanel,
    check_golden: CheckGolden,
) -> None:
    """The panel of a card image, as a file gets it, stays as it is."""
    image, width = panel
    specimen = replace(make_result(image), specimen=True)
    check_golden(f"{image}.panel-{width}.{language}.txt", show_panel(specimen, width, language))


@pytest.mark.parametrize("language", list(Language))
def test_without_pin2(language: Language, ic_result_without_pin2: ReadResult, check_golden: CheckGolden) -> None:
    """What PIN2 would have opened is said to be unread, never absent."""
    text = render_plain(ic_result_without_pin2, language=language)
    check_golden(f"ic-license-without-pin2.plain.{language}.txt", text + "\n")


def test_holder_json(make_holder_result: MakeResult, check_golden: CheckGolden) -> None:
    """The JSON of a reading that was asked for the holder stays as it is."""
    check_golden("specimen-holder.json", render_json(make_holder_result()) + "\n")


@pytest.mark.parametrize("language", list(Language))
def test_holder(
    language: Language, make_holder_result: MakeResult, show_panel: ShowPanel, check_golden: CheckGolden
) -> None:
    """Name, birth date, sex and address come first, and whose record they are is said below them."""
    result = make_holder_result()
    check_golden(f"specimen-holder.plain.{language}.txt", render_plain(result, language=language) + "\n")
    for width in (80, 40):
        shown = show_panel(replace(result, specimen=True), width, language)
        check_golden(f"specimen-holder.panel-{width}.{language}.txt", shown)
    shown = show_panel(make_holder_result("long-address"), 80, language)
    check_golden(f"long-address-holder.panel-80.{language}.txt", shown)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("state", STATES)
def test_states(
    state: str, language: Language, make_result: MakeResult, show_panel: ShowPanel, check_golden: CheckGolden
) -> None:
    """A last day on a Sunday is shown with the lawful one: before it, between the two, and after both."""
    image = load_image("specimen")
    sunday = replace(image, license=replace(image.license, expires_on=date(2025, 12, 28)))
    result = make_result(record=decode_license_record(LicenseFiles(sunday).wef02 or b""), as_of=STATES[state])
    check_golden(f"{state}.panel-80.{language}.txt", show_panel(result, 80, language))
