"""What never happens: nothing is written to a card, and the My Number is not read (My Number card spec, section 1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apdu.applications import MY_NUMBER_CARD
from apdu.errors import CardUnresponsiveError, DeniedError
from apdu.guard import Guard

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apdu.conftest import Scripted

AIDS = {application.name: application.aid for application in MY_NUMBER_CARD}
SELECT = {name: f"00A4040C{len(aid):02X}{aid.hex()}" for name, aid in AIDS.items()}
# What the spec denies, by application: files with the number, and the keys that are the number.
DENIED_FILES = {"text": {0x0001, 0x0003}, "surface": {0x0005}}
DENIED_KEYS = {"text": {0x0014}, "surface": {0x0013}}

TRAPS = {
    "text: file 0001": ("text", "00A4020C020001"),
    "text: file 0001 with an FCI": ("text", "00A40200020001 00"),
    "text: file 0001 in an extended command": ("text", "00A4020C0000020001"),
    "text: file 0001 from the root": ("text", "00A4000C020001"),
    "text: file 0001 by a path from the root": ("text", "00A4080C04D0010001"),
    "text: file 0001 by a path from here": ("text", "00A4090C020001"),
    "text: file 0001, identifier cut to one byte": ("text", "00A4020C0101"),
    "text: file 0003": ("text", "00A4020C020003"),
    "text: no identifier, so that the card chooses": ("text", "00A4020C"),
    "text: next file": ("text", "00A4020E00"),
    "text: 0001 by short identifier": ("text", "00B0810010"),
    "text: 0001 by short identifier, from the middle": ("text", "00B0810310"),
    "text: 0001 by short identifier, extended": ("text", "00B08100000000"),
    "text: 0001 by short identifier with reserved bits": ("text", "00B0E10010"),
    "text: 0003 by short identifier": ("text", "00B0830000"),
    "text: 0001 as a record": ("text", "00B2010C00"),
    "text: 0003 as all records": ("text", "00B2011D00"),
    "text: 0001 by READ BINARY B1": ("text", "00B1000104540200000000"),
    "text: READ RECORD B3": ("text", "00B3010C0454020000"),
    "text: 照合番号A": ("text", "002000940C313233343536373839303132"),
    "text: 照合番号A as a global reference": ("text", "002000140C313233343536373839303132"),
    "text: 照合番号A by VERIFY 21": ("text", "002100940C313233343536373839303132"),
    "surface: file 0005": ("surface", "00A4020C020005"),
    "surface: 0005 by short identifier": ("surface", "00B0850000"),
    "surface: 0005 as a record": ("surface", "00B2012C00"),
    "surface: 照合番号A": ("surface", "002000930C313233343536373839303132"),
    "text: file 0001, with bytes behind its identifier": ("text", "00A4020C03000100"),
    "text: file 0001 in the middle of a path": ("text", "00A4080C06D00100010004"),
    "text: the number's object by GET DATA": ("text", "00CAFF1000"),
    "text: the number's value by GET DATA": ("text", "00CADF3100"),
    "surface: the image's object by GET DATA": ("surface", "00CAFF4000"),
    "on a logical channel: 0001": ("text", "01A4020C020001"),
    "on a logical channel: short identifier": ("text", "01B0810010"),
    "by secure messaging": ("text", "0CA4020C050303010001"),
    "as a part of a chain": ("text", "10A4020C020001"),
    "of the makers' class": ("text", "80B0810010"),
}
# Ways to another application that name no AID.
ELSEWHERE = {
    "identifier": "00A4000C02D001",
    "identifier of a DF": "00A4010C02D001",
    "parent": "00A4030C",
    "path from the root": "00A4080C02D001",
    "path from here": "00A4090C02D001",
    "AID in the place of an identifier": "00A4000C0AD3921000310001010408",
}
WRITES = {
    "CHANGE REFERENCE DATA": "00240080083132333435363738",
    "RESET RETRY COUNTER": "002C00860431323334",
    "WRITE BINARY": "00D0000001AA",
    "UPDATE BINARY": "00D6000001AA",
    "UPDATE RECORD": "00DC010401AA",
    "PUT DATA": "00DA010001AA",
    "ERASE BINARY": "000E0000",
    "APPEND RECORD": "00E2000001AA",
    "CREATE FILE": "00E0000001AA",
    "DELETE FILE": "00E40000",
    "COMPUTE DIGITAL SIGNATURE": "002A9E9A01AA",
    "GENERATE KEY PAIR": "00460000",
    "VERIFY that sets back what was verified": "0020FF86",
    "READ BINARY with a file in its data": "00B00000045102000100",
    "READ RECORD with a file in its data": "00B201140451020001",
    "GET DATA with a tag in its data": "00CA0000025C0000",
    "VERIFY with Le": "0020008604",
    "no instruction": "00000000",
    "MANAGE CHANNEL": "0070000001",
    "cut in the middle": "00A402",
    "two lengths that contradict": "00A4020C030001",
    "nothing at all": "",
}


def transmit(guard: Guard, command: str) -> bytes:
    """Send a command given in hex."""
    return guard.transmit(bytes.fromhex(command))


@pytest.mark.parametrize("trap", TRAPS)
def test_each_way_to_the_my_number_is_closed(scripted: Callable[..., Scripted], trap: str) -> None:
    """In the application that holds the number each form of asking for it is denied, and nothing is sent."""
    application, command = TRAPS[trap]
    inner = scripted("90 00")
    guard = Guard(inner)
    transmit(guard, SELECT[application])
    with pytest.raises(DeniedError):
        transmit(guard, command)
    assert len(inner.commands) == 1


@pytest.mark.parametrize("trap", TRAPS)
def test_they_are_closed_before_anything_is_selected(scripted: Callable[..., Scripted], trap: str) -> None:
    """Another program may have left the application current, so that the first command is denied too."""
    with pytest.raises(DeniedError):
        transmit(Guard(scripted()), TRAPS[trap][1])


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("answer", ["6A 82", "6F 00", "", "90", "65 81", "63 00"])
def test_they_stay_closed_when_leaving_fails(scripted: Callable[..., Scripted], trap: str, answer: str) -> None:
    """A SELECT of another application that fails may leave the old one current."""
    application, command = TRAPS[trap]
    guard = Guard(scripted("90 00", answer))
    transmit(guard, SELECT[application])
    transmit(guard, SELECT["license"])
    with pytest.raises(DeniedError):
        transmit(guard, command)


@pytest.mark.parametrize("trap", TRAPS)
def test_they_are_closed_when_entering_seems_to_fail(scripted: Callable[..., Scripted], trap: str) -> None:
    """A SELECT whose answer was lost may have been done."""
    application, command = TRAPS[trap]
    guard = Guard(scripted("90 00", CardUnresponsiveError("No answer")))
    transmit(guard, SELECT["license"])
    with pytest.raises(CardUnresponsiveError):
        transmit(guard, SELECT[application])
    with pytest.raises(DeniedError):
        transmit(guard, command)


@pytest.mark.parametrize("length", range(5, 10))
@pytest.mark.parametrize("trap", [trap for trap in TRAPS if trap.startswith(("text", "surface"))])
def test_the_beginning_of_an_aid_is_enough(scripted: Callable[..., Scripted], trap: str, length: int) -> None:
    """A card takes the beginning of an AID for the whole, so that all applications it may mean count."""
    guard = Guard(scripted("90 00"))
    transmit(guard, f"00A4040C{length:02X}{AIDS['text'][:length].hex()}")
    with pytest.raises(DeniedError):
        transmit(guard, TRAPS[trap][1])


@pytest.mark.parametrize("application", ["text", "surface"])
@pytest.mark.parametrize("command", ["00B0000010", "00B2010400", "002000800431323334"])
def test_what_was_current_is_left_with_its_application(
    scripted: Callable[..., Scripted], application: str, command: str
) -> None:
    """When a card says that it selected an application, nothing of it is current, and what asks for that passes."""
    inner = scripted("90 00", "69 86")
    guard = Guard(inner)
    transmit(guard, SELECT[application])
    assert transmit(guard, command) == b"\x69\x86"


@pytest.mark.parametrize("by", ["00", "01", "02", "03", "08", "09"])
def test_any_other_way_of_selecting_names_its_file_last(scripted: Callable[..., Scripted], by: str) -> None:
    """Whatever P1 says, the identifier at the end is judged; what P1 could mean in no standard is not sent."""
    inner = scripted("90 00")
    guard = Guard(inner)
    transmit(guard, SELECT["text"])
    with pytest.raises(DeniedError):
        transmit(guard, f"00A4{by}0C020001")
    for unknown in ("05", "84", "FF"):
        with pytest.raises(DeniedError):
            transmit(guard, f"00A4{unknown}0C0AD3921000310001010408")
    assert len(inner.commands) == 1


@pytest.mark.parametrize("answer", ["90 00", "6A 82"])
@pytest.mark.parametrize("way", ELSEWHERE)
@pytest.mark.parametrize("trap", TRAPS)
def test_they_are_closed_where_no_aid_says_what_is_current(
    scripted: Callable[..., Scripted], trap: str, way: str, answer: str
) -> None:
    """A path or an identifier may lead from any application to the one with the number."""
    guard = Guard(scripted("90 00", answer))
    transmit(guard, SELECT["license"])
    transmit(guard, ELSEWHERE[way])
    with pytest.raises(DeniedError):
        transmit(guard, TRAPS[trap][1])


@pytest.mark.parametrize("command", ["00A4080C04D0010001", "00A4090C04D0010005", "00A4000C020003", "00A4080C"])
def test_no_path_leads_to_the_my_number_from_another_application(
    scripted: Callable[..., Scripted], command: str
) -> None:
    """A path may begin in the license application and end in the file with the number: it is not sent."""
    inner = scripted("90 00")
    guard = Guard(inner)
    transmit(guard, SELECT["license"])
    with pytest.raises(DeniedError):
        transmit(guard, command)
    assert len(inner.commands) == 1


@pytest.mark.parametrize("root", ["00A40000", "00A40000023F00"])
def test_the_root_leads_to_no_other_application(scripted: Callable[..., Scripted], root: str) -> None:
    """A My Number card stays where it is, and what a conventional license has in its root is open."""
    guard = Guard(scripted("90 00", "90 00", "45 0B 90 00"))
    transmit(guard, SELECT["license"])
    transmit(guard, root)
    transmit(guard, "00B0810011")
    guard = Guard(scripted("90 00", "90 00"))
    transmit(guard, SELECT["text"])
    transmit(guard, root)
    with pytest.raises(DeniedError):
        transmit(guard, "00B0810011")


@pytest.mark.parametrize("read", ["00B0940000", "00B201A400"])
def test_a_key_that_was_read_may_be_current(scripted: Callable[..., Scripted], read: str) -> None:
    """A read by short identifier may make 照合番号A current although it is refused: nothing is presented to it."""
    guard = Guard(scripted("90 00", "69 81"))
    transmit(guard, SELECT["text"])
    transmit(guard, read)
    with pytest.raises(DeniedError):
        transmit(guard, "002000800C313233343536373839303132")


def test_the_objects_of_the_card_manager_stay_open(scripted: Callable[..., Scripted]) -> None:
    """Before anything is selected the card manager's objects may be asked for, and elsewhere those of any tag."""
    guard = Guard(scripted("6A 88", "6A 88", "90 00", "6A 88"))
    transmit(guard, "00CA00F200")
    transmit(guard, "00CA7F2100")
    transmit(guard, SELECT["common"])
    transmit(guard, "00CADF2000")


