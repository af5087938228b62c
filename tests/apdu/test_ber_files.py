"""Files that are one BER-TLV object: read to its end and hardly further (My Number card spec, sections 2.4 and 6.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu import CardSession
from apdu.applications.surface import CARD_FACE
from apdu.applications.text import ATTRIBUTES
from apdu.errors import ResponseError, StatusError
from apdu.tlv import encode_ber

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apdu.conftest import FileCard, Scripted

    MakeCard = Callable[..., FileCard]

FILLS = st.sampled_from([0, 1, 152, 2000])


def session_on(card: FileCard | Scripted, *, extended: bool | None) -> CardSession:
    """A session that found out already whether extended length works."""
    session = CardSession(card)
    session.extended = extended
    return session


@given(
    value=st.sampled_from([0, 100, 127, 128, 253, 254, 300, 7000]).map(lambda size: b"\xdf" * size),
    fill=FILLS,
    extended=st.sampled_from([True, False, None]),
    part=st.sampled_from([84, 256, 0x10000]),
    refuse_long=st.sampled_from([None, "67 00", "6F 00"]),
)
def test_every_length_is_read_to_its_end(  # noqa: PLR0913 - fixtures and what is drawn
    file_card: MakeCard, value: bytes, fill: int, *, extended: bool | None, part: int, refuse_long: str | None
) -> None:
    """The object comes whole over every link, whatever stands behind it."""
    whole = encode_ber(0xFF20, value)
    card = file_card(whole + b"\xff" * fill, part=part, refuse_long=refuse_long)
    data = session_on(card, extended=extended).read_file(CARD_FACE)
    assert data[: len(whole)] == whole
    assert not data[len(whole) :].strip(b"\xff")


def test_no_byte_of_fill_is_fetched_in_short_length(file_card: MakeCard) -> None:
    """Behind the first block a short link gets what the header says, and no more."""
    whole = encode_ber(0xFF20, bytes(300))
    card = file_card(whole + b"\xff" * 3000)
    assert session_on(card, extended=False).read_file(CARD_FACE) == whole
    assert card.reads == [(0, 256), (256, len(whole) - 256)]


def test_a_long_link_needs_one_read(file_card: MakeCard) -> None:
    """Where extended length works, one READ brings the file."""
    card = file_card(encode_ber(0xFF20, bytes(3000)) + b"\xff" * 200)
    session_on(card, extended=True).read_file(CARD_FACE)
    assert len(card.reads) == 1


@pytest.mark.parametrize("content", ["FF20 82 0FFF DF22 01 41", "FF20 84 7FFFFFFF 00", "FF20", "1F", "FFFFFFFF"])
def test_a_header_that_lies_ends_with_the_card(file_card: MakeCard, content: str) -> None:
    """An object that is longer than the file, or none at all, is what the card has."""
    card = file_card(bytes.fromhex(content))
    assert session_on(card, extended=False).read_file(ATTRIBUTES) == bytes.fromhex(content)


def test_a_file_without_end_is_given_up(scripted: Callable[..., Scripted]) -> None:
    """A card that always has more to send is not believed for ever."""
    card = scripted("90 00", *["1F 9F*255 90 00"] * 128)
    with pytest.raises(ResponseError, match="does not come to an end"):
        session_on(card, extended=False).read_file(ATTRIBUTES)
    refused = scripted("90 00", "69 82")
    with pytest.raises(StatusError):
        session_on(refused, extended=False).read_file(ATTRIBUTES)
