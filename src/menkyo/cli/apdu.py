"""``menkyo apdu``: commands of one's own to any card, with the answers explained; the guard holds here, too."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import click

from menkyo.cli.command import make_command
from menkyo.cli.exit_codes import DONE, USAGE, CommandError
from menkyo.cli.language import Bilingual
from menkyo.cli.pin import STANDARD_INPUT, PinFromFile
from menkyo.cli.read_options import OptionKind, ReadOption
from menkyo.cli.read_parameters import FORMAT, card_parameters, make_parameter, request_of_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apdu.script import ScriptStep
    from menkyo.cli.language import Language
    from menkyo.cli.read_request import ReadRequest

__all__ = ["command"]

_HELP: Final = Bilingual(
    "カードに命令(APDU)を送り、応答を説明付きで表示します。カードの種類は問いません。\n\n"
    "COMMAND は16進数の命令か、直前の命令に想定する応答「= 9000」「< .. 9000」です"
    "(. は任意の1桁、.. は任意のデータ)。--script はそれを1行ずつ書いたファイルか、menkyo の記録ファイルです。\n\n"
    "書き込む命令とマイナンバーを読む命令は送りません。暗証番号は命令に書けません: "
    "「verify license」(IC運転免許証は pin1、pin2)の行で、隠しプロンプトか --pin-file から渡します。\n\n"
    "\b\n終了コード:\n"
    "  0   すべて想定どおり(想定を書いていなければ、どの応答でも)\n"
    "  8   想定と違う応答\n\n"
    "\b\n例:\n"
    "  menkyo apdu --demo 00A4040C0AD392F000260100000001 '= 9000' 00B0860010\n"
    "  menkyo apdu --script commands.txt --pin-file pin.txt\n"
    "  menkyo apdu --script - --json < commands.txt",
    "Send commands (APDUs) to a card of any kind and show the answers, explained.\n\n"
    "COMMAND is a command in hex, or what is expected of the answer to the one before it: '= 9000', '< .. 9000' "
    "(. is any digit, .. any data). --script takes a file with one of these on each line, or a transcript.\n\n"
    "Commands that write, and those that read the My Number, are not sent. A PIN stands in no command: the line "
    "'verify license' (or pin1, pin2 of an IC license) asks for it at a hidden prompt, or takes it from --pin-file.\n\n"
    "\b\nExit codes:\n"
    "  0   every answer is as expected; where nothing is expected, any answer\n"
    "  8   an answer other than expected\n\n"
    "\b\nExamples:\n"
    "  menkyo apdu --demo 00A4040C0AD392F000260100000001 '= 9000' 00B0860010\n"
    "  menkyo apdu --script commands.txt --pin-file pin.txt\n"
    "  menkyo apdu --script - --json < commands.txt",
)
_DEMO: Final = ReadOption(
    "demo",
    OptionKind.FLAG,
    Bilingual("見本カードに送ります(カードもリーダーも不要)。", "Talk to the specimen card: no reader needed."),
    default=False,
)
_OPTIONS: Final = (
    ReadOption(
        "script",
        OptionKind.INPUT,
        Bilingual("命令を1行ずつ書いたファイル。- は標準入力。", "File of commands, one a line; - is standard input."),
        "FILE|-",
    ),
    ReadOption(
        "keep_going",
        OptionKind.FLAG,
        Bilingual("想定と違う応答のあとも続けます。", "Go on after an answer other than expected."),
        default=False,
    ),
    ReadOption(
        "json",
        OptionKind.FLAG,
        Bilingual(
            "--format json と同じ: やり取りごとに1行のJSON。", "The same as --format json: one line for each exchange."
        ),
        default=False,
    ),
)
# What reads a record, and what shows or keeps one.
_NOT_HERE: Final = frozenset(
    {"with_", "short", "photo", "no_photo", "holder", "holder_photo", "trust", "save", "as_of"}
)
# Every line of a script may have the longest command; nobody writes that many.
_LONGEST_SCRIPT: Final = 16 * 1024 * 1024

_NOTHING: Final = Bilingual("送る命令がありません。", "There is no command to send.")
_NOTHING_HINT: Final = Bilingual(
    "COMMAND を並べるか、--script FILE を使ってください。", "Give a COMMAND, or --script FILE."
)
_EITHER: Final = Bilingual("COMMAND と --script は同時に指定できません。", "COMMAND and --script do not go together.")
_ONE_INPUT: Final = Bilingual(
    "--script - と --pin-file - は同時に指定できません。", "--script - and --pin-file - do not go together."
)
_SAVED: Final = Bilingual(
    "保存した読み取りには命令を送れません。", "A saved reading is no card that commands can be sent to."
)
_NO_TEXT: Final = Bilingual("スクリプトがUTF-8の文字ではありません。", "The script is no text in UTF-8.")
_TOO_LONG: Final = Bilingual("スクリプトが長すぎます。", "The script is too long.")
_NOTHING_SENT: Final = Bilingual("カードには何も送っていません。", "Nothing was sent to the card.")
_IN_LINE: Final = Bilingual("{line}行目: {reason}", "Line {line}: {reason}")
_WITH_VERIFY: Final = Bilingual(
    "暗証番号は「verify license」(IC運転免許証は pin1、pin2)の行で渡します。何も送っていません。",
    "The line 'verify license' (pin1 or pin2 for an IC license) asks for a PIN; nothing was sent.",
)
_FAULTS: Final = {
    "NOT_HEX": Bilingual("16進数ではありません。", "not hexadecimal."),
    "ODD": Bilingual("16進数の桁数が奇数です。", "an odd number of hexadecimal digits."),
    "TOO_LONG": Bilingual("長すぎます。", "too long."),
    "NOT_COMMAND": Bilingual(
        "命令になっていません(Lcとデータの長さが合いません)。", "no command: its lengths and its data do not fit."
    ),
    "TYPED_PIN": Bilingual(
        "暗証番号を含む命令は受け付けません。",
        "a command with a PIN in it is taken neither from here nor from a script.",
    ),
    "NO_KEY": Bilingual("verify に続くのは license、pin1、pin2 のどれかです。", "verify takes license, pin1 or pin2."),
    "NO_EXPECTATION": Bilingual(
        "想定の書き方は「= 9000」か「< .. 9000」です。", "what is expected is written '= 9000' or '< .. 9000'."
    ),
    "OUT_OF_PLACE": Bilingual("この前に命令がありません。", "no command stands before it."),
}


def command(language: Language) -> click.Command:
    """Make the command in one language."""

    def apdu(*, commands: tuple[str, ...], script: str | None, keep_going: bool, json: bool, **values: object) -> None:
        request = request_of_values(values | ({"format": "json"} if json else {}), language)
        click.get_current_context().exit(_run(request, commands, script, keep_going=keep_going))

    params = [
        click.Argument(["commands"], metavar="[COMMAND]...", nargs=-1),
        *(make_parameter(option, language) for option in _OPTIONS),
        *card_parameters(language, _DEMO, FORMAT, without=_NOT_HERE, capture=False),
    ]
    return make_command("apdu", language, _HELP, apdu, params)


def _run(request: ReadRequest, commands: Sequence[str], script: str | None, *, keep_going: bool) -> int:
    """See to the whole script before a card is touched, then send it; returns the exit code."""
    # Help needs none of it.
    from menkyo.api import open_reader  # noqa: PLC0415
    from menkyo.cli.apdu_conversation import Conversation, require_allowed  # noqa: PLC0415
    from menkyo.cli.progress import Progress  # noqa: PLC0415
    from menkyo.cli.reading import traced  # noqa: PLC0415

    steps = _steps(request, commands, script)
    require_allowed(steps)
    progress = Progress(request.language)
    try:
        with (
            traced(request.trace) as watch,
            open_reader(request.reader, wait=request.wait, on_second=progress.waiting) as transport,
        ):
            progress.clear()
            conversation = Conversation(watch(transport), request)
            for step in steps:
                conversation.take(step, keep_going=keep_going)
    finally:
        progress.clear()
    conversation.require_expected()
    return DONE


def _steps(request: ReadRequest, commands: Sequence[str], script: str | None) -> tuple[ScriptStep, ...]:
    """What is to be sent; raises `CommandError` for a line that cannot be, naming it and not showing it."""
    from apdu.errors import ScriptError  # noqa: PLC0415 - help needs none of it
    from apdu.script import parse_script  # noqa: PLC0415

    if request.capture is not None:
        raise CommandError(USAGE, _SAVED)
    if script is not None and commands:
        raise CommandError(USAGE, _EITHER)
    if script is None and not commands:
        raise CommandError(USAGE, _NOTHING, _NOTHING_HINT)
    text = "\n".join(commands)
    if script is not None:
        if script == STANDARD_INPUT and isinstance(request.pin, PinFromFile) and request.pin.name == STANDARD_INPUT:
            raise CommandError(USAGE, _ONE_INPUT)
        text = _text(script)
    try:
        return parse_script(text)
    except ScriptError as error:
        fault = error.fault.name
        reason = _FAULTS.get(fault)
        if reason is None:
            raise CommandError(USAGE, _NOTHING if fault == "EMPTY" else _TOO_LONG, _NOTHING_HINT) from None
        sentence = Bilingual(
            *(form.format(line=error.line, reason=words) for form, words in zip(_IN_LINE, reason, strict=True))
        )
        raise CommandError(USAGE, sentence, _WITH_VERIFY if fault == "TYPED_PIN" else _NOTHING_SENT) from None


def _text(name: str) -> str:
    """The text of a script; raises `OSError`, and `CommandError` for what is no text, or is far too long."""
    if name == STANDARD_INPUT:
        raw = sys.stdin.buffer.read(_LONGEST_SCRIPT + 1)
    else:
        with open(name, "rb") as stream:  # noqa: PTH123 - pathlib is slow to import
            raw = stream.read(_LONGEST_SCRIPT + 1)
    if len(raw) > _LONGEST_SCRIPT:
        raise CommandError(USAGE, _TOO_LONG)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(USAGE, _NO_TEXT) from None
