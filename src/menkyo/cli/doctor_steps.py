"""The steps of ``menkyo doctor``: each needs the one before it, and what fails ends the row."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from apdu.errors import ReplayError
from menkyo.api import open_reader, read_status
from menkyo.cli.exit_codes import NO_LICENSE, NO_READER, PIN_REFUSED, UNREADABLE
from menkyo.cli.explain import RECORD_IT, UNBLOCK, explain
from menkyo.cli.language import Bilingual, Language
from menkyo.output.doctor import Check, Outcome, Step
from menkyo.output.labels import CARD_KINDS
from menkyo.output.status import APPLICATION_NAMES, PIN_NAMES
from menkyo.reader_name import ReaderKind, parse_reader_name
from menkyo.reading.link import examine_link

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from apdu import Transport
    from menkyo.record import CardStatus

__all__ = ["Finding", "examine"]

_DRIVER_FOLDERS: Final = (Path("/usr/lib/pcsc/drivers"), Path("/usr/local/lib/pcsc/drivers"))
_READER_CONFIGURATION: Final = Path("/etc/reader.conf.d")
# A command takes some 10 to 50 ms over the air; what is slower by far has a poor contact or a crowded bus.
_SLOW_MILLISECONDS: Final = 300

_NEEDS_EARLIER: Final = Bilingual("前の手順に問題があるため行いません", "an earlier step failed")
_NOT_PCSC: Final = Bilingual("仮想カードや記録には要りません", "not needed for a virtual card or a recording")
_NOT_RECORDED: Final = Bilingual(
    "記録には、録ったときの読み取りの命令しかないため調べられません",
    "a recording holds nothing but the commands of its reading",
)
_PART_OF_SYSTEM: Final = Bilingual("システムに含まれています", "part of the system")
_SERVICE_RUNS: Final = Bilingual("応答しています", "it answers")
_NO_DRIVER: Final = Bilingual("リーダーのドライバーが見つかりません", "no driver for readers was found")
_INSTALL_DRIVER: Final = Bilingual(
    "sudo apt install libccid のあと sudo systemctl restart pcscd を実行してください。",
    "Run: sudo apt install libccid, then sudo systemctl restart pcscd.",
)
_NO_LICENSE: Final = Bilingual(
    "マイナンバーカードですが、免許情報のアプリがありません", "a My Number card without the license application"
)
_BLOCKED: Final = Bilingual("ロックされています: {}", "blocked: {}")
_TRIES_UNKNOWN: Final = Bilingual("カードが残り回数を答えません: {}", "the card does not tell the tries left: {}")
_LONG: Final = Bilingual("使えます", "it works")
_SHORT: Final = Bilingual(
    "使えません。短い命令で読み取ります(遅くなりますが内容は同じです)",
    "it does not work; short commands are used, which take longer and read the same",
)
_LENGTH_UNKNOWN: Final = Bilingual("確かめる方法のないカードです", "this card has no file that tells")
_PUT_ANEW: Final = Bilingual(
    "カードをリーダーの中央に置き直し、ほかのカードや金属を離してください。USBハブを使わずに接続してください。",
    "Lay the card on the middle of the reader, away from other cards and metal; connect the reader without a hub.",
)


class Finding(NamedTuple):
    """A check, and the exit code of a failed one."""

    check: Check
    exit_code: int = 0


def examine(wanted: str | None, wait: float) -> list[Finding]:
    """Go through all steps; those behind the first that fails are skipped."""
    findings: list[Finding] = []
    try:
        for finding in _steps(wanted, wait):
            findings.append(finding)
            if finding.exit_code:
                break
    except ReplayError:
        # Only the card's answer to reset is in every recording; what else was asked differs from what is asked here.
        return findings + [_skipped(step, _NOT_RECORDED) for step in list(Step)[len(findings) :]]
    except Exception as error:  # noqa: BLE001 - the step that fails is a finding, whatever its reason
        findings.append(_failed(list(Step)[len(findings)], error))
    done = {finding.check.step for finding in findings}
    return findings + [_skipped(step, _NEEDS_EARLIER) for step in Step if step not in done]


def _steps(wanted: str | None, wait: float) -> Generator[Finding]:
    """One finding after the other; raises what makes a step fail."""
    if parse_reader_name(wanted).kind in {ReaderKind.VIRTUAL, ReaderKind.REPLAY}:
        yield _skipped(Step.SERVICE, _NOT_PCSC)
        yield _skipped(Step.DRIVER, _NOT_PCSC)
        with open_reader(wanted) as transport:
            yield _passed(Step.READER, _same(transport.name))
            yield from _card_steps(transport)
        return
    from menkyo.pcsc import candidate_readers, list_readers  # noqa: PLC0415 - a virtual card needs none

    readers = list_readers()
    yield _passed(Step.SERVICE, _SERVICE_RUNS)
    yield _driver(has_reader=bool(readers))
    names = [reader.name for reader in candidate_readers(readers, wanted)]
    yield _passed(Step.READER, _same(", ".join(names)))
    with open_reader(wanted, wait=wait) as transport:
        yield from _card_steps(transport)


def _driver(*, has_reader: bool) -> Finding:
    """Whether the service can have readers at all: only the one of Linux has drivers of its own."""
    if sys.platform != "linux":
        return _skipped(Step.DRIVER, _PART_OF_SYSTEM)
    found = sorted(_drivers())
    if found:
        return _passed(Step.DRIVER, _same(", ".join(found)))
    if has_reader:
        return _passed(Step.DRIVER, _SERVICE_RUNS)
    return Finding(Check(Step.DRIVER, Outcome.FAIL, _NO_DRIVER, _INSTALL_DRIVER), NO_READER)


def _drivers() -> Generator[str]:
    for folder in _DRIVER_FOLDERS:
        if folder.is_dir():
            yield from (path.name for path in folder.glob("*.bundle"))
    if _READER_CONFIGURATION.is_dir():
        yield from (path.name for path in _READER_CONFIGURATION.iterdir() if path.is_file())


def _card_steps(transport: Transport) -> Generator[Finding]:
    yield _passed(Step.CARD, _same(f"ATR {transport.atr.hex().upper()}"))
    status = read_status(transport)
    yield _applications(status)
    yield _pin(status)
    link = examine_link(transport)
    if link.extended is None:
        yield _skipped(Step.EXTENDED_LENGTH, _LENGTH_UNKNOWN)
    else:
        yield _passed(Step.EXTENDED_LENGTH, _LONG if link.extended else _SHORT)
    speed = Bilingual(f"1命令あたり {link.milliseconds:.1f} ms", f"{link.milliseconds:.1f} ms for a command")
    is_slow = link.milliseconds > _SLOW_MILLISECONDS
    outcome, remedy = (Outcome.FAIL, _PUT_ANEW) if is_slow else (Outcome.PASS, None)
    yield Finding(Check(Step.SPEED, outcome, speed, remedy))


def _applications(status: CardStatus) -> Finding:
    if status.kind == "mynumber" and "license" not in status.applications:
        return Finding(Check(Step.APPLICATIONS, Outcome.FAIL, _NO_LICENSE, RECORD_IT), NO_LICENSE)
    names = "、".join(APPLICATION_NAMES[name].ja for name in status.applications)
    words = Bilingual(f"{CARD_KINDS[status.kind].ja}: {names}", f"{status.kind}: {', '.join(status.applications)}")
    return _passed(Step.APPLICATIONS, words)


def _pin(status: CardStatus) -> Finding:
    """The license's own PINs: the others stand in ``menkyo status``."""
    pins = [pin for pin in status.pins if pin.name in {"license", "pin1", "pin2"}]
    blocked = [pin.name for pin in pins if pin.blocked]
    unknown = [pin.name for pin in pins if pin.tries_left is None and not pin.blocked]
    if blocked:
        return Finding(Check(Step.PIN, Outcome.FAIL, _filled(_BLOCKED, blocked), UNBLOCK), PIN_REFUSED)
    if unknown:
        return Finding(Check(Step.PIN, Outcome.FAIL, _filled(_TRIES_UNKNOWN, unknown), _PUT_ANEW), UNREADABLE)
    japanese = "、".join(f"{PIN_NAMES[pin.name].ja} {pin.tries_left}/{pin.tries_max}" for pin in pins)
    english = ", ".join(f"{pin.name} {pin.tries_left}/{pin.tries_max}" for pin in pins)
    return _passed(Step.PIN, Bilingual(f"残り回数: {japanese}", f"tries left: {english}"))


def _filled(text: Bilingual, names: Sequence[str]) -> Bilingual:
    """The PINs by their labels; English has those of the JSON object, which is English."""
    return Bilingual(text.ja.format("、".join(PIN_NAMES[name].ja for name in names)), text.en.format(", ".join(names)))


def _same(text: str) -> Bilingual:
    """What is not translated: names that others gave."""
    return Bilingual(text, text)


def _passed(step: Step, detail: Bilingual) -> Finding:
    return Finding(Check(step, Outcome.PASS, detail))


def _skipped(step: Step, reason: Bilingual) -> Finding:
    return Finding(Check(step, Outcome.SKIP, reason))


def _failed(step: Step, error: Exception) -> Finding:
    """What an error means to a person, in both languages."""
    japanese, english = explain(error, Language.JA), explain(error, Language.EN)
    remedy = Bilingual(japanese.hint, english.hint) if english.hint else None
    return Finding(Check(step, Outcome.FAIL, Bilingual(japanese.sentence, english.sentence), remedy), english.exit_code)
