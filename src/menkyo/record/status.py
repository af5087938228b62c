"""What a card tells of itself without a PIN: its applications, PINs and certificates, as typed values."""

from dataclasses import dataclass, field
from datetime import date, datetime

__all__ = ["CardStatus", "CertificateStatus", "PinStatus"]


@dataclass(frozen=True, slots=True)
class PinStatus:
    """One PIN (暗証番号) or password: its name in the contract, whether it is set, and its tries.

    `is_set` and `tries_left` are `None` where the card does not tell; `tries_max` is where the counter starts. One that
    `is_verified` was presented before, which some cards answer instead of a count.
    """

    name: str
    is_set: bool | None
    tries_left: int | None
    tries_max: int
    is_verified: bool = False

    @property
    def blocked(self) -> bool | None:
        """Whether no try is left; `None` where that is not known."""
        if self.tries_left is None:
            return False if self.is_verified else None
        return self.tries_left == 0


@dataclass(frozen=True, slots=True)
class CertificateStatus:
    """One of the holder's certificates (電子証明書): its name in the contract, whether it is there, its last moment.

    `present` is `None` where that cannot be told, and so is `expires_at`, which has Japan's time zone.
    """

    name: str
    present: bool | None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CardStatus:
    """What one card tells without a PIN, at the moment `read_at`.

    `kind` and `applications` are the contract's words; `expires_on` is the card's own last day. `pins` and
    `certificates` are those of the applications that are there, in the contract's order. One that `is_saved` is what a
    capture kept, and may be otherwise by now.
    """

    read_at: datetime
    reader: str
    atr: bytes
    kind: str
    applications: tuple[str, ...]
    expires_on: date | None = field(repr=False)
    pins: tuple[PinStatus, ...]
    certificates: tuple[CertificateStatus, ...]
    is_saved: bool = False
