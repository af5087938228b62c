"""The license application (免許AP) of a My Number card, made from a card image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.virtual.files import Application, DataFile
from menkyo.virtual.license_files import LicenseFiles
from menkyo.virtual.pin_counter import pin_file
from menkyo.virtual.switches import DropVerified

if TYPE_CHECKING:
    from menkyo.virtual.files import File
    from menkyo.virtual.image import CardImage

__all__ = ["LICENSE_AID", "PIN_FILE", "license_application"]

LICENSE_AID: Final = bytes.fromhex("A00000023106") + bytes(10)
"""The instance AID, 16 bytes. Source: license card spec, section 3.2."""

PIN_FILE: Final = 0x0006


def license_application(image: CardImage) -> Application:
    """IEF01 with the PIN, and WEF01 to WEF03 as far as the image has them (license card spec, section 3.3)."""
    switches, files = image.switches, LicenseFiles(image)
    closed = () if not image.pin.set and not switches.no_pin_needs_verify else (PIN_FILE,)
    present: list[File] = [pin_file(PIN_FILE, image.pin, switches)]
    # The two small files are written now, so that no command waits for them; a signature takes milliseconds.
    if (flag := files.wef01) is not None:
        present.append(DataFile(0x1A, lambda: flag))
    if (record := files.wef02) is not None:
        present.append(DataFile(0x1B, lambda: record, closed))
    if dict(image.raw).get("WEF03", b"") is not None:
        present.append(DataFile(0x1C, lambda: files.wef03 or b"", closed))
    return Application(
        name="license",
        aid=LICENSE_AID,
        files={file.identifier: file for file in present},
        exact=True,
        forgets=switches.select_drops_verified is not DropVerified.NEVER,
    )
