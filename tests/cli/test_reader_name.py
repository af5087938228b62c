"""Tests of `menkyo.reader_name`: what the name of a reader asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.reader_name import ReaderKind, ReaderName, parse_reader_name


@pytest.mark.parametrize(
    ("wanted", "kind", "rest"),
    [
        ("virtual", ReaderKind.VIRTUAL, ""),
        ("virtual:expired", ReaderKind.VIRTUAL, "expired"),
        ("virtual:./a:b.toml", ReaderKind.VIRTUAL, "./a:b.toml"),
        ("replay:trace.txt", ReaderKind.REPLAY, "trace.txt"),
        ("capture:reading.json", ReaderKind.CAPTURE, "reading.json"),
        ("capture:", ReaderKind.CAPTURE, ""),
        ("Virtual PCD 00 00", ReaderKind.PCSC, "Virtual PCD 00 00"),
        ("replay", ReaderKind.PCSC, "replay"),
        ("capture", ReaderKind.PCSC, "capture"),
        ("0", ReaderKind.PCSC, "0"),
        ("ACME: reader", ReaderKind.PCSC, "ACME: reader"),
        ("", ReaderKind.PCSC, ""),
        (None, ReaderKind.PCSC, ""),
    ],
)
def test_a_name_has_two_parts(wanted: str | None, kind: ReaderKind, rest: str) -> None:
    """Only the words of the contract mean a card without PC/SC; the rest may hold colons of its own."""
    assert parse_reader_name(wanted) == ReaderName(kind, rest)


@given(st.sampled_from([kind for kind in ReaderKind if kind is not ReaderKind.PCSC]), st.text())
def test_any_rest_stays_as_it_is(kind: ReaderKind, rest: str) -> None:
    """What follows the first colon is a name or a path, and is not changed."""
    assert parse_reader_name(f"{kind.value}:{rest}") == ReaderName(kind, rest)
