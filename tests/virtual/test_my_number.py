from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from menkyo.virtual import Action
from menkyo.virtual.my_number import TRAP_NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.virtual import VirtualCard

    Make = Callable[[str], VirtualCard]

AIDS = {
    "jpki": "D392F000260100000001",
    "common": "D3921000310001010100",
    "resident": "D3921000310001010401",
    "surface": "D3921000310001010402",
    "text": "D3921000310001010408",
}


def send(card: VirtualCard, *commands: str) -> str:
    """Send commands in hex and return the answer to the last in upper-case hex."""
    answers = [card.transmit(bytes.fromhex(command)).hex().upper() for command in commands]
    return answers[-1]


def select(application: str) -> str:
    """The SELECT of an application by its whole AID."""
    return "00A4040C0A" + AIDS[application]


@pytest.mark.parametrize("application", AIDS)
def test_select(specimen: VirtualCard, application: str) -> None:
    """Every application is selected by its AID, with P2 00 too, and tells its AID when it is asked for data."""
    aid = AIDS[application]

    assert send(specimen, select(application)) == "9000"
    assert send(specimen, "00A404000A" + aid) == "9000"
    assert send(specimen, f"00A404000A{aid}00") == f"6F0C840A{aid}9000"


def test_select_by_prefix_and_next(specimen: VirtualCard) -> None:
    """The first bytes of an AID reach the first application that has them, and P2 02 the one after."""
    assert send(specimen, "00A4040006D3921000310000") == f"6F0C840A{AIDS['common']}9000"
    assert send(specimen, "00A4040206D39210003100") == "9000"
    assert [entry.application for entry in specimen.log.entries] == ["common", "resident"]


@pytest.mark.parametrize("application", ["jpki", "common", "resident", "surface", "text"])
def test_applications_that_the_image_leaves_out(changed: Make, application: str) -> None:
    """An application that the image does not carry is not found."""
    assert send(changed("card.applications = ['license']"), select(application)) == "6A82"


def test_token_information(specimen: VirtualCard) -> None:
    """JPKI EF 0006 is free, 160 bytes long, and tells a My Number card."""
    answer = bytes.fromhex(send(specimen, select("jpki"), "00A4020C020006", "00B0000000"))

    assert (len(answer), answer[-2:]) == (162, b"\x90\x00")
    assert answer[:32] == b"JPKIAPICCTOKEN2".ljust(32)
    assert answer[96:100] == bytes.fromhex("0000040D")


def test_certificates_that_are_present(specimen: VirtualCard) -> None:
    """JPKI EF 0008 is free and tells which certificates there are."""
    assert send(specimen, select("jpki"), "00B0880003") == "8F8F009000"


@pytest.mark.parametrize(
    ("application", "key", "tries"),
    [
        ("jpki", "18", 3),
        ("jpki", "1B", 5),
        ("common", "1C", 3),
        ("resident", "1C", 3),
        ("surface", "11", 10),
        ("surface", "12", 10),
        ("surface", "13", 10),
        ("text", "11", 3),
        ("text", "14", 10),
        ("text", "15", 10),
    ],
)
def test_counters(specimen: VirtualCard, application: str, key: str, tries: int) -> None:
    """Every key tells its tries to the empty VERIFY, by current file and by short identifier."""
    short = f"{0x80 | int(key, 16):02X}"

    assert send(specimen, select(application), f"00A4020C0200{key}", "00200080") == f"63C{tries:X}"
    assert send(specimen, select(application), f"002000{short}") == f"63C{tries:X}"


def test_a_key_blocks_and_stays_selectable(specimen: VirtualCard) -> None:
    """The last wrong try is answered 63C0, later ones 6984, and the query goes on answering 63C0."""
    send(specimen, select("jpki"), "00A4020C020018")
    answers = [send(specimen, "002000800439393939") for _ in range(4)]

    assert answers == ["63C2", "63C1", "63C0", "6984"]
    assert send(specimen, "00200080") == "63C0"


def test_query_after_success(specimen: VirtualCard) -> None:
    """The query still counts tries once the key is verified: other programs fail on 9000."""
    assert send(specimen, select("jpki"), "00A4020C020018", "002000800431323334") == "9000"
    assert send(specimen, "00200080") == "63C3"


def test_keys_do_not_forget(specimen: VirtualCard) -> None:
    """A key of these applications stays verified through another SELECT, until power off."""
    read = "00B0810000"
    assert send(specimen, select("text"), "002000910431323334") == "9000"
    send(specimen, select("jpki"))
    assert send(specimen, select("text"), read)[-4:] == "9000"
    specimen.power_off()
    specimen.power_on()

    assert send(specimen, select("text"), read) == "6982"


