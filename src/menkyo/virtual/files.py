"""What stands on a card: applications, their data files, record files and keys; and the log of who touched them."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "Access",
    "AccessLog",
    "Action",
    "Application",
    "DataFile",
    "File",
    "KeyAnswers",
    "KeyFile",
    "RecordFile",
    "SigningKeyFile",
]


@dataclass(frozen=True, slots=True)
class DataFile:
    """A transparent elementary file (EF).

    ``content`` is asked for once per command and must be cheap from its second call on.
    """

    identifier: int
    content: Callable[[], bytes]
    opened_by: tuple[int, ...] = ()
    """Identifiers of the keys that open the file; none when it is free.

    On a My Number card any one of them is enough; an IC license wants all of them.
    """
    empty: bool = False
    """Whether a READ from the start is answered without data, instead of an error."""


@dataclass(frozen=True, slots=True)
class RecordFile:
    """An elementary file of numbered records, free to read."""

    identifier: int
    records: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class KeyAnswers:
    """What a key answers where cards may differ; ``63Cx`` counts the tries left."""

    wrong: str = "63Cx"
    blocked: str = "6984"
    blocked_query: str = "63C0"
    verified_query: str = "63Cx"


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A secret to be presented with VERIFY (照合番号, 暗証番号); its value stays out of the representation."""

    identifier: int
    value: bytes = field(repr=False)
    tries_left: int
    tries_max: int
    shortest: int
    longest: int
    answers: KeyAnswers = KeyAnswers()


@dataclass(frozen=True, slots=True)
class SigningKeyFile:
    """A private key that signs and cannot be read."""

    identifier: int
    key: str
    """The test key of the package, by its name."""
    opened_by: int | None = None
    """Identifier of the key that must be verified first; ``None`` when everybody may have something signed."""
    default: bool = False
    """Whether P2 00 of the signing command means this key."""


File = DataFile | RecordFile | KeyFile | SigningKeyFile


@dataclass(frozen=True, slots=True)
class Application:
    """A card application: its name, its AID and its files by identifier."""

    name: str
    aid: bytes
    files: Mapping[int, File]
    exact: bool = False
    """Whether SELECT wants the whole AID; otherwise its first bytes are enough."""
    forgets: bool = False
    """Whether selecting another application drops what was verified here."""

    def by_short_identifier(self, short: int) -> File | None:
        """The file whose identifier ends in these five bits."""
        return next((file for file in self.files.values() if file.identifier & 0x1F == short), None)


class Action(Enum):
    """What a command wanted of a file; refused commands count too."""

    SELECT = "select"
    READ = "read"
    QUERY = "query"
    VERIFY = "verify"
    SIGN = "sign"


class Access(NamedTuple):
    """One touch of a file: the application's name, the file's identifier in hex (empty for the application)."""

    application: str
    file: str
    action: Action


_REMEMBERED: Final = 10_000
"""Accesses kept in order: enough for any reading, and a bound for a card that is served for days."""


class AccessLog:
    """Who touched what. Holds no data and no PIN."""

    def __init__(self) -> None:
        self.entries: deque[Access] = deque(maxlen=_REMEMBERED)
        self._counts: Counter[Access] = Counter()

    def add(self, application: str, file: int | None, action: Action) -> None:
        """Note one access."""
        access = Access(application, "" if file is None else f"{file:04X}", action)
        self.entries.append(access)
        self._counts[access] += 1

    def count(self, application: str | None = None, file: str | None = None, action: Action | None = None) -> int:
        """How many accesses there were since the card was made; ``None`` stands for any."""
        return sum(
            number
            for access, number in self._counts.items()
            if application in (None, access.application)
            and file in (None, access.file)
            and action in (None, access.action)
        )
