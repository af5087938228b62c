"""The options of ``menkyo plan`` beyond those of a reading, and the stated facts that their values make."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.cli.exit_codes import USAGE, CommandError
from menkyo.cli.language import Bilingual
from menkyo.cli.read_options import OptionKind, ReadOption
from menkyo.cli.read_request import require_place
from menkyo.cli.written_day import parse_day

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from menkyo.cli.language import Language

__all__ = ["PLAN_OPTIONS", "Stated", "ask_birth_date", "stated_facts"]

CLASSES: Final = ("excellent", "general", "violation", "first-time")
HOLDING: Final = ("plastic-only", "my-number-only", "both")

PLAN_OPTIONS: Final = (
    ReadOption(
        "license_expires",
        OptionKind.DAY,
        Bilingual(
            "免許の有効期間の末日(2027-01-10、令和9年1月10日など)。カードは読みません。",
            "The license's recorded last day (such as 2027-01-10 or R9.1.10); no card is read.",
        ),
        "DATE",
    ),
    ReadOption(
        "card_expires",
        OptionKind.DAY,
        Bilingual(
            "マイナンバーカードの期限(同上)。カードは読みません。",
            "The My Number card's last day (likewise); no card is read.",
        ),
        "DATE",
    ),
    ReadOption(
        "certificates_end",
        OptionKind.DAY,
        Bilingual("電子証明書の期限(同上)。", "The electronic certificates' last day (likewise)."),
        "DATE",
    ),
    ReadOption(
        "birth_date_file",
        OptionKind.INPUT,
        Bilingual(
            "生年月日を1行目に書いたファイル。- は標準入力。",
            "File whose first line is the birth date; - is standard input.",
        ),
        "FILE|-",
    ),
    ReadOption(
        "holding",
        OptionKind.FORMAT,
        Bilingual("免許の持ち方: 免許証のみ、マイナ免許証のみ、2枚持ち。", "How the license is held."),
        choices=HOLDING,
    ),
    ReadOption(
        "class_",
        OptionKind.FORMAT,
        Bilingual(
            "次の更新の区分: 優良、一般、違反、初回。指定がなければすべて。",
            "Class at the next renewal; all of them if not given.",
        ),
        choices=CLASSES,
    ),
    ReadOption(
        "ics",
        OptionKind.OUTPUT,
        Bilingual(
            "通知つきのカレンダーを保存します(本人以外は読めないファイル)。",
            "Save a calendar with reminders in a file that only you can read.",
        ),
        "FILE",
    ),
)

STANDARD_INPUT: Final = "-"
_EARLIEST: Final = date(1990, 1, 1)
_LATEST: Final = date(2099, 12, 31)
_EARLIEST_BIRTH: Final = date(1900, 1, 1)
_MAX_LINE: Final = 64

_TOGETHER: Final = Bilingual(
    "期限を指定するとカードは読まないため、{} とは同時に指定できません。",
    "With typed dates no card is read, so that they do not go together with {}.",
)
_OUT_OF_RANGE: Final = Bilingual("{} は1990年から2099年までの日です。", "{} is a day from 1990 to 2099.")
_TWICE: Final = Bilingual(
    "--pin-file と --birth-date-file の両方に - は指定できません。",
    "--pin-file and --birth-date-file cannot both be standard input.",
)
_NO_BIRTH_DATE: Final = Bilingual("生年月日として読めません。", "That is no birth date.")
_NO_BIRTH_DATE_HINT: Final = Bilingual(
    "1985-04-15 か 昭和60年4月15日 のように、1900年以降で基準日より前の日を書いてください。",
    "Write it like 1985-04-15 or S60.4.15: a day since 1900, and before the day of the plan.",
)
_PROMPT: Final = Bilingual(
    "免許の末日が月末のため、誕生日が決まりません。生年月日(例: 1985-04-15、昭和60年4月15日。Enterだけで省略): ",
    "The last day is the end of a month and hides the birthday. Birth date (such as 1985-04-15, or just Enter): ",
)


class Stated(NamedTuple):
    """What the command line states; `is_typed` says that the dates take the place of a card."""

    license_expires: date | None
    card_expires: date | None
    certificates_end: date | None
    birth_date_file: str | None
    holding: str | None
    renewal_class: str | None
    ics: Path | None

    @property
    def is_typed(self) -> bool:
        """Whether no card is to be read."""
        return self.license_expires is not None or self.card_expires is not None

    def birth_date(self, as_of: date) -> date | None:
        """The birth date in the file, if one is named; raises `CommandError` and `OSError`."""
        if self.birth_date_file is None:
            return None
        if self.birth_date_file == STANDARD_INPUT:
            return _birth_date(sys.stdin.buffer.readline(_MAX_LINE), as_of)
        with open(self.birth_date_file, "rb") as stream:  # noqa: PTH123 - pathlib is slow to import
            return _birth_date(stream.readline(_MAX_LINE), as_of)


def stated_facts(values: Mapping[str, object], given: Collection[str]) -> Stated:
    """What the options state; ``given`` are the keys of those that stand in the command line.

    Raises `CommandError` for what cannot be, before a card is touched.
    """
    stated = Stated(
        _day(values, "license_expires"),
        _day(values, "card_expires"),
        _day(values, "certificates_end"),
        _text(values, "birth_date_file"),
        _text(values, "holding"),
        _text(values, "class_"),
        _path(values, "ics"),
    )
    if stated.is_typed:
        for key in ("reader", "demo", "pin_file", "holder"):
            if key in given:
                raise CommandError(USAGE, _filled(_TOGETHER, f"--{key.replace('_', '-')}"))
    if stated.birth_date_file == STANDARD_INPUT == values.get("pin_file"):
        raise CommandError(USAGE, _TWICE)
    if stated.ics is not None:
        require_place(stated.ics)
    return stated


def ask_birth_date(as_of: date, language: Language) -> date | None:
    """Ask at the terminal; `None` without one, and for an empty answer. Raises `CommandError`."""
    if not sys.stdin.isatty():
        return None
    sys.stderr.write(_PROMPT.text(language))
    sys.stderr.flush()
    answer = sys.stdin.readline(_MAX_LINE)
    if not answer:
        raise KeyboardInterrupt
    return _birth_date(answer.encode(), as_of) if answer.strip() else None


def _birth_date(line: bytes, as_of: date) -> date:
    """A birth date; it is personal, and no message repeats it."""
    try:
        day = parse_day(line.decode("utf-8-sig"))
    except ValueError:
        raise CommandError(USAGE, _NO_BIRTH_DATE, _NO_BIRTH_DATE_HINT) from None
    if not _EARLIEST_BIRTH <= day < as_of:
        raise CommandError(USAGE, _NO_BIRTH_DATE, _NO_BIRTH_DATE_HINT)
    return day


def _day(values: Mapping[str, object], key: str) -> date | None:
    day = values.get(key)
    if not isinstance(day, date):
        return None
    if not _EARLIEST <= day <= _LATEST:
        raise CommandError(USAGE, _filled(_OUT_OF_RANGE, f"--{key.replace('_', '-')}"))
    return day


def _text(values: Mapping[str, object], key: str) -> str | None:
    value = values.get(key)
    return value if isinstance(value, str) else None


def _path(values: Mapping[str, object], key: str) -> Path | None:
    from pathlib import Path  # noqa: PLC0415 - help needs none

    value = values.get(key)
    return value if isinstance(value, Path) else None


def _filled(text: Bilingual, value: object) -> Bilingual:
    return Bilingual(*(template.format(value) for template in text))
