"""The commands of an IC license (運転免許証): SELECT, VERIFY and READ BINARY among its MF and three DFs.

Source: license card spec, sections 4.2 to 4.5 and 4.14.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.virtual.answers import (
    DONE,
    INCOMPATIBLE_FILE,
    NO_CURRENT_FILE,
    NOT_FOUND,
    NOT_SUPPORTED,
    SECURITY_NOT_SATISFIED,
    WRONG_LENGTH,
    WRONG_PARAMETERS,
    Answer,
    part_of_file,
)
from menkyo.virtual.command import CardStatusError
from menkyo.virtual.files import Action, Application, DataFile, KeyFile
from menkyo.virtual.ic_files import IC_FILES, IcLicenseFiles
from menkyo.virtual.ic_image import IcLicense
from menkyo.virtual.pin_counter import PIN_LENGTH, PinCounter, pin_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from menkyo.virtual.command import Command
    from menkyo.virtual.files import AccessLog, File
    from menkyo.virtual.image import CardImage

__all__ = ["DF_AIDS", "MASTER_FILE", "IcLicenseCommands"]

MASTER_FILE: Final = "MF"

DF_AIDS: Final = {
    "DF1": bytes.fromhex("A00000023101") + bytes(10),
    "DF2": bytes.fromhex("A00000023102") + bytes(10),
    "DF3": bytes.fromhex("A00000024803") + bytes(10),
}
"""The dedicated files by AID, 16 bytes each; DF3 has another provider's. Source: license card spec, section 4.2."""

MASTER_FILE_IDENTIFIER: Final = bytes.fromhex("3F00")
CURRENT_FILE: Final = 0x80


