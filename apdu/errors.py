"""What can go wrong between a program and a card.

::

    ApduError
    ├── EncodingError            a command or an object that cannot be written in bytes
    ├── TlvError                 bytes that are not TLV; the offset says where
    ├── TransportError           something between here and the card
    │   ├── CardRemovedError         the card left the field, or lost its state
    │   └── CardUnresponsiveError    no answer came
    ├── ResponseError            an answer that is not a response APDU, or more than was asked
    ├── StatusError              a status word that the caller does not accept
    ├── DeniedError              the deny list forbids it: it would read the My Number
    ├── PinError
    │   ├── MalformedPinError        not four ASCII digits
    │   ├── WrongPinError            the card refused the PIN
    │   ├── PinBlockedError          no tries left
    │   ├── LastTryError             refused here: one try is left
    │   └── TriesUnknownError        refused here: the card does not tell the tries left
    ├── ScriptError              a script of commands that cannot be run; the line and the fault say why
    └── TranscriptError          a recording that cannot be read
        ├── ReplayError              a conversation that differs from its recording
        └── ConversationError        a recording whose files cannot be told from it; the fault says why

A message is one sentence and holds neither a PIN nor card data.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apdu.status import StatusWord

__all__ = [
    "ApduError",
    "CardRemovedError",
    "CardUnresponsiveError",
    "ConversationError",
    "ConversationFault",
    "DeniedError",
    "EncodingError",
    "LastTryError",
    "MalformedPinError",
    "PinBlockedError",
    "PinError",
    "ReplayError",
    "ResponseError",
    "ScriptError",
    "ScriptFault",
    "StatusError",
    "TlvError",
    "TranscriptError",
    "TransportError",
    "TriesUnknownError",
    "WrongPinError",
]


class ApduError(Exception):
    """Base of every error of this package."""


class EncodingError(ApduError, ValueError):
    """A command or an object cannot be written in bytes."""


class TlvError(ApduError):
    """The bytes are not TLV of the expected dialect."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class TransportError(ApduError):
    """Something between here and the card failed."""


class CardRemovedError(TransportError):
    """The card left the field, or another program reset it: its security state is gone.

    ``at_extended_length`` tells that it went at the first command in extended length, or right behind it.
    """

    at_extended_length: bool = False


class CardUnresponsiveError(TransportError):
    """The card or the reader gave no answer."""


class ResponseError(ApduError):
    """The answer is not a response APDU, or holds more data than were asked for."""


class StatusError(ApduError):
    """The card answered a status word that the caller does not accept."""

    def __init__(self, message: str, status: StatusWord) -> None:
        super().__init__(f"{message}: {status}")
        self.status = status


class DeniedError(ApduError):
    """The deny list forbids the command, because it would read the My Number (個人番号)."""


class PinError(ApduError):
    """A PIN (暗証番号) was refused, by the card or before it reached the card.

    ``key_name`` is the name of the key reference, such as "license", "pin1" or "pin2", where it is known.
    """

    key_name: str | None = None


class MalformedPinError(PinError):
    """The PIN is not four ASCII digits; it was not sent."""


class WrongPinError(PinError):
    """The card refused the PIN; ``tries_left`` is ``None`` when the card does not tell."""

    def __init__(self, tries_left: int | None) -> None:
        left = "the card does not tell the tries left" if tries_left is None else f"tries left: {tries_left}"
        super().__init__(f"The PIN is wrong; {left}")
        self.tries_left = tries_left


class PinBlockedError(PinError):
    """No tries are left; the PIN was not sent, or the card refused it for good."""


class LastTryError(PinError):
    """One try is left and the caller did not insist; the PIN was not sent."""


class TriesUnknownError(PinError):
    """The card does not tell the tries left; the PIN was not sent."""

    def __init__(self, status: StatusWord) -> None:
        super().__init__(f"The card does not tell how many PIN tries are left: {status}")
        self.status = status


class ScriptFault(Enum):
    """Why a script of commands cannot be run."""

    NOT_HEX = "is not hexadecimal"
    ODD = "has an odd number of digits"
    TOO_LONG = "is too long"
    NOT_COMMAND = "is no command APDU: its length does not fit its data"
    TYPED_PIN = "would send a PIN that was typed in"
    NO_KEY = "names no key that can be presented"
    NO_EXPECTATION = "is no answer that can be expected"
    OUT_OF_PLACE = "is out of place: no command stands before it"
    EMPTY = "has no command"


class ScriptError(ApduError):
    """A script of commands cannot be run; ``line`` counts from 1, and is 0 where the whole script is to blame."""

    def __init__(self, fault: ScriptFault, line: int = 0) -> None:
        super().__init__(f"Line {line} of the script {fault.value}" if line else f"The script {fault.value}")
        self.fault = fault
        self.line = line


class TranscriptError(ApduError):
    """A recorded conversation cannot be read."""


class ReplayError(TranscriptError):
    """The conversation differs from its recording."""


class ConversationFault(Enum):
    """Why the files of a conversation cannot be told from it."""

    MASKED = "was written without its data"
    HOLE = "does not hold all of {file}"
    CHANGED = "holds {file} twice, with different bytes"
    TOO_MUCH = "holds more than any card has"
    MY_NUMBER = "holds what leads to the My Number"


class ConversationError(TranscriptError):
    """The files that a recorded conversation read cannot be told from it; ``file`` is the one to blame, if one is."""

    def __init__(self, fault: ConversationFault, file: str = "") -> None:
        super().__init__(f"The recording {fault.value.format(file=file)}")
        self.fault = fault
        self.file = file
