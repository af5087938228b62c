"""The reader and the virtual card, driven at random beside a small model of the card that shares code with neither."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from apdu import CardSession
from apdu.applications import (
    COMMON_AP,
    IC_LICENSE_DF1,
    JPKI_AP,
    LICENSE_AP,
    SURFACE_AP,
    TEXT_AP,
)
from apdu.applications.ic_license import (
    COMMON_DATA,
    DF1_FILES,
    DF2_EF01,
    IC_LICENSE_DF2,
    IC_LICENSE_DF3,
    IC_PIN_SETTING,
    PIN1,
    PIN2,
)
from apdu.applications.jpki import SIGNATURE_PASSWORD, USER_AUTHENTICATION_PIN
from apdu.applications.license_ap import PIN, WEF01, WEF02, WEF03
from apdu.errors import (
    ApduError,
    LastTryError,
    MalformedPinError,
    PinBlockedError,
    StatusError,
    TriesUnknownError,
    WrongPinError,
)
from menkyo.reading import IcLicensePins, ReadingError, read_card, read_status
from menkyo.virtual import (
    FaultyTransport,
    IcLicenseFiles,
    LicenseFiles,
    VirtualCard,
    load_image,
    open_virtual,
    pull_at,
)
from menkyo.virtual.image import PinImage

if TYPE_CHECKING:
    from apdu.applications import Application, ElementaryFile, KeyReference
    from menkyo.virtual import CardImage
    from menkyo.virtual.transport import VirtualTransport

Key = tuple[str, int]
"""An application and a short identifier."""


@dataclass(slots=True)
class ModelKey:
    """A PIN of the model."""

    value: bytes
    left: int
    most: int
    verified: bool = False


@dataclass(slots=True)
class ModelFile:
    """A file of the model: what it holds, and which keys open it, all of them."""

    content: bytes
    keys: tuple[Key, ...] = ()


@dataclass(slots=True)
class Model:
    """A card in a hundred lines: what is selected, what is verified, how many tries are left."""

    aids: dict[bytes, str]
    keys: dict[Key, ModelKey]
    files: dict[tuple[str, int], ModelFile]
    start: str | None = None
    forgets: bool = True
    """Whether leaving an application forgets its keys."""
    current: str | None = None
    file: int | None = None

    def power(self) -> None:
        """As after power up: only the counters stay."""
        self.current, self.file = self.start, None
        for key in self.keys.values():
            key.verified = False

    def answer(self, command: bytes) -> tuple[int | None, bytes | None]:
        """The status word and the data that a command must get; `None` where the model has no opinion."""
        match command[1]:
            case 0xA4:
                return self._select(command[2], command[5 : 5 + command[4]] if len(command) > 4 else b""), b""
            case 0x20:
                return self._verify(command[3], command[5:]), b""
            case 0xB0:
                return self._read(command)
            case _:
                return None, None

    def _select(self, how: int, name: bytes) -> int | None:
        if how == 0x04:
            if name not in self.aids:
                return 0x6A82
            self._enter(self.aids[name])
            return 0x9000
        if how == 0x00:
            if self.start is None:  # a My Number card has no MF to speak of
                return None
            self._enter(self.start)
            return 0x9000
        self.file = int.from_bytes(name, "big")
        return 0x9000 if (self.current, self.file) in self.files else None

    def _enter(self, name: str) -> None:
        if self.forgets and self.current != name:
            for (application, _), key in self.keys.items():
                if application == self.current:
                    key.verified = False
        self.current, self.file = name, None

    def _verify(self, p2: int, pin: bytes) -> int | None:
        key = self.keys.get((self.current or "", p2 & 0x1F or self.file or 0))
        if key is None:
            return 0x6A82 if p2 & 0x1F else None
        if pin and key.left == 0:
            return 0x6984
        if pin == key.value:
            key.left, key.verified = key.most, True
            return 0x9000
        if pin:
            key.left, key.verified = key.left - 1, False
        return 0x63C0 + key.left

    def _read(self, command: bytes) -> tuple[int | None, bytes | None]:
        offset = command[2] << 8 | command[3]
        if command[2] & 0x80:
            short, offset = command[2] & 0x1F, command[3]
            found = (number for name, number in self.files if name == self.current and number & 0x1F == short)
            self.file = next(found, None)
        file = self.files.get((self.current or "", -1 if self.file is None else self.file))
        if file is None:
            return None, None
        if not all(self.keys[key].verified for key in file.keys):
            return 0x6982, b""
        le = int.from_bytes(command[4:], "big") or (0x100 if len(command) == 5 else 0x10000)
        part = file.content[offset : offset + le]
        return (0x9000 if part else 0x6B00), part


@dataclass(slots=True)
class Watched:
    """The virtual card, each of whose answers is compared with the model's."""

    card: VirtualTransport
    model: Model
    presented: list[tuple[str | None, int, bytes]] = field(default_factory=list[tuple[str | None, int, bytes]])

    @property
    def name(self) -> str:
        """The reader's name."""
        return self.card.name

    @property
    def atr(self) -> bytes:
        """The answer to reset."""
        return self.card.atr

    def transmit(self, command: bytes, /) -> bytes:
        """Let both answer."""
        if command[1] == 0x20 and len(command) > 5:
            self.presented.append((self.model.current, command[3] & 0x1F, command[5:]))
        status, data = self.model.answer(command)
        answer = self.card.transmit(command)
        if status is not None:
            assert answer[-2:].hex() == f"{status:04x}", (command.hex(), self.model.current)
            assert data is None or answer[:-2] == data
        return answer

    def close(self) -> None:
        """Take the card away."""
        self.card.close()


