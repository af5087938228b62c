"""The commands of an IC license, rule by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from menkyo.virtual import IC_FILES, Action, IcLicenseFiles, load_image

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.virtual import VirtualCard

    Make = Callable[[str], VirtualCard]

MF = "00A40000"
DF = {
    "DF1": "00A4040C10A0000002310100000000000000000000",
    "DF2": "00A4040C10A0000002310200000000000000000000",
    "DF3": "00A4040C10A0000002480300000000000000000000",
}
PIN1, PIN2 = "002000810431323334", "002000820435363738"
QUERY1, QUERY2 = "00200081", "00200082"
READABLE = {name: file for name, file in IC_FILES.items() if name not in {"MF/EF01", "MF/EF02"}}


def send(card: VirtualCard, *commands: str) -> str:
    """Send commands in hex and return the answer to the last in upper-case hex."""
    answers = [card.transmit(bytes.fromhex(command)).hex().upper() for command in commands]
    return answers[-1]


def select(directory: str) -> str:
    """The SELECT of the MF or of a DF."""
    return DF.get(directory, MF)


@pytest.fixture
def card(built_in: Make) -> VirtualCard:
    """The IC license of the specimen's holder."""
    return built_in("ic-license")


def test_answer_to_reset(card: VirtualCard) -> None:
    """The card has the published answer to reset of an IC license."""
    assert card.atr == bytes.fromhex("3B888001000000009181C100D8")


@pytest.mark.parametrize("command", ["00A40000", "00A4000C", "00A4000000", "00A40000023F00", "00A4000C023F00"])
def test_select_master_file(card: VirtualCard, command: str) -> None:
    """The MF is selected without data as with its identifier, from anywhere, and nothing is answered but 9000."""
    assert send(card, DF["DF1"], command) == "9000"
    assert send(card, "00B08A0003") == "0501019000"


@pytest.mark.parametrize("directory", DF)
def test_select_directory(card: VirtualCard, directory: str) -> None:
    """Each of the three DFs is selected by its whole AID."""
    assert send(card, DF[directory]) == "9000"
    assert [access.application for access in card.log.entries] == [directory]


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("00A4040C06A00000023101", "6A82"),  # the first bytes of an AID
        ("00A4040C0FA00000023101000000000000000000", "6A82"),
        ("00A4040C10A0000002310600000000000000000000", "6A82"),  # the license application of a My Number card
        ("00A4040C0AD392F000260100000001", "6A82"),
        ("00A4040C", "6700"),
        ("00A4040C11" + "A0" * 17, "6700"),
        ("00A4040210A0000002310100000000000000000000", "6A86"),
        ("00A40000022F01", "6A82"),
        ("00A40000013F", "6700"),
        ("00A40100023F00", "6A86"),
        ("00A4080C022F01", "6A86"),
        ("00A4020C01", "6700"),
        ("00A4020C", "6700"),
        ("00A4020C033F002F", "6700"),
        ("00A4020C04A0002F01", "6A82"),
        ("00A4020C043F000009", "6A82"),
        ("00A4020C020003", "6A82"),
    ],
)
def test_select_what_is_not_there(card: VirtualCard, command: str, answer: str) -> None:
    """What is not there or has no form is refused, and the selection stays as it was."""
    assert send(card, "00A4020C022F01", command) == answer
    assert send(card, "00B0000002") == "450B9000"


def test_partial_aid(built_in: Make) -> None:
    """With the switch the first bytes of an AID are enough, the first DF that has them first."""
    card = built_in("ic-partial-aid")

    assert send(card, "00A4040C06A00000023102") == "9000"
    assert send(card, "00A4040C05A000000231") == "9000"
    assert [access.application for access in card.log.entries] == ["DF2", "DF1"]


@pytest.mark.parametrize("p2", ["00", "0C"])
def test_select_by_path(card: VirtualCard, p2: str) -> None:
    """A path from the MF selects a file of the MF, and with it the MF, from any DF."""
    assert send(card, DF["DF2"], f"00A402{p2}043F002F01") == "9000"
    assert send(card, "00B0000011") == "450B3031302025040120300515460201029000"
    assert send(card, "00B08A0003") == "0501019000"


