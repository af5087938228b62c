from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu import Family, ResponseAPDU, StatusWord
from apdu.errors import ResponseError

STATUSES = st.integers(0, 0xFFFF).map(StatusWord)
VALID = st.integers(0x6100, 0x6FFF) | st.integers(0x9100, 0x9FFF) | st.just(0x9000)


@given(st.binary(max_size=600), VALID.map(StatusWord))
def test_an_answer_survives_its_bytes(data: bytes, status: StatusWord) -> None:
    """Parsing undoes encoding, for every answer."""
    response = ResponseAPDU(data, status)
    assert ResponseAPDU.parse(response.encode()) == response


@given(st.binary(max_size=600))
def test_bytes_are_refused_or_survive_the_answer(raw: bytes) -> None:
    """Whatever bytes end in a status word are written the same again; all others are refused as such."""
    try:
        response = ResponseAPDU.parse(raw)
    except ResponseError:
        assert len(raw) < 2 or StatusWord(int.from_bytes(raw[-2:], "big")).family is Family.INVALID
        return
    assert response.encode() == raw


@pytest.mark.parametrize("raw", [b"", b"\x90", b"\xc1\x01\x01", b"\x90\x01"])
def test_an_answer_ends_in_a_status_word(raw: bytes) -> None:
    """Nothing, one byte, or bytes that are no status word at the end are no answer."""
    with pytest.raises(ResponseError):
        ResponseAPDU.parse(raw)


def test_a_representation_shows_no_data() -> None:
    """Data from a card may be personal and stays out of representations."""
    assert "secret" not in repr(ResponseAPDU(b"secret", StatusWord(0x9000)))


def test_a_status_word_says_what_it_means(apdu_status_row: dict[str, str | int | None]) -> None:
    """Each vector has its family, its tries left and its phrase."""
    status = StatusWord(int(str(apdu_status_row["name"]), 16))
    assert status.family.value == apdu_status_row["family"]
    assert status.tries_left == apdu_status_row["tries_left"]
    assert status.phrase == apdu_status_row["phrase"]
    assert str(status) == f"{apdu_status_row['name']} ({apdu_status_row['phrase']})"
    assert status.is_success == (status.value == 0x9000)


@given(STATUSES)
def test_every_status_word_has_a_meaning(status: StatusWord) -> None:
    """A status word that no table knows is a value like any other: it prints, and tells tries only where it counts."""
    assert str(status).startswith(f"{status.value:04X} (")
    assert status.phrase
    assert status.value == status.sw1 << 8 | status.sw2
    assert (status.tries_left is None) == (status.value & 0xFFF0 != 0x63C0 and status.value not in (0x6983, 0x6984))
