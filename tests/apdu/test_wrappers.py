from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu.errors import CardRemovedError, ResponseError
from apdu.wrappers import MAX_COMMANDS, GetResponse, Limited, Observed, RightLength

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apdu.conftest import Responder, Scripted

READ = bytes.fromhex("00B0000010")
READ_EXTENDED = bytes.fromhex("00B00000000010")
EMPTY_VERIFY = bytes.fromhex("00200086")
VERIFY = bytes.fromhex("0020008604") + b"9876"


def test_the_rest_of_an_answer_is_fetched(scripted: Callable[..., Scripted]) -> None:
    """61xx is followed by GET RESPONSE for xx bytes, as often as the card asks, and the parts are joined."""
    inner = scripted("01 02 61 03", "03 04 05 61 01", "06 90 00")
    assert GetResponse(inner).transmit(READ) == bytes.fromhex("010203040506 9000")
    assert inner.sent == ["00 B0 00 00 10", "00 C0 00 00 03", "00 C0 00 00 01"]


def test_61_00_asks_for_256_bytes(scripted: Callable[..., Scripted]) -> None:
    """61 00 means 256 bytes or more, which the zero on the wire asks for."""
    inner = scripted("61 00", "5A*256 90 00")
    assert GetResponse(inner).transmit(READ) == b"\x5a" * 256 + b"\x90\x00"
    assert inner.sent[1] == "00 C0 00 00 00"


def test_get_response_keeps_the_class(scripted: Callable[..., Scripted]) -> None:
    """The rest is fetched with the class byte of the command."""
    inner = scripted("61 01", "AA 90 00")
    GetResponse(inner).transmit(b"\x80" + READ[1:])
    assert inner.sent[1] == "80 C0 00 00 01"


def test_what_the_last_round_says_is_the_status(scripted: Callable[..., Scripted]) -> None:
    """An error in a later round ends the answer and is its status."""
    assert GetResponse(scripted("AA 61 02", "69 82")).transmit(READ) == bytes.fromhex("AA6982")


def test_a_first_answer_may_announce_without_sending(scripted: Callable[..., Scripted]) -> None:
    """61xx alone is the usual form: the first part may be empty."""
    assert GetResponse(scripted("61 02", "AA BB 90 00")).transmit(READ) == bytes.fromhex("AABB9000")


@pytest.mark.parametrize("first", ["61 02", "AA 61 02"])
def test_a_round_that_brings_nothing_ends_it(scripted: Callable[..., Scripted], first: str) -> None:
    """A card that announces data and sends none is not asked a third time."""
    inner = scripted(first, "61 02")
    with pytest.raises(ResponseError, match="sends none"):
        GetResponse(inner).transmit(READ)
    assert len(inner.commands) == 2


def test_a_card_that_announced_without_end_is_sent_nothing_more(
    responder: Callable[[Callable[[bytes], bytes]], Responder],
) -> None:
    """Once it was given up it stays given up: each later command raises, and none is sent."""
    inner = responder(lambda _command: b"\x5a\x61\xff")
    transport = GetResponse(inner)
    for message in ("announces more data without end", *["announced more data without end before"] * 2):
        with pytest.raises(ResponseError, match=f"^The card {message}$"):
            transport.transmit(READ)
    assert len(inner.commands) == 257


def test_a_conversation_ends_after_so_many_commands(
    responder: Callable[[Callable[[bytes], bytes]], Responder],
) -> None:
    """However a card keeps a conversation going, it gets 4,096 commands and no more."""
    inner = responder(lambda _command: b"\x90\x00")
    transport = Limited(inner)
    for _ in range(MAX_COMMANDS):
        transport.transmit(READ)
    for _ in range(2):
        with pytest.raises(ResponseError, match=r"^The card keeps the conversation going without end$"):
            transport.transmit(READ)
    assert len(inner.commands) == transport.commands == 4096


@pytest.mark.parametrize("length", [1, 255, 256])
def test_endless_more_data_ends(responder: Callable[[Callable[[bytes], bytes]], Responder], length: int) -> None:
    """A card that announces more for ever is left after 256 rounds or 65,536 bytes."""
    inner = responder(lambda _command: b"\x5a" * length + b"\x61\xff")
    with pytest.raises(ResponseError, match="without end"):
        GetResponse(inner).transmit(READ)
    assert len(inner.commands) <= 258


def test_an_answer_has_a_longest_length(scripted: Callable[..., Scripted]) -> None:
    """65,536 bytes may come before the last round, and one more may not."""
    assert len(GetResponse(scripted("5A*65536 61 01", "90 00")).transmit(READ)) == 65_536 + 2
    with pytest.raises(ResponseError, match="without end"):
        GetResponse(scripted("5A*65537 61 01", "90 00")).transmit(READ)


@given(parts=st.lists(st.binary(min_size=1, max_size=256), min_size=1, max_size=20))
def test_parts_are_joined_whatever_they_are(scripted: Callable[..., Scripted], parts: list[bytes]) -> None:
    """The data are the parts in order, whatever bytes they hold."""
    following = [f" 61 {len(part) % 256:02X}" for part in parts[1:]] + [" 90 00"]
    inner = scripted(*(part.hex() + end for part, end in zip(parts, following, strict=True)))
    assert GetResponse(inner).transmit(READ) == b"".join(parts) + b"\x90\x00"


