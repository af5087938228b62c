"""The last day of a My Number card itself, from either source that tells it (My Number card spec, 7.1 and 7.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apdu.applications.card_manager import CARD_EXPIRY_OBJECT, CARD_MANAGER
from apdu.applications.common import CARD_RECORD
from apdu.errors import ResponseError, StatusError
from menkyo.reading.capture import CapturedFile
from menkyo.record.card import decode_card_expiry, decode_card_expiry_object

if TYPE_CHECKING:
    from datetime import date

    from apdu import CardSession
    from menkyo.reading.capture import Capture

__all__ = ["CARD_EXPIRY", "expiry_of_capture", "read_expiry_object"]

CARD_EXPIRY: Final = "card-expiry"
"""What a capture calls the card manager's data object."""


def read_expiry_object(session: CardSession) -> CapturedFile | None:
    """The data object of the card manager, when it is a day; it leaves the card manager selected.

    It is the second source: it answers nobody while an application is selected, and costs two commands.
    """
    try:
        if not session.select(CARD_MANAGER):
            return None
        data = session.read_data_object(CARD_EXPIRY_OBJECT)
    except (StatusError, ResponseError):
        return None
    return None if decode_card_expiry_object(data) is None else CapturedFile(CARD_MANAGER.name, CARD_EXPIRY, data)


def expiry_of_capture(capture: Capture) -> date | None:
    """The day that a capture holds of the card record, or else of the card manager."""
    record = decode_card_expiry(capture.data(CARD_RECORD.name) or b"")
    expiry = record or decode_card_expiry_object(capture.data(CARD_EXPIRY) or b"")
    return None if expiry is None else expiry.date