def test_a_file_is_found_in_its_directory_alone(card: VirtualCard) -> None:
    """The same identifier is PIN1 in the MF and another file in each DF, and files of the MF are not found there."""
    assert send(card, "00A4020C020001", "00B0000001") == "6981"
    assert send(card, DF["DF1"], "00A4020C020001", "00B0000001") == "6982"
    assert send(card, DF["DF1"], "00A4020C022F01") == "6A82"
    assert send(card, DF["DF2"], "00A4020C020002") == "6A82"


@pytest.mark.parametrize("directory", ["MF", "DF1", "DF2", "DF3"])
def test_select_clears_the_current_file(card: VirtualCard, directory: str) -> None:
    """Selecting the MF or a DF leaves no current file."""
    assert send(card, "00A4020C022F01", select(directory), "00B0000001") == "6986"


def test_free_files(card: VirtualCard) -> None:
    """共通データ要素 and PIN setting are read without a PIN, by identifier and by short identifier."""
    assert send(card, "00A4020C022F01", "00B0000011") == "450B3031302025040120300515460201029000"
    assert send(card, MF, "00B0810011") == "450B3031302025040120300515460201029000"
    assert send(card, MF, "00B08A0003") == "0501019000"
    assert send(card, "00B0800003") == "0501019000"
    assert send(card, "00A4020C02000A", "00B0000003") == "0501019000"


@pytest.mark.parametrize("name", READABLE)
@pytest.mark.parametrize(
    "presented", [(), (PIN1,), (PIN2,), (PIN1, PIN2), (PIN2, PIN1)], ids=["none", "1", "2", "12", "21"]
)
def test_access_rules(card: VirtualCard, name: str, presented: tuple[str, ...]) -> None:
    """A file opens for the PINs that it wants, all of them and no others, in whatever order they come."""
    rule = IC_FILES[name]
    given = {int(command[7]) for command in presented}
    for command in (MF, *presented, select(name[:3])):
        assert send(card, command) == "9000"
    answer = send(card, f"00B0{0x80 | rule.identifier & 0x1F:02X}0001")

    expected = (IcLicenseFiles(card.image).content(name) or b"")[:1].hex().upper() + "9000"
    assert answer == (expected if set(rule.pins) <= given else "6982")


def test_verified_state_survives_selection(card: VirtualCard) -> None:
    """PIN1 stays verified through every SELECT, so that PIN2 may follow after a return to the MF."""
    assert send(card, MF, PIN1, DF["DF1"], "00B0810001") == "119000"
    assert send(card, DF["DF2"], MF, DF["DF3"], DF["DF1"], "00B0810001") == "119000"
    assert send(card, "00B0820001") == "6982"
    assert send(card, MF, PIN2, DF["DF1"], "00B0820001") == "419000"
    assert send(card, DF["DF2"], "00B0810005") == "5F4082078D9000"


def test_pin2_without_a_return(card: VirtualCard) -> None:
    """Both PINs can be presented while the MF is current."""
    assert send(card, MF, PIN1, PIN2) == "9000"


@pytest.mark.parametrize("directory", DF)
def test_verify_in_the_master_file_alone(card: VirtualCard, directory: str) -> None:
    """In a DF no key is found: neither a query nor a PIN, and no try is lost."""
    send(card, select(directory))

    assert {send(card, command) for command in (QUERY1, QUERY2, PIN1, PIN2, "002000810430303030")} == {"6A82"}
    assert send(card, "00200080") == "6986"
    assert (card.tries_left("MF", 1), card.tries_left("MF", 2)) == (3, 3)


def test_verify_of_a_current_data_file(card: VirtualCard) -> None:
    """VERIFY of the current file wants a PIN there, in a DF too."""
    assert send(card, "00A4020C022F01", "00200080") == "6981"
    assert send(card, DF["DF1"], "00A4020C020001", "002000800431323334") == "6981"


@pytest.mark.parametrize(("file", "pin"), [("0001", "31323334"), ("0002", "35363738")])
def test_verify_by_current_file(card: VirtualCard, file: str, pin: str) -> None:
    """A PIN's file is selected, asked for its tries and presented with P2 80, as with its short identifier."""
    assert send(card, f"00A4020C02{file}", "00200080") == "63C3"
    assert send(card, f"0020008004{pin}") == "9000"
    assert send(card, f"0020008{file[3]}04{pin}") == "9000"


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("00200181", "6A86"),
        ("00200001", "6A86"),
        ("002000C1", "6A86"),
        ("00200083", "6A82"),
        ("00200086", "6A82"),
        ("0020008A", "6A82"),
        ("00200080", "6986"),
        ("0020008103313233", "6700"),
        ("00200081053132333435", "6700"),
    ],
)
def test_verify_outside_the_rules(card: VirtualCard, command: str, answer: str) -> None:
    """Another key, odd parameters and a PIN of another length are refused and cost no try."""
    assert send(card, MF, command) == answer
    assert (send(card, QUERY1), send(card, QUERY2)) == ("63C3", "63C3")