def test_a_file_that_another_program_left_current_is_closed(scripted: Callable[..., Scripted]) -> None:
    """Until a file is selected here, what is current may be the file with the number."""
    guard = Guard(scripted("6A 82", "90 00", "90 00", "AA 90 00"))
    current = ("00B0000010", "00B0000000000010", "00B0800010", "00B2010400")
    for command in current[:1] + current[2:]:
        with pytest.raises(DeniedError):
            transmit(guard, command)
    transmit(guard, "00A4020C020006")
    with pytest.raises(DeniedError):
        transmit(guard, current[0])
    transmit(guard, SELECT["text"])
    transmit(guard, "00A4020C020002")
    transmit(guard, current[0])


def test_a_key_that_another_program_left_current_takes_no_number(scripted: Callable[..., Scripted]) -> None:
    """VERIFY of the current key is closed until it cannot be 照合番号A, also when a SELECT fails in between."""
    guard = Guard(scripted("6A 82", "90 00", "90 00", "63 CA", "6A 82", "90 00", "90 00"))
    present = "002000800C313233343536373839303132"
    transmit(guard, SELECT["license"])
    with pytest.raises(DeniedError):
        transmit(guard, present)
    transmit(guard, SELECT["text"])
    transmit(guard, "00A4020C020014")
    assert transmit(guard, "00200080") == b"\x63\xca"
    transmit(guard, "00A4020C020011")
    with pytest.raises(DeniedError):
        transmit(guard, present)
    transmit(guard, "00A4020C020011")
    transmit(guard, "002000800431323334")


