"""A virtual card that behaves: a card image becomes a transport, or a card in a real PC/SC service.

Shares nothing with the code that reads cards but the transport: it has its own encoders, so that each side checks
the other. Source of its behavior: license card spec, sections 3.13 and 4.14, and My Number card spec, section 12.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from menkyo.virtual.card import VirtualCard
from menkyo.virtual.errors import (
    ChoiceError,
    ChoiceFault,
    FaultError,
    FileTakenError,
    ImageError,
    PictureError,
    PictureFault,
    ServeError,
    VirtualError,
)
from menkyo.virtual.files import Access, AccessLog, Action
from menkyo.virtual.image import CardImage
from menkyo.virtual.license_files import LicenseFiles
from menkyo.virtual.loading import image_names, image_source, load_image
from menkyo.virtual.switches import Switches
from menkyo.virtual.transport import VirtualTransport, open_virtual

if TYPE_CHECKING:
    from menkyo.virtual.checking import FileSize, ImageCheck, Mistake, check_image, file_sizes
    from menkyo.virtual.drafts import save_draft, write_new
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
    from menkyo.virtual.portrait import license_photo
    from menkyo.virtual.server import DEFAULT_PORT, ServeEvent, ServeEventKind, serve
    from menkyo.virtual.shaping import CardChoices, ImageDraft, edited_image, new_image
    from menkyo.virtual.signer import specimen_issuer_certificate, specimen_issuer_key

__all__ = [
    "DEFAULT_PORT",
    "FAULTS",
    "IC_FILES",
    "Access",
    "AccessLog",
    "Action",
    "CardChoices",
    "CardImage",
    "ChoiceError",
    "ChoiceFault",
    "ChosenFault",
    "Fault",
    "FaultError",
    "FaultKind",
    "FaultyTransport",
    "FileSize",
    "FileTakenError",
    "IcLicense",
    "IcLicenseFiles",
    "ImageCheck",
    "ImageDraft",
    "ImageError",
    "LicenseFiles",
    "Mistake",
    "PictureError",
    "PictureFault",
    "ServeError",
    "ServeEvent",
    "ServeEventKind",
    "Switches",
    "VirtualCard",
    "VirtualError",
    "VirtualTransport",
    "answer_at",
    "check_image",
    "choose_fault",
    "edited_image",
    "endless_more_data",
    "file_sizes",
    "image_names",
    "image_source",
    "license_photo",
    "load_image",
    "new_image",
    "open_faulty",
    "open_virtual",
    "pull_at",
    "random_answers",
    "save_draft",
    "serve",
    "specimen_issuer_certificate",
    "specimen_issuer_key",
    "write_new",
]

_MODULES: Final = {
    "CardChoices": "shaping",
    "ChosenFault": "faults",
    "DEFAULT_PORT": "server",
    "FAULTS": "faults",
    "Fault": "faulty_transport",
    "FaultKind": "faults",
    "FaultyTransport": "faulty_transport",
    "FileSize": "checking",
    "IC_FILES": "ic_files",
    "IcLicense": "ic_image",
    "IcLicenseFiles": "ic_files",
    "ImageCheck": "checking",
    "ImageDraft": "shaping",
    "Mistake": "checking",
    "ServeEvent": "server",
    "ServeEventKind": "server",
    "answer_at": "faulty_transport",
    "check_image": "checking",
    "choose_fault": "faults",
    "edited_image": "shaping",
    "endless_more_data": "faulty_transport",
    "file_sizes": "checking",
    "license_photo": "portrait",
    "new_image": "shaping",
    "open_faulty": "faults",
    "pull_at": "faulty_transport",
    "random_answers": "faulty_transport",
    "save_draft": "drafts",
    "serve": "server",
    "specimen_issuer_certificate": "signer",
    "specimen_issuer_key": "signer",
    "write_new": "drafts",
}


def __getattr__(name: str) -> object:
    """Import these names' modules when one is first used: the specimen is neither served, nor shaped, nor faulty."""
    if name in _MODULES:
        return getattr(import_module(f"menkyo.virtual.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'menkyo.virtual' has no attribute {name!r}")
