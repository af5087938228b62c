"""The virtual card: command bytes in, answer bytes out, by the rules of the two card specs.

Sources: license card spec, sections 3.13 and 4.14; My Number card spec, sections 2 and 12.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from menkyo.virtual.answers import (
    CHANNEL_NOT_SUPPORTED,
    DONE,
    FAULT,
    INCOMPATIBLE_FILE,
    NO_CURRENT_FILE,
    NOT_FOUND,
    NOT_SUPPORTED,
    OBJECT_NOT_FOUND,
    RECORD_NOT_FOUND,
    SECURE_MESSAGING_NOT_SUPPORTED,
    SECURITY_NOT_SATISFIED,
    UNKNOWN_CLASS,
    UNKNOWN_INSTRUCTION,
    WRONG_CONDITIONS,
    WRONG_LENGTH,
    WRONG_PARAMETERS,
    Answer,
    part_of_file,
)
from menkyo.virtual.command import CardStatusError, parse_command
from menkyo.virtual.files import AccessLog, Action, Application, DataFile, KeyFile, RecordFile, SigningKeyFile
from menkyo.virtual.license_application import license_application
from menkyo.virtual.my_number import CARD_MANAGER_AID, card_objects, my_number_applications
from menkyo.virtual.pin_counter import PinCounter
from menkyo.virtual.signing import SIGNATURE_BYTES, compute_signature
from menkyo.virtual.switches import DropVerified

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from menkyo.virtual.command import Command
    from menkyo.virtual.files import File
    from menkyo.virtual.image import CardImage

__all__ = ["VirtualCard"]

CURRENT_FILE: Final = 0x80
"""P2 of VERIFY, and P1 of READ BINARY, for the current file; the low five bits hold a short identifier."""

CHANGING: Final = frozenset(
    # WRITE, UPDATE, ERASE and APPEND, CHANGE REFERENCE DATA, RESET RETRY COUNTER and PUT DATA.
    (0x0E, 0x0F, 0x24, 0x2C, 0xD0, 0xD1, 0xD2, 0xD6, 0xD7, 0xDA, 0xDB, 0xDC, 0xDD, 0xE2)
)
"""Instructions that would change the card: all are refused with 6982."""

OWN_CLASS: Final = 0x80
OWN_REFUSED: Final = {0x32: SECURITY_NOT_SATISFIED, 0xAE: SECURITY_NOT_SATISFIED, 0xFC: WRONG_LENGTH}
"""CHANGE KEY, SET SESSION KEY for a secure messaging that is not played, and what only phones know (section 10.1)."""


class VirtualCard:
    """A card that behaves; made in a reader's field and powered.

    Try counters live as long as the object, through power cycles and resets; everything else is forgotten at power
    off. Not thread safe, as a card is not.
    """

    def __init__(self, image: CardImage) -> None:
        self.image = image
        self.log = AccessLog()
        self._switches = image.switches
        applications = list(my_number_applications(image))
        self._objects = card_objects(image)
        if "license" in image.card.applications:
            applications.append(license_application(image))
        self._card_manager = Application("card-manager", CARD_MANAGER_AID, {})
        if self._objects:
            applications.append(self._card_manager)
        self._applications = tuple(applications)
        self._keys = {
            (application.name, file.identifier): PinCounter(file.tries_left)
            for application in applications
            for file in application.files.values()
            if isinstance(file, KeyFile)
        }
        self._instructions: Mapping[int, Callable[[Command], Answer]] = {
            0x20: self._verify,
            0x84: self._get_challenge,
            0xA4: self._select,
            0xB0: self._read_binary,
            0xB2: self._read_record,
            0xCA: self._get_data,
        }
        self._own_instructions: Mapping[int, Callable[[Command], Answer]] = {0x2A: self._compute_signature}
        self._ic_license = None
        if image.ic_license:
            from menkyo.virtual.ic_card import IcLicenseCommands  # noqa: PLC0415 - a My Number card needs none of it

            self._ic_license = IcLicenseCommands(image, self.log)
            self._keys = self._ic_license.keys
            self._instructions = self._ic_license.instructions
        self._powered = False
        self._forget()
        self.power_on()

    def __repr__(self) -> str:
        return f"VirtualCard({self.image.name!r})"

    @property
    def atr(self) -> bytes:
        """The answer to reset."""
        return self.image.card.atr

    @property
    def powered(self) -> bool:
        """Whether the card has power."""
        return self._powered

    def tries_left(self, application: str = "license", key: int = 0x0006) -> int:
        """The tries left of one key; raises `KeyError` when the card has no such key.

        The PINs of an IC license are the keys 0001 and 0002 of ``MF``.
        """
        return self._keys[application, key].tries_left

    def power_on(self) -> None:
        """Give power, from whatever state: nothing is selected and nothing is verified."""
        self._powered = True
        self._fresh = True
        self._forget()

    def power_off(self) -> None:
        """Take power away; only the try counters stay."""
        self._powered = False
        self._forget()

    def reset(self) -> None:
        """Reset the warm way; what was verified stays only when the image's switch says so."""
        self._powered = True
        self._forget(keep_verified=self._switches.reset_keeps_verified)

    def transmit(self, command: bytes, /) -> bytes:
        """Answer one command; a card without power answers nothing."""
        if not self._powered:
            return b""
        try:
            data, status = self._answer(command)
        except CardStatusError as error:
            data, status = b"", error.status
        answer = data + status.to_bytes(2, "big")
        cut = self._switches.cut_without_status
        return answer if cut is None else answer[:cut]

    # State -------------------------------------------------------------------------------------------------------

    def _forget(self, *, keep_verified: bool = False) -> None:
        self._application: Application | None = None
        self._file: File | None = None
        if self._ic_license:
            self._ic_license.forget_selection()
        if not keep_verified:
            for state in self._keys.values():
                state.verified = False

    def _enter(self, application: Application) -> None:
        left = self._application
        again = left is application
        if left and left.forgets and (not again or self._switches.select_drops_verified is DropVerified.ANY):
            for (name, _), state in self._keys.items():
                if name == left.name:
                    state.verified = False
        self._application = application
        self._file = None

    @property
    def _in_license(self) -> bool:
        return self._application is not None and self._application.name == "license"

    def _note(self, file: File | None, action: Action) -> None:
        if self._application:
            self.log.add(self._application.name, file.identifier if file else None, action)

    # Dispatch ----------------------------------------------------------------------------------------------------

    def _answer(self, raw: bytes) -> Answer:
        first, self._fresh = self._fresh, False
        if first and self._switches.first_command_6f00:
            raise CardStatusError(FAULT)
        command = parse_command(raw)
        self._check_class(command)
        if command.extended and not self._switches.extended_length:
            return self._refuse_extended(command)
        return self._dispatch(command)

    def _dispatch(self, command: Command) -> Answer:
        own = command.class_byte == OWN_CLASS
        handler = (self._own_instructions if own else self._instructions).get(command.instruction)
        if handler:
            return handler(command)
        if own:
            raise CardStatusError(OWN_REFUSED.get(command.instruction, UNKNOWN_INSTRUCTION))
        raise CardStatusError(SECURITY_NOT_SATISFIED if command.instruction in CHANGING else UNKNOWN_INSTRUCTION)

    def _check_class(self, command: Command) -> None:
        class_byte = command.class_byte
        # The My Number applications have instructions of their own.
        if class_byte == 0 or (class_byte == OWN_CLASS and self._application and self._application.name != "license"):
            return
        if 0x40 <= class_byte < 0x80:  # noqa: PLR2004 - ISO/IEC 7816-4: channels 4 to 19
            raise CardStatusError(CHANNEL_NOT_SUPPORTED)
        if class_byte & 0x70 == 0:
            if class_byte & 0x03:
                raise CardStatusError(CHANNEL_NOT_SUPPORTED)
            if class_byte & 0x0C:
                raise CardStatusError(SECURE_MESSAGING_NOT_SUPPORTED)
        raise CardStatusError(UNKNOWN_CLASS)

    def _refuse_extended(self, command: Command) -> Answer:
        refused = self._switches.extended_length_refused
        if refused != "6Cxx" or command.expected is None:
            raise CardStatusError(WRONG_LENGTH if refused == "6Cxx" else int(refused, 16))
        data, status = self._dispatch(command._replace(expected=min(command.expected, 0x100), extended=False))
        return b"", 0x6C00 | len(data) & 0xFF if data else status

    # SELECT ------------------------------------------------------------------------------------------------------

    def _select(self, command: Command) -> Answer:
        match command.p1:
            case 0x04:
                return self._select_application(command)
            case 0x02:
                return self._select_file(command)
            case 0x00:
                return self._select_master_file(command)
            case _:
                raise CardStatusError(WRONG_PARAMETERS)

    def _select_application(self, command: Command) -> Answer:
        if command.p2 not in (0x00, 0x02, 0x0C):
            raise CardStatusError(WRONG_PARAMETERS)
        if not 1 <= len(command.data) <= 16:  # noqa: PLR2004 - an AID's longest form
            raise CardStatusError(WRONG_LENGTH)
        candidates = self._applications
        if command.p2 == 0x02 and self._application:  # noqa: PLR2004 - next occurrence
            candidates = candidates[candidates.index(self._application) + 1 :]
        for application in candidates:
            if application.aid == command.data or (not application.exact and application.aid.startswith(command.data)):
                self._enter(application)
                self._note(None, Action.SELECT)
                return self._selected(application, command)
        raise CardStatusError(NOT_FOUND)

    def _selected(self, application: Application, command: Command) -> Answer:
        if application.name == "license":
            blocked = self.tries_left() == 0
            return b"", int(self._switches.blocked_select, 16) if blocked else DONE
        if command.p2 == 0x00 and command.expected is not None:
            name = b"\x84" + bytes([len(application.aid)]) + application.aid
            return (b"\x6f" + bytes([len(name)]) + name)[: command.expected], DONE
        return b"", DONE

    def _select_file(self, command: Command) -> Answer:
        if command.p2 not in (0x00, 0x0C):
            raise CardStatusError(WRONG_PARAMETERS)
        if len(command.data) != 2:  # noqa: PLR2004 - a file identifier
            raise CardStatusError(WRONG_LENGTH)
        file = self._application and self._application.files.get(int.from_bytes(command.data, "big"))
        if not file:
            raise CardStatusError(NOT_FOUND)
        self._note(file, Action.SELECT)
        self._file = file
        return b"", DONE

    def _select_master_file(self, command: Command) -> Answer:
        """The card has no MF to speak of: an odd answer that real My Number cards give (section 2.1)."""
        if command.data:
            raise CardStatusError(NOT_FOUND)
        if command.p2 not in (0x00, 0x0C) or self._application is None:
            raise CardStatusError(WRONG_PARAMETERS)
        return b"", DONE

    # READ --------------------------------------------------------------------------------------------------------

    def _read_binary(self, command: Command) -> Answer:
        if command.p1 & CURRENT_FILE:
            if command.p1 & 0x60:
                raise CardStatusError(WRONG_PARAMETERS)
            if command.p1 != CURRENT_FILE and self._in_license and not self._switches.short_read:
                raise CardStatusError(NOT_SUPPORTED)
            file, offset = self._addressed(command.p1 & 0x1F), command.p2
        else:
            file, offset = self._addressed(0), command.p1 << 8 | command.p2
        self._note(file, Action.READ)
        if not isinstance(file, DataFile):
            raise CardStatusError(INCOMPATIBLE_FILE)
        if file.opened_by and not any(self._verified(key) for key in file.opened_by):
            raise CardStatusError(SECURITY_NOT_SATISFIED)
        if command.data or command.expected is None:
            raise CardStatusError(WRONG_LENGTH)
        self._file = file
        if file.empty and offset == 0:
            return b"", DONE
        end_of_file = self._switches.end_of_file if self._in_license else f"{DONE:04X}"
        return part_of_file(file.content(), offset, command.expected, self._switches, end_of_file=end_of_file)

    def _read_record(self, command: Command) -> Answer:
        if command.p2 & 0x07 not in (0x04, 0x05):
            raise CardStatusError(WRONG_PARAMETERS)
        file = self._addressed(command.p2 >> 3)
        self._note(file, Action.READ)
        if not isinstance(file, RecordFile):
            raise CardStatusError(INCOMPATIBLE_FILE)
        if command.data or command.expected is None:
            raise CardStatusError(WRONG_LENGTH)
        self._file = file
        if not 1 <= command.p1 <= len(file.records):
            raise CardStatusError(RECORD_NOT_FOUND)
        last = command.p1 if command.p2 & 0x07 == 0x04 else None  # noqa: PLR2004 - 04 is one record, 05 all from it
        data = b"".join(file.records[command.p1 - 1 : last])
        if command.expected != len(data) and self._switches.record_length != f"{DONE:04X}":
            raise CardStatusError(int(self._switches.record_length.replace("xx", f"{len(data):02X}"), 16))
        return data[: min(command.expected, self._switches.answer_limit or command.expected)], DONE

    def _addressed(self, short: int) -> File:
        """The current file for 0, else the file of that short identifier."""
        if short == 0:
            if self._file is None:
                raise CardStatusError(NO_CURRENT_FILE)
            return self._file
        file = self._application and self._application.by_short_identifier(short)
        if not file:
            raise CardStatusError(NOT_FOUND)
        return file

    # VERIFY ------------------------------------------------------------------------------------------------------

    def _verified(self, key: int) -> bool:
        state = self._application and self._keys.get((self._application.name, key))
        return bool(state and state.verified)

    def _verify(self, command: Command) -> Answer:
        if command.p1 or command.p2 & 0xE0 != CURRENT_FILE:
            raise CardStatusError(WRONG_PARAMETERS)
        short = command.p2 & 0x1F
        if short and self._in_license and not self._switches.short_verify:
            raise CardStatusError(NOT_FOUND)
        file = self._addressed(short)
        if not isinstance(file, KeyFile) or self._application is None:
            raise CardStatusError(NOT_FOUND if short else INCOMPATIBLE_FILE)
        state = self._keys[self._application.name, file.identifier]
        self._note(file, Action.VERIFY if command.data else Action.QUERY)
        if not command.data:
            return b"", state.query(file)
        if not file.shortest <= len(command.data) <= file.longest:
            raise CardStatusError(WRONG_LENGTH)
        return b"", state.present(file, command.data)

    # Signing -----------------------------------------------------------------------------------------------------

    def _compute_signature(self, command: Command) -> Answer:
        """Sign with the current file, the key of a short identifier, or the application's default key (section 4.5)."""
        file = self._signing_key(command.p2)
        self._note(file, Action.SIGN)
        if not isinstance(file, SigningKeyFile):
            raise CardStatusError(INCOMPATIBLE_FILE)
        if file.opened_by is not None and not self._verified(file.opened_by):
            raise CardStatusError(SECURITY_NOT_SATISFIED)
        if command.expected is None or command.expected < SIGNATURE_BYTES:
            raise CardStatusError(WRONG_LENGTH)
        return compute_signature(file.key, command.p1, command.data), DONE

    def _signing_key(self, p2: int) -> File:
        if p2 & 0xE0 == CURRENT_FILE:
            return self._addressed(p2 & 0x1F)
        files = self._application.files.values() if self._application and p2 == 0 else ()
        default = next((file for file in files if isinstance(file, SigningKeyFile) and file.default), None)
        if default is None:
            raise CardStatusError(WRONG_PARAMETERS if p2 else OBJECT_NOT_FOUND)
        return default

    def _get_challenge(self, command: Command) -> Answer:
        if command.p1 or command.p2:
            raise CardStatusError(WRONG_PARAMETERS)
        if command.data or command.expected is None:
            raise CardStatusError(WRONG_LENGTH)
        if command.extended:
            raise CardStatusError(WRONG_CONDITIONS)
        return os.urandom(command.expected), DONE

    # GET DATA ----------------------------------------------------------------------------------------------------

    def _get_data(self, command: Command) -> Answer:
        """Card-manager objects answer only while no application is selected (section 7.3)."""
        value = self._objects.get(command.p1 << 8 | command.p2)
        if value is None or self._application not in (None, self._card_manager):
            raise CardStatusError(OBJECT_NOT_FOUND)
        if command.expected is None or len(value) > command.expected:
            raise CardStatusError(WRONG_LENGTH)
        return value, DONE
