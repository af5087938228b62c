"""Reading files over links of every kind: whole, in few commands, and to an end whatever the card does."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu import CardSession
from apdu.applications import Access, ElementaryFile
from apdu.applications.license_ap import WEF01, WEF02, WEF03
from apdu.errors import (
    ApduError,
    CardRemovedError,
    CardUnresponsiveError,
    ResponseError,
    StatusError,
    TransportError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.apdu.conftest import FileCard, Responder, Scripted

    MakeCard = Callable[..., FileCard]
    MakeScripted = Callable[..., Scripted]
    WriteFile = Callable[[Iterable[tuple[bytes, bytes]]], bytes]

SETTING = "C1 01 01"
SHORT_READ, LONG_READ = "00 B0 9A 00 03", "00 B0 9A 00 00 00 03"
PLAIN = ElementaryFile("EF", "a file of no known form", 0x0002, 600, Access.FREE, "made up")
JP2 = bytes.fromhex("0000000C6A502020")


def session_on(card: FileCard, *, extended: bool | None = True) -> CardSession:
    """A session that found out already whether extended length works."""
    session = CardSession(card)
    session.extended = extended
    return session


@pytest.fixture(scope="session")
def record(license_file: WriteFile) -> bytes:
    """A record of some 3 KB with all kinds of objects and a photo of 1,933 bytes."""
    texts = [(bytes((tag,)), b"\x23\x30" * 20) for tag in range(0xC6, 0xE7) if tag not in (0xCA, 0xCB)]
    flags = [(bytes((tag,)), b"\x01") for tag in range(0xEC, 0xFB)]
    photo = (b"\x01\x07", JP2 + bytes(1925))
    return license_file([(b"\xc2", b""), (b"\xc5", b"5120515"), *texts, *flags, photo])


@pytest.fixture(scope="session")
def signature(license_file: WriteFile) -> bytes:
    """A signature file at its full length."""
    sizes = (256, 16, 48, 80, 130, 32)
    return license_file((bytes((1, 8 + number)), b"S" * size) for number, size in enumerate(sizes))


def test_a_free_file_tells_that_extended_length_works(scripted: MakeScripted) -> None:
    """One extended READ of the small free file finds out, and brings it."""
    card = scripted(f"{SETTING} 90 00")
    session = CardSession(card)
    assert session.read_free_file(WEF01) == bytes.fromhex(SETTING)
    assert session.extended is True
    assert card.sent == [LONG_READ]


@pytest.mark.parametrize(
    "answer",
    [
        "67 00",
        "6F 00",
        "6D 00",
        "6A 86",
        "69 82",
        "6C 03",
        "6C 00",
        "90 00",
        "C1 01 90 00",
        "C1 01 01",
        "C1 01 01 90",
        "C1",
        "",
        "C1 01 01 FF 90 00",
        "C1 01 01 6F 00",
        CardUnresponsiveError("No answer"),
    ],
)
def test_a_free_file_tells_that_it_does_not(scripted: MakeScripted, answer: str | TransportError) -> None:
    """A refusal, a cut answer, one byte, nothing, or too much: the file is read short, and so is all that follows."""
    card = scripted(answer, f"{SETTING} 90 00", f"{SETTING} 90 00")
    session = CardSession(card)
    assert session.read_free_file(WEF01) == bytes.fromhex(SETTING)
    assert session.extended is False
    session.read_free_file(WEF01)
    assert card.sent == [LONG_READ, SHORT_READ, SHORT_READ]


@pytest.mark.parametrize("refused", ["69 81", "69 86", "6A 81", "6A 82", "6A 86", "6A 88", "6B 00"])
def test_a_free_file_may_have_to_be_selected(scripted: MakeScripted, refused: str) -> None:
    """A card that refuses the short identifier in either length is read from with the file selected."""
    card = scripted(refused, refused, "90 00", f"{SETTING} 90 00")
    session = CardSession(card)
    assert session.read_free_file(WEF01) == bytes.fromhex(SETTING)
    assert session.extended is True
    assert card.sent == [LONG_READ, SHORT_READ, "00 A4 02 0C 02 00 1A", "00 B0 00 00 00 00 03"]


@pytest.mark.parametrize(
    ("answers", "extended"),
    [
        (["C1 90 00", "C1 90 00"], True),
        (["C1 90 00", f"{SETTING} 90 00"], False),
        (["C1 62 82", "C1 90 00"], False),
        (["67 00", "C1 90 00"], False),
    ],
)
def test_a_short_file_tells_about_extended_length(
    scripted: MakeScripted, answers: list[str], *, extended: bool
) -> None:
    """A file that is shorter than it should be comes in either length alike where both work."""
    session = CardSession(scripted(*answers))
    session.read_free_file(WEF01)
    assert session.extended is extended


@pytest.mark.parametrize("refused", ["69 82", "67 00"])
def test_a_file_that_is_refused_tells_nothing_about_extended_length(scripted: MakeScripted, refused: str) -> None:
    """What is refused in the same words in either length leaves it to the next free file to tell."""
    card = scripted(refused, refused, f"{SETTING} 90 00")
    session = CardSession(card)
    with pytest.raises(StatusError):
        session.read_free_file(WEF01)
    assert session.extended is None
    session.read_free_file(WEF01)
    assert session.extended is True
    assert card.sent == [LONG_READ, SHORT_READ, LONG_READ]


@pytest.mark.parametrize(
    ("answers", "extended", "at_extended_length"),
    [
        ([CardRemovedError("Gone")], None, True),
        ([CardUnresponsiveError("No answer"), CardRemovedError("Gone")], None, True),
        ([CardRemovedError("Gone")], True, False),
        ([CardRemovedError("Gone")], False, False),
    ],
)
def test_a_card_that_leaves_at_extended_length_is_known(
    scripted: MakeScripted, *, answers: list[str | TransportError], extended: bool | None, at_extended_length: bool
) -> None:
    """A card that is gone at the first long command, or right behind it, may have been reset by it."""
    session = CardSession(scripted(*answers))
    session.extended = extended
    with pytest.raises(CardRemovedError) as caught:
        session.read_free_file(WEF01)
    assert caught.value.at_extended_length is at_extended_length


def test_short_length_can_be_kept_to(scripted: MakeScripted) -> None:
    """Who wants short length only gets no extended command at all."""
    card = scripted(f"{SETTING} 90 00")
    session = CardSession(card, short=True)
    session.read_free_file(WEF01)
    assert card.sent == [SHORT_READ]
    assert session.extended is False


@pytest.mark.parametrize(
    ("answer", "error"), [("69 82", StatusError), ("C1", ResponseError), ("C1 01 01 01 90 00", ResponseError)]
)
def test_a_free_file_that_cannot_be_read_is_an_error(
    scripted: MakeScripted, answer: str, error: type[Exception]
) -> None:
    """When short length brings nothing either, there is nothing to go on with."""
    with pytest.raises(error):
        CardSession(scripted(answer, answer)).read_free_file(WEF01)


def test_a_card_that_is_gone_is_not_asked_again(scripted: MakeScripted) -> None:
    """A removed card is no matter of length."""
    card = scripted(CardRemovedError("Gone"))
    with pytest.raises(CardRemovedError):
        CardSession(card).read_free_file(WEF01)
    card = scripted("90 00", CardRemovedError("Gone"))
    session = CardSession(card)
    session.extended = True
    with pytest.raises(CardRemovedError):
        session.read_file(WEF02)
    assert not card.answers


@pytest.mark.parametrize("fill", [b"", b"\xff" * 500, b"\0" * 500])
def test_an_extended_link_needs_one_read_for_a_file(
    file_card: MakeCard, record: bytes, signature: bytes, fill: bytes
) -> None:
    """A file that shows its end comes with one SELECT and one READ."""
    for file, content in ((WEF02, record), (WEF03, signature)):
        card = file_card(content + fill)
        assert session_on(card).read_file(file).startswith(content)
        assert len(card.commands) == 2
        assert card.reads == [(0, file.max_size)]


@pytest.mark.parametrize("fill", [b"", b"\xff", b"\0"])
def test_a_short_link_asks_for_little_more_than_is_needed(
    file_card: MakeCard, record: bytes, signature: bytes, fill: bytes
) -> None:
    """In short length hardly more comes back than both files have, filled up to their longest or not."""
    needed = data_back = reads = 0
    for file, content in ((WEF02, record), (WEF03, signature)):
        card = file_card(content + fill * (file.max_size - len(content)))
        assert session_on(card, extended=False).read_file(file).startswith(content)
        needed += len(content)
        data_back += card.data_back
        reads += len(card.reads)
    assert data_back <= 1.05 * needed
    assert reads <= -(-len(record) // 256) + 4


def test_a_file_without_an_end_of_its_own_needs_one_read_more(file_card: MakeCard) -> None:
    """Where nothing in the file says that it is over, one more READ hears that nothing is left."""
    card = file_card(bytes(range(200)))
    session = session_on(card)
    assert session.read_file(PLAIN) == bytes(range(200))
    assert card.reads == [(0, 600), (200, 256)]
    assert session.extended is True  # the long answer had been whole


def test_a_long_file_goes_on_behind_its_longest_size(file_card: MakeCard) -> None:
    """What a table does not know of is asked for 256 bytes at a time, and a long link stays one."""
    card = file_card(bytes(range(200)) * 4)
    session = session_on(card)
    assert len(session.read_file(PLAIN)) == 800
    assert card.reads == [(0, 600), (600, 256), (800, 256)]
    assert session.extended is True


def test_a_short_link_stays_short(file_card: MakeCard) -> None:
    """That nothing follows a short answer proves nothing about long ones."""
    session = session_on(file_card(bytes(100)), extended=False)
    assert session.read_file(PLAIN) == bytes(100)
    assert session.extended is False


REFUSALS = ["67 00", "6F 00", "6D 00", "6A 86", "6C 00", "6C 10", "", "5A", "5A 5A", CardUnresponsiveError("No answer")]


@pytest.mark.parametrize("refusal", [*REFUSALS, "5A*6000 90 00", "64 00", "91 00", "90 01"])
def test_a_long_read_that_fails_is_followed_by_short_ones(
    file_card: MakeCard, record: bytes, refusal: str | TransportError
) -> None:
    """Whatever a long READ brings instead of data, the file is read short from there, without asking for the PIN."""
    card = file_card(record, refuse_long=refusal)
    session = session_on(card)
    assert session.read_file(WEF02) == record
    assert session.extended is False
    assert sum(len(command) == 7 for command in card.commands if command[1] == 0xB0) == 1
    assert {command[1] for command in card.commands} == {0xA4, 0xB0}


@pytest.mark.parametrize("cut", [1, 2, 3, 100, 256, 257, 258, 400, 2000])
def test_an_answer_cut_without_status_word_is_followed_by_short_ones(
    file_card: MakeCard, record: bytes, cut: int
) -> None:
    """One phone cuts answers and drops the status word: the file is whole all the same, if 258 bytes pass."""
    card = file_card(record, cut=cut)
    session = session_on(card)
    if cut < 258:
        with pytest.raises(ResponseError):
            session.read_file(WEF02)
    else:
        assert session.read_file(WEF02) == record


@pytest.mark.parametrize("mark", ["90 00", "62 82", "61 05", "6C 05", "6B 00", "69 82", "6A 82"])
def test_a_cut_that_looks_like_a_status_word_loses_nothing(file_card: MakeCard, record: bytes, mark: str) -> None:
    """When the two bytes before the cut happen to be a status word, the file is whole all the same."""
    sign = bytes.fromhex(mark)
    content = record[:1500] + sign + record[1502:]
    card = file_card(content, cut=1502)
    assert session_on(card).read_file(WEF02) == content


@pytest.mark.parametrize("part", [1, 84, 254, 255, 256, 400])
def test_offsets_advance_by_what_came_back(file_card: MakeCard, signature: bytes, part: int) -> None:
    """A card that answers with less than was asked is read on from there."""
    for extended in (True, False):
        card = file_card(signature, part=part)
        assert session_on(card, extended=extended).read_file(WEF03) == signature
        offsets = [offset for offset, _ in card.reads]
        step = min(part, 256)
        assert offsets[0] == 0
        assert {later - earlier for earlier, later in pairwise(offsets)} <= {part, step}


@pytest.mark.parametrize(("longest", "asked"), [(255, 0xF0), (0xF0, 0xF0), (0xEF, 0x80), (0x80, 0x80)])
def test_short_reads_grow_shorter_where_they_are_refused(
    file_card: MakeCard, record: bytes, longest: int, asked: int
) -> None:
    """Le 00 is followed by F0 and that by 80, once for the whole session."""
    card = file_card(record, longest=longest)
    session = session_on(card, extended=False)
    assert session.read_file(WEF02) == record
    assert {le for _, le in card.reads[:-1]} == {asked}
    card.commands.clear()
    session.read_file(WEF02)
    assert len(card.commands) == 1 + -(-len(record) // asked)


def test_a_card_that_refuses_every_length_is_left(file_card: MakeCard, record: bytes) -> None:
    """After 80 there is nothing shorter: four READs and no more."""
    card = file_card(record, longest=0x7F, refuse_long="67 00")
    with pytest.raises(StatusError, match=r"^Reading WEF02: 6700"):
        session_on(card).read_file(WEF02)
    assert len(card.commands) == 1 + 4


@pytest.mark.parametrize("status", ["69 81", "69 82", "69 85", "69 86", "6A 82"])
def test_a_refusal_that_no_length_can_mend_ends_it(scripted: MakeScripted, status: str) -> None:
    """Without the PIN, for instance, a shorter READ is no better."""
    card = scripted("90 00", status)
    session = CardSession(card)
    with pytest.raises(StatusError):
        session.read_file(WEF02)
    assert len(card.commands) == 2


def test_a_file_that_cannot_be_selected_is_not_read(scripted: MakeScripted) -> None:
    """The refused SELECT is the error, named after the file."""
    card = scripted("6A 82")
    with pytest.raises(StatusError, match=r"^Selecting WEF03: 6A82"):
        CardSession(card).read_file(WEF03)


@pytest.mark.parametrize("past_end", ["6B 00", "90 00", "62 82"])
@pytest.mark.parametrize("short_of_le", ["90 00", "62 82"])
@pytest.mark.parametrize("extended", [True, False])
@pytest.mark.parametrize("size", [0, 1, 200, 255, 256, 257, 512, 599, 600])
def test_each_way_to_say_that_a_file_is_over_is_understood(
    file_card: MakeCard,
    past_end: str,
    short_of_le: str,
    *,
    extended: bool,
    size: int,
) -> None:
    """6B00, an empty answer and 6282 end a file, at any length of it."""
    content = bytes(number % 251 for number in range(size))
    card = file_card(content, past_end=past_end, short_of_le=short_of_le)
    assert session_on(card, extended=extended).read_file(PLAIN) == content
    assert len(card.commands) <= 5


@pytest.mark.parametrize("extended", [True, False])
@pytest.mark.parametrize("file", [PLAIN, WEF02, WEF03])
@pytest.mark.parametrize("unit", [b"\x5a", b"\xc2\x00", b"\xff", b"\x01\x07\x82\xff\xff"])
def test_an_endless_file_is_left(
    responder: Callable[[Callable[[bytes], bytes]], Responder],
    *,
    extended: bool,
    file: ElementaryFile,
    unit: bytes,
) -> None:
    """A card that always has more is believed to the longest file there can be, in a bounded number of commands."""

    def respond(command: bytes) -> bytes:
        le = int.from_bytes(command[4:], "big") or 256
        return b"\x90\x00" if command[1] == 0xA4 else (unit * le)[:le] + b"\x90\x00"

    card = responder(respond)
    session = CardSession(card)
    session.extended = extended
    try:
        data = session.read_file(file)
    except ResponseError:
        data = b""
    assert len(data) <= 0x8000 + file.max_size
    assert len(card.commands) <= 130


def test_a_long_file_in_single_bytes_is_left(file_card: MakeCard) -> None:
    """A card that answers byte by byte is asked a bounded number of times."""
    card = file_card(bytes(5845), part=1)
    with pytest.raises(ResponseError, match="does not come to an end"):
        session_on(card).read_file(PLAIN)
    assert len(card.commands) <= 1100


@given(
    objects=st.lists(st.binary(max_size=300), min_size=1, max_size=12),
    photo=st.integers(120, 2000),
    fill=st.sampled_from([b"", b"\xff" * 300, b"\0" * 300]),
    extended=st.booleans(),
    refuse_long=st.none() | st.sampled_from(REFUSALS),
    cut=st.none() | st.integers(258, 3000),
    part=st.integers(20, 3000),
    longest=st.sampled_from([256, 0xF0, 0x80]),
    past_end=st.sampled_from(["6B 00", "90 00", "62 82"]),
    short_of_le=st.sampled_from(["90 00", "62 82"]),
)
def test_the_file_is_whole_over_every_link(  # noqa: PLR0913 - one argument for each property of a link
    file_card: MakeCard,
    license_file: WriteFile,
    *,
    objects: list[bytes],
    photo: int,
    fill: bytes,
    extended: bool,
    refuse_long: str | TransportError | None,
    cut: int | None,
    part: int,
    longest: int,
    past_end: str,
    short_of_le: str,
) -> None:
    """Whatever the link cuts and the card refuses, the file is read as it stands, and each byte is asked for once."""
    values = [(bytes((0xC2 + number,)), value) for number, value in enumerate(objects)]
    content = license_file([*values, (b"\x01\x07", JP2 + bytes(photo))])
    card = file_card(
        content + fill,
        refuse_long=refuse_long,
        cut=cut,
        part=part,
        longest=longest,
        past_end=past_end,
        short_of_le=short_of_le,
    )
    data = session_on(card, extended=extended).read_file(WEF02)
    assert data[: len(content)] == content
    assert set(data[len(content) :]) <= set(fill)
    assert {command[1] for command in card.commands} <= {0xA4, 0xB0, 0xC0}


@given(answers=st.lists(st.binary(max_size=300) | st.sampled_from([b"\x90\x00", b"\x67\x00", b"\x5a\x90\x00"])))
def test_noise_ends_in_data_or_an_error_of_ours(
    responder: Callable[[Callable[[bytes], bytes]], Responder], answers: list[bytes]
) -> None:
    """A card that answers anything at all brings bytes or an error, in a bounded number of commands."""
    queue = [b"\x90\x00", *answers]

    def respond(_command: bytes) -> bytes:
        return queue.pop(0) if queue else b"\x6b\x00"

    card = responder(respond)
    session = CardSession(card)
    session.extended = True
    with suppress(ApduError):
        session.read_file(WEF02)
    assert len(card.commands) <= 2 * len(answers) + 10


CERTIFICATE = ElementaryFile("EF", "電子証明書", 0x000A, 4096, Access.FREE, "4.3", is_ber=True)


@pytest.mark.parametrize("extended", [True, False])
@pytest.mark.parametrize("size", [5, 300, 1573])
def test_a_certificate_tells_its_own_length(file_card: MakeCard, size: int, *, extended: bool) -> None:
    """My Number card spec, section 4.3: its header tells the length, so that no fill is asked for behind it."""
    content = b"\x30\x82" + size.to_bytes(2, "big") + bytes(size)
    card = file_card(content.ljust(2048, b"\xff"))
    data = session_on(card, extended=extended).read_file(CERTIFICATE)
    assert data.startswith(content)
    assert len(card.reads) == (1 if extended else -(-len(content) // 256))


@pytest.mark.parametrize(
    "content", [b"", b"\x30", b"\x30\x82\x01", b"\x04\x82\x00\x01\x00", b"\x30\x81\x80" + bytes(128)]
)
def test_what_is_no_certificate_is_read_to_its_end(file_card: MakeCard, content: bytes) -> None:
    """A file that begins otherwise is read like any other."""
    assert session_on(file_card(content)).read_file(CERTIFICATE) == content


def test_a_certificate_longer_than_any_file_ends(responder: Callable[[Callable[[bytes], bytes]], Responder]) -> None:
    """A header that lies about the length costs no more commands than a file may take."""
    card = responder(lambda command: (b"" if command[1] == 0xA4 else b"\x30\x82\xff\xff") + b"\x90\x00")
    with pytest.raises(ResponseError):
        CardSession(card, short=True).read_file(CERTIFICATE)
    assert len(card.commands) <= 1025


@pytest.mark.parametrize(("answer", "there"), [("90 00", True), ("6A 82", False)])
def test_a_file_is_there_when_it_can_be_selected(scripted: MakeScripted, answer: str, *, there: bool) -> None:
    """One SELECT tells, and nothing is read."""
    card = scripted(answer)
    assert CardSession(card).has_file(PLAIN) is there
    assert card.sent == ["00 A4 02 0C 02 00 02"]


def test_a_file_may_be_neither_there_nor_not(scripted: MakeScripted) -> None:
    """Any other answer is the caller's to judge."""
    with pytest.raises(StatusError):
        CardSession(scripted("69 82")).has_file(PLAIN)