class CardMachine(RuleBasedStateMachine):
    """Commands, PINs, pulls and resets in any order, on one kind of card."""

    applications: ClassVar[tuple[Application, ...]]
    key_references: ClassVar[tuple[tuple[str, KeyReference], ...]]
    """The keys that the reader knows, each with its application."""
    file_references: ClassVar[tuple[tuple[str, ElementaryFile], ...]]

    def make(self, _left: int, _left_2: int) -> tuple[CardImage, Model]:
        """The card with as many tries left, and its model."""
        raise NotImplementedError

    @initialize(left=st.integers(0, 3), left_2=st.integers(0, 3))
    def lay(self, left: int, left_2: int) -> None:
        """Lay the card on the reader."""
        image, self.model = self.make(left, left_2)
        self.card = VirtualCard(image)
        self.connect()

    @rule()
    def connect(self) -> None:
        """Take the card away and put it back: another session."""
        self.model.power()
        self.watched = Watched(open_virtual(self.card), self.model)
        self.session = CardSession(self.watched)
        self.tried: set[tuple[str, bytes]] = set()
        self.last: tuple[tuple[str, KeyReference], bytes] | None = None

    @rule()
    def reset(self) -> None:
        """Reset the card, and tell nobody."""
        self.card.reset()
        self.model.power()

    @rule(data=st.data())
    def select(self, data: st.DataObject) -> None:
        """Select an application."""
        application = data.draw(st.sampled_from(self.applications))
        assert self.session.select(application) == (application.aid in self.model.aids)

    @rule()
    def select_master_file(self) -> None:
        """Select the MF."""
        with suppress(StatusError):
            self.session.select_master_file()

    @rule(data=st.data())
    def ask(self, data: st.DataObject) -> None:
        """Ask for the tries left of a key."""
        _, reference = data.draw(st.sampled_from(self.key_references))
        key = self.model.keys.get((self.model.current or "", reference.p2 & 0x1F))
        try:
            tries = self.session.tries_left(reference)
        except TriesUnknownError:
            assert key is None
        else:
            assert key is not None
            assert (tries.count, tries.is_verified) == (key.left, False)

    @rule(
        data=st.data(),
        pin=st.sampled_from([b"1234", b"5678", b"0000", b"9999", b"12345", b"12a4", b""]),
        again=st.booleans(),
        use_last_try=st.booleans(),
    )
    def present(self, data: st.DataObject, pin: bytes, *, again: bool, use_last_try: bool) -> None:
        """Present a PIN, or the last one of this session again, most often where its key is."""
        name, reference = data.draw(st.sampled_from(self.key_references))
        if again and self.last is not None:
            (name, reference), pin = self.last
        self.last = (name, reference), pin
        if data.draw(st.integers(0, 3)):
            self.go_to(name)
        key = self.model.keys.get((self.model.current or "", reference.p2 & 0x1F))
        before = None if key is None else key.left
        self.watched.presented.clear()
        self.verify(reference, pin, key, use_last_try=use_last_try)
        assert len(self.watched.presented) <= 1
        if self.watched.presented and key is not None:
            assert (reference.name, pin) not in self.tried
            assert before is not None
            assert before > (0 if use_last_try else 1)
        if self.watched.presented:
            self.tried.add((reference.name, pin))

    @rule(data=st.data())
    def read(self, data: st.DataObject) -> None:
        """Read a file."""
        _, reference = data.draw(st.sampled_from(self.file_references))
        # Directories have files of the same identifier: the one that counts is that of the current one.
        file = self.model.files.get((self.model.current or "", reference.identifier))
        is_open = file is not None and all(self.model.keys[key].verified for key in file.keys)
        try:
            content = self.session.read_file(reference)
        except ApduError:
            assert not is_open
        else:
            assert file is None or is_open
            assert file is None or file.content.startswith(content.rstrip(b"\xff"))

    def verify(self, reference: KeyReference, pin: bytes, key: ModelKey | None, *, use_last_try: bool) -> None:
        """Present a PIN, and see that the reader tells what the model's key has come to."""
        before = None if key is None else key.left
        try:
            self.session.verify(reference, pin, use_last_try=use_last_try)
        except MalformedPinError:
            assert len(pin) != 4 or not pin.isdigit() or not reference.digits
            assert not self.watched.presented
        except LastTryError:
            assert before == 1
            assert not use_last_try
            assert not self.watched.presented
        except PinBlockedError:
            assert key is not None
            assert key.left == 0
        except WrongPinError as error:
            told = error.tries_left
            assert key is not None
            assert told == key.left
            assert self.watched.presented or (reference.name, pin) in self.tried
        except (TriesUnknownError, StatusError):
            assert key is None
        else:
            assert key is not None
            assert key.verified
            assert key.left == key.most
            assert pin == key.value

    def go_to(self, name: str) -> None:
        """Select what has keys."""
        application = next((each for each in self.applications if each.name == name), None)
        if application is None:
            self.session.select_master_file()
        else:
            self.session.select(application)

    @rule()
    def ask_for_the_status(self) -> None:
        """Look at the whole card without a PIN."""
        self.connect()
        status = read_status(self.watched)
        assert not self.watched.presented
        told = {pin.name: pin.tries_left for pin in status.pins}
        for application, reference in self.key_references:
            assert told[reference.name] == self.model.keys[application, reference.p2 & 0x1F].left
        self.connect()

    @rule(
        pins=st.tuples(*[st.sampled_from([b"1234", b"5678", b"0000", b"12"])] * 2),
        use_last_try=st.booleans(),
        pulled=st.none() | st.tuples(st.integers(1, 30), st.booleans()),
    )
    def read_the_card(self, pins: tuple[bytes, bytes], pulled: tuple[int, bool] | None, *, use_last_try: bool) -> None:
        """Read the whole card, which may be pulled at any command."""
        self.connect()
        before = {key: value.left for key, value in self.model.keys.items()}
        transport = self.watched
        faulty = transport if pulled is None else FaultyTransport(transport, pull_at(pulled[0], answered=pulled[1]))
        asked: list[int] = []

        def ask(pin: bytes, tries: int) -> bytes:
            asked.append(tries)
            return pin

        ic_pins = IcLicensePins(lambda tries: ask(pins[0], tries), lambda tries: ask(pins[1], tries))
        try:
            capture = read_card(
                faulty, lambda tries: ask(pins[0], tries), ic_license_pins=ic_pins, use_last_try=use_last_try
            )
        except (ApduError, ReadingError):
            pass
        else:
            for (_, number), file in self.model.files.items():
                names = {reference.identifier: reference.name for _, reference in self.file_references}
                content = capture.data(names.get(number, "")) or b""
                assert number == 1 or file.content.startswith(content.rstrip(b"\xff"))
            assert capture.pin.tries_left in before.values()
        places = [(application, short) for application, short, _ in self.watched.presented]
        assert len(set(places)) == len(places)
        for application, short, pin in self.watched.presented:
            left = before[application or "", short]
            assert left > (0 if use_last_try else 1)
            assert left in asked
            assert len(pin) == 4
        self.connect()

    @invariant()
    def agree(self) -> None:
        """The counters are the same in the card and in the model; that access is, each answer has shown."""
        if not hasattr(self, "card"):
            return
        for (application, short), key in self.model.keys.items():
            assert self.card.tries_left(application, short) == key.left, application


