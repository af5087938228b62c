"""Response APDUs (ISO/IEC 7816-4, section 5.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Self

from apdu.errors import ResponseError
from apdu.status import Family, StatusWord

__all__ = ["ResponseAPDU"]

_STATUS_LENGTH: Final = 2


@dataclass(frozen=True, slots=True)
class ResponseAPDU:
    """Data, 0 to 65,536 bytes, and the status word that ends every answer."""

    # A response may hold personal data, so that it stays out of representations.
    data: bytes = field(repr=False)
    status: StatusWord

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read an answer; raises `ResponseError` when it does not end in a status word."""
        if len(raw) < _STATUS_LENGTH:
            raise ResponseError(f"The answer has {len(raw)} bytes, too few for a status word")
        status = StatusWord(int.from_bytes(raw[-_STATUS_LENGTH:], "big"))
        if status.family is Family.INVALID:
            raise ResponseError("The answer does not end in a status word")
        return cls(raw[:-_STATUS_LENGTH], status)

    def encode(self) -> bytes:
        """Return the bytes on the wire."""
        return self.data + self.status.value.to_bytes(_STATUS_LENGTH, "big")
