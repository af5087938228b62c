"""Scripts of commands: text that a person types, or a transcript that is to be played to another card.

::

    # a comment
    00A4040C 10 A0000002310600000000000000000000
    = 9000
    > 00B09A0003
    < .. 9000
    verify license

A command is hex digits, which may be spaced, with or without ``>``. The line below may say what is expected: ``=`` a
status word, ``<`` a whole answer; ``.`` and ``x`` stand for any digit, ``..`` before the status word for any data, and
``[84 bytes]`` for that many bytes. ``! CardRemovedError`` expects nothing.

No PIN is ever written in a script. ``verify`` names the key, and who runs the script asks for its PIN; a VERIFY whose
data are stars, as transcripts have it, is the same where the commands before it tell which key is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from apdu.applications import LICENSE_AP
from apdu.applications.ic_license import IC_LICENSE_MF, MASTER_FILE, PIN1, PIN2
from apdu.applications.license_ap import PIN
from apdu.command import CommandAPDU, Instruction
from apdu.errors import EncodingError, ScriptError, ScriptFault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apdu.applications import KeyReference

__all__ = ["VERIFY_KEYS", "Expectation", "ScriptStep", "parse_script"]

VERIFY_KEYS: Final[Mapping[str, KeyReference]] = {key.name: key for key in (PIN, PIN1, PIN2)}
"""The keys that a script may present, by name."""

# What READ BINARY may answer, and what is far too much for anything.
MAX_LINES: Final = 100_000
_LONGEST_COMMAND: Final = 4 + 3 + 0xFFFF + 2
_LONGEST_ANSWER: Final = 0x10000

_VERIFY: Final = frozenset({Instruction.VERIFY, 0x21})
_BARE: Final = 4
_BY_NAME: Final = 0x04
_HEX: Final = re.compile(r"[0-9A-F]*")
_STARS: Final = re.compile(r"002000([0-9A-F]{2})[0-9A-F]{2}(?:\*\*)+")
_STATUS: Final = re.compile(r"[0-9A-F.]{4}")
_ANSWER: Final = re.compile(r"(\.\.|\[([0-9]{1,6}) ?BYTES?\]|(?:[0-9A-F.]{2})*)([0-9A-F.]{4})")
# Where the keys of stars live: what stands in a SELECT, and empty for the MF.
_HOMES: Final[Mapping[bytes | None, tuple[KeyReference, ...]]] = {
    LICENSE_AP.aid: LICENSE_AP.keys,
    b"": IC_LICENSE_MF.keys,
}


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an answer should be: ``.`` is any hex digit, and ``data`` is ``None`` for any data."""

    data: str | None
    status: str

    @property
    def text(self) -> str:
        """The expectation as a script may have it."""
        return f"{self.data} {self.status}" if self.data else self.status

    def fits(self, answer: bytes) -> bool:
        """Whether an answer, status word included, is the expected one."""
        text = answer.hex().upper()
        return _fits(self.status, text[-4:]) and (self.data is None or _fits(self.data, text[:-4]))


def _fits(pattern: str, text: str) -> bool:
    pairs = zip(pattern, text, strict=False)
    return len(pattern) == len(text) and all(mark in (".", digit) for mark, digit in pairs)


@dataclass(slots=True)
class ScriptStep:
    """One command of a script, or the key that is to be presented; ``line`` counts from 1."""

    line: int
    command: bytes = b""
    key: KeyReference | None = None
    expected: Expectation | None = None


