"""The holder of a My Number card, as the text application records it."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.record import ProblemKind, RecordError, Sex, decode_card_holder
from menkyo.virtual import load_image
from menkyo.virtual.text_application import TextFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

VECTORS = json.loads(
    (Path(__file__).parents[2] / "fixtures" / "vectors" / "my_number_text.json").read_text(encoding="utf-8")
)
DIGITS = {"1": Sex.MALE, "2": Sex.FEMALE, "9": Sex.NOT_APPLICABLE, "0": Sex.UNKNOWN}


def encode(fields: Sequence[tuple[int, bytes]], *, form: str = "shortest", table: bytes | None = None) -> bytes:
    """Write the file by hand: a table of offsets, the fields, their list around them."""

    def write(tag: int, value: bytes) -> bytes:
        size = len(value)
        if form == "82":
            length = b"\x82" + size.to_bytes(2, "big")
        elif size < 0x80:
            length = bytes((size,))
        else:
            length = bytes((0x81, size)) if size < 0x100 else b"\x82" + size.to_bytes(2, "big")
        return tag.to_bytes(2, "big") + length + value

    objects = [write(tag, value) for tag, value in fields]
    content = write(0xDF21, bytes(2 * len(objects))) + b"".join(objects)
    offset = len(write(0xFF20, content)) - len(b"".join(objects))
    offsets = b""
    for item in objects:
        offsets += offset.to_bytes(2, "big")
        offset += len(item)
    return write(0xFF20, write(0xDF21, offsets if table is None else table) + b"".join(objects))


def kinds(data: bytes) -> list[tuple[str | None, ProblemKind]]:
    """The problems of a file, each by tag and kind."""
    return [(problem.tag, problem.kind) for problem in decode_card_holder(data).problems]


@pytest.mark.parametrize("row", VECTORS, ids=[row["name"] for row in VECTORS])
@pytest.mark.parametrize("fill", [b"", b"\xff" * 152, b"\0" * 3])
def test_a_published_card_is_read(row: dict[str, Any], fill: bytes) -> None:
    """A test card with an invented holder: name, address, birth date, sex, and the digest over the same bytes."""
    data = bytes.fromhex(row["hex"])
    holder = decode_card_holder(data + fill)
    assert holder.raw == data + fill
    assert holder.name is not None
    assert holder.name.raw == row["holder"]["name"].encode()
    assert holder.name.text == row["holder"]["name"]
    assert holder.address is not None
    assert holder.address.text == unicodedata.normalize("NFC", "東京都清瀬市観布子南12－7－202")
    assert holder.birth_date == date.fromisoformat(row["holder"]["birth_date"])
    assert holder.sex is DIGITS[row["holder"]["sex"]]
    assert hashlib.sha256(holder.covered).hexdigest() == row["sha256_from_name"]
    assert (holder.problems, holder.unknown) == ((), ())


@pytest.mark.parametrize("image", ["specimen", "long-address", "holder-reiwa", "face-lengths-81", "face-lengths-82"])
def test_every_virtual_holder_is_read(image: str) -> None:
    """Whatever the form of the lengths, and however long the address: all four attributes, and no problem."""
    wanted = load_image(image).holder
    holder = decode_card_holder(TextFiles(load_image(image)).attributes)
    assert holder.name is not None
    assert holder.address is not None
    assert (holder.name.raw.decode(), holder.address.raw.decode()) == (wanted.name, wanted.address)
    assert (holder.birth_date, holder.sex) == (wanted.birth_date, DIGITS[wanted.sex])
    assert holder.problems == ()


@given(
    name=st.text("黒桐　幹也髙﨑ﾀﾛｳTaro-'", min_size=1, max_size=200).filter(str.strip),
    birth=st.dates(),
    sex=st.sampled_from(sorted(DIGITS)),
    form=st.sampled_from(["shortest", "82"]),
    fill=st.sampled_from([b"", b"\xff", b"\xff" * 300, b"\0" * 5]),
)
def test_what_is_written_is_read(name: str, birth: date, sex: str, form: str, fill: bytes) -> None:
    """Any holder comes back, in any form of the lengths, with any fill."""
    day = f"{birth.year:04}{birth.month:02}{birth.day:02}".encode()
    data = encode([(0xDF22, name.encode()), (0xDF23, b""), (0xDF24, day), (0xDF25, sex.encode())], form=form)
    holder = decode_card_holder(data + fill)
    assert holder.name is not None
    assert holder.name.raw.decode() == name
    assert unicodedata.is_normalized("NFC", holder.name.text)
    assert (holder.address, holder.birth_date, holder.sex) == (None, birth, DIGITS[sex])
    assert holder.problems == ()


@pytest.mark.parametrize(
    ("raw", "text", "kind"),
    [
        ("１２３ＡＢｚ（）".encode(), "123ABz()", None),
        ("は\u3099".encode(), "ば", None),
        ("葛\U000e0100".encode(), "葛\U000e0100", None),
        ("見本\0\0".encode(), "見本", None),
        (b"\xe9\xbb", "〓", ProblemKind.UNDECODABLE_TEXT),
        ("見\x1b[2J本".encode(), "見〓[2J本", ProblemKind.UNDECODABLE_TEXT),
        ("見\u202e本".encode(), "見〓本", ProblemKind.UNDECODABLE_TEXT),
        ("見\ue000本".encode(), "見〓本", ProblemKind.EXTERNAL_CHARACTER),
    ],
)
def test_text_is_fit_to_be_shown(raw: bytes, text: str, kind: ProblemKind | None) -> None:
    """NFC, half-width where the other card's text is, and 〓 with a problem for what is no character to be shown."""
    holder = decode_card_holder(encode([(0xDF22, raw)]))
    assert holder.name is not None
    assert (holder.name.raw, holder.name.text) == (raw, text)
    assert [problem.kind for problem in holder.problems] == ([] if kind is None else [kind])


