"""What a reading does with a PIN, for every card and every typist (license card spec, section 3.4)."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apdu import StatusWord
from apdu.errors import ApduError, LastTryError, MalformedPinError, PinBlockedError, TransportError
from menkyo.reading import PinSettingError, ReadingError, read_card

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.reading.conftest import AnyCard, Watched

    MakeCard = Callable[..., AnyCard]
    Watch = Callable[..., Watched]

SET, NOT_SET = b"\xc1\x01\x01", b"\xc1\x01\x00"
STATUS_BYTES = st.sampled_from(
    [
        *(b"\x90\x00", b"\x62\x82", b"\x63\x00", b"\x63\xc0", b"\x63\xc1", b"\x63\xc2", b"\x63\xca", b"\x69\x82"),
        *(b"\x69\x83", b"\x69\x84", b"\x6a\x82", b"\x67\x00", b"\x6f\x00", b"\x6c\x03", b"\x61\x03", b"", b"\x90"),
    ]
) | st.integers(0x6100, 0x6FFF).map(lambda status: status.to_bytes(2, "big"))
SETTINGS = st.sampled_from([SET, SET, NOT_SET, NOT_SET]) | st.binary(max_size=5)
PINS = st.sampled_from([b"1234", b"0000", b"****", b"", b"12345", b"12a4"]) | st.binary(max_size=5)


@given(
    setting=SETTINGS,
    setting_status=st.just(b"\x90\x00") | STATUS_BYTES,
    tries=st.sampled_from([b"\x63\xca", b"\x63\xc2", b"\x63\xc1"]) | STATUS_BYTES,
    verify=STATUS_BYTES,
    pin=PINS,
    use_last_try=st.booleans(),
    short=st.booleans(),
    extended=st.booleans(),
    lost=st.none() | st.integers(7, 16),
)
@example(
    setting=NOT_SET,
    setting_status=b"\x90\x00",
    tries=b"\x63\xca",
    verify=b"\x63\xc9",
    pin=b"1234",
    use_last_try=False,
    short=False,
    extended=True,
    lost=None,
)
def test_a_pin_is_presented_once_and_only_when_everything_is_known(  # noqa: PLR0913 - one argument for each thing that can vary
    any_card: MakeCard,
    watch: Watch,
    *,
    setting: bytes,
    setting_status: bytes,
    tries: bytes,
    verify: bytes,
    pin: bytes,
    use_last_try: bool,
    short: bool,
    extended: bool,
    lost: int | None,
) -> None:
    """At most one VERIFY: after an exact setting and a count that allows it, with what the setting calls for."""
    card = watch(any_card(setting=setting + setting_status, tries=tries, verify=verify, extended=extended))

    def lose(_command: bytes) -> bytes | None:
        if len(card.log) == lost:
            raise TransportError("The answer was lost")
        return None

    asked: list[int] = []

    def ask_pin(tries_left: int) -> bytes:
        asked.append(tries_left)
        return pin

    card.replace = lose
    with suppress(ApduError, ReadingError):
        read_card(card, ask_pin, use_last_try=use_last_try, short=short)

    count = StatusWord(int.from_bytes(tries, "big")).tries_left if len(tries) == 2 else None
    may = count is not None and count >= (1 if use_last_try else 2)
    assert len(card.presented) <= 1
    assert asked == [] or (asked == [count] and may and setting == SET)
    for presented in card.presented:
        assert may
        position = next(at for at, (command, _) in enumerate(card.log) if command[1] == 0x20 and len(command) > 5)
        before = [(command, answer) for command, answer in card.log[:position] if command[1] == 0x20]
        assert before
        assert before[-1] == (bytes.fromhex("00200086"), tries)
        if setting == NOT_SET:
            assert presented == b"****"
            assert asked == []
        else:
            assert (setting, presented) == (SET, pin)
            assert len(pin) == 4
            assert pin.isdigit()
    for command, _ in card.log:
        assert command[1] in (0x20, 0xA4, 0xB0, 0xB2, 0xC0)


@given(
    setting=st.binary(max_size=5).filter(lambda setting: setting not in (SET, NOT_SET)),
    status=st.sampled_from([b"\x90\x00", b"\x62\x82", b"", b"\x69\x82", b"\x6a\x82", b"\x6f\x00"]),
    short=st.booleans(),
)
@example(setting=b"\xc1\x01\x02", status=b"\x90\x00", short=False)
@example(setting=b"\xc1\x01\x00\xff", status=b"\x90\x00", short=False)
@example(setting=b"\xc1\x00", status=b"\x90\x00", short=False)
@example(setting=b"", status=b"\x90\x00", short=True)
def test_an_odd_setting_ends_the_reading_before_any_verify(
    any_card: MakeCard, watch: Watch, *, setting: bytes, status: bytes, short: bool
) -> None:
    """A setting that cannot be read, or says neither yes nor no, is an error: no VERIFY of any kind, no question."""
    card = watch(any_card(setting=setting + status))

    def nobody(_tries_left: int) -> bytes:
        raise AssertionError("The PIN was asked for")

    with pytest.raises(PinSettingError):
        read_card(card, nobody, short=short)
    assert all(command[1] != 0x20 for command, _ in card.log)


@pytest.mark.parametrize("tries", [b"\x63\xc0", b"\x69\x83", b"\x69\x84"])
@pytest.mark.parametrize("setting", [SET, NOT_SET])
def test_a_blocked_pin_is_neither_asked_for_nor_presented(
    any_card: MakeCard, watch: Watch, tries: bytes, setting: bytes
) -> None:
    """No tries left ends the reading with that, whatever the setting says and whoever insists."""
    card = watch(any_card(setting=setting + b"\x90\x00", tries=tries))
    with pytest.raises(PinBlockedError):
        read_card(card, lambda _left: b"1234", use_last_try=True)
    assert not card.presented


@pytest.mark.parametrize("setting", [SET, NOT_SET])
def test_the_last_try_is_kept_unless_a_person_insists(any_card: MakeCard, watch: Watch, setting: bytes) -> None:
    """With one try left nothing is asked and nothing presented; who insists presents once."""
    card = watch(any_card(setting=setting + b"\x90\x00", tries=b"\x63\xc1"))
    with pytest.raises(LastTryError):
        read_card(card, lambda _left: b"1234")
    assert not card.presented
    read_card(card, lambda _left: b"1234", use_last_try=True)
    assert len(card.presented) == 1


def test_a_verified_pin_is_not_asked_for(any_card: MakeCard, watch: Watch) -> None:
    """When the card counts the PIN as verified the files are read without it, and the tries are unknown."""
    card = watch(any_card(tries=b"\x90\x00"))
    capture = read_card(card, lambda _left: b"1234")
    assert capture.pin.tries_left is None
    assert not card.presented


def test_a_malformed_pin_is_not_presented(any_card: MakeCard, watch: Watch) -> None:
    """What is not four digits never leaves the program."""
    card = watch(any_card())
    with pytest.raises(MalformedPinError):
        read_card(card, lambda _left: "１２３４".encode())
    assert not card.presented


def test_who_ends_the_question_ends_the_reading(any_card: MakeCard, watch: Watch) -> None:
    """An interrupt at the prompt goes through, and nothing was presented."""
    card = watch(any_card())

    def interrupt(_tries_left: int) -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_card(card, interrupt)
    assert not card.presented


@pytest.mark.parametrize("refusal", [b"\x67\x00", b"\x6f\x00", b"\x69\x82", b"\x6c\x10", b"", b"\x5a"])
def test_a_read_that_fails_never_costs_a_second_verify(any_card: MakeCard, watch: Watch, refusal: bytes) -> None:
    """Whatever happens to the files behind the PIN, it is not presented again."""

    def refuse(command: bytes) -> bytes | None:
        return refusal if command[1:3] == b"\xb0\x00" else None

    card = watch(any_card(), refuse)
    with pytest.raises(ApduError):
        read_card(card, lambda _left: b"1234")
    assert card.presented == [b"1234"]
