"""A virtual card that behaves: a card image becomes a transport, or a card in a real PC/SC service.

Shares nothing with the code that reads cards but the transport: it has its own encoders, so that each side checks
the other. Source of its behavior: license card spec, section 3.13, and My Number card spec, section 12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from menkyo.virtual.card import VirtualCard
from menkyo.virtual.errors import ImageError, ServeError, VirtualError
from menkyo.virtual.faults import (
    Fault,
    FaultyTransport,
    answer_at,
    endless_more_data,
    pull_at,
    random_answers,
)
from menkyo.virtual.files import Access, AccessLog, Action
from menkyo.virtual.image import CardImage
from menkyo.virtual.license_files import LicenseFiles
from menkyo.virtual.loading import image_names, image_source, load_image
from menkyo.virtual.switches import Switches
from menkyo.virtual.transport import VirtualTransport, open_virtual

if TYPE_CHECKING:
    from menkyo.virtual.server import DEFAULT_PORT, ServeEvent, ServeEventKind, serve
    from menkyo.virtual.signer import specimen_issuer_key

__all__ = [
    "DEFAULT_PORT",
    "Access",
    "AccessLog",
    "Action",
    "CardImage",
    "Fault",
    "FaultyTransport",
    "ImageError",
    "LicenseFiles",
    "ServeError",
    "ServeEvent",
    "ServeEventKind",
    "Switches",
    "VirtualCard",
    "VirtualError",
    "VirtualTransport",
    "answer_at",
    "endless_more_data",
    "image_names",
    "image_source",
    "load_image",
    "open_virtual",
    "pull_at",
    "random_answers",
    "serve",
    "specimen_issuer_key",
]


def __getattr__(name: str) -> object:
    """Import server and signer when a name of theirs is first used: a card in the process takes neither to begin."""
    if name in {"DEFAULT_PORT", "ServeEvent", "ServeEventKind", "serve"}:
        from menkyo.virtual import server  # noqa: PLC0415 - see above

        return getattr(server, name)
    if name == "specimen_issuer_key":
        from menkyo.virtual.signer import specimen_issuer_key  # noqa: PLC0415 - see above

        return specimen_issuer_key
    raise AttributeError(f"module 'menkyo.virtual' has no attribute {name!r}")