@pytest.mark.parametrize("blank", [b"", b"        ", b"00000000", b"\xff" * 8])
def test_a_blank_birth_date_is_none(blank: bytes) -> None:
    """What holds no day is no problem."""
    holder = decode_card_holder(encode([(0xDF24, blank)]))
    assert (holder.birth_date, holder.problems) == (None, ())


@pytest.mark.parametrize(
    "raw", [b"19800230", b"19800200", b"1980217", b"198002170", b"S5502170", b"1980 217", "１９８０".encode()]
)
def test_a_bad_birth_date_is_a_problem(raw: bytes) -> None:
    """What is no day of the calendar costs the day, and nothing else."""
    data = encode([(0xDF24, raw), (0xDF25, b"1")])
    assert kinds(data) == [("DF24", ProblemKind.BAD_DATE)]
    assert decode_card_holder(data).sex is Sex.MALE


@pytest.mark.parametrize("raw", [b"3", b"\x01", b"12"])
def test_an_unknown_sex_is_a_problem(raw: bytes) -> None:
    """Digits that the specification does not list are not guessed at."""
    assert kinds(encode([(0xDF25, raw)])) == [("DF25", ProblemKind.UNEXPECTED_VALUE)]


def test_a_table_of_offsets_that_does_not_fit_is_a_problem() -> None:
    """The table is cross-checked, and the fields are found without it."""
    data = encode([(0xDF22, "見本".encode())], table=b"\0\0")
    assert kinds(data) == [("DF21", ProblemKind.UNEXPECTED_VALUE)]
    name = decode_card_holder(data).name
    assert name is not None
    assert name.text == "見本"


def test_repeated_unknown_and_trailing_objects_are_told() -> None:
    """The first object of a tag counts, unknown ones are kept, and what stands behind the list is noted."""
    data = encode([(0xDF22, b"A"), (0xDF22, b"B"), (0xDF2F, b"C"), (0x5F8101, b"D")][:3])
    assert kinds(data + b"\x01") == [(None, ProblemKind.TRAILING_DATA), ("DF22", ProblemKind.DUPLICATE)]
    holder = decode_card_holder(data)
    assert holder.name is not None
    assert holder.name.text == "A"
    assert [(item.file, item.tag, item.raw) for item in holder.unknown] == [("text/EF0002", "DF2F", b"C")]


def test_a_file_that_is_cut_short_keeps_its_whole_fields() -> None:
    """At whatever byte the file ends, the fields before it survive, and the cut is a problem."""
    data = encode([(0xDF22, "見本".encode()), (0xDF25, b"2")])
    for size in range(4, len(data)):
        holder = decode_card_holder(data[:size])
        assert ProblemKind.TRUNCATED in [problem.kind for problem in holder.problems]
        assert holder.sex is None
    name = decode_card_holder(data[:-4]).name
    assert name is not None
    assert name.text == "見本"


@pytest.mark.parametrize("data", [b"", b"\xff" * 40, b"\0" * 40])
def test_padding_is_an_empty_record(data: bytes) -> None:
    """Nothing recorded is no error."""
    holder = decode_card_holder(data)
    assert (holder.name, holder.address, holder.birth_date, holder.sex, holder.problems) == (None, None, None, None, ())


@pytest.mark.parametrize("data", ["FF30 00", "30 03 020101", "C2 00", "FF20"])
def test_another_file_is_an_error(data: str) -> None:
    """Bytes that do not begin with the list of fields are not this file."""
    with pytest.raises(RecordError, match=r"^text/EF0002 cannot be decoded"):
        decode_card_holder(bytes.fromhex(data))


