from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from menkyo.virtual import Action, LicenseFiles

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.virtual import VirtualCard

LICENSE = "00A4040C10A0000002310600000000000000000000"
TEXT = "00A4040C0AD3921000310001010408"


def send(card: VirtualCard, command: str) -> str:
    """Send one command in hex and return the answer in upper-case hex."""
    return card.transmit(bytes.fromhex(command)).hex().upper()


def selected(card: VirtualCard) -> VirtualCard:
    """The card with its license application selected."""
    assert send(card, LICENSE) == "9000"
    return card


def verified(card: VirtualCard) -> VirtualCard:
    """The card with its license application open."""
    assert send(selected(card), "002000860431323334") == "9000"
    return card


@pytest.mark.parametrize("p2", ["00", "0C"])
def test_select_by_the_whole_aid(specimen: VirtualCard, p2: str) -> None:
    """The license application answers 9000 and no data to its whole AID, with P2 00 as with 0C."""
    assert send(specimen, f"00A404{p2}10A0000002310600000000000000000000") == "9000"


@pytest.mark.parametrize(
    "aid",
    ["10A0000002310400000000000000000000", "10A0000002310500000000000000000000", "06A00000023106", "07A0000002310600"],
)
def test_select_what_is_not_there(specimen: VirtualCard, aid: str) -> None:
    """Load file, module and every partial license AID are not found."""
    assert send(specimen, "00A4040C" + aid) == "6A82"


@pytest.mark.parametrize("command", ["00A4040C", "00A4040C11" + "A0" * 17, "00A4040400"])
def test_select_without_a_possible_aid(specimen: VirtualCard, command: str) -> None:
    """No AID and an AID of more than 16 bytes are errors of length or parameters."""
    assert send(specimen, command) in {"6700", "6A86"}


def test_select_file(specimen: VirtualCard) -> None:
    """A known file becomes current and an unknown one is not found."""
    selected(specimen)

    assert send(specimen, "00A4020C02001B") == "9000"
    assert send(specimen, "00A4020C02001D") == "6A82"
    assert send(specimen, "00A4020C01001B"[:-2]) == "6700"


def test_select_file_without_application(specimen: VirtualCard) -> None:
    """Nothing is found before an application is selected."""
    assert send(specimen, "00A4020C02001A") == "6A82"


def test_select_clears_the_current_file(specimen: VirtualCard) -> None:
    """Selecting an application, also the same one again, leaves no current file."""
    verified(specimen)
    send(specimen, "00A4020C02001B")
    selected(specimen)

    assert send(specimen, "00B0000002") == "6986"


def test_pin_flag_is_free(specimen: VirtualCard) -> None:
    """WEF01 is read by its short identifier without a PIN, and becomes current."""
    selected(specimen)

    assert send(specimen, "00B09A0003") == "C101019000"
    assert send(specimen, "00B0000003") == "C101019000"
    assert send(specimen, "00B0800003") == "C101019000"


@pytest.mark.parametrize("file", ["1B", "1C"])
def test_record_needs_the_pin(specimen: VirtualCard, file: str) -> None:
    """WEF02 and WEF03 are closed until the PIN is verified."""
    selected(specimen)

    assert send(specimen, f"00A4020C0200{file}") == "9000"
    assert send(specimen, "00B0000002") == "6982"


def test_read_in_parts(specimen: VirtualCard) -> None:
    """Short parts, one long answer and the part behind an offset are the same bytes."""
    record = LicenseFiles(specimen.image).wef02
    assert record is not None
    send(verified(specimen), "00A4020C02001B")

    whole = specimen.transmit(bytes.fromhex("00B00000000000"))
    parts = b""
    while len(parts) < len(record):
        parts += specimen.transmit(b"\x00\xb0" + len(parts).to_bytes(2, "big") + b"\x00")[:-2]

    assert whole == record + b"\x90\x00"
    assert parts == record
    assert send(specimen, "00B0000A02") == record[10:12].hex().upper() + "9000"


