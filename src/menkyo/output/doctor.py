"""What ``menkyo doctor`` found: a line for each step with its remedy, and the object `menkyo.doctor/1`."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.output.document import dump
from menkyo.output.language import Bilingual
from menkyo.output.printable import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from menkyo.output.language import Language

__all__ = ["DOCTOR_SCHEMA", "Check", "Outcome", "Step", "render_checks", "render_checks_json"]

DOCTOR_SCHEMA: Final = "menkyo.doctor/1"


class Step(Enum):
    """What is looked at, in order; each needs the ones before it."""

    SERVICE = "service"
    DRIVER = "driver"
    READER = "reader"
    CARD = "card"
    APPLICATIONS = "applications"
    PIN = "pin"
    EXTENDED_LENGTH = "extended-length"
    SPEED = "speed"


class Outcome(Enum):
    """How a step came out."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    SKIP = "skip"


class Check(NamedTuple):
    """One step: what was found, and for a failed one what to do about it."""

    step: Step
    outcome: Outcome
    detail: Bilingual
    remedy: Bilingual | None = None


_STEPS: Final = {
    Step.SERVICE: Bilingual("PC/SCサービス", "PC/SC service"),
    Step.DRIVER: Bilingual("ドライバー", "Driver"),
    Step.READER: Bilingual("リーダー", "Reader"),
    Step.CARD: Bilingual("カード", "Card"),
    Step.APPLICATIONS: Bilingual("アプリ", "Applications"),
    Step.PIN: Bilingual("暗証番号", "PIN"),
    Step.EXTENDED_LENGTH: Bilingual("拡張長", "Extended length"),
    Step.SPEED: Bilingual("速度", "Speed"),
}
_OUTCOMES: Final = {
    Outcome.PASS: Bilingual("正常", "ok"),
    Outcome.FAIL: Bilingual("問題", "FAILED"),
    Outcome.SKIP: Bilingual("省略", "skipped"),
}
_REMEDY: Final = Bilingual("対処", "Remedy")
# As the CCID driver writes it: "Maker Model [Interface] (serial number) 00 00". It leads to who bought the reader.
_SERIAL_NUMBER: Final = re.compile(r" \((?=[^()]*\d)[^()]*\)(?= [0-9A-F]{2} [0-9A-F]{2}\b)")


def render_checks(checks: Sequence[Check], *, language: Language) -> str:
    """A line for each step, and one below it for what to do, without a line feed at the end."""
    lines: list[str] = []
    for check in checks:
        outcome = _OUTCOMES[check.outcome].text(language)
        lines.append(
            f"[{outcome}] {_STEPS[check.step].text(language)}: {printable(_shareable(check.detail.text(language)))}"
        )
        if check.remedy is not None:
            lines.append(f"    {_REMEDY.text(language)}: {printable(_shareable(check.remedy.text(language)))}")
    return "\n".join(lines)


def render_checks_json(checks: Sequence[Check], system: Mapping[str, str]) -> str:
    """The object `menkyo.doctor/1`, in English whatever the language is: it is there to be sent to others."""
    return dump(
        {
            "schema": DOCTOR_SCHEMA,
            "system": dict(system),
            "checks": [
                {
                    "step": check.step.value,
                    "outcome": check.outcome.value,
                    "detail": _shareable(check.detail.en),
                    "remedy": None if check.remedy is None else _shareable(check.remedy.en),
                }
                for check in checks
            ],
        }
    )


def _shareable(text: str) -> str:
    """A text without the serial numbers of the readers that it names."""
    return _SERIAL_NUMBER.sub("", text)