@given(st.binary(max_size=300).map(lambda data: b"\xff\x20\x81\xc0" + data) | st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    """Nothing but errors of the record tree comes out, no text steers a terminal, every problem lies in the file."""
    with suppress(RecordError):
        holder = decode_card_holder(data)
        for text in (holder.name, holder.address):
            if text is not None:
                assert not {unicodedata.category(character) for character in text.text} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
        assert all(problem.offset is None or 0 <= problem.offset <= len(data) for problem in holder.problems)
        assert "〓" not in repr(holder)


def test_nothing_of_the_holder_is_in_a_repr() -> None:
    """Personal data do not reach a traceback by way of a repr."""
    holder = decode_card_holder(bytes.fromhex(VECTORS[0]["hex"]))
    shown = repr(holder) + repr(holder.name) + repr(holder.address)
    assert "黒桐" not in shown
    assert "1980" not in shown


NAME = (0xDF22, b"A")
TRUNCATED, MALFORMED = ProblemKind.TRUNCATED, ProblemKind.MALFORMED


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        (encode([NAME, (0xDF25, b"3")]), [("DF25", 14, ProblemKind.UNEXPECTED_VALUE)]),
        (encode([NAME, (0xDF24, b"19800230")]), [("DF24", 14, ProblemKind.BAD_DATE)]),
        (encode([NAME, (0xDF24, b"1980")]), [("DF24", 14, ProblemKind.BAD_DATE)]),
        (encode([NAME, (0xDF23, "見\ue000".encode())]), [("DF23", 14, ProblemKind.EXTERNAL_CHARACTER)]),
        (encode([NAME, (0xDF23, b"\xe9\xbb")]), [("DF23", 14, ProblemKind.UNDECODABLE_TEXT)]),
        (encode([NAME, NAME]), [("DF22", 14, ProblemKind.DUPLICATE)]),
        (encode([NAME], table=b"\0\0"), [("DF21", 3, ProblemKind.UNEXPECTED_VALUE)]),
        (b"\xff\x20\x09\xdf\x22\x01A" + bytes.fromhex("DF2102 0003"), []),
        (b"\xff\x20\x09\xdf\x22\x01A" + bytes.fromhex("DF2102 0004"), [("DF21", 7, ProblemKind.UNEXPECTED_VALUE)]),
        (encode([NAME]) + b"\x01\x02", [(None, 12, ProblemKind.TRAILING_DATA)]),
        (encode([NAME])[:-1], [(None, 0, TRUNCATED), (None, 8, TRUNCATED), ("DF21", 3, ProblemKind.UNEXPECTED_VALUE)]),
        (b"\xff\x20\x06\xdf\x22\x01A\xdf\x25", [(None, 7, MALFORMED)]),
        (b"\xff\x20\x08\xdf\x22\x01A\xdf\x25\x80\x01", [(None, 7, MALFORMED)]),
        (b"\xff\x20\x08\xdf\x22\x01A\xdf\x25\x02\x31", [(None, 7, TRUNCATED)]),
    ],
)
def test_a_problem_points_at_its_object(
    data: bytes, problems: list[tuple[str | None, int, ProblemKind]], is_sentence: Callable[[str], bool]
) -> None:
    """Each is told in a sentence, with the file, the object's tag where there is one, and the offset."""
    found = decode_card_holder(data).problems
    assert [(problem.tag, problem.offset, problem.kind) for problem in found] == problems
    assert {problem.file for problem in found} <= {"text/EF0002"}
    assert all(is_sentence(problem.detail) for problem in found)


def test_a_problem_of_a_text_counts_its_characters() -> None:
    """The position is that of the character, counted from 1."""
    (first, second) = decode_card_holder(encode([(0xDF22, "見\ue000本".encode() + b"\xe9")])).problems
    assert first.detail == "A character for private use (外字) stands at position 2."
    assert second.detail == "UTF-8 has no character to be shown at position 4."


def test_data_behind_the_list_are_counted() -> None:
    """The problem says how many bytes there are."""
    (problem,) = decode_card_holder(encode([NAME]) + b"\x01\x02").problems
    assert problem.detail == "2 bytes behind the list are no padding."


def test_a_blank_text_is_none() -> None:
    """A name of spaces of any width is no name."""
    assert decode_card_holder(encode([(0xDF22, "　 ".encode())])).name is None


def test_the_digest_covers_what_stands_behind_the_table() -> None:
    """Without a table that is the whole list, and nothing where nothing is recorded."""
    assert decode_card_holder(encode([NAME])).covered == b"\xdf\x22\x01A"
    assert decode_card_holder(b"\xff\x20\x04\xdf\x22\x01A").covered == b"\xdf\x22\x01A"
    assert decode_card_holder(b"").covered == b""
