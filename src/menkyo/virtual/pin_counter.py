"""The tries of one secret on the card: what VERIFY answers, and what it changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from menkyo.virtual.files import KeyFile

__all__ = ["PinCounter"]

DONE: Final = 0x9000


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