def test_read_beyond_the_end(specimen: VirtualCard) -> None:
    """A READ gets what is left with 9000, and an offset at the end or beyond is refused."""
    send(selected(specimen), "00B09A0003")

    assert send(specimen, "00B0000100") == "01019000"
    assert send(specimen, "00B0000300") == "6B00"
    assert send(specimen, "00B0010000") == "6B00"


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("00B0000003", "6986"),  # no current file
        ("00B09F0003", "6A82"),  # no such short identifier
        ("00B0860004", "6981"),  # the PIN file
        ("00B0BA0003", "6A86"),  # bits of P1 that mean nothing
        ("00B09A00", "6700"),  # no Le
        ("00B09A00010003", "6700"),  # data
    ],
)
def test_read_refused(specimen: VirtualCard, command: str, answer: str) -> None:
    """A READ that cannot be answered says why."""
    assert send(selected(specimen), command) == answer


def test_empty_verify_costs_nothing(specimen: VirtualCard) -> None:
    """The empty VERIFY tells ten tries, as often as it is asked."""
    selected(specimen)

    assert [send(specimen, "00200086") for _ in range(12)] == ["63CA"] * 12


def test_verify_by_short_identifier_and_by_current_file(specimen: VirtualCard) -> None:
    """The PIN is presented with P2 86, or with P2 80 when its file is current; P2 82 is not found."""
    selected(specimen)

    assert send(specimen, "002000820431323334") == "6A82"
    assert send(specimen, "002000800431323334") == "6986"
    assert send(specimen, "00A4020C020006") == "9000"
    assert send(specimen, "002000800431323334") == "9000"
    assert send(selected(specimen), "002000860431323334") == "9000"


@pytest.mark.parametrize("pin", ["03313233", "053132333435", "0631323334FFFF"])
def test_verify_of_wrong_length(specimen: VirtualCard, pin: str) -> None:
    """A PIN that is not four bytes long is an error of length and costs no try."""
    selected(specimen)

    assert send(specimen, "00200086" + pin) == "6700"
    assert send(specimen, "00200086") == "63CA"


def test_wrong_pin_counts_down_and_blocks(specimen: VirtualCard) -> None:
    """Each wrong PIN tells the new count; after the last the right PIN is answered 6984 too."""
    selected(specimen)
    answers = [send(specimen, "002000860430303030") for _ in range(10)]

    assert answers == [f"63C{left:X}" for left in range(9, -1, -1)]
    assert send(specimen, "002000860431323334") == "6984"
    assert send(specimen, "00200086") == "63C0"


def test_right_pin_restores_the_count(specimen: VirtualCard) -> None:
    """A right PIN sets the tries back to ten."""
    send(selected(specimen), "002000860430303030")

    assert send(verified(specimen), "00200086") == "63CA"


def test_wrong_pin_ends_the_verified_state(specimen: VirtualCard) -> None:
    """A wrong PIN closes again what a right one had opened."""
    send(verified(specimen), "002000860430303030")

    assert send(specimen, "00B09B0002") == "6982"


def test_default_pin(built_in: Callable[[str], VirtualCard]) -> None:
    """A card without a PIN says so, stays closed, and opens for ****."""
    card = selected(built_in("no-pin"))

    assert send(card, "00B09A0003") == "C101009000"
    assert send(card, "00B09B0001") == "6982"
    assert send(card, "00200086042A2A2A2A") == "9000"
    assert send(card, "00B09B0001") == "C29000"


def test_default_pin_on_a_card_with_a_pin(specimen: VirtualCard) -> None:
    """On a card with a PIN, **** is a wrong PIN."""
    assert send(selected(specimen), "00200086042A2A2A2A") == "63C9"


def test_another_application_drops_the_pin(specimen: VirtualCard) -> None:
    """Selecting another application closes the record; selecting the same one, or one that is not there, does not."""
    selected(verified(specimen))
    assert send(specimen, "00B09B0001") == "C29000"
    assert send(specimen, "00A4040C02A0FF") == "6A82"
    assert send(specimen, "00B09B0001") == "C29000"

    assert send(specimen, TEXT) == "9000"
    assert send(selected(specimen), "00B09B0001") == "6982"


