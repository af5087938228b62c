"""The guard in front of a card that takes every way of selecting: nothing that is sent asks it for the number."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from apdu.command import CommandAPDU, Instruction
from apdu.errors import DeniedError
from apdu.guard import Guard

if TYPE_CHECKING:
    from collections.abc import Mapping

# Of each application its AID and an identifier, which real cards may have or not; then files and keys.
AIDS: Final[Mapping[str, bytes]] = {
    "license": bytes.fromhex("A0000002310600000000000000000000"),
    "common": bytes.fromhex("D3921000310001010100"),
    "surface": bytes.fromhex("D3921000310001010402"),
    "text": bytes.fromhex("D3921000310001010408"),
}
IDENTIFIERS: Final = {0x3F00: "root", 0xD006: "license", 0xD000: "common", 0xD002: "surface", 0xD008: "text"}
FILES: Final = {
    "root": (0x2F01, 0x0001),
    "license": (0x0006, 0x001A, 0x001B),
    "common": (0x0001, 0x0002),
    "surface": (0x0002, 0x0005, 0x0012, 0x0013),
    "text": (0x0001, 0x0002, 0x0003, 0x0014, 0x0015),
}
NUMBER: Final = {("text", 0x0001), ("text", 0x0003), ("surface", 0x0005)}
NUMBER_KEYS: Final = {("text", 0x0014), ("surface", 0x0013)}
DONE, REFUSED = b"\x90\x00", b"\x6a\x82"


def _path(identifiers: list[int]) -> bytes:
    return b"".join(each.to_bytes(2, "big") for each in identifiers)


def _beginning(aid: bytes, length: int) -> bytes:
    return aid[:length]


def _read_binary(p1: int) -> CommandAPDU:
    return CommandAPDU(0, Instruction.READ_BINARY, p1, 0, le=256)


def _read_record(p2: int) -> CommandAPDU:
    return CommandAPDU(0, Instruction.READ_RECORD, 1, p2, le=256)


def _verify(p2: int) -> CommandAPDU:
    return CommandAPDU(0, Instruction.VERIFY, 0, p2, b"123456789012")


def _select(p1: int, data: bytes) -> CommandAPDU:
    return CommandAPDU(0, Instruction.SELECT, p1, 0x0C, data)


PATHS: Final = st.lists(
    st.sampled_from([*IDENTIFIERS, *{each for files in FILES.values() for each in files}]), max_size=3
).map(_path)
NAMES: Final = st.builds(_beginning, st.sampled_from([*AIDS.values()]), st.integers(0, 16))
COMMANDS: Final = (
    st.builds(_select, st.sampled_from([0, 1, 2, 3, 8, 9]), PATHS)
    | st.builds(_select, st.sampled_from([4, 0]), NAMES)
    | st.sampled_from([0x00, 0x80, 0x81, 0x82, 0x83, 0x85, 0x94, 0xE1]).map(_read_binary)
    | st.sampled_from([0x04, 0x0C, 0x1C, 0x2C]).map(_read_record)
    | st.sampled_from([0x80, 0x94, 0x93, 0x14]).map(_verify)
    | st.just(CommandAPDU(0, Instruction.GET_DATA, 0xFF, 0x10, le=256))
)


class LenientCard:
    """A card with an identifier for each application, which may refuse a SELECT and yet carry it out."""

    name = ""
    atr = b""

    def __init__(self, choices: st.DataObject) -> None:
        self._choices = choices
        self._application = "text"  # another program was here before
        self._current: int | None = 0x0001
        self.was_asked_for_the_number = False

    def close(self) -> None:
        """Do nothing."""

    def transmit(self, command: bytes, /) -> bytes:
        """Answer, and notice what is asked for."""
        parsed = CommandAPDU.parse(command)
        match parsed.ins:
            case Instruction.SELECT:
                return self._select(parsed)
            case Instruction.VERIFY:
                self._notice(parsed.p2, is_key=True)
            case Instruction.GET_DATA:
                self.was_asked_for_the_number |= self._application in {"text", "surface"}
            case ins:
                by_name = parsed.p1 if parsed.p1 & 0x80 else 0
                self._notice(by_name if ins == Instruction.READ_BINARY else parsed.p2 >> 3, is_key=False)
        return DONE

    def _notice(self, short: int, *, is_key: bool) -> None:
        if short & 0x1F:
            found = [each for each in FILES[self._application] if each & 0x1F == short & 0x1F]
            if not found:
                return
            self._current = found[0]
        here = (self._application, self._current)
        self.was_asked_for_the_number |= here in (NUMBER_KEYS if is_key else NUMBER)

    def _select(self, command: CommandAPDU) -> bytes:
        names = [name for name, aid in AIDS.items() if aid.startswith(command.data)]
        if command.p1 == 4 or (names and len(command.data) > 4):
            if names:
                self._application, self._current = self._choices.draw(st.sampled_from(names)), None
            return self._choices.draw(st.sampled_from([DONE, REFUSED])) if names else REFUSED
        if command.p1 == 3:
            self._application, self._current = "root", None
        elif not command.data:
            self._current = FILES[self._application][0] if command.p1 else self._current
        elif command.data != b"\x3f\x00":  # where a My Number card stays
            steps = [int.from_bytes(command.data[at : at + 2], "big") for at in range(0, len(command.data), 2)]
            return DONE if all(self._step(each, may_leave=command.p1 != 2) for each in steps) else REFUSED
        return DONE

    def _step(self, identifier: int, *, may_leave: bool) -> bool:
        if identifier in IDENTIFIERS and may_leave:
            self._application, self._current = IDENTIFIERS[identifier], None
            return True
        if identifier in FILES[self._application]:
            self._current = identifier
            return True
        return False


@settings(max_examples=300)
@given(st.lists(COMMANDS, max_size=8), st.data())
def test_no_conversation_asks_a_card_for_the_number(commands: list[CommandAPDU], data: st.DataObject) -> None:
    """By AIDs, identifiers, paths, short identifiers and data objects in any order, also where a refusal was none."""
    card = LenientCard(data)
    guard = Guard(card)
    for command in commands:
        with suppress(DeniedError):
            guard.transmit(command.encode())
    assert not card.was_asked_for_the_number