def test_how_many_tries_the_number_has_may_be_asked(scripted: Callable[..., Scripted]) -> None:
    """The empty VERIFY of 照合番号A presents nothing and passes."""
    guard = Guard(scripted("90 00", "63 CA"))
    transmit(guard, SELECT["text"])
    assert transmit(guard, "00200094") == b"\x63\xca"


@pytest.mark.parametrize(
    "command",
    ["00A4020C020002", "00B0820000", "00B2011400", "002000910431323334", "002000950E" + "31" * 14, "00A40000"],
    ids=["file 0002", "0002 by short identifier", "record", "PIN", "number B", "root"],
)
def test_what_is_no_number_stays_open(scripted: Callable[..., Scripted], command: str) -> None:
    """The other files and keys of the same application pass."""
    inner = scripted("90 00", "90 00")
    guard = Guard(inner)
    transmit(guard, SELECT["text"])
    transmit(guard, command)
    assert inner.commands[1] == bytes.fromhex(command)


@pytest.mark.parametrize("answer", ["90 00", "6F 03 84 01 AA 90 00", "62 83", "61 10"])
@pytest.mark.parametrize("command", ["00A4020C020001", "00B0810010", "00B2010C00", "002000940431323334"])
def test_another_application_is_not_guarded(scripted: Callable[..., Scripted], answer: str, command: str) -> None:
    """The same identifiers mean other files elsewhere, once another application is current, warnings included."""
    guard = Guard(scripted("90 00", answer, "90 00"))
    transmit(guard, SELECT["text"])
    transmit(guard, SELECT["common"])
    assert transmit(guard, command) == b"\x90\x00"


