"""A PIN on the card and the tries of one secret: what VERIFY answers, and what it changes.

Source: license card spec, sections 3.13, 4.4 and 4.14.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from menkyo.virtual.answers import DONE
from menkyo.virtual.files import KeyAnswers, KeyFile

if TYPE_CHECKING:
    from menkyo.virtual.image import PinImage
    from menkyo.virtual.switches import Switches

__all__ = ["PIN_LENGTH", "PinCounter", "pin_file"]

PIN_LENGTH: Final = 4


def pin_file(identifier: int, pin: PinImage, switches: Switches) -> KeyFile:
    """The file of a license PIN, which answers as the switches say."""
    return KeyFile(
        identifier=identifier,
        value=pin.value.encode("ascii"),
        tries_left=pin.tries_left,
        tries_max=pin.tries_max,
        shortest=PIN_LENGTH,
        longest=PIN_LENGTH,
        answers=KeyAnswers(
            wrong=switches.wrong_pin,
            blocked=switches.blocked,
            blocked_query=switches.blocked_query,
            verified_query=switches.verified_query,
        ),
    )


@dataclass(slots=True)
class PinCounter:
    """The tries left of one key, and whether it is verified now."""

    tries_left: int
    verified: bool = False

    def query(self, file: KeyFile) -> int:
        """The answer to the empty VERIFY, which costs nothing."""
        if self.tries_left == 0:
            return int(file.answers.blocked_query, 16)
        return self._status(file.answers.verified_query if self.verified else "63Cx")

    def present(self, file: KeyFile, secret: bytes) -> int:
        """Compare a secret and count; a blocked key is not compared at all."""
        if self.tries_left == 0:
            return int(file.answers.blocked, 16)
        if secret == file.value:
            self.tries_left = file.tries_max
            self.verified = True
            return DONE
        self.tries_left -= 1
        self.verified = False
        return self._status(file.answers.wrong)

    def _status(self, status: str) -> int:
        return int(status.replace("x", f"{self.tries_left:X}"), 16)
