"""``menkyo check-new-card``: did the license come along to the renewed My Number card (継続利用の最終確認)?"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import click

from menkyo.cli.command import make_command
from menkyo.cli.exit_codes import DONE, MISMATCH, NO_LICENSE, USAGE, CardError, CommandError
from menkyo.cli.language import Bilingual
from menkyo.cli.pin import STANDARD_INPUT, PinOfSpecimen, passphrase_source
from menkyo.cli.read_options import OptionKind, ReadOption
from menkyo.cli.read_parameters import FORMAT, card_parameters, request_of_values
from menkyo.cli.streams import write_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from menkyo.api import ReadResult, TrustedKey
    from menkyo.cli.language import Language
    from menkyo.cli.pin import PinSource
    from menkyo.cli.read_request import ReadRequest
    from menkyo.rules.final_check_values import NewCard, OldRecord

__all__ = ["command"]

_NOTICES: Final = ("recorded", "not-recorded", "none")

_HELP: Final = Bilingual(
    "更新して受け取った新しいマイナンバーカードに、免許情報が引き継がれたかを確かめます(継続利用の最終確認)。\n\n"
    "前の記録は、古いカードを menkyo read --save で保存したファイル(IC運転免許証でもよい)か、"
    "書面の値で指定します。--old がなければ、端末で値を尋ねます。\n\n"
    "\b\n終了コード:\n"
    "  0   引き継がれ、前の記録と一致\n"
    "  9   それ以外(記録がない、古い、期限切れ、食い違う、比べきれない)\n\n"
    "\b\n例:\n"
    "  menkyo check-new-card --demo\n"
    "  menkyo check-new-card --old old.json\n"
    "  menkyo check-new-card --old old.json --notice not-recorded\n"
    "  menkyo check-new-card --old old.json --renewed-on 2026-10-20",
    "Check whether the license came along to a renewed My Number card.\n\n"
    "The old record is a file that menkyo read --save wrote of the old card (or of the IC license), or the values on a "
    "print-out; without --old they are asked for at the terminal.\n\n"
    "\b\nExit codes:\n"
    "  0   carried over, and equal to the old record\n"
    "  9   not recorded, stale, past, different, or not all could be compared\n\n"
    "\b\nExamples:\n"
    "  menkyo check-new-card --demo\n"
    "  menkyo check-new-card --old old.json\n"
    "  menkyo check-new-card --old old.json --notice not-recorded\n"
    "  menkyo check-new-card --old old.json --renewed-on 2026-10-20",
)
_OPTIONS: Final = (
    ReadOption(
        "old",
        OptionKind.INPUT,
        Bilingual(
            "前の記録: 保存したファイル、または値を書いたTOMLかJSON。",
            "The old record: a saved reading, or TOML or JSON with its values.",
        ),
        "FILE",
    ),
    ReadOption(
        "passphrase_file",
        OptionKind.INPUT,
        Bilingual(
            "--old が暗号化した保存ファイルのとき、パスフレーズを1行目に書いたファイル。- は標準入力。",
            "File whose first line is the passphrase of an encrypted --old FILE; - is standard input.",
        ),
        "FILE|-",
    ),
    ReadOption(
        "notice",
        OptionKind.TEXT,
        Bilingual(
            "交付通知書の表: recorded(記録：有)、not-recorded(記録：無)、none(記載なし)。",
            "What the pick-up notice says of the record: recorded, not-recorded, or none (nothing).",
        ),
        choices=_NOTICES,
    ),
    ReadOption(
        "renewed_on",
        OptionKind.DAY,
        Bilingual(
            "カードの申請の後に免許を更新した日(2026-10-20、令和8年10月20日など)。",
            "Day on which the license was renewed after the card was applied for (such as 2026-10-20 or R8.10.20).",
        ),
        "DATE",
    ),
    ReadOption(
        "pin_file",
        OptionKind.INPUT,
        Bilingual(
            "暗証番号を1行目に書いたファイル。- は標準入力。capture:FILE では1行目がパスフレーズ。",
            "File whose first line is the PIN; - is standard input. For capture:FILE the first is its passphrase.",
        ),
        "FILE|-",
    ),
    ReadOption(
        "demo",
        OptionKind.FLAG,
        Bilingual(
            "見本のカードと、更新したその見本を比べます(カードもリーダーも不要)。",
            "Check the specimen's renewed card against the specimen: no card, no reader needed.",
        ),
        default=False,
    ),
    FORMAT,
)
# What an IC license has and a My Number card has not, and what writes or shows a photo.
_NOT_HERE: Final = frozenset({"with_", "photo", "no_photo", "holder", "holder_photo"})
_MY_NUMBER_CARD: Final = "mynumber"
_DEMO_CARDS: Final = ("virtual:specimen", "virtual:renewed")
_OLD: Final = Bilingual("前の記録", "The old record")
_TOGETHER: Final = Bilingual("--demo と --old は同時に指定できません。", "--demo and --old do not go together.")
_ONE_INPUT: Final = Bilingual(
    "標準入力から渡せるのは、暗証番号かパスフレーズのどちらか一方だけです。",
    "Standard input can have the PIN or the passphrase, and not both.",
)
_NO_FILE: Final = Bilingual("ファイル「{}」がありません。", "There is no file {}.")
_FUTURE: Final = Bilingual("--renewed-on の日はまだ来ていません。", "The day of --renewed-on has not come yet.")
_FUTURE_HINT: Final = Bilingual(
    "実際に免許を更新した日を指定してください。", "Give the day on which the license was renewed."
)
_NOT_MY_NUMBER: Final = Bilingual(
    "リーダーのカードはIC運転免許証で、新しいマイナンバーカードではありません。",
    "The card on the reader is an IC license, and not the new My Number card.",
)
_NOT_MY_NUMBER_HINT: Final = Bilingual(
    "新しいマイナンバーカードを置いてください。2枚を比べるには menkyo compare を使います。",
    "Put the new My Number card on it; menkyo compare compares two cards.",
)


class _Asked(NamedTuple):
    """What the command is asked beside the new card: the old record, what opens it, and what else is known."""

    old: Path | None
    passphrase: PinSource
    notice: str | None
    renewed_on: date | None


class _PinOfMyNumberCard:
    """A PIN for a My Number card; an IC license is refused before one is asked for, as it would cost a try."""

    def __init__(self, pin: PinSource) -> None:
        self._pin = pin
        self.option = pin.option

    def passphrase(self) -> bytes | None:
        """That of a saved reading of the new card."""
        return self._pin.passphrase()

    def __call__(self, tries_left: int) -> bytes:
        return self._pin(tries_left)

    def pin1(self, _tries_left: int) -> bytes:
        """Refuse."""
        raise CommandError(NO_LICENSE, _NOT_MY_NUMBER, _NOT_MY_NUMBER_HINT)

    def pin2(self, tries_left: int) -> bytes:
        """Refuse, too."""
        return self.pin1(tries_left)

    def has_pin2(self) -> bool:
        """It has none."""
        return False

    def number_b(self, tries_left: int) -> bytes:
        """照合番号B, which this command does not ask for."""
        return self._pin.number_b(tries_left)


def command(language: Language) -> click.Command:
    """Make the command in one language."""

    def check_new_card(**values: object) -> None:
        old, notice, renewed_on = (values.pop(key) for key in ("old", "notice", "renewed_on"))
        passphrase_file = cast("str | None", values.pop("passphrase_file"))
        if passphrase_file == values["pin_file"] == STANDARD_INPUT:
            raise CommandError(USAGE, _ONE_INPUT)
        request = request_of_values(values, language)
        day = renewed_on if isinstance(renewed_on, date) else None
        path = None if old is None else Path(str(old))
        asked = _Asked(path, passphrase_source(passphrase_file, language), None if notice is None else str(notice), day)
        code = _run(request, asked, is_demo=bool(values["demo"]))
        click.get_current_context().exit(code)

    options = card_parameters(language, *_OPTIONS, without=_NOT_HERE)
    return make_command("check-new-card", language, _HELP, check_new_card, options)


def _run(request: ReadRequest, asked: _Asked, *, is_demo: bool) -> int:
    """Learn the old record, read the new card, show what the check came to, and return the exit code."""
    path, _, notice, renewed_on = asked
    from menkyo.api import today  # noqa: PLC0415 - help needs none of it
    from menkyo.cli.reading import trusted_keys  # noqa: PLC0415
    from menkyo.output.final_check import CheckView, render_check, render_check_json  # noqa: PLC0415
    from menkyo.rules.final_check import final_check  # noqa: PLC0415
    from menkyo.rules.final_check_values import Notice, Outcome  # noqa: PLC0415

    as_of = request.as_of or today()
    if renewed_on is not None and renewed_on > as_of:
        raise CommandError(USAGE, _FUTURE, _FUTURE_HINT)
    if is_demo and path:
        raise CommandError(USAGE, _TOGETHER)
    keys = trusted_keys(request)
    if is_demo:
        old = _old_of(request._replace(reader=_DEMO_CARDS[0], save=None, trace=None))
        request = request._replace(reader=_DEMO_CARDS[1])
    else:
        old = _old_record(request._replace(pin=asked.passphrase), path)
    card, result = _new_card(request._replace(as_of=as_of), keys)
    said = None if notice is None else Notice(notice)
    check = final_check(old, card, as_of=as_of, notice=said, renewed_on=renewed_on)
    is_saved = request.capture is not None
    view = CheckView(check, old, result, said, renewed_on, as_of, request.is_virtual, is_saved=is_saved)
    if request.output_format == "json":
        write_line(render_check_json(view).encode())
    else:
        write_line(render_check(view, language=request.language))
    return DONE if check.outcome is Outcome.ALL_WELL else MISMATCH


def _old_record(request: ReadRequest, path: Path | None) -> OldRecord:
    """The old record, from a file or from whoever sits at the terminal."""
    from menkyo.cli.old_record import ask_old_record, old_record_of_values, values_in_file  # noqa: PLC0415

    if path is None:
        return ask_old_record(request.language)
    if not path.exists():
        raise CommandError(USAGE, Bilingual(*(text.format(path) for text in _NO_FILE)))
    values = values_in_file(path)
    if values is not None:
        return old_record_of_values(values)
    return _old_of(request._replace(reader=f"capture:{path}", save=None, trace=None))


def _old_of(request: ReadRequest) -> OldRecord:
    """The old record in a capture; raises `CardError` and `CommandError`."""
    from dataclasses import replace  # noqa: PLC0415 - as above

    from menkyo.api import decode  # noqa: PLC0415
    from menkyo.cli.old_record import HISTORY_ONLY, HISTORY_ONLY_HINT  # noqa: PLC0415
    from menkyo.cli.reading import capture_card  # noqa: PLC0415
    from menkyo.record import RecordKind  # noqa: PLC0415
    from menkyo.rules.final_check import old_record_of  # noqa: PLC0415

    try:
        result = decode(capture_card(request))
    except Exception as error:
        raise CardError(_OLD, error) from error
    if result.record.kind is RecordKind.HISTORY:
        raise CommandError(USAGE, HISTORY_ONLY, HISTORY_ONLY_HINT)
    # The day that an IC license ends is none of a My Number card.
    card_expires_on = result.card_expires_on if result.kind == _MY_NUMBER_CARD else None
    return replace(old_record_of(result.record), card_expires_on=card_expires_on)


def _new_card(request: ReadRequest, keys: Sequence[TrustedKey]) -> tuple[NewCard, ReadResult | None]:
    """Read the new card; that it has no license is an answer here, and any other error is raised."""
    from menkyo.api import decode, save_capture  # noqa: PLC0415 - as above
    from menkyo.cli.reading import capture_card  # noqa: PLC0415
    from menkyo.reading import CardFound, NoLicenseError  # noqa: PLC0415
    from menkyo.rules.final_check_values import NewCard  # noqa: PLC0415

    try:
        pin = request.pin if isinstance(request.pin, PinOfSpecimen) else _PinOfMyNumberCard(request.pin)
        capture = capture_card(request._replace(pin=pin))
        if request.save:
            save_capture(capture, request.save)
        if capture.kind.value != _MY_NUMBER_CARD:
            raise CommandError(NO_LICENSE, _NOT_MY_NUMBER, _NOT_MY_NUMBER_HINT)
        result = decode(capture, as_of=request.as_of, trusted=keys, specimen=request.is_virtual)
    except NoLicenseError as error:
        if error.found is CardFound.MY_NUMBER_CARD:
            return NewCard(has_application=False), None
        if error.found is CardFound.EMPTY_RECORD:
            return NewCard(has_application=True), None
        raise
    card = NewCard(
        has_application=True,
        record=result.record,
        pin_set=result.pin_set,
        signature_verdict=result.signature_verdict,
        card_expires_on=result.card_expires_on,
    )
    return card, result