class _Parser:
    """Takes a script line by line."""

    def __init__(self) -> None:
        self.steps: list[ScriptStep] = []
        self._is_open = False  # whether what is expected of the last step may follow
        self._selected: bytes | None = None

    def take(self, text: str, line: int) -> None:
        mark, rest = text[:1], text[1:]
        words = text.split()
        match mark:
            case "" | "#":
                return
            case "=" | "<" | "!":
                self._expect(mark, rest, line)
            case ">":
                self._command(rest, line)
            case _ if words[0].lower() == "verify":
                self._verify(words[1:], line)
            case _:
                self._command(text, line)

    def _expect(self, mark: str, rest: str, line: int) -> None:
        if not self._is_open:
            raise ScriptError(ScriptFault.OUT_OF_PLACE, line)
        self._is_open = False
        if mark == "=":
            status = _squeezed(rest).replace("X", ".")
            if _STATUS.fullmatch(status) is None:
                raise ScriptError(ScriptFault.NO_EXPECTATION, line)
            self.steps[-1].expected = Expectation(None, status)
        elif mark == "<":
            self.steps[-1].expected = _answer(rest, line)

    def _verify(self, words: list[str], line: int) -> None:
        key = VERIFY_KEYS.get(words[0].lower()) if len(words) == 1 else None
        if key is None:
            raise ScriptError(ScriptFault.NO_KEY, line)
        self._add(ScriptStep(line, key=key))

    def _command(self, text: str, line: int) -> None:
        digits = _squeezed(text)
        if len(digits) > 2 * _LONGEST_COMMAND:
            raise ScriptError(ScriptFault.TOO_LONG, line)
        stars = _STARS.fullmatch(digits)
        if stars is not None:
            self._add(ScriptStep(line, key=self._key_of(int(stars[1], 16), line)))
            return
        if _HEX.fullmatch(digits) is None:
            raise ScriptError(ScriptFault.NOT_HEX, line)
        if len(digits) % 2:
            raise ScriptError(ScriptFault.ODD, line)
        command = bytes.fromhex(digits)
        # Looked at before the lengths: a PIN with a wrong Lc is a PIN.
        if len(command) > _BARE and command[1] in _VERIFY:
            raise ScriptError(ScriptFault.TYPED_PIN, line)
        try:
            parsed = CommandAPDU.parse(command)
        except EncodingError:
            raise ScriptError(ScriptFault.NOT_COMMAND, line) from None
        self._follow(parsed)
        self._add(ScriptStep(line, command))

    def _follow(self, command: CommandAPDU) -> None:
        """Keep what is selected, so that stars are known."""
        if command.ins != Instruction.SELECT:
            return
        if command.p1 == _BY_NAME:
            self._selected = command.data
        elif not command.p1 and command.data in (b"", MASTER_FILE.to_bytes(2, "big")):
            self._selected = b""

    def _key_of(self, p2: int, line: int) -> KeyReference:
        key = next((key for key in _HOMES.get(self._selected, ()) if key.p2 == p2), None)
        if key is None:
            raise ScriptError(ScriptFault.TYPED_PIN, line)
        return key

    def _add(self, step: ScriptStep) -> None:
        self.steps.append(step)
        self._is_open = True


def parse_script(text: str) -> tuple[ScriptStep, ...]:
    """Read a script; raises `ScriptError`, which names the line and shows nothing of what stands in it."""
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        raise ScriptError(ScriptFault.TOO_LONG)
    parser = _Parser()
    for number, line in enumerate(lines, start=1):
        parser.take(line.strip(), number)
    if not parser.steps:
        raise ScriptError(ScriptFault.EMPTY)
    return tuple(parser.steps)


def _squeezed(text: str) -> str:
    return "".join(text.split()).upper()


def _answer(text: str, line: int) -> Expectation:
    """What a line ``<`` expects."""
    found = _ANSWER.fullmatch(_squeezed(text).replace("X", "."))
    if found is None:
        raise ScriptError(ScriptFault.NO_EXPECTATION, line)
    data, count, status = found.groups()
    if count is not None:
        if int(count) > _LONGEST_ANSWER:
            raise ScriptError(ScriptFault.NO_EXPECTATION, line)
        return Expectation(".." * int(count), status)
    return Expectation(None if data == ".." else data, status)