class MyNumberMachine(CardMachine):
    """A My Number card: one key to be presented, and others that are only asked for their tries."""

    applications = (LICENSE_AP, JPKI_AP, TEXT_AP, COMMON_AP, SURFACE_AP, IC_LICENSE_DF1)
    key_references = (("license", PIN), ("jpki", USER_AUTHENTICATION_PIN), ("jpki", SIGNATURE_PASSWORD))
    file_references = (("license", WEF01), ("license", WEF02), ("license", WEF03))

    def make(self, _left: int, _left_2: int) -> tuple[CardImage, Model]:
        """The specimen."""
        image = replace(SPECIMEN, pin=PinImage("1234", set=True, tries_left=_left, tries_max=10))
        files = LicenseFiles(SPECIMEN)
        key = (("license", 0x06),)
        contents = {0x1A: (files.wef01, ()), 0x1B: (files.wef02, key), 0x1C: (WEF03_CONTENT, key)}
        model = Model(
            aids={
                bytes.fromhex("A00000023106") + bytes(10): "license",
                bytes.fromhex("D392F000260100000001"): "jpki",
                bytes.fromhex("D3921000310001010408"): "text",
                bytes.fromhex("D3921000310001010402"): "surface",
                bytes.fromhex("D3921000310001010401"): "resident",
                bytes.fromhex("D3921000310001010100"): "common",
                bytes.fromhex("A0000001510000"): "card-manager",
            },
            keys={
                ("license", 0x06): ModelKey(b"1234", _left, 10),
                ("jpki", 0x18): ModelKey(b"1234", 3, 3),
                ("jpki", 0x1B): ModelKey(b"PASSWORD1", 5, 5),
                ("text", 0x11): ModelKey(b"1234", 3, 3),
                ("resident", 0x1C): ModelKey(b"1234", 3, 3),
                ("common", 0x1C): ModelKey(b"1234", 3, 3),
            },
            files={
                ("license", number): ModelFile(content or b"", keys) for number, (content, keys) in contents.items()
            },
        )
        return image, model