class IcLicenseCommands:
    """What the card answers while it has power; the try counters belong to the card that is made with it."""

    def __init__(self, image: CardImage, log: AccessLog) -> None:
        ic = image.ic_license or IcLicense()
        self._log = log
        self._switches = image.switches
        self._partial_aid = ic.switches.partial_aid
        files = IcLicenseFiles(image)
        self._master_file = _master_file(image, ic, files)
        self._directories = tuple(
            Application(name, aid, {file.identifier: file for file in _data_files(files, name)})
            for name, aid in DF_AIDS.items()
        )
        self._start = self._master_file if ic.switches.master_file_at_start else None
        self.keys: dict[tuple[str, int], PinCounter] = {
            (MASTER_FILE, file.identifier): PinCounter(file.tries_left)
            for file in self._master_file.files.values()
            if isinstance(file, KeyFile)
        }
        self.instructions: Mapping[int, Callable[[Command], Answer]] = {
            0x20: self._verify,
            0xA4: self._select,
            0xB0: self._read_binary,
        }
        self.forget_selection()

    def forget_selection(self) -> None:
        """Be as after power up."""
        self._directory = self._start
        self._file: File | None = None

    # SELECT ------------------------------------------------------------------------------------------------------

    def _select(self, command: Command) -> Answer:
        if command.p2 not in (0x00, 0x0C):
            raise CardStatusError(WRONG_PARAMETERS)
        match command.p1:
            case 0x00:
                return self._select_master_file(command.data)
            case 0x02:
                return self._select_file(command.data)
            case 0x04:
                return self._select_directory(command.data)
            case _:
                raise CardStatusError(WRONG_PARAMETERS)

    def _select_master_file(self, identifier: bytes) -> Answer:
        if len(identifier) not in (0, len(MASTER_FILE_IDENTIFIER)):
            raise CardStatusError(WRONG_LENGTH)
        if identifier not in (b"", MASTER_FILE_IDENTIFIER):
            raise CardStatusError(NOT_FOUND)
        return self._enter(self._master_file)

    def _select_directory(self, aid: bytes) -> Answer:
        if not 1 <= len(aid) <= 16:  # noqa: PLR2004 - an AID's longest form
            raise CardStatusError(WRONG_LENGTH)
        for directory in self._directories:
            if directory.aid == aid or (self._partial_aid and directory.aid.startswith(aid)):
                return self._enter(directory)
        raise CardStatusError(NOT_FOUND)

    def _enter(self, directory: Application) -> Answer:
        """Selecting drops the current file and nothing that was verified."""
        self._directory, self._file = directory, None
        self._log.add(directory.name, None, Action.SELECT)
        return b"", int(self._switches.blocked_select, 16) if self._is_blocked(directory) else DONE

    def _is_blocked(self, directory: Application) -> bool:
        """Whether no file of it can be opened any more."""
        files = [file for file in directory.files.values() if isinstance(file, DataFile)]
        return bool(files) and all(
            any(self.keys[MASTER_FILE, key].tries_left == 0 for key in file.opened_by) for file in files
        )

    def _select_file(self, path: bytes) -> Answer:
        """A file of the current directory by its identifier, or one of the MF by its path from there."""
        directory = self._directory
        if len(path) == 2 * len(MASTER_FILE_IDENTIFIER):
            if not path.startswith(MASTER_FILE_IDENTIFIER):
                raise CardStatusError(NOT_FOUND)
            directory, path = self._master_file, path[len(MASTER_FILE_IDENTIFIER) :]
        elif len(path) != len(MASTER_FILE_IDENTIFIER):
            raise CardStatusError(WRONG_LENGTH)
        file = directory.files.get(int.from_bytes(path, "big")) if directory else None
        if file is None:
            raise CardStatusError(NOT_FOUND)
        self._directory, self._file = directory, file
        self._note(file, Action.SELECT)
        return b"", DONE

    def _note(self, file: File, action: Action) -> None:
        if self._directory:
            self._log.add(self._directory.name, file.identifier, action)

    # READ BINARY -------------------------------------------------------------------------------------------------

    def _read_binary(self, command: Command) -> Answer:
        if command.p1 & CURRENT_FILE:
            if command.p1 & 0x60:
                raise CardStatusError(WRONG_PARAMETERS)
            if command.p1 != CURRENT_FILE and not self._switches.short_read:
                raise CardStatusError(NOT_SUPPORTED)
            file, offset = self._addressed(command.p1 & 0x1F, DataFile), command.p2
        else:
            file, offset = self._addressed(0, DataFile), command.p1 << 8 | command.p2
        self._note(file, Action.READ)
        if not isinstance(file, DataFile):
            raise CardStatusError(INCOMPATIBLE_FILE)
        if not all(self.keys[MASTER_FILE, key].verified for key in file.opened_by):
            raise CardStatusError(SECURITY_NOT_SATISFIED)
        if command.data or command.expected is None:
            raise CardStatusError(WRONG_LENGTH)
        self._file = file
        end_of_file = self._switches.end_of_file
        return part_of_file(file.content(), offset, command.expected, self._switches, end_of_file=end_of_file)

    def _addressed(self, short: int, wanted: type[DataFile | KeyFile]) -> File:
        """The current file for 0, else the file of that short identifier: 01 is a file for READ, a key for VERIFY."""
        if short == 0:
            if self._file is None:
                raise CardStatusError(NO_CURRENT_FILE)
            return self._file
        here = self._directory.files.values() if self._directory else ()
        named = [file for file in here if file.identifier & 0x1F == short]
        if not named:
            raise CardStatusError(NOT_FOUND)
        return next((file for file in named if isinstance(file, wanted)), named[0])

    # VERIFY ------------------------------------------------------------------------------------------------------

    def _verify(self, command: Command) -> Answer:
        """The keys live in the MF, so that VERIFY finds them nowhere else."""
        if command.p1 or command.p2 & 0xE0 != CURRENT_FILE:
            raise CardStatusError(WRONG_PARAMETERS)
        short = command.p2 & 0x1F
        if short and not self._switches.short_verify:
            raise CardStatusError(NOT_FOUND)
        file = self._addressed(short, KeyFile)
        if not isinstance(file, KeyFile):
            raise CardStatusError(NOT_FOUND if short else INCOMPATIBLE_FILE)
        counter = self.keys[MASTER_FILE, file.identifier]
        self._note(file, Action.VERIFY if command.data else Action.QUERY)
        if not command.data:
            return b"", counter.query(file)
        if len(command.data) != PIN_LENGTH:
            raise CardStatusError(WRONG_LENGTH)
        return b"", counter.present(file, command.data)


def _master_file(image: CardImage, ic: IcLicense, files: IcLicenseFiles) -> Application:
    """EF01 and EF02, and the two PINs with a counter each."""
    pins = (pin_file(number, pin, image.switches) for number, pin in ((0x0001, image.pin), (0x0002, ic.pin2)))
    present: tuple[File, ...] = (*_data_files(files, MASTER_FILE), *pins)
    return Application(MASTER_FILE, b"", {file.identifier: file for file in present})


def _data_files(files: IcLicenseFiles, directory: str) -> tuple[DataFile, ...]:
    image, given = files.image, dict(files.image.raw)
    is_open = not image.pin.set and not image.switches.no_pin_needs_verify

    def data_file(name: str) -> DataFile:
        rule = IC_FILES[name]
        return DataFile(rule.identifier, lambda: files.content(name) or b"", () if is_open else rule.pins)

    names = (name for name in IC_FILES if name.startswith(f"{directory}/"))
    return tuple(data_file(name) for name in names if given.get(name, b"") is not None)