def test_default_pin(built_in: Make) -> None:
    """Without PINs the card says so, stays closed, and opens for **** presented twice."""
    card = built_in("ic-no-pin")

    assert send(card, "00B08A0003") == "0501009000"
    assert send(card, DF["DF1"], "00B0810001") == "6982"
    assert send(card, MF, "00200081042A2A2A2A", "00200082042A2A2A2A", DF["DF1"], "00B0820001") == "419000"


def test_no_pin_no_verify(built_in: Make) -> None:
    """With the switch a card without PINs is open."""
    assert send(built_in("ic-no-pin-no-verify"), DF["DF2"], "00B0810002") == "5F409000"


def test_default_pin_on_a_card_with_pins(card: VirtualCard) -> None:
    """On a card with PINs, **** is a wrong PIN."""
    assert send(card, "00200081042A2A2A2A") == "63C2"


def test_one_pin_is_not_the_other(card: VirtualCard) -> None:
    """Each PIN is wrong for the other key."""
    assert send(card, "002000820431323334") == "63C2"
    assert send(card, "002000810435363738") == "63C2"


@pytest.mark.parametrize(("name", "blocked", "other"), [("ic-pin1-blocked", "1", "2"), ("ic-pin2-blocked", "2", "1")])
def test_one_pin_blocked(built_in: Make, name: str, blocked: str, other: str) -> None:
    """A blocked PIN answers 6984 to itself, and the other one works."""
    card = built_in(name)
    pins = {"1": PIN1, "2": PIN2}

    assert send(card, f"0020008{blocked}") == "63C0"
    assert send(card, pins[blocked]) == "6984"
    assert send(card, f"0020008{other}") == "63C3"
    assert send(card, pins[other]) == "9000"
    assert send(card, DF["DF1"], "00B0820001") == "6982"
    assert send(card, "00B0810001") == ("119000" if other == "1" else "6982")


@pytest.mark.parametrize(
    ("tries", "answers"),
    [
        ("", "9000 9000 9000 9000"),
        ("pin1.tries_left = 0", "9000 6283 6283 6283"),
        ("pin2.tries_left = 0", "9000 9000 6283 9000"),
    ],
)
def test_blocked_directory(changed_ic: Make, tries: str, answers: str) -> None:
    """With the switch a DF of which no file can be opened any more is selected with 6283."""
    card = changed_ic(f'switches.blocked_select = "6283"\n{tries}')

    assert [send(card, command) for command in (MF, *DF.values())] == answers.split()
    assert send(card, DF["DF1"], "00A4020C020001") == "9000"


def test_blocked_directory_by_default(built_in: Make) -> None:
    """Without the switch a blocked PIN shows nothing when a DF is selected."""
    assert send(built_in("ic-pin1-blocked"), DF["DF1"]) == "9000"


def test_read_in_parts(card: VirtualCard) -> None:
    """Short parts, one long answer, and a part behind an offset are the same bytes."""
    photo = IcLicenseFiles(card.image).content("DF2/EF01") or b""
    send(card, PIN1, PIN2, DF["DF2"], "00A4020C020001")
    parts = b""
    while len(parts) < len(photo):
        parts += card.transmit(b"\x00\xb0" + len(parts).to_bytes(2, "big") + b"\xe8")[:-2]

    assert parts == photo
    assert card.transmit(bytes.fromhex("00B000000007D5")) == photo + b"\x90\x00"
    assert card.transmit(bytes.fromhex("00B00000000000")) == photo + b"\x90\x00"
    assert card.transmit(bytes.fromhex("00B081000007D5")) == photo + b"\x90\x00"
    assert card.transmit(bytes.fromhex("00B081FF10")) == photo[255 : 255 + 16] + b"\x90\x00"