@pytest.mark.parametrize("write", WRITES)
def test_what_does_not_read_is_not_sent(scripted: Callable[..., Scripted], write: str) -> None:
    """Commands that write, sign or are no commands are denied, and nothing is sent."""
    with pytest.raises(DeniedError):
        transmit(Guard(scripted()), WRITES[write])


@given(st.binary(max_size=40))
def test_only_reading_instructions_pass(scripted: Callable[..., Scripted], command: bytes) -> None:
    """Whatever is sent is of class 00 and one of the six instructions that read."""
    inner = scripted("6D 00")
    try:
        Guard(inner).transmit(command)
    except DeniedError:
        assert not inner.commands
    else:
        assert inner.commands == [command]
        assert command[0] == 0
        assert command[1] in (0x20, 0xA4, 0xB0, 0xB2, 0xC0, 0xCA)


ONLY_READING = "Only commands that read are sent to a card"
NO_NUMBER = "This would read the My Number, which menkyo never does"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("00D6000001AA", ONLY_READING),
        ("00A402", ONLY_READING),
        ("80B0810010", ONLY_READING),
        ("00A4050C020001", ONLY_READING),
        ("00A4020C020001", NO_NUMBER),
        ("00A4020C", NO_NUMBER),
        ("00B0810010", NO_NUMBER),
        ("00B2010C00", NO_NUMBER),
        ("00CAFF1000", NO_NUMBER),
        ("00B00000045102000100", ONLY_READING),
        ("0020008604", "Only a VERIFY with P1 00 and without Le is sent"),
        ("002000940C313233343536373839303132", "照合番号A is the My Number, which menkyo never presents"),
    ],
)
def test_a_denial_says_what_is_never_done(scripted: Callable[..., Scripted], command: str, message: str) -> None:
    """Nothing but reading, nothing of the My Number, and never that number itself."""
    guard = Guard(scripted("90 00"))
    transmit(guard, SELECT["text"])
    with pytest.raises(DeniedError) as caught:
        transmit(guard, command)
    assert str(caught.value) == message


def test_a_denial_holds_no_data(scripted: Callable[..., Scripted]) -> None:
    """The message says what is denied and not which number was to be presented."""
    with pytest.raises(DeniedError) as caught:
        transmit(Guard(scripted()), "002000940C313233343536373839303132")
    assert "1234" not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_the_guard_is_transparent(scripted: Callable[..., Scripted]) -> None:
    """Name, ATR and close are those of the transport inside."""
    inner = scripted()
    guard = Guard(inner)
    assert (guard.name, guard.atr) == (inner.name, inner.atr)
    guard.close()
    assert inner.closed == 1


# Channel 0, as another program may have left it.
LEFT_CURRENT: dict[int, tuple[str | None, int]] = {0: ("text", 0x0001)}


