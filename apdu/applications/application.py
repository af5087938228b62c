"""How a card application is described: identifier, files, keys, access rules, each with its clause of the spec."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

__all__ = ["Access", "Application", "ElementaryFile", "KeyReference"]


class Access(Enum):
    """What opens a file for reading."""

    FREE = "free"
    PIN = "PIN"
    PIN1 = "PIN1"
    PIN1_AND_PIN2 = "PIN1 and PIN2"
    NUMBER_B = "number B"
    NEVER = "never"


class KeyReference(NamedTuple):
    """A PIN or another secret of an application, with its own counter.

    ``identifier`` is the internal EF, whose low five bits are the short identifier in VERIFY; ``tries`` is where the
    counter starts. ``not_set`` is the whole free file that says that the holder set no PIN, where there is one: only
    then may the default PIN be presented. ``digits`` is how many there are; 0 stands for a secret that is never
    presented, whose tries left may be asked for.
    """

    name: str
    title: str
    identifier: int
    tries: int
    clause: str
    not_set: bytes = b""
    digits: int = 0

    @property
    def p2(self) -> int:
        """P2 of VERIFY: the short identifier with bit 8 set."""
        return 0x80 | (self.identifier & 0x1F)


class ElementaryFile(NamedTuple):
    """A file (EF) of an application.

    ``max_size`` is in bytes. ``last_tag`` is the tag of the object that ends the file, where the file is of the license
    TLV dialect. A file with a ``record_number`` is read by READ RECORD. One that ``is_filled`` has FF behind its last
    object up to its full size, holds its objects in any order, and may be read by its short identifier at once.
    One that ``is_ber`` is one BER-TLV object, whose header tells how long it is, with fill behind it.
    """

    name: str
    title: str
    identifier: int
    max_size: int
    access: Access
    clause: str
    last_tag: int | None = None
    record_number: int | None = None
    is_filled: bool = False
    is_ber: bool = False

    @property
    def short_identifier(self) -> int:
        """The low five bits of the identifier (SFI)."""
        return self.identifier & 0x1F


class Application(NamedTuple):
    """An application (AP) of a card: a DF that an AID selects; an empty AID stands for the master file (MF).

    ``denied_files`` and ``denied_keys`` are the identifiers that lead to the My Number; nothing here ever uses them.
    """

    name: str
    title: str
    aid: bytes
    clause: str
    files: tuple[ElementaryFile, ...] = ()
    keys: tuple[KeyReference, ...] = ()
    denied_files: frozenset[int] = frozenset()
    denied_keys: frozenset[int] = frozenset()