class IcLicenseMachine(CardMachine):
    """An IC license: two keys in the MF, files behind one or both, and nothing that forgets them but lost power."""

    applications = (LICENSE_AP, JPKI_AP, IC_LICENSE_DF1, IC_LICENSE_DF2, IC_LICENSE_DF3)
    key_references = (("MF", PIN1), ("MF", PIN2))
    file_references = (
        ("MF", COMMON_DATA),
        ("MF", IC_PIN_SETTING),
        *(("DF1", file) for file in DF1_FILES),
        ("DF2", DF2_EF01),
    )

    def make(self, _left: int, _left_2: int) -> tuple[CardImage, Model]:
        """The specimen's IC license."""
        assert IC_LICENSE.ic_license is not None
        pin2 = PinImage("5678", set=True, tries_left=_left_2, tries_max=3)
        image = replace(
            IC_LICENSE,
            pin=PinImage("1234", set=True, tries_left=_left, tries_max=3),
            ic_license=replace(IC_LICENSE.ic_license, pin2=pin2),
        )
        one: tuple[Key, ...] = (("MF", 0x01),)
        both: tuple[Key, ...] = (*one, ("MF", 0x02))
        opened = {"DF1/EF02": both, "DF1/EF06": both, "DF2/EF01": both, "MF/EF01": (), "MF/EF02": ()}
        files = {
            (application, reference.identifier): ModelFile(IC_CONTENTS[reference.name], opened.get(reference.name, one))
            for application, reference in self.file_references
        }
        model = Model(
            aids={
                bytes.fromhex("A00000023101") + bytes(10): "DF1",
                bytes.fromhex("A00000023102") + bytes(10): "DF2",
                bytes.fromhex("A00000024803") + bytes(10): "DF3",
            },
            keys={one[0]: ModelKey(b"1234", _left, 3), both[1]: ModelKey(b"5678", _left_2, 3)},
            files=files,
            start="MF",
            forgets=False,
        )
        return image, model


# A signature is made once, and not for each card.
WEF03_CONTENT = LicenseFiles(load_image("specimen")).wef03
SPECIMEN = replace(load_image("specimen"), raw=(("WEF03", WEF03_CONTENT),))
_IC_FILES = IcLicenseFiles(load_image("ic-license"))
IC_CONTENTS = {
    reference.name: _IC_FILES.content(reference.name) or b"" for _, reference in IcLicenseMachine.file_references
}
IC_LICENSE = replace(load_image("ic-license"), raw=(("DF1/EF07", IC_CONTENTS["DF1/EF07"]),))
ENOUGH = settings(max_examples=60, stateful_step_count=30)


def test_a_my_number_card_and_its_model_agree() -> None:
    """Whatever is sent, presented, pulled and reset, the card answers as the model, and no try is spent unasked."""
    run_state_machine_as_test(MyNumberMachine, settings=ENOUGH)


def test_an_ic_license_and_its_model_agree() -> None:
    """The same with two PINs, which nothing but lost power forgets."""
    run_state_machine_as_test(IcLicenseMachine, settings=ENOUGH)
