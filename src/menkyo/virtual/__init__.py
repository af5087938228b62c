"""A virtual card that behaves: a card image becomes a transport, or a card in a real PC/SC service.

Shares nothing with the code that reads cards but the transport: it has its own encoders, so that each side checks
the other. Source of its behavior: license card spec, sections 3.13 and 4.14, and My Number card spec, section 12.
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
from menkyo.virtual.ic_files import IC_FILES, IcLicenseFiles
from menkyo.virtual.ic_image import IcLicense
from menkyo.virtual.image import CardImage
from menkyo.virtual.license_files import LicenseFiles
from menkyo.virtual.loading import image_names, image_source, load_image
from menkyo.virtual.switches import Switches
from menkyo.virtual.transport import VirtualTransport, open_virtual

if TYPE_CHECKING:
    from menkyo.virtual.server import DEFAULT_PORT, ServeEvent, ServeEventKind, serve

__all__ = [
    "DEFAULT_PORT",
    "IC_FILES",
    "Access",
    "AccessLog",
    "Action",
    "CardImage",
    "Fault",
    "FaultyTransport",
    "IcLicense",
    "IcLicenseFiles",
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
]


def __getattr__(name: str) -> object:
    """Import the server when one of its names is first used: a card inside the process needs no sockets."""
    if name in {"DEFAULT_PORT", "ServeEvent", "ServeEventKind", "serve"}:
        from menkyo.virtual import server  # noqa: PLC0415 - see above

        return getattr(server, name)
    raise AttributeError(f"module 'menkyo.virtual' has no attribute {name!r}")
