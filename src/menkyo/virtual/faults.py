"""The faults that can be chosen by name: ``pull@7`` is the card pulled at the seventh command."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.virtual.errors import FaultError
from menkyo.virtual.faulty_transport import (
    Fault,
    FaultyTransport,
    answer_at,
    changed_at,
    changing_files,
    duplicate_at,
    endless_more_data,
    endless_other_length,
    from_command,
    late_at,
    lying_counter,
    mute_at,
    noise,
    other_program_at,
    power_lost_at,
    pull_at,
    random_answers,
    with_length,
)
from menkyo.virtual.image import LocalText
from menkyo.virtual.transport import open_virtual

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from menkyo.virtual.card import VirtualCard
    from menkyo.virtual.image import CardImage

__all__ = ["FAULTS", "ChosenFault", "FaultKind", "FaultPlace", "choose_fault", "open_faulty"]


class FaultPlace(NamedTuple):
    """Where a fault of the list comes, its value, and how it waits."""

    number: int
    value: str
    sleep: Callable[[float], None]

    @property
    def status(self) -> bytes:
        """The value as a status word; raises `ValueError`."""
        status = bytes.fromhex(self.value)
        if len(status) != 2:  # noqa: PLR2004 - SW1 and SW2
            raise ValueError(self.value)
        return status

    @property
    def seconds(self) -> float:
        """The value as seconds, up to an hour; raises `ValueError`."""
        seconds = float(self.value)
        if not 0 <= seconds <= 3600:  # noqa: PLR2004 - an hour
            raise ValueError(self.value)
        return seconds


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A fault of the list: its name, what it is, how it is made, and the value that it has unless another is given."""

    name: str
    meaning: LocalText
    make: Callable[[FaultPlace], Fault]
    value: str = ""


@dataclass(frozen=True, slots=True)
class ChosenFault:
    """A fault of the list at a command; it is written ``NAME@N`` or ``NAME=VALUE@N``."""

    kind: FaultKind
    number: int = 1
    value: str = ""

    def make(self, sleep: Callable[[float], None] = time.sleep) -> Fault:
        """The fault, for one conversation."""
        return self.kind.make(FaultPlace(self.number, self.value, sleep))

    def __str__(self) -> str:
        value = f"={self.value}" if self.value != self.kind.value else ""
        return f"{self.kind.name}{value}@{self.number}"


def _kind(name: str, ja: str, en: str, make: Callable[[FaultPlace], Fault], value: str = "") -> FaultKind:
    return FaultKind(name, LocalText(ja, en), make, value)


