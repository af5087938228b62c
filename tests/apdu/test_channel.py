from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu import Channel, CommandAPDU
from apdu.errors import ResponseError, StatusError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apdu.conftest import Scripted

READ = CommandAPDU(0, 0xB0, 0, 0, le=3)
SELECT = CommandAPDU(0, 0xA4, 2, 0x0C, b"\x00\x1b")


def test_any_status_is_an_answer(scripted: Callable[..., Scripted]) -> None:
    """Sending judges no status word: refusals come back as values."""
    response = Channel(scripted("6A 82")).send(READ)
    assert (response.data, response.status.value) == (b"", 0x6A82)


def test_required_statuses_are_named_by_the_caller(scripted: Callable[..., Scripted]) -> None:
    """What the caller accepts brings the data; without a word of his only 9000 does."""
    assert Channel(scripted("AA 90 00")).require(READ, "Reading") == b"\xaa"
    assert Channel(scripted("AA 62 82")).require(READ, "Reading", frozenset({0x6282})) == b"\xaa"
    with pytest.raises(StatusError):
        Channel(scripted("AA 62 82")).require(READ, "Reading")


def test_a_refusal_names_purpose_and_status(scripted: Callable[..., Scripted]) -> None:
    """The error says what was tried and what the card answered, and keeps the status word."""
    with pytest.raises(StatusError) as caught:
        Channel(scripted("69 82")).require(READ, "Reading WEF02")
    assert str(caught.value) == "Reading WEF02: 6982 (security status not satisfied)"
    assert caught.value.status.value == 0x6982


@pytest.mark.parametrize("answer", ["", "90", "01 02 03", "5A*4 90 00"])
def test_more_than_asked_and_no_answer_are_refused(scripted: Callable[..., Scripted], answer: str) -> None:
    """No status word at the end, or more data than Le, is no answer."""
    with pytest.raises(ResponseError):
        Channel(scripted(answer)).send(READ)


def test_without_le_a_short_answer_is_let_in(scripted: Callable[..., Scripted]) -> None:
    """Some cards answer a SELECT without Le with a few bytes; no more than a short answer holds is taken."""
    assert len(Channel(scripted("5A*256 90 00")).send(SELECT).data) == 256
    with pytest.raises(ResponseError):
        Channel(scripted("5A*257 90 00")).send(SELECT)


@given(answer=st.binary(max_size=300))
def test_whatever_comes_back_is_a_response_or_an_error_of_ours(
    scripted: Callable[..., Scripted], answer: bytes
) -> None:
    """A hostile answer brings at most Le bytes of data, or `ResponseError`."""
    try:
        response = Channel(scripted(answer.hex())).send(READ)
    except ResponseError:
        return
    assert len(response.data) <= 3
