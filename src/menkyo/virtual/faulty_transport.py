"""Things that go wrong between a card and a reader, as a transport around another one.

A fault is a function from the command's number (the first is 1), the command and the card to an answer. Those that can
be chosen by name are listed in `menkyo.virtual.faults`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

from apdu.errors import CardRemovedError, CardUnresponsiveError
from menkyo.virtual.transport import VirtualTransport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apdu.transport import Transport

__all__ = [
    "Fault",
    "FaultyCard",
    "FaultyTransport",
    "answer_at",
    "changed_at",
    "changing_files",
    "duplicate_at",
    "endless_more_data",
    "endless_other_length",
    "from_command",
    "late_at",
    "lying_counter",
    "mute_at",
    "noise",
    "other_program_at",
    "power_lost_at",
    "pull_at",
    "random_answers",
    "with_length",
]


class FaultyCard(Protocol):
    """The card behind a fault: it answers, and may lose its power."""

    def __call__(self, command: bytes, /) -> bytes:
        """Let the card answer."""
        ...

    def lose_power(self) -> None:
        """Take the card's power away and give it back."""
        ...


Fault = Callable[[int, bytes, FaultyCard], bytes]

_VERIFY: Final = 0x20
_READ_BINARY: Final = 0xB0
_HEADER_LENGTH: Final = 4
_ASCII_DIGITS: Final = b"0123456789"
# The JPKI application of a My Number card, and DF3 of an IC license: no reading of a license needs what is in either.
_OTHER_APPLICATIONS: Final = (bytes.fromhex("D392F000260100000001"), bytes.fromhex("A00000024803") + bytes(10))


class _Behind:
    """The card inside a transport."""

    __slots__ = ("_inner",)

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    def __call__(self, command: bytes, /) -> bytes:
        return self._inner.transmit(command)

    def lose_power(self) -> None:
        """Take the power; only of a virtual card can it be had."""
        if not isinstance(self._inner, VirtualTransport):
            raise TypeError("Only a virtual card can lose its power")
        self._inner.card.power_on()


class FaultyTransport:
    """A transport with one fault."""

    def __init__(self, inner: Transport, fault: Fault) -> None:
        self._inner = inner
        self._card = _Behind(inner)
        self._fault = fault
        self.commands = 0
        """Commands that came so far, those that the card never saw included."""

    @property
    def name(self) -> str:
        """The name of the transport inside."""
        return self._inner.name

    @property
    def atr(self) -> bytes:
        """The answer to reset of the transport inside."""
        return self._inner.atr

    def transmit(self, command: bytes, /) -> bytes:
        """Send one command through the fault."""
        self.commands += 1
        return self._fault(self.commands, command, self._card)

    def close(self) -> None:
        """Close the transport inside."""
        self._inner.close()


def pull_at(number: int, *, answered: bool = False) -> Fault:
    """The card is pulled at that command; with ``answered`` it still did what the command says."""

    def fault(current: int, command: bytes, card: FaultyCard) -> bytes:
        if current < number:
            return card(command)
        if current == number and answered:
            card(command)
        raise CardRemovedError("The card was pulled")

    return fault


def mute_at(number: int, *, answered: bool = False) -> Fault:
    """No answer comes to that command; with ``answered`` the card did what the command says."""

    def fault(current: int, command: bytes, card: FaultyCard) -> bytes:
        if current == number:
            if answered:
                card(command)
            raise CardUnresponsiveError("The card gave no answer")
        return card(command)

    return fault


def late_at(number: int, seconds: float, sleep: Callable[[float], None] = time.sleep) -> Fault:
    """The answer to that command comes as many seconds late."""

    def fault(current: int, command: bytes, card: FaultyCard) -> bytes:
        if current == number:
            sleep(seconds)
        return card(command)

    return fault


def answer_at(number: int, answer: bytes) -> Fault:
    """That command gets these bytes, such as none or a single one, and never reaches the card."""

    def fault(current: int, command: bytes, card: FaultyCard) -> bytes:
        return answer if current == number else card(command)

    return fault