_LIST: Final = (
    _kind(
        "pull",
        "カードが取り去られ、その命令は届かない。",
        "The card is pulled; the command does not reach it.",
        lambda at: pull_at(at.number),
    ),
    _kind(
        "pull-done",
        "カードは命令を実行し、応答の前に取り去られる。",
        "The card does what the command says, and is pulled before it answers.",
        lambda at: pull_at(at.number, answered=True),
    ),
    _kind(
        "mute",
        "その命令にカードが応答しない(命令は届かない)。",
        "The card does not answer the command, which does not reach it.",
        lambda at: mute_at(at.number),
    ),
    _kind(
        "mute-done",
        "カードは命令を実行するが、応答が失われる。",
        "The card does what the command says, and its answer is lost.",
        lambda at: mute_at(at.number, answered=True),
    ),
    _kind(
        "late",
        "応答が遅れる(値は秒数)。",
        "The answer comes late; the value is in seconds.",
        lambda at: late_at(at.number, at.seconds, at.sleep),
        "5",
    ),
    _kind("no-byte", "応答が空。", "The answer is empty.", lambda at: answer_at(at.number, b"")),
    _kind("one-byte", "応答が1バイト。", "The answer is one byte.", lambda at: answer_at(at.number, b"\x90")),
    _kind(
        "short",
        "応答のデータの後ろ半分が欠ける(ステータスワードはある)。",
        "The second half of the answer's data is missing; its status word is there.",
        lambda at: changed_at(at.number, lambda answer: answer[: (len(answer) - 2) // 2] + answer[-2:]),
    ),
    _kind(
        "no-status",
        "応答の末尾2バイト(ステータスワード)が欠ける。",
        "The answer lacks its last two bytes, the status word.",
        lambda at: changed_at(at.number, lambda answer: answer[:-2]),
    ),
    _kind(
        "long",
        "応答のデータが257バイト多い。",
        "The answer has 257 bytes of data too many.",
        lambda at: changed_at(at.number, lambda answer: bytes(257) + answer),
    ),
    _kind(
        "huge",
        "応答のデータが65,000バイトある。",
        "The answer has 65,000 bytes of data.",
        lambda at: answer_at(at.number, bytes(65_000) + b"\x90\x00"),
    ),
    _kind(
        "status",
        "別のステータスワードだけが返る(値はステータスワード。命令は届かない)。",
        "A status word comes instead of the answer: the value. The command does not reach the card.",
        lambda at: answer_at(at.number, at.status),
        "6F00",
    ),
    _kind(
        "duplicate",
        "前の命令の応答がもう一度返る(命令は届かない)。",
        "The answer to the command before comes once more; the command does not reach the card.",
        lambda at: duplicate_at(at.number),
    ),
    _kind(
        "endless-61xx",
        "以後ずっと61FFで「続きがある」と答える(値は毎回のデータのバイト数)。",
        "From there on every answer announces more data by 61FF; the value is how many bytes each brings.",
        lambda at: endless_more_data(at.number, bytes(min(int(at.value), 0xFF))),
        "1",
    ),
    _kind(
        "endless-6cxx",
        "以後ずっと6Cxxで別の長さを求める。",
        "From there on every answer asks for another length by 6Cxx.",
        lambda at: endless_other_length(at.number),
    ),
    _kind(
        "lying-length",
        "応答の最初のオブジェクトの長さが、32,767バイトと偽る。",
        "The first object of the answer claims 32,767 bytes.",
        lambda at: changed_at(at.number, lambda answer: with_length(answer, b"\x82\x7f\xff")),
    ),
    _kind(
        "zero-length",
        "応答の最初のオブジェクトの長さが、0と偽る。",
        "The first object of the answer claims to be empty.",
        lambda at: changed_at(at.number, lambda answer: with_length(answer, b"\x00")),
    ),
    _kind(
        "changing-file",
        "以後、ファイルの数字が読むたびに変わる。",
        "From there on the digits in the files change from read to read.",
        lambda at: changing_files(at.number),
    ),
    _kind(
        "counter",
        "以後、残り回数の照会に偽りのステータスワードを返す(値はステータスワード)。",
        "From there on whoever asks for the tries left is told a status word: the value.",
        lambda at: lying_counter(at.number, at.status),
        "63CF",
    ),
    _kind(
        "other-program",
        "その命令の前に、別のプログラムが別のアプリを選択する。",
        "Before the command another program selects another application.",
        lambda at: other_program_at(at.number),
    ),
    _kind(
        "power-loss",
        "その命令の前に電源が一瞬切れ、選択と照合が失われる。",
        "Before the command the card loses its power for a moment, and with it what was selected and verified.",
        lambda at: power_lost_at(at.number),
    ),
    _kind(
        "noise",
        "応答がでたらめなバイト列。",
        "The answer is noise.",
        lambda at: changed_at(at.number, lambda _answer: noise(at.number)),
    ),
    _kind(
        "endless-noise",
        "以後の応答がすべてでたらめなバイト列。",
        "From there on every answer is noise.",
        lambda at: from_command(at.number, random_answers(at.number)),
    ),
)


FAULTS: Final = {kind.name: kind for kind in _LIST}
"""Every fault that can be chosen, by its name."""

_FORM: Final = re.compile(r"(?P<name>[a-z0-9-]+)(?:=(?P<value>[0-9A-Za-z.]+))?(?:@(?P<number>[1-9][0-9]{0,5}))?")


def choose_fault(text: str) -> ChosenFault:
    """Understand ``NAME``, ``NAME@N``, ``NAME=VALUE`` or ``NAME=VALUE@N``; without a place it is the first command.

    Raises `menkyo.virtual.FaultError`.
    """
    form = _FORM.fullmatch(text)
    kind = FAULTS.get(form["name"]) if form else None
    if form is None or kind is None:
        raise FaultError(text, tuple(FAULTS))
    value = form["value"]
    if value is not None and not kind.value:
        raise FaultError(text, tuple(FAULTS))
    chosen = ChosenFault(kind, int(form["number"] or 1), kind.value if value is None else value.upper())
    try:
        chosen.make()
    except ValueError:
        raise FaultError(text, tuple(FAULTS)) from None
    return chosen


def open_faulty(
    card: str | PathLike[str] | CardImage | VirtualCard, fault: str, sleep: Callable[[float], None] = time.sleep
) -> FaultyTransport:
    """Connect to a virtual card, as `menkyo.virtual.open_virtual` does, with a fault of the list, such as ``pull@7``.

    Raises `menkyo.virtual.FaultError` and `menkyo.virtual.ImageError`.
    """
    chosen = choose_fault(fault)
    return FaultyTransport(open_virtual(card), chosen.make(sleep))
