"""A conversation of ``menkyo apdu``: each exchange is shown as it happens, and compared with what is expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apdu import CardSession
from apdu.applications import IC_LICENSE_DF1, LICENSE_AP
from apdu.applications.ic_license import PIN1, PIN2
from apdu.applications.license_ap import PIN
from apdu.command import CommandAPDU, Instruction
from apdu.conversation import Follower
from apdu.errors import DeniedError, ResponseError
from apdu.guard import Guard
from apdu.script import Expectation, ScriptStep
from apdu.transcript import Exchange, mask_command
from apdu.wrappers import Observed
from menkyo.cli.exit_codes import NO_LICENSE, NOTHING, UNREADABLE, USAGE, CommandError
from menkyo.cli.language import Bilingual
from menkyo.cli.streams import write_line
from menkyo.output.exchange import ExchangeView, render_exchange, render_exchange_json, render_heading
from menkyo.reading.presenting import present_pin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from apdu import Transport
    from apdu.applications import KeyReference
    from menkyo.cli.pin import PinSource
    from menkyo.cli.read_request import ReadRequest

__all__ = ["Conversation", "require_allowed"]

_STATUS_LENGTH: Final = 2
_SUCCESS: Final = b"\x90\x00"
_SELECT_HOME: Final = {
    key: CommandAPDU(0, Instruction.SELECT, 0x04, 0x0C, application.aid).encode()
    for key, application in ((PIN.name, LICENSE_AP), (PIN1.name, IC_LICENSE_DF1), (PIN2.name, IC_LICENSE_DF1))
}
_ASK: Final[Mapping[str, Callable[[PinSource], Callable[[int], bytes]]]] = {
    PIN.name: lambda pin: pin,
    PIN1.name: lambda pin: pin.pin1,
    PIN2.name: lambda pin: pin.pin2,
}

_DENIED: Final = Bilingual(
    "{line}行目: この命令は送りません。書き込みなど読み取り以外の命令と、マイナンバーの読み取りは送らない決まりです。",
    "Line {line}: this is not sent: only commands that read are, and none that would read the My Number.",
)
_NO_APPLICATION: Final = Bilingual(
    "{line}行目: この暗証番号のアプリケーションがカードにありません。暗証番号は送っていません。",
    "Line {line}: the card has no application with this PIN; none was sent.",
)
_TWICE: Final = Bilingual(
    "{line}行目: この暗証番号はすでに送りました。同じものを2回送ることはありません。",
    "Line {line}: this PIN was presented before, and none is sent twice.",
)
_UNEXPECTED: Final = Bilingual(
    "{line}行目: カードの応答は {status} で、想定の {expected} と違います。",
    "Line {line}: the card answered {status}, and {expected} was expected.",
)
_OTHER_DATA: Final = Bilingual(
    "{line}行目: ステータスワード {status} は想定どおりですが、データが違います。",
    "Line {line}: the card answered {status} as expected, but with other data.",
)
_MORE: Final = Bilingual("想定と違う応答はほかに{count}件あります。", "Unexpected answers besides this one: {count}.")


class _AnyCard:
    """A card that agrees to everything, to ask the guard without one."""

    name = ""
    atr = b""

    def transmit(self, _command: bytes, /) -> bytes:
        """Agree."""
        return _SUCCESS

    def close(self) -> None:
        """Do nothing."""


def require_allowed(steps: Sequence[ScriptStep]) -> None:
    """Raise `CommandError` for a command that the guard refuses even where every SELECT does what it says."""
    guard = Guard(_AnyCard())
    for step in steps:
        command = step.command if step.key is None else _SELECT_HOME[step.key.name]
        try:
            guard.transmit(command)
        except DeniedError:
            raise _sentence(USAGE, _DENIED, step.line) from None


def _sentence(exit_code: int, sentence: Bilingual, line: int, hint: Bilingual = NOTHING, **words: str) -> CommandError:
    return CommandError(exit_code, Bilingual(*(text.format(line=line, **words) for text in sentence)), hint)


class Conversation:
    """Sends the steps of a script, each once, and shows every command that reaches the card with its answer."""

    def __init__(self, transport: Transport, request: ReadRequest) -> None:
        self._request = request
        self._is_json = request.output_format == "json"
        self._follower = Follower()
        # What the guard refuses is not shown, because it was not sent; what verifying a PIN takes passes it, too.
        self._guard = Guard(Observed(transport, self._show))
        self._session = CardSession(self._guard)
        self._step = ScriptStep(0)
        self._asked: set[str] = set()
        self._unexpected: list[CommandError] = []
        if not self._is_json:
            write_line(render_heading(transport.name, transport.atr))

    def take(self, step: ScriptStep, *, keep_going: bool) -> None:
        """Take the next step; raises `CommandError` for an answer other than expected, and whatever ends a reading."""
        self._step = step
        answer = self._send(step.command) if step.key is None else self._verify(step.key)
        expected = step.expected
        if expected is None or expected.fits(answer):
            return
        status = answer[-_STATUS_LENGTH:].hex().upper()
        is_status = Expectation(None, expected.status).fits(answer)
        error = _sentence(
            UNREADABLE, _OTHER_DATA if is_status else _UNEXPECTED, step.line, status=status, expected=expected.status
        )
        if not keep_going:
            raise error
        self._unexpected.append(error)

    def require_expected(self) -> None:
        """Raise `CommandError` if some answers were other than expected, for the first of them."""
        if not self._unexpected:
            return
        first, more = self._unexpected[0], len(self._unexpected) - 1
        if more:
            first.hint = Bilingual(*(text.format(count=more) for text in _MORE))
        raise first

    def _send(self, command: bytes) -> bytes:
        try:
            answer = self._guard.transmit(command)
        except DeniedError:
            raise _sentence(USAGE, _DENIED, self._step.line) from None
        if len(answer) < _STATUS_LENGTH:
            raise ResponseError(f"The answer has {len(answer)} bytes, too few for a status word")
        return answer

    def _verify(self, key: KeyReference) -> bytes:
        """Present a PIN; whatever is wrong with it ends the script, which might go on to present the next."""

        def ask(tries_left: int) -> bytes:
            if key.name in self._asked:
                raise _sentence(USAGE, _TWICE, self._step.line)
            self._asked.add(key.name)
            return _ASK[key.name](self._request.pin)(tries_left)

        if not present_pin(self._session, key, ask, use_last_try=self._request.use_last_try):
            raise _sentence(NO_LICENSE, _NO_APPLICATION, self._step.line)
        return _SUCCESS

    def _show(self, command: bytes, answer: bytes | str) -> None:
        told = self._follower.take(Exchange(mask_command(command), answer))
        expected = None if self._step.key else self._step.expected
        fits = None if expected is None else not isinstance(answer, str) and expected.fits(answer)
        view = ExchangeView(self._step.line, told, None if expected is None else expected.text, fits)
        if self._is_json:
            write_line(render_exchange_json(view).encode())
        else:
            write_line(f"\n{render_exchange(view, self._request.language)}")
