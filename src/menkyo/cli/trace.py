"""``menkyo trace``: conversations with a card, recorded, explained, played again, and made fit to be shared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from menkyo.cli.command import format_option, localize, make_command
from menkyo.cli.exit_codes import DONE, UNREADABLE, USAGE, CommandError
from menkyo.cli.language import Bilingual
from menkyo.cli.read_options import READ_OPTIONS, OptionKind, ReadOption
from menkyo.cli.read_parameters import NewFile, card_parameters, make_parameter, request_of_values
from menkyo.cli.streams import write_line

if TYPE_CHECKING:
    from apdu.transcript import Transcript
    from menkyo.api import TrustedKey
    from menkyo.cli.language import Language
    from menkyo.cli.read_request import ReadRequest
    from menkyo.reading.anonymization import Anonymized

__all__ = ["command"]

_HELP: Final = Bilingual(
    "カードとのやり取りを記録・説明・再生し、個人情報を除いて渡せる形にします。",
    "Conversations with a card: record one, have it explained, play it again, and make it fit to be shared.",
)
_RECORD_HELP: Final = Bilingual(
    "カードを1回読み取り、やり取りを内容ごと FILE に記録します。\n\n"
    "FILE は本人しか読めません。"
    "免許の記録がすべて入ります。暗証番号は入りません。人に渡す前に menkyo trace anonymize を使ってください。\n\n"
    "\b\n例:\n"
    "  menkyo trace record mine.txt\n"
    "  menkyo trace anonymize mine.txt shared.txt",
    "Read a card once and record the conversation in FILE.\n\n"
    "It holds the whole record, and no PIN; only you can read it. "
    "Before you give it to anybody, use menkyo trace anonymize.\n\n"
    "\b\nExample:\n"
    "  menkyo trace record mine.txt\n"
    "  menkyo trace anonymize mine.txt shared.txt",
)
_SHOW_HELP: Final = Bilingual(
    "やり取りを1つずつ説明します: アプリ、ファイル、応答、項目、時間。\n\n"
    "項目の値は個人情報です。--no-values を付けると表示しません。\n\n"
    "内容を含まない記録(menkyo read --trace)も説明できます。",
    "Explain each exchange: file, answer, objects and time.\n\n"
    "The values of the objects are personal data; --no-values leaves them out.\n\n"
    "A trace without data (menkyo read --trace) is explained, too.",
)
_REPLAY_HELP: Final = Bilingual(
    "読み取りの記録を再生し、menkyo read と同じように表示します。\n\n食い違いがあれば、その箇所を示します。",
    "Play a recorded reading and show the license.\n\n"
    "It is shown as menkyo read does; where the reading differs from the recording, that is told.",
)
_ANONYMIZE_HELP: Final = Bilingual(
    "FILE の個人の値を架空の値に置き換えて OUT に書きます。\n\n"
    "長さと形は同じままです。元の値が残っていないことを確かめ、確かめられなければ書きません。署名は合わなくなります。\n\n"
    "知らない項目はそのまま残し、一覧を示します(個人の値を含むものは消します)。",
    "Write FILE to OUT with invented values for the personal ones.\n\n"
    "Each has the length and shape of what it replaces. "
    "It proves that none of the original values is left, or writes nothing. The signature matches no longer.\n\n"
    "Objects that nobody knows stay as they are, and are listed; those that hold a personal value do not.",
)
_REPORT_HELP: Final = Bilingual(
    "仕様の未解決の問いについて、記録から分かることを示します。\n\n問いは20件あります。個人情報は含みません。",
    "Say which open questions a conversation answers.\n\n"
    "The specification has twenty. What is printed holds no personal data.",
)
_NO_VALUES: Final = Bilingual("項目の値を表示しません。", "Leave the values of the objects out.")
_TRUST: Final = next(option for option in READ_OPTIONS if option.key == "trust")
_DEMO: Final = ReadOption(
    "demo",
    OptionKind.FLAG,
    Bilingual(
        "見本カードを記録します(カードもリーダーも不要)。", "Record the specimen card: no card, no reader needed."
    ),
    default=False,
)
# What shows a record, and what names the file another way.
_NOT_RECORDED: Final = frozenset({"format", "photo", "no_photo", "holder_photo", "trust", "save", "trace", "as_of"})
# What asks a card.
_NOT_PLAYED: Final = frozenset(
    {"reader", "wait", "pin_file", "with_", "use_last_try", "short", "holder", "holder_photo", "save", "trace", "demo"}
)

_WILL_HOLD: Final = Bilingual(
    "{path} には免許の記録がすべて入ります(暗証番号は入りません)。あなただけが読めるファイルです。",
    "{path} will hold the whole record, and no PIN; only you can read it.",
)
_DIFFERS: Final = Bilingual(
    "やり取りが記録と食い違います: 命令{number}。", "The reading differs from the conversation at command {number}."
)
_ONLY_READINGS: Final = Bilingual(
    "再生できるのは読み取りの記録だけです。ほかのやり取りは menkyo trace show で説明できます。",
    "Only a reading can be played; menkyo trace show explains any other conversation.",
)
_SAME_FILE: Final = Bilingual("OUT には別のファイルを指定してください。", "OUT must be another file.")
_PROVED: Final = Bilingual(
    "{files}ファイルの値を置き換え、元の値の断片{pieces}個のどれも残っていないことを確かめて {path} に書きました。",
    "Replaced the values of {files} files, found none of {pieces} pieces of the original ones left, and wrote {path}.",
)
_NO_SIGNATURE: Final = Bilingual(
    "署名も置き換えたため、照合はできません(署名の対象の問いには元の記録が要ります)。",
    "The signature was replaced, too, and matches nothing: what it covers only the original can tell.",
)
_KEPT: Final = Bilingual(
    "内容の分からない項目はそのままです。送る前に見てください: {objects}",
    "Nobody knows these objects, and they stay as they are; look at them before you send the file: {objects}",
)
_KEPT_OBJECT: Final = Bilingual("{file} {tag}({length}バイト)", "{file} {tag} ({length} bytes)")
_LOOK: Final = Bilingual(
    "menkyo trace show {path} で中身を確かめられます。", "See what is in it with menkyo trace show {path}."
)


def command(language: Language) -> click.Command:
    """Make the group in one language."""
    commands = [_record(language), _show(language), _replay(language), _anonymize(language), _report(language)]
    return localize(click.Group("trace", help=_HELP.text(language), commands=commands), language)


def _file(name: str = "file") -> click.Argument:
    return click.Argument([name], type=click.Path(exists=True, dir_okay=False, path_type=Path))


def _new_file(name: str) -> click.Argument:
    return click.Argument([name], type=NewFile())


def _record(language: Language) -> click.Command:
    def record(*, file: Path, **values: object) -> None:
        from menkyo.cli.reading import capture_card  # noqa: PLC0415 - help needs no card
        from menkyo.output import printable  # noqa: PLC0415

        request = request_of_values({**values, "trace": file}, language)
        write_line(_WILL_HOLD.text(language).format(path=printable(str(file))), err=True)
        capture_card(request, trace_data=True)

    params = [_new_file("file"), *card_parameters(language, _DEMO, without=_NOT_RECORDED, capture=False)]
    return make_command("record", language, _RECORD_HELP, record, params)


def _show(language: Language) -> click.Command:
    def show(file: Path, output_format: str, no_values: bool) -> None:  # noqa: FBT001 - click's form
        from apdu.conversation import follow, reassemble  # noqa: PLC0415 - help needs no conversation
        from apdu.errors import ConversationError  # noqa: PLC0415
        from menkyo.output import render_trace, render_trace_json  # noqa: PLC0415
        from menkyo.reading.transcript_file import load_transcript  # noqa: PLC0415

        transcript = load_transcript(file, masked=True)
        steps = follow(transcript.exchanges)
        try:
            files = reassemble(steps)
        except ConversationError:
            files = ()  # what each exchange is can be told all the same
        if output_format == "json":
            write_line(render_trace_json(transcript, steps, files, values=not no_values).encode())
        else:
            write_line(render_trace(transcript, steps, files, language=language, values=not no_values))

    no_values = click.Option(["--no-values"], is_flag=True, help=_NO_VALUES.text(language))
    params = [_file(), format_option(language, "plain", "json"), no_values]
    return make_command("show", language, _SHOW_HELP, show, params)


def _replay(language: Language) -> click.Command:
    def replay(*, file: Path, **values: object) -> None:
        click.get_current_context().exit(_play(file, request_of_values(values, language)))

    params = [_file(), *card_parameters(language, without=_NOT_PLAYED)]
    return make_command("replay", language, _REPLAY_HELP, replay, params)


def _play(file: Path, request: ReadRequest) -> int:
    """Show what a conversation read, end as it ended, or say where the reading differs; return the exit code."""
    from apdu.errors import ReplayError  # noqa: PLC0415 - help needs no conversation
    from menkyo.cli.reading import present, trusted_keys  # noqa: PLC0415
    from menkyo.reading.playing import play  # noqa: PLC0415
    from menkyo.reading.transcript_file import load_transcript  # noqa: PLC0415

    played = play(load_transcript(file))
    if played.error is not None and not isinstance(played.error, ReplayError):
        raise played.error
    if played.capture is not None:
        present(played.capture, request, trusted_keys(request))
    if not played.surprise:
        return DONE
    write_line(_DIFFERS.text(request.language).format(number=played.played + 1), err=True)
    write_line(f"{played.surprise}.", err=True)
    write_line(_ONLY_READINGS.text(request.language), err=True)
    return UNREADABLE


def _anonymize(language: Language) -> click.Command:
    def anonymize_file(file: Path, out: Path) -> None:
        from menkyo.cli.trace_file import write_whole  # noqa: PLC0415 - help needs no conversation
        from menkyo.reading.anonymization import anonymize  # noqa: PLC0415
        from menkyo.reading.transcript_file import load_transcript  # noqa: PLC0415

        if out.exists() and out.samefile(file):
            raise CommandError(USAGE, _SAME_FILE)
        made = anonymize(load_transcript(file, masked=True))
        write_whole(out, made.transcript.format())
        _tell(made, out, language)

    return make_command("anonymize", language, _ANONYMIZE_HELP, anonymize_file, [_file(), _new_file("out")])


def _tell(made: Anonymized, out: Path, language: Language) -> None:
    """Say on standard error what was replaced, what was proved, and what stayed."""
    from menkyo.output import printable  # noqa: PLC0415 - help needs none of it

    path = printable(str(out))
    sentence = _PROVED.text(language).format(files=len(made.files), pieces=made.pieces, path=path)
    write_line(sentence, err=True)
    if {"WEF03", "DF1/EF07"}.intersection(made.files):
        write_line(_NO_SIGNATURE.text(language), err=True)
    if made.kept:
        objects = ", ".join(_KEPT_OBJECT.text(language).format(**kept._asdict()) for kept in made.kept)
        write_line(_KEPT.text(language).format(objects=printable(objects)), err=True)
    write_line(_LOOK.text(language).format(path=path), err=True)


def _report(language: Language) -> click.Command:
    def report(file: Path, output_format: str, trust: Path | None) -> None:
        from menkyo.api import evidence_of  # noqa: PLC0415 - help needs no conversation
        from menkyo.output import render_report, render_report_json  # noqa: PLC0415
        from menkyo.reading.transcript_file import load_transcript  # noqa: PLC0415
        from menkyo.rules.open_questions import answer_questions  # noqa: PLC0415

        transcript = load_transcript(file, masked=True)
        answers = answer_questions(evidence_of(transcript, _trusted(transcript, trust, language)))
        if output_format == "json":
            write_line(render_report_json(transcript, answers).encode())
        else:
            write_line(render_report(answers, language=language))

    params = [_file(), format_option(language, "plain", "json"), make_parameter(_TRUST, language)]
    return make_command("report", language, _REPORT_HELP, report, params)


def _trusted(transcript: Transcript, trust: Path | None, language: Language) -> list[TrustedKey]:
    """The keys of the trust store; to a conversation with a virtual card the specimen's belongs, too."""
    from menkyo.api import is_virtual_reader  # noqa: PLC0415 - help needs no key
    from menkyo.cli.trust_store import load_store  # noqa: PLC0415

    keys = list(load_store(trust, language).keys)
    if trust is None and is_virtual_reader(transcript.reader):
        from menkyo.trust import read_keys  # noqa: PLC0415 - a real card needs no virtual one
        from menkyo.virtual import specimen_issuer_key  # noqa: PLC0415

        keys += read_keys(specimen_issuer_key(), "specimen.public.pem")
    return keys