@pytest.mark.parametrize(
    ("command", "length"),
    [
        ("00B081000003 70", 880),
        ("00B0810000", 256),
        ("00B082000003 70", 82),
        ("00B0820052", 82),
        ("00B084000002 80", 640),
        ("00B086000001 00", 256),
        ("00B087000002 42", 578),
        ("00B08300000000", 264),
        ("00B08500000000", 663),
    ],
)
def test_published_reads(card: VirtualCard, command: str, length: int) -> None:
    """The READ commands of published readers get the whole file; one that asks for more gets what is left with 9000."""
    send(card, PIN1, PIN2, DF["DF1"])
    answer = bytes.fromhex(send(card, command))

    assert (len(answer) - 2, answer[-2:]) == (length, b"\x90\x00")


def test_read_beyond_the_end(card: VirtualCard) -> None:
    """From offset 400 of 880 the rest comes with 9000, and an offset at the end or beyond is refused."""
    send(card, PIN1, DF["DF1"], "00A4020C020001")

    assert len(send(card, "00B0019000 0370")) == 2 * (480 + 2)
    assert send(card, "00B0036F00") == "FF9000"
    assert send(card, "00B0037000") == "6B00"
    assert send(card, "00B07FFF00") == "6B00"


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("00B0000003", "6986"),
        ("00B0990003", "6A82"),
        ("00B0820003", "6981"),  # IEF02
        ("00B0AA0003", "6A86"),
        ("00B08A00", "6700"),
        ("00B08A00010003", "6700"),
    ],
)
def test_read_refused(card: VirtualCard, command: str, answer: str) -> None:
    """A READ that cannot be answered says why."""
    assert send(card, MF, command) == answer


@pytest.mark.parametrize("instruction", ["D6", "D0", "DC", "D2", "E2", "DA", "24", "2C", "0E"])
def test_changing_commands(card: VirtualCard, instruction: str) -> None:
    """Nothing changes the card, not even with both PINs verified."""
    assert send(card, PIN1, PIN2, DF["DF1"], f"00{instruction}00000100") == "6982"


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("00FF0000", "6D00"),
        ("00C0000000", "6D00"),
        ("00B2010400", "6D00"),
        ("00CA004500", "6D00"),
        ("80A40000", "6E00"),
        ("01A40000", "6881"),
        ("04A40000", "6882"),
        ("00B0", "6700"),
    ],
)
def test_commands_outside_the_rules(card: VirtualCard, command: str, answer: str) -> None:
    """What the card does not know is refused with the status word that says so."""
    assert send(card, command) == answer


def test_start(built_in: Make) -> None:
    """The MF is selected after power up, unless the switch says otherwise; then nothing is found before a SELECT."""
    assert send(built_in("ic-license"), "00B08A0003") == "0501019000"
    card = built_in("ic-no-start-directory")

    assert send(card, "00B08A0003") == "6A82"
    assert send(card, "00A4020C022F01") == "6A82"
    assert send(card, QUERY1) == "6A82"
    assert send(card, "00B0000003") == "6986"
    assert send(card, "00A4020C043F002F01", "00B0000002") == "450B9000"
    assert send(card, MF, QUERY1) == "63C3"


def test_power_and_reset_forget(card: VirtualCard) -> None:
    """Power off and reset forget what was selected and verified, and keep the tries."""
    for forget in (card.power_on, card.reset):
        send(card, MF, "002000820430303030", PIN1, DF["DF1"], "00A4020C020001")
        forget()
        assert send(card, "00B0000001") == "6986"
        assert send(card, DF["DF1"], "00B0810001") == "6982"
    card.power_off()
    assert send(card, MF) == ""
    card.power_on()

    assert (send(card, QUERY1), send(card, QUERY2)) == ("63C3", "63C1")


def test_access_log(card: VirtualCard) -> None:
    """The log holds every touch by directory and file, refused ones included."""
    send(card, MF, QUERY1, PIN1, "00A4020C022F01", DF["DF1"], "00B0810001", "00B0820001")

    assert [tuple(access) for access in card.log.entries] == [
        ("MF", "", Action.SELECT),
        ("MF", "0001", Action.QUERY),
        ("MF", "0001", Action.VERIFY),
        ("MF", "2F01", Action.SELECT),
        ("DF1", "", Action.SELECT),
        ("DF1", "0001", Action.READ),
        ("DF1", "0002", Action.READ),
    ]


def test_missing_files(built_in: Make) -> None:
    """A file that the image leaves out is not found, neither by identifier nor by short identifier."""
    assert send(built_in("ic-missing-files"), PIN1, DF["DF1"], "00A4020C020007") == "6A82"
    assert send(built_in("ic-missing-files"), PIN1, DF["DF1"], "00B0870000") == "6A82"


