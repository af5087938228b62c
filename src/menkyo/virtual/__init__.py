"""A virtual card that behaves: a card image becomes a transport, or a card in a real PC/SC service.

Shares nothing with the code that reads cards but the transport: it has its own encoders, so that each side checks
the other. Source of its behavior: license card spec, sections 3.13 and 4.14, and My Number card spec, section 12.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from menkyo.virtual.card import VirtualCard
from menkyo.virtual.errors import FaultError, ImageError, ServeError, VirtualError
from menkyo.virtual.files import Access, AccessLog, Action
from menkyo.virtual.image import CardImage
from menkyo.virtual.license_files import LicenseFiles
from menkyo.virtual.loading import image_names, image_source, load_image
from menkyo.virtual.switches import Switches
from menkyo.virtual.transport import VirtualTransport, open_virtual

if TYPE_CHECKING:
    from menkyo.virtual.faults import FAULTS, ChosenFault, FaultKind, choose_fault, open_faulty
    from menkyo.virtual.faulty_transport import (
        Fault,
        FaultyTransport,
        answer_at,
        endless_more_data,
        pull_at,
        random_answers,
    )
    from menkyo.virtual.ic_files import IC_FILES, IcLicenseFiles
    from menkyo.virtual.ic_image import IcLicense
    from menkyo.virtual.server import DEFAULT_PORT, ServeEvent, ServeEventKind, serve
    from menkyo.virtual.signer import specimen_issuer_key

__all__ = [
    "DEFAULT_PORT",
    "FAULTS",
    "IC_FILES",
    "Access",
    "AccessLog",
    "Action",
    "CardImage",
    "ChosenFault",
    "Fault",
    "FaultError",
    "FaultKind",
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
    "choose_fault",
    "endless_more_data",
    "image_names",
    "image_source",
    "load_image",
    "open_faulty",
    "open_virtual",
    "pull_at",
    "random_answers",
    "serve",
    "specimen_issuer_key",
]

_MODULES: Final = {
    "DEFAULT_PORT": "server",
    "FAULTS": "faults",
    "ChosenFault": "faults",
    "Fault": "faulty_transport",
    "FaultKind": "faults",
    "FaultyTransport": "faulty_transport",
    "IC_FILES": "ic_files",
    "IcLicense": "ic_image",
    "IcLicenseFiles": "ic_files",
    "ServeEvent": "server",
    "ServeEventKind": "server",
    "answer_at": "faulty_transport",
    "choose_fault": "faults",
    "endless_more_data": "faulty_transport",
    "open_faulty": "faults",
    "pull_at": "faulty_transport",
    "random_answers": "faulty_transport",
    "serve": "server",
    "specimen_issuer_key": "signer",
}


def __getattr__(name: str) -> object:
    """Import these names' modules when one is first used: the specimen is no IC license, nor served, nor faulty."""
    if name in _MODULES:
        return getattr(import_module(f"menkyo.virtual.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'menkyo.virtual' has no attribute {name!r}")
