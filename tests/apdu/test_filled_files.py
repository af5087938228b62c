"""Files of the IC license: filled with FF, and read by their short identifiers (license card spec, section 4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu import CardSession
from apdu.applications import LICENSE_AP, Access, ElementaryFile
from apdu.applications.ic_license import PIN1, PIN2
from apdu.errors import MalformedPinError, ResponseError, StatusError
from apdu.extent import ends_with_object, filled_extent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.apdu.conftest import FileCard, Scripted

    MakeFile = Callable[[Iterable[tuple[bytes, bytes]]], bytes]

SIZE = 640
OBJECTS = st.lists(
    st.tuples(st.integers(0x11, 0x97).filter(lambda tag: tag != 0x5F), st.binary(max_size=150)), max_size=6
)


def file(size: int = SIZE, last_tag: int | None = None) -> ElementaryFile:
    """A file of the IC license."""
    return ElementaryFile("EF", "記載事項", 0x0004, size, Access.PIN1, "4.3", last_tag, is_filled=True)


@given(objects=OBJECTS, seen=st.integers(0, SIZE))
def test_the_end_is_where_the_fill_begins(license_file: MakeFile, objects: list[tuple[int, bytes]], seen: int) -> None:
    """Whatever the order of the objects: no beginning ends the file before its last object, and one FF behind does."""
    content = license_file((bytes((tag,)), value) for tag, value in objects)
    whole = content.ljust(SIZE, b"\xff")[:SIZE]
    extent = filled_extent(whole[:seen], None, SIZE)
    if extent.final:
        assert seen > min(len(content), SIZE - 1)
        assert extent.needed <= seen
    else:
        assert seen <= len(content)
        assert extent.needed > seen


def test_a_last_object_is_the_end(license_file: MakeFile) -> None:
    """A file with a known last tag ends with it, and its header alone tells where."""
    photo = license_file([(b"\x5f\x40", bytes(1900))])
    assert filled_extent(photo, 0x5F40, 2005) == (len(photo), True)
    assert filled_extent(photo[:10], 0x5F40, 2005) == (len(photo), True)
    assert not filled_extent(photo[:4], 0x5F40, 2005).final
    assert filled_extent(b"\x41\x04", 0x41, 82) == (6, True)


@pytest.mark.parametrize(
    ("data", "last_tag", "extent"),
    [
        ("", None, (1, False)),
        ("FF", None, (1, True)),
        ("00 05 01", None, (4, False)),
        ("50 01 00 00 05 01", None, (7, False)),
        ("01 02 03 414141", None, (7, False)),
        ("01 02 03 414141 FF", None, (7, True)),
        ("01 07 03 41", 0x107, (6, True)),
        ("41 7F", 0x41, (129, True)),
    ],
)
def test_the_beginning_of_a_filled_file_tells_how_much_is_needed(
    data: str, last_tag: int | None, extent: tuple[int, bool]
) -> None:
    """FF where a tag belongs ends it, 00 does not, and the numbers from 100 on take two bytes here, too."""
    assert filled_extent(bytes.fromhex(data), last_tag, SIZE) == extent


def test_a_full_file_is_over_without_fill() -> None:
    """Objects up to the last byte leave no room for FF."""
    assert filled_extent(b"\x70\x7e" + bytes(126), None, 128) == (128, True)
    assert filled_extent(b"\x70\x7e" + bytes(126), None, 129) == (129, False)


def test_an_object_with_a_number_is_a_whole_one() -> None:
    """The numbers from 100 on take two bytes also where the last byte of a file is judged."""
    assert ends_with_object(bytes.fromhex("50 01 00 01 05 02 4141"))
    assert not ends_with_object(bytes.fromhex("50 01 00 01 05 02 41"))


@given(objects=OBJECTS, extended=st.booleans(), padded=st.booleans(), part=st.sampled_from([84, 256, 0x10000]))
def test_every_filled_file_is_read_to_its_fill(  # noqa: PLR0913 - fixtures and what is drawn
    license_file: MakeFile,
    file_card: Callable[..., FileCard],
    *,
    objects: list[tuple[int, bytes]],
    extended: bool,
    padded: bool,
    part: int,
) -> None:
    """In long answers, in short ones and in parts, with fill and without, everything before the fill comes."""
    content = license_file((bytes((tag,)), value) for tag, value in objects)[:SIZE]
    whole = content.ljust(SIZE, b"\xff") if padded else content
    session = CardSession(file_card(whole, part=part))
    session.extended = extended
    data = session.read_file(file())
    assert whole.startswith(data)
    assert not whole[len(data) :].strip(b"\xff")


def test_a_long_link_takes_one_command(file_card: Callable[..., FileCard]) -> None:
    """A whole file comes by its short identifier, without a SELECT."""
    for size, command in ((SIZE, "00 B0 84 00 00 02 80"), (256, "00 B0 84 00 00 01 00"), (82, "00 B0 84 00 52")):
        card = file_card(b"\x50\x01\x00".ljust(size, b"\xff"))
        session = CardSession(card)
        session.extended = True
        session.read_file(file(size))
        assert [sent.hex(" ").upper() for sent in card.commands] == [command]


def test_a_short_link_selects_only_what_goes_on(file_card: Callable[..., FileCard]) -> None:
    """What does not end in the first 256 bytes is selected, because an offset needs a current file."""
    for length, commands in (
        (10, ["00 B0 84 00 00"]),
        (300, ["00 B0 84 00 00", "00 A4 02 0C 02 00 04", "00 B0 01 00 00"]),
    ):
        value = bytes((0x70, 0x82)) + length.to_bytes(2, "big") + b"\x01" * length
        card = file_card(value.ljust(SIZE, b"\xff"))
        CardSession(card, short=True).read_file(file())
        assert [command.hex(" ").upper() for command in card.commands] == commands


@pytest.mark.parametrize("status", ["69 82", "6A 82", "69 85"])
def test_a_refused_file_is_not_asked_for_again(scripted: Callable[..., Scripted], status: str) -> None:
    """What selecting cannot mend ends it with one command."""
    card = scripted(status)
    with pytest.raises(StatusError, match=r"^Reading EF: "):
        CardSession(card, short=True).read_file(file())
    assert len(card.commands) == 1


def test_a_cut_answer_is_followed_by_short_ones(file_card: Callable[..., FileCard]) -> None:
    """A link that cuts the long answer is asked for the rest in short length, and from then on."""
    card = file_card(b"\x70\x82\x02\x58" + b"\x01" * 600 + b"\xff" * 36, part=400)
    session = CardSession(card)
    session.extended = True
    session.read_file(file())
    assert [command.hex(" ").upper() for command in card.commands][1:] == ["00 A4 02 0C 02 00 04", "00 B0 01 90 00"]
    assert session.extended is False


def test_a_file_shorter_than_its_table_says_proves_nothing(file_card: Callable[..., FileCard]) -> None:
    """A long answer that turns out to have been whole leaves the link long, and a short one leaves it short."""
    for extended in (True, False):
        card = file_card(b"\x50\x01\x00")
        session = CardSession(card)
        session.extended = extended
        assert session.read_file(file()) == b"\x50\x01\x00"
        assert session.extended is extended


def test_a_file_longer_than_its_table_says_is_read_on(file_card: Callable[..., FileCard]) -> None:
    """A long answer as long as it was asked for was not cut, whatever follows."""
    content = b"\x41\x82\x02\xbc" + b"\x01" * 700
    session = CardSession(file_card(content))
    session.extended = True
    assert session.read_file(file(last_tag=0x41)) == content
    assert session.extended is True


@pytest.mark.parametrize("status", ["6A 86", "6B 00", "67 00", "6A 81", "AA 6A 86"])
def test_a_refused_short_identifier_costs_a_select(scripted: Callable[..., Scripted], status: str) -> None:
    """A card without short identifiers is read the long way; what comes with a refusal is no data."""
    card = scripted(status, "90 00", "50 01 00 FF 90 00")
    assert CardSession(card, short=True).read_file(file()) == bytes.fromhex("500100FF")
    assert card.sent[1:] == ["00 A4 02 0C 02 00 04", "00 B0 00 00 00"]


def test_an_answer_without_status_ends_a_short_link_only(scripted: Callable[..., Scripted]) -> None:
    """On a long link the rest is read in short length; on a short one the answer is an error."""
    card = scripted("AA", "90 00", "50 01 00 FF 90 00")
    session = CardSession(card)
    session.extended = True
    assert session.read_file(file()) == bytes.fromhex("500100FF")
    assert session.extended is False
    with pytest.raises(ResponseError):
        CardSession(scripted("AA"), short=True).read_file(file())


def test_each_key_has_its_default(scripted: Callable[..., Scripted]) -> None:
    """The default PIN needs the setting of its own card; both keys of the IC license have theirs in one."""
    card = scripted("63 C3", "90 00", "63 C3", "90 00")
    session = CardSession(card)
    for key in (PIN1, PIN2):
        session.verify_default(key, bytes.fromhex("050100"))
    assert card.sent[1::2] == ["00 20 00 81 04 2A 2A 2A 2A", "00 20 00 82 04 2A 2A 2A 2A"]
    for setting in ("C10100", "050101", "0501", "050100FF", ""):
        with pytest.raises(MalformedPinError) as caught:
            CardSession(scripted()).verify_default(PIN1, bytes.fromhex(setting))
        assert caught.value.key_name is None


def test_the_mf_is_selected_in_either_form(scripted: Callable[..., Scripted]) -> None:
    """Without data, and by its identifier where a card wants that; a warning that it is blocked selects it."""
    for answers, count in ((["90 00"], 1), (["62 83"], 1), (["67 00", "90 00"], 2), (["6A 82", "62 83"], 2)):
        card = scripted(*answers)
        CardSession(card).select_master_file()
        assert card.sent == ["00 A4 00 00", "00 A4 00 00 02 3F 00"][:count]
    with pytest.raises(StatusError, match=r"^Selecting the MF: "):
        CardSession(scripted("6A 82", "6A 82")).select_master_file()


def test_an_answer_shorter_than_others_is_the_end(file_card: Callable[..., FileCard]) -> None:
    """Files without fill: what brought a longer answer before did not cut this one, so that nothing is asked twice."""
    card = file_card(b"\x70\x7f" + bytes(127), past_end="90 00")
    session = CardSession(card)
    session.extended = True
    session.read_file(file())
    card.commands.clear()
    for content in (b"\x50\x01\x00", b""):
        card.content = content
        assert session.read_file(file()) == content
    assert [sent.hex(" ").upper() for sent in card.commands] == ["00 B0 84 00 00 02 80"] * 2
    assert session.extended


@pytest.mark.parametrize("selects", [False, True], ids=["before any other", "in another application"])
def test_an_empty_long_answer_is_no_end_where_none_was_longer(
    scripted: Callable[..., Scripted], *, selects: bool
) -> None:
    """Where no long answer of the selected application had data, the file is selected and asked for again."""
    card = scripted("50 01 00 FF 90 00", "90 00", "90 00", "90 00", "50 01 00 FF 90 00")
    session = CardSession(card)
    session.extended = True
    if selects:
        session.read_file(file())
        session.select(LICENSE_AP)
    else:
        del card.answers[:2]
    assert session.read_file(file()) == bytes.fromhex("500100FF")
    assert card.sent[-3:] == ["00 B0 84 00 00 02 80", "00 A4 02 0C 02 00 04", "00 B0 00 00 00 02 80"]


def test_an_answer_as_long_as_the_longest_may_be_cut(file_card: Callable[..., FileCard]) -> None:
    """A link may cut at the very length of a file that came whole before, and between two objects: the rest comes."""
    card = file_card(b"\x50\x08" + bytes(8), part=10)
    session = CardSession(card)
    session.extended = True
    session.read_file(file())
    assert session.extended
    card.content += b"\x60\x02\x41\x41"
    assert session.read_file(file()) == card.content


def test_an_answer_that_ends_inside_an_object_is_never_the_end(file_card: Callable[..., FileCard]) -> None:
    """However much came before: the rest of an object is asked for."""
    card = file_card(b"\x70\x7f" + bytes(127))
    session = CardSession(card)
    session.extended = True
    session.read_file(file())
    card.content, card.part = b"\x60\x10" + bytes(16) + b"\x70\x00", 10
    assert session.read_file(file()) == card.content


@given(contents=st.lists(OBJECTS, min_size=2, max_size=4), part=st.integers(20, 400))
def test_a_link_that_cuts_at_one_place_loses_nothing(
    license_file: MakeFile, file_card: Callable[..., FileCard], contents: list[list[tuple[int, bytes]]], part: int
) -> None:
    """One file after another, long and short, each without fill: all of each comes."""
    card = file_card(b"", part=part)
    session = CardSession(card)
    session.extended = True
    for objects in contents:
        card.content = license_file((bytes((tag,)), value) for tag, value in objects)[:SIZE]
        assert session.read_file(file()) == card.content
