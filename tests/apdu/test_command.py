from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apdu import Case, CommandAPDU, Instruction
from apdu.errors import EncodingError

if TYPE_CHECKING:
    from collections.abc import Callable

BYTES = st.integers(0, 255)
# Lengths near the edges of both forms are where encoders go wrong.
LENGTHS = st.sampled_from([1, 2, 254, 255, 256, 257, 65_279, 65_280, 65_535]) | st.integers(1, 600)


@st.composite
def commands(draw: st.DrawFn) -> CommandAPDU:
    """Commands of all four cases in both forms."""
    length = draw(st.just(0) | LENGTHS)
    data = draw(st.binary(min_size=1, max_size=4)) if length else b""
    data = (data * length)[:length]
    le = draw(st.none() | st.integers(1, 65_536) | LENGTHS | st.just(65_536))
    extended = draw(st.booleans()) and bool(data or le)
    return CommandAPDU(draw(BYTES), draw(BYTES), draw(BYTES), draw(BYTES), data, le, extended)


def test_each_case_and_form_has_one_encoding(apdu_command_row: dict[str, Any], unpack: Callable[[str], bytes]) -> None:
    """Each vector encodes and parses to itself, in its case and form."""
    raw = unpack(apdu_command_row["hex"])
    data, le, extended = unpack(apdu_command_row["data"]), apdu_command_row["le"], apdu_command_row["extended"]
    command = CommandAPDU(raw[0], raw[1], raw[2], raw[3], data, le, extended)
    assert command.encode() == raw
    assert CommandAPDU.parse(raw) == command
    assert command.case == apdu_command_row["case"]


def test_bytes_of_no_case_are_refused(apdu_malformed_row: dict[str, str], unpack: Callable[[str], bytes]) -> None:
    """What is none of the four cases cannot be read, rather than be guessed."""
    with pytest.raises(EncodingError):
        CommandAPDU.parse(unpack(apdu_malformed_row["hex"]))


@given(commands())
def test_a_command_survives_its_bytes(command: CommandAPDU) -> None:
    """Parsing undoes encoding, for every command."""
    assert CommandAPDU.parse(command.encode()) == command


@given(st.binary(max_size=600))
@example(b"\0" * 4)
@example(b"\0" * 7)
@example(b"\0" * 8)
def test_bytes_are_refused_or_survive_the_command(raw: bytes) -> None:
    """Whatever bytes can be read as a command are written the same again; all others are refused as such."""
    try:
        command = CommandAPDU.parse(raw)
    except EncodingError:
        return
    assert command.encode() == raw


@given(commands())
def test_the_case_says_which_data_there_are(command: CommandAPDU) -> None:
    """The case follows from whether there is command data and whether there is an Le."""
    carries, expects = bool(command.data), command.le is not None
    assert command.case in ((Case.BOTH, Case.COMMAND_DATA) if carries else (Case.RESPONSE_DATA, Case.NOTHING))
    assert expects == (command.case in (Case.BOTH, Case.RESPONSE_DATA))


@pytest.mark.parametrize(("length", "le"), [(256, None), (0, 257), (2, 257), (256, 1)])
def test_what_does_not_fit_the_short_form_is_extended(length: int, le: int | None) -> None:
    """Nobody has to say that a long command is extended."""
    assert CommandAPDU(0, 0xA4, 4, 0, bytes(length), le).extended


@pytest.mark.parametrize(("length", "le"), [(255, None), (0, 256), (255, 256), (0, None)])
def test_what_fits_the_short_form_is_short(length: int, le: int | None) -> None:
    """The short form is the default wherever it does."""
    assert not CommandAPDU(0, 0xA4, 4, 0, bytes(length), le).extended


@pytest.mark.parametrize("position", range(4))
@pytest.mark.parametrize("value", [-1, 256])
def test_a_header_holds_bytes(position: int, value: int) -> None:
    """A header byte outside 0 to 255 is refused at construction."""
    cla, ins, p1, p2 = (value if at == position else 0 for at in range(4))
    with pytest.raises(EncodingError):
        CommandAPDU(cla, ins, p1, p2)


@pytest.mark.parametrize("le", [0, -1, 65_537])
def test_le_is_a_number_of_bytes(le: int) -> None:
    """Le is absent or 1 to 65,536; the zero exists on the wire only."""
    with pytest.raises(EncodingError):
        CommandAPDU(0, 0xB0, 0, 0, le=le)


def test_data_has_a_longest_length() -> None:
    """More data than an extended Lc can tell is refused."""
    with pytest.raises(EncodingError):
        CommandAPDU(0, 0xA4, 4, 0, bytes(65_536))


def test_a_header_alone_has_no_extended_form() -> None:
    """A command without lengths has nothing that could be extended."""
    with pytest.raises(EncodingError):
        CommandAPDU(0, 0x20, 0, 0x86, extended=True)


def test_a_representation_shows_no_data() -> None:
    """Command data may be a PIN and stays out of representations."""
    assert "9876" not in repr(CommandAPDU(0, 0x20, 0, 0x86, b"9876"))


@pytest.mark.parametrize("instruction", Instruction)
def test_no_instruction_writes(instruction: Instruction) -> None:
    """No instruction of ISO/IEC 7816-4 that writes, changes a PIN or unblocks one has a name here."""
    writing = {0x0E, 0x0F, 0x24, 0x2C, 0xD0, 0xD1, 0xD2, 0xD3, 0xD6, 0xD7, 0xDA, 0xDB, 0xDC, 0xDD, 0xE0, 0xE2, 0xE4}
    assert instruction not in writing