@pytest.mark.parametrize(("key", "secret"), [("9B", "0550415353"), ("98", "053132333435"), ("95", "0431323334")])
def test_secret_of_impossible_length(specimen: VirtualCard, key: str, secret: str) -> None:
    """A secret that is too short or too long for its key costs no try."""
    application = "text" if key == "95" else "jpki"
    before = send(specimen, select(application), f"002000{key}")

    assert send(specimen, f"002000{key}{secret}") == "6700"
    assert send(specimen, f"002000{key}") == before


def test_images_set_keys(changed: Make) -> None:
    """An image sets value and tries of a key."""
    card = changed("[keys.user-authentication]\nvalue = '9999'\ntries_left = 1\n")

    assert send(card, select("jpki"), "00200098") == "63C1"
    assert send(card, "002000980439393939") == "9000"


def test_card_record(specimen: VirtualCard) -> None:
    """The common application's record tells serial, municipality and expiry, free, in both forms of READ RECORD."""
    record = "011C" + b"9000000000000171310120350217".hex().upper() + "9000"

    assert send(specimen, select("common"), "00B2010C00") == record
    assert send(specimen, select("common"), "00A4020C020001", "00B2010400") == record
    assert send(specimen, "00B2010500") == record


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("00B2020C00", "6A83"),
        ("00B2000C00", "6A83"),
        ("00B2010E00", "6A86"),
        ("00B2011400", "6981"),
        ("00B2010C", "6700"),
    ],
)
def test_read_record_refused(specimen: VirtualCard, command: str, answer: str) -> None:
    """A record that is not there, and a file that has none, are refused."""
    assert send(specimen, select("common"), command) == answer


def test_read_binary_of_records(specimen: VirtualCard) -> None:
    """A record file has no offsets."""
    assert send(specimen, select("common"), "00B0810000") == "6981"


@pytest.mark.parametrize(("tag", "value"), [("00F0", b"13101"), ("00F2", b"20350217"), ("0045", b"900000000000017")])
def test_card_objects(specimen: VirtualCard, tag: str, value: bytes) -> None:
    """GET DATA answers before an application is selected, or with the card manager, and not in an application."""
    command = f"00CA{tag}00"

    assert send(specimen, command) == value.hex().upper() + "9000"
    assert send(specimen, select("jpki"), command) == "6A88"
    assert send(specimen, "00A4040C07A0000001510000", command) == value.hex().upper() + "9000"


@pytest.mark.parametrize(
    ("command", "answer"), [("00CADF3005", "6A88"), ("00CB3FFF035C017E08", "6D00"), ("00CA00F201", "6700")]
)
def test_get_data_refused(specimen: VirtualCard, command: str, answer: str) -> None:
    """An object that is not there, another instruction and too short a length are refused."""
    assert send(specimen, command) == answer


@pytest.mark.parametrize(
    "aid",
    [
        "627601FF000000",
        "A00000000101",
        "E82B0601040181C31F0201",
        "A00000030800001000",
        "A000000116DB00",
        "A0000000791000",
        "A000000079010F",
        "F276A288BCFBA69D34F31001",
        "A00000039742544659",
        "D27600012401",
    ],
)
@pytest.mark.parametrize("name", ["specimen", "other-card"])
def test_applications_of_other_cards(built_in: Make, name: str, aid: str) -> None:
    """What detection of other cards asks for is not found, on any card."""
    assert send(built_in(name), f"00A40400{len(aid) // 2:02X}{aid}") == "6A82"


def test_other_card_has_nothing(built_in: Make) -> None:
    """A card that is no My Number card has no card objects either."""
    assert send(built_in("other-card"), "00CA00F200") == "6A88"


def test_trap_number_is_no_my_number() -> None:
    """The number in the traps has a check digit that no My Number can have."""
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    remainder = sum(int(digit) * weight for digit, weight in zip(TRAP_NUMBER, weights, strict=False)) % 11

    assert TRAP_NUMBER[11] != str(11 - remainder if remainder > 1 else 0)