@dataclass
class Card:
    """A My Number card of which another program left the number's file current; it notes who touches the number.

    ``loses`` says whether a SELECT that finds nothing leaves no application current; ``lies`` are the commands whose
    answer is an error although they are done.
    """

    loses: bool
    lies: frozenset[int]
    name: str = "card"
    atr: bytes = b""
    channels: dict[int, tuple[str | None, int]] = field(default_factory=lambda: dict(LEFT_CURRENT))
    count: int = 0
    touched: list[str] = field(default_factory=list[str])

    def close(self) -> None:
        """Do nothing."""

    def transmit(self, command: bytes, /) -> bytes:
        """Answer, and note a touch."""
        self.count += 1
        answer = self._answer(command)
        return b"\x6f\x00" if self.count in self.lies else answer

    def _answer(self, command: bytes) -> bytes:
        cla, ins, p1, p2 = command[:4]
        channel = cla & 0x03
        application, current = self.channels.get(channel, (None, 0))
        data = command[5 : 5 + command[4]] if len(command) > 5 and command[4] else b""
        if ins == 0xA4 and p1 == 0x04:
            return self._enter(channel, data)
        if ins == 0xA4 and data:
            current = int.from_bytes(data[-2:], "big")
            self.channels[channel] = (application, current)
            self._note(application, current, DENIED_FILES, command)
        elif ins in (0xB0, 0xB1):
            short = p1 & 0x1F if p1 & 0x80 else 0
            self._note(application, short or current, DENIED_FILES, command)
        elif ins in (0xB2, 0xB3):
            self._note(application, p2 >> 3 or current, DENIED_FILES, command)
        elif ins in (0x20, 0x21) and data:
            self._note(application, p2 & 0x1F or current, DENIED_KEYS, command)
        return b"\x90\x00"

    def _enter(self, channel: int, aid: bytes) -> bytes:
        found = next((name for name, known in AIDS.items() if known.startswith(aid)), None)
        if found or self.loses:
            self.channels[channel] = (found, 0)
        return b"\x90\x00" if found else b"\x6a\x82"

    def _note(self, application: str | None, file: int, denied: dict[str, set[int]], command: bytes) -> None:
        if file & 0x1F in denied.get(application or "", set()):
            self.touched.append(command.hex())


IDENTIFIERS = st.sampled_from([1, 2, 3, 5, 6, 0x11, 0x13, 0x14, 0x1B])
CLASSES = st.sampled_from([0, 0, 0, 0, 1, 2, 3, 0x0C, 0x10, 0x80])
NAMES = st.sampled_from([*AIDS.values(), AIDS["text"][:5], AIDS["surface"][:8], b"", b"\xa0\x00\x00\x01"])
WAYS = st.sampled_from([0, 1, 2, 2, 2, 3, 8, 9, 0x12, 0x82])


@st.composite
def commands(draw: st.DrawFn) -> bytes:
    """Commands that select, read and present, named in every way there is."""
    cla, file = draw(CLASSES), draw(IDENTIFIERS)
    match draw(st.sampled_from(["enter", "enter", "select", "choose", "read", "read", "record", "present"])):
        case "enter":
            aid = draw(NAMES)
            return bytes((cla, 0xA4, 0x04, 0x0C, len(aid))) + aid if aid else bytes((cla, 0xA4, 0x04, 0))
        case "select":
            return bytes((cla, 0xA4, draw(WAYS), 0x0C, 2, 0, file))
        case "choose":
            return bytes((cla, 0xA4, draw(st.sampled_from([0, 2])), 0x0C))
        case "read":
            return bytes((cla, draw(st.sampled_from([0xB0, 0xB1])), draw(st.sampled_from([0, 0x80 | file])), 0, 0))
        case "record":
            return bytes((cla, 0xB2, 1, draw(st.sampled_from([0, file])) << 3 & 0xFF | 4, 0))
        case _:
            key = draw(st.sampled_from([0, file]))
            return bytes((cla, draw(st.sampled_from([0x20, 0x21])), 0, 0x80 | key, 4)) + b"1234"


@given(sent=st.lists(commands(), max_size=12), loses=st.booleans(), lies=st.frozensets(st.integers(1, 12), max_size=3))
@example(
    sent=[bytes.fromhex(SELECT["text"]), bytes.fromhex("01" + SELECT["license"][2:]), b"\0\xb0\x81\0\0"],
    loses=False,
    lies=frozenset(),
)
def test_no_conversation_reaches_the_my_number(
    sent: list[bytes],
    *,
    loses: bool,
    lies: frozenset[int],
) -> None:
    """Whatever is sent in whatever order, on whatever channel, to a card that errs: the number stays untouched."""
    card = Card(loses, lies)
    guard = Guard(card)
    for command in sent:
        try:
            guard.transmit(command)
        except DeniedError:
            continue
    assert card.touched == []