def changed_at(number: int, change: Callable[[bytes], bytes]) -> Fault:
    """The card does what that command says, and its answer is changed on the way."""

    def fault(current: int, command: bytes, card: FaultyCard) -> bytes:
        answer = card(command)
        return change(answer) if current == number else answer

    return fault


def duplicate_at(number: int) -> Fault:
    """That command gets the answer to the one before it once more, and never reaches the card."""
    last = b""

    def fault(current: int, command: bytes, card: FaultyCard) -> bytes:
        nonlocal last
        if current != number:
            last = card(command)
        return last

    return fault


def endless_more_data(number: int, data: bytes = b"\x00") -> Fault:
    """From that command on every answer says that there is more: ``data`` and 61FF."""

    def fault(current: int, command: bytes, card: FaultyCard) -> bytes:
        return data + b"\x61\xff" if current >= number else card(command)

    return fault


def endless_other_length(number: int) -> Fault:
    """From that command on every answer names another right length: 6CFF, 6CFE and so on."""

    def fault(current: int, command: bytes, card: FaultyCard) -> bytes:
        return bytes((0x6C, (number - current - 1) % 0x100)) if current >= number else card(command)

    return fault


def changing_files(number: int) -> Fault:
    """From that command on the digits of what is read are others at each read."""

    def fault(current: int, command: bytes, card: FaultyCard) -> bytes:
        answer = card(command)
        if current < number or command[1] != _READ_BINARY:
            return answer
        return answer[:-2].translate(_shifted_digits(current - number + 1)) + answer[-2:]

    return fault


def lying_counter(number: int, status: bytes) -> Fault:
    """From that command on whoever asks for the tries left, by a VERIFY without data, is told this status word."""

    def fault(current: int, command: bytes, card: FaultyCard) -> bytes:
        is_query = current >= number and command[1] == _VERIFY and len(command) <= _HEADER_LENGTH
        return status if is_query else card(command)

    return fault


def other_program_at(number: int) -> Fault:
    """Before that command another program selects another application, of whichever kind the card is."""

    def fault(current: int, command: bytes, card: FaultyCard) -> bytes:
        if current == number:
            for aid in _OTHER_APPLICATIONS:
                card(bytes((0x00, 0xA4, 0x04, 0x0C, len(aid))) + aid)
        return card(command)

    return fault


def power_lost_at(number: int) -> Fault:
    """Before that command the card loses its power for a moment: it has forgotten all but its counters."""

    def fault(current: int, command: bytes, card: FaultyCard) -> bytes:
        if current == number:
            card.lose_power()
        return card(command)

    return fault


def random_answers(seed: int, *, longest: int = 300) -> Fault:
    """Every answer is noise, the same noise for the same seed."""
    answers = _noises(seed, longest)

    def fault(current: int, command: bytes, card: FaultyCard) -> bytes:  # noqa: ARG001 - noise hears nothing
        return next(answers)

    return fault


def noise(seed: int, *, longest: int = 300) -> bytes:
    """The first of the random answers of a seed."""
    return next(_noises(seed, longest))


def _noises(seed: int, longest: int) -> Iterator[bytes]:
    from random import Random  # noqa: PLC0415 - it loads hashlib, and only tests come here

    source = Random(seed)  # noqa: S311 - noise for tests, no secret
    while True:
        yield source.randbytes(source.randint(0, longest))


def from_command(number: int, fault: Fault) -> Fault:
    """A fault that begins at that command."""
    return lambda current, command, card: fault(current, command, card) if current >= number else card(command)


def _shifted_digits(by: int) -> bytes:
    """Each digit stands for another one, counted on; nothing else changes, so that lengths stay what they are."""
    by = 1 + by % (len(_ASCII_DIGITS) - 1)
    return bytes.maketrans(_ASCII_DIGITS, _ASCII_DIGITS[by:] + _ASCII_DIGITS[:by])


def with_length(answer: bytes, length: bytes) -> bytes:
    """The answer with another length in its first object, where it has one."""
    return answer if len(answer) <= _HEADER_LENGTH else answer[:1] + length + answer[2:]
