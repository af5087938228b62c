from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from menkyo.virtual import LicenseFiles, load_image

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.virtual import VirtualCard

    Make = Callable[[str], VirtualCard]

LICENSE = "00A4040C10A0000002310600000000000000000000"
PIN = "002000860431323334"
WRONG_PIN = "002000860430303030"
QUERY = "00200086"


def send(card: VirtualCard, *commands: str) -> str:
    """Send commands in hex and return the answer to the last in upper-case hex."""
    answers = [card.transmit(bytes.fromhex(command)).hex().upper() for command in commands]
    return answers[-1]


def record(name: str) -> bytes:
    """The record of a built-in image."""
    return LicenseFiles(load_image(name)).wef02 or b""


@pytest.mark.parametrize(("name", "fill"), [("padding-ff", b"\xff"), ("padding-00", b"\x00")])
def test_padding(name: str, fill: bytes) -> None:
    """Padding fills the file behind the same record."""
    plain = record("specimen")

    assert record(name) == plain + fill * (5845 - len(plain))


@pytest.mark.parametrize(("name", "written"), [("absent-4000000", b"4000000"), ("absent-0000000", b"0000000")])
def test_absent_day(name: str, written: bytes) -> None:
    """An absent day is seven characters instead of none."""
    assert b"\xc2\x07" + written + b"\xc3\x00" in record(name)
    assert b"\xeb\x07" + written + b"\xec\x01" in record(name)


@pytest.mark.parametrize("prefix", ["1F", "81", "C1", "DF", "FF"])
def test_tag_form(prefix: str) -> None:
    """The photo and the signature have another first byte in their tags."""
    files = LicenseFiles(load_image(f"tag-{prefix.lower()}"))

    assert bytes.fromhex(prefix + "0782078D") in record(f"tag-{prefix.lower()}")
    assert (files.wef03 or b"").startswith(bytes.fromhex(prefix + "08820100"))


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        ("specimen", "EC0100 ED0101 EE0100"),
        ("flags-ascii", "EC0130 ED0131 EE0130"),
        ("flags-ff", "EC01FF ED0101 EE01FF"),
        ("flags-empty", "EC00 ED0101 EE00"),
    ],
)
def test_flags(name: str, flags: str) -> None:
    """A category flag is written in the form of the switch."""
    assert bytes.fromhex(flags) in record(name)


@pytest.mark.parametrize(
    ("name", "before_photo"),
    [
        ("specimen", "FA0101 0107"),
        ("trailing-reserved-empty", "010500 010600 0107"),
        ("trailing-reserved-filled", "01060730303030303030 0107"),
    ],
)
def test_trailing_reserved(name: str, before_photo: str) -> None:
    """Reserved objects before the photo are missing, empty or filled."""
    assert bytes.fromhex(before_photo) in record(name)


@pytest.mark.parametrize(
    ("name", "answer"),
    [("no-extended-length", "6700"), ("no-extended-length-6f00", "6F00"), ("no-extended-length-6cxx", "6C03")],
)
def test_extended_length_refused(built_in: Make, name: str, answer: str) -> None:
    """A card without extended length refuses it on the free file already, and reads short as ever."""
    card = built_in(name)

    assert send(card, LICENSE, "00B09A00000003") == answer
    assert send(card, "00B09A0003") == "C101019000"


def test_right_length_is_capped_at_256(built_in: Make) -> None:
    """6C00 asks for 256 bytes when more are left."""
    card = built_in("no-extended-length-6cxx")

    assert send(card, LICENSE, PIN, "00B09B00000000") == "6C00"
    assert send(card, "00200086000004" + "31323334") == "6700"


def test_answer_limit(built_in: Make) -> None:
    """No answer holds more data than the limit, and its status is 9000."""
    answer = send(built_in("answers-cut"), LICENSE, PIN, "00B09B0000")

    assert (len(answer), answer[-4:]) == (2 * 86, "9000")


def test_cut_without_status(built_in: Make) -> None:
    """A long answer is cut in the middle of the data, a short one keeps its status word."""
    card = built_in("cut-without-status")

    assert send(card, LICENSE) == "9000"
    assert bytes.fromhex(send(card, PIN, "00B09B00000000")) == record("specimen")[:400]