def test_a_data_object_is_read_by_its_tag(scripted: MakeScripted) -> None:
    """GET DATA with the tag in P1 and P2; a refusal is an error."""
    card = scripted("32 30 33 35 90 00", "6A 88")
    session = CardSession(card)
    assert session.read_data_object(0x00F2) == b"2035"
    with pytest.raises(StatusError):
        session.read_data_object(0x0045)
    assert card.sent == ["00 CA 00 F2 00", "00 CA 00 45 00"]


def test_a_data_object_may_have_any_tag(scripted: MakeScripted) -> None:
    """Both bytes of the tag count; a warning that less than Le is there brings the data all the same."""
    card = scripted("AA 62 82")
    assert CardSession(card).read_data_object(0x9F7F) == b"\xaa"
    assert card.sent == ["00 CA 9F 7F 00"]


def test_a_free_file_may_come_with_a_warning(scripted: MakeScripted) -> None:
    """6282 says that the file ended before Le, and brings what there is."""
    assert CardSession(scripted("AA 62 82"), short=True).read_free_file(WEF01) == b"\xaa"


def test_a_record_is_the_one_of_the_table(scripted: MakeScripted) -> None:
    """The first record where the table names none; a warning brings the data all the same."""
    for number, sent in ((None, "00 B2 01 14 00"), (1, "00 B2 01 14 00"), (2, "00 B2 02 14 00")):
        card = scripted("AA 62 82")
        assert CardSession(card).read_record(PLAIN._replace(record_number=number)) == b"\xaa"
        assert card.sent == [sent]