@pytest.mark.parametrize("command", [READ, READ_EXTENDED])
def test_the_right_length_is_asked_once(scripted: Callable[..., Scripted], command: bytes) -> None:
    """6Cxx repeats a command of header and Le with the Le that the card names."""
    inner = scripted("6C 02", "AA BB 90 00")
    assert RightLength(inner).transmit(command) == bytes.fromhex("AABB9000")
    assert inner.sent[1] == "00 B0 00 00 02"


def test_6c_00_names_256_bytes(scripted: Callable[..., Scripted]) -> None:
    """6C 00 stands for an Le of 256, whose byte on the wire is the same zero."""
    inner = scripted("6C 00", "90 00")
    RightLength(inner).transmit(READ_EXTENDED)
    assert inner.sent[1] == "00 B0 00 00 00"


def test_a_card_that_is_never_content_with_le_is_left(scripted: Callable[..., Scripted]) -> None:
    """A second 6Cxx is the answer: the command is repeated once."""
    assert RightLength(scripted("6C 02", "6C 03")).transmit(READ) == b"\x6c\x03"


@pytest.mark.parametrize(
    "command",
    [VERIFY, VERIFY + b"\0", EMPTY_VERIFY, bytes.fromhex("00A4020C02001B"), bytes.fromhex("0020008600000439383736")],
    ids=["VERIFY", "VERIFY with Le", "empty VERIFY", "SELECT", "extended VERIFY"],
)
def test_a_command_that_carries_data_is_never_repeated(scripted: Callable[..., Scripted], command: bytes) -> None:
    """6Cxx to a command with data, or without Le, is the answer: a VERIFY is sent once."""
    inner = scripted("6C 04")
    assert RightLength(inner).transmit(command) == b"\x6c\x04"
    assert inner.commands == [command]


@given(command=st.binary(max_size=20), length=st.integers(0, 255))
def test_only_a_header_with_le_is_repeated(scripted: Callable[..., Scripted], command: bytes, length: int) -> None:
    """Whatever bytes are sent, what is sent twice has no data in either of the two forms of a command."""
    inner = scripted(f"6C {length:02X}", "90 00")
    RightLength(inner).transmit(command)
    if len(inner.commands) == 2:
        assert len(command) in (5, 7)
        assert len(command) == 5 or command[4] == 0
        assert inner.commands[1] == command[:4] + bytes((length,))


def test_data_with_6cxx_behind_are_an_answer(scripted: Callable[..., Scripted]) -> None:
    """6Cxx counts only where it is the whole answer."""
    assert RightLength(scripted("AA 6C 02")).transmit(READ) == bytes.fromhex("AA6C02")


def test_an_observer_sees_commands_and_answers(scripted: Callable[..., Scripted]) -> None:
    """Each exchange is shown as it was."""
    seen: list[tuple[bytes, bytes | str]] = []
    inner = scripted("AA 90 00")
    observed = Observed(inner, lambda command, answer: seen.append((command, answer)))
    assert observed.transmit(READ) == b"\xaa\x90\x00"
    assert inner.commands == [READ]
    assert seen == [(READ, b"\xaa\x90\x00")]


def test_an_observer_sees_the_command_that_ctrl_c_ended() -> None:
    """A person who gives up in the middle of a command may still know which one it was."""

    class Interrupted:
        name, atr = "reader", b""

        def transmit(self, _command: bytes, /) -> bytes:
            raise KeyboardInterrupt

        def close(self) -> None:
            pass

    seen: list[tuple[bytes, bytes | str]] = []
    with pytest.raises(KeyboardInterrupt):
        Observed(Interrupted(), lambda command, answer: seen.append((command, answer))).transmit(b"\0\xa4\4\0")
    assert seen == [(b"\0\xa4\4\0", "KeyboardInterrupt")]


def test_an_observer_sees_errors_too(scripted: Callable[..., Scripted]) -> None:
    """Where no answer came the observer sees the error's name, and the caller the error."""
    seen: list[tuple[bytes, bytes | str]] = []
    observed = Observed(
        scripted(CardRemovedError("The card is gone")), lambda command, answer: seen.append((command, answer))
    )
    with pytest.raises(CardRemovedError):
        observed.transmit(READ)
    assert seen == [(READ, "CardRemovedError")]


def test_wrappers_pass_everything_else_on(scripted: Callable[..., Scripted]) -> None:
    """Name, ATR and close are those of the transport inside."""

    def observe(_command: bytes, _answer: bytes | str) -> None:
        """See nothing."""

    inner = scripted()
    for number, wrapper in enumerate((GetResponse(inner), RightLength(inner), Observed(inner, observe)), 1):
        assert (wrapper.name, wrapper.atr) == (inner.name, inner.atr)
        wrapper.close()
        assert inner.closed == number