def test_empty_file(built_in: Make) -> None:
    """A file without a byte has none at offset 0."""
    assert send(built_in("ic-padding-none"), PIN1, DF["DF3"], "00B0810000") == "6B00"


def test_signing_waits(card: VirtualCard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything but the signature is read without a key being loaded."""

    def trap(name: str) -> None:
        pytest.fail(f"The key {name} was loaded")

    monkeypatch.setattr("menkyo.virtual.signer.load_signer", trap)
    commands = [f"00B08{number}00000000" for number in range(1, 7)]

    assert all(send(card, MF, PIN1, PIN2, DF["DF1"], command)[-4:] == "9000" for command in commands)


def test_representation_keeps_pins_and_holder(built_in: Make) -> None:
    """Neither the card nor its image shows a PIN or the holder."""
    card = built_in("ic-changes")
    ic_license = card.image.ic_license
    assert ic_license is not None
    for text in (ic_license.holder.name, ic_license.holder.domicile, ic_license.changes[1].text):
        assert text
        assert text not in repr(card.image)
    assert "5678" not in repr(card) + repr(card.image.ic_license)
    assert "'1234'" not in repr(card.image.pin)


@pytest.mark.parametrize(
    ("name", "commands", "answer"),
    [
        ("ic-no-extended-length", (MF, "00B08A00000003"), "6700"),
        ("ic-no-extended-length", (MF, "00B08A0003"), "0501019000"),
        ("ic-end-warning-6282", (MF, "00B08A0004"), "0501016282"),
        ("ic-end-warning-6282", (MF, "00B08A0003"), "0501019000"),
        ("ic-query-9000", (PIN1, QUERY1), "9000"),
        ("ic-query-9000", (PIN1, QUERY2), "63C3"),
        ("ic-cut-without-status", (DF["DF1"],), "9000"),
    ],
)
def test_switches_of_link_and_answers(built_in: Make, name: str, commands: tuple[str, ...], answer: str) -> None:
    """The switches about lengths and answers are those of the other card."""
    assert send(built_in(name), *commands) == answer


@pytest.mark.parametrize(
    ("switch", "commands", "answer"),
    [
        ('end_of_file = "6Cxx"', (MF, "00B08A0004"), "6C03"),
        ("answer_limit = 2", (MF, "00B08A0003"), "05019000"),
        ('wrong_pin = "6300"', (MF, "002000810430303030"), "6300"),
        ("first_command_6F00 = true", (MF,), "6F00"),
        ("first_command_6F00 = true", (MF, MF), "9000"),
        ('pin_flag = "02"', (MF, "00B08A0003"), "0501029000"),
        ('extended_length = false\nswitches.extended_length_refused = "6Cxx"', (MF, "00B08A00000003"), "6C03"),
    ],
)
def test_switches_without_an_image(changed_ic: Make, switch: str, commands: tuple[str, ...], answer: str) -> None:
    """The other switches of the other card work here too."""
    assert send(changed_ic(f"switches.{switch}"), *commands) == answer


@pytest.mark.parametrize(
    ("blocked", "query", "verify"), [("6983", "63C0", "6983"), ("63C0", "6984", "63C0"), ("6984", "6983", "6984")]
)
def test_blocked_answers(changed_ic: Make, blocked: str, query: str, verify: str) -> None:
    """What a blocked PIN answers is for the switches to say."""
    card = changed_ic(f'pin2.tries_left = 0\nswitches.blocked = "{blocked}"\nswitches.blocked_query = "{query}"')

    assert [send(card, QUERY2), send(card, PIN2)] == [query, verify]


def test_cut_without_status(built_in: Make) -> None:
    """A long answer loses its end and its status word, as on the phone that showed it with this card."""
    card = built_in("ic-cut-without-status")
    answer = bytes.fromhex(send(card, PIN1, DF["DF1"], "00B08100000370"))

    assert answer == (IcLicenseFiles(load_image("ic-license")).content("DF1/EF01") or b"")[:400]


def test_reset_keeps_verified(changed_ic: Make) -> None:
    """With the switch a warm reset keeps both PINs, and power off never does."""
    card = changed_ic("switches.reset_keeps_verified = true")
    send(card, PIN1, PIN2)
    card.reset()
    assert send(card, DF["DF1"], "00B0820001") == "419000"
    card.power_off()
    card.power_on()

    assert send(card, DF["DF1"], "00B0820001") == "6982"