@pytest.mark.parametrize(("name", "answer"), [("end-warning-6282", "C101016282"), ("end-6cxx", "6C03")])
def test_end_of_file(built_in: Make, name: str, answer: str) -> None:
    """A READ that asks for more than is left is told so; one that asks for exactly that is not."""
    card = built_in(name)

    assert send(card, LICENSE, "00B09A0004") == answer
    assert send(card, "00B09A0003") == "C101019000"


def test_first_command_fails_once(built_in: Make) -> None:
    """Only the first command after power up is answered 6F00."""
    card = built_in("first-command-6f00")

    assert [send(card, LICENSE), send(card, LICENSE)] == ["6F00", "9000"]
    card.power_on()
    assert send(card, LICENSE) == "6F00"


def test_query_once_verified(built_in: Make) -> None:
    """The empty VERIFY is answered 9000 only while the PIN is verified."""
    card = built_in("query-9000")

    assert send(card, LICENSE, QUERY) == "63CA"
    assert send(card, PIN, QUERY) == "9000"


def test_wrong_pin_without_count(built_in: Make) -> None:
    """A wrong PIN is answered 6300 and counted all the same."""
    card = built_in("wrong-pin-6300")

    assert send(card, LICENSE, WRONG_PIN) == "6300"
    assert send(card, QUERY) == "63C9"


@pytest.mark.parametrize(
    ("name", "select", "query", "verify"),
    [
        ("blocked", "9000", "63C0", "6984"),
        ("blocked-6983", "9000", "63C0", "6983"),
        ("blocked-63c0", "9000", "63C0", "63C0"),
        ("blocked-query-6983", "9000", "6983", "6984"),
        ("blocked-query-6984", "9000", "6984", "6984"),
        ("blocked-select-6283", "6283", "63C0", "6984"),
    ],
)
def test_blocked(built_in: Make, name: str, select: str, query: str, verify: str) -> None:
    """A blocked PIN shows as the switch says, and the right PIN does not help."""
    card = built_in(name)

    assert [send(card, LICENSE), send(card, QUERY), send(card, PIN)] == [select, query, verify]
    assert send(card, "00B09B0001") == "6982"


@pytest.mark.parametrize(
    ("name", "again", "back"),
    [
        ("specimen", "C29000", "6982"),
        ("select-never-drops", "C29000", "C29000"),
        ("select-always-drops", "6982", "6982"),
    ],
)
def test_select_drops_verified(built_in: Make, name: str, again: str, back: str) -> None:
    """The record stays open or not after a SELECT of the same application, and after one of another and back."""
    card, read = built_in(name), "00B09B0001"
    jpki = "00A4040C0AD392F000260100000001"

    assert send(card, LICENSE, PIN, LICENSE, read) == again
    assert send(card, LICENSE, PIN, jpki, LICENSE, read) == back


def test_reset_keeps_verified(built_in: Make) -> None:
    """With the switch a warm reset keeps the PIN, and power off never does."""
    card = built_in("reset-keeps-verified")
    send(card, LICENSE, PIN)
    card.reset()
    assert send(card, LICENSE, "00B09B0001") == "C29000"
    card.power_off()
    card.power_on()

    assert send(card, LICENSE, "00B09B0001") == "6982"


def test_no_pin_no_verify(built_in: Make) -> None:
    """A card without a PIN may leave its record open."""
    assert send(built_in("no-pin-no-verify"), LICENSE, "00B09B0001") == "C29000"


def test_missing_files(built_in: Make) -> None:
    """A file that the image leaves out is not found, and an empty one has no byte at offset 0."""
    assert send(built_in("no-signature-file"), LICENSE, "00A4020C02001C") == "6A82"
    assert send(built_in("pin-flag-empty"), LICENSE, "00B09A0003") == "6B00"


def test_pin_flag(built_in: Make, changed: Make) -> None:
    """The PIN flag may be any byte, whatever the PIN is."""
    assert send(built_in("pin-flag-odd"), LICENSE, "00B09A0003") == "C101029000"
    assert send(changed("switches.pin_flag = '00'"), LICENSE, "00B09A0003") == "C101009000"
