"""Reading the one file without which there is no license, on either kind of card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apdu.errors import ResponseError, StatusError

if TYPE_CHECKING:
    from apdu import CardSession
    from apdu.applications import Application, ElementaryFile

__all__ = ["NOT_FOUND", "read_record_file"]

NOT_FOUND: Final = 0x6A82
"""The card has no such file."""


def read_record_file(session: CardSession, application: Application, file: ElementaryFile) -> bytes:
    """Read the file whose absence would mean that there is no license; raises `StatusError` and `ResponseError`.

    A card that lost its power for a moment, or another program that selected something else, makes the card say that it
    has no such file. It is taken at its word only when it says so right after the application was selected.
    """
    try:
        return session.read_file(file)
    except StatusError as error:
        if error.status.value != NOT_FOUND:
            raise
    if not session.select(application, strict=True):
        raise ResponseError("The application was there before, and is not any more")
    return session.read_file(file)