@pytest.mark.parametrize(
    ("application", "file", "key", "secret"),
    [
        ("text", "01", "91", "31323334"),
        ("text", "01", "94", TRAP_NUMBER.encode().hex()),
        ("surface", "05", "93", TRAP_NUMBER.encode().hex()),
    ],
)
def test_traps_are_closed_counted_and_open(
    specimen: VirtualCard, application: str, file: str, key: str, secret: str
) -> None:
    """The My Number's files are closed without a key, open with it, and every touch is counted."""
    read = f"00B0{0x80 | int(file, 16):02X}0000"

    assert send(specimen, select(application), read) == "6982"
    assert send(specimen, f"002000{key}{len(secret) // 2:02X}{secret}") == "9000"
    assert send(specimen, read)[-4:] == "9000"
    assert specimen.log.count(application, f"00{file}", Action.READ) == 2


def test_text_b_does_not_open_the_number(specimen: VirtualCard) -> None:
    """照合番号B opens other files, never the number."""
    secret = b"55021720352285".hex()

    assert send(specimen, select("text"), "002000950E" + secret) == "9000"
    assert send(specimen, "00B0810000") == "6982"


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("8020008000", "6D00"),
        ("80A2000001AA", "6D00"),
        ("8032008004 31323334", "6982"),
        ("80AE000001AA00", "6982"),
        ("80FC0000", "6700"),
        ("812A008001AA00", "6881"),
    ],
)
def test_class_80(specimen: VirtualCard, command: str, answer: str) -> None:
    """The applications' own instructions are signing, and those that the card refuses; others are unknown."""
    assert send(specimen, select("jpki"), command) == answer


@pytest.mark.parametrize("selected", [[], ["00A4040C10A0000002310600000000000000000000"]])
def test_class_80_elsewhere(specimen: VirtualCard, selected: list[str]) -> None:
    """Before an application is selected, and in the license application, the class itself is unknown."""
    assert send(specimen, *selected, "802A000001AA00") == "6E00"


@pytest.mark.parametrize(("length", "octets"), [("01", 1), ("10", 16), ("00", 256)])
def test_challenge(specimen: VirtualCard, length: str, octets: int) -> None:
    """GET CHALLENGE gives as many bytes as it is asked for, other ones each time."""
    answers = [bytes.fromhex(send(specimen, select("jpki"), f"00840000{length}")) for _ in range(2)]

    assert [(len(answer), answer[-2:]) for answer in answers] == [(octets + 2, b"\x90\x00")] * 2
    assert octets == 1 or answers[0] != answers[1]


@pytest.mark.parametrize(
    ("command", "answer"),
    [("00840000000010", "6985"), ("0084000100", "6A86"), ("00840000", "6700"), ("0084000001AA00", "6700")],
)
def test_challenge_refused(specimen: VirtualCard, command: str, answer: str) -> None:
    """GET CHALLENGE has no extended form, no parameters and no data."""
    assert send(specimen, command) == answer


def test_the_key_that_nobody_uses(specimen: VirtualCard) -> None:
    """Key 0012 of the text application is blocked, as on every card that was looked at."""
    assert send(specimen, select("text"), "00200092") == "63C0"
    assert send(specimen, "002000920431323334") == "6984"


@pytest.mark.parametrize(
    ("application", "key", "answer"),
    [("jpki", "98", "6A82"), ("jpki", "9B", "6A82"), ("text", "91", "6A82"), ("text", "95", "63CA")],
)
def test_a_card_without_pins(built_in: Make, application: str, key: str, answer: str) -> None:
    """A card issued without PINs has none to ask for; what is printed on it still opens its face."""
    assert send(built_in("no-card-pins"), select(application), f"002000{key}") == answer


def test_nothing_opens_for_a_pin_that_is_not_there(built_in: Make) -> None:
    """What a missing PIN would open stays closed."""
    card = built_in("no-card-pins")

    assert send(card, select("jpki"), "00B0810000") == "6982"
    assert send(card, "802A009701AA00") == "6982"


def test_a_blocked_key_may_answer_the_query_otherwise(changed: Make) -> None:
    """An image chooses what a blocked key says to the empty VERIFY: other programs fail on 6984."""
    card = changed("[keys.user-authentication]\ntries_left = 0\nblocked_query = '6984'\n")

    assert send(card, select("jpki"), "00200098") == "6984"
    assert send(card, "0020009B") == "63C5"


def test_every_secret_blocked(built_in: Make) -> None:
    """With every secret blocked each one says so, and the license PIN has its tries."""
    card = built_in("blocked-keys")
    keys = {"jpki": "989B", "common": "9C", "resident": "9C", "surface": "919293", "text": "919495"}
    answers = {
        send(card, select(application), f"002000{key:02X}")
        for application, row in keys.items()
        for key in bytes.fromhex(row)
    }

    assert answers == {"63C0"}
    assert card.tries_left() == 10
