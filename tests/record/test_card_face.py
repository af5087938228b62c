"""The face of a My Number card: photo and expiry, and nothing that tells the security code."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu.tlv import encode_ber
from menkyo.record import PhotoFormat, ProblemKind, RecordError, decode_card_face, without_security_code
from menkyo.virtual import load_image
from menkyo.virtual.surface_application import SurfaceFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CODE = bytes(range(0x41, 0x5A))


def face_of(image: str) -> bytes:
    """The file of a virtual card."""
    return SurfaceFiles(load_image(image)).face


def encode(fields: Iterable[tuple[int, bytes]]) -> bytes:
    """Write the list of fields."""
    return encode_ber(0xFF20, b"".join(encode_ber(tag, value) for tag, value in fields))


def nest(value: bytes, depth: int) -> bytes:
    """Write lists within lists, as many as that."""
    for _ in range(depth):
        value = encode_ber(0xFF20, value)
    return value


@pytest.mark.parametrize("image", ["specimen", "long-address", "face-lengths-81", "face-lengths-82"])
def test_photo_and_expiry_are_read(image: str) -> None:
    """Whatever the form of the lengths: the photo as recorded, the card's last day, and no problem."""
    wanted = load_image(image)
    face = decode_card_face(face_of(image) + b"\xff" * 90)
    assert face.photo is not None
    assert (face.photo.raw, face.photo.format) == (wanted.holder.photo, PhotoFormat.JP2)
    assert face.expires_on == wanted.card.expires_on
    assert (face.problems, face.unknown) == ((), ())


def test_a_face_without_a_photo() -> None:
    """An empty object is no photo, and no problem."""
    face = decode_card_face(face_of("holder-reiwa"))
    assert (face.photo, face.problems, face.expires_on) == (None, (), date(2035, 2, 17))


@pytest.mark.parametrize("raw", [b"\xff\xd8\xff\xe0 no JPEG 2000", b"\xff\x4f\xff\x51"])
def test_what_is_no_picture_is_a_problem_and_kept(raw: bytes, is_sentence: Callable[[str], bool]) -> None:
    """Bytes that are no JPEG 2000, or tell no size, stay as they are."""
    face = decode_card_face(encode([(0xDF27, raw)]))
    assert face.photo is not None
    assert face.photo.raw == raw
    (problem,) = face.problems
    assert (problem.file, problem.tag, problem.offset) == ("surface/EF0002", "DF27", 3)
    assert problem.kind is ProblemKind.BAD_PHOTO
    assert is_sentence(problem.detail)


def test_nothing_of_the_face_is_in_a_repr() -> None:
    """Personal data do not reach a traceback by way of a repr."""
    assert repr(decode_card_face(face_of("specimen"))) == "<CardFace: 5345 bytes, 0 problems>"


@pytest.mark.parametrize("image", ["specimen", "holder-reiwa", "face-lengths-81", "face-lengths-82"])
@pytest.mark.parametrize("fill", [b"", b"\xff" * 31])
def test_zeros_stand_for_the_security_code(image: str, fill: bytes) -> None:
    """The picture of the code is zeros of its own length, and every other byte is kept."""
    data = face_of(image) + fill
    kept = without_security_code(data)
    assert len(kept) == len(data)
    changed = [place for place in range(len(data)) if data[place] != kept[place]]
    picture = data.index(b"\xdf\x2a")
    assert min(changed) > picture
    assert not any(kept[min(changed) : len(kept) - len(fill)])
    assert b"PNG" not in kept[picture:]
    assert decode_card_face(kept).problems == ()


@given(
    before=st.lists(st.tuples(st.integers(0xDF22, 0xDF29), st.binary(max_size=40)), max_size=5),
    after=st.lists(st.tuples(st.integers(0xDF22, 0xDF2A), st.just(CODE) | st.binary(max_size=9)), max_size=4),
    depth=st.integers(0, 12),
    cut=st.integers(0, 400),
    fill=st.sampled_from([b"", b"\xff" * 3, b"\0\0"]),
)
def test_the_code_is_never_kept(
    before: list[tuple[int, bytes]], after: list[tuple[int, bytes]], depth: int, cut: int, fill: bytes
) -> None:
    """However deep it stands, however often, and wherever the file is cut: no byte pair of the code comes through."""
    after = [(tag, bytes(len(value)) if tag != 0xDF2A else value) for tag, value in after]
    data = encode([*before, (0xDF2A, CODE), *after])
    for _ in range(depth):
        data = encode_ber(0xFF20, data)
    data = (data + fill)[: max(cut, 1)]
    kept = without_security_code(data)
    assert len(kept) <= len(data)
    place = data.find(b"\xdf\x2a" + bytes((len(CODE),)))
    if place >= 0 and not any(b"\xdf\x2a" in value for _, value in before):
        assert not any(kept[place + 3 : place + 3 + len(CODE)])


@given(st.binary(max_size=400) | st.binary(max_size=200).map(lambda data: b"\xff\x20\x81\xc8" + data))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    """Whatever a card sends ends in values or in an error of the record tree, and is kept no longer than it was."""
    kept = without_security_code(data)
    assert len(kept) <= len(data)
    with suppress(RecordError):
        face = decode_card_face(kept)
        assert all(problem.offset is None or 0 <= problem.offset <= len(kept) for problem in face.problems)


def test_what_cannot_be_followed_is_not_kept() -> None:
    """Behind an object that is not whole nothing is kept: it may be the code."""
    whole = encode([(0xDF22, b"19800217"), (0xDF2A, CODE)])
    assert without_security_code(whole[:-1]) == whole[:3] + encode_ber(0xDF22, b"19800217")
    assert without_security_code(b"\xdf\x2a\x84\xff" + CODE) == b""
    assert without_security_code(b"") == b""


BIRTH = encode_ber(0xDF22, b"19800217")


def test_lists_within_lists_are_followed_to_a_bound() -> None:
    """Eight levels are kept as they are, more than any file of this card has; what a ninth list holds is zeros."""
    for depth in range(9):
        assert without_security_code(nest(BIRTH, depth)) == nest(BIRTH, depth)
    assert without_security_code(nest(BIRTH, 9)) == nest(bytes(len(BIRTH)), 9)


def test_lists_that_are_cut_are_followed_to_the_same_bound() -> None:
    """The whole objects before the cut are kept on eight levels, and nothing of a ninth list but that it was there."""
    for depth in range(9):
        whole = nest(BIRTH + encode_ber(0xDF2A, CODE), depth)
        assert without_security_code(whole[:-1]) == whole[: whole.index(b"\xdf\x2a")]
    whole = nest(BIRTH + encode_ber(0xDF2A, CODE), 9)
    ninth = whole.index(BIRTH) - 3
    assert whole[ninth : ninth + 2] == b"\xff\x20"
    assert without_security_code(whole[:-1]) == whole[:ninth]


def test_zeros_stand_for_what_breaks_off_inside_a_whole_list() -> None:
    """A list that is whole itself keeps its length, and its beginning where that can be followed."""
    broken = BIRTH + b"\xdf\x2a\x84" + CODE
    assert without_security_code(encode_ber(0xFF20, broken)) == encode_ber(0xFF20, BIRTH + bytes(3 + len(CODE)))