def test_tries_survive_power_and_reset(specimen: VirtualCard) -> None:
    """Power off, power on and reset forget selection and PIN, never the tries."""
    send(selected(specimen), "002000860430303030")
    specimen.power_off()
    assert send(specimen, LICENSE) == ""
    specimen.power_on()
    assert send(specimen, "00200086") == "6A82"
    assert send(selected(specimen), "00200086") == "63C9"
    send(verified(specimen), "002000860430303030")
    specimen.reset()

    assert send(selected(specimen), "00200086") == "63C9"
    assert specimen.tries_left() == 9


def test_reset_drops_the_pin(specimen: VirtualCard) -> None:
    """A warm reset closes the record."""
    verified(specimen)
    specimen.reset()

    assert send(selected(specimen), "00B09B0001") == "6982"


@pytest.mark.parametrize("instruction", ["D6", "D0", "DC", "D2", "E2", "DA", "24", "2C", "0E"])
def test_changing_commands(specimen: VirtualCard, instruction: str) -> None:
    """Nothing changes the card, not even with the PIN verified."""
    assert send(verified(specimen), f"00{instruction}00000100") == "6982"


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("00FF0000", "6D00"),
        ("00C0000000", "6D00"),
        ("80B09A0003", "6E00"),
        ("FFCA000000", "6E00"),
        ("10B09A0003", "6E00"),
        ("01B09A0003", "6881"),
        ("41B09A0003", "6881"),
        ("04A4040C00", "6882"),
        ("0CB09A0003", "6882"),
        ("00B0", "6700"),
        ("", "6700"),
        ("00B09A000000", "6700"),
        ("00A4020C0300", "6700"),
        ("00A4020C00000000", "6700"),
        ("00A4080C02001A", "6A86"),
        ("00A4021C02001A", "6A86"),
        ("00A4041C02A000", "6A86"),
        ("00200186", "6A86"),
        ("00200006", "6A86"),
        ("00200080", "6986"),
        ("0020009A", "6A82"),
    ],
)
def test_commands_outside_the_rules(specimen: VirtualCard, command: str, answer: str) -> None:
    """What the card does not know is refused with the status word that says so."""
    assert send(selected(specimen), command) == answer


def test_verify_while_a_data_file_is_current(specimen: VirtualCard) -> None:
    """VERIFY of the current file wants a key there."""
    send(selected(specimen), "00B09A0003")

    assert send(specimen, "00200080") == "6981"


def test_master_file(specimen: VirtualCard) -> None:
    """SELECT of the MF is refused after reset, changes nothing in an application, and 3F00 does not exist."""
    assert send(specimen, "00A40000") == "6A86"
    selected(specimen)
    assert send(specimen, "00A40000") == "9000"
    assert send(specimen, "00A40000023F00") == "6A82"
    assert send(specimen, "00200086") == "63CA"


def test_signature_file(specimen: VirtualCard) -> None:
    """WEF03 begins with the 256 bytes of the signature."""
    answer = send(verified(specimen), "00B09C0000")

    assert answer[:10] == "0108820100"
    assert answer[-4:] == "9000"


def test_access_log(specimen: VirtualCard) -> None:
    """The log holds every touch, refused ones included, and no data."""
    selected(specimen)
    for command in ("00B09B0001", "00200086", "002000860430303030", "00A4020C02001A"):
        send(specimen, command)

    assert [tuple(access) for access in specimen.log.entries] == [
        ("license", "", Action.SELECT),
        ("license", "001B", Action.READ),
        ("license", "0006", Action.QUERY),
        ("license", "0006", Action.VERIFY),
        ("license", "001A", Action.SELECT),
    ]
    assert specimen.log.count("license") == 5
    assert specimen.log.count(action=Action.VERIFY) == 1
    assert specimen.log.count(file="001C") == 0


def test_representation_keeps_the_pin(specimen: VirtualCard) -> None:
    """Neither the card nor its image shows a PIN."""
    assert "1234'" not in repr(specimen) + repr(specimen.image.pin)
