from __future__ import annotations

from apdu.applications import Access
from menkyo.reading.plan import DETECTION, files_behind_pin


def test_the_plan_of_a_reading() -> None:
    """What is selected and read without the PIN, in order: the license application last, so that it is current."""
    table = [(step.application.name, [file.name for file in step.free_files]) for step in DETECTION]
    assert table == [
        ("text", []),
        ("surface", []),
        ("resident", []),
        ("jpki", []),
        ("common", ["card-record"]),
        ("license", []),
    ]


def test_what_is_read_behind_the_pin() -> None:
    """The record, then its signature."""
    assert [file.name for file in files_behind_pin()] == ["WEF02", "WEF03"]


def test_free_files_are_free_and_the_others_are_not() -> None:
    """The plan asks for nothing that the access rules refuse."""
    assert {file.access for step in DETECTION for file in step.free_files} == {Access.FREE}
    assert {file.access for file in files_behind_pin()} == {Access.PIN}


def test_the_plan_leads_past_the_my_number() -> None:
    """No file of the plan is one of those that hold the My Number."""
    for step in DETECTION:
        assert not step.application.denied_files & {file.identifier for file in step.free_files}
